/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>

#include "card.h"
#include "uicc/uicc.h"
#include "unit.h"

static struct softeuicc *card;
static struct toolkit *toolkit;
static struct buf out;

/* What the callbacks have seen, one letter each: + success, - failure. */
static char seen[16];

static void note(const char *letter)
{
	ck_assert_uint_lt(strlen(seen), sizeof(seen) - 1);
	strcat(seen, letter);
}

static void done(struct softeuicc *c, bool success)
{
	ck_assert_ptr_eq(c, card);
	note(success ? "+" : "-");
}

static void done_and_again(struct softeuicc *c, bool success)
{
	done(c, success);
	note(toolkit_refresh(c, REFRESH_UICC_RESET, done) == 0 ? "q" : "x");
}

static void setup(void)
{
	card = talloc_zero(NULL, struct softeuicc);
	card->uicc = talloc_zero(card, struct uicc);
	toolkit = &card->uicc->toolkit;
	out = buf_new(card);
	seen[0] = '\0';
}

static void teardown(void)
{
	toolkit_reset(card);
	ck_assert_uint_eq(talloc_total_blocks(card->uicc), 1);
	talloc_free(card);
}

typedef uint16_t handler(struct softeuicc *, struct channel *, const struct apdu *, struct buf *);

static uint16_t send(handler *h, const char *hex)
{
	struct apdu a = {.cla = 0x80, .data = unhex(card, hex), .has_data = true};

	buf_reset(&out);
	return toolkit_status(card, h(card, &card->channels[0], &a, &out));
}

static uint16_t fetch(uint32_t le)
{
	struct apdu a = {.cla = 0x80, .has_le = le != 0, .le = le};

	buf_reset(&out);
	return toolkit_status(card, toolkit_fetch(card, &card->channels[0], &a, &out));
}

static void supports_refresh(void)
{
	ck_assert_uint_eq(send(toolkit_terminal_profile, "000080"), SW_OK);
}

/* ---- TERMINAL PROFILE ---- */

static const struct {
	const char *hex;
	bool refresh;
} profiles[] = {
	{"000080", true}, {"00007F", false}, {"FFFF", false}, {"FF", false}, {"FFFFFF", true},
};

START_TEST(terminal_profile_tells_of_refresh)
{
	ck_assert(!toolkit_supports_refresh(toolkit));
	ck_assert_uint_eq(send(toolkit_terminal_profile, profiles[_i].hex), SW_OK);
	ck_assert(toolkit_supports_refresh(toolkit) == profiles[_i].refresh);
	ck_assert_int_eq(toolkit_refresh(card, REFRESH_UICC_RESET, done),
			 profiles[_i].refresh ? 0 : -ENOTSUP);
	ck_assert(toolkit_busy(toolkit) == profiles[_i].refresh);
}
END_TEST

START_TEST(a_later_profile_replaces_a_longer_one)
{
	send(toolkit_terminal_profile, "FFFFFF");
	send(toolkit_terminal_profile, "FF");
	ck_assert(!toolkit_supports_refresh(toolkit));
}
END_TEST

START_TEST(terminal_profile_of_wrong_length)
{
	char hex[2 * 256 + 1];

	memset(hex, 'F', sizeof(hex) - 1);
	hex[sizeof(hex) - 1] = '\0';
	ck_assert_uint_eq(send(toolkit_terminal_profile, ""), SW_WRONG_LENGTH);
	ck_assert_uint_eq(send(toolkit_terminal_profile, hex), SW_WRONG_LENGTH);
	ck_assert(!toolkit->profile_received);
	hex[2 * 255] = '\0';
	ck_assert_uint_eq(send(toolkit_terminal_profile, hex), SW_OK);
	ck_assert(toolkit_supports_refresh(toolkit));
}
END_TEST

START_TEST(nothing_is_queued_before_the_profile)
{
	const struct toolkit_command c = {.type = 0x02, .destination = DEVICE_TERMINAL};

	ck_assert_int_eq(toolkit_queue(card, &c), -ENOTCONN);
	ck_assert_int_eq(toolkit_refresh(card, REFRESH_UICC_RESET, done), -ENOTSUP);
	ck_assert_uint_eq(toolkit_status(card, SW_OK), SW_OK);
}
END_TEST

