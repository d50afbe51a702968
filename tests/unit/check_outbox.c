/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls from server to server over TLS: an operator's to the SM-DP+, and what the SM-DP+ stores for
 * an operator and sends until it has arrived. */
#include <curl/curl.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "post.h"
#include "servers/common/json.h"
#include "servers/common/tls.h"
#include "servers/rsp/https.h"
#include "servers/smdpp/operator.h"
#include "smdpp_fixture.h"

static struct http_server *operator_server;
static const char *operator_url;
static unsigned operator_status;
enum { LINE_MAX_BYTES = 1000 };
static int heard[2]; /* a pipe of one byte for each call that the operator has heard */
static char *heard_body;
static char *heard_path;

static void on_call(void *arg, const struct http_request *request, void *request_ctx,
		    struct http_reply *reply)
{
	(void)arg;
	(void)request_ctx;
	snprintf(heard_path, 100, "%s", request->path);
	snprintf(heard_body, 1000, "%.*s", (int)request->body.n, (const char *)request->body.p);
	reply->status = operator_status;
	ck_assert_int_eq(write(heard[1], "!", 1), 1);
}

static void quiet(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

/* The last line of a log, on whatever thread it was written. */
static void keep_line(void *arg, const char *line)
{
	snprintf(arg, LINE_MAX_BYTES, "%s", line);
}

static void wait_for_call(void)
{
	char c;

	ck_assert_int_eq(read(heard[0], &c, 1), 1);
}

static struct http_listener listen_anywhere(void)
{
	struct http_listener l;
	char *error = NULL;

	ck_assert_msg(http_listen("127.0.0.1:0", ctx, &l, &error) == 0, "%s", error);
	return l;
}

static void setup(void)
{
	struct http_listener l;
	struct http_config config = {.handler = on_call, .log = quiet};
	char *certificate, *key, *error = NULL;

	smdpp_setup();
	l = listen_anywhere();
	ck_assert_int_eq(pipe(heard), 0);
	heard_body = talloc_zero_size(ctx, 1000);
	heard_path = talloc_zero_size(ctx, 100);
	operator_status = 204;
	ck_assert_int_eq(rsp_tls(dp, ctx, &certificate, &key, &error), 0);
	config.certificate = certificate;
	config.key = key;
	operator_url = talloc_asprintf(ctx, "https://%s", l.address);
	ck_assert_int_eq(http_start(&config, &l, ctx, &operator_server, &error), 0);
}

static void teardown(void)
{
	talloc_free(operator_server);
	close(heard[0]);
	close(heard[1]);
	smdpp_teardown();
}

static int64_t waiting(void)
{
	sqlite3_stmt *q = db_query(dp->db, "SELECT count(*) FROM outbox", "");
	int64_t n;

	ck_assert_int_eq(db_step(dp->db, q), 1);
	n = sqlite3_column_int64(q, 0);
	db_done(q);
	return n;
}

static void put(const char *path)
{
	ck_assert_int_eq(
		outbox_put(dp->db, operator_url, path, json_pack("{s:s}", "a", path), 1000), 0);
}

static int send_at(int64_t time, int64_t *wait)
{
	char *line = NULL;

	return outbox_send(dp->db, dp->caller, time, ctx, &line, wait);
}

START_TEST(calls_arrive_in_order)
{
	int64_t wait;

	put("/first");
	put("/second");
	ck_assert_int_eq(send_at(999, &wait), 0);
	ck_assert_int_eq(wait, 1);
	ck_assert_int_eq(send_at(1000, &wait), 1);
	wait_for_call();
	ck_assert_str_eq(heard_path, "/first");
	ck_assert_ptr_nonnull(strstr(heard_body, "\"functionRequesterIdentifier\":\"2.999.10\""));
	ck_assert_int_eq(send_at(1000, &wait), 1);
	wait_for_call();
	ck_assert_str_eq(heard_path, "/second");
	ck_assert_int_eq(send_at(1000, &wait), 0);
	ck_assert_int_eq(wait, -1);
}
END_TEST

START_TEST(calls_are_tried_again)
{
	int64_t wait, now_ = 1000, pause = OUTBOX_RETRY_SECONDS;

	put("/it");
	operator_status = 500;
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(send_at(now_, &wait), 1);
		wait_for_call();
		ck_assert_int_eq(send_at(now_, &wait), 0);
		ck_assert_int_eq(wait, pause);
		now_ += wait;
		pause = 2 * pause < OUTBOX_RETRY_SECONDS_MAX ? 2 * pause : OUTBOX_RETRY_SECONDS_MAX;
	}
	if (_i) { /* too old */
		ck_assert_int_eq(send_at(1000 + OUTBOX_SECONDS, &wait), 1);
	} else {
		operator_status = 204;
		ck_assert_int_eq(send_at(now_, &wait), 1);
	}
	ck_assert_int_eq(waiting(), 0);
}
END_TEST

START_TEST(an_answer_is_an_answer)
{
	struct rsp_answer answer;
	char *error;
	json_t *members = json_object();

	operator_status = 200; /* without a body: no answer */
	ck_assert_int_eq(
		rsp_caller_call(dp->caller, operator_url, "/", members, ctx, &answer, &error),
		-EBADMSG);
	ck_assert_ptr_nonnull(strstr(error, operator_url));
	ck_assert_int_eq(rsp_caller_call(dp->caller, "https://127.0.0.1:1", "/", members, ctx,
					 &answer, &error),
			 -EIO);
	ck_assert_int_eq(rsp_caller_call(dp->caller, "file:///etc/hostname", "", members, ctx,
					 &answer, &error),
			 -EIO);
	json_decref(members);
}
END_TEST

