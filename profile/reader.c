/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile/reader.h"

#include <errno.h>

static const struct reader_member *find(const struct reader_member *members, size_t n,
					const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(members[i].name, name))
			return &members[i];
	return NULL;
}

int read_members(const json_t *j, const struct reader_member *members, size_t n, void *target,
		 struct asn1_error *err)
{
	const char *name;
	json_t *value;

	if (!json_is_object(j))
		return asn1_fail(err, -EINVAL, "should be an object");
	json_object_foreach ((json_t *)j, name, value) {
		const struct reader_member *m = find(members, n, name);
		int r = m ? m->read(value, target, err) : asn1_fail(err, -EINVAL, "unknown member");

		if (r)
			return r == -EINVAL ? asn1_fail_in(err, r, name) : r;
	}
	return 0;
}

int read_list(const json_t *j, size_t min, size_t max,
	      int (*read)(const json_t *j, size_t i, void *target, struct asn1_error *err),
	      void *target, struct asn1_error *err)
{
	const json_t *value;
	size_t i;

	if (!json_is_array(j))
		return asn1_fail(err, -EINVAL, "should be an array");
	if (json_array_size(j) < min || json_array_size(j) > max)
		return asn1_fail(err, -EINVAL, "should have %zu to %zu elements", min, max);
	json_array_foreach ((json_t *)j, i, value) {
		int r = read(value, i, target, err);

		if (r)
			return r == -EINVAL ? asn1_fail_at(err, r, i) : r;
	}
	return 0;
}

int read_no_nul(const json_t *j, struct asn1_error *err)
{
	const char *name;
	json_t *value;
	size_t i;
	int r;

	if (json_is_string(j) && strlen(json_string_value(j)) != json_string_length(j))
		return asn1_fail(err, -EINVAL, "should have no NUL character");
	json_object_foreach ((json_t *)j, name, value) {
		r = read_no_nul(value, err);
		if (r)
			return asn1_fail_in(err, r, name);
	}
	json_array_foreach (j, i, value) {
		r = read_no_nul(value, err);
		if (r)
			return asn1_fail_at(err, r, i);
	}
	return 0;
}

static int wrong_hex(size_t min, size_t max, struct asn1_error *err)
{
	if (min == max)
		return asn1_fail(err, -EINVAL, "should be a string of %zu hex digits", 2 * min);
	return asn1_fail(err, -EINVAL, "should be a string of %zu to %zu hex digits", 2 * min,
			 2 * max);
}

int read_hex(const json_t *j, size_t min, size_t max, struct slice *out, struct asn1_error *err)
{
	struct buf b = buf_new(err->ctx);

	if (!json_is_string(j) || asn1_unhex(json_string_value(j), &b) || b.n < min || b.n > max)
		return wrong_hex(min, max, err);
	*out = buf_slice(&b);
	return buf_ok(&b) ? 0 : -ENOMEM;
}

int read_bytes_of(const char *hex, uint8_t *out, size_t n, struct asn1_error *err)
{
	struct buf b = buf_new(err->ctx);

	if (asn1_unhex(hex, &b) || b.n != n)
		return wrong_hex(n, n, err);
	if (!buf_ok(&b))
		return -ENOMEM;
	memcpy(out, b.p, n);
	buf_reset(&b);
	return 0;
}

int read_hex_array(const json_t *j, uint8_t *out, size_t n, struct asn1_error *err)
{
	return json_is_string(j) ? read_bytes_of(json_string_value(j), out, n, err)
				 : wrong_hex(n, n, err);
}
