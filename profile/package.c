/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package is a row of ProfileElements: what a SEQUENCE OF them would contain. */
#include "profile/profile.h"

#include <errno.h>

static const struct asn1_type elements = {.kind = ASN1_SEQUENCE_OF,
					  .element = &asn1_profile_element};

int profile_decode(struct slice der, json_t **out, struct asn1_error *err)
{
	json_t *list = NULL;
	int r;

	if (der.n == 0)
		return asn1_fail(err, -EBADMSG, "empty");
	r = asn1_decode(&elements, der, &list, err);
	if (r)
		return r;
	*out = json_pack("{s:o}", "elements", list);
	return *out ? 0 : -ENOMEM;
}

int profile_encode(const json_t *package, struct buf *out, struct asn1_error *err)
{
	int r = asn1_encode(&elements, json_object_get(package, "elements"), out, err);

	if (r)
		return r;
	return buf_ok(out) ? 0 : -ENOMEM;
}

static void mask_members(const struct asn1_type *t, json_t *value);

static void mask(const struct asn1_type *t, json_t *value)
{
	json_t *member;
	size_t i;

	if (t->kind == ASN1_SEQUENCE || t->kind == ASN1_CHOICE)
		mask_members(t, value);
	if (t->kind != ASN1_SEQUENCE_OF)
		return;
	json_array_foreach (value, i, member) {
		mask(t->element, member);
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
			json_string_set(member, "********");
		else
			mask(f.type, member);
	}
}

void profile_mask(json_t *package)
{
	mask(&elements, json_object_get(package, "elements"));
}
