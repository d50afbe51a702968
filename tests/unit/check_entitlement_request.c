/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the entitlement server, as they come; and its documents. */
#include <errno.h>

#include "servers/mno/entitlement_document.h"
#include "servers/mno/entitlement_request.h"
#include "unit.h"

static void *ctx;
static struct entitlement_request q;
static const char *problem;

static void setup(void)
{
	ctx = talloc_new(NULL);
	problem = NULL;
}

static void teardown(void)
{
	talloc_free(ctx);
}

static int get(const char *query)
{
	const struct http_request request = {.method = "GET", .path = "/", .query = query};

	return entitlement_request_read(&request, ctx, &q, &problem);
}

/* @type NULL: without the header. */
static int post(const char *type, const char *body)
{
	const char *const headers[] = {type ? "content-type" : NULL, type, NULL};
	const struct http_request request = {
		.method = "POST", .path = "/", .headers = headers, .body = slice_str(body)};

	return entitlement_request_read(&request, ctx, &q, &problem);
}

static const struct {
	const char *type, *body;
} equal[] = {
	{NULL, "{\"app\": \"ap2006\", \"operation_type\": 10, \"EAP_ID\": \"0@x\"}"},
	{"application/json", "{\"app\": [\"ap2006\"], \"operation_type\": \"10\","
			     " \"EAP_ID\": \"0@x\", \"other\": {\"a\": [1]}}"},
	{"Application/JSON; charset=utf-8",
	 "{\"operation_type\": 10, \"app\": \"ap2006\", \"EAP_ID\": \"0@x\"}"},
	{EAP_RELAY_TYPE, "{\"app\": \"ap2006\", \"operation_type\": \"10\", \"EAP_ID\": \"0@x\"}"},
	{"application/x-www-form-urlencoded", "app=ap2006&operation_type=10&EAP_ID=0%40x"},
};

START_TEST(ways_to_ask_are_equal)
{
	ck_assert_int_eq(post(equal[_i].type, equal[_i].body), 0);
	ck_assert_str_eq(q.app, "ap2006");
	ck_assert_str_eq(q.operation_type, "10");
	ck_assert_str_eq(q.eap_id, "0@x");
	ck_assert_ptr_null(q.token);
	ck_assert_ptr_null(q.eap_packet.p);
}
END_TEST

START_TEST(query_is_taken_apart)
{
	ck_assert_int_eq(get("terminal_id=01%2B2&companion_terminal_friendly_name=%C3%A4+b&x=y"),
			 0);
	ck_assert_str_eq(q.terminal_id, "01+2");
	ck_assert_str_eq(q.companion_name, "\xC3\xA4 b");
	ck_assert_int_eq(get(NULL), 0);
	ck_assert_ptr_null(q.terminal_id);
}
END_TEST

START_TEST(eap_packet_is_decoded)
{
	ck_assert_int_eq(post(EAP_RELAY_TYPE, "{\"eap-relay-packet\": \"AgEABA==\"}"), 0);
	assert_hex(q.eap_packet, "02010004");
}
END_TEST

static const struct {
	const char *type, *body;
	int error;
	const char *problem;
} bad[] = {
	{NULL, "", -EBADMSG, "the body is no JSON object"},
	{NULL, "[]", -EBADMSG, "the body is no JSON object"},
	{NULL, "{\"app\": \"ap2006\"", -EBADMSG, "the body is no JSON object"},
	{NULL, "{\"app\": \"a\", \"app\": \"b\"}", -EBADMSG, "the body is no JSON object"},
	{NULL, "{\"app\": \"\\u0000\"}", -EBADMSG, "the body is no JSON object"},
	{NULL, "{\"app\": \"\xFF\"}", -EBADMSG, "the body is no JSON object"},
	{NULL, "{\"app\": [\"ap2006\", \"ap2009\"]}", -EBADMSG,
	 "app is neither a string nor a number"},
	{NULL, "{\"token\": {}}", -EBADMSG, "token is neither a string nor a number"},
	{NULL, "{\"token\": true}", -EBADMSG, "token is neither a string nor a number"},
	{NULL, "{\"token\": \"a\\nb\"}", -EBADMSG, "token has control characters"},
	{NULL, "{\"eap-relay-packet\": \"AgEABA\"}", -EBADMSG, "eap-relay-packet is not base64"},
	{NULL, "{\"eap-relay-packet\": 1}", -EBADMSG, "eap-relay-packet is not base64"},
	{"text/xml", "<a/>", -EPROTONOSUPPORT, "text/xml is no type that this server knows"},
	{"application/jsonx", "{}", -EPROTONOSUPPORT, "is no type that this server knows"},
	{"application/x-www-form-urlencoded", "app=%zz", -EBADMSG, "the request is malformed"},
	{"application/x-www-form-urlencoded", "app=%00", -EBADMSG, "the request is malformed"},
	{"application/x-www-form-urlencoded", "app=a&app=b", -EBADMSG, "app comes twice"},
	{"application/x-www-form-urlencoded", "token=%07", -EBADMSG,
	 "token has control characters"},
};

