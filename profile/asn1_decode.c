/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DER to JSON, for every type of the tables. Recursion is bounded: no type contains itself. */
#include "profile/asn1.h"

#include <errno.h>

#include "codec/tlv.h"

/* Puts @j, which it takes over, into @object. */
static int set_member(json_t *object, const char *name, json_t *j)
{
	return j && json_object_set_new(object, name, j) == 0 ? 0 : -ENOMEM;
}

static int append(json_t *array, json_t *j)
{
	return j && json_array_append_new(array, j) == 0 ? 0 : -ENOMEM;
}

static int decode_null(struct slice value, json_t **out, struct asn1_error *err)
{
	if (value.n)
		return asn1_fail(err, -EBADMSG, "a NULL with contents");
	*out = json_null();
	return 0;
}

static int decode_integer(struct slice value, json_t **out, struct asn1_error *err)
{
	int64_t v;

	if (tlv_integer(value, &v))
		return asn1_fail(err, -EBADMSG, "no INTEGER of DER");
	*out = json_integer(v);
	return *out ? 0 : -ENOMEM;
}

static int decode_utf8(struct slice value, json_t **out, struct asn1_error *err)
{
	*out = json_stringn((const char *)value.p, value.n);
	return *out ? 0 : asn1_fail(err, -EBADMSG, "no UTF-8");
}

/* X.690 8.19: arcs of seven bits a byte; the first byte holds two arcs. */
static int decode_oid(struct slice value, json_t **out, struct asn1_error *err)
{
	char text[128];
	size_t at = 0;
	uint64_t arc = 0;

	if (value.n == 0 || value.p[value.n - 1] & 0x80)
		return asn1_fail(err, -EBADMSG, "an OBJECT IDENTIFIER that breaks off");
	for (size_t i = 0; i < value.n; i++) {
		if (arc == 0 && value.p[i] == 0x80)
			return asn1_fail(err, -EBADMSG, "an OBJECT IDENTIFIER with a padded arc");
		if (arc >> 56 || at > sizeof(text) - 24)
			return asn1_fail(err, -EBADMSG, "an OBJECT IDENTIFIER that is too long");
		arc = arc << 7 | (value.p[i] & 0x7F);
		if (value.p[i] & 0x80)
			continue;
		if (at == 0) {
			uint64_t first = arc < 80 ? arc / 40 : 2;

			at = (size_t)snprintf(text, sizeof(text), "%d.%llu", (int)first,
					      (unsigned long long)(arc - 40 * first));
		} else {
			at += (size_t)snprintf(text + at, sizeof(text) - at, ".%llu",
					       (unsigned long long)arc);
		}
		arc = 0;
	}
	*out = json_string(text);
	return *out ? 0 : -ENOMEM;
}

/* Complains of the first mandatory component among from..to-1, which are all absent. */
static int require_none(const struct asn1_type *t, size_t from, size_t to, struct asn1_error *err)
{
	for (; from < to; from++) {
		struct asn1_field f = asn1_field_at(t, from);

		if (!(f.flags & ASN1_OPTIONAL)) {
			asn1_fail(err, 0, "missing");
			return asn1_fail_in(err, -EBADMSG, f.name);
		}
	}
	return 0;
}

static int decode_member(const struct asn1_type *t, size_t i, struct slice value, json_t *object,
			 struct asn1_error *err)
{
	struct asn1_field f = asn1_field_at(t, i);
	json_t *j = NULL;
	int r = asn1_decode(f.type, value, &j, err);

	if (r)
		return r == -ENOMEM ? r : asn1_fail_in(err, r, f.name);
	return set_member(object, f.name, j);
}

static int add_extension(json_t *object, struct slice whole)
{
	json_t *list = json_object_get(object, "extensions");

	if (!list) {
		list = json_array();
		if (set_member(object, "extensions", list))
			return -ENOMEM;
	}
	return append(list, asn1_hex(whole));
}

static int decode_sequence(const struct asn1_type *t, struct slice in, json_t *object,
			   struct asn1_error *err)
{
	size_t count = asn1_field_count(t), next = 0;
	struct tlv e;
	int r;

