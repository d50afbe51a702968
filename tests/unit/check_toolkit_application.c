/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toolkit applications as softeuicc.h offers them: menu, events, timers, envelopes. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "terminal.h"

enum { MENU = 0x25, EVENT_LIST = 0x05, TIMER = 0x27, TEXT = 0x21 };

/* What the callbacks of the applications have seen, in words. */
static char seen[256];

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void note(const char *format, ...)
{
	size_t n = strlen(seen);
	va_list args;

	va_start(args, format);
	vsnprintf(seen + n, sizeof(seen) - n, format, args);
	va_end(args);
	strncat(seen, ";", sizeof(seen) - strlen(seen) - 1);
}

static void assert_seen(const char *words)
{
	ck_assert_str_eq(seen, words);
	seen[0] = '\0';
}

static void on_profile(void *arg)
{
	note("%s profile", (const char *)arg);
}

static void on_menu(void *arg, size_t item, int help)
{
	note("%s item %zu%s", (const char *)arg, item, help ? " help" : "");
}

static void on_event(void *arg, uint8_t event, struct softeuicc_bytes objects)
{
	note("%s event %02X %zu", (const char *)arg, event, objects.n);
}

static void on_timer(void *arg, uint8_t timer, struct softeuicc_bytes value)
{
	note("%s timer %u %02X%02X%02X", (const char *)arg, timer, value.p[0], value.p[1],
	     value.p[2]);
}

static int envelope_answer;

static int on_envelope(void *arg, uint8_t tag, struct softeuicc_bytes objects,
		       uint8_t reply[SOFTEUICC_REPLY_MAX])
{
	note("%s envelope %02X %zu", (const char *)arg, tag, objects.n);
	memcpy(reply, "\x00\x00", 2);
	return envelope_answer;
}

static const char *const a_items[] = {"One", "Zw\xC3\xB6lf", NULL};
static const char *const b_items[] = {"Three", NULL};

static char a_name[] = "a", b_name[] = "b", text_name[] = "text";

static const struct softeuicc_toolkit_definition a_definition = {
	.name = "Tools",
	.items = a_items,
	.events = 1u << 0x03 | 1u << 0x04,
	.tars = (const uint8_t *)"\x00\x00\x01",
	.tar_count = 1,
	.profile = on_profile,
	.menu = on_menu,
	.event = on_event,
	.timer = on_timer,
	.arg = a_name,
};

static const struct softeuicc_toolkit_definition b_definition = {
	.name = "Other",
	.items = b_items,
	.events = 1u << 0x04 | 1u << 0x07,
	.menu = on_menu,
	.event = on_event,
	.timer = on_timer,
	.envelope = on_envelope,
	.arg = b_name,
};

static struct softeuicc_toolkit *a, *b;

static void setup(void)
{
	terminal_setup();
	seen[0] = '\0';
	envelope_answer = 2;
	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &a_definition, &a), 0);
	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &b_definition, &b), 0);
}

/* TERMINAL PROFILE and what it brings. */
static void begin(void)
{
	terminal_profile(NULL);
	terminal_perform(EVENT_LIST);
	terminal_perform(MENU);
	ck_assert_uint_eq(terminal.sw, 0x9000);
	seen[0] = '\0';
}

START_TEST(menu_and_events_are_those_of_all_applications)
{
	terminal_profile(NULL);
	assert_seen("a profile;");
	terminal_fetch(EVENT_LIST);
	assert_hex(terminal.command, "9903 030407");
	terminal_respond("00", "");
	terminal_fetch(MENU);
	assert_hex(terminal.command, "8505 546F6F6C73 8F04 014F6E65 8F0C 02 80 005A007700F6006C0066"
				     "8F06 035468726565");
	ck_assert_uint_eq(terminal_respond("00", ""), 0x9000);
}
END_TEST

/* Only the bits for SET UP EVENT LIST and location status. */
START_TEST(a_terminal_with_few_events)
{
	terminal_profile("0000000011");
	terminal_fetch(EVENT_LIST);
	assert_hex(terminal.command, "9901 03");
	ck_assert_uint_eq(terminal_respond("00", ""), 0x9000);
}
END_TEST

