/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS from the request for a profile to its order and its end, with contracts, and with an SM-DP+
 * that fails wherever it can. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boss_fixture.h"

static void end(const char *companion, enum boss_verdict verdict)
{
	ck_assert_int_eq(boss_unsubscribe(boss, A, companion, NULL, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

static void decide(const char *key, bool accepted, enum boss_verdict verdict)
{
	ck_assert_int_eq(boss_decide(boss, key, accepted, NULL, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

static void companion(enum boss_verdict verdict)
{
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, false, verdict);
}

/* ---- ordering ---- */

START_TEST(profile_is_ordered_once)
{
	sign_contracts();
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.iccid, P1_ICCID);
	ck_assert_str_eq(answer.service.profile, P1);
	ck_assert_str_eq(service_activation_code(&answer.service, ctx), "LPA:1$smdp.example$M-1");
	ck_assert_str_eq(smdp_state(P1_ICCID), "released");
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.matching_id, "M-1");
	boss_restart();
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.matching_id, "M-1");
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 1);
	ck_assert_uint_eq(smdp_calls("confirmOrder"), 1);
	ck_assert_uint_eq(smdp_calls("cancelOrder"), 0);
}
END_TEST

START_TEST(installed_profile_is_not_ordered_again)
{
	sign_contracts();
	companion(BOSS_DOWNLOAD);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	companion(BOSS_DONE);
	ck_assert_ptr_null(service_activation_code(&answer.service, ctx));
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 1);
}
END_TEST

static const struct {
	const char *imsi, *device, *eid;
	bool share;
	const char *problem;
} refusals[] = {
	{"001010000000099", "watch", EID_1, false,
	 "there is no subscriber with IMSI 001010000000099"},
	{A, "", EID_1, false, "the device has no identifier, or too long a one"},
	{A, "watch", "8904903212345123451234567890123", false,
	 "the EID is not 32 digits with valid check digits"},
	{A, "watch", "89049032123451234512345678901236", false,
	 "the EID is not 32 digits with valid check digits"},
	{A, "tablet", EID_2, false, "the device has a service for another eUICC, EID " EID_1},
	{A, "watch", EID_1, false, "the eUICC is in another device, tablet"},
	{P1, "watch", EID_2, true, "IMSI " P1 " has no number to share"},
};

START_TEST(subscription_is_refused)
{
	sign_contracts();
	subscribe(SERVICE_COMPANION, A, "tablet", EID_1, false, BOSS_DOWNLOAD);
	subscribe(SERVICE_COMPANION, refusals[_i].imsi, refusals[_i].device, refusals[_i].eid,
		  refusals[_i].share, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, refusals[_i].problem);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 1);
}
END_TEST

