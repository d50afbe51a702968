/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/entitlement_client.h"

#include <errno.h>
#include <talloc.h>

#include "codec/utf8.h"
#include "devices/entitlement_parameters.h"
#include "devices/entitlement_session.h"
#include "devices/wait.h"
#include "flow/trail.h"
#include "servers/common/json.h"

enum {
	CALL_SECONDS_MAX = 30, /* the operator may have to ask others before it answers */
	WORDS_MAX = 200,       /* bytes of an answer that is no document which people get to see */
	PAUSE_MIN_MS = 500,
	PAUSE_MAX_MS = 10 * 60 * 1000,
};

/* ---- requests ---- */

static char *query_of(struct entitlement_client *c, const json_t *parameters, void *ctx)
{
	char *url = talloc_strdup(ctx, c->config.url);
	const char *name;
	json_t *value;
	char before = '?';

	json_object_foreach ((json_t *)(uintptr_t)parameters, name, value) {
		char *text = https_escape(c->https, json_string_value(value), ctx);

		url = text ? talloc_asprintf_append(url, "%c%s=%s", before, name, text) : NULL;
		if (!url)
			return NULL;
		before = '&';
	}
	return url;
}

static int send_once(struct entitlement_client *c, const struct entitlement_request *q,
		     const json_t *parameters, bool relays, void *ctx, struct https_reply *reply,
		     char **error)
{
	const char *const headers[] = {
		relays ? "Accept: application/vnd.gsma.eap-relay.v1.0+json, application/json"
		       : "Accept: application/json",
		"Content-Type: application/json",
		entitlement_user_agent(c->config.terminal, q->app, ctx),
		NULL,
	};
	const struct https_request request = {
		.url = c->get_only ? query_of(c, parameters, ctx) : c->config.url,
		.body = c->get_only ? NULL : json_text(ctx, parameters),
		.headers = headers,
	};

	if (!request.url || (!c->get_only && !request.body) || !headers[2])
		return -ENOMEM;
	return https_call(c->https, &request, ctx, reply, error);
}

/* TS.43 2.4: POST, and where the server does not allow that GET. */
int entitlement_send(struct entitlement_client *c, const struct entitlement_request *q,
		     const json_t *parameters, bool relays, void *ctx, struct https_reply *reply,
		     char **error)
{
	int r = send_once(c, q, parameters, relays, ctx, reply, error);

	if (r || reply->status != 405 || c->get_only)
		return r;
	c->get_only = true;
	r = send_once(c, q, parameters, relays, ctx, reply, error);
	c->get_only = r == 0 && reply->status != 405; /* else it is not the method */
	return r;
}

/* ---- answers ---- */

const char *entitlement_words(const struct https_reply *reply, const char *app, void *ctx)
{
	struct entitlement_answer answer;
	const char *token;
	char *text, *error;

	if (entitlement_answer_parse(reply->body, app, ctx, &answer, &token, &error) == 1)
		return answer.problem;
	if (strncmp(reply->type, "text/plain", strlen("text/plain")))
		return "";
	text = talloc_strndup(ctx, (const char *)reply->body.p, WORDS_MAX);
	if (!text || utf8_length(slice_str(text)) < 0)
		return "";
	text[strcspn(text, "\r\n")] = '\0';
	utf8_mask_controls(text);
	return text;
}

/* The statuses of TS.43 table 7 and RCC.14 2.5; others are no answer. */
static int judge_status(struct entitlement_client *c, const struct https_reply *reply,
			const char *app, void *ctx, char **error)
{
	static const struct {
		long status;
		int code;
		const char *meaning;
	} statuses[] = {
		{400, -EPERM, "does not understand the request"},
		{401, -EACCES, "wants authentication"},
		{403, -EACCES, "does not let this device in"},
		{405, -EPERM, "does not support that"},
		{406, -EPERM, "does not speak this version of TS.43"},
		{429, -EPERM, "has been asked too often"},
		{503, -EIO, "is not available now"},
		{511, -EACCES, "wants authentication"},
	};
	const char *words = entitlement_words(reply, app, ctx), *meaning = "gives no answer";
	int code = -EBADMSG;

	if (reply->status == 200)
		return 0;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == reply->status) {
			code = statuses[i].code;
			meaning = statuses[i].meaning;
		}
	*error = talloc_asprintf(ctx, "%s %s (HTTP status %ld%s%s)", c->config.url, meaning,
				 reply->status, *words ? ": " : "", words);
	return *error ? code : -ENOMEM;
}

