/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expressions of traces: what stands behind `>`, `<` and most other words. An expression is a
 * row of terms, which are put one after the other:
 *
 *   00A4 04 3?       hexadecimal; in patterns ? is any half byte
 *   ...              any number of bytes, in patterns alone
 *   "text"           its bytes
 *   $name            a value that was saved before
 *   name(arg, ...)   a function: see functions.c
 *
 * They are parsed once, so that errors have a line before anything is sent, and evaluated as often
 * as their line is run. */
#ifndef REPLAY_EXPRESSION_H
#define REPLAY_EXPRESSION_H

#include "codec/buf.h"

struct expression;

/* Named values; a talloc object. */
struct variables;

struct variables *variables_new(void *ctx);
/* A copy of @value is kept. 0 or -ENOMEM. */
int variables_set(struct variables *v, const char *name, struct slice value);
/* Returns 1 when found, 0 when not. */
int variables_get(const struct variables *v, const char *name, struct slice *out);

/* Bytes to be compared with: each has a mask of the bits that count, or stands for any number of
 * any bytes. */
struct pattern_byte {
	uint8_t value;
	uint8_t mask;
	bool gap;
};

struct pattern {
	struct pattern_byte *bytes; /* talloc array */
	size_t n;
};

/* Parses all of @text; the result is a child of @ctx. @wild: whether it is a pattern. Returns 0, or
 * -EINVAL with *@error (a child of @ctx) saying what is wrong. */
int expression_parse(const char *text, bool wild, void *ctx, struct expression **out, char **error);

/* Appends the bytes of @e to @out. -EINVAL with *@error on @out->ctx: a name that is not known, an
 * argument that cannot be used. */
int expression_bytes(const struct expression *e, const struct variables *v, struct buf *out,
		     char **error);

/* The same for a pattern, which becomes a child of @ctx. */
int expression_pattern(const struct expression *e, const struct variables *v, void *ctx,
		       struct pattern *out, char **error);

/* Whether all of @bytes is as @p says. If not, *@at (may be NULL) is the first byte that differs:
 * bytes.n where it is too short. */
bool pattern_match(const struct pattern *p, struct slice bytes, size_t *at);

/* As the trace would write it; a child of @ctx. */
char *pattern_text(const struct pattern *p, void *ctx);

/* Upper-case hexadecimal; a child of @ctx. */
char *hex_text(struct slice bytes, void *ctx);

#endif
