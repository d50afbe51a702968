/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile/coding.h"

bool is_digits(const char *text, size_t min, size_t max)
{
	size_t n = strspn(text, "0123456789");

	return text[n] == '\0' && n >= min && n <= max;
}

char luhn_digit(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');

		if (i % 2 == 0)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static uint8_t digit_value(const char *digits, size_t n, size_t i)
{
	return i < n ? (uint8_t)(digits[i] - '0') : 0x0F;
}

void put_swapped(struct buf *b, const char *digits)
{
	size_t n = strlen(digits);

	for (size_t i = 0; i < n; i += 2)
		buf_put_u8(b, (uint8_t)(digit_value(digits, n, i + 1) << 4 |
					digit_value(digits, n, i)));
}

void put_imsi(struct buf *b, const char *imsi)
{
	size_t n = strlen(imsi);

	/* The first nibble: 9 for an odd number of digits, 1 for an even one. */
	buf_put_u8(b, (uint8_t)(n / 2 + 1));
	buf_put_u8(b, (uint8_t)((imsi[0] - '0') << 4 | (n % 2 ? 0x9 : 0x1)));
	put_swapped(b, imsi + 1);
	buf_fill(b, 0xFF, 9 - 1 - (n / 2 + 1));
}

void plmn_code(const char *digits, uint8_t out[3])
{
	size_t n = strlen(digits);
	uint8_t mnc3 = n == 6 ? digit_value(digits, n, 5) : 0x0F;

	out[0] = (uint8_t)(digit_value(digits, n, 1) << 4 | digit_value(digits, n, 0));
	out[1] = (uint8_t)(mnc3 << 4 | digit_value(digits, n, 2));
	out[2] = (uint8_t)(digit_value(digits, n, 4) << 4 | digit_value(digits, n, 3));
}

void put_number(struct buf *b, const char *number)
{
	bool international = number[0] == '+';
	const char *digits = number + international;
	size_t bytes = (strlen(digits) + 1) / 2;

	buf_put_u8(b, (uint8_t)(1 + bytes));
	buf_put_u8(b, international ? 0x91 : 0x81); /* TS 24.008 10.5.4.7 */
	put_swapped(b, digits);
	buf_fill(b, 0xFF, 10 - bytes);
}

/* One character of UTF-8 off the front of *@text: at most U+FFFF. Returns false where there is
 * none. */
static bool next_character(const char **text, uint16_t *out)
{
	const uint8_t *p = (const uint8_t *)*text;
	size_t more = p[0] < 0x80 ? 0 : p[0] >> 5 == 0x6 ? 1 : p[0] >> 4 == 0xE ? 2 : 3;

	if (p[0] == 0 || more == 3)
		return false;
	*out = more ? p[0] & (0x3F >> more) : p[0];
	for (size_t i = 1; i <= more; i++) {
		if (p[i] >> 6 != 2)
			return false;
		*out = (uint16_t)(*out << 6 | (p[i] & 0x3F));
	}
	*text += 1 + more;
	return true;
}

/* Where the SMS default alphabet (TS 23.038 6.2.1) differs from ASCII for characters that both
 * have, and some letters that ASCII has not. */
static const struct {
	uint16_t unicode;
	uint8_t code;
} gsm_alphabet[] = {
	{'@', 0x00},    {0x00A3, 0x01}, {'$', 0x02},    {0x00A5, 0x03}, {0x00E8, 0x04},
	{0x00E9, 0x05}, {0x00F9, 0x06}, {0x00EC, 0x07}, {0x00F2, 0x08}, {0x00C7, 0x09},
	{0x00D8, 0x0B}, {0x00F8, 0x0C}, {0x00C5, 0x0E}, {0x00E5, 0x0F}, {'_', 0x11},
	{0x00C6, 0x1C}, {0x00E6, 0x1D}, {0x00DF, 0x1E}, {0x00C9, 0x1F}, {0x00A4, 0x24},
	{0x00A1, 0x40}, {0x00C4, 0x5B}, {0x00D6, 0x5C}, {0x00D1, 0x5D}, {0x00DC, 0x5E},
	{0x00A7, 0x5F}, {0x00BF, 0x60}, {0x00E4, 0x7B}, {0x00F6, 0x7C}, {0x00F1, 0x7D},
	{0x00FC, 0x7E}, {0x00E0, 0x7F},
};

/* Characters of ASCII that the alphabet has only in its extension table, or not at all. */
static const char not_gsm[] = "[\\]^`{|}~";

static int gsm_code(uint16_t unicode)
{
	for (size_t i = 0; i < sizeof(gsm_alphabet) / sizeof(gsm_alphabet[0]); i++)
		if (gsm_alphabet[i].unicode == unicode)
			return gsm_alphabet[i].code;
	if (unicode < 0x20 || unicode > 0x7E || strchr(not_gsm, unicode))
		return -1;
	return unicode;
}

static bool put_gsm(struct buf *b, const char *utf8, size_t n)
{
	uint16_t c;

	for (; next_character(&utf8, &c); n--) {
		if (n == 0 || gsm_code(c) < 0)
			return false;
		buf_put_u8(b, (uint8_t)gsm_code(c));
	}
	buf_fill(b, 0xFF, n);
	return *utf8 == '\0';
}

static bool put_ucs2(struct buf *b, const char *utf8, size_t n)
{
	uint16_t c;

	if (n == 0)
		return false;
	buf_put_u8(b, 0x80);
	for (n--; next_character(&utf8, &c); n -= 2) {
		if (n < 2)
			return false;
		buf_put_u16(b, c);
	}
	buf_fill(b, 0xFF, n);
	return *utf8 == '\0';
}

bool put_name(struct buf *b, const char *utf8, size_t n)
{
	size_t before = b->n;

	if (put_gsm(b, utf8, n))
		return true;
	b->n = before;
	return put_ucs2(b, utf8, n);
}

static void put_character(struct buf *utf8, uint16_t c)
{
	if (c < 0x80) {
		buf_put_u8(utf8, (uint8_t)c);
	} else if (c < 0x800) {
		buf_put_u8(utf8, (uint8_t)(0xC0 | c >> 6));
		buf_put_u8(utf8, (uint8_t)(0x80 | (c & 0x3F)));
	} else {
		buf_put_u8(utf8, (uint8_t)(0xE0 | c >> 12));
		buf_put_u8(utf8, (uint8_t)(0x80 | (c >> 6 & 0x3F)));
		buf_put_u8(utf8, (uint8_t)(0x80 | (c & 0x3F)));
	}
}

/* 0 where it is none that gsm_code() gives. */
static uint16_t gsm_character(uint8_t code)
{
	for (size_t i = 0; i < sizeof(gsm_alphabet) / sizeof(gsm_alphabet[0]); i++)
		if (gsm_alphabet[i].code == code)
			return gsm_alphabet[i].unicode;
	return gsm_code(code) == code ? code : 0;
}

static bool get_gsm(struct buf *utf8, struct slice name)
{
	for (size_t i = 0; i < name.n && name.p[i] != 0xFF; i++) {
		if (gsm_character(name.p[i]) == 0)
			return false;
		put_character(utf8, gsm_character(name.p[i]));
	}
	return true;
}

static bool get_ucs2(struct buf *utf8, struct slice name)
{
	for (size_t i = 0; i + 1 < name.n; i += 2) {
		uint16_t c = be16(name.p + i);

		if (c == 0xFFFF)
			break;
		if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) /* surrogates are no characters */
			return false;
		put_character(utf8, c);
	}
	return true;
}

bool get_name(struct buf *utf8, struct slice name)
{
	if (name.n && name.p[0] == 0x80)
		return get_ucs2(utf8, slice_sub(name, 1, SIZE_MAX));
	return get_gsm(utf8, name);
}
