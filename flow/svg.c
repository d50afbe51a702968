/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/svg.h"

#include <stdbool.h>
#include <string.h>

/* Of a character, in parts of the font's size: from the widths of common sans-serif fonts. */
static double character_width(unsigned char c)
{
	if (strchr("fijlrtI.,:;'|!()[]/ -", c))
		return 0.38;
	if (strchr("mwMW@%", c))
		return 0.98;
	if ((c >= 'A' && c <= 'Z') || strchr("+=<>_&~#", c))
		return 0.74;
	return 0.63;
}

static bool continues(unsigned char c)
{
	return (c & 0xC0) == 0x80; /* a further byte of a UTF-8 character */
}

double svg_text_width(const char *text, size_t n, double size)
{
	double width = 0;

	for (size_t i = 0; i < n && text[i]; i++)
		if (!continues((unsigned char)text[i]))
			width += character_width((unsigned char)text[i]);
	return width * size;
}

size_t svg_line_break(const char *text, double width, double size, const char **next)
{
	size_t end = strcspn(text, " ");

	while (text[end]) {
		size_t more = end + 1 + strcspn(text + end + 1, " ");

		if (svg_text_width(text, more, size) > width)
			break;
		end = more;
	}
	*next = text + end + (text[end] == ' ');
	return end;
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* XML 1.0 2.2: no control characters but tab and newlines, neither U+FFFE nor U+FFFF. */
static bool impossible(const char *text, size_t n)
{
	unsigned char c = (unsigned char)text[0];

	return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F ||
	       (n >= 3 && (!strncmp(text, "\xEF\xBF\xBE", 3) || !strncmp(text, "\xEF\xBF\xBF", 3)));
}

void svg_escape(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n && text[i]; i++) {
		if (impossible(text + i, n - i)) {
			fputc('?', out);
			i += (unsigned char)text[i] == 0xEF ? 2 : 0;
		} else if (entity(text[i])) {
			fputs(entity(text[i]), out);
		} else {
			fputc(text[i], out);
		}
	}
}
