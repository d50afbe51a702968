/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentications of devices that are under way, each known by a cookie. They live in memory and
 * for a few minutes: whoever lost one begins anew. */
#ifndef MNO_LOGIN_SESSION_H
#define MNO_LOGIN_SESSION_H

#include "eap/server.h"
#include "servers/mno/entitlement_request.h"
#include "servers/mno/token.h"

enum {
	LOGIN_SESSIONS_MAX = 256, /* the oldest gives way to the next: nobody can fill the memory */
	LOGIN_SECONDS = 300,
	LOGIN_STRAYS_MAX = 3, /* packets that do not belong there end it */
};

struct login_session {
	struct login_session *next;
	char cookie[TOKEN_CHARACTERS + 1];
	int64_t started;
	struct entitlement_request request; /* what is to be done in the end */
	/* by EAP: */
	struct eap_server *eap;      /* NULL: by a code */
	struct slice received, sent; /* the last packets */
	unsigned strays;
	/* by a code: */
	const char *imsi, *msisdn;
};

struct login_sessions {
	struct login_session *newest;
	size_t n;
};

/* A new session for @q with a fresh cookie, as a talloc child of @ctx. */
int login_session_new(struct login_sessions *all, struct crypto *crypto, int64_t now,
		      const struct entitlement_request *q, void *ctx, struct login_session **out);
/* NULL where it is unknown or too old. */
struct login_session *login_session_find(struct login_sessions *all, const char *cookie,
					 int64_t now);
void login_session_end(struct login_sessions *all, struct login_session *s);

#endif
