/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents that the entitlement server answers with (TS.43 2.9), as JSON and as XML. */
#ifndef MNO_ENTITLEMENT_DOCUMENT_H
#define MNO_ENTITLEMENT_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>

struct entitlement_document {
	const char *token; /* NULL: none is given */
	long token_life;   /* seconds */
	const char *app;   /* "ap2006" */
	/* What it says of that: an object of strings, objects, and arrays of objects with one
	 * member each. NULL: nothing. */
	json_t *answer;
};

/* The text of @d as a talloc child of @ctx; NULL without memory. */
char *entitlement_json(const struct entitlement_document *d, void *ctx);
char *entitlement_xml(const struct entitlement_document *d, void *ctx);

#endif
