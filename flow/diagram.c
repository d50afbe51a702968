/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/diagram.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "flow/detail.h"
#include "flow/svg.h"

/* Pixels. */
enum {
	MARGIN = 12,
	NUMBER_WIDTH = 26,
	TIME_WIDTH = 52,
	TITLE_HEIGHT = 34,
	FONT = 12,
	SMALL_FONT = 10,
	LINE = 15,
	SMALL_LINE = 13,
	BOX_HEIGHT = 26,
	BOX_PADDING = 10,
	GAP_MIN = 92,      /* between lifelines */
	LABEL_WIDTH = 150, /* from which on a label is broken rather than a gap widened */
	LABEL_PADDING = 14,
	ROW_SPACE = 13,  /* between an arrow and the next label */
	HEAD = 7,        /* of an arrow */
	FIRST_SPACE = 6, /* above the first label */
	LOOP_WIDTH = 22,
	LOOP_PADDING = 7,
	LOOP_HEIGHT = 10,
};

/* A light and a dark dress, each with a ground of its own: the page around it may have either. */
static const char style[] =
	"<style>\n"
	"svg{--ground:#ffffff;--text:#1f2328;--faint:#656d76;--line:#afb8c1;--box:#f6f8fa;"
	"--arrow:#0550ae}\n"
	"@media (prefers-color-scheme:dark){svg{--ground:#0d1117;--text:#e6edf3;--faint:#8d96a0;"
	"--line:#484f58;--box:#161b22;--arrow:#79c0ff}}\n"
	"text{font-family:'DejaVu Sans',Verdana,sans-serif;font-size:12px;fill:var(--text,#1f2328);"
	"paint-order:stroke;stroke:var(--ground,#ffffff);stroke-width:3px}\n"
	".title{font-size:15px;font-weight:bold}\n"
	".party{text-anchor:middle;font-weight:bold;stroke:none}\n"
	".detail,.number{font-size:10px;fill:var(--faint,#656d76)}\n"
	".number{text-anchor:end}\n"
	".middle{text-anchor:middle}\n"
	".ground{fill:var(--ground,#ffffff)}\n"
	".box{fill:var(--box,#f6f8fa);stroke:var(--line,#afb8c1)}\n"
	".life{stroke:var(--line,#afb8c1);stroke-dasharray:4 4}\n"
	".arrow{fill:none;stroke:var(--arrow,#0550ae);stroke-width:1.3}\n"
	".head{fill:var(--arrow,#0550ae)}\n"
	"</style>\n";

struct lifeline {
	const char *name;
	double x;
};

struct arrow {
	const struct trail_entry *entry;
	size_t from, to; /* lifelines */
	char *detail;    /* in one line, "" for none */
	char *title;     /* all of it */
};

struct diagram {
	const struct diagram_options *options;
	struct lifeline *lines;
	size_t line_count;
	struct arrow *arrows;
	size_t n;
	double left;   /* of the lifelines: numbers and times are before them */
	double behind; /* the last lifeline */
	double width;
	FILE *out;
};

/* ---- who is there ---- */

/* From left to right: the user and what they hold, the operator, the SM-DP+. Devices of other names
 * come between the secondary and the primary. */
static const char *const order[] = {"user", "LPA",        "secondary", NULL,  "primary", "AS",
				    "SMSC", "web server", "BOSS",      "HLR", "SM-DP+"};

static size_t rank(const char *name)
{
	size_t other = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (!order[i])
			other = i;
		else if (!strcmp(order[i], name))
			return i;
	return other;
}

static const struct lifeline *find_line(const struct diagram *d, const char *name)
{
	for (size_t i = 0; i < d->line_count; i++)
		if (!strcmp(d->lines[i].name, name))
			return &d->lines[i];
	return NULL;
}

/* Behind all whose rank is not greater, so that those of one rank stay as they have appeared. */
static int add_line(struct diagram *d, const char *name)
{
	size_t at = 0;

	if (find_line(d, name))
		return 0;
	d->lines = talloc_realloc(d, d->lines, struct lifeline, d->line_count + 1);
	if (!d->lines)
		return -ENOMEM;
	while (at < d->line_count && rank(d->lines[at].name) <= rank(name))
		at++;
	memmove(d->lines + at + 1, d->lines + at, (d->line_count - at) * sizeof(*d->lines));
	d->lines[at] = (struct lifeline){.name = name};
	d->line_count++;
	return 0;
}

static int take_entries(struct diagram *d, const struct trail_entry *entries, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		r = add_line(d, entries[i].from);
		if (r == 0)
			r = add_line(d, entries[i].to);
	}
	d->arrows = talloc_zero_array(d, struct arrow, n);
	d->n = n;
	if (r || !d->arrows)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct arrow *a = &d->arrows[i];

		a->entry = &entries[i];
		a->from = (size_t)(find_line(d, entries[i].from) - d->lines);
		a->to = (size_t)(find_line(d, entries[i].to) - d->lines);
		a->detail = detail_text(d, entries[i].detail, true);
		a->title = detail_text(d, entries[i].detail, d->options->plain);
		if (!a->detail || !a->title)
			return -ENOMEM;
	}
	return 0;
}

