/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's records of devices, contracts and services. */
#include <errno.h>

#include "mno_fixture.h"
#include "servers/mno/contract.h"
#include "servers/mno/device.h"
#include "servers/mno/service.h"

#define A       "001010000000001"
#define B       "001010000000002"
#define NOBODY  "001010000000009"
#define ICCID_A "8988211000000000011"
#define ICCID_B "8988211000000000029"
#define EID_1   "89049032123451234512345678901235"
#define EID_2   "89049032123451234512345678901332"

enum { NOW = 1700000000 };

static void setup(void)
{
	mno_setup();
	add_subscriber(A, ICCID_A, "491701234567");
	add_subscriber(B, ICCID_B, NULL);
}

/* ---- devices ---- */

START_TEST(device_keeps_what_is_not_said_anew)
{
	struct device d = {
		.imsi = A, .id = "phone", .eid = EID_1, .vendor = "V", .model = "M", .seen = NOW};

	ck_assert_int_eq(device_find(db, A, "phone", ctx, &d), 0);
	ck_assert_int_eq(device_put(db, &d), 0);
	d = (struct device){
		.imsi = A, .id = "phone", .model = "N", .name = "mine", .seen = NOW + 1};
	ck_assert_int_eq(device_put(db, &d), 0);
	ck_assert_int_eq(device_find(db, A, "phone", ctx, &d), 1);
	ck_assert_str_eq(d.eid, EID_1);
	ck_assert_str_eq(d.vendor, "V");
	ck_assert_str_eq(d.model, "N");
	ck_assert_str_eq(d.software, "");
	ck_assert_str_eq(d.name, "mine");
	ck_assert_int_eq(d.seen, NOW + 1);
}
END_TEST

START_TEST(device_text_is_cleaned)
{
	char text[200] = "";
	struct device d = {
		.imsi = A, .id = "phone", .name = text, .vendor = "a\x1B[1mb", .model = "\xFF"};

	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xC3\xA4", 3); /* a umlaut */
	memmove(text + 1, text, sizeof(text) - 2);
	text[0] = 'x'; /* so that the limit is in the middle of a character */
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(device_put(db, &d), 0);
	ck_assert_int_eq(device_find(db, A, "phone", ctx, &d), 1);
	ck_assert_uint_eq(strlen(d.name), DEVICE_TEXT_MAX - 1);
	ck_assert_str_eq(d.vendor, "a?[1mb");
	ck_assert_str_eq(d.model, "");
}
END_TEST

START_TEST(device_needs_an_id)
{
	char text[DEVICE_TEXT_MAX + 2] = "";
	struct device d = {.imsi = A, .id = text};

	ck_assert_int_eq(device_put(db, &d), -EINVAL);
	memset(text, 'x', DEVICE_TEXT_MAX + 1);
	ck_assert_int_eq(device_put(db, &d), -EINVAL);
	text[DEVICE_TEXT_MAX] = '\0';
	ck_assert_int_eq(device_put(db, &d), 0);
}
END_TEST

START_TEST(devices_are_listed)
{
	struct device d = {.imsi = A, .id = "watch"};

	ck_assert_int_eq(device_put(db, &d), 0);
	d.id = "phone";
	ck_assert_int_eq(device_put(db, &d), 0);
	d.imsi = B;
	d.id = "car";
	ck_assert_int_eq(device_put(db, &d), 0);
	d.imsi = d.id = "";
	ck_assert_int_eq(device_next(db, &d, ctx, &d), 1);
	ck_assert_str_eq(d.id, "phone");
	ck_assert_int_eq(device_next(db, &d, ctx, &d), 1);
	ck_assert_str_eq(d.imsi, A);
	ck_assert_str_eq(d.id, "watch");
	ck_assert_int_eq(device_next(db, &d, ctx, &d), 1);
	ck_assert_str_eq(d.imsi, B);
	ck_assert_str_eq(d.id, "car");
	ck_assert_int_eq(device_next(db, &d, ctx, &d), 0);
}
END_TEST

