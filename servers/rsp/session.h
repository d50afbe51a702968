/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSP sessions under way (SGP.22 3.0.1). They live in memory and for a few minutes: whoever lost
 * one begins anew. What must outlive them is in the order store. */
#ifndef RSP_SESSION_H
#define RSP_SESSION_H

#include "ecasd/eid.h"
#include "ecasd/pki.h"

enum {
	TRANSACTION_BYTES = 16,
	CHALLENGE_BYTES = 16,
	SESSIONS_MAX = 1024, /* the oldest gives way to the next: nobody can fill the memory */
	SESSION_SECONDS = 600,
};

struct server_session {
	struct server_session *next;
	uint8_t transaction[TRANSACTION_BYTES];
	int64_t started;
	/* from initiateAuthentication */
	const struct pki_set *euicc_ci; /* whose certificates the eUICC shall answer with */
	const struct pki_set *own;      /* whose certificates this server signs with */
	uint8_t challenge[CHALLENGE_BYTES];
	const char *address;
	/* from authenticateClient on; NULL before */
	struct certificate *euicc;
	char eid[EID_DIGITS + 1];
	int64_t order;
	struct slice signature2; /* smdpSignature2, whole '5F37' */
	bool code_refused;       /* the last confirmation code in it was wrong or missing */
};

struct server_sessions {
	struct server_session *newest;
	size_t n;
};

static inline struct slice server_session_transaction(const struct server_session *s)
{
	return slice_of(s->transaction, sizeof(s->transaction));
}

/* A new session with a fresh transaction id and challenge, as a talloc child of @ctx. */
int server_session_new(struct server_sessions *all, struct crypto *c, int64_t now, void *ctx,
		       struct server_session **out);
/* NULL where it is unknown or too old. */
struct server_session *server_session_find(struct server_sessions *all, struct slice transaction,
					   int64_t now);
void server_session_end(struct server_sessions *all, struct server_session *s);

#endif
