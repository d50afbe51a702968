/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: from text to ASN.1, refused ones, and what each makes of a card. */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "profile_fixture.h"
#include "store/profile_store.h"
#include "uicc/uicc.h"

#define BRAINPOOL_CI "686AD06CF430B6A24D33E5FE023C28CC065BA3A9"
#define NIST_CI      "00421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* ---- text to ASN.1 ---- */

static const struct {
	const char *name, *text, *hex;
} encodings[] = {
	{"svn", "2.5.0", "020500"},
	{"svn", "255.0.12", "FF000C"},
	{"euiccCategory", "3", "03"},
	{"nonVolatileMemory", "65536", "010000"},
	{"nonVolatileMemory", "128", "0080"},
	{"refresh", "true", "FF"},
	{"refresh", "false", "00"},
	{"sasAcreditationNumber", "", ""},
	{"sasAcreditationNumber", "GI-BA", "47492D4241"},
	{"additionalEuiccInfo", "00fF", "00FF"},
	{"uiccCapability", "contactlessSupport", "0780"},
	{"uiccCapability", "usimSupport, iotminimal", "0040000001"},
	{"uiccCapability", "", ""},
	{"rspCapability", "pushServiceRegistrationSupport", "0700000080"},
	{"forbiddenProfilePolicyRules", "ppr2,ppr1", "0560"},
	{"treProperties", "isIntegrated", "0640"},
	{"additionalEuiccProfilePackageVersions", "3.3.1,2.3.1", "0403030301 0403020301"},
	{"additionalRootDsAddresses", "a.b,c", "0C03612E62 0C0163"},
	{"isdrAids", "A000000559, A0000005591010", "0405A000000559 0407A0000005591010"},
	{"rulesAuthorisationTable", "", ""},
	{"rulesAuthorisationTable", "ppr1 ppr2 consentRequired *",
	 "3015 80020560 A10B 3009 8003EEEEEE 8100 8200 82020780"},
	{"rulesAuthorisationTable", "ppr1 001-01/-/-", "3010 80020640 A107 3005 800300F110 820100"},
	{"rulesAuthorisationTable", "ppr2 262-EE/0A/0B0C consentRequired,ppr1 310-410",
	 "3018 80020520 A10E 300C 800362F2EE 81010A 82020B0C 82020780"
	 "3014 80020640 A10B 3009 8003130014 8100 8200 820100"},
};

START_TEST(encoded)
{
	struct buf out = buf_new(ctx);
	char *error = NULL;

	ck_assert_int_eq(setting_encode(setting_by_name(encodings[_i].name), encodings[_i].text,
					ctx, &out, &error),
			 0);
	assert_hex(buf_slice(&out), encodings[_i].hex);
}
END_TEST

