/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers of 3GPP TS 35.233 6.3 to 6.8; and Keccak-f[1600] against OpenSSL's functions that
 * stand on it. */
#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "crypto/keccak.h"
#include "crypto/tuak.h"
#include "unit.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* ---- Keccak ---- */

/* The sponge of FIPS 202 4, for messages and results of any number of whole bytes. */
static void sponge(size_t rate, uint8_t suffix, struct slice in, uint8_t *out, size_t n)
{
	uint8_t state[KECCAK_BYTES] = {0};
	size_t at = 0;

	for (size_t i = 0; i < in.n; i++) {
		state[at++] ^= in.p[i];
		if (at == rate) {
			keccak_f1600(state);
			at = 0;
		}
	}
	state[at] ^= suffix;
	state[rate - 1] ^= 0x80;
	keccak_f1600(state);
	at = 0;
	for (size_t i = 0; i < n; i++) {
		if (at == rate) {
			keccak_f1600(state);
			at = 0;
		}
		out[i] = state[at++];
	}
}

static const struct {
	const char *name;
	size_t rate;
	uint8_t suffix;
	size_t length;
	bool extendable;
} hashes[] = {
	{"SHA3-224", 144, 0x06, 28, false}, {"SHA3-256", 136, 0x06, 32, false},
	{"SHA3-384", 104, 0x06, 48, false}, {"SHA3-512", 72, 0x06, 64, false},
	{"SHAKE128", 168, 0x1F, 500, true}, {"SHAKE256", 136, 0x1F, 500, true},
};

START_TEST(keccak_as_openssl_has_it)
{
	EVP_MD *md = EVP_MD_fetch(NULL, hashes[_i].name, NULL);
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	uint8_t message[450], expected[500], seen[500];
	size_t n = hashes[_i].length;

	ck_assert_ptr_nonnull(md);
	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (uint8_t)(i * i + 7 * i);
	for (size_t length = 0; length <= sizeof(message); length++) {
		ck_assert_int_eq(EVP_DigestInit_ex2(hash, md, NULL), 1);
		ck_assert_int_eq(EVP_DigestUpdate(hash, message, length), 1);
		ck_assert_int_eq(hashes[_i].extendable ? EVP_DigestFinalXOF(hash, expected, n)
						       : EVP_DigestFinal_ex(hash, expected, NULL),
				 1);
		sponge(hashes[_i].rate, hashes[_i].suffix, slice_of(message, length), seen, n);
		ck_assert_mem_eq(seen, expected, n);
	}
	EVP_MD_CTX_free(hash);
	EVP_MD_free(md);
}
END_TEST

/* ---- TUAK ---- */

