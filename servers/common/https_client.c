/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/https_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <talloc.h>

#include "codec/buf.h"
#include "servers/common/http.h"

struct https_client {
	CURL *curl;
};

static int client_destroy(struct https_client *c)
{
	curl_easy_cleanup(c->curl);
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

int https_client_new(void *ctx, const struct https_client_config *config, struct https_client **out)
{
	struct https_client *c = talloc_zero(ctx, struct https_client);

	if (!c)
		return -ENOMEM;
	c->curl = curl_easy_init();
	if (!c->curl) {
		talloc_free(c);
		return -ENOMEM;
	}
	talloc_set_destructor(c, client_destroy);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, config->seconds);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take);
	if (config->cookies)
		curl_easy_setopt(c->curl, CURLOPT_COOKIEFILE, "");
	set_blob(c->curl, CURLOPT_CAINFO_BLOB, config->trusted);
	set_blob(c->curl, CURLOPT_SSLCERT_BLOB, config->certificate);
	set_blob(c->curl, CURLOPT_SSLKEY_BLOB, config->key);
	curl_easy_setopt(c->curl, CURLOPT_SSLCERTTYPE, "PEM");
	curl_easy_setopt(c->curl, CURLOPT_SSLKEYTYPE, "PEM");
	*out = c;
	return 0;
}

static int perform(struct https_client *c, const struct https_request *request, void *ctx,
		   char **error)
{
	struct curl_slist *headers = NULL;
	CURLcode code;

	for (const char *const *h = request->headers; h && *h; h++)
		headers = curl_slist_append(headers, *h);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c->curl, CURLOPT_URL, request->url);
	if (request->body)
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, request->body);
	else
		curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	code = curl_easy_perform(c->curl);
	curl_slist_free_all(headers);
	if (code == CURLE_OK)
		return 0;
	/* Without the query, which may have secrets. */
	*error = talloc_asprintf(ctx, "%.*s: %s", (int)strcspn(request->url, "?"), request->url,
				 curl_easy_strerror(code));
	return -EIO;
}

/* The text of @info, "" for none, on @ctx. */
static char *text_of(struct https_client *c, CURLINFO info, void *ctx)
{
	char *text = NULL;

	curl_easy_getinfo(c->curl, info, &text);
	return talloc_strdup(ctx, text ? text : "");
}

int https_call(struct https_client *c, const struct https_request *request, void *ctx,
	       struct https_reply *out, char **error)
{
	struct buf body = buf_new(ctx);
	int r;

	*error = NULL;
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &body);
	r = perform(c, request, ctx, error);
	if (r)
		return r;
	*out = (struct https_reply){.body = {body.p, body.n}};
	buf_put_u8(&body, 0);
	out->body.p = body.p;
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &out->status);
	out->type = text_of(c, CURLINFO_CONTENT_TYPE, ctx);
	out->location = text_of(c, CURLINFO_REDIRECT_URL, ctx);
	return buf_ok(&body) && out->type && out->location ? 0 : -ENOMEM;
}

char *https_escape(struct https_client *c, const char *text, void *ctx)
{
	char *escaped = curl_easy_escape(c->curl, text, 0), *copy;

	copy = escaped ? talloc_strdup(ctx, escaped) : NULL;
	curl_free(escaped);
	return copy;
}
