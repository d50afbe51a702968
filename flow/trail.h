/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trail of a flow: one line of JSON for each message that one party sends to another,
 *
 *   {"time": 1763791525.104211, "from": "primary", "to": "AS", "message": "CheckEligibility",
 *    "detail": {"app": "ap2006"}}
 *
 * time in seconds since 1970. Several processes append to one file, as each line goes out in one
 * write. What a party does by itself is a message to itself. No secrets in trails: no keys, tokens
 * or codes. */
#ifndef FLOW_TRAIL_H
#define FLOW_TRAIL_H

#include <jansson.h>

/* Of a line, with the newline: what Linux writes in one piece to files, and to pipes (PIPE_BUF). */
enum { TRAIL_LINE_MAX = 4096 };

struct trail; /* a talloc object; freed, it closes the file */

/* Appends to the file @path, which is made where there is none. Returns 0 or negative errno, with
 * *@error a talloc string on @ctx. */
int trail_open(void *ctx, const char *path, struct trail **out, char **error);

/* Appends a line; takes over the reference to @detail, an object or NULL. A detail for which the
 * line has no room is left out. Does nothing where @t is NULL: a party that nobody watches. Threads
 * may share a trail. That a line could not be written is no failure of the party's. */
void trail_message(struct trail *t, const char *from, const char *to, const char *message,
		   json_t *detail);

struct trail_entry {
	double time; /* seconds since 1970 */
	const char *from, *to, *message;
	json_t *detail; /* an object or NULL; freed with the context */
};

struct trail_reader; /* a talloc object */

/* Reads the file @path from its beginning. Errors as trail_open(). */
int trail_reader_open(void *ctx, const char *path, struct trail_reader **out, char **error);

/* The next line's entry on @ctx. Returns 1; 0 where there is no further complete line, which may
 * come yet: call again; or -EBADMSG (no line of a trail), -EIO, -ENOMEM, with *@error a talloc
 * string on @ctx that names file and line. */
int trail_next(struct trail_reader *reader, void *ctx, struct trail_entry *out, char **error);

/* All of a file whose last line is complete. Returns 0 or negative errno as trail_next(). */
int trail_read(void *ctx, const char *path, struct trail_entry **out, size_t *n, char **error);

#endif
