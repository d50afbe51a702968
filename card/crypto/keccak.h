/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permutation Keccak-f[1600] of FIPS 202, bare: OpenSSL offers only the hash functions that are
 * built on it. */
#ifndef CRYPTO_KECCAK_H
#define CRYPTO_KECCAK_H

#include <stdint.h>

enum { KECCAK_BYTES = 200 };

/* Permutes @state, whose bit i is bit i % 8, counted from the least significant one, of byte i / 8
 * (FIPS 202 B.1). */
void keccak_f1600(uint8_t state[KECCAK_BYTES]);

#endif