START_TEST(suspended_subscriber_gets_nothing)
{
	sign_contracts();
	ck_assert_int_eq(subscriber_suspend(db, A), 0);
	companion(BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the subscription of IMSI " A " is suspended");
}
END_TEST

START_TEST(kinds_do_not_mix_in_a_device)
{
	sign_contracts();
	companion(BOSS_DOWNLOAD);
	subscribe(SERVICE_TRANSFER, A, "watch", EID_1, false, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the device has a service already: companion");
}
END_TEST

/* ---- several at once ---- */

static struct boss_answer meanwhile[2];
static void *meanwhile_ctx;

static void ask_meanwhile(void)
{
	const struct boss_subscription same = {SERVICE_COMPANION, A, "watch", EID_1, false,
					       ALERTING_FLEXIBLE};
	const struct boss_subscription other = {SERVICE_COMPANION, A, "tablet", EID_2, false,
						ALERTING_FLEXIBLE};

	ck_assert_int_eq(boss_subscribe(boss, &same, NULL, meanwhile_ctx, &meanwhile[0]), 0);
	ck_assert_int_eq(boss_subscribe(boss, &other, NULL, meanwhile_ctx, &meanwhile[1]), 0);
}

static void end_meanwhile(void)
{
	ck_assert_int_eq(boss_unsubscribe(boss, A, "watch", NULL, meanwhile_ctx, &meanwhile[0]), 0);
	ck_assert_int_eq(boss_unshare(boss, A, "watch", meanwhile_ctx, &meanwhile[1]), 0);
}

START_TEST(two_devices_are_served_at_once)
{
	sign_contracts();
	meanwhile_ctx = talloc_new(NULL);
	smdp_meanwhile = ask_meanwhile;
	companion(BOSS_DOWNLOAD);
	ck_assert_int_eq(meanwhile[0].verdict, BOSS_LATER);
	ck_assert_int_eq(meanwhile[1].verdict, BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.iccid, P1_ICCID);
	ck_assert_str_eq(meanwhile[1].service.iccid, P2_ICCID);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 2);
	talloc_free(meanwhile_ctx);
}
END_TEST

START_TEST(what_is_being_ordered_is_left_alone)
{
	sign_contracts();
	meanwhile_ctx = talloc_new(NULL);
	smdp_meanwhile = end_meanwhile;
	companion(BOSS_DOWNLOAD);
	ck_assert_int_eq(meanwhile[0].verdict, BOSS_LATER);
	ck_assert_int_eq(meanwhile[1].verdict, BOSS_LATER);
	ck_assert_str_eq(service_state(A, "watch"), "ordered");
	talloc_free(meanwhile_ctx);
}
END_TEST

/* ---- the SM-DP+ fails ---- */

/* Where it fails, what it fails with; what the service and the profile then are. */
static const struct {
	const char *function;
	enum fault fault;
	const char *problem, *profile;
} failures[] = {
	{"downloadOrder", FAULT_REFUSE, "downloadOrder: 8.2.1/3.9 no", "available"},
	{"downloadOrder", FAULT_BEFORE, "without an answer of RSP", "available"},
	{"downloadOrder", FAULT_AFTER, "without an answer of RSP", "ordered"},
	{"confirmOrder", FAULT_REFUSE, "confirmOrder: 8.2.1/3.9 no", "available"},
	{"confirmOrder", FAULT_BEFORE, "without an answer of RSP", "available"},
	{"confirmOrder", FAULT_AFTER, "without an answer of RSP", "available"},
};

START_TEST(failed_order_leaves_nothing)
{
	sign_contracts();
	smdp_fault(failures[_i].function, failures[_i].fault);
	companion(BOSS_REFUSED);
	ck_assert_msg(strstr(answer.problem, "the profile cannot be ordered: ") == answer.problem,
		      "%s", answer.problem);
	ck_assert_msg(strstr(answer.problem, failures[_i].problem) != NULL, "%s", answer.problem);
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	ck_assert_str_eq(smdp_state(P1_ICCID), failures[_i].profile);
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(service_state(A, "watch"), "ordered");
}
END_TEST

/* What the SM-DP+ says in an answer, and where that leads. */
static const struct {
	const char *function, *member, *value, *problem;
} nonsense[] = {
	{"downloadOrder", "iccid", "8988211000000009999F", "no subscriber has the ICCID"},
	{"downloadOrder", "iccid", "", "no subscriber has the ICCID"},
	{"downloadOrder", "iccid", A_NUMBER, "no subscriber has the ICCID"},
	{"downloadOrder", "iccid", A_ICCID, "of a subscription that is used"},
	{"confirmOrder", "eid", EID_2, "confirmed it for another eUICC"},
	{"confirmOrder", "matchingId", "a$b", "malformed matching id or address"},
	{"confirmOrder", "smdpAddress", "a$b", "malformed matching id or address"},
	{"confirmOrder", "smdpAddress", "", "malformed matching id or address"},
};

START_TEST(nonsense_of_the_smdp_is_refused)
{
	sign_contracts();
	smdp_answers(nonsense[_i].function, nonsense[_i].member, nonsense[_i].value);
	companion(BOSS_REFUSED);
	ck_assert_msg(strstr(answer.problem, nonsense[_i].problem) != NULL, "%s", answer.problem);
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	ck_assert_uint_eq(smdp_calls("cancelOrder"), *nonsense[_i].value || _i > 3);
}
END_TEST

START_TEST(profile_is_not_given_twice)
{
	sign_contracts();
	subscribe(SERVICE_COMPANION, A, "tablet", EID_2, false, BOSS_DOWNLOAD);
	smdp_answers("downloadOrder", "iccid", P1_ICCID);
	companion(BOSS_REFUSED);
	ck_assert_msg(strstr(answer.problem, "a profile that another service has") != NULL, "%s",
		      answer.problem);
	ck_assert_str_eq(service_state(A, "tablet"), "ordered");
	ck_assert_str_eq(smdp_state(P1_ICCID), "released");
	ck_assert_uint_eq(smdp_calls("cancelOrder"), 0);
}
END_TEST

START_TEST(smdp_is_down)
{
	const char *url = boss_config.smdp;

	sign_contracts();
	boss_config.smdp = "https://127.0.0.1:1";
	boss_restart();
	companion(BOSS_REFUSED);
	ck_assert_msg(strstr(answer.problem, "https://127.0.0.1:1") != NULL, "%s", answer.problem);
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	boss_config.smdp = url;
	boss_restart();
	companion(BOSS_DOWNLOAD);
}
END_TEST

/* ---- the end ---- */

START_TEST(order_is_cancelled)
{
	sign_contracts();
	companion(BOSS_DOWNLOAD);
	end(_i ? P1_ICCID : "watch", BOSS_DONE);
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	ck_assert_str_eq(smdp_state(P1_ICCID), "available");
	end("watch", BOSS_DONE);
	ck_assert_uint_eq(smdp_calls("cancelOrder"), 1);
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.iccid, P1_ICCID);
}
END_TEST

