/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in SVG: how wide it will be, where its lines break, what must be escaped. */
#ifndef FLOW_SVG_H
#define FLOW_SVG_H

#include <stddef.h>
#include <stdio.h>

/* About how wide the first @n bytes of @text are in a sans-serif font of @size pixels, rather too
 * wide than too narrow: whoever draws it has another font. */
double svg_text_width(const char *text, size_t n, double size);

/* How many bytes of @text make the first line of at most @width pixels: whole words, at least one.
 * *@next: where the next line begins. */
size_t svg_line_break(const char *text, double width, double size, const char **next);

/* @n bytes of UTF-8 as character data or attribute; what XML 1.0 cannot have becomes '?'. */
void svg_escape(FILE *out, const char *text, size_t n);

#endif
