/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers of 3GPP TS 35.207 4 to 6. */
#include "crypto/milenage.h"
#include "unit.h"

static void *ctx;
static struct crypto *crypto;

static void setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static const struct set {
	const char *k, *rand, *sqn, *amf, *op, *opc;
	const char *f1, *f1_star, *f2, *f5, *f3, *f4, *f5_star;
} sets[] = {
	{"465b5ce8b199b49faa5f0a2ee238a6bc", "23553cbe9637a89d218ae64dae47bf35", "ff9bb4d0b607",
	 "b9b9", "cdc202d5123e20f62b6d676ac72cb318", "cd63cb71954a9f4e48a5994e37a02baf",
	 "4a9ffac354dfafb3", "01cfaf9ec4e871e9", "a54211d5e3ba50bf", "aa689c648370",
	 "b40ba9a3c58b2a05bbf0d987b21bf8cb", "f769bcd751044604127672711c6d3441", "451e8beca43b"},
	{"0396eb317b6d1c36f19c1c84cd6ffd16", "c00d603103dcee52c4478119494202e8", "fd8eef40df7d",
	 "af17", "ff53bade17df5d4e793073ce9d7579fa", "53c15671c60a4b731c55b4a441c0bde2",
	 "5df5b31807e258b0", "a8c016e51ef4a343", "d3a628ed988620f0", "c47783995f72",
	 "58c433ff7a7082acd424220f2b67c556", "21a8c1f929702adb3e738488b9f5c5da", "30f1197061c1"},
	{"fec86ba6eb707ed08905757b1bb44b8f", "9f7c8d021accf4db213ccff0c7f71a6a", "9d0277595ffc",
	 "725c", "dbc59adcb6f9a0ef735477b7fadf8374", "1006020f0a478bf6b699f15c062e42b3",
	 "9cabc3e99baf7281", "95814ba2b3044324", "8011c48c0c214ed2", "33484dc2136b",
	 "5dbdbb2954e8f3cde665b046179a5098", "59a92d3b476a0443487055cf88b2307b", "deacdd848cc6"},
	{"9e5944aea94b81165c82fbf9f32db751", "ce83dbc54ac0274a157c17f80d017bd6", "0b604a81eca8",
	 "9e09", "223014c5806694c007ca1eeef57f004f", "a64a507ae1a2a98bb88eb4210135dc87",
	 "74a58220cba84c49", "ac2cc74a96871837", "f365cd683cd92e96", "f0b9c08ad02e",
	 "e203edb3971574f5a94b0d61b816345d", "0c4524adeac041c4dd830d20854fc46b", "6085a86c6f63"},
	{"4ab1deb05ca6ceb051fc98e77d026a84", "74b0cd6031a1c8339b2b6ce2b8c4a186", "e880a1b580b6",
	 "9f07", "2d16c5cd1fdf6b22383584e3bef2a8d8", "dcf07cbd51855290b92a07a9891e523e",
	 "49e785dd12626ef2", "9e85790336bb3fa2", "5860fc1bce351e7e", "31e11a609118",
	 "7657766b373d1c2138f307e3de9242f9", "1c42e960d89b8fa99f2744e0708ccb53", "fe2555e54aa9"},
	{"6c38a116ac280c454f59332ee35c8c4f", "ee6466bc96202c5a557abbeff8babf63", "414b98222181",
	 "4464", "1ba00a1a7c6700ac8c3ff3e96ad08725", "3803ef5363b947c6aaa225e58fae3934",
	 "078adfb488241a57", "80246b8d0186bcf1", "16c8233f05a0ac28", "45b0f69ab06c",
	 "3f8c7587fe8e4b233af676aede30ba3b", "a7466cc1e6b2a1337d49d3b66e95d7b4", "1f53cd2b1113"},
};

static void prepare(const struct set *s, struct milenage *m)
{
	milenage_defaults(m);
	memcpy(m->k, unhex(ctx, s->k).p, 16);
	memcpy(m->opc, unhex(ctx, s->opc).p, 16);
}

START_TEST(derives_opc)
{
	const struct set *s = &sets[_i];
	uint8_t opc[16];

	ck_assert_int_eq(milenage_opc(crypto, unhex(ctx, s->k).p, unhex(ctx, s->op).p, opc), 0);
	assert_hex(slice_of(opc, 16), s->opc);
}
END_TEST

