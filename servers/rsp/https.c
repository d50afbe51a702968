/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/https.h"

#include <errno.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "codec/utf8.h"
#include "servers/common/https_client.h"
#include "servers/rsp/call.h"

static const char *const headers[] = {"X-Admin-Protocol", "gsma/rsp/v2.5.0", NULL};
static const char *const post_only[] = {"Allow", "POST", NULL}; /* RFC 9110 15.5.6 */

struct rsp_https {
	struct http_server *http;
	struct rsp_server *server;
};

static const char *note(const struct rsp_response *r, void *ctx)
{
	const struct rsp_status_code *code = &rsp_status_codes[r->status];
	bool ok = r->status == STATUS_OK;

	return talloc_asprintf(
		ctx, "%s %s %s%s%s%s%s", r->function, *r->transaction ? r->transaction : "-",
		ok ? "ok" : code->subject, ok ? "" : "/", code->reason,
		*r->detail || *code->message ? ": " : "", *r->detail ? r->detail : code->message);
}

void rsp_respond(void *arg, const struct http_request *request, void *ctx, struct http_reply *reply)
{
	struct rsp_server *server = arg;
	struct rsp_response r;

	rsp_handle(server, request, ctx, &r);
	*reply = (struct http_reply){
		.status = r.http_status,
		.body = r.body,
		.content_type = "application/json;charset=UTF-8",
		.headers = r.http_status == 405 ? post_only : headers,
		.note = *r.function ? note(&r, ctx) : NULL,
	};
}

/* What the functions leave to be sent is sent while they are served. */
static int start_outbox(struct rsp_https *https, const struct http_config *http, char **error)
{
	const struct outbox_config config = {
		.store = https->server->config.store,
		.kind = https->server->role->store,
		.caller = &https->server->calls,
		.now = https->server->config.now,
		.now_arg = https->server->config.arg,
		.log = http->log,
		.log_arg = http->log_arg,
	};

	return outbox_start(https, &config, &https->server->outbox, error);
}

int rsp_start(struct rsp_server *server, struct http_config *config, struct http_listener *listener,
	      void *ctx, struct http_server **out, char **error)
{
	char *certificate, *key;
	int r = rsp_tls(server, ctx, &certificate, &key, error);

	if (r) {
		close(listener->fd);
		return r;
	}
	config->certificate = certificate;
	config->key = key;
	config->client_ca = server->calls.trusted;
	config->calls = server->calls.stop;
	return http_start(config, listener, ctx, out, error);
}

static int https_destroy(struct rsp_https *https)
{
	struct https_stop *calls = https->server->calls.stop;

	talloc_free(https->http);
	https_stop(calls);
	talloc_free(https->server->outbox);
	https_go_on(calls);
	https->server->outbox = NULL;
	return 0;
}

int rsp_serve(struct rsp_server *server, struct http_listener *listener,
	      void (*log)(void *arg, const char *line), void *arg, void *ctx,
	      struct rsp_https **out, char **error)
{
	struct http_config config = {
		.handler = rsp_respond, .arg = server, .log = log, .log_arg = arg};
	struct rsp_https *https = talloc_zero(ctx, struct rsp_https);
	int r = 0;

	*error = NULL;
	if (!https) {
		close(listener->fd);
		return -ENOMEM;
	}
	https->server = server;
	talloc_set_destructor(https, https_destroy);
	if (server->role->calls_others)
		r = start_outbox(https, &config, error);
	if (r)
		close(listener->fd);
	else /* last, and so the first to end when all is freed: its thread uses the rest */
		r = rsp_start(server, &config, listener, https, &https->http, error);
	if (r) {
		talloc_steal(ctx, *error);
		talloc_free(https);
		return r;
	}
	*out = https;
	return 0;
}
