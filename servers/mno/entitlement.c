/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/entitlement.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <strings.h>
#include <talloc.h>

#include "servers/mno/device.h"
#include "servers/mno/entitlement_document.h"
#include "servers/mno/odsa.h"

enum { NEWEST_VERSION = 12 }; /* of TS.43 */

/* ---- what the parts use ---- */

int odsa_refuse(struct odsa *o, unsigned status, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = talloc_vasprintf(o->ctx, format, args);
	va_end(args);
	if (!text)
		return -ENOMEM;
	o->note = text;
	o->reply->status = status;
	o->reply->content_type = "text/plain; charset=utf-8";
	o->reply->body = talloc_asprintf(o->ctx, "%s\n", text);
	return o->reply->body ? 0 : -ENOMEM;
}

const char *odsa_given(const char *text)
{
	return text && *text ? text : NULL;
}

int odsa_find(struct odsa *o, const char *identifier, struct subscriber *out)
{
	int r = subscriber_find(o->server->config.db, identifier, o->ctx, out);

	if (r == 1)
		crypto_wipe(&out->aka, sizeof(out->aka));
	return r;
}

int odsa_put(json_t *object, const char *name, const char *value)
{
	return json_object_set_new(object, name, json_string(value)) ? -ENOMEM : 0;
}

int odsa_put_number(json_t *object, const char *name, int value)
{
	return json_object_set_new(object, name, json_sprintf("%d", value)) ? -ENOMEM : 0;
}

int odsa_result(struct odsa *o, enum odsa_operation_result result, const char *problem)
{
	int r = odsa_put_number(o->answer, "OperationResult", result);

	if (r == 0 && problem)
		r = odsa_put(o->answer, "GeneralErrorText", problem);
	if (problem)
		o->note = problem;
	return r;
}

int odsa_invalid(struct odsa *o, const char *name, const char *what)
{
	const char *problem = talloc_asprintf(o->ctx, "%s %s", name, what);

	return problem ? odsa_result(o, ODSA_RESULT_INVALID_PARAMETER, problem) : -ENOMEM;
}

/* ---- which operation ---- */

static const struct {
	const char *name;
	odsa_function *companion, *primary; /* NULL: known, but not supported */
} operations[] = {
	{"CheckEligibility", companion_check, primary_check},
	{"ManageSubscription", companion_subscription, primary_subscription},
	{"ManageService", companion_service, primary_service},
	{"AcquireConfiguration", companion_configuration, primary_configuration},
	{"AcquirePlan", NULL, NULL},
	{"AcquireTemporaryToken", NULL, NULL},
	{"GetPhoneNumber", NULL, NULL},
	{"VerifyPhoneNumber", NULL, NULL},
	{"GetSubscriberInfo", NULL, NULL},
};

static bool is_companion(const struct odsa *o)
{
	return !strcasecmp(o->q.app, "ap2006");
}

/* operation_type where it is one; -1 else. */
static int operation_type(const struct odsa *o)
{
	const char *text = o->q.operation_type;

	return text && *text && strlen(text) <= 2 && strspn(text, "0123456789") == strlen(text)
		       ? atoi(text)
		       : -1;
}

/* A subscription that has gone over to another device may only learn that. */
static bool is_barred(const struct odsa *o, odsa_function *function)
{
	return o->who.suspended && function != primary_configuration &&
	       function != companion_configuration;
}

static int note_terminal(struct odsa *o)
{
	const struct device device = {
		.imsi = o->imsi,
		.id = o->q.terminal_id,
		.eid = o->q.terminal_eid,
		.vendor = o->q.terminal_vendor,
		.model = o->q.terminal_model,
		.software = o->q.terminal_sw_version,
		.seen = o->now,
	};

	return device_put(o->server->config.db, &device);
}

static int run(struct odsa *o, odsa_function *function)
{
	int r = odsa_find(o, o->imsi, &o->who);

	if (r < 0)
		return r;
	if (r == 0 || is_barred(o, function))
		return odsa_refuse(o, 403, "the subscription is suspended, or has ended");
	r = note_terminal(o);
	return r ? r : function(o);
}

/* Without an operation, whoever asks wants a token alone. */
static int operate(struct odsa *o)
{
	size_t i = 0, n = sizeof(operations) / sizeof(operations[0]);
	odsa_function *function;

	if (!o->q.operation)
		return 0;
	while (i < n && strcasecmp(o->q.operation, operations[i].name))
		i++;
	o->answer = json_object();
	if (i == n)
		return odsa_result(o, ODSA_RESULT_INVALID_OPERATION, "there is no such operation");
	function = is_companion(o) ? operations[i].companion : operations[i].primary;
	if (!function)
		return odsa_refuse(o, 405, "%s is not supported", operations[i].name);
	return run(o, function);
}

