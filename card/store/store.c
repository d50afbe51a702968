/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

#include "codec/buf.h"
#include "store/schema.h"

struct cached_statement {
	const char *sql;
	sqlite3_stmt *statement;
};

struct store {
	sqlite3 *db;
	char *lock_path;
	int lock;
	bool in_transaction;
	struct cached_statement *cache;
	size_t cached;
};

static int errno_of(int sqlite)
{
	switch (sqlite & 0xFF) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return 0;
	case SQLITE_CONSTRAINT:
		return -EEXIST;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return -EBADMSG;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	default:
		return -EIO;
	}
}

/* ---- the lock: a card has one owner, readers for `show` are free to look ---- */

/* Returns 0 with @s->lock held. The file may be unlinked by its former owner between our open and
 * our flock, so what we locked must still be what the name means. */
static int take_lock(struct store *s)
{
	struct stat ours, named;

	for (;;) {
		s->lock = open(s->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (s->lock < 0)
			return -errno;
		if (flock(s->lock, LOCK_EX | LOCK_NB) < 0)
			return errno == EWOULDBLOCK ? -EBUSY : -errno;
		if (fstat(s->lock, &ours) == 0 && stat(s->lock_path, &named) == 0 &&
		    ours.st_ino == named.st_ino && ours.st_dev == named.st_dev)
			return 0;
		close(s->lock);
	}
}

static void drop_lock(struct store *s, bool ours)
{
	if (s->lock < 0)
		return;
	if (ours)
		unlink(s->lock_path);
	close(s->lock);
	s->lock = -1;
}

static int run(struct store *s, const char *sql)
{
	return errno_of(sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

static void finalize(struct store *s)
{
	for (size_t i = 0; i < s->cached; i++)
		sqlite3_finalize(s->cache[i].statement);
	TALLOC_FREE(s->cache);
	s->cached = 0;
}

static int store_destroy(struct store *s)
{
	finalize(s);
	if (s->in_transaction)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	/* Out of WAL mode the image is one file again, and looking at it leaves nothing beside it.
	 */
	if (s->lock >= 0)
		run(s, "PRAGMA journal_mode=DELETE");
	sqlite3_close(s->db);
	drop_lock(s, true);
	return 0;
}

static int pragma_number(struct store *s, const char *sql, int64_t *out)
{
	sqlite3_stmt *q;
	int r = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);

	if (r == SQLITE_OK) {
		r = sqlite3_step(q);
		if (r == SQLITE_ROW)
			*out = sqlite3_column_int64(q, 0);
	}
	sqlite3_finalize(q);
	return errno_of(r);
}

/* ---- opening ---- */

/* Applies what is missing, all or nothing. */
static int migrate(struct store *s, int64_t from)
{
	char *set;
	int r;

	if (from == schema_version)
		return 0;
	r = run(s, "BEGIN EXCLUSIVE");
	for (int64_t v = from; r == 0 && v < schema_version; v++)
		r = run(s, schema_migrations[v]);
	set = talloc_asprintf(s, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT",
			      SCHEMA_APPLICATION_ID, schema_version);
	if (r == 0)
		r = run(s, set);
	if (r < 0)
		run(s, "ROLLBACK");
	talloc_free(set);
	return r;
}

static int check_version(struct store *s, const char *path, void *ctx, char **error,
			 int64_t *version)
{
	int64_t id = 0;
	int r;

	r = pragma_number(s, "PRAGMA application_id", &id);
	if (r == 0)
		r = pragma_number(s, "PRAGMA user_version", version);
	if (r == -EBADMSG || (r == 0 && id != SCHEMA_APPLICATION_ID)) {
		*error = talloc_asprintf(ctx, "%s is no card image", path);
		return -EBADMSG;
	}
	if (r == 0 && *version > schema_version) {
		*error = talloc_asprintf(ctx,
					 "%s is a card image of version %d; this program knows "
					 "versions up to %d",
					 path, (int)*version, schema_version);
		return -EBADMSG;
	}
	if (r < 0)
		*error = talloc_asprintf(ctx, "%s: %s", path, sqlite3_errmsg(s->db));
	return r;
}

static int new_store(const char *path, void *ctx, struct store **out, char **error)
{
	struct store *s = talloc_zero(ctx, struct store);

	if (s) {
		s->lock = -1;
		s->lock_path = talloc_asprintf(s, "%s-lock", path);
	}
	if (!s || !s->lock_path) {
		talloc_free(s);
		*error = talloc_strdup(ctx, "out of memory");
		return -ENOMEM;
	}
	talloc_set_destructor(s, store_destroy);
	*out = s;
	return 0;
}

static int lock_image(struct store *s, const char *path, void *ctx, char **error)
{
	int r = take_lock(s);

	if (r == 0)
		return 0;
	if (r == -EBUSY)
		*error = talloc_asprintf(ctx, "%s is in use by another process", path);
	else
		*error = talloc_asprintf(ctx, "%s: %s", path, strerror(-r));
	drop_lock(s, false);
	return r;
}

/* An image holds keys: nobody else's to read. */
static int make_private(const char *path, void *ctx, char **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0) {
		int r = -errno;

		*error = talloc_asprintf(ctx, "%s: %s", path, strerror(-r));
		return r;
	}
	close(fd);
	return 0;
}

static int connect_image(struct store *s, const char *path, int flags, void *ctx, char **error)
{
	int r = sqlite3_open_v2(path, &s->db, flags, NULL);

	if (r != SQLITE_OK) {
		*error = talloc_asprintf(ctx, "%s: %s", path,
					 s->db ? sqlite3_errmsg(s->db) : "out of memory");
		return access(path, F_OK) < 0 && errno == ENOENT ? -ENOENT : errno_of(r);
	}
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, 2000);
	return 0;
}

