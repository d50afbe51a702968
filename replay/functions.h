/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of expressions. */
#ifndef REPLAY_FUNCTIONS_H
#define REPLAY_FUNCTIONS_H

#include "codec/buf.h"

enum { ARGUMENTS_MAX = 3 };

/* What an argument is, by the letter in struct function.parameters. */
union argument {
	struct slice bytes; /* b: an expression */
	uint64_t number;    /* n: decimal */
	const char *path;   /* p: a path of tags, see path.h */
	uint32_t tag;       /* t: a tag in hexadecimal */
};

struct function {
	const char *name;
	const char *parameters;
	/* Appends the value to @out. Returns NULL, or what is wrong with the arguments. */
	const char *(*run)(const union argument *arguments, struct buf *out);
};

/* NULL: there is none of that name. */
const struct function *function_find(const char *name, size_t n);

#endif