/* What one subscriber says of a device, even of another one's, is for that subscriber alone. */
START_TEST(devices_are_their_subscribers)
{
	struct device d = {.imsi = A, .id = "watch", .name = "mine"};

	ck_assert_int_eq(device_put(db, &d), 0);
	d = (struct device){.imsi = B, .id = "watch", .name = "stolen", .vendor = "V"};
	ck_assert_int_eq(device_put(db, &d), 0);
	ck_assert_int_eq(device_find(db, A, "watch", ctx, &d), 1);
	ck_assert_str_eq(d.name, "mine");
	ck_assert_str_eq(d.vendor, "");
	ck_assert_int_eq(device_move(db, A, B), 0);
	ck_assert_int_eq(device_find(db, A, "watch", ctx, &d), 0);
	ck_assert_int_eq(device_find(db, B, "watch", ctx, &d), 1);
	ck_assert_str_eq(d.name, "mine");
	d = (struct device){.imsi = "1", .id = "watch"};
	ck_assert_int_eq(device_put(db, &d), -EEXIST);
}
END_TEST

/* ---- contracts ---- */

static struct contract offer(int64_t now)
{
	struct contract c;

	ck_assert_int_eq(contract_offer(db, crypto, A, CONTRACT_PROFILE, "watch", now, ctx, &c), 0);
	return c;
}

static int accepted(const char *imsi, enum contract_kind kind, const char *device)
{
	struct contract c;

	return contract_accepted(db, imsi, kind, device, ctx, &c);
}

START_TEST(offer_stays_the_same_while_it_is_open)
{
	struct contract first = offer(NOW), c = offer(NOW + CONTRACT_LIFE);

	ck_assert_uint_eq(strspn(first.key, "0123456789abcdef"), CONTRACT_KEY_CHARACTERS);
	ck_assert_str_eq(c.key, first.key);
	ck_assert_int_eq(c.offered, NOW);
	c = offer(NOW + CONTRACT_LIFE + 1);
	ck_assert_str_ne(c.key, first.key);
	ck_assert_int_eq(contract_decide(db, c.key, false, NOW + CONTRACT_LIFE + 2), 0);
	ck_assert_str_ne(offer(NOW + CONTRACT_LIFE + 3).key, c.key);
}
END_TEST

START_TEST(offer_is_for_a_subscriber)
{
	struct contract c;

	ck_assert_int_eq(
		contract_offer(db, crypto, NOBODY, CONTRACT_PROFILE, "watch", NOW, ctx, &c),
		-EEXIST);
	ck_assert_int_eq(contract_next(db, 0, ctx, &c), 0);
}
END_TEST

START_TEST(contract_is_decided_once)
{
	static const enum contract_state states[] = {CONTRACT_DECLINED, CONTRACT_ACCEPTED};
	struct contract c = offer(NOW);
	bool yes = _i == 1;

	ck_assert_int_eq(contract_decide(db, c.key, yes, NOW + CONTRACT_LIFE), 0);
	ck_assert_int_eq(contract_decide(db, c.key, yes, NOW + CONTRACT_LIFE + 9), 0);
	ck_assert_int_eq(contract_decide(db, c.key, !yes, NOW + 2), -EALREADY);
	ck_assert_int_eq(contract_find(db, c.key, ctx, &c), 1);
	ck_assert_int_eq(c.state, states[_i]);
	ck_assert_int_eq(c.decided, NOW + CONTRACT_LIFE);
	ck_assert_int_eq(accepted(A, CONTRACT_PROFILE, "watch"), yes);
	ck_assert_int_eq(contract_last(db, A, CONTRACT_PROFILE, "watch", ctx, &c), 1);
	ck_assert_int_eq(c.state, states[_i]);
}
END_TEST

