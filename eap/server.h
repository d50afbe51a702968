/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of an authentication by EAP-SIM (RFC 4186), EAP-AKA (RFC 4187) or EAP-AKA' (RFC
 * 9048): full authentication. The peer's identity says which of them; a peer that wants another one
 * gets it. Pseudonyms and fast re-authentication, which are its choice to make, it does not offer.
 * It knows no transport: the relay of TS.43 and RADIUS carry the same packets. */
#ifndef EAP_SERVER_H
#define EAP_SERVER_H

#include "eap/identity.h"

enum {
	EAP_RES_MAX = 16,
	EAP_SRES_BYTES = 4,
	EAP_KC_BYTES = 8,
};

/* A quintet as EAP-AKA carries it. */
struct eap_quintet {
	uint8_t rand[EAP_RAND_BYTES];
	uint8_t autn[16];
	uint8_t xres[EAP_RES_MAX];
	size_t xres_length; /* 4 to 16 */
	uint8_t ck[16];
	uint8_t ik[16];
};

/* A triplet of GSM, for EAP-SIM. */
struct eap_triplet {
	uint8_t rand[EAP_RAND_BYTES];
	uint8_t sres[EAP_SRES_BYTES];
	uint8_t kc[EAP_KC_BYTES];
};

/* The authentication centre. All return 0 or negative errno: the authentication then fails. */
struct eap_auc {
	/* @separation: with the AMF separation bit (TS 33.102 annex H), for EAP-AKA'. */
	int (*quintet)(void *arg, const char *imsi, bool separation, struct eap_quintet *out);
	/* Of the @rand that the USIM answered with @auts. */
	int (*resynchronise)(void *arg, const char *imsi, const uint8_t rand[EAP_RAND_BYTES],
			     struct slice auts);
	int (*triplet)(void *arg, const char *imsi, struct eap_triplet *out);
	void *arg;
};

enum eap_verdict { EAP_GOES_ON, EAP_SUCCEEDED, EAP_FAILED };

/* Sets of methods are made of these. */
#define EAP_BIT(type) (UINT64_C(1) << (type))
#define EAP_ALL_TYPES                                                                              \
	((UINT64_C(1) << EAP_SIM) | (UINT64_C(1) << EAP_AKA) | (UINT64_C(1) << EAP_AKA_PRIME))

struct eap_server_config {
	struct crypto *crypto;
	struct eap_auc auc;
	struct slice network;    /* of EAP-AKA' (TS 24.302 8.1.1): 1 to 255 bytes; copied */
	uint64_t types;          /* the methods that it offers */
	bool result_indications; /* says success under a MAC to those who want it */
};

struct eap_server; /* one authentication; a talloc object */

/* -EINVAL: it offers nothing that is known, or EAP-AKA' without a network. -ENOMEM. */
int eap_server_new(void *ctx, const struct eap_server_config *config, struct eap_server **out);

/* Begins with the identity of an EAP-Response/Identity, or of TS.43's EAP_ID, and appends the first
 * request to @out. Returns 0, -ENOMEM, -EIO. */
int eap_server_begin(struct eap_server *s, struct slice identity, struct buf *out);

/* Takes a response and appends what follows: a request, success or failure. -EBADMSG: the packet is
 * to be ignored (RFC 3748 4.1), because it is none, or no answer to the last request; nothing has
 * changed then. -ENOMEM, -EIO. */
int eap_server_receive(struct eap_server *s, struct slice packet, struct buf *out);

enum eap_verdict eap_server_verdict(const struct eap_server *s);
/* The method, once it has begun. */
enum eap_type eap_server_type(const struct eap_server *s);
/* Whose identity it is: "" before it is known. It is proven only where the verdict is success. */
const char *eap_server_imsi(const struct eap_server *s);
/* NULL unless it has succeeded. */
const uint8_t *eap_server_msk(const struct eap_server *s);

#endif
