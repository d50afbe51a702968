/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer's side of an authentication by EAP-SIM (RFC 4186), EAP-AKA (RFC 4187) or EAP-AKA' (RFC
 * 9048): full authentication with a USIM. The server's first request says which of them; one that
 * the peer has not been given is declined. It has no pseudonym and no identity of fast
 * re-authentication, and always shows its permanent one. */
#ifndef EAP_PEER_H
#define EAP_PEER_H

#include "eap/server.h"

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

/* AUTHENTICATE (TS 31.102 7.1). */
struct eap_usim {
	enum eap_usim_result (*authenticate)(void *arg, const uint8_t rand[EAP_RAND_BYTES],
					     const uint8_t autn[16], struct eap_usim_answer *out);
	/* In the GSM security context; sets neither auts nor what else there is. */
	enum eap_usim_result (*run_gsm)(void *arg, const uint8_t rand[EAP_RAND_BYTES],
					uint8_t sres[EAP_SRES_BYTES], uint8_t kc[EAP_KC_BYTES]);
	void *arg;
};

struct eap_peer_config {
	struct crypto *crypto;
	struct eap_usim usim;
	const char *imsi;  /* copied */
	const char *realm; /* "" for none; copied */
	struct slice
		network; /* of EAP-AKA', as the peer knows it: empty where it takes any; copied */
	uint64_t types;  /* the methods that it takes, of EAP_BIT() */
};

struct eap_peer; /* one authentication; a talloc object */

/* -EINVAL: it takes no method that is known. -ENOMEM. */
int eap_peer_new(void *ctx, const struct eap_peer_config *config, struct eap_peer **out);

/* What it says that it is, to begin with: the identity of the strongest method that it takes. */
struct slice eap_peer_identity(const struct eap_peer *p);

/* Takes a packet of the server and appends the response, if there is one. -EBADMSG: the packet is
 * to be ignored. -ENOMEM, -EIO. */
int eap_peer_receive(struct eap_peer *p, struct slice packet, struct buf *out);

enum eap_verdict eap_peer_verdict(const struct eap_peer *p);
/* The method that both agreed on; EAP_IDENTITY before. */
enum eap_type eap_peer_type(const struct eap_peer *p);
/* NULL unless it has succeeded. */
const uint8_t *eap_peer_msk(const struct eap_peer *p);

#endif
