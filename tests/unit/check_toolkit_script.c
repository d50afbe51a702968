/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toolkit applications as scripts: reading them, and what a terminal gets of them. */
#include <errno.h>
#include <stdio.h>

#include "reader-bridge/toolkit_file.h"
#include "terminal.h"

enum {
	EVENT_LIST = 0x05,
	TEXT = 0x21,
	INPUT = 0x23,
	MENU = 0x25,
	LOCAL = 0x26,
	TIMER = 0x27,
	OPEN = 0x40,
	CLOSE = 0x41,
	RECEIVE = 0x42,
	SEND = 0x43,
};

static void *ctx;
static char logged[512];

static void setup(void)
{
	ctx = talloc_new(NULL);
	logged[0] = '\0';
	terminal_setup();
}

static void teardown(void)
{
	terminal_teardown();
	talloc_free(ctx);
}

static void on_log(void *arg, const char *line)
{
	(void)arg;
	strncat(logged, line, sizeof(logged) - strlen(logged) - 1);
}

static int read_text(const char *text, struct toolkit_script **out, char **error)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	int r;

	ck_assert_msg(json != NULL, "%s", text);
	r = toolkit_from_json(out, json, ctx, error);
	json_decref(json);
	return r;
}

static void run(const char *text)
{
	struct toolkit_script *script;
	char *error = NULL;

	ck_assert_msg(read_text(text, &script, &error) == 0, "%s", error);
	ck_assert_int_eq(toolkit_script_run(script, terminal.card, ctx, on_log, NULL), 0);
}

/* ---- reading ---- */

#define ACTION(text)  "{\"name\":\"A\",\"profile\":[" text "]}"
#define OBJECT(text)  ACTION("{\"command\":\"display-text\",\"objects\":[" text "]}")
#define CHANNEL(text) ACTION("{\"channel\":" text "}")

static const struct {
	const char *text;
	const char *error;
} refused[] = {
	{"[]", "should be an object"},
	{"{}", "should have a \"name\""},
	{"{\"name\":1}", "name: should be a string"},
	{"{\"name\":\"\"}", "name: should be a string"},
	{"{\"name\":\"A\",\"rules\":[]}", "rules: unknown member"},
	{"{\"name\":\"A\",\"tars\":[\"B000\"]}", "tars[0]: should be a string of 6 hex digits"},
	{"{\"name\":\"A\",\"menu\":[{}]}", "menu[0]: should have an \"item\""},
	{"{\"name\":\"A\",\"menu\":[{\"item\":\"\"}]}", "menu[0].item: should be a text"},
	{"{\"name\":\"A\",\"menu\":[{\"item\":\"B\",\"on\":[]}]}", "menu[0].on: unknown member"},
	{"{\"name\":\"A\",\"events\":{\"boot\":[]}}", "events.boot: is no event"},
	{"{\"name\":\"A\",\"events\":[]}", "events: should be an object"},
	{"{\"name\":\"A\",\"timers\":{\"9\":[]}}", "timers.9: is no timer"},
	{"{\"name\":\"A\",\"timers\":{\"1\":{}}}", "timers.1: should be an array"},
	{"{\"name\":\"A\",\"sms\":{\"reply\":\"0\"}}", "sms.reply: should be a string of"},
	{ACTION("1"), "profile[0]: should be an object"},
	{ACTION("{}"), "profile[0]: should have a \"command\" or a \"channel\""},
	{ACTION("{\"command\":\"dance\"}"), "profile[0].command: is no proactive command"},
	{ACTION("{\"command\":\"refresh\",\"to\":1}"), "profile[0].to: unknown member"},
	{ACTION("{\"command\":\"refresh\",\"qualifier\":\"4\"}"),
	 "profile[0].qualifier: should be a string of 2 hex digits"},
	{ACTION("{\"command\":\"refresh\",\"qualifier\":\"FE\"}"), "profile[0]: refresh needs"},
	{ACTION("{\"command\":\"more-time\",\"objects\":\"8D\"}"), "profile[0]: more-time needs"},
	{ACTION("{\"command\":\"power-on-card\"}"), "or a destination"},
	{ACTION("{\"command\":\"set-up-menu\",\"objects\":\"850141 8F020142\"}"),
	 "profile[0].objects: should be a string of"},
	{ACTION("{\"command\":\"set-up-menu\",\"objects\":\"8501418F020142\"}"),
	 "profile[0]: set-up-menu is made of \"menu\" and \"events\""},
	{ACTION("{\"command\":\"refresh\",\"then\":{\"ok\":[]}}"),
	 "profile[0].then.ok: unknown member"},
	{ACTION("{\"command\":\"refresh\",\"then\":{\"ended\":[{}]}}"),
	 "profile[0].then.ended[0]: should have a \"command\""},
	{OBJECT(""), "profile[0]: display-text needs"},
	{OBJECT("{}"), "profile[0].objects[0]: should be an object with one member"},
	{OBJECT("{\"words\":\"04\"}"), "profile[0].objects[0].words: is no object"},
	{OBJECT("{\"text-string\":4}"), "profile[0].objects[0].text-string: should be an object"},
	{OBJECT("{\"text-string\":\"4\"}"),
	 "profile[0].objects[0].text-string: should be a string"},
	{OBJECT("{\"text-string\":{}}"), "text-string: should have \"text\" or \"received\""},
	{OBJECT("{\"text-string\":{\"text\":\"A\",\"received\":true}}"),
	 "\"text\" or \"received\""},
	{OBJECT("{\"text-string\":{\"text\":1}}"), "text-string.text: should be a string"},
	{OBJECT("{\"text-string\":{\"received\":false}}"), "text-string.received: should be true"},
	{OBJECT("{\"text-string\":{\"text\":\"A\",\"identifier\":1}}"), "of an item"},
	{OBJECT("{\"item\":{\"text\":\"A\"}}"), "item: should have an \"identifier\""},
	{OBJECT("{\"text-string\":{\"received\":true}},{\"duration\":{\"received\":true}}"),
	 "duration: only one object can be what was received"},
	{OBJECT("{\"text-string\":{\"text\":\"\xF0\x9F\x98\x80\"}}"), "beyond UCS2"},
	{CHANNEL("{}"), "profile[0]: open-channel needs"},
	{CHANNEL("{\"port\":1}"), "profile[0].channel.port: unknown member"},
	{CHANNEL("{\"objects\":\"B9020400\",\"take\":0}"), "channel.take: should be a number"},
	{CHANNEL("{\"objects\":\"B9020400\",\"send\":{}}"), "channel.send: should be hex digits"},
	{CHANNEL("{\"objects\":[{\"buffer-size\":{\"received\":true}}]}"), "cannot have what was"},
};