/* WAL: a commit is one append. With synchronous=NORMAL it is not flushed to the disk, which only
 * power loss can tell; FULL flushes each. */
static int configure(struct store *s, enum softeuicc_durability durability)
{
	int r = run(s, "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
		       "PRAGMA secure_delete=ON; PRAGMA cache_size=-256");

	if (r == 0)
		r = run(s, durability == SOFTEUICC_DURABILITY_POWER ? "PRAGMA synchronous=FULL"
								    : "PRAGMA synchronous=NORMAL");
	return r;
}

/* The files that an image may consist of. */
static const char *const suffixes[] = {"", "-wal", "-shm"};

static int prepare_place(const char *path, bool replace, void *ctx, char **error)
{
	if (access(path, F_OK) == 0 && !replace) {
		*error = talloc_asprintf(ctx, "%s exists", path);
		return -EEXIST;
	}
	for (size_t i = 0; i < 3; i++) {
		char *name = talloc_asprintf(ctx, "%s%s", path, suffixes[i]);
		int r = unlink(name);

		talloc_free(name);
		if (r < 0 && errno != ENOENT) {
			*error = talloc_asprintf(ctx, "%s: %s", path, strerror(errno));
			return -EIO;
		}
	}
	return 0;
}

/* Closes @s and removes its files. */
static void discard(struct store *s, const char *path)
{
	char *names[3];

	for (size_t i = 0; i < 3; i++)
		names[i] = talloc_asprintf(s, "%s%s", path, suffixes[i]);
	for (size_t i = 0; i < 3; i++)
		if (names[i])
			unlink(names[i]);
	talloc_free(s);
}

int store_create(const char *path, bool replace, void *ctx, struct store **out, char **error)
{
	struct store *s;
	int r = new_store(path, ctx, &s, error);

	if (r < 0)
		return r;
	r = lock_image(s, path, ctx, error);
	if (r == 0)
		r = prepare_place(path, replace, ctx, error);
	if (r == 0)
		r = make_private(path, ctx, error);
	if (r < 0) {
		talloc_free(s);
		return r;
	}
	r = connect_image(s, path, SQLITE_OPEN_READWRITE, ctx, error);
	if (r == 0) {
		r = configure(s, SOFTEUICC_DURABILITY_POWER);
		if (r == 0)
			r = migrate(s, 0);
		if (r < 0)
			*error = talloc_asprintf(ctx, "%s: %s", path, sqlite3_errmsg(s->db));
	}
	if (r < 0)
		discard(s, path);
	else
		*out = s;
	return r;
}

static int must_exist(const char *path, void *ctx, char **error)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		int r = -errno;

		*error = talloc_asprintf(ctx, "%s: %s", path, strerror(-r));
		return r;
	}
	if (!S_ISREG(st.st_mode)) {
		*error = talloc_asprintf(ctx, "%s is no card image", path);
		return -EBADMSG;
	}
	return 0;
}

int store_open(const char *path, enum softeuicc_durability durability, void *ctx,
	       struct store **out, char **error)
{
	int64_t version = 0;
	struct store *s;
	int r;

	r = must_exist(path, ctx, error);
	if (r == 0)
		r = new_store(path, ctx, &s, error);
	if (r < 0)
		return r;
	r = lock_image(s, path, ctx, error);
	if (r == 0)
		r = connect_image(s, path, SQLITE_OPEN_READWRITE, ctx, error);
	if (r == 0)
		r = check_version(s, path, ctx, error, &version);
	if (r < 0)
		goto fail;
	r = configure(s, durability);
	if (r == 0)
		r = migrate(s, version);
	if (r < 0) {
		*error = talloc_asprintf(ctx, "%s: %s", path, sqlite3_errmsg(s->db));
		goto fail;
	}
	*out = s;
	return 0;
fail:
	talloc_free(s);
	return r;
}

int store_open_readonly(const char *path, void *ctx, struct store **out, char **error)
{
	int64_t version = 0;
	struct store *s;
	int r = must_exist(path, ctx, error);

	if (r == 0)
		r = new_store(path, ctx, &s, error);
	if (r < 0)
		return r;
	r = connect_image(s, path, SQLITE_OPEN_READONLY, ctx, error);
	if (r == 0)
		r = check_version(s, path, ctx, error, &version);
	if (r == 0 && version < schema_version) {
		*error = talloc_asprintf(
			ctx, "%s is of an older version; `softeuicc card` migrates it", path);
		r = -EBADMSG;
	}
	if (r < 0) {
		talloc_free(s);
		return r;
	}
	*out = s;
	return 0;
}

