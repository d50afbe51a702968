/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetProfilesInfo and SetNickname on installed profiles. */
#include "codec/tlv.h"
#include "profile_fixture.h"
#include "store/profile_store.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

#define DEFAULT_INFO                                                                               \
	"5A0A" FIRST "4F10" AID("0010") "9F700100 9108 4F70657261746F72"                           \
					"920E 53616D706C652070726F66696C65"

START_TEST(default_tags)
{
	fixture_install(f, FIRST, "930101 9401AA" NOTIFICATIONS);
	assert_hex(es10_hex(f, "BF2D00"), "BF2D49 A047 E345" DEFAULT_INFO "930101 9401AA 950102");
}
END_TEST

static const struct {
	const char *request, *response;
} infos[] = {
	{"BF2D03 5C0190", "BF2D04 A002 E300"}, /* no nickname */
	{"BF2D03 5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D04 5C02B6B7", "BF2D22 A020 E31E" NOTIFICATIONS "B705800300F110"},
	{"BF2D03 5C0199", "BF2D08 A006 E304 99020520"},
	/* Not the order of the list; unknown tags and BF22, which is not there. */
	{"BF2D09 5C0795 9F7F BF22 92 5A",
	 "BF2D23 A021 E31F 5A0A" FIRST "920E 53616D706C652070726F66696C65 950102"},
	{"BF2D11 A00C 5A0A" FIRST "5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D11 A00C 5A0A" SECOND "5C0195", EMPTY_LIST},
	{"BF2D17 A012 4F10" AID("0010") "5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D17 A012 4F10" AID("0011") "5C0195", EMPTY_LIST},
	{"BF2D08 A003 950102 5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D08 A003 950101 5C0195", EMPTY_LIST},
	{"BF2D05 A003 950103", "BF2D03 810101"},
	{"BF2D04 A002 5A00", "BF2D03 810101"},
	{"BF2D04 A002 4F00", "BF2D03 810101"},
	{"BF2D02 A000", "BF2D03 810101"},
	{"BF2D05 A003 800101", "BF2D03 810101"},
	{"BF2D03 5C019F", "BF2D03 810101"},
	{"BF2D04 5C02BF80", "BF2D03 810101"},
};

START_TEST(chosen_tags)
{
	fixture_install(f, FIRST, NOTIFICATIONS PPR2_RULE);
	assert_hex(es10_hex(f, infos[_i].request), infos[_i].response);
}
END_TEST

/* Free non-volatile memory in extCardResource of EUICCInfo2 (ETSI TS 102 226 8.2.1.7.2). */
static uint64_t free_memory(void)
{
	struct tlv info, resource, memory;

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2200"), 0xBF22, &info), 0);
	ck_assert_int_eq(tlv_find(info.value, 0x84, &resource), 1);
	ck_assert_int_eq(tlv_find(resource.value, 0x82, &memory), 1);
	ck_assert_uint_eq(memory.value.n, 4);
	return (uint64_t)be16(memory.value.p) << 16 | be16(memory.value.p + 2);
}

/* It falls with each profile by what that takes, and is back when the profile is gone. */
START_TEST(memory)
{
	uint64_t before = free_memory(), one;

	fixture_install(f, FIRST, "");
	one = before - free_memory();
	ck_assert_uint_gt(one, 0);
	ck_assert_uint_eq(one, (uint64_t)profile_store_total_size(f->card->store));
	fixture_install(f, SECOND, "");
	ck_assert_uint_eq(free_memory(), before - 2 * one);
	fixture_reopen(f);
	ck_assert_int_eq(es10_delete(f, FIRST), 0);
	ck_assert_uint_eq(free_memory(), before - one);
	ck_assert_int_eq(es10_delete(f, SECOND), 0);
	ck_assert_uint_eq(free_memory(), before);
}
END_TEST

START_TEST(nickname)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_code(f, "BF2910 5A0A" FIRST "90024869"), 0);
	fixture_reopen(f);
	assert_hex(es10_hex(f, "BF2D03 5C0190"), "BF2D08 A006 E304 90024869");
	ck_assert_int_eq(es10_code(f, "BF2910 5A0A" SECOND "90024869"), 1);
	ck_assert_int_eq(es10_code(f, "BF290F 5A0A" FIRST "9001FF"), 127);
	ck_assert_int_eq(
		es10_code(f, "BF294F 5A0A" FIRST "9041"
			     "4141414141414141414141414141414141414141414141414141414141414141"
			     "4141414141414141414141414141414141414141414141414141414141414141"
			     "41"),
		127);
	assert_hex(es10_hex(f, "BF2D03 5C0190"), "BF2D08 A006 E304 90024869");
	ck_assert_int_eq(es10_code(f, "BF290E 5A0A" FIRST "9000"), 0);
	assert_hex(es10_hex(f, "BF2D03 5C0190"), "BF2D04 A002 E300");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_profiles");
	TCase *tc = tcase_create("isdr_profiles");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, default_tags);
	tcase_add_loop_test(tc, chosen_tags, 0, COUNT(infos));
	tcase_add_test(tc, memory);
	tcase_add_test(tc, nickname);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
