/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements with a template: each names files of one of annex A's tables, what differs from the
 * table, and their content. */
#include "isdp/file_plan.h"

enum {
	FIRST_FILE = 2, /* context tag of the first file component, after header and templateID */
	DO_NOT_CREATE = 0x80,
	FILE_DESCRIPTOR = 0xA1,
	FILL_FILE_OFFSET = 0x82,
	FILL_FILE_CONTENT = 0x83,
};

/* The DFs that rows are put in, as the element is worked through. */
struct place {
	struct file *base;    /* the first row's, or the ADF that is extended */
	struct file *current; /* where EFs go; NULL below a DF that was not created */
};

/* ---- service tables ---- */

/* "The content of UST file shall be modified by the eUICC ... according to the functionality
 * supported by the eUICC platform": services of 3GPP TS 31.102 4.2.8 and 31.103 4.2.7 that need
 * what ServicesList calls GBA and MBMS, or local key establishment, which the card has not. */
static const struct {
	const char *file;
	unsigned service;
	const char *needs;
} conditional_services[] = {
	{"ef-ust", 68, "gba-usim"}, {"ef-ust", 69, "mbms"}, {"ef-ust", 76, NULL},
	{"ef-ist", 2, "gba-isim"},  {"ef-ist", 4, NULL},
};

static bool service_named_supported(const char *name)
{
	const char *other;

	for (unsigned i = 0; name && (other = profile_service_name(i)); i++)
		if (strcmp(name, other) == 0)
			return profile_service_supported(i);
	return false;
}

static void adapt_service_table(const char *name, struct file *f)
{
	size_t n = sizeof(conditional_services) / sizeof(conditional_services[0]);

	for (size_t i = 0; i < n; i++) {
		unsigned bit = conditional_services[i].service - 1;

		if (strcmp(name, conditional_services[i].file) == 0 && bit / 8 < f->size &&
		    !f->link && !service_named_supported(conditional_services[i].needs))
			f->content[bit / 8] &= (uint8_t) ~(1u << bit % 8);
	}
}

/* ---- one File component ---- */

/* One "File": perhaps several files, where the table gives the component a span of identifiers. */
struct component {
	const struct template_file *row;
	struct file *parent;
	struct file_writer writer; /* file NULL: none begun */
};

/* The default contents that follow from the ProfileHeader. */
static void fill_from_header(const struct installer *in, const struct template_file *row,
			     struct file *f)
{
	const uint8_t entry[] = {0x61, (uint8_t)(in->iot_aid.n + 2), 0x4F, (uint8_t)in->iot_aid.n};
	struct slice head = {NULL, 0}, rest = {NULL, 0};

	if (row->flags & FILE_OF_ICCID) {
		rest = slice_of(in->iccid, sizeof(in->iccid));
	} else if (row->flags & FILE_OF_AID) { /* TS 102 221 13.1 */
		head = slice_of(entry, sizeof(entry));
		rest = in->iot_aid;
	}
	if (rest.n == 0 || f->link ||
	    head.n + rest.n > (f->record_length ? f->record_length : f->size))
		return;
	if (head.n)
		memcpy(f->content, head.p, head.n);
	memcpy(f->content + head.n, rest.p, rest.n);
}

static enum pe_status begin_file(struct installer *in, struct component *c, const struct tlv *fcp)
{
	struct file_plan plan;
	enum pe_status status = PE_OK;

	file_plan_begin(&plan, c->row);
	if (c->row->flags & FILE_OF_AID)
		plan.aid = in->iot_aid;
	if (fcp)
		status = file_plan_fcp(in, &plan, fcp->value);
	if (status == PE_OK)
		status = file_plan_create(in, &plan, c->parent, &c->writer.file);
	if (status == PE_OK)
		fill_from_header(in, c->row, c->writer.file);
	c->writer.at = 0;
	return status;
}

static enum pe_status file_item(struct installer *in, struct component *c, const struct tlv *item)
{
	enum pe_status status = PE_OK;

	if (item->tag == FILE_DESCRIPTOR) {
		if (c->writer.file && !c->row->span)
			return pe_fail(in, PE_BAD_VALUES, item->whole.p,
				       "%s: second fileDescriptor", c->row->name);
		return begin_file(in, c, item);
	}
	if (item->tag != FILL_FILE_OFFSET && item->tag != FILL_FILE_CONTENT)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, item->whole.p, "%s: malformed File",
			       c->row->name);
	if (!c->writer.file)
		status = begin_file(in, c, NULL);
	if (status != PE_OK)
		return status;
	return item->tag == FILL_FILE_OFFSET ? file_writer_offset(in, &c->writer, item)
					     : file_writer_content(in, &c->writer, item);
}

/* doNotCreate "has no effect for the creation of files in the MF": @in_mf. */
static bool left_out(const struct tlv *component, bool in_mf)
{
	struct slice items = component->value;
	struct tlv item;

	return !in_mf && tlv_next(&items, &item) == 1 && item.tag == DO_NOT_CREATE && items.n == 0;
}

static enum pe_status install_component(struct installer *in, struct component *c,
					struct slice items)
{
	enum pe_status status = PE_OK;
	struct tlv item;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&items, &item)) == 1)
		if (item.tag != DO_NOT_CREATE)
			status = file_item(in, c, &item);
	if (r < 0)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, items.p, "%s: malformed File",
			       c->row->name);
	if (status == PE_OK && !c->writer.file)
		status = begin_file(in, c, NULL);
	if (status == PE_OK && !file_is_df(c->writer.file))
		adapt_service_table(c->row->name, c->writer.file);
	return status;
}

/* ---- the element ---- */

static bool is_directory(const struct template_file *row)
{
	return row->kind <= FILE_ADF;
}

