/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that several subscribers share, and what a call to one does. */
#include <errno.h>

#include "mno_fixture.h"
#include "servers/mno/incoming_call.h"

#define A      "001010000000001"
#define B      "001010000000002"
#define C      "001010000000003"
#define NUMBER "882110000001" /* A's own */

static void setup(void)
{
	mno_setup();
	add_subscriber(A, "8988211000000000011", NUMBER);
	add_subscriber(B, "8988211000000000029", NULL);
	add_subscriber(C, "8988211000000000037", "882110000003");
}

static int try_bind(struct shared_number n, char **problem)
{
	return shared_number_bind(db, &n, ctx, problem);
}

static void bind_all(enum alerting alerting, const char *msisdn)
{
	char *problem;
	struct shared_number n = {msisdn, alerting, {B, A, C}, 3, NULL};

	ck_assert_msg(try_bind(n, &problem) == 0, "%s", problem);
}

START_TEST(members_keep_the_users_order)
{
	struct shared_number n, of;

	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(shared_number_find(db, NUMBER, ctx, &n), 1);
	ck_assert_str_eq(n.msisdn, NUMBER);
	ck_assert_int_eq(n.alerting, ALERTING_HUNTING);
	ck_assert_uint_eq(n.n, 3);
	ck_assert_str_eq(n.members[0], B);
	ck_assert_str_eq(n.members[1], A);
	ck_assert_str_eq(n.members[2], C);
	ck_assert_str_eq(n.pilot, A);
	ck_assert_int_eq(shared_number_of(db, C, ctx, &of), 1);
	ck_assert_str_eq(of.msisdn, NUMBER);
	ck_assert_int_eq(shared_number_find(db, "4930", ctx, &n), 0);
}
END_TEST

START_TEST(pilot_may_be_virtual)
{
	struct shared_number n;

	bind_all(ALERTING_FLEXIBLE, "882119999999");
	ck_assert_int_eq(shared_number_find(db, "882119999999", ctx, &n), 1);
	ck_assert_str_eq(n.pilot, "");
}
END_TEST

