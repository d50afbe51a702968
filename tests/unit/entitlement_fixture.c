/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entitlement_fixture.h"

#include <stdlib.h>

#include "servers/common/json.h"
#include "servers/mno/smsc.h"

struct entitlement *es;
struct http_reply reply;
json_t *document;
const char *cookie;

static int64_t now(void *arg)
{
	(void)arg;
	return clock_now;
}

void es_setup(void)
{
	boss_setup();
	document = NULL;
	cookie = NULL;
	ck_assert_int_eq(entitlement_new(ctx,
					 &(const struct entitlement_server_config){
						 .db = db,
						 .crypto = crypto,
						 .boss = boss,
						 .url = "https://operator.example",
						 .now = now,
					 },
					 &es),
			 0);
}

void es_teardown(void)
{
	json_decref(document);
	boss_teardown();
}

static void take_cookie(void)
{
	for (const char *const *h = reply.headers; h && *h; h += 2)
		if (!strcmp(h[0], "Set-Cookie"))
			cookie = talloc_strndup(ctx, h[1], strcspn(h[1], ";"));
}

static void handle(struct http_request *request)
{
	const char *const headers[] = {"Accept",
				       "application/json, application/vnd.gsma.eap-relay.v1.0+json",
				       cookie ? "Cookie" : NULL, cookie, NULL};

	request->headers = headers;
	json_decref(document);
	entitlement_handle(es, request, ctx, &reply);
	document = reply.body ? json_loads(reply.body, 0, NULL) : NULL;
	take_cookie();
}

void es_get(const char *query)
{
	handle(&(struct http_request){.method = "GET", .path = "/", .query = query});
}

void es_post(const char *members)
{
	char *body = talloc_asprintf(ctx, "{%s}", members);

	for (char *p = body; *p; p++)
		if (*p == '\'')
			*p = '"';
	handle(&(struct http_request){.method = "POST", .path = "/", .body = slice_str(body)});
}

void es_ask(const char *app, const char *members)
{
	es_post(talloc_asprintf(ctx,
				"'app':'%s','vers':'1','entitlement_version':'12.0',"
				"'terminal_id':'" PHONE "','terminal_vendor':'V',"
				"'terminal_model':'M','terminal_sw_version':'1'%s%s",
				app, *members ? "," : "", members));
}

void es_relay(struct slice packet)
{
	json_t *body = json_object();

	ck_assert_int_eq(json_set_bytes(body, "eap-relay-packet", packet), 0);
	handle(&(struct http_request){
		.method = "POST", .path = "/", .body = slice_str(json_text(ctx, body))});
	json_decref(body);
}

void es_status(unsigned status)
{
	ck_assert_msg(reply.status == status, "status %u, not %u: %s", reply.status, status,
		      reply.body ? reply.body : "");
}

const char *es_value(const char *path)
{
	char *copy = talloc_strdup(ctx, path), *rest = copy, *name;
	const json_t *at = document;

	while ((name = strsep(&rest, ".")))
		at = json_is_array(at) ? json_array_get(at, (size_t)atoi(name))
				       : json_object_get(at, name);
	return json_is_string(at) ? talloc_strdup(ctx, json_string_value(at)) : "";
}

struct slice es_packet(void)
{
	struct slice packet;

	es_status(200);
	ck_assert_str_eq(reply.content_type, "application/vnd.gsma.eap-relay.v1.0+json");
	ck_assert_int_eq(json_member_bytes(document, "eap-relay-packet", ctx, &packet), 0);
	return packet;
}

const char *es_code(const char *msisdn)
{
	struct short_message m = {.id = 0, .text = ""};

	while (smsc_next(db, msisdn, m.id, ctx, &m) == 1)
		;
	ck_assert_uint_gt(strlen(m.text), 6);
	return m.text + strlen(m.text) - 6;
}
