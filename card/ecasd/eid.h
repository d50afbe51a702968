/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIDs: 32 decimal digits, the last two check digits (SGP.29 / ITU-T E.118, ISO/IEC 7064 MOD
 * 97-10). */
#ifndef ECASD_EID_H
#define ECASD_EID_H

#include "crypto/crypto.h"

enum { EID_DIGITS = 32 };

/* Digits and check digits. Returns 0 or -EINVAL. */
int eid_check(const char *eid);
/* "8904..." to 16 bytes, two digits each, and back (with a final NUL). */
int eid_parse(const char *eid, uint8_t out[16]);
void eid_format(const uint8_t eid[16], char out[EID_DIGITS + 1]);
/* A random valid EID that begins with @prefix. */
int eid_random(struct crypto *c, struct slice prefix, char out[EID_DIGITS + 1]);

#endif
