/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a decoded package. Files are told in the terms of TS 102 221, everything else as the
 * ASN.1 names it. */
#include "profile/profile.h"

#include <inttypes.h>

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

static void print_size(struct printer *p, const char *descriptor, const char *size)
{
	unsigned long bytes = size ? strtoul(size, NULL, 16) : 0;
	unsigned long record = 0;

	if (descriptor && strlen(descriptor) == 8)
		record = strtoul(descriptor + 4, NULL, 16);
	if (record && size)
		fprintf(p->f, ", %lu records of %lu bytes", bytes / record, record);
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

static void print_fcp(struct printer *p, const json_t *fcp)
{
	const char *descriptor = text_of(fcp, "fileDescriptor");
	const char *sfi = text_of(fcp, "shortEFID"), *rule;

	if (descriptor && strlen(descriptor) >= 2) {
		char first[3] = {descriptor[0], descriptor[1], '\0'};

		fprintf(p->f, ", %s", kind_name((unsigned)strtoul(first, NULL, 16)));
	}
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

/* A File: a list of steps that create and fill it. */
static void print_file(struct printer *p, const char *name, const json_t *steps, int depth)
{
	const json_t *fcp = NULL, *step;
	const char *fid, *key;
	json_t *value;
	size_t i, at = 0;

	json_array_foreach((json_t *)steps, i, step)
	{
		if (json_object_get(step, "fileDescriptor"))
			fcp = json_object_get(step, "fileDescriptor");
	}
	fid = text_of(fcp, "fileID");
	indent(p, depth);
	fprintf(p->f, "%-4s %s", fid ? fid : "", name);
	if (fcp)
		print_fcp(p, fcp);
	else
		fputc('\n', p->f);
	json_array_foreach((json_t *)steps, i, step)
	{
		json_object_foreach((json_t *)step, key, value)
		{
			if (!strcmp(key, "doNotCreate")) {
				indent(p, depth + 1);
				fputs("not to be created\n", p->f);
			}
			print_fill(p, key, value, &at, depth + 1);
		}
	}
}

/* A FileManagement: paths, and files made and filled there. */
static void print_file_commands(struct printer *p, const json_t *commands, int depth)
{
	const json_t *command;
	const char *key, *fid;
	json_t *value;
	size_t i, at = 0;

	json_array_foreach((json_t *)commands, i, command)
	{
		json_object_foreach((json_t *)command, key, value)
		{
			if (!strcmp(key, "filePath")) {
				indent(p, depth);
				fprintf(p->f, "in 3F00%s\n", json_string_value(value));
			} else if (!strcmp(key, "createFCP")) {
				fid = text_of(value, "fileID");
				indent(p, depth + 1);
				fprintf(p->f, "%-4s", fid ? fid : "");
				print_fcp(p, value);
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

static void print_members(struct printer *p, const struct asn1_type *t, const json_t *object,
			  int depth)
{
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)object, name, member)
	{
		const struct asn1_field *f = asn1_field_by_name(t, name);

		if (f && f->type == &asn1_pe_header)
			continue;
		if (f && f->flags & ASN1_SECRET && !(p->flags & PROFILE_SHOW_SECRETS)) {
			indent(p, depth);
			fprintf(p->f, "%s: ********\n", name);
		} else {
			print_value(p, f ? f->type : NULL, name, member, depth);
		}
	}
}

/* True where the elements of a list are best told in one line. */
static bool is_flat(const json_t *list)
{
	const json_t *j;
	size_t i;

	json_array_foreach((json_t *)list, i, j)
	{
		if (json_is_object(j) || json_is_array(j))
			return false;
	}
	return true;
}

static void print_scalar(struct printer *p, const struct asn1_type *t, const json_t *value)
{
	if (json_is_integer(value))
		fprintf(p->f, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (t && t->kind == ASN1_OCTETS)
		print_hex(p, json_string_value(value));
	else if (json_is_string(value))
		fputs(json_string_value(value), p->f);
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
	json_array_foreach((json_t *)list, i, j)
	{
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
	if (t == &asn1_file) {
		print_file(p, name, value, depth);
	} else if (!strcmp(name, "fileManagementCMD")) {
		const json_t *commands;
		size_t i;

		json_array_foreach((json_t *)value, i, commands)
			print_file_commands(p, commands, depth);
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

static const json_t *pe_header_of(const struct asn1_type *t, const json_t *element)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->fields[i].type == &asn1_pe_header)
			return json_object_get(element, t->fields[i].name);
	return NULL;
}

static void print_element(struct printer *p, const char *name, const json_t *value)
{
	const struct asn1_field *f = asn1_field_by_name(&asn1_profile_element, name);
	const json_t *header;

	if (!f) {
		fprintf(p->f, "  -  %s: %s\n", name, json_string_value(value));
		return;
	}
	header = pe_header_of(f->type, value);
	if (header)
		fprintf(p->f, "%3" JSON_INTEGER_FORMAT "  %s%s\n",
			json_integer_value(json_object_get(header, "identification")), name,
			json_object_get(header, "mandated") ? " (mandated)" : "");
	else
		fprintf(p->f, "  -  %s\n", name);
	print_members(p, f->type, value, 2);
}

void profile_show(FILE *f, const json_t *package, unsigned flags)
{
	struct printer p = {f, flags};
	const json_t *element;
	const char *name;
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(package, "elements"), i, element)
	{
		json_object_foreach((json_t *)element, name, value) print_element(&p, name, value);
	}
}
