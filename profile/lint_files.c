/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on files and PINs, as they are once they are installed. */
#include <talloc.h>

#include "codec/tlv.h"
#include "profile/lint.h"
#include "uicc/access_rules.h"

enum {
	FID_DIR = 0x2F00,
	FID_ARR_MF = 0x2F06,
	FID_ARR = 0x6F06,
	FID_ICCID = 0x2FE2,
	BLANK = 0xFF,
};

static struct file *next_file(const struct lint *l, const struct file *f)
{
	if (!l->content)
		return NULL;
	return f ? file_walk(l->content, f) : l->content->mf;
}

static size_t element_of(int64_t id)
{
	return (size_t)(id - 1);
}

static struct slice record(const struct file *f, size_t number)
{
	return slice_sub(slice_of(f->content, f->size), (number - 1) * f->record_length,
			 f->record_length);
}

static size_t records(const struct file *f)
{
	return f->record_length ? f->size / f->record_length : 0;
}

/* ---- PINs ---- */

void lint_pin_status(struct lint *l, const struct lint_rule *rule)
{
	for (struct file *f = next_file(l, NULL); f; f = next_file(l, f)) {
		struct slice rest = f->pin_status;
		struct tlv t;

		while (tlv_next(&rest, &t) == 1)
			if (t.tag == 0x83 && !pin_find(l->content, f, t.value.p[0], false))
				lint_find(l, rule, element_of(f->id),
					  "%s: PIN %02X of its status is not defined",
					  lint_path(l, f), t.value.p[0]);
	}
}

void lint_puk_reference(struct lint *l, const struct lint_rule *rule)
{
	for (const struct pin *p = l->content ? l->content->pins : NULL; p; p = p->next)
		if (p->unblocked_by && !pin_find(l->content, NULL, p->unblocked_by, true))
			lint_find(l, rule, element_of(p->id),
				  "PIN %02X: its PUK %02X is not defined", p->reference,
				  p->unblocked_by);
}

/* ---- access rules ---- */

/* The record of EF.ARR that @f refers to, 0 where it does not; *@fid names the EF.ARR. The
 * installer writes all of 8B (TS 102 221 11.1.1.4.7). */
static unsigned arr_reference(const struct file *f, uint16_t *fid)
{
	if (f->security.n != 5 || f->security.p[0] != 0x8B)
		return 0;
	*fid = be16(f->security.p + 2);
	return f->security.p[4];
}

void lint_arr_file(struct lint *l, const struct lint_rule *rule)
{
	for (struct file *f = next_file(l, NULL); f; f = next_file(l, f)) {
		uint16_t fid = 0;
		unsigned number = arr_reference(f, &fid);

		if (number && !access_arr(l->content, f, fid))
			lint_find(l, rule, element_of(f->id),
				  "%s: its access rules are in %04X, which is not there",
				  lint_path(l, f), fid);
	}
}

void lint_arr_record(struct lint *l, const struct lint_rule *rule)
{
	for (struct file *f = next_file(l, NULL); f; f = next_file(l, f)) {
		uint16_t fid = 0;
		unsigned number = arr_reference(f, &fid);
		const struct file *arr = number ? access_arr(l->content, f, fid) : NULL;

		if (arr && number > records(arr))
			lint_find(l, rule, element_of(f->id),
				  "%s: its access rules are record %u of %s, which has %zu",
				  lint_path(l, f), number, lint_path(l, arr), records(arr));
		else if (arr && record(arr, number).p[0] == BLANK)
			lint_find(l, rule, element_of(f->id),
				  "%s: its access rules are record %u of %s, which is blank",
				  lint_path(l, f), number, lint_path(l, arr));
	}
}

/* Marks the key references in access rules, which OR and AND templates may nest. */
static void collect_keys(struct slice rules, bool keys[256], int depth)
{
	struct tlv t;

	while (rules.n && rules.p[0] != BLANK && tlv_next(&rules, &t) == 1) {
		if (t.tag == 0x83 && t.value.n == 1)
			keys[t.value.p[0]] = true;
		else if (tlv_constructed(t.tag) && depth > 0)
			collect_keys(t.value, keys, depth - 1);
	}
}