START_TEST(malformed_is_refused)
{
	ck_assert_int_eq(post(bad[_i].type, bad[_i].body), bad[_i].error);
	ck_assert_msg(strstr(problem, bad[_i].problem) != NULL, "%s", problem);
}
END_TEST

static char *filled(size_t n)
{
	char *text = talloc_array(ctx, char, n + 1);

	memset(text, 'A', n);
	text[n] = '\0';
	return text;
}

START_TEST(huge_is_refused)
{
	ck_assert_int_eq(get(talloc_asprintf(ctx, "token=%s", filled(ENTITLEMENT_TEXT_MAX))), 0);
	ck_assert_int_eq(get(talloc_asprintf(ctx, "token=%s", filled(ENTITLEMENT_TEXT_MAX + 1))),
			 -EBADMSG);
	ck_assert_str_eq(problem, "token is too long");
	ck_assert_int_eq(
		get(talloc_asprintf(ctx, "terminal_id=%s", filled(ENTITLEMENT_DEVICE_MAX))), 0);
	ck_assert_int_eq(
		get(talloc_asprintf(ctx, "terminal_id=%s", filled(ENTITLEMENT_DEVICE_MAX + 1))),
		-EBADMSG);
	ck_assert_int_eq(
		post(NULL, talloc_asprintf(ctx, "{\"eap-relay-packet\": \"%s\"}", filled(2736))),
		-EBADMSG);
	ck_assert_str_eq(problem, "eap-relay-packet is too long");
	ck_assert_int_eq(post(NULL, filled(ENTITLEMENT_BODY_MAX + 1)), -EMSGSIZE);
}
END_TEST

START_TEST(coded_bodies_are_refused)
{
	static const char *const headers[] = {"Content-Encoding", "gzip", NULL};
	const struct http_request request = {
		.method = "POST", .headers = headers, .body = slice_str("{}")};

	ck_assert_int_eq(entitlement_request_read(&request, ctx, &q, &problem), -EPROTONOSUPPORT);
}
END_TEST

static const struct {
	const char *accept;
	bool json, eap;
} accepts[] = {
	{NULL, false, false},
	{"", false, false},
	{"*/*", false, false},
	{"application/json", true, false},
	{"Application/JSON;q=0.5", true, false},
	{"application/jsonp", false, false},
	{"text/vnd.wap.connectivity-xml, application/json", false, false},
	{"application/json,text/vnd.wap.connectivity-xml", true, false},
	{"text/xml , application/json", false, false},
	{EAP_RELAY_TYPE ", text/vnd.wap.connectivity-xml", false, true},
	{EAP_RELAY_TYPE ", application/json", true, true},
	{"application/json," EAP_RELAY_TYPE, true, true},
	{", ,;,", false, false},
};

START_TEST(accept_says_what_is_wanted)
{
	const char *const headers[] = {accepts[_i].accept ? "Accept" : NULL, accepts[_i].accept,
				       NULL};
	const struct http_request request = {.method = "GET", .headers = headers};

	ck_assert_int_eq(entitlement_request_read(&request, ctx, &q, &problem), 0);
	ck_assert_int_eq(q.json, accepts[_i].json);
	ck_assert_int_eq(q.relays_eap, accepts[_i].eap);
}
END_TEST

START_TEST(copy_stands_by_itself)
{
	struct entitlement_request copy;
	void *other = talloc_new(NULL);

	ck_assert_int_eq(get("app=ap2009&companion_terminal_alerting=hunting"), 0);
	q.json = true;
	ck_assert_int_eq(entitlement_request_copy(&q, other, &copy), 0);
	talloc_free(ctx);
	ctx = NULL;
	ck_assert_str_eq(copy.app, "ap2009");
	ck_assert_str_eq(copy.companion_alerting, "hunting");
	ck_assert(copy.json);
	talloc_free(other);
}
END_TEST

