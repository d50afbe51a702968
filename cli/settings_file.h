/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a card as JSON: the file that init reads, and what show prints. A list is an array
 * there, and a name with a dot a member of an object. */
#ifndef CLI_SETTINGS_FILE_H
#define CLI_SETTINGS_FILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "card/softeuicc.h"

struct store;

struct settings_list {
	struct softeuicc_setting *settings; /* talloc array, strings are its children */
	size_t n;
};

/* Adds one to @list, which is a talloc context. 0 or -ENOMEM. */
int settings_list_add(struct settings_list *list, const char *name, const char *value);

/* Adds those of the JSON file @path. Returns 0, or -1 with *@error, a talloc string on @list that
 * says what is wrong. */
int settings_read(struct settings_list *list, const char *path, char **error);

/* All settings of an image that are there; what settings_read() takes. @uicc: it is a plain UICC's.
 * A new reference, NULL where it cannot be read. */
json_t *settings_to_json(struct store *s, bool uicc, void *ctx);

#endif
