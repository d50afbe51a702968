/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's web pages as requests to them are answered, with a BOSS that notes what it is told
 * and answers what a test wants. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "flow/trail.h"
#include "mno_fixture.h"
#include "servers/mno/device.h"
#include "servers/mno/one_time_code.h"
#include "servers/mno/smsc.h"
#include "servers/mno/web.h"
#include "servers/mno/web_html.h"
#include "servers/mno/web_session.h"

#define A      "001010000000001"
#define B      "001010000000002"
#define NUMBER "882110000001"
#define WATCH  "352099001761481"
#define EID    "89049032123451234512345678901235"
#define HOST   "operator.example:8543"
#define FORM   "application/x-www-form-urlencoded"
#define JSON   "application/json"

/* ---- the BOSS ---- */

static struct {
	int calls, result;
	struct boss_answer answer;
	char key[CONTRACT_KEY_CHARACTERS + 1];
	bool accepted;
	struct boss_sharing sharing; /* strings on ctx */
} told;

const char *const boss_verdict_names[BOSS_VERDICTS] = {
	"done", "download", "contract", "verify", "later", "refused",
};

static int64_t now;

int boss_decide(struct boss *b, const char *key, bool accepted, const struct http_request *from,
		void *call_ctx, struct boss_answer *answer)
{
	(void)b;
	(void)call_ctx;
	ck_assert_ptr_nonnull(from);
	told.calls++;
	told.accepted = accepted;
	snprintf(told.key, sizeof(told.key), "%s", key);
	*answer = told.answer;
	return told.result ? told.result : contract_decide(db, key, accepted, now);
}

int boss_share(struct boss *b, const struct boss_sharing *s, void *call_ctx,
	       struct boss_answer *answer)
{
	(void)b;
	(void)call_ctx;
	told.calls++;
	told.sharing = (struct boss_sharing){
		.imsi = talloc_strdup(ctx, s->imsi),
		.companion = talloc_strdup(ctx, s->companion),
		.alerting = s->alerting,
		.code = talloc_strdup(ctx, s->code),
	};
	*answer = told.answer;
	return told.result;
}

/* ---- the browser ---- */

static struct web *web;
static struct contract contract;
static struct http_reply reply;
static const char *origin, *cookie;

static int64_t clock_now(void *arg)
{
	(void)arg;
	return now;
}

static void setup(void)
{
	struct web_config config = {.now = clock_now};
	const struct device watch = {.imsi = A,
				     .id = WATCH,
				     .eid = EID,
				     .vendor = "Acme",
				     .model = "W1",
				     .name = "Watch"};

	mno_setup();
	now = 1700000000;
	memset(&told, 0, sizeof(told));
	told.answer.problem = "";
	origin = "https://" HOST;
	cookie = NULL;
	add_subscriber(A, "8988211000000000011", NUMBER);
	add_subscriber(B, "8988211000000000029", NULL);
	ck_assert_int_eq(device_put(db, &watch), 0);
	config.db = db;
	config.crypto = crypto;
	ck_assert_int_eq(web_new(ctx, &config, &web), 0);
	ck_assert_int_eq(
		contract_offer(db, crypto, A, CONTRACT_PROFILE, WATCH, now, ctx, &contract), 0);
}

static const char *header(const char *name)
{
	for (const char *const *h = reply.headers; *h; h += 2)
		if (!strcmp(h[0], name))
			return h[1];
	return NULL;
}

/* A browser keeps the cookie that it gets. */
static void keep_cookie(void)
{
	const char *set = header("Set-Cookie");

	if (set)
		cookie = talloc_strndup(ctx, set, strcspn(set, ";"));
}

static unsigned request(const char *method, const char *where, const char *type, const char *body)
{
	const char *query = strchr(where, '?'), *headers[9];
	const struct http_request r = {
		.method = method,
		.path = talloc_strndup(ctx, where, strcspn(where, "?")),
		.query = query ? query + 1 : NULL,
		.headers = headers,
		.body = slice_str(body ? body : ""),
	};
	size_t n = 0;

	headers[n++] = "Host";
	headers[n++] = HOST;
	if (type) {
		headers[n++] = "Content-Type";
		headers[n++] = type;
	}
	if (origin && body) {
		headers[n++] = "Origin";
		headers[n++] = origin;
	}
	if (cookie) {
		headers[n++] = "Cookie";
		headers[n++] = cookie;
	}
	headers[n] = NULL;
	web_handle(web, &r, ctx, &reply);
	ck_assert_ptr_nonnull(reply.body);
	keep_cookie();
	return reply.status;
}

static unsigned get(const char *where)
{
	return request("GET", where, NULL, NULL);
}

static unsigned post(const char *where, const char *form)
{
	return request("POST", where, FORM, form);
}

static const char *page_of(const char *path, const struct contract *c)
{
	return talloc_asprintf(ctx, "%s?contract=%s", path, c->key);
}

static void assert_has(const char *text)
{
	ck_assert_msg(strstr(reply.body, text), "no \"%s\" in %s", text, reply.body);
}

static void assert_has_not(const char *text)
{
	ck_assert_msg(!strstr(reply.body, text), "\"%s\" in %s", text, reply.body);
}

