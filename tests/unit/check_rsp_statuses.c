/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each pair of subject and reason that the SM-DP+ and the SM-DS have (SGP.22 5.3, 5.6, 5.8, 5.9) is
 * reached here, where it can come from several conditions by each of them; a pair that no row
 * reaches fails the last test. */
#include <unistd.h>

#include "codec/tlv.h"
#include "post.h"
#include "servers/common/json.h"
#include "servers/rsp/https.h"
#include "servers/smdpp/operator.h"
#include "smds_fixture.h"

#define OPERATOR "2.999.20"
#define ICCID    "'iccid': '89012345678901234567'"
#define OTHER    "89049032001000000000000000000209"
#define UNKNOWN  "'iccid': '8988211000000000045'"

static const struct slice none = {NULL, 0};

/* JSON with ' for " */
static json_t *members_of(const char *text)
{
	char *copy = talloc_strdup(ctx, text);
	json_t *members;

	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	members = json_loads(copy, 0, NULL);
	ck_assert_ptr_nonnull(members);
	return members;
}

static const char *es2_by(const char *who, const char *function, const char *members)
{
	return call_as(dp, ES2_PATH, who, none, function, members_of(members));
}

static const char *es2(const char *function, const char *members)
{
	return es2_by(OPERATOR, function, members);
}

static const char *es9(const char *function, const char *members)
{
	return call_as(dp, ES9, NULL, none, function, members_of(members));
}

static void ok(const char *refusal)
{
	ck_assert_str_eq(refusal, "");
}

static struct order order_with(struct download_order q)
{
	struct order o;
	char *error = NULL;

	if (!q.profile_type)
		q.matching_id = "M";
	ck_assert_msg(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error) == 0, "%s",
		      error);
	return o;
}

static void stocked(void)
{
	struct download_order q = plain_order();

	q.profile_type = "T";
	order_with(q);
}

static void ordered(void)
{
	stocked();
	ok(es2("downloadOrder", "{" ICCID "}"));
}

static void linked(void)
{
	stocked();
	ok(es2("downloadOrder", "{" ICCID ", 'eid': '" OTHER "'}"));
}

static void db_do(const char *sql)
{
	sqlite3_stmt *q = db_query(dp->db, sql, "");

	ck_assert_int_ge(db_step(dp->db, q), 0);
	db_done(q);
}

static const char *authenticate(void)
{
	ok(rsp_initiate(client));
	return rsp_authenticate(client, "M");
}

/* ---- whatever the function ---- */

static const char *body_of_another_type(void)
{
	return es9("initiateAuthentication", "{'smdpAddress': 'a', 'euiccChallenge': 7}");
}

static const char *member_missing(void)
{
	return es9("initiateAuthentication", "{}");
}

static const char *store_not_writable(void)
{
	order_with(plain_order());
	db_do("PRAGMA query_only = 1");
	return authenticate();
}

static const char *protocol(const char *header)
{
	const char *const headers[] = {header ? "X-Admin-Protocol" : NULL, header, NULL};
	struct rsp_response r;

	rsp_handle(dp,
		   &(const struct http_request){
			   .method = "POST",
			   .path = ES9 "initiateAuthentication",
			   .headers = headers,
			   .body = slice_str("{}"),
		   },
		   ctx, &r);
	ck_assert_uint_eq(r.http_status, 200);
	return talloc_asprintf(ctx, "%s/%s", rsp_status_codes[r.status].subject,
			       rsp_status_codes[r.status].reason);
}

static const char *protocol_too_old(void)
{
	return protocol("gsma/rsp/v1.0.0");
}

static const char *protocol_missing(void)
{
	return protocol(NULL);
}

static const char *protocol_garbled(void)
{
	ck_assert_str_eq(protocol(""), "1.3.1/2.1");
	ck_assert_str_eq(protocol("gsma/rsp/v"), "1.3.1/2.1");
	ck_assert_str_eq(protocol("gsma/rsp/v2"), "1.3.1/2.1");
	return protocol("http/1.1");
}

static const char *transaction_unknown(void)
{
	return es9("cancelSession", "{'transactionId': '00'}");
}

static const char *signature_wrong(void)
{
	client->spoil_signature = true;
	return authenticate();
}