static const struct {
	const char *objects;
	uint16_t sw;
	const char *seen;
} selections[] = {
	{"82020181 900101", 0x9000, "a item 0;"},
	{"82020181 900102", 0x9000, "a item 1;"},
	{"82020181 900103", 0x9000, "b item 0;"},
	{"82020181 900103 9500", 0x9000, "b item 0 help;"},
	{"02020181 100104", 0x9000, ""},
	{"82020181 900100", 0x6A80, ""},
	{"82020181 9000", 0x6A80, ""},
	{"82020181 90020101", 0x6A80, ""},
	{"82020182 900101", 0x6A80, ""},
	{"820181 900101", 0x6A80, ""},
	{"82020181", 0x6A80, ""},
	{"900101", 0x6A80, ""},
	{"82020181 900101 00", 0x6A80, ""},
	{"82020181 900201", 0x6A80, ""},
	{"", 0x6A80, ""},
};

START_TEST(menu_selection)
{
	begin();
	ck_assert_uint_eq(terminal_envelope(0xD3, selections[_i].objects), selections[_i].sw);
	assert_seen(selections[_i].seen);
}
END_TEST

/* Each event with what 7.5 asks for, and the applications that registered for it. */
static const struct {
	const char *objects;
	uint16_t sw;
	const char *seen;
} downloads[] = {
	{"990103 82028281 9B0100", 0x9000, "a event 03 10;"},
	{"190104 82028281", 0x9000, "a event 04 7;b event 04 7;"},
	{"990107 82028281 AD02656E", 0x9000, "b event 07 11;"},
	{"990105 82028281", 0x9000, ""},
	{"990100 82028381 9C0100", 0x9000, ""},
	{"990106 82028281 A00100", 0x9000, ""},
	{"990109 82028281 B8028100 B70110", 0x9000, ""},
	{"99010B 82028281 BF0103", 0x9000, ""},
	{"99010F 82028281 E40100", 0x9000, ""},
	{"99011D 82028281", 0x9000, ""},
	{"990103 82028281", 0x6A80, ""},
	{"990107 82028281", 0x6A80, ""},
	{"99011A 82028281", 0x6A80, ""},
	{"990120 82028281", 0x6A80, ""},
	{"9901FF 82028281", 0x6A80, ""},
	{"99020304 82028281", 0x6A80, ""},
	{"9900 82028281", 0x6A80, ""},
	{"82028281", 0x6A80, ""},
};

START_TEST(event_download)
{
	begin();
	ck_assert_uint_eq(terminal_envelope(0xD6, downloads[_i].objects), downloads[_i].sw);
	assert_seen(downloads[_i].seen);
}
END_TEST

/* ---- timers ---- */

static struct softeuicc_bytes bytes(const char *literal, size_t n)
{
	return (struct softeuicc_bytes){(const uint8_t *)literal, n};
}

#define BYTES(literal) bytes(literal, sizeof(literal) - 1)

static int timer(struct softeuicc_toolkit *application, uint8_t qualifier, bool value)
{
	const struct softeuicc_command c = {
		.type = TIMER,
		.qualifier = qualifier,
		.objects =
			value ? BYTES("\xA4\x01\x08\xA5\x03\x00\x50\x00") : BYTES("\xA4\x01\x08"),
	};

	return softeuicc_toolkit_issue(application, &c);
}

static void next_command(void)
{
	terminal_send("80F2000000");
}

START_TEST(a_timer_is_whose_who_started_it)
{
	begin();
	ck_assert_int_eq(timer(a, 0, true), 0);
	ck_assert_int_eq(timer(b, 0, true), -EBUSY);
	ck_assert_int_eq(timer(b, 2, false), -EBUSY);
	next_command();
	terminal_fetch(TIMER);
	assert_hex(terminal.command, "A40108 A503005000");
	ck_assert_uint_eq(terminal_respond("00", "A40108"), 0x9000);
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40108 A503005000"), 0x9000);
	assert_seen("a timer 8 005000;");
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40108 A503005000"), 0x9000);
	assert_seen("");
	ck_assert_int_eq(timer(b, 0, true), 0);
}
END_TEST