static const struct set {
	const char *k, *rand, *sqn, *amf, *top;
	unsigned iterations;
	const char *topc, *f1, *f1_star, *f2, *f3, *f4, *f5, *f5_star;
} sets[] = {
	{"abababababababababababababababab", "42424242424242424242424242424242", "111111111111",
	 "ffff", "5555555555555555555555555555555555555555555555555555555555555555", 1,
	 "bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff", "f9a54e6aeaa8618d",
	 "e94b4dc6c7297df3", "657acd64", "d71a1e5c6caffe986a26f783e5c78be1",
	 "be849fa2564f869aecee6f62d4337e72", "719f1e9b9054", "e7af6b3d0e38"},
	{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0",
	 "0123456789abcdef0123456789abcdef", "0123456789ab", "abcd",
	 "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", 1,
	 "305425427e18c503c8a4b294ea72c95d0c36c6c6b29d0c65de5974d5977f8524",
	 "c0b8c2d4148ec7aa5f1d78a97e4d1d58", "ef81af7290f7842c6ceafa537fa0745b", "e9d749dc4eea0035",
	 "a4cb6f6529ab17f8337f27baa8234d47", "2274155ccf4199d5e2abcbf621907f90", "480a9345cc1e",
	 "f84eb338848c"},
	{"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0",
	 "0123456789abcdef0123456789abcdef", "0123456789ab", "abcd",
	 "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", 1,
	 "305425427e18c503c8a4b294ea72c95d0c36c6c6b29d0c65de5974d5977f8524",
	 "d97b75a1776065271b1e212bc3b1bf173f438b21e6c64a55a96c372e085e5cc5",
	 "427bbf07c6e3a86c54f8c5216499f3909a6fd4a164c9fe235b1550258111b821", "07021c73e7635c7d",
	 "4d59ac796834eb85d11fa148a5058c3c",
	 "126d47500136fdc5ddfd14f19ebf16749ce4b6435323fbb5715a3a796a6082bd", "1d6622c4e59a",
	 "f84eb338848c"},
	{"b8da837a50652d6ac7c97da14f6acc61", "6887e55425a966bd86c9661a5fa72be8", "0dea2ee2c5af",
	 "df1e", "0952be13556c32ebc58195d9dd930493e12a9003669988ffde5fa1f0fe35cc01", 1,
	 "2bc16eb657a68e1f446f08f57c0efb1d493527a2e652ce281eb6ca0e4487760a",
	 "749214087958dd8f58bfcdf869d8ae3f", "619e865afe80e382aee13063f9dfb56d",
	 "4041ce438e3e38e8aa96562eed83ac43", "3e3bc01bea0cd914c4c2c83ce2d92757",
	 "666a8e6f577b1aa77b7fd53cebb8a3d6", "1f880d005119", "45e617d77fe5"},
	{"1574ca56881d05c189c82880f789c9cd4244955f4426aa2b69c29f15770e5aa5",
	 "c570aac68cde651fb1e3088322498bef", "c89bb71f3a41", "297d",
	 "e59f6eb10ea406813f4991b0b9e02f181edf4c7e17b480f66d34da35ee88c95e", 1,
	 "3c6052e41532a28a47aa3cbb89f223e8f3aaa976aecd48bc3e7d6165a55eff62", "d7340dad02b4cb01",
	 "c6021e2e66accb15", "84d89b41db1867ffd4c7ba1d82163f4d526a20fbae5418fbb526940b1eeb905c",
	 "d419676afe5ab58c1d8bee0d43523a4d2f52ef0b31a4676a0c334427a988fe65",
	 "205533e505661b61d05cc0eac87818f4", "d7b3d2d4980a", "ca9655264986"},
	{"1574ca56881d05c189c82880f789c9cd4244955f4426aa2b69c29f15770e5aa5",
	 "c570aac68cde651fb1e3088322498bef", "c89bb71f3a41", "297d",
	 "e59f6eb10ea406813f4991b0b9e02f181edf4c7e17b480f66d34da35ee88c95e", 2,
	 "b04a66f26c62fcd6c82de22a179ab65506ecf47f56245cd149966cfa9cec7a51",
	 "90d2289ed1ca1c3dbc2247bb480d431ac71d2e4a7677f6e997cfddb0cbad88b7",
	 "427355dbac30e825063aba61b556e87583abac638e3ab01c4c884ad9d458dc2f",
	 "d67e6e64590d22eecba7324afa4af4460c93f01b24506d6e12047d789a94c867",
	 "ede57edfc57cdffe1aae75066a1b7479bbc3837438e88d37a801cccc9f972b89",
	 "48ed9299126e5057402fe01f9201cf25249f9c5c0ed2afcf084755daff1d3999", "6aae8d18c448",
	 "8c5f33b61f4e"},
};

static void prepare(const struct set *s, struct tuak *t)
{
	struct slice k = unhex(ctx, s->k);

	*t = (struct tuak){
		.k_length = k.n,
		.iterations = s->iterations,
		.mac_length = strlen(s->f1) / 2,
		.res_length = strlen(s->f2) / 2,
		.ck_length = strlen(s->f3) / 2,
		.ik_length = strlen(s->f4) / 2,
	};
	memcpy(t->k, k.p, k.n);
	memcpy(t->topc, unhex(ctx, s->topc).p, sizeof(t->topc));
}

START_TEST(derives_topc)
{
	const struct set *s = &sets[_i];
	uint8_t topc[TUAK_TOP_BYTES];
	struct tuak t;

	prepare(s, &t);
	memset(t.topc, 0, sizeof(t.topc));
	ck_assert_int_eq(tuak_topc(&t, unhex(ctx, s->top).p, topc), 0);
	assert_hex(slice_of(topc, sizeof(topc)), s->topc);
}
END_TEST

START_TEST(f1_and_f1_star)
{
	const struct set *s = &sets[_i];
	const uint8_t *rand = unhex(ctx, s->rand).p, *sqn = unhex(ctx, s->sqn).p;
	const uint8_t *amf = unhex(ctx, s->amf).p;
	uint8_t mac_a[TUAK_LENGTH_MAX], mac_s[TUAK_LENGTH_MAX];
	struct tuak t;

	prepare(s, &t);
	ck_assert_int_eq(tuak_f1(&t, rand, sqn, amf, mac_a, NULL), 0);
	ck_assert_int_eq(tuak_f1(&t, rand, sqn, amf, NULL, mac_s), 0);
	assert_hex(slice_of(mac_a, t.mac_length), s->f1);
	assert_hex(slice_of(mac_s, t.mac_length), s->f1_star);
}
END_TEST

