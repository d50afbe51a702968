/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/entitlement_request.h"

#include <errno.h>
#include <stddef.h>
#include <strings.h>
#include <talloc.h>

#include "codec/utf8.h"
#include "servers/common/base64.h"
#include "servers/common/form.h"
#include "servers/common/json.h"

static const struct parameter {
	const char *name;
	size_t at;
	size_t max; /* bytes */
} parameters[] = {
#define PARAMETER(name, member)                                                                    \
	{                                                                                          \
		name, offsetof(struct entitlement_request, member), ENTITLEMENT_TEXT_MAX           \
	}
#define DEVICE(name, member)                                                                       \
	{                                                                                          \
		name, offsetof(struct entitlement_request, member), ENTITLEMENT_DEVICE_MAX         \
	}
	PARAMETER("app", app),
	PARAMETER("vers", vers),
	PARAMETER("entitlement_version", entitlement_version),
	DEVICE("terminal_id", terminal_id),
	PARAMETER("terminal_vendor", terminal_vendor),
	PARAMETER("terminal_model", terminal_model),
	PARAMETER("terminal_sw_version", terminal_sw_version),
	PARAMETER("token", token),
	PARAMETER("IMSI", imsi),
	PARAMETER("EAP_ID", eap_id),
	PARAMETER("msisdn", msisdn),
	PARAMETER("OTP", otp),
	PARAMETER("operation", operation),
	PARAMETER("operation_type", operation_type),
	DEVICE("companion_terminal_id", companion_id),
	PARAMETER("companion_terminal_vendor", companion_vendor),
	PARAMETER("companion_terminal_model", companion_model),
	PARAMETER("companion_terminal_sw_version", companion_sw_version),
	PARAMETER("companion_terminal_friendly_name", companion_name),
	PARAMETER("companion_terminal_service", companion_service),
	PARAMETER("companion_terminal_iccid", companion_iccid),
	PARAMETER("companion_terminal_eid", companion_eid),
	DEVICE("old_companion_terminal_id", old_companion_id),
	PARAMETER("old_companion_terminal_iccid", old_companion_iccid),
	PARAMETER("terminal_iccid", terminal_iccid),
	PARAMETER("terminal_eid", terminal_eid),
	DEVICE("target_terminal_id", target_id),
	PARAMETER("target_terminal_iccid", target_iccid),
	PARAMETER("target_terminal_eid", target_eid),
	DEVICE("old_terminal_id", old_terminal_id),
	PARAMETER("old_terminal_iccid", old_terminal_iccid),
	PARAMETER("MSG_btn", msg_btn),
	PARAMETER("MSG_response", msg_response),
	PARAMETER("companion_terminal_msisdn", companion_msisdn),
	PARAMETER("companion_terminal_imsi", companion_imsi),
	PARAMETER("companion_terminal_alerting", companion_alerting),
#undef DEVICE
#undef PARAMETER
};

enum { PARAMETERS = sizeof(parameters) / sizeof(parameters[0]) };

struct reading {
	void *ctx;
	struct entitlement_request *out;
	const char **problem;
};

static int fail(const struct reading *r, int error, const char *name, const char *what)
{
	*r->problem = talloc_asprintf(r->ctx, "%s %s", name, what);
	return *r->problem ? error : -ENOMEM;
}

static const char **member(struct entitlement_request *q, const struct parameter *p)
{
	return (const char **)((char *)q + p->at);
}

/* ---- parameters ---- */

static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((uint8_t)*text < 0x20 || *text == 0x7F)
			return true;
	return false;
}

static int take(const struct reading *r, const struct parameter *p, const char *text)
{
	if (!text)
		return -ENOMEM;
	if (strlen(text) > p->max)
		return fail(r, -EBADMSG, p->name, "is too long");
	if (has_controls(text))
		return fail(r, -EBADMSG, p->name, "has control characters");
	*member(r->out, p) = talloc_strdup(r->ctx, text);
	return *member(r->out, p) ? 0 : -ENOMEM;
}

/* A parameter may come several times where it has several values, as "app" of requests for several
 * services; operations of ODSA are for one. */
static int read_form(const struct reading *r, struct slice text)
{
	struct form form;
	int error = form_parse(text, r->ctx, &form);

	if (error == -ENOMEM)
		return error;
	if (error)
		return fail(r, -EBADMSG, "the request", "is malformed");
	for (size_t i = 0; i < form.n; i++)
		for (size_t p = 0; p < PARAMETERS; p++) {
			if (strcmp(form.fields[i].name, parameters[p].name))
				continue;
			if (*member(r->out, &parameters[p]))
				return fail(r, -EBADMSG, parameters[p].name, "comes twice");
			error = take(r, &parameters[p], form.fields[i].value);
			if (error)
				return error;
		}
	return 0;
}

