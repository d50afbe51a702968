/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS and the HLR: who shares a number, what the SM-DP+ reports, and subscriptions that go over to
 * another device. */
#include <errno.h>

#include "boss_fixture.h"
#include "profile/coding.h"
#include "servers/mno/one_time_code.h"
#include "servers/mno/smsc.h"

static void share_as(const char *imsi, const char *companion, const char *code,
		     enum boss_verdict verdict)
{
	const struct boss_sharing q = {imsi, companion, ALERTING_HUNTING, code};

	ck_assert_int_eq(boss_share(boss, &q, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

static void share(const char *companion, const char *code, enum boss_verdict verdict)
{
	share_as(A, companion, code, verdict);
}

static void unshare(const char *companion, enum boss_verdict verdict)
{
	ck_assert_int_eq(boss_unshare(boss, A, companion, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

static void order(bool with_number)
{
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, with_number, BOSS_DOWNLOAD);
}

static void report(const char *iccid, const char *eid, int point, bool success,
		   enum boss_verdict verdict)
{
	const struct boss_progress p = {iccid, eid, point, success, "no room"};

	ck_assert_int_eq(boss_progress(boss, &p, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

static bool suspended(const char *imsi)
{
	struct subscriber s;

	ck_assert_int_eq(subscriber_by_imsi(db, imsi, ctx, &s), 1);
	return s.suspended;
}

/* The last code that a number has had. */
static const char *code_of(const char *msisdn)
{
	struct short_message m = {.id = 0}, last = {.text = ""};

	while (smsc_next(db, msisdn, m.id, ctx, &m) == 1)
		last = m;
	ck_assert_uint_ge(strlen(last.text), CODE_DIGITS);
	return last.text + strlen(last.text) - CODE_DIGITS;
}

static void setup(void)
{
	boss_setup();
	sign_contracts();
}

/* ---- a service of the subscriber's ---- */

static const char *const names[] = {"watch", EID_1, P1_ICCID, P1};

START_TEST(installed_companion_shares)
{
	order(false);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
	share(names[_i], NULL, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
	share(names[_i], NULL, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
	unshare(names[_i], BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
	unshare(names[_i], BOSS_DONE);
	share(names[_i], NULL, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

START_TEST(two_companions_share)
{
	struct shared_number n;

	order(true);
	subscribe(SERVICE_COMPANION, A, "tablet", EID_2, true, BOSS_DOWNLOAD);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	report_installed(P2_ICCID, EID_2, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1 " " P2);
	ck_assert_int_eq(shared_number_find(db, A_NUMBER, ctx, &n), 1);
	ck_assert_int_eq(n.alerting, ALERTING_HUNTING);
	unshare("watch", BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P2);
}
END_TEST

START_TEST(nothing_is_bound_before_it_is_installed)
{
	order(_i);
	ck_assert_str_eq(members(A_NUMBER), "");
	share("watch", NULL, BOSS_LATER);
	ck_assert_str_eq(members(A_NUMBER), "");
	report(P1_ICCID, EID_1, 3, true, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

START_TEST(unsharing_before_the_installation)
{
	order(true);
	unshare("watch", BOSS_DONE);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(ended_service_does_not_share)
{
	order(true);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_int_eq(boss_unsubscribe(boss, A, "watch", NULL, ctx, &answer), 0);
	ck_assert_str_eq(members(A_NUMBER), "");
	share("watch", NULL, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the device has no profile: its service is ended");
}
END_TEST

START_TEST(subscribing_again_shares_what_is_installed)
{
	order(false);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, true, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

START_TEST(second_contract_comes_first)
{
	struct contract c;

	ck_assert_int_eq(contract_accepted(db, A, CONTRACT_SHARED_NUMBER, "watch", ctx, &c), 1);
	ck_assert_int_eq(contract_remove(db, c.id), 0);
	order(false);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	share("watch", NULL, BOSS_CONTRACT);
	ck_assert_int_eq(answer.contract.kind, CONTRACT_SHARED_NUMBER);
	ck_assert_str_eq(answer.contract.device, "watch");
	ck_assert_int_eq(boss_decide(boss, answer.contract.key, _i, NULL, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
	share("watch", NULL, _i ? BOSS_DONE : BOSS_CONTRACT);
	ck_assert_str_eq(members(A_NUMBER), _i ? A " " P1 : "");
}
END_TEST

/* With the policy, a companion that has a number of its own is verified, too. */
START_TEST(companion_is_verified_by_policy)
{
	boss_config.verify_companion = true;
	boss_restart();
	if (_i) {
		struct subscriber s;

		ck_assert_int_eq(subscriber_give_number(db, B, P1), 0);
		ck_assert_int_eq(subscriber_by_imsi(db, P1, ctx, &s), 1);
	}
	order(false);
	share("watch", NULL, BOSS_LATER);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
	if (_i) {
		share("watch", NULL, BOSS_VERIFY);
		share("watch", code_of(B_NUMBER), BOSS_DONE);
	} else {
		share("watch", NULL, BOSS_DONE);
	}
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

/* ---- a plain UICC ---- */

static const char *const uiccs[] = {B, B_ICCID, B_NUMBER, ("+" B_NUMBER)};

START_TEST(uicc_is_verified)
{
	const char *code;

	share(uiccs[_i], NULL, BOSS_VERIFY);
	ck_assert_str_eq(answer.problem, "");
	ck_assert_str_eq(members(A_NUMBER), "");
	code = code_of(B_NUMBER);
	share(uiccs[_i], "000000 ", BOSS_VERIFY);
	ck_assert_str_eq(answer.problem, "the code is wrong");
	share(uiccs[_i], code, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " B);
	share(uiccs[_i], code, BOSS_DONE);
	unshare(uiccs[_i], BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
	share(uiccs[_i], code, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "no code is awaited: ask for one");
}
END_TEST

START_TEST(code_is_late)
{
	share(B, NULL, BOSS_VERIFY);
	clock_now += CODE_LIFE + 1;
	share(B, code_of(B_NUMBER), BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the code came too late: ask for another one");
	share(B, "", BOSS_VERIFY);
	share(B, code_of(B_NUMBER), BOSS_DONE);
}
END_TEST

START_TEST(codes_are_exhausted)
{
	share(B, NULL, BOSS_VERIFY);
	for (int i = 0; i < CODE_TRIES; i++)
		share(B, "x", BOSS_VERIFY);
	share(B, code_of(B_NUMBER), BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "too many wrong codes: ask for another one");
	for (int i = 1; i < CODE_RATE; i++)
		share(B, NULL, BOSS_VERIFY);
	share(B, NULL, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "too many codes were sent of late: wait an hour");
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(code_of_another_request_is_wrong)
{
	share_as(P1, B, NULL, BOSS_REFUSED);
	share(B, NULL, BOSS_VERIFY);
	ck_assert_int_eq(code_send(db, crypto, B_NUMBER, "login", "Your code:", clock_now), 0);
	share(B, code_of(B_NUMBER), BOSS_VERIFY);
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

static const struct {
	const char *imsi, *companion, *problem;
} refusals[] = {
	{A, A, A " is the subscriber itself"},
	{A, "tablet", "there is no device or subscriber tablet"},
	{A, P2, "IMSI " P2 " has no number that a code could go to"},
	{P2, B, "IMSI " P2 " has no number to share"},
	{B, P1, "IMSI " P1 " is a service of another subscriber's"},
	{B, "watch", "there is no device or subscriber watch"},
	{"1", B, "there is no subscriber with IMSI 1"},
};

START_TEST(sharing_is_refused)
{
	order(true);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	share_as(refusals[_i].imsi, refusals[_i].companion, NULL, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, refusals[_i].problem);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

START_TEST(suspended_companion_is_refused)
{
	ck_assert_int_eq(subscriber_suspend(db, B), 0);
	share(B, NULL, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the subscription of IMSI " B " is suspended");
}
END_TEST

START_TEST(number_of_others_is_left_alone)
{
	order(true);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_int_eq(boss_unshare(boss, B, P2, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_DONE);
	ck_assert_int_eq(boss_unshare(boss, B, A, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "IMSI " A " shares +" A_NUMBER ", which is not yours");
	ck_assert_int_eq(boss_unshare(boss, B, P1, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_REFUSED);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

/* Whose number it is says who shares it; another member does not. */
START_TEST(members_do_not_rule)
{
	order(true);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	share(B, NULL, BOSS_VERIFY);
	share(B, code_of(B_NUMBER), BOSS_DONE);
	ck_assert_int_eq(boss_unshare(boss, P1, B, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "IMSI " B " shares +" A_NUMBER ", which is not yours");
	ck_assert_str_eq(members(A_NUMBER), A " " P1 " " B);
	unshare(B, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

/* A number has so many members: what is installed then does not share, and is installed. */
START_TEST(number_is_full)
{
	struct shared_number n = {A_NUMBER, ALERTING_FLEXIBLE, {A}, 1, NULL};
	char *problem;

	order(true);
	while (n.n < SHARED_MEMBERS_MAX) {
		const char *imsi = talloc_asprintf(ctx, "0010100000001%02u", (unsigned)n.n);
		char *iccid = talloc_asprintf(ctx, "8988211000000012%02u", (unsigned)n.n);

		iccid = talloc_asprintf(ctx, "%s%c", iccid, luhn_digit(iccid, strlen(iccid)));
		add_subscriber(imsi, iccid, NULL);
		n.members[n.n++] = imsi;
	}
	ck_assert_int_eq(shared_number_bind(db, &n, ctx, &problem), 0);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(service_state(A, "watch"), "installed");
	share("watch", NULL, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "+" A_NUMBER " has 16 members already");
}
END_TEST

/* ---- reports ---- */

START_TEST(report_of_what_is_not_ours)
{
	order(true);
	report_installed(P2_ICCID, EID_1, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "no service has the profile " P2_ICCID);
	report_installed(P1_ICCID, EID_2, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem,
			 "the profile " P1_ICCID " is for another eUICC than " EID_2);
	report_installed("", "", BOSS_REFUSED);
	ck_assert_str_eq(service_state(A, "watch"), "ordered");
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(report_comes_again)
{
	order(true);
	report_installed(P1_ICCID "F", _i ? EID_1 : NULL, BOSS_DONE);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	report(P1_ICCID, EID_1, 4, false, BOSS_DONE);
	ck_assert_str_eq(service_state(A, "watch"), "installed");
	unshare("watch", BOSS_DONE);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(failure_before_the_installation_leaves_the_order)
{
	order(true);
	report(P1_ICCID, EID_1, 1 + _i, false, BOSS_DONE);
	ck_assert_str_eq(service_state(A, "watch"), "ordered");
	order(true);
	ck_assert_str_eq(answer.service.problem, "the download has failed: no room");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(answer.service.problem, "");
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

/* The profile has been out, and is not used again. */
START_TEST(failed_installation_ends_the_order)
{
	order(true);
	report(P1_ICCID, EID_1, 4, false, BOSS_DONE);
	ck_assert_str_eq(service_state(A, "watch"), "cancelling");
	ck_assert_str_eq(members(A_NUMBER), "");
	order(true);
	ck_assert_str_eq(answer.service.iccid, P2_ICCID);
	ck_assert_str_eq(smdp_state(P1_ICCID), "unavailable");
}
END_TEST

/* ---- transfer ---- */

static char token[TOKEN_CHARACTERS + 1], old_token[TOKEN_CHARACTERS + 1];

static int whose(const char *text, const char *device, const char *imsi)
{
	const char *found = "";
	int r = token_check(db, crypto, text, device, clock_now, ctx, &found);

	return r == 1 ? strcmp(found, imsi) == 0 : 0;
}

static void transfer(void)
{
	struct contract c;

	ck_assert_int_eq(
		contract_offer(db, crypto, A, CONTRACT_PROFILE, "tablet", clock_now, ctx, &c), 0);
	ck_assert_int_eq(token_issue(db, crypto, A, "old phone", clock_now, old_token), 0);
	ck_assert_int_eq(token_issue(db, crypto, A, "new phone", clock_now, token), 0);
	subscribe(SERVICE_TRANSFER, A, "new phone", EID_3, false, BOSS_DOWNLOAD);
}

START_TEST(nothing_moves_before_the_installation)
{
	struct subscriber s;

	transfer();
	ck_assert(!suspended(A));
	ck_assert_int_eq(subscriber_by_msisdn(db, A_NUMBER, ctx, &s), 1);
	ck_assert_str_eq(s.imsi, A);
	ck_assert(whose(old_token, "old phone", A));
	subscribe(SERVICE_TRANSFER, A, "another", EID_2, false, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem,
			 "the subscription is going over to another device, new phone");
}
END_TEST

START_TEST(subscription_goes_over)
{
	struct subscriber s;
	struct contract c;

	order(true);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	transfer();
	report_installed(P2_ICCID, EID_3, BOSS_DONE);
	report_installed(P2_ICCID, EID_3, BOSS_DONE);
	ck_assert(suspended(A));
	ck_assert(!suspended(P2));
	ck_assert_int_eq(subscriber_by_msisdn(db, A_NUMBER, ctx, &s), 1);
	ck_assert_str_eq(s.imsi, P2);
	ck_assert_str_eq(members(A_NUMBER), P2 " " P1);
	ck_assert(whose(old_token, "old phone", A));
	ck_assert(whose(token, "new phone", P2));
	ck_assert_str_eq(service_state(P2, "watch"), "installed");
	ck_assert_str_eq(service_state(P2, "new phone"), "installed");
	ck_assert_int_eq(contract_accepted(db, P2, CONTRACT_PROFILE, "watch", ctx, &c), 1);
	subscribe(SERVICE_COMPANION, A, "tablet", EID_2, false, BOSS_REFUSED);
	ck_assert_int_eq(boss_unshare(boss, P2, "watch", ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(subscription_goes_over_twice)
{
	struct subscriber s;

	subscribe(SERVICE_TRANSFER, A, "new phone", EID_3, false, BOSS_DOWNLOAD);
	report_installed(P1_ICCID, EID_3, BOSS_DONE);
	subscribe(SERVICE_TRANSFER, P1, "newer phone", EID_2, false, BOSS_DOWNLOAD);
	report_installed(P2_ICCID, EID_2, BOSS_DONE);
	ck_assert(suspended(A));
	ck_assert(suspended(P1));
	ck_assert_str_eq(service_state(P1, "new phone"), "ended");
	ck_assert_str_eq(service_state(P2, "newer phone"), "installed");
	ck_assert_int_eq(subscriber_by_msisdn(db, A_NUMBER, ctx, &s), 1);
	ck_assert_str_eq(s.imsi, P2);
}
END_TEST

START_TEST(transfer_is_given_up)
{
	transfer();
	ck_assert_int_eq(boss_unsubscribe(boss, A, "new phone", NULL, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_DONE);
	ck_assert_str_eq(smdp_state(P1_ICCID), "available");
	ck_assert(!suspended(A));
	subscribe(SERVICE_TRANSFER, A, "another", EID_2, false, BOSS_DOWNLOAD);
}
END_TEST

START_TEST(transferred_subscription_is_no_companion)
{
	transfer();
	report_installed(P1_ICCID, EID_3, BOSS_DONE);
	share_as(P1, "new phone", NULL, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the profile is the subscription itself");
	ck_assert_int_eq(boss_unsubscribe(boss, P1, "new phone", NULL, ctx, &answer), 0);
	ck_assert_int_eq(answer.verdict, BOSS_REFUSED);
	ck_assert(!suspended(P1));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_boss_sharing");
	TCase *tc = tcase_create("boss");

	tcase_add_checked_fixture(tc, setup, boss_teardown);
	tcase_add_loop_test(tc, installed_companion_shares, 0, COUNT(names));
	tcase_add_test(tc, two_companions_share);
	tcase_add_loop_test(tc, nothing_is_bound_before_it_is_installed, 0, 2);
	tcase_add_test(tc, unsharing_before_the_installation);
	tcase_add_test(tc, ended_service_does_not_share);
	tcase_add_test(tc, subscribing_again_shares_what_is_installed);
	tcase_add_loop_test(tc, second_contract_comes_first, 0, 2);
	tcase_add_loop_test(tc, companion_is_verified_by_policy, 0, 2);
	tcase_add_loop_test(tc, uicc_is_verified, 0, COUNT(uiccs));
	tcase_add_test(tc, code_is_late);
	tcase_add_test(tc, codes_are_exhausted);
	tcase_add_test(tc, code_of_another_request_is_wrong);
	tcase_add_loop_test(tc, sharing_is_refused, 0, COUNT(refusals));
	tcase_add_test(tc, suspended_companion_is_refused);
	tcase_add_test(tc, number_of_others_is_left_alone);
	tcase_add_test(tc, members_do_not_rule);
	tcase_add_test(tc, number_is_full);
	tcase_add_test(tc, report_of_what_is_not_ours);
	tcase_add_loop_test(tc, report_comes_again, 0, 2);
	tcase_add_loop_test(tc, failure_before_the_installation_leaves_the_order, 0, 3);
	tcase_add_test(tc, failed_installation_ends_the_order);
	tcase_add_test(tc, nothing_moves_before_the_installation);
	tcase_add_test(tc, subscription_goes_over);
	tcase_add_test(tc, subscription_goes_over_twice);
	tcase_add_test(tc, transfer_is_given_up);
	tcase_add_test(tc, transferred_subscription_is_no_companion);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
