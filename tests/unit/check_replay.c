/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc replay: the language of traces, its errors, and how a card is found to differ. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "replay/diagnosis.h"
#include "replay/path.h"
#include "replay/report.h"
#include "replay/update.h"
#include "unit.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* ---- expressions ---- */

static struct variables *some_variables(void)
{
	struct variables *v = variables_new(ctx);

	ck_assert_int_eq(variables_set(v, "one", slice_str("\x12\x34")), 0);
	ck_assert_int_eq(variables_set(v, "aid", slice_str("old")), 0);
	ck_assert_int_eq(variables_set(v, "aid", slice_str("\xA0")), 0);
	ck_assert_int_eq(variables_set(v, "fcp", unhex(ctx, "6207 8202 4121 8A0105")), 0);
	return v;
}

static const struct {
	const char *text;
	const char *bytes;
} expressions[] = {
	{"", ""},
	{"00a4 04 0C", "00A4040C"},
	{"\"ab # c\"", "61622023 2063"},
	{"$one$aid 00", "1234A000"},
	{"tlv(BF38, 01 02)", "BF38020102"},
	{"tlv(5A, fill(AA, 200))41",
	 "5A81C8"
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "41"},
	{"lc(0102)", "020102"},
	{"sub(lc(fill(00, 256)), 0, 4)", "00010000"},
	{"tag($fcp, 62/8A)", "05"},
	{"whole($fcp, 62/82)", "82024121"},
	{"swap(98 89)", "8998"},
	{"add(00FF, 1)", "0100"},
	{"xor(F0F0, 00FF)", "F00F"},
	{"sha256(\"abc\")", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"},
	{"tlv(A0, tlv(80, $one) tlv(81, ))", "A006 80021234 8100"},
};

START_TEST(values)
{
	struct buf out = buf_new(ctx);
	struct expression *e;
	char *error = NULL;

	ck_assert_int_eq(expression_parse(expressions[_i].text, false, ctx, &e, &error), 0);
	ck_assert_int_eq(expression_bytes(e, some_variables(), &out, &error), 0);
	assert_hex(buf_slice(&out), expressions[_i].bytes);
}
END_TEST

static const struct {
	const char *text;
	const char *error;
} syntax_errors[] = {
	{"0", "half a byte at '0'"},
	{"00A", "half a byte at 'A'"},
	{"0?", "'?' is for patterns alone"},
	{"00...", "'...' is for patterns alone"},
	{"xyz", "'xyz' is no term"},
	{"00)", "')' is no term"},
	{"\"abc", "a text without its second '\"'"},
	{"$", "'$' without a name"},
	{"none(00)", "there is no function none"},
	{"lc(00", "lc(): 1 arguments, then ')'"},
	{"lc(00, 01)", "lc takes 1 arguments"},
	{"sub(00, 1)", "sub takes 3 arguments"},
	{"sub(00, x, 1)", "'x' is no decimal number"},
	{"sub(00, -1, 1)", "'-1' is no decimal number"},
	{"tlv(5, 00)", "'5' is no tag"},
	{"tlv(12345678, 00)", "'12345678' is no tag"},
	{"tag(00, 62//80)", "'62//80' is no path of tags"},
	{"tag(00, 62[0])", "'62[0]' is no path of tags"},
	{"lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc(lc("
	 "lc(lc(lc(lc(00)))))))))))))))))))))))))))))))))",
	 "too many functions within functions"},
};

START_TEST(what_is_no_expression)
{
	struct expression *e;
	char *error = NULL;

	ck_assert_int_eq(expression_parse(syntax_errors[_i].text, false, ctx, &e, &error), -EINVAL);
	ck_assert_str_eq(error, syntax_errors[_i].error);
}
END_TEST

static const struct {
	const char *text;
	const char *error;
} value_errors[] = {
	{"$none", "$none has not been saved"},
	{"lc()", "lc(): an APDU has 1 to 65535 data bytes"},
	{"sub($one, 1, 2)", "sub(): there are not as many bytes"},
	{"sub($one, 3, 0)", "sub(): there are not as many bytes"},
	{"fill($one, 2)", "fill(): it is one byte that is repeated"},
	{"fill(00, 65536)", "fill(): at most 65535 times"},
	{"tag($fcp, 62/83)", "tag(): there is no such tag"},
	{"whole($one, 12/34)", "whole(): that is no BER-TLV"},
	{"add(FF, 1)", "add(): the sum is too long"},
	{"xor(00, 0000)", "xor(): the two are not of the same length"},
	{"tlv(80, $none)", "$none has not been saved"},
};

START_TEST(what_has_no_value)
{
	struct buf out = buf_new(ctx);
	struct expression *e;
	char *error = NULL;

	ck_assert_int_eq(expression_parse(value_errors[_i].text, false, ctx, &e, &error), 0);
	ck_assert_int_eq(expression_bytes(e, some_variables(), &out, &error), -EINVAL);
	ck_assert_str_eq(error, value_errors[_i].error);
}
END_TEST

/* ---- patterns ---- */

static const struct {
	const char *pattern;
	const char *bytes;
	int differs; /* the first byte that does; -1: none */
} patterns[] = {
	{"9000", "9000", -1},
	{"9000", "6A82", 0},
	{"9000", "90", 1},
	{"9000", "900000", 2},
	{"", "", -1},
	{"", "90", 0},
	{"61??", "6121", -1},
	{"6?00", "6A00", -1},
	{"6?00", "6A01", 1},
	{"...9000", "9000", -1},
	{"...9000", "90009000", -1},
	{"...9000", "9000900090", 5},
	{"62...83023F00...9000", "620983023F018302 3F009000", -1},
	{"62...83023F00...9000", "6209 8302 3F01 9000", 5},
	{"...", "", -1},
	{"... 00 ...", "0102", 0},
	{"$one...", "123456", -1},
};

START_TEST(comparison)
{
	struct slice bytes = unhex(ctx, patterns[_i].bytes);
	struct expression *e;
	struct pattern p;
	char *error = NULL;
	size_t at = 0;

	ck_assert_int_eq(expression_parse(patterns[_i].pattern, true, ctx, &e, &error), 0);
	ck_assert_int_eq(expression_pattern(e, some_variables(), ctx, &p, &error), 0);
	ck_assert_int_eq(pattern_match(&p, bytes, &at), patterns[_i].differs < 0);
	if (patterns[_i].differs >= 0)
		ck_assert_int_eq((int)at, patterns[_i].differs);
}
END_TEST

START_TEST(a_pattern_is_written_as_it_was_read)
{
	struct expression *e;
	struct pattern p;
	char *error = NULL;

	ck_assert_int_eq(expression_parse("6? ?1 ... $one", true, ctx, &e, &error), 0);
	ck_assert_int_eq(expression_pattern(e, some_variables(), ctx, &p, &error), 0);
	ck_assert_str_eq(pattern_text(&p, ctx), "6??1...1234");
}
END_TEST

START_TEST(paths)
{
	struct slice data = unhex(ctx, "BF2D0F A00D E3035A0101 E3035A0102 E20101 83");
	struct tlv t;

	ck_assert_int_eq(path_find(data, "BF2D/A0/E3/5A", &t), 1);
	assert_hex(t.value, "01");
	ck_assert_int_eq(path_find(data, "BF2D/A0/E3[2]/5A", &t), 1);
	assert_hex(t.value, "02");
	ck_assert_int_eq(path_find(data, "BF2D/A0/E3[3]/5A", &t), 0);
	ck_assert_int_eq(path_find(data, "BF2D/A0/E3/5B", &t), 0);
	ck_assert_int_eq(path_find(data, "83", &t), -EBADMSG);
}
END_TEST

/* ---- scripts ---- */

static const char *write_file(const char *name, const char *text)
{
	char *path = talloc_asprintf(ctx, "%s-%s", getenv("TRACE_FILE"), name);
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	return path;
}

static char *read_text(const char *path)
{
	char text[4096];
	FILE *f = fopen(path, "r");
	size_t n = fread(text, 1, sizeof(text), f);

	fclose(f);
	return talloc_strndup(ctx, text, n);
}

static const struct {
	const char *text;
	const char *error; /* behind the file's name */
} script_errors[] = {
	{"\n# c\nfoo 00\n", ":3: 'foo' is no word of the trace format"},
	{">\n", ":1: '>' without bytes"},
	{"> 0\n", ":1: half a byte at '0'"},
	{"> 00?0\n", ":1: '?' is for patterns alone"},
	{"< 9000\n", ":1: there is nothing that '<' could be about"},
	{"on\n< 9000\n", ":2: there is nothing that '<' could be about"},
	{"off\natr 3B\n", ":2: there is nothing that 'atr' could be about"},
	{"tag 62 absent\n", ":1: there is nothing that 'tag' could be about"},
	{"like x\n", ":1: there is nothing that 'like' could be about"},
	{"> 00\ntag 6 absent\n", ":2: '6' is no path of tags"},
	{"> 00\ntag 62 gone\n", ":2: a path is followed by '=', 'absent' or 'present'"},
	{"> 00\ntag 62 absent now\n", ":2: nothing can follow 'absent'"},
	{"> 00\nlike (\n", ":2: '(': Unmatched ( or \\("},
	{"on now\n", ":1: nothing can follow 'on'"},
	{"let x 00\n", ":1: 'let' is followed by a name, '=' and a value"},
	{"let x-y = 00\n", ":1: 'x-y' is no name"},
	{"channel 4\n", ":1: '4' is no number from 0 to 3"},
	{"now never\n", ":1: 'never' is no number from 0 to 9223372036854775807"},
	{"card x\n", ":1: 'x' is no number from 0 to 65535"},
	{"sequence\n", ":1: a sequence without a name"},
	{"sequence A\n> 00\n< 6F00\nsequence A\n", ":4: there is a sequence A in line 1 already"},
	{"\nsequence A title\n> 00\n", ":2: A expects nothing"},
	{"uncovered A\n", ":1: 'uncovered' without a reason"},
	{"uncovered A why\n> 00\n", ":1: A is uncovered, and yet has steps"},
	{"clause 1\n", ":1: 'clause' belongs to a sequence"},
	{"group a\ngroup b\n", ":2: a trace belongs to one group"},
	{"requires luck\n", ":1: 'luck' cannot be required; 'in-process' can"},
	{"sequence A\nseed 00\n", ":2: 'seed' stands before the first sequence"},
	{"seed $x\n", ":1: $x has not been saved"},
	{"sequence A\nchip svn 2.5.0\n", ":2: 'chip' stands before the first sequence"},
	{"chip channels many\n", ":1: channels: 'many' is not from 1 to 20"},
	{"chip colour blue\n", ":1: a chip has no 'colour'"},
	{"include\n", ":1: 'include' without a file"},
	{"\ninclude none.trace\n", ":2: none.trace: No such file or directory"},
	{"server dance\n", ":1: there is no 'server dance'"},
	{"server new colour=00\n", ":1: 'server new' has no value 'colour'"},
	{"server new nicely\n", ":1: 'server new' knows no defect 'nicely'"},
	{"server new challenge=0\n", ":1: half a byte at '0'"},
};

START_TEST(what_is_no_trace)
{
	const char *path = write_file("wrong", script_errors[_i].text);
	struct script *script;
	char *error = NULL;

	ck_assert_int_eq(script_read(path, 0, ctx, &script, &error), -EINVAL);
	ck_assert_str_eq(error, talloc_asprintf(ctx, "%s%s", path, script_errors[_i].error));
	unlink(path);
}
END_TEST

START_TEST(a_file_cannot_include_itself)
{
	const char *path = write_file("self", "");
	struct script *script;
	char *error = NULL;

	write_file("self", talloc_asprintf(ctx, "include %s\n", strrchr(path, '/') + 1));
	ck_assert_int_eq(script_read(path, 0, ctx, &script, &error), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, ":1: files include each other"));
	unlink(path);
}
END_TEST

