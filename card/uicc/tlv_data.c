/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RETRIEVE DATA and SET DATA, TS 102 221 11.3: the objects of BER-TLV structured EFs, which travel
 * in blocks. */
#include "card.h"
#include "codec/tlv.h"
#include "store/uicc_store.h"
#include "uicc/files.h"

enum {
	BLOCK = 0xE0, /* of P2: which block, and by which SFI in the other bits */
	BLOCK_NEXT = 0x00,
	BLOCK_AGAIN = 0x40,
	BLOCK_FIRST = 0x80,
	TAG_LIST = 0x5C,
	TAG_BYTES_MAX = 3,
	LENGTH_MAX = 0xFFFFFF,
};

/* Reads @in as a tag and nothing else. */
static bool lone_tag(struct slice in, uint32_t *tag)
{
	uint8_t bytes[TAG_BYTES_MAX + 1] = {0};
	size_t length, header;

	if (in.n == 0 || in.n > TAG_BYTES_MAX)
		return false;
	memcpy(bytes, in.p, in.n);
	/* With a length of zero after it, it must be a whole object. */
	return tlv_header(slice_of(bytes, in.n + 1), tag, &length, &header) == 1 &&
	       header == in.n + 1 && *tag >> (8 * (in.n - 1));
}

/* 11.3.0: objects have tags of the context-specific class. */
static bool tag_allowed(uint32_t tag)
{
	while (tag > 0xFF)
		tag >>= 8;
	return (tag & 0xC0) == 0x80;
}

static struct slice objects(const struct ef *ef)
{
	return slice_of(ef->target->content, ef->target->content_size);
}

/* What P1, P2 and the presence of data say. Only the first block names an EF (11.3.0). */
static uint16_t open_data(const struct softeuicc *card, const struct channel *ch,
			  enum access_mode mode, const struct apdu *a, struct ef *ef)
{
	uint8_t block = a->p2 & BLOCK, sfi = a->p2 & 0x1F;

	if (a->p1 || (block != BLOCK_FIRST && (block & ~BLOCK_AGAIN)))
		return SW_WRONG_P1P2;
	if (sfi && (block != BLOCK_FIRST || !sfi_valid(sfi)))
		return SW_WRONG_P1P2;
	if (block != BLOCK_FIRST && ch->at.data.ins != a->ins)
		return SW_CONDITIONS;
	return ef_open(card, ch, sfi, KIND(FILE_BER_TLV), mode, a, ef);
}

/* ---- RETRIEVE DATA, 11.3.1 ---- */

static void put_tag_list(struct buf *out, struct slice in, void *pool)
{
	struct buf tags = buf_new(pool);
	struct tlv t;

	while (tlv_next(&in, &t) == 1)
		for (int shift = 16; shift >= 0; shift -= 8)
			if (t.tag >> shift)
				buf_put_u8(&tags, (uint8_t)(t.tag >> shift));
	out->failed |= !buf_ok(&tags);
	tlv_put(out, TAG_LIST, buf_slice(&tags));
}

/* The object @tag of @ef, or the list of tags made for the occasion. */
static bool find_object(struct softeuicc *card, const struct ef *ef, uint32_t tag,
			struct slice *whole)
{
	struct buf list = buf_new(card->pool);
	struct tlv t;

	if (tag == TAG_LIST) {
		put_tag_list(&list, objects(ef), card->pool);
		*whole = buf_slice(&list);
		return buf_ok(&list);
	}
	if (tlv_find(objects(ef), tag, &t) != 1)
		return false;
	*whole = t.whole;
	return true;
}

uint16_t uicc_retrieve_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out)
{
	struct data_transfer now = {.ins = a->ins};
	size_t n = a->has_le ? a->le : 256;
	struct slice whole;
	struct ef ef;
	uint16_t sw = open_data(card, ch, ACCESS_READ, a, &ef);

	if (sw != SW_OK)
		return sw;
	if (((a->p2 & BLOCK) == BLOCK_FIRST) != a->has_data)
		return SW_WRONG_LENGTH;
	if (!a->has_data) {
		now = ch->at.data;
		if ((a->p2 & BLOCK) == BLOCK_AGAIN)
			now.end = now.begin;
	} else if (!lone_tag(a->data, &now.tag)) {
		return SW_WRONG_DATA;
	}
	if (!find_object(card, &ef, now.tag, &whole))
		return SW_REFERENCE_NOT_FOUND;
	/* Also where another channel has meanwhile replaced the object by a shorter one. */
	if (now.end >= whole.n)
		return SW_CONDITIONS;
	if (n > whole.n - now.end)
		n = whole.n - now.end;
	buf_put(out, whole.p + now.end, n);
	now.begin = now.end;
	now.end += (uint32_t)n;
	/* The last block may be shorter than asked for. */
	if (apdu_delivers(a, n)) {
		ef_settle(ch, &ef);
		ch->at.data = now;
	}
	return now.end < whole.n ? SW_MORE_DATA_AVAILABLE : SW_OK;
}

