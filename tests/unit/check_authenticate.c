/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AUTHENTICATE against the network's side, which this test computes by itself from TS 35.206. */
#include <stdio.h>
#include <unistd.h>

#include "card.h"
#include "codec/tlv.h"
#include "crypto/milenage.h"
#include "crypto/tuak.h"
#include "naa/authenticate.h"
#include "store/uicc_store.h"
#include "uicc/uicc.h"
#include "unit.h"

/* TS 35.207 test set 1 */
#define K    "465B5CE8B199B49FAA5F0A2EE238A6BC"
#define OPC  "CD63CB71954A9F4E48A5994E37A02BAF"
#define RAND "23553CBE9637A89D218AE64DAE47BF35"
#define RES  "A54211D5E3BA50BF"
#define CK   "B40BA9A3C58B2A05BBF0D987B21BF8CB"
#define IK   "F769BCD751044604127672711C6D3441"
/* By hand: CK1 xor CK2 xor IK1 xor IK2, and RES1 xor RES2 (TS 33.102 6.8.1.2). */
#define KC   "EAE4BE823AF9A08B"
#define SRES "46F8416A"

static const uint8_t amf[2] = {0x80, 0x00};

static char path[] = "/tmp/check_authenticate.XXXXXX";
static struct softeuicc *card;
static struct channel *ch;
static struct file *adf, *ust;
static struct aka *aka;
static struct milenage network;
static struct buf out;

static void add_aka(struct uicc_content *c)
{
	aka = talloc_zero(c, struct aka);
	aka->adf = adf;
	aka->algorithm = AKA_MILENAGE;
	aka->key_length = 16;
	memcpy(aka->key, network.k, 16);
	memcpy(aka->opc, network.opc, 16);
	memcpy(aka->rotation, network.r, sizeof(aka->rotation));
	memcpy(aka->constants, network.c, sizeof(aka->constants));
	memcpy(aka->sqn_delta, unhex(c, "000010000000").p, 6);
	memcpy(aka->sqn_age_limit, unhex(c, "000010000000").p, 6);
	aka->sqn_options = 0x02;
	c->akas = aka;
}

static struct uicc_content *make_content(void *ctx)
{
	struct uicc_content *c = content_new(ctx);
	struct file *f;

	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &f), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_DF, 0x7F10, &f), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_ADF, 0x7FD0, &adf), 0);
	adf->aid = unhex(c, "A0000000871002FF49");
	adf->pin_status = unhex(c, "900180 830181 830101");
	ck_assert_int_eq(file_add(c, adf, FILE_TRANSPARENT, 0x6F38, &ust), 0);
	ck_assert_int_eq(file_allocate(c, ust, 5), 0);
	memset(ust->content, 0, 5);
	ck_assert_int_eq(file_add(c, adf, FILE_DF, 0x5FC0, &f), 0);
	add_aka(c);
	return c;
}

static void open_card(void)
{
	card = talloc_zero(NULL, struct softeuicc);
	ck_assert_int_eq(crypto_new(card, NULL, NULL, &card->crypto), 0);
	card->uicc = talloc_zero(card, struct uicc);
	ch = &card->channels[0];
	out = buf_new(card);
}

static void stand_on_adf(void)
{
	adf = file_by_aid(card->uicc->content, unhex(card, "A0000000871002FF49"));
	ust = file_child(adf, 0x6F38);
	aka = card->uicc->content->akas;
	ch->at.adf = ch->at.df = adf;
}

static void setup(void)
{
	close(mkstemp(path));
	open_card();
	milenage_defaults(&network);
	memcpy(network.k, unhex(card, K).p, 16);
	memcpy(network.opc, unhex(card, OPC).p, 16);
	ck_assert_int_eq(store_create(path, true, card, &card->store, NULL), 0);
	card->uicc->content = make_content(card->uicc);
	ck_assert_int_eq(uicc_store_save(card->store, 0, card->uicc->content), 0);
	ck_assert_int_eq(store_commit(card->store), 0);
	stand_on_adf();
}

