/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdp/file_plan.h"

#include <errno.h>

#include "uicc/fcp.h"

enum {
	FID_MF = 0x3F00,
	FID_ARR_MF = 0x2F06,
	FID_ARR = 0x6F06,
	SFI_MAX = 30,
	SPECIAL_HIGH_UPDATE = 0x80,
	OFFSET_MAX = UINT16_MAX,
};

/* ---- Fcp ---- */

enum {
	DESCRIPTOR,
	FILE_ID,
	DF_NAME,
	LCSI,
	SECURITY,
	SIZE,
	PIN_STATUS,
	SHORT_EFID,
	PROPRIETARY,
	LINK_PATH,
	PACKAGE_FIELDS
};

static const struct tlv_field fcp_fields[PACKAGE_FIELDS] = {
	[DESCRIPTOR] = {"fileDescriptor", 0x82, TLV_OPTIONAL, 2, 4},
	[FILE_ID] = {"fileID", 0x83, TLV_OPTIONAL, 2, 2},
	[DF_NAME] = {"dfName", 0x84, TLV_OPTIONAL, 5, 16},
	[LCSI] = {"lcsi", 0x8A, TLV_OPTIONAL, 1, 1},
	[SECURITY] = {"securityAttributesReferenced", 0x8B, TLV_OPTIONAL, 1, 3},
	[SIZE] = {"efFileSize", 0x80, TLV_OPTIONAL, 1, 4},
	[PIN_STATUS] = {"pinStatusTemplateDO", 0xC6, TLV_OPTIONAL, 0, 0},
	[SHORT_EFID] = {"shortEFID", 0x88, TLV_OPTIONAL, 0, 1},
	[PROPRIETARY] = {"proprietaryEFInfo", 0xA5, TLV_OPTIONAL, 0, 0},
	[LINK_PATH] = {"linkPath", 0xC7, TLV_OPTIONAL, 0, 8},
};

enum { SPECIAL, FILL_PATTERN, REPEAT_PATTERN, MAXIMUM_SIZE, FILE_DETAILS, PROPRIETARY_FIELDS };

static const struct tlv_field proprietary_fields[PROPRIETARY_FIELDS] = {
	[SPECIAL] = {"specialFileInformation", 0xC0, TLV_OPTIONAL, 1, 1},
	[FILL_PATTERN] = {"fillPattern", 0xC1, TLV_OPTIONAL, 1, 200},
	[REPEAT_PATTERN] = {"repeatPattern", 0xC2, TLV_OPTIONAL, 1, 200},
	[MAXIMUM_SIZE] = {"maximumFileSize", 0x86, TLV_OPTIONAL, 1, 4},
	[FILE_DETAILS] = {"fileDetails", 0x84, TLV_OPTIONAL, 1, 1},
};

static bool kind_is_df(enum file_kind kind)
{
	return kind <= FILE_ADF;
}

static bool kind_has_records(enum file_kind kind)
{
	return kind == FILE_LINEAR_FIXED || kind == FILE_CYCLIC;
}

static enum pe_status bad(struct installer *in, const struct file_plan *p, const struct tlv *t,
			  const char *what)
{
	return pe_fail(in, PE_BAD_VALUES, t ? t->whole.p : NULL, "%s: %s", p->name, what);
}

void file_plan_begin(struct file_plan *p, const struct template_file *row)
{
	*p = (struct file_plan){
		.name = row ? row->name : "createFCP",
		.template = row,
		.shareable = true,
		.life_cycle = LCS_ACTIVATED,
	};
	if (!row)
		return;
	p->kind = row->kind;
	p->fid = row->fid;
	p->sfi = row->sfi;
	p->arr_record = row->arr;
	p->fill = row->fill;
	p->special = row->flags & FILE_HIGH_UPDATE ? SPECIAL_HIGH_UPDATE : 0;
	if (kind_has_records(row->kind)) {
		p->records = row->records;
		p->record_length = (uint8_t)row->size;
	} else {
		p->size = row->size;
	}
}

