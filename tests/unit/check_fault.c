/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults: how they are read, when they strike, and what a reader sees of them. */
#include <jansson.h>

#include "card_fixture.h"
#include "codec/tlv.h"
#include "reader-bridge/chip_times.h"
#include "reader-bridge/control.h"
#include "reader-bridge/fault_file.h"
#include "reader-bridge/function_name.h"
#include "unit.h"

#define SELECT_ISDR "00A40400 10 A0000005591010FFFFFFFF8900000100"
#define GET_EID     "80E29100 06 BF3E035C015A"
#define STATUS_00   "80F2000000"

static struct card_fixture *f;
static struct faults *faults;
static struct bridge_card card;
static struct bridge_manner manner; /* of the last command */

static void setup(void)
{
	f = fixture_new(0);
	faults = faults_new(f);
	card = faults_card(faults, 0, f->card);
}

static void teardown(void)
{
	fixture_free(f);
}

static const char *add(const char *json)
{
	json_t *parsed = json_loads(json, 0, NULL);
	char *error = NULL;
	int r;

	ck_assert_msg(parsed != NULL, "%s", json);
	r = faults_from_json(faults, parsed, f, &error);
	json_decref(parsed);
	ck_assert_int_eq(r < 0, error != NULL);
	return error ? error : "";
}

/* Adds one fault. */
static void strike(const char *members)
{
	ck_assert_str_eq(add(talloc_asprintf(f, "{\"faults\": [{%s}]}", members)), "");
}

static struct slice answer(const char *hex)
{
	struct slice command = unhex(f, hex);
	uint8_t *response = talloc_size(f, SOFTEUICC_RESPONSE_MAX);
	size_t n;

	manner = (struct bridge_manner){0};
	n = card.transmit(card.card, command.p, command.n, response, &manner);
	return slice_of(response, n);
}

static uint16_t sw(const char *hex)
{
	struct slice a = answer(hex);

	ck_assert_uint_ge(a.n, 2);
	return be16(a.p + a.n - 2);
}

/* ---- names ---- */

static const struct {
	const char *command, *name;
	bool performs;
} names[] = {
	{"00A4000C023F00", "SELECT", true},
	{"80F2000000", "STATUS", true},
	{"0099000000", "other", true},
	{"00A4", "other", true},
	{"", "other", true},
	{"80E2910006BF3E035C015A", "ES10c.GetEID", true},
	{"81E2910006BF3E035C015A", "ES10c.GetEID", true},
	{"80E29100000006BF3E035C015A", "ES10c.GetEID", true},
	{"80E2110006BF3E035C015A", "ES10c.GetEID", false},
	{"80E291010100", "STORE DATA", true},
	{"80E2910001BF", "STORE DATA", true},
	{"80E2910004DF010100", "STORE DATA", true},
	{"80E29100", "STORE DATA", true},
	{"80E29100048803010203", "ES10b.LoadBoundProfilePackage", true},
	{"80E2110004BF3682FFFF", "ES10b.LoadBoundProfilePackage", false},
	{"80E2910004BF238200FF", "ES10b.LoadBoundProfilePackage", true},
};

START_TEST(commands_have_names)
{
	struct function_names none = {{NULL}};
	struct function_name n = function_name(&none, unhex(f, names[_i].command));

	ck_assert_str_eq(n.name, names[_i].name);
	ck_assert_int_eq(n.performs, names[_i].performs);
	ck_assert(!n.continues);
}
END_TEST

START_TEST(blocks_belong_to_the_function_of_the_first)
{
	struct function_names seen = {{NULL}};

	function_name(&seen, unhex(f, "80E2110003BF2D00"));
	function_name(&seen, unhex(f, "C0E2110003BF3100")); /* on channel 4 */
	ck_assert_str_eq(function_name(&seen, unhex(f, "80E2910103BF3E00")).name,
			 "ES10c.GetProfilesInfo");
	ck_assert_str_eq(function_name(&seen, unhex(f, "C0E29101015A")).name,
			 "ES10c.EnableProfile");
	ck_assert(function_name(&seen, unhex(f, "00C0000000")).continues);
}
END_TEST

/* ---- when ---- */

