/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of short messages in the alphabets of 3GPP TS 23.038. */
#include <errno.h>

#include "servers/mno/sms_text.h"
#include "unit.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static const char *decoded(const char *hex, enum sms_alphabet alphabet)
{
	struct buf out = buf_new(ctx);

	ck_assert_int_eq(sms_text_decode(unhex(ctx, hex), alphabet, &out), 0);
	buf_put_u8(&out, 0);
	return (const char *)out.p;
}

static struct slice encoded(const char *text, enum sms_alphabet alphabet)
{
	struct buf out = buf_new(ctx);

	sms_text_encode(text, alphabet, &out);
	ck_assert(buf_ok(&out));
	return buf_slice(&out);
}

/* 6.2.1, row by row of eight; 1B is the escape */
static const struct {
	const char *septets, *text;
} rows[] = {
	{"0001020304050607", "@£$¥èéùì"},
	{"08090A0B0C0D0E0F", "òÇ\nØø\rÅå"},
	{"1011121314151617", "Δ_ΦΓΛΩΠΨ"},
	{"18191A1C1D1E1F", "ΣΘΞÆæßÉ"},
	{"2021222324252627", " !\"#¤%&'"},
	{"28292A2B2C2D2E2F", "()*+,-./"},
	{"3031323334353637", "01234567"},
	{"38393A3B3C3D3E3F", "89:;<=>?"},
	{"4041424344454647", "¡ABCDEFG"},
	{"48494A4B4C4D4E4F", "HIJKLMNO"},
	{"5051525354555657", "PQRSTUVW"},
	{"58595A5B5C5D5E5F", "XYZÄÖÑÜ§"},
	{"6061626364656667", "¿abcdefg"},
	{"68696A6B6C6D6E6F", "hijklmno"},
	{"7071727374757677", "pqrstuvw"},
	{"78797A7B7C7D7E7F", "xyzäöñüà"},
	{"1B0A1B141B281B291B2F1B3C1B3D1B3E1B401B65", "\f^{}\\[~]|€"},
	{"", ""},
};

START_TEST(gsm7)
{
	ck_assert(sms_text_is_gsm7(rows[_i].text));
	ck_assert_str_eq(decoded(rows[_i].septets, SMS_GSM7), rows[_i].text);
	assert_hex(encoded(rows[_i].text, SMS_GSM7), rows[_i].septets);
}
END_TEST

/* 6.2.1.1: an escape that leads nowhere is a space. */
START_TEST(escapes_that_lead_nowhere)
{
	ck_assert_str_eq(decoded("411B", SMS_GSM7), "A ");
	ck_assert_str_eq(decoded("1B41", SMS_GSM7), " A");
	ck_assert_str_eq(decoded("1B1B65", SMS_GSM7), " €");
}
END_TEST

START_TEST(what_gsm7_does_not_have)
{
	ck_assert(!sms_text_is_gsm7("a`"));
	ck_assert(!sms_text_is_gsm7("П"));
	ck_assert(!sms_text_is_gsm7("\x1B"));
	assert_hex(encoded("a`П😀b", SMS_GSM7), "613F3F3F62");
}
END_TEST

static const struct {
	const char *coded;
	enum sms_alphabet alphabet;
	const char *text; /* NULL: it is none */
} others[] = {
	{"414242", SMS_ASCII, "ABB"},
	{"4180", SMS_ASCII, NULL},
	{"4772FCDF65", SMS_LATIN_1, "Grüße"},
	{"04100042D83DDE00", SMS_UCS2, "АB😀"},
	{"004100", SMS_UCS2, NULL}, /* half a character */
	{"D83D", SMS_UCS2, NULL},   /* half a pair */
	{"D83D0041", SMS_UCS2, NULL},
	{"DE00D83D", SMS_UCS2, NULL}, /* the wrong way round */
	{"80", SMS_GSM7, NULL},       /* no septet */
};

START_TEST(other_alphabets)
{
	struct buf out = buf_new(ctx);

	if (others[_i].text)
		ck_assert_str_eq(decoded(others[_i].coded, others[_i].alphabet), others[_i].text);
	else
		ck_assert_int_eq(
			sms_text_decode(unhex(ctx, others[_i].coded), others[_i].alphabet, &out),
			-EILSEQ);
}
END_TEST

START_TEST(ucs2)
{
	assert_hex(encoded("АB😀", SMS_UCS2), "04100042D83DDE00");
}
END_TEST

static const struct {
	const char *text;
	enum sms_alphabet alphabet;
	size_t most, cut;
} cuts[] = {
	{"abc", SMS_GSM7, 3, 3}, {"abcd", SMS_GSM7, 3, 3}, {"ab€", SMS_GSM7, 3, 2},
	{"ab€", SMS_GSM7, 4, 4}, {"абв", SMS_UCS2, 6, 6},  {"абв", SMS_UCS2, 5, 4},
	{"а😀b", SMS_UCS2, 4, 2}, {"а😀b", SMS_UCS2, 6, 6},
};

START_TEST(characters_stay_whole)
{
	ck_assert_uint_eq(sms_text_cut(encoded(cuts[_i].text, cuts[_i].alphabet), cuts[_i].alphabet,
				       cuts[_i].most),
			  cuts[_i].cut);
}
END_TEST

/* 6.1.2.1; the second is known from many an example. */
static const struct {
	const char *text;
	unsigned fill;
	const char *packed;
} packs[] = {
	{"", 0, ""},
	{"hellohello", 0, "E8329BFD4697D9EC37"},
	{"A", 0, "41"},
	{"A", 1, "82"},
	{"AB", 1, "8242"},
	{"12345678", 0, "31D98C56B3DD70"},
	{"1234567", 0, "31D98C56B3DD00"},
};

START_TEST(septets_are_packed)
{
	struct buf out = buf_new(ctx);

	sms_pack(encoded(packs[_i].text, SMS_GSM7), packs[_i].fill, &out);
	assert_hex(buf_slice(&out), packs[_i].packed);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sms_text");
	TCase *t = tcase_create("text");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, gsm7, 0, COUNT(rows));
	tcase_add_test(t, escapes_that_lead_nowhere);
	tcase_add_test(t, what_gsm7_does_not_have);
	tcase_add_loop_test(t, other_alphabets, 0, COUNT(others));
	tcase_add_test(t, ucs2);
	tcase_add_loop_test(t, characters_stay_whole, 0, COUNT(cuts));
	tcase_add_loop_test(t, septets_are_packed, 0, COUNT(packs));
	suite_add_tcase(s, t);
	return unit_main(s);
}