/* The code of the last form on the page. */
static const char *protection(void)
{
	static const char mark[] = "name=\"protection\" value=\"";
	const char *at = reply.body, *next;

	while ((next = strstr(at, mark)))
		at = next + strlen(mark);
	ck_assert_uint_eq(strspn(at, "0123456789abcdef"), TOKEN_CHARACTERS);
	return talloc_strndup(ctx, at, TOKEN_CHARACTERS);
}

static const char *with(const char *fields, const char *code)
{
	return talloc_asprintf(ctx, "%s&protection=%s", fields, code);
}

/* Opens the page of @c, and posts its form with @fields. */
static unsigned fill_in(const char *path, const struct contract *c, const char *fields)
{
	ck_assert_uint_eq(get(page_of(path, c)), 200);
	return post(path,
		    with(talloc_asprintf(ctx, "contract=%s&%s", c->key, fields), protection()));
}

static unsigned decide(const char *decision)
{
	return fill_in("/contract", &contract, talloc_asprintf(ctx, "decision=%s", decision));
}

/* ---- the writer ---- */

static const struct {
	const char *text, *html;
} escaped[] = {
	{"", ""},
	{"plain text", "plain text"},
	{"<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"},
	{"&amp;", "&amp;amp;"},
	{"%s%d%n", "%s%d%n"},
	{"dr\xC3\xBC"
	 "ben",
	 "dr\xC3\xBC"
	 "ben"},
	{"a\nb\x7F\x01", "a?b??"},
	{"C1: \xC2\x9B.", "C1: ??."},
	{"half \xC3", "half ?"},
	{"\xC3<\xFF\xFE\x80", "?&lt;???"},
};

START_TEST(text_is_escaped)
{
	struct buf b = buf_new(ctx);

	html_put(&b, "<p class=\"%s\">%s</p>", escaped[_i].text, escaped[_i].text);
	buf_put_u8(&b, '\0');
	ck_assert(buf_ok(&b));
	ck_assert_str_eq((const char *)b.p, talloc_asprintf(ctx, "<p class=\"%s\">%s</p>",
							    escaped[_i].html, escaped[_i].html));
}
END_TEST

START_TEST(numbers_are_written)
{
	struct buf b = buf_new(ctx);

	html_put(&b, "%d-%d%s", 7, -2147483647 - 1, "!");
	buf_put_u8(&b, '\0');
	ck_assert_str_eq((const char *)b.p, "7--2147483648!");
}
END_TEST

/* ---- what requests get ---- */

static const struct {
	const char *method, *where, *type, *body;
	unsigned status;
	const char *allow;
} requests[] = {
	{"GET", "/contract", NULL, NULL, 404, NULL},
	{"GET", "/contract?contract=", NULL, NULL, 404, NULL},
	{"GET", "/contract?contract=00", NULL, NULL, 404, NULL},
	{"GET", "/contract?contract=%zz", NULL, NULL, 400, NULL},
	{"GET", "/contract?contract=%FF", NULL, NULL, 400, NULL},
	{"HEAD", "/contract?contract=00", NULL, NULL, 404, NULL},
	{"GET", "/contracts", NULL, NULL, 404, NULL},
	{"GET", "/contract/", NULL, NULL, 404, NULL},
	{"GET", "/web/", NULL, NULL, 404, NULL},
	{"GET", "/code", NULL, NULL, 404, NULL},
	{"GET", "/status", NULL, NULL, 200, NULL},
	{"HEAD", "/status", NULL, NULL, 200, NULL},
	{"GET", "/web/style.css", NULL, NULL, 200, NULL},
	{"GET", "/web/callback.js?v=1", NULL, NULL, 200, NULL},
	{"PUT", "/contract", FORM, "a=b", 405, "GET, HEAD, POST"},
	{"DELETE", "/code", NULL, NULL, 405, "GET, HEAD, POST"},
	{"OPTIONS", "/status", NULL, NULL, 405, "GET, HEAD, POST"},
	{"get", "/status", NULL, NULL, 405, "GET, HEAD, POST"},
	{"POST", "/web/style.css", FORM, "a=b", 405, "GET, HEAD"},
	{"POST", "/contract", NULL, "contract=00", 415, NULL},
	{"POST", "/contract", "text/plain", "contract=00", 415, NULL},
	{"POST", "/contract", "multipart/form-data; boundary=x", "--x", 415, NULL},
	{"POST", "/contract", FORM "-encoded", "contract=00", 415, NULL},
	{"POST", "/contract", FORM "; charset=utf-8", "contract=00&decision=accept", 404, NULL},
	{"POST", "/contract", FORM, "contract=%0", 400, NULL},
	{"POST", "/contract", FORM, "contract=a%00b", 400, NULL},
	{"POST", "/contract", JSON, "{", 404, NULL},
	{"POST", "/contract", JSON, "[]", 404, NULL},
	{"POST", "/contract", JSON, "{\"contract\": 1}", 404, NULL},
	{"POST", "/code", FORM, "contract=00&code=123456", 404, NULL},
	{"POST", "/status", FORM, "number=", 400, NULL},
	{"POST", "/status", FORM, "number=12ab", 400, NULL},
};

START_TEST(request_gets_its_status)
{
	ck_assert_uint_eq(request(requests[_i].method, requests[_i].where, requests[_i].type,
				  requests[_i].body),
			  requests[_i].status);
	if (requests[_i].allow)
		ck_assert_str_eq(header("Allow"), requests[_i].allow);
	else
		ck_assert_ptr_null(header("Allow"));
	ck_assert_int_eq(told.calls, 0);
}
END_TEST

