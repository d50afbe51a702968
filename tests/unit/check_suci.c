/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SUCI: the test data of TS 33.501 C.4, and GET IDENTITY (TS 31.102 7.5). */
#include <errno.h>
#include <stdio.h>

#include "codec/tlv.h"
#include "naa/suci.h"
#include "uicc_fixture.h"

/* C.4.3 and C.4.4: the home network's keys. */
#define HN_A "5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650"
#define HN_B "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
#define HN_B_LONG                                                                                  \
	"0472DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"                       \
	"5A7DED52FCBB097A4ED250E036C7B9C8C7004C4EEDC4F068CD7BF8D3F900E3B4"
#define HN_A_PRIVATE "c53c22208b61860b06c62e5406a7b330c2b577aa5558981510d128247d38bd1d"

#define IMSI_INPUT "00012080F6"
#define NSI_INPUT  "766572796C6F6E67757365726E616D6531"

/* All randomness is the ephemeral private key. */
static int ephemeral(void *arg, uint8_t *out, size_t n)
{
	const struct slice *key = arg;

	for (size_t i = 0; i < n; i++)
		out[i] = key->p[i % key->n];
	return 0;
}

static const struct {
	enum suci_scheme scheme;
	const char *key, *ephemeral, *input, *output;
} vectors[] = {
	{SUCI_NULL, "", "00", IMSI_INPUT, IMSI_INPUT},
	{SUCI_PROFILE_A, HN_A, "c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256",
	 IMSI_INPUT,
	 "b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d"
	 "cb02352410 cddd9e730ef3fa87"},
	{SUCI_PROFILE_A, HN_A, "BE9EFF3E9F22A4B42A3D236E7A6C500B3F2E7E0C7449988BA800D664BF4FCD97",
	 NSI_INPUT,
	 "977D8B2FDAA7B64AA700D04227D5B440630EA4EC50F9082273A26BB678C92222"
	 "8E358A1582ADB15322C10E515141D2039A 12E1D7783A97F1AC"},
	{SUCI_PROFILE_B, HN_B, "99798858A1DC6A2C68637149A4B1DBFD1FDFF5ADDD62A2142F06699ED7602529",
	 IMSI_INPUT,
	 "039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D1"
	 "46A33FC271 6AC7DAE96AA30A4D"},
	{SUCI_PROFILE_B, HN_B_LONG,
	 "90A5898BD29FFA3F261E00E980067C70A2B1B992A21F5B4FEF6D4DF69FE804AD", NSI_INPUT,
	 "03759BB22C563D9F4A6B3C1419E543FC2F39D6823F02A9D71162B39399218B244B"
	 "BE22D8B9F856A52ED381CD7EAF4CF2D525 3CDDC61A0A7882EB"},
};

START_TEST(the_scheme_outputs_of_the_specification)
{
	void *ctx = talloc_new(NULL);
	struct slice key = unhex(ctx, vectors[_i].ephemeral);
	struct suci_protection p = {.scheme = vectors[_i].scheme,
				    .key = unhex(ctx, vectors[_i].key)};
	struct buf out = buf_new(ctx);
	struct crypto *c;

	ck_assert_int_eq(crypto_new(ctx, ephemeral, &key, &c), 0);
	ck_assert_int_eq(suci_conceal(c, &p, unhex(ctx, vectors[_i].input), &out), 0);
	assert_hex(buf_slice(&out), vectors[_i].output);
	talloc_free(ctx);
}
END_TEST

static const struct {
	enum suci_scheme scheme;
	const char *key;
} bad_keys[] = {
	{SUCI_PROFILE_A, ""},
	{SUCI_PROFILE_A, HN_B},
	/* A point of small order: everybody would have the same secret. */
	{SUCI_PROFILE_A, "0000000000000000000000000000000000000000000000000000000000000000"},
	{SUCI_PROFILE_B, ""},
	{SUCI_PROFILE_B, HN_A},
	/* X that no point has; Y that is not X's; hybrid form. */
	{SUCI_PROFILE_B, "02FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"},
	{SUCI_PROFILE_B, "0472DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
			 "5A7DED52FCBB097A4ED250E036C7B9C8C7004C4EEDC4F068CD7BF8D3F900E3B5"},
	{SUCI_PROFILE_B, "0672DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"},
};