/* The answer does not come, whether it is done or not; then the user asks for the end again, or for
 * another profile, or the operator starts anew. */
START_TEST(cancelling_is_repeated)
{
	sign_contracts();
	companion(BOSS_DOWNLOAD);
	smdp_fault("cancelOrder", _i % 2 ? FAULT_BEFORE : FAULT_AFTER);
	end("watch", BOSS_REFUSED);
	ck_assert_msg(strstr(answer.problem, "the order cannot be cancelled yet") != NULL, "%s",
		      answer.problem);
	ck_assert_str_eq(service_state(A, "watch"), "cancelling");
	if (_i / 2 == 0)
		end("watch", BOSS_DONE);
	else if (_i / 2 == 1)
		companion(BOSS_DOWNLOAD);
	else
		boss_restart();
	ck_assert_str_eq(service_state(A, "watch"), _i / 2 == 1 ? "ordered" : "ended");
	ck_assert_str_eq(smdp_state(P1_ICCID), _i / 2 == 1 ? "released" : "available");
}
END_TEST

START_TEST(smdp_is_down_while_cancelling)
{
	const char *url = boss_config.smdp;

	sign_contracts();
	companion(BOSS_DOWNLOAD);
	subscribe(SERVICE_COMPANION, A, "tablet", EID_2, false, BOSS_DOWNLOAD);
	boss_config.smdp = "https://127.0.0.1:1";
	boss_restart();
	end("watch", BOSS_REFUSED);
	end("tablet", BOSS_REFUSED);
	companion(BOSS_REFUSED);
	ck_assert_str_eq(service_state(A, "watch"), "cancelling");
	boss_restart();
	ck_assert_str_eq(service_state(A, "tablet"), "cancelling");
	boss_config.smdp = url;
	boss_restart();
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	ck_assert_str_eq(service_state(A, "tablet"), "ended");
	ck_assert_str_eq(smdp_state(P2_ICCID), "available");
}
END_TEST

START_TEST(installed_profile_is_suspended)
{
	struct subscriber s;

	sign_contracts();
	companion(BOSS_DOWNLOAD);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	end("watch", BOSS_DONE);
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	ck_assert_int_eq(subscriber_by_imsi(db, P1, ctx, &s), 1);
	ck_assert(s.suspended);
	ck_assert_uint_eq(smdp_calls("cancelOrder"), 0);
	end("watch", BOSS_DONE);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(answer.problem, "the service has ended");
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.iccid, P2_ICCID);
}
END_TEST