START_TEST(body_is_too_large)
{
	char *body = talloc_array(ctx, char, WEB_BODY_MAX + 2);

	memset(body, 'a', WEB_BODY_MAX + 1);
	body[WEB_BODY_MAX + 1] = '\0';
	ck_assert_uint_eq(post("/contract", body), 413);
	body[WEB_BODY_MAX] = '\0';
	ck_assert_uint_eq(post("/contract", body), 404);
}
END_TEST

static const char *const everywhere[] = {"/contract", "/status", "/nowhere", "/web/style.css"};

START_TEST(replies_are_protected)
{
	get(everywhere[_i]);
	ck_assert_ptr_nonnull(strstr(header("Content-Security-Policy"), "default-src 'none'"));
	ck_assert_ptr_nonnull(strstr(header("Content-Security-Policy"), "frame-ancestors 'none'"));
	ck_assert_str_eq(header("X-Frame-Options"), "DENY");
	ck_assert_str_eq(header("X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(header("Referrer-Policy"), "same-origin");
	ck_assert_str_eq(header("Cache-Control"),
			 strstr(everywhere[_i], "/web/") ? "max-age=3600" : "no-store");
}
END_TEST

START_TEST(types_are_told)
{
	get("/web/style.css");
	ck_assert_str_eq(reply.content_type, "text/css; charset=utf-8");
	get("/web/callback.js");
	ck_assert_str_eq(reply.content_type, "text/javascript");
	assert_has("finishFlow()");
	request("POST", "/web/callback.js", FORM, "");
	ck_assert_str_eq(reply.content_type, "text/html; charset=utf-8");
}
END_TEST

/* ---- contracts ---- */

static void add_service(enum service_state state, const char *profile)
{
	struct service s = {
		.kind = SERVICE_COMPANION,
		.state = state,
		.imsi = A,
		.device = WATCH,
		.eid = EID,
		.iccid = "8988211000000000029",
		.profile = profile,
		.matching_id = "",
		.address = "",
		.problem = "",
		.created = now,
		.changed = now,
		.alerting = ALERTING_HUNTING,
	};

	ck_assert_int_eq(service_add(db, &s), 0);
	ck_assert_int_eq(service_update(db, &s), 0);
}

START_TEST(offer_says_what_it_is_about)
{
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	assert_has("<html lang=\"en\">");
	assert_has("width=device-width");
	assert_has("<bdi>Watch</bdi>");
	assert_has("<bdi>Acme W1</bdi>");
	assert_has("<bdi>+" NUMBER "</bdi>");
	assert_has("value=\"accept\"");
	assert_has("value=\"decline\"");
	assert_has_not("<script");
	assert_has_not(A);
}
END_TEST

/* The eUICC that gets the profile, whatever anybody has said of the device. */
START_TEST(offer_names_the_euicc)
{
	const struct device d = {.imsi = A, .id = WATCH, .eid = "89049032000000000000000000000066"};

	ck_assert_int_eq(device_put(db, &d), 0);
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	assert_has_not("<dt>EID</dt>");
	add_service(SERVICE_REQUESTED, "");
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	assert_has("<bdi>8904 9032 1234 5123 4512 3456 7890 1235</bdi>");
	assert_has_not("8904 9032 0000");
}
END_TEST

/* The user data of an entitlement answer leads there, as a query and as a JSON object. */
START_TEST(user_data_leads_to_the_page)
{
	const char *data = web_contract_data(ctx, &contract);
	const char *url = web_contract_url(ctx, "https://" HOST);

	ck_assert_str_eq(url, "https://" HOST "/contract");
	ck_assert_uint_eq(get(talloc_asprintf(ctx, "/contract?%s", data)), 200);
	origin = "null";
	ck_assert_uint_eq(request("POST", "/contract", JSON,
				  talloc_asprintf(ctx, "{\"contract\": \"%s\"}", contract.key)),
			  200);
	assert_has("value=\"accept\"");
	ck_assert_int_eq(told.calls, 0);
}
END_TEST

START_TEST(names_from_outside_are_text)
{
	const struct device d = {.imsi = A,
				 .id = WATCH,
				 .name = "<script>alert(1)</script>",
				 .vendor = "\"onload='x'",
				 .model = "&lt;b>"};

	ck_assert_int_eq(device_put(db, &d), 0);
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	assert_has("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>");
	assert_has("<bdi>&quot;onload=&#39;x&#39; &amp;lt;b&gt;</bdi>");
	assert_has_not("<script");
}
END_TEST

static const struct {
	const char *vendor, *model, *name;
	const char *html;
} names[] = {
	{"Acme", "W1", "Watch", "<dd><bdi>Watch</bdi></dd>\n<dt>Model</dt><dd><bdi>Acme W1</bdi>"},
	{NULL, NULL, "Watch", "<dd><bdi>Watch</bdi></dd>\n<dt>Your"},
	{"Acme", "W1", NULL, "<dd><bdi>Acme W1</bdi></dd>\n<dt>Your"},
	{"Acme", NULL, NULL, "<dd><bdi>Acme</bdi></dd>\n<dt>Your"},
	{NULL, "W1", NULL, "<dd><bdi>W1</bdi></dd>\n<dt>Your"},
	{NULL, NULL, NULL, "<dd><bdi>another</bdi></dd>\n<dt>Your"},
};

START_TEST(device_has_a_name)
{
	const struct device d = {.imsi = A,
				 .id = "another",
				 .vendor = names[_i].vendor,
				 .model = names[_i].model,
				 .name = names[_i].name};
	struct contract c;

	ck_assert_int_eq(device_put(db, &d), 0);
	ck_assert_int_eq(contract_offer(db, crypto, A, CONTRACT_PROFILE, d.id, now, ctx, &c), 0);
	ck_assert_uint_eq(get(page_of("/contract", &c)), 200);
	assert_has(names[_i].html);
}
END_TEST

/* A companion may be a plain UICC: contracts know it by its IMSI, people by its number. */
START_TEST(uicc_has_its_number)
{
	struct contract c;

	ck_assert_int_eq(contract_offer(db, crypto, B, CONTRACT_SHARED_NUMBER, A, now, ctx, &c), 0);
	ck_assert_uint_eq(get(page_of("/contract", &c)), 200);
	assert_has("<dt>Device</dt><dd><bdi>+" NUMBER "</bdi></dd>\n</dl>");
	assert_has_not(A);
}
END_TEST

/* What is asked for in vain is not said again, whatever it is. */
START_TEST(unknown_keys_are_not_echoed)
{
	ck_assert_uint_eq(get("/contract?contract=%3Cscript%3Ekey"), 404);
	assert_has_not("key");
}
END_TEST

START_TEST(contract_is_accepted)
{
	ck_assert_uint_eq(decide("accept"), 303);
	ck_assert_str_eq(header("Location"), page_of("/contract", &contract));
	ck_assert_int_eq(told.calls, 1);
	ck_assert(told.accepted);
	ck_assert_str_eq(told.key, contract.key);
	ck_assert_uint_eq(get(header("Location")), 200);
	assert_has("You have accepted");
	assert_has("data-outcome=\"finished\"");
	assert_has("/web/callback.js");
	assert_has_not("<form");
}
END_TEST

START_TEST(contract_is_declined)
{
	ck_assert_uint_eq(decide("decline"), 303);
	ck_assert_int_eq(told.calls, 1);
	ck_assert(!told.accepted);
	ck_assert_uint_eq(get(header("Location")), 200);
	assert_has("You have declined");
	assert_has("data-outcome=\"dismissed\"");
	assert_has_not("<form");
}
END_TEST

START_TEST(decision_is_told_again)
{
	const char *form;

	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	form = with(talloc_asprintf(ctx, "contract=%s&decision=accept", contract.key),
		    protection());
	ck_assert_uint_eq(post("/contract", form), 303);
	ck_assert_uint_eq(post("/contract", form), 303);
	ck_assert_int_eq(told.calls, 2);
}
END_TEST

static const char *const decisions[] = {"accept", "decline"};

START_TEST(decision_is_not_changed)
{
	const char *code;

	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	code = protection();
	ck_assert_uint_eq(decide(decisions[_i]), 303);
	ck_assert_uint_eq(post("/contract", with(talloc_asprintf(ctx, "contract=%s&decision=%s",
								 contract.key, decisions[!_i]),
						 code)),
			  409);
	ck_assert_int_eq(told.calls, 1);
	ck_assert_int_eq(contract_find(db, contract.key, ctx, &contract), 1);
	ck_assert_int_eq(contract.state, _i ? CONTRACT_DECLINED : CONTRACT_ACCEPTED);
}
END_TEST

START_TEST(decision_is_one_of_two)
{
	ck_assert_uint_eq(decide("maybe"), 400);
	ck_assert_uint_eq(decide(""), 400);
	ck_assert_uint_eq(fill_in("/contract", &contract, "x=y"), 400);
	ck_assert_int_eq(told.calls, 0);
}
END_TEST

START_TEST(offer_expires)
{
	const char *form;

	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	form = with(talloc_asprintf(ctx, "contract=%s&decision=accept", contract.key),
		    protection());
	now += CONTRACT_LIFE;
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	now++;
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 410);
	ck_assert_uint_eq(post("/contract", form), 410);
	ck_assert_int_eq(told.calls, 0);
}
END_TEST

/* ---- forged forms ---- */

START_TEST(form_needs_its_code)
{
	const char *fields = talloc_asprintf(ctx, "contract=%s&decision=accept", contract.key);
	struct contract other;
	char *code;

	ck_assert_uint_eq(post("/contract", fields), 403);
	ck_assert_uint_eq(post("/contract", with(fields, "")), 403);
	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	code = talloc_strdup(ctx, protection());
	code[0] = code[0] == '0' ? '1' : '0';
	ck_assert_uint_eq(post("/contract", with(fields, code)), 403);
	assert_has(page_of("/contract", &contract)); /* where a new form is */
	ck_assert_int_eq(contract_offer(db, crypto, B, CONTRACT_PROFILE, WATCH, now, ctx, &other),
			 0);
	ck_assert_uint_eq(get(page_of("/contract", &other)), 200);
	ck_assert_uint_eq(post("/contract", with(fields, protection())), 403);
	ck_assert_int_eq(told.calls, 0);
}
END_TEST

START_TEST(code_is_for_one_page)
{
	const char *code;

	ck_assert_int_eq(
		contract_sign(db, crypto, A, CONTRACT_SHARED_NUMBER, WATCH, now, ctx, &contract),
		0);
	ck_assert_uint_eq(get(page_of("/code", &contract)), 200);
	code = protection();
	ck_assert_uint_eq(
		post("/contract",
		     with(talloc_asprintf(ctx, "contract=%s&decision=accept", contract.key), code)),
		403);
	ck_assert_int_eq(told.calls, 0);
}
END_TEST

START_TEST(code_ends_with_the_process)
{
	const struct web_config config = {.db = db, .crypto = crypto, .now = clock_now};
	const char *form;

	ck_assert_uint_eq(get(page_of("/contract", &contract)), 200);
	form = with(talloc_asprintf(ctx, "contract=%s&decision=accept", contract.key),
		    protection());
	ck_assert_int_eq(web_new(ctx, &config, &web), 0);
	ck_assert_uint_eq(post("/contract", form), 403);
	ck_assert_uint_eq(decide("accept"), 303);
}
END_TEST

static const struct {
	const char *origin;
	unsigned status;
} origins[] = {
	{NULL, 303},
	{"https://" HOST, 303},
	{"https://OPERATOR.example:8543", 303},
	{"null", 403},
	{"", 403},
	{"http://" HOST, 403},
	{"https://operator.example", 403},
	{"https://" HOST ".evil.example", 403},
	{"https://evil.example", 403},
};

START_TEST(form_comes_from_our_page)
{
	origin = origins[_i].origin;
	ck_assert_uint_eq(decide("accept"), origins[_i].status);
	ck_assert_int_eq(told.calls, origins[_i].status == 303);
}
END_TEST

/* ---- what the BOSS answers ---- */

START_TEST(another_contract_follows)
{
	struct contract other;

	ck_assert_int_eq(
		contract_offer(db, crypto, A, CONTRACT_SHARED_NUMBER, WATCH, now, ctx, &other), 0);
	told.answer =
		(struct boss_answer){.verdict = BOSS_CONTRACT, .contract = other, .problem = ""};
	ck_assert_uint_eq(decide("accept"), 303);
	ck_assert_str_eq(header("Location"), page_of("/contract", &other));
	ck_assert_uint_eq(get(header("Location")), 200);
	assert_has("One number for two devices");
}
END_TEST

START_TEST(boss_refuses)
{
	told.answer = (struct boss_answer){.verdict = BOSS_REFUSED, .problem = "no <profile>"};
	ck_assert_uint_eq(decide("accept"), 409);
	assert_has("no &lt;profile&gt;");
}
END_TEST

START_TEST(boss_fails)
{
	told.result = -EIO;
	ck_assert_uint_eq(decide("accept"), 503);
	assert_has("Please try again later");
}
END_TEST

static const struct {
	enum service_state state;
	const char *text;
} states[] = {
	{SERVICE_ORDERING, "being prepared"},
	{SERVICE_ORDERED, "downloads it now"},
	{SERVICE_INSTALLED, "is installed"},
	{SERVICE_CANCELLING, "ask for it again"},
	{SERVICE_ENDED, "ended"},
};

START_TEST(outcome_says_how_far_it_is)
{
	add_service(states[_i].state, B);
	ck_assert_uint_eq(decide("accept"), 303);
	ck_assert_uint_eq(get(header("Location")), 200);
	assert_has(states[_i].text);
}
END_TEST

/* What the web server writes down has no keys in it. */
START_TEST(messages_are_written_down)
{
	static const char *const messages[][3] = {
		{"user", "web server", "contract page"},     {"user", "web server", "accept"},
		{"web server", "BOSS", "contract accepted"}, {"BOSS", "web server", "done"},
		{"user", "web server", "contract page"},
	};
	struct web_config config = {.db = db, .crypto = crypto, .now = clock_now};
	struct trail_entry *entries;
	char *error, path[64];
	size_t n;

	snprintf(path, sizeof(path), "/tmp/check_mno_web.%d", (int)getpid());
	ck_assert_int_eq(trail_open(ctx, path, &config.trail, &error), 0);
	ck_assert_int_eq(web_new(ctx, &config, &web), 0);
	ck_assert_uint_eq(decide("accept"), 303);
	ck_assert_uint_eq(get(header("Location")), 200);
	ck_assert_int_eq(trail_read(ctx, path, &entries, &n, &error), 0);
	unlink(path);
	ck_assert_uint_eq(n, COUNT(messages));
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(entries[i].from, messages[i][0]);
		ck_assert_str_eq(entries[i].to, messages[i][1]);
		ck_assert_str_eq(entries[i].message, messages[i][2]);
	}
	ck_assert_str_eq(json_string_value(json_object_get(entries[0].detail, "contract")),
			 "profile");
}
END_TEST

