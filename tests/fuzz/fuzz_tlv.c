/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/tlv.h"
#include "fuzz.h"

enum { DEPTH_MAX = 16 };

static const struct tlv_field fields[] = {
	{"required", 0x80, 0, 1, 4},
	{"optional", 0x5A, TLV_OPTIONAL, 0, 10},
	{"repeated", 0xA1, TLV_REPEATED, 0, 0},
	{"any", TLV_ANY, TLV_OPTIONAL, 0, 0},
	{"last", 0xBF38, TLV_OPTIONAL | TLV_REPEATED, 0, 100},
};

enum { FIELD_COUNT = sizeof(fields) / sizeof(fields[0]) };

static void read_sequence(struct slice in)
{
	struct tlv out[FIELD_COUNT];
	const char *culprit = NULL;

	if (tlv_sequence(in, fields, FIELD_COUNT, out, &culprit) < 0) {
		REQUIRE(culprit);
		return;
	}
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (!tlv_present(&out[i])) {
			REQUIRE(fields[i].flags);
			continue;
		}
		REQUIRE(slice_within(in, out[i].whole));
		REQUIRE(fields[i].flags & TLV_REPEATED || out[i].value.n >= fields[i].min);
	}
}

static void read_values(void *ctx, const struct tlv *t)
{
	struct buf b = buf_new(ctx);
	struct slice in;
	struct tlv again;
	int64_t number;

	tlv_bit(t->value, 0);
	tlv_bit(t->value, 4000);
	if (tlv_integer(t->value, &number) == 0) {
		tlv_put_integer(&b, t->tag, number);
		in = buf_slice(&b);
		REQUIRE(tlv_next(&in, &again) == 1 && slice_eq(again.value, t->value));
		buf_reset(&b);
	}
	tlv_put(&b, t->tag, t->value);
	REQUIRE(buf_ok(&b) && b.n <= t->whole.n);
	REQUIRE(tlv_only(buf_slice(&b), t->tag, &again) == 0);
	REQUIRE(slice_eq(again.value, t->value));
	buf_reset(&b);
}

static void read_header(const struct tlv *t)
{
	size_t length, header;
	uint32_t tag;

	REQUIRE(tlv_header(t->whole, &tag, &length, &header) == 1);
	REQUIRE(tag == t->tag && length == t->value.n && header == t->whole.n - length);
}

static void walk(void *ctx, struct slice in, unsigned depth)
{
	struct slice whole = in;
	struct tlv t;

	read_sequence(in);
	while (tlv_next(&in, &t) == 1) {
		REQUIRE(slice_within(whole, t.whole) && slice_within(t.whole, t.value));
		read_header(&t);
		read_values(ctx, &t);
		if (tlv_constructed(t.tag) && depth < DEPTH_MAX)
			walk(ctx, t.value, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct slice in = slice_of(data, size);
	size_t length, header;
	uint32_t tag;

	for (size_t n = 0; n <= size && n < 16; n++)
		tlv_header(slice_sub(in, 0, n), &tag, &length, &header);
	walk(ctx, in, 0);
	talloc_free(ctx);
	return 0;
}
