/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has proved by a code to have the phone with a number is known for a while by a cookie. Kept
 * in memory: a session ends with the process at the latest. */
#ifndef MNO_WEB_SESSION_H
#define MNO_WEB_SESSION_H

#include "servers/mno/token.h"

enum { WEB_SESSIONS_MAX = 64, IMSI_DIGITS_MAX = 15 };

struct web_session {
	char token[TOKEN_CHARACTERS + 1]; /* "" for none */
	char imsi[IMSI_DIGITS_MAX + 1];
	int64_t expires; /* seconds since 1970 */
};

struct web_sessions {
	struct web_session list[WEB_SESSIONS_MAX];
};

/* Begins one in the place of the one that expires first, where there are too many. */
int web_session_begin(struct web_sessions *s, struct crypto *crypto, const char *imsi,
		      int64_t expires, char token[TOKEN_CHARACTERS + 1]);
/* Whose session it is at @now; NULL where there is none. */
const char *web_session_imsi(const struct web_sessions *s, const char *token, int64_t now);
void web_session_end(struct web_sessions *s, const char *token);

#endif
