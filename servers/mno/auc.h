/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authentication centre: authentication vectors (3GPP TS 33.102 6.3.2) with sequence numbers
 * that are not time-based (C.3.2), resynchronisation (6.3.5), and GSM triplets (6.8.1.2). */
#ifndef MNO_AUC_H
#define MNO_AUC_H

#include "crypto/crypto.h"
#include "naa/algorithm.h"
#include "servers/common/db.h"

enum {
	AUC_SQN_BYTES = 6,
	AUC_AUTN_MAX = AUC_SQN_BYTES + AKA_AMF_BYTES + AKA_MAC_MAX, /* 16 with a MAC of 64 bits */
};

/* A quintet. Wiped by who asked for it. */
struct auc_vector {
	uint8_t rand[AKA_RAND_BYTES];
	uint8_t autn[AUC_AUTN_MAX]; /* SQN xor AK || AMF || MAC-A */
	size_t autn_length;
	uint8_t xres[AKA_RES_MAX];
	size_t xres_length;
	uint8_t ck[AKA_KEY_MAX];
	uint8_t ik[AKA_KEY_MAX];
	size_t key_length; /* of each of the two: 16 or 32 */
};

/* A GSM triplet. Wiped by who asked for it. */
struct auc_triplet {
	uint8_t rand[AKA_RAND_BYTES];
	uint8_t sres[AKA_SRES_BYTES];
	uint8_t kc[AKA_KC_BYTES];
};

/* Makes a vector for the subscriber @imsi with a sequence number that none had before. Errors:
 * -ENOENT (no such subscriber), -EOVERFLOW (sequence numbers have run
 * out), and those of db_write(). */
int auc_vector(struct db *db, struct crypto *crypto, const char *imsi,
	       const uint8_t amf[AKA_AMF_BYTES], struct auc_vector *out);

/* Makes a triplet, which has no sequence number. Errors: -ENOENT; -ENOTSUP (the subscriber's keys
 * are too long for GSM); those of db_query() and crypto_random(). */
int auc_triplet(struct db *db, struct crypto *crypto, const char *imsi, struct auc_triplet *out);

/* The USIM has refused the sequence number of the vector with @rand: goes on from that in @auts,
 * SQN_MS xor AK* || MAC-S. Errors: -ENOENT, -EBADMSG (@auts of another length),
 * -EKEYREJECTED (its MAC is wrong), and those of db_write(). */
int auc_resynchronise(struct db *db, struct crypto *crypto, const char *imsi,
		      const uint8_t rand[AKA_RAND_BYTES], struct slice auts);

#endif