/* @component is absent where its whole.p is NULL. */
static enum pe_status install_row(struct installer *in, const struct pe *pe,
				  const struct template *t, size_t index,
				  const struct tlv *component, struct place *place)
{
	const struct template_file *row = template_row(t, index);
	bool first = index == 0 && pe->type->place != PLACE_EXTENDED, in_mf;
	struct component c = {.row = row};
	enum pe_status status;

	if (!tlv_present(component) && t->by_default && (row->flags & FILE_GIVEN))
		return pe_fail(in, PE_BAD_VALUES, NULL, "%s has no default", row->name);
	if (!tlv_present(component) && ((row->flags & FILE_REQUIRED) || first))
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL, "%s is missing", row->name);
	c.parent = is_directory(row) ? place->base : place->current;
	if (is_directory(row) && !first)
		place->current = NULL;
	in_mf = pe->type->place == PLACE_ROOT && (!c.parent || c.parent->kind == FILE_MF);
	if (first && left_out(component, in_mf))
		return pe_fail(in, PE_BAD_VALUES, component->whole.p, "%s cannot be left out",
			       row->name);
	if (!tlv_present(component) ? !t->by_default : left_out(component, in_mf))
		return PE_OK;
	if (!c.parent && !(first && pe->type->place == PLACE_ROOT))
		return pe_fail(in, PE_BAD_VALUES, component->whole.p, "%s: its DF was not created",
			       row->name);
	status = install_component(in, &c, component->value);
	if (status == PE_OK && is_directory(row)) {
		place->current = c.writer.file;
		if (first)
			place->base = c.writer.file;
	}
	return status;
}

/* The number of a context tag, constructed; -1 for any other. */
static int context_number(uint32_t tag)
{
	if (tag >= 0xA0 && tag < 0xBF)
		return (int)(tag & 0x1F);
	if (tag >= 0xBF1F && tag <= 0xBF7F)
		return (int)(tag & 0x7F);
	return -1;
}

static enum pe_status install_rows(struct installer *in, const struct pe *pe,
				   const struct template *t, struct slice rest, struct place *place)
{
	const struct tlv absent = {0};
	enum pe_status status = PE_OK;
	size_t row = 0;
	struct tlv component;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &component)) == 1) {
		int number = context_number(component.tag);
		size_t index = (size_t)(number - FIRST_FILE);

		if (number < FIRST_FILE || index < row)
			return pe_fail(in, PE_INVALID_REQUEST_FORMAT, component.whole.p,
				       "%s: components out of order", pe->type->name);
		if (index >= pe->type->file_count)
			break; /* an extension of a later version of the format */
		if (index >= t->file_count)
			return pe_fail(in, PE_BAD_VALUES, component.whole.p,
				       "%s is not in this version", pe->type->files[index].name);
		for (; status == PE_OK && row < index; row++)
			status = install_row(in, pe, t, row, &absent, place);
		if (status == PE_OK)
			status = install_row(in, pe, t, row++, &component, place);
	}
	if (r < 0)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, rest.p, "%s: malformed",
			       pe->type->name);
	for (; status == PE_OK && row < t->file_count; row++)
		status = install_row(in, pe, t, row, &absent, place);
	return status;
}

/* Where the element's files go, or why there is no such place. */
static enum pe_status find_place(struct installer *in, const struct pe *pe, struct place *place)
{
	const struct pe_type *type = pe->type;

	if (type->place == PLACE_ROOT) {
		if (type->family != FAMILY_NONE && in->iot_aid.n == 0)
			return pe_fail(in, PE_INVALID_PARAMETER, NULL,
				       "%s: no iotOptions in the ProfileHeader", type->name);
		return PE_OK;
	}
	place->base = place->current = in->content->mf;
	if (type->place == PLACE_MF) {
		if (!in->content->mf)
			return pe_fail(in, PE_INVALID_PARAMETER, NULL, "%s: no MF", type->name);
		return PE_OK;
	}
	place->base = place->current = in->adf;
	if (!in->adf || (type->family != FAMILY_ANY && type->family != in->family))
		return pe_fail(in, PE_INVALID_PARAMETER, NULL, "%s: no ADF for it", type->name);
	return PE_OK;
}

/* Which directory the PIN codes and the AKA parameters that follow are for: the MF, a DF in it, or
 * an ADF; a DF in an ADF leaves them the ADF's. An element that makes the MF and an ADF leaves PINs
 * to both of them, also behind what extends the ADF. */
static void set_context(struct installer *in, const struct pe_type *type, const struct place *place)
{
	if (type->place == PLACE_ADF || type->place == PLACE_EXTENDED) {
		if (in->context->kind != FILE_MF)
			in->context = in->adf;
		return;
	}
	in->context = place->base;
	if (place->current && place->current->kind == FILE_ADF) {
		in->adf = place->current;
		in->family = type->family;
	}
}

enum pe_status pe_template(struct installer *in, const struct pe *pe)
{
	struct slice rest = pe->value;
	struct place place = {0};
	const struct template *t;
	enum pe_status status;
	struct tlv header, oid;

	tlv_next(&rest, &header); /* read before */
	if (tlv_next(&rest, &oid) != 1 || oid.tag != 0x81)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, rest.p, "%s: no templateID",
			       pe->type->name);
	t = template_by_oid(oid.value);
	if (!t || t->tag != pe->type->tag)
		return pe_fail(in, PE_TEMPLATE_NOT_SUPPORTED, oid.whole.p,
			       "%s: template not supported", pe->type->name);
	status = find_place(in, pe, &place);
	if (status == PE_OK)
		status = install_rows(in, pe, t, rest, &place);
	if (status == PE_OK)
		set_context(in, pe->type, &place);
	return status;
}