/* ---- runs ---- */

/* Replies as the table says, so that what is tested is the replay. */
struct fake {
	struct transport transport;
	unsigned resets;
	const char *sent; /* hex of all commands, each followed by a blank */
};

static const struct {
	const char *command;
	const char *response;
} fake_answers[] = {
	{"00A40004023F00", "6107"},
	{"00C0000007", "6205 82017E 8300 9000"},
	{"00B0000000", "6C02"},
	{"00B0000002", "ABCD9000"},
	{"80E2910003BF2E00", "6115"},
	{"00C0000015", "BF2E12 8010 000102030405060708090A0B0C0D0E0F 9000"},
	{"4084000000", "6102"},
	{"40C0000002", "0102 9000"},
};

static int fake_power(struct transport *t, enum power what, struct buf *atr, char **error)
{
	struct fake *f = (struct fake *)t;

	(void)error;
	f->resets += what == POWER_RESET;
	buf_put_u16(atr, 0x3B00);
	return 0;
}

static int fake_transmit(struct transport *t, struct slice command, struct buf *response,
			 char **error)
{
	struct fake *f = (struct fake *)t;
	const char *hex = hex_text(command, ctx);

	(void)error;
	f->sent = talloc_asprintf(ctx, "%s%s ", f->sent, hex);
	for (int i = 0; i < COUNT(fake_answers); i++)
		if (!strcmp(fake_answers[i].command, hex)) {
			buf_put_slice(response, unhex(ctx, fake_answers[i].response));
			return 0;
		}
	buf_put_u16(response, 0x6A82);
	return 0;
}

