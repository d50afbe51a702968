/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/order.h"

#include <errno.h>
#include <talloc.h>

const char *const order_state_names[ORDER_STATE_COUNT] = {
	[ORDER_AVAILABLE] = "available",     [ORDER_ALLOCATED] = "allocated",
	[ORDER_LINKED] = "linked",           [ORDER_CONFIRMED] = "confirmed",
	[ORDER_RELEASED] = "released",       [ORDER_DOWNLOADED] = "downloaded",
	[ORDER_INSTALLED] = "installed",     [ORDER_ERROR] = "error",
	[ORDER_UNAVAILABLE] = "unavailable",
};

int order_add(struct db *db, struct order *o, struct slice package)
{
	int r = db_begin(db);

	if (r)
		return r;
	r = db_write(db, NULL, &o->id,
		     "INSERT INTO orders(matching_id, eid, iccid, state, address, metadata, code,"
		     " reusable, session_keys, created, profile_type, expires, attempts_max,"
		     " code_attempts_max, conditions)"
		     " VALUES(nullif(?1, ''), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
		     " ?14, ?15)",
		     "ssbisbbiiisiiis", o->matching_id, o->eid, o->iccid, (int64_t)o->state,
		     o->address, o->metadata, o->code, (int64_t)o->reusable,
		     (int64_t)o->session_keys, o->created, o->profile_type, o->expires,
		     o->attempts_max, o->code_attempts_max, o->conditions);
	if (r == 0)
		r = db_write(db, NULL, NULL, "INSERT INTO packages VALUES(?1, ?2)", "ib", o->id,
			     package);
	if (r == 0)
		r = db_commit(db);
	if (r)
		db_rollback(db);
	return r;
}

#define ORDER_COLUMNS                                                                              \
	"SELECT id, matching_id, eid, iccid, state, reason, address, metadata, code,"              \
	" code_failures, attempts, reusable, session_keys, created, profile_type, operator, smds," \
	" expires, attempts_max, code_attempts_max, conditions FROM orders "

/* The one row that @q gives. */
static int read_order(struct db *db, sqlite3_stmt *q, void *ctx, struct order *out)
{
	int r = db_step(db, q);
	int64_t state;

	if (r != 1)
		return r;
	state = sqlite3_column_int64(q, 4);
	*out = (struct order){
		.id = sqlite3_column_int64(q, 0),
		.matching_id = db_text(q, 1, ctx),
		.eid = db_text(q, 2, ctx),
		.iccid = db_blob(q, 3, ctx),
		.state = state >= 0 && state < ORDER_STATE_COUNT ? (enum order_state)state
								 : ORDER_UNAVAILABLE,
		.reason = db_text(q, 5, ctx),
		.address = db_text(q, 6, ctx),
		.metadata = db_blob(q, 7, ctx),
		.code = db_blob(q, 8, ctx),
		.code_failures = sqlite3_column_int64(q, 9),
		.attempts = sqlite3_column_int64(q, 10),
		.reusable = sqlite3_column_int64(q, 11) != 0,
		.session_keys = sqlite3_column_int64(q, 12) != 0,
		.created = sqlite3_column_int64(q, 13),
		.profile_type = db_text(q, 14, ctx),
		.ordered_by = db_text(q, 15, ctx),
		.smds = db_text(q, 16, ctx),
		.expires = sqlite3_column_int64(q, 17),
		.attempts_max = sqlite3_column_int64(q, 18),
		.code_attempts_max = sqlite3_column_int64(q, 19),
		.conditions = db_text(q, 20, ctx),
	};
	db_done(q);
	return 1;
}

int order_by_id(struct db *db, int64_t id, void *ctx, struct order *out)
{
	return read_order(db, db_query(db, ORDER_COLUMNS "WHERE id = ?", "i", id), ctx, out);
}

int order_by_matching_id(struct db *db, const char *matching_id, void *ctx, struct order *out)
{
	return read_order(db, db_query(db, ORDER_COLUMNS "WHERE matching_id = ?", "s", matching_id),
			  ctx, out);
}

int order_by_iccid(struct db *db, struct slice iccid, void *ctx, struct order *out)
{
	return read_order(
		db,
		db_query(db, ORDER_COLUMNS "WHERE iccid = ? AND profile_type <> ''", "b", iccid),
		ctx, out);
}

int order_in_stock(struct db *db, const char *profile_type, void *ctx, struct order *out)
{
	return read_order(db,
			  db_query(db,
				   ORDER_COLUMNS "WHERE profile_type = ? AND state = ?"
						 " ORDER BY id LIMIT 1",
				   "si", profile_type, (int64_t)ORDER_AVAILABLE),
			  ctx, out);
}

int order_type_known(struct db *db, const char *profile_type)
{
	sqlite3_stmt *q = db_query(
		db, "SELECT 1 FROM orders WHERE profile_type = ? AND profile_type <> '' LIMIT 1",
		"s", profile_type);
	int r = db_step(db, q);

	if (r == 1)
		db_done(q);
	return r;
}

int order_update(struct db *db, const struct order *o)
{
	return db_write(db, NULL, NULL,
			"UPDATE orders SET matching_id = nullif(?1, ''), eid = ?2, state = ?3,"
			" reason = ?4, code = ?5, code_failures = ?6, attempts = ?7, operator = ?8,"
			" smds = ?9, expires = ?10 WHERE id = ?11",
			"ssisbiissii", o->matching_id, o->eid, (int64_t)o->state, o->reason,
			o->code, o->code_failures, o->attempts, o->ordered_by, o->smds, o->expires,
			o->id);
}

