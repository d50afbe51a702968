/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <talloc.h>

#include "crypto/crypto.h"
#include "uicc/content.h"

const char *const file_kind_names[] = {
	[FILE_MF] = "MF",
	[FILE_DF] = "DF",
	[FILE_ADF] = "ADF",
	[FILE_TRANSPARENT] = "transparent",
	[FILE_LINEAR_FIXED] = "linear fixed",
	[FILE_CYCLIC] = "cyclic",
	[FILE_BER_TLV] = "BER-TLV",
};

enum {
	FID_CURRENT_ADF = 0x7FFF, /* TS 102 221 8.4.1 */
	REFERENCE_LOCAL = 0x80,   /* of a key reference, TS 102 221 9.5.1 */
};

static void wipe_aka(struct aka *a)
{
	crypto_wipe(a->key, sizeof(a->key));
	crypto_wipe(a->opc, sizeof(a->opc));
}

/* PINs and keys do not stay behind in freed memory. */
static int wipe(struct uicc_content *c)
{
	for (struct pin *p = c->pins; p; p = p->next)
		crypto_wipe(p->value, sizeof(p->value));
	for (struct aka *a = c->akas; a; a = a->next)
		wipe_aka(a);
	return 0;
}

struct uicc_content *content_new(void *ctx)
{
	struct uicc_content *c = talloc_zero(ctx, struct uicc_content);

	if (c)
		talloc_set_destructor(c, wipe);
	return c;
}

/* Hundreds of files with a dozen bytes each: a talloc header for every piece would take more than
 * the pieces. What does not fit into the rest of a chunk begins a new one. */
void *content_alloc(struct uicc_content *c, size_t n)
{
	enum { CHUNK = 4096, ALIGNMENT = _Alignof(struct file) };
	uint8_t *p;

	if (n > CHUNK / 4)
		return talloc_zero_size(c, n);
	n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (n > c->room_left) {
		c->room = talloc_zero_size(c, CHUNK);
		c->room_left = c->room ? CHUNK : 0;
	}
	if (!c->room)
		return NULL;
	p = c->room;
	c->room += n;
	c->room_left -= n;
	return p;
}

struct slice content_dup(struct uicc_content *c, struct slice s)
{
	uint8_t *p = content_alloc(c, s.n);

	if (!p)
		return slice_of(NULL, 0);
	if (s.n)
		memcpy(p, s.p, s.n);
	return slice_of(p, s.n);
}

/* TS 102 221 8.3: no two files under one parent share an identifier, and none has that of a
 * directory above it. */
static bool fid_taken(const struct file *parent, uint16_t fid)
{
	for (const struct file *f = parent; f; f = f->parent)
		if (f->fid == fid)
			return true;
	return parent && file_child(parent, fid);
}

/* Where a new file goes: *@parent, made definite. */
static int check_place(const struct uicc_content *c, struct file **parent, enum file_kind kind)
{
	if (kind == FILE_MF)
		return *parent ? -EINVAL : c->mf ? -EEXIST : 0;
	if (!*parent)
		*parent = c->mf;
	if (!*parent || !file_is_df(*parent))
		return -EINVAL;
	return kind == FILE_ADF && (*parent)->kind != FILE_MF ? -EINVAL : 0;
}

static struct file *new_file(struct uicc_content *c)
{
	struct file *f = c->spare;

	if (!f)
		return content_alloc(c, sizeof(*f));
	c->spare = f->next;
	memset(f, 0, sizeof(*f));
	return f;
}

int file_add(struct uicc_content *c, struct file *parent, enum file_kind kind, uint16_t fid,
	     struct file **out)
{
	int r = check_place(c, &parent, kind);

	if (r)
		return r;
	if (fid_taken(parent, fid))
		return -EEXIST;

	struct file *f = new_file(c);

	if (!f)
		return -ENOMEM;
	f->parent = parent;
	f->kind = kind;
	f->fid = fid;
	f->life_cycle = LCS_ACTIVATED;

	struct file **end = parent ? &parent->children : &c->mf;

	while (*end)
		end = &(*end)->next;
	*end = f;
	*out = f;
	return 0;
}

int file_allocate(struct uicc_content *c, struct file *f, uint32_t size)
{
	uint8_t *content = content_alloc(c, size);

	if (!content)
		return -ENOMEM;
	memset(content, 0xFF, size);
	f->content = content;
	f->size = size;
	f->content_size = 0;
	return 0;
}

void *file_own(struct uicc_content *c, struct file *f)
{
	if (!f->own)
		f->own = talloc_new(c);
	return f->own;
}

