/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a flow of primary and secondary device with all of its parties: sets them up, does what the
 * user does, and looks at the end whether the operator's store, the SM-DP+'s and the cards agree.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include <jansson.h>
#include <stdbool.h>

#include "demo/readers.h"
#include "flow/trail.h"

/* What the user decides. Each flow heeds some of them. */
enum demo_choice {
	DEMO_CONTRACT, /* accept the operator's contract? */
	DEMO_AUTHENTICATION,
	DEMO_SHARED_NUMBER, /* one number for both devices? */
	DEMO_ALERTING,      /* how it rings */
	DEMO_CHOICES,
};

enum { DEMO_ANSWERS_MAX = 4 };

struct demo_question {
	const char *name;                          /* of the option: "contract" */
	const char *text;                          /* "The operator's contract" */
	const char *answers[DEMO_ANSWERS_MAX + 1]; /* the first by default; ended by NULL */
};

extern const struct demo_question demo_questions[DEMO_CHOICES];

struct demo_flow {
	const char *name;  /* "A1" */
	const char *title; /* in a few words */
	const char *story; /* in a sentence or two */
	bool heeds[DEMO_CHOICES];
};

/* The flow of that name, regardless of case; NULL where there is none. */
const struct demo_flow *demo_flow_find(const char *name);
/* By number; NULL after the last. */
const struct demo_flow *demo_flow_at(size_t i);

struct demo_config {
	const struct demo_flow *flow;
	size_t answers[DEMO_CHOICES]; /* indexes */
	const char *program;          /* this one */
	const char *lpac;
	const char *directory; /* that all is kept in, empty */
	struct reader readers[READERS_MAX];
	size_t reader_count;
	/* Each message as it happens, and each check afterwards. May be NULL. */
	void (*message)(void *arg, const struct trail_entry *entry);
	void (*check)(void *arg, const char *what, bool ok);
	void *arg;
};

/* Plays it. Returns 0 where the flow reached its end and all is as it should be; otherwise negative
 * errno, with *@error, for people, on @ctx. -ECANCELED: a signal. Whatever it returns, no process
 * is left. */
int demo_play(void *ctx, const struct demo_config *config, char **error);

enum { DEMO_READERS = 2 }; /* that a flow needs */

#endif
