/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MILENAGE, 3GPP TS 35.206. */
#ifndef CRYPTO_MILENAGE_H
#define CRYPTO_MILENAGE_H

#include "crypto/crypto.h"

struct milenage {
	uint8_t k[16];
	uint8_t opc[16];
	uint8_t r[5];     /* rotations in bits, TS 35.206 4.1 */
	uint8_t c[5][16]; /* constants */
};

/* The standard's r1..r5 and c1..c5. */
void milenage_defaults(struct milenage *m);
/* OPc = OP xor E_K(OP). */
int milenage_opc(struct crypto *crypto, const uint8_t k[16], const uint8_t op[16], uint8_t opc[16]);
/* f1 and f1*: @mac_a, @mac_s may be NULL. */
int milenage_f1(struct crypto *crypto, const struct milenage *m, const uint8_t rand[16],
		const uint8_t sqn[6], const uint8_t amf[2], uint8_t mac_a[8], uint8_t mac_s[8]);
/* f2 to f5 and f5*: any output may be NULL. */
int milenage_f2345(struct crypto *crypto, const struct milenage *m, const uint8_t rand[16],
		   uint8_t res[8], uint8_t ck[16], uint8_t ik[16], uint8_t ak[6],
		   uint8_t ak_star[6]);

#endif
