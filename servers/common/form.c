/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/form.h"

#include <errno.h>
#include <talloc.h>

#include "codec/buf.h"
#include "codec/utf8.h"

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "+" is a blank, "%" and two hex digits are any byte. */
static int unescape(struct slice text, void *ctx, const char **out)
{
	char *p = talloc_array(ctx, char, text.n + 1);
	size_t n = 0;

	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(text.p[i + 2]) : -1;

			if (low < 0)
				return -EBADMSG;
			c = (uint8_t)(high << 4 | low);
			i += 2;
		}
		if (c == '\0')
			return -EBADMSG;
		p[n++] = (char)c;
	}
	p[n] = '\0';
	*out = p;
	return utf8_length(slice_of(p, n)) < 0 ? -EBADMSG : 0;
}

/* What comes before the first @mark in *@rest, which goes on behind it. */
static struct slice before(struct slice *rest, char mark)
{
	const uint8_t *end = rest->n ? memchr(rest->p, mark, rest->n) : NULL;
	size_t n = end ? (size_t)(end - rest->p) : rest->n;
	struct slice first = slice_sub(*rest, 0, n);

	*rest = slice_sub(*rest, end ? n + 1 : n, SIZE_MAX);
	return first;
}

int form_parse(struct slice text, void *ctx, struct form *out)
{
	int r = 0;

	*out = (struct form){.fields = talloc_array(ctx, struct form_field, FORM_FIELDS_MAX)};
	if (!out->fields)
		return -ENOMEM;
	while (text.n > 0 && r == 0) {
		struct slice value = before(&text, '&'), name = before(&value, '=');
		struct form_field *f = &out->fields[out->n];

		if (name.n == 0 && value.n == 0)
			continue;
		if (out->n == FORM_FIELDS_MAX)
			return -E2BIG;
		r = unescape(name, out->fields, &f->name);
		if (r == 0)
			r = unescape(value, out->fields, &f->value);
		out->n += r == 0;
	}
	return r;
}

const char *form_value(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->n; i++)
		if (!strcmp(form->fields[i].name, name))
			return form->fields[i].value;
	return NULL;
}