static const struct {
	const char *name, *text, *error;
} refusals[] = {
	{"svn", "2.5", "svn: '2.5' is not a version of three numbers up to 255, as in 2.5.0"},
	{"svn", "", "svn: '' is not a version"},
	{"svn", "2.5.256", "svn: '2.5.256' is not a version"},
	{"svn", "2.5.0.", "svn: '2.5.0.' is not a version"},
	{"svn", "2..0", "svn: '2..0' is not a version"},
	{"svn", "-1.0.0", "svn: '-1.0.0' is not a version"},
	{"euiccCategory", "4", "euiccCategory: '4' is not from 0 to 3"},
	{"euiccCategory", "one", "euiccCategory: 'one' is not from 0 to 3"},
	{"euiccCategory", "1 ", "euiccCategory: '1 ' is not from 0 to 3"},
	{"nonVolatileMemory", "0", "nonVolatileMemory: '0' is not from 1 to 4294967295"},
	{"nonVolatileMemory", "99999999999999999999999", "is not from 1 to 4294967295"},
	{"channels", "21", "channels: '21' is not from 1 to 20"},
	{"maximumSegmentSize", "256", "maximumSegmentSize: '256' is not from 16 to 255"},
	{"refresh", "yes", "refresh: 'yes' is not true or false"},
	{"rootDsAddress", "\xFF", "is not text in UTF-8"},
	{"sasAcreditationNumber",
	 "12345678901234567890123456789012345678901234567890123456789012345",
	 "is not from 0 to 64 characters"},
	{"additionalEuiccInfo", "0", "additionalEuiccInfo: '0' is not hexadecimal"},
	{"additionalEuiccInfo", "0G", "additionalEuiccInfo: '0G' is not hexadecimal"},
	{"additionalEuiccInfo",
	 "000000000000000000000000000000000000000000000000000000000000000000",
	 "is not from 0 to 32 bytes"},
	{"uiccCapability", "usimSupport,usim",
	 "uiccCapability: 'usim' is not one of the names that this setting has"},
	{"rspCapability", "additionalProfile,", "rspCapability: 'additionalProfile' is not one"},
	{"additionalEuiccProfilePackageVersions", "3.3.1,3", "'3' is not a version"},
	{"isdrAids", "A0000005", "isdrAids: 'A0000005' is not from 5 to 16 bytes"},
	{"isdrAids", "A000000559,", "isdrAids: 'A000000559' is not hexadecimal"},
	{"additionalRootDsAddresses", ",a", "'' is not from 1 to 261 characters"},
	{"rulesAuthorisationTable", "ppr1", "rulesAuthorisationTable: 'ppr1' is not a rule"},
	{"rulesAuthorisationTable", "001-01", "'001-01' is not a rule"},
	{"rulesAuthorisationTable", "consentRequired 001-01", "is not a rule"},
	{"rulesAuthorisationTable", "ppr3 001-01", "'ppr3 001-01' is not a rule"},
	{"rulesAuthorisationTable", "ppr1 001-1", "'ppr1 001-1' is not a rule"},
	{"rulesAuthorisationTable", "ppr1 001-0001", "is not a rule"},
	{"rulesAuthorisationTable", "ppr1 0A1-01", "is not a rule"},
	{"rulesAuthorisationTable", "ppr1 00101", "is not a rule"},
	{"rulesAuthorisationTable", "ppr1 001-01/0", "is not a rule"},
	{"rulesAuthorisationTable", "ppr1 001-01/00/00/00", "is not a rule"},
	{"rulesAuthorisationTable", "ppr1 *,ppr2", "'ppr2' is not a rule"},
};

START_TEST(refused)
{
	struct buf out = buf_new(ctx);
	char *error = NULL;

	ck_assert_int_eq(setting_encode(setting_by_name(refusals[_i].name), refusals[_i].text, ctx,
					&out, &error),
			 -EINVAL);
	ck_assert_msg(strstr(error, refusals[_i].error), "%s", error);
}
END_TEST

START_TEST(defaults_are_valid)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting *s = &settings_table[i];
		struct buf out = buf_new(ctx);
		char *error = NULL;

		ck_assert_ptr_eq(setting_by_name(s->name), s);
		if (s->otherwise)
			ck_assert_msg(setting_encode(s, s->otherwise, ctx, &out, &error) == 0, "%s",
				      error);
	}
	ck_assert_ptr_null(setting_by_name("nonsense"));
}
END_TEST

/* ---- a card that has them ---- */

static struct card_fixture *f;

#define CARD(...)                                                                                  \
	do {                                                                                       \
		static const struct softeuicc_setting wanted[] = {__VA_ARGS__};                    \
		f = fixture_new_with(wanted, COUNT(wanted));                                       \
	} while (0)

static uint16_t status(const char *hex)
{
	uint16_t sw;

	fixture_hex(f, hex, &sw);
	return sw;
}

