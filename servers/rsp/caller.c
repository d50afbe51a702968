/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/caller.h"

#include <errno.h>
#include <openssl/rand.h>
#include <talloc.h>

#include "servers/common/https_client.h"
#include "servers/common/json.h"

struct rsp_caller {
	struct rsp_caller_config config;
	struct https_client *https;
	unsigned long long count;
	char prefix[17]; /* of functionCallIdentifier: no two callers have the same */
};

int rsp_caller_new(void *ctx, const struct rsp_caller_config *config, struct rsp_caller **out)
{
	const struct https_client_config https = {
		.trusted = config->trusted,
		.certificate = config->certificate,
		.key = config->key,
		.seconds = CALL_SECONDS,
		.stop = config->stop,
	};
	struct rsp_caller *caller = talloc_zero(ctx, struct rsp_caller);
	unsigned long long random;

	if (!caller || RAND_bytes((unsigned char *)&random, sizeof(random)) != 1 ||
	    https_client_new(caller, &https, &caller->https)) {
		talloc_free(caller);
		return -ENOMEM;
	}
	caller->config = *config;
	snprintf(caller->prefix, sizeof(caller->prefix), "%016llX", random);
	*out = caller;
	return 0;
}

static char *request_text(struct rsp_caller *caller, const json_t *members, void *ctx)
{
	json_t *request = json_copy((json_t *)(uintptr_t)members);
	char *id = talloc_asprintf(ctx, "%s-%llu", caller->prefix, ++caller->count);
	json_t *header = json_pack("{s:s, s:s}", "functionRequesterIdentifier",
				   caller->config.requester, "functionCallIdentifier", id);
	char *text = NULL;

	if (json_object_set_new(request, "header", header) == 0)
		text = json_text(ctx, request);
	json_decref(request);
	return text;
}

static int body_destroy(json_t **body)
{
	json_decref(*body);
	return 0;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_member_text(object, name);

	return text ? text : "";
}

/* functionExecutionStatus, SGP.22 6.5.1.4. */
static int read_answer(struct slice text, void *ctx, struct rsp_answer *out)
{
	json_t **body = talloc(ctx, json_t *);
	const json_t *status, *data;
	const char *word;

	if (!body)
		return -ENOMEM;
	*body = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	talloc_set_destructor(body, body_destroy);
	out->body = *body;
	status = json_object_get(json_object_get(*body, "header"), "functionExecutionStatus");
	data = json_object_get(status, "statusCodeData");
	word = text_of(status, "status");
	if (!strcmp(word, "Executed-Success") || !strcmp(word, "Executed-WithWarning"))
		return 0;
	out->subject = text_of(data, "subjectCode");
	out->reason = text_of(data, "reasonCode");
	out->message = text_of(data, "message");
	return *out->subject && *out->reason ? 0 : -EBADMSG;
}

int rsp_caller_call(struct rsp_caller *caller, const char *url, const char *path, json_t *members,
		    void *ctx, struct rsp_answer *out, char **error)
{
	static const char *const headers[] = {
		"Content-Type: application/json;charset=UTF-8",
		"X-Admin-Protocol: gsma/rsp/v2.5.0",
		"User-Agent: softeuicc",
		NULL,
	};
	const struct https_request request = {
		.url = talloc_asprintf(ctx, "%s%s", url, path),
		.body = request_text(caller, members, ctx),
		.headers = headers,
	};
	struct https_reply reply;
	int r;

	*out = (struct rsp_answer){.subject = "", .reason = "", .message = ""};
	*error = NULL;
	if (!request.url || !request.body)
		return -ENOMEM;
	r = https_call(caller->https, &request, ctx, &reply, error);
	if (r)
		return r;
	out->http_status = reply.status;
	if (reply.status == 204 || (reply.status == 200 && read_answer(reply.body, ctx, out) == 0))
		return 0;
	*error = talloc_asprintf(ctx, "%s: HTTP status %ld without an answer of RSP", request.url,
				 reply.status);
	return -EBADMSG;
}
