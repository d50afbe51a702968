/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elliptic curve keys: BSI TR-03111 key agreement and plain signatures.
 *
 * A bad key or signature is an answer, not a fault: what OpenSSL puts on the thread's error queue
 * for it is taken off again, because a program around the card may use OpenSSL too. */
#include <errno.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/x509.h>
#include <talloc.h>

#include "crypto/library.h"

struct ec_key {
	enum curve curve;
	EVP_PKEY *key;
	uint8_t point[EC_POINT_BYTES];
};

enum {
	HALF = EC_SIGNATURE_BYTES / 2,
	POINT_COMPRESSED = 0x02, /* | the lowest bit of Y */
	POINT_UNCOMPRESSED = 0x04,
};

static const struct {
	const char *name; /* OpenSSL's */
	const char *alias;
} curves[CURVE_COUNT] = {
	[CURVE_NIST_P256] = {"prime256v1", "P-256"},
	[CURVE_BRAINPOOL_P256R1] = {"brainpoolP256r1", "brainpoolP256r1"},
};

int ec_init(struct crypto *c)
{
	OSSL_LIB_CTX *lib = crypto_library(c);

	for (int i = 0; i < CURVE_COUNT; i++) {
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(lib, "EC", NULL);
		bool ok = ctx && EVP_PKEY_paramgen_init(ctx) > 0 &&
			  EVP_PKEY_CTX_set_group_name(ctx, curves[i].name) > 0 &&
			  EVP_PKEY_paramgen(ctx, &c->groups[i]) > 0;

		EVP_PKEY_CTX_free(ctx);
		if (!ok)
			return -EIO;
		c->generators[i] = EVP_PKEY_CTX_new_from_pkey(lib, c->groups[i], NULL);
		if (!c->generators[i] || EVP_PKEY_keygen_init(c->generators[i]) <= 0)
			return -EIO;
	}
	return 0;
}

void ec_finish(struct crypto *c)
{
	for (int i = 0; i < CURVE_COUNT; i++) {
		EVP_PKEY_CTX_free(c->generators[i]);
		EVP_PKEY_free(c->groups[i]);
	}
}

static int ec_key_destroy(struct ec_key *k)
{
	EVP_PKEY_free(k->key);
	return 0;
}

static struct ec_key *ec_key_alloc(struct crypto *c, enum curve curve, void *ctx)
{
	struct ec_key *k = talloc_zero(ctx, struct ec_key);

	if (!k)
		return NULL;
	k->curve = curve;
	talloc_set_destructor(k, ec_key_destroy);
	if (c->library && !talloc_reference(k, c->library)) {
		talloc_free(k);
		return NULL;
	}
	return k;
}

/* Learns the public point that OpenSSL has in k->key. */
static int read_point(struct ec_key *k)
{
	size_t n;

	/* A key file may have asked for compressed points. */
	if (!EVP_PKEY_set_utf8_string_param(k->key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
					    "uncompressed") ||
	    !EVP_PKEY_get_octet_string_param(k->key, OSSL_PKEY_PARAM_PUB_KEY, k->point,
					     sizeof(k->point), &n) ||
	    n != sizeof(k->point))
		return -EIO;
	return 0;
}

static int finish_key(struct ec_key *k, int r, struct ec_key **out)
{
	if (r) {
		talloc_free(k);
		return r;
	}
	*out = k;
	return 0;
}

int ec_key_generate(struct crypto *c, enum curve curve, void *ctx, struct ec_key **out)
{
	struct ec_key *k = ec_key_alloc(c, curve, ctx);
	int r;

	if (!k)
		return -ENOMEM;
	r = EVP_PKEY_generate(c->generators[curve], &k->key) > 0 ? read_point(k) : -EIO;
	return finish_key(k, r, out);
}

/* Returns which of our curves @key is on, -EINVAL where it is on none. */
static int find_curve(const EVP_PKEY *key)
{
	char name[32];
	size_t n;

	if (!EVP_PKEY_get_group_name(key, name, sizeof(name), &n))
		return -EINVAL;
	for (int i = 0; i < CURVE_COUNT; i++) {
		if (strcmp(name, curves[i].name) == 0 || strcmp(name, curves[i].alias) == 0)
			return i;
	}
	return -EINVAL;
}