START_TEST(keys_that_are_none)
{
	void *ctx = talloc_new(NULL);
	struct suci_protection p = {.scheme = bad_keys[_i].scheme,
				    .key = unhex(ctx, bad_keys[_i].key)};
	struct buf out = buf_new(ctx);
	struct crypto *c;

	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &c), 0);
	ck_assert_int_eq(suci_conceal(c, &p, unhex(ctx, IMSI_INPUT), &out), -EINVAL);
	talloc_free(ctx);
}
END_TEST

/* ---- EF.SUCI_Calc_Info, TS 31.102 4.4.11.8 ---- */

#define KEYS_B_A "A14B 80011B 8121" HN_B "80011E 8120" HN_A

static const struct {
	const char *info;
	bool ok;
	enum suci_scheme scheme;
	uint8_t identifier;
} choices[] = {
	{"", true, SUCI_NULL, 0},
	{"FFFF", true, SUCI_NULL, 0},
	{"A000", true, SUCI_NULL, 0},
	{"A0020000", true, SUCI_NULL, 0},
	{"A006020101020000" KEYS_B_A, true, SUCI_PROFILE_B, 0x1B},
	{"A006010202010000" KEYS_B_A "FFFFFF", true, SUCI_PROFILE_A, 0x1E},
	/* The null scheme, where it comes first; what is not known is passed over. */
	{"A00600000201 0102" KEYS_B_A, true, SUCI_NULL, 0},
	{"A0040F010102" KEYS_B_A, true, SUCI_PROFILE_A, 0x1E},
	/* A key index that leads nowhere. */
	{"A0020103" KEYS_B_A, true, SUCI_NULL, 0},
	{"A00401000201" KEYS_B_A, true, SUCI_PROFILE_B, 0x1B},
	{"A0020101", true, SUCI_NULL, 0},
	{"A10100", false, SUCI_NULL, 0},
	{"A003020101", false, SUCI_NULL, 0},
	{"A00602", false, SUCI_NULL, 0},
	{"A0020101 A14B80", false, SUCI_NULL, 0},
};

START_TEST(the_first_usable_protection_is_chosen)
{
	void *ctx = talloc_new(NULL);
	struct suci_protection p;

	ck_assert_int_eq(suci_choose(unhex(ctx, choices[_i].info), &p), choices[_i].ok);
	ck_assert_uint_eq(p.scheme, choices[_i].scheme);
	ck_assert_uint_eq(p.key_identifier, choices[_i].identifier);
	if (p.scheme == SUCI_PROFILE_A)
		assert_hex(p.key, HN_A);
	if (p.scheme == SUCI_PROFILE_B)
		assert_hex(p.key, HN_B);
	talloc_free(ctx);
}
END_TEST

/* ---- the identity by the null scheme, TS 24.501 9.11.3.4 ---- */

static const struct {
	const char *imsi, *ad, *routing;
	int r;
	const char *suci;
} identities[] = {
	/* 274 012 001002086 of C.4, routing indicator 678; 001 01 0123456789 */
	{"082947100210000268", "00000003", "76F8FFFF", 0, "01 722410 76F8 0000 00012080F6"},
	{"080910101032547698", "00000002", "", 0, "01 00F110 F0FF 0000 1032547698"},
	{"080910101032547698", "00000002FF", "FFFFFFFF", 0, "01 00F110 F0FF 0000 1032547698"},
	{"080910101032547698", "000000F3", "21", 0, "01 000110 F0FF 0000 21436587F9"},
	/* An even number of digits. */
	{"0801101010325476F8", "00000002", "F1FFFFFF", 0, "01 00F110 F1FF 0000 10325476F8"},
	{"", "00000002", "", -EBADMSG, NULL},
	{"00", "00000002", "", -EBADMSG, NULL},
	{"09091010325476981032", "00000002", "", -EBADMSG, NULL},
	{"0809101032", "00000002", "", -EBADMSG, NULL},
	{"03091010", "00000003", "", -EBADMSG, NULL},
	{"080910101032547698", "000000", "", -EBADMSG, NULL},
	{"080910101032547698", "00000004", "", -EBADMSG, NULL},
	{"0809F0101032547698", "00000002", "", -EBADMSG, NULL},
	{"FFFFFFFFFFFFFFFFFF", "00000002", "", -EBADMSG, NULL},
};

