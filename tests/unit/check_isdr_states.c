/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EnableProfile, DisableProfile, DeleteProfile and eUICCMemoryReset, with REFRESH and without. */
#include "codec/tlv.h"
#include "isdp/metadata.h"
#include "profile_fixture.h"
#include "uicc/uicc.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

START_TEST(states)
{
	fixture_install(f, FIRST, "");
	fixture_install(f, SECOND, "");
	ck_assert_int_eq(es10_enable(f, THIRD), 1);
	ck_assert_int_eq(es10_disable(f, THIRD), 1);
	ck_assert_int_eq(es10_delete(f, THIRD), 1);
	ck_assert_int_eq(es10_disable(f, FIRST), 2);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	assert_states(f, TWO(FIRST, "01", SECOND, "00"));
	ck_assert_int_eq(es10_enable(f, FIRST), 2);
	ck_assert_int_eq(es10_delete(f, FIRST), 2);
	ck_assert_int_eq(es10_code(f, "BF3117 A012 4F10" AID("0011") "810100"), 0);
	assert_states(f, TWO(FIRST, "00", SECOND, "01"));
	fixture_reopen(f);
	assert_states(f, TWO(FIRST, "00", SECOND, "01"));
	ck_assert_int_eq(es10_delete(f, FIRST), 0);
	ck_assert_int_eq(es10_disable(f, SECOND), 0);
	assert_states(f, ONE(SECOND, "00"));
	ck_assert_int_eq(es10_delete(f, SECOND), 0);
	assert_states(f, EMPTY_LIST);
}
END_TEST

/* EF.ICCID by path, on a channel of its own. */
static void assert_shown(const char *hex)
{
	uint16_t sw;

	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, "01A4080C022FE2", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	assert_hex(fixture_hex(f, "01B000000A", &sw), hex);
}

START_TEST(the_enabled_profile_is_shown_at_once)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	assert_shown(FIRST);
	/* The channel of the ISD-R is still there. */
	assert_states(f, ONE(FIRST, "01"));
	fixture_reopen(f);
	assert_shown(FIRST);
	ck_assert_int_eq(es10_disable(f, FIRST), 0);
	ck_assert_int_eq(f->card->uicc->profile, 0);
}
END_TEST

START_TEST(policy_rules)
{
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, PPR2_RULE);
	ck_assert_int_eq(es10_delete(f, SECOND), 3);
	ck_assert_int_eq(es10_enable(f, SECOND), 0);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_int_eq(es10_disable(f, FIRST), 3);
	ck_assert_int_eq(es10_enable(f, SECOND), 3);
	assert_states(f, TWO(FIRST, "01", SECOND, "00"));
}
END_TEST

/* A provisioning profile and a test profile take over from one that may not be disabled. */
START_TEST(policy_rules_by_class)
{
	static const struct softeuicc_setting tests[] = {
		{"rspCapability", "additionalProfile,testProfileSupport"}};

	fixture_free(f);
	f = fixture_new_with(tests, COUNT(tests));
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, _i == CLASS_TEST ? "950100" : "950101");
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_int_eq(es10_enable(f, SECOND), 0);
	assert_states(f, TWO(FIRST, "00", SECOND, "01"));
}
END_TEST

/* targetEsimPort: of v3, and for cards of several ports. */
START_TEST(there_is_one_port)
{
	static const struct softeuicc_setting v3[] = {{"highestSvn", "3.0.0"}};
	static const char request[] = "BF3114 A00C 5A0A" FIRST "810100 820101";

	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_code(f, request), 0);
	fixture_free(f);
	f = fixture_new_with(v3, COUNT(v3));
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_code(f, request), 7);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
}
END_TEST

/* ---- REFRESH ---- */

/* TERMINAL PROFILE with REFRESH, byte 3 bit 8, on a channel of its own. */
static void terminal_supports_refresh(void)
{
	uint16_t sw;

	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, "8110000003000080", &sw);
	ck_assert_uint_eq(sw, 0x9000);
}

static uint16_t answer_refresh(const char *result)
{
	uint16_t sw;
	struct slice command = fixture_hex(f, "8112000000", &sw);
	struct tlv d0, details;

	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_int_eq(tlv_only(command, 0xD0, &d0), 0);
	ck_assert_int_eq(tlv_next(&d0.value, &details), 1);
	ck_assert_uint_eq(details.value.p[1], 0x01);
	ck_assert_uint_eq(details.value.p[2], 0x04);
	fixture_hex(f,
		    talloc_asprintf(f, "811400000C 8103%02X0104 82028281 8301%s",
				    details.value.p[0], result),
		    &sw);
	return sw;
}

