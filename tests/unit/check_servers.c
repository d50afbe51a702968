/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the servers share: base64, the store, and HTTPS as a client sees it. */
#include <errno.h>
#include <signal.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ecasd/pki.h"
#include "servers/common/base64.h"
#include "servers/common/db.h"
#include "servers/common/form.h"
#include "servers/common/http.h"
#include "servers/common/tls.h"
#include "unit.h"

static void *ctx;
static char *dir;

static void setup(void)
{
	ctx = talloc_new(NULL);
	dir = talloc_strdup(ctx, "/tmp/check_servers.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
	static const char *const files[] = {"a.db", "a.db-wal", "a.db-shm"};

	for (int i = 0; i < COUNT(files); i++)
		unlink(talloc_asprintf(ctx, "%s/%s", dir, files[i]));
	ck_assert_int_eq(rmdir(dir), 0);
	talloc_free(ctx);
}

/* ---- base64: RFC 4648 section 10, and what is refused ---- */

static const struct {
	const char *text;
	int result;
	const char *hex;
} encodings[] = {
	{"", 0, ""},
	{"Zg==", 0, "66"},
	{"Zm8=", 0, "666F"},
	{"Zm9v", 0, "666F6F"},
	{"Zm9vYg==", 0, "666F6F62"},
	{"Zm9vYmE=", 0, "666F6F6261"},
	{"Zm9vYmFy", 0, "666F6F626172"},
	{"+/+/", 0, "FBFFBF"},
	{"Zg", -EBADMSG, NULL},
	{"Zg=", -EBADMSG, NULL},
	{"Z===", -EBADMSG, NULL},
	{"Zg==Zg==", -EBADMSG, NULL},
	{"Z=g=", -EBADMSG, NULL},
	{"Zm8-", -EBADMSG, NULL},
	{" Zm8=", -EBADMSG, NULL},
	{"Zm8=\n", -EBADMSG, NULL},
	{"====", -EBADMSG, NULL},
};

START_TEST(base64_both_ways)
{
	struct slice bytes;

	ck_assert_int_eq(base64_decode(ctx, encodings[_i].text, &bytes), encodings[_i].result);
	if (encodings[_i].result)
		return;
	assert_hex(bytes, encodings[_i].hex);
	ck_assert_str_eq(base64_encode(ctx, bytes), encodings[_i].text);
}
END_TEST

/* ---- the store ---- */

#define VERSION_1 "CREATE TABLE t(n INTEGER PRIMARY KEY, b BLOB, s TEXT)"

static const char *const versions[] = {VERSION_1, NULL};

static const struct db_kind kind = {
	.application_id = 0x54455354,
	.versions = versions,
};

START_TEST(store_is_shared)
{
	const char *path = talloc_asprintf(ctx, "%s/a.db", dir);
	struct db *one, *two;
	sqlite3_stmt *q;
	char *error;

	ck_assert_int_eq(db_open(path, &kind, ctx, &one, &error), 0);
	ck_assert_int_eq(db_open(path, &kind, ctx, &two, &error), 0);
	ck_assert_int_eq(db_write(one, NULL, NULL, "INSERT INTO t VALUES(?, ?, ?)", "ibs",
				  (int64_t)7, unhex(ctx, "00FF"), "x"),
			 0);
	q = db_query(two, "SELECT n, b, s FROM t", "");
	ck_assert_int_eq(db_step(two, q), 1);
	ck_assert_int_eq(sqlite3_column_int64(q, 0), 7);
	assert_hex(db_blob(q, 1, ctx), "00FF");
	ck_assert_str_eq(db_text(q, 2, ctx), "x");
	ck_assert_int_eq(db_step(two, q), 0);
	ck_assert_int_eq(
		db_write(two, NULL, NULL, "INSERT INTO t VALUES(?, NULL, NULL)", "i", (int64_t)7),
		-EEXIST);
	ck_assert_int_eq(db_write(two, NULL, NULL, "nonsense", ""), -EIO);
}
END_TEST

START_TEST(store_is_private)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	struct stat st;
	struct db *db;
	char *error;

	umask(0);
	ck_assert_int_eq(db_open(talloc_asprintf(ctx, "%s/a.db", dir), &kind, ctx, &db, &error), 0);
	for (int i = 0; i < COUNT(suffixes); i++) {
		ck_assert_int_eq(stat(talloc_asprintf(ctx, "%s/a.db%s", dir, suffixes[i]), &st), 0);
		ck_assert_uint_eq(st.st_mode & 0777, 0600);
	}
}
END_TEST

