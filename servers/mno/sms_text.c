/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/sms_text.h"

#include <errno.h>

#include "codec/utf8.h"

enum { ESCAPE = 0x1B, SEPTETS = 128 };

/* 6.2.1; the escape is no character. */
static const uint16_t alphabet_7[SEPTETS] = {
	'@',   0xA3, '$',  0xA5,  0xE8, 0xE9,  0xF9,  0xEC,  0xF2,  0xC7,  '\n',  0xD8,  0xF8,
	'\r',  0xC5, 0xE5, 0x394, '_',  0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398,
	0x39E, 0,    0xC6, 0xE6,  0xDF, 0xC9,  ' ',   '!',   '"',   '#',   0xA4,  '%',   '&',
	'\'',  '(',  ')',  '*',   '+',  ',',   '-',   '.',   '/',   '0',   '1',   '2',   '3',
	'4',   '5',  '6',  '7',   '8',  '9',   ':',   ';',   '<',   '=',   '>',   '?',   0xA1,
	'A',   'B',  'C',  'D',   'E',  'F',   'G',   'H',   'I',   'J',   'K',   'L',   'M',
	'N',   'O',  'P',  'Q',   'R',  'S',   'T',   'U',   'V',   'W',   'X',   'Y',   'Z',
	0xC4,  0xD6, 0xD1, 0xDC,  0xA7, 0xBF,  'a',   'b',   'c',   'd',   'e',   'f',   'g',
	'h',   'i',  'j',  'k',   'l',  'm',   'n',   'o',   'p',   'q',   'r',   's',   't',
	'u',   'v',  'w',  'x',   'y',  'z',   0xE4,  0xF6,  0xF1,  0xFC,  0xE0,
};

/* 6.2.1.1, behind the escape */
static const struct {
	uint8_t septet;
	uint16_t character;
} extension[] = {
	{0x0A, '\f'}, {0x14, '^'}, {0x28, '{'}, {0x29, '}'}, {0x2F, '\\'},
	{0x3C, '['},  {0x3D, '~'}, {0x3E, ']'}, {0x40, '|'}, {0x65, 0x20AC},
};

enum { EXTENSIONS = sizeof(extension) / sizeof(extension[0]) };

/* Writes one or two septets; 0 where the alphabet does not have @c. */
static size_t to_septets(uint32_t c, uint8_t out[2])
{
	for (size_t i = 0; i < SEPTETS; i++)
		if (alphabet_7[i] == c && i != ESCAPE) {
			out[0] = (uint8_t)i;
			return 1;
		}
	for (size_t i = 0; i < EXTENSIONS; i++)
		if (extension[i].character == c) {
			out[0] = ESCAPE;
			out[1] = extension[i].septet;
			return 2;
		}
	return 0;
}

bool sms_text_is_gsm7(const char *text)
{
	uint8_t septets[2];

	while (*text)
		if (to_septets(utf8_next(&text), septets) == 0)
			return false;
	return true;
}

static void put_gsm7(uint32_t c, struct buf *out)
{
	uint8_t septets[2] = {'?'};
	size_t n = to_septets(c, septets);

	buf_put(out, septets, n ? n : 1);
}

static void put_ucs2(uint32_t c, struct buf *out)
{
	if (c > 0xFFFF) {
		c -= 0x10000;
		buf_put_u16(out, (uint16_t)(0xD800 | c >> 10));
		c = 0xDC00 | (c & 0x3FF);
	}
	buf_put_u16(out, (uint16_t)c);
}

void sms_text_encode(const char *text, enum sms_alphabet alphabet, struct buf *out)
{
	void (*put)(uint32_t c, struct buf * out) = alphabet == SMS_UCS2 ? put_ucs2 : put_gsm7;

	while (*text)
		put(utf8_next(&text), out);
}

/* ---- the other way round: each steps over one character, or returns -EILSEQ ---- */

/* An escape before what the extension table does not have counts for a space, and what follows for
 * itself (6.2.1.1). */
static int next_gsm7(struct slice *coded, uint32_t *c)
{
	uint8_t septet = coded->p[0];

	*coded = slice_sub(*coded, 1, SIZE_MAX);
	if (septet >= SEPTETS)
		return -EILSEQ;
	*c = septet == ESCAPE ? ' ' : alphabet_7[septet];
	for (size_t i = 0; i < EXTENSIONS && septet == ESCAPE && coded->n; i++)
		if (extension[i].septet == coded->p[0]) {
			*c = extension[i].character;
			*coded = slice_sub(*coded, 1, SIZE_MAX);
			break;
		}
	return 0;
}

static int next_ascii(struct slice *coded, uint32_t *c)
{
	*c = coded->p[0];
	*coded = slice_sub(*coded, 1, SIZE_MAX);
	return *c < 0x80 ? 0 : -EILSEQ;
}

static int next_latin_1(struct slice *coded, uint32_t *c)
{
	*c = coded->p[0];
	*coded = slice_sub(*coded, 1, SIZE_MAX);
	return 0;
}

static bool is_high(uint32_t c)
{
	return (c & 0xFC00) == 0xD800;
}

static bool is_low(uint32_t c)
{
	return (c & 0xFC00) == 0xDC00;
}

static int next_ucs2(struct slice *coded, uint32_t *c)
{
	if (coded->n < 2)
		return -EILSEQ;
	*c = be16(coded->p);
	*coded = slice_sub(*coded, 2, SIZE_MAX);
	if (is_low(*c))
		return -EILSEQ;
	if (is_high(*c)) {
		if (coded->n < 2 || !is_low(be16(coded->p)))
			return -EILSEQ;
		*c = 0x10000 + ((*c & 0x3FF) << 10 | (be16(coded->p) & 0x3FF));
		*coded = slice_sub(*coded, 2, SIZE_MAX);
	}
	return 0;
}

int sms_text_decode(struct slice coded, enum sms_alphabet alphabet, struct buf *out)
{
	static int (*const next[])(struct slice * coded, uint32_t * c) = {
		[SMS_GSM7] = next_gsm7,
		[SMS_ASCII] = next_ascii,
		[SMS_LATIN_1] = next_latin_1,
		[SMS_UCS2] = next_ucs2,
	};
	uint8_t bytes[UTF8_MAX];
	uint32_t c;

	while (coded.n) {
		if (next[alphabet](&coded, &c))
			return -EILSEQ;
		buf_put(out, bytes, utf8_encode(c, bytes));
	}
	return buf_ok(out) ? 0 : -ENOMEM;
}

size_t sms_text_cut(struct slice coded, enum sms_alphabet alphabet, size_t most)
{
	if (coded.n <= most)
		return coded.n;
	if (alphabet == SMS_GSM7 && coded.p[most - 1] == ESCAPE)
		return most - 1;
	if (alphabet == SMS_UCS2) {
		most -= most % 2;
		if (is_high(be16(coded.p + most - 2)))
			most -= 2;
	}
	return most;
}

void sms_pack(struct slice septets, unsigned fill, struct buf *out)
{
	unsigned bits = fill, held = 0;

	for (size_t i = 0; i < septets.n; i++) {
		held |= (unsigned)septets.p[i] << bits;
		bits += 7;
		if (bits >= 8) {
			buf_put_u8(out, (uint8_t)held);
			held >>= 8;
			bits -= 8;
		}
	}
	if (bits)
		buf_put_u8(out, (uint8_t)held);
}
