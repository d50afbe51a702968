/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LoadBoundProfilePackage: what is installed, refused, given up or cut short. */
#include "codec/tlv.h"
#include "profile_fixture.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

START_TEST(installed_with_both_curves)
{
	struct rsp_server *s = fixture_server(f, (enum curve)_i);
	struct installation i;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.replace_keys = true;
	i = load_as(f, s, &w);
	ck_assert(i.success);
	ck_assert_int_eq(i.sequence, 1);
	assert_hex(i.aid, AID("0010"));
	assert_states(f, ONE(FIRST, "00"));
	ck_assert_str_eq(es10_notifications(f), "1:80:smdpp.example.com ");
	fixture_reopen(f);
	assert_states(f, ONE(FIRST, "00"));
}
END_TEST

START_TEST(installed_in_blocks_of_any_size)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct bpp_wish w;

	fixture_prepare(f, s);
	f->block = (size_t)_i;
	w = fixture_wish(f, s, FIRST, "");
	w.segment = (size_t)_i * 4;
	ck_assert(load_as(f, s, &w).success);
}
END_TEST

START_TEST(result_is_the_notification)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice result;
	struct tlv whole, list;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	result = fixture_load(f, bpp_make(f->crypto, &w, f));
	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2B00"), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	ck_assert(slice_eq(list.value, result));
}
END_TEST

START_TEST(replayed_package)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct slice package;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	ck_assert(fixture_result(f, s, fixture_load(f, package)).success);
	es10_try(f, package, &sw);
	ck_assert_uint_eq(sw, 0x6985);
	ck_assert_int_eq(es10_delete(f, FIRST), 0);
	/* In a new session, with the same SM-DP+. */
	s = fixture_server(f, CURVE_NIST_P256);
	fixture_prepare(f, s);
	i = fixture_result(f, s, fixture_load(f, package));
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 0);
	ck_assert_int_eq(i.reason, 2);
	assert_states(f, EMPTY_LIST);
}
END_TEST

START_TEST(iccid_installed_already)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_install(f, FIRST, "");
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 2);
	ck_assert_int_eq(i.reason, 9);
	ck_assert_int_eq(i.sequence, 2);
	assert_states(f, ONE(FIRST, "00"));
	/* The session is over. */
	ck_assert_int_eq(rsp_error(s, es10(f, rsp_prepare(s)), 0xBF21), 4);
	fixture_install(f, SECOND, "");
}
END_TEST

static const struct {
	const char *metadata;
	int reason;
} not_admitted[] = {
	{"950100", 6},   /* test profile */
	{PPR1_RULE, 15}, /* while an operational profile is there */
};

START_TEST(not_for_this_card)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_install(f, FIRST, "");
	fixture_prepare(f, s);
	w = fixture_wish(f, s, SECOND, not_admitted[_i].metadata);
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 2);
	ck_assert_int_eq(i.reason, not_admitted[_i].reason);
	assert_states(f, ONE(FIRST, "00"));
}
END_TEST

/* EUICCResponse: that all is well, which element is at fault, and nothing where it is none. */
START_TEST(sima_response)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.profile = sample_profile(f, unhex(f, SECOND));
	i = load_as(f, s, &w);
	ck_assert_int_eq(i.reason, 13);
	ck_assert_uint_eq(i.sima_response.n, 0);

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.profile.n--; /* PE-End is not whole */
	i = load_as(f, s, &w);
	ck_assert_int_eq(i.reason, 12);
	assert_hex(slice_sub(i.sima_response, 2, 7), "A0053003800105");

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	i = load_as(f, s, &w);
	ck_assert(i.success);
	assert_hex(i.sima_response, "3007 A005 3003 800100");
}
END_TEST

START_TEST(full_memory)
{
	struct rsp_server *s;
	struct installation i;
	struct bpp_wish w;

	fixture_free(f);
	f = fixture_new(16);
	s = fixture_server(f, CURVE_NIST_P256);
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 5);
	ck_assert_int_eq(i.reason, 10);
	assert_states(f, EMPTY_LIST);
}
END_TEST

/* ---- a disk without space ---- */

static int64_t pragma(const char *sql)
{
	sqlite3_stmt *q = store_query(f->card->store, sql, "");
	int64_t n;

	ck_assert_int_eq(store_step(f->card->store, q), 1);
	n = sqlite3_column_int64(q, 0);
	store_done(q);
	return n;
}

