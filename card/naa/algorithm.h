/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authentication and key agreement functions f1 to f5* of 3GPP TS 33.102 6.3, by the algorithm
 * that a profile names. */
#ifndef NAA_ALGORITHM_H
#define NAA_ALGORITHM_H

#include "crypto/crypto.h"
#include "uicc/content.h"

enum {
	AKA_RAND_BYTES = 16,
	AKA_AMF_BYTES = 2,
	AKA_AK_BYTES = 6,
	AKA_MAC_MAX = 32,
	AKA_RES_MAX = 32,
	AKA_KEY_MAX = 32, /* CK, IK */
	AKA_SRES_BYTES = 4,
	AKA_KC_BYTES = 8,
};

/* What f2 to f5 and f5* say of one RAND. */
struct aka_keys {
	uint8_t res[AKA_RES_MAX];
	size_t res_length;
	uint8_t ck[AKA_KEY_MAX];
	uint8_t ik[AKA_KEY_MAX];
	size_t key_length;             /* of each of the two: 16 or 32 */
	uint8_t ak[AKA_AK_BYTES];      /* f5 */
	uint8_t ak_star[AKA_AK_BYTES]; /* f5* */
};

/* Whether GSM can be served: its conversion functions know CK and IK of 128 bits, and RES of at
 * most as many. */
bool aka_gsm_possible(const struct aka_keys *keys);
/* SRES and Kc by the conversion functions c2 and c3 of TS 33.102 6.8.1.2. */
void aka_gsm(const struct aka_keys *keys, uint8_t sres[AKA_SRES_BYTES], uint8_t kc[AKA_KC_BYTES]);

struct algorithm {
	enum aka_algorithm id;
	/* True where @sqn of a RAND whose MAC was right is to be accepted. */
	bool (*fresh)(const struct aka *a, const uint8_t sqn[6], const uint8_t amf[AKA_AMF_BYTES]);
	/* Bytes of MAC-A and of MAC-S: 8, 16 or 32. */
	size_t (*mac_length)(const struct aka *a);
	/* f1 into @mac_a and f1* into @mac_s. Returns 0 or negative errno. */
	int (*f1)(struct crypto *crypto, const struct aka *a, const uint8_t rand[AKA_RAND_BYTES],
		  const uint8_t sqn[6], const uint8_t amf[AKA_AMF_BYTES],
		  uint8_t mac_a[AKA_MAC_MAX], uint8_t mac_s[AKA_MAC_MAX]);
	/* Returns 0 or negative errno. */
	int (*f2345)(struct crypto *crypto, const struct aka *a, const uint8_t rand[AKA_RAND_BYTES],
		     struct aka_keys *out);
};

/* Whether @options is an algorithmOptions of PE-AKAParameter that TUAK knows. */
bool algorithm_tuak_options_valid(uint8_t options);

/* The algorithm of @a, or NULL where this card does not have it. */
const struct algorithm *algorithm_of(const struct aka *a);

#endif
