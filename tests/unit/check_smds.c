/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DS: what SM-DP+ register by ES12, and what LPAs then find by ES11; and the SM-DP+ that
 * registers events for its orders. */
#include <unistd.h>

#include "post.h"
#include "servers/common/json.h"
#include "servers/rsp/https.h"
#include "servers/smdpp/profile_package.h"
#include "servers/smdpp/event.h"
#include "smds_fixture.h"

/* The ids of the events that the LPA finds, each with a comma behind it, or the refusal. */
static const char *found(const char *id)
{
	char *ids = talloc_strdup(ctx, "");
	const char *s = rsp_initiate(lpa);
	json_t *events, *e;
	size_t i;

	ck_assert_str_eq(s, "");
	s = rsp_discover(lpa, id, &events);
	if (*s)
		return s;
	ck_assert(json_is_array(events));
	json_array_foreach (events, i, e) {
		ck_assert_str_eq(json_member_text(e, "rspServerAddress"), "smdpp.example.com");
		ids = talloc_asprintf_append(ids, "%s,", json_member_text(e, "eventId"));
	}
	json_decref(events);
	return ids;
}

START_TEST(events_are_found_until_deleted)
{
	ck_assert_str_eq(found(NULL), "");
	ck_assert_str_eq(es12("registerEvent", event(lpa->eid, "ONE")), "");
	ck_assert_str_eq(es12("registerEvent", event(lpa->eid, "TWO")), "");
	ck_assert_str_eq(es12("registerEvent", event("89049032001000000000000000000209", "THREE")),
			 "");
	ck_assert_str_eq(es12("registerEvent", event(lpa->eid, "ONE")), "8.9.5/3.3");
	ck_assert_str_eq(found(NULL), "ONE,TWO,");
	ck_assert_str_eq(found("TWO"), "TWO,");
	ck_assert_str_eq(found("THREE"), "8.9.5/3.9");
	ck_assert_str_eq(es12("deleteEvent", event(lpa->eid, "ONE")), "");
	ck_assert_str_eq(es12("deleteEvent", event(lpa->eid, "ONE")), "8.9.5/3.9");
	ck_assert_str_eq(found(NULL), "TWO,");
}
END_TEST

/* Of what an eUICC says every byte counts: whichever arrives changed, no event is told. */
START_TEST(every_byte_of_the_euicc_counts)
{
	json_t *events;

	ck_assert_str_eq(es12("registerEvent", event(lpa->eid, "ONE")), "");
	ck_assert_str_eq(rsp_initiate(lpa), "");
	for (lpa->flip = 1; lpa->flip == 1 || lpa->flip <= lpa->said; lpa->flip++) {
		ck_assert_str_ne(rsp_discover(lpa, NULL, &events), "");
		ck_assert_ptr_null(events);
	}
	ck_assert_uint_gt(lpa->said, 1000);
	lpa->flip = 0;
	ck_assert_str_eq(rsp_discover(lpa, NULL, &events), "");
	ck_assert_uint_eq(json_array_size(events), 1);
	json_decref(events);
}
END_TEST

static const struct {
	const char *eid, *id, *address, *refusal;
} malformed[] = {
	{NULL, "A", "a.b", "1.3.1/2.2"},
	{"1", "A", "a.b", "1.3.1/2.1"},
	{"89049032001000000000000000000112", NULL, "a.b", "1.3.1/2.2"},
	{"89049032001000000000000000000112", "", "a.b", "1.3.1/2.1"},
	{"89049032001000000000000000000112", "a", "a.b", "1.3.1/2.1"},
	{"89049032001000000000000000000112", "A", NULL, "1.3.1/2.2"},
	{"89049032001000000000000000000112", "A", "a/b", "1.3.1/2.1"},
};

START_TEST(malformed_events)
{
	json_t *q = json_object();

	if (malformed[_i].eid)
		json_object_set_new(q, "eid", json_string(malformed[_i].eid));
	if (malformed[_i].id)
		json_object_set_new(q, "eventId", json_string(malformed[_i].id));
	if (malformed[_i].address)
		json_object_set_new(q, "rspServerAddress", json_string(malformed[_i].address));
	ck_assert_str_eq(es12("registerEvent", q), malformed[_i].refusal);
	ck_assert_str_eq(found(NULL), "");
}
END_TEST