static void teardown(void)
{
	talloc_free(card);
	unlink(path);
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
}

static void put_sqn(uint64_t seq, unsigned ind, uint8_t sqn[6])
{
	uint64_t n = seq << 5 | ind;

	for (int i = 5; i >= 0; i--, n >>= 8)
		sqn[i] = (uint8_t)n;
}

static uint16_t send(uint8_t p1, uint8_t p2, struct slice data)
{
	struct apdu a = {.ins = 0x88, .p1 = p1, .p2 = p2, .has_data = true, .data = data};

	buf_reset(&out);
	return naa_authenticate(card, ch, &a, &out);
}

/* The network's half: RAND and AUTN of @seq and @ind, as the data of AUTHENTICATE. */
static struct slice challenge(uint64_t seq, unsigned ind)
{
	uint8_t sqn[6], ak[6], mac[8];
	struct buf b = buf_new(card);
	struct slice rand = unhex(card, RAND);

	put_sqn(seq, ind, sqn);
	ck_assert_int_eq(milenage_f2345(card->crypto, &network, rand.p, NULL, NULL, NULL, ak, NULL),
			 0);
	ck_assert_int_eq(milenage_f1(card->crypto, &network, rand.p, sqn, amf, mac, NULL), 0);
	for (int i = 0; i < 6; i++)
		sqn[i] ^= ak[i];
	buf_put_u8(&b, 16);
	buf_put_slice(&b, rand);
	buf_put_u8(&b, 16);
	buf_put(&b, sqn, 6);
	buf_put(&b, amf, 2);
	buf_put(&b, mac, 8);
	return buf_slice(&b);
}

static uint16_t authenticate(uint64_t seq, unsigned ind)
{
	return send(0, 0x81, challenge(seq, ind));
}

static void assert_success(uint64_t seq, unsigned ind)
{
	ck_assert_uint_eq(authenticate(seq, ind), SW_OK);
	assert_hex(buf_slice(&out), "DB 08" RES "10" CK "10" IK);
}

/* The network's half of a resynchronisation (TS 33.102 6.3.5): AUTS is authentic and its SQN_MS
 * is @seq and @ind. */
static void assert_auts(uint64_t seq, unsigned ind)
{
	static const uint8_t zero[2];
	struct slice rand = unhex(card, RAND), auts = buf_slice(&out);
	uint8_t ak_star[6], mac_s[8], sqn[6];

	ck_assert_uint_eq(auts.n, 16);
	ck_assert_uint_eq(auts.p[0], 0xDC);
	ck_assert_uint_eq(auts.p[1], 14);
	ck_assert_int_eq(
		milenage_f2345(card->crypto, &network, rand.p, NULL, NULL, NULL, NULL, ak_star), 0);
	put_sqn(seq, ind, sqn);
	for (int i = 0; i < 6; i++)
		ck_assert_uint_eq(auts.p[2 + i] ^ ak_star[i], sqn[i]);
	ck_assert_int_eq(milenage_f1(card->crypto, &network, rand.p, sqn, zero, NULL, mac_s), 0);
	ck_assert_mem_eq(auts.p + 8, mac_s, 8);
}

START_TEST(success_without_gsm_access)
{
	assert_success(1, 0);
}
END_TEST

START_TEST(kc_where_gsm_access_is_available)
{
	ust->content[(27 - 1) / 8] = 1 << (27 - 1) % 8;
	ck_assert_uint_eq(authenticate(1, 0), SW_OK);
	assert_hex(buf_slice(&out), "DB 08" RES "10" CK "10" IK "08" KC);
}
END_TEST

