/* SPDX-License-Identifier: GPL-3.0-or-later */
/* READ, UPDATE, SEARCH and INCREASE. Files hold 00 01 02 ... unless a test says otherwise. */
#include "uicc_fixture.h"

static void setup(void)
{
	uicc_fixture_setup();
	uicc_enter(USIM_AID);
}

/* ---- transparent EFs ---- */

static const struct exchange binary[] = {
	{"00B00000 04", SW_NO_EF_SELECTED, NULL},
	{"00D60000 01 00", SW_NO_EF_SELECTED, NULL},
	{"00A4000C 02 6F38", SW_OK, NULL},
	{"00B00000 04", SW_OK, "00010203"},
	{"00B00108 03", SW_OK, "08090A"},
	/* The end of the EF is what the dispatcher turns into 6CXX. */
	{"00B00128 08", SW_OK, "28292A2B"},
	{"00B0012B 00", SW_OK, "2B"},
	{"00B0012C 01", SW_WRONG_P1P2_RANGE, NULL},
	{"00B07FFF 01", SW_WRONG_P1P2_RANGE, NULL},
	{"00D60000 03 AABBCC", SW_OK, NULL},
	{"00D6012B 01 DD", SW_OK, NULL},
	{"00D6012B 02 DDEE", SW_WRONG_LENGTH, NULL},
	{"00D6012C 01 DD", SW_WRONG_P1P2_RANGE, NULL},
	{"00B00000 04", SW_OK, "AABBCC03"},
	{"00B0012A 02", SW_OK, "2ADD"},
	/* By SFI: 4 is 6F38, and becomes the current EF. */
	{"00A4000C 02 3F00", SW_OK, NULL},
	{"00B08400 01", SW_FILE_NOT_FOUND, NULL},
	{"00A4000C 02 7FFF", SW_OK, NULL},
	{"00B08401 02", SW_OK, "BBCC"},
	{"00B00000 02", SW_OK, "AABB"},
	{"00D684FF 01 77", SW_OK, NULL},
	{"00B000FE 03", SW_OK, "FE7700"},
	{"00B08000 01", SW_WRONG_P1P2, NULL},
	{"00B09F00 01", SW_WRONG_P1P2, NULL},
	{"00B0A400 01", SW_WRONG_P1P2, NULL},
	{"00B08300 01", SW_FILE_NOT_FOUND, NULL},
	/* A failed command by SFI leaves the current EF alone. */
	{"00B08900 01", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00D68900 01 00", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00B08700 01", SW_SECURITY_STATUS, NULL},
	{"00B00000 01", SW_OK, "AA"},
	/* Directories are no EFs. */
	{"00A4000C 02 5F3B", SW_OK, NULL},
	{"00B00000 01", SW_NO_EF_SELECTED, NULL},
	{"00A4000C 02 7FFF", SW_OK, NULL},
	{"00A4000C 02 6F46", SW_OK, NULL},
	{"00B00000 01", SW_COMMAND_INCOMPATIBLE, NULL},
};

START_TEST(transparent)
{
	run_exchanges(binary, sizeof(binary) / sizeof(binary[0]));
}
END_TEST

START_TEST(without_le_a_read_is_a_short_one)
{
	assert_answer("00A4000C 02 6F38", SW_OK, NULL);
	ck_assert_uint_eq(uicc_send("00B00000"), SW_OK);
	ck_assert_uint_eq(fixture.out.n, 256);
	ck_assert_uint_eq(uicc_send("00B00000 00 0000"), SW_OK);
	ck_assert_uint_eq(fixture.out.n, 300);
}
END_TEST

START_TEST(with_a_wrong_le_the_current_file_stays)
{
	assert_transmit("00A4000C02 6F38", "9000");
	assert_transmit("00B087000A", "6982");
	assert_transmit("0020000108" PIN1, "9000");
	assert_transmit("00B087000A", "6C09");
	assert_transmit("00B0870009", "000102030405060708 9000");
	assert_transmit("00A4000C02 6F38", "9000");
	assert_transmit("00B2010404", "6981");
	assert_transmit("00B2015C05", "6C04");
	assert_transmit("00B0000001", "009000");
	assert_transmit("00B2015C04", "00010203 9000");
	assert_transmit("00B0000001", "6981");
}
END_TEST