START_TEST(store_rolls_back)
{
	struct db *db;
	char *error;

	ck_assert_int_eq(db_open(talloc_asprintf(ctx, "%s/a.db", dir), &kind, ctx, &db, &error), 0);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(db_write(db, NULL, NULL, "INSERT INTO t VALUES(1, NULL, NULL)", ""), 0);
	db_rollback(db);
	ck_assert_int_eq(db_step(db, db_query(db, "SELECT n FROM t", "")), 0);
}
END_TEST

static int insert(struct db *db, int64_t n)
{
	return db_write(db, NULL, NULL, "INSERT INTO t VALUES(?, NULL, NULL)", "i", n);
}

/* The inner transaction is undone alone, or kept with the outer one. */
START_TEST(transactions_are_within_each_other)
{
	struct db *db;
	char *error;

	ck_assert_int_eq(db_open(talloc_asprintf(ctx, "%s/a.db", dir), &kind, ctx, &db, &error), 0);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(insert(db, 1), 0);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(insert(db, 2), 0);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(insert(db, 3), 0);
	ck_assert_int_eq(db_commit(db), 0);
	db_rollback(db);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(insert(db, 4), 0);
	ck_assert_int_eq(db_commit(db), 0);
	if (_i)
		ck_assert_int_eq(db_commit(db), 0);
	else
		db_rollback(db);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(insert(db, 5), 0);
	ck_assert_int_eq(db_commit(db), 0);
	for (int64_t n = 1; n <= 5; n++)
		ck_assert_int_eq(insert(db, n), n == 5 || (_i && (n == 1 || n == 4)) ? -EEXIST : 0);
}
END_TEST

START_TEST(store_of_another_kind_is_refused)
{
	const char *path = talloc_asprintf(ctx, "%s/a.db", dir);
	struct db_kind other = kind;
	struct db *db;
	char *error = NULL;
	FILE *f;

	ck_assert_int_eq(db_open(path, &kind, ctx, &db, &error), 0);
	talloc_free(db);
	other.application_id = 1;
	ck_assert_int_eq(db_open(path, &other, ctx, &db, &error), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(error, path));
	f = fopen(path, "wb");
	ck_assert_int_ge(fputs("this is no database, and never was one", f), 0);
	fclose(f);
	ck_assert_int_eq(db_open(path, &kind, ctx, &db, &error), -EBADMSG);
	ck_assert_int_eq(db_open(dir, &kind, ctx, &db, &error), -EIO);
}
END_TEST

/* An older version is brought up to date with what it holds; a newer one is not understood. */
START_TEST(store_is_brought_up_to_date)
{
	static const char *const newer_versions[] = {
		VERSION_1, "ALTER TABLE t ADD COLUMN d INTEGER NOT NULL DEFAULT 7", NULL};
	const struct db_kind newer = {.application_id = kind.application_id,
				      .versions = newer_versions};
	const char *path = talloc_asprintf(ctx, "%s/a.db", dir);
	struct db *db;
	char *error = NULL;

	ck_assert_int_eq(db_open(path, &kind, ctx, &db, &error), 0);
	ck_assert_int_eq(db_write(db, NULL, NULL, "INSERT INTO t(n) VALUES(1)", ""), 0);
	talloc_free(db);
	for (int again = 0; again < 2; again++) {
		sqlite3_stmt *q;

		ck_assert_int_eq(db_open(path, &newer, ctx, &db, &error), 0);
		q = db_query(db, "SELECT n, d FROM t", "");
		ck_assert_int_eq(db_step(db, q), 1);
		ck_assert_int_eq(sqlite3_column_int(q, 1), 7);
		db_done(q);
		talloc_free(db);
	}
	ck_assert_int_eq(db_open(path, &kind, ctx, &db, &error), -EBADMSG);
}
END_TEST

/* ---- forms ---- */

static const struct {
	const char *text;
	int r;
	const char *again; /* names and values */
} forms[] = {
	{"", 0, ""},
	{"&&", 0, ""},
	{"a=1&b=2", 0, "a=1;b=2;"},
	{"a", 0, "a=;"},
	{"=b&", 0, "=b;"},
	{"a=b=c", 0, "a=b=c;"},
	{"%61+b=%C3%a4%26", 0, "a b=\xC3\xA4&;"},
	{"a=%", -EBADMSG, NULL},
	{"a=%4", -EBADMSG, NULL},
	{"a=%4g", -EBADMSG, NULL},
	{"a=%g4", -EBADMSG, NULL},
	{"a=%4&b", -EBADMSG, NULL},
	{"a=%00b", -EBADMSG, NULL},
	{"a=%FF", -EBADMSG, NULL},
	{"%ED%A0%80=a", -EBADMSG, NULL},
};