START_TEST(scripts_that_are_refused)
{
	struct toolkit_script *script = NULL;
	char *error = NULL;

	ck_assert_int_eq(read_text(refused[_i].text, &script, &error), -EINVAL);
	ck_assert_msg(strstr(error, refused[_i].error) != NULL, "%s, not: %s", error,
		      refused[_i].error);
	ck_assert_ptr_null(script);
}
END_TEST

START_TEST(a_file_that_is_not_there)
{
	struct toolkit_script *script = NULL;
	char *error = NULL;

	ck_assert_int_eq(toolkit_read(&script, "/none/such.json", ctx, &error), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "/none/such.json"));
}
END_TEST

/* ---- running ---- */

#define SAY(what)  "{\"command\":\"display-text\",\"objects\":[{\"text-string\":" what "}]}"
#define WORD(word) SAY("{\"text\":\"" word "\"}")
#define RECEIVED   SAY("{\"received\":true}")

static void fetches_text(const char *hex)
{
	terminal_fetch(TEXT);
	assert_hex(terminal_object(0x0D), hex);
	terminal_respond("00", "");
}

START_TEST(everything_that_a_terminal_reports)
{
	run("{\"name\":\"A\",\"profile\":[" WORD(
		"P") "],"
		     "\"menu\":[{\"item\":\"B\",\"do\":[" WORD("M") "],\"help\":[" WORD(
			     "H") "]}],"
				  "\"events\":{\"user-activity\":[" WORD(
					  "E") "]},"
					       "\"timers\":{\"2\":[" WORD("T") "]}}");
	terminal_profile(NULL);
	terminal_fetch(EVENT_LIST);
	assert_hex(terminal.command, "990104");
	terminal_respond("00", "");
	terminal_fetch(MENU);
	assert_hex(terminal.command, "850141 8F020142");
	terminal_respond("00", "");
	fetches_text("0450");
	ck_assert_uint_eq(terminal.sw, 0x9000);
	terminal_envelope(0xD3, "82020181 900101");
	fetches_text("044D");
	terminal_envelope(0xD3, "82020181 900101 9500");
	fetches_text("0448");
	terminal_envelope(0xD6, "990104 82028281");
	fetches_text("0445");
	ck_assert_uint_eq(terminal_envelope(0xD7, "82028281 A40102 A503001000"), 0x9000);
}
END_TEST

