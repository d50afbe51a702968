/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TUAK, 3GPP TS 35.231. */
#ifndef CRYPTO_TUAK_H
#define CRYPTO_TUAK_H

#include <stddef.h>
#include <stdint.h>

enum { TUAK_TOP_BYTES = 32, TUAK_LENGTH_MAX = 32 };

/* Lengths are in bytes. */
struct tuak {
	uint8_t k[32];
	size_t k_length; /* 16 or 32 */
	uint8_t topc[TUAK_TOP_BYTES];
	unsigned iterations; /* of Keccak-f[1600], at least 1 (TS 35.231 7.2) */
	size_t mac_length;   /* 8, 16 or 32 */
	size_t res_length;   /* 4, 8, 16 or 32 */
	size_t ck_length;    /* 16 or 32 */
	size_t ik_length;    /* 16 or 32 */
};

/* All return 0, or -EINVAL for a length that is not listed above or for no iterations. */

/* TOPc of @top; of @t only the key and the iterations count. */
int tuak_topc(const struct tuak *t, const uint8_t top[TUAK_TOP_BYTES],
	      uint8_t topc[TUAK_TOP_BYTES]);
/* f1 and f1*, mac_length bytes each: @mac_a, @mac_s may be NULL. */
int tuak_f1(const struct tuak *t, const uint8_t rand[16], const uint8_t sqn[6],
	    const uint8_t amf[2], uint8_t *mac_a, uint8_t *mac_s);
/* f2 to f5 and f5*. */
int tuak_f2345(const struct tuak *t, const uint8_t rand[16], uint8_t *res, uint8_t *ck, uint8_t *ik,
	       uint8_t ak[6], uint8_t ak_star[6]);

#endif
