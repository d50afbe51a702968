/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/notification_store.h"

#include <errno.h>

#include "codec/buf.h"

#define COLUMNS "sequence, event, address, iccid, content, expendable"

int notification_store_next_sequence(struct store *s, int64_t *out)
{
	/* The counter is a row of its own: removed notifications must not give their number back.
	 */
	*out = store_get_number(s, "notification_sequence", 0) + 1;
	return store_set_number(s, "notification_sequence", *out);
}

int notification_store_add(struct store *s, const struct notification *n)
{
	return store_write(s, NULL,
			   "INSERT INTO notification(" COLUMNS ") VALUES(?, ?, ?, ?, ?, ?)",
			   "iibbbi", n->sequence, (int64_t)n->event, n->address, n->iccid,
			   n->content, (int64_t)n->expendable);
}

int notification_store_limit(struct store *s, int64_t count)
{
	return store_write(s, NULL,
			   "DELETE FROM notification WHERE sequence IN ("
			   "SELECT sequence FROM notification ORDER BY expendable, sequence DESC "
			   "LIMIT -1 OFFSET ?)",
			   "i", count);
}

static int read_one(struct store *s, sqlite3_stmt *q, void *ctx, struct notification *out)
{
	int r = store_step(s, q);

	if (r != 1)
		return r;
	*out = (struct notification){
		.sequence = sqlite3_column_int64(q, 0),
		.event = (enum notification_event)sqlite3_column_int(q, 1),
		.address = slice_dup(ctx, store_blob(q, 2)),
		.iccid = slice_dup(ctx, store_blob(q, 3)),
		.content = slice_dup(ctx, store_blob(q, 4)),
		.expendable = sqlite3_column_int(q, 5) != 0,
	};
	store_done(q);
	return out->address.p && out->iccid.p && out->content.p ? 1 : -ENOMEM;
}

int notification_store_next(struct store *s, int64_t after, void *ctx, struct notification *out)
{
	return read_one(s,
			store_query(s,
				    "SELECT " COLUMNS " FROM notification WHERE sequence > ? "
				    "ORDER BY sequence LIMIT 1",
				    "i", after),
			ctx, out);
}

int notification_store_get(struct store *s, int64_t sequence, void *ctx, struct notification *out)
{
	return read_one(s,
			store_query(s, "SELECT " COLUMNS " FROM notification WHERE sequence = ?",
				    "i", sequence),
			ctx, out);
}

int notification_store_remove(struct store *s, int64_t sequence)
{
	int r = store_write(s, NULL, "DELETE FROM notification WHERE sequence = ?", "i", sequence);

	if (r < 0)
		return r;
	return store_changes(s) ? 0 : -ENOENT;
}