START_TEST(a_timer_that_it_started)
{
	run("{\"name\":\"A\",\"profile\":[{\"command\":\"timer-management\",\"objects\":"
	    "\"A40102A503001000\"}],\"timers\":{\"2\":[" WORD("T") "]}}");
	terminal_profile(NULL);
	terminal_fetch(TIMER);
	assert_hex(terminal.command, "A40102 A503001000");
	terminal_respond("00", "A40102");
	terminal_envelope(0xD7, "82028281 A40102 A503001000");
	fetches_text("0454");
}
END_TEST

static const struct {
	const char *result;
	const char *text;
} classes[] = {{"00", "0430"}, {"04", "0430"}, {"10", "0431"}, {"2001", "0432"}, {"32", "0433"}};

START_TEST(the_class_of_an_answer)
{
	run(ACTION("{\"command\":\"play-tone\",\"then\":{\"performed\":[" WORD(
		"0") "],"
		     "\"ended\":[" WORD("1") "],\"may-retry\":[" WORD("2") "],"
									   "\"permanent\":[" WORD(
										   "3") "]}}"));
	terminal_profile(NULL);
	terminal_fetch(0x20);
	terminal_respond(classes[_i].result, "");
	fetches_text(classes[_i].text);
	ck_assert_uint_eq(terminal.sw, 0x9000);
}
END_TEST

START_TEST(the_text_of_an_answer)
{
	run(ACTION("{\"command\":\"get-input\",\"objects\":[{\"text-string\":{\"text\":\"?\"}},"
		   "{\"response-length\":\"0005\"}],\"then\":{\"performed\":["
		   "{\"command\":\"display-text\",\"objects\":[{\"text-string\":"
		   "{\"received\":true}},{\"duration\":\"0105\"}]}]}}"));
	terminal_profile(NULL);
	terminal_fetch(INPUT);
	terminal_respond("00", "8D04044F6C61");
	terminal_fetch(TEXT);
	assert_hex(terminal.command, "8D04044F6C61 84020105");
}
END_TEST

START_TEST(items_and_other_objects)
{
	run(ACTION(
		"{\"command\":\"select-item\",\"objects\":[{\"alpha-identifier\":{\"text\":\"A\"}},"
		"{\"item\":{\"identifier\":1,\"text\":\"B\"}},"
		"{\"item\":{\"identifier\":2,\"text\":\"\xC3\xBC\"}}]},"
		"{\"command\":\"launch-browser\",\"objects\":[{\"url\":{\"text\":\"http://"
		"a\"}}]}"));
	terminal_profile(NULL);
	terminal_fetch(0x24);
	assert_hex(terminal.command, "850141 8F020142 8F0402 8000FC");
	terminal_respond("00", "900101");
	terminal_fetch(0x15);
	assert_hex(terminal.command, "B108 687474703A2F2F61");
}
END_TEST

/* To a TAR of its own; what is not secured it does not get. */
START_TEST(short_messages)
{
	run("{\"name\":\"A\",\"tars\":[\"B00001\"],\"sms\":{\"do\":[" WORD(
		"S") "],\"reply\":\"0102\"}}");
	terminal_profile(NULL);
	terminal_envelope(0xD1, "82028381 8B26 40 0491 2143 7FF6 00000000000000 17 027000 0012 0D "
				"0000 0000 B00001 0000000000 00 61626364");
	assert_hex(terminal.answer, "0102");
	fetches_text("0453");
	terminal_envelope(0xD1, "82028381 8B13 00 0491 2143 7FF6 00000000000000 04 61626364");
	ck_assert_uint_eq(terminal.sw, 0x9000);
}
END_TEST

static const char channel[] =
	"{\"channel\":{\"qualifier\":\"01\",\"objects\":[{\"bearer-description\":\"03\"},"
	"{\"buffer-size\":\"0400\"},{\"transport-level\":\"021F40\"},"
	"{\"other-address\":\"217F000001\"}],\"send\":{\"text\":\"hello\"},\"take\":4,"
	"\"closed\":[" RECEIVED "],\"failed\":[" WORD("no") "]}}";

