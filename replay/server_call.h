/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The word `server` of traces: what the SM-DP+ opposite the card is to do, see party.h.
 *
 *   server VERB [NAME=VALUE...] [DEFECT...]
 *
 * A value is an expression without blanks. */
#ifndef REPLAY_SERVER_CALL_H
#define REPLAY_SERVER_CALL_H

#include "replay/expression.h"

struct server_value {
	struct server_value *next;
	const char *name;
	struct expression *expression;
};

struct server_verb;

struct server_call {
	const struct server_verb *verb;
	struct server_value *values;
	uint64_t defects; /* 1 << place in the verb's list */
};

/* What a verb takes; the table is party.c's. Lists end with NULL. */
struct server_verb {
	const char *name;
	const char *const *values;
	const char *const *defects;
};

extern const struct server_verb server_verbs[];
extern const size_t server_verb_count;

/* Parses what follows `server`. @text is changed, and must live as long as the call. -EINVAL with
 * *@error on @ctx. */
int server_call_parse(char *text, void *ctx, struct server_call **out, char **error);

#endif
