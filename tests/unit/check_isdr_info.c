/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ISD-R and the ECASD as applications, STORE DATA, and the functions that ask. */
#include "card_fixture.h"
#include "codec/tlv.h"
#include "isdp/pe_table.h"
#include "isdr/session.h"
#include "unit.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

static uint16_t status(const char *hex)
{
	uint16_t sw;

	fixture_hex(f, hex, &sw);
	return sw;
}

START_TEST(select_tells_the_version)
{
	uint16_t sw;

	assert_hex(fixture_hex(f, "00A4040010A0000005591010FFFFFFFF8900000100", &sw),
		   "6F1F 8410A0000005591010FFFFFFFF8900000100 A5049F6501FF E005 8203020500");
	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_uint_eq(fixture_hex(f, "00A4040C10A0000005591010FFFFFFFF8900000100", &sw).n, 0);
	ck_assert_uint_eq(sw, 0x9000);
}
END_TEST

START_TEST(ecasd_tells_the_eid)
{
	struct slice eid;
	uint16_t sw;

	assert_hex(fixture_hex(f, "00A4040010A0000005591010FFFFFFFF8900000200", &sw),
		   "6F18 8410A0000005591010FFFFFFFF8900000200 A5049F6501FF");
	eid = fixture_hex(f, "80CA005A00", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_uint_eq(eid.n, 18);
	ck_assert(slice_eq(slice_sub(eid, 2, 16), slice_of(f->card->ecasd->eid, 16)));
	ck_assert_uint_eq(status("80CA006600"), 0x6A88);
	ck_assert_uint_eq(status("80E2910003BF2E00"), 0x6D00);
}
END_TEST

START_TEST(eid_by_es10)
{
	struct slice eid = es10_hex(f, "BF3E035C015A");

	ck_assert_uint_eq(eid.n, 21);
	assert_hex(slice_sub(eid, 0, 5), "BF3E125A10");
	ck_assert(slice_eq(slice_sub(eid, 5, 16), slice_of(f->card->ecasd->eid, 16)));
}
END_TEST

/* One wrong thing each. */
static const struct {
	const char *apdu;
	uint16_t sw;
} refused[] = {
	{"80E2910003BF7F00", 0x6A88},       /* no such function */
	{"80E29100025A00", 0x6A88},         /* nor one with a short tag */
	{"80E2910003BF4400", 0x6A88},       /* v3, LoadRpmPackage */
	{"80E2910003BF4500", 0x6A88},       /* v3, VerifySmdsResponse */
	{"80E2910002BF2E", 0x6A80},         /* no length */
	{"80E2910003BF2E01", 0x6A80},       /* value missing */
	{"80E2910004BF2E0000", 0x6A80},     /* bytes after the request */
	{"80E2910003BF2E80", 0x6A80},       /* indefinite length */
	{"80E2910005BF2E020500", 0x9000},   /* extension: ignored */
	{"80E2910004BF2E0105", 0x6A80},     /* malformed extension */
	{"80E2900003BF2E00", 0x6A86},       /* P1 */
	{"80E2910103BF2E00", 0x6A86},       /* first block is not 00 */
	{"80E29100", 0x6700},               /* no data */
	{"00E2910003BF2E00", 0x6E00},       /* class */
	{"80E2910006BF3E035C0166", 0x6A80}, /* GetEID of something else */
	{"80E2910003BF3E00", 0x6A80},       /* GetEID of nothing */
	{"80E2910003BF3F00", 0x6A80},       /* no address */
	{"80E2910003BF2900", 0x6A80},       /* SetNickname without ICCID */
	{"80E2910003BF3100", 0x6A80},       /* EnableProfile of nothing */
	{"80E2910003BF3800", 0x6A80},       /* AuthenticateServer without anything */
	{"80E2910003BF2100", 0x6A80},       /* PrepareDownload, the same */
	{"80E2910003BF4100", 0x6A80},       /* CancelSession, the same */
	{"80E2910003BF3600", 0x6985},       /* package without a session */
	{"80E291000286 00", 0x6985},        /* segment without a package */
	{"80E2910003BF2F00", 0x6A88},
};

START_TEST(malformed_requests)
{
	ck_assert_uint_eq(status(refused[_i].apdu), refused[_i].sw);
	/* The card works afterwards. */
	ck_assert_uint_eq(status("80E2910003BF2000"), 0x9000);
}
END_TEST

/* Neither crlSupport nor lpaeSupport is announced. */
START_TEST(functions_of_what_is_not_announced)
{
	assert_hex(es10_hex(f, "BF3502A000"), "BF350381017F");
	assert_hex(es10_hex(f, "BF420480020780"), "BF4203800101");
}
END_TEST

START_TEST(request_in_blocks_of_any_size)
{
	struct slice request = unhex(f, "BF3F12 8010 736D6470702E6578616D706C652E636F");
	struct slice whole = es10_hex(f, "BF3E035C015A");

	for (f->block = 1; f->block <= request.n; f->block++) {
		assert_hex(es10(f, request), "BF3F03800100");
		ck_assert(slice_eq(es10_hex(f, "BF3E035C015A"), whole));
	}
}
END_TEST

START_TEST(block_numbers_must_follow)
{
	ck_assert_uint_eq(status("80E2110002BF3E"), 0x9000);
	ck_assert_uint_eq(status("80E2910204035C015A"), 0x6A86);
	/* That has ended the request. */
	ck_assert_uint_eq(status("80E2910104035C015A"), 0x6A86);
	/* Block 00 begins anew in the middle of another. */
	ck_assert_uint_eq(status("80E2110002BF3E"), 0x9000);
	ck_assert_uint_eq(status("80E2910006BF3E035C015A"), 0x9000);
}
END_TEST

/* lpac counts its blocks in a byte. */
START_TEST(block_numbers_wrap)
{
	struct buf request = buf_new(f);
	size_t mark = tlv_open(&request, 0xBF3E), inner;

	tlv_put_u8(&request, 0x5C, 0x5A);
	inner = tlv_open(&request, 0x8F);
	buf_fill(&request, 0x00, 1000);
	tlv_close(&request, inner);
	tlv_close(&request, mark);
	f->block = 1;
	ck_assert_uint_eq(es10(f, buf_slice(&request)).n, 21);
}
END_TEST

START_TEST(endless_request_is_refused)
{
	uint8_t block[5 + 255] = {0x80, 0xE2, 0x11, 0x00, 0xFF, 0xBF, 0x3F, 0x83, 0xFF, 0xFF, 0xFF};
	uint16_t sw = 0x9000;
	size_t n = 0;

	while (sw == 0x9000 && n < 1000) {
		block[3] = (uint8_t)n++;
		fixture_transmit(f, slice_of(block, sizeof(block)), &sw);
	}
	ck_assert_uint_eq(sw, 0x6A84);
	ck_assert_uint_eq(n, 64 * 1024 / 255 + 1);
	ck_assert_uint_eq(status("80E2910003BF2000"), 0x9000);
}
END_TEST

START_TEST(requests_of_two_channels_do_not_mix)
{
	ck_assert_uint_eq(status("0070000001"), 0x9000);
	ck_assert_uint_eq(status("01A4040010A0000005591010FFFFFFFF8900000100"), 0x9000);
	ck_assert_uint_eq(status("80E2110002BF3E"), 0x9000);
	ck_assert_uint_eq(status("81E2910003BF2000"), 0x9000);
	ck_assert_uint_eq(status("80E2910104035C015A"), 0x9000);
}
END_TEST

START_TEST(addresses)
{
	assert_hex(es10_hex(f, "BF3C00"),
		   "BF3C1A 8118 74657374726F6F74736D64732E6578616D706C652E636F6D");
	assert_hex(es10_hex(f, "BF3F05 8003 612E62"), "BF3F03800100");
	fixture_reopen(f);
	assert_hex(es10_hex(f, "BF3C00"), "BF3C1F 8003612E62 8118"
					  "74657374726F6F74736D64732E6578616D706C652E636F6D");
	/* Not UTF-8. */
	ck_assert_int_eq(es10_code(f, "BF3F03 8001FF"), 127);
	assert_hex(es10_hex(f, "BF3F02 8000"), "BF3F03800100");
	assert_hex(slice_sub(es10_hex(f, "BF3C00"), 0, 5), "BF3C1A8118");
}
END_TEST

/* The component @tag of EUICCInfo2. */
static struct slice info2(uint32_t tag)
{
	struct tlv whole, t;

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2200"), 0xBF22, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, tag, &t), 1);
	return t.value;
}

START_TEST(information)
{
	struct tlv info1, list, key;

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2000"), 0xBF20, &info1), 0);
	ck_assert_int_eq(tlv_find(info1.value, 0xA9, &list), 1);
	ck_assert(slice_eq(list.value, info2(0xA9)));
	/* In order of preference. */
	ck_assert_int_eq(tlv_next(&list.value, &key), 1);
	ck_assert(slice_eq(key.value, certificate_subject_key_id(f->pki->sets[0].ci)));
	ck_assert_int_eq(tlv_next(&list.value, &key), 1);
	ck_assert(slice_eq(key.value, certificate_subject_key_id(f->pki->sets[1].ci)));
	assert_hex(info2(0x82), "020500");
	/* Nothing installed, 2 MiB free. */
	assert_hex(info2(0x84), "810100 820400200000 830400010000");
	/* usim, isim, csim, milenage, TUAK of both key lengths, the test algorithm, GBA in both
	 * applications, several of each, BER-TLV files, linked directories, GET IDENTITY by
	 * profiles A and B, IoT minimal profiles. */
	assert_hex(info2(0x85), "007BB0FB81");
	assert_hex(info2(0x88), "028C");
}
END_TEST

/* What a ProfileHeader may demand is what an SM-DP+ reads in EUICCInfo2 before it sends one. The
 * service javacard is the exception: there is a security domain for it, but no runtime. */
static const struct {
	unsigned bit; /* of UICCCapability */
	const char *service;
} capabilities[] = {
	{0, "contactless"},
	{1, "usim"},
	{2, "isim"},
	{3, "csim"},
	{4, "milenage"},
	{5, "cave"},
	{6, "tuak128"},
	{7, "tuak256"},
	{8, "usim-test-algorithm"},
	{10, "gba-usim"},
	{11, "gba-isim"},
	{12, "mbms"},
	{13, "eap"},
	{15, "multos"},
	{16, "multiple-usim"},
	{17, "multiple-isim"},
	{18, "multiple-csim"},
	{19, "ber-tlv"},
	{20, "dfLink"},
	{21, "cat-tp"},
	{22, "get-identity"},
	{23, "profile-a-x25519"},
	{24, "profile-b-p256"},
	{25, "suciCalculatorApi"},
	{26, "dns-resolution"},
	{27, "scp11ac"},
	{28, "scp11c-authorization-mechanism"},
	{29, "s16mode"},
	{30, "eaka"},
};

START_TEST(capabilities_are_the_services_of_profiles)
{
	struct slice bits = slice_sub(info2(0x85), 1, SIZE_MAX);
	unsigned bit = capabilities[_i].bit, service = 0;
	bool announced = bit / 8 < bits.n && bits.p[bit / 8] & 0x80 >> bit % 8;

	while (strcmp(profile_service_name(service), capabilities[_i].service) != 0)
		service++;
	ck_assert_int_eq(announced, profile_service_supported(service));
}
END_TEST

START_TEST(memory_is_the_cards)
{
	fixture_free(f);
	f = fixture_new(4096);
	assert_hex(info2(0x84), "810100 820400001000 830400010000");
}
END_TEST

START_TEST(rules_authorisation_table)
{
	assert_hex(es10_hex(f, "BF4300"),
		   "BF4319 A017 3015 80020560 A10B 3009 8003EEEEEE 8100 8200 82020780");
}
END_TEST

START_TEST(challenges_differ)
{
	struct slice first = fixture_challenge(f);

	ck_assert(!slice_eq(first, fixture_challenge(f)));
}
END_TEST

START_TEST(reset_ends_the_session)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice challenge = fixture_challenge(f);

	softeuicc_reset(f->card);
	fixture_select_isdr(f);
	ck_assert_int_eq(rsp_error(s, es10(f, rsp_authenticate(s, challenge)), 0xBF38), 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_info");
	TCase *tc = tcase_create("isdr_info");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, select_tells_the_version);
	tcase_add_test(tc, ecasd_tells_the_eid);
	tcase_add_test(tc, eid_by_es10);
	tcase_add_loop_test(tc, malformed_requests, 0, COUNT(refused));
	tcase_add_test(tc, functions_of_what_is_not_announced);
	tcase_add_test(tc, request_in_blocks_of_any_size);
	tcase_add_test(tc, block_numbers_must_follow);
	tcase_add_test(tc, block_numbers_wrap);
	tcase_add_test(tc, endless_request_is_refused);
	tcase_add_test(tc, requests_of_two_channels_do_not_mix);
	tcase_add_test(tc, addresses);
	tcase_add_test(tc, information);
	tcase_add_loop_test(tc, capabilities_are_the_services_of_profiles, 0, COUNT(capabilities));
	tcase_add_test(tc, memory_is_the_cards);
	tcase_add_test(tc, rules_authorisation_table);
	tcase_add_test(tc, challenges_differ);
	tcase_add_test(tc, reset_ends_the_session);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