START_TEST(everything_in_info2)
{
	char *own;

	CARD({"profileVersion", "3.1.0"}, {"svn", "2.2.2"}, {"highestSvn", "3.1.0"},
	     {"euiccFirmwareVer", "36.17.4"}, {"uiccCapability", "usimSupport,javacard"},
	     {"ts102241Version", "9.2.0"}, {"globalplatformVersion", "2.3.0"},
	     {"rspCapability", "additionalProfile,testProfileSupport,euiccRspCapInInfo1"},
	     {"euiccCiPKIdListForVerification", BRAINPOOL_CI},
	     {"euiccCiPKIdListForSigning",
	      "686AD06CF430B6A24D33E5FE023C28CC065BA3A9,00421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"},
	     {"euiccCiPKIdListForSigningV3", NIST_CI}, {"euiccCategory", "2"},
	     {"forbiddenProfilePolicyRules", "ppr1"}, {"ppVersion", "0.0.1"},
	     {"sasAcreditationNumber", "GI"}, {"certificationDataObject.platformLabel", "p"},
	     {"certificationDataObject.discoveryBaseURL", "u"}, {"treProperties", "isDiscrete"},
	     {"treProductReference", "t"}, {"additionalEuiccProfilePackageVersions", ""},
	     {"lpaMode", "0"}, {"additionalEuiccInfo", "AB"}, {"nonVolatileMemory", "4096"},
	     {"volatileMemory", "16"});
	own = talloc_strdup(ctx, "BF22 81BD 8103030100 8203020202 8303241104"
				 "840F 810100 820400001000 830400000010 8503014002 8603090200"
				 "8703020300 880405900020");
	own = talloc_asprintf_append(own, "%s",
				     "A916 0414686AD06CF430B6A24D33E5FE023C28CC065BA3A9"
				     "AA2C 0414686AD06CF430B6A24D33E5FE023C28CC065BA3A9"
				     "041400421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"
				     "8B0102 99020640 0403000001 0C024749 AC06 800170 810175"
				     "8D020780 8E0174 900100"
				     "B116 041400421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"
				     "9201AB 9303030100");
	assert_hex(es10_hex(f, "BF2200"), own);
	assert_hex(es10_hex(f, "BF2000"), "BF206E 8203020202"
					  "A916 0414686AD06CF430B6A24D33E5FE023C28CC065BA3A9"
					  "AA2C 0414686AD06CF430B6A24D33E5FE023C28CC065BA3A9"
					  "041400421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"
					  "B116 041400421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"
					  "880405900020 9303030100");
	fixture_free(f);
}
END_TEST

START_TEST(isdr_has_its_aids)
{
	uint16_t sw;

	CARD({"isdrAids", "A0000005591010FFFFFFFF8900000100,A0000005591010FFFFFFFF8900050500"},
	     {"svn", "2.2.0"}, {"maximumSegmentSize", "120"});
	assert_hex(fixture_hex(f, "00A4040010A0000005591010FFFFFFFF8900050500", &sw),
		   "6F1F 8410A0000005591010FFFFFFFF8900050500 A5049F650178 E005 8203020200");
	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_uint_eq(status("80E2910003BF2000"), 0x9000);
	ck_assert_uint_eq(status("00A4040010A0000005591010FFFFFFFF8900000100"), 0x9000);
	fixture_free(f);
}
END_TEST

#define NIST      CURVE_NIST_P256
#define BRAINPOOL CURVE_BRAINPOOL_P256R1

/* A card with one list of CIs; the CI that the server has its certificates under, the one that it
 * names for the eUICC to sign under, and what AuthenticateServer says to that. */
static const struct {
	struct softeuicc_setting list;
	enum curve server, named;
	int error;
} cis[] = {
	{{"euiccCiPKIdListForVerification", BRAINPOOL_CI}, NIST, NIST, 1},
	{{"euiccCiPKIdListForVerification", BRAINPOOL_CI}, NIST, BRAINPOOL, 1},
	{{"euiccCiPKIdListForVerification", BRAINPOOL_CI}, BRAINPOOL, NIST, 0},
	{{"euiccCiPKIdListForVerification", BRAINPOOL_CI}, BRAINPOOL, BRAINPOOL, 0},
	{{"euiccCiPKIdListForSigning", NIST_CI}, NIST, NIST, 0},
	{{"euiccCiPKIdListForSigning", NIST_CI}, NIST, BRAINPOOL, 7},
	{{"euiccCiPKIdListForSigning", NIST_CI}, BRAINPOOL, NIST, 0},
	{{"euiccCiPKIdListForSigning", NIST_CI}, BRAINPOOL, BRAINPOOL, 7},
};

START_TEST(servers_under_announced_cis)
{
	const struct pki_set *own;
	struct rsp_server *s;
	struct bpp_wish w;

	f = fixture_new_with(&cis[_i].list, 1);
	own = &f->pki->sets[cis[_i].server];
	s = fixture_server(f, cis[_i].named);
	s->auth_certificate = certificate_der(own->dp_auth.certificate);
	s->auth_key = own->dp_auth.key;
	s->pb_certificate = certificate_der(own->dp_pb.certificate);
	s->pb_key = own->dp_pb.key;
	if (cis[_i].error) {
		struct slice request = rsp_authenticate(s, fixture_challenge(f));

		ck_assert_int_eq(rsp_error(s, es10(f, request), 0xBF38), cis[_i].error);
	} else {
		fixture_prepare(f, s);
		w = fixture_wish(f, s, FIRST, "");
		ck_assert(load_as(f, s, &w).success);
	}
	fixture_free(f);
}
END_TEST

