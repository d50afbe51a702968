/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of a demonstration, and the one loop that waits for what they do: the lines that
 * they print, the messages that they write into the trail, their ends, and the signals that end it
 * all. The first thing that goes wrong is kept, for people. */
#ifndef DEMO_STAGE_H
#define DEMO_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/trail.h"

struct stage; /* a talloc object; freed, it ends all processes, the last one first */

/* Uses the directory @directory, where the trail is and each process has a log. SIGINT, SIGTERM and
 * SIGHUP are from now on what stage_wait() returns -ECANCELED for. Returns 0 or negative errno. */
int stage_new(void *ctx, const char *directory, struct stage **out);

const char *stage_directory(const struct stage *s);
/* The file that the processes append their messages to. */
const char *stage_trail(const struct stage *s);
/* Forgets what the trail has, and calls @told for each message from now on, while anything is
 * waited for. Returns 0 or negative errno, noted. */
int stage_watch(struct stage *s, void (*told)(void *arg, const struct trail_entry *entry),
		void *arg);

/* Notes what went wrong, unless something has before, and returns @r. */
int stage_fail(struct stage *s, int r, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What has been noted; "" for nothing. */
const char *stage_problem(const struct stage *s);
/* Forgets it: what was to go wrong did. */
void stage_forgive(struct stage *s);

/* ---- processes ---- */

struct actor; /* a process that was started */

struct actor_config {
	const char *name;               /* of the log, and in what went wrong */
	const char *const *argv;        /* ended by NULL; [0] is looked for in PATH */
	const char *const *environment; /* "NAME=VALUE", ended by NULL, beyond the own; or NULL */
	bool lasting;                   /* when it ends by itself, that is a failure */
	/* Called with each line that it prints, and with one that is not complete where it is
	 * silent after it: a question. May be NULL. */
	void (*hear)(void *arg, struct actor *a, const char *line);
	void *arg;
};

/* Its process group is its own, so that the terminal's signals do not reach it. Returns 0 or
 * negative errno, noted. */
int stage_start(struct stage *s, const struct actor_config *config, struct actor **out);
/* Writes a line to its standard input. -EPIPE where nobody reads it. */
int actor_say(struct actor *a, const char *line);
/* The last line that it has printed, on standard error where it has printed there; "" for none. */
const char *actor_last_words(const struct actor *a);
/* Whether it is over. */
bool actor_ended(struct actor *a);
/* Ends it, with SIGKILL where SIGTERM does not; with all that it has started. */
void actor_end(struct actor *a);
/* Ends it at once, as a power cut does. */
void actor_kill(struct actor *a);

enum { STAGE_SECONDS = 60 }; /* within which what is waited for must come */

/* Waits until @done(arg). Returns 0; -ECANCELED (signal), -ETIMEDOUT, -ECHILD (a lasting process
 * has ended), noted. */
int stage_wait(struct stage *s, bool (*done)(void *arg), void *arg, const char *what);
/* Waits for a line that begins with @prefix, and returns what is behind it in *@rest, which lives
 * as long as the process. Lines before it are passed over for good. */
int stage_wait_line(struct stage *s, struct actor *a, const char *prefix, const char **rest);
/* Waits for its end. *@status: its exit status, or 128 and a signal's number. */
int stage_wait_end(struct stage *s, struct actor *a, int *status);
/* Runs it to its end. *@output, if not NULL: what it has printed on standard output, on @ctx. Any
 * exit status but 0 is a failure, of which its last words are noted. */
int stage_run(struct stage *s, const struct actor_config *config, void *ctx, char **output);

#endif
