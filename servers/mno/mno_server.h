/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's servers in one process: what belongs to all of them, and which of them is asked by
 * which path. */
#ifndef MNO_SERVER_H
#define MNO_SERVER_H

#include "servers/common/http.h"
#include "servers/mno/boss.h"
#include "servers/mno/entitlement.h"
#include "servers/mno/web.h"
#include "servers/rsp/server.h"

enum { MNO_MOUNTS_MAX = 8 };

struct mno_config {
	struct rsp_config rsp;    /* store, PKI, as whom it orders; addresses[0] goes into the links
				     that devices and users get */
	const char *smdp;         /* "https://HOST[:PORT]" of the SM-DP+ that it orders from */
	const char *profile_type; /* what it orders for a new device */
	bool verify_companion;    /* who shares a number proves to have the other device */
	struct slice smdp_certificate; /* as in boss.h */
};

/* A part of the operator that is asked over HTTPS. */
struct mno_mount {
	const char *name;   /* for the log */
	const char *prefix; /* of the paths that it serves; the longest one that fits wins */
	http_handler *handler;
	void *arg;
};

struct mno_server {
	struct mno_config config;
	struct rsp_server *rsp; /* store, keys, certificates, time, and calls to the SM-DP+ */
	const char *url;        /* "https://HOST:PORT" that it is known by, without a path */
	struct boss *boss;
	struct entitlement *entitlement;
	struct web *web;
	struct mno_mount mounts[MNO_MOUNTS_MAX];
	size_t n;
};

/* Opens the store, reads certificates and keys, and sets up the parts. *@error: a talloc string on
 * @ctx. */
int mno_server_new(void *ctx, const struct mno_config *config, struct mno_server **out,
		   char **error);

/* Adds a part. There are at most MNO_MOUNTS_MAX. */
void mno_mount(struct mno_server *server, const struct mno_mount *mount);

/* An http_handler with a struct mno_server: has the part that @request's path names answer. */
void mno_handle(void *arg, const struct http_request *request, void *ctx, struct http_reply *reply);

/* Serves @server on @listener, whose socket it takes over, until *@out is freed; @server belongs to
 * the server's threads in the meantime. @log takes one line per request, without newline. */
int mno_serve(struct mno_server *server, struct http_listener *listener,
	      void (*log)(void *arg, const char *line), void *arg, void *ctx,
	      struct http_server **out, char **error);

#endif
