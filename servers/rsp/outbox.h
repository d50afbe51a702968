/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls to other servers that must not be lost and that nobody waits for: they are stored with what
 * they tell of, in the same transaction, and sent by a thread of its own, the oldest first, again
 * and again until they arrive or are too old. The store has a table outbox(id, url, body, created,
 * due, attempts, trouble); url is the whole one. */
#ifndef RSP_OUTBOX_H
#define RSP_OUTBOX_H

#include <jansson.h>

#include "servers/common/db.h"
#include "servers/rsp/caller.h"

enum {
	OUTBOX_SECONDS = 72 * 3600, /* after which an undelivered call is given up */
	OUTBOX_RETRY_SECONDS = 5,   /* the first pause, doubled with each attempt */
	OUTBOX_RETRY_SECONDS_MAX = 600,
};

/* Stores a call; takes over the reference to @members. */
int outbox_put(struct db *db, const char *url, const char *path, json_t *members, int64_t now);
/* The same, not to be sent before @due; *@id, unless NULL, becomes its number. */
int outbox_put_off(struct db *db, const char *url, const char *path, json_t *members, int64_t now,
		   int64_t due, int64_t *id);
/* Takes a call back that has not been sent; 0 also where it has. */
int outbox_take_back(struct db *db, int64_t id);
/* Takes it back, and all that say the same to the same. -ENOENT: it has been sent. */
int outbox_take_back_equal(struct db *db, int64_t id);

/* Sends the oldest call that is due. Returns 1, with a line for the log on @ctx; 0 where none is
 * due, and *@wait is the number of seconds until one is, or -1; negative errno. */
int outbox_send(struct db *db, struct rsp_caller *caller, int64_t now, void *ctx, char **line,
		int64_t *wait);

struct outbox; /* a talloc object; freed, its thread ends */

struct outbox_config {
	const char *store; /* as the server's */
	const struct db_kind *kind;
	const struct rsp_caller_config *caller;
	int64_t (*now)(void *arg); /* NULL: time() */
	void *now_arg;
	void (*log)(void *arg, const char *line); /* on the outbox's thread */
	void *log_arg;
};

/* Starts the thread. *@error: a talloc string on @ctx. */
int outbox_start(void *ctx, const struct outbox_config *config, struct outbox **out, char **error);
/* Something may have been stored: it looks at once. NULL does nothing. */
void outbox_wake(struct outbox *outbox);

#endif