/* Table 38. The operations that may be missing are none that a flow stands on. */
static int judge_result(struct entitlement_client *c, const struct entitlement_answer *a, void *ctx,
			char **error)
{
	static const struct {
		int result, code;
		const char *meaning;
	} results[] = {
		{ODSA_ERROR, -EPERM, "refuses"},
		{ODSA_INVALID_OPERATION, -EPERM, "knows no such operation"},
		{ODSA_INVALID_PARAMETER, -EPERM, "takes a parameter for wrong"},
		{ODSA_INVALID_RESPONSE, -EKEYREJECTED, "does not take that for right"},
	};

	if (a->result == ODSA_SUCCESS || a->result == ODSA_NOT_SUPPORTED)
		return 0;
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		if (results[i].result == a->result) {
			*error = *a->problem ? talloc_strdup(ctx, a->problem)
					     : talloc_asprintf(ctx, "%s %s", c->config.url,
							       results[i].meaning);
			return *error ? results[i].code : -ENOMEM;
		}
	*error = talloc_asprintf(ctx, "%s answers with OperationResult %d", c->config.url,
				 a->result);
	return -EBADMSG;
}

static const char *answer_name(const struct entitlement_answer *a, void *ctx)
{
	static const char *const subscriptions[] = {
		[ODSA_CONTINUE_TO_WEBSHEET] = "CONTINUE TO WEBSHEET",
		[ODSA_DOWNLOAD_PROFILE] = "DOWNLOAD PROFILE",
		[ODSA_DONE] = "DONE",
		[ODSA_DELAYED_DOWNLOAD] = "DELAYED DOWNLOAD",
		[ODSA_DISMISS] = "DISMISS",
		[ODSA_DELETE_PROFILE_IN_USE] = "DELETE PROFILE IN USE",
		[ODSA_REDOWNLOADABLE_MANDATORY] = "REDOWNLOADABLE PROFILE IS MANDATORY",
		[ODSA_REQUIRES_USER_INPUT] = "REQUIRES USER INPUT",
	};
	static const char *const statuses[] = {
		[ODSA_ACTIVATED] = "ACTIVATED",
		[ODSA_ACTIVATING] = "ACTIVATING",
		[ODSA_DEACTIVATED] = "DEACTIVATED",
		[ODSA_DEACTIVATED_NO_REUSE] = "DEACTIVATED, NO REUSE",
	};
	int status = a->n ? a->configurations[0].status : a->status;

	if (a->result != ODSA_SUCCESS)
		return talloc_asprintf(ctx, "OperationResult %d", a->result);
	if (a->subscription >= ODSA_CONTINUE_TO_WEBSHEET &&
	    a->subscription <= ODSA_REQUIRES_USER_INPUT)
		return subscriptions[a->subscription];
	if (status >= ODSA_ACTIVATED && status <= ODSA_DEACTIVATED_NO_REUSE)
		return statuses[status];
	return a->eligibility == ODSA_ENABLED ? "ELIGIBLE" : "OK";
}

static void take_token(struct entitlement_client *c, const char *token)
{
	if (!*token)
		return;
	talloc_free(c->token);
	c->token = talloc_strdup(c, token);
	/* Without the file there is authentication the next time, no more. */
	if (c->token && c->file.path)
		token_file_write(&c->file, c->token);
}

/* 1: there is an answer; 0: the document says nothing of the application. */
static int read_reply(struct entitlement_client *c, const struct entitlement_request *q,
		      const struct https_reply *reply, void *ctx, struct entitlement_answer *out,
		      char **error)
{
	const char *app = entitlement_app_id(q->app), *token;
	char *what = NULL;
	int r = judge_status(c, reply, app, ctx, error);

	if (r) {
		trail_message(c->config.trail, ENTITLEMENT_SERVER, c->config.party,
			      talloc_asprintf(ctx, "HTTP status %ld", reply->status), NULL);
		return r;
	}
	r = entitlement_answer_parse(reply->body, app, ctx, out, &token, &what);
	if (r < 0) {
		*error = talloc_asprintf(ctx, "%s: %s", c->config.url, what ? what : "no memory");
		return r;
	}
	take_token(c, token);
	if (r == 0)
		return 0;
	trail_message(c->config.trail, ENTITLEMENT_SERVER, c->config.party, answer_name(out, ctx),
		      NULL);
	r = judge_result(c, out, ctx, error);
	return r ? r : 1;
}

/* ---- calls ---- */