/* ---- the companion's code ---- */

static void sign_sharing(void)
{
	ck_assert_int_eq(
		contract_sign(db, crypto, A, CONTRACT_SHARED_NUMBER, WATCH, now, ctx, &contract),
		0);
}

START_TEST(code_page_needs_its_contract)
{
	ck_assert_uint_eq(get(page_of("/code", &contract)), 404); /* of another kind */
	ck_assert_int_eq(
		contract_offer(db, crypto, A, CONTRACT_SHARED_NUMBER, WATCH, now, ctx, &contract),
		0);
	ck_assert_uint_eq(get(page_of("/code", &contract)), 404); /* not accepted */
	ck_assert_int_eq(
		contract_sign(db, crypto, A, CONTRACT_SHARED_NUMBER, "", now, ctx, &contract), 0);
	ck_assert_uint_eq(get(page_of("/code", &contract)), 404); /* for no certain device */
	sign_sharing();
	ck_assert_uint_eq(get(page_of("/code", &contract)), 200);
	assert_has("<bdi>Watch</bdi>");
	assert_has("autocomplete=\"one-time-code\"");
	assert_has("<label for=\"code\">");
	ck_assert_int_eq(told.calls, 0); /* looking at a page sends no message */
}
END_TEST

START_TEST(contract_leads_to_the_code_page)
{
	ck_assert_int_eq(
		contract_offer(db, crypto, A, CONTRACT_SHARED_NUMBER, WATCH, now, ctx, &contract),
		0);
	ck_assert_uint_eq(decide("accept"), 303);
	ck_assert_uint_eq(get(header("Location")), 200);
	assert_has(page_of("/code", &contract));
	ck_assert_uint_eq(get(page_of("/code", &contract)), 200);
}
END_TEST

