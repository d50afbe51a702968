/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CREATE, DELETE and RESIZE FILE, TERMINATE DF, EF and CARD USAGE: ETSI TS 102 222. */
#include "codec/tlv.h"
#include "store/profile_store.h"
#include "uicc/memory.h"
#include "uicc_fixture.h"

static void setup(void)
{
	uicc_fixture_setup();
	uicc_enter(USIM_AID);
}

/* Sends the FCP template that holds @fields. */
static uint16_t send_fcp(const char *header, const char *fields)
{
	struct slice v = unhex(fixture.card->pool, fields);
	struct buf b = buf_new(fixture.card->pool);
	char *hex;

	tlv_put(&b, 0x62, v);
	hex = talloc_asprintf(fixture.card->pool, "%s%02zX", header, b.n);
	for (size_t i = 0; i < b.n; i++)
		hex = talloc_asprintf_append(hex, "%02X", b.p[i]);
	return uicc_send(hex);
}

static uint16_t create(const char *fields)
{
	return send_fcp("00E00000", fields);
}

#define OPEN "8B036F0601"
#define LIVE "8A0105"

/* ---- CREATE FILE ---- */

static const struct {
	const char *fields, *path;
	const char *fcp; /* as SELECT tells it */
	const char *check, *content;
} creations[] = {
	{"82024121 83024F50" LIVE OPEN "80020004 880188", "7FFF4F50",
	 "6217 82024121 83024F50 8A0105 8B036F0601 80020004 880188", "00B00000 04", "FFFFFFFF"},
	/* In another order, not shareable, without SFI, with special file information. */
	{"8800 80020002 " OPEN LIVE "A503C00140 83024F50 82020121", "7FFF4F50",
	 "621B 82020121 83024F50 A503C00140 8A0105 8B036F0601 80020002 8800", "00B00000 02",
	 "FFFF"},
	/* An SFI that is not given comes from the identifier, 4F4C: 0C. */
	{"82024121 83024F4C" LIVE OPEN "800101", "7FFF4F4C",
	 "6217 82024121 83024F4C 8A0105 8B036F0601 80020001 880160", "00B08C00 01", "FF"},
	/* 4F44 would have 04, which is taken; 4F40 and 4F5F have none. */
	{"82024121 83024F44" LIVE OPEN "800101", "7FFF4F44",
	 "6216 82024121 83024F44 8A0105 8B036F0601 80020001 8800", "00B00000 01", "FF"},
	{"82024121 83024F40" LIVE OPEN "800101", "7FFF4F40",
	 "6216 82024121 83024F40 8A0105 8B036F0601 80020001 8800", "00B00000 01", "FF"},
	{"82024121 83024F5F" LIVE OPEN "800101", "7FFF4F5F",
	 "6216 82024121 83024F5F 8A0105 8B036F0601 80020001 8800", "00B00000 01", "FF"},
	/* Records. */
	{"820442210003 83024F50" LIVE OPEN "80020009 8800", "7FFF4F50",
	 "6219 82054221000303 83024F50 8A0105 8B036F0601 80020009 8800", "00B20304 03", "FFFFFF"},
	{"82054221000303 83024F50" LIVE OPEN "80020009 8800", "7FFF4F50",
	 "6219 82054221000303 83024F50 8A0105 8B036F0601 80020009 8800", "00B20304 03", "FFFFFF"},
	{"820446210003 83024F50" LIVE OPEN "80020009 8800", "7FFF4F50",
	 "6219 82054621000303 83024F50 8A0105 8B036F0601 80020009 8800", "00B20104 03", "FFFFFF"},
	/* Patterns, each record by itself; they serve the creation and are not kept. */
	{"82024121 83024F50" LIVE OPEN "80020006 8800 A504C1020102", "7FFF4F50",
	 "6216 82024121 83024F50 8A0105 8B036F0601 80020006 8800", "00B00000 06", "010202020202"},
	{"820442210003 83024F50" LIVE OPEN "80020006 8800 A504C2020102", "7FFF4F50",
	 "6219 82054221000302 83024F50 8A0105 8B036F0601 80020006 8800", "00B20204 03", "010201"},
	{"82024121 83024F50" LIVE OPEN "80020002 8800 A506C10401020304", "7FFF4F50",
	 "6216 82024121 83024F50 8A0105 8B036F0601 80020002 8800", "00B00000 02", "0102"},
	/* BER-TLV. */
	{"82027921 83024F50" LIVE OPEN "80020010 8800 A503860120", "7FFF4F50",
	 "621E 82027921 83024F50 A506840101860120 8A0105 8B036F0601 80020000 8800",
	 "80CB0080 015C 02", "5C00"},
};

