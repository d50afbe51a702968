/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON to DER, for every type of the tables. */
#include "profile/asn1.h"

#include <errno.h>
#include <inttypes.h>

#include "codec/tlv.h"

static const char *const kind_names[] = {
	[ASN1_NULL] = "null",
	[ASN1_INTEGER] = "a number",
	[ASN1_OCTETS] = "hex digits",
	[ASN1_UTF8] = "a string",
	[ASN1_OID] = "an object identifier, as in \"2.23.143.1.2.1\"",
	[ASN1_SEQUENCE] = "an object",
	[ASN1_SEQUENCE_OF] = "an array",
	[ASN1_CHOICE] = "an object with one member",
};

static int wrong_kind(const struct asn1_type *t, struct asn1_error *err)
{
	return asn1_fail(err, -EINVAL, "should be %s", kind_names[t->kind]);
}

/* A string without NUL characters, which JSON permits; NULL for anything else. */
static const char *text_of(const json_t *value)
{
	const char *text = json_string_value(value);

	return text && strlen(text) == json_string_length(value) ? text : NULL;
}

/* Appends one TLV; its contents are written by asn1_encode(). */
static int encode_tlv(const struct asn1_type *t, uint32_t tag, const json_t *value, struct buf *out,
		      struct asn1_error *err)
{
	size_t mark = tlv_open(out, tag);
	int r = asn1_encode(t, value, out, err);

	tlv_close(out, mark);
	return r;
}

static int encode_integer(const struct asn1_type *t, const json_t *value, struct buf *out,
			  struct asn1_error *err)
{
	struct buf tlv = buf_new(out->ctx);

	if (!json_is_integer(value))
		return wrong_kind(t, err);
	tlv_put_integer(&tlv, asn1_universal_tag(t), json_integer_value(value));
	if (!buf_ok(&tlv))
		out->failed = true;
	else
		buf_put_slice(out, slice_sub(buf_slice(&tlv), 2, SIZE_MAX));
	buf_reset(&tlv);
	return 0;
}

static void put_arc(struct buf *out, uint64_t arc)
{
	unsigned shift = 0;

	while (shift < 63 && arc >> shift >> 7)
		shift += 7;
	for (; shift; shift -= 7)
		buf_put_u8(out, (uint8_t)(0x80 | (arc >> shift & 0x7F)));
	buf_put_u8(out, arc & 0x7F);
}

/* One number of a dotted OID, moving *@text behind it. Returns false where there is none. */
static bool read_arc(const char **text, uint64_t *arc)
{
	const char *p = *text;

	*arc = 0;
	while (*p >= '0' && *p <= '9' && *arc < (uint64_t)1 << 56)
		*arc = *arc * 10 + (uint64_t)(*p++ - '0');
	if (p == *text || (*p && *p != '.'))
		return false;
	*text = *p ? p + 1 : p;
	return *p == '\0' || p[1] != '\0';
}

static int encode_oid(const struct asn1_type *t, const json_t *value, struct buf *out,
		      struct asn1_error *err)
{
	const char *text = text_of(value);
	uint64_t first, second, arc;

	if (!text || !read_arc(&text, &first) || !read_arc(&text, &second))
		return wrong_kind(t, err);
	if (first > 2 || (first < 2 && second > 39))
		return wrong_kind(t, err);
	put_arc(out, 40 * first + second);
	while (*text) {
		if (!read_arc(&text, &arc))
			return wrong_kind(t, err);
		put_arc(out, arc);
	}
	return 0;
}

static int encode_extensions(const json_t *list, struct buf *out, struct asn1_error *err)
{
	const json_t *j;
	size_t i;

	if (list && !json_is_array(list))
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "should be an array"),
				    "extensions");
	json_array_foreach ((json_t *)list, i, j) {
		const char *hex = text_of(j);

		if (!hex || asn1_unhex(hex, out)) {
			asn1_fail(err, 0, "should be hex digits");
			asn1_fail_at(err, 0, i);
			return asn1_fail_in(err, -EINVAL, "extensions");
		}
	}
	return 0;
}