START_TEST(a_timer_that_is_stopped_is_free)
{
	begin();
	ck_assert_int_eq(timer(a, 0, true), 0);
	ck_assert_int_eq(timer(a, 1, false), 0);
	next_command();
	terminal_fetch(TIMER);
	terminal_respond("00", "A40108");
	terminal_fetch(TIMER);
	ck_assert_uint_eq(terminal.details[2], 1);
	terminal_respond("00", "A40108 A503004000");
	ck_assert_int_eq(timer(b, 0, true), 0);
}
END_TEST

START_TEST(a_timer_that_cannot_be_started_is_free)
{
	begin();
	ck_assert_int_eq(timer(a, 0, true), 0);
	next_command();
	terminal_fetch(TIMER);
	terminal_respond("30", "");
	ck_assert_int_eq(timer(b, 0, true), 0);
}
END_TEST

START_TEST(timers_that_are_none)
{
	begin();
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40109 A503005000"), 0x6A80);
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40100 A503005000"), 0x6A80);
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40101 A5020050"), 0x6A80);
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40101"), 0x6A80);
}
END_TEST

/* ---- commands of applications ---- */

static void on_done(void *arg, const struct softeuicc_response *r)
{
	note("%s done %d %d %02X", (const char *)arg, r->answered, r->performed, r->result);
}

static int display(struct softeuicc_toolkit *application)
{
	const struct softeuicc_command c = {
		.type = TEXT,
		.objects = BYTES("\x8D\x03\x04Hi"),
		.done = on_done,
		.arg = text_name,
	};

	return softeuicc_toolkit_issue(application, &c);
}

START_TEST(an_application_is_told_of_the_answer)
{
	ck_assert_int_eq(display(a), -ENOTCONN);
	begin();
	ck_assert_int_eq(display(a), 0);
	next_command();
	terminal_fetch(TEXT);
	ck_assert_uint_eq(terminal_respond("10", ""), 0x9000);
	assert_seen("text done 1 0 10;");
	ck_assert_int_eq(display(a), 0);
	softeuicc_reset(terminal.card);
	assert_seen("text done 0 0 00;");
}
END_TEST

START_TEST(menu_and_events_are_not_an_applications)
{
	struct softeuicc_command c = {.type = MENU, .objects = BYTES("\x85\x01T\x8F\x02\x01I")};

	begin();
	ck_assert_int_eq(softeuicc_toolkit_issue(a, &c), -EPERM);
	c = (struct softeuicc_command){.type = EVENT_LIST, .objects = BYTES("\x99\x01\x03")};
	ck_assert_int_eq(softeuicc_toolkit_issue(a, &c), -EPERM);
}
END_TEST

START_TEST(who_is_gone_is_told_nothing)
{
	begin();
	ck_assert_int_eq(timer(a, 0, true), 0);
	ck_assert_int_eq(display(a), 0);
	softeuicc_toolkit_unregister(a);
	next_command();
	terminal_fetch(TIMER);
	terminal_respond("00", "A40108");
	terminal_perform(TEXT);
	terminal_fetch(EVENT_LIST);
	assert_hex(terminal.command, "9902 0407");
	terminal_respond("00", "");
	terminal_fetch(MENU);
	assert_hex(terminal.command, "8505 4F74686572 8F06 015468726565");
	ck_assert_uint_eq(terminal_respond("00", ""), 0x9000);
	terminal_envelope(0xD7, "82028281 A40108 A503005000");
	terminal_envelope(0xD3, "82020181 900101");
	assert_seen("b item 0;");
}
END_TEST

START_TEST(the_menu_goes_with_its_last_application)
{
	begin();
	softeuicc_toolkit_unregister(b);
	softeuicc_toolkit_unregister(a);
	next_command();
	terminal_perform(EVENT_LIST);
	terminal_perform(MENU);
	terminal_perform(EVENT_LIST);
	terminal_fetch(MENU);
	assert_hex(terminal.command, "8500 8F00");
	ck_assert_uint_eq(terminal_respond("00", ""), 0x9000);
	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &b_definition, &b), 0);
	softeuicc_toolkit_unregister(b);
	next_command();
	terminal_perform(EVENT_LIST);
	terminal_fetch(MENU);
	assert_hex(terminal.command, "8505 4F74686572 8F06 015468726565");
}
END_TEST