START_TEST(every_bit_of_the_challenge_is_authenticated)
{
	struct slice data = challenge(1, 0);

	for (size_t byte = 1; byte < data.n; byte++) {
		if (byte == 17)
			continue; /* length of AUTN */
		((uint8_t *)data.p)[byte] ^= 0x10;
		ck_assert_uint_eq(send(0, 0x81, data), SW_MAC_FAILURE);
		ck_assert_uint_eq(out.n, 0);
		((uint8_t *)data.p)[byte] ^= 0x10;
	}
	/* And nothing of that has used up the sequence number. */
	ck_assert_uint_eq(send(0, 0x81, data), SW_OK);
}
END_TEST

START_TEST(replay_gives_auts)
{
	assert_success(7, 3);
	ck_assert_uint_eq(authenticate(7, 3), SW_OK);
	assert_auts(7, 3);
	ck_assert_uint_eq(authenticate(6, 3), SW_OK);
	assert_auts(7, 3);
	assert_success(8, 3);
}
END_TEST

START_TEST(each_ind_by_itself)
{
	assert_success(10, 0);
	assert_success(5, 1);
	ck_assert_uint_eq(authenticate(5, 1), SW_OK);
	assert_auts(10, 0);
}
END_TEST

START_TEST(jump_beyond_delta_gives_auts)
{
	ck_assert_uint_eq(authenticate(0x10000001, 0), SW_OK);
	assert_auts(0, 0);
	assert_success(0x10000000, 0);
}
END_TEST

START_TEST(too_old_gives_auts_where_the_age_limit_is_on)
{
	assert_success(0x10000000, 0);
	assert_success(1, 1);
	aka->sqn_options = 0x01;
	ck_assert_uint_eq(authenticate(0, 2), SW_OK);
	assert_auts(0x10000000, 0);
	memcpy(aka->sqn_age_limit, unhex(card, "000000000010").p, 6);
	ck_assert_uint_eq(authenticate(0x0FFFFFF0, 3), SW_OK);
	assert_auts(0x10000000, 0);
	assert_success(0x0FFFFFF1, 3);
}
END_TEST

START_TEST(sqn_ms_survives_the_end_of_the_process)
{
	struct milenage kept = network;

	assert_success(7, 3);
	ck_assert_int_eq(store_commit(card->store), 0);
	talloc_free(card);
	open_card();
	network = kept;
	ck_assert_int_eq(store_open(path, SOFTEUICC_DURABILITY_PROCESS, card, &card->store, NULL),
			 0);
	ck_assert_int_eq(uicc_store_load(card->store, 0, card->uicc, &card->uicc->content), 0);
	stand_on_adf();
	ck_assert_uint_eq(authenticate(7, 3), SW_OK);
	assert_auts(7, 3);
	assert_success(8, 3);
}
END_TEST

START_TEST(gsm_context)
{
	ust->content[(38 - 1) / 8] = 1 << (38 - 1) % 8;
	ck_assert_uint_eq(send(0, 0x80, unhex(card, "10" RAND)), SW_OK);
	assert_hex(buf_slice(&out), "04" SRES "08" KC);
}
END_TEST

/* Known answer of a live trace: the test USIM's algorithm (TS 34.108 8.1.2) with SQN 0, AMF 8000.
 */
#define TEST_RAND  "31323131353836343132313135383634"
#define TEST_XDOUT "31231302716D5043B9AB9B8AF9E5D8CB"

static void use_test_algorithm(uint8_t options)
{
	struct slice rand = unhex(card, TEST_RAND), xdout = unhex(card, TEST_XDOUT);

	aka->algorithm = AKA_USIM_TEST;
	aka->options = options;
	for (int i = 0; i < 16; i++)
		aka->key[i] = rand.p[i] ^ xdout.p[i];
}

static const struct {
	uint8_t options;
	const char *res;
} test_usim[] = {
	{0, "04 31231302"},
	{1, "08 31231302716D5043"},
	{2, "10" TEST_XDOUT},
	{7, "10" TEST_XDOUT},
};

