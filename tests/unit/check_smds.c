/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DS: what SM-DP+ register by ES12, and what LPAs then find by ES11; and the SM-DP+ that
 * registers events for its orders. */
#include <unistd.h>

#include "post.h"
#include "servers/common/json.h"
#include "servers/rsp/https.h"
#include "servers/smdpp/profile_package.h"
#include "servers/smds/smds.h"
#include "smdpp_fixture.h"

static struct rsp_server *ds;
static struct rsp_client *lpa;
static char *dir;
static struct slice dp_certificate;

static const char oid[] = "2.999.10";

static struct slice file_content(const char *path)
{
	struct buf b = buf_new(ctx);
	char chunk[512];
	size_t n;
	FILE *f = fopen(path, "rb");

	ck_assert_ptr_nonnull(f);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&b, chunk, n);
	fclose(f);
	return buf_slice(&b);
}

static void setup(void)
{
	static const char *const names[] = {"smds.example.com", "127.0.0.1", NULL};
	struct rsp_config config = {.addresses = names, .now = now};
	char *error = NULL;

	smdpp_setup();
	dir = talloc_strdup(ctx, "/tmp/check_smds.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	config.store = talloc_asprintf(ctx, "%s/smds.db", dir);
	ck_assert_msg(smds_new(ctx, &config, &ds, &error) == 0, "%s", error);
	lpa = rsp_client_new(ctx, ds, CURVE_NIST_P256);
	dp_certificate = file_content(lpa->set->tls_certificate);
}

static void teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	talloc_free(ds);
	for (size_t i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(ctx, "%s/smds.db%s", dir, suffixes[i]));
	ck_assert_int_eq(rmdir(dir), 0);
	smdpp_teardown();
}

static const char *es12_by(struct slice certificate, const char *who, const char *function,
			   json_t *members)
{
	struct rsp_response r;
	const char *body;

	if (who)
		json_object_set_new(members, "header",
				    json_pack("{s:s, s:s}", "functionRequesterIdentifier", who,
					      "functionCallIdentifier", "1"));
	body = json_text(ctx, members);
	json_decref(members);
	rsp_handle(ds,
		   &(const struct http_request){
			   .method = "POST",
			   .path = talloc_asprintf(ctx, ES12_PATH "%s", function),
			   .body = slice_str(body),
			   .certificate = certificate,
		   },
		   ctx, &r);
	ck_assert_uint_eq(r.http_status, 200);
	return r.status == STATUS_OK
		       ? ""
		       : talloc_asprintf(ctx, "%s/%s", rsp_status_codes[r.status].subject,
					 rsp_status_codes[r.status].reason);
}

static const char *es12(const char *function, json_t *members)
{
	return es12_by(dp_certificate, oid, function, members);
}

static json_t *event(const char *eid, const char *id)
{
	return json_pack("{s:s, s:s, s:s, s:b}", "eid", eid, "eventId", id, "rspServerAddress",
			 "smdpp.example.com", "forwardingIndicator", 0);
}

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

START_TEST(an_order_registers_its_event)
{
	struct download_order q = plain_order();
	struct http_listener l;
	struct rsp_https *https;
	char *error, *line = NULL;
	struct order o;
	int64_t wait;

	q.profile_type = "T";
	q.package = package(5000);
	q.address = "smdpp.example.com";
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	o.state = ORDER_ALLOCATED;
	ck_assert_int_eq(order_update(dp->db, &o), 0);
	ck_assert_str_eq(confirm(client->eid, "127.0.0.1:1"), "8.9/5.1");
	ck_assert_int_eq(order_by_id(dp->db, o.id, ctx, &o), 1);
	ck_assert_str_eq(order_state_names[o.state], "allocated");

	ck_assert_int_eq(http_listen("127.0.0.1:0", ctx, &l, &error), 0);
	ck_assert_int_eq(rsp_serve(ds, &l, quiet, NULL, ctx, &https, &error), 0);
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

int main(void)
{
	Suite *s = suite_create("smds");
	TCase *tc = tcase_create("smds");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, events_are_found_until_deleted);
	tcase_add_loop_test(tc, malformed_events, 0, COUNT(malformed));
	tcase_add_test(tc, servers_are_known_by_their_certificate);
	tcase_add_test(tc, forwarding_needs_a_root);
	tcase_add_test(tc, authentication_refusals);
	tcase_add_loop_test(tc, an_order_registers_its_event, 0, 2);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