START_TEST(code_is_handed_on)
{
	struct shared_number n = {NUMBER, ALERTING_HUNTING, {A, B}, 2, NULL};
	char *problem;

	sign_sharing();
	add_service(SERVICE_INSTALLED, B);
	ck_assert_uint_eq(fill_in("/code", &contract, "code=012345"), 303);
	ck_assert_str_eq(told.sharing.imsi, A);
	ck_assert_str_eq(told.sharing.companion, WATCH);
	ck_assert_str_eq(told.sharing.code, "012345");
	ck_assert_int_eq(told.sharing.alerting, ALERTING_HUNTING);
	ck_assert_str_eq(header("Location"), page_of("/code", &contract));
	ck_assert_int_eq(shared_number_bind(db, &n, ctx, &problem), 0);
	ck_assert_uint_eq(get(header("Location")), 200);
	assert_has("Your number is shared");
	assert_has("data-outcome=\"finished\"");
}
END_TEST

static const struct {
	const char *choice;
	enum alerting alerting;
} choices[] = {
	{"", ALERTING_FLEXIBLE},
	{"flexible", ALERTING_FLEXIBLE},
	{"hunting", ALERTING_HUNTING},
	{"louder", ALERTING_FLEXIBLE},
};

START_TEST(alerting_is_chosen)
{
	sign_sharing();
	ck_assert_uint_eq(get(page_of("/code", &contract)), 200);
	assert_has("value=\"flexible\" checked>");
	ck_assert_uint_eq(
		fill_in("/code", &contract,
			talloc_asprintf(ctx, "code=012345&alerting=%s", choices[_i].choice)),
		303);
	ck_assert_int_eq(told.sharing.alerting, choices[_i].alerting);
}
END_TEST

