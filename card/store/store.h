/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What survives power loss: one SQLite file, the card image.
 *
 * store/store.c opens, locks, migrates and runs statements; which rows mean what is known by the
 * typed interfaces beside it (store/profile.h, store/notification.h, store/file.h ...).
 *
 * The first write of a command begins a transaction by itself; the dispatcher ends it with
 * store_commit() before the response leaves, or store_rollback(). */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "codec/slice.h"
#include "softeuicc.h"

#include <sqlite3.h>

struct store;

/* Errors of both: see softeuicc.h. @error: a talloc string on @ctx for the user. */
int store_create(const char *path, bool replace, void *ctx, struct store **out, char **error);
int store_open(const char *path, enum softeuicc_durability durability, void *ctx,
	       struct store **out, char **error);
/* Opens without locking against a running card and without the right to write: for `show`. */
int store_open_readonly(const char *path, void *ctx, struct store **out, char **error);

/* Closes @s and removes its files: an image that could not be completed. */
void store_discard(struct store *s);

int store_commit(struct store *s); /* no-op outside a transaction */
void store_rollback(struct store *s);
/* Gives back the memory that makes the next statements quicker: pages and prepared statements. For
 * a card that is going to wait. */
void store_rest(struct store *s);

/* ---- for the typed interfaces ----
 * A statement is prepared once and kept. Arguments follow the letters of @types:
 * i int64_t, b struct slice (NULL when p is NULL), s const char *, n nothing (NULL).
 * Pointers must stay valid until the statement is reset. */
sqlite3_stmt *store_query(struct store *s, const char *sql, const char *types, ...);
/* The same for a statement that writes: begins the transaction. Returns 0 or negative errno
 * (-EEXIST for a violated constraint, -ENOSPC, -EIO). @id: NULL or the new row's number. */
int store_write(struct store *s, int64_t *id, const char *sql, const char *types, ...);
/* Rows that the last write changed. */
int64_t store_changes(const struct store *s);
/* 1: a row is there, 0: no more (the statement is reset), negative errno. */
int store_step(struct store *s, sqlite3_stmt *q);
void store_done(sqlite3_stmt *q);
struct slice store_blob(sqlite3_stmt *q, int column); /* valid until the next step */

/* ---- single values: EID, default SM-DP+ address, counters ---- */
int store_get(struct store *s, const char *key, void *ctx, struct slice *value); /* 1, 0, <0 */
int store_set(struct store *s, const char *key, struct slice value);
int64_t store_get_number(struct store *s, const char *key, int64_t otherwise);
int store_set_number(struct store *s, const char *key, int64_t value);

#endif