/* TS 102 222 6.3.2.2.2 and TS 102 221 11.1.1.4.3: descriptor byte, data coding, record length. */
static enum pe_status apply_descriptor(struct installer *in, struct file_plan *p,
				       const struct tlv *t)
{
	enum file_kind kind;
	uint16_t length;

	if (!tlv_present(t))
		return p->template ? PE_OK : bad(in, p, NULL, "no fileDescriptor");
	if (t->value.n == 3 || !fcp_kind(t->value.p[0], &kind))
		return bad(in, p, t, "fileDescriptor");
	if (!p->template)
		p->kind = kind;
	else if (kind != (kind_is_df(p->kind) ? FILE_DF : p->kind))
		return bad(in, p, t, "not the template's kind of file");
	p->shareable = t->value.p[0] & 0x40;
	if (t->value.n == 2)
		return PE_OK;
	length = be16(t->value.p + 2);
	if (!kind_has_records(kind) || length == 0 || length > UINT8_MAX)
		return bad(in, p, t, "record length");
	p->record_length = (uint8_t)length;
	return PE_OK;
}

static enum pe_status apply_identity(struct installer *in, struct file_plan *p,
				     const struct tlv *fid, const struct tlv *name)
{
	if (tlv_present(fid))
		p->fid = be16(fid->value.p);
	if (p->fid == 0)
		return bad(in, p, NULL, "no fileID");
	if (!p->template && p->kind == FILE_DF && tlv_present(name))
		p->kind = FILE_ADF;
	if (!p->template && p->kind == FILE_DF && p->fid == FID_MF)
		p->kind = FILE_MF;
	if (p->kind == FILE_ADF ? !tlv_present(name) && !p->aid.n : tlv_present(name))
		return bad(in, p, name, "dfName is for ADFs, which need one");
	if (tlv_present(name))
		p->aid = name->value;
	return PE_OK;
}

/* TS 102 222 6.3.2.2.2 leaves bits open that TS 102 221 11.1.1.4.9 declares meaningless. */
static enum pe_status apply_life_cycle(struct installer *in, struct file_plan *p,
				       const struct tlv *t)
{
	uint8_t lcsi;

	if (!tlv_present(t))
		return PE_OK;
	lcsi = t->value.p[0];
	if ((lcsi & ~0x02) == LCS_ACTIVATED || (lcsi & ~0x02) == LCS_DEACTIVATED)
		p->life_cycle = lcsi & (uint8_t)~0x02;
	else if ((lcsi & ~0x03) == LCS_TERMINATED)
		p->life_cycle = LCS_TERMINATED;
	else if (lcsi == LCS_CREATION || lcsi == LCS_INITIALISATION)
		p->life_cycle = lcsi;
	else
		return bad(in, p, t, "lcsi");
	return PE_OK;
}

static enum pe_status apply_security(struct installer *in, struct file_plan *p, const struct tlv *t)
{
	if (!tlv_present(t))
		return p->arr_record ? PE_OK : bad(in, p, NULL, "no security attributes");
	if (t->value.n == 2)
		return bad(in, p, t, "securityAttributesReferenced");
	if (t->value.n == 3)
		p->arr_fid = be16(t->value.p);
	p->arr_record = t->value.p[t->value.n - 1];
	return p->arr_record ? PE_OK : bad(in, p, t, "record 0 of EF.ARR");
}

/* An unsigned number in the fewest bytes: "no leading bytes set to '00' are allowed". */
static bool minimal_number(struct slice value, uint32_t *out)
{
	*out = fcp_number(value);
	return value.n == 1 || value.p[0] != 0;
}

static enum pe_status apply_short_efid(struct installer *in, struct file_plan *p,
				       const struct tlv *t)
{
	if (!tlv_present(t)) {
		if (!p->template) {
			p->sfi = p->fid & 0x1F;
			p->sfi_derived = true;
			if (p->sfi > SFI_MAX)
				p->sfi = 0;
		}
		return PE_OK;
	}
	p->sfi = 0;
	if (t->value.n == 0)
		return PE_OK;
	p->sfi = t->value.p[0] >> 3;
	if (t->value.p[0] & 0x07 || p->sfi == 0 || p->sfi > SFI_MAX)
		return bad(in, p, t, "shortEFID");
	return PE_OK;
}