START_TEST(usim_test_algorithm)
{
	char expected[256];

	use_test_algorithm(test_usim[_i].options);
	snprintf(expected, sizeof(expected), "DB %s 10 %s 10 %s", test_usim[_i].res,
		 "231302716D5043B9AB9B8AF9E5D8CB31", "1302716D5043B9AB9B8AF9E5D8CB3123");
	/* Any sequence number will do, again and again. */
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(
			send(0, 0x81,
			     unhex(card, "10" TEST_RAND "10 02716D5043B9 8000 31231302716DD043")),
			SW_OK);
		assert_hex(buf_slice(&out), expected);
	}
	ck_assert_uint_eq(
		send(0, 0x81, unhex(card, "10" TEST_RAND "10 02716D5043B9 8000 31231302716DD044")),
		SW_MAC_FAILURE);
}
END_TEST

START_TEST(amf_resynch_of_the_test_usim)
{
	use_test_algorithm(2);
	/* SQN 0, AMF FFFF: MAC = XDOUT(0..7) xor 000000000000FFFF; AUTS = AK || XDOUT(0..7). */
	ck_assert_uint_eq(
		send(0, 0x81, unhex(card, "10" TEST_RAND "10 02716D5043B9 FFFF 31231302716DAFBC")),
		SW_OK);
	assert_hex(buf_slice(&out), "DC 0E 02716D5043B9 31231302716D5043");
}
END_TEST

/* ---- TUAK: TS 35.233 test sets 1, 2, 4 and 6, those with CK and IK of one length ---- */

static const struct {
	uint8_t options; /* of RES, MAC and keys */
	uint8_t iterations;
	bool gsm_keys;
	const char *k, *topc, *rand, *sqn, *amf;
	const char *f1, *f5;
	const char *success; /* RES, CK, IK */
} tuak_sets[] = {
	{0x00, 1, true, "abababababababababababababababab",
	 "bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff",
	 "42424242424242424242424242424242", "111111111111", "ffff", "f9a54e6aeaa8618d",
	 "719f1e9b9054",
	 "04 657acd64 10 d71a1e5c6caffe986a26f783e5c78be1 10 be849fa2564f869aecee6f62d4337e72"},
	{0x09, 1, true, "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0",
	 "305425427e18c503c8a4b294ea72c95d0c36c6c6b29d0c65de5974d5977f8524",
	 "0123456789abcdef0123456789abcdef", "0123456789ab", "abcd",
	 "c0b8c2d4148ec7aa5f1d78a97e4d1d58", "480a9345cc1e",
	 "08 e9d749dc4eea0035 10 a4cb6f6529ab17f8337f27baa8234d47"
	 "10 2274155ccf4199d5e2abcbf621907f90"},
	{0x0A, 1, true, "b8da837a50652d6ac7c97da14f6acc61",
	 "2bc16eb657a68e1f446f08f57c0efb1d493527a2e652ce281eb6ca0e4487760a",
	 "6887e55425a966bd86c9661a5fa72be8", "0dea2ee2c5af", "df1e",
	 "749214087958dd8f58bfcdf869d8ae3f", "1f880d005119",
	 "10 4041ce438e3e38e8aa96562eed83ac43 10 3e3bc01bea0cd914c4c2c83ce2d92757"
	 "10 666a8e6f577b1aa77b7fd53cebb8a3d6"},
	{0x53, 2, false, "1574ca56881d05c189c82880f789c9cd4244955f4426aa2b69c29f15770e5aa5",
	 "b04a66f26c62fcd6c82de22a179ab65506ecf47f56245cd149966cfa9cec7a51",
	 "c570aac68cde651fb1e3088322498bef", "c89bb71f3a41", "297d",
	 "90d2289ed1ca1c3dbc2247bb480d431ac71d2e4a7677f6e997cfddb0cbad88b7", "6aae8d18c448",
	 "20 d67e6e64590d22eecba7324afa4af4460c93f01b24506d6e12047d789a94c867"
	 "20 ede57edfc57cdffe1aae75066a1b7479bbc3837438e88d37a801cccc9f972b89"
	 "20 48ed9299126e5057402fe01f9201cf25249f9c5c0ed2afcf084755daff1d3999"},
};