START_TEST(refresh_then_the_new_profile)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	es10_forget_notifications(f);
	terminal_supports_refresh();
	ck_assert_int_eq(es10_enable_with_refresh(f, FIRST), 0);
	/* Nothing has changed until the terminal has done its part. */
	assert_states(f, ONE(FIRST, "00"));
	ck_assert_str_eq(es10_notifications(f), "");
	ck_assert_int_eq(f->card->uicc->profile, 0);
	ck_assert_int_eq(es10_enable(f, FIRST), 5);
	ck_assert_int_eq(es10_delete(f, FIRST), 127);
	ck_assert_uint_eq(answer_refresh("00"), 0x9000);
	assert_states(f, ONE(FIRST, "01"));
	ck_assert_int_ne(f->card->uicc->profile, 0);
	assert_shown(FIRST);
	ck_assert_str_eq(es10_notifications(f), "3:40:a.b 4:40:c. ");
}
END_TEST

/* TS 102 223 8.12: problems for now, and for good. */
static const char *const refusals[] = {"20", "30"};

START_TEST(refresh_refused_by_the_terminal)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	fixture_install(f, SECOND, NOTIFICATIONS);
	es10_forget_notifications(f);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	terminal_supports_refresh();
	ck_assert_int_eq(es10_enable_with_refresh(f, SECOND), 0);
	ck_assert_int_eq(es10_delete(f, FIRST), 2);
	ck_assert_int_eq(es10_delete(f, SECOND), 127);
	ck_assert_uint_eq(answer_refresh(refusals[_i]), 0x9000);
	assert_states(f, TWO(FIRST, "01", SECOND, "00"));
	assert_shown(FIRST);
	ck_assert_str_eq(es10_notifications(f), "5:40:a.b 6:40:c. ");
	fixture_reopen(f);
	assert_states(f, TWO(FIRST, "01", SECOND, "00"));
	/* It may be tried again. */
	ck_assert_int_eq(es10_enable(f, SECOND), 0);
}
END_TEST

START_TEST(reset_is_as_good_as_refresh)
{
	fixture_install(f, FIRST, "");
	terminal_supports_refresh();
	ck_assert_int_eq(es10_enable_with_refresh(f, FIRST), 0);
	softeuicc_reset(f->card);
	fixture_select_isdr(f);
	assert_states(f, ONE(FIRST, "01"));
	assert_shown(FIRST);
	ck_assert_int_eq(es10_disable(f, FIRST), 0);
}
END_TEST

START_TEST(no_refresh_for_a_terminal_without)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_enable_with_refresh(f, FIRST), 0);
	assert_shown(FIRST);
}
END_TEST

/* ---- eUICCMemoryReset ---- */

START_TEST(memory_reset)
{
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, "");
	fixture_install(f, THIRD, "950101");
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_int_eq(es10_code(f, "BF3404 82020640"), 1);
	es10_hex(f, "BF3F05 8003612E62");
	ck_assert_int_eq(es10_code(f, "BF3404 82020520"), 0);
	ck_assert_int_eq(es10_code(f, "BF3404 82020520"), 1);
	/* Policy rules do not hinder it; provisioning profiles stay. */
	ck_assert_int_eq(es10_code(f, "BF3404 820205E0"), 0);
	assert_states(f, ONE(THIRD, "00"));
	ck_assert_int_eq(f->card->uicc->profile, 0);
	ck_assert_int_eq(es10_code(f, "BF3404 820205E0"), 1);
}
END_TEST

/* resetOptions: what each takes of an enabled and a disabled operational profile, a provisioning
 * profile, and the default SM-DP+ address. Bits past those of the ASN.1 mean nothing here. */
static const struct {
	const char *options; /* BIT STRING */
	int result;
	bool profiles_gone, address_gone;
} resets[] = {
	{"820100", 1, false, false},   {"82020780", 0, true, false}, {"82020640", 1, false, false},
	{"82020520", 0, false, true},  {"820206C0", 0, true, false}, {"820205A0", 0, true, true},
	{"82020560", 0, false, true},  {"820205E0", 0, true, true},  {"82020310", 1, false, false},
	{"82020318", 1, false, false},
};

