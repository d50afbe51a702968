/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/fcp.h"
#include "uicc_fixture.h"

static const struct channel *ch(void)
{
	return fixture.ch;
}

static void assert_at(const struct file *df, const struct file *ef)
{
	ck_assert_ptr_eq(ch()->at.df, df);
	ck_assert_ptr_eq(ch()->at.ef, ef);
}

START_TEST(by_identifier_from_the_mf)
{
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_at(uicc_file(NULL, ""), NULL);
	assert_answer("00A4000C 02 2F05", SW_OK, NULL);
	assert_at(uicc_file(NULL, ""), uicc_file(NULL, "2F05"));
	assert_answer("00A4000C 02 7F10", SW_OK, NULL);
	assert_at(uicc_file(NULL, "7F10"), NULL);
	assert_answer("00A4000C", SW_OK, NULL);
	assert_at(uicc_file(NULL, ""), NULL);
}
END_TEST

/* TS 102 221 8.4.1: from 7F10/5F3A. */
static const struct {
	const char *fid;
	uint16_t sw;
	const char *path;
} reach[] = {
	{"5F3A", SW_OK, "7F105F3A"},
	{"4F30", SW_OK, "7F105F3A4F30"},
	{"7F10", SW_OK, "7F10"},
	{"3F00", SW_OK, ""},
	{"6F3A", SW_FILE_NOT_FOUND, "7F105F3A"},
	{"2F05", SW_FILE_NOT_FOUND, "7F105F3A"},
	{"7FFF", SW_FILE_NOT_FOUND, "7F105F3A"},
	{"7FD0", SW_FILE_NOT_FOUND, "7F105F3A"},
};

START_TEST(what_an_identifier_reaches_from_a_df)
{
	struct file *f = uicc_file(NULL, reach[_i].path);

	assert_answer("00A4080C 04 7F105F3A", SW_OK, NULL);
	assert_answer(talloc_asprintf(fixture.card, "00A4000C 02 %s", reach[_i].fid), reach[_i].sw,
		      NULL);
	if (file_is_df(f))
		assert_at(f, NULL);
	else
		assert_at(f->parent, f);
}
END_TEST

START_TEST(dfs_side_by_side_reach_each_other_but_not_their_efs)
{
	struct file *df;

	ck_assert_int_eq(file_add(fixture.card->uicc->content, NULL, FILE_DF, 0x7F20, &df), 0);
	assert_answer("00A4000C 02 7F10", SW_OK, NULL);
	assert_answer("00A4000C 02 7F20", SW_OK, NULL);
	assert_at(df, NULL);
	assert_answer("00A4000C 02 2F05", SW_FILE_NOT_FOUND, NULL);
}
END_TEST

