/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <openssl/err.h>

#include "crypto/library.h"

static EVP_PKEY *private_of(struct crypto *c, const uint8_t key[X25519_BYTES])
{
	return EVP_PKEY_new_raw_private_key_ex(crypto_library(c), "X25519", NULL, key,
					       X25519_BYTES);
}

int x25519_generate(struct crypto *c, uint8_t private_key[X25519_BYTES],
		    uint8_t public_key[X25519_BYTES])
{
	size_t n = X25519_BYTES;
	EVP_PKEY *key;
	int r = crypto_random(c, private_key, X25519_BYTES);

	if (r)
		return r;
	key = private_of(c, private_key);
	if (!key || !EVP_PKEY_get_raw_public_key(key, public_key, &n) || n != X25519_BYTES)
		r = -EIO;
	EVP_PKEY_free(key);
	return r;
}

/* OpenSSL refuses a secret of zeroes. */
static int derive(struct crypto *c, EVP_PKEY *own, EVP_PKEY *peer, uint8_t secret[X25519_BYTES])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(crypto_library(c), own, NULL);
	size_t n = X25519_BYTES;
	int r = -EIO;

	if (ctx && EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer(ctx, peer) > 0)
		r = EVP_PKEY_derive(ctx, secret, &n) > 0 && n == X25519_BYTES ? 0 : -EINVAL;
	EVP_PKEY_CTX_free(ctx);
	return r;
}

int x25519_agree(struct crypto *c, const uint8_t private_key[X25519_BYTES],
		 const uint8_t peer[X25519_BYTES], uint8_t secret[X25519_BYTES])
{
	EVP_PKEY *own, *other;
	int r;

	ERR_set_mark();
	own = private_of(c, private_key);
	other = EVP_PKEY_new_raw_public_key_ex(crypto_library(c), "X25519", NULL, peer,
					       X25519_BYTES);
	r = own && other ? derive(c, own, other, secret) : -EIO;
	EVP_PKEY_free(own);
	EVP_PKEY_free(other);
	ERR_pop_to_mark();
	return r;
}