START_TEST(registrations_that_are_refused)
{
	struct softeuicc_toolkit_definition d = {
		.tars = (const uint8_t *)"\x00\x00\x02\x00\x00\x01", .tar_count = 2};
	struct softeuicc_toolkit *c = NULL;

	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &d, &c), -EEXIST);
	d = (struct softeuicc_toolkit_definition){.name = "\xFF"};
	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &d, &c), -EINVAL);
	ck_assert_ptr_null(c);
}
END_TEST

/* ---- envelopes that an application claims ---- */

START_TEST(call_control_is_answered_by_who_claims_it)
{
	begin();
	ck_assert_uint_eq(terminal_envelope(0xD4, "82028281 860181"), 0x9000);
	assert_hex(terminal.answer, "0000");
	assert_seen("b envelope D4 7;");
	envelope_answer = 0;
	ck_assert_uint_eq(terminal_envelope(0xD5, "82028381 860181 860181 930100"), 0x9000);
	ck_assert_uint_eq(terminal.answer.n, 0);
	envelope_answer = -EBUSY;
	ck_assert_uint_eq(terminal_envelope(0xD4, "82028281 860181"), 0x9300);
	envelope_answer = -EIO;
	ck_assert_uint_eq(terminal_envelope(0xD4, "82028281 860181"), 0x6F00);
}
END_TEST

/* Without an application: 9000 and no data, "allowed, no modification". */
static const struct {
	uint8_t tag;
	const char *objects;
	uint16_t sw;
} unclaimed[] = {
	{0xD4, "82028281 860181", 0x9000}, {0xD5, "82028381 860181 930100", 0x9000},
	{0xD5, "82028381 860181", 0x6A80}, {0xD9, "82028381 8A020F2A", 0x9000},
	{0xD9, "82028381", 0x6A80},        {0xDA, "82028281", 0x9000},
	{0xDB, "82028281", 0x9000},        {0xDC, "82028281", 0x9000},
	{0xDD, "82028281", 0x9000},        {0xDE, "82028281", 0x9000},
	{0xD0, "82028281", 0x6A80},        {0xCF, "82028281", 0x6A80},
};

START_TEST(envelopes_that_nobody_claims)
{
	softeuicc_toolkit_unregister(a);
	softeuicc_toolkit_unregister(b);
	ck_assert_uint_eq(terminal_envelope(unclaimed[_i].tag, unclaimed[_i].objects),
			  unclaimed[_i].sw);
	ck_assert_uint_eq(terminal.answer.n, 0);
}
END_TEST

/* A page is 88 bytes (3GPP TS 23.041 9.4.1). */
START_TEST(cell_broadcast_download)
{
	ck_assert_uint_eq(terminal_envelope(0xD2, "82028381 8C58"
						  "11111111111111111111111111111111111111111111"
						  "11111111111111111111111111111111111111111111"
						  "11111111111111111111111111111111111111111111"
						  "11111111111111111111111111111111111111111111"),
			  0x9000);
	assert_seen("b envelope D2 94;");
}
END_TEST

/* ---- texts ---- */

static const struct {
	const char *text;
	const char *string, *alpha; /* NULL: refused */
} texts[] = {
	{"Hi there", "04 4869207468657265", "4869207468657265"},
	{"", "04", ""},
	{"a@b", "08 006100400062", "80 006100400062"},
	{"\xE2\x82\xAC", "08 20AC", "80 20AC"},
	{"\xC3\xBC", "08 00FC", "80 00FC"},
	{"\xF0\x9F\x98\x80", NULL, NULL},
	{"\xC3", NULL, NULL},
};

START_TEST(text_encodings)
{
	uint8_t out[64];
	int n = softeuicc_toolkit_text(texts[_i].text, out, sizeof(out));

	if (!texts[_i].string) {
		ck_assert_int_eq(n, -EINVAL);
		ck_assert_int_eq(softeuicc_toolkit_alpha(texts[_i].text, out, sizeof(out)),
				 -EINVAL);
		return;
	}
	ck_assert_int_ge(n, 0);
	assert_hex(slice_of(out, (size_t)n), texts[_i].string);
	ck_assert_int_eq(softeuicc_toolkit_text(texts[_i].text, out, (size_t)n - 1), -EMSGSIZE);
	n = softeuicc_toolkit_alpha(texts[_i].text, out, sizeof(out));
	ck_assert_int_ge(n, 0);
	assert_hex(slice_of(out, (size_t)n), texts[_i].alpha);
	if (n > 0)
		ck_assert_int_eq(softeuicc_toolkit_alpha(texts[_i].text, out, (size_t)n - 1),
				 -EMSGSIZE);
}
END_TEST

