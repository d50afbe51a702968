/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of the operator's web pages. What comes from outside gets into them through
 * html_put() alone, which leaves it no meaning but that of text. */
#ifndef MNO_WEB_HTML_H
#define MNO_WEB_HTML_H

#include "codec/buf.h"

/* Appends @format, which is a literal of HTML. %s stands for text, in an element or in an attribute
 * with double quotes: it is escaped, control characters become question marks, and so do all bytes
 * beyond ASCII where it is no UTF-8. %d stands for an int; there is nothing else. */
void html_put(struct buf *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The beginning of a page up to its main part, with the heading @title; and its end. */
void html_begin(struct buf *page, const char *title);
void html_end(struct buf *page);

/* What the pages refer to. */
extern const char html_style[];
extern const char html_script[];

#endif