START_TEST(decision_comes_too_late)
{
	struct contract c = offer(NOW);

	ck_assert_int_eq(contract_decide(db, c.key, true, NOW + CONTRACT_LIFE + 1), -ETIME);
	ck_assert_int_eq(contract_decide(db, "0", true, NOW), -ENOENT);
	ck_assert_int_eq(contract_decide(db, "", true, NOW), -ENOENT);
	ck_assert_int_eq(accepted(A, CONTRACT_PROFILE, "watch"), 0);
}
END_TEST

START_TEST(signed_contract_holds_where_it_should)
{
	const char *device = _i ? "" : "watch";
	struct contract c;

	ck_assert_int_eq(contract_sign(db, crypto, A, CONTRACT_PROFILE, device, NOW, ctx, &c), 0);
	ck_assert_int_eq(accepted(A, CONTRACT_PROFILE, "watch"), 1);
	ck_assert_int_eq(accepted(A, CONTRACT_PROFILE, "tablet"), _i);
	ck_assert_int_eq(accepted(A, CONTRACT_SHARED_NUMBER, "watch"), 0);
	ck_assert_int_eq(accepted(B, CONTRACT_PROFILE, "watch"), 0);
	ck_assert_int_eq(contract_move(db, A, B), 0);
	ck_assert_int_eq(accepted(A, CONTRACT_PROFILE, "watch"), 0);
	ck_assert_int_eq(accepted(B, CONTRACT_PROFILE, "watch"), 1);
	ck_assert_int_eq(contract_remove(db, c.id), 0);
	ck_assert_int_eq(contract_remove(db, c.id), -ENOENT);
	ck_assert_int_eq(accepted(B, CONTRACT_PROFILE, "watch"), 0);
}
END_TEST

START_TEST(contracts_go_with_their_subscriber)
{
	struct contract c = offer(NOW);

	ck_assert_int_eq(contract_next(db, 0, ctx, &c), 1);
	ck_assert_int_eq(contract_next(db, c.id, ctx, &c), 0);
	ck_assert_int_eq(subscriber_remove(db, A), 0);
	ck_assert_int_eq(contract_next(db, 0, ctx, &c), 0);
}
END_TEST

/* ---- services ---- */

static struct service service_for(const char *imsi, const char *device, const char *eid)
{
	return (struct service){
		.kind = SERVICE_COMPANION,
		.state = SERVICE_ORDERING,
		.imsi = imsi,
		.device = device,
		.eid = eid,
		.alerting = ALERTING_HUNTING,
		.created = NOW,
		.changed = NOW,
	};
}

static struct service added(const char *imsi, const char *device, const char *eid)
{
	struct service s = service_for(imsi, device, eid);

	ck_assert_int_eq(service_add(db, &s), 0);
	ck_assert_int_eq(service_by_id(db, s.id, ctx, &s), 1);
	return s;
}

START_TEST(service_is_written_and_read)
{
	struct service s = added(A, "watch", EID_1), t;

	ck_assert_str_eq(s.iccid, "");
	ck_assert_ptr_null(service_activation_code(&s, ctx));
	s.state = SERVICE_ORDERED;
	s.iccid = ICCID_B;
	s.profile = B;
	s.matching_id = "M-1";
	s.address = "smdp.example";
	s.share = true;
	s.problem = "none";
	s.changed = NOW + 1;
	ck_assert_int_eq(service_update(db, &s), 0);
	ck_assert_int_eq(service_find(db, A, "watch", ctx, &t), 1);
	ck_assert_int_eq(t.id, s.id);
	ck_assert_int_eq(t.kind, SERVICE_COMPANION);
	ck_assert_int_eq(t.state, SERVICE_ORDERED);
	ck_assert_str_eq(t.imsi, A);
	ck_assert_str_eq(t.device, "watch");
	ck_assert_str_eq(t.eid, EID_1);
	ck_assert_str_eq(t.iccid, ICCID_B);
	ck_assert_str_eq(t.profile, B);
	ck_assert(t.share);
	ck_assert_int_eq(t.alerting, ALERTING_HUNTING);
	ck_assert_str_eq(t.problem, "none");
	ck_assert_int_eq(t.created, NOW);
	ck_assert_int_eq(t.changed, NOW + 1);
	ck_assert_str_eq(service_activation_code(&t, ctx), "LPA:1$smdp.example$M-1");
}
END_TEST

