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
#include <time.h>

#include "card_fixture.h"
#include "isdp/installer.h"
#include "unit.h"

enum { ROUNDS = 31, VERIFICATIONS = 5, SIGNATURES = 3 };

static double card_seconds;

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The linker puts these in place of softeuicc_transmit (--wrap). */
size_t __real_softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
				 uint8_t response[SOFTEUICC_RESPONSE_MAX]);
size_t __wrap_softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
				 uint8_t response[SOFTEUICC_RESPONSE_MAX]);

size_t __wrap_softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
				 uint8_t response[SOFTEUICC_RESPONSE_MAX])
{
	double begin = cpu_seconds();

	n = __real_softeuicc_transmit(card, command, n, response);
	card_seconds += cpu_seconds() - begin;
	return n;
}

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
	double begin = cpu_seconds();
	EVP_PKEY *fresh;

	for (int i = 0; i < SIGNATURES; i++)
		sign(k);
	for (int i = 0; i < VERIFICATIONS; i++)
		verify(k);
	fresh = EVP_EC_gen("P-256");
	agree(fresh, k->peer);
	EVP_PKEY_free(fresh);
	return cpu_seconds() - begin;
}

/* ---- the card ---- */

static struct slice read_file(void *ctx, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = buf_new(ctx);
	uint8_t chunk[4096];
	size_t n;

	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&b, chunk, n);
	fclose(f);
	return buf_slice(&b);
}

static char *iccid_of(struct card_fixture *f, struct slice profile)
{
	struct installer *in = installer_new(f, f->crypto, 1 << 20);
	char *hex = talloc_strdup(f, "");
	struct slice iccid;

	ck_assert_int_eq(installer_push(in, profile), 0);
	iccid = installer_iccid(in);
	for (size_t i = 0; i < iccid.n; i++)
		hex = talloc_asprintf_append(hex, "%02X", iccid.p[i]);
	return hex;
}

static double download_round(struct card_fixture *f, struct slice profile, const char *iccid)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation result;
	struct bpp_wish w;

	card_seconds = 0;
	fixture_prepare(f, s);
	w = fixture_wish(f, s, iccid, "");
	w.profile = profile;
	result = fixture_result(f, s, fixture_load(f, bpp_make(f->crypto, &w, f)));
	ck_assert_msg(result.success, "command %d, reason %d", result.command, result.reason);
	return card_seconds;
}

static void delete_profile(struct card_fixture *f, const char *iccid)
{
	es10_hex(f, talloc_asprintf(f, "BF330C5A0A%s", iccid));
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof(values[0]), ascending);
	return values[ROUNDS / 2];
}

static const char *profile_path;

/* The fixture's assertions need a test around them. */
START_TEST(download)
{
	double card[ROUNDS], bare[ROUNDS];
	struct floor_keys k = {.signer = EVP_EC_gen("P-256"), .peer = EVP_EC_gen("P-256")};
	struct card_fixture *f = fixture_new(0);
	struct slice profile = read_file(f, profile_path);
	char *iccid = iccid_of(f, profile);

	download_round(f, profile, iccid); /* what is loaded once is not a download's */
	floor_round(&k);
	for (int i = 0; i < ROUNDS; i++) {
		delete_profile(f, iccid);
		card[i] = download_round(f, profile, iccid);
		bare[i] = floor_round(&k);
	}
	printf("{\"rounds\": %d, \"profile_bytes\": %zu, \"card_us\": %.0f, "
	       "\"primitives_us\": %.0f, \"ratio\": %.3f}\n",
	       ROUNDS, profile.n, median(card) * 1e6, median(bare) * 1e6,
	       median(card) / median(bare));
	fixture_free(f);
	EVP_PKEY_free(k.signer);
	EVP_PKEY_free(k.peer);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("bench");
	TCase *t = tcase_create("bench");
	SRunner *runner;
	int failed;

	if (argc != 2) {
		fputs("usage: bench_download PROFILE.der\n", stderr);
		return 2;
	}
	profile_path = argv[1];
	tcase_add_test(t, download);
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	if (failed)
		srunner_print(runner, CK_NORMAL);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