START_TEST(strikes_the_nth_time_and_so_often)
{
	strike("\"function\": \"STATUS\", \"nth\": 2, \"times\": 2, \"status\": \"6F01\"");
	fixture_select_isdr(f);
	ck_assert_uint_ne(sw(STATUS_00), 0x6F01);
	ck_assert_ptr_null(manner.note);
	ck_assert_uint_ne(sw("0084000008"), 0x6F01); /* another function */
	ck_assert_uint_eq(sw(STATUS_00), 0x6F01);
	ck_assert_str_eq(manner.note, "fault 1: STATUS: status 6F01");
	ck_assert_uint_eq(sw(STATUS_00), 0x6F01);
	ck_assert_uint_ne(sw(STATUS_00), 0x6F01);
	ck_assert_uint_eq(faults_list(faults)[0].seen, 4);
	ck_assert_uint_eq(faults_list(faults)[0].struck, 2);
}
END_TEST

START_TEST(strikes_for_ever_until_it_is_removed)
{
	strike("\"function\": \"*\", \"times\": 0, \"status\": \"6F01\"");
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(sw(SELECT_ISDR), 0x6F01);
	ck_assert_uint_eq(faults_remove(faults, 7), 0);
	ck_assert_uint_eq(faults_remove(faults, 1), 1);
	ck_assert_uint_ne(sw(SELECT_ISDR), 0x6F01);
}
END_TEST

START_TEST(strikes_only_the_card_that_is_meant)
{
	strike("\"function\": \"*\", \"times\": 0, \"card\": 1, \"status\": \"6F01\"");
	ck_assert_uint_ne(sw(SELECT_ISDR), 0x6F01);
	card = faults_card(faults, 1, f->card);
	ck_assert_uint_eq(sw(SELECT_ISDR), 0x6F01);
}
END_TEST

START_TEST(the_first_of_two_goes_first)
{
	strike("\"function\": \"STATUS\", \"status\": \"6F01\"");
	strike("\"function\": \"STATUS\", \"times\": 2, \"status\": \"6F02\"");
	ck_assert_uint_eq(sw(STATUS_00), 0x6F01);
	ck_assert_uint_eq(sw(STATUS_00), 0x6F02);
	ck_assert_uint_ne(sw(STATUS_00), 0x6F02);
}
END_TEST

/* ---- what ---- */

START_TEST(a_result_comes_from_the_card)
{
	strike("\"function\": \"ES10c.SetNickname\", \"result\": 127");
	ck_assert_int_eq(faults_result(faults, 0, "ES10c.DeleteProfile"), 0);
	ck_assert_int_eq(faults_result(faults, 0, "ES10c.SetNickname"), 127);
	ck_assert_int_eq(faults_result(faults, 0, "ES10c.SetNickname"), 0);
}
END_TEST

static bool isdr_is_selected(void)
{
	return sw(GET_EID) >> 8 == 0x61;
}

START_TEST(performed_or_not)
{
	strike("\"function\": \"SELECT\", \"status\": \"6F01\"");
	sw("00A40004023F00"); /* the MF, which does not happen */
	ck_assert(isdr_is_selected());
	strike("\"function\": \"SELECT\", \"status\": \"6F01\", \"performed\": true");
	ck_assert_uint_eq(sw("00A4000C023F00"), 0x6F01);
	ck_assert(!isdr_is_selected());
}
END_TEST

START_TEST(a_reset_in_the_middle)
{
	ck_assert(isdr_is_selected());
	strike("\"function\": \"STATUS\", \"reset\": true");
	ck_assert_uint_eq(sw(STATUS_00), 0x6F00);
	ck_assert(!manner.drop);
	ck_assert(!isdr_is_selected());
}
END_TEST

START_TEST(a_reset_forgets_what_was_begun)
{
	strike("\"function\": \"STATUS\", \"reset\": true");
	strike("\"function\": \"STORE DATA\", \"status\": \"6F01\"");
	ck_assert_uint_eq(sw("80E2110003BF3E03"), 0x9000);
	sw(STATUS_00);
	ck_assert_uint_eq(sw("80E29101035C015A"), 0x6F01); /* no longer GetEID's */
}
END_TEST

