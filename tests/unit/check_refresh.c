/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REFRESH as a terminal meets it that changes profiles: every command through the dispatcher, on
 * the channel on which the ISD-R is selected (SGP.22 5.7.16, 5.7.17). */
#include <stdio.h>
#include <unistd.h>

#include "card.h"
#include "store/profile_store.h"
#include "store/uicc_store.h"
#include "unit.h"

#define ICCID                    "98881000000000000000"
#define SELECT_ISDR              "00A4040C10 A0000005591010FFFFFFFF8900000100"
#define PROFILE_FULL             "8010000003 FFFFFF"
#define DISABLE                  "80E2910014 BF3211A00C5A0A" ICCID "8101FF 00"
#define ENABLE                   "80E2910014 BF3111A00C5A0A" ICCID "8101FF 00"
#define LIST_STATES              "80E2910007 BF2D045C029F70 00"
#define LIST_NOTIFIED            "80E2910003 BF2800 00"
#define ENABLED                  "BF2D08 A006 E304 9F7001 01"
#define DISABLED                 "BF2D08 A006 E304 9F7001 00"
#define REFRESH(number)          "D009 8103" number "0104 82028182"
#define REFUSAL(number)          "801400000D 8103" number "0104 02028281 83022000"
#define RESPONSE(number, result) "801400000C 8103" number "0104 02028281 8301" result

static void *ctx;
static struct softeuicc *card;
static char path[64];

static void open_card(void)
{
	ck_assert_int_eq(softeuicc_open(&card, path, NULL, NULL), 0);
	softeuicc_power_on(card);
}

/* A profile whose UICC has only EF 6F01 below its MF, put there without the installer. */
static void add_profile(void)
{
	struct profile p = {
		.iccid = unhex(ctx, ICCID),
		.isdp_aid = unhex(ctx, "A0000005591010FFFFFFFF8900001000"),
		.state = PROFILE_ENABLED,
		.metadata = unhex(ctx, "5A0A" ICCID "91015392014E"),
	};
	struct uicc_content *c = content_new(ctx);
	struct store *s;
	struct file *f;

	ck_assert_int_eq(store_open(path, SOFTEUICC_DURABILITY_PROCESS, ctx, &s, NULL), 0);
	ck_assert_int_eq(profile_store_add(s, &p), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &f), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_TRANSPARENT, 0x6F01, &f), 0);
	ck_assert_int_eq(file_allocate(c, f, 1), 0);
	ck_assert_int_eq(uicc_store_save(s, p.id, c), 0);
	ck_assert_int_eq(store_commit(s), 0);
	talloc_free(s);
}

static void setup(void)
{

	char *error = NULL;

	ctx = talloc_new(NULL);
	strcpy(path, "/tmp/check_refresh.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
	strcat(path, "/card.euicc");
	ck_assert_msg(softeuicc_create(path, NULL, &error) == 0, "%s", error);
	add_profile();
	open_card();
}

static void teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	softeuicc_close(card);
	for (int i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(ctx, "%s%s", path, suffixes[i]));
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(rmdir(path), 0);
	talloc_free(ctx);
}

static void assert_answer_from(int line, const char *command, const char *response)
{
	struct slice in = unhex(ctx, command);
	uint8_t *out = talloc_size(ctx, SOFTEUICC_RESPONSE_MAX);
	size_t n = softeuicc_transmit(card, in.p, in.n, out);

	assert_hex_at(__FILE__, line, slice_of(out, n), response);
}

#define assert_answer(command, response) assert_answer_from(__LINE__, command, response)

/* Which UICC is there: the profile's, or the bare one of an eUICC without an enabled profile. */
static void assert_profile_shown_from(int line, bool shown)
{
	assert_answer_from(line, "00A4000C02 3F00", "9000");
	assert_answer_from(line, "00A4000C02 6F01", shown ? "9000" : "6A82");
	assert_answer_from(line, SELECT_ISDR, "9000");
}

#define assert_profile_shown(shown) assert_profile_shown_from(__LINE__, shown)

START_TEST(without_a_terminal_profile_the_switch_is_at_once)
{
	assert_profile_shown(true);
	assert_answer(DISABLE, "BF3203800100 9000");
	assert_answer("8012000000", "6985");
	assert_profile_shown(false);
}
END_TEST