START_TEST(form_is_taken_apart)
{
	char *again = talloc_strdup(ctx, "");
	struct form f;

	ck_assert_int_eq(form_parse(slice_str(forms[_i].text), ctx, &f), forms[_i].r);
	for (size_t i = 0; i < f.n; i++)
		again = talloc_asprintf_append(again, "%s=%s;", f.fields[i].name,
					       f.fields[i].value);
	if (forms[_i].again)
		ck_assert_str_eq(again, forms[_i].again);
}
END_TEST

START_TEST(form_has_so_many_fields)
{
	char *text = talloc_strdup(ctx, "");
	struct form f;

	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		text = talloc_asprintf_append(text, "f%d=%d&", i, i);
	ck_assert_int_eq(form_parse(slice_str(text), ctx, &f), 0);
	ck_assert_str_eq(form_value(&f, "f63"), "63");
	ck_assert_ptr_null(form_value(&f, "f64"));
	text = talloc_asprintf_append(text, "more");
	ck_assert_int_eq(form_parse(slice_str(text), ctx, &f), -E2BIG);
}
END_TEST

/* ---- HTTPS ---- */

static struct http_server *server;
static const char *address;

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

static const char *told(const struct http_request *request, void *request_ctx)
{
	return talloc_asprintf(request_ctx, "query %s, accept %s, cookie %s.",
			       or_none(request->query), or_none(http_header(request, "accept")),
			       or_none(http_cookie(request, "session", request_ctx)));
}

static void answer(void *arg, const struct http_request *request, void *request_ctx,
		   struct http_reply *reply)
{
	static const char *const headers[] = {"X-Test", "yes", NULL};

	(void)arg;
	reply->status = strcmp(request->path, "/none") ? 200 : 204;
	reply->content_type = "text/plain";
	reply->headers = headers;
	if (!strcmp(request->path, "/told"))
		reply->body = told(request, request_ctx);
	else if (reply->status == 200)
		reply->body = talloc_asprintf(request_ctx, "%s %s %zu", request->method,
					      request->path, request->body.n);
}

static void ignore(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

enum { FEW = 4 };

static void start_server(void)
{
	struct http_config config = {
		.handler = answer,
		.log = ignore,
		.connections_max = FEW,
		.idle_seconds = 1,
		.request_seconds = 2,
	};
	struct http_listener listener;
	char *certificate, *key, *error = NULL;

	setup();
	ck_assert_msg(tls_load(talloc_asprintf(ctx, "%s/DPtls/CERT_S_SM_DP_TLS_NIST.der",
					       pki_default_path()),
			       talloc_asprintf(ctx, "%s/DPtls/SK_S_SM_DP_TLS_NIST.pem",
					       pki_default_path()),
			       ctx, &certificate, &key, &error) == 0,
		      "%s", error);
	config.certificate = certificate;
	config.key = key;
	ck_assert_int_eq(http_listen("127.0.0.1:0", ctx, &listener, &error), 0);
	address = listener.address;
	ck_assert_int_eq(http_start(&config, &listener, ctx, &server, &error), 0);
}

static void stop_server(void)
{
	talloc_free(server);
	teardown();
}

/* A TLS connection; NULL where the handshake fails. */
static BIO *dial(int version)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
	BIO *b;

	SSL_CTX_set_security_level(tls, 0);
	SSL_CTX_set_min_proto_version(tls, version);
	SSL_CTX_set_max_proto_version(tls, version);
	b = BIO_new_ssl_connect(tls);
	SSL_CTX_free(tls);
	BIO_set_conn_hostname(b, address);
	if (BIO_do_connect(b) == 1 && BIO_do_handshake(b) == 1)
		return b;
	BIO_free_all(b);
	return NULL;
}

/* Sends @text and reads until @end has come. */
static const char *ask(BIO *b, const char *text, const char *end)
{
	char *got = talloc_strdup(ctx, "");

	ck_assert_int_eq(BIO_write(b, text, (int)strlen(text)), (int)strlen(text));
	while (!strstr(got, end)) {
		char part[1024];
		int n = BIO_read(b, part, sizeof(part));

		ck_assert_msg(n > 0, "the connection ended after '%s'", got);
		got = talloc_strndup_append(got, part, (size_t)n);
	}
	return got;
}

