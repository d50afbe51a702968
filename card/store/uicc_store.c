/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uicc_store.h"

#include <errno.h>
#include <talloc.h>

/* Profile 0 has no row in table profile: its files, PINs and keys carry NULL. */
#define PROFILE "NULLIF(?, 0)"

/* ---- saving ---- */

static struct slice stored_content(const struct file *f)
{
	if (!f->content)
		return slice_of(NULL, 0);
	return slice_of(f->content, f->kind == FILE_BER_TLV ? f->content_size : f->size);
}

static int64_t id_of(const struct file *f)
{
	return f ? f->id : 0;
}

int uicc_store_file_add(struct store *s, int64_t profile, struct file *f)
{
	return store_write(
		s, &f->id,
		"INSERT INTO file(profile, parent, fid, kind, sfi, shareable, life_cycle,"
		" record_length, size, content_size, aid, security, pin_status, proprietary, "
		"content)"
		" VALUES(" PROFILE ", NULLIF(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"iiiiiiiiiibbbbb", profile, id_of(f->parent), (int64_t)f->fid, (int64_t)f->kind,
		(int64_t)f->sfi, (int64_t)f->shareable, (int64_t)f->life_cycle,
		(int64_t)f->record_length, (int64_t)f->size, (int64_t)f->content_size, f->aid,
		f->security, f->pin_status, f->proprietary, stored_content(f));
}

static int save_files(struct store *s, int64_t profile, struct uicc_content *c)
{
	int r = 0;

	for (struct file *f = c->mf; f && r == 0; f = file_walk(c, f))
		r = uicc_store_file_add(s, profile, f);
	/* A link may name a file that comes after it. */
	for (struct file *f = c->mf; f && r == 0; f = file_walk(c, f))
		if (f->link)
			r = store_write(s, NULL, "UPDATE file SET link = ? WHERE id = ?", "ii",
					f->link->id, f->id);
	return r;
}

/* One column holds both: 0 not enabled, 1 enabled, 2 replaced by the universal PIN. */
enum { COLUMN_DISABLED, COLUMN_ENABLED, COLUMN_REPLACED };

static int64_t enabled_column(const struct pin *p)
{
	return p->enabled ? COLUMN_ENABLED : p->replaced ? COLUMN_REPLACED : COLUMN_DISABLED;
}

static int save_pin(struct store *s, int64_t profile, struct pin *p)
{
	return store_write(
		s, &p->id,
		"INSERT INTO pin(profile, df, reference, puk, value, enabled, attributes, tries,"
		" tries_max, unblocked_by, shared) VALUES(" PROFILE
		", NULLIF(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0))",
		"iiiibiiiiii", profile, id_of(p->df), (int64_t)p->reference, (int64_t)p->puk,
		slice_of(p->value, sizeof(p->value)), enabled_column(p), (int64_t)p->attributes,
		(int64_t)p->tries, (int64_t)p->tries_max, (int64_t)p->unblocked_by,
		p->shared ? p->shared->id : (int64_t)0);
}

static struct slice ks_rand(const struct aka *a)
{
	return slice_of(a->gba.rand, a->gba.ks_length ? sizeof(a->gba.rand) : 0);
}

static int save_aka(struct store *s, int64_t profile, struct aka *a)
{
	return store_write(
		s, &a->id,
		"INSERT INTO aka(profile, adf, algorithm, options, key, opc, rotation, constants,"
		" keccak_iterations, sqn_options, sqn_delta, sqn_age_limit, sqn, ks, ks_rand,"
		" naf_order, source, uses_max, uses)"
		" VALUES(" PROFILE ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?,"
		" ?)",
		"iiiibbbbiibbbbbbiii", profile, id_of(a->adf), (int64_t)a->algorithm,
		(int64_t)a->options, slice_of(a->key, a->key_length),
		slice_of(a->opc, sizeof(a->opc)), slice_of(a->rotation, sizeof(a->rotation)),
		slice_of(a->constants, sizeof(a->constants)), (int64_t)a->keccak_iterations,
		(int64_t)a->sqn_options, slice_of(a->sqn_delta, sizeof(a->sqn_delta)),
		slice_of(a->sqn_age_limit, sizeof(a->sqn_age_limit)),
		slice_of(a->sqn, sizeof(a->sqn)), slice_of(a->gba.ks, a->gba.ks_length), ks_rand(a),
		slice_of(a->gba.order, a->gba.order_count), id_of(a->source), (int64_t)a->uses_max,
		(int64_t)a->uses);
}