START_TEST(f2_to_f5_and_f5_star)
{
	const struct set *s = &sets[_i];
	uint8_t res[TUAK_LENGTH_MAX], ck[TUAK_LENGTH_MAX], ik[TUAK_LENGTH_MAX], ak[6], ak_star[6];
	struct tuak t;

	prepare(s, &t);
	ck_assert_int_eq(tuak_f2345(&t, unhex(ctx, s->rand).p, res, ck, ik, ak, ak_star), 0);
	assert_hex(slice_of(res, t.res_length), s->f2);
	assert_hex(slice_of(ck, t.ck_length), s->f3);
	assert_hex(slice_of(ik, t.ik_length), s->f4);
	assert_hex(slice_of(ak, 6), s->f5);
	assert_hex(slice_of(ak_star, 6), s->f5_star);
}
END_TEST

static bool is_one_of(size_t n, const size_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == n)
			return true;
	return false;
}

START_TEST(other_lengths_are_refused)
{
	static const size_t keys[] = {16, 32}, macs[] = {8, 16, 32}, results[] = {4, 8, 16, 32};
	const uint8_t zero[32] = {0};
	uint8_t a[TUAK_LENGTH_MAX], b[TUAK_LENGTH_MAX], c[TUAK_LENGTH_MAX], ak[6], ak_star[6];
	struct tuak t;

	for (size_t n = 0; n <= 40; n++) {
		int of_key = is_one_of(n, keys, COUNT(keys)) ? 0 : -EINVAL;
		int of_mac = is_one_of(n, macs, COUNT(macs)) ? 0 : -EINVAL;
		int of_res = is_one_of(n, results, COUNT(results)) ? 0 : -EINVAL;

		prepare(&sets[0], &t);
		t.k_length = n;
		ck_assert_int_eq(tuak_topc(&t, zero, a), of_key);
		ck_assert_int_eq(tuak_f1(&t, zero, zero, zero, a, b), of_key);
		ck_assert_int_eq(tuak_f2345(&t, zero, a, b, c, ak, ak_star), of_key);
		prepare(&sets[0], &t);
		t.mac_length = n;
		ck_assert_int_eq(tuak_f1(&t, zero, zero, zero, a, b), of_mac);
		prepare(&sets[0], &t);
		t.res_length = n;
		ck_assert_int_eq(tuak_f2345(&t, zero, a, b, c, ak, ak_star), of_res);
		prepare(&sets[0], &t);
		t.ck_length = n;
		ck_assert_int_eq(tuak_f2345(&t, zero, a, b, c, ak, ak_star), of_key);
		prepare(&sets[0], &t);
		t.ik_length = n;
		ck_assert_int_eq(tuak_f2345(&t, zero, a, b, c, ak, ak_star), of_key);
	}
}
END_TEST

/* Without a permutation, the output would be the input, key and all. */
START_TEST(no_iteration_is_refused)
{
	const uint8_t zero[32] = {0};
	uint8_t a[TUAK_LENGTH_MAX], b[TUAK_LENGTH_MAX], c[TUAK_LENGTH_MAX], ak[6], ak_star[6];
	struct tuak t;

	prepare(&sets[0], &t);
	t.iterations = 0;
	ck_assert_int_eq(tuak_topc(&t, zero, a), -EINVAL);
	ck_assert_int_eq(tuak_f1(&t, zero, zero, zero, a, b), -EINVAL);
	ck_assert_int_eq(tuak_f2345(&t, zero, a, b, c, ak, ak_star), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tuak");
	TCase *t = tcase_create("tuak");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, keccak_as_openssl_has_it, 0, COUNT(hashes));
	tcase_add_loop_test(t, derives_topc, 0, COUNT(sets));
	tcase_add_loop_test(t, f1_and_f1_star, 0, COUNT(sets));
	tcase_add_loop_test(t, f2_to_f5_and_f5_star, 0, COUNT(sets));
	tcase_add_test(t, other_lengths_are_refused);
	tcase_add_test(t, no_iteration_is_refused);
	suite_add_tcase(s, t);
	return unit_main(s);
}
