/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the entitlement client share. */
#ifndef DEVICES_ENTITLEMENT_SESSION_H
#define DEVICES_ENTITLEMENT_SESSION_H

#include <jansson.h>

#include "devices/entitlement_client.h"
#include "devices/token_file.h"
#include "servers/common/https_client.h"

#define ENTITLEMENT_SERVER "AS" /* its name in the trail */

struct entitlement_client {
	struct entitlement_config config;
	struct crypto *crypto;
	struct https_client *https;
	struct token_file file;
	char *token;   /* NULL: none */
	bool get_only; /* the server does not take POST */
};

/* Sends @parameters, by POST or where the server does not take that by GET. @relays: the client can
 * relay EAP. Returns 0 with whatever status, or as https_call(). */
int entitlement_send(struct entitlement_client *c, const struct entitlement_request *q,
		     const json_t *parameters, bool relays, void *ctx, struct https_reply *reply,
		     char **error);

/* Authenticates with @parameters as first request, to which it adds who this is. Returns 0 with the
 * first reply that is no part of the authentication, whatever its status; or -EACCES, -ECANCELED,
 * -ENODATA, -EBADMSG, -EIO, -ENOMEM. */
int entitlement_login(struct entitlement_client *c, const struct entitlement_request *q,
		      json_t *parameters, void *ctx, struct https_reply *reply, char **error);

/* What @reply tells people, on @ctx; "" for nothing. */
const char *entitlement_words(const struct https_reply *reply, const char *app, void *ctx);

#endif
