/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong on purpose: faults that a user asks for, how slow the cards are to seem, and
 * cards that obey both. */
#ifndef READER_BRIDGE_FAULT_H
#define READER_BRIDGE_FAULT_H

#include <stdbool.h>

#include "reader-bridge/bridge.h"

enum fault_kind {
	FAULT_RESULT,   /* the function is not performed; its answer has the code @value */
	FAULT_STATUS,   /* the status word @value is all that is answered */
	FAULT_SILENCE,  /* no answer for @value ms, and then the card leaves the reader */
	FAULT_DELAY,    /* the answer comes @value ms later */
	FAULT_DROP,     /* the card leaves the reader before it answers, for @value ms */
	FAULT_CORRUPT,  /* the answer's byte @at, from the end where negative, is XORed with @value
			 */
	FAULT_TRUNCATE, /* the answer lacks its last @value bytes */
	FAULT_MEMORY,   /* from here on only @value bytes of memory are free */
	FAULT_RESET,    /* the card starts anew unasked, and answers 6F00 */
	FAULT_KINDS,
};

enum { FAULT_ANY_CARD = -1 };

struct fault {
	const char *function; /* see function_name.h; "*": any command */
	int card;             /* its index, or FAULT_ANY_CARD */
	unsigned nth;         /* strikes the function's nth time from now on, 1 the first ... */
	unsigned times;       /* ... and so often in a row; 0: for ever */
	bool performed;       /* STATUS, SILENCE, DROP, RESET: after the card has done its work */
	enum fault_kind kind;
	int64_t value;
	long at;
	/* Kept by the faults themselves: */
	unsigned id;     /* 1, 2 ... */
	unsigned seen;   /* how often the function was performed */
	unsigned struck; /* how often this made it fail */
};

struct faults; /* a talloc object */

struct faults *faults_new(void *ctx);

/* Adds a copy of @fault. Returns its id, or -ENOMEM. */
int faults_add(struct faults *f, const struct fault *fault);
/* Takes the fault @id away; 0 takes all. Returns how many went. */
unsigned faults_remove(struct faults *f, unsigned id);
/* All there are, in the order in which they were added: a talloc array. */
const struct fault *faults_list(const struct faults *f);

/* How long a function takes, in milliseconds from the command to its answer; "*": one that has no
 * time of its own. Returns 0 or -ENOMEM. */
int faults_set_time(struct faults *f, const char *function, unsigned ms);
/* How long each byte of a command and its answer takes, in microseconds. */
void faults_set_byte_time(struct faults *f, unsigned us);
/* All functions are as quick as they can be again. */
void faults_clear_times(struct faults *f);

/* For softeuicc_config.fault: the result code that the card @index is to give, or 0. */
int faults_result(struct faults *f, unsigned index, const char *function);

/* @card, the @index-th, as something to put into a slot that obeys @f. NULL members: no memory. */
struct bridge_card faults_card(struct faults *f, unsigned index, struct softeuicc *card);

#endif