START_TEST(updates_survive)
{
	assert_answer("00D68402 02 BEEF", SW_OK, NULL);
	assert_answer("00DC025C 04 CAFEBABE", SW_OK, NULL);
	assert_answer("00DC004B 03 ABCDEF", SW_OK, NULL);
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00B08400 05", SW_OK, "0001BEEF04");
	assert_answer("00B2025C 04", SW_OK, "CAFEBABE");
	assert_answer("00B2014C 03", SW_OK, "ABCDEF");
}
END_TEST

START_TEST(a_link_shows_its_target)
{
	assert_answer("00A4080C 06 7FFF5F3B4F21", SW_OK, NULL);
	assert_answer("00B00000 09", SW_OK, "000102030405060708");
	assert_answer("00D60001 01 FF", SW_OK, NULL);
	assert_answer("0020000108" PIN1, SW_OK, NULL);
	assert_answer("00A4080C 04 7FFF6F07", SW_OK, NULL);
	assert_answer("00B00000 03", SW_OK, "00FF02");
	uicc_fixture_restart();
	ck_assert_ptr_eq(uicc_file(USIM_AID, "7FFF5F3B4F21")->link,
			 uicc_file(USIM_AID, "7FFF6F07"));
	ck_assert_uint_eq(uicc_file(USIM_AID, "7FFF6F07")->content[1], 0xFF);
}
END_TEST

/* ---- linear fixed EFs: 6F3B has four records of four bytes, SFI 0B ---- */

static const struct exchange linear[] = {
	{"00B20104 04", SW_NO_EF_SELECTED, NULL},
	{"00A4000C 02 6F3B", SW_OK, NULL},
	{"00B20104 04", SW_OK, "00010203"},
	{"00B20404 04", SW_OK, "0C0D0E0F"},
	{"00B20504 04", SW_RECORD_NOT_FOUND, NULL},
	{"00B2FF04 04", SW_RECORD_NOT_FOUND, NULL},
	/* No record pointer yet; absolute reading sets none. */
	{"00B20004 04", SW_RECORD_NOT_FOUND, NULL},
	{"00B20002 04", SW_OK, "00010203"},
	{"00B20002 04", SW_OK, "04050607"},
	{"00B20004 04", SW_OK, "04050607"},
	{"00B20404 04", SW_OK, "0C0D0E0F"},
	{"00B20002 04", SW_OK, "08090A0B"},
	{"00B20002 04", SW_OK, "0C0D0E0F"},
	{"00B20002 04", SW_RECORD_NOT_FOUND, NULL},
	{"00B20004 04", SW_OK, "0C0D0E0F"},
	{"00B20003 04", SW_OK, "08090A0B"},
	{"00B20003 04", SW_OK, "04050607"},
	{"00B20003 04", SW_OK, "00010203"},
	{"00B20003 04", SW_RECORD_NOT_FOUND, NULL},
	/* By selection the pointer is lost; PREVIOUS begins with the last record. */
	{"00A4000C 02 6F3B", SW_OK, NULL},
	{"00B20003 04", SW_OK, "0C0D0E0F"},
	/* An SFI resets it as well. */
	{"00B2005A 04", SW_OK, "00010203"},
	{"00B2005A 04", SW_OK, "00010203"},
	{"00B20002 04", SW_OK, "04050607"},
	/* Asked for another length the dispatcher answers 6C04, and the pointer stays. */
	{"00B20002 03", SW_OK, "08090A0B"},
	{"00B20002 04", SW_OK, "08090A0B"},
	{"00DC0004 04 AAAAAAAA", SW_OK, NULL},
	{"00DC0002 04 BBBBBBBB", SW_OK, NULL},
	{"00DC0002 04 CCCCCCCC", SW_RECORD_NOT_FOUND, NULL},
	{"00DC0003 04 DDDDDDDD", SW_OK, NULL},
	{"00DC0104 04 EEEEEEEE", SW_OK, NULL},
	{"00DC0504 04 EEEEEEEE", SW_RECORD_NOT_FOUND, NULL},
	{"00DC0104 03 EEEEEE", SW_WRONG_LENGTH, NULL},
	{"00DC0104 05 EEEEEEEEEE", SW_WRONG_LENGTH, NULL},
	{"00B20104 04", SW_OK, "EEEEEEEE"},
	{"00B20304 04", SW_OK, "DDDDDDDD"},
	{"00B20404 04", SW_OK, "BBBBBBBB"},
	{"00B20004 04", SW_OK, "DDDDDDDD"},
	{"00B20102 04", SW_WRONG_P1P2, NULL},
	{"00B20103 04", SW_WRONG_P1P2, NULL},
	{"00B20100 04", SW_WRONG_P1P2, NULL},
	{"00B20101 04", SW_WRONG_P1P2, NULL},
	{"00B20105 04", SW_WRONG_P1P2, NULL},
	{"00B20107 04", SW_WRONG_P1P2, NULL},
	{"00B201FC 04", SW_WRONG_P1P2, NULL},
	{"00B20154 04", SW_FILE_NOT_FOUND, NULL},
	{"00B20124 04", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00DC0124 04 00000000", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00B20004 04", SW_OK, "DDDDDDDD"},
};