/* True where the private key is in range and the public point belongs to it. */
static bool is_pair(OSSL_LIB_CTX *lib, EVP_PKEY *key)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(lib, key, NULL);
	bool ok = ctx && EVP_PKEY_private_check(ctx) > 0 && EVP_PKEY_pairwise_check(ctx) > 0;

	EVP_PKEY_CTX_free(ctx);
	return ok;
}

int ec_key_from_private_der(struct crypto *c, struct slice der, void *ctx, struct ec_key **out)
{
	OSSL_LIB_CTX *lib = crypto_library(c);
	const unsigned char *p = der.p;
	struct ec_key *k;
	int r;

	if (der.n == 0 || der.n > UINT16_MAX)
		return -EINVAL;
	k = ec_key_alloc(c, CURVE_NIST_P256, ctx);
	if (!k)
		return -ENOMEM;
	ERR_set_mark();
	k->key = d2i_AutoPrivateKey_ex(NULL, &p, (long)der.n, lib, NULL);
	r = k->key && p == der.p + der.n ? find_curve(k->key) : -EINVAL;
	if (r >= 0) {
		k->curve = (enum curve)r;
		r = is_pair(lib, k->key) ? read_point(k) : -EINVAL;
	}
	ERR_pop_to_mark();
	return finish_key(k, r, out);
}

int ec_key_from_point(struct crypto *c, enum curve curve, struct slice point, void *ctx,
		      struct ec_key **out)
{
	struct ec_key *k;
	int r = -EIO;

	if (point.n != EC_POINT_BYTES || point.p[0] != POINT_UNCOMPRESSED)
		return -EINVAL;
	k = ec_key_alloc(c, curve, ctx);
	if (!k)
		return -ENOMEM;
	memcpy(k->point, point.p, point.n);
	ERR_set_mark();
	k->key = EVP_PKEY_new();
	if (k->key && EVP_PKEY_copy_parameters(k->key, c->groups[curve]))
		/* Refuses a point that is not on the curve; the cofactor of both is 1. */
		r = EVP_PKEY_set1_encoded_public_key(k->key, point.p, point.n) ? 0 : -EINVAL;
	ERR_pop_to_mark();
	return finish_key(k, r, out);
}

int ec_key_from_compressed(struct crypto *c, enum curve curve, struct slice point, void *ctx,
			   struct ec_key **out)
{
	struct ec_key *k;
	int r = -EIO;

	if (point.n != EC_COMPRESSED_BYTES || (point.p[0] & ~1) != POINT_COMPRESSED)
		return -EINVAL;
	k = ec_key_alloc(c, curve, ctx);
	if (!k)
		return -ENOMEM;
	ERR_set_mark();
	k->key = EVP_PKEY_new();
	if (k->key && EVP_PKEY_copy_parameters(k->key, c->groups[curve]))
		/* Refuses an X that no point of the curve has. */
		r = EVP_PKEY_set1_encoded_public_key(k->key, point.p, point.n) ? read_point(k)
									       : -EINVAL;
	ERR_pop_to_mark();
	return finish_key(k, r, out);
}

int ec_key_private_der(const struct ec_key *k, struct buf *out)
{
	PKCS8_PRIV_KEY_INFO *info;
	unsigned char *der = NULL;
	int n;

	ERR_set_mark();
	info = EVP_PKEY2PKCS8(k->key);
	n = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
	PKCS8_PRIV_KEY_INFO_free(info);
	ERR_pop_to_mark();
	if (n <= 0)
		return -EINVAL;
	buf_put(out, der, (size_t)n);
	OPENSSL_clear_free(der, (size_t)n);
	return buf_ok(out) ? 0 : -ENOMEM;
}

enum curve ec_key_curve(const struct ec_key *k)
{
	return k->curve;
}

void ec_key_point(const struct ec_key *k, uint8_t out[EC_POINT_BYTES])
{
	memcpy(out, k->point, sizeof(k->point));
}

