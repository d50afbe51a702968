/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication vectors and resynchronisation, against known answers of 3GPP TS 35.207 and against
 * the sequence number management of a USIM. */
#include <errno.h>

#include "mno_fixture.h"
#include "naa/sqn.h"
#include "servers/mno/auc.h"

#define IMSI  "001010123456789"
#define ICCID "8988211000000000011"

/* TS 35.207 test set 1 */
#define K    "465B5CE8B199B49FAA5F0A2EE238A6BC"
#define OPC  "CD63CB71954A9F4E48A5994E37A02BAF"
#define RAND "23553CBE9637A89D218AE64DAE47BF35"
#define RES  "A54211D5E3BA50BF"
#define CK   "B40BA9A3C58B2A05BBF0D987B21BF8CB"
#define IK   "F769BCD751044604127672711C6D3441"
#define AK   "AA689C648370"

static const uint8_t amf[2] = {0xB9, 0xB9};
static struct crypto *fixed; /* draws RAND */

static int draw(void *arg, uint8_t *out, size_t n)
{
	struct slice rand = unhex(ctx, RAND);

	(void)arg;
	ck_assert_uint_eq(n, rand.n);
	memcpy(out, rand.p, n);
	return 0;
}

static void setup(void)
{
	mno_setup();
	ck_assert_int_eq(crypto_new(ctx, draw, NULL, &fixed), 0);
	add_subscriber(IMSI, ICCID, NULL);
}

static void put48(uint64_t n, uint8_t out[6])
{
	for (int i = 5; i >= 0; i--, n >>= 8)
		out[i] = (uint8_t)n;
}

static uint64_t get48(const uint8_t in[6])
{
	uint64_t n = 0;

	for (int i = 0; i < 6; i++)
		n = n << 8 | in[i];
	return n;
}

static struct aka keys_of(const char *imsi)
{
	struct subscriber s;

	ck_assert_int_eq(subscriber_by_imsi(db, imsi, ctx, &s), 1);
	return s.aka;
}

/* SQN of an AUTN, AK being known. */
static uint64_t sqn_of(const struct auc_vector *v)
{
	struct slice ak = unhex(ctx, AK);
	uint8_t sqn[6];

	for (int i = 0; i < 6; i++)
		sqn[i] = v->autn[i] ^ ak.p[i];
	return get48(sqn);
}

/* The test set's SQN has an IND that does not follow its SEQ, so MAC-A is computed here, by the
 * function that check_milenage holds against the test set. */
START_TEST(vector_of_milenage)
{
	struct aka aka = keys_of(IMSI);
	uint8_t sqn[6], mac_a[AKA_MAC_MAX], mac_s[AKA_MAC_MAX];
	struct auc_vector v;

	ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), 0);
	assert_hex(slice_of(v.rand, 16), RAND);
	assert_hex(slice_of(v.xres, v.xres_length), RES);
	assert_hex(slice_of(v.ck, v.key_length), CK);
	assert_hex(slice_of(v.ik, v.key_length), IK);
	ck_assert_uint_eq(v.autn_length, 16);
	ck_assert_uint_eq(sqn_of(&v), 1 << 5 | 1);
	put48(1 << 5 | 1, sqn);
	ck_assert_int_eq(algorithm_of(&aka)->f1(fixed, &aka, v.rand, sqn, amf, mac_a, mac_s), 0);
	ck_assert_mem_eq(v.autn + 6, amf, 2);
	ck_assert_mem_eq(v.autn + 8, mac_a, 8);
}
END_TEST

/* A USIM that manages its numbers by annex C takes each of them. */
START_TEST(every_vector_is_fresh)
{
	struct aka usim = keys_of(IMSI);
	uint64_t last = 0;

	for (int i = 0; i < 100; i++) {
		struct auc_vector v;
		uint8_t sqn[6];

		ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), 0);
		ck_assert_uint_gt(sqn_of(&v), last);
		last = sqn_of(&v);
		put48(last, sqn);
		ck_assert(sqn_is_fresh(&usim, sqn));
		sqn_accept(&usim, sqn);
		ck_assert(!sqn_is_fresh(&usim, sqn));
	}
}
END_TEST