/* euiccConfiguration tells an LPA of v3 whether a profile is enabled. */
START_TEST(select_of_v3)
{
	uint16_t sw;

	CARD({"highestSvn", "3.0.0"});
	assert_hex(fixture_hex(f, "00A4040010A0000005591010FFFFFFFF8900000100", &sw),
		   "6F22 8410A0000005591010FFFFFFFF8900000100 A5049F6501FF"
		   "E008 8203020500 030100");
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	assert_hex(fixture_hex(f, "00A4040010A0000005591010FFFFFFFF8900000100", &sw),
		   "6F23 8410A0000005591010FFFFFFFF8900000100 A5049F6501FF"
		   "E009 8203020500 03020520");
	fixture_free(f);
}
END_TEST

START_TEST(longer_segments_are_refused)
{
	CARD({"maximumSegmentSize", "16"});
	ck_assert_uint_eq(status("80E2110010 BF3F0F 800D 61616161616161616161 61"), 0x9000);
	ck_assert_uint_eq(status("80E2910102 6161"), 0x9000);
	ck_assert_uint_eq(status("80E2910011 BF3F0E 800C 616161616161616161616161"), 0x6700);
	/* A chain of commands may be longer than any of them. */
	ck_assert_uint_eq(status("90E2910010 BF3F0F 800D 6161616161616161616161"), 0x9000);
	ck_assert_uint_eq(status("80E2910002 6161"), 0x9000);
	fixture_free(f);
}
END_TEST

START_TEST(channels_are_few)
{
	uint8_t atr[SOFTEUICC_ATR_MAX], tck = 0;
	size_t n;

	CARD({"channels", "3"});
	ck_assert_uint_eq(status("0070000001"), 0x9000);
	ck_assert_uint_eq(status("0070000001"), 0x9000);
	ck_assert_uint_eq(status("0070000001"), 0x6A81);
	ck_assert_uint_eq(status("0070000300"), 0x6A86);
	/* Their number less one in the third byte of the capabilities (ISO/IEC 7816-4). */
	n = softeuicc_atr(f->card, atr);
	ck_assert_uint_eq(atr[13], 0x9A);
	for (size_t i = 1; i < n; i++)
		tck ^= atr[i];
	ck_assert_uint_eq(tck, 0);
	fixture_free(f);
}
END_TEST

START_TEST(no_refresh)
{
	CARD({"refresh", "false"});
	fixture_install(f, FIRST, "");
	/* TERMINAL PROFILE: the terminal could (byte 3 bit 8). */
	ck_assert_uint_eq(status("8010000003000080"), 0x9000);
	ck_assert_int_eq(es10_enable_with_refresh(f, FIRST), 0);
	ck_assert_int_ne(f->card->uicc->profile, 0);
	fixture_free(f);
}
END_TEST

START_TEST(addresses)
{
	CARD({"defaultDpAddress", "dp"}, {"rootDsAddress", "ds"});
	assert_hex(es10_hex(f, "BF3C00"), "BF3C08 80026470 81026473");
	assert_hex(es10_hex(f, "BF3F02 8000"), "BF3F03800100");
	assert_hex(es10_hex(f, "BF3C00"), "BF3C04 81026473");
	/* Memory reset brings back the initial one (5.7.19). */
	ck_assert_int_eq(es10_code(f, "BF3404 82020520"), 0);
	assert_hex(es10_hex(f, "BF3C00"), "BF3C08 80026470 81026473");
	ck_assert_int_eq(es10_code(f, "BF3404 82020520"), 1);
	fixture_free(f);
}
END_TEST

