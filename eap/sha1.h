/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-1, which EAP-AKA is bound to. */
#ifndef EAP_SHA1_H
#define EAP_SHA1_H

#include "codec/slice.h"

enum { SHA1_BYTES = 20, SHA1_BLOCK_BYTES = 64 };

/* The digest of the parts one after the other. Returns 0, -ENOMEM, -EIO. */
int sha1(const struct slice *parts, size_t n, uint8_t out[SHA1_BYTES]);
/* RFC 2104 over the parts one after the other. -EINVAL: @key is longer than a block. */
int sha1_hmac(struct slice key, const struct slice *parts, size_t n, uint8_t out[SHA1_BYTES]);
/* The compression function alone: G of FIPS 186-2 appendix 3.3, with SHA-1's initial value. */
void sha1_g(const uint8_t block[SHA1_BLOCK_BYTES], uint8_t out[SHA1_BYTES]);

#endif