static bool key_defined(const struct lint *l, unsigned reference)
{
	for (const struct pin *p = l->content->pins; p; p = p->next)
		if (!p->puk && p->reference == reference)
			return true;
	return false;
}

void lint_arr_key(struct lint *l, const struct lint_rule *rule)
{
	enum { NESTING = 4 };

	for (struct file *f = next_file(l, NULL); f; f = next_file(l, f)) {
		bool keys[256] = {false};

		if ((f->fid != FID_ARR && f->fid != FID_ARR_MF) || f->link)
			continue;
		for (size_t i = 1; i <= records(f); i++)
			collect_keys(record(f, i), keys, NESTING);
		for (unsigned key = 0; key < 256; key++)
			if (keys[key] && !key_defined(l, key))
				lint_find(l, rule, element_of(f->id),
					  "%s: its rules ask for key %02X, which is not defined",
					  lint_path(l, f), key);
	}
}

/* ---- EF.DIR ---- */

static struct file *dir(const struct lint *l)
{
	struct file *f = l->content && l->content->mf ? file_child(l->content->mf, FID_DIR) : NULL;

	return f && f->kind == FILE_LINEAR_FIXED ? f : NULL;
}

/* The AID in an application template. Returns false where there is none. */
static bool dir_aid(struct slice template, struct slice *aid)
{
	struct tlv t;

	if (tlv_next(&template, &t) != 1 || t.tag != 0x61 || tlv_find(t.value, 0x4F, &t) != 1)
		return false;
	*aid = t.value;
	return true;
}

static const char *hex(struct lint *l, struct slice s)
{
	json_t *j = asn1_hex(s);
	char *text = talloc_strdup(l->ctx, j ? json_string_value(j) : "");

	json_decref(j);
	return text ? text : "";
}

void lint_dir_adf(struct lint *l, const struct lint_rule *rule)
{
	const struct file *f = dir(l);
	struct slice aid;

	for (size_t i = 1; f && i <= records(f); i++)
		if (dir_aid(record(f, i), &aid) && !file_by_aid(l->content, aid))
			lint_find(l, rule, element_of(f->id),
				  "%s: record %zu names %s, but there is no such ADF",
				  lint_path(l, f), i, hex(l, aid));
}

void lint_adf_dir(struct lint *l, const struct lint_rule *rule)
{
	const struct file *list = dir(l);
	struct slice aid;

	for (struct file *f = next_file(l, NULL); f; f = next_file(l, f)) {
		bool found = f->kind != FILE_ADF;

		for (size_t i = 1; list && i <= records(list) && !found; i++)
			found = dir_aid(record(list, i), &aid) && slice_eq(aid, f->aid);
		if (!found)
			lint_find(l, rule, element_of(f->id), "%s: EF.DIR does not name its AID %s",
				  lint_path(l, f), hex(l, f->aid));
	}
}

/* ---- contents ---- */

/* The header has the digits in reading order, the file has them swapped. */
void lint_iccid(struct lint *l, const struct lint_rule *rule)
{
	const struct file *f;
	struct buf header = buf_new(l->ctx);
	const char *text;

	if (!l->content || !l->content->mf)
		return;
	f = file_child(l->content->mf, FID_ICCID);
	if (!f) {
		lint_find(l, rule, element_of(l->content->mf->id), "there is no EF.ICCID");
		return;
	}
	text = json_string_value(json_object_get(l->elements[0].value, "iccid"));
	if (asn1_unhex(text, &header) || !buf_ok(&header)) {
		l->failed = true;
		return;
	}
	for (size_t i = 0; i < header.n; i++)
		header.p[i] = (uint8_t)(header.p[i] << 4 | header.p[i] >> 4);
	if (!slice_eq(buf_slice(&header), slice_of(f->content, f->size)))
		lint_find(l, rule, element_of(f->id), "%s does not have the header's ICCID %s",
			  lint_path(l, f), text);
}