/* ---- 91XX and FETCH ---- */

static const enum refresh_mode modes[] = {
	REFRESH_NAA_INIT_FULL_FCN,
	REFRESH_NAA_INIT,
	REFRESH_UICC_RESET,
	REFRESH_EUICC_PROFILE_STATE_CHANGE,
};

START_TEST(refresh_is_announced_fetched_and_answered)
{
	char hex[64];

	supports_refresh();
	ck_assert_int_eq(toolkit_refresh(card, modes[_i], done), 0);
	ck_assert(toolkit_busy(toolkit));
	ck_assert_uint_eq(toolkit_status(card, SW_OK), 0x910B);
	ck_assert_uint_eq(fetch(0x0B), SW_OK);
	snprintf(hex, sizeof(hex), "D009 81030101%02X 82028182", (unsigned)modes[_i]);
	assert_hex(buf_slice(&out), hex);
	ck_assert(toolkit_busy(toolkit));
	ck_assert_str_eq(seen, "");
	snprintf(hex, sizeof(hex), "81030101%02X 02028281 830100", (unsigned)modes[_i]);
	ck_assert_uint_eq(send(toolkit_terminal_response, hex), SW_OK);
	ck_assert_str_eq(seen, "+");
	ck_assert(!toolkit_busy(toolkit));
}
END_TEST

START_TEST(only_9000_announces)
{
	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, NULL);
	ck_assert_uint_eq(toolkit_status(card, SW_FILE_NOT_FOUND), SW_FILE_NOT_FOUND);
	ck_assert_uint_eq(toolkit_status(card, SW_MORE_DATA | 5), SW_MORE_DATA | 5);
	ck_assert_uint_eq(toolkit_status(card, SW_OK), 0x910B);
	ck_assert_uint_eq(fetch(0x0B), SW_OK);
	ck_assert_uint_eq(toolkit_status(card, SW_OK), SW_OK);
}
END_TEST

static const struct {
	uint32_t le;
	uint16_t sw;
} les[] = {
	{0x0A, 0x6C0B}, {0x0C, 0x6C0B}, {0xFF, 0x6C0B},   {0xFFFF, 0x6C0B},
	{0x0B, SW_OK},  {0x100, SW_OK}, {0x10000, SW_OK}, {0, 0x6C0B}, /* none */
};

START_TEST(fetch_with_every_kind_of_le)
{
	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, NULL);
	ck_assert_uint_eq(fetch(les[_i].le), les[_i].sw);
	ck_assert_uint_eq(out.n, les[_i].sw == SW_OK ? 0x0B : 0);
	/* After 6CXX it can still be had. */
	ck_assert_uint_eq(fetch(0x0B), les[_i].sw == SW_OK ? SW_CONDITIONS : SW_OK);
}
END_TEST

START_TEST(fetch_with_nothing_to_fetch)
{
	ck_assert_uint_eq(fetch(0x0B), SW_CONDITIONS);
	supports_refresh();
	ck_assert_uint_eq(fetch(0x0B), SW_CONDITIONS);
}
END_TEST

START_TEST(commands_wait_for_each_other)
{
	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, done);
	toolkit_refresh(card, REFRESH_NAA_INIT, done);
	ck_assert_uint_eq(fetch(0x0B), SW_OK);
	assert_hex(buf_slice(&out), "D009 8103010104 82028182");
	ck_assert_uint_eq(fetch(0x0B), SW_CONDITIONS);
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830100"), 0x910B);
	ck_assert_uint_eq(fetch(0x0B), SW_OK);
	assert_hex(buf_slice(&out), "D009 8103020103 82028182");
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103020103 02028281 830120"), SW_OK);
	ck_assert_str_eq(seen, "+-");
}
END_TEST

