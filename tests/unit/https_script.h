/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTTPS server that answers by a script, for tests of clients. One at a time. */
#ifndef TESTS_UNIT_HTTPS_SCRIPT_H
#define TESTS_UNIT_HTTPS_SCRIPT_H

#include "servers/common/http.h"

/* What a request must have, and what is answered. */
struct https_line {
	const char *has;         /* in its body; NULL: whatever */
	const char *query;       /* in its query; NULL: whatever */
	const char *with_cookie; /* in its Cookie header; NULL: whatever */
	unsigned status;
	const char *type; /* NULL: application/json */
	const char *body; /* NULL: none */
	const char *cookie, *location;
};

void https_script_start(void *ctx);
void https_script_stop(void);

/* "https://127.0.0.1:PORT" and @path. */
char *https_script_url(const char *path);
/* PEM text: the CI of its certificate, and one that has nothing to do with it. */
const char *https_script_ci(void);
const char *https_script_other_ci(void);

/* The answers to the next @n requests, in this order; any request that does not fit, or comes
 * afterwards, gets status 599. */
void https_script(const struct https_line *lines, size_t n);
/* Has @answer say what all further requests get; what that points to lives on @ctx. */
void https_script_with(void (*answer)(const char *body, void *ctx, struct https_line *out));

size_t https_script_left(void);
/* Of the last request. */
const char *https_script_method(void);
const char *https_script_path(void);
const char *https_script_body(void);
const char *https_script_agent(void);

#endif
