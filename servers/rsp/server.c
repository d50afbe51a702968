/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/server.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <talloc.h>
#include <time.h>

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
	const char *path = server->config.store
				   ? server->config.store
				   : rsp_store_default_path(server, server->role->name);
	int r = path ? db_open(path, server->role->store, server, &server->db, error) : -ENOMEM;

	if (r && *error)
		talloc_steal(ctx, *error);
	return r;
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

		/* GnuTLS, beneath the HTTP library, knows no brainpool curves. */
		if (set->curve == CURVE_NIST_P256 && set->tls_certificate && set->tls_key)
			return tls_load(set->tls_certificate, set->tls_key, ctx, certificate, key,
					error);
	}
	*error = talloc_asprintf(ctx, "%s: no TLS certificate and key for NIST P-256 in DPtls",
				 server->pki->path);
	return -ENOENT;
}
