/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TS 33.102 annex C.2: which sequence numbers a USIM takes. */
#include "naa/sqn.h"
#include "unit.h"

static void *ctx;
static struct aka *aka;

static void setup(void)
{
	ctx = talloc_new(NULL);
	aka = talloc_zero(ctx, struct aka);
	memcpy(aka->sqn_delta, unhex(ctx, "000010000000").p, 6);
	memcpy(aka->sqn_age_limit, unhex(ctx, "000000000100").p, 6);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* SEQ || IND as six bytes. */
static const uint8_t *sqn(uint64_t seq, unsigned ind)
{
	uint8_t *p = talloc_size(ctx, 6);
	uint64_t n = seq << 5 | ind;

	for (int i = 5; i >= 0; i--, n >>= 8)
		p[i] = (uint8_t)n;
	return p;
}

static void assert_highest(uint64_t seq, unsigned ind)
{
	uint8_t highest[6];

	sqn_highest(aka, highest);
	ck_assert_mem_eq(highest, sqn(seq, ind), 6);
}

START_TEST(only_greater_is_fresh)
{
	ck_assert(!sqn_is_fresh(aka, sqn(0, 0)));
	ck_assert(sqn_is_fresh(aka, sqn(1, 0)));
	sqn_accept(aka, sqn(5, 0));
	ck_assert(!sqn_is_fresh(aka, sqn(4, 0)));
	ck_assert(!sqn_is_fresh(aka, sqn(5, 0)));
	ck_assert(sqn_is_fresh(aka, sqn(6, 0)));
}
END_TEST

START_TEST(each_ind_has_its_own_element)
{
	for (unsigned ind = 0; ind < 32; ind++) {
		ck_assert(sqn_is_fresh(aka, sqn(100 + ind, ind)));
		sqn_accept(aka, sqn(100 + ind, ind));
	}
	for (unsigned ind = 0; ind < 32; ind++) {
		ck_assert(!sqn_is_fresh(aka, sqn(100 + ind, ind)));
		ck_assert(sqn_is_fresh(aka, sqn(101 + ind, ind)));
	}
	assert_highest(131, 31);
	sqn_accept(aka, sqn(132, 7));
	assert_highest(132, 7);
}
END_TEST

START_TEST(elements_hold_seq_without_ind)
{
	sqn_accept(aka, sqn(0x07FFFFFFFFFF, 3));
	assert_hex(slice_of(aka->sqn[3], 6), "07FFFFFFFFFF");
	assert_highest(0x07FFFFFFFFFF, 3);
	assert_hex(slice_of(aka->sqn[0], 6), "000000000000");
}
END_TEST

START_TEST(nothing_accepted_is_zero)
{
	assert_highest(0, 0);
}
END_TEST

/* Each limit to the last number it lets pass, with the option and without. */
static const struct {
	uint8_t options;
	uint64_t seq;
	bool fresh;
} limits[] = {
	{0, 0x10002001, true},
	{SQN_OPTION_DELTA_LIMIT, 0x10002000, true},
	{SQN_OPTION_DELTA_LIMIT, 0x10002001, false},
	{SQN_OPTION_AGE_LIMIT, 0x10002001, true},
	{0, 0x1F00, true},
	{SQN_OPTION_AGE_LIMIT, 0x1F01, true},
	{SQN_OPTION_AGE_LIMIT, 0x1F00, false},
	{SQN_OPTION_DELTA_LIMIT, 0x1F00, true},
	{SQN_OPTION_DELTA_LIMIT | SQN_OPTION_AGE_LIMIT, 0x2001, true},
	{SQN_OPTION_DELTA_LIMIT | SQN_OPTION_AGE_LIMIT, 1, false},
};

START_TEST(limits_count_from_the_highest)
{
	sqn_accept(aka, sqn(0x2000, 1));
	aka->sqn_options = limits[_i].options;
	ck_assert(sqn_is_fresh(aka, sqn(limits[_i].seq, 2)) == limits[_i].fresh);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sqn");
	TCase *t = tcase_create("sqn");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, only_greater_is_fresh);
	tcase_add_test(t, each_ind_has_its_own_element);
	tcase_add_test(t, elements_hold_seq_without_ind);
	tcase_add_test(t, nothing_accepted_is_zero);
	tcase_add_loop_test(t, limits_count_from_the_highest, 0, COUNT(limits));
	suite_add_tcase(s, t);
	return unit_main(s);
}
