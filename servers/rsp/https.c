/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/https.h"

#include <errno.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "codec/utf8.h"
#include "servers/rsp/call.h"

static const char *const headers[] = {"X-Admin-Protocol", "gsma/rsp/v2.5.0", NULL};
static const char *const post_only[] = {"Allow", "POST", NULL}; /* RFC 9110 15.5.6 */

struct rsp_https {
	struct http_server *http;
	struct rsp_server *server;
	void (*log)(void *arg, const char *line);
	void *arg;
};

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void log_request(const struct rsp_https *https, const struct rsp_response *r, int64_t took,
			void *ctx)
{
	const struct rsp_status_code *code = &rsp_status_codes[r->status];
	char *line = talloc_asprintf(ctx, "%s %s %s%s%s%s%s (%lld ms)", r->function,
				     *r->transaction ? r->transaction : "-",
				     r->status == STATUS_OK ? "ok" : code->subject,
				     r->status == STATUS_OK ? "" : "/", code->reason,
				     *r->detail || *code->message ? ": " : "",
				     *r->detail ? r->detail : code->message, (long long)took);

	if (!line)
		return;
	utf8_mask_controls(line);
	https->log(https->arg, line);
}

static void on_request(void *arg, const struct http_request *request, void *ctx,
		       struct http_reply *reply)
{
	const struct rsp_https *https = arg;
	int64_t began = milliseconds();
	struct rsp_response r;

	rsp_handle(https->server, request, ctx, &r);
	*reply = (struct http_reply){
		.status = r.http_status,
		.body = r.body,
		.content_type = "application/json;charset=UTF-8",
		.headers = r.http_status == 405 ? post_only : headers,
	};
	if (*r.function)
		log_request(https, &r, milliseconds() - began, ctx);
}

static void on_log(void *arg, const char *line)
{
	const struct rsp_https *https = arg;

	https->log(https->arg, line);
}

/* What the functions leave to be sent is sent while they are served. */
static int start_outbox(struct rsp_https *https, char **error)
{
	const struct outbox_config config = {
		.store = https->server->config.store,
		.kind = https->server->role->store,
		.caller = &https->server->calls,
		.now = https->server->config.now,
		.now_arg = https->server->config.arg,
		.log = https->log,
		.log_arg = https->arg,
	};

	return outbox_start(https, &config, &https->server->outbox, error);
}

static int start(struct rsp_https *https, struct http_listener *listener, char **error)
{
	struct http_config config = {.handler = on_request, .log = on_log, .arg = https};
	char *certificate, *key;
	int r = rsp_tls(https->server, https, &certificate, &key, error);

	if (r == 0 && https->server->role->calls_others)
		r = start_outbox(https, error);
	if (r) {
		close(listener->fd);
		return r;
	}
	config.certificate = certificate;
	config.key = key;
	config.client_ca = https->server->calls.trusted;
	/* Last, and so the first to end when all is freed: its thread uses the rest. */
	return http_start(&config, listener, https, &https->http, error);
}

static int https_destroy(struct rsp_https *https)
{
	talloc_free(https->http);
	https->server->outbox = NULL;
	return 0;
}

int rsp_serve(struct rsp_server *server, struct http_listener *listener,
	      void (*log)(void *arg, const char *line), void *arg, void *ctx,
	      struct rsp_https **out, char **error)
{
	struct rsp_https *https = talloc_zero(ctx, struct rsp_https);
	int r;

	*error = NULL;
	if (!https) {
		close(listener->fd);
		return -ENOMEM;
	}
	https->server = server;
	https->log = log;
	https->arg = arg;
	talloc_set_destructor(https, https_destroy);
	r = start(https, listener, error);
	if (r) {
		talloc_steal(ctx, *error);
		talloc_free(https);
		return r;
	}
	*out = https;
	return 0;
}
