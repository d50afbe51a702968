/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/detail.h"

#include <stdlib.h>
#include <string.h>
#include <talloc.h>

/* Members whose values are the run's own: ports are free ones, ids random. */
static const char *const volatile_members[] = {"transactionId", "address", "url"};

static bool is_volatile(const char *member)
{
	for (size_t i = 0; i < sizeof(volatile_members) / sizeof(volatile_members[0]); i++)
		if (!strcmp(member, volatile_members[i]))
			return true;
	return false;
}

static char *append(char *text, const char *member, const json_t *value)
{
	char *dumped =
		json_is_string(value) ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	text = talloc_asprintf_append(text, "%s%s %s", *text ? ", " : "", member,
				      dumped ? dumped : json_string_value(value));
	free(dumped);
	return text;
}

char *detail_text(void *ctx, const json_t *detail, bool plain)
{
	char *text = talloc_strdup(ctx, "");
	const char *member;
	json_t *value;

	json_object_foreach ((json_t *)detail, member, value)
		if (text && !(plain && is_volatile(member)))
			text = append(text, member, value);
	return text;
}
