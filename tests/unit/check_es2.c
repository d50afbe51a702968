/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES2+ as an operator's system calls it (SGP.22 5.3): each state, each refusal, and the download of
 * what was ordered. */
#include "codec/tlv.h"
#include "post.h"
#include "servers/common/json.h"
#include "servers/smdpp/operator.h"
#include "servers/smdpp/profile_package.h"
#include "smdpp_fixture.h"

#define ES2 "/gsma/rsp2/es2plus/"

static const char requester[] = "2.999.20";
static const char other_eid[] = "89049032001000000000000000000209";

static const char iccid_1[] = "8988211000000000011";
static const char iccid_2[] = "8988211000000000029";
static const char iccid_3[] = "8988211000000000037";

static void es2_setup(void)
{
	smdpp_setup();
	fill_stock("GOLD", 0, 2);
	fill_stock("IRON", 2, 1);
}

/* "", "SUBJECT/REASON", or the HTTP status; @answer NULL, or a new reference. */
static const char *call_as(const char *who, struct slice certificate, const char *function,
			   json_t *request, json_t **answer)
{
	struct rsp_response r;
	const char *s = "";

	if (who)
		json_object_set_new(request, "header",
				    json_pack("{s:s, s:s}", "functionRequesterIdentifier", who,
					      "functionCallIdentifier", "call-1"));
	rsp_handle(dp,
		   &(const struct http_request){
			   .method = "POST",
			   .path = talloc_asprintf(ctx, ES2 "%s", function),
			   .body = slice_str(json_text(ctx, request)),
			   .certificate = certificate,
			   .headers = protocol_headers,
		   },
		   ctx, &r);
	json_decref(request);
	if (r.http_status != 200)
		return talloc_asprintf(ctx, "%u", r.http_status);
	if (r.status != STATUS_OK)
		s = talloc_asprintf(ctx, "%s/%s", rsp_status_codes[r.status].subject,
				    rsp_status_codes[r.status].reason);
	else
		ck_assert_str_eq(r.transaction, "call-1");
	if (answer)
		*answer = json_loads(r.body, 0, NULL);
	return s;
}

/* @members: JSON with ' for " */
static const char *es2(const char *function, const char *members, json_t **answer)
{
	char *text = talloc_strdup(ctx, members);

	for (char *p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	return call_as(requester, (struct slice){NULL, 0}, function, json_loads(text, 0, NULL),
		       answer);
}

static struct order profile(const char *iccid)
{
	struct order o = {0};

	while (order_next(dp->db, o.id, ctx, &o) == 1) {
		char text[ICCID_DIGITS + 1];

		iccid_format(o.iccid, text);
		if (!strcmp(text, iccid))
			return o;
	}
	ck_abort_msg("there is no %s", iccid);
}

static const char *state_of(const char *iccid)
{
	return order_state_names[profile(iccid).state];
}

static void assert_member(json_t *answer, const char *name, const char *value)
{
	const char *text = json_member_text(answer, name);

	if (value)
		ck_assert_str_eq(text ? text : "absent", value);
	else
		ck_assert_ptr_null(text);
}

/* ---- the life of a profile ---- */

START_TEST(a_profile_is_ordered_and_downloaded)
{
	json_t *answer;
	const char *id;

	ck_assert_str_eq(es2("downloadOrder", "{'profileType': 'GOLD'}", &answer), "");
	assert_member(answer, "iccid", iccid_1);
	json_decref(answer);
	ck_assert_str_eq(state_of(iccid_1), "allocated");
	ck_assert_str_eq(es2("confirmOrder",
			     "{'iccid': '8988211000000000011', 'releaseFlag': false,"
			     " 'confirmationCode': '4711'}",
			     &answer),
			 "");
	assert_member(answer, "eid", NULL);
	assert_member(answer, "smdpAddress", addresses[0]);
	id = talloc_strdup(ctx, json_member_text(answer, "matchingId"));
	json_decref(answer);
	ck_assert_str_eq(state_of(iccid_1), "confirmed");
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, id), "8.2/1.2");
	ck_assert_str_eq(es2("releaseProfile", "{'iccid': '8988211000000000011F'}", NULL), "");
	ck_assert_str_eq(state_of(iccid_1), "released");
	ck_assert_str_eq(rsp_download(client, id, NULL), "8.2.7/2.2");
	ck_assert_str_eq(rsp_get_package(client, "4711"), "");
	ck_assert_str_eq(state_of(iccid_1), "downloaded");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state_of(iccid_1), "installed");
	ck_assert_str_eq(es2("cancelOrder",
			     talloc_asprintf(ctx,
					     "{'iccid': '8988211000000000011', 'eid': '%s',"
					     " 'finalProfileStatusIndicator': 'Available'}",
					     client->eid),
			     NULL),
			 "8.2.1/3.3");
}
END_TEST