/* The image may grow by @pages. */
static void leave_space(int pages)
{
	int64_t now = pragma("PRAGMA page_count");

	pragma(talloc_asprintf(f, "PRAGMA max_page_count = %d", (int)now + pages));
}

/* 30 notification addresses of 200 bytes, which take a page or two. */
static const char *much_metadata(void)
{
	char letters[401] = "", *hex = talloc_strdup(f, "B6 82189C");

	memset(letters, '6', sizeof(letters) - 1); /* f, f, f ... */
	for (int i = 0; i < 30; i++)
		hex = talloc_asprintf_append(hex, "3081CF 80020780 8181C8 %s", letters);
	return hex;
}

/* False: the image had no space for it. */
static bool load_with_space(int pages)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package, result;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, much_metadata());
	package = bpp_make(f->crypto, &w, f);
	leave_space(pages);
	result = es10_try(f, package, &sw);
	if (!result.n)
		ck_assert_uint_eq(sw, 0x6581);
	else if (!fixture_result(f, s, result).success)
		ck_assert_int_eq(fixture_result(f, s, result).reason, 10);
	else
		return true;
	assert_states(f, EMPTY_LIST);
	return false;
}

/* Wherever the space ends, there is the whole profile or none, and the next download finds the card
 * as it was. */
START_TEST(full_disk)
{
	int pages = 0;

	while (!load_with_space(pages)) {
		fixture_reopen(f);
		assert_states(f, EMPTY_LIST);
		ck_assert_int_lt(++pages, 100);
	}
	ck_assert_int_gt(pages, 0);
	fixture_reopen(f);
	assert_states(f, ONE(FIRST, "00"));
}
END_TEST

START_TEST(load_given_up_then_again)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	for (size_t n = 1; n < package.n; n += 97) {
		/* Cut anywhere; then the LPA comes back. */
		es10_try(f, slice_sub(package, 0, n), &sw);
		fixture_select_isdr(f);
		assert_states(f, EMPTY_LIST);
	}
	ck_assert(fixture_result(f, s, fixture_load(f, package)).success);
}
END_TEST

/* ---- cut short: SGP.22 3.1.5 ---- */

static void lose_power(void)
{
	fixture_reopen(f);
}

static void reset(void)
{
	softeuicc_reset(f->card);
	fixture_select_isdr(f);
}

static void begin_another_session(void)
{
	fixture_select_isdr(f);
	fixture_challenge(f);
}

static void (*const interruptions[])(void) = {lose_power, reset, begin_another_session};

/* The pending notifications, whole. */
static struct slice pending(void)
{
	struct tlv whole, list;

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2B00"), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	return list.value;
}

/* The command that a package with session keys is at, by the bytes that have come of it. */
static int command_at(struct slice package, size_t n)
{
	static const int commands[] = {1, 2, 4, 5};
	struct slice rest;
	struct tlv whole, t;
	int command = 0;

	ck_assert_int_eq(tlv_only(package, 0xBF36, &whole), 0);
	rest = whole.value;
	ck_assert_int_eq(tlv_next(&rest, &t), 1);
	while (tlv_next(&rest, &t) == 1 && n >= (size_t)(t.whole.p - package.p))
		command = commands[t.tag - 0xA0];
	return command;
}

/* From the secure channel on there is one result, before it none. */
static void assert_told(struct rsp_server *s, int command)
{
	bool iccid = memmem(pending().p, pending().n, unhex(f, "5A0A" FIRST).p, 12) != NULL;
	struct installation i;

	ck_assert_int_eq(pending().n > 0, command > 0);
	if (command == 0)
		return;
	i = fixture_result(f, s, pending());
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, command);
	ck_assert_int_eq(i.reason, 11);
	ck_assert_int_eq(iccid, command > 2);
}

/* Interrupts a package after @n of its bytes. False: it has no more than that. */
static bool interrupt_at(size_t n, void (*interrupt)(void))
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package;
	struct bpp_wish w;
	struct tlv whole;
	size_t header;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.replace_keys = true;
	package = bpp_make(f->crypto, &w, f);
	ck_assert_int_eq(tlv_only(package, 0xBF36, &whole), 0);
	header = package.n - whole.value.n;
	if (n == package.n)
		return false;
	if (n) {
		ck_assert_uint_eq(es10_try(f, slice_sub(package, 0, n), &sw).n, 0);
		/* With less than its header it is none. */
		ck_assert_uint_eq(sw, n < header ? 0x6A80 : 0x9000);
	}
	interrupt();
	assert_states(f, EMPTY_LIST);
	assert_told(s, command_at(package, n));
	interrupt();
	assert_told(s, command_at(package, n));
	/* The rest is not taken. */
	es10_try(f, slice_sub(package, n, 255), &sw);
	ck_assert_uint_ne(sw, 0x9000);
	fixture_select_isdr(f);
	return true;
}

