/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "codec/ctlv.h"
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

/* TS 101 220 7.1.1: both tag forms, every length form; and what is refused. */
static const struct {
	const char *hex;
	int result;
	uint16_t tag;
	bool comprehension;
	size_t length;
} headers[] = {
	{"01 00", 1, 0x01, false, 0},
	{"81 00", 1, 0x01, true, 0},
	{"7E 01 00", 1, 0x7E, false, 1},
	{"FE 01 00", 1, 0x7E, true, 1},
	{"7F 00 01 00", 1, 0x0001, false, 0},
	{"7F 80 7F 00", 1, 0x007F, true, 0},
	{"7F FF FF 01 00", 1, 0x7FFF, true, 1},
	{"", 0, 0, false, 0},
	{"00 00", -EBADMSG, 0, false, 0},
	{"80 00", -EBADMSG, 0, false, 0},
	{"FF 00", -EBADMSG, 0, false, 0},
	{"01", -EBADMSG, 0, false, 0},
	{"7F", -EBADMSG, 0, false, 0},
	{"7F 01", -EBADMSG, 0, false, 0},
	{"7F 01 02", -EBADMSG, 0, false, 0},
	{"7F 00 00 00", -EBADMSG, 0, false, 0},
	{"7F 80 00 00", -EBADMSG, 0, false, 0},
	{"01 01", -EBADMSG, 0, false, 0},
	{"01 81", -EBADMSG, 0, false, 0},
	{"01 81 01 00", -EBADMSG, 0, false, 0},
	{"01 81 80 00", -EBADMSG, 0, false, 0},
	{"01 82 01", -EBADMSG, 0, false, 0},
	{"01 82 00 80 00", -EBADMSG, 0, false, 0},
	{"01 82 FF FF 00", -EBADMSG, 0, false, 0},
	{"01 83 01 00 00 00", -EBADMSG, 0, false, 0},
	{"01 FF 00", -EBADMSG, 0, false, 0},
};

START_TEST(header_forms)
{
	struct slice in = unhex(ctx, headers[_i].hex);
	struct ctlv t;

	ck_assert_int_eq(ctlv_next(&in, &t), headers[_i].result);
	if (headers[_i].result != 1)
		return;
	ck_assert_uint_eq(t.tag, headers[_i].tag);
	ck_assert(t.comprehension == headers[_i].comprehension);
	ck_assert_uint_eq(t.value.n, headers[_i].length);
	ck_assert_uint_eq(in.n, 0);
}
END_TEST

START_TEST(finds_whatever_the_flag_says)
{
	struct slice in = unhex(ctx, "8103010100 02028281 830120 03020107");
	struct ctlv t;

	ck_assert_int_eq(ctlv_find(in, 0x02, &t), 1);
	assert_hex(t.value, "8281");
	ck_assert(!t.comprehension);
	ck_assert_int_eq(ctlv_find(in, 0x03, &t), 1);
	assert_hex(t.whole, "830120");
	ck_assert(t.comprehension);
	ck_assert_int_eq(ctlv_find(in, 0x04, &t), 0);
	ck_assert_int_eq(ctlv_find(unhex(ctx, "810100 0205"), 0x02, &t), -EBADMSG);
	ck_assert_int_eq(ctlv_check(in), 0);
	ck_assert_int_eq(ctlv_check(unhex(ctx, "810100 0205")), -EBADMSG);
}
END_TEST

/* Lengths and tags at the borders between the forms. */
static const struct {
	uint16_t tag;
	size_t length;
	const char *header;
} borders[] = {
	{0x01, 0x00, "81 00"},
	{0x7E, 0x7F, "FE 7F"},
	{0x7F, 0x80, "7F 80 7F 81 80"},
	{0x0100, 0xFF, "7F 81 00 81 FF"},
	{0x7FFF, 0x100, "7F FF FF 82 01 00"},
	{0x02, 0xFFFF, "82 82 FF FF"},
};

START_TEST(writes_the_shortest_form_and_reads_it)
{
	struct slice header = unhex(ctx, borders[_i].header), in;
	struct buf value = buf_new(ctx), b = buf_new(ctx);
	struct ctlv t;

	buf_fill(&value, 0x5A, borders[_i].length);
	ctlv_put(&b, borders[_i].tag, true, buf_slice(&value));
	ck_assert(buf_ok(&b));
	in = buf_slice(&b);
	ck_assert(slice_starts(in, header));
	ck_assert_uint_eq(in.n, header.n + borders[_i].length);
	ck_assert_int_eq(ctlv_next(&in, &t), 1);
	ck_assert_uint_eq(t.tag, borders[_i].tag);
	ck_assert(slice_eq(t.value, buf_slice(&value)));
}
END_TEST

START_TEST(refuses_to_write_what_has_no_form)
{
	struct buf big = buf_new(ctx), b = buf_new(ctx);

	ctlv_put(&b, 0, false, slice_str(""));
	ck_assert(!buf_ok(&b));
	b = buf_new(ctx);
	ctlv_put(&b, 0x8000, false, slice_str(""));
	ck_assert(!buf_ok(&b));
	b = buf_new(ctx);
	buf_fill(&big, 0, 0x10000);
	ctlv_put(&b, 1, false, buf_slice(&big));
	ck_assert(!buf_ok(&b));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ctlv");
	TCase *t = tcase_create("ctlv");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, header_forms, 0, COUNT(headers));
	tcase_add_test(t, finds_whatever_the_flag_says);
	tcase_add_loop_test(t, writes_the_shortest_form_and_reads_it, 0, COUNT(borders));
	tcase_add_test(t, refuses_to_write_what_has_no_form);
	suite_add_tcase(s, t);
	return unit_main(s);
}
