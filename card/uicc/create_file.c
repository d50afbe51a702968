/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CREATE FILE, TS 102 222 6.3. */
#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "store/uicc_store.h"
#include "uicc/fcp.h"
#include "uicc/files.h"
#include "uicc/memory.h"
#include "uicc/uicc.h"

enum {
	FID_MF = 0x3F00,
	FID_RESERVED = 0x3FFF, /* ISO/IEC 7816-4 7.3.1.1 */
	FID_CURRENT_ADF = 0x7FFF,
	FID_FUTURE = 0xFFFF,
	SFI_MASK = 0x1F,
	SHAREABLE = 0x40,
};

/* Within A5: TS 102 221 11.1.1.4.6, TS 102 222 6.3.2.2.2. */
enum {
	TAG_MAXIMUM_SIZE = 0x86,
	TAG_FILLING_PATTERN = 0xC1,
	TAG_REPEAT_PATTERN = 0xC2,
};

/* A file that is going to be, as its FCP describes it. */
struct plan {
	struct tlv fcp[FCP_FIELDS];
	enum file_kind kind;
	uint16_t fid;
	uint8_t sfi;
	uint8_t life_cycle;
	uint8_t record_length;
	uint32_t size;
	struct slice pattern;
	bool repeat;
	struct buf proprietary; /* without what serves the creation alone */
};

/* ---- what the FCP says ---- */

/* Without a number of records; with one, as SELECT tells it, the number has to be right. */
static bool read_descriptor(struct plan *p)
{
	struct slice v = p->fcp[FCP_DESCRIPTOR].value;
	bool records;

	if (!v.n || !fcp_kind(v.p[0], &p->kind))
		return false;
	records = p->kind == FILE_LINEAR_FIXED || p->kind == FILE_CYCLIC;
	if (v.n == 3 || (v.n > 2) != records)
		return false;
	if (!records)
		return true;
	p->record_length = v.p[3];
	if (v.p[2] || !v.p[3] || !p->size || p->size % v.p[3] || p->size / v.p[3] > RECORDS_MAX)
		return false;
	return v.n == 4 || v.p[4] == p->size / v.p[3];
}

static bool read_identifier(struct plan *p)
{
	if (!tlv_present(&p->fcp[FCP_FILE_IDENTIFIER]))
		return false;
	p->fid = be16(p->fcp[FCP_FILE_IDENTIFIER].value.p);
	return p->fid && p->fid != FID_MF && p->fid != FID_RESERVED && p->fid != FID_CURRENT_ADF &&
	       p->fid != FID_FUTURE;
}

/* TS 102 221 11.1.1.4.8: absent, it is the end of the file identifier, unless another file of the
 * directory has that one; empty, there is none. */
static bool read_sfi(struct plan *p, const struct file *df)
{
	const struct tlv *t = &p->fcp[FCP_SFI];

	if (!tlv_present(t)) {
		p->sfi = p->fid & SFI_MASK;
		if (!sfi_valid(p->sfi) || file_by_sfi(df, p->sfi))
			p->sfi = 0;
		return true;
	}
	if (t->value.n == 0)
		return true;
	p->sfi = t->value.p[0] >> 3;
	return !(t->value.p[0] & 0x07) && sfi_valid(p->sfi) && !file_by_sfi(df, p->sfi);
}

static bool read_life_cycle(struct plan *p)
{
	static const uint8_t states[] = {LCS_CREATION, LCS_INITIALISATION, LCS_DEACTIVATED,
					 LCS_ACTIVATED};
	struct slice v = p->fcp[FCP_LIFE_CYCLE].value;

	if (!v.n)
		return false;
	/* Of these two, the second last bit says nothing. */
	p->life_cycle = v.p[0] & 0x04 ? v.p[0] & (uint8_t)~0x02 : v.p[0];
	return memchr(states, p->life_cycle, sizeof(states)) != NULL;
}

static bool read_proprietary(struct plan *p)
{
	struct slice in = p->fcp[FCP_PROPRIETARY].value;
	struct tlv t;
	int r;

	while ((r = tlv_next(&in, &t)) == 1) {
		if (t.tag == TAG_FILLING_PATTERN || t.tag == TAG_REPEAT_PATTERN) {
			if (t.value.n == 0 || p->pattern.n || p->kind == FILE_BER_TLV)
				return false;
			p->pattern = t.value;
			p->repeat = t.tag == TAG_REPEAT_PATTERN;
			continue;
		}
		buf_put_slice(&p->proprietary, t.whole);
		if (t.tag != TAG_MAXIMUM_SIZE || p->kind != FILE_BER_TLV)
			continue;
		if (t.value.n == 0 || t.value.n > 4 || fcp_number(t.value) < p->size)
			return false;
		p->size = fcp_number(t.value);
	}
	return r == 0;
}

/* Which objects go with which files, TS 102 222 tables 3 and 4. A directory that says nothing of
 * its size has all there is; one that says nothing of PINs has those of the directory above. */
