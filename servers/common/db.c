/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

enum { STATEMENTS_MAX = 96, BUSY_MILLISECONDS = 5000 };

/* A statement is prepared once; it is known by its text, which is a literal. */
struct statement {
	const char *sql;
	sqlite3_stmt *prepared;
};

struct db {
	sqlite3 *sqlite;
	struct statement statements[STATEMENTS_MAX];
	size_t n;
	unsigned depth; /* of transactions within each other */
};

static int db_destroy(struct db *db)
{
	for (size_t i = 0; i < db->n; i++)
		sqlite3_finalize(db->statements[i].prepared);
	sqlite3_close(db->sqlite);
	return 0;
}

/* Makes the directories that lead to @path; what goes wrong shows when the file is opened. */
static void make_parents(const char *path)
{
	char *copy = talloc_strdup(NULL, path);

	for (char *p = copy ? strchr(copy + 1, '/') : NULL; p; p = strchr(p + 1, '/')) {
		*p = '\0';
		(void)mkdir(copy, 0700);
		*p = '/';
	}
	talloc_free(copy);
}

/* What the store holds is secret (keys of profiles); SQLite gives its other files the same mode. */
static void make_private(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
}

static int pragma_number(struct db *db, const char *sql)
{
	sqlite3_stmt *q;
	int v = -1;

	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		v = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return v;
}

/* What went wrong last, as far as it is of use to know. */
static int last_error(const struct db *db)
{
	static const struct {
		int code, error;
	} errors[] = {
		{SQLITE_CONSTRAINT, -EEXIST}, {SQLITE_FULL, -ENOSPC},  {SQLITE_READONLY, -EROFS},
		{SQLITE_BUSY, -EBUSY},        {SQLITE_NOMEM, -ENOMEM},
	};
	int code = sqlite3_errcode(db->sqlite);

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].code == code)
			return errors[i].error;
	return -EIO;
}

static int run(struct db *db, const char *sql)
{
	return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : last_error(db);
}

static int version_count(const struct db_kind *kind)
{
	int n = 0;

	while (kind->versions[n])
		n++;
	return n;
}

/* Goes on from version @from to the newest. */
static int upgrade(struct db *db, const struct db_kind *kind, int from)
{
	int r = 0;

	for (; kind->versions[from] && r == 0; from++)
		r = run(db, kind->versions[from]);
	if (r == 0) {
		char *sql = talloc_asprintf(
			db, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
			kind->application_id, from);

		r = sql ? run(db, sql) : -ENOMEM;
		talloc_free(sql);
	}
	return r;
}

/* An empty file gets all versions, an older one those that it lacks; two processes may come at the
 * same time. */
static int prepare_schema(struct db *db, const struct db_kind *kind)
{
	int id, version, r;
	bool empty;

	r = run(db, "BEGIN IMMEDIATE");
	if (r)
		return r;
	id = pragma_number(db, "PRAGMA application_id");
	version = pragma_number(db, "PRAGMA user_version");
	empty = id == 0 && version == 0 &&
		pragma_number(db, "SELECT count(*) FROM sqlite_schema") == 0;
	if (empty || (id == kind->application_id && version > 0 && version < version_count(kind)))
		r = upgrade(db, kind, version);
	else if (id == kind->application_id && version == version_count(kind))
		return run(db, "COMMIT");
	else
		r = -EBADMSG;
	if (r)
		run(db, "ROLLBACK");
	return r;
}

static int open_failed(struct db *db, const char *path, void *ctx, char **error, int r)
{
	if (r == -EBADMSG)
		*error = talloc_asprintf(ctx, "%s: not a store of this program and version", path);
	else
		*error = talloc_asprintf(ctx, "%s: %s", path, sqlite3_errmsg(db->sqlite));
	talloc_free(db);
	return r;
}

