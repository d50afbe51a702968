/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The little that the servers need beyond jansson itself. */
#ifndef SERVERS_COMMON_JSON_H
#define SERVERS_COMMON_JSON_H

#include <jansson.h>

#include "codec/slice.h"

/* The string member @name of @object; NULL where it is absent or no string. */
const char *json_member_text(const json_t *object, const char *name);

/* The base64 string member @name. Returns 0, -ENOENT (absent), -EBADMSG (no base64 string),
 * -ENOMEM. */
int json_member_bytes(const json_t *object, const char *name, void *ctx, struct slice *bytes);

/* Puts bytes in base64. Returns 0 or -ENOMEM. */
int json_set_bytes(json_t *object, const char *name, struct slice bytes);

/* The text of @value as a talloc child of @ctx; NULL without memory. */
char *json_text(void *ctx, const json_t *value);

#endif