/* Once the number is shared it rings as it does. */
START_TEST(alerting_is_known)
{
	struct shared_number n = {NUMBER, ALERTING_HUNTING, {A}, 1, NULL};
	char *problem;

	ck_assert_int_eq(shared_number_bind(db, &n, ctx, &problem), 0);
	sign_sharing();
	ck_assert_uint_eq(get(page_of("/code", &contract)), 200);
	assert_has_not("name=\"alerting\"");
	ck_assert_uint_eq(fill_in("/code", &contract, "code=012345&alerting=flexible"), 303);
	ck_assert_int_eq(told.sharing.alerting, ALERTING_HUNTING);
}
END_TEST

START_TEST(another_code_is_sent)
{
	told.answer = (struct boss_answer){.verdict = BOSS_VERIFY, .problem = ""};
	sign_sharing();
	ck_assert_uint_eq(fill_in("/code", &contract, "again=1&code=123456"), 200);
	ck_assert_str_eq(told.sharing.code, "");
	assert_has_not("role=\"alert\"");
}
END_TEST

static const struct {
	enum boss_verdict verdict;
	unsigned status;
	const char *problem, *text;
} verdicts[] = {
	{BOSS_VERIFY, 403, "the code is <wrong>", "the code is &lt;wrong&gt;"},
	{BOSS_REFUSED, 409, "others share it", "others share it"},
	{BOSS_LATER, 200, "", "once its profile is installed"},
};

START_TEST(code_gets_its_answer)
{
	told.answer = (struct boss_answer){.verdict = verdicts[_i].verdict,
					   .problem = verdicts[_i].problem};
	sign_sharing();
	ck_assert_uint_eq(fill_in("/code", &contract, "code=123456"), verdicts[_i].status);
	assert_has(verdicts[_i].text);
	if (verdicts[_i].status >= 400)
		assert_has("Send another code");
}
END_TEST

START_TEST(code_is_missing)
{
	sign_sharing();
	ck_assert_uint_eq(fill_in("/code", &contract, "code="), 400);
	assert_has("role=\"alert\"");
	ck_assert_uint_eq(
		post("/code", talloc_asprintf(ctx, "contract=%s&code=123456", contract.key)), 403);
	ck_assert_int_eq(told.calls, 0);
	told.result = -EIO;
	ck_assert_uint_eq(fill_in("/code", &contract, "code=123456"), 503);
}
END_TEST

/* ---- the status page ---- */

