/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COMPREHENSION-TLV data objects (ETSI TS 101 220 7.1.1): what the toolkit's commands, terminal
 * responses and envelopes consist of. */
#ifndef CODEC_CTLV_H
#define CODEC_CTLV_H

#include "codec/buf.h"
#include "codec/slice.h"

struct ctlv {
	uint16_t tag;       /* the tag value, without the comprehension required flag */
	bool comprehension; /* that flag: whoever does not know the object must not go on */
	struct slice value;
	struct slice whole;
};

/* Takes the next data object off the front of @in. Both tag forms (one byte, and three beginning
 * with 7F) and all lengths to 65535 are read, in their shortest form alone.
 * Returns 1 with *@out set, 0 at the end of @in, -EBADMSG where the bytes are no such object. */
int ctlv_next(struct slice *in, struct ctlv *out);

/* Finds the first object with tag value @tag, whatever its comprehension required flag.
 * Returns 1 when found, 0 when not, -EBADMSG when @in is malformed before it is found. */
int ctlv_find(struct slice in, uint16_t tag, struct ctlv *out);

/* Returns 0 where all of @in is well formed, -EBADMSG otherwise. */
int ctlv_check(struct slice in);

/* Writes one object; @tag 1 to 7FFF, in three bytes from 7F on. */
void ctlv_put(struct buf *b, uint16_t tag, bool comprehension, struct slice value);

#endif
