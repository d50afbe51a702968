/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders of the SM-DP+ and the store that keeps them. */
#include <errno.h>

#include "codec/tlv.h"
#include "servers/rsp/activation_code.h"
#include "servers/smdpp/profile_package.h"
#include "smdpp_fixture.h"

START_TEST(order_takes_names_from_the_package)
{
	struct download_order q = plain_order();
	struct order o, found;
	char *error;

	q.events = 7;
	q.matching_id = "M-1";
	q.address = "rsp.example.com";
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1234, ctx, &o, &error), 0);
	ck_assert_int_eq(order_by_id(dp->db, o.id, ctx, &found), 1);
	assert_hex(found.iccid, "98103254769810325476");
	assert_hex(found.metadata, "BF25 31 5A0A 98103254769810325476 9104 54455354 9204 54455354"
				   "B617 3015 80020470 810F 7273702E6578616D706C652E636F6D");
	ck_assert_int_eq(found.created, 1234);
	ck_assert_int_eq(found.state, ORDER_RELEASED);
	ck_assert_str_eq(activation_code(ctx, found.address, found.matching_id, false),
			 "LPA:1$rsp.example.com$M-1");
	ck_assert_str_eq(activation_code(ctx, found.address, found.matching_id, true),
			 "LPA:1$rsp.example.com$M-1$$1");
}
END_TEST

/* SGP.22 5.5.3: SIZE(0..32) and SIZE(0..64), in characters. */
static const struct {
	const char *type, *provider, *name;
} long_types[] = {
	{"softeuicc operational test profile", "softeuicc operational test",
	 "softeuicc operational test profile"},
	{"exactly thirty-two characters is this", "exactly thirty-two characters is",
	 "exactly thirty-two characters is this"},
	{"Donaudampfschifffahrtsgesellschaftskapitaen", "Donaudampfschifffahrtsgesellscha",
	 "Donaudampfschifffahrtsgesellschaftskapitaen"},
	{"\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC\xE2\x82\xAC 678901234567890123456789012",
	 "\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC\xE2\x82\xAC",
	 "\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC\xE2\x82\xAC 678901234567890123456789012"},
};

static const char *metadata_text(const struct order *o, uint32_t tag)
{
	struct tlv whole, text;

	ck_assert_int_eq(tlv_only(o->metadata, 0xBF25, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, tag, &text), 1);
	return talloc_strndup(ctx, (const char *)text.value.p, text.value.n);
}

START_TEST(names_are_shortened_by_words)
{
	struct download_order q = plain_order();
	struct buf b = buf_new(ctx);
	struct order o;
	size_t mark = tlv_open(&b, 0xA0);
	char *error;

	buf_put_slice(&b, unhex(ctx, "800103 810103"));
	tlv_put_str(&b, 0x82, long_types[_i].type);
	buf_put_slice(&b, unhex(ctx, "830A 89012345678901234567 A500 A600"));
	tlv_close(&b, mark);
	buf_put_slice(&b, unhex(ctx, "AA00"));
	q.package = buf_slice(&b);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	ck_assert_str_eq(metadata_text(&o, 0x91), long_types[_i].provider);
	ck_assert_str_eq(metadata_text(&o, 0x92), long_types[_i].name);
}
END_TEST

/* PE-USIM with an EF.SPN ahead of PE-End: that names the provider. */
static const struct {
	const char *file, *provider;
} spns[] = {
	{"AD0A 8308 00 4F70 65 72 FFFFFF", "Oper"},
	{"AD08 8306 01 80 00E4 20AC", "\xC3\xA4\xE2\x82\xAC"},
	{"AD05 8303 00 FFFF", "TEST"},       /* empty */
	{"AD05 8303 00 8241", "TEST"},       /* a coding that is not read */
	{"AD02 8300", "TEST"},               /* nothing at all */
	{"AD04 8302 00 1B", "TEST"},         /* an escape to no character */
	{"AD07 8305 01 80 D800 41", "TEST"}, /* half a surrogate pair */
};

START_TEST(service_provider_comes_from_the_usim)
{
	struct download_order q = plain_order();
	struct slice end = unhex(ctx, "AA00");
	struct buf b = buf_new(ctx);
	struct order o;
	size_t mark;
	char *error;

	buf_put_slice(&b, slice_sub(q.package, 0, q.package.n - end.n));
	mark = tlv_open(&b, 0xB3);
	buf_put_slice(&b, unhex(ctx, spns[_i].file));
	tlv_close(&b, mark);
	buf_put_slice(&b, end);
	q.package = buf_slice(&b);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	ck_assert_str_eq(metadata_text(&o, 0x91), spns[_i].provider);
	ck_assert_str_eq(metadata_text(&o, 0x92), "TEST");
}
END_TEST

START_TEST(order_takes_address_and_matching_id_of_its_own)
{
	struct download_order q = plain_order();
	struct order a, b;
	char *error;

	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &a, &error), 0);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &b, &error), 0);
	ck_assert_str_eq(a.address, addresses[0]);
	ck_assert_uint_eq(strlen(a.matching_id), 23);
	ck_assert(matching_id_valid(a.matching_id));
	ck_assert_str_ne(a.matching_id, b.matching_id);
}
END_TEST

