/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command is called by the standards: by its instruction (ETSI TS 102 221 10.1.2, TS 102
 * 222, GlobalPlatform), and a STORE DATA by the function of SGP.22 that it carries. */
#ifndef READER_BRIDGE_FUNCTION_NAME_H
#define READER_BRIDGE_FUNCTION_NAME_H

#include <stdbool.h>

#include "codec/slice.h"

enum { FUNCTION_CHANNELS = 20 };

/* What the commands so far have begun; all zeroes at first. */
struct function_names {
	const char *begun[FUNCTION_CHANNELS]; /* by the first block of a STORE DATA, by channel */
};

struct function_name {
	const char *name;
	bool performs;  /* with this command the card has all of it: no block of it is to come */
	bool continues; /* GET RESPONSE: it fetches the answer to the command before */
};

/* The name of @command; "other" where no standard that the card follows has the instruction. */
struct function_name function_name(struct function_names *names, struct slice command);

/* The @index-th name of a function that a command can have; NULL behind the last. */
const char *function_name_at(size_t index);
/* Whether @name is a function of SGP.22 whose answer has a result code. */
bool function_has_result(const char *name);

#endif