static enum pe_status apply_proprietary(struct installer *in, struct file_plan *p,
					const struct tlv *t)
{
	struct tlv f[PROPRIETARY_FIELDS];
	uint32_t maximum;
	enum pe_status status;

	if (!tlv_present(t))
		return PE_OK;
	status = pe_sequence(in, t->value, proprietary_fields, PROPRIETARY_FIELDS, f);
	if (status != PE_OK)
		return status;
	if (tlv_present(&f[FILL_PATTERN]) && tlv_present(&f[REPEAT_PATTERN]))
		return bad(in, p, t, "fillPattern and repeatPattern");
	/* Absent means its DEFAULT '00'H, X.690 11.5. */
	p->special = tlv_present(&f[SPECIAL]) ? f[SPECIAL].value.p[0] : 0;
	p->repeat = tlv_present(&f[REPEAT_PATTERN]);
	if (p->repeat || tlv_present(&f[FILL_PATTERN]))
		p->pattern = f[p->repeat ? REPEAT_PATTERN : FILL_PATTERN].value;
	if (p->kind != FILE_BER_TLV)
		return PE_OK;
	p->details = f[FILE_DETAILS].value;
	p->maximum = f[MAXIMUM_SIZE].value;
	if (p->maximum.n && !minimal_number(p->maximum, &maximum))
		return bad(in, p, &f[MAXIMUM_SIZE], "maximumFileSize");
	return PE_OK;
}

static enum pe_status apply_link(struct installer *in, struct file_plan *p, const struct tlv *t)
{
	struct file *target;

	/* An empty linkPath makes an independent file of a template's link file; no template that
	 * is known here has one. */
	if (t->value.n == 0)
		return PE_OK;
	if (p->kind == FILE_MF || p->kind == FILE_ADF)
		return bad(in, p, t, "linkPath is for DFs and EFs");
	target = pe_path(in, t->value);
	if (!target || file_target(target)->kind != p->kind)
		return bad(in, p, t, "linkPath leads to no such file");
	p->link = file_target(target);
	return PE_OK;
}

/* Which fields go with which files: the comments of Fcp. */
static enum pe_status check_allowed(struct installer *in, const struct file_plan *p,
				    const struct tlv t[PACKAGE_FIELDS])
{
	static const int of_ef[] = {SIZE, SHORT_EFID, PROPRIETARY};

	if (!kind_is_df(p->kind)) {
		if (tlv_present(&t[PIN_STATUS]))
			return bad(in, p, &t[PIN_STATUS], "pinStatusTemplateDO is for directories");
		if (t[LINK_PATH].value.n && tlv_present(&t[SIZE]))
			return bad(in, p, &t[SIZE], "a link has no efFileSize");
		return PE_OK;
	}
	for (size_t i = 0; i < sizeof(of_ef) / sizeof(of_ef[0]); i++)
		if (tlv_present(&t[of_ef[i]]))
			return bad(in, p, &t[of_ef[i]], fcp_fields[of_ef[i]].name);
	return PE_OK;
}

enum pe_status file_plan_fcp(struct installer *in, struct file_plan *p, struct slice fcp)
{
	struct tlv t[PACKAGE_FIELDS];
	enum pe_status status = pe_sequence(in, fcp, fcp_fields, PACKAGE_FIELDS, t);

	if (status == PE_OK)
		status = apply_descriptor(in, p, &t[DESCRIPTOR]);
	if (status == PE_OK)
		status = apply_identity(in, p, &t[FILE_ID], &t[DF_NAME]);
	if (status == PE_OK)
		status = check_allowed(in, p, t);
	if (status == PE_OK)
		status = apply_life_cycle(in, p, &t[LCSI]);
	if (status == PE_OK)
		status = apply_security(in, p, &t[SECURITY]);
	if (status == PE_OK && tlv_present(&t[SIZE]) && !minimal_number(t[SIZE].value, &p->size))
		status = bad(in, p, &t[SIZE], "efFileSize");
	if (status == PE_OK && !kind_is_df(p->kind))
		status = apply_short_efid(in, p, &t[SHORT_EFID]);
	if (status == PE_OK)
		status = apply_proprietary(in, p, &t[PROPRIETARY]);
	if (status == PE_OK)
		status = apply_link(in, p, &t[LINK_PATH]);
	p->pin_references = t[PIN_STATUS].value;
	return status;
}