START_TEST(an_imsi_becomes_a_suci)
{
	const struct suci_protection p = {.scheme = SUCI_NULL};
	void *ctx = talloc_new(NULL);
	struct buf out = buf_new(ctx);
	int r = suci_of_imsi(NULL, &p, unhex(ctx, identities[_i].imsi),
			     unhex(ctx, identities[_i].ad), unhex(ctx, identities[_i].routing),
			     &out);

	ck_assert_int_eq(r, identities[_i].r);
	if (r == 0)
		assert_hex(buf_slice(&out), identities[_i].suci);
	talloc_free(ctx);
}
END_TEST

/* ---- network specific identifiers ---- */

#define NSI "verylongusername1@3gpp.com"

/* C.4.3.2 and C.4.4.2: the subscriber of the vectors, with routing indicator 678 and key 27. */
static const struct {
	enum suci_scheme scheme;
	const char *key, *ephemeral, *routing, *nsi;
	int r;
	const char *suci; /* behind the SUPI format */
} subscribers[] = {
	{SUCI_NULL, "", "00", "76F8FFFF", "user17@example.com", 0,
	 "type1.rid678.schid0.useriduser17@example.com"},
	{SUCI_NULL, "", "00", "", "a@", 0, "type1.rid0.schid0.userida@"},
	{SUCI_NULL, "", "00", "2143", "a@b@c", 0, "type1.rid1234.schid0.userida@b@c"},
	{SUCI_NULL, "", "00", "", "@example.com", -EBADMSG, NULL},
	{SUCI_NULL, "", "00", "", "user17", -EBADMSG, NULL},
	{SUCI_NULL, "", "00", "", "", -EBADMSG, NULL},
	{SUCI_PROFILE_A, HN_A, "BE9EFF3E9F22A4B42A3D236E7A6C500B3F2E7E0C7449988BA800D664BF4FCD97",
	 "76F8FFFF", NSI, 0,
	 "type1.rid678.schid1.hnkey27."
	 "ecckey977D8B2FDAA7B64AA700D04227D5B440630EA4EC50F9082273A26BB678C92222."
	 "cip8E358A1582ADB15322C10E515141D2039A.mac12E1D7783A97F1AC@3gpp.com"},
	{SUCI_PROFILE_B, HN_B, "90A5898BD29FFA3F261E00E980067C70A2B1B992A21F5B4FEF6D4DF69FE804AD",
	 "76F8FFFF", NSI, 0,
	 "type1.rid678.schid2.hnkey27."
	 "ecckey03759BB22C563D9F4A6B3C1419E543FC2F39D6823F02A9D71162B39399218B244B."
	 "cipBE22D8B9F856A52ED381CD7EAF4CF2D525.mac3CDDC61A0A7882EB@3gpp.com"},
	{SUCI_PROFILE_A, HN_B, "00", "", NSI, -EINVAL, NULL},
};

START_TEST(an_nsi_becomes_a_suci)
{
	void *ctx = talloc_new(NULL);
	struct slice key = unhex(ctx, subscribers[_i].ephemeral);
	const struct suci_protection p = {.scheme = subscribers[_i].scheme,
					  .key_identifier = 27,
					  .key = unhex(ctx, subscribers[_i].key)};
	struct buf out = buf_new(ctx);
	struct crypto *c;

	ck_assert_int_eq(crypto_new(ctx, ephemeral, &key, &c), 0);
	ck_assert_int_eq(suci_of_nsi(c, &p, slice_str(subscribers[_i].nsi),
				     unhex(ctx, subscribers[_i].routing), &out),
			 subscribers[_i].r);
	if (subscribers[_i].r == 0) {
		ck_assert_uint_eq(out.p[0], 0x11);
		ck_assert(slice_eq(slice_sub(buf_slice(&out), 1, out.n),
				   slice_str(subscribers[_i].suci)));
	}
	talloc_free(ctx);
}
END_TEST

/* ---- non-seamless WLAN offload, TS 33.501 S.3, TS 23.003 28.7.12 ---- */