int entitlement_client_new(void *ctx, struct crypto *crypto,
			   const struct entitlement_config *config, struct entitlement_client **out)
{
	const struct https_client_config https = {
		.trusted = config->trusted, .seconds = CALL_SECONDS_MAX, .cookies = true};
	struct entitlement_client *c = talloc_zero(ctx, struct entitlement_client);

	if (!c || https_client_new(c, &https, &c->https)) {
		talloc_free(c);
		return -ENOMEM;
	}
	c->config = *config;
	c->crypto = crypto;
	c->file = (struct token_file){
		.path = config->state,
		.server = config->url,
		.terminal = config->terminal->terminal_id,
		.subscription = config->login.eap_types ? config->login.imsi : config->login.msisdn,
	};
	if (c->file.path)
		c->token = token_file_read(&c->file, c);
	*out = c;
	return 0;
}

void entitlement_forget(struct entitlement_client *c)
{
	TALLOC_FREE(c->token);
	if (c->file.path)
		token_file_remove(&c->file);
}

static json_t *trail_detail(const json_t *parameters)
{
	static const char *const names[] = {"app",
					    "companion_terminal_eid",
					    "companion_terminal_iccid",
					    "companion_terminal_service",
					    "terminal_eid",
					    "terminal_iccid"};
	json_t *detail = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_object_set(detail, names[i], json_object_get(parameters, names[i]));
	return detail;
}

/* One request with the token, or with authentication. As read_reply(). */
static int call_once(struct entitlement_client *c, const struct entitlement_request *q, void *ctx,
		     struct entitlement_answer *out, char **error)
{
	json_t *parameters = entitlement_parameters(q, c->config.terminal);
	struct https_reply reply;
	int r = -ENOMEM;

	trail_message(c->config.trail, c->config.party, ENTITLEMENT_SERVER,
		      entitlement_operation_name(q), trail_detail(parameters));
	if (parameters && !c->token)
		r = entitlement_login(c, q, parameters, ctx, &reply, error);
	else if (parameters && !json_object_set_new(parameters, "token", json_string(c->token)))
		r = entitlement_send(c, q, parameters, false, ctx, &reply, error);
	json_decref(parameters);
	return r ? r : read_reply(c, q, &reply, ctx, out, error);
}

int entitlement_call(struct entitlement_client *c, const struct entitlement_request *q, void *ctx,
		     struct entitlement_answer *out, char **error)
{
	bool had_token = c->token;
	int r;

	*error = NULL;
	r = call_once(c, q, ctx, out, error);
	if (r == -EACCES && had_token) {
		entitlement_forget(c);
		r = call_once(c, q, ctx, out, error);
	}
	/* A server may answer authentication with no more than the token. */
	if (r == 0 && c->token)
		r = call_once(c, q, ctx, out, error);
	if (r == 0) {
		*error = talloc_asprintf(ctx, "%s: the document says nothing of %s", c->config.url,
					 entitlement_app_id(q->app));
		return -EBADMSG;
	}
	return r == 1 ? 0 : r;
}

/* ---- waiting ---- */

static int pause_for(struct entitlement_client *c, long ms, void *ctx, char **error)
{
	if (ms < PAUSE_MIN_MS)
		ms = PAUSE_MIN_MS;
	if (ms > PAUSE_MAX_MS)
		ms = PAUSE_MAX_MS;
	if (wait_for(-1, 0, c->config.stop, wait_until((int)ms)) == -ETIMEDOUT)
		return 0;
	*error = talloc_strdup(ctx, "interrupted");
	return -ECANCELED;
}

/* The configuration that @q asks for by its ICCID, or the only one. */
static const struct entitlement_configuration *pick(const struct entitlement_answer *a,
						    const struct entitlement_request *q)
{
	const char *iccid =
		q->app == ENTITLEMENT_COMPANION ? q->companion.iccid : q->terminal_iccid;

	for (size_t i = 0; i < a->n; i++)
		if (!iccid || !*a->configurations[i].iccid ||
		    !strcmp(a->configurations[i].iccid, iccid))
			return &a->configurations[i];
	return NULL;
}

int entitlement_wait(struct entitlement_client *c, const struct entitlement_request *q, void *ctx,
		     struct entitlement_configuration *out, char **error)
{
	const struct entitlement_configuration *found;
	struct entitlement_answer answer;
	int r;

	for (unsigned i = 0; i < ENTITLEMENT_LOOKS_MAX; i++) {
		r = entitlement_call(c, q, ctx, &answer, error);
		if (r)
			return r;
		found = pick(&answer, q);
		if (!found)
			return 0;
		*out = *found;
		if (found->status != ODSA_ACTIVATING || *found->download.code)
			return 1;
		r = pause_for(c, found->poll_ms, ctx, error);
		if (r)
			return r;
	}
	*error = talloc_asprintf(ctx, "%s is still working on it; try again later", c->config.url);
	return -ETIMEDOUT;
}
