/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/utf8.h"

#include "unit.h"

/* RFC 3629: the first and last of each form, and what is next to them. */
static const struct {
	const char *hex;
	long length;
} strings[] = {
	{"", 0},
	{"00 7F", 2},
	{"80", -1},
	{"BF", -1},
	{"C0 80", -1}, /* overlong */
	{"C1 BF", -1},
	{"C2 80 DF BF", 2},
	{"C2", -1},
	{"C2 7F", -1},
	{"C2 C0", -1},
	{"E0 9F BF", -1}, /* overlong */
	{"E0 A0 80", 1},
	{"E0 A0", -1},
	{"E0 A0 C0", -1},
	{"ED 9F BF", 1},
	{"ED A0 80", -1}, /* surrogates */
	{"ED BF BF", -1},
	{"EE 80 80 EF BF BF", 2},
	{"F0 8F BF BF", -1}, /* overlong */
	{"F0 90 80 80", 1},
	{"F3 BF BF BF", 1},
	{"F4 8F BF BF", 1},
	{"F4 90 80 80", -1}, /* past U+10FFFF */
	{"F5 80 80 80", -1},
	{"FF", -1},
	{"41 C3 A9 E2 82 AC F0 9F 98 80", 4},
	{"41 FF 41", -1},
};

START_TEST(lengths)
{
	void *ctx = talloc_new(NULL);

	ck_assert_int_eq(utf8_length(unhex(ctx, strings[_i].hex)), strings[_i].length);
	talloc_free(ctx);
}
END_TEST

START_TEST(controls_are_masked)
{
	char text[] = "a\x1B[31m\r\n\x7F\xC2\x9B\xC2\xA0\xC3\x9F \xC2";

	utf8_mask_controls(text);
	ck_assert_str_eq(text, "a?[31m?????\xC2\xA0\xC3\x9F \xC2");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tc = tcase_create("utf8");

	tcase_add_loop_test(tc, lengths, 0, COUNT(strings));
	tcase_add_test(tc, controls_are_masked);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