/* ---- documents ---- */

static json_t *configurations(void)
{
	return json_pack("{s:[{s:{s:s, s:{s:s}}}, {s:{s:s}}], s:s, s:s}", "CompanionConfigurations",
			 "CompanionConfiguration", "ICCID", "1", "DownloadInfo",
			 "ProfileActivationCode", "TFBB", "CompanionConfiguration", "ICCID", "2",
			 "GeneralErrorText", "<\"&'>\x01\n", "OperationResult", "1");
}

START_TEST(document_as_json)
{
	struct entitlement_document d = {.app = "ap2006", .answer = configurations()};

	ck_assert_str_eq(entitlement_json(&d, ctx),
			 "{\"Vers\":{\"version\":\"1\",\"validity\":\"172800\"},\"ap2006\":{"
			 "\"CompanionConfigurations\":[{\"CompanionConfiguration\":{\"ICCID\":"
			 "\"1\",\"DownloadInfo\":{\"ProfileActivationCode\":\"TFBB\"}}},{"
			 "\"CompanionConfiguration\":{\"ICCID\":\"2\"}}],\"GeneralErrorText\":"
			 "\"<\\\"&'>\\u0001\\n\",\"OperationResult\":\"1\"}}");
	json_decref(d.answer);
	d = (struct entitlement_document){.token = "T", .token_life = 60, .app = "ap2006"};
	ck_assert_str_eq(entitlement_json(&d, ctx),
			 "{\"Vers\":{\"version\":\"1\",\"validity\":\"172800\"},"
			 "\"Token\":{\"token\":\"T\",\"validity\":\"60\"}}");
}
END_TEST

START_TEST(document_as_xml)
{
	struct entitlement_document d = {
		.token = "T", .token_life = 60, .app = "ap2006", .answer = configurations()};

	ck_assert_str_eq(entitlement_xml(&d, ctx),
			 "<?xml version=\"1.0\"?>\n"
			 "<wap-provisioningdoc version=\"1.1\">\n"
			 "<characteristic type=\"VERS\">\n"
			 "<parm name=\"version\" value=\"1\"/>\n"
			 "<parm name=\"validity\" value=\"172800\"/>\n"
			 "</characteristic>\n"
			 "<characteristic type=\"TOKEN\">\n"
			 "<parm name=\"token\" value=\"T\"/>\n"
			 "<parm name=\"validity\" value=\"60\"/>\n"
			 "</characteristic>\n"
			 "<characteristic type=\"APPLICATION\">\n"
			 "<parm name=\"AppID\" value=\"ap2006\"/>\n"
			 "<characteristic type=\"CompanionConfigurations\">\n"
			 "<characteristic type=\"CompanionConfiguration\">\n"
			 "<parm name=\"ICCID\" value=\"1\"/>\n"
			 "<characteristic type=\"DownloadInfo\">\n"
			 "<parm name=\"ProfileActivationCode\" value=\"TFBB\"/>\n"
			 "</characteristic>\n"
			 "</characteristic>\n"
			 "<characteristic type=\"CompanionConfiguration\">\n"
			 "<parm name=\"ICCID\" value=\"2\"/>\n"
			 "</characteristic>\n"
			 "</characteristic>\n"
			 "<parm name=\"GeneralErrorText\" value=\"&lt;&quot;&amp;'&gt;??\"/>\n"
			 "<parm name=\"OperationResult\" value=\"1\"/>\n"
			 "</characteristic>\n"
			 "</wap-provisioningdoc>\n");
	json_decref(d.answer);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entitlement_request");
	TCase *t = tcase_create("request");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, ways_to_ask_are_equal, 0, COUNT(equal));
	tcase_add_test(t, query_is_taken_apart);
	tcase_add_test(t, eap_packet_is_decoded);
	tcase_add_loop_test(t, malformed_is_refused, 0, COUNT(bad));
	tcase_add_test(t, huge_is_refused);
	tcase_add_test(t, coded_bodies_are_refused);
	tcase_add_loop_test(t, accept_says_what_is_wanted, 0, COUNT(accepts));
	tcase_add_test(t, copy_stands_by_itself);
	tcase_add_test(t, document_as_json);
	tcase_add_test(t, document_as_xml);
	suite_add_tcase(s, t);
	return unit_main(s);
}
