/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/diagram.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "flow/detail.h"
#include "flow/svg.h"
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

/* ---- text ---- */

START_TEST(widths)
{
	ck_assert(svg_text_width("", 0, 12) == 0);
	ck_assert(svg_text_width("mm", 2, 12) > svg_text_width("ii", 2, 12));
	ck_assert(svg_text_width("abc", 2, 12) < svg_text_width("abc", 3, 12));
	ck_assert(svg_text_width("abc", SIZE_MAX, 12) == svg_text_width("abc", 3, 12));
	ck_assert(svg_text_width("aaaa", 4, 24) == 2 * svg_text_width("aaaa", 4, 12));
	/* a character is counted once, however many bytes it has */
	ck_assert(svg_text_width("\xE2\x82\xAC", 3, 12) == svg_text_width("\xC3\xA9", 2, 12));
}
END_TEST

static const struct {
	const char *text;
	double width;
	const char *line, *next;
} breaks[] = {
	{"", 100, "", ""},
	{"one", 100, "one", ""},
	{"one two", 1000, "one two", ""},
	{"one two", 1, "one", "two"},
	{"indivisible", 1, "indivisible", ""},
	{"one two three", 60, "one two", "three"},
};

START_TEST(lines_break_between_words)
{
	const char *next;
	size_t n = svg_line_break(breaks[_i].text, breaks[_i].width, 12, &next);

	ck_assert_str_eq(talloc_strndup(ctx, breaks[_i].text, n), breaks[_i].line);
	ck_assert_str_eq(next, breaks[_i].next);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	const char *escaped;
} escapes[] = {
	{"plain", SIZE_MAX, "plain"},
	{"plain", 2, "pl"},
	{"<a b=\"c\">&amp;", SIZE_MAX, "&lt;a b=&quot;c&quot;&gt;&amp;amp;"},
	{"a\tb\nc", SIZE_MAX, "a\tb\nc"},
	{"\x01\x1B[0m\x7F", SIZE_MAX, "??[0m?"},
	{"\xEF\xBF\xBE.\xEF\xBF\xBF.", SIZE_MAX, "?.?."},
	{"\xEF\xBF\xBD\xC3\xA9", SIZE_MAX, "\xEF\xBF\xBD\xC3\xA9"},
};

START_TEST(markup_is_escaped)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	svg_escape(f, escapes[_i].text, escapes[_i].n);
	fclose(f);
	ck_assert_str_eq(text, escapes[_i].escaped);
	free(text);
}
END_TEST

START_TEST(details_are_spelled_out)
{
	json_t *detail = json_pack("{s:s, s:i, s:b, s:s}", "app", "ap2006", "n", 3, "last", 1,
				   "transactionId", "00FF");

	ck_assert_str_eq(detail_text(ctx, detail, false),
			 "app ap2006, n 3, last true, transactionId 00FF");
	ck_assert_str_eq(detail_text(ctx, detail, true), "app ap2006, n 3, last true");
	ck_assert_str_eq(detail_text(ctx, NULL, false), "");
	json_decref(detail);
}
END_TEST

/* ---- diagrams ---- */

static const char *drawn(const struct trail_entry *entries, size_t n, const char *title, bool plain)
{
	const struct diagram_options options = {.title = title, .plain = plain};
	char *text = NULL, *kept;
	size_t length;
	FILE *f = open_memstream(&text, &length);

	ck_assert_int_eq(diagram_write(f, entries, n, &options), 0);
	fclose(f);
	kept = talloc_strdup(ctx, text);
	free(text);
	return kept;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		text++;
		n++;
	}
	return n;
}

static struct trail_entry entry(double time, const char *from, const char *to, const char *message)
{
	return (struct trail_entry){.time = time, .from = from, .to = to, .message = message};
}

START_TEST(every_message_is_there)
{
	struct trail_entry entries[] = {
		entry(10, "primary", "AS", "CheckEligibility"),
		entry(10.25, "AS", "primary", "a <refusal> & \"why\""),
		entry(11.5, "BOSS", "BOSS", "considers"),
	};
	const char *svg;

	entries[0].detail = json_pack("{s:s}", "app", "ap2006");
	svg = drawn(entries, 3, "A1 & more", false);
	ck_assert_uint_eq(times(svg, "<svg "), 1);
	ck_assert_uint_eq(times(svg, "</svg>"), 1);
	ck_assert_uint_eq(times(svg, "<g>"), 3);
	ck_assert_uint_eq(times(svg, "</g>"), 3);
	ck_assert_uint_eq(times(svg, "class=\"arrow\""), 3);
	ck_assert_uint_eq(times(svg, "class=\"life\""), 3);
	ck_assert_uint_eq(times(svg, "class=\"party\""), 6); /* at both ends of a lifeline */
	ck_assert_uint_eq(times(svg, ">A1 &amp; more<"), 1);
	ck_assert_uint_eq(times(svg, "<title>CheckEligibility\napp ap2006</title>"), 1);
	ck_assert_uint_eq(times(svg, ">app ap2006</text>"), 1);
	ck_assert_uint_eq(times(svg, "a &lt;refusal&gt; &amp; &quot;why&quot;</title>"), 1);
	ck_assert_uint_eq(times(svg, ">0.000 s<"), 1);
	ck_assert_uint_eq(times(svg, ">0.250 s<"), 1);
	ck_assert_uint_eq(times(svg, ">1.500 s<"), 1);
	json_decref(entries[0].detail);
}
END_TEST

