/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's SQLite file. Unlike a card image it is shared: the server and the tools that place
 * orders with it have it open at the same time, so it is not locked against other processes. WAL
 * without an fsync at each commit: what is committed survives the end of the process at any
 * instruction, and power loss leaves an older but consistent state. */
#ifndef SERVERS_COMMON_DB_H
#define SERVERS_COMMON_DB_H

#include <sqlite3.h>

#include "codec/slice.h"

struct db; /* a talloc object; closed when freed */

struct db_kind {
	int application_id;
	/* SQL: the first makes version 1 in an empty file, each other one the next version of the
	 * one before it. Ended by NULL. */
	const char *const *versions;
};

/* Opens @path, made with its directories where missing and brought to the newest version. *@error:
 * a talloc string on @ctx. Errors: -EBADMSG (another kind of file, or of a version that is not
 * known), or as db_write(). */
int db_open(const char *path, const struct db_kind *kind, void *ctx, struct db **out, char **error);

/* Arguments follow the letters of @types: i int64_t, b struct slice (NULL when p is NULL),
 * s const char *. They must stay valid until the statement is done. NULL on failure. */
sqlite3_stmt *db_query(struct db *db, const char *sql, const char *types, ...);
/* 1: a row is there; 0: no more, the statement is done; negative errno. @q may be NULL. */
int db_step(struct db *db, sqlite3_stmt *q);
void db_done(sqlite3_stmt *q);
/* Runs a statement that returns no rows. @changed, @id: NULL, or the number of rows that it touched
 * and the new row's number. Returns 0, -EEXIST (a constraint is violated), -ENOSPC, -EROFS, -EBUSY
 * (another process writes, and goes on to), -ENOMEM, -EIO. */
int db_write(struct db *db, int *changed, int64_t *id, const char *sql, const char *types, ...);

/* All that is written in between is one transaction. Within another one it is a part of that, which
 * can be undone by itself. */
int db_begin(struct db *db);
int db_commit(struct db *db);
void db_rollback(struct db *db);

/* Columns as talloc children of @ctx. NULL columns give an empty slice and "". */
struct slice db_blob(sqlite3_stmt *q, int column, void *ctx);
const char *db_text(sqlite3_stmt *q, int column, void *ctx);

#endif
