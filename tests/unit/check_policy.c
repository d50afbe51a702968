/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profile policy rules at installation (SGP.22 2.9.3.1): the rules authorisation table, and rules
 * that a card forbids altogether. */
#include "profile_fixture.h"

#define TABLE(rules)                                                                               \
	{                                                                                          \
		"rulesAuthorisationTable", rules                                                   \
	}
#define BOTH "99020560"

static const struct {
	struct softeuicc_setting setting;
	const char *metadata;
	bool allowed;
} cases[] = {
	/* an empty table allows none */
	{TABLE(""), PPR1_RULE, false},
	{TABLE(""), PPR2_RULE, false},
	{TABLE(""), OWNER "99020780", true}, /* pprUpdateControl alone is no rule */
	{TABLE(""), OWNER, true},
	/* each rule by itself */
	{TABLE("ppr1 *"), PPR1_RULE, true},
	{TABLE("ppr1 *"), PPR2_RULE, false},
	{TABLE("ppr1 *"), OWNER BOTH, false},
	{TABLE("ppr1 *,ppr2 *"), OWNER BOTH, true},
	/* a rule that nobody knows */
	{TABLE("ppr1 ppr2 *"), OWNER "99020410", false},
	/* operators: the owner is 001-01 */
	{TABLE("ppr2 001-01"), PPR2_RULE, true},
	{TABLE("ppr2 001-02"), PPR2_RULE, false},
	{TABLE("ppr2 001-011"), PPR2_RULE, false},
	{TABLE("ppr2 001-02 001-01"), PPR2_RULE, true},
	{TABLE("ppr2 001-02,ppr2 001-01"), PPR2_RULE, true},
	{TABLE("ppr2 00E-EE"), PPR2_RULE, true},
	{TABLE("ppr2 E1E-EE"), PPR2_RULE, false},
	/* group identifiers: none in the profile */
	{TABLE("ppr2 001-01/-/-"), PPR2_RULE, true},
	{TABLE("ppr2 001-01/0A"), PPR2_RULE, false},
	/* and one of each */
	{TABLE("ppr2 001-01/-"), "B70B800300F110 81010A 82010B 99020520", false},
	{TABLE("ppr2 001-01/0A/0B"), "B70B800300F110 81010A 82010B 99020520", true},
	{TABLE("ppr2 001-01/0A/0C"), "B70B800300F110 81010A 82010B 99020520", false},
	{TABLE("ppr2 001-01/0A"), "B70B800300F110 81010A 82010B 99020520", true},
	{TABLE("ppr2 001-01"), "B70B800300F110 81010A 82010B 99020520", true},
	/* forbidden whatever the table says */
	{{"forbiddenProfilePolicyRules", "ppr1"}, PPR1_RULE, false},
	{{"forbiddenProfilePolicyRules", "ppr1"}, PPR2_RULE, true},
	{{"forbiddenProfilePolicyRules", "ppr1,ppr2"}, PPR2_RULE, false},
};

START_TEST(installation)
{
	struct card_fixture *f = fixture_new_with(&cases[_i].setting, 1);
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, cases[_i].metadata);
	i = load_as(f, s, &w);
	ck_assert_int_eq(i.success, cases[_i].allowed);
	ck_assert_int_eq(i.command, i.success ? 0 : 2);
	ck_assert_int_eq(i.reason, i.success ? 0 : 15);
	fixture_free(f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tc = tcase_create("policy");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, installation, 0, COUNT(cases));
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