START_TEST(installed_while_it_was_cancelled)
{
	struct subscriber s;

	sign_contracts();
	companion(BOSS_DOWNLOAD);
	smdp_fault("cancelOrder", FAULT_REFUSE);
	end("watch", BOSS_DONE);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(answer.problem, "the service has ended");
	ck_assert_int_eq(subscriber_by_imsi(db, P1, ctx, &s), 1);
	ck_assert(s.suspended);
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(nothing_to_end)
{
	static const struct {
		const char *companion, *problem;
	} nobodies[] = {
		{"watch", "there is no device or subscriber watch"},
		{EID_1, "there is no device or subscriber " EID_1},
		{A, A " is the subscriber itself"},
		{A_NUMBER, A_NUMBER " is the subscriber itself"},
		{B, B " has no service"},
	};

	for (int i = 0; i < COUNT(nobodies); i++) {
		end(nobodies[i].companion, BOSS_REFUSED);
		ck_assert_str_eq(answer.problem, nobodies[i].problem);
	}
}
END_TEST

/* ---- contracts ---- */

START_TEST(contract_comes_first)
{
	const char *key;

	companion(BOSS_CONTRACT);
	ck_assert_int_eq(answer.contract.kind, CONTRACT_PROFILE);
	ck_assert_str_eq(answer.contract.device, "watch");
	key = answer.contract.key;
	companion(BOSS_CONTRACT);
	ck_assert_str_eq(answer.contract.key, key);
	ck_assert_str_eq(service_state(A, "watch"), "requested");
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
	decide(key, true, BOSS_DOWNLOAD);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 1);
	decide(key, true, BOSS_DONE);
	decide(key, false, BOSS_REFUSED);
	companion(BOSS_DOWNLOAD);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 1);
}
END_TEST

START_TEST(declined_contract_leaves_nothing)
{
	struct service s;
	const char *key;

	companion(BOSS_CONTRACT);
	key = answer.contract.key;
	decide(key, false, BOSS_DONE);
	ck_assert_int_eq(answer.contract.state, CONTRACT_DECLINED);
	ck_assert_int_eq(service_next(db, "", 0, ctx, &s), 0);
	decide(key, true, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the contract was decided before, the other way");
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
	companion(BOSS_CONTRACT);
	ck_assert_str_ne(answer.contract.key, key);
	decide(answer.contract.key, true, BOSS_DOWNLOAD);
}
END_TEST

START_TEST(two_contracts_for_a_shared_number)
{
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, true, BOSS_CONTRACT);
	ck_assert_int_eq(answer.contract.kind, CONTRACT_PROFILE);
	decide(answer.contract.key, true, BOSS_CONTRACT);
	ck_assert_int_eq(answer.contract.kind, CONTRACT_SHARED_NUMBER);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
	if (_i) {
		decide(answer.contract.key, false, BOSS_DONE);
		ck_assert_str_eq(service_state(A, "watch"), "");
		return;
	}
	decide(answer.contract.key, true, BOSS_DOWNLOAD);
	ck_assert(answer.service.share);
}
END_TEST

START_TEST(sharing_is_asked_for_behind_the_order)
{
	struct service s;

	companion(BOSS_CONTRACT);
	decide(answer.contract.key, true, BOSS_DOWNLOAD);
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, true, BOSS_CONTRACT);
	ck_assert_int_eq(answer.contract.kind, CONTRACT_SHARED_NUMBER);
	ck_assert_int_eq(service_find(db, A, "watch", ctx, &s), 1);
	ck_assert(!s.share);
	decide(answer.contract.key, true, BOSS_DONE);
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, true, BOSS_DOWNLOAD);
	ck_assert(answer.service.share);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

START_TEST(late_and_unknown_decisions)
{
	companion(BOSS_CONTRACT);
	clock_now += CONTRACT_LIFE + 1;
	decide(answer.contract.key, true, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "the offer is over: ask for it again");
	decide("0", true, BOSS_REFUSED);
	ck_assert_str_eq(answer.problem, "there is no such contract");
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
}
END_TEST

START_TEST(request_is_taken_back_before_the_contract)
{
	const char *key;

	companion(BOSS_CONTRACT);
	key = answer.contract.key;
	end("watch", BOSS_DONE);
	decide(key, true, BOSS_DONE);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
}
END_TEST

START_TEST(contract_free_operator)
{
	boss_config.contract_free = true;
	boss_restart();
	subscribe(SERVICE_OWN, A, "phone", EID_1, true, BOSS_DOWNLOAD);
	ck_assert_int_eq(answer.service.kind, SERVICE_OWN);
}
END_TEST

/* ---- the operator's process is killed ---- */