int order_awaiting(struct db *db, const char *eid, void *ctx, struct order *out)
{
	return read_order(db,
			  db_query(db,
				   ORDER_COLUMNS "WHERE matching_id IS NULL AND eid = ?"
						 " AND state IN (?, ?) ORDER BY id LIMIT 1",
				   "sii", eid, (int64_t)ORDER_RELEASED, (int64_t)ORDER_DOWNLOADED),
			  ctx, out);
}

int order_next(struct db *db, int64_t after, void *ctx, struct order *out)
{
	return read_order(
		db, db_query(db, ORDER_COLUMNS "WHERE id > ? ORDER BY id LIMIT 1", "i", after), ctx,
		out);
}

int order_package(struct db *db, int64_t id, void *ctx, struct slice *out)
{
	sqlite3_stmt *q = db_query(db, "SELECT package FROM packages WHERE order_id = ?", "i", id);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = db_blob(q, 0, ctx);
	db_done(q);
	return out->p ? 1 : -ENOMEM;
}

int order_set_state(struct db *db, int64_t id, enum order_state state, const char *reason)
{
	return db_write(db, NULL, NULL, "UPDATE orders SET state = ?, reason = ? WHERE id = ?",
			"isi", (int64_t)state, reason, id);
}

int order_set_downloaded(struct db *db, int64_t id, const char *eid)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL,
			 "UPDATE orders SET state = ?1, eid = ?2 WHERE id = ?3"
			 " AND state IN (?1, ?4) AND eid IN ('', ?2)",
			 "isii", (int64_t)ORDER_DOWNLOADED, eid, id, (int64_t)ORDER_RELEASED);

	if (r)
		return r;
	return changed ? 0 : -ESTALE;
}

int order_count_attempt(struct db *db, int64_t id)
{
	return db_write(db, NULL, NULL, "UPDATE orders SET attempts = attempts + 1 WHERE id = ?",
			"i", id);
}

int order_count_code_failure(struct db *db, int64_t id)
{
	return db_write(db, NULL, NULL,
			"UPDATE orders SET code_failures = code_failures + 1 WHERE id = ?", "i",
			id);
}

int order_remove(struct db *db, int64_t id)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM orders WHERE id = ?", "i", id);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

/* ---- downloads ---- */

int download_put(struct db *db, const struct download *d)
{
	int r = db_write(db, NULL, NULL,
			 "UPDATE downloads SET euicc_otpk = NULL, smdp_otpk = NULL,"
			 " protected = NULL WHERE order_id = ? AND eid = ?",
			 "is", d->order, d->eid);

	return r ? r
		 : db_write(db, NULL, NULL,
			    "REPLACE INTO downloads(transaction_id, order_id, eid, certificate,"
			    " euicc_otpk, smdp_otpk, protected) VALUES(?, ?, ?, ?, ?, ?, ?)",
			    "bisbbbb", d->transaction, d->order, d->eid, d->euicc_certificate,
			    d->euicc_otpk, d->smdp_otpk, d->protected_package);
}

#define DOWNLOAD_COLUMNS                                                                           \
	"SELECT transaction_id, order_id, eid, certificate, euicc_otpk, smdp_otpk, protected,"     \
	" finished FROM downloads "

static int read_download(struct db *db, sqlite3_stmt *q, void *ctx, struct download *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct download){
		.transaction = db_blob(q, 0, ctx),
		.order = sqlite3_column_int64(q, 1),
		.eid = db_text(q, 2, ctx),
		.euicc_certificate = db_blob(q, 3, ctx),
		.euicc_otpk = db_blob(q, 4, ctx),
		.smdp_otpk = db_blob(q, 5, ctx),
		.protected_package = db_blob(q, 6, ctx),
		.finished = sqlite3_column_int64(q, 7) != 0,
	};
	db_done(q);
	return 1;
}

int download_by_transaction(struct db *db, struct slice transaction, void *ctx,
			    struct download *out)
{
	return read_download(
		db, db_query(db, DOWNLOAD_COLUMNS "WHERE transaction_id = ?", "b", transaction),
		ctx, out);
}

int download_unfinished(struct db *db, int64_t order, const char *eid, void *ctx,
			struct download *out)
{
	return read_download(db,
			     db_query(db,
				      DOWNLOAD_COLUMNS "WHERE order_id = ? AND eid = ?"
						       " AND protected IS NOT NULL",
				      "is", order, eid),
			     ctx, out);
}

int download_finish(struct db *db, struct slice transaction)
{
	return db_write(db, NULL, NULL,
			"UPDATE downloads SET finished = 1, euicc_otpk = NULL, smdp_otpk = NULL,"
			" protected = NULL WHERE transaction_id = ?",
			"b", transaction);
}

/* ---- notifications ---- */

int notification_record(struct db *db, const struct recorded *n)
{
	return db_write(db, NULL, NULL,
			"INSERT INTO notifications(time, eid, event, iccid, sequence, content)"
			" VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(content) DO NOTHING",
			"issbib", n->time, n->eid, n->event, n->iccid, n->sequence, n->content);
}

int notification_next(struct db *db, int64_t after, void *ctx, int64_t *id, struct recorded *out)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT id, time, eid, event, iccid, sequence, content"
				   " FROM notifications WHERE id > ? ORDER BY id LIMIT 1",
				   "i", after);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*id = sqlite3_column_int64(q, 0);
	*out = (struct recorded){
		.time = sqlite3_column_int64(q, 1),
		.eid = db_text(q, 2, ctx),
		.event = db_text(q, 3, ctx),
		.iccid = db_blob(q, 4, ctx),
		.sequence = sqlite3_column_int64(q, 5),
		.content = db_blob(q, 6, ctx),
	};
	db_done(q);
	return 1;
}
