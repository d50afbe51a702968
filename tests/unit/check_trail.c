/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/trail.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static void *ctx;
static char path[64];

static void setup(void)
{
	int fd;

	ctx = talloc_new(NULL);
	strcpy(path, "check_trail.XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void teardown(void)
{
	unlink(path);
	talloc_free(ctx);
}

static struct trail *opened(void)
{
	struct trail *t;
	char *error;

	ck_assert_int_eq(trail_open(ctx, path, &t, &error), 0);
	return t;
}

static struct trail_reader *reading(void)
{
	struct trail_reader *reader;
	char *error;

	ck_assert_int_eq(trail_reader_open(ctx, path, &reader, &error), 0);
	return reader;
}

static size_t read_whole(struct trail_entry **all)
{
	size_t n;
	char *error;
	int r = trail_read(ctx, path, all, &n, &error);

	ck_assert_msg(r == 0, "%s", error);
	return n;
}

static void append(const char *text)
{
	FILE *f = fopen(path, "a");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(what_is_written_is_read)
{
	struct trail *t = opened();
	struct trail_entry *all;

	trail_message(t, "primary", "AS", "CheckEligibility", json_pack("{s:s}", "app", "ap2006"));
	trail_message(t, "AS", "primary", "\"quotes\", \xC3\xA9\n", NULL);
	ck_assert_uint_eq(read_whole(&all), 2);
	ck_assert_str_eq(all[0].from, "primary");
	ck_assert_str_eq(all[0].to, "AS");
	ck_assert_str_eq(all[0].message, "CheckEligibility");
	ck_assert_str_eq(json_string_value(json_object_get(all[0].detail, "app")), "ap2006");
	ck_assert_str_eq(all[1].message, "\"quotes\", \xC3\xA9\n");
	ck_assert_ptr_null(all[1].detail);
	ck_assert(all[0].time > 1.7e9 && all[0].time <= all[1].time);
}
END_TEST

START_TEST(microseconds_are_kept)
{
	struct trail_entry *all;

	append("{\"time\":1763791525.104211,\"from\":\"a\",\"to\":\"b\",\"message\":\"m\"}\n");
	ck_assert_uint_eq(read_whole(&all), 1);
	ck_assert(all[0].time > 1763791525.1042105 && all[0].time < 1763791525.1042115);
}
END_TEST

START_TEST(a_trail_is_appended_to)
{
	struct trail_entry *all;

	for (int i = 0; i < 2; i++) {
		struct trail *t = opened();

		trail_message(t, "a", "b", "m", NULL);
		talloc_free(t);
	}
	ck_assert_uint_eq(read_whole(&all), 2);
}
END_TEST

START_TEST(nobody_need_watch)
{
	/* The sanitizer sees that the detail is freed. */
	trail_message(NULL, "a", "b", "m", json_pack("{s:s}", "k", "v"));
}
END_TEST

START_TEST(a_detail_without_room_is_left_out)
{
	struct trail *t = opened();
	struct trail_entry *all;
	char text[TRAIL_LINE_MAX];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	trail_message(t, "a", "b", "long detail", json_pack("{s:s}", "k", text));
	trail_message(t, "a", "b", text, NULL); /* no line has room for that */
	trail_message(t, "a", "b", "next", NULL);
	ck_assert_uint_eq(read_whole(&all), 2);
	ck_assert_str_eq(all[0].message, "long detail");
	ck_assert_ptr_null(all[0].detail);
	ck_assert_str_eq(all[1].message, "next");
}
END_TEST

START_TEST(the_longest_line_is_read)
{
	struct trail *t = opened();
	struct trail_entry *all;
	char text[TRAIL_LINE_MAX];
	size_t longest = 0;

	/* Each message a character longer than the one before, until one is not written. */
	for (size_t n = TRAIL_LINE_MAX - 120; n < TRAIL_LINE_MAX; n++) {
		memset(text, 'x', n);
		text[n] = '\0';
		trail_message(t, "a", "b", text, NULL);
	}
	for (size_t i = read_whole(&all); i > 0; i--)
		if (strlen(all[i - 1].message) > longest)
			longest = strlen(all[i - 1].message);
	ck_assert_uint_gt(longest, TRAIL_LINE_MAX - 120);
	ck_assert_uint_lt(longest, TRAIL_LINE_MAX - 1);
}
END_TEST

START_TEST(lines_can_come_while_they_are_read)
{
	struct trail_reader *reader = reading();
	struct trail_entry entry;
	char *error;

	ck_assert_int_eq(trail_next(reader, ctx, &entry, &error), 0);
	append("{\"time\":1.5,\"from\":\"a\",");
	ck_assert_int_eq(trail_next(reader, ctx, &entry, &error), 0);
	append("\"to\":\"b\",\"message\":\"m\"}\n{");
	ck_assert_int_eq(trail_next(reader, ctx, &entry, &error), 1);
	ck_assert_str_eq(entry.to, "b");
	ck_assert_int_eq(trail_next(reader, ctx, &entry, &error), 0);
}
END_TEST

enum { LINES_EACH = 500 };

static void *write_lines(void *arg)
{
	for (int i = 0; i < LINES_EACH; i++)
		trail_message(arg, "a", "b", "m", json_pack("{s:i}", "i", i));
	return NULL;
}

START_TEST(lines_of_several_writers_stay_whole)
{
	struct trail *trails[] = {opened(), opened()};
	struct trail_entry *all;
	pthread_t threads[4];

	for (int i = 0; i < COUNT(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, write_lines, trails[i % 2]), 0);
	for (int i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(read_whole(&all), COUNT(threads) * LINES_EACH);
}
END_TEST

static const struct {
	const char *line, *says;
} bad[] = {
	{"\n", "line 2: "},
	{"{\"time\":1,\n", "line 2: "},
	{"[]\n", "line 2: it lacks one of"},
	{"{\"from\":\"a\",\"to\":\"b\",\"message\":\"m\"}\n", "line 2: it lacks one of"},
	{"{\"time\":\"1\",\"from\":\"a\",\"to\":\"b\",\"message\":\"m\"}\n", "line 2: it lacks"},
	{"{\"time\":1,\"to\":\"b\",\"message\":\"m\"}\n", "line 2: it lacks one of"},
	{"{\"time\":1,\"from\":\"a\",\"message\":\"m\"}\n", "line 2: it lacks one of"},
	{"{\"time\":1,\"from\":\"a\",\"to\":\"b\"}\n", "line 2: it lacks one of"},
	{"{\"time\":1,\"from\":\"a\",\"to\":\"b\",\"message\":\"m\",\"detail\":[]}\n",
	 "line 2: it lacks one of"},
	{"{\"time\":1,\"from\":\"a\",\"to\":\"b\",\"message\":\"m\"}", "line 2: it is not compl"},
};

START_TEST(bad_lines_are_named)
{
	struct trail_entry *all;
	char *error, *expected = talloc_asprintf(ctx, "%s: %s", path, bad[_i].says);
	size_t n;

	append("{\"time\":1,\"from\":\"a\",\"to\":\"b\",\"message\":\"m\"}\n");
	append(bad[_i].line);
	ck_assert_int_eq(trail_read(ctx, path, &all, &n, &error), -EBADMSG);
	ck_assert_msg(!strncmp(error, expected, strlen(expected)), "%s", error);
}
END_TEST

START_TEST(endless_lines_are_not_read)
{
	struct trail_entry *all;
	char *error;
	size_t n;

	for (int i = 0; i < TRAIL_LINE_MAX; i++)
		append("xx");
	ck_assert_int_eq(trail_read(ctx, path, &all, &n, &error), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(error, "line 1: it is longer"));
}
END_TEST

START_TEST(files_that_cannot_be_opened)
{
	struct trail_reader *reader;
	struct trail *t;
	char *error;

	ck_assert_int_eq(trail_open(ctx, "nowhere/trail", &t, &error), -ENOENT);
	ck_assert_ptr_nonnull(strstr(error, "nowhere/trail: "));
	ck_assert_int_eq(trail_reader_open(ctx, "nowhere/trail", &reader, &error), -ENOENT);
	ck_assert_ptr_nonnull(strstr(error, "nowhere/trail: "));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trail");
	TCase *tc = tcase_create("trail");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_written_is_read);
	tcase_add_test(tc, microseconds_are_kept);
	tcase_add_test(tc, a_trail_is_appended_to);
	tcase_add_test(tc, nobody_need_watch);
	tcase_add_test(tc, a_detail_without_room_is_left_out);
	tcase_add_test(tc, the_longest_line_is_read);
	tcase_add_test(tc, lines_can_come_while_they_are_read);
	tcase_add_test(tc, lines_of_several_writers_stay_whole);
	tcase_add_loop_test(tc, bad_lines_are_named, 0, COUNT(bad));
	tcase_add_test(tc, endless_lines_are_not_read);
	tcase_add_test(tc, files_that_cannot_be_opened);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
