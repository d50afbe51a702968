/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DP+ that tests put opposite the card: it makes the requests that an LPA would carry, and
 * checks what the card has signed. */
#ifndef TESTS_UNIT_RSP_SERVER_H
#define TESTS_UNIT_RSP_SERVER_H

#include "bpp_maker.h"
#include "ecasd/pki.h"

/* Members may be changed before a request is made: that is how a fault is chosen. */
struct rsp_server {
	void *ctx;
	struct crypto *crypto;
	int64_t now; /* for certificates, seconds since 1970 */
	const struct pki_set *set;
	struct slice ci_key_id;
	struct slice auth_certificate;
	struct slice pb_certificate;
	const struct ec_key *auth_key;
	const struct ec_key *pb_key;
	struct slice transaction_id;
	struct slice address;
	uint8_t challenge[16];
	struct slice context;          /* whole ctxParams1 */
	struct slice euicc_signature1; /* whole TLV, from the card's response */
	struct slice euicc_certificate;
	struct slice euicc_otpk; /* point */
	struct slice hash_cc;    /* empty: none */
	bool cc_required;
	struct slice bpp_otpk;  /* empty: none */
	struct slice extension; /* appended to what is signed, as a later version may */
	bool spoil_signature;
};

struct rsp_server *rsp_server_new(void *ctx, struct crypto *c, const struct pki_set *set,
				  int64_t now);

/* AuthenticateServerRequest. */
struct slice rsp_authenticate(const struct rsp_server *s, struct slice euicc_challenge);
/* Checks AuthenticateServerResponse with its chain of certificates and takes what it needs. */
void rsp_authenticated(struct rsp_server *s, struct slice response);
/* PrepareDownloadRequest. */
struct slice rsp_prepare(const struct rsp_server *s);
/* Checks PrepareDownloadResponse and takes the one-time key. */
void rsp_prepared(struct rsp_server *s, struct slice request, struct slice response);

/* The error code in the response @tag { A1 { 80 transactionId, 02 code } }. */
int rsp_error(const struct rsp_server *s, struct slice response, uint32_t tag);

/* Fails the test unless @signature over @parts is the card's. */
void rsp_verify_euicc(const struct rsp_server *s, const struct slice *parts, size_t n,
		      struct slice signature);

#endif
