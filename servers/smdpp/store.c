/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/order.h"

/* NULL matching ids are the orders without one: of those there may be many. Packages stand apart,
 * because they are large and rarely wanted. */
static const char version_1[] =
	"CREATE TABLE orders("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, matching_id TEXT UNIQUE,"
	" eid TEXT NOT NULL, iccid BLOB NOT NULL, state INTEGER NOT NULL,"
	" reason TEXT NOT NULL DEFAULT '', address TEXT NOT NULL, metadata BLOB NOT NULL,"
	" code BLOB, code_failures INTEGER NOT NULL DEFAULT 0,"
	" attempts INTEGER NOT NULL DEFAULT 0, reusable INTEGER NOT NULL,"
	" session_keys INTEGER NOT NULL, created INTEGER NOT NULL);"
	"CREATE TABLE packages("
	" order_id INTEGER PRIMARY KEY REFERENCES orders(id) ON DELETE CASCADE,"
	" package BLOB NOT NULL);"
	"CREATE TABLE downloads("
	" transaction_id BLOB PRIMARY KEY,"
	" order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,"
	" eid TEXT NOT NULL, certificate BLOB NOT NULL, euicc_otpk BLOB, smdp_otpk BLOB,"
	" protected BLOB, finished INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX downloads_of ON downloads(order_id, eid);"
	"CREATE TABLE notifications("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, eid TEXT NOT NULL,"
	" event TEXT NOT NULL, iccid BLOB, sequence INTEGER NOT NULL,"
	" content BLOB NOT NULL UNIQUE);"
	"CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL)";

/* ES2+: the states before the release come ahead of those that there were; a profile with a type is
 * in the stock from which operators order, and known by its ICCID. */
static const char version_2[] =
	"UPDATE orders SET state = state + 4;"
	"ALTER TABLE orders ADD COLUMN profile_type TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE orders ADD COLUMN operator TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE orders ADD COLUMN smds TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE orders ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE orders ADD COLUMN attempts_max INTEGER NOT NULL DEFAULT 10;"
	"ALTER TABLE orders ADD COLUMN code_attempts_max INTEGER NOT NULL DEFAULT 3;"
	"ALTER TABLE orders ADD COLUMN conditions TEXT NOT NULL DEFAULT '';"
	"CREATE UNIQUE INDEX stock ON orders(iccid) WHERE profile_type <> '';"
	"CREATE INDEX stock_of_type ON orders(profile_type, state) WHERE profile_type <> '';"
	"CREATE TABLE operators("
	" requester TEXT PRIMARY KEY, certificate BLOB, url TEXT NOT NULL DEFAULT '');"
	"CREATE TABLE outbox("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, body TEXT NOT NULL,"
	" created INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
	" trouble TEXT NOT NULL DEFAULT '')";

static const char *const versions[] = {version_1, version_2, NULL};

const struct db_kind order_store_kind = {
	.application_id = 0x53445031, /* "SDP1" */
	.versions = versions,
};

int order_store_open(const char *path, void *ctx, struct db **out, char **error)
{
	return db_open(path, &order_store_kind, ctx, out, error);
}

const char *order_store_address(struct db *db, void *ctx)
{
	sqlite3_stmt *q = db_query(db, "SELECT value FROM settings WHERE name = 'address'", "");
	const char *address = "";

	if (db_step(db, q) == 1) {
		address = db_text(q, 0, ctx);
		db_done(q);
	}
	return address;
}

int order_store_set_address(struct db *db, const char *address)
{
	return db_write(db, NULL, NULL,
			"INSERT INTO settings VALUES('address', ?1)"
			" ON CONFLICT(name) DO UPDATE SET value = ?1",
			"s", address);
}