START_TEST(the_default_server_knows_the_eid)
{
	json_t *answer;

	ck_assert_str_eq(
		es2("downloadOrder",
		    talloc_asprintf(ctx, "{'eid': '%s', 'profileType': 'IRON'}", client->eid),
		    &answer),
		"");
	assert_member(answer, "iccid", iccid_3);
	json_decref(answer);
	ck_assert_str_eq(state_of(iccid_3), "linked");
	ck_assert_str_eq(es2("confirmOrder",
			     "{'iccid': '8988211000000000037', 'matchingId': '',"
			     " 'releaseFlag': true}",
			     &answer),
			 "");
	assert_member(answer, "eid", client->eid);
	assert_member(answer, "matchingId", "");
	json_decref(answer);
	ck_assert_str_eq(rsp_download(client, NULL, NULL), "");
	ck_assert_str_eq(state_of(iccid_3), "downloaded");
}
END_TEST

static const struct {
	const char *indicator, *state;
} endings[] = {{"Available", "available"}, {"Unavailable", "unavailable"}};

START_TEST(an_order_is_cancelled)
{
	const char *cancel = talloc_asprintf(ctx,
					     "{'iccid': '%s', 'eid': '%s', 'matchingId': 'A-1',"
					     " 'finalProfileStatusIndicator': '%s'}",
					     iccid_1, client->eid, endings[_i].indicator);
	const char *order =
		talloc_asprintf(ctx, "{'iccid': '%s', 'eid': '%s'}", iccid_1, client->eid);

	ck_assert_str_eq(es2("downloadOrder", order, NULL), "");
	ck_assert_str_eq(es2("confirmOrder",
			     "{'iccid': '8988211000000000011', 'matchingId': 'A-1',"
			     " 'releaseFlag': true, 'confirmationCode': '1'}",
			     NULL),
			 "");
	ck_assert_str_eq(es2("cancelOrder", cancel, NULL), "");
	ck_assert_str_eq(state_of(iccid_1), endings[_i].state);
	ck_assert_str_eq(rsp_download(client, "A-1", NULL), "8.2.6/3.8");
	/* nothing of the old order is left to the next */
	ck_assert_str_eq(es2("downloadOrder", order, NULL), _i ? "8.2.1/3.3" : "");
	if (_i)
		return;
	ck_assert_str_eq(es2("confirmOrder",
			     "{'iccid': '8988211000000000011', 'matchingId': 'A-1',"
			     " 'releaseFlag': true}",
			     NULL),
			 "");
	ck_assert_str_eq(rsp_download(client, "A-1", NULL), "");
}
END_TEST

/* ---- what is refused, and changes nothing ---- */

