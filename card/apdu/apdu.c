/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apdu/apdu.h"

#include <errno.h>

enum { HEADER_BYTES = 4 };

/* TS 102 221 10.1.1, tables 10.3 and 10.4a: bits 8 and 7 tell the two ranges of channels apart. */
static void read_class(struct apdu *a)
{
	if (a->cla & 0x40) {
		a->channel = 4 + (a->cla & 0x0F);
		a->secure = a->cla & 0x20 ? 1 : 0;
	} else {
		a->channel = a->cla & 0x03;
		a->secure = a->cla >> 2 & 0x03;
	}
	a->chained = a->cla & 0x10;
}

/* The body's three short and three extended cases, ISO/IEC 7816-3 12.1.3. */
static int read_short(struct slice body, struct apdu *a)
{
	size_t lc = body.p[0];

	if (body.n == 1) {
		a->has_le = true;
		a->le = lc ? (uint32_t)lc : 256;
		return 0;
	}
	if (lc == 0 || body.n < 1 + lc || body.n > 2 + lc)
		return -EBADMSG;
	a->has_data = true;
	a->data = slice_sub(body, 1, lc);
	if (body.n == 2 + lc) {
		a->has_le = true;
		a->le = body.p[1 + lc] ? body.p[1 + lc] : 256;
	}
	return 0;
}

static int read_extended(struct slice body, struct apdu *a)
{
	size_t lc = be16(body.p + 1);

	if (body.n == 3) {
		a->has_le = true;
		a->le = lc ? (uint32_t)lc : 65536;
		return 0;
	}
	if (lc == 0 || (body.n != 3 + lc && body.n != 5 + lc))
		return -EBADMSG;
	a->has_data = true;
	a->data = slice_sub(body, 3, lc);
	if (body.n == 5 + lc) {
		uint16_t le = be16(body.p + 3 + lc);

		a->has_le = true;
		a->le = le ? le : 65536;
	}
	return 0;
}

int apdu_parse(struct slice in, struct apdu *out)
{
	struct slice body;

	if (in.n < HEADER_BYTES)
		return -EBADMSG;
	*out = (struct apdu){.cla = in.p[0], .ins = in.p[1], .p1 = in.p[2], .p2 = in.p[3]};
	read_class(out);
	body = slice_sub(in, HEADER_BYTES, SIZE_MAX);
	if (body.n == 0)
		return 0;
	/* T=0 has no way to say "case 1": its TPDU carries P3 = 00, and PC/SC hosts may send it so,
	 * which is case 2 with Le 256. The handlers that take neither data nor Le do not mind. */
	if (body.p[0] == 0 && body.n >= 3)
		return read_extended(body, out);
	return read_short(body, out);
}

bool apdu_class_valid(const struct apdu *a)
{
	/* 2X, 3X, AX, BX are reserved or GSM's (A0); FF is no class (ISO/IEC 7816-3 10.3.2). */
	return ((a->cla & 0x40) || !(a->cla & 0x20)) && a->cla != 0xFF;
}

uint8_t apdu_class(const struct apdu *a)
{
	return a->cla & 0x80;
}