START_TEST(the_switch_waits_for_the_terminal)
{
	assert_answer(PROFILE_FULL, "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer(DISABLE, "BF3203800105 910B"); /* catBusy */
	assert_answer("801200000A", "6C0B");
	assert_answer("801200000B", REFRESH("01") "9000");
	assert_answer(DISABLE, "BF3203800105 9000");
	assert_answer(LIST_STATES, ENABLED "9000");
	assert_answer(RESPONSE("02", "00"), "6A80");
	assert_answer(RESPONSE("01", "00"), "9000");
	assert_answer(LIST_STATES, DISABLED "9000");
	assert_profile_shown(false);
}
END_TEST

/* Byte 34 bit 6: eUICC profile state change. What was verified and open is not, afterwards. */
#define PROFILE_STATE_CHANGE                                                                       \
	"8010000022 FFFFFF00000000000000000000000000000000000000000000000000000000000020"

START_TEST(a_terminal_that_needs_no_reset)
{
	assert_answer(PROFILE_STATE_CHANGE, "9000");
	assert_answer("0070000001", "019000");
	assert_answer("01A4040C10 A0000005591010FFFFFFFF8900000100", "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer("801200000B", "D009 8103010109 82028182 9000");
	assert_answer(LIST_STATES, ENABLED "9000");
	assert_answer("801400000C 8103010109 02028281 830100", "9000");
	assert_answer("01A4000C02 3F00", "6881");
	assert_answer("80E2910007 BF2D045C029F70 00", "6D00");
	assert_profile_shown(false);
	assert_answer(LIST_STATES, DISABLED "9000");
}
END_TEST

START_TEST(a_state_change_that_is_refused)
{
	assert_answer(PROFILE_STATE_CHANGE, "9000");
	assert_answer("0070000001", "019000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer("801200000B", "D009 8103010109 82028182 9000");
	assert_answer("801400000D 8103010109 02028281 83022000", "9000");
	assert_answer(LIST_STATES, ENABLED "9000");
	assert_answer("01A4000C02 3F00", "9000");
}
END_TEST

START_TEST(fetch_after_a_missing_le)
{
	assert_answer(PROFILE_FULL, "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer("80120000", "6C0B");
	assert_answer("801200000B", REFRESH("01") "9000");
	assert_answer(RESPONSE("01", "01"), "9000");
	assert_profile_shown(false);
}
END_TEST

START_TEST(a_terminal_that_cannot_refresh_keeps_its_profile)
{
	assert_answer(PROFILE_FULL, "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer("8012000000", REFRESH("01") "9000");
	assert_answer(REFUSAL("01"), "9000");
	assert_answer(LIST_STATES, ENABLED "9000");
	assert_answer(LIST_NOTIFIED, "BF2802A000 9000");
	assert_profile_shown(true);
}
END_TEST

static int no_updates(void *arg, int action, const char *table, const char *column,
		      const char *database, const char *trigger)
{
	(void)arg, (void)table, (void)column, (void)database, (void)trigger;
	return action == SQLITE_UPDATE ? SQLITE_DENY : SQLITE_OK;
}

/* When the new states cannot be written, the former stand as a whole, until the reset. */
START_TEST(a_refresh_that_cannot_be_followed)
{
	sqlite3 *db = sqlite3_db_handle(store_query(card->store, "SELECT 1", ""));

	assert_answer(PROFILE_FULL, "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer("8012000000", REFRESH("01") "9000");
	store_rest(card->store);
	sqlite3_set_authorizer(db, no_updates, NULL);
	assert_answer(RESPONSE("01", "00"), "9000");
	sqlite3_set_authorizer(db, NULL, NULL);
	assert_answer(LIST_STATES, ENABLED "9000");
	assert_profile_shown(true);
	softeuicc_reset(card);
	assert_profile_shown(false);
}
END_TEST

START_TEST(a_reset_performs_the_refresh)
{
	assert_answer(PROFILE_FULL, "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	assert_answer("8012000000", REFRESH("01") "9000");
	softeuicc_reset(card);
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(LIST_STATES, DISABLED "9000");
	assert_profile_shown(false);
	/* A new session begins anew, and without a profile of the terminal. */
	assert_answer(ENABLE, "BF3103800100 9000");
	assert_profile_shown(true);
}
END_TEST

START_TEST(the_end_of_the_process_performs_the_refresh)
{
	assert_answer(PROFILE_FULL, "9000");
	assert_answer(SELECT_ISDR, "9000");
	assert_answer(DISABLE, "BF3203800100 910B");
	softeuicc_close(card);
	open_card();
	assert_profile_shown(false);
	assert_answer(LIST_STATES, DISABLED "9000");
}
END_TEST

START_TEST(toolkit_commands_keep_to_their_class)
{
	assert_answer("0010000003 FFFFFF", "6E00");
	assert_answer("8010010003 FFFFFF", "6A86");
	assert_answer("80100000", "6700");
	assert_answer("8012000001 00", "6700");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("refresh");
	TCase *t = tcase_create("refresh");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, without_a_terminal_profile_the_switch_is_at_once);
	tcase_add_test(t, the_switch_waits_for_the_terminal);
	tcase_add_test(t, a_terminal_that_needs_no_reset);
	tcase_add_test(t, a_state_change_that_is_refused);
	tcase_add_test(t, fetch_after_a_missing_le);
	tcase_add_test(t, a_terminal_that_cannot_refresh_keeps_its_profile);
	tcase_add_test(t, a_refresh_that_cannot_be_followed);
	tcase_add_test(t, a_reset_performs_the_refresh);
	tcase_add_test(t, the_end_of_the_process_performs_the_refresh);
	tcase_add_test(t, toolkit_commands_keep_to_their_class);
	suite_add_tcase(s, t);
	return unit_main(s);
}