static const struct {
	enum suci_scheme scheme;
	const char *key, *ephemeral, *imsi, *ad, *routing;
	int r;
	const char *suci; /* behind the SUPI format */
} offloads[] = {
	{SUCI_NULL, "", "00", "080910101032547698", "00000002", "76F8FFFF", 0,
	 "type0.rid678.schid0.userid0123456789@5gc-nswo.mnc001.mcc001.3gppnetwork.org"},
	{SUCI_NULL, "", "00", "082947100210000268", "00000003", "", 0,
	 "type0.rid0.schid0.userid001002086@5gc-nswo.mnc012.mcc274.3gppnetwork.org"},
	{SUCI_PROFILE_A, HN_A, "c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256",
	 "082947100210000268", "00000003", "76F8FFFF", 0,
	 "type0.rid678.schid1.hnkey27."
	 "ecckeyB2E92F836055A255837DEBF850B528997CE0201CB82ADFE4BE1F587D07D8457D."
	 "cipCB02352410.macCDDD9E730EF3FA87@5gc-nswo.mnc012.mcc274.3gppnetwork.org"},
	{SUCI_PROFILE_A, HN_B, "00", "082947100210000268", "00000003", "", -EINVAL, NULL},
	{SUCI_NULL, "", "00", "082947100210000268", "00000004", "", -EBADMSG, NULL},
	{SUCI_NULL, "", "00", "", "00000003", "", -EBADMSG, NULL},
};

START_TEST(an_imsi_goes_offload)
{
	void *ctx = talloc_new(NULL);
	struct slice key = unhex(ctx, offloads[_i].ephemeral);
	const struct suci_protection p = {.scheme = offloads[_i].scheme,
					  .key_identifier = 27,
					  .key = unhex(ctx, offloads[_i].key)};
	struct buf out = buf_new(ctx);
	struct crypto *c;

	ck_assert_int_eq(crypto_new(ctx, ephemeral, &key, &c), 0);
	ck_assert_int_eq(suci_nswo_of_imsi(c, &p, unhex(ctx, offloads[_i].imsi),
					   unhex(ctx, offloads[_i].ad),
					   unhex(ctx, offloads[_i].routing), &out),
			 offloads[_i].r);
	if (offloads[_i].r == 0) {
		ck_assert_uint_eq(out.p[0], 0x11);
		ck_assert(slice_eq(slice_sub(buf_slice(&out), 1, out.n),
				   slice_str(offloads[_i].suci)));
	}
	talloc_free(ctx);
}
END_TEST

/* ---- the command ---- */

static struct file *add(struct file *df, enum file_kind kind, uint16_t fid, const char *content)
{
	struct uicc_content *c = fixture.card->uicc->content;
	struct slice bytes = unhex(fixture.card, content);
	struct file *f;

	ck_assert_int_eq(file_add(c, df, kind, fid, &f), 0);
	if (kind == FILE_DF)
		return f;
	ck_assert_int_eq(file_allocate(c, f, (uint32_t)bytes.n), 0);
	memcpy(f->content, bytes.p, bytes.n);
	return f;
}

static struct file *usim, *fivegs, *info, *ust;

static void setup(void)
{
	uicc_fixture_setup();
	uicc_enter(USIM_AID);
	usim = uicc_file(USIM_AID, "7FFF");
	memcpy(uicc_file(USIM_AID, "7FFF6F07")->content,
	       unhex(fixture.card, "082947100210000268").p, 9);
	ust = uicc_file(USIM_AID, "7FFF6F38");
	ust->content[15] = 0x18; /* services 124 and 125 */
	add(usim, FILE_TRANSPARENT, 0x6FAD, "00000003");
	fivegs = add(usim, FILE_DF, 0x5FC0, "");
	add(fivegs, FILE_TRANSPARENT, 0x4F0A, "76F8FFFF");
	info = add(fivegs, FILE_TRANSPARENT, 0x4F07, "A006020101020000" KEYS_B_A);
}

static void verify_pin(void)
{
	assert_answer("00200001 08" PIN1, SW_OK, NULL);
}

#define SUCI_HEAD "01 722410 76F8"

