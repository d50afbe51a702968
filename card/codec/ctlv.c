/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/ctlv.h"

#include <errno.h>

enum {
	CR = 0x80,       /* comprehension required */
	LONG_TAG = 0x7F, /* first of three tag bytes */
	LENGTH_2 = 0x81, /* one length byte follows, 80 to FF */
	LENGTH_3 = 0x82, /* two follow, 0100 to FFFF */
	LENGTH_MAX = 0xFFFF,
};

/* TS 101 220 7.1.1.1. Returns the number of tag bytes, 0 where they are none. */
static size_t read_tag(struct slice in, struct ctlv *out)
{
	uint8_t first = in.p[0];

	if (first == LONG_TAG) {
		if (in.n < 3)
			return 0;
		out->comprehension = in.p[1] & CR;
		out->tag = be16(in.p + 1) & 0x7FFF;
		return out->tag ? 3 : 0;
	}
	/* '00' and 'FF' are not used, '80' is reserved. */
	if (first == 0x00 || first == 0x80 || first == 0xFF)
		return 0;
	out->comprehension = first & CR;
	out->tag = first & ~CR & 0xFF;
	return 1;
}

/* TS 101 220 7.1.2. Returns the number of length bytes, 0 where they are none. */
static size_t read_length(struct slice in, size_t *length)
{
	if (in.n >= 1 && in.p[0] < 0x80) {
		*length = in.p[0];
		return 1;
	}
	if (in.n >= 2 && in.p[0] == LENGTH_2 && in.p[1] >= 0x80) {
		*length = in.p[1];
		return 2;
	}
	if (in.n >= 3 && in.p[0] == LENGTH_3 && in.p[1] > 0) {
		*length = be16(in.p + 1);
		return 3;
	}
	return 0;
}

int ctlv_next(struct slice *in, struct ctlv *out)
{
	size_t tag_bytes, length_bytes, length;
	struct slice rest;

	if (in->n == 0)
		return 0;
	tag_bytes = read_tag(*in, out);
	if (tag_bytes == 0)
		return -EBADMSG;
	rest = slice_sub(*in, tag_bytes, SIZE_MAX);
	length_bytes = read_length(rest, &length);
	if (length_bytes == 0 || length > rest.n - length_bytes)
		return -EBADMSG;
	out->value = slice_of(rest.p + length_bytes, length);
	out->whole = slice_of(in->p, tag_bytes + length_bytes + length);
	*in = slice_sub(*in, out->whole.n, SIZE_MAX);
	return 1;
}

int ctlv_find(struct slice in, uint16_t tag, struct ctlv *out)
{
	int r;

	while ((r = ctlv_next(&in, out)) == 1)
		if (out->tag == tag)
			return 1;
	return r;
}

int ctlv_check(struct slice in)
{
	struct ctlv t;
	int r;

	while ((r = ctlv_next(&in, &t)) == 1)
		;
	return r;
}

void ctlv_put(struct buf *b, uint16_t tag, bool comprehension, struct slice value)
{
	uint8_t flag = comprehension ? CR : 0;

	if (tag == 0 || tag > 0x7FFF || value.n > LENGTH_MAX) {
		b->failed = true;
		return;
	}
	if (tag >= LONG_TAG) {
		buf_put_u8(b, LONG_TAG);
		buf_put_u16(b, (uint16_t)(flag << 8 | tag));
	} else {
		buf_put_u8(b, (uint8_t)(flag | tag));
	}
	if (value.n >= 0x100) {
		buf_put_u8(b, LENGTH_3);
		buf_put_u16(b, (uint16_t)value.n);
	} else {
		if (value.n >= 0x80)
			buf_put_u8(b, LENGTH_2);
		buf_put_u8(b, (uint8_t)value.n);
	}
	buf_put_slice(b, value);
}
