/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/stage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "demo/places.h"
#include "unit.h"

static void *ctx;
static char directory[32];
static struct stage *stage;

static void setup(void)
{
	ctx = talloc_new(NULL);
	strcpy(directory, "check_stage.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(stage_new(ctx, directory, &stage), 0);
}

static void teardown(void)
{
	static const char *const names[] = {"trail", "a.log", "b.log", "program"};

	talloc_free(ctx);
	for (size_t i = 0; i < COUNT(names); i++) {
		char path[64];

		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		unlink(path);
	}
	ck_assert_int_eq(rmdir(directory), 0);
}

/* What a shell does, as the actor @name. */
static struct actor_config shell(const char *name, const char *script)
{
	const char **argv = talloc_array(ctx, const char *, 4);

	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = script;
	argv[3] = NULL;
	return (struct actor_config){.name = name, .argv = argv};
}

static struct actor *started(struct actor_config config)
{
	struct actor *a;

	ck_assert_int_eq(stage_start(stage, &config, &a), 0);
	return a;
}

START_TEST(output_is_returned)
{
	struct actor_config config = shell("a", "echo \"$WORD\"; echo two; echo three >&2");
	const char *const environment[] = {"WORD=one", NULL};
	char *output;

	config.environment = environment;
	ck_assert_int_eq(stage_run(stage, &config, ctx, &output), 0);
	ck_assert_str_eq(output, "one\ntwo\n");
	ck_assert_str_eq(stage_problem(stage), "");
}
END_TEST

static const struct {
	const char *script, *problem;
} failures[] = {
	{"echo first >&2; echo why >&2; exit 3", "why"},
	{"echo why; exit 1", "why"},
	{"kill -9 $$", ""},
};

START_TEST(failures_are_explained)
{
	struct actor_config config = shell("a", failures[_i].script);

	ck_assert_int_eq(stage_run(stage, &config, ctx, NULL), -ECHILD);
	ck_assert_str_eq(stage_problem(stage), failures[_i].problem);
	/* the first problem is kept until it is forgiven */
	stage_fail(stage, -EIO, "another");
	ck_assert_str_eq(stage_problem(stage), failures[_i].problem);
	stage_forgive(stage);
	ck_assert_int_eq(stage_fail(stage, -EIO, "a %s one", "third"), -EIO);
	ck_assert_str_eq(stage_problem(stage), "a third one");
}
END_TEST

START_TEST(programs_that_are_not_there)
{
	const char *const argv[] = {"nowhere/program", NULL};
	const struct actor_config config = {.name = "a", .argv = argv};

	ck_assert_int_eq(stage_run(stage, &config, ctx, NULL), -ECHILD);
	ck_assert_str_eq(stage_problem(stage), "nowhere/program: No such file or directory");
}
END_TEST

START_TEST(lines_are_waited_for)
{
	struct actor *a = started(shell("a", "echo no; echo listening on HERE; read line; "
					     "echo listening on $line; read line"));
	const char *rest;

	ck_assert_int_eq(stage_wait_line(stage, a, "listening on ", &rest), 0);
	ck_assert_str_eq(rest, "HERE");
	ck_assert_int_eq(actor_say(a, "THERE"), 0);
	ck_assert_int_eq(stage_wait_line(stage, a, "listening on ", &rest), 0);
	ck_assert_str_eq(rest, "THERE");
}
END_TEST

START_TEST(lines_that_do_not_come)
{
	struct actor *a = started(shell("a", "echo something; echo sorry >&2"));
	const char *rest;
	int status;

	ck_assert_int_eq(stage_wait_line(stage, a, "listening on ", &rest), -ECHILD);
	ck_assert_str_eq(stage_problem(stage), "a has ended: sorry");
	ck_assert_ptr_null(rest);
	ck_assert_int_eq(stage_wait_end(stage, a, &status), 0);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(actor_say(a, "x"), -EPIPE);
}
END_TEST

struct heard {
	char text[64];
};

static void hear(void *arg, struct actor *a, const char *line)
{
	struct heard *h = arg;

	strcat(h->text, line);
	strcat(h->text, "|");
	if (!strcmp(line, "yes or no? "))
		ck_assert_int_eq(actor_say(a, "yes"), 0);
}

START_TEST(questions_are_heard)
{
	struct actor_config config =
		shell("a", "echo one; printf 'yes or no? '; read answer; echo $answer");
	struct heard h = {""};

	config.hear = hear;
	config.arg = &h;
	ck_assert_int_eq(stage_wait_end(stage, started(config), &(int){0}), 0);
	ck_assert_str_eq(h.text, "one|yes or no? |yes|");
}
END_TEST

START_TEST(lasting_ones_must_not_end)
{
	struct actor_config config = shell("a", "read line; echo out of memory >&2");
	struct actor *a, *b;
	int status;

	config.lasting = true;
	a = started(config);
	b = started(shell("b", "read line"));
	ck_assert_int_eq(actor_say(a, "go"), 0);
	ck_assert_int_eq(stage_wait_end(stage, b, &status), -ECHILD);
	ck_assert_str_eq(stage_problem(stage), "a has ended: out of memory");
}
END_TEST

static bool never(void *arg)
{
	(void)arg;
	return false;
}

START_TEST(signals_end_it)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

	started(shell("a", "read line"));
	raise(signals[_i]);
	ck_assert_int_eq(stage_wait(stage, never, NULL, "nothing"), -ECANCELED);
	ck_assert_str_eq(stage_problem(stage), "interrupted");
}
END_TEST