/* What the home network makes of a scheme output of profile A. */
static void reveal(struct slice output, char *input)
{
	uint8_t private_key[X25519_BYTES], secret[X25519_BYTES], keys[64], mac[SHA256_BYTES];
	struct crypto *c = fixture.card->crypto;
	struct slice public_key = slice_sub(output, 0, X25519_BYTES);
	struct slice cipher = slice_sub(output, X25519_BYTES, output.n - X25519_BYTES - 8);
	uint8_t clear[16];

	memcpy(private_key, unhex(fixture.card, HN_A_PRIVATE).p, X25519_BYTES);
	ck_assert_int_eq(x25519_agree(c, private_key, public_key.p, secret), 0);
	ck_assert_int_eq(crypto_x963_kdf(c, slice_of(secret, 32), public_key, keys, 64), 0);
	ck_assert_int_eq(crypto_hmac_sha256(c, slice_of(keys + 32, 32), &cipher, 1, mac), 0);
	ck_assert_mem_eq(mac, output.p + output.n - 8, 8);
	ck_assert_int_eq(crypto_aes128_ctr(c, keys, keys + 16, cipher, clear), 0);
	for (size_t i = 0; i < cipher.n; i++)
		sprintf(input + 2 * i, "%02X", clear[i]);
}

START_TEST(get_identity_by_profile_b)
{
	uint8_t first[60];

	verify_pin();
	ck_assert_uint_eq(uicc_send("80780001 00"), SW_OK);
	/* 54 bytes: octets 4 to 11, a compressed point, the identity, the MAC. */
	ck_assert_uint_eq(fixture.out.n, 56);
	assert_hex(slice_sub(buf_slice(&fixture.out), 0, 10), "A136" SUCI_HEAD "02 1B");
	memcpy(first, fixture.out.p, 56);
	ck_assert_uint_eq(uicc_send("80780081 00"), SW_OK);
	ck_assert_mem_eq(first, fixture.out.p, 10);
	ck_assert_mem_ne(first, fixture.out.p, 56);
}
END_TEST

START_TEST(get_identity_by_profile_a)
{
	char input[33] = "";

	verify_pin();
	memcpy(info->content, unhex(fixture.card, "A006010202010000").p, 8);
	ck_assert_uint_eq(uicc_send("80780001 00"), SW_OK);
	ck_assert_uint_eq(fixture.out.n, 55);
	assert_hex(slice_sub(buf_slice(&fixture.out), 0, 10), "A135" SUCI_HEAD "01 1E");
	reveal(slice_sub(buf_slice(&fixture.out), 10, 45), input);
	ck_assert_str_eq(input, IMSI_INPUT);
}
END_TEST

START_TEST(get_identity_by_the_null_scheme)
{
	verify_pin();
	memset(info->content, 0xFF, info->size);
	assert_answer("80780001 00", SW_OK, "A10D" SUCI_HEAD "0000 00012080F6");
	info->life_cycle = LCS_DEACTIVATED;
	assert_answer("80780001 00", SW_OK, "A10D" SUCI_HEAD "0000 00012080F6");
}
END_TEST

/* EF.SUCI_Calc_Info_USIM is what the card goes by, where there is one. */
START_TEST(what_is_for_the_card_alone_comes_first)
{
	struct file *saip = add(usim, FILE_DF, 0x5FD0, "");

	verify_pin();
	add(saip, FILE_TRANSPARENT, 0x4F01, "A0020000");
	assert_answer("80780001 00", SW_OK, "A10D" SUCI_HEAD "0000 00012080F6");
}
END_TEST

/* Service 130: the subscriber is no IMSI. */
START_TEST(get_identity_of_a_network_specific_identifier)
{
	struct file *nai = add(fivegs, FILE_TRANSPARENT, 0x4F09, "8003 614062 FFFF");

	verify_pin();
	memset(info->content, 0xFF, info->size);
	assert_answer("80780001 00", SW_OK, "A10D" SUCI_HEAD "0000 00012080F6");
	ust->content[16] = 0x02;
	ck_assert_uint_eq(uicc_send("80780001 00"), SW_OK);
	assert_hex(slice_sub(buf_slice(&fixture.out), 0, 3), "A11E 11");
	ck_assert_mem_eq(fixture.out.p + 3, "type1.rid678.schid0.userida@b", 29);
	nai->content[0] = 0x81; /* a line identifier */
	assert_answer("80780001 00", SW_REFERENCE_NOT_FOUND, NULL);
	nai->content[0] = 0xFF;
	assert_answer("80780001 00", SW_REFERENCE_NOT_FOUND, NULL);
	file_remove(fixture.card->uicc->content, nai);
	assert_answer("80780001 00", SW_REFERENCE_NOT_FOUND, NULL);
}
END_TEST

