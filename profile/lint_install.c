/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installs a package as the card does, but goes on without the elements that it refuses. */
#include <talloc.h>

#include "codec/tlv.h"
#include "profile/lint.h"

enum {
	MEMORY = 16 << 20,
	ATTEMPTS = 32, /* each finds one element that is refused */
};

/* What a header demands of the eUICC is no reason not to look at the rest. */
static json_t *undemanding(const json_t *header)
{
	json_t *copy = json_copy((json_t *)header);

	json_object_set_new(copy, "eUICC-Mandatory-services", json_object());
	json_object_set_new(copy, "eUICC-Mandatory-GFSTEList", json_array());
	json_object_del(copy, "eUICC-Mandatory-AIDs");
	return copy;
}

static void encode(struct lint *l, const struct lint_element *e, struct buf *der)
{
	struct asn1_error err = {.ctx = l->ctx};
	bool refused_header = e->status != PE_OK;
	json_t *value = refused_header ? undemanding(e->value) : json_incref((json_t *)e->value);
	json_t *choice = json_pack("{s:o}", e->name, value);

	if (!choice || asn1_encode(&asn1_profile_element, choice, der, &err))
		l->failed = true;
	json_decref(choice);
}

/* Marks what element @i has made. */
static void mark(struct uicc_content *c, size_t i)
{
	for (struct file *f = c->mf; f; f = file_walk(c, f))
		if (f->id == 0)
			f->id = (int64_t)i + 1;
	for (struct pin *p = c->pins; p; p = p->next)
		if (p->id == 0)
			p->id = (int64_t)i + 1;
}

/* The statusMessage of the installation's response. */
static const char *message(struct lint *l, const struct installer *in)
{
	struct buf response = buf_new(l->ctx);
	struct slice rest;
	struct tlv t;
	const char *text = NULL;

	installer_response(in, &response);
	rest = buf_slice(&response);
	if (tlv_next(&rest, &t) == 1 && tlv_find(t.value, 0x82, &t) == 1)
		text = talloc_strndup(l->ctx, (const char *)t.value.p, t.value.n);
	buf_reset(&response);
	return text ? text : "no reason given";
}

/* What the response says of element @i by its last PEStatus but the "ok" of them all, where it has
 * more of them than *@seen. */
static void note(struct lint *l, const struct installer *in, size_t i, size_t *seen)
{
	struct buf response = buf_new(l->ctx);
	enum pe_status last = PE_OK, before = PE_OK;
	struct tlv list, t, status;
	int64_t number;
	size_t n = 0;

	installer_response(in, &response);
	if (!buf_ok(&response) || tlv_only(buf_slice(&response), 0x30, &t) ||
	    tlv_find(t.value, 0xA0, &list) != 1)
		return;
	for (; tlv_next(&list.value, &t) == 1; n++) {
		before = last;
		if (tlv_find(t.value, 0x80, &status) == 1 && !tlv_integer(status.value, &number))
			last = (enum pe_status)number;
	}
	if (n > 1 && n - 1 > *seen) {
		l->elements[i].noted = before;
		*seen = n - 1;
	}
	buf_reset(&response);
}

/* Returns the place of the element that was refused, l->count where none was. PE-End is left out:
 * rules of their own check what it does. */
static size_t attempt(struct lint *l, struct installer *in)
{
	size_t i, noted = 0;

	for (i = 0; i < l->count && !l->failed; i++) {
		const struct lint_element *e = &l->elements[i];
		struct buf der = buf_new(l->ctx);
		int r = 0;

		if (lint_named(e, "end") || (e->status != PE_OK && i != 0))
			continue;
		encode(l, e, &der);
		if (!l->failed)
			r = installer_push(in, buf_slice(&der));
		buf_reset(&der);
		if (r)
			break;
		mark(installer_content(in), i);
		note(l, in, i, &noted);
	}
	return i;
}

void lint_install(struct lint *l)
{
	if (l->count == 0 || !lint_named(&l->elements[0], "header"))
		return; /* nothing can be installed without it */
	for (int i = 0; i < ATTEMPTS && !l->failed; i++) {
		struct installer *in = installer_new(l->ctx, NULL, MEMORY);
		size_t refused;

		if (!in) {
			l->failed = true;
			return;
		}
		refused = attempt(l, in);
		if (refused == l->count) {
			l->content = installer_content(in);
			return;
		}
		if (l->elements[refused].status != PE_OK)
			return; /* the header, once more */
		l->elements[refused].status = installer_status(in);
		l->elements[refused].clash = installer_clash(in);
		l->elements[refused].message = message(l, in);
		talloc_free(in);
	}
}

const char *lint_path(struct lint *l, const struct file *f)
{
	char *parent;

	if (!f->parent)
		return talloc_asprintf(l->ctx, "%04X", f->fid);
	parent = (char *)lint_path(l, f->parent);
	return talloc_asprintf(l->ctx, "%s/%04X", parent ? parent : "", f->fid);
}