/* Every member of @value must be a component of @t. */
static int check_names(const struct asn1_type *t, const json_t *value, struct asn1_error *err)
{
	struct asn1_field f;
	const char *name;
	json_t *member;

	json_object_foreach ((json_t *)value, name, member) {
		if (strcmp(name, "extensions") &&
		    asn1_field_by_name(t, name, &f) == asn1_field_count(t)) {
			asn1_fail(err, 0, "unknown member");
			return asn1_fail_in(err, -EINVAL, name);
		}
	}
	return 0;
}

static int encode_sequence(const struct asn1_type *t, const json_t *value, struct buf *out,
			   struct asn1_error *err)
{
	int r;

	if (!json_is_object(value))
		return wrong_kind(t, err);
	r = check_names(t, value, err);
	for (size_t i = 0; i < asn1_field_count(t) && !r; i++) {
		struct asn1_field f = asn1_field_at(t, i);
		const json_t *member = json_object_get(value, f.name);

		if (member)
			r = encode_tlv(f.type, asn1_field_tag(t, i), member, out, err);
		else if (!(f.flags & ASN1_OPTIONAL))
			r = asn1_fail(err, -EINVAL, "missing");
		if (r)
			asn1_fail_in(err, r, f.name);
	}
	return r ? r : encode_extensions(json_object_get(value, "extensions"), out, err);
}

static int encode_choice(const struct asn1_type *t, const json_t *value, struct buf *out,
			 struct asn1_error *err)
{
	void *only = json_object_iter((json_t *)value);
	struct asn1_field f;
	const char *name, *hex;
	const json_t *member;
	size_t i;
	int r;

	if (json_object_size(value) != 1)
		return wrong_kind(t, err);
	name = json_object_iter_key(only);
	member = json_object_iter_value(only);
	if (!strcmp(name, "unknown")) {
		hex = text_of(member);
		if (hex && asn1_unhex(hex, out) == 0)
			return 0;
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "should be hex digits"), name);
	}
	i = asn1_field_by_name(t, name, &f);
	if (i == asn1_field_count(t))
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "unknown alternative"), name);
	r = encode_tlv(f.type, asn1_field_tag(t, i), member, out, err);
	return r ? asn1_fail_in(err, r, name) : 0;
}

static int encode_sequence_of(const struct asn1_type *t, const json_t *value, struct buf *out,
			      struct asn1_error *err)
{
	const struct asn1_type *e = t->element;
	const json_t *member;
	size_t i;
	int r;

	if (!json_is_array(value))
		return wrong_kind(t, err);
	json_array_foreach ((json_t *)value, i, member) {
		if (e->kind == ASN1_CHOICE)
			r = asn1_encode(e, member, out, err);
		else
			r = encode_tlv(e, asn1_universal_tag(e), member, out, err);
		if (r)
			return asn1_fail_at(err, r, i);
	}
	return 0;
}

static int encode_octets(const struct asn1_type *t, const char *hex, struct buf *out,
			 struct asn1_error *err)
{
	if (hex && asn1_unhex(hex, out) == 0)
		return 0;
	if (hex && strcmp(hex, asn1_mask) == 0)
		return asn1_fail(err, -EINVAL, "is masked; profile show prints it with --secrets");
	return wrong_kind(t, err);
}

int asn1_encode(const struct asn1_type *t, const json_t *value, struct buf *out,
		struct asn1_error *err)
{
	switch (t->kind) {
	case ASN1_NULL:
		return json_is_null(value) ? 0 : wrong_kind(t, err);
	case ASN1_INTEGER:
		return encode_integer(t, value, out, err);
	case ASN1_OCTETS:
		return encode_octets(t, text_of(value), out, err);
	case ASN1_UTF8:
		if (!json_is_string(value))
			return wrong_kind(t, err);
		buf_put(out, json_string_value(value), json_string_length(value));
		return 0;
	case ASN1_OID:
		return encode_oid(t, value, out, err);
	case ASN1_SEQUENCE:
		return encode_sequence(t, value, out, err);
	case ASN1_SEQUENCE_OF:
		return encode_sequence_of(t, value, out, err);
	case ASN1_CHOICE:
		break;
	}
	return encode_choice(t, value, out, err);
}