/* Service 142. A network specific identifier has its realm there, too. */
START_TEST(get_identity_for_wlan_offload)
{
	static const char imsi[] =
		"type0.rid678.schid0.userid001002086@5gc-nswo.mnc012.mcc274.3gppnetwork.org";

	verify_pin();
	memset(info->content, 0xFF, info->size);
	assert_answer("80780002 00", SW_CONDITIONS, NULL);
	ust->content[17] = 0x20;
	ck_assert_uint_eq(uicc_send("80780002 00"), SW_OK);
	assert_hex(slice_sub(buf_slice(&fixture.out), 0, 3), "A14B 11");
	ck_assert_mem_eq(fixture.out.p + 3, imsi, sizeof(imsi) - 1);
	add(fivegs, FILE_TRANSPARENT, 0x4F09, "8003 614062 FFFF");
	ust->content[16] = 0x02;
	ck_assert_uint_eq(uicc_send("80780082 00"), SW_OK);
	assert_hex(slice_sub(buf_slice(&fixture.out), 0, 3), "A11E 11");
	ck_assert_mem_eq(fixture.out.p + 3, "type1.rid678.schid0.userida@b", 29);
	ust->content[15] = 0x08;
	assert_answer("80780002 00", SW_CONDITIONS, NULL);
}
END_TEST

START_TEST(get_identity_is_refused)
{
	assert_answer("80780001 00", SW_SECURITY_STATUS, NULL);
	verify_pin();
	assert_answer("80780100 00", SW_WRONG_P1P2, NULL);
	assert_answer("80780000 00", SW_WRONG_P1P2, NULL);
	assert_answer("80780003 00", SW_WRONG_P1P2, NULL);
	memcpy(info->content, "\x00", 1);
	assert_answer("80780001 00", SW_REFERENCE_NOT_FOUND, NULL);
	memset(info->content, 0xFF, info->size);
	uicc_file(USIM_AID, "7FFF6F07")->content[0] = 0;
	assert_answer("80780001 00", SW_REFERENCE_NOT_FOUND, NULL);
	ust->content[15] = 0x08;
	assert_answer("80780001 00", SW_CONDITIONS, NULL);
	ust->content[15] = 0x10;
	assert_answer("80780001 00", SW_CONDITIONS, NULL);
	ust->content[15] = 0x18;
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("80780001 00", SW_CONDITIONS, NULL);
	uicc_enter(ISIM_AID);
	assert_answer("80780001 00", SW_CONDITIONS, NULL);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("suci");
	TCase *t = tcase_create("suci"), *command = tcase_create("get_identity");

	tcase_add_loop_test(t, the_scheme_outputs_of_the_specification, 0, COUNT(vectors));
	tcase_add_loop_test(t, keys_that_are_none, 0, COUNT(bad_keys));
	tcase_add_loop_test(t, the_first_usable_protection_is_chosen, 0, COUNT(choices));
	tcase_add_loop_test(t, an_imsi_becomes_a_suci, 0, COUNT(identities));
	tcase_add_loop_test(t, an_nsi_becomes_a_suci, 0, COUNT(subscribers));
	tcase_add_loop_test(t, an_imsi_goes_offload, 0, COUNT(offloads));
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(command, setup, uicc_fixture_teardown);
	tcase_add_test(command, get_identity_by_profile_a);
	tcase_add_test(command, get_identity_by_profile_b);
	tcase_add_test(command, get_identity_by_the_null_scheme);
	tcase_add_test(command, what_is_for_the_card_alone_comes_first);
	tcase_add_test(command, get_identity_of_a_network_specific_identifier);
	tcase_add_test(command, get_identity_for_wlan_offload);
	tcase_add_test(command, get_identity_is_refused);
	suite_add_tcase(s, command);
	return unit_main(s);
}