/* The code in the newest message; NULL where there is none. */
static const char *last_code(void)
{
	struct short_message m = {.text = NULL};
	int64_t after = 0;

	while (smsc_next(db, NUMBER, after, ctx, &m) == 1)
		after = m.id;
	return m.text ? m.text + strlen(m.text) - CODE_DIGITS : NULL;
}

static void ask_for_code(void)
{
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("name=\"number\"");
	ck_assert_uint_eq(post("/status", "number=%2B882+110-000+001"), 200);
	assert_has("name=\"code\"");
}

static unsigned enter(const char *code)
{
	return post("/status",
		    with(talloc_asprintf(ctx, "number=" NUMBER "&code=%s", code), protection()));
}

static void log_in(void)
{
	ask_for_code();
	ck_assert_uint_eq(enter(last_code()), 303);
	ck_assert_str_eq(header("Location"), "/status");
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("Log out");
}

START_TEST(session_begins_with_the_code)
{
	const char *set;

	ask_for_code();
	ck_assert_uint_eq(enter(last_code()), 303);
	set = header("Set-Cookie");
	ck_assert_ptr_nonnull(strstr(set, "__Host-session="));
	ck_assert_ptr_nonnull(strstr(set, "; Path=/;"));
	ck_assert_ptr_nonnull(strstr(set, "; Secure"));
	ck_assert_ptr_nonnull(strstr(set, "; HttpOnly"));
	ck_assert_ptr_nonnull(strstr(set, "; SameSite=Strict"));
	ck_assert_ptr_null(strstr(set, "Domain"));
}
END_TEST

START_TEST(session_shows_what_there_is)
{
	struct shared_number n = {NUMBER, ALERTING_HUNTING, {A, B}, 2, NULL};
	char *problem;

	log_in();
	assert_has("No device of yours");
	assert_has("No device shares your number");
	add_service(SERVICE_INSTALLED, B);
	ck_assert_int_eq(shared_number_bind(db, &n, ctx, &problem), 0);
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("<dd><bdi>Watch</bdi></dd>");
	assert_has("<dd><bdi>installed</bdi></dd>");
	assert_has("Calls to +" NUMBER " reach:");
	assert_has("<li><bdi>This phone</bdi></li>\n<li><bdi>Watch</bdi></li>");
	assert_has("They ring in this order");
	assert_has_not(A);
	assert_has_not(B);
}
END_TEST

START_TEST(session_ends)
{
	const char *session;

	log_in();
	session = cookie;
	now += WEB_SESSION_LIFE - 1;
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("Log out");
	ck_assert_uint_eq(post("/status", "leave=1"), 403);
	ck_assert_uint_eq(get("/status"), 200);
	ck_assert_uint_eq(post("/status", with("leave=1", protection())), 303);
	ck_assert_ptr_nonnull(strstr(header("Set-Cookie"), "Max-Age=0"));
	cookie = session;
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("name=\"number\"");
}
END_TEST

START_TEST(session_lives_for_a_while)
{
	log_in();
	now += WEB_SESSION_LIFE;
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("name=\"number\"");
}
END_TEST

static const char *wrong(const char *code)
{
	char *other = talloc_strdup(ctx, code);

	other[0] = other[0] == '0' ? '1' : '0';
	return other;
}

START_TEST(login_codes_are_told_apart)
{
	ask_for_code();
	for (int i = 0; i < CODE_TRIES; i++) {
		ck_assert_uint_eq(enter(wrong(last_code())), 403);
		assert_has("That code is wrong.");
	}
	ck_assert_uint_eq(enter(last_code()), 403);
	assert_has("too many wrong codes");
	ask_for_code();
	now += CODE_LIFE + 1;
	ck_assert_uint_eq(enter(last_code()), 403);
	assert_has("came too late");
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("name=\"number\"");
}
END_TEST

START_TEST(login_form_is_the_browsers_own)
{
	const char *mine;

	ask_for_code();
	mine = protection();
	cookie = NULL;
	ck_assert_uint_eq(
		post("/status",
		     with(talloc_asprintf(ctx, "number=" NUMBER "&code=%s", last_code()), mine)),
		403);
	cookie = talloc_asprintf(ctx, "__Host-session=%s", mine);
	ck_assert_uint_eq(
		post("/status",
		     with(talloc_asprintf(ctx, "number=" NUMBER "&code=%s", last_code()), mine)),
		403);
	ck_assert_uint_eq(get("/status"), 200);
	assert_has("name=\"number\"");
}
END_TEST

/* Nobody learns whose numbers they are, or how many codes they have had. */
START_TEST(numbers_are_not_given_away)
{
	const char *page;

	ck_assert_uint_eq(post("/status", "number=4930"), 200);
	ck_assert_ptr_null(last_code());
	assert_has("name=\"code\"");
	ck_assert_uint_eq(post("/status", with("number=4930&code=123456", protection())), 403);
	assert_has("That code is wrong.");
	for (int i = 0; i < CODE_RATE; i++)
		ask_for_code();
	page = last_code();
	ask_for_code();
	ck_assert_str_eq(last_code(), page);
}
END_TEST

