/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/https_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <sys/eventfd.h>
#include <talloc.h>
#include <unistd.h>

#include "codec/buf.h"
#include "servers/common/http.h"

struct https_client {
	CURL *curl;
	CURLM *multi; /* that runs it, because it can wait for something else as well */
	const struct https_stop *stop;
};

static int client_destroy(struct https_client *c)
{
	curl_easy_cleanup(c->curl);
	curl_multi_cleanup(c->multi);
	return 0;
}

/* ---- what ends calls ---- */

struct https_stop {
	int fd; /* an eventfd, not 0 and so readable while calls shall end */
};

static int stop_destroy(struct https_stop *stop)
{
	close(stop->fd);
	return 0;
}

int https_stop_new(void *ctx, struct https_stop **out)
{
	struct https_stop *stop = talloc_zero(ctx, struct https_stop);

	if (!stop)
		return -ENOMEM;
	stop->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop->fd < 0) {
		int r = -errno;

		talloc_free(stop);
		return r;
	}
	talloc_set_destructor(stop, stop_destroy);
	*out = stop;
	return 0;
}

void https_stop(struct https_stop *stop)
{
	if (stop)
		(void)eventfd_write(stop->fd, 1);
}

void https_go_on(struct https_stop *stop)
{
	eventfd_t count;

	if (stop)
		(void)eventfd_read(stop->fd, &count);
}

/* ---- calls ---- */

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
	talloc_set_destructor(c, client_destroy);
	c->stop = config->stop;
	c->curl = curl_easy_init();
	c->multi = curl_multi_init();
	if (!c->curl || !c->multi) {
		talloc_free(c);
		return -ENOMEM;
	}
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

/* Until the call has ended: by itself, by its time, or because it is stopped. */
static CURLcode wait_for_end(struct https_client *c)
{
	struct curl_waitfd stop = {.fd = c->stop ? c->stop->fd : -1, .events = CURL_WAIT_POLLIN};
	const CURLMsg *end;
	int running, left;

	while (curl_multi_perform(c->multi, &running) == CURLM_OK) {
		end = curl_multi_info_read(c->multi, &left);
		if (end)
			return end->data.result;
		if (curl_multi_poll(c->multi, &stop, c->stop ? 1 : 0, 1000, NULL) != CURLM_OK)
			break;
		if (stop.revents)
			return CURLE_ABORTED_BY_CALLBACK;
	}
	return CURLE_OUT_OF_MEMORY;
}

static CURLcode run(struct https_client *c)
{
	CURLcode code = CURLE_OUT_OF_MEMORY;

	if (curl_multi_add_handle(c->multi, c->curl) == CURLM_OK)
		code = wait_for_end(c);
	curl_multi_remove_handle(c->multi, c->curl);
	return code;
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
	code = run(c);
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

/* What curl makes of @url, and of @to seen from there (NULL: nothing more). */
static char *parse(const char *url, const char *to, bool origin, void *ctx)
{
	CURLU *u = curl_url();
	char *text = NULL, *copy = NULL;

	if (u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    (!to || curl_url_set(u, CURLUPART_URL, to, 0) == CURLUE_OK) &&
	    (!origin || (curl_url_set(u, CURLUPART_PATH, "/", 0) == CURLUE_OK &&
			 curl_url_set(u, CURLUPART_QUERY, NULL, 0) == CURLUE_OK &&
			 curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK)) &&
	    curl_url_get(u, CURLUPART_URL, &text, CURLU_NO_DEFAULT_PORT) == CURLUE_OK)
		copy = talloc_strdup(ctx, text);
	curl_free(text);
	curl_url_cleanup(u);
	return copy;
}

char *https_resolve(const char *from, const char *to, void *ctx)
{
	return parse(from, to, false, ctx);
}

char *https_origin(const char *url, void *ctx)
{
	char *origin = parse(url, NULL, true, ctx);

	if (origin)
		origin[strlen(origin) - 1] = '\0'; /* the path's slash */
	return origin;
}
