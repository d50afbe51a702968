/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of EAP-SIM (RFC 4186), EAP-AKA (RFC 4187) and EAP-AKA' (RFC 9048). */
#ifndef EAP_KEYS_H
#define EAP_KEYS_H

#include "crypto/crypto.h"
#include "eap/sha1.h"

enum {
	EAP_K_ENCR_BYTES = 16,
	EAP_K_AUT_MAX = 32,
	EAP_K_RE_BYTES = 32,
	EAP_MSK_BYTES = 64,
};

struct eap_keys {
	uint8_t k_encr[EAP_K_ENCR_BYTES];
	uint8_t k_aut[EAP_K_AUT_MAX];
	size_t k_aut_length;          /* 16, or 32 in EAP-AKA' */
	uint8_t k_re[EAP_K_RE_BYTES]; /* EAP-AKA' alone */
	uint8_t msk[EAP_MSK_BYTES];
	uint8_t emsk[EAP_MSK_BYTES];
};

/* The pseudo-random function of FIPS 186-2 with change notice 1, as RFC 4186 appendix B and RFC
 * 4187 appendix A have it: @n bytes, a multiple of 40. */
void eap_prf(const uint8_t key[SHA1_BYTES], uint8_t *out, size_t n);

/* RFC 4186 7. @kc: those of all RANDs one behind the other; @nonce_mt: 16 bytes; @versions: the
 * server's list; @selected: the peer's choice of it. All return 0 or negative errno. */
int eap_sim_keys(struct slice identity, struct slice kc, struct slice nonce_mt,
		 struct slice versions, uint16_t selected, struct eap_keys *out);
/* RFC 4187 7 */
int eap_aka_keys(struct slice identity, const uint8_t ck[16], const uint8_t ik[16],
		 struct eap_keys *out);
/* RFC 9048 3.3; CK' and IK' are made of CK and IK by 3GPP TS 33.402 A.2 with the network's name and
 * SQN xor AK, the first 6 bytes of AUTN. */
int eap_aka_prime_keys(struct crypto *c, struct slice identity, struct slice network,
		       const uint8_t sqn_xor_ak[6], const uint8_t ck[16], const uint8_t ik[16],
		       struct eap_keys *out);

#endif
