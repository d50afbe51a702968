/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads over ES9+, from whom an order is for to how often it may be tried. */
#include <errno.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "smdpp_fixture.h"

START_TEST(download_on_both_curves)
{
	client = rsp_client_new(ctx, dp, (enum curve)_i);
	place("AB", NULL, NULL, 0);
	ck_assert_str_eq(state("AB"), "released");
	ck_assert_str_eq(rsp_download(client, "AB", NULL), "");
	check_package("NIST, brainpool");
	ck_assert_str_eq(state("AB"), "downloaded");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("AB"), "installed");
	/* each goes out once */
	ck_assert_str_eq(rsp_download(client, "AB", NULL), "8.2.6/3.8");
}
END_TEST

/* What an LPA of v3 adds to DeviceInfo, to ctxParams1 and in JSON is passed over. */
START_TEST(download_by_an_lpa_of_v3)
{
	place("AB", NULL, NULL, 0);
	client->capability = json_string("AwIAxQ==");
	client->device = unhex(ctx, "8004 35290611 A100 A304 0C02 656E 8400 8502 00C5");
	client->more = unhex(ctx, "8202 0780 A302 8100");
	ck_assert_str_eq(rsp_download(client, "AB", NULL), "");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("AB"), "installed");
	json_decref(client->capability);
}
END_TEST

START_TEST(download_with_session_keys)
{
	struct download_order q = plain_order();
	struct slice metadata;
	struct order o;
	struct tlv whole, replace;
	char *error;

	q.package = package(5000);
	q.session_keys = _i == 0;
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	ck_assert_str_eq(rsp_download(client, o.matching_id, NULL), "");
	ck_assert(slice_eq(rsp_open_package(client, &metadata), q.package));
	ck_assert(slice_eq(metadata, o.metadata));
	ck_assert_int_eq(tlv_only(client->bpp, 0xBF36, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0xA2, &replace), _i);
}
END_TEST

START_TEST(reusable_orders_go_out_again)
{
	place("AGAIN", NULL, NULL, 1);
	for (int i = 0; i < 2 * DOWNLOAD_ATTEMPTS_MAX; i++) {
		client->otsk = NULL;
		ck_assert_str_eq(rsp_download(client, "AGAIN", NULL), "");
		ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	}
	ck_assert_str_eq(state("AGAIN"), "released");
}
END_TEST

START_TEST(default_smdp_finds_by_eid)
{
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, NULL), "8.1.1/3.8");
	place("", client->eid, NULL, 0);
	ck_assert_str_eq(rsp_download(client, _i ? "" : NULL, NULL), "");
	check_package("default SM-DP+");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, NULL), "8.1.1/3.8");
}
END_TEST

START_TEST(wrong_matching_id_and_eid)
{
	const char *other = "89049032123451234512345678901235";

	if (!strcmp(other, client->eid))
		other = "89044045930000000000001492058020"; /* another card's: only its form counts
							     */
	ck_assert_str_eq(rsp_download(client, "NONE", NULL), "8.2.6/3.8");
	place("OTHERS", other, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "OTHERS", NULL), "8.1.1/3.8");
	place("MINE", client->eid, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "MINE", NULL), "");
}
END_TEST

START_TEST(a_second_eid_comes_too_late)
{
	struct rsp_client *second = rsp_client_new(ctx, dp, CURVE_NIST_P256);
	struct buf der = buf_new(ctx);
	struct ec_key *key;
	char eid[EID_DIGITS + 1];
	struct slice prefix = certificate_permitted_prefix(second->set->eum.certificate);

	ck_assert_int_eq(eid_random(dp->crypto, prefix, eid), 0);
	ck_assert_int_eq(ec_key_generate(dp->crypto, CURVE_NIST_P256, ctx, &key), 0);
	ck_assert_int_eq(pki_issue_euicc(dp->crypto, second->set, eid, key, now(NULL), &der), 0);
	second->euicc_certificate = buf_slice(&der);
	second->key = key;
	second->eid = eid;
	place("RACE", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "RACE"), "");
	ck_assert_str_eq(rsp_download(second, "RACE", NULL), "");
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.2/3.7");
	ck_assert_str_eq(rsp_download(client, "RACE", NULL), "8.1.1/3.8");
}
END_TEST

