/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/sha1.h"

#include <errno.h>
#include <openssl/evp.h>

#include "crypto/crypto.h"

static int digest(struct slice first, const struct slice *parts, size_t n, uint8_t out[SHA1_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex2(ctx, EVP_sha1(), NULL) &&
		  EVP_DigestUpdate(ctx, first.p, first.n);

	for (size_t i = 0; i < n && ok; i++)
		ok = EVP_DigestUpdate(ctx, parts[i].p, parts[i].n);
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	return ok ? 0 : ctx ? -EIO : -ENOMEM;
}

int sha1(const struct slice *parts, size_t n, uint8_t out[SHA1_BYTES])
{
	return digest(slice_of(NULL, 0), parts, n, out);
}

static void pad(struct slice key, uint8_t with, uint8_t out[SHA1_BLOCK_BYTES])
{
	memset(out, with, SHA1_BLOCK_BYTES);
	for (size_t i = 0; i < key.n; i++)
		out[i] ^= key.p[i];
}

int sha1_hmac(struct slice key, const struct slice *parts, size_t n, uint8_t out[SHA1_BYTES])
{
	uint8_t block[SHA1_BLOCK_BYTES], inner[SHA1_BYTES];
	const struct slice inner_part = slice_of(inner, sizeof(inner));
	int r;

	if (key.n > SHA1_BLOCK_BYTES)
		return -EINVAL;
	pad(key, 0x36, block);
	r = digest(slice_of(block, sizeof(block)), parts, n, inner);
	pad(key, 0x5C, block);
	if (r == 0)
		r = digest(slice_of(block, sizeof(block)), &inner_part, 1, out);
	crypto_wipe(block, sizeof(block));
	return r;
}

/* ---- FIPS 180-1 section 7: OpenSSL 3 has no interface to it ---- */

static uint32_t rotate(uint32_t x, unsigned bits)
{
	return x << bits | x >> (32 - bits);
}

static uint32_t mix(size_t t, const uint32_t h[5])
{
	static const uint32_t k[4] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
	const uint32_t f[4] = {
		(h[1] & h[2]) | (~h[1] & h[3]),
		h[1] ^ h[2] ^ h[3],
		(h[1] & h[2]) | (h[1] & h[3]) | (h[2] & h[3]),
		h[1] ^ h[2] ^ h[3],
	};

	return f[t / 20] + k[t / 20];
}

void sha1_g(const uint8_t block[SHA1_BLOCK_BYTES], uint8_t out[SHA1_BYTES])
{
	static const uint32_t initial[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476,
					    0xC3D2E1F0};
	uint32_t w[80], h[5], temp;

	for (size_t t = 0; t < 16; t++)
		w[t] = (uint32_t)be16(block + 4 * t) << 16 | be16(block + 4 * t + 2);
	for (size_t t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	memcpy(h, initial, sizeof(h));
	for (size_t t = 0; t < 80; t++) {
		temp = rotate(h[0], 5) + mix(t, h) + h[4] + w[t];
		h[4] = h[3];
		h[3] = h[2];
		h[2] = rotate(h[1], 30);
		h[1] = h[0];
		h[0] = temp;
	}
	for (size_t i = 0; i < 5; i++) {
		h[i] += initial[i];
		for (size_t j = 0; j < 4; j++)
			out[4 * i + j] = (uint8_t)(h[i] >> (24 - 8 * j));
	}
	crypto_wipe(w, sizeof(w));
	crypto_wipe(h, sizeof(h));
}
