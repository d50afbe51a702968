/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "codec/tlv.h"
#include "unit.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

START_TEST(reads_one_two_and_three_byte_tags)
{
	struct slice in = unhex(ctx, "5A0101 9F700102 BF380103 DF8101 0104");
	const uint32_t tags[] = {0x5A, 0x9F70, 0xBF38, 0xDF8101};
	struct tlv t;

	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(tlv_next(&in, &t), 1);
		ck_assert_uint_eq(t.tag, tags[i]);
		ck_assert_uint_eq(t.value.p[0], i + 1);
	}
	ck_assert_int_eq(tlv_next(&in, &t), 0);
}
END_TEST

/* X.690 8.1.3: every length form; and what is refused. */
static const struct {
	const char *hex;
	int result;
	size_t length;
} lengths[] = {
	{"8000", 1, 0},
	{"80 01 00", 1, 1},
	{"80 81 01 00", 1, 1},
	{"80 82 0001 00", 1, 1},
	{"80 84 00000001 00", 1, 1},
	{"80 85 0000000001 00", -EBADMSG, 0},
	{"80 80 00 00", -EBADMSG, 0},
	{"80 02 00", -EBADMSG, 0},
	{"80 84 FFFFFFFF 00", -EBADMSG, 0},
	{"80 81", -EBADMSG, 0},
	{"80", -EBADMSG, 0},
	{"9F", -EBADMSG, 0},
	{"9F 81 81 01 00", -EBADMSG, 0},
};

START_TEST(length_forms)
{
	struct slice in = unhex(ctx, lengths[_i].hex);
	struct tlv t;

	ck_assert_int_eq(tlv_next(&in, &t), lengths[_i].result);
	if (lengths[_i].result == 1)
		ck_assert_uint_eq(t.value.n, lengths[_i].length);
}
END_TEST

static const struct tlv_field fields[] = {
	{"first", 0x80, 0, 1, 2},
	{"second", 0x81, TLV_OPTIONAL, 0, 0},
	{"many", 0x04, TLV_REPEATED, 0, 0},
	{"last", 0xA2, 0, 0, 0},
};

static const struct {
	const char *hex;
	int result;
	const char *culprit;
} sequences[] = {
	{"800101 8100 040101 040102 A200", 0, NULL},
	{"800101 A200", 0, NULL},
	{"800101 A200 8301FF BF5500", 0, NULL},
	{"8100 A200", -EBADMSG, "first"},
	{"8000 A200", -EBADMSG, "first"},
	{"8003010203 A200", -EBADMSG, "first"},
	{"800101 8100", -EBADMSG, "last"},
	{"800101 830100 A200", -EBADMSG, "last"},
	{"800101 A200 8100", -EBADMSG, "extension"},
	{"800101 A200 83", -EBADMSG, "extension"},
};

START_TEST(sequence_takes_extensions_but_no_disorder)
{
	struct tlv out[4];
	const char *culprit = NULL;

	ck_assert_int_eq(tlv_sequence(unhex(ctx, sequences[_i].hex), fields, 4, out, &culprit),
			 sequences[_i].result);
	if (sequences[_i].culprit)
		ck_assert_str_eq(culprit, sequences[_i].culprit);
}
END_TEST

START_TEST(repeated_field_spans_all)
{
	struct tlv out[4];

	ck_assert_int_eq(
		tlv_sequence(unhex(ctx, "800101 040101 040102 A200"), fields, 4, out, NULL), 0);
	assert_hex(out[2].whole, "040101040102");
	ck_assert(!tlv_present(&out[1]));
}
END_TEST

static const struct {
	const char *hex;
	int result;
	int64_t value;
} integers[] = {
	{"00", 0, 0},          {"7F", 0, 127},
	{"0080", 0, 128},      {"FF", 0, -1},
	{"FF7F", 0, -129},     {"7FFFFFFFFFFFFFFF", 0, INT64_MAX},
	{"", -EBADMSG, 0},     {"0001", -EBADMSG, 0},
	{"FFFF", -EBADMSG, 0}, {"000000000000000001", -EBADMSG, 0},
};

START_TEST(integer_both_ways)
{
	struct buf b = buf_new(ctx);
	int64_t v;

	ck_assert_int_eq(tlv_integer(unhex(ctx, integers[_i].hex), &v), integers[_i].result);
	if (integers[_i].result)
		return;
	ck_assert_int_eq(v, integers[_i].value);
	tlv_put_integer(&b, 0x02, v);
	assert_hex(slice_sub(buf_slice(&b), 2, SIZE_MAX), integers[_i].hex);
}
END_TEST

START_TEST(bits_both_ways)
{
	struct buf b = buf_new(ctx);
	struct tlv t;

	tlv_put_bits(&b, 0x03, 0x4, 4); /* 0100: bit 1 alone */
	assert_hex(buf_slice(&b), "03020640");
	ck_assert_int_eq(tlv_only(buf_slice(&b), 0x03, &t), 0);
	ck_assert(!tlv_bit(t.value, 0));
	ck_assert(tlv_bit(t.value, 1));
	ck_assert(!tlv_bit(t.value, 9));
	buf_reset(&b);
	tlv_put_bits(&b, 0x03, 0, 4);
	assert_hex(buf_slice(&b), "030100");
}
END_TEST

static const struct {
	const char *contents;
	bool valid;
} bit_strings[] = {
	{"", false},     {"00", true},    {"01", false},  {"0780", true},
	{"08FF", false}, {"FF80", false}, {"0000", true}, {"07FF80", true},
};

START_TEST(bit_string_contents)
{
	ck_assert_int_eq(tlv_bits_valid(unhex(ctx, bit_strings[_i].contents)),
			 bit_strings[_i].valid);
}
END_TEST

START_TEST(nested_lengths_grow_in_place)
{
	struct buf b = buf_new(ctx);
	size_t outer = tlv_open(&b, 0xBF22), inner = tlv_open(&b, 0xA0);
	struct slice in;
	struct tlv t;

	buf_fill(&b, 0x55, 300);
	tlv_close(&b, inner);
	tlv_close(&b, outer);
	ck_assert(buf_ok(&b));
	in = buf_slice(&b);
	ck_assert_int_eq(tlv_only(in, 0xBF22, &t), 0);
	ck_assert_int_eq(tlv_only(t.value, 0xA0, &t), 0);
	ck_assert_uint_eq(t.value.n, 300);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tlv");
	TCase *t = tcase_create("tlv");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, reads_one_two_and_three_byte_tags);
	tcase_add_loop_test(t, length_forms, 0, COUNT(lengths));
	tcase_add_loop_test(t, sequence_takes_extensions_but_no_disorder, 0, COUNT(sequences));
	tcase_add_test(t, repeated_field_spans_all);
	tcase_add_loop_test(t, integer_both_ways, 0, COUNT(integers));
	tcase_add_test(t, bits_both_ways);
	tcase_add_loop_test(t, bit_string_contents, 0, COUNT(bit_strings));
	tcase_add_test(t, nested_lengths_grow_in_place);
	suite_add_tcase(s, t);
	return unit_main(s);
}
