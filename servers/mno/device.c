/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/device.h"

#include <errno.h>

#include "codec/utf8.h"

/* Other people's text, for terminals and pages: cut, and without control characters. */
static const char *clean(const char *text, char out[DEVICE_TEXT_MAX + 1])
{
	size_t n = text ? strnlen(text, DEVICE_TEXT_MAX) : 0;

	memcpy(out, text ? text : "", n);
	out[n] = '\0';
	while (n && utf8_length(slice_of((const uint8_t *)out, n)) < 0)
		out[--n] = '\0';
	utf8_mask_controls(out);
	return out;
}

int device_put(struct db *db, const struct device *d)
{
	char texts[5][DEVICE_TEXT_MAX + 1];
	size_t n = strlen(d->id);

	if (n == 0 || n > DEVICE_TEXT_MAX)
		return -EINVAL;
	return db_write(db, NULL, NULL,
			"INSERT INTO devices(id, eid, vendor, model, software, name, seen, imsi)"
			" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
			" ON CONFLICT(imsi, id) DO UPDATE SET seen = ?7,"
			" eid = coalesce(nullif(?2, ''), eid),"
			" vendor = coalesce(nullif(?3, ''), vendor),"
			" model = coalesce(nullif(?4, ''), model),"
			" software = coalesce(nullif(?5, ''), software),"
			" name = coalesce(nullif(?6, ''), name)",
			"ssssssis", d->id, clean(d->eid, texts[0]), clean(d->vendor, texts[1]),
			clean(d->model, texts[2]), clean(d->software, texts[3]),
			clean(d->name, texts[4]), d->seen, d->imsi);
}

int device_move(struct db *db, const char *from, const char *to)
{
	return db_write(db, NULL, NULL, "UPDATE OR REPLACE devices SET imsi = ? WHERE imsi = ?",
			"ss", to, from);
}

static int read_device(struct db *db, sqlite3_stmt *q, void *ctx, struct device *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct device){
		.imsi = db_text(q, 0, ctx),
		.id = db_text(q, 1, ctx),
		.eid = db_text(q, 2, ctx),
		.vendor = db_text(q, 3, ctx),
		.model = db_text(q, 4, ctx),
		.software = db_text(q, 5, ctx),
		.name = db_text(q, 6, ctx),
		.seen = sqlite3_column_int64(q, 7),
	};
	db_done(q);
	return out->imsi && out->id && out->eid && out->vendor && out->model && out->software &&
			       out->name
		       ? 1
		       : -ENOMEM;
}

int device_find(struct db *db, const char *imsi, const char *id, void *ctx, struct device *out)
{
	return read_device(
		db, db_query(db, "SELECT * FROM devices WHERE imsi = ? AND id = ?", "ss", imsi, id),
		ctx, out);
}

int device_next(struct db *db, const struct device *after, void *ctx, struct device *out)
{
	return read_device(db,
			   db_query(db,
				    "SELECT * FROM devices WHERE (imsi, id) > (?, ?)"
				    " ORDER BY imsi, id LIMIT 1",
				    "ss", after->imsi, after->id),
			   ctx, out);
}