START_TEST(linear_fixed)
{
	run_exchanges(linear, sizeof(linear) / sizeof(linear[0]));
}
END_TEST

/* ---- cyclic EFs: 6F39 has three records of three bytes, SFI 09 ---- */

static const struct exchange cyclic[] = {
	{"00A4000C 02 6F39", SW_OK, NULL},
	/* The pointer is on the record updated last. */
	{"00B20004 03", SW_OK, "000102"},
	{"00B20002 03", SW_OK, "030405"},
	{"00B20002 03", SW_OK, "060708"},
	{"00B20002 03", SW_OK, "000102"},
	{"00B20003 03", SW_OK, "060708"},
	{"00DC0104 03 AAAAAA", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00DC0002 03 AAAAAA", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00DC0003 03 AAAAAA", SW_OK, NULL},
	{"00B20004 03", SW_OK, "AAAAAA"},
	{"00B20104 03", SW_OK, "AAAAAA"},
	{"00B20204 03", SW_OK, "000102"},
	{"00B20304 03", SW_OK, "030405"},
	{"00B20404 03", SW_RECORD_NOT_FOUND, NULL},
	{"00DC0003 02 AAAA", SW_WRONG_LENGTH, NULL},
	{"00DC004B 03 00FFFE", SW_OK, NULL},
	{"80320000 01 01 00", SW_OK, "00FFFF 01"},
	{"80320000 03 000001 00", SW_OK, "010000 000001"},
	{"80328900 02 0102 00", SW_OK, "010102 0102"},
	{"00B20104 03", SW_OK, "010102"},
	{"00B20204 03", SW_OK, "010000"},
	{"00B20304 03", SW_OK, "00FFFF"},
	/* The maximum: nothing changes. */
	{"80320000 03 FEFEFE 00", SW_MAX_VALUE, NULL},
	{"80320000 03 FEFEFD 00", SW_OK, "FFFFFF FEFEFD"},
	{"80320000 01 01 00", SW_MAX_VALUE, NULL},
	{"00B20104 03", SW_OK, "FFFFFF"},
	{"80320000 04 00000001 00", SW_WRONG_LENGTH, NULL},
	{"80320001 01 01 00", SW_WRONG_P1P2, NULL},
	{"80320900 01 01 00", SW_WRONG_P1P2, NULL},
	{"80328000 01 01 00", SW_WRONG_P1P2, NULL},
	{"80329F00 01 01 00", SW_WRONG_P1P2, NULL},
	{"8032A900 01 01 00", SW_WRONG_P1P2, NULL},
	{"80328800 01 01 00", SW_FILE_NOT_FOUND, NULL},
	{"80328B00 01 01 00", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00A4000C 02 6F38", SW_OK, NULL},
	{"80320000 01 01 00", SW_COMMAND_INCOMPATIBLE, NULL},
};

START_TEST(cyclic_and_increase)
{
	run_exchanges(cyclic, sizeof(cyclic) / sizeof(cyclic[0]));
}
END_TEST

START_TEST(increase_survives)
{
	assert_answer("80328900 01 05 00", SW_OK, "000107 05");
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00B2014C 03", SW_OK, "000107");
	assert_answer("00B2024C 03", SW_OK, "000102");
}
END_TEST

/* ---- SEARCH RECORD on 6F3B: 41424344 00420042 45464142 FFFFFFFF ---- */

static const struct exchange search[] = {
	{"00A2015C 02 4142 00", SW_OK, "0103"},
	/* The first record found is the current one. */
	{"00B20004 04", SW_OK, "41424344"},
	{"00A20204 02 4142 00", SW_OK, "03"},
	{"00B20004 04", SW_OK, "45464142"},
	{"00A20405 01 42 00", SW_OK, "030201"},
	{"00A20005 01 42 00", SW_OK, "030201"},
	{"00A20104 01 99 00", SW_WARNING_NOTHING_FOUND, NULL},
	{"00B20004 04", SW_OK, "45464142"},
	{"00A20504 01 42 00", SW_RECORD_NOT_FOUND, NULL},
	{"00A20104 05 4142434445 00", SW_WRONG_LENGTH, NULL},
	{"00A20104 04 41424344 00", SW_OK, "01"},
	{"00A20107 01 42 00", SW_WRONG_P1P2, NULL},
	{"00A20102 01 42 00", SW_WRONG_P1P2, NULL},
	{"00A201FC 01 42 00", SW_WRONG_P1P2, NULL},
	{"00A20154 01 42 00", SW_FILE_NOT_FOUND, NULL},
	{"00A20124 01 42 00", SW_COMMAND_INCOMPATIBLE, NULL},
	/* Enhanced: from an offset, or behind the first occurrence of a byte. */
	{"00A20106 03 040142 00", SW_OK, "010203"},
	{"00A20106 03 040242 00", SW_OK, "0203"},
	{"00A20106 03 040442 00", SW_WARNING_NOTHING_FOUND, NULL},
	{"00A20106 03 0C4242 00", SW_OK, "02"},
	{"00A20106 03 0C9942 00", SW_WARNING_NOTHING_FOUND, NULL},
	{"00A20406 03 050042 00", SW_OK, "030201"},
	/* From beside the pointer, which is on 3. */
	{"00A20006 03 070042 00", SW_OK, "0201"},
	{"00A20006 03 060042 00", SW_OK, "03"},
	{"00A20006 03 060042 00", SW_WARNING_NOTHING_FOUND, NULL},
	/* There is nothing beside the last record and the first. */
	{"00B2045C 04", SW_OK, "FFFFFFFF"},
	{"00A20406 03 04FFFF 00", SW_WARNING_NOTHING_FOUND, NULL},
	{"00A20404 01 FF 00", SW_OK, "04"},
	{"00A20006 03 0600FF 00", SW_WARNING_NOTHING_FOUND, NULL},
	{"00A20104 01 41 00", SW_OK, "0103"},
	{"00A20006 03 070041 00", SW_WARNING_NOTHING_FOUND, NULL},
	{"00B20004 04", SW_OK, "41424344"},
	{"00A2005E 03 060042 00", SW_OK, "010203"},
	{"00A2005E 03 070042 00", SW_OK, "030201"},
	{"00A20106 03 060042 00", SW_WRONG_P1P2, NULL},
	{"00A20106 03 030042 00", SW_WRONG_DATA, NULL},
	{"00A20106 03 140042 00", SW_WRONG_DATA, NULL},
	{"00A20106 02 0400 00", SW_WRONG_LENGTH, NULL},
	{"00A4000C 02 6F38", SW_OK, NULL},
	{"00A20104 01 42 00", SW_COMMAND_INCOMPATIBLE, NULL},
	{"00A4000C 02 3F00", SW_OK, NULL},
	{"00A20104 01 42 00", SW_NO_EF_SELECTED, NULL},
};

START_TEST(search_record)
{
	struct file *f = uicc_file(USIM_AID, "7FFF6F3B");

	memcpy(f->content, unhex(fixture.card, "41424344 00420042 45464142 FFFFFFFF").p, 16);
	run_exchanges(search, sizeof(search) / sizeof(search[0]));
}
END_TEST

START_TEST(files_of_no_records)
{
	struct file *cyc = uicc_file(USIM_AID, "7FFF6F39"), *lin = uicc_file(USIM_AID, "7FFF6F3B");

	ck_assert_int_eq(file_allocate(fixture.card->uicc->content, cyc, 0), 0);
	lin->record_length = 0;
	assert_answer("00B2004A 03", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("00B2004B 03", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("00DC004B 03 000000", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("80328900 01 01 00", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("00B2015C 03", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("00A2015C 01 00 00", SW_WRONG_LENGTH, NULL);
}
END_TEST

START_TEST(channels_have_positions_of_their_own)
{
	fixture.card->channels[1].at = fixture.ch->at;
	assert_answer("00A4000C 02 6F38", SW_OK, NULL);
	assert_answer("01A4000C 02 6F3B", SW_OK, NULL);
	assert_answer("00B00000 02", SW_OK, "0001");
	assert_answer("01B20002 04", SW_OK, "00010203");
	assert_answer("01DC0004 04 01020304", SW_OK, NULL);
	assert_answer("00B2015C 04", SW_OK, "01020304");
}
END_TEST

/* ---- BER-TLV structured EFs: 6F46 takes 32 bytes, open to all ---- */

static const struct exchange tlv_data[] = {
	{"80CB0080 01 80", SW_NO_EF_SELECTED, NULL},
	{"80DB0080 02 8000", SW_NO_EF_SELECTED, NULL},
	{"00A4000C 02 6F46", SW_OK, NULL},
	/* Empty: no tags, no objects. */
	{"80CB0080 01 5C 00", SW_OK, "5C00"},
	{"80CB0080 01 80 00", SW_REFERENCE_NOT_FOUND, NULL},
	{"80CB0000 00", SW_CONDITIONS, NULL},
	{"80DB0000 01 00", SW_CONDITIONS, NULL},
	/* One block each. */
	{"80DB0080 04 80021122", SW_OK, NULL},
	{"80DB0080 05 9F1F01AA BB", SW_WRONG_DATA, NULL},
	{"80DB0080 04 9F1F01AA", SW_OK, NULL},
	{"80DB0080 05 9F810101BB", SW_OK, NULL},
	{"80DB0080 02 A100", SW_OK, NULL},
	{"80CB0080 01 5C 00", SW_OK, "5C07809F1F9F8101A1"},
	{"80CB0080 01 80 00", SW_OK, "80021122"},
	{"80CB0080 02 9F1F 00", SW_OK, "9F1F01AA"},
	{"80CB0080 03 9F8101 00", SW_OK, "9F810101BB"},
	{"80CB0080 01 A1 00", SW_OK, "A100"},
	/* Reading block by block, and a block again. */
	{"80CB0080 01 80 01", SW_MORE_DATA_AVAILABLE, "80"},
	{"80CB0000 02", SW_MORE_DATA_AVAILABLE, "0211"},
	{"80CB0040 02", SW_MORE_DATA_AVAILABLE, "0211"},
	{"80CB0040 01", SW_MORE_DATA_AVAILABLE, "02"},
	{"80CB0000 09", SW_OK, "1122"}, /* the dispatcher answers 6C02 */
	{"80CB0000 02", SW_OK, "1122"},
	{"80CB0040 02", SW_OK, "1122"},
	{"80CB0000 02", SW_CONDITIONS, NULL},
	/* Another command about another EF ends it, one about none does not. */
	{"80CB0080 01 80 01", SW_MORE_DATA_AVAILABLE, "80"},
	{"80F2000C", SW_OK, NULL},
	{"80CB0000 01", SW_MORE_DATA_AVAILABLE, "02"},
	{"00B08400 01", SW_OK, "00"},
	{"80CB0000 01", SW_CONDITIONS, NULL},
	{"00A4000C 02 6F46", SW_OK, NULL},
	{"80CB0000 01", SW_CONDITIONS, NULL},
	/* Replacing begins with the removal. */
	{"80DB0080 03 800411", SW_MORE_DATA_EXPECTED, NULL},
	{"80CB0080 01 5C 00", SW_OK, "5C069F1F9F8101A1"},
	{"80DB0000 01 22", SW_CONDITIONS, NULL},
	{"80DB0080 03 800411", SW_MORE_DATA_EXPECTED, NULL},
	{"80DB0000 02 2233", SW_MORE_DATA_EXPECTED, NULL},
	{"80DB0040 02 AABB", SW_MORE_DATA_EXPECTED, NULL},
	{"80DB0000 02 CCDD", SW_WRONG_DATA, NULL},
	{"80DB0000 01 CC", SW_CONDITIONS, NULL},
	{"80DB0080 03 800411", SW_MORE_DATA_EXPECTED, NULL},
	{"80DB0040 03 800322", SW_MORE_DATA_EXPECTED, NULL},
	{"80DB0000 02 3344", SW_OK, NULL},
	{"80DB0040 02 5566", SW_OK, NULL},
	{"80DB0000 01 77", SW_WRONG_DATA, NULL},
	{"80CB0080 01 80 00", SW_OK, "8003225566"},
	/* Deleting. */
	{"80DB0080 02 9F1F", SW_OK, NULL},
	{"80DB0080 02 9F1F", SW_REFERENCE_NOT_FOUND, NULL},
	{"80CB0080 01 5C 00", SW_OK, "5C059F8101A180"},
	/* 12 bytes of 32 are in use: 20 more fit, if the object is not itself among the 12. */
	{"80DB0080 02 8213", SW_NOT_ENOUGH_MEMORY, NULL},
	{"80DB0080 02 8018", SW_NOT_ENOUGH_MEMORY, NULL},
	{"80CB0080 01 80 00", SW_OK, "8003225566"},
	{"80DB0080 02 8017", SW_MORE_DATA_EXPECTED, NULL},
	{"80DB0080 05 8003225566", SW_OK, NULL},
	{"80DB0080 14 8212 000102030405060708090A0B0C0D0E0F1011", SW_OK, NULL},
	{"80DB0080 02 8300", SW_NOT_ENOUGH_MEMORY, NULL},
	{"80DB0080 05 8003112233", SW_OK, NULL},
	/* What is no object, and tags that are not for objects. */
	{"80DB0080 02 5C00", SW_WRONG_DATA, NULL},
	{"80DB0080 01 5C", SW_WRONG_DATA, NULL},
	{"80DB0080 02 4200", SW_WRONG_DATA, NULL},
	{"80DB0080 03 828100", SW_WRONG_DATA, NULL},
	{"80DB0080 02 8281", SW_WRONG_DATA, NULL},
	{"80DB0080 02 8280", SW_WRONG_DATA, NULL},
	{"80CB0080 02 8080 00", SW_WRONG_DATA, NULL},
	{"80CB0080 04 9F818101 00", SW_WRONG_DATA, NULL},
	{"80CB0080 00", SW_WRONG_LENGTH, NULL},
	{"80CB0080 01 82 01", SW_MORE_DATA_AVAILABLE, "82"},
	{"80CB0000 01 82 00", SW_WRONG_LENGTH, NULL},
	{"80CB0180 01 82 00", SW_WRONG_P1P2, NULL},
	{"80CB00C0 01 82 00", SW_WRONG_P1P2, NULL},
	{"80CB009F 01 82 00", SW_WRONG_P1P2, NULL},
	{"80CB0004 00", SW_WRONG_P1P2, NULL},
	{"80CB0084 01 82 00", SW_COMMAND_INCOMPATIBLE, NULL},
	{"80CB0083 01 82 00", SW_FILE_NOT_FOUND, NULL},
	{"80DB0100 02 8200", SW_WRONG_P1P2, NULL},
};

START_TEST(tlv_objects)
{
	run_exchanges(tlv_data, COUNT(tlv_data));
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00A4000C 02 6F46", SW_OK, NULL);
	assert_answer("80CB0080 01 5C 00", SW_OK, "5C069F8101A18280");
	assert_answer("80CB0080 01 80 00", SW_OK, "8003112233");
}
END_TEST

/* Channels have their positions in the same file each for itself. */
START_TEST(tlv_objects_on_two_channels)
{
	assert_answer("00A4000C 02 6F46", SW_OK, NULL);
	assert_answer("80DB0080 05 8003112233", SW_OK, NULL);
	fixture.card->channels[1] = fixture.card->channels[0];
	fixture.card->channels[1].number = 1;
	fixture.card->channels[1].data = buf_new(fixture.card);
	assert_answer("80CB0080 01 80 03", SW_MORE_DATA_AVAILABLE, "800311");
	assert_answer("81CB0080 01 80 01", SW_MORE_DATA_AVAILABLE, "80");
	assert_answer("81DB0080 02 8000", SW_OK, NULL);
	assert_answer("80CB0000 00", SW_CONDITIONS, NULL);
	assert_answer("81DB0080 01 80", SW_OK, NULL);
	assert_answer("80CB0000 00", SW_REFERENCE_NOT_FOUND, NULL);
}
END_TEST

/* A proactive command waits meanwhile. */
START_TEST(tlv_objects_and_the_toolkit)
{
	const struct softeuicc_command poll = {
		.type = PROACTIVE_POLL_INTERVAL,
		.objects = toolkit_bytes(unhex(fixture.card, "84020001")),
	};

	assert_transmit("8010000003 FFFFFF", "9000");
	ck_assert_int_eq(toolkit_queue(fixture.card, NULL, &poll), 0);
	assert_transmit("00A4000C02 6F46", "91");
	assert_transmit("80DB008003 8003AA", "63F2");
	assert_transmit("80DB000002 BBCC", "91");
	assert_transmit("80CB00800180 03", "8003AA 62F2");
	assert_transmit("80CB000002", "BBCC 91");
	assert_transmit("80CB00800181 03", "6A88");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("uicc_files");
	TCase *t = tcase_create("files");

	tcase_add_checked_fixture(t, setup, uicc_fixture_teardown);
	tcase_add_test(t, transparent);
	tcase_add_test(t, without_le_a_read_is_a_short_one);
	tcase_add_test(t, with_a_wrong_le_the_current_file_stays);
	tcase_add_test(t, updates_survive);
	tcase_add_test(t, a_link_shows_its_target);
	tcase_add_test(t, linear_fixed);
	tcase_add_test(t, cyclic_and_increase);
	tcase_add_test(t, increase_survives);
	tcase_add_test(t, search_record);
	tcase_add_test(t, files_of_no_records);
	tcase_add_test(t, channels_have_positions_of_their_own);
	tcase_add_test(t, tlv_objects);
	tcase_add_test(t, tlv_objects_on_two_channels);
	tcase_add_test(t, tlv_objects_and_the_toolkit);
	suite_add_tcase(s, t);
	return unit_main(s);
}