static struct fake fake;

static struct result *run_text(const char *text, bool update, struct run **run, const char **path)
{
	struct result *results = NULL;
	struct script *script;
	char *error = NULL;

	fake = (struct fake){.transport = {.power = fake_power, .transmit = fake_transmit},
			     .sent = ""};
	*path = write_file("run", text);
	ck_assert_msg(script_read(*path, 0, ctx, &script, &error) == 0, "%s", error);
	*run = run_new(&fake.transport, update, ctx);
	ck_assert_int_eq(run_script(*run, script, &results), 0);
	return results;
}

static const struct {
	const char *text;
	const char *sent;
	const char *why; /* the first line and what is on the second; NULL: it passes */
} runs[] = {
	{"> 00A40004023F00\n< 6107\n", "00A40004023F00 ", NULL},
	{"> 00A40004 lc(3F00)\n< 61??\n", "00A40004023F00 ", NULL},
	{"send 00A40004023F00\n< ...9000\ntag 62/82 = 7?\ntag 62/83 =\ntag 62/84 absent\n"
	 "tag 62/82 present\nlike ^6205.*9000$\nunlike 6A82\n",
	 "00A40004023F00 00C0000007 ", NULL},
	{"send 00B0000000\n< ABCD 9000\nlet x = $data sub($response, 2, 2)\n> $x\n< 6A82\n",
	 "00B0000000 00B0000002 ABCD9000 ", NULL},
	{"send 4084000000\n< 01029000\n", "4084000000 40C0000002 ", NULL},
	{"es10 BF2E00\n< BF2E...9000\nlet c = tag($data, BF2E/80)\n> 0088 $c\n< 6A82\n",
	 "80E2910003BF2E00 00C0000015 0088000102030405060708090A0B0C0D0E0F ", NULL},
	{"channel 2\nes10 BF2E00\n< 6A82\n", "82E2910003BF2E00 ", NULL},
	{"es10 fill(00, 256)\n< 6A82\n", NULL, NULL},
	{"atr 3B00\n", "", NULL},
	{"atr 3B01\n", "",
	 ": after \nthe ATR is     3B00\n         not as 3B01\n"
	 "first difference: byte 1, 00\n"},
	{"> 00A40004023F00\n< 9000\n", "00A40004023F00 ",
	 ": after 00A40004023F00\nthe response is     6107\n              not as 9000\n"
	 "first difference: byte 0, 61\n"},
	{"send 00A40004023F00\n< 6205 82017F 8300 9000\n", "00A40004023F00 00C0000007 ",
	 ": after 00A40004023F00\nthe response is     620582017E83009000\n"
	 "              not as 620582017F83009000\nfirst difference: byte 4, 7E\n"
	 "seen:\n  62 (5)\n    82 (1) 7E\n    83 (0)\nexpected:\n  62 (5)\n    82 (1) 7F\n"
	 "    83 (0)\n"},
	{"send 00A40004023F00\ntag 62/83 absent\n", "00A40004023F00 00C0000007 ",
	 ": after 00A40004023F00\ntag 62/83 is there\nseen:\n  62 (5)\n    82 (1) 7E\n"
	 "    83 (0)\n"},
	{"send 00B0000000\ntag AB absent\n", "00B0000000 00B0000002 ",
	 ": after 00B0000000\nthe data is no BER-TLV: ABCD"},
	{"> 00\nlike 9000\n", "00 ", ": after 00\nthe response is 6A82, which does not match\n"},
	{"> 00\nunlike 6A82\n", "00 ", ": after 00\nthe response is 6A82, which matches\n"},
	{"load BF3600\n< 9000\n", "", ": BF3600 failed\nthat is no bound profile package"},
	{"> 00 $none\n< 9000\n", "", ": 00 failed\n$none has not been saved"},
};