static void forget_all(void)
{
	struct slice rest;
	struct tlv whole, list, metadata, number;

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2800"), 0xBF28, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	rest = list.value;
	while (tlv_next(&rest, &metadata) == 1) {
		struct buf b = buf_new(f);
		size_t mark = tlv_open(&b, 0xBF30);

		ck_assert_int_eq(tlv_find(metadata.value, 0x80, &number), 1);
		buf_put_slice(&b, number.whole);
		tlv_close(&b, mark);
		assert_hex(es10(f, buf_slice(&b)), "BF3003800100");
	}
}

/* At every byte; and each time the next download finds nothing of the one before. */
START_TEST(interrupted)
{
	for (size_t n = 0; interrupt_at(n, interruptions[_i]); n++) {
		fixture_install(f, FIRST, "");
		ck_assert_int_eq(es10_delete(f, FIRST), 0);
		forget_all();
	}
}
END_TEST

/* The LPA that goes elsewhere may come back to the session with the same package. */
START_TEST(left_is_not_interrupted)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	es10_try(f, slice_sub(package, 0, package.n - 1), &sw);
	fixture_select_isdr(f);
	ck_assert_uint_eq(pending().n, 0);
	ck_assert(fixture_result(f, s, fixture_load(f, package)).success);
	fixture_reopen(f);
	ck_assert_str_eq(es10_notifications(f), "1:80:smdpp.example.com ");
}
END_TEST

START_TEST(cancelled_while_loading)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct buf cancel = buf_new(f);
	struct slice package;
	struct bpp_wish w;
	size_t mark;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	ck_assert_uint_eq(es10_try(f, slice_sub(package, 0, package.n - 1), &sw).n, 0);
	fixture_select_isdr(f);
	mark = tlv_open(&cancel, 0xBF41);
	tlv_put(&cancel, 0x80, s->transaction_id);
	tlv_put_integer(&cancel, 0x81, 5);
	tlv_close(&cancel, mark);
	assert_hex(slice_sub(es10(f, buf_slice(&cancel)), 0, 2), "BF41");
	assert_states(f, EMPTY_LIST);
	/* Its signed answer is what the server learns of it, and nothing else. */
	fixture_reopen(f);
	ck_assert_str_eq(es10_notifications(f), "");
}
END_TEST

START_TEST(numbers_of_deleted_profiles_are_free)
{
	fixture_install(f, FIRST, "");
	fixture_install(f, SECOND, "");
	ck_assert_int_eq(es10_delete(f, FIRST), 0);
	fixture_install(f, THIRD, "");
	assert_hex(es10_hex(f, "BF2D13 A00C 5A0A" SECOND " 5C014F 8000"),
		   "BF2D16 A014 E312 4F10" AID("0011"));
	assert_hex(es10_hex(f, "BF2D11 A00C 5A0A" THIRD " 5C014F"),
		   "BF2D16 A014 E312 4F10" AID("0010"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_loading");
	TCase *tc = tcase_create("isdr_loading");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, installed_with_both_curves, 0, CURVE_COUNT);
	tcase_add_loop_test(tc, installed_in_blocks_of_any_size, 1, 8);
	tcase_add_loop_test(tc, installed_in_blocks_of_any_size, 120, 122);
	tcase_add_test(tc, result_is_the_notification);
	tcase_add_test(tc, replayed_package);
	tcase_add_test(tc, iccid_installed_already);
	tcase_add_loop_test(tc, not_for_this_card, 0, COUNT(not_admitted));
	tcase_add_test(tc, sima_response);
	tcase_add_test(tc, full_memory);
	tcase_add_test(tc, full_disk);
	tcase_add_test(tc, load_given_up_then_again);
	tcase_add_loop_test(tc, interrupted, 0, COUNT(interruptions));
	tcase_add_test(tc, left_is_not_interrupted);
	tcase_add_test(tc, cancelled_while_loading);
	tcase_add_test(tc, numbers_of_deleted_profiles_are_free);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
