/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/server_call.h"

#include <errno.h>
#include <talloc.h>

static const struct server_verb *find_verb(const char *name)
{
	for (size_t i = 0; i < server_verb_count; i++)
		if (!strcmp(server_verbs[i].name, name))
			return &server_verbs[i];
	return NULL;
}

/* The place of @name in @list, or -1. */
static int place_in(const char *const *list, const char *name)
{
	for (int i = 0; list && list[i]; i++)
		if (!strcmp(list[i], name))
			return i;
	return -1;
}

static int add_value(struct server_call *call, char *name, const char *text, char **error)
{
	struct server_value *value = talloc_zero(call, struct server_value);

	if (!value)
		return -ENOMEM;
	if (place_in(call->verb->values, name) < 0) {
		*error = talloc_asprintf(call, "'server %s' has no value '%s'", call->verb->name,
					 name);
		return -EINVAL;
	}
	value->name = name;
	value->next = call->values;
	call->values = value;
	return expression_parse(text, false, call, &value->expression, error);
}

static int add_word(struct server_call *call, char *word, char **error)
{
	char *equals = strchr(word, '=');
	int place;

	if (equals) {
		*equals = '\0';
		return add_value(call, word, equals + 1, error);
	}
	place = place_in(call->verb->defects, word);
	if (place < 0) {
		*error = talloc_asprintf(call, "'server %s' knows no defect '%s'", call->verb->name,
					 word);
		return -EINVAL;
	}
	call->defects |= UINT64_C(1) << place;
	return 0;
}

int server_call_parse(char *text, void *ctx, struct server_call **out, char **error)
{
	struct server_call *call = talloc_zero(ctx, struct server_call);
	char *rest = text, *word = strsep(&rest, " \t");
	int r = 0;

	if (!call)
		return -ENOMEM;
	call->verb = find_verb(word);
	if (!call->verb) {
		*error = talloc_asprintf(ctx, "there is no 'server %s'", word);
		return -EINVAL;
	}
	while (r == 0 && (word = strsep(&rest, " \t")))
		if (*word)
			r = add_word(call, word, error);
	*out = call;
	return r;
}
