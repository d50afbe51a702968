/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>

#include "card.h"
#include "uicc/refresh.h"
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

static void command_done(void *arg, const struct softeuicc_response *r)
{
	ck_assert_ptr_eq(arg, card);
	note(!r->answered ? "r" : r->performed ? "+" : "-");
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

/* Every bit of ETSI TS 102 223 5.2. */
#define EVERYTHING                                                                                 \
	"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"

static void supports_everything(void)
{
	ck_assert_uint_eq(send(toolkit_terminal_profile, EVERYTHING), SW_OK);
}

static struct softeuicc_bytes objects(const char *hex)
{
	return toolkit_bytes(unhex(card, hex));
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
	ck_assert_ptr_null(toolkit->profile.p);
	hex[2 * 255] = '\0';
	ck_assert_uint_eq(send(toolkit_terminal_profile, hex), SW_OK);
	ck_assert(toolkit_supports_refresh(toolkit));
}
END_TEST

START_TEST(nothing_is_queued_before_the_profile)
{
	const struct softeuicc_command c = {.type = PROACTIVE_MORE_TIME};

	ck_assert_int_eq(toolkit_queue(card, NULL, &c), -ENOTCONN);
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

	supports_everything();
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
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103020103 02028281 83022000"), SW_OK);
	ck_assert_str_eq(seen, "+-");
}
END_TEST

/* What the specification's commands look like, one of each: 6.6. */
static const struct {
	const char *name;
	uint8_t qualifier, destination;
	const char *objects, *command;
} commands[] = {
	{"refresh", 0x01, 0, "9209 02 3F002FE2 3F002F05", "0101 8182 9209 02 3F002FE2 3F002F05"},
	{"more-time", 0, 0, "", "0200 8182"},
	{"poll-interval", 0, 0, "8402011E", "0300 8182 8402011E"},
	{"polling-off", 0, 0, "", "0400 8182"},
	{"set-up-call", 0, 0, "8602 8121", "1000 8183 8602 8121"},
	{"send-ss", 0, 0, "8902 FFAA", "1100 8183 8902 FFAA"},
	{"send-ussd", 0, 0, "8A02 0F2A", "1200 8183 8A02 0F2A"},
	{"send-short-message", 1, 0, "8B02 0100", "1301 8183 8B02 0100"},
	{"send-dtmf", 0, 0, "AC0121", "1400 8183 AC0121"},
	{"launch-browser", 0, 0, "B10161 050158", "1500 8182 B10161 050158"},
	{"geographical-location-request", 0, 0, "", "1600 8182"},
	{"play-tone", 0, 0, "8E0101 84020105", "2000 8103 8E0101 84020105"},
	{"display-text", 0x80, 0, "8D03044869", "2180 8102 8D03044869"},
	{"get-inkey", 0, 0, "8D03043F3F", "2200 8182 8D03043F3F"},
	{"get-input", 0, 0, "8D03043F3F 91020004", "2300 8182 8D03043F3F 91020004"},
	{"select-item", 0, 0, "8F020141 8F020242 900101", "2400 8182 8F020141 8F020242 900101"},
	{"set-up-menu", 0, 0, "850141 8F020142", "2500 8182 850141 8F020142"},
	{"provide-local-information", 1, 0, "", "2601 8182"},
	{"timer-management", 0, 0, "A40101 A503001000", "2700 8182 A40101 A503001000"},
	{"set-up-idle-mode-text", 0, 0, "8D020441", "2800 8182 8D020441"},
	{"perform-card-apdu", 0, 0x11, "A20400A40000", "3000 8111 A20400A40000"},
	{"power-on-card", 0, 0x11, "", "3100 8111"},
	{"power-off-card", 0, 0x11, "", "3200 8111"},
	{"get-reader-status", 0, 0, "", "3300 8182"},
	{"run-at-command", 0, 0, "A8024154", "3400 8182 A8024154"},
	{"language-notification", 1, 0, "AD02656E", "3501 8182 AD02656E"},
	{"open-channel", 1, 0, "B50103 B9020578 BC03021F90 BE05217F000001",
	 "4001 8182 B50103 B9020578 BC03021F90 BE05217F000001"},
	{"close-channel", 0, 0x21, "", "4100 8121"},
	{"receive-data", 0, 0x21, "B70110", "4200 8121 B70110"},
	{"send-data", 1, 0x21, "B6020102", "4301 8121 B6020102"},
	{"get-channel-status", 0, 0, "", "4400 8182"},
	{"service-search", 0, 0, "C30100", "4500 8182 C30100"},
	{"get-service-information", 0, 0, "C40100", "4600 8182 C40100"},
	{"declare-service", 0, 0, "C1020001", "4700 8182 C1020001"},
	{"set-frames", 0, 0, "E80101", "5000 8182 E80101"},
	{"get-frames-status", 0, 0, "", "5100 8182"},
	{"retrieve-multimedia-message", 0, 0, "EA0101 9207013F007F104F01",
	 "6000 8183 EA0101 9207013F007F104F01"},
	{"submit-multimedia-message", 0, 0, "9207013F007F104F01", "6100 8183 9207013F007F104F01"},
	{"display-multimedia-message", 0, 0, "9207013F007F104F01", "6200 8102 9207013F007F104F01"},
	{"activate", 0, 0, "FB0101", "7000 8182 FB0101"},
	{"contactless-state-changed", 0, 0, "D40101", "7100 8182 D40101"},
	{"command-container", 0, 0, "A20101", "7200 8182 A20101"},
	{"encapsulated-session-control", 0, 0, "", "7300 8182"},
	/* what is missing, out of order, twice, unknown, malformed, or no destination */
	{"display-text", 0, 0, "", NULL},
	{"display-text", 0, 0, "840201058D03044869", NULL},
	{"display-text", 0, 0, "8D03044869 8D03044869", NULL},
	{"display-text", 0, 0, "8D03044869 F80100", NULL},
	{"display-text", 0, 0, "8D04044869", NULL},
	{"set-up-menu", 0, 0, "850141", NULL},
	{"send-data", 0, 0, "B6020102", NULL},
	{"timer-management", 0, 0, "A40101", NULL},
	{"timer-management", 0, 0, "A40109 A503001000", NULL},
	{"timer-management", 3, 0, "A40101", NULL},
	{"refresh", 0x01, 0, "", NULL},
	{"refresh", 0x01, 0, "9209 03 3F002FE2 3F002F05", NULL},
	{"refresh", 0x01, 0, "9205 01 2FE23F00", NULL},
	{"refresh", 0x04, 0, "9205 01 3F002FE2", NULL},
	{"refresh", 0x0B, 0, "", NULL},
};

START_TEST(every_command)
{
	int type = softeuicc_toolkit_command_type(commands[_i].name);
	const struct softeuicc_command c = {
		.type = (uint8_t)type,
		.qualifier = commands[_i].qualifier,
		.destination = commands[_i].destination,
		.objects = objects(commands[_i].objects),
	};
	struct slice body;

	ck_assert_int_gt(type, 0);
	supports_everything();
	if (!commands[_i].command) {
		ck_assert_int_eq(toolkit_queue(card, NULL, &c), -EINVAL);
		return;
	}
	ck_assert_int_eq(toolkit_queue(card, NULL, &c), 0);
	ck_assert_uint_eq(fetch(0x100), SW_OK);
	body = unhex(card, commands[_i].command);
	assert_hex(slice_of(out.p, 5), talloc_asprintf(card, "D0%02zX810301", body.n + 5));
	ck_assert_uint_eq(body.p[0], out.p[5]);
	ck_assert_uint_eq(body.p[1], out.p[6]);
	assert_hex(slice_of(out.p + 7, 2), "8202");
	ck_assert(slice_eq(slice_sub(body, 2, SIZE_MAX), slice_sub(buf_slice(&out), 9, SIZE_MAX)));
}
END_TEST

/* No command goes to a terminal that has not said that it supports it. */
START_TEST(a_terminal_that_can_do_nothing)
{
	const struct softeuicc_command c = {
		.type = (uint8_t)softeuicc_toolkit_command_type(commands[_i].name),
		.qualifier = commands[_i].qualifier,
		.destination = commands[_i].destination,
		.objects = objects(commands[_i].objects),
	};

	send(toolkit_terminal_profile, "00");
	if (commands[_i].command)
		ck_assert_int_eq(toolkit_queue(card, NULL, &c), -ENOTSUP);
	else
		ck_assert_int_lt(toolkit_queue(card, NULL, &c), 0);
	ck_assert(!toolkit_busy(toolkit));
}
END_TEST

START_TEST(qualifiers_have_bits_of_their_own)
{
	/* REFRESH and PROVIDE LOCAL INFORMATION of location and IMEI, and nothing else */
	struct softeuicc_command c = {.type = PROACTIVE_PROVIDE_LOCAL_INFORMATION};

	send(toolkit_terminal_profile, "00008040");
	ck_assert_int_eq(toolkit_queue(card, NULL, &c), 0);
	c.qualifier = 0x01;
	ck_assert_int_eq(toolkit_queue(card, NULL, &c), 0);
	for (c.qualifier = 0x02; c.qualifier <= 0x0B; c.qualifier++)
		ck_assert_int_eq(toolkit_queue(card, NULL, &c), -ENOTSUP);
	c = (struct softeuicc_command){.type = PROACTIVE_REFRESH, .qualifier = 0x06};
	ck_assert_int_eq(toolkit_queue(card, NULL, &c), 0);
	for (c.qualifier = 0x07; c.qualifier <= 0x0A; c.qualifier++)
		ck_assert_int_eq(toolkit_queue(card, NULL, &c), -ENOTSUP);
}
END_TEST

START_TEST(longest_command)
{
	struct softeuicc_command c = {.type = PROACTIVE_DISPLAY_TEXT};
	struct buf text = buf_new(card);

	/* D0 81 FC, 9 bytes, 8D 81 F0 and this: 255. */
	buf_put(&text, "\x8D\x81\xF0", 3);
	buf_fill(&text, 0x55, 240);
	c.objects = toolkit_bytes(buf_slice(&text));
	supports_everything();
	ck_assert_int_eq(toolkit_queue(card, NULL, &c), 0);
	ck_assert_uint_eq(toolkit_status(card, SW_OK), 0x91FF);
	ck_assert_uint_eq(fetch(0xFF), SW_OK);
	ck_assert_uint_eq(out.n, 0xFF);
	text.p[2]++;
	buf_put_u8(&text, 0);
	c.objects = toolkit_bytes(buf_slice(&text));
	ck_assert_int_eq(toolkit_queue(card, NULL, &c), -EMSGSIZE);
}
END_TEST

START_TEST(the_queue_has_an_end)
{
	const struct softeuicc_command c = {.type = PROACTIVE_MORE_TIME};
	int n = 0, r;

	supports_everything();
	while ((r = toolkit_queue(card, NULL, &c)) == 0)
		n++;
	ck_assert_int_eq(r, -EBUSY);
	ck_assert_int_eq(n, 16);
	ck_assert_uint_eq(send(toolkit_envelope, "D307 82020181 900101"), SW_TOOLKIT_BUSY);
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

/* What the answer to a performed command has to bring, 6.8. */
static const struct {
	const char *name;
	uint8_t qualifier;
	const char *objects, *answer;
} answers[] = {
	{"poll-interval", 0, "8402011E", "8402013C"},
	{"get-inkey", 0, "8D03043F3F", "8D020441"},
	{"get-input", 0, "8D03043F3F 91020004", "8D020441"},
	{"select-item", 0, "8F020141", "900101"},
	{"provide-local-information", 0, "", "930762F21000010001"},
	{"provide-local-information", 1, "", "94080A10325476981032"},
	{"timer-management", 1, "A40101", "A40101 A503001000"},
	{"get-channel-status", 0, "", "B8020100"},
	{"more-time", 0, "", ""},
};

static struct softeuicc_response last;

static void keep(void *arg, const struct softeuicc_response *r)
{
	(void)arg;
	last = *r;
}

START_TEST(objects_of_the_answer)
{
	for (int with = 0; with < 2; with++) {
		const struct softeuicc_command c = {
			.type = (uint8_t)softeuicc_toolkit_command_type(answers[_i].name),
			.qualifier = answers[_i].qualifier,
			.objects = objects(answers[_i].objects),
			.done = keep,
		};
		const char *answer = with ? answers[_i].answer : "";
		bool complete = with || !*answers[_i].answer;
		struct softeuicc_bytes value;

		supports_everything();
		ck_assert_int_eq(toolkit_queue(card, NULL, &c), 0);
		ck_assert_uint_eq(fetch(0x100), SW_OK);
		send(toolkit_terminal_response,
		     talloc_asprintf(card, "8103%02X%02X%02X 02028281 83020401 %s",
				     toolkit->last_number, c.type, c.qualifier, answer));
		ck_assert_int_eq(last.answered, 1);
		ck_assert_int_eq(last.performed, complete);
		ck_assert_uint_eq(last.result, 0x04);
		ck_assert_uint_eq(last.additional.n, 1);
		ck_assert_uint_eq(last.additional.p[0], 0x01);
		ck_assert_int_eq(softeuicc_object(last.objects, OBJECT_RESULT, &value), 1);
		ck_assert_int_eq(softeuicc_object(last.objects, OBJECT_LANGUAGE, &value), 0);
	}
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
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 83022000"), 0x910B);
	ck_assert_str_eq(seen, "-q");
}
END_TEST

/* ---- reset ---- */

START_TEST(reset_forgets_the_profile_and_performs_refresh)
{
	const struct softeuicc_command other = {
		.type = PROACTIVE_MORE_TIME, .done = command_done, .arg = card};

	supports_everything();
	toolkit_refresh(card, REFRESH_UICC_RESET, done_and_again);
	toolkit_queue(card, NULL, &other);
	fetch(0x0B);
	toolkit_reset(card);
	ck_assert_str_eq(seen, "+xr");
	ck_assert(!toolkit_busy(toolkit));
	ck_assert(!toolkit_supports_refresh(toolkit));
	ck_assert_uint_eq(toolkit_status(card, SW_OK), SW_OK);
	ck_assert_uint_eq(send(toolkit_terminal_response, "8103010104 02028281 830100"),
			  SW_CONDITIONS);
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
	tcase_add_loop_test(t, every_command, 0, COUNT(commands));
	tcase_add_loop_test(t, a_terminal_that_can_do_nothing, 0, COUNT(commands));
	tcase_add_test(t, qualifiers_have_bits_of_their_own);
	tcase_add_test(t, the_queue_has_an_end);
	tcase_add_test(t, longest_command);
	tcase_add_test(t, numbers_go_from_1_to_254_and_round);
	tcase_add_loop_test(t, general_results, 0, COUNT(results));
	tcase_add_loop_test(t, a_wrong_response_leaves_the_command_outstanding, 0,
			    COUNT(wrong_responses));
	tcase_add_loop_test(t, objects_of_the_answer, 0, COUNT(answers));
	tcase_add_test(t, a_response_that_nobody_awaits);
	tcase_add_test(t, the_callback_may_queue);
	tcase_add_test(t, reset_forgets_the_profile_and_performs_refresh);
	suite_add_tcase(s, t);
	return unit_main(s);
}