/* ---- the file ---- */

static void fill_part(const struct file_plan *p, uint8_t *out, size_t n)
{
	if (p->pattern.n)
		fcp_fill(out, n, p->pattern, p->repeat);
	else if (p->fill)
		template_fill(p->fill, out, n);
}

static void fill_file(const struct file_plan *p, struct file *f)
{
	size_t part = f->record_length ? f->record_length : f->size;

	for (size_t at = 0; at < f->size; at += part)
		fill_part(p, f->content + at, part);
}

/* How many bytes of content the file will have. */
static enum pe_status plan_size(struct installer *in, const struct file_plan *p, uint32_t *size)
{
	uint32_t maximum = 0;

	*size = p->size;
	if (kind_is_df(p->kind) || p->link)
		return PE_OK;
	if (p->kind == FILE_BER_TLV && p->maximum.n) {
		minimal_number(p->maximum, &maximum);
		*size = maximum > *size ? maximum : *size;
	}
	if (kind_has_records(p->kind)) {
		if (*size == 0)
			*size = (uint32_t)p->records * p->record_length;
		if (p->record_length == 0 || *size % p->record_length != 0 ||
		    *size / p->record_length > RECORDS_MAX)
			return bad(in, p, NULL, "size is no number of records");
	}
	return *size ? PE_OK : bad(in, p, NULL, "no efFileSize");
}

/* TS 102 221 11.1.1.4.7: tag 8B, EF.ARR's identifier, record. Where the profile gives the record
 * alone, the identifier follows from the place (securityAttributesReferenced in Fcp). */
static int set_security(struct uicc_content *c, const struct file_plan *p, struct file *f)
{
	bool at_mf = f->kind == FILE_MF || f->kind == FILE_ADF || f->parent->kind == FILE_MF;
	uint16_t arr = p->arr_fid ? p->arr_fid : at_mf ? FID_ARR_MF : FID_ARR;
	const uint8_t bytes[] = {0x8B, 3, (uint8_t)(arr >> 8), (uint8_t)arr, p->arr_record};

	f->security = content_dup(c, slice_of(bytes, sizeof(bytes)));
	return f->security.p ? 0 : -ENOMEM;
}

/* TS 102 221 11.1.1.4.10: the PS byte(s), whose bits uicc/ sets as the PINs are, and the key
 * references in the same order. The universal PIN needs a usage qualifier before it. */
static int set_pin_status(struct uicc_content *c, const struct file_plan *p, struct file *f)
{
	struct buf b = buf_new(c);
	uint8_t status[32] = {0};

	tlv_put(&b, 0x90, slice_of(status, (p->pin_references.n + 7) / 8));
	for (size_t i = 0; i < p->pin_references.n; i++) {
		if (p->pin_references.p[i] == 0x11)
			tlv_put_u8(&b, 0x95, 0x08);
		tlv_put_u8(&b, 0x83, p->pin_references.p[i]);
	}
	f->pin_status = buf_slice(&b);
	return buf_ok(&b) ? 0 : -ENOMEM;
}

/* TS 102 221 11.1.1.4.6: what the FCP shows; patterns serve the creation alone. */
static int set_proprietary(struct uicc_content *c, const struct file_plan *p, struct file *f)
{
	struct buf b = buf_new(c);

	if (p->special)
		tlv_put_u8(&b, 0xC0, p->special);
	if (p->details.n)
		tlv_put(&b, 0x84, p->details);
	if (p->maximum.n)
		tlv_put(&b, 0x86, p->maximum);
	f->proprietary = buf_slice(&b);
	return buf_ok(&b) ? 0 : -ENOMEM;
}