int uicc_store_save(struct store *s, int64_t profile, struct uicc_content *c)
{
	int r = save_files(s, profile, c);

	for (struct pin *p = c->pins; p && r == 0; p = p->next)
		r = save_pin(s, profile, p);
	for (struct aka *a = c->akas; a && r == 0; a = a->next)
		r = save_aka(s, profile, a);
	return r;
}

int uicc_store_file_delete(struct store *s, const struct uicc_content *c, const struct file *top)
{
	static const char *const statements[] = {
		"UPDATE file SET link = NULL WHERE link = ?",
		"DELETE FROM pin WHERE shared IN (SELECT id FROM pin WHERE df = ?)",
		"DELETE FROM pin WHERE df = ?",
		"DELETE FROM aka WHERE adf = ?1 OR source = ?1",
		"DELETE FROM cdma WHERE adf = ?",
		"DELETE FROM file WHERE id = ?",
	};
	int r = 0;

	for (const struct file *f = top; f && file_is_below(f, top) && r == 0; f = file_walk(c, f))
		for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]) && r == 0; i++)
			r = store_write(s, NULL, statements[i], "i", f->id);
	return r;
}

int uicc_store_file_content(struct store *s, const struct file *f)
{
	return store_write(s, NULL, "UPDATE file SET content = ?, content_size = ? WHERE id = ?",
			   "bii", stored_content(f), (int64_t)f->content_size, f->id);
}

int uicc_store_file_attributes(struct store *s, const struct file *f)
{
	return store_write(s, NULL,
			   "UPDATE file SET fid = ?, sfi = ?, shareable = ?, life_cycle = ?,"
			   " record_length = ?, size = ?, security = ?, pin_status = ?,"
			   " proprietary = ? WHERE id = ?",
			   "iiiiiibbbi", (int64_t)f->fid, (int64_t)f->sfi, (int64_t)f->shareable,
			   (int64_t)f->life_cycle, (int64_t)f->record_length, (int64_t)f->size,
			   f->security, f->pin_status, f->proprietary, f->id);
}

int uicc_store_pin(struct store *s, const struct pin *p)
{
	return store_write(s, NULL, "UPDATE pin SET value = ?, enabled = ?, tries = ? WHERE id = ?",
			   "biii", slice_of(p->value, sizeof(p->value)), enabled_column(p),
			   (int64_t)p->tries, p->id);
}

int uicc_store_aka(struct store *s, const struct aka *a)
{
	return store_write(s, NULL, "UPDATE aka SET sqn = ?, uses = ? WHERE id = ?", "bii",
			   slice_of(a->sqn, sizeof(a->sqn)), (int64_t)a->uses, a->id);
}

int uicc_store_gba(struct store *s, const struct aka *a)
{
	return store_write(s, NULL,
			   "UPDATE aka SET ks = ?, ks_rand = ?, naf_order = ? WHERE id = ?", "bbbi",
			   slice_of(a->gba.ks, a->gba.ks_length), ks_rand(a),
			   slice_of(a->gba.order, a->gba.order_count), a->id);
}

/* ---- loading ---- */

struct loading {
	struct uicc_content *content;
	struct file **files; /* in order of id */
	int64_t *links;      /* of each, 0: none */
	size_t n;
};

