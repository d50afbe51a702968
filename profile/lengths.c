/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile/lengths.h"

#include <errno.h>
#include <talloc.h>

#include "codec/tlv.h"

enum { LENGTH_MAX = 5 }; /* bytes of a length, as codec/tlv.h reads them */

struct walk {
	/* What to do with @e, a component of type @t (NULL: an unknown one) named @path. */
	int (*visit)(struct walk *w, const struct asn1_type *t, const struct tlv *e,
		     const char *path);
	json_t *lengths; /* found so far, or not yet applied */
	struct buf *out;
	struct asn1_error *err;
};

static size_t tag_bytes(uint32_t tag)
{
	return tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1;
}

static size_t minimal_bytes(size_t length)
{
	size_t n = 1;

	if (length < 0x80)
		return 1;
	for (; length; length >>= 8)
		n++;
	return n;
}

/* ---- walking ---- */

/* The type of component @i of @t, and the path to it on @ctx; NULL for one beyond @t's. */
static const struct asn1_type *component(void *ctx, const struct asn1_type *t, size_t i,
					 const char *parent, char **path)
{
	struct asn1_field f;

	if (t->kind == ASN1_SEQUENCE_OF) {
		*path = talloc_asprintf(ctx, "%s[%zu]", parent, i);
		return t->element;
	}
	if (i >= asn1_field_count(t)) {
		*path = talloc_strdup(ctx, parent);
		return NULL;
	}
	f = asn1_field_at(t, i);
	*path = talloc_asprintf(ctx, "%s.%s", parent, f.name);
	return f.type;
}

static int descend(struct walk *w, const struct asn1_type *t, struct slice in, const char *path);

static int visit_component(struct walk *w, const struct asn1_type *t, size_t i, const struct tlv *e,
			   const char *parent)
{
	char *path = NULL;
	const struct asn1_type *type = component(NULL, t, i, parent, &path);
	int r;

	if (!path)
		return -ENOMEM;
	/* A CHOICE in a list has no TLV of its own: the alternative's is the list's. */
	if (t->kind == ASN1_SEQUENCE_OF && type->kind == ASN1_CHOICE)
		r = descend(w, type, e->whole, path);
	else
		r = w->visit(w, type, e, path);
	talloc_free(path);
	return r;
}

/* Visits each component in @in, the contents of a @t. */
static int descend(struct walk *w, const struct asn1_type *t, struct slice in, const char *path)
{
	size_t next = 0;
	struct tlv e;
	int r;

	while ((r = tlv_next(&in, &e)) == 1) {
		size_t i = next;

		if (t->kind != ASN1_SEQUENCE_OF)
			i = asn1_field_by_tag(t, next, e.tag);
		next = t->kind == ASN1_CHOICE ? 0 : i + 1;
		r = visit_component(w, t, i, &e, path);
		if (r)
			return r;
	}
	return r;
}

static bool has_components(const struct asn1_type *t)
{
	return t && t->kind >= ASN1_SEQUENCE;
}

/* ---- finding ---- */

static int find(struct walk *w, const struct asn1_type *t, const struct tlv *e, const char *path)
{
	size_t n = e->whole.n - e->value.n - tag_bytes(e->tag);

	if (!t)
		return 0;
	if (n > minimal_bytes(e->value.n) &&
	    json_object_set_new(w->lengths, path, json_integer((json_int_t)n)))
		return -ENOMEM;
	return has_components(t) ? descend(w, t, e->value, path) : 0;
}

int lengths_find(const struct asn1_type *t, const char *name, struct slice der, json_t **out)
{
	struct walk w = {.visit = find, .lengths = json_object()};
	int r = w.lengths ? descend(&w, t, der, name) : -ENOMEM;

	if (r)
		json_decref(w.lengths);
	else
		*out = w.lengths;
	return r;
}

/* ---- applying ---- */

/* The number of length bytes for the component @path of @length bytes. 0: *@err says why not. */
static size_t take(struct walk *w, const char *path, size_t length)
{
	const json_t *j = json_object_get(w->lengths, path);
	json_int_t n = json_integer_value(j);
	size_t least = minimal_bytes(length);

	if (!j)
		return least;
	if (n < (json_int_t)least || n > LENGTH_MAX) {
		asn1_fail(w->err, 0, "should be a number from %zu to %d", least, LENGTH_MAX);
		asn1_fail_in(w->err, 0, path);
		return 0;
	}
	json_object_del(w->lengths, path);
	return (size_t)n;
}

static int apply(struct walk *w, const struct asn1_type *t, const struct tlv *e, const char *path)
{
	size_t tag = tag_bytes(e->tag), mark, length, n;
	uint8_t *room;
	int r = 0;

	if (!t) {
		buf_put_slice(w->out, e->whole);
		return 0;
	}
	buf_put(w->out, e->whole.p, tag);
	mark = w->out->n;
	if (has_components(t))
		r = descend(w, t, e->value, path);
	else
		buf_put_slice(w->out, e->value);
	if (r || !buf_ok(w->out))
		return r;
	length = w->out->n - mark;
	n = take(w, path, length);
	if (n == 0)
		return -EINVAL;
	room = buf_insert(w->out, mark, n);
	if (!room)
		return -ENOMEM;
	room[0] = n == 1 ? (uint8_t)length : (uint8_t)(0x80 | (n - 1));
	for (size_t i = 1; i < n; i++)
		room[i] = (uint8_t)(length >> 8 * (n - 1 - i));
	return 0;
}

int lengths_apply(const struct asn1_type *t, const char *name, struct slice der,
		  const json_t *lengths, struct buf *out, struct asn1_error *err)
{
	struct walk w = {.visit = apply, .out = out, .err = err};
	const char *left;
	int r;

	if (!json_is_object(lengths))
		return asn1_fail(err, -EINVAL, "should be an object");
	w.lengths = json_copy((json_t *)lengths);
	if (!w.lengths)
		return -ENOMEM;
	r = descend(&w, t, der, name);
	left = json_object_iter_key(json_object_iter(w.lengths));
	if (!r && left)
		r = asn1_fail_in(err, asn1_fail(err, -EINVAL, "is no component"), left);
	if (r == -EBADMSG) /* "extensions" are whatever somebody wrote */
		r = asn1_fail(err, -EINVAL, "apply to TLVs only");
	json_decref(w.lengths);
	return r;
}