START_TEST(any_command_can_be_queued)
{
	/* DISPLAY TEXT "Hi" to the display */
	const struct toolkit_command c = {
		.type = 0x21,
		.qualifier = 0x80,
		.destination = 0x02,
		.objects = unhex(card, "8D03044869"),
		.done = done,
	};

	supports_refresh();
	ck_assert_int_eq(toolkit_queue(card, &c), 0);
	ck_assert_uint_eq(fetch(0x100), SW_OK);
	assert_hex(buf_slice(&out), "D00E 8103012180 82028102 8D03044869");
}
END_TEST

START_TEST(longest_command)
{
	struct toolkit_command c = {.type = 0x21, .destination = DEVICE_TERMINAL, .done = done};
	struct buf text = buf_new(card);

	/* D0 81 FC, 9 bytes, and this: 255. */
	buf_fill(&text, 0x55, 243);
	c.objects = buf_slice(&text);
	supports_refresh();
	ck_assert_int_eq(toolkit_queue(card, &c), 0);
	ck_assert_uint_eq(toolkit_status(card, SW_OK), 0x91FF);
	ck_assert_uint_eq(fetch(0xFF), SW_OK);
	ck_assert_uint_eq(out.n, 0xFF);
	buf_put_u8(&text, 0);
	c.objects = buf_slice(&text);
	ck_assert_int_eq(toolkit_queue(card, &c), -EMSGSIZE);
}
END_TEST

START_TEST(numbers_go_from_1_to_254_and_round)
{
	supports_refresh();
	for (unsigned i = 0; i < 300; i++) {
		unsigned number = i % 254 + 1;
		char hex[64];

		ck_assert_int_eq(toolkit_refresh(card, REFRESH_UICC_RESET, NULL), 0);
		ck_assert_uint_eq(fetch(0x0B), SW_OK);
		snprintf(hex, sizeof(hex), "D009 8103%02X0104 82028182", number);
		assert_hex(buf_slice(&out), hex);
		snprintf(hex, sizeof(hex), "8103%02X0104 02028281 830100", number);
		ck_assert_uint_eq(send(toolkit_terminal_response, hex), SW_OK);
	}
}
END_TEST

/* ---- TERMINAL RESPONSE ---- */

static const struct {
	const char *result;
	bool success;
} results[] = {
	{"830100", true},    {"030100", true},  {"830101", true},
	{"83020701", true},  {"83010F", true},  {"830110", false},
	{"83022001", false}, {"830130", false}, {"8303320102", false},
};

START_TEST(general_results)
{
	char hex[64];

	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, done);
	fetch(0x0B);
	snprintf(hex, sizeof(hex), "0103010104 82028281 %s", results[_i].result);
	ck_assert_uint_eq(send(toolkit_terminal_response, hex), SW_OK);
	ck_assert_str_eq(seen, results[_i].success ? "+" : "-");
}
END_TEST

static const char *const wrong_responses[] = {
	"",
	"8103020104 02028281 830100",   /* number */
	"8103010204 02028281 830100",   /* type */
	"8103010103 02028281 830100",   /* qualifier */
	"81020101 02028281 830100",     /* details too short */
	"810401010400 02028281 830100", /* too long */
	"8103010104 02028182 830100",   /* devices the wrong way round */
	"8103010104 020182 830100",
	"8103010104 830100",
	"8103010104 02028281",
	"8103010104 02028281 8300",
	"02028281 830100",
	"8103010104 02028281 830100 85", /* garbage behind */
	"8103010104 02028281 830200",
};

START_TEST(a_wrong_response_leaves_the_command_outstanding)
{
	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, done);
	fetch(0x0B);
	ck_assert_uint_eq(send(toolkit_terminal_response, wrong_responses[_i]), SW_WRONG_DATA);
	ck_assert_str_eq(seen, "");
	ck_assert(toolkit_busy(toolkit));
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830100"), SW_OK);
	ck_assert_str_eq(seen, "+");
}
END_TEST

START_TEST(a_response_that_nobody_awaits)
{
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830100"),
			  SW_CONDITIONS);
	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, done);
	/* Announced, but not fetched. */
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830100"),
			  SW_CONDITIONS);
	ck_assert_str_eq(seen, "");
}
END_TEST

