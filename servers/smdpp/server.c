/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/server.h"

#include <errno.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "codec/utf8.h"
#include "servers/smdpp/es9.h"

static const char prefix[] = "/gsma/rsp2/es9plus/";
static const char *const headers[] = {"X-Admin-Protocol", "gsma/rsp/v2.5.0", NULL};
static const char *const post_only[] = {"Allow", "POST", NULL}; /* RFC 9110 15.5.6 */

struct smdpp_server {
	struct http_server *http;
	struct smdpp *dp;
	void (*log)(void *arg, const char *line);
	void *arg;
};

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void log_request(const struct smdpp_server *server, const char *function,
			const struct es9_response *r, int64_t took, void *ctx)
{
	const struct es9_status_code *code = &es9_status_codes[r->status];
	char *line = talloc_asprintf(
		ctx, "%s %s %s%s%s%s%s (%lld ms)", function, *r->transaction ? r->transaction : "-",
		r->status == ES9_OK ? "ok" : code->subject, r->status == ES9_OK ? "" : "/",
		code->reason, *r->detail || *code->message ? ": " : "",
		*r->detail ? r->detail : code->message, (long long)took);

	if (!line)
		return;
	utf8_mask_controls(line);
	server->log(server->arg, line);
}

static void on_request(void *arg, const struct http_request *request, void *ctx,
		       struct http_reply *reply)
{
	const struct smdpp_server *server = arg;
	const char *function;
	int64_t began = milliseconds();
	struct es9_response r;

	*reply = (struct http_reply){.status = 404, .headers = headers};
	if (strncmp(request->path, prefix, strlen(prefix)))
		return;
	if (strcmp(request->method, "POST")) {
		*reply = (struct http_reply){.status = 405, .headers = post_only};
		return;
	}
	function = request->path + strlen(prefix);
	es9_handle(server->dp, function, request->body, ctx, &r);
	reply->status = r.http_status;
	reply->body = r.body;
	reply->content_type = "application/json;charset=UTF-8";
	if (r.http_status != 404)
		log_request(server, function, &r, milliseconds() - began, ctx);
}

static void on_log(void *arg, const char *line)
{
	const struct smdpp_server *server = arg;

	server->log(server->arg, line);
}

int smdpp_serve(struct smdpp *dp, struct http_listener *listener,
		void (*log)(void *arg, const char *line), void *arg, void *ctx,
		struct smdpp_server **out, char **error)
{
	struct smdpp_server *server = talloc_zero(ctx, struct smdpp_server);
	struct http_config config = {.handler = on_request, .log = on_log, .arg = server};
	char *certificate, *key;
	int r = -ENOMEM;

	if (server) {
		server->dp = dp;
		server->log = log;
		server->arg = arg;
		r = smdpp_tls(dp, server, &certificate, &key, error);
	}
	if (r) {
		close(listener->fd);
		if (server)
			talloc_steal(ctx, *error);
		talloc_free(server);
		return r;
	}
	config.certificate = certificate;
	config.key = key;
	r = http_start(&config, listener, server, &server->http, error);
	if (r) {
		talloc_steal(ctx, *error);
		talloc_free(server);
		return r;
	}
	*out = server;
	return 0;
}
