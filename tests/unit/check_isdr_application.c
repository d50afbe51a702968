/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ISD-R, the ECASD and the ISD-Ps as GlobalPlatform's security domains: what reaches them, and
 * the rules of STORE DATA (SGP.22 5.7.2). */
#include "profile_fixture.h"

#define SELECT_ISDR  "00A4040C10 A0000005591010FFFFFFFF8900000100"
#define SELECT_ECASD "00A4040C10 A0000005591010FFFFFFFF8900000200"
#define GET_EID      "BF3E035C015A"

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

struct step {
	const char *apdu;
	uint16_t sw;
};

static void run_steps(const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(status(steps[i].apdu) == steps[i].sw, "%s: %04X", steps[i].apdu,
			      status(steps[i].apdu));
}

/* ---- commands ---- */

static const struct step isdr_commands[] = {
	{"80CAFF2100", 0x9000},
	{"00CAFF2100", 0x9000}, /* either class */
	{"80CA006600", 0x6A88},
	{"80CA005A00", 0x6A88}, /* the EID is the ECASD's */
	{"80CAFF210101", 0x6700},
	{"80F2000C", 0x9000},         /* STATUS of TS 102 221 */
	{"80F28000024F0000", 0x6982}, /* GET STATUS: no secure channel, no privilege */
	{"80F24002024F0000", 0x6982},
	{"80F22000024F0000", 0x6982},
	{"80F21000024F0000", 0x6982},
	{"80E2910003BF2000", 0x9000},
	{"00E2910003BF2000", 0x6E00}, /* class */
	{"A0E2910003BF2000", 0x6E00},
	{"84E2910003BF2000", 0x6882}, /* secure messaging */
	{"8CE2910003BF2000", 0x6882},
	{"E0E2910003BF2000", 0x6881}, /* a channel that is closed */
	{"80E6020000", 0x6D00},       /* INSTALL, DELETE, SET STATUS, INITIALIZE UPDATE */
	{"80E40000024F00", 0x6D00},
	{"80F04007024F00", 0x6D00},
	{"8050000008000000000000000000", 0x6D00},
};

START_TEST(commands_of_the_isdr)
{
	run_steps(isdr_commands, COUNT(isdr_commands));
}
END_TEST

static const struct step ecasd_commands[] = {
	{SELECT_ECASD, 0x9000},       {"80CA005A00", 0x9000},
	{"00CA005A00", 0x9000},       {"80CAFF2100", 0x6A88},
	{"80F2000C", 0x9000},         {"80F28000024F0000", 0x6982},
	{"80E2910003BF2000", 0x6D00}, /* ES10 is not here */
	{"84CA005A00", 0x6882},       {"00A4000C023F00", 0x9000},
	{"80E2910003BF2000", 0x6D00}, /* nor on the UICC */
};

START_TEST(commands_of_the_ecasd)
{
	run_steps(ecasd_commands, COUNT(ecasd_commands));
}
END_TEST

/* An ISD-P has no interface to the device, whatever its state: ES10 on the ISD-R is the way. */
START_TEST(isdps_cannot_be_selected)
{
	static const struct step steps[] = {
		{"00A4040C10" AID("0010"), 0x6A82},
		{"00A4040C0F A0000005591010FFFFFFFF89000010", 0x6A82},
		{SELECT_ISDR, 0x9000},
	};

	fixture_install(f, FIRST, "");
	run_steps(steps, COUNT(steps));
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	run_steps(steps, COUNT(steps));
}
END_TEST

/* ---- STORE DATA ---- */

START_TEST(two_codings_of_p1)
{
	for (unsigned p1 = 0; p1 < 256; p1++) {
		char *apdu = talloc_asprintf(f, "80E2%02X0006" GET_EID, p1);

		ck_assert_uint_eq(status(apdu), p1 == 0x11 || p1 == 0x91 ? 0x9000 : 0x6A86);
	}
}
END_TEST

#define BEGIN    "80E2110003BF3E03"
#define CONTINUE "80E29101035C015A"

/* What comes between two blocks, and whether the second still belongs to the first. */
static const struct {
	struct step between[3];
	uint16_t sw; /* of the second block */
} interruptions[] = {
	{{{NULL, 0}}, 0x9000},
	{{{"80F2000C", 0x9000}}, 0x9000},
	{{{"80CAFF2100", 0x9000}}, 0x9000},
	{{{"80E2910003BF20", 0x6700}}, 0x9000}, /* no command at all */
	{{{"80E2910203BF2000", 0x6A86}}, 0x6A86},
	{{{"80E2900103BF2000", 0x6A86}}, 0x9000}, /* refused before it is looked at */
	{{{"80E2910003BF2000", 0x9000}}, 0x6A86}, /* another function begins, and ends */
	{{{"80E2110003BF2000", 0x9000}}, 0x6A80}, /* begins, and gets what it has not asked for */
	{{{SELECT_ISDR, 0x9000}}, 0x6A86},
	{{{SELECT_ECASD, 0x9000}, {SELECT_ISDR, 0x9000}}, 0x6A86},
	{{{"00A4040C06A00000000099", 0x6A82}}, 0x9000}, /* nothing else was selected */
	{{{"00A4000C023F00", 0x9000}}, 0x6D00},
	{{{"0070000101", 0x9000},
	  {"01A4040C10A0000005591010FFFFFFFF8900000100", 0x9000},
	  {"81E2910101035C015A", 0x6700}},
	 0x9000},
	{{{"0070000101", 0x9000},
	  {"01A4040C10A0000005591010FFFFFFFF8900000100", 0x9000},
	  {"81E2910103BF3E03", 0x6A86}}, /* each channel counts by itself */
	 0x9000},
};

START_TEST(between_two_blocks)
{
	ck_assert_uint_eq(status(BEGIN), 0x9000);
	for (int i = 0; i < 3 && interruptions[_i].between[i].apdu; i++)
		run_steps(&interruptions[_i].between[i], 1);
	ck_assert_uint_eq(status(CONTINUE), interruptions[_i].sw);
	fixture_select_isdr(f);
	ck_assert_uint_eq(es10_hex(f, GET_EID).n, 21);
}
END_TEST

START_TEST(blocks_end_with_their_channel)
{
	static const struct step steps[] = {
		{"0070000101", 0x9000},
		{"01A4040C10A0000005591010FFFFFFFF8900000100", 0x9000},
		{"81E2110003BF3E03", 0x9000},
		{"00708001", 0x9000},
		{"81E29101035C015A", 0x6881},
		{"0070000101", 0x9000},
		{"81E29101035C015A", 0x6D00},
		{"01A4040C10A0000005591010FFFFFFFF8900000100", 0x9000},
		{"81E29101035C015A", 0x6A86},
		{"81E2910006" GET_EID, 0x9000},
	};

	run_steps(steps, COUNT(steps));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_application");
	TCase *tc = tcase_create("isdr_application");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, commands_of_the_isdr);
	tcase_add_test(tc, commands_of_the_ecasd);
	tcase_add_test(tc, isdps_cannot_be_selected);
	tcase_add_test(tc, two_codings_of_p1);
	tcase_add_loop_test(tc, between_two_blocks, 0, COUNT(interruptions));
	tcase_add_test(tc, blocks_end_with_their_channel);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