static struct file *file_of_id(const struct loading *l, int64_t id)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->files[middle]->id == id)
			return l->files[middle];
		if (l->files[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static int keep_loaded(struct loading *l, struct file *f, int64_t link)
{
	struct file **files = talloc_realloc(l->content, l->files, struct file *, l->n + 1);
	int64_t *links;

	if (!files)
		return -ENOMEM;
	l->files = files;
	links = talloc_realloc(l->content, l->links, int64_t, l->n + 1);
	if (!links)
		return -ENOMEM;
	l->links = links;
	files[l->n] = f;
	links[l->n++] = link;
	return 0;
}

/* An empty column is an absent slice; -ENOMEM. */
static int load_slice(struct uicc_content *c, sqlite3_stmt *q, int column, struct slice *out)
{
	struct slice blob = store_blob(q, column);

	if (!blob.n)
		return 0;
	*out = content_dup(c, blob);
	return out->p ? 0 : -ENOMEM;
}

/* Exactly @n bytes. */
static int load_bytes(sqlite3_stmt *q, int column, uint8_t *out, size_t n)
{
	struct slice blob = store_blob(q, column);

	if (blob.n != n)
		return -EBADMSG;
	if (n)
		memcpy(out, blob.p, n);
	return 0;
}

static int load_content(struct uicc_content *c, sqlite3_stmt *q, int column, struct file *f)
{
	uint32_t size = f->size, used = f->content_size;
	struct slice blob = store_blob(q, column);

	if (file_is_df(f))
		return 0;
	if (sqlite3_column_type(q, column) == SQLITE_NULL) {
		f->size = f->content_size = 0;
		return 0;
	}
	if (f->kind == FILE_BER_TLV ? used > size || blob.n != used : blob.n != size)
		return -EBADMSG;
	if (file_allocate(c, f, size) < 0)
		return -ENOMEM;
	f->content_size = used;
	if (blob.n)
		memcpy(f->content, blob.p, blob.n);
	return 0;
}

static int load_file(struct loading *l, sqlite3_stmt *q)
{
	int64_t parent_id = sqlite3_column_int64(q, 1);
	struct file *parent = file_of_id(l, parent_id);
	struct file *f;
	int kind = sqlite3_column_int(q, 3);
	int r;

	if (kind < FILE_MF || kind > FILE_BER_TLV || (parent_id && !parent))
		return -EBADMSG;
	r = file_add(l->content, parent, (enum file_kind)kind, (uint16_t)sqlite3_column_int(q, 2),
		     &f);
	if (r)
		return r == -ENOMEM ? r : -EBADMSG;
	f->id = sqlite3_column_int64(q, 0);
	f->sfi = (uint8_t)sqlite3_column_int(q, 4);
	f->shareable = sqlite3_column_int(q, 5);
	f->life_cycle = (uint8_t)sqlite3_column_int(q, 6);
	f->record_length = (uint8_t)sqlite3_column_int(q, 7);
	f->size = (uint32_t)sqlite3_column_int64(q, 8);
	f->content_size = (uint32_t)sqlite3_column_int64(q, 9);

	struct slice *const slices[] = {&f->aid, &f->security, &f->pin_status, &f->proprietary};

	for (int i = 0; i < 4 && r == 0; i++)
		r = load_slice(l->content, q, 10 + i, slices[i]);
	if (r == 0)
		r = load_content(l->content, q, 14, f);
	return r ? r : keep_loaded(l, f, sqlite3_column_int64(q, 15));
}

/* Runs @row for each row of @q. */
static int each_row(struct store *s, sqlite3_stmt *q, struct loading *l,
		    int (*row)(struct loading *l, sqlite3_stmt *q))
{
	int r;

	while ((r = store_step(s, q)) == 1) {
		r = row(l, q);
		if (r) {
			store_done(q);
			return r;
		}
	}
	return r;
}

static int resolve_links(struct loading *l)
{
	for (size_t i = 0; i < l->n; i++) {
		if (!l->links[i])
			continue;
		l->files[i]->link = file_of_id(l, l->links[i]);
		if (!l->files[i]->link)
			return -EBADMSG;
	}
	return 0;
}

static struct pin *pin_of_id(const struct loading *l, int64_t id)
{
	struct pin *p = l->content->pins;

	while (p && p->id != id)
		p = p->next;
	return p;
}

static int load_pin(struct loading *l, sqlite3_stmt *q)
{
	struct pin *p = talloc_zero(l->content, struct pin);
	struct pin **end = &l->content->pins;
	int64_t df = sqlite3_column_int64(q, 1), shared = sqlite3_column_int64(q, 10);

	if (!p)
		return -ENOMEM;
	p->id = sqlite3_column_int64(q, 0);
	p->df = file_of_id(l, df);
	p->reference = (uint8_t)sqlite3_column_int(q, 2);
	p->puk = sqlite3_column_int(q, 3);
	p->enabled = sqlite3_column_int(q, 5) == COLUMN_ENABLED;
	p->replaced = sqlite3_column_int(q, 5) == COLUMN_REPLACED;
	p->attributes = (uint8_t)sqlite3_column_int(q, 6);
	p->tries = (uint8_t)sqlite3_column_int(q, 7);
	p->tries_max = (uint8_t)sqlite3_column_int(q, 8);
	p->unblocked_by = (uint8_t)sqlite3_column_int(q, 9);
	p->shared = pin_of_id(l, shared); /* which came before */
	while (*end)
		end = &(*end)->next;
	*end = p;
	if ((df && !p->df) || (shared && !p->shared))
		return -EBADMSG;
	return load_bytes(q, 4, p->value, sizeof(p->value));
}

static int load_aka(struct loading *l, sqlite3_stmt *q)
{
	struct aka *a = talloc_zero(l->content, struct aka);
	struct aka **end = &l->content->akas;
	size_t key = store_blob(q, 4).n, ks = store_blob(q, 13).n, order = store_blob(q, 15).n;
	int64_t source = sqlite3_column_int64(q, 16);
	int r;

	if (!a)
		return -ENOMEM;
	a->id = sqlite3_column_int64(q, 0);
	a->adf = file_of_id(l, sqlite3_column_int64(q, 1));
	a->algorithm = (enum aka_algorithm)sqlite3_column_int(q, 2);
	a->options = (uint8_t)sqlite3_column_int(q, 3);
	a->key_length = (uint8_t)key;
	a->keccak_iterations = (uint8_t)sqlite3_column_int(q, 8);
	a->sqn_options = (uint8_t)sqlite3_column_int(q, 9);
	a->gba.ks_length = (uint8_t)ks;
	a->gba.order_count = (uint8_t)order;
	a->source = file_of_id(l, source);
	a->uses_max = (uint32_t)sqlite3_column_int64(q, 17);
	a->uses = (uint32_t)sqlite3_column_int64(q, 18);
	if (!a->adf || (source && !a->source) || key > sizeof(a->key) || ks > sizeof(a->gba.ks) ||
	    order > sizeof(a->gba.order))
		return -EBADMSG;

	const struct {
		int column;
		uint8_t *p;
		size_t n;
	} fields[] = {
		{4, a->key, key},
		{5, a->opc, sizeof(a->opc)},
		{6, a->rotation, sizeof(a->rotation)},
		{7, &a->constants[0][0], sizeof(a->constants)},
		{10, a->sqn_delta, sizeof(a->sqn_delta)},
		{11, a->sqn_age_limit, sizeof(a->sqn_age_limit)},
		{12, &a->sqn[0][0], sizeof(a->sqn)},
		{13, a->gba.ks, ks},
		{14, a->gba.rand, ks ? sizeof(a->gba.rand) : 0},
		{15, a->gba.order, order},
	};

	r = 0;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && r == 0; i++)
		r = load_bytes(q, fields[i].column, fields[i].p, fields[i].n);
	while (*end)
		end = &(*end)->next;
	*end = a;
	return r;
}

static int load_all(struct store *s, int64_t profile, struct loading *l)
{
	int r;

	r = each_row(s,
		     store_query(s,
				 "SELECT id, parent, fid, kind, sfi, shareable, life_cycle,"
				 " record_length, size, content_size, aid, security, pin_status,"
				 " proprietary, content, link"
				 " FROM file WHERE profile IS " PROFILE " ORDER BY id",
				 "i", profile),
		     l, load_file);
	if (r == 0)
		r = resolve_links(l);
	if (r == 0)
		r = each_row(s,
			     store_query(s,
					 "SELECT id, df, reference, puk, value, enabled,"
					 " attributes, tries, tries_max, unblocked_by, shared"
					 " FROM pin WHERE profile IS " PROFILE " ORDER BY id",
					 "i", profile),
			     l, load_pin);
	if (r == 0)
		r = each_row(s,
			     store_query(s,
					 "SELECT id, adf, algorithm, options, key, opc, rotation,"
					 " constants, keccak_iterations, sqn_options, sqn_delta,"
					 " sqn_age_limit, sqn, ks, ks_rand, naf_order,"
					 " source, uses_max, uses"
					 " FROM aka WHERE profile IS " PROFILE " ORDER BY id",
					 "i", profile),
			     l, load_aka);
	return r;
}

int uicc_store_load(struct store *s, int64_t profile, void *ctx, struct uicc_content **out)
{
	struct loading l = {.content = content_new(ctx)};
	int r;

	if (!l.content)
		return -ENOMEM;
	r = load_all(s, profile, &l);
	if (r == 0 && !l.content->mf)
		r = -ENOENT;
	talloc_free(l.files);
	talloc_free(l.links);
	if (r == 0)
		*out = l.content;
	else
		talloc_free(l.content);
	return r;
}
