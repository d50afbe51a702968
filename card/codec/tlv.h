/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BER-TLV (ISO/IEC 7816-4 5.2.2, X.690 8.1): a bounds-checked reader that never allocates, and a
 * writer on struct buf.
 *
 * A tag is the number that its bytes spell, big endian: 0x5A, 0x9F70, 0xBF38. Tags of up to three
 * bytes and lengths of up to four length bytes are read; indefinite lengths are refused. */
#ifndef CODEC_TLV_H
#define CODEC_TLV_H

#include "codec/buf.h"
#include "codec/slice.h"

struct tlv {
	uint32_t tag;
	struct slice value;
	struct slice whole; /* tag, length and value as received: what signatures cover */
};

/* Takes the next data object off the front of @in.
 * Returns 1 with *@out set, 0 at the end of @in, -EBADMSG where the bytes are no TLV. */
int tlv_next(struct slice *in, struct tlv *out);

/* Reads the header alone, for values that have not all arrived.
 * Returns 1 with tag, value length and header length set, 0 when more bytes are needed to tell,
 * -EBADMSG. */
int tlv_header(struct slice in, uint32_t *tag, size_t *length, size_t *header);

/* Reads @in as exactly one data object with tag @tag. Returns 0 or -EBADMSG. */
int tlv_only(struct slice in, uint32_t tag, struct tlv *out);

/* Finds the first object tagged @tag among the siblings in @in.
 * Returns 1 when found, 0 when not, -EBADMSG when @in is malformed before it is found. */
int tlv_find(struct slice in, uint32_t tag, struct tlv *out);

/* Takes the next tag off the front of a tag list (ISO/IEC 7816-4 8.5.2). Returns 1, 0 at the end,
 * -EBADMSG. */
int tlv_next_tag(struct slice *list, uint32_t *tag);

/* True where the tag's encoding says that the value is itself a series of TLVs. */
bool tlv_constructed(uint32_t tag);

/* ---- one row for each component of a structure ---- */

enum {
	TLV_OPTIONAL = 1,
	TLV_REPEATED =
		2, /* zero or more in a row; the slot keeps the first, .whole spans them all */
};

struct tlv_field {
	const char *name; /* as the specification spells it; for messages */
	uint32_t tag;     /* TLV_ANY takes whatever comes */
	unsigned flags;
	size_t min; /* bounds of the value's length in bytes; max 0: no upper bound */
	size_t max;
};

#define TLV_ANY 0u

/* Reads the components of a SEQUENCE from @in into @out[0..n-1], in the order of @fields. What is
 * absent gets whole.p == NULL. Elements after the last known one are skipped, because the RSP
 * modules are EXTENSIBILITY IMPLIED (SGP.22 annex H); an unknown element before a known one is
 * not. Returns 0, or -EBADMSG with *@culprit (may be NULL) naming the field at fault. */
int tlv_sequence(struct slice in, const struct tlv_field *fields, size_t n, struct tlv *out,
		 const char **culprit);

static inline bool tlv_present(const struct tlv *t)
{
	return t->whole.p != NULL;
}

/* ---- values ---- */

/* A DER INTEGER's contents as a number. Returns 0 or -EBADMSG (empty, not minimal, over 8 bytes).
 */
int tlv_integer(struct slice value, int64_t *out);

/* Whether @value can be a BIT STRING's contents: the number of unused bits, which are at most 7 of
 * a byte that is there, and the bytes (X.690 8.6.2). */
bool tlv_bits_valid(struct slice value);
/* Bit @bit (0 is the first, as ASN.1 counts) of a BIT STRING's contents; absent bits are 0. */
bool tlv_bit(struct slice value, unsigned bit);

/* ---- writer ---- */

void tlv_put(struct buf *b, uint32_t tag, struct slice value);
void tlv_put_u8(struct buf *b, uint32_t tag, uint8_t value);
void tlv_put_str(struct buf *b, uint32_t tag, const char *value);
/* A DER INTEGER, minimal. */
void tlv_put_integer(struct buf *b, uint32_t tag, int64_t value);
/* A BIT STRING of named bits: @bits has bit 0 in its most significant place of @nbits; trailing
 * zero bits are dropped, as DER asks of named bit lists (X.690 11.2.2). */
void tlv_put_bits(struct buf *b, uint32_t tag, uint32_t bits, unsigned nbits);
void tlv_put_boolean(struct buf *b, uint32_t tag, bool value);

/* The tag and length of a value of @length bytes that the caller writes, or sends, by itself. */
void tlv_put_header(struct buf *b, uint32_t tag, size_t length);

/* A constructed object written in place: mark = tlv_open(); write the inside; tlv_close(). */
size_t tlv_open(struct buf *b, uint32_t tag);
void tlv_close(struct buf *b, size_t mark);

#endif