START_TEST(silence_drop_and_delay)
{
	strike("\"function\": \"STATUS\", \"silence\": 700");
	strike("\"function\": \"SELECT\", \"drop\": 300");
	strike("\"function\": \"GET CHALLENGE\", \"delay\": 200");
	sw(STATUS_00);
	ck_assert(manner.drop && manner.delay == 700 && manner.away == 0);
	sw(SELECT_ISDR);
	ck_assert(manner.drop && manner.delay == 0 && manner.away == 300);
	ck_assert_uint_eq(sw("0084000008"), 0x6D00); /* which the ISD-R does not know */
	ck_assert(!manner.drop && manner.delay == 200);
	sw("0084000008");
	ck_assert(!manner.drop && manner.delay == 0);
}
END_TEST

static const struct {
	const char *fault, *response; /* of GetEID by GET RESPONSE, with the EID as zeroes */
} spoilt[] = {
	{"\"corrupt\": {\"at\": 0, \"xor\": \"0F\"}", "B03E125A10"},
	{"\"corrupt\": {\"at\": 3, \"xor\": \"FF\"}", "BF3E12A510"},
	{"\"corrupt\": {\"at\": 1000, \"xor\": \"FF\"}", "BF3E125A10"},
};

START_TEST(corruption_finds_the_data)
{
	strike(talloc_asprintf(f, "\"function\": \"ES10c.GetEID\", %s", spoilt[_i].fault));
	ck_assert_uint_eq(sw(GET_EID), 0x6115);
	assert_hex(slice_of(answer("00C0000015").p, 5), spoilt[_i].response);
	/* Once is enough. */
	ck_assert_uint_eq(sw(GET_EID), 0x6115);
	assert_hex(slice_of(answer("00C0000015").p, 5), "BF3E125A10");
}
END_TEST

START_TEST(corruption_counts_from_the_end_too)
{
	strike("\"function\": \"ES10c.GetEID\", \"corrupt\": {\"at\": -2, \"xor\": \"0F\"}");
	sw(GET_EID);
	ck_assert_uint_eq(sw("00C0000015"), 0x9F00);
}
END_TEST

START_TEST(what_is_truncated)
{
	struct slice a;

	strike("\"function\": \"ES10c.GetEID\", \"truncate\": 5");
	strike("\"function\": \"STATUS\", \"truncate\": 500");
	sw(GET_EID);
	a = answer("00C0000015");
	ck_assert_uint_eq(a.n, 0x15 + 2 - 5);
	ck_assert_uint_eq(answer(STATUS_00).n, 0);
}
END_TEST

START_TEST(a_held_fault_is_forgotten)
{
	strike("\"function\": \"ES10c.GetEID\", \"truncate\": 5");
	sw(GET_EID);
	card.reset(card.card);
	sw(SELECT_ISDR);
	sw(GET_EID);
	ck_assert_uint_eq(answer("00C0000015").n, 0x15 + 2);
}
END_TEST

START_TEST(memory_runs_out)
{
	struct slice info;
	struct tlv t;

	strike("\"function\": \"GET DATA\", \"memory\": 4660");
	ck_assert_uint_eq(sw("80CAFF2100"), 0x9000);
	info = answer("80CAFF2100");
	info.n -= 2;
	ck_assert_int_eq(tlv_only(info, 0xFF21, &t), 0);
	ck_assert_int_eq(tlv_find(t.value, 0x82, &t), 1);
	assert_hex(t.value, "00001234");
}
END_TEST

/* ---- time ---- */

START_TEST(functions_take_their_time)
{
	ck_assert_str_eq(add("{\"timing\": {\"microseconds_per_byte\": 1000,"
			     "\"milliseconds\": {\"*\": 3, \"STATUS\": 50}}}"),
			 "");
	sw("0084000008");
	ck_assert_uint_eq(manner.delay, 3 + 5 + 2);
	sw(STATUS_00);
	ck_assert_uint_ge(manner.delay, 50 + 5 + 2);
	ck_assert_str_eq(add("{\"timing\": {}}"), "");
	sw(STATUS_00);
	ck_assert_uint_eq(manner.delay, 0);
}
END_TEST

START_TEST(a_chip_is_slow)
{
	ck_assert_int_eq(chip_times(faults), 0);
	sw(SELECT_ISDR);
	ck_assert_uint_ge(manner.delay, 10);
}
END_TEST

