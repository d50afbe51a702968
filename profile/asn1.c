/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both walkers need: tags, error paths, hex. */
#include "profile/asn1.h"

#include <errno.h>
#include <stdarg.h>
#include <talloc.h>

#include "isdp/pe_table.h"

/* X.680 8.4, by enum asn1_kind. A CHOICE has no tag of its own. */
static const uint8_t universal_tags[] = {
	[ASN1_NULL] = 0x05, [ASN1_INTEGER] = 0x02,  [ASN1_OCTETS] = 0x04,      [ASN1_UTF8] = 0x0C,
	[ASN1_OID] = 0x06,  [ASN1_SEQUENCE] = 0x30, [ASN1_SEQUENCE_OF] = 0x30, [ASN1_CHOICE] = 0,
};

uint32_t asn1_universal_tag(const struct asn1_type *t)
{
	return universal_tags[t->kind];
}

/* A CHOICE cannot be tagged implicitly (X.680 31.2.9), so its tag is always constructed. */
static bool is_constructed(const struct asn1_type *t)
{
	return t->kind >= ASN1_SEQUENCE;
}

size_t asn1_field_count(const struct asn1_type *t)
{
	return t->count + t->file_count;
}

struct asn1_field asn1_field_at(const struct asn1_type *t, size_t i)
{
	const struct template_file *f;

	if (i < t->count)
		return t->fields[i];
	f = &t->files[i - t->count];
	return (struct asn1_field){.name = f->name,
				   .type = &asn1_file,
				   .flags = f->flags & FILE_REQUIRED ? 0 : ASN1_OPTIONAL};
}

uint32_t asn1_field_tag(const struct asn1_type *t, size_t i)
{
	struct asn1_field f = asn1_field_at(t, i);
	uint32_t first;

	if (f.tag)
		return f.tag;
	if (!t->automatic)
		return asn1_universal_tag(f.type);
	first = is_constructed(f.type) ? 0xA0 : 0x80;
	if (i < 0x1F)
		return first | (uint32_t)i;
	return (first | 0x1F) << 8 | (uint32_t)i; /* no type has more than 127 components */
}

size_t asn1_field_by_name(const struct asn1_type *t, const char *name, struct asn1_field *out)
{
	size_t i;

	for (i = 0; i < asn1_field_count(t); i++) {
		*out = asn1_field_at(t, i);
		if (!strcmp(out->name, name))
			break;
	}
	return i;
}

size_t asn1_field_by_tag(const struct asn1_type *t, size_t from, uint32_t tag)
{
	while (from < asn1_field_count(t) && asn1_field_tag(t, from) != tag)
		from++;
	return from;
}

int asn1_fail(struct asn1_error *err, int result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	err->what = talloc_vasprintf(err->ctx, format, args);
	va_end(args);
	err->where = NULL;
	return result;
}

int asn1_fail_in(struct asn1_error *err, int result, const char *name)
{
	const char *dot = err->where && err->where[0] != '[' ? "." : "";

	err->where = talloc_asprintf(err->ctx, "%s%s%s", name, dot, err->where ? err->where : "");
	return result;
}

int asn1_fail_at(struct asn1_error *err, int result, size_t index)
{
	char name[24];

	snprintf(name, sizeof(name), "[%zu]", index);
	return asn1_fail_in(err, result, name);
}

const char asn1_mask[] = "********";

json_t *asn1_hex(struct slice s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text = talloc_size(NULL, 2 * s.n + 1);
	json_t *j;

	if (!text)
		return NULL;
	for (size_t i = 0; i < s.n; i++) {
		text[2 * i] = digits[s.p[i] >> 4];
		text[2 * i + 1] = digits[s.p[i] & 0x0F];
	}
	j = json_stringn(text, 2 * s.n);
	talloc_free(text);
	return j;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int asn1_unhex(const char *hex, struct buf *out)
{
	for (; *hex; hex += 2) {
		int high = nibble(hex[0]), low = high < 0 ? -1 : nibble(hex[1]);

		if (low < 0)
			return -EINVAL;
		buf_put_u8(out, (uint8_t)(high << 4 | low));
	}
	return 0;
}