START_TEST(addresses_of_v3)
{
	CARD({"highestSvn", "3.0.0"}, {"rootDsAddress", "ds"}, {"additionalRootDsAddresses", "a,b"},
	     {"euiccCiPKIdListForVerification", BRAINPOOL_CI});
	assert_hex(es10_hex(f, "BF3F1C 80026470 8116 0414686AD06CF430B6A24D33E5FE023C28CC065BA3A9"),
		   "BF3F03800108");
	assert_hex(es10_hex(f, "BF3F1A 80026470 811400421DBE4B4B23D3BA24E3163D8F65C7D4BEFEFD"),
		   "BF3F03800108");
	assert_hex(es10_hex(f, "BF3C00"), "BF3C0C 81026473 A206 0C0161 0C0162");
	assert_hex(es10_hex(f, "BF3F1A 80026470 8114686AD06CF430B6A24D33E5FE023C28CC065BA3A9"),
		   "BF3F03800100");
	assert_hex(es10_hex(f, "BF3C00"), "BF3C26 80026470 81026473 A206 0C0161 0C0162"
					  "8314686AD06CF430B6A24D33E5FE023C28CC065BA3A9");
	fixture_free(f);
}
END_TEST

/* The memory announced is the memory there is, to the byte. */
START_TEST(memory_ends_where_announced)
{
	struct rsp_server *s;
	struct installation i;
	struct bpp_wish w;
	uint64_t size;
	char text[16];
	const struct softeuicc_setting wanted[] = {{"nonVolatileMemory", text}};

	f = fixture_new(0);
	fixture_install(f, FIRST, "");
	size = (2u << 20) - profile_store_free_memory(f->card->store);
	fixture_free(f);
	for (uint64_t lack = 0; lack < 2; lack++) {
		snprintf(text, sizeof(text), "%u", (unsigned)(size - lack));
		f = fixture_new_with(wanted, 1);
		s = fixture_server(f, CURVE_NIST_P256);
		fixture_prepare(f, s);
		w = fixture_wish(f, s, FIRST, "");
		i = load_as(f, s, &w);
		ck_assert_int_eq(i.success, lack == 0);
		ck_assert_int_eq(i.reason, lack ? 10 : 0);
		fixture_free(f);
	}
}
END_TEST

/* ---- cards that cannot be ---- */

static const struct {
	struct softeuicc_setting setting;
	const char *error;
} impossible[] = {
	{{"nonsense", "1"}, "nonsense: there is no such setting"},
	{{"svn", "two"}, "svn: 'two' is not a version"},
	{{"isdrAids", ""}, "isdrAids: the ISD-R needs an AID"},
	{{"highestSvn", "2.4.9"}, "highestSvn: lower than svn"},
	{{"certificationDataObject.platformLabel", "x"}, "platformLabel and discoveryBaseURL"},
	{{"euiccCiPKIdListForSigning", "00"},
	 "euiccCiPKIdListForSigning: no PKI directory has a CI of that key"},
};

START_TEST(no_such_card)
{
	const struct softeuicc_creation creation = {.settings = &impossible[_i].setting,
						    .setting_count = 1};
	char path[] = "/tmp/softeuicc-unit-XXXXXX", *error = NULL;
	char *image;

	ck_assert_ptr_nonnull(mkdtemp(path));
	image = talloc_asprintf(ctx, "%s/card", path);
	ck_assert_int_eq(softeuicc_create(image, &creation, &error), -EINVAL);
	ck_assert_msg(strstr(error, impossible[_i].error), "%s", error);
	free(error);
	/* Nothing is left behind. */
	ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("settings");
	TCase *tc = tcase_create("settings");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, encoded, 0, COUNT(encodings));
	tcase_add_loop_test(tc, refused, 0, COUNT(refusals));
	tcase_add_test(tc, defaults_are_valid);
	tcase_add_test(tc, everything_in_info2);
	tcase_add_test(tc, isdr_has_its_aids);
	tcase_add_loop_test(tc, servers_under_announced_cis, 0, COUNT(cis));
	tcase_add_test(tc, select_of_v3);
	tcase_add_test(tc, longer_segments_are_refused);
	tcase_add_test(tc, channels_are_few);
	tcase_add_test(tc, no_refresh);
	tcase_add_test(tc, addresses);
	tcase_add_test(tc, addresses_of_v3);
	tcase_add_test(tc, memory_ends_where_announced);
	tcase_add_loop_test(tc, no_such_card, 0, COUNT(impossible));
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