START_TEST(random_is_drawn_anew)
{
	struct auc_vector a, b;

	ck_assert_int_eq(auc_vector(db, crypto, IMSI, amf, &a), 0);
	ck_assert_int_eq(auc_vector(db, crypto, IMSI, amf, &b), 0);
	ck_assert_mem_ne(a.rand, b.rand, sizeof(a.rand));
}
END_TEST

START_TEST(vector_for_nobody)
{
	struct auc_vector v;

	ck_assert_int_eq(auc_vector(db, crypto, "001010000000000", amf, &v), -ENOENT);
}
END_TEST

START_TEST(sequence_numbers_run_out)
{
	struct auc_vector v;

	ck_assert_int_eq(subscriber_set_seq(db, IMSI, ((int64_t)1 << 43) - 2), 0);
	ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), 0);
	ck_assert_uint_eq(sqn_of(&v), ((uint64_t)1 << 48) - 1);
	ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), -EOVERFLOW);
}
END_TEST

/* Lengths by algorithmOptions: RES, MAC, keys, in bits. */
static const struct {
	const char *parameters;
	size_t autn, res, key;
} tuaks[] = {
	{"", 16, 8, 16},
	{", \"resLength\": 32", 16, 4, 16},
	{", \"resLength\": 256, \"macLength\": 128, \"ckLength\": 256", 24, 32, 32},
	{", \"macLength\": 256, \"keccakIterations\": 2", 40, 8, 16},
};

START_TEST(vector_of_tuak)
{
	struct auc_vector v;
	char *text = talloc_asprintf(
		ctx, "{\"algorithm\": \"tuak\", \"k\": \"" K "\", \"opc\": \"" OPC OPC "\"%s}",
		tuaks[_i].parameters);

	add_subscriber_with("001010000000002", "8988211000000000029", NULL, text);
	ck_assert_int_eq(auc_vector(db, fixed, "001010000000002", amf, &v), 0);
	ck_assert_uint_eq(v.autn_length, tuaks[_i].autn);
	ck_assert_uint_eq(v.xres_length, tuaks[_i].res);
	ck_assert_uint_eq(v.key_length, tuaks[_i].key);
}
END_TEST

/* TS 34.108 8.1.2: XDOUT = K xor RAND; RES is all of it, CK, IK and AK begin a byte later each. */
START_TEST(vector_of_the_test_algorithm)
{
	struct auc_vector v;

	add_subscriber_with("001010000000003", "8988211000000000037", NULL,
			    "{\"algorithm\": \"usim-test\","
			    " \"k\": \"00000000000000000000000000000000\"}");
	ck_assert_int_eq(auc_vector(db, fixed, "001010000000003", amf, &v), 0);
	assert_hex(slice_of(v.xres, v.xres_length), RAND);
	assert_hex(slice_of(v.ck, v.key_length), "553CBE9637A89D218AE64DAE47BF3523");
	/* SQN 000000000021 xor AK, AMF, RAND xor SQN || AMF */
	assert_hex(slice_of(v.autn, v.autn_length), "BE9637A89D00 B9B9 23553CBE96161124");
}
END_TEST

/* AUTS as a USIM with SQN_MS makes it. */
static struct slice auts_of(uint64_t sqn_ms, struct aka *aka)
{
	static const uint8_t dummy_amf[2];
	uint8_t sqn[6], mac_a[AKA_MAC_MAX], mac_s[AKA_MAC_MAX];
	struct buf b = buf_new(ctx);
	struct aka_keys keys;

	put48(sqn_ms, sqn);
	ck_assert_int_eq(algorithm_of(aka)->f2345(crypto, aka, unhex(ctx, RAND).p, &keys), 0);
	ck_assert_int_eq(algorithm_of(aka)->f1(crypto, aka, unhex(ctx, RAND).p, sqn, dummy_amf,
					       mac_a, mac_s),
			 0);
	for (int i = 0; i < 6; i++)
		buf_put_u8(&b, sqn[i] ^ keys.ak_star[i]);
	buf_put(&b, mac_s, algorithm_of(aka)->mac_length(aka));
	return buf_slice(&b);
}