/* Beforehand: profile 1 is allocated; 2 is linked, confirmed as TAKEN; 3 is in stock. */
static const struct {
	const char *function, *members, *refusal;
} refusals[] = {
	{"downloadOrder", "{}", "1.3.1/2.2"},
	{"downloadOrder", "{'profileType': 7}", "1.3.1/2.1"},
	{"downloadOrder", "{'profileType': 'LEAD'}", "8.2.5/3.9"},
	{"downloadOrder", "{'profileType': ''}", "8.2.5/3.9"},
	{"downloadOrder", "{'profileType': 'GOLD'}", "8.2.5/3.7"},
	{"downloadOrder", "{'iccid': '8988211000000000037', 'profileType': 'GOLD'}", "8.2.5/3.8"},
	{"downloadOrder", "{'iccid': '8988211000000000011'}", "8.2.1/3.3"},
	{"downloadOrder", "{'iccid': '8988211000000000045'}", "8.2.1/3.9"},
	{"downloadOrder", "{'iccid': '898821100000000003'}", "1.3.1/2.1"},
	{"downloadOrder", "{'iccid': '89882110000000000377F'}", "1.3.1/2.1"},
	{"downloadOrder", "{'iccid': '8988211000000000037E'}", "1.3.1/2.1"},
	{"downloadOrder", "{'iccid': '8988211000000000037', 'eid': '1'}", "1.3.1/2.1"},
	{"confirmOrder", "{'releaseFlag': true}", "1.3.1/2.2"},
	{"confirmOrder", "{'iccid': '8988211000000000011'}", "1.3.1/2.2"},
	{"confirmOrder", "{'iccid': '8988211000000000011', 'releaseFlag': 'true'}", "1.3.1/2.1"},
	{"confirmOrder", "{'iccid': '8988211000000000045', 'releaseFlag': true}", "8.2.1/3.9"},
	{"confirmOrder", "{'iccid': '8988211000000000037', 'releaseFlag': true}", "8.2.1/3.3"},
	{"confirmOrder", "{'iccid': '8988211000000000029', 'releaseFlag': true}", "8.2.1/3.3"},
	{"confirmOrder",
	 "{'iccid': '8988211000000000011', 'releaseFlag': true, 'matchingId': 'TAKEN'}",
	 "8.2.6/3.3"},
	{"confirmOrder", "{'iccid': '8988211000000000011', 'releaseFlag': true, 'matchingId': 'a'}",
	 "1.3.1/2.1"},
	{"confirmOrder", "{'iccid': '8988211000000000011', 'releaseFlag': true, 'matchingId': ''}",
	 "8.1.1/2.2"},
	{"confirmOrder",
	 "{'iccid': '8988211000000000011', 'releaseFlag': true, 'smdsAddress': 'a.b'}",
	 "8.1.1/2.2"},
	{"confirmOrder",
	 "{'iccid': '8988211000000000011', 'releaseFlag': true, 'smdsAddress': 'a/b'}",
	 "1.3.1/2.1"},
	{"confirmOrder",
	 "{'iccid': '8988211000000000011', 'releaseFlag': true, 'smdsAddress': 'a.b',"
	 " 'matchingId': '', 'eid': '89049032001000000000000000000112'}",
	 "1.3.1/2.1"},
	{"confirmOrder",
	 "{'iccid': '8988211000000000011', 'releaseFlag': true, 'confirmationCode': 4}",
	 "1.3.1/2.1"},
	{"cancelOrder", "{'iccid': '8988211000000000011'}", "1.3.1/2.2"},
	{"cancelOrder", "{'iccid': '8988211000000000011', 'finalProfileStatusIndicator': 'Gone'}",
	 "1.3.1/2.1"},
	{"cancelOrder",
	 "{'iccid': '8988211000000000045', 'finalProfileStatusIndicator': 'Available'}",
	 "8.2.1/3.9"},
	{"cancelOrder",
	 "{'iccid': '8988211000000000037', 'finalProfileStatusIndicator': 'Available'}",
	 "8.2.1/3.3"},
	{"cancelOrder",
	 "{'iccid': '8988211000000000029', 'finalProfileStatusIndicator': 'Available'}",
	 "8.1.1/3.10"},
	{"cancelOrder",
	 "{'iccid': '8988211000000000011', 'eid': '89049032001000000000000000000112',"
	 " 'finalProfileStatusIndicator': 'Available'}",
	 "8.1.1/3.10"},
	{"cancelOrder",
	 "{'iccid': '8988211000000000029', 'eid': '89049032001000000000000000000112',"
	 " 'matchingId': 'OTHER', 'finalProfileStatusIndicator': 'Available'}",
	 "8.2.6/3.10"},
	{"releaseProfile", "{}", "1.3.1/2.2"},
	{"releaseProfile", "{'iccid': '8988211000000000045'}", "8.2.1/3.9"},
	{"releaseProfile", "{'iccid': '8988211000000000011'}", "8.2.1/3.5"},
	{"nothing", "{}", "404"},
};

