/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The member "files" of a description: files beyond those of the templates. */
#include <errno.h>
#include <talloc.h>

#include "profile/description.h"
#include "profile/reader.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { FILE_BYTES_MAX = 0xFFFF, PATH_BYTES_MAX = 8 };

/* What members say before they can be judged together. */
struct draft {
	struct extra_file *file;
	bool has_path, has_kind;
	uint32_t size, records; /* 0: not said */
	const json_t *content;
};

static int read_number(const json_t *j, uint32_t min, uint32_t max, uint32_t *out,
		       struct asn1_error *err)
{
	if (!json_is_integer(j) || json_integer_value(j) < min || json_integer_value(j) > max)
		return asn1_fail(err, -EINVAL, "should be a number from %u to %u", min, max);
	*out = (uint32_t)json_integer_value(j);
	return 0;
}

/* "2F99", "7F10/6F99", "USIM/6F99": file identifiers from below the MF. */
static int read_path(const json_t *j, void *target, struct asn1_error *err)
{
	struct draft *d = target;
	const char *text = json_string_value(j);
	struct buf b = buf_new(err->ctx);

	d->has_path = true;
	if (text && !strncmp(text, "USIM/", 5)) {
		buf_put_u16(&b, 0x7FFF);
		text += 5;
	}
	while (text && strlen(text) >= 4 && (text[4] == '/' || text[4] == '\0')) {
		const char id[5] = {text[0], text[1], text[2], text[3], '\0'};

		if (asn1_unhex(id, &b))
			break;
		if (text[4] == '\0') {
			d->file->path = buf_slice(&b);
			return b.n <= PATH_BYTES_MAX ? 0 : asn1_fail(err, -EINVAL, "too deep");
		}
		text += 5;
	}
	return asn1_fail(err, -EINVAL,
			 "should be file identifiers as in \"2F99\", \"7F10/6F99\", \"USIM/6F99\"");
}

static const struct {
	const char *name;
	enum file_kind kind;
} kinds[] = {
	{"transparent", FILE_TRANSPARENT},
	{"linear-fixed", FILE_LINEAR_FIXED},
	{"cyclic", FILE_CYCLIC},
	{"df", FILE_DF},
};

static int read_kind(const json_t *j, void *target, struct asn1_error *err)
{
	struct draft *d = target;
	const char *text = json_string_value(j);

	d->has_kind = true;
	for (size_t i = 0; text && i < COUNT(kinds); i++)
		if (!strcmp(text, kinds[i].name)) {
			d->file->kind = kinds[i].kind;
			return 0;
		}
	return asn1_fail(err, -EINVAL, "should be transparent, linear-fixed, cyclic or df");
}

static int read_size(const json_t *j, void *target, struct asn1_error *err)
{
	return read_number(j, 1, FILE_BYTES_MAX, &((struct draft *)target)->size, err);
}

static int read_record_length(const json_t *j, void *target, struct asn1_error *err)
{
	uint32_t n = 0;
	int r = read_number(j, 1, 255, &n, err);

	((struct draft *)target)->file->record_length = (uint8_t)n;
	return r;
}

static int read_records(const json_t *j, void *target, struct asn1_error *err)
{
	return read_number(j, 1, RECORDS_MAX, &((struct draft *)target)->records, err);
}

static int read_sfi(const json_t *j, void *target, struct asn1_error *err)
{
	uint32_t n = 0;
	int r = read_number(j, 1, 30, &n, err);

	((struct draft *)target)->file->sfi = (uint8_t)n;
	return r;
}

/* Judged when kind and sizes are known. */
static int read_content(const json_t *j, void *target, struct asn1_error *err)
{
	(void)err;
	((struct draft *)target)->content = j;
	return 0;
}

/* ---- access ---- */

static const struct {
	const char *name;
	uint8_t condition;
} conditions[] = {
	{"always", CONDITION_ALWAYS}, {"pin1", CONDITION_PIN1},   {"pin2", CONDITION_PIN2},
	{"adm1", CONDITION_ADM1},     {"never", CONDITION_NEVER},
};

static int read_condition(const json_t *j, void *target, enum access_operation operation,
			  struct asn1_error *err)
{
	struct extra_file *f = target;
	const char *text = json_string_value(j);

	for (size_t i = 0; text && i < COUNT(conditions); i++)
		if (!strcmp(text, conditions[i].name)) {
			f->access[operation] = conditions[i].condition;
			return 0;
		}
	return asn1_fail(err, -EINVAL, "should be always, pin1, pin2, adm1 or never");
}

static int access_read(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_READ, err);
}

