/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "ecasd/eid.h"

enum { CHECK_DIGITS = 2, MODULUS = 97 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The first @n digits as a number, modulo 97. */
static unsigned remainder97(const char *digits, size_t n)
{
	unsigned r = 0;

	for (size_t i = 0; i < n; i++)
		r = (r * 10 + (unsigned)(digits[i] - '0')) % MODULUS;
	return r;
}

int eid_check(const char *eid)
{
	for (size_t i = 0; i < EID_DIGITS; i++) {
		if (!is_digit(eid[i]))
			return -EINVAL;
	}
	return eid[EID_DIGITS] == 0 && remainder97(eid, EID_DIGITS) == 1 ? 0 : -EINVAL;
}

int eid_parse(const char *eid, uint8_t out[16])
{
	int r = eid_check(eid);

	if (r)
		return r;
	for (size_t i = 0; i < EID_DIGITS / 2; i++)
		out[i] = (uint8_t)((eid[2 * i] - '0') << 4 | (eid[2 * i + 1] - '0'));
	return 0;
}

void eid_format(const uint8_t eid[16], char out[EID_DIGITS + 1])
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < EID_DIGITS; i++)
		out[i] = hex[i % 2 ? eid[i / 2] & 15 : eid[i / 2] >> 4];
	out[EID_DIGITS] = 0;
}

int eid_random(struct crypto *c, struct slice prefix, char out[EID_DIGITS + 1])
{
	uint8_t random[EID_DIGITS];
	unsigned check;

	if (prefix.n > EID_DIGITS - CHECK_DIGITS)
		return -EINVAL;
	if (crypto_random(c, random, sizeof(random)))
		return -EIO;
	for (size_t i = 0; i < EID_DIGITS - CHECK_DIGITS; i++) {
		/* A modulo bias in a test EID hurts nobody. */
		out[i] = (char)(i < prefix.n ? prefix.p[i] : '0' + random[i] % 10);
		if (!is_digit(out[i]))
			return -EINVAL;
	}
	check = MODULUS + 1 - remainder97(out, EID_DIGITS - CHECK_DIGITS) * 100 % MODULUS;
	out[EID_DIGITS - 2] = (char)('0' + check / 10);
	out[EID_DIGITS - 1] = (char)('0' + check % 10);
	out[EID_DIGITS] = 0;
	return 0;
}
