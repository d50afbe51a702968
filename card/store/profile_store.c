/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/profile_store.h"

#include <errno.h>

#include "codec/buf.h"

enum { MEMORY_TOTAL_DEFAULT = 2 * 1024 * 1024 };

#define COLUMNS "id, iccid, isdp_aid, state, nickname, metadata, dp_data, smdp_oid, ci_key_id, size"

int profile_store_add(struct store *s, struct profile *p)
{
	return store_write(s, &p->id,
			   "INSERT INTO profile(iccid, isdp_aid, state, nickname, metadata, "
			   "dp_data, smdp_oid, ci_key_id, size) "
			   "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
			   "bbibbbbbi", p->iccid, p->isdp_aid, (int64_t)p->state, p->nickname,
			   p->metadata, p->dp_data, p->smdp_oid, p->ci_key_id, p->size);
}

/* A copy of column @i; NULL stays NULL. */
static struct slice column(sqlite3_stmt *q, int i, void *ctx)
{
	if (sqlite3_column_type(q, i) == SQLITE_NULL)
		return slice_of(NULL, 0);
	return slice_dup(ctx, store_blob(q, i));
}

static int read_one(struct store *s, sqlite3_stmt *q, void *ctx, struct profile *out)
{
	int r = store_step(s, q);

	if (r != 1)
		return r;
	*out = (struct profile){
		.id = sqlite3_column_int64(q, 0),
		.iccid = column(q, 1, ctx),
		.isdp_aid = column(q, 2, ctx),
		.state = sqlite3_column_int(q, 3) ? PROFILE_ENABLED : PROFILE_DISABLED,
		.nickname = column(q, 4, ctx),
		.metadata = column(q, 5, ctx),
		.dp_data = column(q, 6, ctx),
		.smdp_oid = column(q, 7, ctx),
		.ci_key_id = column(q, 8, ctx),
		.size = sqlite3_column_int64(q, 9),
	};
	store_done(q);
	return out->iccid.p && out->isdp_aid.p && out->metadata.p ? 1 : -ENOMEM;
}

int profile_store_by_iccid(struct store *s, struct slice iccid, void *ctx, struct profile *out)
{
	return read_one(
		s, store_query(s, "SELECT " COLUMNS " FROM profile WHERE iccid = ?", "b", iccid),
		ctx, out);
}

int profile_store_by_aid(struct store *s, struct slice aid, void *ctx, struct profile *out)
{
	return read_one(
		s, store_query(s, "SELECT " COLUMNS " FROM profile WHERE isdp_aid = ?", "b", aid),
		ctx, out);
}

int profile_store_enabled(struct store *s, void *ctx, struct profile *out)
{
	return read_one(s,
			store_query(s, "SELECT " COLUMNS " FROM profile WHERE state = ?", "i",
				    (int64_t)PROFILE_ENABLED),
			ctx, out);
}

int profile_store_next(struct store *s, int64_t after, void *ctx, struct profile *out)
{
	return read_one(
		s,
		store_query(s, "SELECT " COLUMNS " FROM profile WHERE id > ? ORDER BY id LIMIT 1",
			    "i", after),
		ctx, out);
}

int profile_store_set_state(struct store *s, int64_t id, enum profile_state state)
{
	return store_write(s, NULL, "UPDATE profile SET state = ? WHERE id = ?", "ii",
			   (int64_t)state, id);
}

int profile_store_set_nickname(struct store *s, int64_t id, struct slice nickname)
{
	return store_write(s, NULL, "UPDATE profile SET nickname = ? WHERE id = ?", "bi",
			   nickname.n ? nickname : slice_of(NULL, 0), id);
}

int profile_store_set_metadata(struct store *s, int64_t id, struct slice metadata)
{
	return store_write(s, NULL, "UPDATE profile SET metadata = ? WHERE id = ?", "bi", metadata,
			   id);
}

int profile_store_delete(struct store *s, int64_t id)
{
	return store_write(s, NULL, "DELETE FROM profile WHERE id = ?", "i", id);
}

int64_t profile_store_total_size(struct store *s)
{
	sqlite3_stmt *q = store_query(s, "SELECT coalesce(sum(size), 0) FROM profile", "");
	int64_t total;

	if (store_step(s, q) != 1)
		return 0;
	total = sqlite3_column_int64(q, 0);
	store_done(q);
	return total;
}

static int64_t total_memory(struct store *s)
{
	sqlite3_stmt *q = store_query(
		s, "SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'nonVolatileMemory'",
		"");
	int64_t total;

	if (store_step(s, q) != 1)
		return MEMORY_TOTAL_DEFAULT;
	total = sqlite3_column_int64(q, 0);
	store_done(q);
	return total;
}

uint64_t profile_store_free_memory(struct store *s)
{
	int64_t total = total_memory(s);
	int64_t used = profile_store_total_size(s);

	return used < total ? (uint64_t)(total - used) : 0;
}

int profile_store_grow(struct store *s, int64_t id, int64_t bytes)
{
	return store_write(s, NULL, "UPDATE profile SET size = max(size + ?, 0) WHERE id = ?", "ii",
			   bytes, id);
}
