/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "https_script.h"

#include "ecasd/pki.h"
#include "servers/common/tls.h"
#include "unit.h"

static struct {
	void *ctx;
	struct http_server *server;
	char *address;
	char *cis[CURVE_COUNT];
	const struct https_line *lines;
	size_t n;
	void (*answer)(const char *body, void *ctx, struct https_line *out);
	char *method, *path, *body, *agent;
} script;

static bool contains(const char *text, const char *part)
{
	return !part || (text && strstr(text, part));
}

static void next_line(const struct http_request *request, void *ctx, struct https_line *out)
{
	*out = (struct https_line){.status = 599};
	if (script.answer) {
		script.answer(script.body, ctx, out);
		return;
	}
	if (!script.n || !contains(script.body, script.lines->has) ||
	    !contains(request->query, script.lines->query) ||
	    !contains(http_header(request, "Cookie"), script.lines->with_cookie))
		return;
	*out = *script.lines++;
	script.n--;
}

static void handle(void *arg, const struct http_request *request, void *ctx,
		   struct http_reply *reply)
{
	const char **headers = talloc_zero_array(ctx, const char *, 5), **h = headers;
	const char *agent = http_header(request, "User-Agent");
	struct https_line line;

	(void)arg;
	script.method = talloc_strdup(script.ctx, request->method);
	script.path = talloc_strdup(script.ctx, request->path);
	script.agent = talloc_strdup(script.ctx, agent ? agent : "");
	script.body = talloc_strndup(script.ctx, (const char *)request->body.p, request->body.n);
	next_line(request, ctx, &line);
	reply->status = line.status;
	reply->body = line.body;
	reply->content_type = line.type ? line.type : "application/json";
	if (line.cookie) {
		*h++ = "Set-Cookie";
		*h++ = line.cookie;
	}
	if (line.location) {
		*h++ = "Location";
		*h++ = line.location;
	}
	reply->headers = headers;
}

static void say(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

void https_script_start(void *ctx)
{
	struct http_config config = {.handler = handle, .log = say};
	struct http_listener listener;
	struct crypto *crypto;
	struct pki *pki;
	char *certificate, *key, *error = NULL;

	memset(&script, 0, sizeof(script));
	script.ctx = ctx;
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	ck_assert_int_eq(pki_load(crypto, NULL, ctx, &pki, &error), 0);
	for (int i = 0; i < CURVE_COUNT; i++)
		script.cis[i] = tls_pem(ctx, certificate_der(pki->sets[i].ci));
	ck_assert_int_eq(tls_load(pki->sets[0].tls_certificate, pki->sets[0].tls_key, ctx,
				  &certificate, &key, &error),
			 0);
	config.certificate = certificate;
	config.key = key;
	ck_assert_int_eq(http_listen("127.0.0.1:0", ctx, &listener, &error), 0);
	script.address = talloc_strdup(ctx, listener.address);
	ck_assert_int_eq(http_start(&config, &listener, ctx, &script.server, &error), 0);
}

void https_script_stop(void)
{
	talloc_free(script.server);
	script.server = NULL;
}

char *https_script_url(const char *path)
{
	return talloc_asprintf(script.ctx, "https://%s%s", script.address, path);
}

const char *https_script_ci(void)
{
	return script.cis[0];
}

const char *https_script_other_ci(void)
{
	return script.cis[1];
}

void https_script(const struct https_line *lines, size_t n)
{
	script.answer = NULL;
	script.lines = lines;
	script.n = n;
}

void https_script_with(void (*answer)(const char *body, void *ctx, struct https_line *out))
{
	script.answer = answer;
}

size_t https_script_left(void)
{
	return script.n;
}

const char *https_script_method(void)
{
	return script.method;
}

const char *https_script_path(void)
{
	return script.path;
}

const char *https_script_body(void)
{
	return script.body;
}

const char *https_script_agent(void)
{
	return script.agent;
}