void ec_key_compressed(const struct ec_key *k, uint8_t out[EC_COMPRESSED_BYTES])
{
	out[0] = POINT_COMPRESSED | (k->point[EC_POINT_BYTES - 1] & 1);
	memcpy(out + 1, k->point + 1, EC_COMPRESSED_BYTES - 1);
}

int ec_sign_der(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
		uint8_t out[EC_SIGNATURE_DER_MAX], size_t *length)
{
	uint8_t digest[SHA256_BYTES];
	EVP_PKEY_CTX *ctx;
	bool ok;

	if (crypto_sha256(c, parts, n, digest))
		return -EIO;
	ctx = EVP_PKEY_CTX_new_from_pkey(crypto_library(c), k->key, NULL);
	*length = EC_SIGNATURE_DER_MAX;
	ok = ctx && EVP_PKEY_sign_init(ctx) > 0 &&
	     EVP_PKEY_sign(ctx, out, length, digest, sizeof(digest)) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

int ec_sign(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
	    uint8_t out[EC_SIGNATURE_BYTES])
{
	uint8_t der[EC_SIGNATURE_DER_MAX];
	const unsigned char *p = der;
	ECDSA_SIG *signature;
	size_t length;
	int r;

	r = ec_sign_der(c, k, parts, n, der, &length);
	if (r)
		return r;
	signature = d2i_ECDSA_SIG(NULL, &p, (long)length);
	if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, HALF) != HALF ||
	    BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + HALF, HALF) != HALF)
		r = -EIO;
	ECDSA_SIG_free(signature);
	return r;
}

int ec_verify_der(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
		  struct slice signature)
{
	uint8_t digest[SHA256_BYTES];
	EVP_PKEY_CTX *ctx;
	int r = -EIO;

	if (crypto_sha256(c, parts, n, digest))
		return -EIO;
	ERR_set_mark();
	ctx = EVP_PKEY_CTX_new_from_pkey(crypto_library(c), k->key, NULL);
	if (ctx && EVP_PKEY_verify_init(ctx) > 0)
		r = EVP_PKEY_verify(ctx, signature.p, signature.n, digest, sizeof(digest)) == 1
			    ? 0
			    : -EKEYREJECTED;
	EVP_PKEY_CTX_free(ctx);
	ERR_pop_to_mark();
	return r;
}

int ec_verify(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
	      struct slice signature)
{
	uint8_t der[EC_SIGNATURE_DER_MAX];
	unsigned char *p = der;
	ECDSA_SIG *pair;
	BIGNUM *r, *s;
	int length = -1;

	if (signature.n != EC_SIGNATURE_BYTES)
		return -EINVAL;
	pair = ECDSA_SIG_new();
	r = BN_bin2bn(signature.p, HALF, NULL);
	s = BN_bin2bn(signature.p + HALF, HALF, NULL);
	if (pair && r && s && ECDSA_SIG_set0(pair, r, s)) {
		length = i2d_ECDSA_SIG(pair, &p);
	} else {
		BN_free(r);
		BN_free(s);
	}
	ECDSA_SIG_free(pair);
	if (length <= 0)
		return -EIO;
	return ec_verify_der(c, k, parts, n, slice_of(der, (size_t)length));
}

int ec_agree(struct crypto *c, const struct ec_key *own, struct slice peer,
	     uint8_t out[EC_SECRET_BYTES])
{
	size_t n = EC_SECRET_BYTES;
	struct ec_key *other;
	EVP_PKEY_CTX *ctx;
	int r;

	r = ec_key_from_point(c, own->curve, peer, NULL, &other);
	if (r)
		return r;
	ctx = EVP_PKEY_CTX_new_from_pkey(crypto_library(c), own->key, NULL);
	/* The point was checked when it was read: not a second time. */
	if (!ctx || EVP_PKEY_derive_init(ctx) <= 0 ||
	    EVP_PKEY_derive_set_peer_ex(ctx, other->key, 0) <= 0 ||
	    EVP_PKEY_derive(ctx, out, &n) <= 0 || n != EC_SECRET_BYTES)
		r = -EIO;
	EVP_PKEY_CTX_free(ctx);
	talloc_free(other);
	return r;
}