START_TEST(confirmation_code)
{
	place("CC", NULL, "1234", 0);
	ck_assert_str_eq(rsp_download(client, "CC", NULL), "8.2.7/2.2");
	ck_assert_str_eq(rsp_get_package(client, "1235"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_download(client, "CC", "12345"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_download(client, "CC", "1234"), "");
	check_package("confirmation code");
}
END_TEST

/* A wrong code costs an attempt, and not the order, also where the LPA then cancels the session. */
START_TEST(confirmation_code_wrong_and_cancelled)
{
	place("CC", NULL, "1234", 0);
	ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_cancel(client, 0), "");
	ck_assert_str_eq(state("CC"), "released");
	ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_get_package(client, "1234"), "");
	ck_assert_str_eq(rsp_cancel(client, 0), "");
	ck_assert_str_eq(state("CC"), "error");
}
END_TEST

START_TEST(confirmation_code_wrong_too_often)
{
	place("CC", NULL, "1234", 0);
	for (int i = 1; i < CODE_ATTEMPTS_MAX; i++)
		ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/3.8");
	restart(); /* the count survives a restart */
	ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/6.4");
	ck_assert_str_eq(state("CC"), "error");
	ck_assert_str_eq(rsp_download(client, "CC", "1234"), "8.2.6/3.8");
}
END_TEST

START_TEST(retry_with_the_same_one_time_key)
{
	struct slice first, second;

	place("RETRY", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "RETRY", NULL), "");
	first = client->bpp;
	check_package("first");
	restart(); /* the server stops, the LPA comes back */
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "RETRY"), "");
	if (_i)
		client->otsk = NULL;
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
	check_package("second");
	second = client->bpp;
	/* with the same key only the secure channel is new; with another, all of it */
	ck_assert_uint_eq(first.n, second.n);
	ck_assert_int_eq(!memcmp(first.p + 400, second.p + 400, first.n - 400), _i == 0);
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("RETRY"), "installed");
}
END_TEST

START_TEST(retry_offers_the_one_time_key)
{
	uint8_t point[EC_POINT_BYTES];
	struct tlv whole, otpk;

	place("OFFER", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "OFFER", NULL), "");
	ck_assert_int_eq(tlv_only(client->signed2, 0x30, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0x5F49, &otpk), 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "OFFER"), "");
	ck_assert_int_eq(tlv_only(client->signed2, 0x30, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0x5F49, &otpk), 1);
	ec_key_point(client->otsk, point);
	ck_assert(slice_eq(otpk.value, slice_of(point, sizeof(point))));
}
END_TEST

/* Somebody who fetches and never reports must not fill the disk. */
START_TEST(one_protected_package_is_kept)
{
	sqlite3_stmt *q;

	place("KEPT", NULL, NULL, 1);
	for (int i = 0; i < 5; i++) {
		client->otsk = NULL;
		ck_assert_str_eq(rsp_download(client, "KEPT", NULL), "");
	}
	q = db_query(dp->db, "SELECT count(*) FROM downloads WHERE protected IS NOT NULL", "");
	ck_assert_int_eq(db_step(dp->db, q), 1);
	ck_assert_int_eq(sqlite3_column_int(q, 0), 1);
	db_done(q);
}
END_TEST

/* Another process changes the order between looking at it and handing it out. */
START_TEST(an_order_goes_to_whom_it_is_for)
{
	static const char *const eids[] = {"89049032123451234512345678901235",
					   "89044045930000000000001492058020"};
	struct order o;

	place("ONCE", NULL, NULL, 0);
	ck_assert_int_eq(order_by_matching_id(dp->db, "ONCE", ctx, &o), 1);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[0]), 0);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[0]), 0);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[1]), -ESTALE);
	ck_assert_int_eq(order_set_state(dp->db, o.id, ORDER_UNAVAILABLE, "cancelled"), 0);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[0]), -ESTALE);
	ck_assert_str_eq(state("ONCE"), "unavailable");
}
END_TEST