START_TEST(inside_an_application)
{
	uicc_enter(USIM_AID);
	assert_at(uicc_file(USIM_AID, "7FFF"), NULL);
	assert_answer("00A4000C 02 6F07", SW_OK, NULL);
	assert_answer("00A4000C 02 7FD0", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00A4000C 02 7F10", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00A4030C", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00A4000C 02 5F3B", SW_OK, NULL);
	assert_answer("00A4030C", SW_OK, NULL);
	assert_at(uicc_file(USIM_AID, "7FFF"), NULL);
	/* The session goes on while the MF is current. */
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("00A4000C 02 7FFF", SW_OK, NULL);
	assert_at(uicc_file(USIM_AID, "7FFF"), NULL);
	assert_answer("00A4080C 06 7FFF5F3B4F20", SW_OK, NULL);
	assert_at(uicc_file(USIM_AID, "7FFF5F3B"), uicc_file(USIM_AID, "7FFF5F3B4F20"));
}
END_TEST

/* From 7F10. */
static const struct exchange refused[] = {
	{"00A4080C 04 7FD06F07", SW_FILE_NOT_FOUND, NULL},
	{"00A4080C 04 7FFF6F07", SW_FILE_NOT_FOUND, NULL},
	{"00A4080C 04 3F007F10", SW_FILE_NOT_FOUND, NULL},
	{"00A4080C 06 7F106F3A6F3A", SW_FILE_NOT_FOUND, NULL},
	{"00A4090C 04 7F106F3A", SW_FILE_NOT_FOUND, NULL},
	{"00A4010C 02 6F3A", SW_FILE_NOT_FOUND, NULL},
	{"00A4010C 02 7F10", SW_FILE_NOT_FOUND, NULL},
	{"00A4000C 01 3F", SW_WRONG_LENGTH, NULL},
	{"00A4000C 04 7F106F3A", SW_WRONG_LENGTH, NULL},
	{"00A4010C", SW_WRONG_LENGTH, NULL},
	{"00A4030C 02 7F10", SW_WRONG_LENGTH, NULL},
	{"00A4080C", SW_WRONG_LENGTH, NULL},
	{"00A4080C 03 7F106F", SW_WRONG_LENGTH, NULL},
	{"00A4090C", SW_WRONG_LENGTH, NULL},
	{"00A4020C 02 6F3A", SW_WRONG_P1P2, NULL},
	{"00A40A0C 02 6F3A", SW_WRONG_P1P2, NULL},
	{"00A40000 02 6F3A", SW_WRONG_P1P2, NULL},
	{"00A40008 02 6F3A", SW_WRONG_P1P2, NULL},
	{"00A40044 02 6F3A", SW_WRONG_P1P2, NULL},
};

START_TEST(refusals_leave_the_position)
{
	assert_answer("00A4080C 04 7F106F3A", SW_OK, NULL);
	run_exchanges(&refused[_i], 1);
	assert_at(uicc_file(NULL, "7F10"), uicc_file(NULL, "7F106F3A"));
}
END_TEST

START_TEST(by_path_and_relation)
{
	assert_answer("00A4080C 06 7F105F3A4F30", SW_OK, NULL);
	assert_at(uicc_file(NULL, "7F105F3A"), uicc_file(NULL, "7F105F3A4F30"));
	assert_answer("00A4030C", SW_OK, NULL);
	assert_at(uicc_file(NULL, "7F10"), NULL);
	assert_answer("00A4090C 04 5F3A4F30", SW_OK, NULL);
	assert_answer("00A4030C", SW_OK, NULL);
	assert_answer("00A4010C 02 5F3A", SW_OK, NULL);
	assert_at(uicc_file(NULL, "7F105F3A"), NULL);
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("00A4030C", SW_FILE_NOT_FOUND, NULL);
}
END_TEST

/* ---- file control parameters ---- */

START_TEST(fcp_of_directories)
{
	assert_answer("00A40004 02 3F00", SW_OK,
		      "622C 82027821 83023F00 A506800171870101 8A0105 8B032F0601"
		      "C612 9001B0 830101 830181 83010A 950100 830111");
	uicc_enter(USIM_AID);
	assert_answer("80F20000", SW_OK,
		      "6237 82027821 83027FFF 840C" USIM_AID " A503800171 8A0105 8B032F0601"
		      "C612 9001F0 830101 830181 83010A 950100 830111");
}
END_TEST

static const struct exchange fcps[] = {
	{"00A40004 02 6F07", SW_OK, "6217 82024121 83026F07 8A0105 8B036F0602 80020009 880138"},
	{"00A40004 02 6F38", SW_OK, "6217 82024121 83026F38 8A0105 8B036F0601 8002012C 880120"},
	{"00A40004 02 6F39", SW_OK,
	 "621A 82054621000303 83026F39 8A0105 8B036F0601 80020009 880148"},
	{"00A40004 02 6F3B", SW_OK,
	 "621A 82054221000404 83026F3B 8A0105 8B036F0601 80020010 880158"},
	{"00A40004 02 6F46", SW_OK,
	 "621E 82027921 83026F46 A506840101860120 8A0105 8B036F0601 80020000 8800"},
	/* A link has its own rules and the size of its target. */
	{"00A40804 06 7FFF5F3B4F21", SW_OK,
	 "6216 82024121 83024F21 8A0105 8B036F0601 80020009 8800"},
};

START_TEST(fcp_of_efs)
{
	uicc_enter(USIM_AID);
	run_exchanges(&fcps[_i], 1);
}
END_TEST

START_TEST(fcp_details)
{
	struct file *f = uicc_file(NULL, "2F05");

	f->shareable = false;
	f->security = unhex(fixture.card, "8B0103");
	f->proprietary = unhex(fixture.card, "C00140");
	assert_answer("00A40004 02 2F05", SW_OK,
		      "621C 82020121 83022F05 A503C00140 8A0105 8B032F0603 80020004 880128");
	ck_assert_int_eq(file_allocate(fixture.card->uicc->content, f, 0x12345), 0);
	f->security = unhex(fixture.card, "AB00");
	assert_answer("00A40004 02 2F05", SW_OK,
		      "621A 82020121 83022F05 A503C00140 8A0105 AB00 8003012345 880128");
	f->parent->proprietary = unhex(fixture.card, "800101 8704FFFFFFFF");
	ck_assert_uint_eq(uicc_send("80F20000"), SW_OK);
	assert_hex(slice_sub(buf_slice(&fixture.out), 10, 11), "A509 800101 8704FFFFFFFF");
}
END_TEST

START_TEST(status)
{
	assert_answer("80F2000C", SW_OK, NULL);
	assert_answer("80F20001", SW_REFERENCE_NOT_FOUND, NULL);
	uicc_enter(ISIM_AID);
	assert_answer("80F20001", SW_OK, "840C" ISIM_AID);
	assert_answer("80F2010C", SW_OK, NULL);
	assert_answer("80F2020C", SW_OK, NULL);
	assert_answer("80F2030C", SW_WRONG_P1P2, NULL);
	assert_answer("80F20002", SW_WRONG_P1P2, NULL);
	/* Of the current directory, whatever EF is current. */
	assert_answer("00A4000C 02 6F02", SW_OK, NULL);
	ck_assert_uint_eq(uicc_send("80F20000"), SW_OK);
	ck_assert_uint_eq(fixture.out.p[0], TAG_FCP);
	assert_hex(slice_sub(buf_slice(&fixture.out), 2, 4), "82027821");
}
END_TEST

/* ---- applications ---- */

static uint16_t select_application(size_t index, uint8_t p2)
{
	buf_reset(&fixture.out);
	return uicc_application.select(fixture.card, fixture.ch, index, p2, &fixture.out);
}

START_TEST(applications_are_the_adfs)
{
	assert_hex(uicc_application.aid(fixture.card, 0), USIM_AID);
	assert_hex(uicc_application.aid(fixture.card, 1), ISIM_AID);
	ck_assert_uint_eq(uicc_application.aid(fixture.card, 2).n, 0);
	ck_assert_uint_eq(select_application(1, 0x04), SW_OK);
	ck_assert_uint_eq(fixture.out.p[0], 0x62);
	ck_assert_ptr_eq(ch()->at.adf, uicc_file(ISIM_AID, "7FFF"));
	ck_assert_uint_eq(select_application(0, 0x00), SW_OK);
	ck_assert_uint_eq(fixture.out.p[0], 0x6F);
	ck_assert_ptr_eq(ch()->at.adf, uicc_file(USIM_AID, "7FFF"));
	ck_assert_uint_eq(select_application(2, 0x04), SW_FILE_NOT_FOUND);
	ck_assert_uint_eq(select_application(1, 0x84), SW_WRONG_P1P2);
	ck_assert_uint_eq(select_application(1, 0x24), SW_WRONG_P1P2);
	ck_assert_uint_eq(select_application(1, 0x08), SW_WRONG_P1P2);
	ck_assert_ptr_eq(ch()->at.adf, uicc_file(USIM_AID, "7FFF"));
}
END_TEST

START_TEST(a_session_is_terminated)
{
	uicc_enter(USIM_AID);
	ck_assert_uint_eq(select_application(1, 0x44), SW_CONDITIONS);
	ck_assert_ptr_eq(ch()->at.adf, uicc_file(USIM_AID, "7FFF"));
	ck_assert_uint_eq(select_application(0, 0x44), SW_OK);
	ck_assert_ptr_null(ch()->at.adf);
	assert_at(uicc_file(NULL, ""), NULL);
	assert_answer("00A4000C 02 7FFF", SW_FILE_NOT_FOUND, NULL);
}
END_TEST

START_TEST(another_content_ends_all_positions)
{
	uicc_enter(USIM_AID);
	fixture.card->channels[3].at = fixture.ch->at;
	ck_assert_int_eq(uicc_show(fixture.card, 0), 0);
	assert_at(fixture.card->uicc->content->mf, NULL);
	ck_assert_ptr_null(fixture.card->channels[3].at.adf);
	ck_assert_ptr_eq(fixture.card->channels[3].at.df, fixture.card->uicc->content->mf);
	ck_assert_int_lt(uicc_show(fixture.card, 77), 0);
	assert_at(fixture.card->uicc->content->mf, NULL);
}
END_TEST

/* ---- life cycle ---- */

START_TEST(deactivated_and_terminated_files_are_selected_with_a_warning)
{
	struct file *f = uicc_file(NULL, "2F05");

	f->life_cycle = LCS_DEACTIVATED;
	ck_assert_uint_eq(uicc_send("00A40004 02 2F05"), SW_WARNING_FILE_INVALIDATED);
	ck_assert_uint_gt(fixture.out.n, 0);
	assert_answer("00B00000 04", SW_REFERENCE_INVALIDATED, NULL);
	f->proprietary = unhex(fixture.card, "C00140");
	assert_answer("00B00000 04", SW_OK, "00010203");
	f->life_cycle = LCS_TERMINATED;
	ck_assert_uint_eq(uicc_send("00A40004 02 2F05"), SW_WARNING_TERMINATED);
	assert_answer("00B00000 04", SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00440000", SW_REFERENCE_INVALIDATED, NULL);
}
END_TEST

START_TEST(so_are_applications)
{
	struct file *adf = uicc_file(USIM_AID, "7FFF");

	adf->life_cycle = LCS_DEACTIVATED;
	assert_transmit("00A4040C0C" USIM_AID, "6283");
	ck_assert_ptr_eq(ch()->at.adf, adf);
	adf->life_cycle = LCS_TERMINATED;
	assert_transmit("00A404040C" USIM_AID "00", "62");
	ck_assert_uint_eq(be16(fixture.out.p + fixture.out.n - 2), SW_WARNING_TERMINATED);
}
END_TEST

/* A0000000871 begins the AIDs of both applications, A000000087 as well; USIM comes before ISIM. */
static const struct {
	const char *select;
	const char *begin; /* of the answer to STATUS that tells the DF name; NULL: not found */
} occurrences[] = {
	/* Nothing is selected yet: next and previous are the first and the last. */
	{"00A4040E05 A000000087", "840C" USIM_AID},
	{"00A4040E05 A000000087", "840C" ISIM_AID},
	{"00A4040E05 A000000087", NULL},
	{"00A4040F05 A000000087", "840C" USIM_AID},
	{"00A4040F05 A000000087", NULL},
	{"00A4040D05 A000000087", "840C" ISIM_AID},
	/* What is selected need not be one of those that are looked for. */
	{"00A4040F07 A0000000871002", "840C" USIM_AID},
	{"00A4040E07 A0000000871002", NULL},
	{"00A4040E07 A0000000871004", "840C" ISIM_AID},
	{"00A4040E07 A0000000871002", NULL},
	{"00A4040C05 A000000087", "840C" USIM_AID},
	{"00A4040F07 A0000000871004", NULL},
	{"00A4044D05 A000000087", NULL},
	{"00A4044C05 A000000087", ""},
	{"00A4040F05 A000000087", "840C" ISIM_AID},
};

START_TEST(applications_have_an_order)
{
	for (int i = 0; i < COUNT(occurrences); i++) {
		const char *aid = occurrences[i].begin;
		bool terminates = aid && !*aid;

		if (!aid) {
			assert_transmit(occurrences[i].select,
					occurrences[i].select[6] == '4' ? "6985" : "6A82");
			continue;
		}
		assert_transmit(occurrences[i].select, "9000");
		assert_transmit("80F2000100", terminates ? "6A88" : aid);
	}
}
END_TEST

/* ---- several channels, 8.7 and 8.8 ---- */

START_TEST(a_channel_begins_where_its_opener_stands)
{
	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00A4000C02 5F3B", "9000");
	assert_transmit("00700001", "9000");
	ck_assert_ptr_eq(fixture.card->channels[1].at.df, uicc_file(NULL, ""));
	ck_assert_ptr_null(fixture.card->channels[1].at.adf);
	assert_transmit("01A4040C0C" ISIM_AID, "9000");
	assert_transmit("01A4000C02 6F02", "9000");
	assert_transmit("01700013", "9000");
	/* The directory and the session, not the EF. */
	assert_transmit("CFF2000100", "840CA0000000871004FF49FF0589 9000");
	ck_assert_ptr_eq(fixture.card->channels[19].at.df, uicc_file(ISIM_AID, "7FFF"));
	assert_transmit("4FB0000001", "6986");
	assert_transmit("4FA4000C02 6F02", "9000");
	assert_transmit("4F708000", "9000");
	assert_transmit("4FB0000001", "6881");
}
END_TEST

/* PINs are the UICC's, whatever channel they come by. */
START_TEST(a_pin_is_verified_on_all_channels)
{
	assert_transmit("00700001", "9000");
	assert_transmit("01A4040C0C" USIM_AID, "9000");
	assert_transmit("01A4000C02 6F07", "9000");
	assert_transmit("01B0000001", "6982");
	assert_transmit("00200001 08" PIN1, "9000");
	assert_transmit("01B0000001", "009000");
	assert_transmit("00708001", "9000");
	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00A4000C02 6F07", "9000");
	assert_transmit("00B0000001", "009000");
}
END_TEST

/* Channel 1 stands on what is not shareable; channel 0 begins in USIM. */
static const struct {
	const char *file; /* that is not shareable */
	const char *select;
	const struct exchange x;
} withheld[] = {
	{"7FFF6F38", "01A4000C02 6F38", {"00A4000C02 6F38", SW_CONDITIONS, NULL}},
	{"7FFF6F38", "01A4000C02 6F38", {"00A4080C04 7FFF6F38", SW_CONDITIONS, NULL}},
	{"7FFF6F38", "01A4000C02 6F38", {"00B0840001", SW_CONDITIONS, NULL}},
	{"7FFF6F38", "01A4000C02 6F38", {"80D4000009 6207 83026F38 800110", SW_CONDITIONS, NULL}},
	{"7FFF6F38", "01A4000C02 6F38", {"00040000 02 6F38", SW_CONDITIONS, NULL}},
	{"7FFF6F38", "01A4000C02 6F38", {"00E8000002 6F38", SW_CONDITIONS, NULL}},
	{"7FFF6F38", "01A4000C02 6F38", {"00A4000C02 6F39", SW_OK, NULL}},
	{"7FFF6F38", "01A4000C02 6F39", {"00A4000C02 6F38", SW_OK, NULL}},
	{"7FFF5F3B", "01A4000C02 5F3B", {"00A4000C02 5F3B", SW_CONDITIONS, NULL}},
	{"7FFF5F3B", "01A4000C02 5F3B", {"00A4080C06 7FFF5F3B4F20", SW_CONDITIONS, NULL}},
	{"7FFF5F3B", "01A4080C06 7FFF5F3B4F20", {"00A4000C02 5F3B", SW_CONDITIONS, NULL}},
	{"7FFF5F3B", "01A4000C02 5F3B", {"01700002", SW_CONDITIONS, NULL}},
	{"7FFF", "01A4000C02 3F00", {"00A4040C0C" USIM_AID, SW_CONDITIONS, NULL}},
	{"7FFF", "01A4000C02 3F00", {"00A4040C0C" ISIM_AID, SW_OK, NULL}},
	{"7FFF", "01A4040C0C" ISIM_AID, {"00A4040C0C" USIM_AID, SW_OK, NULL}},
	{"7FFF", "00708001", {"00A4040C0C" USIM_AID, SW_OK, NULL}},
};

START_TEST(what_is_not_shareable_is_one_channels)
{
	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00700001", "9000");
	assert_transmit("01A4040C0C" USIM_AID, "9000");
	uicc_file(USIM_AID, withheld[_i].file)->shareable = false;
	assert_transmit(withheld[_i].select, "9000");
	assert_transmit(withheld[_i].x.command,
			talloc_asprintf(fixture.card, "%04X", withheld[_i].x.sw));
}
END_TEST

static const struct exchange life_cycles[] = {
	{"00040000", SW_NO_EF_SELECTED, NULL},
	{"00040000 02 2F05", SW_SECURITY_STATUS, NULL},
	{"00040001 02 2F00", SW_WRONG_P1P2, NULL},
	{"00040100 02 2F00", SW_WRONG_P1P2, NULL},
	{"00040000 02 3F00", SW_CONDITIONS, NULL},
	{"00040000 02 2FFF", SW_FILE_NOT_FOUND, NULL},
	{"00040800 04 7F106F3A", SW_SECURITY_STATUS, NULL},
	{"00040000 02 2F00", SW_OK, NULL},
	{"00B20104 04", SW_REFERENCE_INVALIDATED, NULL},
	{"00040000", SW_OK, NULL},
	{"00440000", SW_OK, NULL},
	{"00B20104 04", SW_OK, "00010203"},
	{"0020000A 08" ADM, SW_OK, NULL},
	{"00040800 04 7F106F3A", SW_OK, NULL},
};

START_TEST(files_are_deactivated_and_activated)
{
	run_exchanges(life_cycles, sizeof(life_cycles) / sizeof(life_cycles[0]));
	ck_assert_ptr_eq(ch()->at.ef, uicc_file(NULL, "7F106F3A"));
	uicc_fixture_restart();
	ck_assert_uint_eq(uicc_file(NULL, "7F106F3A")->life_cycle, LCS_DEACTIVATED);
	ck_assert_uint_eq(uicc_file(NULL, "2F00")->life_cycle, LCS_ACTIVATED);
}
END_TEST

/* A directory takes along what is in it, an ADF its application. */
static const struct exchange directories[] = {
	{"00A4000C 02 7F10", SW_OK, NULL},
	{"00A4010C 02 5F3A", SW_OK, NULL},
	{"00040800 02 7F10", SW_OK, NULL},
	{"00A40804 02 7F10", SW_WARNING_FILE_INVALIDATED,
	 "6229 82027821 83027F10 A503800171 8A0104 8B032F0601"
	 "C612 9001B0 830101 830181 83010A 950100 830111"},
	{"00040000", SW_NO_EF_SELECTED, NULL},
	{"00A4080C 06 7F105F3A4F30", SW_OK, NULL},
	{"00B00000 02", SW_REFERENCE_INVALIDATED, NULL},
	{"00D60000 01 00", SW_REFERENCE_INVALIDATED, NULL},
	{"00440800 02 7F10", SW_OK, NULL},
	{"00B00000 02", SW_NO_EF_SELECTED, NULL},
	{"00A4080C 06 7F105F3A4F30", SW_OK, NULL},
	{"00B00000 02", SW_OK, "0001"},
	{"00440800 06 7F105F3A4F30", SW_OK, NULL},
};

START_TEST(directories_are_deactivated_and_activated)
{
	run_exchanges(directories, COUNT(directories));
	uicc_enter(USIM_AID);
	assert_answer("00040000 02 7FFF", SW_OK, NULL);
	assert_transmit("00B0840001", "6984");
	assert_transmit("00A4040C0C" USIM_AID, "6283");
	assert_answer("00440000 02 7FFF", SW_OK, NULL);
	assert_transmit("00B0840001", "009000");
}
END_TEST

/* ---- the rest of the table ---- */

START_TEST(get_challenge_is_random)
{
	uint8_t first[8];

	ck_assert_uint_eq(uicc_send("00840000 08"), SW_OK);
	ck_assert_uint_eq(fixture.out.n, 8);
	memcpy(first, fixture.out.p, 8);
	ck_assert_uint_eq(uicc_send("00840000 08"), SW_OK);
	ck_assert_mem_ne(first, fixture.out.p, 8);
	ck_assert_uint_eq(uicc_send("00840000"), SW_WRONG_LENGTH);
	ck_assert_uint_eq(uicc_send("00840000 00"), SW_OK);
	ck_assert_uint_eq(fixture.out.n, 256);
}
END_TEST

static const struct exchange capabilities[] = {
	{"80AA0000 05 A903830107", SW_OK, NULL},     {"80AA0000 02 A900", SW_OK, NULL},
	{"80AA0000 03 A90183", SW_WRONG_DATA, NULL}, {"80AA0000 02 A800", SW_WRONG_DATA, NULL},
	{"80AA0000 03 A90000", SW_WRONG_DATA, NULL},
};

START_TEST(terminal_capability)
{
	run_exchanges(&capabilities[_i], 1);
}
END_TEST

/* What the card shows without a profile: nothing asks for a PIN, nothing can be changed. */
static const struct exchange bare[] = {
	{"00A40004 02 3F00", SW_OK,
	 "6220 82027821 83023F00 A506800171870101 8A0105 8B032F0601 C606 900100 830101"},
	{"00A4000C 02 2FE2", SW_OK, NULL},
	{"00B00000 0A", SW_OK, "FFFFFFFFFFFFFFFFFFFF"},
	{"00D60000 01 00", SW_SECURITY_STATUS, NULL},
	{"00040000", SW_SECURITY_STATUS, NULL},
	{"00B08200 0A", SW_OK, "FFFFFFFFFFFFFFFFFFFF"},
	{"00B08500 02", SW_OK, "FFFF"},
	{"00A4000C 02 2F00", SW_OK, NULL},
	{"00B20304 20", SW_RECORD_NOT_FOUND, NULL},
	{"00200001", SW_REFERENCE_NOT_FOUND, NULL},
};

START_TEST(bare_content)
{
	struct softeuicc *c = fixture.card;

	talloc_free(c->uicc);
	ck_assert_int_eq(uicc_new(c), 0);
	run_exchanges(bare, sizeof(bare) / sizeof(bare[0]));
	ck_assert_uint_eq(uicc_application.aid(c, 0).n, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("uicc_select");
	TCase *t = tcase_create("select");

	tcase_add_checked_fixture(t, uicc_fixture_setup, uicc_fixture_teardown);
	tcase_add_test(t, by_identifier_from_the_mf);
	tcase_add_loop_test(t, what_an_identifier_reaches_from_a_df, 0, COUNT(reach));
	tcase_add_test(t, dfs_side_by_side_reach_each_other_but_not_their_efs);
	tcase_add_test(t, inside_an_application);
	tcase_add_loop_test(t, refusals_leave_the_position, 0, COUNT(refused));
	tcase_add_test(t, by_path_and_relation);
	tcase_add_test(t, fcp_of_directories);
	tcase_add_loop_test(t, fcp_of_efs, 0, COUNT(fcps));
	tcase_add_test(t, fcp_details);
	tcase_add_test(t, status);
	tcase_add_test(t, applications_are_the_adfs);
	tcase_add_test(t, a_session_is_terminated);
	tcase_add_test(t, another_content_ends_all_positions);
	tcase_add_test(t, deactivated_and_terminated_files_are_selected_with_a_warning);
	tcase_add_test(t, so_are_applications);
	tcase_add_test(t, applications_have_an_order);
	tcase_add_test(t, a_channel_begins_where_its_opener_stands);
	tcase_add_test(t, a_pin_is_verified_on_all_channels);
	tcase_add_loop_test(t, what_is_not_shareable_is_one_channels, 0, COUNT(withheld));
	tcase_add_test(t, files_are_deactivated_and_activated);
	tcase_add_test(t, directories_are_deactivated_and_activated);
	tcase_add_test(t, get_challenge_is_random);
	tcase_add_loop_test(t, terminal_capability, 0, COUNT(capabilities));
	tcase_add_test(t, bare_content);
	suite_add_tcase(s, t);
	return unit_main(s);
}
