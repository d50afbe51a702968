/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer's side of EAP-AKA (RFC 4187) and EAP-AKA' (RFC 9048): full authentication with a USIM.
 * It has no pseudonym and no re-authentication identity, and always shows its permanent one. */
#ifndef EAP_AKA_PEER_H
#define EAP_AKA_PEER_H

#include "eap/aka_server.h"

enum eap_usim_result {
	EAP_USIM_OK,
	EAP_USIM_SYNCHRONISATION_FAILURE, /* auts is set */
	EAP_USIM_REFUSES,                 /* the network is not authentic, or there is no answer */
};

struct eap_usim_answer {
	uint8_t res[EAP_RES_MAX];
	size_t res_length;
	uint8_t ck[16];
	uint8_t ik[16];
	uint8_t auts[14];
};

struct eap_usim {
	enum eap_usim_result (*authenticate)(void *arg, const uint8_t rand[16],
					     const uint8_t autn[16], struct eap_usim_answer *out);
	void *arg;
};

struct eap_aka_peer; /* one authentication; a talloc object */

/* @type: EAP_AKA or EAP_AKA_PRIME; @identity: the permanent one with its realm, copied; @network:
 * for EAP-AKA', the access network's name as the peer knows it, or empty where it takes any;
 * copied. -ENOMEM. */
int eap_aka_peer_new(void *ctx, struct crypto *crypto, enum eap_type type, struct slice identity,
		     struct slice network, const struct eap_usim *usim, struct eap_aka_peer **out);

/* Takes a packet of the server and appends the response, if there is one. -EBADMSG: the packet is
 * to be ignored. -ENOMEM, -EIO. */
int eap_aka_peer_receive(struct eap_aka_peer *p, struct slice packet, struct buf *out);

enum eap_verdict eap_aka_peer_verdict(const struct eap_aka_peer *p);
/* NULL unless it has succeeded. */
const uint8_t *eap_aka_peer_msk(const struct eap_aka_peer *p);

#endif