static const char *package_before_authentication(void)
{
	ok(rsp_initiate(client));
	return rsp_get_package(client, NULL);
}

static const char *error_of_the_euicc(void)
{
	json_t *q;

	ok(rsp_initiate(client));
	q = json_pack("{s:s}", "transactionId", client->transaction);
	json_set_bytes(q, "authenticateServerResponse", unhex(ctx, "BF38 08 A106 800100 020106"));
	return call_as(dp, ES9, NULL, none, "authenticateClient", q);
}

/* ---- between servers ---- */

static const char *operator_not_registered(void)
{
	const struct es2_operator registered = {"2.999.21", none, ""};
	const char *problem;

	ck_assert_int_eq(operator_put(dp->db, &registered, &problem), 0);
	return es2("downloadOrder", "{'profileType': 'T'}");
}

static const char *operator_without_its_certificate(void)
{
	const struct es2_operator registered = {OPERATOR, slice_str("certificate"), ""};
	const char *problem;

	ck_assert_int_eq(operator_put(dp->db, &registered, &problem), 0);
	return es2("downloadOrder", "{'profileType': 'T'}");
}

static const char *server_without_certificate(void)
{
	return es12_by(none, oid, "registerEvent", event(lpa->eid, "A"));
}

static const char *identifier_too_long(void)
{
	char *who = talloc_array(ctx, char, 257);

	memset(who, '1', 256);
	who[256] = '\0';
	return es2_by(who, "downloadOrder", "{'profileType': 'T'}");
}

/* ---- ES2+ ---- */

static const char *iccid_unknown(void)
{
	return es2("downloadOrder", "{" UNKNOWN "}");
}

static const char *profile_of_another_operator(void)
{
	ordered();
	return es2_by("2.999.21", "confirmOrder", "{" ICCID ", 'releaseFlag': true}");
}

static const char *profile_ordered_twice(void)
{
	ordered();
	return es2("downloadOrder", "{" ICCID "}");
}

static const char *order_confirmed_twice(void)
{
	ordered();
	ok(es2("confirmOrder", "{" ICCID ", 'releaseFlag': true}"));
	return es2("confirmOrder", "{" ICCID ", 'releaseFlag': true}");
}

static const char *order_never_made_cancelled(void)
{
	stocked();
	return es2("cancelOrder", "{" ICCID ", 'finalProfileStatusIndicator': 'Available'}");
}

static const char *released_unconfirmed(void)
{
	ordered();
	return es2("releaseProfile", "{" ICCID "}");
}

static const char *type_unknown(void)
{
	return es2("downloadOrder", "{'profileType': 'T'}");
}

static const char *type_exhausted(void)
{
	ordered();
	return es2("downloadOrder", "{'profileType': 'T'}");
}

static const char *type_of_another_profile(void)
{
	stocked();
	return es2("downloadOrder", "{" ICCID ", 'profileType': 'U'}");
}

static const char *default_server_without_eid(void)
{
	ordered();
	return es2("confirmOrder", "{" ICCID ", 'releaseFlag': true, 'matchingId': ''}");
}

static const char *event_without_eid(void)
{
	ordered();
	return es2("confirmOrder", "{" ICCID ", 'releaseFlag': true, 'smdsAddress': 'a.b'}");
}

static const char *confirmed_for_another_eid(void)
{
	linked();
	return es2("confirmOrder", "{" ICCID ", 'releaseFlag': true,"
				   " 'eid': '89049032001000000000000000000112'}");
}

static const char *cancelled_without_eid(void)
{
	linked();
	return es2("cancelOrder", "{" ICCID ", 'finalProfileStatusIndicator': 'Available'}");
}

static const char *matching_id_taken(void)
{
	place("TAKEN", NULL, NULL, 0);
	ordered();
	return es2("confirmOrder", "{" ICCID ", 'releaseFlag': true, 'matchingId': 'TAKEN'}");
}

static const char *cancelled_by_another_matching_id(void)
{
	ordered();
	return es2("cancelOrder", "{" ICCID ", 'matchingId': 'X',"
				  " 'finalProfileStatusIndicator': 'Available'}");
}

static const char *confirmed_with_event(const char *smds)
{
	linked();
	return es2("confirmOrder",
		   talloc_asprintf(ctx,
				   "{" ICCID ", 'releaseFlag': true, 'matchingId': 'E',"
				   " 'smdsAddress': '%s'}",
				   smds));
}

