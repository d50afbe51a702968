/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/json.h"

#include <errno.h>
#include <stdlib.h>
#include <talloc.h>

#include "servers/common/base64.h"

const char *json_member_text(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

int json_member_bytes(const json_t *object, const char *name, void *ctx, struct slice *bytes)
{
	const json_t *member = json_object_get(object, name);

	if (!member)
		return -ENOENT;
	if (!json_is_string(member))
		return -EBADMSG;
	return base64_decode(ctx, json_string_value(member), bytes);
}

int json_set_bytes(json_t *object, const char *name, struct slice bytes)
{
	char *text = base64_encode(NULL, bytes);
	int r = -ENOMEM;

	if (text && json_object_set_new(object, name, json_string(text)) == 0)
		r = 0;
	talloc_free(text);
	return r;
}

char *json_text(void *ctx, const json_t *value)
{
	char *dumped = json_dumps(value, JSON_COMPACT);
	char *text = dumped ? talloc_strdup(ctx, dumped) : NULL;

	free(dumped);
	return text;
}
