/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSP sessions under way (SGP.22 3.0.1). They live in memory and for a few minutes: whoever lost
 * one begins anew. What must outlive them is in the order store. */
#ifndef SMDPP_SESSION_H
#define SMDPP_SESSION_H

#include "ecasd/eid.h"
#include "ecasd/pki.h"

enum {
	TRANSACTION_BYTES = 16,
	CHALLENGE_BYTES = 16,
	SESSIONS_MAX = 1024, /* the oldest gives way to the next: nobody can fill the memory */
	SESSION_SECONDS = 600,
};

struct dp_session {
	struct dp_session *next;
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

struct dp_sessions {
	struct dp_session *newest;
	size_t n;
};

static inline struct slice dp_session_transaction(const struct dp_session *s)
{
	return slice_of(s->transaction, sizeof(s->transaction));
}

/* A new session with a fresh transaction id and challenge, as a talloc child of @ctx. */
int dp_session_new(struct dp_sessions *all, struct crypto *c, int64_t now, void *ctx,
		   struct dp_session **out);
/* NULL where it is unknown or too old. */
struct dp_session *dp_session_find(struct dp_sessions *all, struct slice transaction, int64_t now);
void dp_session_end(struct dp_sessions *all, struct dp_session *s);

#endif