/* Numbers may be such, or strings; an array of one is that one (2.4). */
static int take_json(const struct reading *r, const struct parameter *p, const json_t *value)
{
	if (json_is_array(value) && json_array_size(value) == 1)
		value = json_array_get(value, 0);
	if (json_is_integer(value))
		return take(r, p,
			    talloc_asprintf(r->ctx, "%lld", (long long)json_integer_value(value)));
	if (!json_is_string(value))
		return fail(r, -EBADMSG, p->name, "is neither a string nor a number");
	return take(r, p, json_string_value(value));
}

static int read_eap(const struct reading *r, const json_t *object)
{
	struct entitlement_request *q = r->out;
	int error = json_member_bytes(object, "eap-relay-packet", r->ctx, &q->eap_packet);

	if (error == -EBADMSG)
		return fail(r, error, "eap-relay-packet", "is not base64");
	if (error)
		return error == -ENOENT ? 0 : error;
	return q->eap_packet.n > ENTITLEMENT_EAP_MAX
		       ? fail(r, -EBADMSG, "eap-relay-packet", "is too long")
		       : 0;
}

static int read_object(const struct reading *r, const json_t *object)
{
	int error = 0;

	if (!json_is_object(object))
		return fail(r, -EBADMSG, "the body", "is no JSON object");
	for (size_t p = 0; p < PARAMETERS && error == 0; p++) {
		const json_t *value = json_object_get(object, parameters[p].name);

		if (value)
			error = take_json(r, &parameters[p], value);
	}
	return error ? error : read_eap(r, object);
}

static int read_json(const struct reading *r, struct slice text)
{
	json_t *object = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	int error = read_object(r, object);

	json_decref(object);
	return error;
}

/* ---- headers ---- */

/* Whether the media type at @at is @type. */
static bool is_type(const char *at, const char *type)
{
	size_t n = strlen(type);

	return !strncasecmp(at, type, n) && (at[n] == '\0' || strchr(";, \t", at[n]));
}

/* The first of the two forms in the order of preference; XML where neither is named, as RCC.14 has
 * it. */
static void read_accept(const char *accept, struct entitlement_request *q)
{
	static const char *const xml[] = {"text/vnd.wap.connectivity-xml", "application/xml",
					  "text/xml"};
	bool decided = false;

	for (const char *at = accept; at && *at; at += strspn(at, ", \t")) {
		for (size_t i = 0; i < sizeof(xml) / sizeof(xml[0]); i++)
			decided = decided || is_type(at, xml[i]);
		if (!decided && is_type(at, "application/json"))
			q->json = decided = true;
		q->relays_eap = q->relays_eap || is_type(at, EAP_RELAY_TYPE);
		at += strcspn(at, ",");
	}
}

static int read_body(const struct reading *r, const struct http_request *request)
{
	const char *type = http_header(request, "Content-Type");
	const char *coding = http_header(request, "Content-Encoding");

	if (request->body.n > ENTITLEMENT_BODY_MAX)
		return fail(r, -EMSGSIZE, "the body", "is too long");
	if (coding && strcasecmp(coding, "identity"))
		return fail(r, -EPROTONOSUPPORT, coding, "is no coding that this server knows");
	if (!type || is_type(type, "application/json") || is_type(type, EAP_RELAY_TYPE))
		return read_json(r, request->body);
	if (is_type(type, "application/x-www-form-urlencoded"))
		return read_form(r, request->body);
	return fail(r, -EPROTONOSUPPORT, type, "is no type that this server knows");
}

int entitlement_request_read(const struct http_request *request, void *ctx,
			     struct entitlement_request *out, const char **problem)
{
	const struct reading r = {ctx, out, problem};

	*out = (struct entitlement_request){0};
	read_accept(http_header(request, "Accept"), out);
	if (!strcmp(request->method, "POST"))
		return read_body(&r, request);
	return request->query ? read_form(&r, slice_str(request->query)) : 0;
}

int entitlement_request_copy(const struct entitlement_request *q, void *ctx,
			     struct entitlement_request *out)
{
	*out = *q;
	out->eap_packet = slice_of(NULL, 0);
	for (size_t p = 0; p < PARAMETERS; p++) {
		const char **text = member(out, &parameters[p]);

		if (*text && !(*text = talloc_strdup(ctx, *text)))
			return -ENOMEM;
	}
	return 0;
}
