/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of EAP-AKA (RFC 4187) and EAP-AKA' (RFC 9048): full authentication. It offers
 * neither pseudonyms nor fast re-authentication, which both are its choice to make (4.2.1.1, 5). It
 * knows no transport: the relay of TS.43 and RADIUS carry the same packets. */
#ifndef EAP_AKA_SERVER_H
#define EAP_AKA_SERVER_H

#include "eap/packet.h"

enum { IMSI_DIGITS_MAX = 15, EAP_RES_MAX = 16 };

/* A quintet as EAP-AKA carries it. */
struct eap_quintet {
	uint8_t rand[16];
	uint8_t autn[16];
	uint8_t xres[EAP_RES_MAX];
	size_t xres_length; /* 4 to 16 */
	uint8_t ck[16];
	uint8_t ik[16];
};

/* The authentication centre. Both return 0 or negative errno: the authentication then fails. */
struct eap_auc {
	/* @separation: with the AMF separation bit (TS 33.102 annex H), for EAP-AKA'. */
	int (*quintet)(void *arg, const char *imsi, bool separation, struct eap_quintet *out);
	/* Of the @rand that the USIM answered with @auts. */
	int (*resynchronise)(void *arg, const char *imsi, const uint8_t rand[16],
			     struct slice auts);
	void *arg;
};

enum eap_verdict { EAP_GOES_ON, EAP_SUCCEEDED, EAP_FAILED };

struct eap_aka_server; /* one authentication; a talloc object */

/* @type: EAP_AKA, or EAP_AKA_PRIME with the access network's name (TS 24.302 8.1.1), at most 255
 * bytes; it is copied. -ENOMEM. */
int eap_aka_server_new(void *ctx, struct crypto *crypto, enum eap_type type, struct slice network,
		       const struct eap_auc *auc, struct eap_aka_server **out);

/* Begins with the identity of an EAP-Response/Identity, or of TS.43's EAP_ID, and appends the first
 * request to @out. Returns 0, -ENOMEM, -EIO. */
int eap_aka_server_begin(struct eap_aka_server *s, struct slice identity, struct buf *out);

/* Takes a response and appends what follows: a request, success or failure. -EBADMSG: the packet is
 * to be ignored (RFC 3748 4.1), because it is none, or no answer to the last request; nothing has
 * changed then. -ENOMEM, -EIO. */
int eap_aka_server_receive(struct eap_aka_server *s, struct slice packet, struct buf *out);

enum eap_verdict eap_aka_server_verdict(const struct eap_aka_server *s);
/* Whose identity it is: "" before it is known. */
const char *eap_aka_server_imsi(const struct eap_aka_server *s);
/* NULL unless it has succeeded. */
const uint8_t *eap_aka_server_msk(const struct eap_aka_server *s);

/* The IMSI in a permanent identity, "0" or for EAP-AKA' "6" and the IMSI, with or without a realm
 * (TS 23.003 19.3.2). False where @identity is none. */
bool eap_permanent_identity(enum eap_type type, struct slice identity,
			    char imsi[IMSI_DIGITS_MAX + 1]);

#endif
