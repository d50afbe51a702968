/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/gp_store.h"

#include <errno.h>
#include <talloc.h>

static int add_key(struct store *s, int64_t application, const struct gp_key *k)
{
	return store_write(s, NULL,
			   "INSERT INTO gp_key (application, version, identifier, usage, access,"
			   " counter, components) VALUES (?, ?, ?, ?, ?, ?, ?)",
			   "iiibibb", application, (int64_t)k->version, (int64_t)k->identifier,
			   k->usage, (int64_t)k->access, k->counter, k->components);
}

int gp_store_add(struct store *s, int64_t profile, struct gp_application *a)
{
	int r = store_write(
		s, &a->id,
		"INSERT INTO gp_application (profile, kind, aid, module_aid, package_aid,"
		" life_cycle, privileges, tar, parameters, load_block)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"iibbbibbbb", profile, (int64_t)a->kind, a->aid, a->module_aid, a->package_aid,
		(int64_t)a->life_cycle, a->privileges, a->tar, a->parameters, a->load_block);

	for (const struct gp_key *k = a->keys; r == 0 && k; k = k->next)
		r = add_key(s, a->id, k);
	return r;
}

/* Column @column as a copy on @ctx. */
static int read_blob(sqlite3_stmt *q, int column, void *ctx, struct slice *out)
{
	struct slice blob = store_blob(q, column);

	*out = (struct slice){NULL, 0};
	if (blob.n == 0)
		return 0;
	out->p = talloc_memdup(ctx, blob.p, blob.n);
	out->n = blob.n;
	return out->p ? 0 : -ENOMEM;
}

static int read_key(sqlite3_stmt *q, void *ctx, struct gp_key **out)
{
	struct gp_key *k = talloc_zero(ctx, struct gp_key);

	if (!k)
		return -ENOMEM;
	k->version = (uint8_t)sqlite3_column_int64(q, 0);
	k->identifier = (uint8_t)sqlite3_column_int64(q, 1);
	k->access = (uint8_t)sqlite3_column_int64(q, 2);
	*out = k;
	if (read_blob(q, 3, k, &k->usage) || read_blob(q, 4, k, &k->counter) ||
	    read_blob(q, 5, k, &k->components))
		return -ENOMEM;
	return 0;
}

static int read_keys(struct store *s, struct gp_application *a, void *ctx)
{
	sqlite3_stmt *q =
		store_query(s,
			    "SELECT version, identifier, access, usage, counter, components"
			    " FROM gp_key WHERE application = ? ORDER BY id",
			    "i", a->id);
	struct gp_key **end = &a->keys;
	int r;

	if (!q)
		return -EIO;
	while ((r = store_step(s, q)) == 1) {
		r = read_key(q, ctx, end);
		if (r)
			break;
		end = &(*end)->next;
	}
	store_done(q);
	return r;
}

int gp_store_next(struct store *s, int64_t profile, int64_t after, void *ctx,
		  struct gp_application *out)
{
	sqlite3_stmt *q = store_query(
		s,
		"SELECT id, kind, life_cycle, aid, module_aid, package_aid, privileges, tar,"
		" parameters, length(load_block) FROM gp_application WHERE profile = ? AND id > ?"
		" ORDER BY id LIMIT 1",
		"ii", profile, after);
	int r;

	if (!q)
		return -EIO;
	*out = (struct gp_application){0};
	r = store_step(s, q);
	if (r != 1)
		return r;
	out->id = sqlite3_column_int64(q, 0);
	out->kind = (enum gp_application_kind)sqlite3_column_int64(q, 1);
	out->life_cycle = (uint8_t)sqlite3_column_int64(q, 2);
	out->load_block_size = (uint64_t)sqlite3_column_int64(q, 9);

	struct slice *const slices[] = {&out->aid,        &out->module_aid, &out->package_aid,
					&out->privileges, &out->tar,        &out->parameters};

	for (int i = 0; i < 6 && r == 1; i++)
		if (read_blob(q, 3 + i, ctx, slices[i]))
			r = -ENOMEM;
	store_done(q);
	if (r == 1 && read_keys(s, out, ctx))
		r = -EIO;
	return r;
}

int gp_store_load_block(struct store *s, int64_t application, void *ctx, struct slice *out)
{
	sqlite3_stmt *q = store_query(s, "SELECT load_block FROM gp_application WHERE id = ?", "i",
				      application);
	int r;

	if (!q)
		return -EIO;
	r = store_step(s, q);
	if (r != 1)
		return r;
	r = read_blob(q, 0, ctx, out) ? -ENOMEM : out->n > 0;
	store_done(q);
	return r;
}