static bool has_the_right_fields(const struct plan *p)
{
	static const enum fcp_field of_ef[] = {FCP_FILE_SIZE, FCP_SFI},
				    of_df[] = {FCP_TOTAL_SIZE, FCP_DF_NAME, FCP_PIN_STATUS};
	bool df = p->kind == FILE_DF;

	for (size_t i = 0; i < sizeof(of_ef) / sizeof(of_ef[0]) && df; i++)
		if (tlv_present(&p->fcp[of_ef[i]]))
			return false;
	for (size_t i = 0; i < sizeof(of_df) / sizeof(of_df[0]) && !df; i++)
		if (tlv_present(&p->fcp[of_df[i]]))
			return false;
	return tlv_present(&p->fcp[FCP_SECURITY]) && (df || p->size);
}

static bool well_formed(struct slice in)
{
	struct tlv t;
	int r;

	while ((r = tlv_next(&in, &t)) == 1)
		;
	return r == 0;
}

static bool read_plan(struct plan *p, const struct file *df, struct slice data)
{
	if (!fcp_read(data, p->fcp))
		return false;
	p->size = fcp_number(
		p->fcp[tlv_present(&p->fcp[FCP_FILE_SIZE]) ? FCP_FILE_SIZE : FCP_TOTAL_SIZE].value);
	if (!read_descriptor(p) || !has_the_right_fields(p) || !read_identifier(p) ||
	    !read_life_cycle(p) || !read_proprietary(p) ||
	    !well_formed(p->fcp[FCP_PIN_STATUS].value))
		return false;
	return p->kind == FILE_DF || read_sfi(p, df);
}

/* ---- the file ---- */

static uint16_t add(struct softeuicc *card, struct file *df, const struct plan *p,
		    struct file **out)
{
	struct uicc_content *c = card->uicc->content;
	bool adf = tlv_present(&p->fcp[FCP_DF_NAME]);

	if (adf && file_by_aid(c, p->fcp[FCP_DF_NAME].value))
		return SW_DF_NAME_EXISTS;
	switch (file_add(c, df, adf ? FILE_ADF : p->kind, p->fid, out)) {
	case 0:
		return SW_OK;
	case -EEXIST:
		return SW_FILE_EXISTS;
	case -EINVAL: /* an ADF anywhere but in the MF */
		return SW_CONDITIONS;
	default:
		return SW_MEMORY_PROBLEM;
	}
}

/* Copies an object's bytes to the file; nothing where it is absent. */
static bool copy(const struct file *f, struct slice *to, struct slice from)
{
	if (from.n == 0)
		return true;
	*to = slice_dup(f->own, from);
	return to->p != NULL;
}

static bool fill_in(struct uicc_content *c, struct file *f, const struct plan *p)
{
	uint32_t part = p->record_length ? p->record_length : p->size;

	f->shareable = p->fcp[FCP_DESCRIPTOR].value.p[0] & SHAREABLE;
	f->life_cycle = p->life_cycle;
	f->sfi = p->sfi;
	f->record_length = p->record_length;
	if (!file_own(c, f) || !copy(f, &f->aid, p->fcp[FCP_DF_NAME].value) ||
	    !copy(f, &f->security, p->fcp[FCP_SECURITY].whole) ||
	    !copy(f, &f->proprietary, buf_slice(&p->proprietary)))
		return false;
	if (p->kind == FILE_DF)
		return copy(f, &f->pin_status,
			    tlv_present(&p->fcp[FCP_PIN_STATUS]) ? p->fcp[FCP_PIN_STATUS].value
								 : f->parent->pin_status);
	/* Without a pattern it is all FF. */
	if (file_resize(c, f, p->size) < 0)
		return false;
	for (uint32_t at = 0; at < p->size && p->pattern.n; at += part)
		fcp_fill(f->content + at, part, p->pattern, p->repeat);
	return true;
}

static uint16_t create(struct softeuicc *card, struct file *df, const struct plan *p,
		       struct file **out)
{
	uint64_t before = memory_used(card);
	uint16_t sw = add(card, df, p, out);

	if (sw != SW_OK)
		return sw;
	(*out)->size = p->size;
	sw = memory_account(card, *out, before);
	if (sw == SW_NOT_ENOUGH_MEMORY) {
		file_remove(card->uicc->content, *out);
		return sw;
	}
	if (sw != SW_OK || !fill_in(card->uicc->content, *out, p) ||
	    uicc_store_file_add(card->store, card->uicc->profile, *out) < 0)
		return SW_MEMORY_PROBLEM;
	return SW_OK;
}

uint16_t uicc_create_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	struct plan p = {.proprietary = buf_new(card->pool)};
	struct file *df = ch->at.df, *f;
	uint16_t sw;

	(void)out;
	if (!read_plan(&p, df, a->data))
		return SW_WRONG_DATA;
	if (!buf_ok(&p.proprietary))
		return SW_MEMORY_PROBLEM;
	sw = file_open(card, df, p.kind == FILE_DF ? ACCESS_CREATE_DF : ACCESS_CREATE_EF, a);
	if (sw == SW_OK)
		sw = create(card, df, &p, &f);
	if (sw == SW_OK)
		file_make_current(ch, f);
	return sw;
}
