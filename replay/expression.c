/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/expression.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <talloc.h>

#include "replay/functions.h"
#include "replay/path.h"

enum { NESTING_MAX = 32 };

enum term_kind { TERM_BYTES, TERM_VARIABLE, TERM_CALL };

struct call_argument {
	struct expression *expression; /* b */
	union argument constant;       /* n, p, t */
};

struct term {
	struct term *next;
	enum term_kind kind;
	struct pattern pattern;          /* bytes */
	const char *name;                /* variable */
	const struct function *function; /* call */
	struct call_argument arguments[ARGUMENTS_MAX];
};

struct expression {
	struct term *first;
};

/* ---- parser ---- */

struct parser {
	const char *at;
	void *ctx;
	char *error;
	unsigned depth;
};

static int fail(struct parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int fail(struct parser *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!p->error)
		p->error = talloc_vasprintf(p->ctx, format, args);
	va_end(args);
	return -EINVAL;
}

static void skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t");
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

static void add_byte(struct term *t, uint8_t value, uint8_t mask, bool gap)
{
	t->pattern.bytes =
		talloc_realloc(t, t->pattern.bytes, struct pattern_byte, t->pattern.n + 1);
	if (t->pattern.bytes)
		t->pattern.bytes[t->pattern.n++] = (struct pattern_byte){value, mask, gap};
}

