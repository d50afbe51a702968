/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <talloc.h>

#include "replay/expression.h"

struct variable {
	struct variable *next;
	const char *name;
	struct slice value;
};

struct variables {
	struct variable *first;
};

struct variables *variables_new(void *ctx)
{
	return talloc_zero(ctx, struct variables);
}

static struct variable *find(const struct variables *v, const char *name)
{
	for (struct variable *one = v->first; one; one = one->next)
		if (!strcmp(one->name, name))
			return one;
	return NULL;
}

int variables_set(struct variables *v, const char *name, struct slice value)
{
	struct variable *one = find(v, name);

	if (!one) {
		one = talloc_zero(v, struct variable);
		if (!one)
			return -ENOMEM;
		one->name = talloc_strdup(one, name);
		one->next = v->first;
		v->first = one;
	}
	one->value = slice_dup(one, value);
	return one->name && (one->value.p || !value.n) ? 0 : -ENOMEM;
}

int variables_get(const struct variables *v, const char *name, struct slice *out)
{
	const struct variable *one = find(v, name);

	if (one)
		*out = one->value;
	return one != NULL;
}
