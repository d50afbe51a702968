/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activation codes (SGP.22 4.1) and matching ids. */
#ifndef RSP_ACTIVATION_CODE_H
#define RSP_ACTIVATION_CODE_H

#include "crypto/crypto.h"

/* "LPA:1$ADDRESS$MATCHING-ID", with "$$1" behind it where a confirmation code is asked. */
char *activation_code(void *ctx, const char *address, const char *matching_id, bool code);

/* Whether @address is made of what domain names, IP addresses and ports are: it goes into
 * activation codes, certificates and signatures. */
bool address_valid(const char *address);

/* Whether @id has only the characters that 4.1 permits: A-Z, 0-9, -. */
bool matching_id_valid(const char *id);

/* A random one of 100 bits, XXXXX-XXXXX-XXXXX-XXXXX. NULL on failure. */
char *matching_id_random(struct crypto *c, void *ctx);

#endif