/* ---- where it goes ---- */

static size_t leftmost(const struct arrow *a)
{
	return a->from < a->to ? a->from : a->to;
}

static size_t rightmost(const struct arrow *a)
{
	return a->from < a->to ? a->to : a->from;
}

/* The widest line of a label that is broken at LABEL_WIDTH. */
static double label_width(const char *text)
{
	double widest = 0;

	while (*text) {
		const char *next;
		size_t n = svg_line_break(text, LABEL_WIDTH, FONT, &next);
		double width = svg_text_width(text, n, FONT);

		widest = width > widest ? width : widest;
		text = next;
	}
	return widest;
}

/* Moves the lifeline @i and all behind it to the right. */
static void push(struct diagram *d, size_t i, double by)
{
	for (; i < d->line_count && by > 0; i++)
		d->lines[i].x += by;
}

static double box_width(const char *name)
{
	return svg_text_width(name, strlen(name), FONT) * 1.1 + 2 * BOX_PADDING;
}

/* Room for the label of @a, by widening the last gap that it spans. A loop's is on its right, where
 * behind the last lifeline is the end of the picture. */
static void make_room(struct diagram *d, const struct arrow *a)
{
	size_t l = leftmost(a), r = rightmost(a);
	double need = label_width(a->entry->message) + LABEL_PADDING;

	if (l == r) {
		r = l + 1;
		need += LOOP_WIDTH;
	}
	if (r < d->line_count)
		push(d, r, need - (d->lines[r].x - d->lines[l].x));
	else
		d->behind = need > d->behind ? need : d->behind;
}

/* So that neither the boxes touch each other nor the names of the parties their sides. */
static void place_lines(struct diagram *d)
{
	for (size_t i = 0; i < d->line_count; i++) {
		double half = box_width(d->lines[i].name) / 2;
		double before = i ? box_width(d->lines[i - 1].name) / 2 : 0;
		double x = i ? d->lines[i - 1].x + before : d->left;

		d->lines[i].x = x + half + BOX_PADDING;
		if (i && d->lines[i].x < d->lines[i - 1].x + GAP_MIN)
			d->lines[i].x = d->lines[i - 1].x + GAP_MIN;
	}
}

static void lay_out(struct diagram *d)
{
	double title = d->options->title ? svg_text_width(d->options->title, SIZE_MAX, 17) : 0;

	d->left = MARGIN + NUMBER_WIDTH + (d->options->plain ? 0 : TIME_WIDTH);
	d->width = d->left;
	place_lines(d);
	/* The narrowest first: what they widen, the others need not widen again. */
	for (size_t span = 0; span < d->line_count; span++)
		for (size_t i = 0; i < d->n; i++)
			if (rightmost(&d->arrows[i]) - leftmost(&d->arrows[i]) == span)
				make_room(d, &d->arrows[i]);
	if (d->line_count) {
		const struct lifeline *last = &d->lines[d->line_count - 1];
		double half = box_width(last->name) / 2;

		d->width = last->x + (half > d->behind ? half : d->behind);
	}
	d->width = (MARGIN + title > d->width ? MARGIN + title : d->width) + MARGIN;
}

/* ---- drawing ---- */

static void text(FILE *out, const char *class, double x, double y, const char *s, size_t n)
{
	fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	svg_escape(out, s, n);
	fputs("</text>\n", out);
}

/* Lines of at most @width; returns the place of the line after them. With @out NULL they are only
 * counted. */
static double broken_text(FILE *out, const char *class, double x, double y, double width,
			  const char *s)
{
	while (*s) {
		const char *next;
		size_t n = svg_line_break(s, width, FONT, &next);

		if (out)
			text(out, class, x, y, s, n);
		y += LINE;
		s = next;
	}
	return y;
}

/* One line of at most @width, cut with an ellipsis where it is longer. */
static void cut_text(FILE *out, const char *class, double x, double y, double width, const char *s)
{
	size_t n = strlen(s);

	if (svg_text_width(s, n, SMALL_FONT) <= width) {
		text(out, class, x, y, s, n);
		return;
	}
	while (n > 0 && svg_text_width(s, n, SMALL_FONT) + SMALL_FONT > width)
		n--;
	while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80) /* within a character */
		n--;
	fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	svg_escape(out, s, n);
	fputs("\xE2\x80\xA6</text>\n", out);
}

static void draw_head(FILE *out, double x, double y, double towards)
{
	fprintf(out, "<path class=\"head\" d=\"M%.1f %.1fl%.1f -3.5v7z\"/>\n", x, y,
		towards < 0 ? (double)HEAD : -(double)HEAD);
}

static void draw_line(struct diagram *d, const struct arrow *a, double y)
{
	double from = d->lines[a->from].x, to = d->lines[a->to].x;

	if (a->from == a->to) {
		fprintf(d->out, "<path class=\"arrow\" d=\"M%.1f %.1fh%dv%dh%d\"/>\n", from,
			y - LOOP_HEIGHT, LOOP_WIDTH, LOOP_HEIGHT, HEAD - LOOP_WIDTH);
		draw_head(d->out, from, y, -1);
	} else {
		fprintf(d->out, "<path class=\"arrow\" d=\"M%.1f %.1fH%.1f\"/>\n", from, y,
			to > from ? to - HEAD : to + HEAD);
		draw_head(d->out, to, y, to - from);
	}
}

