/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card's CPU time for a whole download, from GetEuiccChallenge to the installation result,
 * against the sum of the OpenSSL primitives that a download cannot do without (design budget:
 * 5 ECDSA verifications, 3 signatures, 1 key generation, 1 ECDH), both in this process. Rounds
 * alternate and medians are compared. Only time spent in softeuicc_transmit() counts; the SM-DP+
 * opposite is the one of the unit tests.
 *
 * Usage: bench_download PROFILE.der. Prints JSON. */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>

#include "bench_profile.h"
#include "bench_time.h"
#include "unit.h"

enum { ROUNDS = 31, VERIFICATIONS = 5, SIGNATURES = 3 };

/* ---- the floor ---- */

struct floor_keys {
	EVP_PKEY *signer;
	EVP_PKEY *peer;
	uint8_t message[300];
	uint8_t signature[80];
	size_t signature_length;
};

static void sign(struct floor_keys *k)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	k->signature_length = sizeof(k->signature);
	ck_assert_int_eq(EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, k->signer), 1);
	ck_assert_int_eq(EVP_DigestSign(md, k->signature, &k->signature_length, k->message,
					sizeof(k->message)),
			 1);
	EVP_MD_CTX_free(md);
}

static void verify(struct floor_keys *k)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	ck_assert_int_eq(EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, k->signer), 1);
	ck_assert_int_eq(EVP_DigestVerify(md, k->signature, k->signature_length, k->message,
					  sizeof(k->message)),
			 1);
	EVP_MD_CTX_free(md);
}

static void agree(EVP_PKEY *own, EVP_PKEY *peer)
{
	EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(own, NULL);
	uint8_t secret[32];
	size_t n = sizeof(secret);

	ck_assert_int_eq(EVP_PKEY_derive_init(p), 1);
	ck_assert_int_eq(EVP_PKEY_derive_set_peer(p, peer), 1);
	ck_assert_int_eq(EVP_PKEY_derive(p, secret, &n), 1);
	EVP_PKEY_CTX_free(p);
}

static double floor_round(struct floor_keys *k)
{
	double begin = bench_cpu_seconds();
	EVP_PKEY *fresh;

	for (int i = 0; i < SIGNATURES; i++)
		sign(k);
	for (int i = 0; i < VERIFICATIONS; i++)
		verify(k);
	fresh = EVP_EC_gen("P-256");
	agree(fresh, k->peer);
	EVP_PKEY_free(fresh);
	return bench_cpu_seconds() - begin;
}

/* ---- the card ---- */

static void download(const char *path)
{
	double card[ROUNDS], bare[ROUNDS], card_median, floor_median;
	struct floor_keys k = {.signer = EVP_EC_gen("P-256"), .peer = EVP_EC_gen("P-256")};
	struct card_fixture *f = fixture_new(0);
	struct bench_profile p = bench_profile_read(f, path);

	bench_profile_download(f, &p); /* what is loaded once is not a download's */
	floor_round(&k);
	for (int i = 0; i < ROUNDS; i++) {
		bench_profile_delete(f, &p);
		card[i] = bench_profile_download(f, &p).all;
		bare[i] = floor_round(&k);
	}
	card_median = bench_median(card, ROUNDS);
	floor_median = bench_median(bare, ROUNDS);
	printf("{\"rounds\": %d, \"profile_bytes\": %zu, \"card_us\": %.0f, "
	       "\"primitives_us\": %.0f, \"ratio\": %.3f}\n",
	       ROUNDS, p.package.n, card_median * 1e6, floor_median * 1e6,
	       card_median / floor_median);
	fixture_free(f);
	EVP_PKEY_free(k.signer);
	EVP_PKEY_free(k.peer);
}

int main(int argc, char **argv)
{
	return bench_main(argc, argv, download);
}
