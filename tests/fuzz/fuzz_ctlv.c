/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/ctlv.h"
#include "fuzz.h"

/* What is written has the shortest tag form, and reads back as the same. */
static void write_again(void *ctx, const struct ctlv *t)
{
	struct buf b = buf_new(ctx);
	struct slice in;
	struct ctlv again;

	ctlv_put(&b, t->tag, t->comprehension, t->value);
	REQUIRE(buf_ok(&b) && b.n <= t->whole.n);
	in = buf_slice(&b);
	REQUIRE(ctlv_next(&in, &again) == 1 && in.n == 0);
	REQUIRE(again.tag == t->tag && again.comprehension == t->comprehension);
	REQUIRE(slice_eq(again.value, t->value));
	buf_reset(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct slice whole = slice_of(data, size), in = whole;
	struct ctlv t, found;
	int r;

	while ((r = ctlv_next(&in, &t)) == 1) {
		REQUIRE(t.tag >= 1 && t.tag <= 0x7FFF);
		REQUIRE(slice_within(whole, t.whole) && slice_within(t.whole, t.value));
		REQUIRE(ctlv_find(whole, t.tag, &found) == 1 && found.whole.p <= t.whole.p);
		write_again(ctx, &t);
	}
	REQUIRE(r == ctlv_check(whole));
	REQUIRE(ctlv_find(whole, 0, &found) == r);
	talloc_free(ctx);
	return 0;
}