START_TEST(sequences)
{
	struct run *run;
	const char *path;
	struct result *result = run_text(
		talloc_asprintf(ctx, "sequence A title\n%s", runs[_i].text), false, &run, &path);

	ck_assert_int_eq(result->outcome, runs[_i].why ? FAILED : PASSED);
	if (runs[_i].sent)
		ck_assert_str_eq(fake.sent, runs[_i].sent);
	ck_assert_uint_eq(fake.resets, 1);
	if (runs[_i].why)
		ck_assert_str_eq(strchr(strchr(result->why, ':') + 1, ':'), runs[_i].why);
	unlink(path);
}
END_TEST

START_TEST(a_failed_sequence_does_not_end_the_others)
{
	struct run *run;
	const char *path;
	struct result *r = run_text("sequence A\n> 00\n< 9000\n> 01\n< 6A82\n"
				    "sequence B\n> 02\n< 6A82\nuncovered C no reader\n"
				    "sequence D\nrequires in-process\n> 03\n< 6A82\n",
				    false, &run, &path);

	ck_assert_str_eq(fake.sent, "00 02 ");
	ck_assert_int_eq(r->outcome, FAILED);
	ck_assert_int_eq(r->next->outcome, PASSED);
	ck_assert_int_eq(r->next->next->outcome, SKIPPED);
	ck_assert_str_eq(r->next->next->why, "no reader");
	ck_assert_int_eq(r->next->next->next->outcome, SKIPPED);
	unlink(path);
}
END_TEST

