/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of an HTML page, as far as a script needs them to send one: hidden fields, the values
 * that others begin with, and buttons; and what the page says to people. Any bytes are a page; what
 * is no markup is passed over. */
#ifndef DEVICES_HTML_FORM_H
#define DEVICES_HTML_FORM_H

#include <stdbool.h>

#include "codec/slice.h"

enum { HTML_FORMS_MAX = 8, HTML_FIELDS_MAX = 32, HTML_BUTTONS_MAX = 8 };

struct html_field {
	const char *name;
	const char *value;
};

/* No string is NULL. What is beyond the bounds is left out. */
struct html_form {
	const char *action;
	bool post;
	struct html_field fields[HTML_FIELDS_MAX];
	size_t n;
	struct html_field buttons[HTML_BUTTONS_MAX]; /* that submit it */
	size_t button_count;
};

struct html_forms {
	struct html_form forms[HTML_FORMS_MAX];
	size_t n;
	const char *says; /* the paragraph behind its heading, up to markup in there; else "" */
};

/* Strings live on @ctx. -ENOMEM. */
int html_forms_read(struct slice page, void *ctx, struct html_forms *out);

/* The form with a button whose value is @value, and that button; false where there is none. */
bool html_find_button(const struct html_forms *forms, const char *value,
		      const struct html_form **form, const struct html_field **button);

#endif
