/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's web server: the pages that people see.
 *
 *   /contract?contract=KEY  what the subscriber is to agree to; accept, decline; what came of it
 *   /code?contract=KEY      the code by which the companion of a contract is verified
 *   /status                 the user's devices and numbers, after a code by short message
 *   /web/...                style sheet and script
 *
 * An entitlement answer names the first two as SubscriptionServiceURL, with the rest as
 * SubscriptionServiceUserData (TS.43 6.5.9): as a query, or as a JSON object that is posted. All
 * works without JavaScript. */
#ifndef MNO_WEB_H
#define MNO_WEB_H

#include "servers/common/http.h"
#include "servers/mno/boss.h"

enum { WEB_BODY_MAX = 8192, WEB_SESSION_LIFE = 900 /* seconds */ };

struct web; /* a talloc object */

/* All that it points to outlives the web server. */
struct web_config {
	struct db *db;
	struct crypto *crypto;
	struct boss *boss;
	int64_t (*now)(void *arg); /* seconds since 1970 */
	void *now_arg;
	struct trail *trail; /* NULL: none */
};

int web_new(void *ctx, const struct web_config *config, struct web **out);

/* What paths that it serves begin with; ended by NULL. */
extern const char *const web_prefixes[];

/* An http_handler with a struct web. */
void web_handle(void *arg, const struct http_request *request, void *ctx, struct http_reply *reply);

/* The address of a contract's page for whom @url ("https://HOST:PORT") reaches the web server; its
 * user data, a query. On @ctx; NULL without memory. */
char *web_contract_url(void *ctx, const char *url);
char *web_contract_data(void *ctx, const struct contract *contract);

#endif