START_TEST(without_its_setup_everything_fails)
{
	struct run *run;
	const char *path;
	struct result *r = run_text("> 00\n< 9000\nsequence A\n> 01\n< 6A82\n", false, &run, &path);

	ck_assert_str_eq(fake.sent, "00 ");
	ck_assert_int_eq(r->outcome, FAILED);
	ck_assert_ptr_nonnull(strstr(r->why, "in the setup: "));
	unlink(path);
}
END_TEST

START_TEST(a_record_is_replayed_as_it_is)
{
	struct run *run;
	const char *path;
	struct result *r = run_text("# softeuicc trace, format 1; behind ...\non # 0.4\n"
				    "atr 3B00 # 0.5\n> 00A40004023F00 # 1.0\n< 6107 # 1.1\n"
				    "card 1\n> 11 # 2\n< 9000 # 3\ncard 0\n> 00 # 4\n",
				    false, &run, &path);

	ck_assert_int_eq(r->outcome, PASSED);
	ck_assert_ptr_null(r->next);
	ck_assert_str_eq(fake.sent, "00A40004023F00 00 ");
	ck_assert_uint_eq(fake.resets, 0);
	unlink(path);
}
END_TEST

START_TEST(expectations_are_updated)
{
	struct run *run;
	const char *path;
	struct result *r = run_text("sequence A\n  > 00 # c\n  < 9000 # 1.5\nsend 00A40004023F00\n"
				    "tag 62/82 = 00\n< ...9000\n",
				    true, &run, &path);

	ck_assert_int_eq(r->outcome, PASSED);
	ck_assert_int_eq(update_file(path, run_changes(run)), 2);
	ck_assert_str_eq(read_text(path), "sequence A\n  > 00 # c\n  < 6A82 # 1.5\n"
					  "send 00A40004023F00\ntag 62/82 = 7E\n< ...9000\n");
	ck_assert_int_eq(update_file(path, NULL), 0);
	unlink(path);
}
END_TEST

