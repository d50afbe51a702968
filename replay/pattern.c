/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <talloc.h>

#include "replay/expression.h"

static bool fits(const struct pattern_byte *b, uint8_t byte)
{
	return ((b->value ^ byte) & b->mask) == 0;
}

/* Like a file name pattern: where the bytes do not fit, the last gap takes one byte more. */
bool pattern_match(const struct pattern *p, struct slice bytes, size_t *at)
{
	size_t i = 0, j = 0, furthest = 0, gap = SIZE_MAX, resume = 0;

	while (i < bytes.n || j < p->n) {
		if (j < p->n && p->bytes[j].gap) {
			gap = ++j;
			resume = i;
			continue;
		}
		if (i < bytes.n && j < p->n && fits(&p->bytes[j], bytes.p[i])) {
			i++;
			j++;
			continue;
		}
		if (i > furthest && (gap == SIZE_MAX || j > gap))
			furthest = i;
		if (gap == SIZE_MAX || resume >= bytes.n) {
			if (at)
				*at = furthest;
			return false;
		}
		i = ++resume;
		j = gap;
	}
	return true;
}

static char half(uint8_t value, uint8_t mask)
{
	static const char digits[] = "0123456789ABCDEF";

	if (mask & 15)
		return digits[value & 15];
	return '?';
}

char *pattern_text(const struct pattern *p, void *ctx)
{
	char *text = talloc_array(ctx, char, p->n * 3 + 1), *out = text;

	if (!text)
		return NULL;
	for (size_t i = 0; i < p->n; i++) {
		const struct pattern_byte *b = &p->bytes[i];

		if (b->gap) {
			out = mempcpy(out, "...", 3);
			continue;
		}
		*out++ = half(b->value >> 4, b->mask >> 4);
		*out++ = half(b->value, b->mask);
	}
	*out = '\0';
	return text;
}

char *hex_text(struct slice bytes, void *ctx)
{
	char *text = talloc_array(ctx, char, bytes.n * 2 + 1);

	if (!text)
		return NULL;
	for (size_t i = 0; i < bytes.n; i++) {
		text[2 * i] = half(bytes.p[i] >> 4, 15);
		text[2 * i + 1] = half(bytes.p[i], 15);
	}
	text[2 * bytes.n] = '\0';
	return text;
}
