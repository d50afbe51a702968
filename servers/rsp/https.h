/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's functions over HTTPS (SGP.22 6.3, 6.5). */
#ifndef RSP_HTTPS_H
#define RSP_HTTPS_H

#include "servers/common/http.h"
#include "servers/rsp/server.h"

/* An http_handler with a struct rsp_server: runs the function of its role that @request names. */
void rsp_respond(void *arg, const struct http_request *request, void *ctx,
		 struct http_reply *reply);

struct rsp_https; /* a talloc object; freed, it stops */

/* Serves @server on @listener, whose socket it takes over, until it is freed; @server belongs to
 * the server's thread in the meantime. @log takes one line per request, without newline. */
int rsp_serve(struct rsp_server *server, struct http_listener *listener,
	      void (*log)(void *arg, const char *line), void *arg, void *ctx,
	      struct rsp_https **out, char **error);

/* Serves what @config's handler does with @server's certificate and key, and asks clients for
 * certificates under its CIs; fills that in in @config. Otherwise as http_start(). */
int rsp_start(struct rsp_server *server, struct http_config *config, struct http_listener *listener,
	      void *ctx, struct http_server **out, char **error);

#endif