/* Gives the USIM the key of a set, and the set's challenge. */
static struct slice use_tuak(int set)
{
	struct slice k = unhex(card, tuak_sets[set].k), mac = unhex(card, tuak_sets[set].f1);
	struct slice sqn = unhex(card, tuak_sets[set].sqn), ak = unhex(card, tuak_sets[set].f5);
	struct buf b = buf_new(card);

	aka->algorithm = AKA_TUAK;
	aka->options = tuak_sets[set].options;
	aka->keccak_iterations = tuak_sets[set].iterations;
	aka->key_length = (uint8_t)k.n;
	aka->sqn_options = 0;
	memcpy(aka->key, k.p, k.n);
	memcpy(aka->opc, unhex(card, tuak_sets[set].topc).p, 32);
	buf_put_u8(&b, 16);
	buf_put_slice(&b, unhex(card, tuak_sets[set].rand));
	buf_put_u8(&b, (uint8_t)(8 + mac.n));
	for (int i = 0; i < 6; i++)
		buf_put_u8(&b, sqn.p[i] ^ ak.p[i]);
	buf_put_slice(&b, unhex(card, tuak_sets[set].amf));
	buf_put_slice(&b, mac);
	return buf_slice(&b);
}

START_TEST(tuak_success)
{
	struct slice data = use_tuak(_i);

	ck_assert_uint_eq(send(0, 0x81, data), SW_OK);
	assert_hex(buf_slice(&out), talloc_asprintf(card, "DB %s", tuak_sets[_i].success));
}
END_TEST

START_TEST(tuak_checks_the_whole_mac)
{
	struct slice data = use_tuak(_i);

	((uint8_t *)data.p)[data.n - 1] ^= 0x01;
	ck_assert_uint_eq(send(0, 0x81, data), SW_MAC_FAILURE);
	ck_assert_uint_eq(send(0, 0x81, slice_sub(data, 0, data.n - 1)), SW_WRONG_LENGTH);
}
END_TEST

START_TEST(tuak_replay_gives_auts)
{
	static const uint8_t zero[2];
	struct slice data = use_tuak(_i), rand = unhex(card, tuak_sets[_i].rand), auts;
	struct slice sqn = unhex(card, tuak_sets[_i].sqn);
	uint8_t res[32], ck[32], ik[32], ak[6], ak_star[6], mac_s[32];
	struct tuak t = {.k_length = aka->key_length, .iterations = aka->keccak_iterations};

	memcpy(t.k, aka->key, sizeof(t.k));
	memcpy(t.topc, aka->opc, sizeof(t.topc));
	t.mac_length = strlen(tuak_sets[_i].f1) / 2;
	t.res_length = 4;
	t.ck_length = t.ik_length = 16;
	ck_assert_uint_eq(send(0, 0x81, data), SW_OK);
	ck_assert_uint_eq(send(0, 0x81, data), SW_OK);
	auts = buf_slice(&out);
	ck_assert_uint_eq(auts.n, 2 + 6 + t.mac_length);
	ck_assert_uint_eq(auts.p[0], 0xDC);
	ck_assert_uint_eq(auts.p[1], 6 + t.mac_length);
	ck_assert_int_eq(tuak_f2345(&t, rand.p, res, ck, ik, ak, ak_star), 0);
	for (int i = 0; i < 6; i++)
		ck_assert_uint_eq(auts.p[2 + i] ^ ak_star[i], sqn.p[i]);
	ck_assert_int_eq(tuak_f1(&t, rand.p, sqn.p, zero, NULL, mac_s), 0);
	ck_assert_mem_eq(auts.p + 8, mac_s, t.mac_length);
}
END_TEST

