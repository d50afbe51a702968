/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other side of ES9+ for the tests of the SM-DP+: an eUICC made of its keys alone, and an LPA
 * that carries what it says. Each step can be spoilt on the way. */
#ifndef TESTS_UNIT_RSP_CLIENT_H
#define TESTS_UNIT_RSP_CLIENT_H

#include <jansson.h>

#include "servers/rsp/server.h"

struct rsp_client {
	struct rsp_server *dp;
	void *ctx;
	struct crypto *crypto;
	/* identity */
	const struct pki_set *set;
	struct slice euicc_certificate;
	struct slice eum_certificate;
	const struct ec_key *key;
	const char *eid;
	struct slice verification; /* CI key identifiers, as TLVs; empty: that of @set */
	struct slice signing;
	uint8_t svn_major;
	struct slice info2;  /* contents of EUICCInfo2 */
	struct slice device; /* contents of DeviceInfo; empty: TAC 53926011, no capabilities */
	struct slice more;   /* appended to ctxParams1, as a later version may */
	json_t *capability;  /* lpaRspCapability, of an LPA of v3; NULL: none */
	const char *address;
	/* the session */
	char transaction[33];
	struct slice transaction_bytes;
	struct slice signed_transaction; /* what the eUICC signs; set to another to spoil it */
	struct slice challenge;          /* the server's */
	struct slice signature1;         /* euiccSignature1, whole */
	struct slice signed2;            /* smdpSigned2, whole */
	struct slice signature2;         /* smdpSignature2, whole */
	struct ec_key *otsk;             /* of the eUICC; NULL: a new one is made */
	bool spoil_signature;
	size_t flip; /* flips a bit in this byte, from 1, of what the eUICC says; 0: none */
	size_t said; /* how many bytes the eUICC said last */
	struct slice bpp;
};

/* A client with the eUICC of the default PKI for @curve; it shares nothing with @dp, which may be
 * replaced. */
struct rsp_client *rsp_client_new(void *ctx, struct rsp_server *dp, enum curve curve);

/* Calls a function; the answer is a new reference. Fails the test if it is no JSON object. */
json_t *rsp_call(struct rsp_client *c, const char *function, json_t *request);

/* Each returns "" for success or "SUBJECT/REASON", and keeps what the next needs. */
const char *rsp_initiate(struct rsp_client *c);
/* @matching_id NULL: absent. */
const char *rsp_authenticate(struct rsp_client *c, const char *matching_id);
/* The same to an SM-DS, whose session it ends: *@events is a new reference to its eventEntries. */
const char *rsp_discover(struct rsp_client *c, const char *event_id, json_t **events);
/* @code NULL: no hash of a confirmation code. */
const char *rsp_get_package(struct rsp_client *c, const char *code);
const char *rsp_cancel(struct rsp_client *c, int64_t reason);

/* From the first to the third in a row. */
const char *rsp_download(struct rsp_client *c, const char *matching_id, const char *code);

/* Takes the bound package apart as an eUICC does: the profile package in it, and the metadata.
 * Fails the test where a signature, MAC or structure is wrong. */
struct slice rsp_open_package(struct rsp_client *c, struct slice *metadata);

/* A ProfileInstallationResult: @error 0 for success. Returns the HTTP status. */
unsigned rsp_installation_result(struct rsp_client *c, int64_t error);
/* An OtherSignedNotification; @event: bit 3 of 4 is install. */
unsigned rsp_notify(struct rsp_client *c, uint32_t event, int64_t sequence);

#endif
