/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of card/crypto share, and nobody else sees. */
#ifndef CRYPTO_LIBRARY_H
#define CRYPTO_LIBRARY_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include "crypto/crypto.h"

/* An OpenSSL library context of our own, whose random numbers come from a callback. Keys hold a
 * talloc reference to it: OpenSSL objects must not outlive their context. */
struct library {
	OSSL_LIB_CTX *ctx;
	OSSL_PROVIDER *algorithms;
	OSSL_PROVIDER *randomness;
};

struct crypto {
	struct library *library; /* NULL without a callback: OpenSSL's default context serves */
	int (*random)(void *arg, uint8_t *out, size_t n);
	void *random_arg;
	EVP_MD *sha256;
	EVP_MD_CTX *digest;
	EVP_CIPHER_CTX *ecb;
	EVP_CIPHER_CTX *cbc;
	EVP_CIPHER_CTX *ctr;
	EVP_MAC_CTX *cmac;
	EVP_MAC_CTX *hmac;
	EVP_PKEY *groups[CURVE_COUNT]; /* domain parameters alone */
	EVP_PKEY_CTX *generators[CURVE_COUNT];
};

static inline OSSL_LIB_CTX *crypto_library(const struct crypto *c)
{
	return c->library ? c->library->ctx : NULL;
}

int library_new(void *ctx, int (*random)(void *arg, uint8_t *out, size_t n), void *arg,
		struct library **out);

/* The curves of a struct crypto that is being made, and being freed. */
int ec_init(struct crypto *c);
void ec_finish(struct crypto *c);

#endif
