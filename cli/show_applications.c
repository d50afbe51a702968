/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/show_applications.h"

#include <stdio.h>
#include <talloc.h>

#include "card/store/gp_store.h"
#include "profile/asn1.h"

static const char *const kinds[] = {
	[GP_SECURITY_DOMAIN] = "security domain",
	[GP_RFM] = "remote file management",
	[GP_LOAD_PACKAGE] = "load package",
	[GP_APPLICATION] = "application",
};

/* ---- collecting ---- */

static int set(json_t *o, const char *name, json_t *value)
{
	return value && json_object_set_new(o, name, value) == 0 ? 0 : -1;
}

/* Hexadecimal, where there is anything. */
static int set_hex(json_t *o, const char *name, struct slice s)
{
	return s.n ? set(o, name, asn1_hex(s)) : 0;
}

static json_t *tars(struct slice all)
{
	enum { TAR_BYTES = 3 };
	json_t *list = json_array();

	for (size_t at = 0; at < all.n; at += TAR_BYTES)
		json_array_append_new(list, asn1_hex(slice_sub(all, at, TAR_BYTES)));
	return list;
}

static json_t *keys(const struct gp_key *k)
{
	json_t *list = json_array();

	for (; k; k = k->next)
		json_array_append_new(list, json_pack("{s:i, s:i}", "version", k->version,
						      "identifier", k->identifier));
	return list;
}

static int set_load_block(struct store *s, void *ctx, const struct gp_application *a, json_t *o)
{
	struct slice code;

	if (a->kind != GP_LOAD_PACKAGE)
		return 0;
	return gp_store_load_block(s, a->id, ctx, &code) < 0 ||
	       set(o, "size", json_integer((json_int_t)code.n)) || set_hex(o, "loadBlock", code);
}

static json_t *application(struct store *s, void *ctx, const struct gp_application *a)
{
	bool known = a->kind >= GP_SECURITY_DOMAIN && a->kind <= GP_APPLICATION;
	json_t *o = json_pack("{s:s, s:o, s:i}", "kind", known ? kinds[a->kind] : "?", "aid",
			      asn1_hex(a->aid), "lifeCycle", a->life_cycle);

	if (o && !set_hex(o, "package", a->package_aid) && !set_hex(o, "class", a->module_aid) &&
	    !set_hex(o, "privileges", a->privileges) &&
	    (!a->tar.n || !set(o, "tar", tars(a->tar))) &&
	    (!a->keys || !set(o, "keys", keys(a->keys))) && !set_load_block(s, ctx, a, o))
		return o;
	json_decref(o);
	return NULL;
}

json_t *show_applications(struct store *s, int64_t profile)
{
	json_t *list = json_array();
	struct gp_application a = {0};
	void *ctx = talloc_new(NULL);
	int r;

	while ((r = gp_store_next(s, profile, a.id, ctx, &a)) == 1)
		if (json_array_append_new(list, application(s, ctx, &a))) {
			r = -1;
			break;
		}
	talloc_free(ctx);
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

/* ---- printing ---- */

static void print_member(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	if (text)
		printf(", %s %s", name, text);
}

static void print_application(const json_t *o)
{
	const json_t *size = json_object_get(o, "size"), *item;
	size_t i;

	printf("%s  %s", json_string_value(json_object_get(o, "aid")),
	       json_string_value(json_object_get(o, "kind")));
	print_member(o, "package");
	json_array_foreach (json_object_get(o, "tar"), i, item)
		printf("%s %s", i ? "" : ", TAR", json_string_value(item));
	if (size)
		printf(", %lld bytes, not run", (long long)json_integer_value(size));
	json_array_foreach (json_object_get(o, "keys"), i, item)
		printf("%s %02llX/%02llX", i ? "" : ", keys",
		       (long long)json_integer_value(json_object_get(item, "version")),
		       (long long)json_integer_value(json_object_get(item, "identifier")));
	putchar('\n');
}

void show_applications_print(const json_t *applications, int indent)
{
	const json_t *o;
	size_t i;

	json_array_foreach ((json_t *)applications, i, o) {
		printf("%*s", indent, "");
		print_application(o);
	}
}