START_TEST(servers_are_known_by_their_certificate)
{
	const struct slice none = {NULL, 0};

	ck_assert_str_eq(es12_by(none, oid, "registerEvent", event(lpa->eid, "A")), "1.1/1.2");
	ck_assert_str_eq(es12_by(dp_certificate, "2.999.11", "registerEvent", event(lpa->eid, "A")),
			 "1.1/1.2");
	ck_assert_str_eq(es12_by(dp_certificate, NULL, "registerEvent", event(lpa->eid, "A")),
			 "1.3.1/2.2");
	/* that of a server in another role, and one that nobody has signed */
	ck_assert_str_eq(es12_by(file_content(lpa->set->ds_tls_certificate), "2.999.15",
				 "registerEvent", event(lpa->eid, "A")),
			 "1.1/1.2");
	ck_assert_str_eq(
		es12_by(spoilt(dp_certificate, 1), oid, "registerEvent", event(lpa->eid, "A")),
		"1.1/1.2");
	ck_assert_str_eq(found(NULL), "");
}
END_TEST

START_TEST(forwarding_needs_a_root)
{
	json_t *q = event(lpa->eid, "A");

	json_object_set_new(q, "forwardingIndicator", json_true());
	ck_assert_str_eq(es12("registerEvent", q), "8.9/5.1");
}
END_TEST

/* An LPA of v3 says in JSON and in DeviceInfo what it can, event checking among it, and names the
 * operation and the source of the MatchingID. It retrieves its events like any other. */
START_TEST(an_lpa_of_v3_finds_events)
{
	json_t *events;

	ck_assert_str_eq(es12("registerEvent", event(lpa->eid, "ONE")), "");
	lpa->capability = _i ? json_string("AwIAxQ==") : json_object();
	lpa->device = unhex(ctx, "8004 35290611 A100 A304 0C02 656E 8400 8502 00C5");
	lpa->more = unhex(ctx, "8202 0780 A302 8100");
	ck_assert_str_eq(rsp_initiate(lpa), "");
	ck_assert_str_eq(rsp_discover(lpa, NULL, &events), "");
	ck_assert_uint_eq(json_array_size(events), 1);
	json_decref(events);
	json_decref(lpa->capability);
}
END_TEST

START_TEST(authentication_refusals)
{
	struct slice nothing = unhex(ctx, "04020102");

	lpa->address = "other.example.com";
	ck_assert_str_eq(rsp_initiate(lpa), "8.9.1/3.8");
	lpa->address = "smds.example.com";
	lpa->svn_major = 1;
	ck_assert_str_eq(rsp_initiate(lpa), "8.9.3/3.1");
	lpa->svn_major = 2;
	lpa->verification = nothing;
	ck_assert_str_eq(rsp_initiate(lpa), "8.9.4/3.7");
	lpa->signing = nothing;
	ck_assert_str_eq(rsp_initiate(lpa), "8.9.2/3.1");
}
END_TEST

/* ---- with the SM-DP+ ---- */

static void quiet(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static const char *confirm(const char *eid, const char *smds)
{
	struct rsp_response r;
	json_t *q = json_pack("{s:{s:s, s:s}, s:s, s:s, s:s, s:s, s:b}", "header",
			      "functionRequesterIdentifier", "2.999.20", "functionCallIdentifier",
			      "1", "iccid", "89012345678901234567", "eid", eid, "matchingId",
			      "EVENT", "smdsAddress", smds, "releaseFlag", 1);

	post(dp, ES2_PATH, "confirmOrder", json_text(ctx, q), ctx, &r);
	json_decref(q);
	return r.status == STATUS_OK
		       ? ""
		       : talloc_asprintf(ctx, "%s/%s", rsp_status_codes[r.status].subject,
					 rsp_status_codes[r.status].reason);
}

/* An order that awaits its confirmation. */
static struct order allocated(void)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;

	q.profile_type = "T";
	q.package = package(5000);
	q.address = "smdpp.example.com";
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	o.state = ORDER_ALLOCATED;
	ck_assert_int_eq(order_update(dp->db, &o), 0);
	return o;
}

static void assert_state(const struct order *of, enum order_state state)
{
	struct order o;

	ck_assert_int_eq(order_by_id(dp->db, of->id, ctx, &o), 1);
	ck_assert_str_eq(order_state_names[o.state], order_state_names[state]);
}

static struct http_listener listen_anywhere(void)
{
	struct http_listener l;
	char *error = NULL;

