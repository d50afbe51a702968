/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that fail because the configuration wants it. */
#include "codec/tlv.h"
#include "profile_fixture.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

static struct softeuicc_function function_named(const char *name)
{
	struct softeuicc_function function;

	for (size_t i = 0; softeuicc_function(i, &function); i++)
		if (!strcmp(function.name, name))
			return function;
	ck_abort_msg("%s is no function", name);
}

START_TEST(functions_have_one_name_and_tag)
{
	struct softeuicc_function a, b;
	size_t n = 0;

	for (; softeuicc_function(n, &a); n++)
		for (size_t j = 0; j < n; j++) {
			ck_assert_int_eq(softeuicc_function(j, &b), 1);
			ck_assert_str_ne(a.name, b.name);
			ck_assert_uint_ne(a.tag, b.tag);
		}
	ck_assert_uint_gt(n, 20);
	ck_assert_int_eq(softeuicc_function(n + 1, &a), 0);
	ck_assert_uint_eq(function_named("ES10b.LoadBoundProfilePackage").tag, 0xBF36);
	ck_assert_int_eq(function_named("ES8+.StoreMetadata").has_result_code, 1);
}
END_TEST

static const struct {
	const char *function, *request, *response;
} codes[] = {
	{"ES10c.EnableProfile", "BF3111 A00C 5A0A" FIRST "810101", "BF3103 800105"},
	{"ES10c.SetNickname", "BF290C 5A0A" FIRST, "BF2903 800105"},
	{"ES10c.GetProfilesInfo", "BF2D00", "BF2D03 810105"},
	{"ES10b.ListNotification", "BF2800", "BF2803 810105"},
	{"ES10b.CancelSession", "BF4107 80020102 810100", "BF4103 810105"},
	{"ES10b.PrepareDownload", "BF2108 3006 80040A0B0C0D", "BF210B A109 80040A0B0C0D 020105"},
	{"ES10b.AuthenticateServer", "BF3808 3006 80040A0B0C0D", "BF380B A109 80040A0B0C0D 020105"},
	{"ES10b.AuthenticateServer", "BF3800", "BF3807 A105 8000 020105"},
};

START_TEST(the_code_answers)
{
	f->faulty = codes[_i].function;
	f->fault = 5;
	assert_hex(es10_hex(f, codes[_i].request), codes[_i].response);
	ck_assert_int_eq(function_named(codes[_i].function).has_result_code, 1);
	ck_assert_uint_eq(function_named(codes[_i].function).tag,
			  be16(unhex(f, codes[_i].request).p));
	f->faulty = NULL;
}
END_TEST

START_TEST(nothing_happens_then)
{
	fixture_install(f, FIRST, "");
	f->faulty = "ES10c.DeleteProfile";
	f->fault = 127;
	ck_assert_int_eq(es10_delete(f, FIRST), 127);
	assert_states(f, ONE(FIRST, "00"));
	f->faulty = "ES10c.SetNickname"; /* another function's fault */
	ck_assert_int_eq(es10_delete(f, FIRST), 0);
	assert_states(f, EMPTY_LIST);
}
END_TEST

START_TEST(no_code_no_precise_diagnosis)
{
	uint16_t sw;

	f->faulty = "ES10c.GetEID";
	f->fault = 5;
	ck_assert_int_eq(function_named(f->faulty).has_result_code, 0);
	es10_try(f, unhex(f, "BF3E035C015A"), &sw);
	ck_assert_uint_eq(sw, 0x6F00);
}
END_TEST

static const struct {
	const char *function;
	int command; /* BppCommandId */
} steps[] = {
	{"ES8+.InitialiseSecureChannel", 0}, {"ES8+.ConfigureISDP", 1},
	{"ES8+.StoreMetadata", 2},           {"ES8+.ReplaceSessionKeys", 4},
	{"ES8+.LoadProfileElements", 5},
};

START_TEST(a_package_fails_at_any_step)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.replace_keys = true;
	f->faulty = steps[_i].function;
	f->fault = 12;
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, steps[_i].command);
	ck_assert_int_eq(i.reason, 12);
	assert_states(f, EMPTY_LIST);
	f->faulty = NULL;
	fixture_install(f, FIRST, "");
}
END_TEST

START_TEST(only_so_much_memory_is_left)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	softeuicc_leave_memory(f->card, 100);
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 5);
	ck_assert_int_eq(i.reason, 10);
	softeuicc_leave_memory(f->card, UINT64_MAX);
	fixture_install(f, FIRST, "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("isdr_faults");
	TCase *t = tcase_create("faults");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 20);
	tcase_add_test(t, functions_have_one_name_and_tag);
	tcase_add_loop_test(t, the_code_answers, 0, COUNT(codes));
	tcase_add_test(t, nothing_happens_then);
	tcase_add_test(t, no_code_no_precise_diagnosis);
	tcase_add_loop_test(t, a_package_fails_at_any_step, 0, COUNT(steps));
	tcase_add_test(t, only_so_much_memory_is_left);
	suite_add_tcase(s, t);
	return unit_main(s);
}