void store_discard(struct store *s)
{
	discard(s, sqlite3_db_filename(s->db, "main"));
}

/* ---- transactions ---- */

static int begin(struct store *s)
{
	int r;

	if (s->in_transaction)
		return 0;
	r = run(s, "BEGIN IMMEDIATE");
	s->in_transaction = r == 0;
	return r;
}

int store_commit(struct store *s)
{
	int r;

	if (!s->in_transaction)
		return 0;
	r = run(s, "COMMIT");
	if (r < 0)
		store_rollback(s);
	s->in_transaction = false;
	return r;
}

void store_rollback(struct store *s)
{
	if (s->in_transaction)
		run(s, "ROLLBACK");
	s->in_transaction = false;
}

void store_rest(struct store *s)
{
	finalize(s);
	sqlite3_db_release_memory(s->db);
}

/* ---- statements ---- */

/* SQL texts are literals, so a pointer tells them apart. The result is NULL when it cannot be
 * prepared; store_step() then answers -EIO. */
static sqlite3_stmt *prepared(struct store *s, const char *sql)
{
	struct cached_statement *grown;
	sqlite3_stmt *statement;

	for (size_t i = 0; i < s->cached; i++)
		if (s->cache[i].sql == sql)
			return s->cache[i].statement;
	grown = talloc_realloc(s, s->cache, struct cached_statement, s->cached + 1);
	if (!grown)
		return NULL;
	s->cache = grown;
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	    SQLITE_OK)
		return NULL;
	s->cache[s->cached].sql = sql;
	s->cache[s->cached++].statement = statement;
	return statement;
}

static void bind(sqlite3_stmt *q, const char *types, va_list args)
{
	struct slice blob;

	sqlite3_reset(q);
	for (int i = 1; *types; i++, types++) {
		switch (*types) {
		case 'i':
			sqlite3_bind_int64(q, i, va_arg(args, int64_t));
			break;
		case 'b':
			blob = va_arg(args, struct slice);
			sqlite3_bind_blob64(q, i, blob.p, blob.n, SQLITE_STATIC);
			break;
		case 's':
			sqlite3_bind_text(q, i, va_arg(args, const char *), -1, SQLITE_STATIC);
			break;
		default:
			sqlite3_bind_null(q, i);
		}
	}
}

sqlite3_stmt *store_query(struct store *s, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q = prepared(s, sql);
	va_list args;

	if (!q)
		return NULL;
	va_start(args, types);
	bind(q, types, args);
	va_end(args);
	return q;
}

int store_write(struct store *s, int64_t *id, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q;
	va_list args;
	int r;

	r = begin(s);
	if (r < 0)
		return r;
	q = prepared(s, sql);
	if (!q)
		return -EIO;
	va_start(args, types);
	bind(q, types, args);
	va_end(args);
	r = sqlite3_step(q);
	store_done(q);
	if (r != SQLITE_DONE)
		return r == SQLITE_ROW ? 0 : errno_of(r);
	if (id)
		*id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

int64_t store_changes(const struct store *s)
{
	return sqlite3_changes(s->db);
}

int store_step(struct store *s, sqlite3_stmt *q)
{
	int r;

	(void)s;
	if (!q)
		return -EIO;
	r = sqlite3_step(q);
	if (r == SQLITE_ROW)
		return 1;
	store_done(q);
	return errno_of(r);
}

void store_done(sqlite3_stmt *q)
{
	if (!q)
		return;
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
}

struct slice store_blob(sqlite3_stmt *q, int column)
{
	const void *p = sqlite3_column_blob(q, column);

	return slice_of(p, p ? (size_t)sqlite3_column_bytes(q, column) : 0);
}

/* ---- single values ---- */

int store_get(struct store *s, const char *key, void *ctx, struct slice *value)
{
	sqlite3_stmt *q = store_query(s, "SELECT value FROM value WHERE key = ?", "s", key);
	int r = store_step(s, q);

	if (r != 1)
		return r;
	*value = slice_dup(ctx, store_blob(q, 0));
	store_done(q);
	return value->p ? 1 : -ENOMEM;
}

int store_set(struct store *s, const char *key, struct slice value)
{
	return store_write(s, NULL, "INSERT OR REPLACE INTO value(key, value) VALUES(?, ?)", "sb",
			   key, value.p ? value : slice_str(""));
}

int64_t store_get_number(struct store *s, const char *key, int64_t otherwise)
{
	sqlite3_stmt *q = store_query(s, "SELECT value FROM value WHERE key = ?", "s", key);

	if (store_step(s, q) != 1)
		return otherwise;
	otherwise = sqlite3_column_int64(q, 0);
	store_done(q);
	return otherwise;
}

int store_set_number(struct store *s, const char *key, int64_t value)
{
	return store_write(s, NULL, "INSERT OR REPLACE INTO value(key, value) VALUES(?, ?)", "si",
			   key, value);
}