START_TEST(names)
{
	ck_assert_int_eq(softeuicc_toolkit_command_type("open-channel"), 0x40);
	ck_assert_int_eq(softeuicc_toolkit_command_type("Open Channel"), -ENOENT);
	ck_assert_int_eq(softeuicc_toolkit_object_tag("text-string"), 0x0D);
	ck_assert_int_eq(softeuicc_toolkit_object_tag(""), -ENOENT);
	ck_assert_int_eq(softeuicc_toolkit_event("data-available"), 0x09);
	ck_assert_int_eq(softeuicc_toolkit_event("data"), -ENOENT);
}
END_TEST

static const struct {
	uint8_t result;
	enum softeuicc_result_class class;
} results[] = {
	{0x00, SOFTEUICC_RESULT_PERFORMED}, {0x0F, SOFTEUICC_RESULT_PERFORMED},
	{0x10, SOFTEUICC_RESULT_ENDED},     {0x14, SOFTEUICC_RESULT_ENDED},
	{0x20, SOFTEUICC_RESULT_MAY_RETRY}, {0x2A, SOFTEUICC_RESULT_MAY_RETRY},
	{0x30, SOFTEUICC_RESULT_PERMANENT}, {0x3A, SOFTEUICC_RESULT_PERMANENT},
	{0x40, SOFTEUICC_RESULT_PERMANENT}, {0xFF, SOFTEUICC_RESULT_PERMANENT},
};

START_TEST(classes_of_results)
{
	ck_assert_int_eq(softeuicc_result_class(results[_i].result), results[_i].class);
}
END_TEST

/* Without a terminal, too. */
START_TEST(commands_are_checked_as_such)
{
	struct softeuicc_command c = {.type = TEXT, .objects = BYTES("\x8D\x02\x04H")};

	ck_assert_int_eq(softeuicc_toolkit_check(&c), 0);
	c.objects.n--;
	ck_assert_int_eq(softeuicc_toolkit_check(&c), -EINVAL);
	c = (struct softeuicc_command){.type = TIMER, .objects = BYTES("\xA4\x01\x09")};
	ck_assert_int_eq(softeuicc_toolkit_check(&c), -EINVAL);
	c = (struct softeuicc_command){.type = EVENT_LIST, .objects = BYTES("\x99\x01\x03")};
	ck_assert_int_eq(softeuicc_toolkit_check(&c), -EPERM);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("toolkit_application");
	TCase *t = tcase_create("toolkit_application");

	tcase_add_checked_fixture(t, setup, terminal_teardown);
	tcase_add_test(t, menu_and_events_are_those_of_all_applications);
	tcase_add_test(t, a_terminal_with_few_events);
	tcase_add_loop_test(t, menu_selection, 0, COUNT(selections));
	tcase_add_loop_test(t, event_download, 0, COUNT(downloads));
	tcase_add_test(t, a_timer_is_whose_who_started_it);
	tcase_add_test(t, a_timer_that_is_stopped_is_free);
	tcase_add_test(t, a_timer_that_cannot_be_started_is_free);
	tcase_add_test(t, timers_that_are_none);
	tcase_add_test(t, an_application_is_told_of_the_answer);
	tcase_add_test(t, menu_and_events_are_not_an_applications);
	tcase_add_test(t, who_is_gone_is_told_nothing);
	tcase_add_test(t, the_menu_goes_with_its_last_application);
	tcase_add_test(t, registrations_that_are_refused);
	tcase_add_test(t, call_control_is_answered_by_who_claims_it);
	tcase_add_loop_test(t, envelopes_that_nobody_claims, 0, COUNT(unclaimed));
	tcase_add_test(t, cell_broadcast_download);
	tcase_add_loop_test(t, text_encodings, 0, COUNT(texts));
	tcase_add_test(t, names);
	tcase_add_loop_test(t, classes_of_results, 0, COUNT(results));
	tcase_add_test(t, commands_are_checked_as_such);
	suite_add_tcase(s, t);
	return unit_main(s);
}