START_TEST(the_callback_may_queue)
{
	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, done_and_again);
	fetch(0x0B);
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830120"), 0x910B);
	ck_assert_str_eq(seen, "-q");
}
END_TEST

/* ---- reset ---- */

START_TEST(reset_forgets_the_profile_and_performs_refresh)
{
	const struct toolkit_command other = {
		.type = 0x02, .destination = DEVICE_TERMINAL, .done = done};

	supports_refresh();
	toolkit_refresh(card, REFRESH_UICC_RESET, done_and_again);
	toolkit_queue(card, &other);
	fetch(0x0B);
	toolkit_reset(card);
	ck_assert_str_eq(seen, "+x-");
	ck_assert(!toolkit_busy(toolkit));
	ck_assert(!toolkit_supports_refresh(toolkit));
	ck_assert_uint_eq(toolkit_status(card, SW_OK), SW_OK);
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830100"),
			  SW_CONDITIONS);
}
END_TEST

/* ---- ENVELOPE ---- */

static const struct {
	const char *hex;
	uint16_t sw;
} envelopes[] = {
	{"D30782020181 900101", SW_OK}, /* menu selection */
	{"D30702020181 100101", SW_OK},
	{"D60B 990103 82028281 AA00 3300", SW_OK}, /* event download */
	{"D70B 82028281 A40101 A502000000", SW_WRONG_DATA},
	{"D70C 82028281 A40101 A503000000", SW_OK}, /* timer expiration */
	{"D40782028281 860181", SW_OK},             /* call control */
	{"D10A 82028381 8B04 44000000", SW_OK},     /* SMS-PP download */
	{"D106 82028381 8600", SW_WRONG_DATA},
	{"D1811B 82028381 8B15 0102030405060708090A0B0C0D0E0F101112131415", SW_OK},
	{"D304 82020181", SW_WRONG_DATA},          /* no item */
	{"D303 900101", SW_WRONG_DATA},            /* no devices */
	{"D30782020181 900101 00", SW_WRONG_DATA}, /* garbage behind */
	{"D30882020181 900101", SW_WRONG_DATA},
	{"D30782020181 900201", SW_WRONG_DATA},
	{"D00782020181 900101", SW_WRONG_DATA}, /* no envelope */
	{"CF0782020181 900101", SW_WRONG_DATA},
	{"D300", SW_WRONG_DATA},
	{"D3", SW_WRONG_DATA},
	{"", SW_WRONG_DATA},
};

START_TEST(envelopes_that_nobody_has_registered_for)
{
	ck_assert_uint_eq(send(toolkit_envelope, envelopes[_i].hex), envelopes[_i].sw);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("toolkit");
	TCase *t = tcase_create("toolkit");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, terminal_profile_tells_of_refresh, 0, COUNT(profiles));
	tcase_add_test(t, a_later_profile_replaces_a_longer_one);
	tcase_add_test(t, terminal_profile_of_wrong_length);
	tcase_add_test(t, nothing_is_queued_before_the_profile);
	tcase_add_loop_test(t, refresh_is_announced_fetched_and_answered, 0, COUNT(modes));
	tcase_add_test(t, only_9000_announces);
	tcase_add_loop_test(t, fetch_with_every_kind_of_le, 0, COUNT(les));
	tcase_add_test(t, fetch_with_nothing_to_fetch);
	tcase_add_test(t, commands_wait_for_each_other);
	tcase_add_test(t, any_command_can_be_queued);
	tcase_add_test(t, longest_command);
	tcase_add_test(t, numbers_go_from_1_to_254_and_round);
	tcase_add_loop_test(t, general_results, 0, COUNT(results));
	tcase_add_loop_test(t, a_wrong_response_leaves_the_command_outstanding, 0,
			    COUNT(wrong_responses));
	tcase_add_test(t, a_response_that_nobody_awaits);
	tcase_add_test(t, the_callback_may_queue);
	tcase_add_test(t, reset_forgets_the_profile_and_performs_refresh);
	tcase_add_loop_test(t, envelopes_that_nobody_has_registered_for, 0, COUNT(envelopes));
	suite_add_tcase(s, t);
	return unit_main(s);
}
