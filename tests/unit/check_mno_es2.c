/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's ES2+ calls: to the SM-DP+ over TLS, and to servers that answer otherwise. */
#include <errno.h>

#include "servers/mno/es2_client.h"
#include "servers/rsp/https.h"
#include "smdpp_fixture.h"

static const char eid[] = "89049032123451234512345678901235";
static const char iccid_1[] = "8988211000000000011";
static const char iccid_2[] = "8988211000000000029";

static struct es2_client es2;
static struct rsp_https *https;
static char *error;

static void quiet(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static struct http_listener listen_anywhere(void)
{
	struct http_listener l;

	ck_assert_msg(http_listen("127.0.0.1:0", ctx, &l, &error) == 0, "%s", error);
	es2.url = talloc_asprintf(ctx, "https://%s", l.address);
	return l;
}

static void setup(void)
{
	struct rsp_caller_config config;

	smdpp_setup();
	fill_stock("GOLD", 0, 2);
	config = dp->calls;
	config.requester = "2.999.20";
	ck_assert_int_eq(rsp_caller_new(ctx, &config, &es2.caller), 0);
	error = NULL;
	https = NULL;
}

/* The server's thread ends before the server does. */
static void teardown(void)
{
	TALLOC_FREE(https);
	smdpp_teardown();
}

static void serve(void)
{
	struct http_listener l = listen_anywhere();

	ck_assert_int_eq(rsp_serve(dp, &l, quiet, NULL, ctx, &https, &error), 0);
}

/* The state of a profile in stock, after the server has stopped. */
static const char *state_of(const char *iccid)
{
	uint8_t swapped[10] = {0};
	struct order o;

	TALLOC_FREE(https);
	for (size_t i = 0; i < 19; i++)
		swapped[i / 2] |= (uint8_t)((iccid[i] - '0') << (i % 2 ? 4 : 0));
	swapped[9] |= 0xF0;
	ck_assert_int_eq(order_by_iccid(dp->db, slice_of(swapped, 10), ctx, &o), 1);
	return order_state_names[o.state];
}

/* For the eUICC that comes for it, and for another one. */
START_TEST(profile_is_obtained)
{
	struct es2_order o = {.eid = _i ? eid : client->eid};
	const char *wanted = o.eid;

	serve();
	ck_assert_msg(es2_obtain(&es2, "GOLD", NULL, &o, ctx, &error) == 0, "%s", error);
	ck_assert_str_eq(o.iccid, iccid_1);
	ck_assert_str_eq(o.eid, wanted);
	ck_assert_str_ne(o.matching_id, "");
	ck_assert_str_eq(o.address, addresses[0]);
	ck_assert_str_eq(state_of(iccid_1), "released");
	ck_assert_str_eq(rsp_download(client, o.matching_id, NULL), _i ? "8.1.1/3.8" : "");
}
END_TEST

START_TEST(step_by_step)
{
	struct es2_order o = {.matching_id = "MINE"};

	serve();
	ck_assert_int_eq(es2_download_order(&es2, "GOLD", &o, ctx, &error), 0);
	ck_assert_int_eq(es2_confirm_order(&es2, "1234", false, &o, ctx, &error), 0);
	ck_assert_str_eq(o.matching_id, "MINE");
	ck_assert_str_eq(o.eid, "");
	ck_assert_int_eq(es2_release_profile(&es2, &o, ctx, &error), 0);
	ck_assert_int_eq(es2_release_profile(&es2, &o, ctx, &error), -EPERM);
	ck_assert_str_eq(state_of(iccid_1), "released");
	ck_assert_str_eq(rsp_download(client, "MINE", NULL), "8.2.7/2.2");
	ck_assert_str_eq(rsp_download(client, "MINE", "1234"), "");
}
END_TEST

static const struct {
	bool back;
	const char *state;
} ends[] = {{true, "available"}, {false, "unavailable"}};

START_TEST(order_is_cancelled)
{
	struct es2_order o = {.eid = eid};

	serve();
	ck_assert_int_eq(es2_obtain(&es2, "GOLD", NULL, &o, ctx, &error), 0);
	ck_assert_int_eq(es2_cancel_order(&es2, &o, ends[_i].back, ctx, &error), 0);
	ck_assert_str_eq(state_of(iccid_1), ends[_i].state);
}
END_TEST

START_TEST(refusal_is_told)
{
	struct es2_order o = {.eid = eid};

	serve();
	ck_assert_int_eq(es2_obtain(&es2, "IRON", NULL, &o, ctx, &error), -EPERM);
	ck_assert_msg(strstr(error, "downloadOrder: 8.2.5/3.9") != NULL, "%s", error);
}
END_TEST

/* The matching id is another order's: what was ordered for it goes back. */
START_TEST(what_cannot_be_confirmed_goes_back)
{
	struct es2_order o = {.eid = eid, .matching_id = "MINE"};
	struct es2_order second = o;

	serve();
	ck_assert_int_eq(es2_obtain(&es2, "GOLD", NULL, &o, ctx, &error), 0);
	ck_assert_int_eq(es2_obtain(&es2, "GOLD", NULL, &second, ctx, &error), -EPERM);
	ck_assert_msg(strstr(error, "confirmOrder: ") == error, "%s", error);
	ck_assert_str_eq(second.iccid, iccid_2);
	ck_assert_str_eq(state_of(iccid_2), "available");
}
END_TEST

START_TEST(nobody_there)
{
	struct es2_order o = {.eid = eid};

	es2.url = "https://127.0.0.1:1";
	ck_assert_int_eq(es2_obtain(&es2, "GOLD", NULL, &o, ctx, &error), -EIO);
	ck_assert_ptr_nonnull(strstr(error, es2.url));
}
END_TEST

/* ---- servers that are none of RSP, or a bad one ---- */

#define SUCCESS "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"

static const struct {
	const char *answers[2]; /* to the calls that follow each other; NULL: not found */
	const char *problem;
} bad[] = {
	{{SUCCESS "}"}, "the SM-DP+ answers without iccid"},
	{{SUCCESS ",\"iccid\":7}"}, "the SM-DP+ answers without iccid"},
	{{SUCCESS ",\"iccid\":\"1\"}", SUCCESS "}"}, "the SM-DP+ answers without matchingId"},
	{{SUCCESS ",\"iccid\":\"1\"}", SUCCESS ",\"matchingId\":\"M\"}"},
	 "the SM-DP+ answers without smdpAddress"},
	{{"[]"}, "without an answer of RSP"},
	{{NULL}, "without an answer of RSP"},
	{{"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\"}}}"},
	 "without an answer of RSP"},
};

static size_t asked;

static void answer_badly(void *arg, const struct http_request *request, void *request_ctx,
			 struct http_reply *reply)
{
	const char *const *answers = arg;

	(void)request;
	(void)request_ctx;
	reply->body = asked < 2 ? answers[asked] : NULL;
	reply->status = reply->body ? 200 : 404;
	reply->content_type = "application/json";
	asked++;
}

START_TEST(bad_answer_is_none)
{
	struct http_listener l = listen_anywhere();
	struct http_config config = {.handler = answer_badly, .log = quiet};
	struct es2_order o = {.eid = eid};
	struct http_server *server;
	char *certificate, *key;

	asked = 0;
	config.arg = (void *)(uintptr_t)bad[_i].answers;
	ck_assert_int_eq(rsp_tls(dp, ctx, &certificate, &key, &error), 0);
	config.certificate = certificate;
	config.key = key;
	ck_assert_int_eq(http_start(&config, &l, ctx, &server, &error), 0);
	ck_assert_int_eq(es2_obtain(&es2, "GOLD", NULL, &o, ctx, &error), -EBADMSG);
	ck_assert_msg(strstr(error, bad[_i].problem) != NULL, "%s", error);
	talloc_free(server);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_es2");
	TCase *tc = tcase_create("es2");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, profile_is_obtained, 0, 2);
	tcase_add_test(tc, step_by_step);
	tcase_add_loop_test(tc, order_is_cancelled, 0, COUNT(ends));
	tcase_add_test(tc, refusal_is_told);
	tcase_add_test(tc, what_cannot_be_confirmed_goes_back);
	tcase_add_test(tc, nobody_there);
	tcase_add_loop_test(tc, bad_answer_is_none, 0, COUNT(bad));
	suite_add_tcase(s, tc);
	return unit_main(s);
}