static int access_update(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_UPDATE, err);
}

static int access_increase(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_INCREASE, err);
}

static int access_activate(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_ACTIVATE, err);
}

static int access_deactivate(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_DEACTIVATE, err);
}

static int access_delete(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_DELETE, err);
}

static int access_create(const json_t *j, void *target, struct asn1_error *err)
{
	return read_condition(j, target, ACCESS_CREATE, err);
}

static const struct reader_member access_members[] = {
	{"read", access_read},
	{"update", access_update},
	{"increase", access_increase},
	{"activate", access_activate},
	{"deactivate", access_deactivate},
	{"delete", access_delete},
	{"create", access_create},
};

static int read_access(const json_t *j, void *target, struct asn1_error *err)
{
	struct draft *d = target;

	d->file->has_access = true;
	return read_members(j, access_members, COUNT(access_members), d->file, err);
}

/* ---- one file ---- */

static const struct reader_member file_members[] = {
	{"path", read_path},       {"kind", read_kind},
	{"size", read_size},       {"recordLength", read_record_length},
	{"records", read_records}, {"sfi", read_sfi},
	{"access", read_access},   {"content", read_content},
};

/* Records of a file: each shorter one padded with FF, as unused bytes are. */
struct records {
	struct buf out;
	size_t length;
};

static int read_record(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct records *records = target;
	struct slice s;
	int r = read_hex(j, 0, records->length, &s, err);

	(void)i;
	if (r)
		return r;
	buf_put_slice(&records->out, s);
	buf_fill(&records->out, 0xFF, records->length - s.n);
	return 0;
}

static int read_records_content(struct draft *d, uint32_t max, struct asn1_error *err)
{
	struct records records = {buf_new(err->ctx), d->file->record_length};
	int r = read_list(d->content, 1, max, read_record, &records, err);

	if (r)
		return r;
	d->file->content = buf_slice(&records.out);
	return buf_ok(&records.out) ? 0 : -ENOMEM;
}

static int finish_records(struct draft *d, struct asn1_error *err)
{
	struct extra_file *f = d->file;
	uint32_t n = d->records ? d->records : (uint32_t)json_array_size(d->content);
	int r;

	if (d->size)
		return asn1_fail_in(
			err, asn1_fail(err, -EINVAL, "is for transparent files; say recordLength"),
			"size");
	if (!f->record_length)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), "recordLength");
	if (n == 0 || n > RECORDS_MAX)
		return asn1_fail_in(
			err,
			asn1_fail(err, -EINVAL, "should be a number from 1 to %d", RECORDS_MAX),
			"records");
	f->size = n * f->record_length;
	if (f->size > FILE_BYTES_MAX)
		return asn1_fail_in(
			err,
			asn1_fail(err, -EINVAL, "the file would exceed %d bytes", FILE_BYTES_MAX),
			"records");
	r = d->content ? read_records_content(d, n, err) : 0;
	return r ? asn1_fail_in(err, r, "content") : 0;
}

static int finish_transparent(struct draft *d, struct asn1_error *err)
{
	struct extra_file *f = d->file;
	int r = 0;

	if (d->records || f->record_length)
		return asn1_fail(err, -EINVAL, "a transparent file has no records");
	if (d->content)
		r = read_hex(d->content, 1, d->size ? d->size : FILE_BYTES_MAX, &f->content, err);
	if (r)
		return asn1_fail_in(err, r, "content");
	f->size = d->size ? d->size : (uint32_t)f->content.n;
	if (!f->size)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), "size");
	return 0;
}

static int finish(struct draft *d, struct asn1_error *err)
{
	if (!d->has_path)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), "path");
	if (!d->has_kind)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), "kind");
	if (d->file->kind == FILE_TRANSPARENT)
		return finish_transparent(d, err);
	if (d->file->kind != FILE_DF)
		return finish_records(d, err);
	if (d->size || d->records || d->content || d->file->record_length || d->file->sfi)
		return asn1_fail(err, -EINVAL, "a df has path, kind and access only");
	return 0;
}

static int read_extra_file(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct draft d = {.file = &((struct extra_file *)target)[i]};
	int r = read_members(j, file_members, COUNT(file_members), &d, err);

	return r ? r : finish(&d, err);
}

int read_extra_files(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;

	d->file_count = json_array_size(j);
	d->files = talloc_zero_array(err->ctx, struct extra_file, (unsigned)d->file_count + 1);
	return d->files ? read_list(j, 0, EXTRA_FILES_MAX, read_extra_file, d->files, err)
			: -ENOMEM;
}
