/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for the user: ETSI TS 102 223 8.2 and 8.15. */
#include <errno.h>

#include "codec/utf8.h"
#include "softeuicc.h"

enum {
	DCS_8_BIT = 0x04, /* SMS default alphabet, one character in each byte */
	DCS_UCS2 = 0x08,
	ALPHA_UCS2 = 0x80, /* TS 102 221 annex A */
};

/* Where ASCII and the SMS default alphabet (3GPP TS 23.038 6.2.1) agree. */
static bool same_in_both(uint32_t c)
{
	if (c == '\n' || c == '\r')
		return true;
	return c >= ' ' && c <= 'z' && c != '$' && c != '@' && !(c >= '[' && c <= '`');
}

static bool fits_default(const char *text)
{
	while (*text)
		if (!same_in_both(utf8_next(&text)))
			return false;
	return true;
}

/* Puts the byte that tells of UCS2, then the text. */
static int put_ucs2(const char *text, uint8_t first, uint8_t *out, size_t max)
{
	size_t n = 0;

	if (n == max)
		return -EMSGSIZE;
	out[n++] = first;
	while (*text) {
		uint32_t c = utf8_next(&text);

		if (c > 0xFFFF)
			return -EINVAL;
		if (max - n < 2)
			return -EMSGSIZE;
		out[n++] = (uint8_t)(c >> 8);
		out[n++] = (uint8_t)c;
	}
	return (int)n;
}

int softeuicc_toolkit_text(const char *text, uint8_t *out, size_t max)
{
	struct slice bytes = slice_str(text);

	if (utf8_length(bytes) < 0)
		return -EINVAL;
	if (!fits_default(text))
		return put_ucs2(text, DCS_UCS2, out, max);
	if (bytes.n >= max)
		return -EMSGSIZE;
	out[0] = DCS_8_BIT;
	memcpy(out + 1, bytes.p, bytes.n);
	return (int)bytes.n + 1;
}

int softeuicc_toolkit_alpha(const char *text, uint8_t *out, size_t max)
{
	struct slice bytes = slice_str(text);

	if (utf8_length(bytes) < 0)
		return -EINVAL;
	if (!fits_default(text))
		return put_ucs2(text, ALPHA_UCS2, out, max);
	if (bytes.n > max)
		return -EMSGSIZE;
	memcpy(out, bytes.p, bytes.n);
	return (int)bytes.n;
}
