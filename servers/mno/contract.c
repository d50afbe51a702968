/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/contract.h"

#include <errno.h>
#include <talloc.h>

const char *const contract_kind_names[CONTRACT_KINDS] = {
	[CONTRACT_PROFILE] = "profile",
	[CONTRACT_SHARED_NUMBER] = "shared-number",
};

const char *const contract_state_names[CONTRACT_STATES] = {
	[CONTRACT_OFFERED] = "offered",
	[CONTRACT_ACCEPTED] = "accepted",
	[CONTRACT_DECLINED] = "declined",
};

static int read_contract(struct db *db, sqlite3_stmt *q, void *ctx, struct contract *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct contract){
		.id = sqlite3_column_int64(q, 0),
		.key = db_text(q, 1, ctx),
		.imsi = db_text(q, 2, ctx),
		.kind = (enum contract_kind)sqlite3_column_int(q, 3),
		.device = db_text(q, 4, ctx),
		.state = (enum contract_state)sqlite3_column_int(q, 5),
		.offered = sqlite3_column_int64(q, 6),
		.decided = sqlite3_column_int64(q, 7),
	};
	db_done(q);
	if (!out->key || !out->imsi || !out->device)
		return -ENOMEM;
	return (unsigned)out->kind < CONTRACT_KINDS && (unsigned)out->state < CONTRACT_STATES
		       ? 1
		       : -EBADMSG;
}

int contract_find(struct db *db, const char *key, void *ctx, struct contract *out)
{
	return read_contract(db, db_query(db, "SELECT * FROM contracts WHERE key = ?", "s", key),
			     ctx, out);
}

int contract_accepted(struct db *db, const char *imsi, enum contract_kind kind, const char *device,
		      void *ctx, struct contract *out)
{
	return read_contract(db,
			     db_query(db,
				      "SELECT * FROM contracts WHERE imsi = ? AND kind = ?"
				      " AND device IN (?, '') AND state = ? ORDER BY id LIMIT 1",
				      "sisi", imsi, (int64_t)kind, device,
				      (int64_t)CONTRACT_ACCEPTED),
			     ctx, out);
}

int contract_last(struct db *db, const char *imsi, enum contract_kind kind, const char *device,
		  void *ctx, struct contract *out)
{
	return read_contract(db,
			     db_query(db,
				      "SELECT * FROM contracts WHERE imsi = ? AND kind = ?"
				      " AND device = ? ORDER BY id DESC LIMIT 1",
				      "sis", imsi, (int64_t)kind, device),
			     ctx, out);
}

int contract_next(struct db *db, int64_t after, void *ctx, struct contract *out)
{
	return read_contract(db,
			     db_query(db,
				      "SELECT * FROM contracts WHERE id > ? ORDER BY id LIMIT 1",
				      "i", after),
			     ctx, out);
}

static bool on_offer(const struct contract *c, int64_t now)
{
	return c->state == CONTRACT_OFFERED && now - c->offered <= CONTRACT_LIFE;
}

static int add(struct db *db, struct crypto *crypto, const struct contract *c, void *ctx,
	       struct contract *out)
{
	char key[TOKEN_CHARACTERS + 1];
	int r = token_draw(crypto, key);

	if (r == 0)
		r = db_write(db, NULL, NULL,
			     "INSERT INTO contracts(key, imsi, kind, device, state, offered,"
			     " decided) VALUES(?, ?, ?, ?, ?, ?, ?)",
			     "ssisiii", key, c->imsi, (int64_t)c->kind, c->device,
			     (int64_t)c->state, c->offered, c->decided);
	if (r)
		return r;
	r = contract_find(db, key, ctx, out);
	return r == 1 ? 0 : r ? r : -EIO;
}

int contract_offer(struct db *db, struct crypto *crypto, const char *imsi, enum contract_kind kind,
		   const char *device, int64_t now, void *ctx, struct contract *out)
{
	const struct contract new = {
		.imsi = imsi,
		.kind = kind,
		.device = device,
		.state = CONTRACT_OFFERED,
		.offered = now,
	};
	int r = contract_last(db, imsi, kind, device, ctx, out);

	if (r < 0)
		return r;
	return r == 1 && on_offer(out, now) ? 0 : add(db, crypto, &new, ctx, out);
}

int contract_sign(struct db *db, struct crypto *crypto, const char *imsi, enum contract_kind kind,
		  const char *device, int64_t now, void *ctx, struct contract *out)
{
	const struct contract new = {
		.imsi = imsi,
		.kind = kind,
		.device = device,
		.state = CONTRACT_ACCEPTED,
		.offered = now,
		.decided = now,
	};

	return add(db, crypto, &new, ctx, out);
}

/* Why a decision has changed nothing. */
static int not_decided(struct db *db, const char *key, enum contract_state wanted)
{
	struct contract c;
	void *ctx = talloc_new(NULL);
	int r = contract_find(db, key, ctx, &c);

	talloc_free(ctx);
	if (r != 1)
		return r ? r : -ENOENT;
	if (c.state == CONTRACT_OFFERED)
		return -ETIME;
	return c.state == wanted ? 0 : -EALREADY;
}

int contract_decide(struct db *db, const char *key, bool accepted, int64_t now)
{
	enum contract_state state = accepted ? CONTRACT_ACCEPTED : CONTRACT_DECLINED;
	int changed = 0;
	int r = db_write(db, &changed, NULL,
			 "UPDATE contracts SET state = ?, decided = ?"
			 " WHERE key = ? AND state = ? AND offered >= ?",
			 "iisii", (int64_t)state, now, key, (int64_t)CONTRACT_OFFERED,
			 now - CONTRACT_LIFE);

	if (r || changed)
		return r;
	return not_decided(db, key, state);
}

int contract_remove(struct db *db, int64_t id)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM contracts WHERE id = ?", "i", id);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

int contract_move(struct db *db, const char *from, const char *to)
{
	return db_write(db, NULL, NULL, "UPDATE contracts SET imsi = ? WHERE imsi = ?", "ss", to,
			from);
}
