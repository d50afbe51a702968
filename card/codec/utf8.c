/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/utf8.h"

/* Lead byte ranges, and the range of the byte after the lead (RFC 3629 section 4). */
static const struct {
	uint8_t first, last;
	uint8_t following;
	uint8_t second_min, second_max;
} forms[] = {
	{0x00, 0x7F, 0, 0x00, 0x00}, {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF},
	{0xE1, 0xEC, 2, 0x80, 0xBF}, {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
	{0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

/* Bytes of the character at the front of @s, 0 where there is none. */
static size_t character(struct slice s)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (s.p[0] < forms[i].first || s.p[0] > forms[i].last)
			continue;
		if (s.n < 1u + forms[i].following)
			return 0;
		for (size_t k = 1; k <= forms[i].following; k++) {
			uint8_t min = k == 1 ? forms[i].second_min : 0x80;
			uint8_t max = k == 1 ? forms[i].second_max : 0xBF;

			if (s.p[k] < min || s.p[k] > max)
				return 0;
		}
		return 1u + forms[i].following;
	}
	return 0;
}

long utf8_length(struct slice s)
{
	long count = 0;

	while (s.n) {
		size_t n = character(s);

		if (!n)
			return -1;
		s = slice_sub(s, n, SIZE_MAX);
		count++;
	}
	return count;
}

uint32_t utf8_next(const char **text)
{
	const uint8_t *p = (const uint8_t *)*text;
	unsigned more = p[0] < 0x80 ? 0 : p[0] < 0xE0 ? 1 : p[0] < 0xF0 ? 2 : 3;
	uint32_t c = more ? p[0] & (0x3Fu >> more) : p[0];

	for (unsigned i = 1; i <= more; i++)
		c = c << 6 | (p[i] & 0x3F);
	*text += 1 + more;
	return c;
}

size_t utf8_encode(uint32_t c, uint8_t out[UTF8_MAX])
{
	unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const uint8_t leads[UTF8_MAX] = {0x00, 0xC0, 0xE0, 0xF0};

	for (unsigned i = more; i > 0; i--, c >>= 6)
		out[i] = (uint8_t)(0x80 | (c & 0x3F));
	out[0] = (uint8_t)(leads[more] | c);
	return 1 + (size_t)more;
}

void utf8_mask_controls(char *text)
{
	for (uint8_t *p = (uint8_t *)text; *p; p++) {
		bool c1 = p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0; /* U+0080 to U+009F */

		if (*p < 0x20 || *p == 0x7F || c1)
			*p = '?';
		if (c1)
			*++p = '?';
	}
}