/* The value of a digit, 16 for '?', -1 for what is none. */
static int digit(char c)
{
	static const char digits[] = "0123456789abcdef?";
	const char *found = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

static int parse_hex(struct parser *p, bool wild, struct term *t)
{
	const char *from = p->at;

	for (; digit(*p->at) >= 0; p->at += 2) {
		int high = digit(p->at[0]), low = digit(p->at[1]);

		if (low < 0)
			return fail(p, "half a byte at '%.8s'", p->at);
		if (!wild && (high == 16 || low == 16))
			return fail(p, "'?' is for patterns alone");
		add_byte(t, (uint8_t)((high & 15) << 4 | (low & 15)),
			 (uint8_t)((high == 16 ? 0 : 0xF0) | (low == 16 ? 0 : 0x0F)), false);
	}
	return p->at > from ? 0 : fail(p, "'%.8s' is no term", p->at);
}

static int parse_text(struct parser *p, struct term *t)
{
	for (p->at++; *p->at != '"'; p->at++) {
		if (!*p->at)
			return fail(p, "a text without its second '\"'");
		add_byte(t, (uint8_t)*p->at, 0xFF, false);
	}
	p->at++;
	return 0;
}

static int parse_gap(struct parser *p, bool wild, struct term *t)
{
	if (!wild)
		return fail(p, "'...' is for patterns alone");
	add_byte(t, 0, 0, true);
	p->at += 3;
	return 0;
}

static int parse_variable(struct parser *p, struct term *t)
{
	size_t n = word_length(++p->at);

	if (!n)
		return fail(p, "'$' without a name");
	t->kind = TERM_VARIABLE;
	t->name = talloc_strndup(t, p->at, n);
	p->at += n;
	return 0;
}

static int parse_row(struct parser *p, bool wild, struct expression **out);

static int parse_constant(struct parser *p, char type, struct term *t, union argument *out)
{
	size_t n = strcspn(p->at, " \t,)");
	char *word = talloc_strndup(t, p->at, n), *end;

	if (!word)
		return -ENOMEM;
	p->at += n;
	if (type == 'p') {
		out->path = word;
		return path_valid(word) ? 0 : fail(p, "'%s' is no path of tags", word);
	}
	errno = 0;
	if (type == 't') {
		out->tag = (uint32_t)strtoul(word, &end, 16);
		return n && n % 2 == 0 && n <= 6 && !*end ? 0 : fail(p, "'%s' is no tag", word);
	}
	out->number = strtoull(word, &end, 10);
	return isdigit((unsigned char)*word) && !*end && !errno
		       ? 0
		       : fail(p, "'%s' is no decimal number", word);
}

static int parse_call(struct parser *p, size_t n, struct term *t)
{
	const char *name = p->at;
	size_t i;

	t->kind = TERM_CALL;
	t->function = function_find(name, n);
	if (!t->function)
		return fail(p, "there is no function %.*s", (int)n, name);
	if (++p->depth > NESTING_MAX)
		return fail(p, "too many functions within functions");
	p->at += n;
	for (i = 0; t->function->parameters[i]; i++) {
		char type = t->function->parameters[i];
		struct call_argument *a = &t->arguments[i];
		int r;

		if (*p->at != (i ? ',' : '('))
			return fail(p, "%s takes %zu arguments", t->function->name,
				    strlen(t->function->parameters));
		p->at++;
		skip_blanks(p);
		r = type == 'b' ? parse_row(p, false, &a->expression)
				: parse_constant(p, type, t, &a->constant);
		if (r)
			return r;
		skip_blanks(p);
	}
	if (*p->at != ')')
		return fail(p,
			    *p->at == ',' ? "%s takes %zu arguments"
					  : "%s(): %zu arguments, then ')'",
			    t->function->name, i);
	p->at++;
	p->depth--;
	return 0;
}

static int parse_term(struct parser *p, bool wild, struct term *t)
{
	size_t n = word_length(p->at);

	if (*p->at == '"')
		return parse_text(p, t);
	if (*p->at == '$')
		return parse_variable(p, t);
	if (!strncmp(p->at, "...", 3))
		return parse_gap(p, wild, t);
	if (n && p->at[n] == '(')
		return parse_call(p, n, t);
	return parse_hex(p, wild, t);
}

/* Terms to the end, or to what ends an argument. */
static int parse_row(struct parser *p, bool wild, struct expression **out)
{
	struct expression *e = talloc_zero(p->ctx, struct expression);
	struct term **last = &e->first;

	if (!e)
		return -ENOMEM;
	for (skip_blanks(p); *p->at && !(p->depth && strchr(",)", *p->at)); skip_blanks(p)) {
		struct term *t = talloc_zero(e, struct term);
		int r = t ? parse_term(p, wild, t) : -ENOMEM;

		if (r)
			return r;
		*last = t;
		last = &t->next;
	}
	*out = e;
	return 0;
}

int expression_parse(const char *text, bool wild, void *ctx, struct expression **out, char **error)
{
	struct parser p = {.at = text, .ctx = ctx};
	int r = parse_row(&p, wild, out);

	*error = p.error;
	return r;
}

/* ---- evaluation ---- */

static int put_call(const struct term *t, const struct variables *v, struct buf *out, char **error)
{
	union argument arguments[ARGUMENTS_MAX];
	const char *wrong;

	for (size_t i = 0; t->function->parameters[i]; i++) {
		struct buf value = buf_new(out->ctx);
		int r;

		arguments[i] = t->arguments[i].constant;
		if (t->function->parameters[i] != 'b')
			continue;
		r = expression_bytes(t->arguments[i].expression, v, &value, error);
		if (r)
			return r;
		arguments[i].bytes = buf_slice(&value);
	}
	wrong = t->function->run(arguments, out);
	if (!wrong)
		return 0;
	*error = talloc_asprintf(out->ctx, "%s(): %s", t->function->name, wrong);
	return -EINVAL;
}

static int put_term(const struct term *t, const struct variables *v, struct buf *out, char **error)
{
	struct slice value;

	switch (t->kind) {
	case TERM_BYTES:
		for (size_t i = 0; i < t->pattern.n; i++)
			buf_put_u8(out, t->pattern.bytes[i].value);
		return 0;
	case TERM_VARIABLE:
		if (!variables_get(v, t->name, &value)) {
			*error = talloc_asprintf(out->ctx, "$%s has not been saved", t->name);
			return -EINVAL;
		}
		buf_put_slice(out, value);
		return 0;
	case TERM_CALL:
		return put_call(t, v, out, error);
	}
	return -EINVAL;
}

int expression_bytes(const struct expression *e, const struct variables *v, struct buf *out,
		     char **error)
{
	for (const struct term *t = e->first; t; t = t->next) {
		int r = put_term(t, v, out, error);

		if (r)
			return r;
	}
	return buf_ok(out) ? 0 : -ENOMEM;
}

static int pattern_add(struct pattern *p, void *ctx, const struct pattern_byte *bytes, size_t n)
{
	struct pattern_byte *more = talloc_realloc(ctx, p->bytes, struct pattern_byte, p->n + n);

	if (!more && n)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		more[p->n + i] = bytes[i];
	p->bytes = more;
	p->n += n;
	return 0;
}

int expression_pattern(const struct expression *e, const struct variables *v, void *ctx,
		       struct pattern *out, char **error)
{
	int r = 0;

	*out = (struct pattern){0};
	for (const struct term *t = e->first; t && r == 0; t = t->next) {
		struct buf value = buf_new(ctx);

		if (t->kind == TERM_BYTES) {
			r = pattern_add(out, ctx, t->pattern.bytes, t->pattern.n);
			continue;
		}
		r = put_term(t, v, &value, error);
		for (size_t i = 0; i < value.n && r == 0; i++)
			r = pattern_add(out, ctx, &(struct pattern_byte){value.p[i], 0xFF, false},
					1);
	}
	return r;
}
