/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/message.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <talloc.h>

#include "flow/trail.h"
#include "servers/common/json.h"

enum { MEMBERS_MAX = 7, TEXT_MAX = 255, ERROR_MAX = 1023 };

/* ---- members ---- */

/* Text that can be shown on a terminal: no control characters, neither ASCII's nor C1. */
static bool is_text(const char *s, size_t max)
{
	size_t n = strlen(s);

	if (n == 0 || n > max)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i], next = (unsigned char)s[i + 1];

		if (c < 0x20 || c == 0x7F || (c == 0xC2 && next < 0xA0))
			return false;
	}
	return true;
}

static bool is_digits(const char *s, size_t min, size_t max)
{
	size_t n = strspn(s, "0123456789");

	return !s[n] && n >= min && n <= max;
}

static bool short_text(const json_t *j)
{
	return json_is_string(j) && is_text(json_string_value(j), TEXT_MAX);
}

static bool long_text(const json_t *j)
{
	return json_is_string(j) && is_text(json_string_value(j), ERROR_MAX);
}

static bool eid(const json_t *j)
{
	return json_is_string(j) && is_digits(json_string_value(j), 32, 32);
}

/* ITU-T E.118; with or without check digit, 18 to 20 digits are in use. */
static bool iccid(const json_t *j)
{
	return json_is_string(j) && is_digits(json_string_value(j), 18, 20);
}

static bool imsi(const json_t *j)
{
	return json_is_string(j) && is_digits(json_string_value(j), 6, 15);
}

static bool msisdn(const json_t *j)
{
	const char *s = json_string_value(j);

	return s && is_digits(s + (*s == '+'), 1, 20);
}

static bool version(const json_t *j)
{
	return json_is_integer(j) && json_integer_value(j) == 1;
}

static bool boolean(const json_t *j)
{
	return json_is_boolean(j);
}

struct member {
	const char *name;
	bool (*valid)(const json_t *j);
	bool optional;
	bool secret; /* stays out of trails */
};

static const struct {
	const char *name;
	struct member members[MEMBERS_MAX];
} types[MESSAGE_TYPES] = {
	[MESSAGE_HELLO] = {"hello",
			   {{.name = "version", .valid = version},
			    {.name = "name", .valid = short_text},
			    {.name = "terminal_id", .valid = short_text},
			    {.name = "euicc", .valid = boolean},
			    {.name = "vendor", .valid = short_text, .optional = true},
			    {.name = "model", .valid = short_text, .optional = true},
			    {.name = "software", .valid = short_text, .optional = true}}},
	[MESSAGE_GET_EID] = {.name = "get-eid"},
	[MESSAGE_GET_IDENTIFIERS] = {.name = "get-identifiers"},
	[MESSAGE_GET_CODE] = {.name = "get-code"},
	[MESSAGE_DOWNLOAD] = {"download",
			      {{.name = "activation_code", .valid = short_text, .secret = true},
			       {.name = "confirmation_code",
				.valid = short_text,
				.optional = true,
				.secret = true}}},
	[MESSAGE_ENABLE] = {"enable", {{.name = "iccid", .valid = iccid}}},
	[MESSAGE_DISABLE] = {"disable", {{.name = "iccid", .valid = iccid}}},
	[MESSAGE_DELETE] = {"delete", {{.name = "iccid", .valid = iccid}}},
	[MESSAGE_NOTIFY] = {.name = "notify"},
	[MESSAGE_NUMBER] = {"number",
			    {{.name = "msisdn", .valid = msisdn},
			     {.name = "status", .valid = short_text},
			     {.name = "why", .valid = long_text, .optional = true}}},
	[MESSAGE_BYE] = {.name = "bye"},
	[MESSAGE_EID] = {"eid", {{.name = "eid", .valid = eid}}},
	[MESSAGE_IDENTIFIERS] = {"identifiers",
				 {{.name = "iccid", .valid = iccid},
				  {.name = "imsi", .valid = imsi},
				  {.name = "msisdn", .valid = msisdn, .optional = true}}},
	[MESSAGE_CODE] = {"code", {{.name = "code", .valid = short_text, .secret = true}}},
	[MESSAGE_PROGRESS] = {"progress", {{.name = "step", .valid = short_text}}},
	[MESSAGE_RESULT] = {"result",
			    {{.name = "iccid", .valid = iccid, .optional = true},
			     {.name = "warning", .valid = long_text, .optional = true}}},
	[MESSAGE_FAILURE] = {"failure", {{.name = "error", .valid = long_text}}},
	[MESSAGE_UNSUPPORTED] = {"unsupported", {{.name = "error", .valid = long_text}}},
	[MESSAGE_REFUSED] = {"refused", {{.name = "error", .valid = long_text}}},
};