int file_resize(struct uicc_content *c, struct file *f, uint32_t size)
{
	void *own = file_own(c, f);
	uint8_t *content = own ? talloc_size(own, size) : NULL;
	uint32_t keep = f->content ? f->size < size ? f->size : size : 0;

	if (!content)
		return -ENOMEM;
	memset(content + keep, 0xFF, size - keep);
	if (keep)
		memcpy(content, f->content, keep);
	if (f->owns_content)
		talloc_free(f->content);
	f->content = content;
	f->owns_content = true;
	f->size = size;
	if (f->content_size > size)
		f->content_size = 0;
	return 0;
}

bool file_is_below(const struct file *f, const struct file *top)
{
	while (f && f != top)
		f = f->parent;
	return f != NULL;
}

static bool pin_goes(const struct pin *p, const struct file *top)
{
	return p->df && file_is_below(p->df, top);
}

/* Of a shared PIN, nothing stays in the directories that shared it. */
static void forget_pins(struct uicc_content *c, const struct file *top)
{
	struct pin *gone = NULL, *next;

	for (struct pin **p = &c->pins; *p;) {
		struct pin *pin = *p;

		if (pin_goes(pin, top) || (pin->shared && pin_goes(pin->shared, top))) {
			*p = pin->next;
			pin->next = gone;
			gone = pin;
		} else {
			p = &pin->next;
		}
	}
	for (; gone; gone = next) {
		next = gone->next;
		crypto_wipe(gone->value, sizeof(gone->value));
		talloc_free(gone);
	}
}

/* Nothing that stays may point into what goes. */
static void forget_below(struct uicc_content *c, const struct file *top)
{
	for (struct file *f = c->mf; f; f = file_walk(c, f))
		if (f->link && file_is_below(f->link, top)) {
			f->link = NULL;
			f->size = f->content_size = 0;
		}

	forget_pins(c, top);

	for (struct aka **a = &c->akas; *a;) {
		struct aka *aka = *a;

		if (file_is_below(aka->adf, top) || file_is_below(aka->source, top)) {
			*a = aka->next;
			wipe_aka(aka);
			talloc_free(aka);
		} else {
			a = &aka->next;
		}
	}
}

/* What came with the content goes with it; the rest goes now, and the files themselves serve
 * again. */
static void free_tree(struct uicc_content *c, struct file *f)
{
	while (f->children) {
		struct file *child = f->children;

		f->children = child->next;
		free_tree(c, child);
	}
	talloc_free(f->own);
	f->next = c->spare;
	c->spare = f;
}

void file_remove(struct uicc_content *c, struct file *f)
{
	struct file **at = f->parent ? &f->parent->children : &c->mf;

	forget_below(c, f);
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	free_tree(c, f);
}

struct file *file_child(const struct file *df, uint16_t fid)
{
	for (struct file *f = df->children; f; f = f->next)
		if (f->fid == fid)
			return f;
	return NULL;
}

struct file *file_by_sfi(const struct file *df, uint8_t sfi)
{
	if (!sfi)
		return NULL;
	for (struct file *f = df->children; f; f = f->next)
		if (f->sfi == sfi && !file_is_df(f))
			return f;
	return NULL;
}

struct file *file_by_aid(const struct uicc_content *c, struct slice aid)
{
	for (struct file *f = c->mf ? c->mf->children : NULL; f; f = f->next)
		if (f->kind == FILE_ADF && slice_eq(f->aid, aid))
			return f;
	return NULL;
}

struct file *file_by_path(const struct uicc_content *c, const struct file *adf, struct slice path)
{
	const struct file *f = c->mf;

	if (path.n % 2)
		return NULL;
	if (path.n && be16(path.p) == FID_CURRENT_ADF) {
		f = adf;
		path = slice_sub(path, 2, path.n);
	}
	for (; f && path.n; path = slice_sub(path, 2, path.n))
		f = file_is_df(f) ? file_child(f, be16(path.p)) : NULL;
	return (struct file *)f;
}

struct file *file_walk(const struct uicc_content *c, const struct file *after)
{
	if (!after)
		return c->mf;
	if (after->children)
		return after->children;
	while (after && !after->next)
		after = after->parent;
	return after ? after->next : NULL;
}

struct file *file_target(struct file *f)
{
	return f->link ? f->link : f;
}

struct pin *pin_find(const struct uicc_content *c, const struct file *df, uint8_t reference,
		     bool puk)
{
	const struct file *scope;

	do {
		/* What is defined at the MF is the whole UICC's. */
		scope = df && df->kind != FILE_MF ? df : NULL;
		for (struct pin *p = c->pins; p; p = p->next)
			if (p->df == scope && p->reference == reference && p->puk == puk)
				return p->shared ? p->shared : p;
		df = scope ? scope->parent : NULL;
	} while (scope);
	if (puk || (reference & REFERENCE_LOCAL))
		return NULL;
	for (struct pin *p = c->pins; p; p = p->next)
		if (p->reference == reference && !p->puk)
			return p->shared ? p->shared : p;
	return NULL;
}