/* ---- the request and its answer ---- */

/* "1*DIGIT.1*DIGIT" (table 4). Returns the first number; -1 where it is none. */
static int major_version(const char *text)
{
	size_t major = strspn(text, "0123456789"), minor;

	if (major == 0 || major > 3 || text[major] != '.')
		return -1;
	minor = strspn(text + major + 1, "0123456789");
	return minor > 0 && !text[major + 1 + minor] ? atoi(text) : -1;
}

/* What each request has but those that go on with a login. Returns 1 where all is well. */
static int check(struct odsa *o)
{
	const struct entitlement_request *q = &o->q;
	int major;

	if (q->eap_packet.p || q->otp)
		return 1;
	if (!q->app)
		return odsa_refuse(o, 400, "app is missing");
	if (strcasecmp(q->app, "ap2006") && strcasecmp(q->app, "ap2009"))
		return odsa_refuse(o, 400, "app is neither ap2006 nor ap2009");
	if (!q->terminal_id || !*q->terminal_id)
		return odsa_refuse(o, 400, "terminal_id is missing");
	major = q->entitlement_version ? major_version(q->entitlement_version) : -1;
	if (major < 0)
		return odsa_refuse(o, 400, "entitlement_version is missing or malformed");
	if (major == 0 || major > NEWEST_VERSION)
		return odsa_refuse(o, 406, "protocol not supported");
	return 1;
}

static int write_document(struct odsa *o)
{
	const struct entitlement_document document = {
		.token = o->token,
		.token_life = TOKEN_LIFE,
		.app = is_companion(o) ? "ap2006" : "ap2009",
		.answer = o->answer,
	};

	o->reply->status = 200;
	o->reply->content_type =
		o->q.json ? "application/json" : "text/vnd.wap.connectivity-xml; charset=utf-8";
	o->reply->body = o->q.json ? entitlement_json(&document, o->ctx)
				   : entitlement_xml(&document, o->ctx);
	return o->reply->body ? 0 : -ENOMEM;
}

static int serve(struct odsa *o)
{
	int r = check(o);

	if (r == 1)
		r = odsa_login(o);
	if (r != 1)
		return r;
	o->type = operation_type(o);
	r = operate(o);
	return r || o->reply->status ? r : write_document(o);
}

static int read_and_serve(struct odsa *o)
{
	static const struct {
		int error;
		unsigned status;
	} problems[] = {{-EBADMSG, 400}, {-EMSGSIZE, 413}, {-EPROTONOSUPPORT, 415}};
	const char *problem;
	int r = entitlement_request_read(o->http, o->ctx, &o->q, &problem);

	for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++)
		if (problems[i].error == r)
			return odsa_refuse(o, problems[i].status, "%s", problem);
	return r ? r : serve(o);
}

/* For the log: what was asked for by whom, and how it ended. */
static const char *note(const struct odsa *o)
{
	return talloc_asprintf(o->ctx, "%s %s%s%s %s: %s", o->q.app ? o->q.app : "-",
			       o->q.operation ? o->q.operation : "-",
			       o->q.operation_type ? " " : "",
			       o->q.operation_type ? o->q.operation_type : "",
			       o->imsi ? o->imsi : "-", o->note ? o->note : "ok");
}

void entitlement_handle(void *arg, const struct http_request *request, void *ctx,
			struct http_reply *reply)
{
	static const char *const allow[] = {"Allow", "GET, POST", NULL}; /* RFC 9110 15.5.6 */
	struct entitlement *e = arg;
	struct odsa o = {
		.server = e,
		.http = request,
		.ctx = ctx,
		.now = e->config.now(e->config.now_arg),
		.reply = reply,
		.type = -1,
	};
	int r = 0;

	*reply = (struct http_reply){0};
	if (strcmp(request->path, "/")) {
		reply->status = 404;
		return;
	}
	if (strcmp(request->method, "GET") && strcmp(request->method, "POST")) {
		r = odsa_refuse(&o, 405, "neither GET nor POST");
		reply->headers = allow;
	} else {
		r = read_and_serve(&o);
	}
	json_decref(o.answer);
	if (r)
		*reply = (struct http_reply){.status = 500};
	reply->note = r ? talloc_asprintf(ctx, "%s", strerror(-r)) : note(&o);
}

int entitlement_new(void *ctx, const struct entitlement_server_config *config,
		    struct entitlement **out)
{
	struct entitlement *e = talloc_zero(ctx, struct entitlement);

	if (!e)
		return -ENOMEM;
	e->config = *config;
	e->auc = (struct eap_auc_source){config->db, config->crypto, config->trail, true};
	*out = e;
	return 0;
}
