/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a decoded package. Files are told in the terms of TS 102 221, everything else as the
 * ASN.1 names it. */
#include "profile/profile.h"

#include <stdlib.h>
#include <string.h>

#include "codec/utf8.h"
#include "isdp/pe_table.h"

enum { SHORT_HEX = 64 }; /* digits shown of a value that is not asked for in full */

struct printer {
	FILE *f;
	unsigned flags;
};

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void indent(struct printer *p, int depth)
{
	fprintf(p->f, "%*s", 4 * depth, "");
}

static void print_hex(struct printer *p, const char *hex)
{
	size_t n = strlen(hex);

	if (n > SHORT_HEX && !(p->flags & PROFILE_SHOW_ALL))
		fprintf(p->f, "%.*s... (%zu bytes)", SHORT_HEX, hex, n / 2);
	else
		fprintf(p->f, "%s", n ? hex : "(empty)");
}

/* ---- files ---- */

/* File descriptor byte, TS 102 221 11.1.1.4.3: the bits that say what a file is. */
static const struct {
	uint8_t bits;
	const char *name;
} file_kinds[] = {
	{0x38, "DF"},     {0x01, "transparent"}, {0x02, "linear fixed"},
	{0x06, "cyclic"}, {0x39, "BER-TLV"},
};

static const char *kind_name(unsigned descriptor)
{
	for (size_t i = 0; i < sizeof(file_kinds) / sizeof(file_kinds[0]); i++)
		if ((descriptor & 0x3F) == file_kinds[i].bits)
			return file_kinds[i].name;
	return "of an unknown kind";
}

/* What the template says where the FCP does not. */
static void print_template_kind(struct printer *p, const struct template_file *row)
{
	fprintf(p->f, ", %s", file_kind_names[row->kind]);
}

static void print_template_size(struct printer *p, const struct template_file *row)
{
	if (row->size && row->records)
		fprintf(p->f, ", %u record%s of %u bytes", row->records,
			row->records == 1 ? "" : "s", row->size);
	else if (row->size)
		fprintf(p->f, ", %s%u bytes", row->kind == FILE_TRANSPARENT ? "" : "records of ",
			row->size);
}

static void print_size(struct printer *p, const char *descriptor, const char *size)
{
	unsigned long bytes = size ? strtoul(size, NULL, 16) : 0;
	unsigned long record = 0;

	if (descriptor && strlen(descriptor) == 8)
		record = strtoul(descriptor + 4, NULL, 16);
	if (record && size)
		fprintf(p->f, ", %lu record%s of %lu bytes", bytes / record,
			bytes / record == 1 ? "" : "s", record);
	else if (record)
		fprintf(p->f, ", records of %lu bytes", record);
	else if (size)
		fprintf(p->f, ", %lu bytes", bytes);
}

/* Members of Fcp and ProprietaryInfo that are printed as they are, and how to call them. */
static const struct {
	const char *member;
	const char *label;
} fcp_details[] = {
	{"dfName", "AID"},
	{"linkPath", "link to"},
	{"pinStatusTemplateDO", "PIN status"},
	{"lcsi", "life cycle"},
};

static const char *const proprietary_details[] = {
	"specialFileInformation", "fillPattern", "repeatPattern", "maximumFileSize", "fileDetails",
};

static void print_proprietary(struct printer *p, const json_t *info)
{
	for (size_t i = 0; i < sizeof(proprietary_details) / sizeof(proprietary_details[0]); i++) {
		const char *hex = text_of(info, proprietary_details[i]);

		if (!hex)
			continue;
		fprintf(p->f, ", %s ", proprietary_details[i]);
		print_hex(p, hex);
	}
}