/* Who has it, in which device and eUICC; whether a second one may begin. */
static const struct {
	const char *imsi, *device, *eid;
	int result;
} seconds[] = {
	{A, "watch", EID_2, -EEXIST}, {A, "tablet", EID_1, -EEXIST},      {A, "tablet", EID_2, 0},
	{B, "watch", EID_1, 0},       {NOBODY, "tablet", EID_2, -EEXIST},
};

START_TEST(device_has_one_service_at_a_time)
{
	struct service s = added(A, "watch", EID_1);
	struct service t = service_for(seconds[_i].imsi, seconds[_i].device, seconds[_i].eid);

	ck_assert_int_eq(service_add(db, &t), seconds[_i].result);
	s.state = SERVICE_ENDED;
	ck_assert_int_eq(service_update(db, &s), 0);
	t = service_for(A, "watch", EID_1);
	ck_assert_int_eq(service_add(db, &t), 0);
}
END_TEST

START_TEST(profile_is_of_one_service_at_a_time)
{
	struct service s = added(A, "watch", EID_1), t = added(A, "tablet", EID_2), u;

	s.iccid = t.iccid = ICCID_B;
	ck_assert_int_eq(service_update(db, &s), 0);
	ck_assert_int_eq(service_update(db, &t), -EEXIST);
	s.state = SERVICE_ENDED;
	ck_assert_int_eq(service_update(db, &s), 0);
	ck_assert_int_eq(service_update(db, &t), 0);
	ck_assert_int_eq(service_of_iccid(db, ICCID_B, ctx, &u), 1);
	ck_assert_int_eq(u.id, t.id);
	ck_assert_int_eq(service_of_iccid(db, ICCID_A, ctx, &u), 0);
}
END_TEST

START_TEST(living_service_is_found_first)
{
	struct service old = added(A, "watch", EID_1), s;

	old.state = SERVICE_ENDED;
	ck_assert_int_eq(service_update(db, &old), 0);
	ck_assert_int_eq(service_find(db, A, "watch", ctx, &s), 1);
	ck_assert_int_eq(s.id, old.id);
	ck_assert_int_eq(added(A, "tablet", EID_1).id, old.id + 1);
	ck_assert_int_eq(service_of_eid(db, A, EID_1, ctx, &s), 1);
	ck_assert_int_eq(s.id, old.id + 1);
	ck_assert_int_eq(service_find(db, B, "watch", ctx, &s), 0);
	ck_assert_int_eq(service_of_eid(db, A, EID_2, ctx, &s), 0);
}
END_TEST

START_TEST(services_move_while_they_live)
{
	struct service s = added(A, "watch", EID_1), old = added(A, "tablet", EID_2);

	old.state = SERVICE_ENDED;
	ck_assert_int_eq(service_update(db, &old), 0);
	ck_assert_int_eq(service_move(db, A, B), 0);
	ck_assert_int_eq(service_next(db, B, 0, ctx, &s), 1);
	ck_assert_str_eq(s.device, "watch");
	ck_assert_int_eq(service_next(db, B, s.id, ctx, &s), 0);
	ck_assert_int_eq(service_next(db, A, 0, ctx, &s), 1);
	ck_assert_str_eq(s.device, "tablet");
	ck_assert_int_eq(service_next(db, "", 0, ctx, &s), 1);
	ck_assert_int_eq(service_next(db, "", s.id, ctx, &s), 1);
	ck_assert_int_eq(service_next(db, "", s.id, ctx, &s), 0);
}
END_TEST

