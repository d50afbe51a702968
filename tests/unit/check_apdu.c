/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "apdu/apdu.h"
#include "unit.h"

/* ISO/IEC 7816-3 12.1.3, every case short and extended; le 0 stands for "no Le field". */
static const struct {
	const char *hex;
	int result;
	size_t lc;
	uint32_t le;
} bodies[] = {
	{"00A40004", 0, 0, 0},     /* case 1 */
	{"00B0000000", 0, 0, 256}, /* case 2 short */
	{"00B000000A", 0, 0, 10},
	{"00D60000020102", 0, 2, 0},    /* case 3 short */
	{"00A4040C02010210", 0, 2, 16}, /* case 4 short */
	{"00A4040C02010200", 0, 2, 256},
	{"00B00000000000", 0, 0, 65536}, /* case 2 extended */
	{"00B00000000100", 0, 0, 256},
	{"00D6000000000201 02", 0, 2, 0},         /* case 3 extended */
	{"00D6000000000201 020000", 0, 2, 65536}, /* case 4 extended */
	{"00D6000000000201 020005", 0, 2, 5},
	{"", -EBADMSG, 0, 0},
	{"00", -EBADMSG, 0, 0},
	{"00A400", -EBADMSG, 0, 0},
	{"00D600000201", -EBADMSG, 0, 0},        /* data missing */
	{"00D6000002010203 04", -EBADMSG, 0, 0}, /* too much of it */
	{"00D600000000", -EBADMSG, 0, 0},        /* extended, cut */
	{"00D6000000000201", -EBADMSG, 0, 0},
	{"00D600000000020102 00", -EBADMSG, 0, 0}, /* one byte of an extended Le */
	{"00D6000000000000 00", -EBADMSG, 0, 0},   /* extended Lc of zero */
};

START_TEST(body)
{
	void *ctx = talloc_new(NULL);
	struct apdu a;

	ck_assert_int_eq(apdu_parse(unhex(ctx, bodies[_i].hex), &a), bodies[_i].result);
	if (bodies[_i].result == 0) {
		ck_assert_uint_eq(a.data.n, bodies[_i].lc);
		ck_assert(a.has_data == (bodies[_i].lc > 0));
		ck_assert(a.has_le == (bodies[_i].le > 0));
		ck_assert_uint_eq(a.le, bodies[_i].le);
	}
	talloc_free(ctx);
}
END_TEST

/* TS 102 221 10.1.1. */
static const struct {
	uint8_t cla;
	bool valid;
	uint8_t channel;
	uint8_t secure;
	bool chained;
	uint8_t class;
} classes[] = {
	{0x00, true, 0, 0, false, 0x00}, {0x03, true, 3, 0, false, 0x00},
	{0x0C, true, 0, 3, false, 0x00}, {0x10, true, 0, 0, true, 0x00},
	{0x40, true, 4, 0, false, 0x00}, {0x4F, true, 19, 0, false, 0x00},
	{0x60, true, 4, 1, false, 0x00}, {0x5F, true, 19, 0, true, 0x00},
	{0x80, true, 0, 0, false, 0x80}, {0x83, true, 3, 0, false, 0x80},
	{0xC0, true, 4, 0, false, 0x80}, {0xEF, true, 19, 1, false, 0x80},
	{0x20, false, 0, 0, false, 0},   {0x3F, false, 0, 0, false, 0},
	{0xA0, false, 0, 0, false, 0},   {0xFF, false, 0, 0, false, 0},
};

START_TEST(class_byte)
{
	uint8_t bytes[] = {classes[_i].cla, 0xF2, 0, 0};
	struct apdu a;

	ck_assert_int_eq(apdu_parse(slice_of(bytes, sizeof(bytes)), &a), 0);
	ck_assert(apdu_class_valid(&a) == classes[_i].valid);
	if (!classes[_i].valid)
		return;
	ck_assert_uint_eq(a.channel, classes[_i].channel);
	ck_assert_uint_eq(a.secure, classes[_i].secure);
	ck_assert(a.chained == classes[_i].chained);
	ck_assert_uint_eq(apdu_class(&a), classes[_i].class);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("apdu");
	TCase *t = tcase_create("apdu");

	tcase_add_loop_test(t, body, 0, COUNT(bodies));
	tcase_add_loop_test(t, class_byte, 0, COUNT(classes));
	suite_add_tcase(s, t);
	return unit_main(s);
}