/* ---- the whole of it: HTTPS on both sides, and the thread that sends ---- */

static struct rsp_caller *operator_caller(bool with_certificate, const char *trusted)
{
	struct rsp_caller_config config = dp->calls;
	struct rsp_caller *caller;

	config.requester = "2.999.20";
	if (trusted)
		config.trusted = trusted;
	if (!with_certificate)
		config.certificate = config.key = NULL;
	ck_assert_int_eq(rsp_caller_new(ctx, &config, &caller), 0);
	return caller;
}

static const char *order_by(struct rsp_caller *caller, const char *url)
{
	json_t *members = json_pack("{s:s}", "profileType", "NONE");
	struct rsp_answer answer;
	char *error;
	int r = rsp_caller_call(caller, url, ES2_PATH "downloadOrder", members, ctx, &answer,
				&error);

	json_decref(members);
	return r ? error : talloc_asprintf(ctx, "%s/%s", answer.subject, answer.reason);
}

START_TEST(operators_are_known_by_their_certificate)
{
	struct http_listener l = listen_anywhere();
	const char *url = talloc_asprintf(ctx, "https://%s", l.address), *problem;
	const struct pki_set *set = client->set;
	struct es2_operator op = {.requester = "2.999.20", .url = ""};
	struct rsp_https *https;
	struct buf der = buf_new(ctx);
	char *error, chunk[512];
	size_t n;
	FILE *f = fopen(set->tls_certificate, "rb");

	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&der, chunk, n);
	fclose(f);
	op.certificate = buf_slice(&der);
	ck_assert_int_eq(operator_put(dp->db, &op, &problem), 0);
	ck_assert_int_eq(rsp_serve(dp, &l, quiet, NULL, ctx, &https, &error), 0);
	ck_assert_str_eq(order_by(operator_caller(true, NULL), url), "8.2.5/3.9");
	ck_assert_str_eq(order_by(operator_caller(false, NULL), url), "1.1/1.2");
	/* and it knows the server by its own */
	ck_assert_ptr_nonnull(strstr(
		order_by(operator_caller(true, tls_pem(ctx, certificate_der(set->eum.certificate))),
			 url),
		"certificate"));
	talloc_free(https);
}
END_TEST

/* An LPA's request leaves a call, which goes out without anybody's doing, now or when the server
 * next runs. */
START_TEST(the_thread_sends)
{
	struct http_listener l = listen_anywhere();
	const struct es2_operator op = {"2.999.20", {NULL, 0}, operator_url};
	struct rsp_https *https;
	const char *problem;
	struct order o;
	char *error;

	ck_assert_int_eq(operator_put(dp->db, &op, &problem), 0);
	place("T", NULL, NULL, 0);
	ck_assert_int_eq(order_by_matching_id(dp->db, "T", ctx, &o), 1);
	o.ordered_by = "2.999.20";
	ck_assert_int_eq(order_update(dp->db, &o), 0);
	if (_i) /* what was left when the server ended */
		ck_assert_str_eq(rsp_download(client, "T", NULL), "");
	ck_assert_int_eq(rsp_serve(dp, &l, quiet, NULL, ctx, &https, &error), 0);
	if (!_i)
		ck_assert_str_eq(rsp_download(client, "T", NULL), "");
	wait_for_call();
	wait_for_call();
	ck_assert_str_eq(heard_path, ES2_PATH "handleDownloadProgressInfo");
	ck_assert_ptr_nonnull(strstr(heard_body, "\"notificationPointId\":3"));
	while (waiting() > 0) /* the answer is on its way */
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	talloc_free(https);
}
END_TEST

/* Whom it calls takes the connection, and says nothing. */
START_TEST(a_call_does_not_hold_up_the_end)
{
	struct http_listener own = listen_anywhere(), silent = listen_anywhere();
	char line[LINE_MAX_BYTES] = "", *error;
	struct rsp_https *https;

	operator_url = talloc_asprintf(ctx, "https://%s", silent.address);
	ck_assert_int_eq(outbox_put(dp->db, operator_url, "/it", json_object(), now(NULL)), 0);
	ck_assert_int_eq(rsp_serve(dp, &own, keep_line, line, ctx, &https, &error), 0);
	talloc_free(https);
	/* by itself, it ends because of its timeout */
	ck_assert_ptr_nonnull(strstr(line, curl_easy_strerror(CURLE_ABORTED_BY_CALLBACK)));
	ck_assert_int_eq(waiting(), 1);
	close(silent.fd);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("outbox");
	TCase *tc = tcase_create("outbox");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, calls_arrive_in_order);
	tcase_add_loop_test(tc, calls_are_tried_again, 0, 2);
	tcase_add_test(tc, an_answer_is_an_answer);
	tcase_add_test(tc, operators_are_known_by_their_certificate);
	tcase_add_loop_test(tc, the_thread_sends, 0, 2);
	tcase_add_test(tc, a_call_does_not_hold_up_the_end);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