	ck_assert_msg(http_listen("127.0.0.1:0", ctx, &l, &error) == 0, "%s", error);
	return l;
}

static struct rsp_https *serve(struct rsp_server *server, struct http_listener l)
{
	struct rsp_https *https;
	char *error;

	ck_assert_int_eq(rsp_serve(server, &l, quiet, NULL, ctx, &https, &error), 0);
	return https;
}

/* What the outbox sends at @time; how many calls there were. */
static int send_all(int64_t time)
{
	char *line;
	int64_t wait;
	int n = 0;

	while (outbox_send(dp->db, dp->caller, time, ctx, &line, &wait) == 1)
		n++;
	return n;
}

START_TEST(an_order_registers_its_event)
{
	struct http_listener l;
	struct rsp_https *https;
	char *line = NULL;
	struct order o = allocated();
	int64_t wait;

	ck_assert_str_eq(confirm(client->eid, "127.0.0.1:1"), "8.9/5.1");
	assert_state(&o, ORDER_ALLOCATED);

	l = listen_anywhere();
	https = serve(ds, l);
	ck_assert_str_eq(confirm(client->eid, l.address), "");
	/* the events are the server's thread's until it ends */
	ck_assert_str_eq(rsp_download(client, "EVENT", NULL), "");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("EVENT"), "installed");
	if (_i)
		ck_assert_int_eq(outbox_send(dp->db, dp->caller, now(NULL), ctx, &line, &wait), 1);
	talloc_free(https);
	ck_assert_str_eq(found(NULL), _i ? "" : "EVENT,");
}
END_TEST

START_TEST(a_refused_event_is_not_deleted)
{
	struct http_listener l = listen_anywhere();
	struct order o = allocated();
	struct rsp_https *https;

	ck_assert_str_eq(es12("registerEvent", event(client->eid, "EVENT")), "");
	https = serve(ds, l);
	ck_assert_str_eq(confirm(client->eid, l.address), "8.9/4.2");
	assert_state(&o, ORDER_ALLOCATED);
	ck_assert_int_eq(send_all(now(NULL) + 2 * EVENT_SETTLED_SECONDS), 0);
	talloc_free(https);
	ck_assert_str_eq(found(NULL), "EVENT,");
}
END_TEST

/* An SM-DS that, before it answers, may call the SM-DP+ itself, which still waits for it. */
struct nosy {
	struct rsp_caller *caller; /* an operator's; NULL: none is made */
	const char *url;           /* of the SM-DP+ */
	const char *function;
	json_t *members;
	const char *refusal; /* what the SM-DP+ answered */
	unsigned status;     /* of HTTP, for the SM-DP+ */
};

static void on_registration(void *arg, const struct http_request *request, void *request_ctx,
			    struct http_reply *reply)
{
	struct nosy *nosy = arg;
	struct rsp_answer a = {.subject = "", .reason = ""};
	char *error = NULL;

	(void)request;
	if (!nosy->caller)
		nosy->refusal = "not asked";
	else if (rsp_caller_call(nosy->caller, nosy->url,
				 talloc_asprintf(request_ctx, ES2_PATH "%s", nosy->function),
				 nosy->members, request_ctx, &a, &error))
		nosy->refusal = "no answer";
	else
		nosy->refusal = *a.subject ? "refused" : "";
	reply->status = nosy->status;
	reply->content_type = "application/json";
	reply->body =
		"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}}";
}

static struct http_server *serve_registrations(struct nosy *nosy, struct http_listener *l)
{
	struct http_config config = {.handler = on_registration, .log = quiet, .arg = nosy};
	struct http_server *smds;
	char *certificate, *key, *error = NULL;

	ck_assert_int_eq(rsp_tls(ds, ctx, &certificate, &key, &error), 0);
	config.certificate = certificate;
	config.key = key;
	ck_assert_int_eq(http_start(&config, l, ctx, &smds, &error), 0);
	return smds;
}

/* What an attempt that came to nothing would delete later is not what the next one registers. */
START_TEST(a_confirmed_order_keeps_its_event)
{
	struct http_listener l = listen_anywhere(), first = l;
	struct order o = allocated();
	struct http_server *broken;
	struct rsp_https *https;

	first.fd = dup(l.fd);
	broken = serve_registrations(&(struct nosy){.status = 500}, &first);
	ck_assert_str_eq(confirm(client->eid, l.address), "8.9/5.1");
	talloc_free(broken);
	https = serve(ds, l);
	ck_assert_str_eq(confirm(client->eid, l.address), "");
	assert_state(&o, ORDER_RELEASED);
	ck_assert_int_eq(send_all(now(NULL) + 2 * EVENT_SETTLED_SECONDS), 0);
	talloc_free(https);
	ck_assert_str_eq(found(NULL), "EVENT,");
}
END_TEST