/* ---- SET DATA, 11.3.2 ---- */

/* Bytes that an object @tag may take: those that nothing takes, and those of the one that it
 * replaces. */
static size_t room_for(const struct file *f, uint32_t tag)
{
	bool replaces;
	struct tlv t;

	replaces = tlv_find(slice_of(f->content, f->content_size), tag, &t) == 1;
	return f->size - f->content_size + (replaces ? t.whole.n : 0);
}

/* Takes the object @tag out of the file. Returns whether it was there. */
static bool remove_object(struct file *f, uint32_t tag)
{
	struct slice in = slice_of(f->content, f->content_size);
	struct tlv t;
	size_t at;

	if (tlv_find(in, tag, &t) != 1)
		return false;
	at = (size_t)(t.whole.p - f->content);
	memmove(f->content + at, t.whole.p + t.whole.n, in.n - at - t.whole.n);
	f->content_size -= (uint32_t)t.whole.n;
	return true;
}

static uint16_t save(struct softeuicc *card, const struct file *f)
{
	return uicc_store_file_content(card->store, f) < 0 ? SW_MEMORY_PROBLEM : SW_OK;
}

static uint16_t delete_object(struct softeuicc *card, struct file *f, uint32_t tag)
{
	return remove_object(f, tag) ? save(card, f) : SW_REFERENCE_NOT_FOUND;
}

/* The header of the object whose first bytes are @in; lengths are coded as DER has them. */
static uint16_t read_header(struct softeuicc *card, struct slice in, uint32_t *tag, size_t *total)
{
	struct buf der = buf_new(card->pool);
	size_t length, header;

	if (tlv_header(in, tag, &length, &header) != 1 || !tag_allowed(*tag) || length > LENGTH_MAX)
		return SW_WRONG_DATA;
	tlv_put_header(&der, *tag, length);
	if (der.n != header)
		return SW_WRONG_DATA;
	*total = header + length;
	return SW_OK;
}

/* The bytes so far in ch->data: the object they begin replaces the one with its tag, which is gone
 * from the first block on. */
static uint16_t set_object(struct softeuicc *card, struct channel *ch, struct file *f)
{
	uint32_t tag = 0;
	size_t total = 0;
	uint16_t sw = read_header(card, buf_slice(&ch->data), &tag, &total);

	if (sw != SW_OK)
		return sw;
	if (ch->data.n > total)
		return SW_WRONG_DATA;
	if (total > room_for(f, tag))
		return SW_NOT_ENOUGH_MEMORY;
	remove_object(f, tag);
	if (ch->data.n < total)
		sw = SW_MORE_DATA_EXPECTED;
	else
		memcpy(f->content + f->content_size, ch->data.p, total);
	if (sw == SW_OK)
		f->content_size += (uint32_t)total;
	return save(card, f) == SW_OK ? sw : SW_MEMORY_PROBLEM;
}

uint16_t uicc_set_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out)
{
	struct data_transfer now = {.ins = a->ins};
	uint8_t block = a->p2 & BLOCK;
	uint32_t tag;
	struct ef ef;
	uint16_t sw = open_data(card, ch, ACCESS_UPDATE, a, &ef);

	(void)out;
	if (sw != SW_OK)
		return sw;
	if (block == BLOCK_FIRST)
		buf_reset(&ch->data);
	else
		now = ch->at.data;
	if (block == BLOCK_AGAIN)
		ch->data.n = now.begin;
	now.begin = (uint32_t)ch->data.n;
	ef_settle(ch, &ef);
	ch->at.data = (struct data_transfer){0};
	if (now.begin == 0 && lone_tag(a->data, &tag))
		return tag_allowed(tag) ? delete_object(card, ef.target, tag) : SW_WRONG_DATA;
	buf_put_slice(&ch->data, a->data);
	if (!buf_ok(&ch->data)) {
		buf_reset(&ch->data);
		return SW_MEMORY_PROBLEM;
	}
	sw = set_object(card, ch, ef.target);
	if (sw == SW_OK || sw == SW_MORE_DATA_EXPECTED)
		ch->at.data = now;
	return sw;
}