static const char *smds_away(void)
{
	return confirmed_with_event("127.0.0.1:1");
}

static void quiet(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static const char *smds_refuses(void)
{
	struct http_listener l;
	struct rsp_https *https;
	const char *refusal;
	char *error;

	ok(es12("registerEvent", event(OTHER, "E")));
	ck_assert_int_eq(http_listen("127.0.0.1:0", ctx, &l, &error), 0);
	ck_assert_int_eq(rsp_serve(ds, &l, quiet, NULL, ctx, &https, &error), 0);
	refusal = confirmed_with_event(l.address);
	talloc_free(https);
	return refusal;
}

/* ---- ES9+, and ES11 where it is the same ---- */

static struct slice unknown_ci(void)
{
	return unhex(ctx, "04020102");
}

static const char *initiate_elsewhere(struct rsp_client *c)
{
	c->address = "other.example.com";
	return rsp_initiate(c);
}

static const char *initiate_under_no_ci(struct rsp_client *c)
{
	c->signing = unknown_ci();
	return rsp_initiate(c);
}

static const char *initiate_with_svn(struct rsp_client *c, uint8_t major)
{
	c->svn_major = major;
	return rsp_initiate(c);
}

static const char *initiate_verifying_under_no_ci(struct rsp_client *c)
{
	c->verification = unknown_ci();
	return rsp_initiate(c);
}

#define INITIATE(what, call)                                                                       \
	static const char *dp_##what(void)                                                         \
	{                                                                                          \
		struct rsp_client *c = client;                                                     \
		return call;                                                                       \
	}                                                                                          \
	static const char *ds_##what(void)                                                         \
	{                                                                                          \
		struct rsp_client *c = lpa;                                                        \
		return call;                                                                       \
	}

INITIATE(address, initiate_elsewhere(c))
INITIATE(ci, initiate_under_no_ci(c))
INITIATE(svn_1, initiate_with_svn(c, 1))
INITIATE(svn_3, initiate_with_svn(c, 3))
INITIATE(no_certificate, initiate_verifying_under_no_ci(c))

static const char *eum_invalid(void)
{
	client->eum_certificate = spoilt(client->eum_certificate, 1);
	return authenticate();
}

static const char *eum_expired(void)
{
	clock_offset = (int64_t)31536000 * 100;
	return authenticate();
}

static const char *euicc_invalid(void)
{
	client->euicc_certificate = spoilt(client->euicc_certificate, 1);
	return authenticate();
}

static const char *euicc_not_valid_yet(void)
{
	struct buf der = buf_new(ctx);

	ck_assert_int_eq(pki_issue_euicc(dp->crypto, client->set, client->eid, client->key,
					 now(NULL) + 31536000, &der),
			 0);
	client->euicc_certificate = buf_slice(&der);
	return authenticate();
}

static const char *eum_under_another_ci(void)
{
	client->eum_certificate = rsp_client_new(ctx, dp, CURVE_BRAINPOOL_P256R1)->eum_certificate;
	return authenticate();
}

static const char *matching_id_unknown(void)
{
	return authenticate();
}

static const char *order_over(void)
{
	order_with(plain_order());
	ok(rsp_download(client, "M", NULL));
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	return authenticate();
}

static const char *order_for_another_eid(void)
{
	struct download_order q = plain_order();

	q.eid = OTHER;
	order_with(q);
	return authenticate();
}

static const char *nothing_for_that_eid(void)
{
	ok(rsp_initiate(client));
	return rsp_authenticate(client, NULL);
}

static const char *too_many_attempts(void)
{
	struct download_order q = plain_order();

	q.attempts_max = 2;
	order_with(q);
	ok(authenticate());
	ok(authenticate());
	return authenticate();
}

static const char *not_released(void)
{
	ordered();
	ok(es2("confirmOrder", "{" ICCID ", 'releaseFlag': false, 'matchingId': 'M'}"));
	return authenticate();
}

static const char *order_too_late(void)
{
	struct download_order q = plain_order();

	q.expires = now(NULL) + 100;
	order_with(q);
	ok(authenticate());
	clock_offset = 100;
	return authenticate();
}

static const char *order_too_late_for_its_package(void)
{
	struct download_order q = plain_order();

	q.expires = now(NULL) + 100;
	order_with(q);
	ok(authenticate());
	clock_offset = 100;
	return rsp_get_package(client, NULL);
}

static const char *with_conditions(const char *conditions)
{
	struct download_order q = plain_order();

	q.conditions = conditions;
	order_with(q);
	return authenticate();
}

static const char *device_of_another_tac(void)
{
	return with_conditions("{\"tac\": [\"53926012\", \"35290611\"]}");
}

static const char *device_without_a_capability(void)
{
	return with_conditions("{\"releases\": {\"eutranEpc\": 8}}");
}

static const char *device_of_an_older_release(void)
{
	client->device = unhex(ctx, "8004 35290611 A105 8503 070000");
	return with_conditions("{\"releases\": {\"eutranEpc\": 8}}");
}

static const char *rule_that_the_euicc_forbids(void)
{
	struct download_order q = plain_order();

	client->info2 = unhex(ctx, "9902 0640"); /* ppr1 */
	q.owner = "00101";
	q.rules = 2;
	order_with(q);
	return authenticate();
}

static const char *memory_short(void)
{
	client->info2 = unhex(ctx, "8407 8101 00 8202 0FFF");
	return with_conditions("{\"memory\": 4096}");
}

static const char *memory_not_told(void)
{
	return with_conditions("{\"memory\": 1}");
}

static const char *order_cancelled_meanwhile(void)
{
	ordered();
	ok(es2("confirmOrder", "{" ICCID ", 'releaseFlag': true, 'matchingId': 'M'}"));
	ok(authenticate());
	ok(es2("cancelOrder", "{" ICCID ", 'finalProfileStatusIndicator': 'Available'}"));
	return rsp_get_package(client, NULL);
}

static const char *code_given(const char *code, int64_t attempts)
{
	struct download_order q = plain_order();

	q.code = "4711";
	q.code_attempts_max = attempts;
	order_with(q);
	ok(authenticate());
	return rsp_get_package(client, code);
}

static const char *code_missing(void)
{
	return code_given(NULL, 3);
}

static const char *code_wrong(void)
{
	return code_given("0000", 3);
}

static const char *code_wrong_too_often(void)
{
	ck_assert_str_eq(code_given("0000", 2), "8.2.7/3.8");
	return rsp_get_package(client, "0001");
}

static const char *cancelled_at_another_server(void)
{
	struct pki_set other = *client->set;

	order_with(plain_order());
	ok(authenticate());
	other.dp_auth = other.ds_auth;
	client->set = &other;
	return rsp_cancel(client, 0);
}

/* ---- ES11, ES12 ---- */

static const char *event_taken(void)
{
	ok(es12("registerEvent", event(lpa->eid, "A")));
	return es12("registerEvent", event(lpa->eid, "A"));
}

static const char *event_to_delete_unknown(void)
{
	return es12("deleteEvent", event(lpa->eid, "A"));
}

static const char *event_to_retrieve_unknown(void)
{
	json_t *events;

	ok(rsp_initiate(lpa));
	return rsp_discover(lpa, "A", &events);
}

static const char *event_to_forward(void)
{
	json_t *q = event(lpa->eid, "A");

	json_object_set_new(q, "forwardingIndicator", json_true());
	return es12("registerEvent", q);
}

static const char *lpa_signature_wrong(void)
{
	json_t *events;

	ok(rsp_initiate(lpa));
	lpa->spoil_signature = true;
	return rsp_discover(lpa, NULL, &events);
}

static const char *lpa_session_over(void)
{
	json_t *events;

	ok(rsp_initiate(lpa));
	ok(rsp_discover(lpa, NULL, &events));
	json_decref(events);
	return rsp_discover(lpa, NULL, &events);
}

static const struct {
	enum rsp_status status;
	const char *(*reach)(void);
} rows[] = {
	{STATUS_MALFORMED, body_of_another_type},
	{STATUS_MALFORMED, protocol_garbled},
	{STATUS_MALFORMED, identifier_too_long},
	{STATUS_ELEMENT_MISSING, member_missing},
	{STATUS_ELEMENT_MISSING, protocol_missing},
	{STATUS_FAILED, store_not_writable},
	{STATUS_PROTOCOL_UNSUPPORTED, protocol_too_old},
	{STATUS_TRANSACTION_UNKNOWN, transaction_unknown},
	{STATUS_TRANSACTION_UNKNOWN, lpa_session_over},
	{STATUS_EUICC_SIGNATURE, signature_wrong},
	{STATUS_EUICC_SIGNATURE, package_before_authentication},
	{STATUS_EUICC_SIGNATURE, lpa_signature_wrong},
	{STATUS_EUICC_ERROR, error_of_the_euicc},
	{STATUS_REQUESTER_UNKNOWN, operator_not_registered},
	{STATUS_REQUESTER_REFUSED, operator_without_its_certificate},
	{STATUS_REQUESTER_REFUSED, server_without_certificate},
	{STATUS_ICCID_UNKNOWN, iccid_unknown},
	{STATUS_ICCID_NOT_ALLOWED, profile_of_another_operator},
	{STATUS_ICCID_UNAVAILABLE, profile_ordered_twice},
	{STATUS_ICCID_UNAVAILABLE, order_confirmed_twice},
	{STATUS_ICCID_UNAVAILABLE, order_never_made_cancelled},
	{STATUS_ICCID_TRANSITION, released_unconfirmed},
	{STATUS_TYPE_UNKNOWN, type_unknown},
	{STATUS_TYPE_EXHAUSTED, type_exhausted},
	{STATUS_TYPE_MISMATCH, type_of_another_profile},
	{STATUS_EID_MISSING, default_server_without_eid},
	{STATUS_EID_MISSING, event_without_eid},
	{STATUS_EID_OTHER, confirmed_for_another_eid},
	{STATUS_EID_OTHER, cancelled_without_eid},
	{STATUS_MATCHING_ID_TAKEN, matching_id_taken},
	{STATUS_MATCHING_ID_OTHER, cancelled_by_another_matching_id},
	{STATUS_SMDS_UNREACHABLE, smds_away},
	{STATUS_SMDS_UNREACHABLE, event_to_forward},
	{STATUS_SMDS_FAILED, smds_refuses},
	{STATUS_ADDRESS_REFUSED, dp_address},
	{STATUS_CI_UNSUPPORTED, dp_ci},
	{STATUS_SVN_UNSUPPORTED, dp_svn_1},
	{STATUS_SVN_UNSUPPORTED, dp_svn_3},
	{STATUS_CERTIFICATE_UNAVAILABLE, dp_no_certificate},
	{STATUS_EUM_CERTIFICATE_INVALID, eum_invalid},
	{STATUS_EUM_CERTIFICATE_EXPIRED, eum_expired},
	{STATUS_EUICC_CERTIFICATE_INVALID, euicc_invalid},
	{STATUS_EUICC_CERTIFICATE_EXPIRED, euicc_not_valid_yet},
	{STATUS_CI_UNKNOWN, eum_under_another_ci},
	{STATUS_MATCHING_ID_REFUSED, matching_id_unknown},
	{STATUS_MATCHING_ID_REFUSED, order_over},
	{STATUS_EID_REFUSED, order_for_another_eid},
	{STATUS_EID_REFUSED, nothing_for_that_eid},
	{STATUS_RETRIES_EXCEEDED, too_many_attempts},
	{STATUS_NOT_RELEASED, not_released},
	{STATUS_ORDER_EXPIRED, order_too_late},
	{STATUS_ORDER_EXPIRED, order_too_late_for_its_package},
	{STATUS_NOT_ELIGIBLE, device_of_another_tac},
	{STATUS_NOT_ELIGIBLE, device_without_a_capability},
	{STATUS_NOT_ELIGIBLE, device_of_an_older_release},
	{STATUS_NOT_ELIGIBLE, rule_that_the_euicc_forbids},
	{STATUS_NO_MEMORY, memory_short},
	{STATUS_NO_MEMORY, memory_not_told},
	{STATUS_BINDING_UNAVAILABLE, order_cancelled_meanwhile},
	{STATUS_CODE_MISSING, code_missing},
	{STATUS_CODE_REFUSED, code_wrong},
	{STATUS_CODE_RETRIES_EXCEEDED, code_wrong_too_often},
	{STATUS_DS_ADDRESS_REFUSED, ds_address},
	{STATUS_DS_CI_UNSUPPORTED, ds_ci},
	{STATUS_DS_SVN_UNSUPPORTED, ds_svn_1},
	{STATUS_DS_SVN_UNSUPPORTED, ds_svn_3},
	{STATUS_DS_CERTIFICATE_UNAVAILABLE, ds_no_certificate},
	{STATUS_EVENT_TAKEN, event_taken},
	{STATUS_EVENT_UNKNOWN, event_to_delete_unknown},
	{STATUS_EVENT_UNKNOWN, event_to_retrieve_unknown},
	{STATUS_OID_INVALID, cancelled_at_another_server},
};

START_TEST(status_is_reached)
{
	const struct rsp_status_code *code = &rsp_status_codes[rows[_i].status];

	ck_assert_str_eq(rows[_i].reach(),
			 talloc_asprintf(ctx, "%s/%s", code->subject, code->reason));
}
END_TEST

/* What the specification's tables have besides, and why this server never says it. */
static const struct {
	const char *function, *subject, *reason, *why;
} never[] = {
	{"DownloadOrder", "8.2.5", "1.2", "a profile type in stock is there for every operator"},
};

START_TEST(status_is_never_reached)
{
	for (size_t i = 0; i < STATUS_COUNT; i++)
		ck_assert_msg(strcmp(rsp_status_codes[i].subject, never[_i].subject) ||
				      strcmp(rsp_status_codes[i].reason, never[_i].reason),
			      "%s %s/%s: it is no longer so that %s", never[_i].function,
			      never[_i].subject, never[_i].reason, never[_i].why);
}
END_TEST

START_TEST(no_status_is_left_out)
{
	bool reached[STATUS_COUNT] = {[STATUS_OK] = true};

	for (size_t i = 0; i < COUNT(rows); i++)
		reached[rows[i].status] = true;
	for (size_t i = 0; i < STATUS_COUNT; i++)
		ck_assert_msg(reached[i], "%s/%s is not reached", rsp_status_codes[i].subject,
			      rsp_status_codes[i].reason);
}
END_TEST

/* What is admitted by the same conditions. */
START_TEST(eligible_devices_are_admitted)
{
	client->device = unhex(ctx, "8004 35290611 A105 8503 080000");
	client->info2 = unhex(ctx, "8407 8101 00 8202 1000");
	ok(with_conditions("{\"tac\": [\"53926011\"], \"releases\": {\"eutranEpc\": 8},"
			   " \"memory\": 4096}"));
}
END_TEST

/* An attempt or a wrong code counts only together with what the operator is told of it. */
START_TEST(refusals_are_counted_and_told_or_neither)
{
	const struct es2_operator registered = {OPERATOR, none, "https://mno.example.com"};
	const char *problem;
	struct order o;

	ck_assert_int_eq(operator_put(dp->db, &registered, &problem), 0);
	ordered();
	ok(es2("confirmOrder", "{" ICCID ", 'releaseFlag': true, 'matchingId': 'M',"
			       " 'confirmationCode': '1'}"));
	if (_i)
		ok(authenticate());
	db_do("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, ''); END");
	ck_assert_str_eq(_i ? rsp_get_package(client, "2") : authenticate(), "1.6/4.2");
	ck_assert_int_eq(order_by_matching_id(dp->db, "M", ctx, &o), 1);
	ck_assert_int_eq(o.attempts, _i);
	ck_assert_int_eq(o.code_failures, 0);
	db_do("DROP TRIGGER full");
	ok(_i ? "" : authenticate());
	ck_assert_str_eq(rsp_get_package(client, "2"), "8.2.7/3.8");
	ck_assert_int_eq(order_by_matching_id(dp->db, "M", ctx, &o), 1);
	ck_assert_int_eq(o.attempts, 1);
	ck_assert_int_eq(o.code_failures, 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("rsp_statuses");
	TCase *tc = tcase_create("statuses");

	tcase_add_checked_fixture(tc, smds_setup, smds_teardown);
	tcase_add_loop_test(tc, status_is_reached, 0, COUNT(rows));
	tcase_add_loop_test(tc, status_is_never_reached, 0, COUNT(never));
	tcase_add_test(tc, no_status_is_left_out);
	tcase_add_test(tc, eligible_devices_are_admitted);
	tcase_add_loop_test(tc, refusals_are_counted_and_told_or_neither, 0, 2);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
