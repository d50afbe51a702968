/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the SM-DP+ refuses during mutual authentication and the download, by status code, and when
 * sessions end. */
#include "codec/tlv.h"
#include "smdpp_fixture.h"

START_TEST(initiate_refusals)
{
	struct slice nothing = unhex(ctx, "04020102"), own;
	struct buf b = buf_new(ctx);

	tlv_put(&b, 0x04, certificate_subject_key_id(client->set->ci));
	own = buf_slice(&b);
	client->address = "other.example.com";
	ck_assert_str_eq(rsp_initiate(client), "8.8.1/3.8");
	client->address = "smdpp.example.com:8444";
	ck_assert_str_eq(rsp_initiate(client), "8.8.1/3.8");
	client->address = "SMDPP.Example.COM";
	ck_assert_str_eq(rsp_initiate(client), "");
	client->svn_major = 1;
	ck_assert_str_eq(rsp_initiate(client), "8.8.3/3.1");
	client->svn_major = 3;
	ck_assert_str_eq(rsp_initiate(client), "8.8.3/3.1");
	client->svn_major = 2;
	client->signing = client->verification = nothing;
	ck_assert_str_eq(rsp_initiate(client), "8.8.2/3.1");
	client->signing = own;
	ck_assert_str_eq(rsp_initiate(client), "8.8.4/3.7");
	client->verification = own;
	ck_assert_str_eq(rsp_initiate(client), "");
}
END_TEST

START_TEST(ci_follows_the_order_of_the_euicc)
{
	struct rsp_client *brainpool = rsp_client_new(ctx, dp, CURVE_BRAINPOOL_P256R1);
	struct buf both = buf_new(ctx);

	tlv_put(&both, 0x04, certificate_subject_key_id(brainpool->set->ci));
	tlv_put(&both, 0x04, certificate_subject_key_id(client->set->ci));
	brainpool->signing = buf_slice(&both);
	/* verification alone would allow NIST only: each side signs under its own CI */
	buf_consume(&both, 0);
	client->signing = brainpool->signing;
	place("CI", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "CI"), "8.11.1/3.9");
	client->euicc_certificate = brainpool->euicc_certificate;
	client->eum_certificate = brainpool->eum_certificate;
	client->key = brainpool->key;
	ck_assert_str_eq(rsp_authenticate(client, "CI"), "");
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
	check_package("mixed CIs");
}
END_TEST

START_TEST(authenticate_refusals)
{
	struct slice euicc = client->euicc_certificate, eum = client->eum_certificate;
	struct slice challenge;

	place("A", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	client->euicc_certificate = spoilt(euicc, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.3/6.1");
	client->euicc_certificate = eum;
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.3/6.1");
	client->euicc_certificate = euicc;
	client->eum_certificate = spoilt(eum, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.2/6.1");
	client->eum_certificate = unhex(ctx, "3000");
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.2/6.1");
	client->eum_certificate = eum;
	client->spoil_signature = true;
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1/6.1");
	client->spoil_signature = false;
	challenge = client->challenge;
	client->challenge = spoilt(challenge, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1/6.1");
	client->challenge = challenge;
	client->signed_transaction = spoilt(client->transaction_bytes, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.10.1/3.9");
	client->signed_transaction = client->transaction_bytes;
	client->address = addresses[1];
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.8.1/3.8");
	client->address = addresses[0];
	ck_assert_str_eq(rsp_authenticate(client, "A"), "");
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.10.1/3.9");
}
END_TEST

START_TEST(expired_certificates)
{
	struct buf der = buf_new(ctx);

	place("A", NULL, NULL, 0);
	/* an eUICC certificate that is valid from next year on */
	ck_assert_int_eq(pki_issue_euicc(dp->crypto, client->set, client->eid, client->key,
					 now(NULL) + 31536000, &der),
			 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	client->euicc_certificate = buf_slice(&der);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.3/6.3");
	clock_offset = (int64_t)31536000 * 100;
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.2/6.3");
}
END_TEST

START_TEST(package_refusals)
{
	place("P", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.1/6.1"); /* not authenticated */
	ck_assert_str_eq(rsp_authenticate(client, "P"), "");
	client->spoil_signature = true;
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.1/6.1");
	client->spoil_signature = false;
	client->signed_transaction = spoilt(client->transaction_bytes, 1);
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.10.1/3.9");
	client->signed_transaction = client->transaction_bytes;
	/* a one-time key on the other curve */
	ck_assert_int_eq(ec_key_generate(dp->crypto, CURVE_BRAINPOOL_P256R1, client, &client->otsk),
			 0);
	ck_assert_str_eq(rsp_get_package(client, NULL), "1.3.1/2.1");
	client->otsk = NULL;
	ck_assert_str_eq(state("P"), "released");
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
}
END_TEST

START_TEST(sessions_end)
{
	place("S", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	client->transaction[0] = client->transaction[0] == '0' ? '1' : '0';
	ck_assert_str_eq(rsp_authenticate(client, "S"), "8.10.1/3.9");
	ck_assert_str_eq(rsp_initiate(client), "");
	clock_offset = SESSION_SECONDS;
	ck_assert_str_eq(rsp_authenticate(client, "S"), "");
	clock_offset = SESSION_SECONDS + 2;
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.10.1/3.9");
	ck_assert_str_eq(rsp_initiate(client), "");
	restart();
	ck_assert_str_eq(rsp_authenticate(client, "S"), "8.10.1/3.9");
}
END_TEST

START_TEST(sessions_are_limited)
{
	place("S", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	for (int i = 0; i < SESSIONS_MAX; i++) {
		struct server_session *s;

		ck_assert_int_eq(server_session_new(&dp->sessions, dp->crypto, now(NULL), dp, &s),
				 0);
		ck_assert_uint_le(dp->sessions.n, SESSIONS_MAX);
	}
	ck_assert_str_eq(rsp_authenticate(client, "S"), "8.10.1/3.9");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smdpp_refusals");
	TCase *tc = tcase_create("refusals");

	tcase_add_checked_fixture(tc, smdpp_setup, smdpp_teardown);
	tcase_add_test(tc, initiate_refusals);
	tcase_add_test(tc, ci_follows_the_order_of_the_euicc);
	tcase_add_test(tc, authenticate_refusals);
	tcase_add_test(tc, expired_certificates);
	tcase_add_test(tc, package_refusals);
	tcase_add_test(tc, sessions_end);
	tcase_add_test(tc, sessions_are_limited);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