int db_open(const char *path, const struct db_kind *kind, void *ctx, struct db **out, char **error)
{
	struct db *db = talloc_zero(ctx, struct db);
	int r;

	if (!db)
		return -ENOMEM;
	talloc_set_destructor(db, db_destroy);
	make_parents(path);
	make_private(path);
	if (sqlite3_open_v2(path, &db->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
	    SQLITE_OK)
		return open_failed(db, path, ctx, error, -EIO);
	sqlite3_busy_timeout(db->sqlite, BUSY_MILLISECONDS);
	if (pragma_number(db, "PRAGMA schema_version") < 0)
		return open_failed(db, path, ctx, error,
				   sqlite3_errcode(db->sqlite) == SQLITE_NOTADB ? -EBADMSG : -EIO);
	r = run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
		    "PRAGMA foreign_keys = ON");
	if (r == 0)
		r = prepare_schema(db, kind);
	if (r)
		return open_failed(db, path, ctx, error, r);
	*out = db;
	return 0;
}

static sqlite3_stmt *statement(struct db *db, const char *sql)
{
	struct statement *s;

	for (size_t i = 0; i < db->n; i++)
		if (db->statements[i].sql == sql)
			return db->statements[i].prepared;
	if (db->n == STATEMENTS_MAX)
		return NULL;
	s = &db->statements[db->n];
	if (sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->prepared,
			       NULL) != SQLITE_OK)
		return NULL;
	s->sql = sql;
	db->n++;
	return s->prepared;
}

static int bind_one(sqlite3_stmt *q, int i, char type, va_list *args)
{
	struct slice b;

	switch (type) {
	case 'i':
		return sqlite3_bind_int64(q, i, va_arg(*args, int64_t));
	case 's':
		return sqlite3_bind_text(q, i, va_arg(*args, const char *), -1, SQLITE_STATIC);
	case 'b':
		b = va_arg(*args, struct slice);
		return sqlite3_bind_blob64(q, i, b.p, b.n, SQLITE_STATIC);
	default:
		return SQLITE_MISUSE;
	}
}

static sqlite3_stmt *query(struct db *db, const char *sql, const char *types, va_list *args)
{
	sqlite3_stmt *q = statement(db, sql);

	for (int i = 1; q && *types; i++)
		if (bind_one(q, i, *types++, args) != SQLITE_OK) {
			db_done(q);
			return NULL;
		}
	return q;
}

sqlite3_stmt *db_query(struct db *db, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q;
	va_list args;

	va_start(args, types);
	q = query(db, sql, types, &args);
	va_end(args);
	return q;
}

int db_step(struct db *db, sqlite3_stmt *q)
{
	int r;

	if (!q)
		return -EIO;
	r = sqlite3_step(q);
	if (r == SQLITE_ROW)
		return 1;
	r = r == SQLITE_DONE ? 0 : last_error(db);
	db_done(q);
	return r;
}

void db_done(sqlite3_stmt *q)
{
	if (!q)
		return;
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
}

int db_write(struct db *db, int *changed, int64_t *id, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q;
	va_list args;
	int r;

	va_start(args, types);
	q = query(db, sql, types, &args);
	va_end(args);
	r = db_step(db, q);
	if (r < 0)
		return r;
	if (changed)
		*changed = sqlite3_changes(db->sqlite);
	if (id)
		*id = sqlite3_last_insert_rowid(db->sqlite);
	return 0;
}

int db_begin(struct db *db)
{
	int r = run(db, db->depth ? "SAVEPOINT inner" : "BEGIN IMMEDIATE");

	if (r == 0)
		db->depth++;
	return r;
}

int db_commit(struct db *db)
{
	int r = run(db, db->depth > 1 ? "RELEASE inner" : "COMMIT");

	if (r == 0)
		db->depth--;
	return r;
}

void db_rollback(struct db *db)
{
	(void)run(db, db->depth > 1 ? "ROLLBACK TO inner; RELEASE inner" : "ROLLBACK");
	if (db->depth)
		db->depth--;
}

struct slice db_blob(sqlite3_stmt *q, int column, void *ctx)
{
	const void *p = sqlite3_column_blob(q, column);
	int n = sqlite3_column_bytes(q, column);

	if (!p || n == 0)
		return (struct slice){NULL, 0};
	p = talloc_memdup(ctx, p, (size_t)n);
	return slice_of(p, p ? (size_t)n : 0);
}

const char *db_text(sqlite3_stmt *q, int column, void *ctx)
{
	const char *text = (const char *)sqlite3_column_text(q, column);

	return text ? talloc_strdup(ctx, text) : "";
}