/* Where the label of @a goes, and how wide it may be. */
static double label_place(const struct diagram *d, const struct arrow *a, double *width)
{
	size_t l = leftmost(a), r = rightmost(a);
	double right = r < d->line_count ? d->lines[r].x : d->width;

	if (l != r) {
		*width = right - d->lines[l].x - LABEL_PADDING;
		return (right + d->lines[l].x) / 2;
	}
	right = l + 1 < d->line_count ? d->lines[l + 1].x : d->width;
	*width = right - d->lines[l].x - LOOP_WIDTH - LABEL_PADDING;
	return d->lines[l].x + LOOP_WIDTH + LOOP_PADDING;
}

static void draw_number(struct diagram *d, size_t i, double y)
{
	double seconds = d->arrows[i].entry->time - d->arrows[0].entry->time;
	char s[32];

	snprintf(s, sizeof(s), "%zu", i + 1);
	text(d->out, "number", MARGIN + NUMBER_WIDTH - 6, y, s, strlen(s));
	if (d->options->plain)
		return;
	snprintf(s, sizeof(s), "%.3f s", seconds);
	text(d->out, "number", d->left - 6, y, s, strlen(s));
}

/* Draws the @i-th arrow below @y, and returns the place below it. */
static double draw_arrow(struct diagram *d, size_t i, double y)
{
	const struct arrow *a = &d->arrows[i];
	double width, x = label_place(d, a, &width);
	const char *class = a->from == a->to ? "label" : "middle";
	double base = y + LINE, end;

	fputs("<g>\n<title>", d->out);
	svg_escape(d->out, a->entry->message, SIZE_MAX);
	fputs(*a->title ? "\n" : "", d->out);
	svg_escape(d->out, a->title, SIZE_MAX);
	fputs("</title>\n", d->out);
	end = broken_text(d->out, class, x, base, width, a->entry->message) - LINE;
	y = end + 5;
	draw_line(d, a, y);
	draw_number(d, i, y + 3);
	if (*a->detail) {
		cut_text(d->out, a->from == a->to ? "detail" : "detail middle", x, y + SMALL_LINE,
			 width, a->detail);
		y += SMALL_LINE;
	}
	fputs("</g>\n", d->out);
	return y + ROW_SPACE;
}

static double arrow_height(const struct diagram *d, const struct arrow *a)
{
	double width;

	label_place(d, a, &width);
	return broken_text(NULL, NULL, 0, 0, width, a->entry->message) + 5 +
	       (*a->detail ? SMALL_LINE : 0) + ROW_SPACE;
}

static void draw_boxes(struct diagram *d, double y)
{
	for (size_t i = 0; i < d->line_count; i++) {
		const char *name = d->lines[i].name;
		double width = box_width(name), x = d->lines[i].x;

		fprintf(d->out,
			"<rect class=\"box\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" "
			"rx=\"4\"/>\n",
			x - width / 2, y, width, BOX_HEIGHT);
		text(d->out, "party", x, y + 17, name, SIZE_MAX);
	}
}

static void draw(struct diagram *d)
{
	double top = d->options->title ? TITLE_HEIGHT : MARGIN;
	double first = top + BOX_HEIGHT + FIRST_SPACE, y = first;

	for (size_t i = 0; i < d->n; i++)
		y += arrow_height(d, &d->arrows[i]);
	fprintf(d->out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
		"viewBox=\"0 0 %.0f %.0f\">\n%s"
		"<rect class=\"ground\" width=\"100%%\" height=\"100%%\"/>\n",
		d->width, y + BOX_HEIGHT + MARGIN, d->width, y + BOX_HEIGHT + MARGIN, style);
	if (d->options->title)
		text(d->out, "title", MARGIN, 22, d->options->title, SIZE_MAX);
	for (size_t i = 0; i < d->line_count; i++)
		fprintf(d->out, "<path class=\"life\" d=\"M%.1f %.1fV%.1f\"/>\n", d->lines[i].x,
			top + BOX_HEIGHT, y);
	draw_boxes(d, top);
	draw_boxes(d, y);
	y = first;
	for (size_t i = 0; i < d->n; i++)
		y = draw_arrow(d, i, y);
	fputs("</svg>\n", d->out);
}

int diagram_write(FILE *out, const struct trail_entry *entries, size_t n,
		  const struct diagram_options *options)
{
	struct diagram *d = talloc_zero(NULL, struct diagram);
	int r;

	if (!d)
		return -ENOMEM;
	d->options = options;
	d->out = out;
	r = take_entries(d, entries, n);
	if (r == 0) {
		lay_out(d);
		draw(d);
		r = fflush(out) || ferror(out) ? -EIO : 0;
	}
	talloc_free(d);
	return r;
}