START_TEST(files_are_created)
{
	char *select = talloc_asprintf(NULL, "00A40804 %02zX %s", strlen(creations[_i].path) / 2,
				       creations[_i].path);

	ck_assert_uint_eq(create(creations[_i].fields), SW_OK);
	ck_assert_ptr_eq(fixture.ch->at.ef, uicc_file(USIM_AID, creations[_i].path));
	ck_assert_ptr_eq(fixture.ch->at.df, uicc_file(USIM_AID, "7FFF"));
	for (int i = 0; i < 2; i++) {
		assert_answer(select, SW_OK, creations[_i].fcp);
		assert_answer(creations[_i].check, SW_OK, creations[_i].content);
		uicc_fixture_restart();
		uicc_enter(USIM_AID);
	}
	talloc_free(select);
}
END_TEST

static const struct {
	const char *fields;
	uint16_t sw;
} refusals[] = {
	/* What is mandatory is missing: descriptor, identifier, life cycle, rules, size. */
	{"83024F50" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121 83024F50" OPEN "800101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE "800101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN, SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800100", SW_WRONG_DATA},
	/* Twice, unknown, cut. */
	{"82024121 83024F50" LIVE OPEN OPEN "800101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "AB029000 800101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 C70101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "8004000001", SW_WRONG_DATA},
	/* Descriptors. */
	{"82024321 83024F50" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024221 83024F50" LIVE OPEN "800103", SW_WRONG_DATA},
	{"8203422100 83024F50" LIVE OPEN "800103", SW_WRONG_DATA},
	{"820442210000 83024F50" LIVE OPEN "800103", SW_WRONG_DATA},
	{"820442210100 83024F50" LIVE OPEN "80020100", SW_WRONG_DATA},
	{"820442210003 83024F50" LIVE OPEN "800104", SW_WRONG_DATA},
	{"820442210001 83024F50" LIVE OPEN "800200FF", SW_WRONG_DATA},
	{"82054221000302 83024F50" LIVE OPEN "800109", SW_WRONG_DATA},
	{"820441210003 83024F50" LIVE OPEN "800103", SW_WRONG_DATA},
	/* Identifiers. */
	{"82024121 83023F00" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121 83027FFF" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121 83020000" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121 8302FFFF" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121 83023FFF" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82024121 83026F07" LIVE OPEN "800101", SW_FILE_EXISTS},
	{"82027821 83025F3B" LIVE OPEN, SW_FILE_EXISTS},
	{"82024121 83027FD0" LIVE OPEN "800101", SW_FILE_EXISTS},
	/* SFIs: 07 is that of 6F07. */
	{"82024121 83024F50" LIVE OPEN "800101 880138", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 880189", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 8801F8", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 880100", SW_WRONG_DATA},
	/* Life cycles. */
	{"82024121 83024F50 8A0100" OPEN "800101", SW_WRONG_DATA},
	{"82024121 83024F50 8A0102" OPEN "800101", SW_WRONG_DATA},
	{"82024121 83024F50 8A010C" OPEN "800101", SW_WRONG_DATA},
	/* Patterns: both, empty, of a BER-TLV structured EF. */
	{"82024121 83024F50" LIVE OPEN "800101 A506C10101C20101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 A502C100", SW_WRONG_DATA},
	{"82027921 83024F50" LIVE OPEN "800110 A503C10101", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 A503C10201", SW_WRONG_DATA},
	{"82027921 83024F50" LIVE OPEN "800110 A50386010F", SW_WRONG_DATA},
	/* Of directories alone, of EFs alone. */
	{"82024121 83024F50" LIVE OPEN "800101 810110", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 8405A000000087", SW_WRONG_DATA},
	{"82024121 83024F50" LIVE OPEN "800101 C600", SW_WRONG_DATA},
	{"82027821 83025F50" LIVE OPEN "800101", SW_WRONG_DATA},
	{"82027821 83025F50" LIVE OPEN "8800", SW_WRONG_DATA},
	{"82027821 83025F50" LIVE OPEN "C6019001", SW_WRONG_DATA},
	{"82027821 83025F50" LIVE, SW_WRONG_DATA},
	/* ADFs are in the MF. */
	{"82027821 83027FD2" LIVE OPEN "8405A000000087", SW_CONDITIONS},
	{"82027821 83027FD2" LIVE OPEN "840C" USIM_AID, SW_DF_NAME_EXISTS},
};

START_TEST(a_refused_creation_changes_nothing)
{
	uint64_t before = memory_used(fixture.card);

	ck_assert_uint_eq(create(refusals[_i].fields), refusals[_i].sw);
	ck_assert_uint_eq(memory_used(fixture.card), before);
	ck_assert_ptr_eq(fixture.ch->at.df, uicc_file(USIM_AID, "7FFF"));
	ck_assert_ptr_null(fixture.ch->at.ef);
}
END_TEST

START_TEST(what_is_no_template_is_no_file)
{
	assert_answer("00E00000 02 6200", SW_WRONG_DATA, NULL);
	assert_answer("00E00000 03 620182", SW_WRONG_DATA, NULL);
	assert_answer("00E00000 02 6F00", SW_WRONG_DATA, NULL);
	assert_answer("00E00000 01 62", SW_WRONG_DATA, NULL);
}
END_TEST

START_TEST(directories_are_created)
{
	struct file *df;

	ck_assert_uint_eq(create("82027821 83025F50" LIVE OPEN "C606 900140 830101"), SW_OK);
	df = uicc_file(USIM_AID, "7FFF5F50");
	ck_assert_ptr_eq(fixture.ch->at.df, df);
	ck_assert_uint_eq(create("82024121 83024F01" LIVE OPEN "800101"), SW_OK);
	/* Its PINs, where it says nothing of them, are those of the directory above. */
	assert_answer("00A4030C", SW_OK, NULL);
	ck_assert_uint_eq(create("82027821 83025F51" LIVE OPEN "81020100"), SW_OK);
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00A4080C 06 7FFF5F504F01", SW_OK, NULL);
	assert_answer("00A40804 04 7FFF5F50", SW_OK,
		      "621D 82027821 83025F50 A503800171 8A0105 8B036F0601 C606 900180 830101");
	assert_answer("00A40804 04 7FFF5F51", SW_OK,
		      "622D 82027821 83025F51 A503800171 8A0105 8B036F0601"
		      "C612 9001F0 830101 830181 83010A 950100 830111 81020100");
}
END_TEST

START_TEST(applications_are_created_and_deleted)
{
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	ck_assert_uint_eq(create("82027821 83027FD2" LIVE "8B032F0601 8407A0000000871005"), SW_OK);
	assert_hex(uicc_application.aid(fixture.card, 2), "A0000000871005");
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	ck_assert_uint_eq(create("82027821 83027FD3" LIVE "8B032F0601 8407A0000000871005"),
			  SW_DF_NAME_EXISTS);
	uicc_fixture_restart();
	uicc_enter("A0000000871005");
	/* The channels that have one behind it know theirs by another number then. */
	fixture.ch->instance = 2;
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("00E40000 02 7FD1", SW_OK, NULL);
	ck_assert_uint_eq(fixture.ch->instance, 1);
	ck_assert_ptr_nonnull(fixture.ch->at.adf);
	assert_hex(uicc_application.aid(fixture.card, 1), "A0000000871005");
	/* An application that is deleted from within leaves the MF behind. */
	assert_answer("00A4000C 02 7FFF", SW_OK, NULL);
	assert_answer("00E40000 02 7FFF", SW_OK, NULL);
	ck_assert_ptr_null(fixture.ch->at.adf);
	ck_assert_ptr_eq(fixture.ch->at.df, uicc_file(NULL, ""));
}
END_TEST

START_TEST(creation_needs_the_right_of_the_directory)
{
	fixture.ch->at.df->security = unhex(fixture.card, "8C03060000");
	ck_assert_uint_eq(create("82024121 83024F50" LIVE OPEN "800101"), SW_OK);
	fixture.ch->at.df->security = unhex(fixture.card, "8C0306FF00");
	ck_assert_uint_eq(create("82024121 83024F51" LIVE OPEN "800101"), SW_OK);
	ck_assert_uint_eq(create("82027821 83025F51" LIVE OPEN), SW_SECURITY_STATUS);
	fixture.ch->at.df->security = unhex(fixture.card, "8C020400");
	ck_assert_uint_eq(create("82024121 83024F52" LIVE OPEN "800101"), SW_SECURITY_STATUS);
	ck_assert_uint_eq(create("82027821 83025F52" LIVE OPEN), SW_OK);
}
END_TEST

/* ---- memory ---- */

START_TEST(a_directory_has_the_room_that_it_was_made_with)
{
	ck_assert_uint_eq(create("82027821 83025F50" LIVE OPEN "81020010"), SW_OK);
	ck_assert_uint_eq(create("82024121 83024F01" LIVE OPEN "80020011"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_ptr_null(uicc_file(USIM_AID, "7FFF5F504F01"));
	ck_assert_uint_eq(create("82024121 83024F01" LIVE OPEN "8002000C"), SW_OK);
	ck_assert_uint_eq(create("82027821 83025F60" LIVE OPEN "81020005"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_uint_eq(create("82024121 83024F02" LIVE OPEN "80020004"), SW_OK);
	ck_assert_uint_eq(create("82024121 83024F03" LIVE OPEN "80020001"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_uint_eq(send_fcp("80D40000", "83024F02 80020005"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_uint_eq(uicc_file(USIM_AID, "7FFF5F504F02")->size, 4);
	ck_assert_uint_eq(send_fcp("80D40000", "83025F50 8102000F"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_uint_eq(send_fcp("80D40000", "83025F50 81020011"), SW_OK);
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00A4080C 04 7FFF5F50", SW_OK, NULL);
	ck_assert_uint_eq(send_fcp("80D40000", "83024F02 80020005"), SW_OK);
	assert_answer("00E40000 02 4F01", SW_OK, NULL);
	ck_assert_uint_eq(create("82024121 83024F03" LIVE OPEN "8002000C"), SW_OK);
}
END_TEST

static int64_t profile_size(void)
{
	return profile_store_total_size(fixture.card->store);
}

START_TEST(the_profile_pays_for_its_files)
{
	struct profile p = {.iccid = slice_str("0123456789"),
			    .isdp_aid = slice_str("aid"),
			    .metadata = slice_str("m"),
			    .size = 1000};

	ck_assert_int_eq(profile_store_add(fixture.card->store, &p), 0);
	ck_assert_int_eq(
		settings_store_put(fixture.card->store, &settings_table[SETTING_MEMORY], "1300"),
		0);
	fixture.card->uicc->profile = p.id;
	ck_assert_uint_eq(create("82024121 83024F50" LIVE OPEN "800164"), SW_OK);
	ck_assert_int_eq(profile_size(), 1164);
	ck_assert_uint_eq(create("82024121 83024F51" LIVE OPEN "800149"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_int_eq(profile_size(), 1164);
	ck_assert_uint_eq(create("82024121 83024F51" LIVE OPEN "800148"), SW_OK);
	ck_assert_int_eq(profile_size(), 1300);
	ck_assert_uint_eq(send_fcp("80D40000", "83024F51 800149"), SW_NOT_ENOUGH_MEMORY);
	ck_assert_uint_eq(send_fcp("80D40000", "83024F51 800108"), SW_OK);
	ck_assert_int_eq(profile_size(), 1236);
	assert_answer("00E40000 02 4F50", SW_OK, NULL);
	ck_assert_int_eq(profile_size(), 1072);
}
END_TEST

/* ---- DELETE FILE ---- */

START_TEST(files_are_deleted)
{
	assert_answer("00A4000C 02 6F38", SW_OK, NULL);
	assert_answer("00E40000 02 6F38", SW_OK, NULL);
	ck_assert_ptr_null(fixture.ch->at.ef);
	assert_answer("00A4000C 02 6F38", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00E40000 02 6F38", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00E40000 01 6F", SW_WRONG_LENGTH, NULL);
	/* Another EF stays current. */
	assert_answer("00A4000C 02 6F3B", SW_OK, NULL);
	assert_answer("00E40000 02 6F39", SW_OK, NULL);
	ck_assert_ptr_eq(fixture.ch->at.ef, uicc_file(USIM_AID, "7FFF6F3B"));
	/* Only what the current directory has. */
	assert_answer("00E40000 02 4F20", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00E40000 02 2F05", SW_FILE_NOT_FOUND, NULL);
	uicc_fixture_restart();
	ck_assert_ptr_null(uicc_file(USIM_AID, "7FFF6F38"));
	ck_assert_ptr_null(uicc_file(USIM_AID, "7FFF6F39"));
}
END_TEST

START_TEST(a_directory_goes_with_all_that_is_in_it)
{
	assert_answer("00A4000C 02 5F3B", SW_OK, NULL);
	assert_answer("00E40000 02 5F3B", SW_OK, NULL);
	ck_assert_ptr_eq(fixture.ch->at.df, uicc_file(USIM_AID, "7FFF"));
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("00E40000 02 3F00", SW_CONDITIONS, NULL);
	assert_answer("00E40000 02 7FD0", SW_OK, NULL);
	uicc_fixture_restart();
	ck_assert_ptr_null(
		file_by_aid(fixture.card->uicc->content, unhex(fixture.card->pool, USIM_AID)));
	/* With its PINs: 81 is left in ISIM, and the PUK is the MF's. */
	ck_assert_ptr_null(pin_find(fixture.card->uicc->content, NULL, 0x81, false));
	uicc_enter(ISIM_AID);
	ck_assert_ptr_nonnull(
		pin_find(fixture.card->uicc->content, fixture.ch->at.df, 0x81, false));
}
END_TEST

START_TEST(links_to_a_deleted_file_show_nothing)
{
	uicc_file(USIM_AID, "7FFF6F07")->security = unhex(fixture.card, "8B036F0601");
	assert_answer("00E40000 02 6F07", SW_OK, NULL);
	for (int i = 0; i < 2; i++) {
		assert_answer("00A4080C 06 7FFF5F3B4F21", SW_OK, NULL);
		assert_answer("00B00000 01", SW_WRONG_P1P2_RANGE, NULL);
		uicc_fixture_restart();
		uicc_enter(USIM_AID);
	}
}
END_TEST

START_TEST(rules_and_other_channels_protect_files)
{
	struct channel *other = &fixture.card->channels[1];

	assert_answer("00E40000 02 6F07", SW_SECURITY_STATUS, NULL);
	assert_answer("00E40000 02 6F06", SW_SECURITY_STATUS, NULL);
	other->open = true;
	other->at = fixture.ch->at;
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("00E40000 02 7FD0", SW_CONDITIONS, NULL);
	other->at =
		(struct uicc_position){.df = uicc_file(NULL, ""), .ef = uicc_file(NULL, "2F00")};
	assert_answer("00E40000 02 2F00", SW_CONDITIONS, NULL);
	assert_answer("00E40000 02 7F10", SW_OK, NULL);
	other->open = false;
	assert_answer("00E40000 02 2F00", SW_OK, NULL);
}
END_TEST

/* ---- RESIZE FILE ---- */

START_TEST(transparent_and_linear_files_are_resized)
{
	assert_answer("00A4000C 02 6F38", SW_OK, NULL);
	ck_assert_uint_eq(send_fcp("80D40000", "83026F38 80020131"), SW_OK);
	assert_answer("00B0012A 07", SW_OK, "2A2BFFFFFFFFFF");
	ck_assert_uint_eq(send_fcp("80D40000", "83026F38 800103"), SW_OK);
	assert_answer("00B00000 03", SW_OK, "000102");
	assert_answer("00B00003 01", SW_WRONG_P1P2_RANGE, NULL);
	assert_answer("00A4000C 02 6F3B", SW_OK, NULL);
	assert_answer("00B20002 04", SW_OK, "00010203");
	ck_assert_uint_eq(send_fcp("80D40000", "83026F3B 800114"), SW_OK);
	assert_answer("00B20004 04", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("00B20404 04", SW_OK, "0C0D0E0F");
	assert_answer("00B20504 04", SW_OK, "FFFFFFFF");
	ck_assert_uint_eq(send_fcp("80D40000", "83026F3B 800108"), SW_OK);
	assert_answer("00B20304 04", SW_RECORD_NOT_FOUND, NULL);
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00B2025C 04", SW_OK, "04050607");
	assert_answer("00B2035C 04", SW_RECORD_NOT_FOUND, NULL);
	assert_answer("00B08400 03", SW_OK, "000102");
	assert_answer("00B08403 01", SW_WRONG_P1P2_RANGE, NULL);
}
END_TEST

START_TEST(tlv_files_are_resized)
{
	struct file *f = uicc_file(USIM_AID, "7FFF6F46");

	f->proprietary = unhex(fixture.card, "840101 860120");
	assert_answer("00A4000C 02 6F46", SW_OK, NULL);
	assert_answer("80DB0080 06 800411223344", SW_OK, NULL);
	ck_assert_uint_eq(send_fcp("80D40000", "83026F46 A503860105"), SW_CONDITIONS);
	ck_assert_uint_eq(send_fcp("80D40000", "83026F46 A503860106"), SW_OK);
	assert_answer("80CB0080 0180 06", SW_OK, "800411223344");
	assert_answer("80DB0080 02 8100", SW_NOT_ENOUGH_MEMORY, NULL);
	ck_assert_uint_eq(send_fcp("80D40100", "83026F46 A50486020100"), SW_OK);
	assert_answer("80CB0080 0180 06", SW_OK, "800411223344");
	ck_assert_uint_eq(send_fcp("80D40100", "83026F46 A503860105"), SW_OK);
	assert_answer("80CB0080 015C 02", SW_OK, "5C00");
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	f = uicc_file(USIM_AID, "7FFF6F46");
	ck_assert_uint_eq(f->size, 5);
	f->proprietary = unhex(fixture.card, "840101 860120");
	assert_answer("00A40004 02 6F46", SW_OK,
		      "621E 82027921 83026F46 A506840101860105 8A0105 8B036F0601 80020000 8800");
}
END_TEST

static const struct {
	const char *header, *fields;
	uint16_t sw;
} resize_refusals[] = {
	{"80D40200", "83026F38 800103", SW_WRONG_P1P2},
	{"80D40001", "83026F38 800103", SW_WRONG_P1P2},
	{"80D40000", "800103", SW_WRONG_DATA},
	{"80D40000", "83026F38", SW_WRONG_DATA},
	{"80D40000", "83026F38 800100", SW_WRONG_DATA},
	{"80D40000", "83026F38 810103", SW_WRONG_DATA},
	{"80D40000", "83026F38 A503860103", SW_WRONG_DATA},
	{"80D40000", "83026F3B 800103", SW_WRONG_DATA},
	{"80D40000", "83026F3B 80020400", SW_WRONG_DATA},
	{"80D40000", "83026F46 800110 A503860110", SW_WRONG_DATA},
	{"80D40000", "83026F46 A502C000", SW_WRONG_DATA},
	{"80D40000", "83025F3B 800103", SW_WRONG_DATA},
	{"80D40000", "83026F99 800103", SW_FILE_NOT_FOUND},
	{"80D40000", "83026F39 800103", SW_COMMAND_INCOMPATIBLE},
	{"80D40000", "83026F07 800103", SW_SECURITY_STATUS},
};

START_TEST(a_refused_resizing_changes_nothing)
{
	struct file *f = uicc_file(NULL, "2F06");
	uint64_t before = memory_used(fixture.card);

	ck_assert_uint_eq(record_count(f), ARR_RECORDS);
	ck_assert_uint_eq(send_fcp(resize_refusals[_i].header, resize_refusals[_i].fields),
			  resize_refusals[_i].sw);
	ck_assert_uint_eq(memory_used(fixture.card), before);
}
END_TEST

START_TEST(a_link_is_not_resized)
{
	assert_answer("00A4000C 02 5F3B", SW_OK, NULL);
	ck_assert_uint_eq(send_fcp("80D40000", "83024F21 800103"), SW_COMMAND_INCOMPATIBLE);
}
END_TEST

/* ---- TERMINATE ---- */

START_TEST(files_are_terminated)
{
	assert_answer("00E80000", SW_NO_EF_SELECTED, NULL);
	assert_answer("00A4000C 02 6F38", SW_OK, NULL);
	assert_answer("00E80000", SW_OK, NULL);
	assert_answer("00E80000", SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00B00000 01", SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00440000", SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00E80000 02 6F3B", SW_OK, NULL);
	assert_answer("00E80000 02 6F07", SW_SECURITY_STATUS, NULL);
	assert_answer("00E80000 02 6F99", SW_FILE_NOT_FOUND, NULL);
	assert_answer("00E80000 01 6F", SW_WRONG_LENGTH, NULL);
	assert_answer("00E80000 02 5F3B", SW_COMMAND_INCOMPATIBLE, NULL);
	assert_answer("00E60000 02 6F46", SW_COMMAND_INCOMPATIBLE, NULL);
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00A4000C 02 6F38", SW_WARNING_TERMINATED, NULL);
	assert_answer("00A4000C 02 6F3B", SW_WARNING_TERMINATED, NULL);
	assert_answer("00E40000 02 6F3B", SW_OK, NULL);
}
END_TEST

START_TEST(a_terminated_directory_takes_its_files_along)
{
	assert_answer("00A4000C 02 5F3B", SW_OK, NULL);
	assert_answer("00E60000", SW_OK, NULL);
	assert_answer("00E60000", SW_REFERENCE_INVALIDATED, NULL);
	uicc_fixture_restart();
	uicc_enter(USIM_AID);
	assert_answer("00A4000C 02 5F3B", SW_WARNING_TERMINATED, NULL);
	assert_answer("00200001 08" PIN1, SW_OK, NULL);
	assert_answer("00B08100 01", SW_REFERENCE_INVALIDATED, NULL);
	ck_assert_uint_eq(create("82024121 83024F50" LIVE OPEN "800101"), SW_REFERENCE_INVALIDATED);
	assert_answer("00E40000 02 4F21", SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00A4000C 02 3F00", SW_OK, NULL);
	assert_answer("00E60000", SW_CONDITIONS, NULL);
}
END_TEST

/* As the dispatcher answers. */
static uint16_t transmit(const char *hex)
{
	struct buf out = buf_new(fixture.card);

	dispatch(fixture.card, unhex(fixture.card, hex), &out);
	fixture.card->pool = talloc_new(fixture.card);
	return be16(out.p + out.n - 2);
}

START_TEST(card_usage_is_terminated)
{
	uicc_file(NULL, "")->security = unhex(fixture.card, "8C0220FF");
	assert_answer("00FE0000", SW_SECURITY_STATUS, NULL);
	uicc_file(NULL, "")->security = unhex(fixture.card, "8C022000");
	assert_answer("00FE0000", SW_OK, NULL);
	ck_assert_ptr_null(fixture.ch->at.adf);
	uicc_fixture_restart();
	ck_assert_uint_eq(transmit("00A4000C 02 3F00"), SW_CONDITIONS);
	ck_assert_uint_eq(transmit("00A4040C 0C " USIM_AID), SW_CONDITIONS);
	ck_assert_uint_eq(transmit("00B08500 01"), SW_CONDITIONS);
	ck_assert_uint_eq(transmit("00FE0000"), SW_CONDITIONS);
	ck_assert_uint_eq(transmit("80F2000C"), SW_OK);
	ck_assert_uint_eq(transmit("00700000 01"), SW_OK);
	ck_assert_uint_eq(transmit("80100000 01FF"), SW_OK);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("uicc_admin");
	TCase *t = tcase_create("admin");

	tcase_add_checked_fixture(t, setup, uicc_fixture_teardown);
	tcase_add_loop_test(t, files_are_created, 0, COUNT(creations));
	tcase_add_loop_test(t, a_refused_creation_changes_nothing, 0, COUNT(refusals));
	tcase_add_test(t, what_is_no_template_is_no_file);
	tcase_add_test(t, directories_are_created);
	tcase_add_test(t, applications_are_created_and_deleted);
	tcase_add_test(t, creation_needs_the_right_of_the_directory);
	tcase_add_test(t, a_directory_has_the_room_that_it_was_made_with);
	tcase_add_test(t, the_profile_pays_for_its_files);
	tcase_add_test(t, files_are_deleted);
	tcase_add_test(t, a_directory_goes_with_all_that_is_in_it);
	tcase_add_test(t, links_to_a_deleted_file_show_nothing);
	tcase_add_test(t, rules_and_other_channels_protect_files);
	tcase_add_test(t, transparent_and_linear_files_are_resized);
	tcase_add_test(t, tlv_files_are_resized);
	tcase_add_loop_test(t, a_refused_resizing_changes_nothing, 0, COUNT(resize_refusals));
	tcase_add_test(t, a_link_is_not_resized);
	tcase_add_test(t, files_are_terminated);
	tcase_add_test(t, a_terminated_directory_takes_its_files_along);
	tcase_add_test(t, card_usage_is_terminated);
	suite_add_tcase(s, t);
	return unit_main(s);
}
