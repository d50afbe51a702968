/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin layer on OpenSSL 3 EVP. Algorithms are fetched once per struct crypto and reused.
 * Functions return 0, or a negative errno value: -EINVAL for inputs of the wrong size or not on
 * the curve, -EKEYREJECTED for a signature that does not verify, -EIO when OpenSSL fails. */
#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include "codec/buf.h"

struct crypto;
struct ec_key; /* a key pair or a public key, on one of the two curves of SGP.22 2.6.7 */

enum curve { CURVE_NIST_P256, CURVE_BRAINPOOL_P256R1, CURVE_COUNT };

enum {
	SHA256_BYTES = 32,
	AES128_BYTES = 16,
	EC_POINT_BYTES = 65,      /* uncompressed: 04 X Y, as otPK travels (SGP.22 annex on keys) */
	EC_COMPRESSED_BYTES = 33, /* 02 or 03, X */
	EC_SECRET_BYTES = 32,     /* the x coordinate of the shared point */
	EC_SIGNATURE_BYTES = 64,  /* r then s, BSI TR-03111 plain format */
	EC_SIGNATURE_DER_MAX = 72, /* ECDSA-Sig-Value, as certificates carry it */
};

/* @random may be NULL for OpenSSL's own generator; otherwise all randomness, that of key generation
 * and signatures too, is drawn from it: it fills @out and returns 0. Freed with its talloc parent
 * @ctx; keys may outlive it. */
int crypto_new(void *ctx, int (*random)(void *arg, uint8_t *out, size_t n), void *arg,
	       struct crypto **out);

int crypto_random(struct crypto *c, uint8_t *out, size_t n);
/* Constant time. */
bool crypto_equal(struct slice a, struct slice b);
void crypto_wipe(void *p, size_t n);

/* The digest of the parts one after the other. */
int crypto_sha256(struct crypto *c, const struct slice *parts, size_t n, uint8_t out[SHA256_BYTES]);

/* SHA-1, SHA-256, SHA-384 or SHA-512, whichever has @n bytes; -EINVAL for any other length. @c may
 * be NULL. */
int crypto_sha(struct crypto *c, struct slice in, uint8_t *out, size_t n);

/* One block, ECB. @key of 16 bytes (Milenage). */
int crypto_aes128_block(struct crypto *c, const uint8_t key[16], const uint8_t in[16],
			uint8_t out[16]);
/* CBC without padding; @in.n a multiple of 16; @out may be @in.p. */
int crypto_aes128_cbc(struct crypto *c, bool encrypt, const uint8_t key[16], const uint8_t iv[16],
		      struct slice in, uint8_t *out);
/* Counter mode: @block is the first counter block; encrypts and decrypts. @out may be @in.p. */
int crypto_aes128_ctr(struct crypto *c, const uint8_t key[16], const uint8_t block[16],
		      struct slice in, uint8_t *out);
/* RFC 4493 over the parts one after the other. */
int crypto_aes128_cmac(struct crypto *c, const uint8_t key[16], const struct slice *parts, size_t n,
		       uint8_t out[16]);
/* RFC 2104 with SHA-256 over the parts one after the other; @key is not empty. */
int crypto_hmac_sha256(struct crypto *c, struct slice key, const struct slice *parts, size_t n,
		       uint8_t out[SHA256_BYTES]);
/* BSI TR-03111 4.3.3 / ANSI X9.63 key derivation with SHA-256. */
int crypto_x963_kdf(struct crypto *c, struct slice secret, struct slice shared_info, uint8_t *out,
		    size_t n);

/* ---- elliptic curves; keys are talloc objects on @ctx ---- */
int ec_key_generate(struct crypto *c, enum curve curve, void *ctx, struct ec_key **out);
/* PKCS #8 or SEC 1 (RFC 5915). The public point that it names must belong to the private key. */
int ec_key_from_private_der(struct crypto *c, struct slice der, void *ctx, struct ec_key **out);
/* @point: uncompressed; -EINVAL unless it is on @curve. */
int ec_key_from_point(struct crypto *c, enum curve curve, struct slice point, void *ctx,
		      struct ec_key **out);
/* The same from a compressed point (SEC 1 2.3.3). */
int ec_key_from_compressed(struct crypto *c, enum curve curve, struct slice point, void *ctx,
			   struct ec_key **out);
/* Appends PKCS #8. -EINVAL: a public key alone. */
int ec_key_private_der(const struct ec_key *k, struct buf *out);
enum curve ec_key_curve(const struct ec_key *k);
void ec_key_point(const struct ec_key *k, uint8_t out[EC_POINT_BYTES]);
void ec_key_compressed(const struct ec_key *k, uint8_t out[EC_COMPRESSED_BYTES]);
/* ECDSA with SHA-256 over the parts one after the other. */
int ec_sign(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
	    uint8_t out[EC_SIGNATURE_BYTES]);
int ec_verify(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
	      struct slice signature);
/* The same with the signature as X.509 has it, a DER ECDSA-Sig-Value (RFC 3279 2.2.3). */
int ec_sign_der(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
		uint8_t out[EC_SIGNATURE_DER_MAX], size_t *length);
int ec_verify_der(struct crypto *c, const struct ec_key *k, const struct slice *parts, size_t n,
		  struct slice signature);
/* The x coordinate of the shared point, BSI TR-03111 4.3. @peer: an uncompressed point, checked to
 * be on the curve of @own. */
int ec_agree(struct crypto *c, const struct ec_key *own, struct slice peer,
	     uint8_t out[EC_SECRET_BYTES]);

/* ---- X25519 (RFC 7748): keys and secrets are strings of bytes ---- */
enum { X25519_BYTES = 32 };

int x25519_generate(struct crypto *c, uint8_t private_key[X25519_BYTES],
		    uint8_t public_key[X25519_BYTES]);
/* -EINVAL for a @peer with which everybody would share the same secret (RFC 7748 6.1). */
int x25519_agree(struct crypto *c, const uint8_t private_key[X25519_BYTES],
		 const uint8_t peer[X25519_BYTES], uint8_t secret[X25519_BYTES]);

#endif