START_TEST(a_channel)
{
	run(talloc_asprintf(ctx, "{\"name\":\"A\",\"profile\":[%s]}", channel));
	terminal_profile(NULL);
	terminal_perform(EVENT_LIST);
	terminal_fetch(OPEN);
	assert_hex(terminal.command, "B50103 B9020400 BC03021F40 BE05217F000001");
	terminal_respond("00", "B8028100 B50103 B9020400");
	terminal_fetch(SEND);
	ck_assert_uint_eq(terminal.destination, 0x21);
	assert_hex(terminal_object(0x36), "68656C6C6F");
	ck_assert_uint_eq(terminal_respond("00", "B701FF"), 0x9000);
	terminal_envelope(0xD6, "990109 82028281 B8028100 B70102");
	terminal_fetch(RECEIVE);
	ck_assert_uint_eq(terminal_respond("00", "B6026F6E B70100"), 0x9000);
	terminal_envelope(0xD6, "990109 82028281 B8028100 B70102");
	terminal_fetch(RECEIVE);
	terminal_respond("00", "B6026365 B70100");
	terminal_perform(CLOSE);
	fetches_text("04 6F6E6365");
	terminal_perform(EVENT_LIST);
	ck_assert_uint_eq(terminal.sw, 0x9000);
}
END_TEST

START_TEST(a_channel_that_fails)
{
	run(talloc_asprintf(ctx, "{\"name\":\"A\",\"profile\":[%s]}", channel));
	terminal_profile(NULL);
	terminal_perform(EVENT_LIST);
	terminal_fetch(OPEN);
	terminal_respond("3A00", "");
	terminal_perform(0x21);
	softeuicc_reset(terminal.card);
	ck_assert_str_eq(logged, "");
}
END_TEST

START_TEST(a_terminal_that_cannot)
{
	run(ACTION(WORD("P")));
	ck_assert_uint_eq(terminal_profile("00"), 0x9000);
	ck_assert_str_eq(logged,
			 "toolkit application A: display-text: the terminal cannot do that");
}
END_TEST

START_TEST(a_tar_that_is_taken)
{
	struct toolkit_script *script;
	char *error = NULL;

	run("{\"name\":\"A\",\"tars\":[\"B00001\"]}");
	ck_assert_int_eq(read_text("{\"name\":\"B\",\"tars\":[\"B00001\"]}", &script, &error), 0);
	ck_assert_int_eq(toolkit_script_run(script, terminal.card, ctx, NULL, NULL), -EEXIST);
}
END_TEST

/* The one that is shipped. */
START_TEST(the_example)
{
	const char *path =
		talloc_asprintf(ctx, "%s/testvectors/toolkit/weather.json", getenv("top_srcdir"));
	struct toolkit_script *script;
	char *error = NULL;

	ck_assert_msg(toolkit_read(&script, path, ctx, &error) == 0, "%s", error);
	ck_assert_int_eq(toolkit_script_run(script, terminal.card, ctx, on_log, NULL), 0);
	terminal_profile(NULL);
	terminal_perform(EVENT_LIST);
	terminal_perform(MENU);
	terminal_fetch(TIMER);
	terminal_respond("00", "A40101");
	terminal_envelope(0xD6, "990103 82028281 9B0100");
	terminal_fetch(LOCAL);
	ck_assert_uint_eq(terminal_respond("00", "930100"), 0x9000);
	ck_assert_str_eq(logged, "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("toolkit_script");
	TCase *t = tcase_create("toolkit_script");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, scripts_that_are_refused, 0, COUNT(refused));
	tcase_add_test(t, a_file_that_is_not_there);
	tcase_add_test(t, everything_that_a_terminal_reports);
	tcase_add_test(t, a_timer_that_it_started);
	tcase_add_loop_test(t, the_class_of_an_answer, 0, COUNT(classes));
	tcase_add_test(t, the_text_of_an_answer);
	tcase_add_test(t, items_and_other_objects);
	tcase_add_test(t, short_messages);
	tcase_add_test(t, a_channel);
	tcase_add_test(t, a_channel_that_fails);
	tcase_add_test(t, a_terminal_that_cannot);
	tcase_add_test(t, a_tar_that_is_taken);
	tcase_add_test(t, the_example);
	suite_add_tcase(s, t);
	return unit_main(s);
}
