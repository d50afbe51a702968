/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/mno_server.h"

#include <errno.h>
#include <talloc.h>

#include "servers/mno/download_progress.h"
#include "servers/mno/store.h"
#include "servers/rsp/https.h"

/* ---- what belongs to all parts ---- */

/* The operator signs nothing of RSP's: it needs a CI to trust, and a TLS certificate. */
static bool has_ci(const struct pki_set *set)
{
	return set->ci;
}

/* A test PKI has no certificate for operators' TLS: it is the SM-DP+'s, which often is the
 * operator's own. */
static void tls(const struct pki_set *set, const char **certificate, const char **key)
{
	*certificate = set->tls_certificate;
	*key = set->tls_key;
}

static const struct rsp_interface *const interfaces[] = {&download_progress_interface, NULL};

static const struct rsp_role role = {
	.name = "mno",
	.party = "BOSS",
	.store = &mno_store_kind,
	.interfaces = interfaces,
	.tls = tls,
	.tls_folder = "DPtls",
	.can_sign = has_ci,
	.needs = "certificate of a CI",
};

/* ---- the parts ---- */

static int64_t now(void *arg)
{
	return rsp_now(arg);
}

/* What a process that ended has left in the middle is put right before anybody asks. */
static int start_boss(struct mno_server *server)
{
	const struct boss_config config = {
		.es2 = server->rsp->calls,
		.smdp = server->config.smdp,
		.profile_type = server->config.profile_type,
		.verify_companion = server->config.verify_companion,
		.smdp_certificate = server->config.smdp_certificate,
		.now = now,
		.now_arg = server->rsp,
		.trail = server->config.rsp.trail,
	};
	int r = boss_new(server, server->rsp->db, server->rsp->crypto, &config, &server->boss);

	if (r)
		return r;
	server->rsp->owner = server->boss;
	mno_mount(server, &(const struct mno_mount){"BOSS", ES2_PATH, rsp_respond, server->rsp});
	return boss_recover(server->boss);
}

static int start_entitlement(struct mno_server *server)
{
	const struct entitlement_server_config config = {
		.db = server->rsp->db,
		.crypto = server->rsp->crypto,
		.boss = server->boss,
		.url = server->url,
		.now = now,
		.now_arg = server->rsp,
		.trail = server->config.rsp.trail,
	};
	int r = entitlement_new(server, &config, &server->entitlement);

	if (r == 0)
		mno_mount(server, &(const struct mno_mount){"AS", "/", entitlement_handle,
							    server->entitlement});
	return r;
}

static int start_web(struct mno_server *server)
{
	const struct web_config config = {
		.db = server->rsp->db,
		.crypto = server->rsp->crypto,
		.boss = server->boss,
		.now = now,
		.now_arg = server->rsp,
		.trail = server->config.rsp.trail,
	};
	int r = web_new(server, &config, &server->web);

	for (const char *const *prefix = web_prefixes; r == 0 && *prefix; prefix++)
		mno_mount(server, &(const struct mno_mount){"web server", *prefix, web_handle,
							    server->web});
	return r;
}

static int start_parts(struct mno_server *server, char **error)
{
	int r = start_boss(server);

	if (r == 0)
		r = start_entitlement(server);
	if (r == 0)
		r = start_web(server);
	if (r)
		*error = talloc_asprintf(server, "the operator's parts do not start: %s",
					 strerror(-r));
	return r;
}

int mno_server_new(void *ctx, const struct mno_config *config, struct mno_server **out,
		   char **error)
{
	const char *const *addresses = config->rsp.addresses;
	struct mno_server *server = talloc_zero(ctx, struct mno_server);
	int r;

	if (!server)
		return -ENOMEM;
	server->config = *config;
	server->url = talloc_asprintf(server, "https://%s", addresses ? addresses[0] : "");
	r = server->url ? rsp_server_new(server, &role, &config->rsp, &server->rsp, error)
			: -ENOMEM;
	if (r == 0)
		r = start_parts(server, error);
	if (r) {
		talloc_steal(ctx, *error);
		talloc_free(server);
		return r;
	}
	*out = server;
	return 0;
}

/* ---- which part is asked ---- */

void mno_mount(struct mno_server *server, const struct mno_mount *mount)
{
	if (server->n < MNO_MOUNTS_MAX)
		server->mounts[server->n++] = *mount;
}

static const struct mno_mount *find(const struct mno_server *server, const char *path)
{
	const struct mno_mount *found = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < server->n; i++) {
		const struct mno_mount *m = &server->mounts[i];
		size_t n = strlen(m->prefix);

		if (n > longest && !strncmp(path, m->prefix, n)) {
			found = m;
			longest = n;
		}
	}
	return found;
}

/* Without the query, which may hold tokens and codes. */
static const char *note(const struct mno_mount *m, const struct http_request *request,
			const struct http_reply *reply, void *ctx)
{
	return talloc_asprintf(ctx, "%s: %s %s %u%s%s", m ? m->name : "-", request->method,
			       request->path, reply->status, reply->note ? " " : "",
			       reply->note ? reply->note : "");
}

void mno_handle(void *arg, const struct http_request *request, void *ctx, struct http_reply *reply)
{
	const struct mno_server *server = arg;
	const struct mno_mount *m = find(server, request->path);

	*reply = (struct http_reply){.status = 404};
	if (m)
		m->handler(m->arg, request, ctx, reply);
	reply->note = note(m, request, reply, ctx);
}

int mno_serve(struct mno_server *server, struct http_listener *listener,
	      void (*log)(void *arg, const char *line), void *arg, void *ctx,
	      struct http_server **out, char **error)
{
	struct http_config config = {
		.handler = mno_handle, .arg = server, .log = log, .log_arg = arg};

	*error = NULL;
	return rsp_start(server->rsp, &config, listener, ctx, out, error);
}