START_TEST(subscriber_with_a_service_stays)
{
	struct service s = added(A, "watch", EID_1);

	s.iccid = ICCID_B;
	s.profile = B;
	ck_assert_int_eq(service_update(db, &s), 0);
	ck_assert_int_eq(subscriber_remove(db, A), -EEXIST);
	ck_assert_int_eq(subscriber_remove(db, B), -EEXIST);
	s.state = SERVICE_ENDED;
	ck_assert_int_eq(service_update(db, &s), 0);
	ck_assert_int_eq(subscriber_remove(db, B), 0);
	ck_assert_int_eq(subscriber_remove(db, A), 0);
	ck_assert_int_eq(service_by_id(db, s.id, ctx, &s), 0);
	ck_assert_int_eq(service_update(db, &s), -ENOENT);
	ck_assert_int_eq(service_remove(db, s.id), -ENOENT);
}
END_TEST

/* ---- the store ---- */

/* A subscriber and a shared number of the first version are what they were. */
START_TEST(first_version_is_brought_up_to_date)
{
	const char *const first[] = {mno_store_kind.versions[0], NULL};
	const struct db_kind kind = {mno_store_kind.application_id, first};
	struct shared_number n;
	struct subscriber s;

	db = mno_open_as(&kind);
	ck_assert_int_eq(db_write(db, NULL, NULL,
				  "INSERT INTO subscribers VALUES('" A "', '" ICCID_A
				  "', '4930', 0, 0, x'00', x'', x'', x'', 0, 7)",
				  ""),
			 0);
	ck_assert_int_eq(
		db_write(db, NULL, NULL, "INSERT INTO shared_numbers VALUES('4930', 1)", ""), 0);
	ck_assert_int_eq(
		db_write(db, NULL, NULL, "INSERT INTO members VALUES('" A "', '4930', 0)", ""), 0);
	talloc_free(db);
	db = mno_open();
	ck_assert_int_eq(subscriber_by_imsi(db, A, ctx, &s), 1);
	ck_assert_int_eq(s.seq, 7);
	ck_assert(!s.suspended);
	ck_assert_int_eq(shared_number_of(db, A, ctx, &n), 1);
	ck_assert_str_eq(n.pilot, A);
	ck_assert_int_eq(added(A, "watch", EID_1).id, 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_services");
	TCase *tc = tcase_create("records");

	tcase_add_checked_fixture(tc, setup, mno_teardown);
	tcase_add_test(tc, device_keeps_what_is_not_said_anew);
	tcase_add_test(tc, device_text_is_cleaned);
	tcase_add_test(tc, device_needs_an_id);
	tcase_add_test(tc, devices_are_listed);
	tcase_add_test(tc, devices_are_their_subscribers);
	tcase_add_test(tc, offer_stays_the_same_while_it_is_open);
	tcase_add_test(tc, offer_is_for_a_subscriber);
	tcase_add_loop_test(tc, contract_is_decided_once, 0, 2);
	tcase_add_test(tc, decision_comes_too_late);
	tcase_add_loop_test(tc, signed_contract_holds_where_it_should, 0, 2);
	tcase_add_test(tc, contracts_go_with_their_subscriber);
	tcase_add_test(tc, service_is_written_and_read);
	tcase_add_loop_test(tc, device_has_one_service_at_a_time, 0, COUNT(seconds));
	tcase_add_test(tc, profile_is_of_one_service_at_a_time);
	tcase_add_test(tc, living_service_is_found_first);
	tcase_add_test(tc, services_move_while_they_live);
	tcase_add_test(tc, subscriber_with_a_service_stays);
	suite_add_tcase(s, tc);
	tc = tcase_create("store");
	tcase_add_checked_fixture(tc, mno_directory, mno_teardown);
	tcase_add_test(tc, first_version_is_brought_up_to_date);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