static const char cancel[] = "{\"iccid\":\"89012345678901234567\","
			     "\"finalProfileStatusIndicator\":\"Available\"}";

/* What another operator's call brings about while the SM-DS is asked, and what becomes of the
 * confirmation then. */
static const struct {
	const char *function, *members, *refusal;
	unsigned status;
	const char *confirmation;
	enum order_state state;
	int deletions;
} meanwhile[] = {
	{"releaseProfile", "{\"iccid\":\"89012345678901234567\"}", "refused", 200, "",
	 ORDER_RELEASED, 0},
	{"releaseProfile", "{\"iccid\":\"89012345678901234567\"}", "refused", 500, "8.9/5.1",
	 ORDER_ALLOCATED, 1},
	{"cancelOrder", cancel, "", 200, "8.2.1/3.3", ORDER_AVAILABLE, 1},
};

START_TEST(calls_are_answered_while_the_smds_is_asked)
{
	struct http_listener l = listen_anywhere(), own = listen_anywhere();
	struct rsp_caller_config as_operator = dp->calls;
	struct order o = allocated();
	struct http_server *smds;
	struct rsp_https *https;
	struct rsp_caller *caller;
	struct rsp_answer a;
	char *error = NULL;
	struct nosy nosy = {
		.url = talloc_asprintf(ctx, "https://%s", own.address),
		.function = meanwhile[_i].function,
		.members = json_loads(meanwhile[_i].members, 0, NULL),
		.refusal = "not called",
		.status = meanwhile[_i].status,
	};
	json_t *q;

	as_operator.requester = "2.999.20";
	ck_assert_int_eq(rsp_caller_new(ctx, &as_operator, &nosy.caller), 0);
	ck_assert_int_eq(rsp_caller_new(ctx, &as_operator, &caller), 0);
	smds = serve_registrations(&nosy, &l);
	https = serve(dp, own);

	q = json_pack("{s:s, s:s, s:s, s:s, s:b}", "iccid", "89012345678901234567", "eid",
		      client->eid, "matchingId", "EVENT", "smdsAddress", l.address, "releaseFlag",
		      1);
	ck_assert_msg(
		rsp_caller_call(caller, nosy.url, ES2_PATH "confirmOrder", q, ctx, &a, &error) == 0,
		"%s", error);
	talloc_free(https);
	talloc_free(smds);
	ck_assert_str_eq(nosy.refusal, meanwhile[_i].refusal);
	ck_assert_str_eq(*a.subject ? talloc_asprintf(ctx, "%s/%s", a.subject, a.reason) : "",
			 meanwhile[_i].confirmation);
	assert_state(&o, meanwhile[_i].state);
	ck_assert_int_eq(send_all(now(NULL)), 0);
	ck_assert_int_eq(send_all(now(NULL) + EVENT_SETTLED_SECONDS), meanwhile[_i].deletions);
	json_decref(nosy.members);
	json_decref(q);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smds");
	TCase *tc = tcase_create("smds");

	tcase_add_checked_fixture(tc, smds_setup, smds_teardown);
	tcase_add_test(tc, events_are_found_until_deleted);
	tcase_add_test(tc, every_byte_of_the_euicc_counts);
	tcase_add_loop_test(tc, malformed_events, 0, COUNT(malformed));
	tcase_add_test(tc, servers_are_known_by_their_certificate);
	tcase_add_test(tc, forwarding_needs_a_root);
	tcase_add_loop_test(tc, an_lpa_of_v3_finds_events, 0, 2);
	tcase_add_test(tc, authentication_refusals);
	tcase_add_loop_test(tc, an_order_registers_its_event, 0, 2);
	tcase_add_test(tc, a_confirmed_order_keeps_its_event);
	tcase_add_test(tc, a_refused_event_is_not_deleted);
	tcase_add_loop_test(tc, calls_are_answered_while_the_smds_is_asked, 0, COUNT(meanwhile));
	suite_add_tcase(s, tc);
	return unit_main(s);
}