START_TEST(binding_again_replaces)
{
	struct shared_number n = {NUMBER, ALERTING_FLEXIBLE, {A, B}, 2, NULL};
	char *problem;

	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(try_bind(n, &problem), 0);
	ck_assert_int_eq(shared_number_find(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 2);
	ck_assert_int_eq(n.alerting, ALERTING_FLEXIBLE);
	ck_assert_int_eq(shared_number_of(db, C, ctx, &n), 0);
}
END_TEST

static const struct {
	struct shared_number number;
	const char *problem;
} refused[] = {
	{{NUMBER, ALERTING_FLEXIBLE, {NULL}, 0, NULL}, "a number has from 1 to 16 members"},
	{{NUMBER, ALERTING_FLEXIBLE, {NULL}, 17, NULL}, "a number has from 1 to 16 members"},
	{{NUMBER, ALERTING_FLEXIBLE, {A, B, A}, 3, NULL}, "IMSI " A " is named twice"},
	{{NUMBER, ALERTING_FLEXIBLE, {A, "5"}, 2, NULL}, "there is no subscriber with IMSI 5"},
	{{NUMBER, ALERTING_FLEXIBLE, {B}, 1, NULL},
	 "+" NUMBER " is the number of IMSI " A ", which is no member"},
	{{"4930", ALERTING_FLEXIBLE, {B}, 1, NULL}, "IMSI " B " shares +" NUMBER " already"},
};

START_TEST(binding_is_refused_and_changes_nothing)
{
	struct shared_number n;
	char *problem;

	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(try_bind(refused[_i].number, &problem), -EINVAL);
	ck_assert_str_eq(problem, refused[_i].problem);
	ck_assert_int_eq(shared_number_next(db, "", ctx, &n), 1);
	ck_assert_uint_eq(n.n, 3);
	ck_assert_int_eq(shared_number_next(db, n.msisdn, ctx, &n), 0);
}
END_TEST

START_TEST(unbinding)
{
	struct shared_number n;

	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(shared_number_unbind(db, NUMBER), 0);
	ck_assert_int_eq(shared_number_unbind(db, NUMBER), -ENOENT);
	ck_assert_int_eq(shared_number_of(db, B, ctx, &n), 0);
}
END_TEST

static int join(const char *owner, const char *imsi, enum alerting alerting, char **problem)
{
	return shared_number_join(db, owner, imsi, alerting, ctx, problem);
}

START_TEST(members_join_one_by_one)
{
	struct shared_number n;
	char *problem;

	ck_assert_int_eq(join(A, B, ALERTING_HUNTING, &problem), 0);
	ck_assert_int_eq(join(A, C, ALERTING_FLEXIBLE, &problem), 0);
	ck_assert_int_eq(join(A, B, ALERTING_FLEXIBLE, &problem), 0);
	ck_assert_int_eq(shared_number_find(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 3);
	ck_assert_str_eq(n.members[0], A);
	ck_assert_str_eq(n.members[1], B);
	ck_assert_str_eq(n.members[2], C);
	ck_assert_str_eq(n.pilot, A);
	ck_assert_int_eq(n.alerting, ALERTING_HUNTING);
}
END_TEST

START_TEST(virtual_number_is_joined)
{
	struct shared_number n = {"4930", ALERTING_FLEXIBLE, {B}, 1, NULL};
	char *problem;

	ck_assert_int_eq(try_bind(n, &problem), 0);
	ck_assert_int_eq(join(B, C, ALERTING_HUNTING, &problem), 0);
	ck_assert_int_eq(shared_number_find(db, "4930", ctx, &n), 1);
	ck_assert_uint_eq(n.n, 2);
}
END_TEST

START_TEST(joining_is_refused)
{
	char *problem;

	ck_assert_int_eq(join("5", B, ALERTING_FLEXIBLE, &problem), -EINVAL);
	ck_assert_str_eq(problem, "there is no subscriber with IMSI 5");
	ck_assert_int_eq(join(B, C, ALERTING_FLEXIBLE, &problem), -EINVAL);
	ck_assert_str_eq(problem, "IMSI " B " has no number to share");
	ck_assert_int_eq(join(A, B, ALERTING_FLEXIBLE, &problem), 0);
	ck_assert_int_eq(join(B, C, ALERTING_FLEXIBLE, &problem), -EINVAL);
	ck_assert_str_eq(problem, "IMSI " B " shares +" NUMBER ", which is another's");
	ck_assert_int_eq(join(A, "5", ALERTING_FLEXIBLE, &problem), -EINVAL);
	ck_assert_str_eq(problem, "there is no subscriber with IMSI 5");
}
END_TEST

START_TEST(member_takes_the_place_of_another)
{
	struct shared_number n = {NUMBER, ALERTING_FLEXIBLE, {A, B}, 2, NULL};
	char *problem;

	ck_assert_int_eq(try_bind(n, &problem), 0);
	ck_assert_int_eq(shared_number_move(db, A, B), -EEXIST);
	ck_assert_int_eq(shared_number_move(db, A, C), 0);
	ck_assert_int_eq(shared_number_find(db, NUMBER, ctx, &n), 1);
	ck_assert_str_eq(n.members[0], C);
	ck_assert_str_eq(n.members[1], B);
}
END_TEST

START_TEST(members_leave)
{
	struct shared_number n;

	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(shared_number_leave(db, A), -EBUSY);
	ck_assert_int_eq(shared_number_leave(db, B), 0);
	ck_assert_int_eq(shared_number_leave(db, B), -ENOENT);
	ck_assert_int_eq(shared_number_find(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 2);
	/* A would share its number with nobody. */
	ck_assert_int_eq(shared_number_leave(db, C), 0);
	ck_assert_int_eq(shared_number_find(db, NUMBER, ctx, &n), 0);
	ck_assert_int_eq(shared_number_leave(db, A), -ENOENT);
}
END_TEST

START_TEST(virtual_number_lives_until_the_last_leaves)
{
	struct shared_number n;

	bind_all(ALERTING_HUNTING, "4930");
	ck_assert_int_eq(shared_number_leave(db, A), 0);
	ck_assert_int_eq(shared_number_leave(db, B), 0);
	ck_assert_int_eq(shared_number_find(db, "4930", ctx, &n), 1);
	ck_assert_uint_eq(n.n, 1);
	ck_assert_int_eq(shared_number_leave(db, C), 0);
	ck_assert_int_eq(shared_number_find(db, "4930", ctx, &n), 0);
}
END_TEST

START_TEST(members_are_not_removed)
{
	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(subscriber_remove(db, B), -EEXIST);
	ck_assert_int_eq(shared_number_leave(db, B), 0);
	ck_assert_int_eq(subscriber_remove(db, B), 0);
}
END_TEST

START_TEST(nobody_gets_a_virtual_number_as_its_own)
{
	struct subscriber s;

	bind_all(ALERTING_HUNTING, "4930");
	ck_assert_int_eq(subscriber_by_imsi(db, A, ctx, &s), 1);
	s.imsi = "001010000000009";
	s.iccid = "8988211000000000045";
	s.msisdn = "4930";
	ck_assert_int_eq(subscriber_add(db, &s), -EEXIST);
	ck_assert_ptr_null(subscriber_taken(db, &s));
}
END_TEST

/* ---- calls: one letter for a party and a sign for what happens to it ---- */

static const struct {
	enum alerting alerting;
	/* What the parties a, b, c would do: - ignores, 1 to 9 answers after so long, b is busy,
	 * o is off. */
	const char *parties;
	/* r rings, a answers, s is stopped, g does not answer, b is busy, o is off. */
	const char *events;
	enum call_result result;
} calls[] = {
	{ALERTING_FLEXIBLE, "---", "ra rb rc ga gb gc", CALL_NOT_ANSWERED},
	{ALERTING_FLEXIBLE, "-1-", "ra rb rc ab sa sc", CALL_ANSWERED},
	{ALERTING_FLEXIBLE, "321", "ra rb rc ac sa sb", CALL_ANSWERED},
	{ALERTING_FLEXIBLE, "-11", "ra rb rc ab sa sc", CALL_ANSWERED},
	{ALERTING_FLEXIBLE, "bo1", "ba ob rc ac", CALL_ANSWERED},
	{ALERTING_FLEXIBLE, "bo-", "ba ob rc gc", CALL_NOT_ANSWERED},
	{ALERTING_FLEXIBLE, "obo", "oa bb oc", CALL_ALL_BUSY},
	{ALERTING_FLEXIBLE, "ooo", "oa ob oc", CALL_UNREACHABLE},
	{ALERTING_HUNTING, "---", "ra ga rb gb rc gc", CALL_NOT_ANSWERED},
	{ALERTING_HUNTING, "-1-", "ra ga rb ab", CALL_ANSWERED},
	{ALERTING_HUNTING, "321", "ra aa", CALL_ANSWERED},
	{ALERTING_HUNTING, "bo1", "ba ob rc ac", CALL_ANSWERED},
	{ALERTING_HUNTING, "b-o", "ba rb gb oc", CALL_NOT_ANSWERED},
	{ALERTING_HUNTING, "obo", "oa bb oc", CALL_ALL_BUSY},
	{ALERTING_HUNTING, "ooo", "oa ob oc", CALL_UNREACHABLE},
	{ALERTING_HUNTING, "1", "ra aa", CALL_ANSWERED},
	{ALERTING_FLEXIBLE, "", "", CALL_UNREACHABLE},
};

static struct party party(char does, const char *imsi)
{
	struct party p = {.imsi = imsi};

	if (does == 'b')
		p.does = PARTY_IS_BUSY;
	else if (does == 'o')
		p.does = PARTY_IS_OFF;
	else if (does != '-')
		p = (struct party){imsi, PARTY_ANSWERS, (unsigned)(does - '0')};
	return p;
}

START_TEST(call_goes_as_expected)
{
	static const char *const imsis[] = {"a", "b", "c"};
	static const char signs[] = {
		[CALL_BUSY] = 'b',    [CALL_OFF] = 'o',   [CALL_RINGS] = 'r',
		[CALL_ANSWERS] = 'a', [CALL_STOPS] = 's', [CALL_GIVEN_UP] = 'g'};
	size_t n = strlen(calls[_i].parties);
	struct party parties[3];
	struct incoming_call call;
	char *events = talloc_strdup(ctx, "");

	for (size_t i = 0; i < n; i++)
		parties[i] = party(calls[_i].parties[i], imsis[i]);
	incoming_call(calls[_i].alerting, parties, n, &call);
	for (size_t i = 0; i < call.n; i++)
		events = talloc_asprintf_append(events, "%s%c%s", i ? " " : "",
						signs[call.events[i].kind], call.events[i].imsi);
	ck_assert_str_eq(events, calls[_i].events);
	ck_assert_int_eq(call.result, calls[_i].result);
	ck_assert_int_eq(call.answered_by != NULL, calls[_i].result == CALL_ANSWERED);
}
END_TEST

START_TEST(suspended_members_are_not_called)
{
	struct shared_number n;

	bind_all(ALERTING_HUNTING, NUMBER);
	ck_assert_int_eq(called_members(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 3);
	ck_assert_int_eq(subscriber_suspend(db, A), 0);
	ck_assert_int_eq(called_members(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 2);
	ck_assert_str_eq(n.members[0], B);
	ck_assert_str_eq(n.members[1], C);
}
END_TEST

START_TEST(number_of_one_is_called)
{
	struct shared_number n;

	ck_assert_int_eq(called_members(db, "4930", ctx, &n), 0);
	ck_assert_int_eq(called_members(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 1);
	ck_assert_str_eq(n.members[0], A);
	ck_assert_int_eq(subscriber_suspend(db, A), 0);
	ck_assert_int_eq(called_members(db, NUMBER, ctx, &n), 1);
	ck_assert_uint_eq(n.n, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_numbers");
	TCase *t = tcase_create("numbers");

	tcase_add_checked_fixture(t, setup, mno_teardown);
	tcase_add_test(t, members_keep_the_users_order);
	tcase_add_test(t, pilot_may_be_virtual);
	tcase_add_test(t, binding_again_replaces);
	tcase_add_loop_test(t, binding_is_refused_and_changes_nothing, 0, COUNT(refused));
	tcase_add_test(t, unbinding);
	tcase_add_test(t, members_join_one_by_one);
	tcase_add_test(t, virtual_number_is_joined);
	tcase_add_test(t, joining_is_refused);
	tcase_add_test(t, member_takes_the_place_of_another);
	tcase_add_test(t, members_leave);
	tcase_add_test(t, virtual_number_lives_until_the_last_leaves);
	tcase_add_test(t, members_are_not_removed);
	tcase_add_test(t, nobody_gets_a_virtual_number_as_its_own);
	tcase_add_test(t, suspended_members_are_not_called);
	tcase_add_test(t, number_of_one_is_called);
	tcase_add_loop_test(t, call_goes_as_expected, 0, COUNT(calls));
	suite_add_tcase(s, t);
	return unit_main(s);
}
