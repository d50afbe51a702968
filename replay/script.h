/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace as it is read from its file: steps in sequences. doc/trace-format.md describes the
 * language. */
#ifndef REPLAY_SCRIPT_H
#define REPLAY_SCRIPT_H

#include <regex.h>

#include "replay/expression.h"
#include "replay/server_call.h"
#include "softeuicc.h"

enum step_kind {
	/* what is done */
	STEP_ON,
	STEP_OFF,
	STEP_RESET,
	STEP_COMMAND,
	STEP_SEND,
	STEP_ES10,
	STEP_LOAD,
	STEP_CHANNEL,
	STEP_NOW,
	STEP_LET,
	STEP_SERVER,
	/* what is expected */
	STEP_ATR,
	STEP_RESPONSE,
	STEP_TAG_IS,
	STEP_TAG_ABSENT,
	STEP_TAG_PRESENT,
	STEP_LIKE,
	STEP_UNLIKE,
};

struct step {
	struct step *next;
	enum step_kind kind;
	const char *file;
	unsigned line;                 /* from 1 */
	struct expression *expression; /* operand, or value that is expected */
	const char *name;              /* let */
	const char *path;              /* tag */
	regex_t *regex;                /* like, unlike */
	uint64_t number;               /* channel, now */
	struct server_call *call;
};

/* What a sequence cannot do without. */
enum {
	NEEDS_IN_PROCESS = 1, /* the card in this process */
	NEEDS_SERVER = 2,     /* the keys of the test PKI */
	NEEDS_CHIP = 4,       /* a card that is made for it */
};

struct sequence {
	struct sequence *next;
	const char *name;
	const char *title;     /* may be "" */
	const char *clause;    /* NULL: none given */
	const char *uncovered; /* the reason why there are no steps; else NULL */
	const char *file;
	unsigned line;
	unsigned needs;
	bool resets; /* begins with a reset; records do not */
	struct step *first;
};

struct script {
	const char *path;
	const char *group;              /* NULL: none given */
	struct slice seed;              /* of the card's random numbers; empty: the default */
	struct softeuicc_creation chip; /* the card that is made for it */
	unsigned needs;
	struct step *setup; /* before the first sequence */
	struct sequence *sequences;
};

/* Reads @path and what it includes. Of a record with several cards, the lines about card @card are
 * read. Errors: -EINVAL, with "FILE:LINE: what is wrong" in *@error, a child of @ctx; -errno of a
 * file that cannot be read, with its name. */
int script_read(const char *path, unsigned card, void *ctx, struct script **out, char **error);

/* Whether @kind is an expectation. */
bool step_expects(enum step_kind kind);

#endif
