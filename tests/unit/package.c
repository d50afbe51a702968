/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "package.h"

void *ctx;
struct buf package;
struct installer *in;

void package_setup(void)
{
	ctx = talloc_new(NULL);
	package = buf_new(ctx);
	in = installer_new(ctx, NULL, MEMORY);
}

void package_teardown(void)
{
	talloc_free(ctx);
}

/* Puts what @spec says up to its end or a closing brace; returns the rest. */
static const char *put_spec(struct buf *b, const char *spec)
{
	size_t digits, mark;

	for (;;) {
		spec += strspn(spec, " ");
		if (!*spec || *spec == '}')
			return spec;
		digits = strspn(spec, "0123456789ABCDEF");
		ck_assert_msg(digits > 0 && digits % 2 == 0, "bad hex at \"%s\"", spec);
		buf_put_slice(b, unhex(ctx, talloc_strndup(ctx, spec, digits)));
		spec += digits;
		if (*spec != '{')
			continue;
		mark = b->n;
		spec = put_spec(b, spec + 1);
		ck_assert_int_eq(*spec++, '}');
		tlv_close(b, mark);
	}
}

void put_element(uint32_t tag, bool mandated, int id, const char *spec)
{
	size_t element = tlv_open(&package, tag), header;

	if (id >= 0) {
		header = tlv_open(&package, 0xA0);
		if (mandated)
			tlv_put(&package, 0x80, slice_of("", 0));
		tlv_put_integer(&package, 0x81, id);
		tlv_close(&package, header);
	}
	ck_assert_int_eq(*put_spec(&package, spec), '\0');
	tlv_close(&package, element);
}

void put_header(const char *spec)
{
	put_element(0xA0, false, -1, spec);
}

void put_base(void)
{
	put_header(HEADER);
	put_element(0xB0, true, 1, MF);
	put_element(0xA3, true, 2, PUKS);
	put_element(0xA2, true, 3, PINS);
	put_element(0xB3, true, 4, USIM);
	put_element(0xA2, true, 5, LOCAL_PIN);
}

void put_end(void)
{
	put_element(0xAA, true, 31, "");
}

int push(size_t segment)
{
	struct slice rest = buf_slice(&package);
	int r = 0;

	ck_assert(buf_ok(&package));
	while (rest.n) {
		struct slice part = slice_sub(rest, 0, segment);

		r = installer_push(in, part);
		rest = slice_sub(rest, part.n, SIZE_MAX);
	}
	return r;
}

void assert_response(const char *hex)
{
	struct buf out = buf_new(ctx);

	installer_response(in, &out);
	ck_assert(buf_ok(&out));
	assert_hex(buf_slice(&out), hex);
}

struct file *at(const char *path)
{
	struct file *f = file_by_path(installer_content(in), NULL, unhex(ctx, path));

	ck_assert_msg(f, "no file at %s", path);
	return f;
}

void assert_content(const char *path, const char *hex)
{
	struct file *f = file_target(at(path));

	assert_hex(slice_of(f->content, f->size), hex);
}