/* The conversion functions of TS 33.102 6.8.1.2 have nothing to say of longer keys. */
START_TEST(kc_of_128_bit_keys_alone)
{
	struct slice data = use_tuak(_i), rand = slice_sub(data, 0, 17);
	size_t success = 1 + unhex(card, tuak_sets[_i].success).n;

	ust->content[(27 - 1) / 8] |= 1 << (27 - 1) % 8;
	ust->content[(38 - 1) / 8] |= 1 << (38 - 1) % 8;
	ck_assert_uint_eq(send(0, 0x81, data), SW_OK);
	ck_assert_uint_eq(out.n, success + (tuak_sets[_i].gsm_keys ? 9 : 0));
	ck_assert_uint_eq(send(0, 0x80, rand),
			  tuak_sets[_i].gsm_keys ? SW_OK : SW_SECURITY_CONTEXT);
	ck_assert_uint_eq(out.n, tuak_sets[_i].gsm_keys ? 14 : 0);
}
END_TEST

/* ---- what is refused ---- */

static const struct {
	uint8_t p1, p2;
	uint16_t sw;
} parameters[] = {
	{0x01, 0x81, SW_WRONG_P1P2},
	{0x00, 0x00, SW_WRONG_P1P2},
	{0x00, 0x01, SW_WRONG_P1P2},
	{0x00, 0x83, SW_WRONG_P1P2},
	{0x00, 0x91, SW_WRONG_P1P2},
	{0x00, 0x80, SW_SECURITY_CONTEXT}, /* service 38 is not available */
	{0x00, 0x82, SW_SECURITY_CONTEXT},
	{0x00, 0x84, SW_SECURITY_CONTEXT},
	{0x00, 0x85, SW_WRONG_P1P2}, /* these are the odd code's */
	{0x00, 0x86, SW_WRONG_P1P2},
};

/* The odd code, TS 31.102 7.1.2 table 2, and TS 102 221 11.1.16. */
static const struct {
	uint8_t p1, p2;
	uint16_t sw;
} odd_parameters[] = {
	{0x80, 0x85, SW_SECURITY_CONTEXT}, {0x80, 0x86, SW_SECURITY_CONTEXT},
	{0x00, 0x86, SW_SECURITY_CONTEXT}, {0xA0, 0x86, SW_SECURITY_CONTEXT},
	{0x20, 0x86, SW_SECURITY_CONTEXT}, {0x40, 0x86, SW_WRONG_P1P2},
	{0x81, 0x86, SW_WRONG_P1P2},       {0x80, 0x81, SW_WRONG_P1P2},
	{0x80, 0x84, SW_WRONG_P1P2},       {0x80, 0x06, SW_WRONG_P1P2},
};

