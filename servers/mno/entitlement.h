/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authorization server: GSMA TS.43's entitlement configuration server, for on-device service
 * activation (ODSA) of companion devices (ap2006) and of the primary itself (ap2009). It knows who
 * asks by an EAP exchange relayed over HTTPS, a code by short message, or a token that one of them
 * got before; what is asked for it leaves to the BOSS. */
#ifndef MNO_ENTITLEMENT_H
#define MNO_ENTITLEMENT_H

#include "servers/mno/boss.h"

struct entitlement; /* a talloc object */

/* All that it points to outlives the server. */
struct entitlement_server_config {
	struct db *db;
	struct crypto *crypto;
	struct boss *boss;
	const char *url;           /* by which users' browsers reach the web server */
	int64_t (*now)(void *arg); /* seconds since 1970 */
	void *now_arg;
	struct trail *trail; /* NULL: none */
};

/* -ENOMEM */
int entitlement_new(void *ctx, const struct entitlement_server_config *config,
		    struct entitlement **out);

/* An http_handler with a struct entitlement. */
void entitlement_handle(void *arg, const struct http_request *request, void *ctx,
			struct http_reply *reply);

#endif
