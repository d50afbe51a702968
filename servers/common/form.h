/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values as URLs' queries and HTML forms carry them
 * (application/x-www-form-urlencoded). */
#ifndef SERVERS_COMMON_FORM_H
#define SERVERS_COMMON_FORM_H

#include "codec/slice.h"

enum { FORM_FIELDS_MAX = 64 };

struct form_field {
	const char *name, *value; /* decoded: UTF-8 without NUL */
};

struct form {
	struct form_field *fields;
	size_t n;
};

/* Takes @text apart; @out lives on @ctx. -EBADMSG: it is malformed, or no UTF-8. -E2BIG: more than
 * FORM_FIELDS_MAX fields. -ENOMEM. */
int form_parse(struct slice text, void *ctx, struct form *out);

/* The value of the first field @name; NULL where there is none. */
const char *form_value(const struct form *form, const char *name);

#endif