/* A process of its own that the actor has started ends with it. */
START_TEST(nothing_is_left)
{
	struct actor *a = started(shell("a", "sleep 1000 & echo $!; trap '' TERM; wait"));
	struct actor_config config;
	const char *pid;

	ck_assert_int_eq(stage_wait_line(stage, a, "", &pid), 0);
	actor_kill(a);
	/* Whoever inherits it may not have reaped it yet: it does not run any more. */
	config = shell("b", talloc_asprintf(ctx,
					    "while grep -q '^State:.[RSD]' /proc/%s/status; "
					    "do :; done 2>&-",
					    pid));
	ck_assert_int_eq(stage_run(stage, &config, ctx, NULL), 0);
}
END_TEST

static void count(void *arg, const struct trail_entry *entry)
{
	size_t *n = arg;

	ck_assert_str_eq(entry->from, "LPA");
	++*n;
}

static bool two(void *arg)
{
	return *(size_t *)arg == 2;
}

START_TEST(messages_are_followed)
{
	size_t n = 0;
	char *script = talloc_asprintf(
		ctx,
		"line='{\"time\":1,\"from\":\"LPA\",\"to\":\"b\",\"message\":\"m\"}'; "
		"echo \"$line\" >>%s; read go; echo \"$line\" >>%s; read go",
		stage_trail(stage), stage_trail(stage));
	struct actor *a;

	ck_assert_int_eq(stage_watch(stage, count, &n), 0);
	a = started(shell("a", script));
	ck_assert_int_eq(actor_say(a, ""), 0);
	ck_assert_int_eq(stage_wait(stage, two, &n, "two messages"), 0);
}
END_TEST

START_TEST(bad_trails_end_it)
{
	char *script = talloc_asprintf(ctx, "echo nonsense >>%s; read go", stage_trail(stage));

	started(shell("a", script));
	ck_assert_int_eq(stage_wait(stage, never, NULL, "nothing"), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(stage_problem(stage), "trail: line 1: "));
}
END_TEST

START_TEST(lpac_is_found)
{
	char *path = talloc_asprintf(ctx, "%s/program", directory), *whole;
	FILE *f = fopen(path, "w");

	fclose(f);
	ck_assert_ptr_null(place_of_lpac(ctx, path)); /* it cannot be run */
	ck_assert_int_eq(chmod(path, 0755), 0);
	ck_assert_str_eq(place_of_lpac(ctx, path), path);
	ck_assert_ptr_null(place_of_lpac(ctx, "program"));
	whole = talloc_asprintf(ctx, "nowhere::%s", directory);
	ck_assert_int_eq(setenv("PATH", whole, 1), 0);
	ck_assert_str_eq(place_of_lpac(ctx, "program"), path);
	ck_assert_ptr_null(place_of_lpac(ctx, "another"));
	path = talloc_asprintf(ctx, "%s/another", directory);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_ptr_null(place_of_lpac(ctx, "another")); /* a directory */
	ck_assert_ptr_null(place_of_lpac(ctx, path));
	ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stage");
	TCase *tc = tcase_create("stage");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, output_is_returned);
	tcase_add_loop_test(tc, failures_are_explained, 0, COUNT(failures));
	tcase_add_test(tc, programs_that_are_not_there);
	tcase_add_test(tc, lines_are_waited_for);
	tcase_add_test(tc, lines_that_do_not_come);
	tcase_add_test(tc, questions_are_heard);
	tcase_add_test(tc, lasting_ones_must_not_end);
	tcase_add_loop_test(tc, signals_end_it, 0, 3);
	tcase_add_test(tc, nothing_is_left);
	tcase_add_test(tc, messages_are_followed);
	tcase_add_test(tc, bad_trails_end_it);
	tcase_add_test(tc, lpac_is_found);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
