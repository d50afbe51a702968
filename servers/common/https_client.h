/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTPS for clients, on libcurl: servers that call each other, and devices. It follows no redirect
 * and uses no proxy. Each call waits for its answer. */
#ifndef SERVERS_COMMON_HTTPS_CLIENT_H
#define SERVERS_COMMON_HTTPS_CLIENT_H

#include "codec/slice.h"

/* What ends calls before their time, whatever thread they are on. */
struct https_stop; /* a talloc object */

/* 0 or negative errno. */
int https_stop_new(void *ctx, struct https_stop **out);
/* From now on calls fail, those under way as well, until they are let go on. NULL is nobody's. */
void https_stop(struct https_stop *stop);
void https_go_on(struct https_stop *stop);

/* All strings outlive the client. */
struct https_client_config {
	const char *trusted;     /* PEM text: CIs that the server's certificate may be under */
	const char *certificate; /* PEM text: that of this client; NULL: none */
	const char *key;         /* PEM text */
	long seconds;            /* within which an answer must have come */
	bool cookies;            /* keeps those that servers set, and sends them back */
	const struct https_stop *stop; /* NULL: nothing ends its calls */
};

struct https_client; /* a talloc object */

/* -ENOMEM */
int https_client_new(void *ctx, const struct https_client_config *config,
		     struct https_client **out);

struct https_request {
	const char *url;            /* "https://HOST[:PORT]/..." */
	const char *body;           /* for POST; NULL: GET */
	const char *const *headers; /* "Name: value", ..., NULL */
};

/* What points to memory lives on the call's context. */
struct https_reply {
	long status;
	const char *type;     /* Content-Type; "" where it is absent */
	const char *location; /* of a redirect, absolute; "" where it is none */
	struct slice body;    /* at most HTTP_BODY_MAX bytes, and a 0 behind them */
};

/* Returns 0 with the reply, whatever its status; -EIO (not reached, or no whole answer), -ENOMEM,
 * with *@error on @ctx. */
int https_call(struct https_client *c, const struct https_request *request, void *ctx,
	       struct https_reply *out, char **error);

/* @text for a URL's query or a form (RFC 3986 2.1), on @ctx. NULL without memory. */
char *https_escape(struct https_client *c, const char *text, void *ctx);

/* Where a link @to on the page @from leads; and of an address what it has of scheme, host and port:
 * "https://HOST:PORT". On @ctx; NULL without memory or where it is none. */
char *https_resolve(const char *from, const char *to, void *ctx);
char *https_origin(const char *url, void *ctx);

#endif