START_TEST(contexts_of_the_odd_code)
{
	struct apdu a = {.ins = 0x89, .p1 = odd_parameters[_i].p1, .p2 = odd_parameters[_i].p2};

	ck_assert_uint_eq(naa_authenticate(card, ch, &a, &out), odd_parameters[_i].sw);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(in_an_application_out_of_use)
{
	adf->life_cycle = LCS_DEACTIVATED;
	ck_assert_uint_eq(authenticate(1, 0), SW_CONDITIONS);
	adf->life_cycle = LCS_TERMINATED;
	ck_assert_uint_eq(authenticate(1, 0), SW_CONDITIONS);
	adf->life_cycle = LCS_ACTIVATED;
	assert_success(1, 0);
}
END_TEST

START_TEST(wrong_parameters)
{
	ck_assert_uint_eq(send(parameters[_i].p1, parameters[_i].p2, challenge(1, 0)),
			  parameters[_i].sw);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(data_of_every_other_length)
{
	struct buf longer = buf_new(card);

	buf_put_slice(&longer, challenge(1, 0));
	buf_fill(&longer, 0, 300);
	ust->content[(38 - 1) / 8] = 1 << (38 - 1) % 8;
	for (size_t n = 0; n < longer.n; n++) {
		struct slice data = slice_of(longer.p, n);

		if (n != 34)
			ck_assert_uint_eq(send(0, 0x81, data), SW_WRONG_LENGTH);
		if (n != 17)
			ck_assert_uint_eq(send(0, 0x80, data), SW_WRONG_LENGTH);
	}
}
END_TEST

START_TEST(inner_lengths_that_do_not_fit)
{
	static const size_t positions[] = {0, 17};

	for (int i = 0; i < 2; i++)
		for (unsigned length = 0; length < 256; length++) {
			struct slice data = challenge(1, 0);

			if (length == 16)
				continue;
			((uint8_t *)data.p)[positions[i]] = (uint8_t)length;
			ck_assert_uint_eq(send(0, 0x81, data), SW_WRONG_LENGTH);
		}
}
END_TEST

START_TEST(outside_the_application)
{
	ch->at.df = card->uicc->content->mf;
	ck_assert_uint_eq(authenticate(1, 0), SW_CONDITIONS);
	ch->at.df = file_child(card->uicc->content->mf, 0x7F10);
	ck_assert_uint_eq(authenticate(1, 0), SW_CONDITIONS);
	ch->at.adf = NULL;
	ck_assert_uint_eq(authenticate(1, 0), SW_CONDITIONS);
	stand_on_adf();
	ch->at.df = file_child(adf, 0x5FC0);
	assert_success(1, 0);
}
END_TEST

static struct pin *add_pin(uint8_t reference)
{
	struct pin *p = talloc_zero(card->uicc->content, struct pin);

	p->reference = reference;
	p->enabled = true;
	p->next = card->uicc->content->pins;
	card->uicc->content->pins = p;
	return p;
}

START_TEST(application_pin_is_verified_first)
{
	struct pin *other = add_pin(0x02), *pin = add_pin(0x01);

	ck_assert_uint_eq(authenticate(1, 0), SW_SECURITY_STATUS);
	other->verified = true;
	ck_assert_uint_eq(authenticate(1, 0), SW_SECURITY_STATUS);
	pin->verified = true;
	assert_success(1, 0);
	pin->verified = false;
	pin->enabled = false;
	assert_success(2, 0);
	adf->pin_status = unhex(card, "900180 830102");
	other->verified = false;
	ck_assert_uint_eq(authenticate(3, 0), SW_SECURITY_STATUS);
}
END_TEST

START_TEST(universal_pin_in_place_of_the_application_pin)
{
	struct pin *universal = add_pin(0x11), *pin = add_pin(0x01);

	pin->enabled = false;
	assert_success(1, 0);
	pin->replaced = true;
	ck_assert_uint_eq(authenticate(2, 0), SW_SECURITY_STATUS);
	universal->verified = true;
	assert_success(2, 0);
}
END_TEST

/* authCounterMax: so many times, whether they succeed or not. */
START_TEST(a_key_serves_so_often_and_no_more)
{
	struct slice wrong = challenge(2, 0);

	aka->uses_max = 4;
	((uint8_t *)wrong.p)[1] ^= 1;
	assert_success(1, 0);
	ck_assert_uint_eq(send(0, 0x81, wrong), SW_MAC_FAILURE);
	ck_assert_uint_eq(authenticate(1, 0), SW_OK); /* AUTS */
	ck_assert_uint_eq(send(0, 0x81, unhex(card, "10")), SW_WRONG_LENGTH);
	assert_success(3, 0);
	ck_assert_uint_eq(authenticate(4, 0), SW_REFERENCE_INVALIDATED);
	ck_assert_int_eq(store_commit(card->store), 0);
	ck_assert_int_eq(uicc_store_load(card->store, 0, card->uicc, &card->uicc->content), 0);
	stand_on_adf();
	ck_assert_uint_eq(aka->uses, 4);
	aka->uses_max = 4;
	ck_assert_uint_eq(authenticate(4, 0), SW_REFERENCE_INVALIDATED);
	aka->uses_max = 0;
	assert_success(4, 0);
}
END_TEST

/* mappingParameter: ISIM authenticates with USIM's key, and has one series of numbers with it. */
START_TEST(one_key_for_two_applications)
{
	struct uicc_content *c = card->uicc->content;
	struct aka *mapped = talloc_zero(c, struct aka);
	struct file *isim;

	ck_assert_int_eq(file_add(c, NULL, FILE_ADF, 0x7FD1, &isim), 0);
	isim->aid = unhex(c, "A0000000871004FF49");
	mapped->adf = isim;
	mapped->algorithm = AKA_MILENAGE;
	mapped->source = adf;
	aka->next = mapped;
	ck_assert_int_eq(uicc_store_save(card->store, 0, c), 0);
	ck_assert_int_eq(store_commit(card->store), 0);
	assert_success(1, 0);
	ch->at.adf = ch->at.df = isim;
	ck_assert_uint_eq(authenticate(1, 0), SW_OK);
	assert_auts(1, 0);
	assert_success(2, 0);
	ch->at.adf = ch->at.df = adf;
	ck_assert_uint_eq(authenticate(2, 0), SW_OK);
	assert_auts(2, 0);
	/* Without the source there is nothing left to authenticate with. */
	file_remove(c, adf);
	ck_assert_ptr_null(c->akas);
}
END_TEST

START_TEST(application_without_a_key)
{
	card->uicc->content->akas = NULL;
	ck_assert_uint_eq(authenticate(1, 0), SW_REFERENCE_NOT_FOUND);
}
END_TEST

START_TEST(algorithm_that_the_card_lacks)
{
	aka->algorithm = (enum aka_algorithm)(AKA_USIM_TEST + 1);
	ck_assert_uint_eq(authenticate(1, 0), SW_REFERENCE_NOT_FOUND);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("authenticate");
	TCase *t = tcase_create("authenticate");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, success_without_gsm_access);
	tcase_add_test(t, kc_where_gsm_access_is_available);
	tcase_add_test(t, every_bit_of_the_challenge_is_authenticated);
	tcase_add_test(t, replay_gives_auts);
	tcase_add_test(t, each_ind_by_itself);
	tcase_add_test(t, jump_beyond_delta_gives_auts);
	tcase_add_test(t, too_old_gives_auts_where_the_age_limit_is_on);
	tcase_add_test(t, sqn_ms_survives_the_end_of_the_process);
	tcase_add_test(t, gsm_context);
	tcase_add_loop_test(t, usim_test_algorithm, 0, COUNT(test_usim));
	tcase_add_test(t, amf_resynch_of_the_test_usim);
	tcase_add_loop_test(t, tuak_success, 0, COUNT(tuak_sets));
	tcase_add_loop_test(t, tuak_checks_the_whole_mac, 0, COUNT(tuak_sets));
	tcase_add_loop_test(t, tuak_replay_gives_auts, 0, COUNT(tuak_sets));
	tcase_add_loop_test(t, kc_of_128_bit_keys_alone, 0, COUNT(tuak_sets));
	tcase_add_loop_test(t, wrong_parameters, 0, COUNT(parameters));
	tcase_add_loop_test(t, contexts_of_the_odd_code, 0, COUNT(odd_parameters));
	tcase_add_test(t, in_an_application_out_of_use);
	tcase_add_test(t, data_of_every_other_length);
	tcase_add_test(t, inner_lengths_that_do_not_fit);
	tcase_add_test(t, outside_the_application);
	tcase_add_test(t, application_pin_is_verified_first);
	tcase_add_test(t, universal_pin_in_place_of_the_application_pin);
	tcase_add_test(t, a_key_serves_so_often_and_no_more);
	tcase_add_test(t, one_key_for_two_applications);
	tcase_add_test(t, application_without_a_key);
	tcase_add_test(t, algorithm_that_the_card_lacks);
	suite_add_tcase(s, t);
	return unit_main(s);
}