	while ((r = tlv_next(&in, &e)) == 1) {
		size_t i = asn1_field_by_tag(t, next, e.tag);

		if (i < count) {
			r = require_none(t, next, i, err);
			if (!r)
				r = decode_member(t, i, e.value, object, err);
			next = i + 1;
		} else if (asn1_field_by_tag(t, 0, e.tag) < count) {
			return asn1_fail(err, -EBADMSG, "tag %X twice or out of its order", e.tag);
		} else {
			r = require_none(t, next, count, err);
			if (!r)
				r = add_extension(object, e.whole);
			next = count;
		}
		if (r)
			return r;
	}
	if (r < 0)
		return asn1_fail(err, r, "malformed TLV");
	return require_none(t, next, count, err);
}

static int decode_alternative(const struct asn1_type *t, const struct tlv *e, json_t *object,
			      struct asn1_error *err)
{
	size_t i = asn1_field_by_tag(t, 0, e->tag);

	if (i < asn1_field_count(t))
		return decode_member(t, i, e->value, object, err);
	return set_member(object, "unknown", asn1_hex(e->whole));
}

static int decode_element(const struct asn1_type *t, const struct tlv *e, json_t *array,
			  struct asn1_error *err)
{
	json_t *j = NULL;
	int r;

	if (t->kind != ASN1_CHOICE && e->tag != asn1_universal_tag(t))
		return asn1_fail(err, -EBADMSG, "tag %X, should be %X", e->tag,
				 asn1_universal_tag(t));
	r = asn1_decode(t, t->kind == ASN1_CHOICE ? e->whole : e->value, &j, err);
	return r ? r : append(array, j);
}

static int decode_sequence_of(const struct asn1_type *t, struct slice in, json_t *array,
			      struct asn1_error *err)
{
	struct tlv e;
	int r;

	while ((r = tlv_next(&in, &e)) == 1) {
		r = decode_element(t->element, &e, array, err);
		if (r)
			return r == -ENOMEM ? r : asn1_fail_at(err, r, json_array_size(array));
	}
	if (r < 0) {
		asn1_fail(err, r, "malformed TLV");
		return asn1_fail_at(err, r, json_array_size(array));
	}
	return 0;
}

static int decode_choice(const struct asn1_type *t, struct slice in, json_t *object,
			 struct asn1_error *err)
{
	struct tlv e;

	if (tlv_next(&in, &e) != 1 || in.n)
		return asn1_fail(err, -EBADMSG, "should hold exactly one alternative");
	return decode_alternative(t, &e, object, err);
}

static int decode_constructed(const struct asn1_type *t, struct slice value, json_t **out,
			      struct asn1_error *err)
{
	int r;

	*out = t->kind == ASN1_SEQUENCE_OF ? json_array() : json_object();
	if (!*out)
		return -ENOMEM;
	if (t->kind == ASN1_SEQUENCE)
		r = decode_sequence(t, value, *out, err);
	else if (t->kind == ASN1_SEQUENCE_OF)
		r = decode_sequence_of(t, value, *out, err);
	else
		r = decode_choice(t, value, *out, err);
	if (r) {
		json_decref(*out);
		*out = NULL;
	}
	return r;
}

int asn1_decode(const struct asn1_type *t, struct slice value, json_t **out, struct asn1_error *err)
{
	switch (t->kind) {
	case ASN1_NULL:
		return decode_null(value, out, err);
	case ASN1_INTEGER:
		return decode_integer(value, out, err);
	case ASN1_UTF8:
		return decode_utf8(value, out, err);
	case ASN1_OID:
		return decode_oid(value, out, err);
	case ASN1_OCTETS:
		*out = asn1_hex(value);
		return *out ? 0 : -ENOMEM;
	case ASN1_SEQUENCE:
	case ASN1_SEQUENCE_OF:
	case ASN1_CHOICE:
		break;
	}
	return decode_constructed(t, value, out, err);
}
