/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The RSP session: from GetEuiccChallenge to the installation result or CancelSession. There is one
 * at a time, in RAM; a new challenge or a reset discards it (SGP.22 3.1.3, 5.7.7). */
#ifndef ISDR_SESSION_H
#define ISDR_SESSION_H

#include "ecasd/ecasd.h"
#include "isdp/bpp.h"

struct softeuicc;

enum { CHALLENGE_BYTES = 16, TRANSACTION_ID_MAX = 16 };

/* The order of calls. */
enum rsp_state {
	RSP_CHALLENGE,     /* the challenge is out, nobody has authenticated */
	RSP_AUTHENTICATED, /* AuthenticateServer was successful */
	RSP_PREPARED,      /* PrepareDownload was: a bound profile package may come */
};

struct rsp_session {
	enum rsp_state state;
	uint8_t challenge[CHALLENGE_BYTES];

	/* From AuthenticateServer on: */
	const struct identity *identity;     /* of the CI that the server asked for */
	const struct certificate *server_ci; /* that the server's certificate is under */
	struct slice transaction_id;
	struct slice server_address;
	struct slice server_oid;       /* registeredID of CERT.DPauth */
	struct slice euicc_signature1; /* whole TLV '5F37' */

	/* From PrepareDownload on: */
	struct certificate *dp_pb;
	const struct ec_key *one_time_key; /* otSK.EUICC.ECKA, in struct isdr */

	struct bpp *bpp;        /* while a package is being loaded */
	struct slice dp_oid;    /* registeredID of CERT.DPpb */
	uint8_t loader;         /* the logical channel that the package comes by */
	enum bpp_command noted; /* how far the image knows the package to have come */
};

/* The one-time key of the latest PrepareDownload: a later session with the same SM-DP+ may take up
 * the package that was bound to it (bppEuiccOtpk, SGP.22 5.7.5). Lost with the power. */
struct retained_key {
	struct slice dp_oid;
	struct ec_key *key;
};

struct isdr {
	struct rsp_session *session; /* NULL: none */
	struct retained_key retained;
};

/* Ends the ongoing session, if any, and begins one with a new challenge. A package that was being
 * loaded has been interrupted. 0 or negative errno. */
int session_begin(struct softeuicc *card);
void session_end(struct softeuicc *card);

/* Destroys otSK.EUICC.ECKA: its package is installed, or another takes its place. */
void session_forget_key(struct softeuicc *card);

/* The ongoing session where it has come as far as @state, otherwise NULL. */
struct rsp_session *session_at_least(const struct softeuicc *card, enum rsp_state state);
/* True where @id is the transaction that the ongoing session is about. */
bool session_is(const struct softeuicc *card, struct slice transaction_id);

/* A package that has begun to load is given up; the session goes back to where the LPA can send
 * the same package again. */
void session_abandon_load(struct softeuicc *card);

#endif
