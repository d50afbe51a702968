/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <talloc.h>

#include "crypto/library.h"

static int crypto_destroy(struct crypto *c)
{
	ec_finish(c);
	EVP_MAC_CTX_free(c->hmac);
	EVP_MAC_CTX_free(c->cmac);
	EVP_CIPHER_CTX_free(c->ctr);
	EVP_CIPHER_CTX_free(c->cbc);
	EVP_CIPHER_CTX_free(c->ecb);
	EVP_MD_CTX_free(c->digest);
	EVP_MD_free(c->sha256);
	return 0;
}

/* A context bound to the cipher once; each use then brings its key. */
static EVP_CIPHER_CTX *cipher_new(OSSL_LIB_CTX *lib, const char *name)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(lib, name, NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	if (!cipher || !ctx || !EVP_EncryptInit_ex2(ctx, cipher, NULL, NULL, NULL) ||
	    !EVP_CIPHER_CTX_set_padding(ctx, 0)) {
		EVP_CIPHER_CTX_free(ctx);
		ctx = NULL;
	}
	EVP_CIPHER_free(cipher);
	return ctx;
}

/* @parameter names the primitive that @name stands on. */
static EVP_MAC_CTX *mac_new(OSSL_LIB_CTX *lib, const char *name, const char *parameter,
			    char *primitive)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(parameter, primitive, 0),
		OSSL_PARAM_END,
	};
	EVP_MAC *mac = EVP_MAC_fetch(lib, name, NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);

	EVP_MAC_free(mac);
	if (ctx && !EVP_MAC_CTX_set_params(ctx, params)) {
		EVP_MAC_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

int crypto_new(void *ctx, int (*random)(void *arg, uint8_t *out, size_t n), void *arg,
	       struct crypto **out)
{
	struct crypto *c = talloc_zero(ctx, struct crypto);
	char cipher[] = "AES-128-CBC", digest[] = "SHA256";
	OSSL_LIB_CTX *lib;
	int r;

	if (!c)
		return -ENOMEM;
	c->random = random;
	c->random_arg = arg;
	talloc_set_destructor(c, crypto_destroy);
	r = random ? library_new(c, random, arg, &c->library) : 0;
	if (r)
		goto fail;
	lib = crypto_library(c);
	c->sha256 = EVP_MD_fetch(lib, "SHA256", NULL);
	c->digest = EVP_MD_CTX_new();
	c->ecb = cipher_new(lib, "AES-128-ECB");
	c->cbc = cipher_new(lib, "AES-128-CBC");
	c->ctr = cipher_new(lib, "AES-128-CTR");
	c->cmac = mac_new(lib, "CMAC", OSSL_MAC_PARAM_CIPHER, cipher);
	c->hmac = mac_new(lib, "HMAC", OSSL_MAC_PARAM_DIGEST, digest);
	r = c->sha256 && c->digest && c->ecb && c->cbc && c->ctr && c->cmac && c->hmac ? ec_init(c)
										       : -EIO;
	if (r)
		goto fail;
	*out = c;
	return 0;
fail:
	talloc_free(c);
	return r;
}

int crypto_random(struct crypto *c, uint8_t *out, size_t n)
{
	if (n > INT_MAX)
		return -EINVAL;
	if (c->random)
		return c->random(c->random_arg, out, n) ? -EIO : 0;
	return RAND_bytes(out, (int)n) == 1 ? 0 : -EIO;
}

bool crypto_equal(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

void crypto_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

int crypto_sha256(struct crypto *c, const struct slice *parts, size_t n, uint8_t out[SHA256_BYTES])
{
	if (!EVP_DigestInit_ex2(c->digest, c->sha256, NULL))
		return -EIO;
	for (size_t i = 0; i < n; i++) {
		if (!EVP_DigestUpdate(c->digest, parts[i].p, parts[i].n))
			return -EIO;
	}
	return EVP_DigestFinal_ex(c->digest, out, NULL) ? 0 : -EIO;
}

int crypto_sha(struct crypto *c, struct slice in, uint8_t *out, size_t n)
{
	const char *name = n == 20   ? "SHA1"
			   : n == 32 ? "SHA256"
			   : n == 48 ? "SHA384"
			   : n == 64 ? "SHA512"
				     : NULL;

	if (!name)
		return -EINVAL;
	return EVP_Q_digest(c ? crypto_library(c) : NULL, name, NULL, in.p, in.n, out, NULL) ? 0
											     : -EIO;
}

int crypto_aes128_block(struct crypto *c, const uint8_t key[16], const uint8_t in[16],
			uint8_t out[16])
{
	int n;

	if (!EVP_EncryptInit_ex2(c->ecb, NULL, key, NULL, NULL) ||
	    !EVP_EncryptUpdate(c->ecb, out, &n, in, AES128_BYTES))
		return -EIO;
	return n == AES128_BYTES ? 0 : -EIO;
}

int crypto_aes128_cbc(struct crypto *c, bool encrypt, const uint8_t key[16], const uint8_t iv[16],
		      struct slice in, uint8_t *out)
{
	int n;

	if (in.n % AES128_BYTES || in.n > INT_MAX)
		return -EINVAL;
	if (in.n == 0)
		return 0;
	if (!EVP_CipherInit_ex2(c->cbc, NULL, key, iv, encrypt, NULL) ||
	    !EVP_CipherUpdate(c->cbc, out, &n, in.p, (int)in.n))
		return -EIO;
	return n == (int)in.n ? 0 : -EIO;
}

int crypto_aes128_ctr(struct crypto *c, const uint8_t key[16], const uint8_t block[16],
		      struct slice in, uint8_t *out)
{
	int n;

	if (in.n > INT_MAX)
		return -EINVAL;
	if (in.n == 0)
		return 0;
	if (!EVP_EncryptInit_ex2(c->ctr, NULL, key, block, NULL) ||
	    !EVP_EncryptUpdate(c->ctr, out, &n, in.p, (int)in.n))
		return -EIO;
	return n == (int)in.n ? 0 : -EIO;
}

static int mac(EVP_MAC_CTX *ctx, struct slice key, const struct slice *parts, size_t n,
	       uint8_t *out, size_t size)
{
	size_t length;

	if (!EVP_MAC_init(ctx, key.p, key.n, NULL))
		return -EIO;
	for (size_t i = 0; i < n; i++) {
		if (!EVP_MAC_update(ctx, parts[i].p, parts[i].n))
			return -EIO;
	}
	return EVP_MAC_final(ctx, out, &length, size) ? 0 : -EIO;
}

int crypto_aes128_cmac(struct crypto *c, const uint8_t key[16], const struct slice *parts, size_t n,
		       uint8_t out[16])
{
	return mac(c->cmac, slice_of(key, AES128_BYTES), parts, n, out, AES128_BYTES);
}

int crypto_hmac_sha256(struct crypto *c, struct slice key, const struct slice *parts, size_t n,
		       uint8_t out[SHA256_BYTES])
{
	return mac(c->hmac, key, parts, n, out, SHA256_BYTES);
}

/* Blocks of SHA-256(secret || counter || shared info), the counter of 32 bits from 1. */
int crypto_x963_kdf(struct crypto *c, struct slice secret, struct slice shared_info, uint8_t *out,
		    size_t n)
{
	uint8_t counter[4] = {0}, block[SHA256_BYTES];
	const struct slice parts[] = {secret, slice_of(counter, sizeof(counter)), shared_info};
	int r = 0;

	if (n / SHA256_BYTES >= UINT16_MAX)
		return -EINVAL;
	for (uint32_t i = 1; n > 0 && r == 0; i++) {
		size_t part = n < sizeof(block) ? n : sizeof(block);

		counter[2] = (uint8_t)(i >> 8);
		counter[3] = (uint8_t)i;
		r = crypto_sha256(c, parts, 3, block);
		if (r == 0)
			memcpy(out, block, part);
		out += part;
		n -= part;
	}
	crypto_wipe(block, sizeof(block));
	return r;
}
