/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a download ends for the SM-DP+: cancelled by the eUICC, or reported in a notification. */
#include "smdpp_fixture.h"

/* CancelSessionReason and the state that follows. */
static const struct {
	int64_t reason;
	const char *state;
} cancellations[] = {
	{0, "error"}, {1, "released"}, {2, "released"}, {3, "error"},
	{4, "error"}, {5, "error"},    {127, "error"},
};

START_TEST(cancel_session)
{
	place("C", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_cancel(client, 0), "8.1/6.1"); /* who are you? */
	ck_assert_str_eq(rsp_authenticate(client, "C"), "");
	client->spoil_signature = true;
	ck_assert_str_eq(rsp_cancel(client, 0), "8.1/6.1");
	client->spoil_signature = false;
	client->signed_transaction = spoilt(client->transaction_bytes, 1);
	ck_assert_str_eq(rsp_cancel(client, 0), "8.10.1/3.9");
	client->signed_transaction = client->transaction_bytes;
	ck_assert_str_eq(rsp_cancel(client, cancellations[_i].reason), "");
	ck_assert_str_eq(state("C"), cancellations[_i].state);
	ck_assert_str_eq(rsp_cancel(client, cancellations[_i].reason), "8.10.1/3.9");
}
END_TEST

START_TEST(cancel_session_with_another_oid)
{
	const struct pki_set *own = client->set;
	struct pki_set other = *own;

	other.dp_auth.certificate = own->ci;
	place("C", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "C"), "");
	client->set = &other;
	ck_assert(!slice_eq(certificate_oid(own->ci), certificate_oid(own->dp_auth.certificate)));
	ck_assert_str_eq(rsp_cancel(client, 0),
			 certificate_oid(own->ci).n ? "8.8/3.10" : "1.3.1/2.1");
	client->set = own;
	ck_assert_str_eq(rsp_cancel(client, 0), "");
}
END_TEST

/* ErrorReason and the state that follows. */
static const struct {
	int64_t error;
	const char *state;
} results[] = {
	{0, "installed"},   {2, "error"},       {9, "error"},   {8, "error"},
	{10, "downloaded"}, {11, "downloaded"}, {127, "error"},
};

START_TEST(installation_result)
{
	struct recorded n;
	int64_t id = 0;

	place("R", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "R", NULL), "");
	client->spoil_signature = true;
	ck_assert_uint_eq(rsp_installation_result(client, results[_i].error), 204);
	client->spoil_signature = false;
	ck_assert_str_eq(state("R"), "downloaded");
	ck_assert_int_eq(notification_next(dp->db, 0, ctx, &id, &n), 0);
	restart(); /* results come late */
	ck_assert_uint_eq(rsp_installation_result(client, results[_i].error), 204);
	ck_assert_str_eq(state("R"), results[_i].state);
	ck_assert_int_eq(notification_next(dp->db, 0, ctx, &id, &n), 1);
	ck_assert_str_eq(n.eid, client->eid);
	ck_assert_int_eq(n.sequence, 1);
	/* a second one changes nothing */
	ck_assert_uint_eq(rsp_installation_result(client, results[_i].error ? 0 : 9), 204);
	ck_assert_str_eq(state("R"), results[_i].state);
	ck_assert_int_eq(notification_next(dp->db, id, ctx, &id, &n), 0);
}
END_TEST

/* What an eUICC tells another SM-DP+ is not for this one. */
START_TEST(installation_result_for_another_oid)
{
	const struct pki_set *own = client->set;
	struct pki_set other = *own;

	other.dp_pb.certificate = own->eum.certificate;
	ck_assert(!slice_eq(certificate_oid(own->eum.certificate),
			    certificate_oid(own->dp_pb.certificate)));
	place("R", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "R", NULL), "");
	client->set = &other;
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("R"), "downloaded");
	client->set = own;
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("R"), "installed");
}
END_TEST

/* Two downloads were begun before the eUICC's notifications are sent. One failed, the other was
 * installed: whichever comes first, the profile is installed. */
START_TEST(results_come_late_and_in_any_order)
{
	const bool newer_first = _i & 1, newer_installed = _i & 2;
	const int64_t error = _i & 4 ? 9 : 10;
	const bool installed_first = newer_first == newer_installed;
	struct slice transactions[2];

	place("LATE", NULL, NULL, 0);
	for (int i = 0; i < 2; i++) {
		client->otsk = NULL;
		ck_assert_str_eq(rsp_download(client, "LATE", NULL), "");
		transactions[i] = client->transaction_bytes;
	}
	client->transaction_bytes = transactions[newer_first];
	ck_assert_uint_eq(rsp_installation_result(client, installed_first ? 0 : error), 204);
	if (installed_first)
		ck_assert_str_eq(state("LATE"), "installed");
	else /* what failed before the download that is under way says nothing */
		ck_assert_str_eq(state("LATE"), newer_first && error == 9 ? "error" : "downloaded");
	client->transaction_bytes = transactions[!newer_first];
	ck_assert_uint_eq(rsp_installation_result(client, installed_first ? error : 0), 204);
	ck_assert_str_eq(state("LATE"), "installed");
}
END_TEST

START_TEST(other_notifications)
{
	struct recorded n;
	int64_t id;

	ck_assert_uint_eq(rsp_notify(client, 4, 5), 204);
	ck_assert_int_eq(notification_next(dp->db, 0, ctx, &id, &n), 1);
	ck_assert_str_eq(n.event, "enable");
	ck_assert_str_eq(n.eid, client->eid);
	ck_assert_int_eq(n.sequence, 5);
	assert_hex(n.iccid, "98103254769810325476");
	client->spoil_signature = true;
	ck_assert_uint_eq(rsp_notify(client, 1, 6), 204);
	client->spoil_signature = false;
	client->euicc_certificate = spoilt(client->euicc_certificate, 1);
	ck_assert_uint_eq(rsp_notify(client, 1, 6), 204);
	ck_assert_int_eq(notification_next(dp->db, id, ctx, &id, &n), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smdpp_notifications");
	TCase *tc = tcase_create("notifications");

	tcase_add_checked_fixture(tc, smdpp_setup, smdpp_teardown);
	tcase_add_loop_test(tc, cancel_session, 0, COUNT(cancellations));
	tcase_add_test(tc, cancel_session_with_another_oid);
	tcase_add_loop_test(tc, installation_result, 0, COUNT(results));
	tcase_add_test(tc, installation_result_for_another_oid);
	tcase_add_loop_test(tc, results_come_late_and_in_any_order, 0, 8);
	tcase_add_test(tc, other_notifications);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