START_TEST(https_keeps_connections_open)
{
	BIO *b = dial(_i ? TLS1_3_VERSION : TLS1_2_VERSION);
	const char *got;

	ck_assert_ptr_nonnull(b);
	for (int i = 0; i < 3; i++) {
		got = ask(b, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
			  "POST /a 5");
		ck_assert_ptr_nonnull(strstr(got, "HTTP/1.1 200"));
		ck_assert_ptr_nonnull(strstr(got, "Content-Type: text/plain"));
		ck_assert_ptr_nonnull(strstr(got, "X-Test: yes"));
	}
	got = ask(b, "POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(got, "HTTP/1.1 204"));
	BIO_free_all(b);
}
END_TEST

START_TEST(https_takes_bodies_in_pieces)
{
	BIO *b = dial(TLS1_3_VERSION);

	ck_assert_ptr_nonnull(b);
	ck_assert_int_gt(BIO_puts(b, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"),
			 0);
	ck_assert_int_gt(BIO_puts(b, "he"), 0);
	ask(b, "llo", "POST /a 5");
	BIO_free_all(b);
}
END_TEST

static const struct {
	const char *query, *headers, *told;
} tellings[] = {
	{"", "", "query none, accept none, cookie none."},
	{"?a=%20b&c", "Accept: text/html\r\nAccept: other\r\n",
	 "query a=%20b&c, accept text/html, cookie none."},
	{"?", "Cookie: session=1\r\n", "query , accept none, cookie 1."},
	{"?x?y", "cookie: a=b; xsession=2; session=c=d; session=3\r\n",
	 "query x?y, accept none, cookie c=d."},
	{"", "Cookie: session; sessions=1;;session\r\n", "query none, accept none, cookie none."},
	{"", "Cookie: session=\r\n", "query none, accept none, cookie ."},
};

START_TEST(https_tells_query_and_headers)
{
	BIO *b = dial(TLS1_3_VERSION);

	ck_assert_ptr_nonnull(b);
	ask(b,
	    talloc_asprintf(ctx, "GET /told%s HTTP/1.1\r\nHost: x\r\n%s\r\n", tellings[_i].query,
			    tellings[_i].headers),
	    tellings[_i].told);
	BIO_free_all(b);
}
END_TEST

/* Before the body has come. */
START_TEST(https_refuses_too_much)
{
	static const char *const lengths[] = {"1048577", "9999999999", "99999999999999999999999"};
	BIO *b = dial(TLS1_3_VERSION);
	const char *head = talloc_asprintf(
		ctx, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n", lengths[_i]);

	ck_assert_ptr_nonnull(b);
	ck_assert_ptr_nonnull(strstr(ask(b, head, "\r\n\r\n"), "HTTP/1.1 413"));
	BIO_free_all(b);
}
END_TEST

/* A body in chunks, whose length nobody knows, is cut off. */
START_TEST(https_cuts_endless_bodies_off)
{
	BIO *b = dial(TLS1_3_VERSION);
	char *chunk = talloc_asprintf(ctx, "10000\r\n%65536s\r\n", "x");
	size_t taken = 0;

	ck_assert_ptr_nonnull(b);
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_gt(BIO_puts(b, "POST /a HTTP/1.1\r\nHost: x\r\n"
				     "Transfer-Encoding: chunked\r\n\r\n"),
			 0);
	while (BIO_puts(b, chunk) > 0) {
		taken += 65536;
		ck_assert_uint_lt(taken, 64 * HTTP_BODY_MAX);
	}
	BIO_free_all(b);
}
END_TEST

/* Connections beyond the limit wait until those that say nothing have timed out. */
START_TEST(https_ends_silent_connections)
{
	BIO *silent[FEW], *b;
	char byte;

	for (int i = 0; i < FEW; i++) {
		silent[i] = BIO_new_connect(address);
		ck_assert_int_eq(BIO_do_connect(silent[i]), 1);
	}
	b = dial(TLS1_3_VERSION);
	ck_assert_ptr_nonnull(b);
	ask(b, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a 0");
	BIO_set_nbio(silent[0], 1);
	while (BIO_read(silent[0], &byte, 1) > 0) /* a TLS alert may come first */
		;
	ck_assert(!BIO_should_retry(silent[0])); /* ended, not only quiet */
	BIO_free_all(b);
	for (int i = 0; i < FEW; i++)
		BIO_free_all(silent[i]);
}
END_TEST

/* A client that is never silent, and never done: bytes of a header, or of a body. */
static const char *const slow[] = {
	"GET /a HTTP/1.1\r\nHost: ",
	"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
};

START_TEST(https_ends_slow_requests)
{
	enum { FEWER_THAN_A_HEADER_MAY_HAVE = 16384 };
	const struct timespec pause = {.tv_nsec = 10000000};
	BIO *b = dial(TLS1_3_VERSION);
	int sent = 0;

	ck_assert_ptr_nonnull(b);
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_gt(BIO_puts(b, slow[_i]), 0);
	while (BIO_write(b, "x", 1) == 1) {
		ck_assert_int_lt(++sent, FEWER_THAN_A_HEADER_MAY_HAVE);
		nanosleep(&pause, NULL);
	}
	BIO_free_all(b);
	b = dial(TLS1_3_VERSION);
	ck_assert_ptr_nonnull(b);
	ask(b, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a 0");
	BIO_free_all(b);
}
END_TEST

START_TEST(https_wants_tls_1_2)
{
	ck_assert_ptr_null(dial(TLS1_1_VERSION));
}
END_TEST

/* A client that says nothing, or nothing sensible, does not keep others from being served. */
START_TEST(https_survives_bad_clients)
{
	BIO *silent = BIO_new_connect(address), *rude = BIO_new_connect(address), *b;

	ck_assert_int_eq(BIO_do_connect(silent), 1);
	ck_assert_int_eq(BIO_do_connect(rude), 1);
	ck_assert_int_gt(BIO_puts(rude, "GET / HTTP/1.0\r\n\r\n"), 0);
	b = dial(TLS1_3_VERSION);
	ck_assert_ptr_nonnull(b);
	ask(b, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a 0");
	BIO_free_all(b);
	BIO_free_all(rude);
	BIO_free_all(silent);
}
END_TEST

START_TEST(https_start_errors)
{
	struct http_listener listener;
	char *error = NULL, *certificate, *key;

	ck_assert_int_eq(http_listen("127.0.0.1", ctx, &listener, &error), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "HOST:PORT"));
	ck_assert_int_eq(http_listen(":1", ctx, &listener, &error), -EINVAL);
	ck_assert_int_eq(http_listen("127.0.0.1:", ctx, &listener, &error), -EINVAL);
	ck_assert_int_eq(http_listen("127.0.0.1:65536", ctx, &listener, &error), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "65535"));
	ck_assert_int_eq(http_listen("127.0.0.1:18446744073709551616", ctx, &listener, &error),
			 -EINVAL);
	ck_assert_int_eq(http_listen("127.0.0.1:-1", ctx, &listener, &error), -EINVAL);
	ck_assert_int_eq(http_listen("127.0.0.1:http", ctx, &listener, &error), -EINVAL);
	ck_assert_int_eq(http_listen(address, ctx, &listener, &error), -EADDRINUSE);
	ck_assert_ptr_nonnull(strstr(error, address));
	ck_assert_int_eq(tls_load("/nonexistent", "x", ctx, &certificate, &key, &error), -ENOENT);
	ck_assert_ptr_nonnull(strstr(error, "/nonexistent"));
	ck_assert_int_eq(tls_load("/dev/null", "x", ctx, &certificate, &key, &error), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("servers");
	TCase *plain = tcase_create("plain"), *https = tcase_create("https");

	tcase_add_checked_fixture(plain, setup, teardown);
	tcase_add_loop_test(plain, base64_both_ways, 0, COUNT(encodings));
	tcase_add_loop_test(plain, form_is_taken_apart, 0, COUNT(forms));
	tcase_add_test(plain, form_has_so_many_fields);
	tcase_add_test(plain, store_is_shared);
	tcase_add_test(plain, store_is_private);
	tcase_add_test(plain, store_rolls_back);
	tcase_add_loop_test(plain, transactions_are_within_each_other, 0, 2);
	tcase_add_test(plain, store_of_another_kind_is_refused);
	tcase_add_test(plain, store_is_brought_up_to_date);
	suite_add_tcase(s, plain);
	tcase_add_checked_fixture(https, start_server, stop_server);
	tcase_add_loop_test(https, https_keeps_connections_open, 0, 2);
	tcase_add_test(https, https_takes_bodies_in_pieces);
	tcase_add_loop_test(https, https_tells_query_and_headers, 0, COUNT(tellings));
	tcase_add_loop_test(https, https_refuses_too_much, 0, 3);
	tcase_add_test(https, https_cuts_endless_bodies_off);
	tcase_add_test(https, https_ends_silent_connections);
	tcase_add_loop_test(https, https_ends_slow_requests, 0, COUNT(slow));
	tcase_add_test(https, https_wants_tls_1_2);
	tcase_add_test(https, https_survives_bad_clients);
	tcase_add_test(https, https_start_errors);
	suite_add_tcase(s, https);
	return unit_main(s);
}