START_TEST(refusals_change_nothing)
{
	ck_assert_str_eq(es2("downloadOrder", "{'profileType': 'GOLD'}", NULL), "");
	ck_assert_str_eq(es2("downloadOrder",
			     "{'profileType': 'GOLD', 'eid': '89049032001000000000000000000112'}",
			     NULL),
			 "");
	ck_assert_str_eq(es2("confirmOrder",
			     "{'iccid': '8988211000000000029', 'matchingId': 'TAKEN',"
			     " 'releaseFlag': false}",
			     NULL),
			 "");
	ck_assert_str_eq(es2(refusals[_i].function, refusals[_i].members, NULL),
			 refusals[_i].refusal);
	ck_assert_str_eq(state_of(iccid_1), "allocated");
	ck_assert_str_eq(profile(iccid_1).matching_id, "");
	ck_assert_str_eq(profile(iccid_1).eid, "");
	ck_assert_str_eq(state_of(iccid_2), "confirmed");
	ck_assert_str_eq(profile(iccid_2).matching_id, "TAKEN");
	ck_assert_str_eq(state_of(iccid_3), "available");
}
END_TEST

START_TEST(another_eid_is_refused)
{
	ck_assert_str_eq(
		es2("downloadOrder",
		    talloc_asprintf(ctx, "{'iccid': '%s', 'eid': '%s'}", iccid_1, client->eid),
		    NULL),
		"");
	ck_assert_str_eq(
		es2("confirmOrder",
		    talloc_asprintf(ctx, "{'iccid': '%s', 'eid': '%s', 'releaseFlag': true}",
				    iccid_1, other_eid),
		    NULL),
		"8.1.1/3.10");
	ck_assert_str_eq(state_of(iccid_1), "linked");
}
END_TEST

/* ---- who may ---- */

static const char *order_as(const char *who, struct slice certificate)
{
	return call_as(who, certificate, "downloadOrder", json_pack("{s:s}", "iccid", iccid_1),
		       NULL);
}

START_TEST(requesters)
{
	const struct slice none = {NULL, 0}, right = slice_str("right"), wrong = slice_str("wrong");
	const struct es2_operator registered = {requester, right, ""};
	const char *problem;

	ck_assert_str_eq(order_as(NULL, none), "1.3.1/2.2");
	ck_assert_str_eq(order_as("", none), "1.3.1/2.2");
	ck_assert_str_eq(call_as(NULL, none, "downloadOrder",
				 json_pack("{s:s, s:{s:s}}", "iccid", iccid_1, "header",
					   "functionRequesterIdentifier", "2.999.1"),
				 NULL),
			 "1.3.1/2.2");
	ck_assert_int_eq(operator_put(dp->db, &registered, &problem), 0);
	ck_assert_str_eq(order_as("2.999.21", right), "1.1/1.1");
	ck_assert_str_eq(order_as(requester, none), "1.1/1.2");
	ck_assert_str_eq(order_as(requester, wrong), "1.1/1.2");
	ck_assert_str_eq(state_of(iccid_1), "available");
	ck_assert_str_eq(order_as(requester, right), "");
	ck_assert_int_eq(operator_remove(dp->db, requester), 0);
	/* open to all again, but the order is its own */
	ck_assert_str_eq(call_as("2.999.21", none, "confirmOrder",
				 json_pack("{s:s, s:b}", "iccid", iccid_1, "releaseFlag", 1), NULL),
			 "8.2.1/1.2");
	ck_assert_str_eq(state_of(iccid_1), "allocated");
}
END_TEST