/* In a process of its own, once the SM-DP+'s address is written to @known. */
static void ask(int known)
{
	char url[64] = "";

	if (read(known, url, sizeof(url) - 1) <= 0)
		_exit(1);
	boss_config.smdp = url;
	db = mno_open();
	ck_assert_int_eq(boss_new(ctx, db, crypto, &boss_config, &boss), 0);
	companion(BOSS_DOWNLOAD);
	end("watch", BOSS_DONE);
	_exit(0);
}

/* The SM-DP+ kills who asks at the call of @function. */
static void ask_and_die(const char *function)
{
	int known[2], status;
	ssize_t n;

	ck_assert_int_eq(pipe(known), 0);
	smdp_victim = fork();
	ck_assert_int_ge(smdp_victim, 0);
	if (smdp_victim == 0)
		ask(known[0]);
	boss_start();
	smdp_fault(function, FAULT_KILL);
	n = (ssize_t)strlen(boss_config.smdp);
	ck_assert_int_eq(write(known[1], boss_config.smdp, (size_t)n), n);
	ck_assert_int_eq(waitpid(smdp_victim, &status, 0), smdp_victim);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	close(known[0]);
	close(known[1]);
}

/* A profile whose ICCID did not arrive cannot be named to the SM-DP+. */
static const struct {
	const char *function, *before, *profile, *next;
} deaths[] = {
	{"downloadOrder", "ordering", "ordered", P2_ICCID},
	{"confirmOrder", "ordering", "available", P1_ICCID},
	{"cancelOrder", "cancelling", "available", P1_ICCID},
};

START_TEST(killed_operator_goes_on)
{
	sign_contracts();
	ask_and_die(deaths[_i].function);
	ck_assert_str_eq(service_state(A, "watch"), deaths[_i].before);
	boss_restart();
	ck_assert_str_eq(service_state(A, "watch"), "ended");
	ck_assert_str_eq(smdp_state(P1_ICCID), deaths[_i].profile);
	companion(BOSS_DOWNLOAD);
	ck_assert_str_eq(answer.service.iccid, deaths[_i].next);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_boss");
	TCase *tc = tcase_create("boss");

	tcase_add_checked_fixture(tc, boss_setup, boss_teardown);
	tcase_add_test(tc, profile_is_ordered_once);
	tcase_add_test(tc, installed_profile_is_not_ordered_again);
	tcase_add_loop_test(tc, subscription_is_refused, 0, COUNT(refusals));
	tcase_add_test(tc, suspended_subscriber_gets_nothing);
	tcase_add_test(tc, kinds_do_not_mix_in_a_device);
	tcase_add_test(tc, two_devices_are_served_at_once);
	tcase_add_test(tc, what_is_being_ordered_is_left_alone);
	tcase_add_loop_test(tc, failed_order_leaves_nothing, 0, COUNT(failures));
	tcase_add_loop_test(tc, nonsense_of_the_smdp_is_refused, 0, COUNT(nonsense));
	tcase_add_test(tc, profile_is_not_given_twice);
	tcase_add_test(tc, smdp_is_down);
	tcase_add_loop_test(tc, order_is_cancelled, 0, 2);
	tcase_add_loop_test(tc, cancelling_is_repeated, 0, 6);
	tcase_add_test(tc, smdp_is_down_while_cancelling);
	tcase_add_test(tc, installed_profile_is_suspended);
	tcase_add_test(tc, installed_while_it_was_cancelled);
	tcase_add_test(tc, nothing_to_end);
	tcase_add_test(tc, contract_comes_first);
	tcase_add_test(tc, declined_contract_leaves_nothing);
	tcase_add_loop_test(tc, two_contracts_for_a_shared_number, 0, 2);
	tcase_add_test(tc, sharing_is_asked_for_behind_the_order);
	tcase_add_test(tc, late_and_unknown_decisions);
	tcase_add_test(tc, request_is_taken_back_before_the_contract);
	tcase_add_test(tc, contract_free_operator);
	suite_add_tcase(s, tc);
	tc = tcase_create("killed");
	tcase_add_checked_fixture(tc, boss_store_setup, boss_teardown);
	tcase_add_loop_test(tc, killed_operator_goes_on, 0, COUNT(deaths));
	suite_add_tcase(s, tc);
	return unit_main(s);
}