START_TEST(reports)
{
	const char *tap_path = write_file("tap", ""), *junit_path = write_file("junit", ""), *path;
	FILE *tap = fopen(tap_path, "w"), *junit = fopen(junit_path, "w");
	struct report *report = report_new(tap, junit, ctx);
	struct script *script;
	struct run *run;
	char *error = NULL;
	struct result *r = run_text("group G <1>\nsequence A \"t\" & u\nclause 1.2\n> 00\n< 9000\n"
				    "sequence B\n> 00\n< 6A82\nuncovered C why\n",
				    false, &run, &path);

	ck_assert_int_eq(script_read(path, 0, ctx, &script, &error), 0);
	report_script(report, script, r);
	report_trouble(report, "x.trace", "bad\nworse");
	ck_assert_uint_eq(report_end(report), 2);
	fclose(tap);
	fclose(junit);
	ck_assert_str_eq(
		read_text(tap_path),
		talloc_asprintf(ctx,
				"# %s: G <1>\nnot ok 1 - A \"t\" & u (1.2)\n# %s:5: after 00\n"
				"# the response is     6A82\n#               not as 9000\n"
				"# first difference: byte 0, 6A\nok 2 - B\n"
				"ok 3 - C # SKIP why\nnot ok 4 - x.trace\n# bad\n# worse\n1..4\n",
				path, path));
	error = read_text(junit_path);
	ck_assert_ptr_nonnull(strstr(error, "<testsuite name=\"G &lt;1&gt;\""));
	ck_assert_ptr_nonnull(strstr(error, " tests=\"3\" failures=\"1\" skipped=\"1\">"));
	ck_assert_ptr_nonnull(strstr(error, "<testcase name=\"A\" classname=\"1.2\"><failure>"));
	ck_assert_ptr_nonnull(strstr(error, "<error>bad\nworse</error>"));
	unlink(path);
	unlink(tap_path);
	unlink(junit_path);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("replay");
	TCase *t = tcase_create("replay");

	char prefix[64];

	snprintf(prefix, sizeof(prefix), "/tmp/softeuicc-replay-%d", (int)getpid());
	setenv("TRACE_FILE", prefix, 1);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, values, 0, COUNT(expressions));
	tcase_add_loop_test(t, what_is_no_expression, 0, COUNT(syntax_errors));
	tcase_add_loop_test(t, what_has_no_value, 0, COUNT(value_errors));
	tcase_add_loop_test(t, comparison, 0, COUNT(patterns));
	tcase_add_test(t, a_pattern_is_written_as_it_was_read);
	tcase_add_test(t, paths);
	tcase_add_loop_test(t, what_is_no_trace, 0, COUNT(script_errors));
	tcase_add_test(t, a_file_cannot_include_itself);
	tcase_add_loop_test(t, sequences, 0, COUNT(runs));
	tcase_add_test(t, a_failed_sequence_does_not_end_the_others);
	tcase_add_test(t, without_its_setup_everything_fails);
	tcase_add_test(t, a_record_is_replayed_as_it_is);
	tcase_add_test(t, expectations_are_updated);
	tcase_add_test(t, reports);
	suite_add_tcase(s, t);
	return unit_main(s);
}
