/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does to a card what a trace says, and compares its answers. */
#ifndef REPLAY_RUN_H
#define REPLAY_RUN_H

#include "replay/script.h"
#include "replay/transport.h"

enum outcome { PASSED, FAILED, SKIPPED };

struct result {
	struct result *next;
	const struct sequence *sequence;
	enum outcome outcome;
	const char *why; /* skipped: the reason in a line; failed: the diagnosis, in lines */
};

/* A line of a trace that --update writes anew: what follows its word. */
struct change {
	struct change *next;
	const char *file;
	unsigned line;
	const char *text;
};

struct run;

/* @update: expectations that are not met make changes instead of failures. */
struct run *run_new(struct transport *transport, bool update, void *ctx);

/* Runs the setup and all sequences of @script. Results, in their order, become children of the
 * run. 0 or -ENOMEM. */
int run_script(struct run *run, const struct script *script, struct result **out);

const struct change *run_changes(const struct run *run);

#endif