START_TEST(resynchronisation_goes_on_from_the_card)
{
	struct aka aka = keys_of(IMSI);
	struct slice auts = auts_of(0xFF9BB4D0B607, &aka);
	struct auc_vector v;

	/* f5* of the test set is 451E8BECA43B. */
	assert_hex(slice_sub(auts, 0, 6), "BA853F3C123C");
	ck_assert_int_eq(auc_resynchronise(db, crypto, IMSI, unhex(ctx, RAND).p, auts), 0);
	ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), 0);
	ck_assert_uint_eq(sqn_of(&v) >> 5, (0xFF9BB4D0B607 >> 5) + 1);
}
END_TEST

START_TEST(resynchronisation_goes_back_too)
{
	struct aka aka = keys_of(IMSI);
	struct auc_vector v;

	ck_assert_int_eq(subscriber_set_seq(db, IMSI, 1000000), 0);
	ck_assert_int_eq(
		auc_resynchronise(db, crypto, IMSI, unhex(ctx, RAND).p, auts_of(5 << 5 | 3, &aka)),
		0);
	ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), 0);
	ck_assert_uint_eq(sqn_of(&v) >> 5, 6);
}
END_TEST

START_TEST(false_auts_changes_nothing)
{
	struct aka aka = keys_of(IMSI);
	struct slice auts = auts_of(77 << 5, &aka);
	uint8_t spoilt[14];
	struct auc_vector v;

	for (size_t i = 0; i < sizeof(spoilt); i++) {
		memcpy(spoilt, auts.p, sizeof(spoilt));
		spoilt[i] ^= 1;
		ck_assert_int_eq(auc_resynchronise(db, crypto, IMSI, unhex(ctx, RAND).p,
						   slice_of(spoilt, sizeof(spoilt))),
				 -EKEYREJECTED);
	}
	for (size_t n = 0; n < 14; n++)
		ck_assert_int_eq(auc_resynchronise(db, crypto, IMSI, unhex(ctx, RAND).p,
						   slice_sub(auts, 0, n)),
				 -EBADMSG);
	/* of another challenge */
	ck_assert_int_eq(auc_resynchronise(db, crypto, IMSI, unhex(ctx, K).p, auts), -EKEYREJECTED);
	ck_assert_int_eq(auc_resynchronise(db, crypto, "1", unhex(ctx, RAND).p, auts), -ENOENT);
	ck_assert_int_eq(auc_vector(db, fixed, IMSI, amf, &v), 0);
	ck_assert_uint_eq(sqn_of(&v) >> 5, 1);
}
END_TEST

/* TS 55.205 has SRES and Kc for the same keys, by c2 and c3. */
START_TEST(triplet_of_milenage)
{
	struct auc_triplet t;

	ck_assert_int_eq(auc_triplet(db, fixed, IMSI, &t), 0);
	assert_hex(slice_of(t.rand, sizeof(t.rand)), RAND);
	assert_hex(slice_of(t.sres, sizeof(t.sres)), "46F8416A");
	assert_hex(slice_of(t.kc, sizeof(t.kc)), "EAE4BE823AF9A08B");
	ck_assert_int_eq(auc_triplet(db, fixed, "001010000000000", &t), -ENOENT);
}
END_TEST

START_TEST(triplets_have_no_long_keys)
{
	struct auc_triplet t;

	add_subscriber_with("001010123456780", "8988211000000000029", NULL,
			    "{\"algorithm\": \"tuak\", \"k\": \"" K "\","
			    " \"opc\": \"" OPC OPC "\", \"ckLength\": 256}");
	ck_assert_int_eq(auc_triplet(db, crypto, "001010123456780", &t), -ENOTSUP);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_auc");
	TCase *t = tcase_create("auc");

	tcase_add_checked_fixture(t, setup, mno_teardown);
	tcase_add_test(t, vector_of_milenage);
	tcase_add_test(t, every_vector_is_fresh);
	tcase_add_test(t, random_is_drawn_anew);
	tcase_add_test(t, vector_for_nobody);
	tcase_add_test(t, sequence_numbers_run_out);
	tcase_add_loop_test(t, vector_of_tuak, 0, COUNT(tuaks));
	tcase_add_test(t, vector_of_the_test_algorithm);
	tcase_add_test(t, resynchronisation_goes_on_from_the_card);
	tcase_add_test(t, resynchronisation_goes_back_too);
	tcase_add_test(t, false_auts_changes_nothing);
	tcase_add_test(t, triplet_of_milenage);
	tcase_add_test(t, triplets_have_no_long_keys);
	suite_add_tcase(s, t);
	return unit_main(s);
}