/* ---- reading ---- */

static const struct {
	const char *json, *error;
} wrong[] = {
	{"[]", "the whole must be an object"},
	{"{\"fault\": []}", "\"fault\" is not known"},
	{"{\"faults\": {}}", "\"faults\" must be an array"},
	{"{\"faults\": [1]}", "faults[0]: a fault must be an object"},
	{"{\"faults\": [{\"function\": \"STATUS\"}]}", "faults[0]: a fault does one thing"},
	{"{\"faults\": [{\"function\": \"STATUS\", \"reset\": true, \"drop\": 1}]}",
	 "faults[0]: a fault does one thing"},
	{"{\"faults\": [{\"function\": \"STATUS\", \"reset\": false}]}",
	 "\"reset\" can only be true"},
	{"{\"faults\": [{\"reset\": true}]}", "\"function\" is missing"},
	{"{\"faults\": [{\"function\": \"STATUS\", \"reset\": true},"
	 "{\"function\": \"X\", \"reset\": true}]}",
	 "faults[1]: \"function\": X is not known"},
	{"{\"faults\": [{\"function\": \"STATUS\", \"result\": 1}]}",
	 "\"result\": STATUS has no result code"},
	{"{\"faults\": [{\"function\": \"ES10c.SetNickname\", \"result\": 128}]}",
	 "\"result\" must be a number from 1 to 127"},
	{"{\"faults\": [{\"function\": \"ES8+.StoreMetadata\", \"drop\": 1}]}",
	 "it can only have a result"},
	{"{\"faults\": [{\"function\": \"*\", \"status\": \"5F00\"}]}", "must be 6XXX or 9XXX"},
	{"{\"faults\": [{\"function\": \"*\", \"status\": \"6F0\"}]}", "4 hexadecimal digits"},
	{"{\"faults\": [{\"function\": \"*\", \"status\": 1}]}", "4 hexadecimal digits"},
	{"{\"faults\": [{\"function\": \"*\", \"corrupt\": 1}]}", "must be an object"},
	{"{\"faults\": [{\"function\": \"*\", \"corrupt\": {\"xor\": \"01\"}}]}", "\"at\" must be"},
	{"{\"faults\": [{\"function\": \"*\", \"corrupt\": {\"at\": 1, \"xor\": \"1\"}}]}",
	 "\"xor\" must be"},
	{"{\"faults\": [{\"function\": \"*\", \"drop\": 1, \"nth\": 0}]}", "\"nth\" must be"},
	{"{\"faults\": [{\"function\": \"*\", \"drop\": 1, \"times\": -1}]}", "\"times\" must be"},
	{"{\"faults\": [{\"function\": \"*\", \"drop\": 1, \"card\": -1}]}", "\"card\" must be"},
	{"{\"faults\": [{\"function\": \"*\", \"drop\": 1, \"performed\": 1}]}",
	 "\"performed\" is"},
	{"{\"faults\": [{\"function\": \"*\", \"delay\": 1, \"performed\": true}]}",
	 "\"performed\" is"},
	{"{\"faults\": [{\"function\": \"*\", \"drop\": 1, \"often\": 1}]}",
	 "\"often\" is not known"},
	{"{\"timing\": 1}", "\"timing\" must be an object"},
	{"{\"timing\": {\"seconds\": 1}}", "\"seconds\" is not known"},
	{"{\"timing\": {\"microseconds_per_byte\": -1}}", "\"microseconds_per_byte\" must be"},
	{"{\"timing\": {\"milliseconds\": 1}}", "\"milliseconds\" must be an object"},
	{"{\"timing\": {\"milliseconds\": {\"X\": 1}}}", "\"milliseconds\": X is not known"},
	{"{\"timing\": {\"milliseconds\": {\"STATUS\": \"1\"}}}", "\"STATUS\" must be"},
};

START_TEST(what_is_wrong_is_named)
{
	const char *error = add(wrong[_i].json);

	ck_assert_msg(strstr(error, wrong[_i].error) != NULL, "%s", error);
	ck_assert_uint_eq(talloc_array_length(faults_list(faults)), 0);
}
END_TEST

