/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "reader-bridge/vpcd.h"
#include "unit.h"

static void *ctx;
static struct evbuffer *buffer;

static void setup(void)
{
	ctx = talloc_new(NULL);
	buffer = evbuffer_new();
}

static void teardown(void)
{
	evbuffer_free(buffer);
	talloc_free(ctx);
}

/* One of each, in an order in which a wrong length of any of them spoils the next. */
static const char stream[] = "0001 01  0001 04  0005 00A4000400  0000  0001 02  0002 FFFF"
			     "0001 03  0001 FF  0001 00";

static const struct {
	enum vpcd_kind kind;
	const char *apdu;
} frames[] = {
	{VPCD_POWER_ON, ""}, {VPCD_ATR, ""},     {VPCD_APDU, "00A4000400"},
	{VPCD_IGNORED, ""},  {VPCD_RESET, ""},   {VPCD_APDU, "FFFF"},
	{VPCD_IGNORED, ""},  {VPCD_IGNORED, ""}, {VPCD_POWER_OFF, ""},
};

/* Takes all whole frames, the first being frames[@i]; returns the number of the next. */
static int take(int i)
{
	struct vpcd_frame f;
	int r;

	while ((r = vpcd_next(buffer, &f)) == 1) {
		ck_assert_int_lt(i, COUNT(frames));
		ck_assert_int_eq(f.kind, frames[i].kind);
		assert_hex(f.apdu, frames[i].apdu);
		vpcd_done(buffer, &f);
		i++;
	}
	ck_assert_int_eq(r, 0);
	return i;
}

START_TEST(many_frames_in_one_read)
{
	struct slice in = unhex(ctx, stream);

	evbuffer_add(buffer, in.p, in.n);
	ck_assert_int_eq(take(0), COUNT(frames));
	ck_assert_uint_eq(evbuffer_get_length(buffer), 0);
}
END_TEST

START_TEST(frames_cut_at_every_position)
{
	struct slice in = unhex(ctx, stream);

	for (size_t cut = 1; cut < in.n; cut++) {
		int i;

		evbuffer_add(buffer, in.p, cut);
		i = take(0);
		evbuffer_add(buffer, in.p + cut, in.n - cut);
		ck_assert_int_eq(take(i), COUNT(frames));
		ck_assert_uint_eq(evbuffer_get_length(buffer), 0);
	}
}
END_TEST

START_TEST(frames_byte_by_byte)
{
	struct slice in = unhex(ctx, stream);
	int i = 0;

	for (size_t n = 0; n < in.n; n++) {
		/* a reference, so that the bytes lie in chunks of their own */
		evbuffer_add_reference(buffer, in.p + n, 1, NULL, NULL);
		i = take(i);
	}
	ck_assert_int_eq(i, COUNT(frames));
}
END_TEST

START_TEST(looking_does_not_consume)
{
	struct slice in = unhex(ctx, "0002 AABB");
	struct vpcd_frame f;

	evbuffer_add(buffer, in.p, in.n);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(vpcd_next(buffer, &f), 1);
		assert_hex(f.apdu, "AABB");
	}
}
END_TEST

START_TEST(largest_frame)
{
	uint8_t *p = talloc_zero_size(ctx, VPCD_FRAME_MAX);
	struct vpcd_frame f;

	p[VPCD_FRAME_MAX - 1] = 0x5A;
	ck_assert_int_eq(vpcd_put(buffer, slice_of(p, VPCD_FRAME_MAX)), 0);
	ck_assert_uint_eq(evbuffer_get_length(buffer), 2 + VPCD_FRAME_MAX);
	ck_assert_int_eq(vpcd_next(buffer, &f), 1);
	ck_assert_int_eq(f.kind, VPCD_APDU);
	ck_assert_uint_eq(f.apdu.n, VPCD_FRAME_MAX);
	ck_assert_uint_eq(f.apdu.p[VPCD_FRAME_MAX - 1], 0x5A);
}
END_TEST

START_TEST(too_large_a_payload_is_refused)
{
	uint8_t *p = talloc_zero_size(ctx, VPCD_FRAME_MAX + 1);

	ck_assert_int_eq(vpcd_put(buffer, slice_of(p, VPCD_FRAME_MAX + 1)), -EMSGSIZE);
	ck_assert_uint_eq(evbuffer_get_length(buffer), 0);
}
END_TEST

START_TEST(puts_length_before_payload)
{
	struct slice in = unhex(ctx, "9000");

	ck_assert_int_eq(vpcd_put(buffer, in), 0);
	assert_hex(slice_of(evbuffer_pullup(buffer, -1), evbuffer_get_length(buffer)), "00029000");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("vpcd");
	TCase *t = tcase_create("frames");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, many_frames_in_one_read);
	tcase_add_test(t, frames_cut_at_every_position);
	tcase_add_test(t, frames_byte_by_byte);
	tcase_add_test(t, looking_does_not_consume);
	tcase_add_test(t, largest_frame);
	tcase_add_test(t, too_large_a_payload_is_refused);
	tcase_add_test(t, puts_length_before_payload);
	suite_add_tcase(s, t);
	return unit_main(s);
}