/* @fcp may be NULL, and so may @row: what its template says of the file. */
static void print_fcp(struct printer *p, const json_t *fcp, const struct template_file *row)
{
	const char *descriptor = text_of(fcp, "fileDescriptor");
	const char *sfi = text_of(fcp, "shortEFID"), *rule;

	if (descriptor && strlen(descriptor) >= 2) {
		char first[3] = {descriptor[0], descriptor[1], '\0'};

		fprintf(p->f, ", %s", kind_name((unsigned)strtoul(first, NULL, 16)));
	} else if (row) {
		print_template_kind(p, row);
	}
	if (row && !text_of(fcp, "efFileSize"))
		print_template_size(p, row);
	else
		print_size(p, descriptor, text_of(fcp, "efFileSize"));
	if (sfi && *sfi)
		fprintf(p->f, ", SFI %02lX", strtoul(sfi, NULL, 16) >> 3);
	else if (sfi)
		fputs(", no SFI", p->f);
	rule = text_of(fcp, "securityAttributesReferenced");
	if (rule && strlen(rule) == 6)
		fprintf(p->f, ", access rule %.4s/%lu", rule, strtoul(rule + 4, NULL, 16));
	else if (rule)
		fprintf(p->f, ", access rule %s", rule);
	for (size_t i = 0; i < sizeof(fcp_details) / sizeof(fcp_details[0]); i++) {
		const char *hex = text_of(fcp, fcp_details[i].member);

		if (hex)
			fprintf(p->f, ", %s %s", fcp_details[i].label, hex);
	}
	print_proprietary(p, json_object_get(fcp, "proprietaryEFInfo"));
	fputc('\n', p->f);
}

/* One step of filling a file; *@at is where the next content goes. */
static void print_fill(struct printer *p, const char *what, const json_t *value, size_t *at,
		       int depth)
{
	const char *hex = json_string_value(value);

	if (!strcmp(what, "fillFileOffset")) {
		*at += (size_t)json_integer_value(value);
	} else if (hex) {
		indent(p, depth);
		fprintf(p->f, "%04zX: ", *at);
		print_hex(p, hex);
		fputc('\n', p->f);
		*at += strlen(hex) / 2;
	}
}

/* The line that begins a file: the @nth of those that a component may hold. */
static void print_file_head(struct printer *p, const char *name, const json_t *fcp,
			    const struct template_file *row, unsigned nth, int depth)
{
	const char *fid = text_of(fcp, "fileID");

	indent(p, depth);
	if (fid)
		fprintf(p->f, "%-4s %s", fid, name);
	else if (row && row->fid)
		fprintf(p->f, "%04X %s", row->fid + nth, name);
	else
		fprintf(p->f, "%-4s %s", "", name);
	print_fcp(p, fcp, row);
}

/* A File: a list of steps that create and fill it, or several files of a kind. */
static void print_file(struct printer *p, const char *name, const struct template_file *row,
		       const json_t *steps, int depth)
{
	const json_t *step;
	const char *key;
	json_t *value;
	unsigned files = 0;
	size_t i, at = 0;

	json_array_foreach ((json_t *)steps, i, step) {
		json_object_foreach ((json_t *)step, key, value) {
			bool begins = !strcmp(key, "fileDescriptor");

			if (begins)
				at = 0;
			if (begins || !files) {
				print_file_head(p, name, begins ? value : NULL, row, files, depth);
				files++;
			}
			if (!strcmp(key, "doNotCreate")) {
				indent(p, depth + 1);
				fputs("not to be created\n", p->f);
			}
			print_fill(p, key, value, &at, depth + 1);
		}
	}
	if (!files)
		print_file_head(p, name, NULL, row, 0, depth);
}

/* A FileManagement: paths, and files made and filled there. */
static void print_file_commands(struct printer *p, const json_t *commands, int depth)
{
	const json_t *command;
	const char *key, *fid;
	json_t *value;
	size_t i, at = 0;

	json_array_foreach ((json_t *)commands, i, command) {
		json_object_foreach ((json_t *)command, key, value) {
			if (!strcmp(key, "filePath")) {
				indent(p, depth);
				fprintf(p->f, "in 3F00%s\n", json_string_value(value));
			} else if (!strcmp(key, "createFCP")) {
				fid = text_of(value, "fileID");
				indent(p, depth + 1);
				fprintf(p->f, "%-4s", fid ? fid : "");
				print_fcp(p, value, NULL);
				at = 0;
			} else {
				print_fill(p, key, value, &at, depth + 2);
			}
		}
	}
}

/* ---- everything else ---- */

static void print_value(struct printer *p, const struct asn1_type *t, const char *name,
			const json_t *value, int depth);

/* What the template of @element says of its component @i, NULL where it says nothing. */
static const struct template_file *template_row_of(const json_t *element, size_t i)
{
	const json_t *id = json_object_get(element, "templateID");
	struct asn1_error err = {.ctx = NULL};
	const struct template *t = NULL;
	struct buf oid = buf_new(NULL);

	if (id && asn1_encode(&asn1_oid, id, &oid, &err) == 0 && buf_ok(&oid))
		t = template_by_oid(buf_slice(&oid));
	buf_reset(&oid);
	/* Header and template identifier come first. */
	return t && i >= 2 && i - 2 < t->file_count ? template_row(t, i - 2) : NULL;
}

