/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/server.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <talloc.h>
#include <time.h>

#include "servers/common/https_client.h"
#include "servers/common/tls.h"

static int load_pki(struct rsp_server *server, void *ctx, char **error)
{
	int r = pki_load(server->crypto, server->config.pki, server, &server->pki, error);

	if (r) {
		if (*error)
			talloc_steal(ctx, *error);
		return r;
	}
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (server->role->can_sign(&server->pki->sets[i]))
			return 0;
	*error = talloc_asprintf(ctx, "%s: no %s", server->pki->path, server->role->needs);
	return -ENOENT;
}

char *rsp_store_default_path(void *ctx, const char *name)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && state[0] == '/')
		return talloc_asprintf(ctx, "%s/softeuicc/%s.db", state, name);
	return talloc_asprintf(ctx, "%s/.local/state/softeuicc/%s.db", home ? home : "", name);
}

static int open_store(struct rsp_server *server, void *ctx, char **error)
{
	int r;

	if (!server->config.store)
		server->config.store = rsp_store_default_path(server, server->role->name);
	if (!server->config.store)
		return -ENOMEM;
	r = db_open(server->config.store, server->role->store, server, &server->db, error);

	if (r && *error)
		talloc_steal(ctx, *error);
	return r;
}

char *rsp_oid_text(struct slice oid, void *ctx)
{
	char *text = talloc_strdup(ctx, "");
	uint64_t arc = 0;

	for (size_t i = 0; i < oid.n && text; i++) {
		arc = arc << 7 | (oid.p[i] & 0x7F);
		if (oid.p[i] & 0x80)
			continue;
		if (!*text) {
			uint64_t first = arc < 80 ? arc / 40 : 2;

			text = talloc_asprintf_append(text, "%llu", (unsigned long long)first);
			arc -= first * 40;
		}
		text = text ? talloc_asprintf_append(text, ".%llu", (unsigned long long)arc) : NULL;
		arc = 0;
	}
	return text;
}

/* As whom this server calls others. */
static int take_requester(struct rsp_server *server)
{
	server->calls.requester = server->config.requester;
	for (size_t i = 0; i < CURVE_COUNT && !server->calls.requester; i++) {
		const struct pki_set *set = &server->pki->sets[i];

		if (set->ci && server->role->can_sign(set))
			server->calls.requester = rsp_oid_text(
				certificate_oid(server->role->auth(set)->certificate), server);
	}
	return server->calls.requester ? 0 : -ENOMEM;
}

/* As whom it does so in TLS: a server without a certificate may do so without one, too. */
static int take_client_certificate(struct rsp_server *server, char **error)
{
	const struct rsp_config *config = &server->config;
	char *certificate, *key, *ignored;

	if (config->client_certificate) {
		int r = tls_load(config->client_certificate, config->client_key, server,
				 &certificate, &key, error);

		if (r)
			return r;
	} else if (rsp_tls(server, server, &certificate, &key, &ignored)) {
		return 0;
	}
	server->calls.certificate = certificate;
	server->calls.key = key;
	return 0;
}

static int prepare_calls(struct rsp_server *server, void *ctx, char **error)
{
	int r;

	server->calls.trusted = tls_trusted(server, server->pki);
	r = server->calls.trusted ? take_requester(server) : -ENOMEM;
	if (r == 0)
		r = take_client_certificate(server, error);
	if (r && *error)
		talloc_steal(ctx, *error);
	if (r == 0)
		r = https_stop_new(server, &server->calls.stop);
	return r ? r : rsp_caller_new(server, &server->calls, &server->caller);
}

int rsp_call_later(struct rsp_server *server, const char *url, const char *path, json_t *members)
{
	server->outbox_filled = true;
	return outbox_put(server->db, url, path, members, rsp_now(server));
}

int rsp_server_new(void *ctx, const struct rsp_role *role, const struct rsp_config *config,
		   struct rsp_server **out, char **error)
{
	struct rsp_server *server = talloc_zero(ctx, struct rsp_server);
	int r;

	*error = NULL;
	if (!server)
		return -ENOMEM;
	server->role = role;
	server->config = *config;
	r = crypto_new(server, NULL, NULL, &server->crypto);
	if (r == 0)
		r = load_pki(server, ctx, error);
	if (r == 0)
		r = open_store(server, ctx, error);
	if (r == 0)
		r = prepare_calls(server, ctx, error);
	if (r) {
		talloc_free(server);
		return r;
	}
	*out = server;
	return 0;
}

int64_t rsp_now(const struct rsp_server *server)
{
	return server->config.now ? server->config.now(server->config.arg) : (int64_t)time(NULL);
}

/* The port of "HOST:PORT", or NULL. An IPv6 address without brackets has no port. */
static const char *port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	if (!colon || (strchr(address, ':') != colon && colon[-1] != ']'))
		return NULL;
	return colon + 1;
}

static bool same_address(const char *a, const char *b)
{
	const char *pa = port_of(a), *pb = port_of(b);
	size_t na = pa ? (size_t)(pa - 1 - a) : strlen(a);
	size_t nb = pb ? (size_t)(pb - 1 - b) : strlen(b);

	return na == nb && !strncasecmp(a, b, na) && (!pa || !pb || !strcmp(pa, pb));
}

bool rsp_has_address(const struct rsp_server *server, const char *address)
{
	for (const char *const *a = server->config.addresses; a && *a; a++)
		if (same_address(*a, address))
			return true;
	return false;
}

int rsp_tls(const struct rsp_server *server, void *ctx, char **certificate, char **key,
	    char **error)
{
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		const struct pki_set *set = &server->pki->sets[i];
		const char *certificate_path, *key_path;

		server->role->tls(set, &certificate_path, &key_path);
		/* GnuTLS, beneath the HTTP library, knows no brainpool curves. */
		if (set->curve == CURVE_NIST_P256 && certificate_path && key_path)
			return tls_load(certificate_path, key_path, ctx, certificate, key, error);
	}
	*error = talloc_asprintf(ctx, "%s: no TLS certificate and key for NIST P-256 in %s",
				 server->pki->path, server->role->tls_folder);
	return -ENOENT;
}
