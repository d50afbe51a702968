/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/html_form.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <talloc.h>

#include "codec/buf.h"

enum { ATTRIBUTES_MAX = 16, ENTITY_MAX = 10 };

struct tag {
	struct slice name; /* with its slash where it ends an element */
	struct {
		struct slice name, value;
	} attributes[ATTRIBUTES_MAX];
	size_t n;
};

struct reader {
	struct slice in; /* what is left of the page */
	void *ctx;
	struct html_forms *out;
	struct html_form *form; /* that is open; NULL: none */
	bool failed;            /* there is no memory */
};

/* ---- text ---- */

static bool is_name(struct slice s, const char *name)
{
	return s.n == strlen(name) && !strncasecmp((const char *)s.p, name, s.n);
}

static void put_character(struct buf *b, unsigned long c)
{
	if (c < 0x80) {
		buf_put_u8(b, (uint8_t)c);
	} else if (c < 0x800) {
		buf_put_u8(b, (uint8_t)(0xC0 | c >> 6));
		buf_put_u8(b, (uint8_t)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buf_put_u8(b, (uint8_t)(0xE0 | c >> 12));
		buf_put_u8(b, (uint8_t)(0x80 | (c >> 6 & 0x3F)));
		buf_put_u8(b, (uint8_t)(0x80 | (c & 0x3F)));
	}
}

/* The number behind "&#", 0 where it is none. */
static unsigned long character_number(struct slice digits)
{
	char text[ENTITY_MAX + 1] = {0};
	bool hex = digits.n && (digits.p[0] | 0x20) == 'x';
	char *end;
	unsigned long c;

	memcpy(text, digits.p, digits.n);
	c = strtoul(text + hex, &end, hex ? 16 : 10);
	return *end || !isxdigit((unsigned char)text[hex]) ? 0 : c;
}

/* A character reference at the front of @in. Returns its length; 0: it is none that is known. */
static size_t take_entity(struct slice in, struct buf *out)
{
	static const struct {
		const char *name;
		char c;
	} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
	const uint8_t *end = memchr(in.p, ';', in.n < ENTITY_MAX ? in.n : ENTITY_MAX);
	struct slice name;
	unsigned long c;

	if (!end)
		return 0;
	name = slice_of(in.p + 1, (size_t)(end - in.p) - 1);
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (is_name(name, entities[i].name)) {
			buf_put_u8(out, (uint8_t)entities[i].c);
			return name.n + 2;
		}
	c = name.n > 1 && name.p[0] == '#' ? character_number(slice_sub(name, 1, SIZE_MAX)) : 0;
	if (!c)
		return 0;
	put_character(out, c);
	return name.n + 2;
}

/* Text between quotes or tags, its character references resolved. */
static const char *decode(struct reader *r, struct slice in)
{
	struct buf out = buf_new(r->ctx);

	while (in.n) {
		size_t n = *in.p == '&' ? take_entity(in, &out) : 0;

		if (n == 0 && *in.p)
			buf_put_u8(&out, *in.p);
		in = slice_sub(in, n ? n : 1, SIZE_MAX);
	}
	buf_put_u8(&out, 0);
	r->failed = r->failed || !buf_ok(&out);
	return r->failed ? "" : (const char *)out.p;
}

/* ---- tags ---- */

static void skip_blanks(struct slice *in)
{
	while (in->n && isspace(*in->p))
		*in = slice_sub(*in, 1, SIZE_MAX);
}

/* What comes before one of @stops, or all that is left. */
static struct slice take_until(struct slice *in, const char *stops)
{
	struct slice taken = {in->p, 0};

	while (taken.n < in->n && (!in->p[taken.n] || !strchr(stops, in->p[taken.n])))
		taken.n++;
	*in = slice_sub(*in, taken.n, SIZE_MAX);
	return taken;
}

static struct slice take_value(struct slice *in)
{
	struct slice value;
	char quote[2] = {0};

	if (!in->n || (*in->p != '"' && *in->p != '\''))
		return take_until(in, " \t\r\n\f>");
	quote[0] = (char)*in->p;
	*in = slice_sub(*in, 1, SIZE_MAX);
	value = take_until(in, quote);
	*in = slice_sub(*in, 1, SIZE_MAX);
	return value;
}

static void take_attribute(struct slice *in, struct tag *tag)
{
	struct slice name = take_until(in, " \t\r\n\f=>"), value = {NULL, 0};

	skip_blanks(in);
	if (in->n && *in->p == '=') {
		*in = slice_sub(*in, 1, SIZE_MAX);
		skip_blanks(in);
		value = take_value(in);
	}
	if (tag->n == ATTRIBUTES_MAX)
		return;
	tag->attributes[tag->n].name = name;
	tag->attributes[tag->n++].value = value;
}

/* @in begins behind '<'. */
static struct tag take_tag(struct slice *in)
{
	struct tag tag = {.name = take_until(in, " \t\r\n\f>"), .n = 0};

	for (skip_blanks(in); in->n && *in->p != '>'; skip_blanks(in)) {
		if (*in->p == '=')
			*in = slice_sub(*in, 1, SIZE_MAX); /* of no attribute */
		else
			take_attribute(in, &tag);
	}
	*in = slice_sub(*in, 1, SIZE_MAX);
	return tag;
}

/* NULL where it is absent. */
static const char *attribute(struct reader *r, const struct tag *tag, const char *name)
{
	for (size_t i = 0; i < tag->n; i++)
		if (is_name(tag->attributes[i].name, name))
			return decode(r, tag->attributes[i].value);
	return NULL;
}

static const char *attribute_or(struct reader *r, const struct tag *tag, const char *name,
				const char *otherwise)
{
	const char *value = attribute(r, tag, name);

	return value ? value : otherwise;
}

/* ---- elements ---- */

static void on_form(struct reader *r, const struct tag *tag)
{
	if (r->out->n == HTML_FORMS_MAX) {
		r->form = NULL;
		return;
	}
	r->form = &r->out->forms[r->out->n++];
	r->form->action = attribute_or(r, tag, "action", "");
	r->form->post = !strcasecmp(attribute_or(r, tag, "method", "get"), "post");
}

static void on_form_end(struct reader *r, const struct tag *tag)
{
	(void)tag;
	r->form = NULL;
}

static void put_field(struct html_field *fields, size_t *n, size_t max, struct html_field field)
{
	if (*n < max)
		fields[(*n)++] = field;
}

static void put_button(struct reader *r, const struct tag *tag)
{
	put_field(r->form->buttons, &r->form->button_count, HTML_BUTTONS_MAX,
		  (struct html_field){attribute_or(r, tag, "name", ""),
				      attribute_or(r, tag, "value", "")});
}

static void on_input(struct reader *r, const struct tag *tag)
{
	static const char *const unsent[] = {"checkbox", "radio", "reset",
					     "button",   "file",  "image"};
	const char *type = attribute_or(r, tag, "type", "text");
	const char *name = attribute_or(r, tag, "name", "");

	if (!r->form)
		return;
	if (!strcasecmp(type, "submit")) {
		put_button(r, tag);
		return;
	}
	for (size_t i = 0; i < sizeof(unsent) / sizeof(unsent[0]); i++)
		if (!strcasecmp(type, unsent[i]))
			return;
	if (*name)
		put_field(r->form->fields, &r->form->n, HTML_FIELDS_MAX,
			  (struct html_field){name, attribute_or(r, tag, "value", "")});
}

static void on_button(struct reader *r, const struct tag *tag)
{
	if (r->form && !strcasecmp(attribute_or(r, tag, "type", "submit"), "submit"))
		put_button(r, tag);
}

/* What stood before is the site's, not the page's. */
static void on_heading(struct reader *r, const struct tag *tag)
{
	(void)tag;
	r->out->says = "";
}

static void on_paragraph(struct reader *r, const struct tag *tag)
{
	(void)tag;
	if (!*r->out->says)
		r->out->says = decode(r, take_until(&r->in, "<"));
}

/* Up to the end tag of the same name there is no markup. */
static void on_raw_text(struct reader *r, const struct tag *tag)
{
	while (r->in.n) {
		take_until(&r->in, "<");
		if (r->in.n > tag->name.n + 1 && r->in.p[1] == '/' &&
		    !strncasecmp((const char *)r->in.p + 2, (const char *)tag->name.p, tag->name.n))
			return;
		r->in = slice_sub(r->in, 1, SIZE_MAX);
	}
}

static const struct {
	const char *name;
	void (*run)(struct reader *r, const struct tag *tag);
} elements[] = {
	{"form", on_form},         {"/form", on_form_end},  {"input", on_input},
	{"button", on_button},     {"script", on_raw_text}, {"style", on_raw_text},
	{"textarea", on_raw_text}, {"title", on_raw_text},  {"h1", on_heading},
	{"p", on_paragraph},
};

static void skip_comment(struct slice *in)
{
	const uint8_t *end = memmem(in->p, in->n, "-->", 3);

	*in = end ? slice_sub(*in, (size_t)(end - in->p) + 3, SIZE_MAX) : slice_of(NULL, 0);
}

int html_forms_read(struct slice page, void *ctx, struct html_forms *out)
{
	struct reader r = {.in = page, .ctx = ctx, .out = out};
	struct tag tag;

	*out = (struct html_forms){.says = ""};
	while (r.in.n && !r.failed) {
		take_until(&r.in, "<");
		r.in = slice_sub(r.in, 1, SIZE_MAX);
		if (slice_starts(r.in, slice_str("!--"))) {
			skip_comment(&r.in);
			continue;
		}
		if (!r.in.n || (!isalpha(*r.in.p) && *r.in.p != '/' && *r.in.p != '!'))
			continue; /* no tag but the character */
		tag = take_tag(&r.in);
		for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
			if (is_name(tag.name, elements[i].name))
				elements[i].run(&r, &tag);
	}
	return r.failed ? -ENOMEM : 0;
}

bool html_find_button(const struct html_forms *forms, const char *value,
		      const struct html_form **form, const struct html_field **button)
{
	for (size_t i = 0; i < forms->n; i++)
		for (size_t k = 0; k < forms->forms[i].button_count; k++)
			if (!strcmp(forms->forms[i].buttons[k].value, value)) {
				*form = &forms->forms[i];
				*button = &forms->forms[i].buttons[k];
				return true;
			}
	return false;
}