static const char *const kinds[] = {
	"\"result\": 9",
	"\"status\": \"6F01\", \"performed\": true",
	"\"silence\": 10",
	"\"delay\": 10",
	"\"drop\": 10, \"card\": 3",
	"\"corrupt\": {\"at\": -1, \"xor\": \"80\"}",
	"\"truncate\": 1",
	"\"memory\": 4000000000",
	"\"reset\": true, \"times\": 0",
};

START_TEST(what_is_written_can_be_read)
{
	struct fault again;
	char *error = NULL;
	json_t *json;

	strike(talloc_asprintf(f, "\"function\": \"ES10c.SetNickname\", \"nth\": 3, %s",
			       kinds[_i]));
	json = fault_to_json(&faults_list(faults)[0]);
	ck_assert_int_eq(fault_from_json(json, f, &again, &error), 0);
	ck_assert_int_ge(faults_add(faults, &again), 2);
	json_decref(json);
	for (int i = 0; i < 2; i++) {
		const struct fault *r = &faults_list(faults)[i];

		ck_assert_str_eq(r->function, "ES10c.SetNickname");
		ck_assert_int_eq(r->card, faults_list(faults)[0].card);
		ck_assert_uint_eq(r->nth, 3);
		ck_assert_uint_eq(r->times, faults_list(faults)[0].times);
		ck_assert_int_eq(r->performed, faults_list(faults)[0].performed);
		ck_assert_str_eq(fault_text(f, r), fault_text(f, &faults_list(faults)[0]));
	}
}
END_TEST

/* ---- the control socket's lines ---- */

static const struct {
	const char *request, *reply;
} lines[] = {
	{"{\"add\": {\"faults\": [{\"function\": \"*\", \"drop\": 5}]}}", "{\"ok\":true}"},
	{"{\"add\": {\"faults\": [{\"function\": \"*\"}]}}", "{\"error\":\"faults[0]: a fault"},
	{"{\"list\": true}", "{\"faults\":[]}"},
	{"{\"list\": 1}", "{\"error\":\"\\\"list\\\" can only be true\"}"},
	{"{\"remove\": \"all\"}", "{\"removed\":0}"},
	{"{\"remove\": 3}", "{\"removed\":0}"},
	{"{\"remove\": -1}", "{\"error\":"},
	{"{\"list\": true, \"remove\": 3}", "{\"error\":\"a request is"},
	{"{}", "{\"error\":\"a request is"},
	{"[]", "{\"error\":\"a request is"},
	{"{", "{\"error\":"},
	{"", "{\"error\":"},
};

START_TEST(lines_of_the_control_socket)
{
	const char *reply = control_answer(faults, lines[_i].request, f);

	ck_assert_msg(!strncmp(reply, lines[_i].reply, strlen(lines[_i].reply)), "%s", reply);
	ck_assert_ptr_null(strchr(reply, '\n'));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("fault");
	TCase *t = tcase_create("fault");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, commands_have_names, 0, COUNT(names));
	tcase_add_test(t, blocks_belong_to_the_function_of_the_first);
	tcase_add_test(t, strikes_the_nth_time_and_so_often);
	tcase_add_test(t, strikes_for_ever_until_it_is_removed);
	tcase_add_test(t, strikes_only_the_card_that_is_meant);
	tcase_add_test(t, the_first_of_two_goes_first);
	tcase_add_test(t, a_result_comes_from_the_card);
	tcase_add_test(t, performed_or_not);
	tcase_add_test(t, a_reset_in_the_middle);
	tcase_add_test(t, a_reset_forgets_what_was_begun);
	tcase_add_test(t, silence_drop_and_delay);
	tcase_add_loop_test(t, corruption_finds_the_data, 0, COUNT(spoilt));
	tcase_add_test(t, corruption_counts_from_the_end_too);
	tcase_add_test(t, what_is_truncated);
	tcase_add_test(t, a_held_fault_is_forgotten);
	tcase_add_test(t, memory_runs_out);
	tcase_add_test(t, functions_take_their_time);
	tcase_add_test(t, a_chip_is_slow);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0, COUNT(wrong));
	tcase_add_loop_test(t, what_is_written_can_be_read, 0, COUNT(kinds));
	tcase_add_loop_test(t, lines_of_the_control_socket, 0, COUNT(lines));
	suite_add_tcase(s, t);
	return unit_main(s);
}
