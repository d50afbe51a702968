/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "ecasd/eid.h"
#include "unit.h"

/* The EID of SGP.23's test eUICC, and our own. */
#define SGP26_EID "89049032123451234512345678901235"
#define OUR_EID   "89049032001000000000000000000112"

static const struct {
	const char *eid;
	int result;
} eids[] = {
	{SGP26_EID, 0},
	{OUR_EID, 0},
	{"89049032123451234512345678901234", -EINVAL},
	{"89049032123451234512345678901253", -EINVAL},
	{"98049032123451234512345678901235", -EINVAL},
	{"8904903212345123451234567890123", -EINVAL},
	{"890490321234512345123456789012350", -EINVAL},
	{"8904903212345123451234567890123A", -EINVAL},
	{" 8904903212345123451234567890123", -EINVAL},
	{"00000000000000000000000000000000", -EINVAL},
	{"", -EINVAL},
};

START_TEST(check_digits)
{
	uint8_t out[16];

	ck_assert_int_eq(eid_check(eids[_i].eid), eids[_i].result);
	ck_assert_int_eq(eid_parse(eids[_i].eid, out), eids[_i].result);
}
END_TEST

START_TEST(bytes_both_ways)
{
	char text[EID_DIGITS + 1];
	uint8_t out[16];

	ck_assert_int_eq(eid_parse(SGP26_EID, out), 0);
	assert_hex(slice_of(out, 16), SGP26_EID);
	eid_format(out, text);
	ck_assert_str_eq(text, SGP26_EID);
}
END_TEST

/* Every digit is protected: MOD 97-10 finds each single wrong digit. */
START_TEST(each_wrong_digit_is_found)
{
	char eid[] = SGP26_EID;

	for (size_t i = 0; i < EID_DIGITS; i++) {
		char right = eid[i];

		for (char d = '0'; d <= '9'; d++) {
			eid[i] = d;
			ck_assert_int_eq(eid_check(eid), d == right ? 0 : -EINVAL);
		}
		eid[i] = right;
	}
}
END_TEST

START_TEST(random_ones_are_valid)
{
	struct slice prefix = slice_str("89049032"), too_long = slice_str(OUR_EID);
	char eid[EID_DIGITS + 1], before[EID_DIGITS + 1] = "";
	void *ctx = talloc_new(NULL);
	struct crypto *c;

	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &c), 0);
	for (int i = 0; i < 500; i++) {
		ck_assert_int_eq(eid_random(c, prefix, eid), 0);
		ck_assert_int_eq(eid_check(eid), 0);
		ck_assert(slice_starts(slice_str(eid), prefix));
		ck_assert_str_ne(eid, before);
		memcpy(before, eid, sizeof(eid));
	}
	ck_assert_int_eq(eid_random(c, slice_sub(too_long, 0, 30), eid), 0);
	ck_assert_str_eq(eid, OUR_EID);
	ck_assert_int_eq(eid_random(c, slice_sub(too_long, 0, 31), eid), -EINVAL);
	ck_assert_int_eq(eid_random(c, slice_str("89x"), eid), -EINVAL);
	talloc_free(ctx);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("eid");
	TCase *t = tcase_create("eid");

	tcase_add_loop_test(t, check_digits, 0, COUNT(eids));
	tcase_add_test(t, bytes_both_ways);
	tcase_add_test(t, each_wrong_digit_is_found);
	tcase_add_test(t, random_ones_are_valid);
	suite_add_tcase(s, t);
	return unit_main(s);
}