/* ---- what the operator hears ---- */

static json_t *told(int64_t i, const char **url)
{
	sqlite3_stmt *q = db_query(
		dp->db, "SELECT url, body FROM outbox ORDER BY id LIMIT 1 OFFSET ?", "i", i);
	json_t *body = NULL;

	if (db_step(dp->db, q) == 1) {
		*url = db_text(q, 0, ctx);
		body = json_loads(db_text(q, 1, ctx), 0, NULL);
		db_done(q);
	}
	return body;
}

static void assert_told(int64_t i, int point, const char *refusal)
{
	const char *url = "", *s;
	json_t *body = told(i, &url);
	const json_t *status = json_object_get(body, "notificationPointStatus");
	const json_t *code = json_object_get(status, "statusCodeData");

	ck_assert_msg(body != NULL, "call %d is missing", (int)i);
	ck_assert_str_eq(url, "https://mno.example.com" ES2 "handleDownloadProgressInfo");
	assert_member(body, "iccid", iccid_1);
	assert_member(body, "eid", client->eid);
	assert_member(body, "profileType", "GOLD");
	ck_assert_uint_eq(strlen(json_member_text(body, "timestamp")), 20);
	ck_assert_int_eq(json_integer_value(json_object_get(body, "notificationPointId")), point);
	ck_assert_str_eq(json_member_text(status, "status"),
			 *refusal ? "Failed" : "Executed-Success");
	s = code ? talloc_asprintf(ctx, "%s/%s", json_member_text(code, "subjectCode"),
				   json_member_text(code, "reasonCode"))
		 : "";
	ck_assert_str_eq(s, refusal);
	ck_assert_int_eq(json_object_get(body, "resultData") != NULL, point == 4);
	json_decref(body);
}

START_TEST(the_operator_hears_of_the_download)
{
	const struct es2_operator registered = {requester, {NULL, 0}, "https://mno.example.com"};
	const char *problem, *url;

	ck_assert_int_eq(operator_put(dp->db, &registered, &problem), 0);
	ck_assert_str_eq(es2("downloadOrder", "{'profileType': 'GOLD'}", NULL), "");
	ck_assert_str_eq(es2("confirmOrder",
			     "{'iccid': '8988211000000000011', 'matchingId': 'M',"
			     " 'releaseFlag': true, 'confirmationCode': '1'}",
			     NULL),
			 "");
	ck_assert_str_eq(rsp_download(client, "M", "2"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_get_package(client, "1"), "");
	ck_assert_uint_eq(rsp_installation_result(client, _i ? 8 : 0), 204);
	assert_told(0, 1, "");
	assert_told(1, 2, "8.2.7/3.8");
	assert_told(2, 3, "");
	assert_told(3, 4, _i ? "8.1/4.2" : "");
	ck_assert_ptr_null(told(4, &url));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("es2");
	TCase *tc = tcase_create("es2");

	tcase_add_checked_fixture(tc, es2_setup, smdpp_teardown);
	tcase_add_test(tc, a_profile_is_ordered_and_downloaded);
	tcase_add_test(tc, the_default_server_knows_the_eid);
	tcase_add_loop_test(tc, an_order_is_cancelled, 0, COUNT(endings));
	tcase_add_loop_test(tc, refusals_change_nothing, 0, COUNT(refusals));
	tcase_add_test(tc, another_eid_is_refused);
	tcase_add_test(tc, requesters);
	tcase_add_loop_test(tc, the_operator_hears_of_the_download, 0, 2);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
