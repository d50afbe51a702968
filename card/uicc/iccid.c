/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/iccid.h"

void iccid_format(struct slice iccid, char out[ICCID_DIGITS + 1])
{
	enum { FILLER = 0xF };
	size_t n = 0;

	for (size_t i = 0; i < 2 * iccid.n && i < ICCID_DIGITS; i++) {
		unsigned digit = i % 2 ? iccid.p[i / 2] >> 4 : iccid.p[i / 2] & 0x0F;

		if (digit == FILLER)
			break;
		out[n++] = "0123456789ABCDEF"[digit];
	}
	out[n] = '\0';
}