START_TEST(attempts_are_limited)
{
	place("LIMIT", NULL, NULL, 0);
	for (int i = 0; i < DOWNLOAD_ATTEMPTS_MAX; i++)
		ck_assert_str_eq(rsp_download(client, "LIMIT", NULL), "");
	ck_assert_str_eq(rsp_download(client, "LIMIT", NULL), "8.8.5/6.4");
	ck_assert_str_eq(state("LIMIT"), "error");
}
END_TEST

/* What LPA and server say to each other, in order, with how it ended. */
START_TEST(calls_leave_a_trail)
{
	static const struct {
		bool asks; /* the LPA, or is answered */
		const char *message, *eid;
	} expected[] = {
		{true, "ES9+.InitiateAuthentication", NULL},
		{false, "ES9+.InitiateAuthentication: ok", NULL},
		{true, "ES9+.AuthenticateClient", NULL},
		{false, "ES9+.AuthenticateClient: ok", ""},
		{true, "ES9+.GetBoundProfilePackage", NULL},
		{false, "ES9+.GetBoundProfilePackage: 8.2.7/3.8", ""},
		{true, "ES9+.GetBoundProfilePackage", NULL},
		{false, "ES9+.GetBoundProfilePackage: ok", ""},
		{true, "ES9+.HandleNotification", NULL},
		{false, "ES9+.HandleNotification: ok", ""},
		{true, "ES9+.HandleNotification", NULL},
		{false, "ES9+.HandleNotification: ok", ""},
	};
	const char *path = talloc_asprintf(ctx, "%s-trail", dp->config.store), *eid;
	struct trail_entry *all;
	char *error;
	size_t n;

	ck_assert_int_eq(trail_open(dp, path, &dp->config.trail, &error), 0);
	place("SEEN", NULL, "secret", 0);
	ck_assert_str_eq(rsp_download(client, "SEEN", "wrong"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_get_package(client, "secret"), "");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_uint_eq(rsp_notify(client, 3, 2), 204);
	ck_assert_int_eq(trail_read(ctx, path, &all, &n, &error), 0);
	unlink(path);
	ck_assert_uint_eq(n, (size_t)COUNT(expected));
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(all[i].message, expected[i].message);
		ck_assert_str_eq(all[i].from, expected[i].asks ? "LPA" : "SM-DP+");
		ck_assert_str_eq(all[i].to, expected[i].asks ? "SM-DP+" : "LPA");
		eid = json_string_value(json_object_get(all[i].detail, "eid"));
		ck_assert_pstr_eq(eid, expected[i].eid ? client->eid : NULL);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smdpp_downloads");
	TCase *tc = tcase_create("downloads");

	tcase_add_checked_fixture(tc, smdpp_setup, smdpp_teardown);
	tcase_add_loop_test(tc, download_on_both_curves, 0, CURVE_COUNT);
	tcase_add_test(tc, download_by_an_lpa_of_v3);
	tcase_add_loop_test(tc, download_with_session_keys, 0, 2);
	tcase_add_test(tc, reusable_orders_go_out_again);
	tcase_add_loop_test(tc, default_smdp_finds_by_eid, 0, 2);
	tcase_add_test(tc, wrong_matching_id_and_eid);
	tcase_add_test(tc, a_second_eid_comes_too_late);
	tcase_add_test(tc, confirmation_code);
	tcase_add_test(tc, confirmation_code_wrong_and_cancelled);
	tcase_add_test(tc, confirmation_code_wrong_too_often);
	tcase_add_loop_test(tc, retry_with_the_same_one_time_key, 0, 2);
	tcase_add_test(tc, retry_offers_the_one_time_key);
	tcase_add_test(tc, one_protected_package_is_kept);
	tcase_add_test(tc, an_order_goes_to_whom_it_is_for);
	tcase_add_test(tc, attempts_are_limited);
	tcase_add_test(tc, calls_leave_a_trail);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