const char *message_name(enum message_type type)
{
	return types[type].name;
}

/* ---- checking ---- */

static int find_type(const char *name)
{
	for (int i = 0; name && i < MESSAGE_TYPES; i++)
		if (!strcmp(types[i].name, name))
			return i;
	return -1;
}

static const struct member *find_member(enum message_type type, const char *name)
{
	const struct member *m = types[type].members;

	for (size_t i = 0; i < MEMBERS_MAX && m[i].name; i++)
		if (!strcmp(m[i].name, name))
			return &m[i];
	return NULL;
}

/* The member that is missing; NULL: none is. */
static const char *missing(enum message_type type, const json_t *json)
{
	const struct member *m = types[type].members;

	for (size_t i = 0; i < MEMBERS_MAX && m[i].name; i++)
		if (!m[i].optional && !json_object_get(json, m[i].name))
			return m[i].name;
	return NULL;
}

/* Nothing that came goes into the sentence, as it may be shown on a terminal. */
static int check_members(enum message_type type, json_t *json, void *ctx, char **error)
{
	const char *name = missing(type, json), *wrong = NULL;
	const struct member *m;
	json_t *value;

	if (name) {
		*error = talloc_asprintf(ctx, "the message '%s' has no '%s'", types[type].name,
					 name);
		return -EPROTO;
	}
	json_object_foreach (json, name, value) {
		if (!strcmp(name, "id") || !strcmp(name, "type"))
			continue;
		m = find_member(type, name);
		if (!m)
			wrong = "a member that is not known";
		else if (!m->valid(value))
			wrong = m->name;
	}
	if (!wrong)
		return 0;
	*error = talloc_asprintf(ctx, "the message '%s' is wrong: %s", types[type].name, wrong);
	return -EPROTO;
}

static int check(json_t *json, struct message *out, void *ctx, char **error)
{
	int type = find_type(json_member_text(json, "type"));

	out->id = json_integer_value(json_object_get(json, "id"));
	if (type < 0 || out->id <= 0) {
		*error = talloc_strdup(ctx, type < 0 ? "the message is of no type that is known"
						     : "the message has no id");
		return -EPROTO;
	}
	out->type = (enum message_type)type;
	return check_members(out->type, json, ctx, error);
}

/* ---- sending and receiving ---- */

void message_trail(const struct message_end *e, const struct message *m, const char *from,
		   const char *to)
{
	const struct member *members = types[m->type].members;
	json_t *detail;

	if (!e->trail || m->type == MESSAGE_PROGRESS)
		return;
	detail = json_object();
	for (size_t i = 0; i < MEMBERS_MAX && members[i].name; i++) {
		json_t *value = json_object_get(m->json, members[i].name);

		if (value && !members[i].secret)
			json_object_set(detail, members[i].name, value);
	}
	trail_message(e->trail, from, to, types[m->type].name, detail);
}

int message_send(const struct message_end *e, enum message_type type, json_int_t id,
		 json_t *members, void *ctx, char **error)
{
	struct message m = {
		.type = type,
		.id = id,
		.json = json_pack("{s:I, s:s}", "id", id, "type", types[type].name),
	};
	int r = -ENOMEM;

	if (m.json && (!members || json_object_update(m.json, members) == 0))
		r = check_members(type, m.json, ctx, error) ? -EINVAL : 0;
	if (r == 0) {
		message_trail(e, &m, e->self, e->peer); /* before what the other says to it */
		r = link_send(e->link, m.json, ctx, error);
	}
	json_decref(members);
	json_decref(m.json);
	return r;
}

int message_receive(const struct message_end *e, int timeout, struct message *out, void *ctx,
		    char **error)
{
	int r = link_receive(e->link, timeout, &out->json, ctx, error);

	if (r)
		return r;
	r = check(out->json, out, ctx, error);
	if (r)
		message_free(out);
	return r;
}

void message_free(struct message *m)
{
	json_decref(m->json);
	m->json = NULL;
}

char *message_text(const struct message *m, const char *member, void *ctx)
{
	const char *text = json_member_text(m->json, member);

	return text ? talloc_strdup(ctx, text) : NULL;
}