static void print_members(struct printer *p, const struct asn1_type *t, const json_t *object,
			  int depth)
{
	const char *name;
	json_t *member;

	json_object_foreach ((json_t *)object, name, member) {
		struct asn1_field f = {0};
		size_t i = asn1_field_by_name(t, name, &f);
		bool known = i < asn1_field_count(t);

		if (known && f.type == &asn1_pe_header)
			continue;
		if (known && f.type == &asn1_file) {
			print_file(p, name, template_row_of(object, i), member, depth);
		} else if (known && f.flags & ASN1_SECRET && !(p->flags & PROFILE_SHOW_SECRETS)) {
			indent(p, depth);
			fprintf(p->f, "%s: %s\n", name, asn1_mask);
		} else {
			print_value(p, known ? f.type : NULL, name, member, depth);
		}
	}
}

/* True where the elements of a list are best told in one line. */
static bool is_flat(const json_t *list)
{
	const json_t *j;
	size_t i;

	json_array_foreach ((json_t *)list, i, j) {
		if (json_is_object(j) || json_is_array(j))
			return false;
	}
	return true;
}

static void print_string(struct printer *p, const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		return;
	utf8_mask_controls(copy);
	fputs(copy, p->f);
	free(copy);
}

static void print_scalar(struct printer *p, const struct asn1_type *t, const json_t *value)
{
	if (json_is_integer(value))
		fprintf(p->f, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (t && t->kind == ASN1_OCTETS)
		print_hex(p, json_string_value(value));
	else if (json_is_string(value))
		print_string(p, json_string_value(value));
}

static void print_list(struct printer *p, const struct asn1_type *t, const char *name,
		       const json_t *list, int depth)
{
	const json_t *j;
	size_t i;

	indent(p, depth);
	fprintf(p->f, "%s:", name);
	if (!is_flat(list))
		fputc('\n', p->f);
	json_array_foreach ((json_t *)list, i, j) {
		char label[24];

		if (is_flat(list)) {
			fputc(' ', p->f);
			print_scalar(p, t ? t->element : NULL, j);
			continue;
		}
		snprintf(label, sizeof(label), "%zu", i + 1);
		print_value(p, t ? t->element : NULL, label, j, depth + 1);
	}
	if (is_flat(list))
		fputc('\n', p->f);
}

static void print_value(struct printer *p, const struct asn1_type *t, const char *name,
			const json_t *value, int depth)
{
	if (!strcmp(name, "fileManagementCMD")) {
		const json_t *commands;
		size_t i;

		json_array_foreach ((json_t *)value, i, commands) {
			print_file_commands(p, commands, depth);
		}
	} else if (json_is_object(value)) {
		indent(p, depth);
		fprintf(p->f, "%s:\n", name);
		print_members(p, t, value, depth + 1);
	} else if (json_is_array(value)) {
		print_list(p, t, name, value, depth);
	} else {
		indent(p, depth);
		fprintf(p->f, json_is_null(value) ? "%s" : "%s: ", name);
		print_scalar(p, t, value);
		fputc('\n', p->f);
	}
}

static void print_element(struct printer *p, const char *name, const json_t *value)
{
	const struct asn1_type *all = &asn1_profile_element;
	const json_t *header;
	struct asn1_field f;

	if (asn1_field_by_name(all, name, &f) == asn1_field_count(all)) {
		fprintf(p->f, "  -  %s: %s\n", name, json_string_value(value));
		return;
	}
	header = json_object_get(value, profile_header_name(f.type));
	if (header)
		fprintf(p->f, "%3" JSON_INTEGER_FORMAT "  %s%s\n",
			json_integer_value(json_object_get(header, "identification")), name,
			json_object_get(header, "mandated") ? " (mandated)" : "");
	else
		fprintf(p->f, "  -  %s\n", name);
	print_members(p, f.type, value, 2);
}

void profile_show(FILE *f, const json_t *package, unsigned flags)
{
	struct printer p = {f, flags};
	const json_t *element;
	const char *name;
	json_t *value;
	size_t i;

	json_array_foreach (json_object_get(package, "elements"), i, element) {
		json_object_foreach ((json_t *)element, name, value) {
			print_element(&p, name, value);
		}
	}
}