START_TEST(memory_reset_options)
{
	const char *request = talloc_asprintf(f, "BF34%02X %s", (int)strlen(resets[_i].options) / 2,
					      resets[_i].options);

	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, PPR2_RULE);
	fixture_install(f, THIRD, "950101");
	es10_forget_notifications(f);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	es10_hex(f, "BF3F05 8003612E62");
	ck_assert_int_eq(es10_code(f, request), resets[_i].result);
	fixture_reopen(f);
	if (resets[_i].profiles_gone)
		assert_states(f, ONE(THIRD, "00"));
	else
		assert_states(f, "BF2D38 A036 E3105A0A" FIRST "9F700101 E3105A0A" SECOND
				 "9F700100 E3105A0A" THIRD "9F700100");
	ck_assert_int_eq(es10_hex(f, "BF3C00").p[3] == 0x80, !resets[_i].address_gone);
	/* What was there to be taken is gone. */
	ck_assert_int_eq(es10_code(f, request), 1);
}
END_TEST

static const char *const malformed_resets[] = {"BF3400", "BF3402 8200", "BF3402 8000",
					       "BF3404 820208E0", "BF3403 820105"};

START_TEST(memory_reset_malformed)
{
	uint16_t sw;

	fixture_install(f, FIRST, "");
	es10_try(f, unhex(f, malformed_resets[_i]), &sw);
	ck_assert_uint_eq(sw, 0x6A80);
	assert_states(f, ONE(FIRST, "00"));
}
END_TEST

/* The UICC is bare at once, and the terminal told to begin anew; only then is it free again. */
START_TEST(memory_reset_with_refresh)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	es10_forget_notifications(f);
	terminal_supports_refresh();
	ck_assert_int_eq(es10_code(f, "BF3404 82020780"), 0);
	assert_states(f, EMPTY_LIST);
	ck_assert_int_eq(f->card->uicc->profile, 0);
	ck_assert_str_eq(es10_notifications(f), "5:10:a.b ");
	ck_assert_uint_eq(answer_refresh("20"), 0x9000);
	assert_states(f, EMPTY_LIST);
}
END_TEST

/* DisableProfile asks the terminal, too; a refusal keeps the profile. */
START_TEST(disable_with_refresh)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	es10_forget_notifications(f);
	terminal_supports_refresh();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(es10_code(f, "BF3211 A00C5A0A" FIRST "8101FF"), 0);
		assert_states(f, ONE(FIRST, "01"));
		ck_assert_int_eq(es10_code(f, "BF3404 82020780"), 5);
		ck_assert_uint_eq(answer_refresh(i == 0 ? "20" : "03"), 0x9000);
	}
	assert_states(f, ONE(FIRST, "00"));
	ck_assert_str_eq(es10_notifications(f), "5:20:a.b 6:20:c. ");
}
END_TEST

/* By ISD-P AID instead of ICCID. */
START_TEST(profiles_by_aid)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_code(f, "BF3117 A0124F10" AID("0011") "810100"), 1);
	ck_assert_int_eq(es10_code(f, "BF3117 A0124F10" AID("0010") "810100"), 0);
	ck_assert_int_eq(es10_code(f, "BF3312 4F10" AID("0010")), 2);
	ck_assert_int_eq(es10_code(f, "BF3217 A0124F10" AID("0010") "8101FF"), 0);
	ck_assert_int_eq(es10_code(f, "BF3217 A0124F10" AID("0010") "8101FF"), 2);
	ck_assert_int_eq(es10_code(f, "BF3312 4F10" AID("0010")), 0);
	ck_assert_int_eq(es10_code(f, "BF3312 4F10" AID("0010")), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_states");
	TCase *tc = tcase_create("isdr_states");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, states);
	tcase_add_test(tc, the_enabled_profile_is_shown_at_once);
	tcase_add_test(tc, policy_rules);
	tcase_add_loop_test(tc, policy_rules_by_class, CLASS_TEST, CLASS_OPERATIONAL);
	tcase_add_test(tc, there_is_one_port);
	tcase_add_test(tc, refresh_then_the_new_profile);
	tcase_add_loop_test(tc, refresh_refused_by_the_terminal, 0, COUNT(refusals));
	tcase_add_test(tc, reset_is_as_good_as_refresh);
	tcase_add_test(tc, no_refresh_for_a_terminal_without);
	tcase_add_test(tc, memory_reset);
	tcase_add_loop_test(tc, memory_reset_options, 0, COUNT(resets));
	tcase_add_loop_test(tc, memory_reset_malformed, 0, COUNT(malformed_resets));
	tcase_add_test(tc, memory_reset_with_refresh);
	tcase_add_test(tc, disable_with_refresh);
	tcase_add_test(tc, profiles_by_aid);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