static int set_fields(struct uicc_content *c, const struct file_plan *p, uint32_t size,
		      struct file *f)
{
	f->shareable = p->shareable;
	f->life_cycle = p->life_cycle;
	if (p->aid.n) {
		f->aid = content_dup(c, p->aid);
		if (!f->aid.p)
			return -ENOMEM;
	}
	if (set_security(c, p, f))
		return -ENOMEM;
	if (kind_is_df(p->kind))
		return set_pin_status(c, p, f);
	if (set_proprietary(c, p, f))
		return -ENOMEM;
	f->sfi = p->sfi;
	f->link = p->link;
	f->record_length = p->link ? p->link->record_length : p->record_length;
	f->size = p->link ? p->link->size : size;
	if (p->link)
		return 0;
	if (file_allocate(c, f, size))
		return -ENOMEM;
	if (p->kind != FILE_BER_TLV)
		fill_file(p, f);
	return 0;
}

/* An SFI that only follows from the identifier gives way; one that was asked for must be free. */
static enum pe_status settle_sfi(struct installer *in, struct file_plan *p,
				 const struct file *parent)
{
	if (kind_is_df(p->kind) || !p->sfi || !file_by_sfi(parent, p->sfi))
		return PE_OK;
	if (!p->sfi_derived) {
		in->clash = CLASH_SFI;
		return pe_fail(in, PE_BAD_VALUES, NULL, "%s: its SFI %02X is taken", p->name,
			       p->sfi);
	}
	p->sfi = 0;
	return PE_OK;
}

enum pe_status file_plan_create(struct installer *in, const struct file_plan *given,
				struct file *parent, struct file **out)
{
	struct file_plan plan = *given;
	const struct file_plan *p = &plan;
	enum pe_status status;
	uint32_t size;
	int r;

	if (kind_is_df(p->kind) && (p->pin_references.n == 0 || p->pin_references.n > UINT8_MAX))
		return bad(in, p, NULL, "no pinStatusTemplateDO");
	if (p->kind == FILE_ADF && file_by_aid(in->content, p->aid))
		return bad(in, p, NULL, "its dfName is taken");
	if (p->fid == 0 || (p->kind == FILE_ADF && p->aid.n == 0))
		return bad(in, p, NULL, "no fileID or dfName");
	if (p->link && file_is_df(p->link) && file_is_below(parent, p->link))
		return bad(in, p, NULL, "a link to a directory that it is in");
	status = settle_sfi(in, &plan, parent);
	if (status == PE_OK)
		status = plan_size(in, p, &size);
	if (status == PE_OK)
		status = pe_charge(in, FILE_COST + (p->link ? 0 : (uint64_t)size));
	if (status != PE_OK)
		return status;
	r = file_add(in->content, parent, p->kind, p->fid, out);
	if (r == -ENOMEM || (r == 0 && set_fields(in->content, p, size, *out)))
		return pe_out_of_memory(in);
	if (r == -EEXIST) {
		in->clash = CLASH_FID;
		return pe_fail(in, PE_BAD_VALUES, NULL, "%s: its identifier %04X is taken", p->name,
			       p->fid);
	}
	if (r)
		return bad(in, p, NULL, "its place is wrong");
	return p->link && file_is_df(p->link) ? file_link_children(in, p->link, *out) : PE_OK;
}

/* ---- content ---- */

enum pe_status file_writer_offset(struct installer *in, struct file_writer *w,
				  const struct tlv *offset)
{
	int64_t n;
	enum pe_status status = pe_number(in, offset, 0, OFFSET_MAX, 0, &n);

	if (status != PE_OK)
		return status;
	if (w->file->link || file_is_df(w->file) || (uint64_t)n > w->file->size - w->at)
		return pe_fail(in, PE_BAD_VALUES, offset->whole.p, "file %04X: offset past its end",
			       w->file->fid);
	w->at += (uint32_t)n;
	return PE_OK;
}

enum pe_status file_writer_content(struct installer *in, struct file_writer *w,
				   const struct tlv *content)
{
	struct slice bytes = content->value;

	if (w->file->link || file_is_df(w->file) || bytes.n > w->file->size - w->at)
		return pe_fail(in, PE_BAD_VALUES, content->whole.p,
			       "file %04X: content past its end", w->file->fid);
	if (bytes.n)
		memcpy(w->file->content + w->at, bytes.p, bytes.n);
	w->at += (uint32_t)bytes.n;
	if (w->file->kind == FILE_BER_TLV)
		w->file->content_size = w->at;
	return PE_OK;
}
