/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smds/event_record.h"

#include <errno.h>

static const char *const versions[] = {
	"CREATE TABLE events("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, eid TEXT NOT NULL, event_id TEXT NOT NULL,"
	" address TEXT NOT NULL, owner TEXT NOT NULL, created INTEGER NOT NULL,"
	" UNIQUE(eid, event_id))",
	NULL,
};

const struct db_kind event_store_kind = {
	.application_id = 0x53445331, /* "SDS1" */
	.versions = versions,
};

int event_record_add(struct db *db, const struct event_record *e, int64_t now)
{
	return db_write(db, NULL, NULL,
			"INSERT INTO events(eid, event_id, address, owner, created)"
			" VALUES(?, ?, ?, ?, ?)",
			"ssssi", e->eid, e->id, e->address, e->owner, now);
}

int event_record_remove(struct db *db, const struct event_record *e)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL,
			 "DELETE FROM events WHERE eid = ? AND event_id = ? AND owner = ?", "sss",
			 e->eid, e->id, e->owner);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

int event_record_next(struct db *db, const char *eid, const char *id, int64_t *row, void *ctx,
		      struct event_record *out)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT id, eid, event_id, address, owner FROM events"
				   " WHERE id > ?1 AND (?2 IS NULL OR eid = ?2)"
				   " AND (?3 = '' OR event_id = ?3) ORDER BY id LIMIT 1",
				   "iss", *row, eid, id);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*row = sqlite3_column_int64(q, 0);
	*out = (struct event_record){
		.eid = db_text(q, 1, ctx),
		.id = db_text(q, 2, ctx),
		.address = db_text(q, 3, ctx),
		.owner = db_text(q, 4, ctx),
	};
	db_done(q);
	return 1;
}