/* Where the box with the name is. */
static double place(const char *svg, const char *name)
{
	const char *at = strstr(svg, talloc_asprintf(ctx, ">%s</text>", name));

	ck_assert_ptr_nonnull(at);
	while (strncmp(at, " x=\"", 4))
		at--;
	return strtod(at + 4, NULL);
}

START_TEST(parties_have_an_order)
{
	static const char *const order[] = {"user", "LPA",     "secondary", "watch",
					    "ring", "primary", "AS",        "web server",
					    "BOSS", "HLR",     "SM-DP+"};
	struct trail_entry entries[COUNT(order)];
	const char *svg;

	/* Each to the one after it, from the middle on. */
	for (size_t i = 0; i < COUNT(order); i++)
		entries[i] =
			entry(1, order[(i + 3) % COUNT(order)], order[(i + 4) % COUNT(order)], "m");
	svg = drawn(entries, COUNT(order), NULL, false);
	for (size_t i = 0; i + 1 < COUNT(order); i++)
		ck_assert_msg(place(svg, order[i]) < place(svg, order[i + 1]), "%s and %s",
			      order[i], order[i + 1]);
}
END_TEST

/* Lines of a label are within their arrow, whose lifelines move apart for them. */
START_TEST(labels_have_room)
{
	const char *word = "averylongwordthatcannotbebrokenanywhere";
	struct trail_entry entries[] = {entry(1, "primary", "AS", word)};
	const char *svg = drawn(entries, 1, NULL, false);

	ck_assert(place(svg, "AS") - place(svg, "primary") > svg_text_width(word, SIZE_MAX, 12));
}
END_TEST

START_TEST(details_are_cut)
{
	struct trail_entry entries[] = {entry(1, "primary", "AS", "m")};
	char *value = talloc_strdup(ctx, ""), *whole;
	const char *svg;

	for (int i = 0; i < 50; i++)
		value = talloc_strdup_append(value, "\xC3\xA9");
	entries[0].detail = json_pack("{s:s}", "k", value);
	svg = drawn(entries, 1, NULL, false);
	whole = talloc_asprintf(ctx, "k %s</title>", value);
	ck_assert_uint_eq(times(svg, whole), 1);
	ck_assert_uint_eq(times(svg, "\xC3\xA9\xE2\x80\xA6</text>"), 1);
	json_decref(entries[0].detail);
}
END_TEST

START_TEST(plain_ones_are_the_same_each_time)
{
	const char *svg[2];

	for (int i = 0; i < 2; i++) {
		struct trail_entry entries[] = {
			entry(100 * i, "LPA", "SM-DP+", "ES9+.authenticateClient"),
			entry(101 * i, "SM-DP+", "LPA", "ES9+.authenticateClient: ok"),
		};

		entries[1].detail = json_pack("{s:s, s:s}", "transactionId", i ? "00" : "FFFF",
					      "eid", "89049032");
		svg[i] = drawn(entries, 2, "A1", true);
		json_decref(entries[1].detail);
	}
	ck_assert_str_eq(svg[0], svg[1]);
	ck_assert_uint_eq(times(svg[0], "eid 89049032"), 2);
	ck_assert_uint_eq(times(svg[0], " s</text>"), 0);
}
END_TEST

START_TEST(an_empty_trail_is_a_diagram)
{
	const char *svg = drawn(NULL, 0, NULL, false);

	ck_assert_uint_eq(times(svg, "</svg>"), 1);
	ck_assert_uint_eq(times(svg, "<g>"), 0);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	const struct diagram_options options = {0};
	FILE *f = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(diagram_write(f, NULL, 0, &options), -EIO);
	fclose(f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diagram");
	TCase *tc = tcase_create("diagram");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, widths);
	tcase_add_loop_test(tc, lines_break_between_words, 0, COUNT(breaks));
	tcase_add_loop_test(tc, markup_is_escaped, 0, COUNT(escapes));
	tcase_add_test(tc, details_are_spelled_out);
	tcase_add_test(tc, every_message_is_there);
	tcase_add_test(tc, parties_have_an_order);
	tcase_add_test(tc, labels_have_room);
	tcase_add_test(tc, details_are_cut);
	tcase_add_test(tc, plain_ones_are_the_same_each_time);
	tcase_add_test(tc, an_empty_trail_is_a_diagram);
	tcase_add_test(tc, a_full_disk_is_told);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