START_TEST(virtual_number_is_nobodys)
{
	const struct shared_number n = {"4930", ALERTING_FLEXIBLE, {A, B}, 2, NULL};
	struct short_message m;
	char *problem;

	ck_assert_int_eq(shared_number_bind(db, &n, ctx, &problem), 0);
	ck_assert_uint_eq(post("/status", "number=4930"), 200);
	ck_assert_int_eq(smsc_next(db, "4930", 0, ctx, &m), 0);
	assert_has("name=\"code\"");
}
END_TEST

START_TEST(login_is_not_from_elsewhere)
{
	origin = "https://evil.example";
	ck_assert_uint_eq(post("/status", "number=" NUMBER), 403);
	ck_assert_ptr_null(last_code());
}
END_TEST

/* ---- sessions ---- */

START_TEST(oldest_session_makes_room)
{
	static struct web_sessions s;
	char first[TOKEN_CHARACTERS + 1], second[TOKEN_CHARACTERS + 1], t[TOKEN_CHARACTERS + 1];

	ck_assert_ptr_null(web_session_imsi(&s, "", now));
	ck_assert_int_eq(web_session_begin(&s, crypto, A, now + 1, first), 0);
	ck_assert_int_eq(web_session_begin(&s, crypto, B, now + 2, second), 0);
	for (int i = 2; i < WEB_SESSIONS_MAX; i++)
		ck_assert_int_eq(web_session_begin(&s, crypto, B, now + 9, t), 0);
	ck_assert_str_eq(web_session_imsi(&s, first, now), A);
	ck_assert_int_eq(web_session_begin(&s, crypto, B, now + 9, t), 0);
	ck_assert_ptr_null(web_session_imsi(&s, first, now));
	ck_assert_str_eq(web_session_imsi(&s, second, now), B);
	ck_assert_str_eq(web_session_imsi(&s, t, now), B);
	ck_assert_int_eq(web_session_begin(&s, crypto, "0123456789012345", now, t), -EINVAL);
	web_session_end(&s, "");
	web_session_end(&s, second);
	ck_assert_ptr_null(web_session_imsi(&s, second, now));
}
END_TEST

static TCase *with_fixture(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, setup, mno_teardown);
	suite_add_tcase(s, t);
	return t;
}

static void add_contract_tests(TCase *t)
{
	tcase_add_test(t, offer_says_what_it_is_about);
	tcase_add_test(t, offer_names_the_euicc);
	tcase_add_test(t, user_data_leads_to_the_page);
	tcase_add_test(t, names_from_outside_are_text);
	tcase_add_loop_test(t, device_has_a_name, 0, COUNT(names));
	tcase_add_test(t, uicc_has_its_number);
	tcase_add_test(t, unknown_keys_are_not_echoed);
	tcase_add_test(t, contract_is_accepted);
	tcase_add_test(t, contract_is_declined);
	tcase_add_test(t, decision_is_told_again);
	tcase_add_loop_test(t, decision_is_not_changed, 0, COUNT(decisions));
	tcase_add_test(t, decision_is_one_of_two);
	tcase_add_test(t, offer_expires);
	tcase_add_test(t, another_contract_follows);
	tcase_add_test(t, boss_refuses);
	tcase_add_test(t, boss_fails);
	tcase_add_loop_test(t, outcome_says_how_far_it_is, 0, COUNT(states));
	tcase_add_test(t, messages_are_written_down);
}

static void add_login_tests(TCase *t)
{
	tcase_add_test(t, session_begins_with_the_code);
	tcase_add_test(t, session_shows_what_there_is);
	tcase_add_test(t, session_ends);
	tcase_add_test(t, session_lives_for_a_while);
	tcase_add_test(t, login_codes_are_told_apart);
	tcase_add_test(t, login_form_is_the_browsers_own);
	tcase_add_test(t, numbers_are_not_given_away);
	tcase_add_test(t, virtual_number_is_nobodys);
	tcase_add_test(t, login_is_not_from_elsewhere);
	tcase_add_test(t, oldest_session_makes_room);
}

int main(void)
{
	Suite *s = suite_create("mno_web");
	TCase *t = with_fixture(s, "requests");

	tcase_add_loop_test(t, text_is_escaped, 0, COUNT(escaped));
	tcase_add_test(t, numbers_are_written);
	tcase_add_loop_test(t, request_gets_its_status, 0, COUNT(requests));
	tcase_add_test(t, body_is_too_large);
	tcase_add_loop_test(t, replies_are_protected, 0, COUNT(everywhere));
	tcase_add_test(t, types_are_told);
	add_contract_tests(with_fixture(s, "contracts"));
	t = with_fixture(s, "forgery");
	tcase_add_test(t, form_needs_its_code);
	tcase_add_test(t, code_is_for_one_page);
	tcase_add_test(t, code_ends_with_the_process);
	tcase_add_loop_test(t, form_comes_from_our_page, 0, COUNT(origins));
	t = with_fixture(s, "codes");
	tcase_add_test(t, code_page_needs_its_contract);
	tcase_add_test(t, contract_leads_to_the_code_page);
	tcase_add_test(t, code_is_handed_on);
	tcase_add_loop_test(t, alerting_is_chosen, 0, COUNT(choices));
	tcase_add_test(t, alerting_is_known);
	tcase_add_test(t, another_code_is_sent);
	tcase_add_loop_test(t, code_gets_its_answer, 0, COUNT(verdicts));
	tcase_add_test(t, code_is_missing);
	add_login_tests(with_fixture(s, "status"));
	return unit_main(s);
}