START_TEST(order_with_everything)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;

	q.service_provider = "SP";
	q.profile_name = "N";
	q.profile_class = PROFILE_CLASS_TEST;
	q.icon = unhex(ctx, "89504E470D0A1A0A");
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	assert_hex(o.metadata, "BF25 23 5A0A 98103254769810325476 9102 5350 9201 4E 930101"
			       "9408 89504E470D0A1A0A 950100");
}
END_TEST

START_TEST(order_refusals)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;
	char long_name[PROFILE_NAME_MAX + 2],
		long_id[256 - sizeof("LPA:1$smdpp.example.com:8443$$$1") + 2];

	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	memset(long_id, 'X', sizeof(long_id) - 1);
	long_id[sizeof(long_id) - 1] = '\0';
#define REFUSED(code, text)                                                                        \
	do {                                                                                       \
		ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), \
				 code);                                                            \
		ck_assert_msg(strstr(error, text), "'%s' does not say '%s'", error, text);         \
		q = plain_order();                                                                 \
	} while (0)
	q.eid = "89049032123451234512345678901230";
	REFUSED(-EINVAL, "EID");
	q.matching_id = "a b";
	REFUSED(-EINVAL, "matching id");
	q.matching_id = "";
	REFUSED(-EINVAL, "needs an EID");
	q.code = "";
	REFUSED(-EINVAL, "confirmation code");
	q.address = "a$b";
	REFUSED(-EINVAL, "address");
	q.profile_name = long_name;
	REFUSED(-EINVAL, "64 characters");
	q.service_provider = long_name;
	REFUSED(-EINVAL, "32 characters");
	q.service_provider = "caf\xE9";
	REFUSED(-EINVAL, "UTF-8");
	q.profile_name = "\xED\xA0\x80";
	REFUSED(-EINVAL, "UTF-8");
	q.address = "a b";
	REFUSED(-EINVAL, "address");
	q.address = "";
	REFUSED(-EINVAL, "address");
	q.matching_id = long_id;
	REFUSED(-EINVAL, "255 characters");
	q.icon = unhex(ctx, "474946383961");
	REFUSED(-EINVAL, "PNG");
	q.package = slice_sub(q.package, 0, q.package.n - 1);
	REFUSED(-EBADMSG, "cut short");
	q.package = slice_sub(q.package, 0, q.package.n - 2);
	REFUSED(-EBADMSG, "PE-End");
	q.package = slice_sub(q.package, 2, SIZE_MAX);
	REFUSED(-EBADMSG, "ProfileHeader");
	q.package = (struct slice){NULL, 0};
	REFUSED(-EBADMSG, "ProfileHeader");
	place("TWICE", NULL, NULL, 0);
	q.matching_id = "TWICE";
	REFUSED(-EEXIST, "taken");
#undef REFUSED
}
END_TEST

START_TEST(removed_orders_take_everything_along)
{
	struct slice p;
	struct order o;

	place("GONE", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "GONE", NULL), "");
	ck_assert_int_eq(order_by_matching_id(dp->db, "GONE", ctx, &o), 1);
	ck_assert_int_eq(order_remove(dp->db, o.id), 0);
	ck_assert_int_eq(order_remove(dp->db, o.id), -ENOENT);
	ck_assert_int_eq(order_package(dp->db, o.id, ctx, &p), 0);
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.2/3.7");
}
END_TEST

static void store_pragma(const char *sql)
{
	sqlite3_stmt *q = db_query(dp->db, sql, "");

	ck_assert_int_ge(db_step(dp->db, q), 0);
	db_done(q);
}

START_TEST(a_full_or_readonly_store_loses_nothing)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;

	place("FULL", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "FULL"), "");
	store_pragma("PRAGMA max_page_count = 1"); /* no more than there are */
	q.package = package(20000);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), -ENOSPC);
	ck_assert_ptr_nonnull(strstr(error, "No space left"));
	ck_assert_str_eq(rsp_get_package(client, NULL), "1.6/4.2");
	ck_assert_str_eq(state("FULL"), "released");
	store_pragma("PRAGMA max_page_count = 1000000");
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
	check_package("full disk");
	store_pragma("PRAGMA query_only = 1");
	ck_assert_uint_eq(rsp_notify(client, 4, 2), 500);
	ck_assert_uint_eq(rsp_installation_result(client, 0), 500);
	ck_assert_str_eq(state("FULL"), "downloaded");
	store_pragma("PRAGMA query_only = 0");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("FULL"), "installed");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smdpp_orders");
	TCase *tc = tcase_create("orders");

	tcase_add_checked_fixture(tc, smdpp_setup, smdpp_teardown);
	tcase_add_test(tc, order_takes_names_from_the_package);
	tcase_add_loop_test(tc, names_are_shortened_by_words, 0, COUNT(long_types));
	tcase_add_loop_test(tc, service_provider_comes_from_the_usim, 0, COUNT(spns));
	tcase_add_test(tc, order_takes_address_and_matching_id_of_its_own);
	tcase_add_test(tc, order_with_everything);
	tcase_add_test(tc, order_refusals);
	tcase_add_test(tc, removed_orders_take_everything_along);
	tcase_add_test(tc, a_full_or_readonly_store_loses_nothing);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
