/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package is a row of ProfileElements: what a SEQUENCE OF them would contain. */
#include "profile/profile.h"

#include <errno.h>

#include "profile/lengths.h"

static const struct asn1_type elements = {.kind = ASN1_SEQUENCE_OF,
					  .element = &asn1_profile_element};

static const char list_name[] = "elements";

/* {"elements": @list}, and "lengths" where there are any of note. Takes over both. */
static json_t *package_of(json_t *list, json_t *lengths)
{
	json_t *package;

	if (json_object_size(lengths))
		return json_pack("{s:o, s:o}", list_name, list, "lengths", lengths);
	package = json_pack("{s:o}", list_name, list);
	json_decref(lengths);
	return package;
}

int profile_decode(struct slice der, json_t **out, struct asn1_error *err)
{
	json_t *list = NULL, *lengths;
	int r;

	if (der.n == 0)
		return asn1_fail(err, -EBADMSG, "empty");
	r = asn1_decode(&elements, der, &list, err);
	if (r)
		return r == -EBADMSG ? asn1_fail_in(err, r, list_name) : r;
	r = lengths_find(&elements, list_name, der, &lengths);
	if (r) {
		json_decref(list);
		return r;
	}
	*out = package_of(list, lengths);
	return *out ? 0 : -ENOMEM;
}

bool profile_is_package(const json_t *json)
{
	return json_object_get(json, list_name) != NULL;
}

static int check_members(const json_t *package, struct asn1_error *err)
{
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)package, key, value) {
		if (strcmp(key, list_name) && strcmp(key, "lengths"))
			return asn1_fail_in(err, asn1_fail(err, -EINVAL, "unknown member"), key);
	}
	return 0;
}

static int apply_lengths(const json_t *lengths, struct slice minimal, struct buf *out,
			 struct asn1_error *err)
{
	int r;

	if (!lengths) {
		buf_put_slice(out, minimal);
		return 0;
	}
	r = lengths_apply(&elements, list_name, minimal, lengths, out, err);
	return r == -EINVAL ? asn1_fail_in(err, r, "lengths") : r;
}

int profile_encode(const json_t *package, struct buf *out, struct asn1_error *err)
{
	struct buf minimal = buf_new(out->ctx);
	int r = check_members(package, err);

	if (r)
		return r;
	r = asn1_encode(&elements, json_object_get(package, list_name), &minimal, err);
	if (r)
		r = asn1_fail_in(err, r, list_name);
	else if (!buf_ok(&minimal))
		r = -ENOMEM;
	else
		r = apply_lengths(json_object_get(package, "lengths"), buf_slice(&minimal), out,
				  err);
	buf_reset(&minimal);
	if (r)
		return r;
	return buf_ok(out) ? 0 : -ENOMEM;
}

const char *profile_header_name(const struct asn1_type *t)
{
	for (size_t i = 0; i < asn1_field_count(t); i++) {
		struct asn1_field f = asn1_field_at(t, i);

		if (f.type == &asn1_pe_header)
			return f.name;
	}
	return NULL;
}

static void mask_members(const struct asn1_type *t, json_t *value);

void profile_mask_value(const struct asn1_type *t, json_t *value)
{
	json_t *member;
	size_t i;

	if (t->kind == ASN1_SEQUENCE || t->kind == ASN1_CHOICE)
		mask_members(t, value);
	if (t->kind != ASN1_SEQUENCE_OF)
		return;
	json_array_foreach (value, i, member) {
		profile_mask_value(t->element, member);
	}
}

static void mask_members(const struct asn1_type *t, json_t *value)
{
	const char *name;
	json_t *member;

	json_object_foreach (value, name, member) {
		struct asn1_field f;

		if (asn1_field_by_name(t, name, &f) == asn1_field_count(t))
			continue;
		if (f.flags & ASN1_SECRET)
			json_string_set(member, asn1_mask);
		else
			profile_mask_value(f.type, member);
	}
}

void profile_mask(json_t *package)
{
	profile_mask_value(&elements, json_object_get(package, "elements"));
}
