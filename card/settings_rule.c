/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the rules authorisation table (SGP.22 2.9.2.1), from words to ASN.1. */
#include <ctype.h>
#include <errno.h>

#include "codec/tlv.h"
#include "settings.h"

enum { MCC_DIGITS = 3, MNC_DIGITS_MIN = 2, MNC_DIGITS_MAX = 3, ANY_DIGIT = 0xE, NO_DIGIT = 0xF };

static bool take_word(struct slice *rest, uint8_t separator, struct slice *word)
{
	size_t n = 0;

	while (rest->n && rest->p[0] == ' ')
		*rest = slice_sub(*rest, 1, SIZE_MAX);
	if (rest->n == 0)
		return false;
	while (n < rest->n && rest->p[n] != separator)
		n++;
	*word = slice_sub(*rest, 0, n);
	*rest = slice_sub(*rest, n + 1, SIZE_MAX);
	return true;
}

/* ---- operators ---- */

static int digits(struct slice text, uint8_t *out)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == 'E')
			out[i] = ANY_DIGIT;
		else if (isdigit(text.p[i]))
			out[i] = text.p[i] - '0';
		else
			return -EINVAL;
	}
	return 0;
}

/* MCC and MNC as TS 24.008 10.5.1.3 codes them. */
static int put_mcc_mnc(struct slice text, struct buf *out)
{
	uint8_t mcc[MCC_DIGITS], mnc[MNC_DIGITS_MAX] = {0, 0, NO_DIGIT}, coded[3];
	struct slice mnc_text = slice_sub(text, MCC_DIGITS + 1, SIZE_MAX);

	if (text.n <= MCC_DIGITS || text.p[MCC_DIGITS] != '-' || mnc_text.n < MNC_DIGITS_MIN ||
	    mnc_text.n > MNC_DIGITS_MAX)
		return -EINVAL;
	if (digits(slice_sub(text, 0, MCC_DIGITS), mcc) < 0 || digits(mnc_text, mnc) < 0)
		return -EINVAL;
	coded[0] = (uint8_t)(mcc[1] << 4 | mcc[0]);
	coded[1] = (uint8_t)(mnc[2] << 4 | mcc[2]);
	coded[2] = (uint8_t)(mnc[1] << 4 | mnc[0]);
	tlv_put(out, 0x80, slice_of(coded, sizeof(coded)));
	return 0;
}

/* An empty GID matches any, an absent one only a profile without. */
static int put_gid(struct slice *rest, uint32_t tag, struct buf *out)
{
	struct slice text = {NULL, 0};
	size_t mark;
	int r;

	take_word(rest, '/', &text);
	if (slice_eq(text, slice_str("-")))
		return 0;
	mark = tlv_open(out, tag);
	r = setting_put_hex(text, out);
	tlv_close(out, mark);
	return r;
}

static int put_operator(struct slice word, struct buf *out)
{
	size_t mark = tlv_open(out, 0x30);
	struct slice rest = word, mcc_mnc;
	int r = take_word(&rest, '/', &mcc_mnc) ? 0 : -EINVAL;

	if (slice_eq(word, slice_str("*")))
		mcc_mnc = slice_str("EEE-EEE"), rest = slice_of(NULL, 0);
	if (r == 0)
		r = put_mcc_mnc(mcc_mnc, out);
	if (r == 0)
		r = put_gid(&rest, 0x81, out);
	if (r == 0)
		r = put_gid(&rest, 0x82, out);
	tlv_close(out, mark);
	return r < 0 || rest.n ? -EINVAL : 0;
}

/* ---- the rule ---- */

/* Bits by name; first the flag. */
static const char *const words[] = {"consentRequired", "pprUpdateControl", "ppr1", "ppr2"};

enum { WORDS = sizeof(words) / sizeof(words[0]), RULE_BITS = WORDS - 1 };

int setting_encode_rule(struct slice text, struct buf *out)
{
	struct buf operators = buf_new(out->ctx);
	struct slice rest = text, word;
	uint32_t found = 0; /* the first of @words in its most significant of WORDS places */
	size_t rule, i;
	int r = 0;

	while (r == 0 && take_word(&rest, ' ', &word)) {
		for (i = 0; i < WORDS && !slice_eq(word, slice_str(words[i])); i++)
			;
		if (i < WORDS)
			found |= 1u << (WORDS - 1 - i);
		else
			r = put_operator(word, &operators);
	}
	if (r < 0 || operators.n == 0 || (found & ((1u << RULE_BITS) - 1)) == 0)
		return -EINVAL;
	rule = tlv_open(out, 0x30);
	tlv_put_bits(out, 0x80, found & ((1u << RULE_BITS) - 1), RULE_BITS);
	tlv_put(out, 0xA1, buf_slice(&operators));
	tlv_put_bits(out, 0x82, found >> RULE_BITS, 1);
	tlv_close(out, rule);
	buf_reset(&operators);
	return 0;
}
