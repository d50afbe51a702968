/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/keys.h"

#include <errno.h>

/* @x += @y + @carry, modulo 2^160. */
static void add(uint8_t x[SHA1_BYTES], const uint8_t y[SHA1_BYTES], unsigned carry)
{
	for (size_t i = SHA1_BYTES; i-- > 0;) {
		carry += (unsigned)x[i] + y[i];
		x[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

void eap_prf(const uint8_t key[SHA1_BYTES], uint8_t *out, size_t n)
{
	uint8_t block[SHA1_BLOCK_BYTES] = {0}; /* XKEY, filled up with zeroes */

	memcpy(block, key, SHA1_BYTES);
	for (; n >= SHA1_BYTES; n -= SHA1_BYTES, out += SHA1_BYTES) {
		sha1_g(block, out);
		add(block, out, 1);
	}
	crypto_wipe(block, sizeof(block));
}

/* Hands out the bytes of @stream one key after the other. */
static void take(const uint8_t **stream, uint8_t *out, size_t n)
{
	memcpy(out, *stream, n);
	*stream += n;
}

/* RFC 4186 7, RFC 4187 7: MK is the digest of the parts. */
static int keys_of(const struct slice *parts, size_t n, struct eap_keys *out)
{
	uint8_t mk[SHA1_BYTES], stream[160];
	const uint8_t *p = stream;
	int r = sha1(parts, n, mk);

	if (r)
		return r;
	eap_prf(mk, stream, sizeof(stream));
	*out = (struct eap_keys){.k_aut_length = 16};
	take(&p, out->k_encr, sizeof(out->k_encr));
	take(&p, out->k_aut, out->k_aut_length);
	take(&p, out->msk, sizeof(out->msk));
	take(&p, out->emsk, sizeof(out->emsk));
	crypto_wipe(mk, sizeof(mk));
	crypto_wipe(stream, sizeof(stream));
	return 0;
}

int eap_sim_keys(struct slice identity, struct slice kc, struct slice nonce_mt,
		 struct slice versions, uint16_t selected, struct eap_keys *out)
{
	const uint8_t version[] = {(uint8_t)(selected >> 8), (uint8_t)selected};
	const struct slice parts[] = {identity, kc, nonce_mt, versions,
				      slice_of(version, sizeof(version))};

	return keys_of(parts, 5, out);
}

int eap_aka_keys(struct slice identity, const uint8_t ck[16], const uint8_t ik[16],
		 struct eap_keys *out)
{
	const struct slice parts[] = {identity, slice_of(ik, 16), slice_of(ck, 16)};

	return keys_of(parts, 3, out);
}

/* TS 33.402 A.2, by the function of TS 33.220 B.2: CK' || IK'. */
static int bind_to_network(struct crypto *c, struct slice network, const uint8_t sqn_xor_ak[6],
			   const uint8_t ck[16], const uint8_t ik[16], uint8_t out[32])
{
	static const uint8_t fc = 0x20, sqn_length[2] = {0x00, 0x06};
	uint8_t key[32], network_length[2];
	const struct slice parts[] = {
		slice_of(&fc, 1),
		network,
		slice_of(network_length, 2),
		slice_of(sqn_xor_ak, 6),
		slice_of(sqn_length, 2),
	};
	int r;

	if (network.n > UINT16_MAX)
		return -EINVAL;
	network_length[0] = (uint8_t)(network.n >> 8);
	network_length[1] = (uint8_t)network.n;
	memcpy(key, ck, 16);
	memcpy(key + 16, ik, 16);
	r = crypto_hmac_sha256(c, slice_of(key, sizeof(key)), parts, 5, out);
	crypto_wipe(key, sizeof(key));
	return r;
}

/* PRF' of RFC 9048 3.4.1: T1 | T2 | ..., with Ti = HMAC-SHA-256(K, Ti-1 | S | i). */
static int prf_prime(struct crypto *c, struct slice key, struct slice identity, uint8_t *out,
		     size_t n)
{
	struct slice before = {NULL, 0};
	uint8_t i = 1;

	for (; n >= SHA256_BYTES; n -= SHA256_BYTES, i++) {
		const struct slice parts[] = {before, slice_str("EAP-AKA'"), identity,
					      slice_of(&i, 1)};
		int r = crypto_hmac_sha256(c, key, parts, 4, out);

		if (r)
			return r;
		before = slice_of(out, SHA256_BYTES);
		out += SHA256_BYTES;
	}
	return 0;
}

int eap_aka_prime_keys(struct crypto *c, struct slice identity, struct slice network,
		       const uint8_t sqn_xor_ak[6], const uint8_t ck[16], const uint8_t ik[16],
		       struct eap_keys *out)
{
	uint8_t primes[32], key[32], stream[224]; /* 208 are used */
	const uint8_t *p = stream;
	int r = bind_to_network(c, network, sqn_xor_ak, ck, ik, primes);

	if (r)
		return r;
	memcpy(key, primes + 16, 16); /* IK' || CK' */
	memcpy(key + 16, primes, 16);
	r = prf_prime(c, slice_of(key, sizeof(key)), identity, stream, sizeof(stream));
	if (r == 0) {
		*out = (struct eap_keys){.k_aut_length = 32};
		take(&p, out->k_encr, sizeof(out->k_encr));
		take(&p, out->k_aut, out->k_aut_length);
		take(&p, out->k_re, sizeof(out->k_re));
		take(&p, out->msk, sizeof(out->msk));
		take(&p, out->emsk, sizeof(out->emsk));
	}
	crypto_wipe(primes, sizeof(primes));
	crypto_wipe(key, sizeof(key));
	crypto_wipe(stream, sizeof(stream));
	return r;
}
