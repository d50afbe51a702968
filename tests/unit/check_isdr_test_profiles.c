/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test profiles (SGP.21 TPRO8 and TPRO10, SGP.22 5.7.16 to 5.7.19) on a card that supports them. */
#include "codec/tlv.h"
#include "isdp/metadata.h"
#include "profile_fixture.h"
#include "store/profile_store.h"
#include "uicc/uicc.h"

#define FOURTH "98001032547698103255"

enum { DISALLOWED = 3, WRONG_REENABLING = 4 };

static struct card_fixture *f;

static void setup(void)
{
	static const struct softeuicc_setting tests[] = {{"rspCapability", "testProfileSupport"}};

	f = fixture_new_with(tests, COUNT(tests));
	/* Two operational profiles, the first with a rule, and two test profiles. */
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, NOTIFICATIONS);
	fixture_install(f, THIRD, "950100");
	fixture_install(f, FOURTH, "950100");
	es10_forget_notifications(f);
}

static void teardown(void)
{
	fixture_free(f);
}

/* @iccid, and no other, is enabled; NULL: none is. */
static void assert_enabled(const char *iccid)
{
	struct profile p;
	int r = profile_store_enabled(f->card->store, f, &p);

	ck_assert_int_eq(r, iccid != NULL);
	if (iccid)
		assert_hex(p.iccid, iccid);
	ck_assert_int_eq(f->card->uicc->profile, iccid ? p.id : 0);
}

static void enable(const char *iccid)
{
	ck_assert_int_eq(es10_enable(f, iccid), 0);
	assert_enabled(iccid);
}

START_TEST(disabling_returns)
{
	enable(SECOND);
	enable(THIRD);
	fixture_reopen(f);
	ck_assert_int_eq(es10_disable(f, THIRD), 0);
	assert_enabled(SECOND);
	/* Once: it is not returned to after itself. */
	ck_assert_int_eq(es10_disable(f, SECOND), 0);
	assert_enabled(NULL);
	ck_assert_int_eq(es10_delete(f, THIRD), 0);
	/* Twice for each address: enabled, disabled, enabled, disabled. */
	ck_assert_str_eq(es10_notifications(f), "6:40:a.b 7:40:c. 8:20:a.b 9:20:c. 10:40:a.b "
						"11:40:c. 12:20:a.b 13:20:c. ");
}
END_TEST

START_TEST(nothing_to_return_to)
{
	enable(THIRD);
	ck_assert_int_eq(es10_disable(f, THIRD), 0);
	assert_enabled(NULL);
	enable(THIRD);
	/* There was no operational profile to keep the place for. */
	enable(SECOND);
}
END_TEST

START_TEST(only_the_former_one_is_enabled)
{
	enable(FIRST);
	enable(THIRD);
	ck_assert_int_eq(es10_enable(f, SECOND), WRONG_REENABLING);
	assert_enabled(THIRD);
	enable(FOURTH);
	ck_assert_int_eq(es10_enable(f, SECOND), WRONG_REENABLING);
	enable(FIRST);
	/* Its rule holds as before. */
	ck_assert_int_eq(es10_enable(f, SECOND), DISALLOWED);
	ck_assert_int_eq(es10_disable(f, FIRST), DISALLOWED);
	assert_enabled(FIRST);
}
END_TEST

START_TEST(one_test_profile_after_another)
{
	enable(FIRST);
	enable(THIRD);
	enable(FOURTH);
	ck_assert_int_eq(es10_disable(f, FOURTH), 0);
	assert_enabled(FIRST);
}
END_TEST

START_TEST(the_former_one_is_deleted)
{
	enable(SECOND);
	enable(THIRD);
	ck_assert_int_eq(es10_delete(f, SECOND), 0);
	ck_assert_int_eq(es10_disable(f, THIRD), 0);
	assert_enabled(NULL);
	enable(THIRD);
	enable(FIRST);
}
END_TEST

/* resetOptions, and what is enabled after them where a test profile was. */
static const struct {
	const char *options;
	const char *enabled;
	int profiles;
} resets[] = {
	{"0640", SECOND, 2}, /* deleteFieldLoadedTestProfiles */
	{"0780", THIRD, 2},  /* deleteOperationalProfiles */
	{"06C0", NULL, 0},
	{"0520", THIRD, 4}, /* resetDefaultSmdpAddress */
};

START_TEST(memory_reset)
{
	struct profile p = {0};
	int left = 0;

	enable(SECOND);
	enable(THIRD);
	es10_hex(f, "BF3F05 8003612E62");
	es10_code(f, talloc_asprintf(f, "BF3404 8202%s", resets[_i].options));
	assert_enabled(resets[_i].enabled);
	while (profile_store_next(f->card->store, p.id, f, &p) == 1)
		left++;
	ck_assert_int_eq(left, resets[_i].profiles);
	/* Nothing is left to return to but what a test profile stands before. */
	if (resets[_i].enabled && !strcmp(resets[_i].enabled, THIRD)) {
		ck_assert_int_eq(es10_disable(f, THIRD), 0);
		assert_enabled(left == 4 ? SECOND : NULL);
	}
}
END_TEST

/* With REFRESH the former profile is back when the card is reset, and not before. */
START_TEST(returns_after_refresh)
{
	uint16_t sw;

	enable(SECOND);
	enable(THIRD);
	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, "8110000003000080", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_int_eq(es10_code(f, "BF3211 A00C5A0A" THIRD "8101FF"), 0);
	assert_enabled(THIRD);
	/* It is on its way. */
	ck_assert_int_eq(es10_delete(f, SECOND), 127);
	softeuicc_reset(f->card);
	fixture_select_isdr(f);
	assert_enabled(SECOND);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_test_profiles");
	TCase *tc = tcase_create("isdr_test_profiles");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, disabling_returns);
	tcase_add_test(tc, nothing_to_return_to);
	tcase_add_test(tc, only_the_former_one_is_enabled);
	tcase_add_test(tc, one_test_profile_after_another);
	tcase_add_test(tc, the_former_one_is_deleted);
	tcase_add_loop_test(tc, memory_reset, 0, COUNT(resets));
	tcase_add_test(tc, returns_after_refresh);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
