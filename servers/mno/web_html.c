/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/web_html.h"

#include <stdarg.h>
#include <stdio.h>
#include <talloc.h>

#include "codec/utf8.h"

static void put(struct buf *page, const char *text)
{
	buf_put(page, text, strlen(text));
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
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void put_escaped(struct buf *page, const char *text)
{
	bool utf8 = utf8_length(slice_str(text)) >= 0;
	char *copy = talloc_strdup(page->ctx, text);

	if (!copy) {
		page->failed = true;
		return;
	}
	utf8_mask_controls(copy);
	for (const char *p = copy; *p; p++) {
		const char *other = entity(*p);

		if (other)
			put(page, other);
		else
			buf_put_u8(page, utf8 || (uint8_t)*p < 0x80 ? (uint8_t)*p : '?');
	}
	talloc_free(copy);
}

void html_put(struct buf *page, const char *format, ...)
{
	const char *mark;
	char digits[16];
	va_list args;

	va_start(args, format);
	for (; (mark = strchr(format, '%')); format = mark + 2) {
		buf_put(page, format, (size_t)(mark - format));
		if (mark[1] == 's') {
			put_escaped(page, va_arg(args, const char *));
		} else {
			snprintf(digits, sizeof(digits), "%d", va_arg(args, int));
			put(page, digits);
		}
	}
	va_end(args);
	put(page, format);
}

void html_begin(struct buf *page, const char *title)
{
	html_put(page,
		 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		 "<title>%s - Test operator</title>\n"
		 "<link rel=\"stylesheet\" href=\"/web/style.css\">\n</head>\n<body>\n"
		 "<header><p>Test operator</p></header>\n<main>\n<h1>%s</h1>\n",
		 title, title);
}

void html_end(struct buf *page)
{
	html_put(page,
		 "</main>\n<footer><p>This is a softeuicc test network. Nothing that you agree "
		 "to here binds or costs you anything.</p></footer>\n</body>\n</html>\n");
}
