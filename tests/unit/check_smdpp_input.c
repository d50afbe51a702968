/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Malformed requests to the SM-DP+, and answers of an eUICC with any byte changed. */
#include "post.h"
#include "servers/common/json.h"
#include "smdpp_fixture.h"

static const char *refusal(const char *function, const char *body)
{
	struct rsp_response r;
	json_t *answer;
	const char *text;

	post(dp, ES9, function, body, ctx, &r);
	if (r.http_status != 200)
		return talloc_asprintf(ctx, "%u", r.http_status);
	answer = json_loads(r.body, 0, NULL);
	text = talloc_asprintf(ctx, "%s/%s", rsp_status_codes[r.status].subject,
			       rsp_status_codes[r.status].reason);
	ck_assert_ptr_nonnull(answer);
	json_decref(answer);
	return text;
}

static const struct {
	const char *function;
	const char *body;
	const char *refusal;
} malformed[] = {
	{"nothing", "{}", "404"},
	{"", "{}", "404"},
	{"initiateAuthentication", "", "1.3.1/2.1"},
	{"initiateAuthentication", "{", "1.3.1/2.1"},
	{"initiateAuthentication", "[]", "1.3.1/2.1"},
	{"initiateAuthentication", "{}", "1.3.1/2.2"},
	{"initiateAuthentication", "{\"smdpAddress\":1}", "1.3.1/2.2"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\"}", "1.3.1/2.2"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AA\"}",
	 "1.3.1/2.1"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAAA\"}",
	 "1.3.1/2.1"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\",\"euiccChallenge\":7}", "1.3.1/2.1"},
	{"initiateAuthentication",
	 "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}", "1.3.1/2.2"},
	{"initiateAuthentication",
	 "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAAAAAAAAAAAAAAAAAAAAA==\","
	 "\"euiccInfo1\":\"vyAA\"}",
	 "1.3.1/2.1"},
	{"authenticateClient", "{}", "1.3.1/2.2"},
	{"authenticateClient", "{\"transactionId\":\"\"}", "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"0\"}", "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"0G\"}", "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"00112233445566778899AABBCCDDEEFF00\"}",
	 "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"00\"}", "8.10.1/3.9"},
	{"getBoundProfilePackage", "{\"transactionId\":\"00\"}", "8.10.1/3.9"},
	{"cancelSession", "{\"transactionId\":\"00\"}", "8.10.1/3.9"},
	{"handleNotification", "", "400"},
	{"handleNotification", "{}", "400"},
	{"handleNotification", "{\"pendingNotification\":\"!\"}", "400"},
	{"handleNotification", "{\"pendingNotification\":\"vzcA\"}", "400"},
	{"handleNotification", "{\"pendingNotification\":\"MAA=\"}", "400"},
};

START_TEST(malformed_requests)
{
	ck_assert_str_eq(refusal(malformed[_i].function, malformed[_i].body),
			 malformed[_i].refusal);
}
END_TEST

static const struct {
	const char *function;
	const char *name;
	const char *der;
	const char *refusal;
} responses[] = {
	{"authenticateClient", "authenticateServerResponse", "", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF21 00", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 00", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 02 A000", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 02 A200", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 02 A100", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 08 A106 800100 020106",
	 "8.1/4.2"},
	{"authenticateClient", "authenticateServerResponse", "BF38 05 A003 3080 00", "1.3.1/2.1"},
	{"getBoundProfilePackage", "prepareDownloadResponse", "BF21 08 A106 800100 020105",
	 "8.1/6.1"},
};

START_TEST(malformed_answers_of_the_euicc)
{
	json_t *q;

	ck_assert_str_eq(rsp_initiate(client), "");
	q = json_pack("{s:s}", "transactionId", client->transaction);
	json_set_bytes(q, responses[_i].name, unhex(ctx, responses[_i].der));
	ck_assert_str_eq(refusal(responses[_i].function, json_text(ctx, q)), responses[_i].refusal);
	json_decref(q);
}
END_TEST

/* Of what an eUICC says every byte counts: whichever arrives changed, nothing is believed, and
 * nothing changes. */
static void flip_each(const char *(*say)(void), const char *unchanged)
{
	for (client->flip = 1; client->flip == 1 || client->flip <= client->said; client->flip++) {
		const char *s = say();

		ck_assert_msg(*s, "byte %zu does not count", client->flip);
		ck_assert_str_eq(state("FLIP"), unchanged);
	}
	ck_assert_uint_gt(client->said, 80);
	client->flip = 0;
	ck_assert_str_eq(say(), "");
}

static const char *say_authenticate(void)
{
	return rsp_authenticate(client, "FLIP");
}

static const char *say_prepared(void)
{
	return rsp_get_package(client, NULL);
}

static const char *say_cancelled(void)
{
	return rsp_cancel(client, 0);
}

static const char *say_installed(void)
{
	unsigned status = rsp_installation_result(client, 0);

	ck_assert(status == 204 || status == 400);
	return !strcmp(state("FLIP"), "installed") ? "" : "ignored";
}

START_TEST(every_byte_of_the_euicc_counts)
{
	place("FLIP", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	flip_each(say_authenticate, "released");
	flip_each(_i ? say_prepared : say_cancelled, "released");
	if (_i)
		flip_each(say_installed, "downloaded");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smdpp_input");
	TCase *tc = tcase_create("input");

	tcase_add_checked_fixture(tc, smdpp_setup, smdpp_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, malformed_requests, 0, COUNT(malformed));
	tcase_add_loop_test(tc, malformed_answers_of_the_euicc, 0, COUNT(responses));
	tcase_add_loop_test(tc, every_byte_of_the_euicc_counts, 0, 2);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
