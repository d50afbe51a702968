/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/caller.h"

#include <curl/curl.h>
#include <errno.h>
#include <openssl/rand.h>
#include <talloc.h>

#include "codec/buf.h"
#include "servers/common/http.h"
#include "servers/common/json.h"

struct rsp_caller {
	struct rsp_caller_config config;
	CURL *curl;
	struct curl_slist *headers;
	unsigned long long count;
	char prefix[17]; /* of functionCallIdentifier: no two callers have the same */
};

static int caller_destroy(struct rsp_caller *caller)
{
	curl_easy_cleanup(caller->curl);
	curl_slist_free_all(caller->headers);
	return 0;
}

/* curl does not copy with these flags, and writes to none of it. */
static void set_blob(CURL *curl, CURLoption option, const char *text)
{
	struct curl_blob blob = {
		.data = (void *)(uintptr_t)text,
		.len = text ? strlen(text) : 0,
		.flags = CURL_BLOB_NOCOPY,
	};

	if (text)
		curl_easy_setopt(curl, option, &blob);
}

static size_t take(char *data, size_t size, size_t n, void *arg)
{
	struct buf *body = arg;

	if (size * n > HTTP_BODY_MAX - body->n)
		return 0;
	buf_put(body, data, size * n);
	return size * n;
}

int rsp_caller_new(void *ctx, const struct rsp_caller_config *config, struct rsp_caller **out)
{
	static const char *const headers[] = {
		"Content-Type: application/json;charset=UTF-8",
		"X-Admin-Protocol: gsma/rsp/v2.5.0",
		"User-Agent: softeuicc",
	};
	struct rsp_caller *caller = talloc_zero(ctx, struct rsp_caller);
	unsigned long long random;

	if (!caller || RAND_bytes((unsigned char *)&random, sizeof(random)) != 1)
		return -ENOMEM;
	caller->config = *config;
	talloc_set_destructor(caller, caller_destroy);
	caller->curl = curl_easy_init();
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		caller->headers = curl_slist_append(caller->headers, headers[i]);
	if (!caller->curl || !caller->headers) {
		talloc_free(caller);
		return -ENOMEM;
	}
	snprintf(caller->prefix, sizeof(caller->prefix), "%016llX", random);
	curl_easy_setopt(caller->curl, CURLOPT_HTTPHEADER, caller->headers);
	curl_easy_setopt(caller->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(caller->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(caller->curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(caller->curl, CURLOPT_TIMEOUT, (long)CALL_SECONDS);
	curl_easy_setopt(caller->curl, CURLOPT_WRITEFUNCTION, take);
	set_blob(caller->curl, CURLOPT_CAINFO_BLOB, config->trusted);
	set_blob(caller->curl, CURLOPT_SSLCERT_BLOB, config->certificate);
	set_blob(caller->curl, CURLOPT_SSLKEY_BLOB, config->key);
	curl_easy_setopt(caller->curl, CURLOPT_SSLCERTTYPE, "PEM");
	curl_easy_setopt(caller->curl, CURLOPT_SSLKEYTYPE, "PEM");
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
	char *whole = talloc_asprintf(ctx, "%s%s", url, path);
	char *text = request_text(caller, members, ctx);
	struct buf body = buf_new(ctx);
	CURLcode code;

	*out = (struct rsp_answer){.subject = "", .reason = "", .message = ""};
	*error = NULL;
	if (!whole || !text)
		return -ENOMEM;
	curl_easy_setopt(caller->curl, CURLOPT_URL, whole);
	curl_easy_setopt(caller->curl, CURLOPT_POSTFIELDS, text);
	curl_easy_setopt(caller->curl, CURLOPT_WRITEDATA, &body);
	code = curl_easy_perform(caller->curl);
	if (code != CURLE_OK) {
		*error = talloc_asprintf(ctx, "%s: %s", whole, curl_easy_strerror(code));
		return -EIO;
	}
	curl_easy_getinfo(caller->curl, CURLINFO_RESPONSE_CODE, &out->http_status);
	if (!buf_ok(&body))
		return -ENOMEM;
	if (out->http_status == 204 ||
	    (out->http_status == 200 && read_answer(buf_slice(&body), ctx, out) == 0))
		return 0;
	*error = talloc_asprintf(ctx, "%s: HTTP status %ld without an answer of RSP", whole,
				 out->http_status);
	return -EBADMSG;
}
