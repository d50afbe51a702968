/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Malformed JSON, base64 and members to the functions of ES2+, ES9+, ES11 and ES12: all answered in
 * JSON, with the codes for that. */
#include "post.h"
#include "smds_fixture.h"

static const struct {
	const char *prefix, *function;
	bool smds;
} functions[] = {
	{ES2_PATH, "downloadOrder", false},    {ES2_PATH, "confirmOrder", false},
	{ES2_PATH, "cancelOrder", false},      {ES2_PATH, "releaseProfile", false},
	{ES9, "initiateAuthentication", true}, {ES9, "authenticateClient", true},
	{ES12_PATH, "registerEvent", true},    {ES12_PATH, "deleteEvent", true},
};

#define HEADER                                                                                     \
	"\"header\":{\"functionRequesterIdentifier\":\"2.999.10\",\"functionCallIdentifier\":"     \
	"\"1\"}"

static const struct slice hostile[] = {
	{(const uint8_t *)"", 0},
#define BODY(text)                                                                                 \
	{                                                                                          \
		(const uint8_t *)(text), sizeof(text) - 1                                          \
	}
	BODY("{"),
	BODY("{}"),
	BODY("[]"),
	BODY("null"),
	BODY("\"\""),
	BODY("{}{}"),
	BODY("\xEF\xBB\xBF{}"),
	BODY("{\"header\":\"\xFF\"}"),
	BODY("{\"header\":\"\\u0000\"}"),
	BODY("{\"header\":\"\\uD800\"}"),
	BODY("{\"header\":null}"),
	BODY("{\"header\":[]}"),
	BODY("{\"header\":{},\"header\":{}}"),
	BODY("{\"header\":{\"functionRequesterIdentifier\":1,\"functionCallIdentifier\":\"1\"}}"),
	BODY("{\"header\":{\"functionRequesterIdentifier\":\"1\",\"functionCallIdentifier\":{}}}"),
	BODY("{" HEADER "}"),
	BODY("{" HEADER "\0}"),
	BODY("{" HEADER ",\"iccid\":1e400}"),
	BODY("{" HEADER
	     ",\"iccid\":null,\"eid\":null,\"transactionId\":null,\"smdpAddress\":null}"),
	BODY("{" HEADER ",\"iccid\":{},\"eid\":{},\"transactionId\":{},\"smdpAddress\":{}}"),
	BODY("{" HEADER ",\"iccid\":\"';--\",\"eid\":\"';--\",\"transactionId\":\"';--\"}"),
	BODY("{" HEADER ",\"iccid\":\"8901234567890123456A\",\"eid\":\"-9\","
	     "\"transactionId\":\"0x\",\"smdpAddress\":\"\",\"euiccChallenge\":\"====\"}"),
};

static struct slice nested(void)
{
	char *text = talloc_array(ctx, char, 100000);

	memset(text, '[', 100000);
	return slice_of(text, 100000);
}

/* Answered in JSON, as malformed or incomplete. */
static void assert_malformed(struct rsp_server *server, size_t i, struct slice body)
{
	const struct http_request request = {
		.method = "POST",
		.path = talloc_asprintf(ctx, "%s%s", functions[i].prefix, functions[i].function),
		.body = body,
		.certificate = dp_certificate,
		.headers = protocol_headers,
	};
	struct rsp_response r;
	json_t *answer;

	rsp_handle(server, &request, ctx, &r);
	ck_assert_uint_eq(r.http_status, 200);
	ck_assert_msg(r.status == STATUS_MALFORMED || r.status == STATUS_ELEMENT_MISSING,
		      "%s answers %.*s with %s/%s", functions[i].function, (int)body.n,
		      (const char *)body.p, rsp_status_codes[r.status].subject,
		      rsp_status_codes[r.status].reason);
	answer = json_loads(r.body, 0, NULL);
	ck_assert_ptr_nonnull(answer);
	json_decref(answer);
}

START_TEST(hostile_bodies)
{
	struct rsp_server *server = functions[_i].smds ? ds : dp;

	for (size_t i = 0; i < COUNT(hostile); i++)
		assert_malformed(server, (size_t)_i, hostile[i]);
	assert_malformed(server, (size_t)_i, nested());
}
END_TEST

int main(void)
{
	Suite *s = suite_create("rsp_input");
	TCase *tc = tcase_create("input");

	tcase_add_checked_fixture(tc, smds_setup, smds_teardown);
	tcase_add_loop_test(tc, hostile_bodies, 0, COUNT(functions));
	suite_add_tcase(s, tc);
	return unit_main(s);
}