START_TEST(f1_and_f1_star)
{
	const struct set *s = &sets[_i];
	const uint8_t *rand = unhex(ctx, s->rand).p, *sqn = unhex(ctx, s->sqn).p;
	const uint8_t *amf = unhex(ctx, s->amf).p;
	uint8_t mac_a[8], mac_s[8];
	struct milenage m;

	prepare(s, &m);
	ck_assert_int_eq(milenage_f1(crypto, &m, rand, sqn, amf, mac_a, NULL), 0);
	ck_assert_int_eq(milenage_f1(crypto, &m, rand, sqn, amf, NULL, mac_s), 0);
	assert_hex(slice_of(mac_a, 8), s->f1);
	assert_hex(slice_of(mac_s, 8), s->f1_star);
}
END_TEST

START_TEST(f2_to_f5_and_f5_star)
{
	const struct set *s = &sets[_i];
	const uint8_t *rand = unhex(ctx, s->rand).p;
	uint8_t res[8], ck[16], ik[16], ak[6], ak_star[6];
	struct milenage m;

	prepare(s, &m);
	ck_assert_int_eq(milenage_f2345(crypto, &m, rand, res, ck, ik, ak, ak_star), 0);
	assert_hex(slice_of(res, 8), s->f2);
	assert_hex(slice_of(ck, 16), s->f3);
	assert_hex(slice_of(ik, 16), s->f4);
	assert_hex(slice_of(ak, 6), s->f5);
	assert_hex(slice_of(ak_star, 6), s->f5_star);
}
END_TEST

START_TEST(each_output_can_be_had_alone)
{
	const struct set *s = &sets[0];
	const uint8_t *rand = unhex(ctx, s->rand).p;
	uint8_t res[8], ik[16], ak_star[6];
	struct milenage m;

	prepare(s, &m);
	ck_assert_int_eq(milenage_f2345(crypto, &m, rand, res, NULL, NULL, NULL, NULL), 0);
	ck_assert_int_eq(milenage_f2345(crypto, &m, rand, NULL, NULL, ik, NULL, NULL), 0);
	ck_assert_int_eq(milenage_f2345(crypto, &m, rand, NULL, NULL, NULL, NULL, ak_star), 0);
	assert_hex(slice_of(res, 8), s->f2);
	assert_hex(slice_of(ik, 16), s->f4);
	assert_hex(slice_of(ak_star, 6), s->f5_star);
}
END_TEST

/* With OPc = 0, r2 = r and c2 = 0, f5 || ... f2 are bytes of E_K(rot(E_K(RAND), r)): which the
 * block cipher alone can tell. */
static const struct {
	uint8_t bits;
	const char *rotated; /* of 0123456789ABCDEFFEDCBA9876543210 */
} rotations[] = {
	{0, "0123456789ABCDEFFEDCBA9876543210"},   {1, "02468ACF13579BDFFDB97530ECA86420"},
	{8, "23456789ABCDEFFEDCBA987654321001"},   {12, "3456789ABCDEFFEDCBA9876543210012"},
	{127, "0091A2B3C4D5E6F7FF6E5D4C3B2A1908"},
};

START_TEST(rotations_of_any_number_of_bits)
{
	struct milenage m;
	uint8_t rand[16], out[16], res[8], ak[6], constant[16];

	milenage_defaults(&m);
	memcpy(m.k, unhex(ctx, sets[0].k).p, 16);
	memset(m.opc, 0, sizeof(m.opc));
	m.r[1] = rotations[_i].bits;
	memset(m.c[1], 0xA5, 16);
	memset(constant, 0xA5, 16);
	/* RAND such that E_K(RAND) is the pattern: decrypt it, with CBC of one block. */
	ck_assert_int_eq(crypto_aes128_cbc(crypto, false, m.k, (const uint8_t[16]){0},
					   unhex(ctx, rotations[0].rotated), rand),
			 0);
	ck_assert_int_eq(milenage_f2345(crypto, &m, rand, res, NULL, NULL, ak, NULL), 0);
	/* E_K(rotated xor c2) is CBC of one block with c2 as the initial value. */
	ck_assert_int_eq(crypto_aes128_cbc(crypto, true, m.k, constant,
					   unhex(ctx, rotations[_i].rotated), out),
			 0);
	ck_assert_mem_eq(ak, out, 6);
	ck_assert_mem_eq(res, out + 8, 8);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("milenage");
	TCase *t = tcase_create("milenage");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, derives_opc, 0, COUNT(sets));
	tcase_add_loop_test(t, f1_and_f1_star, 0, COUNT(sets));
	tcase_add_loop_test(t, f2_to_f5_and_f5_star, 0, COUNT(sets));
	tcase_add_test(t, each_output_can_be_had_alone);
	tcase_add_loop_test(t, rotations_of_any_number_of_bits, 0, COUNT(rotations));
	suite_add_tcase(s, t);
	return unit_main(s);
}
