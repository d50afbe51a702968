/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens that bind a subscription to a device. */
#include <errno.h>

#include "mno_fixture.h"
#include "servers/mno/token.h"

#define A "001010000000001"
#define B "001010000000002"

enum { NOW = 1700000000 };

static char token[TOKEN_CHARACTERS + 1];
static const char *imsi;

static void setup(void)
{
	mno_setup();
	add_subscriber(A, "8988211000000000011", NULL);
	add_subscriber(B, "8988211000000000029", NULL);
	ck_assert_int_eq(token_issue(db, crypto, A, "phone", NOW, token), 0);
	imsi = NULL;
}

static int check(const char *text, const char *device, int64_t now)
{
	return token_check(db, crypto, text, device, now, ctx, &imsi);
}

START_TEST(token_is_its_subscribers)
{
	ck_assert_uint_eq(strspn(token, "0123456789abcdef"), TOKEN_CHARACTERS);
	ck_assert_uint_eq(strlen(token), TOKEN_CHARACTERS);
	ck_assert_int_eq(check(token, "phone", NOW), 1);
	ck_assert_str_eq(imsi, A);
	ck_assert_int_eq(check(token, "phone", NOW + TOKEN_LIFE - 1), 1);
}
END_TEST

START_TEST(token_is_good_for_a_while_and_in_one_device)
{
	ck_assert_int_eq(check(token, "phone", NOW + TOKEN_LIFE), 0);
	ck_assert_int_eq(check(token, "watch", NOW), 0);
	ck_assert_int_eq(check(token, "", NOW), 0);
	ck_assert_int_eq(check("", "phone", NOW), 0);
	token[TOKEN_CHARACTERS - 1] ^= 1;
	ck_assert_int_eq(check(token, "phone", NOW), 0);
	ck_assert_ptr_null(imsi);
}
END_TEST

START_TEST(new_token_ends_the_old_one)
{
	char next[TOKEN_CHARACTERS + 1], other[TOKEN_CHARACTERS + 1];

	ck_assert_int_eq(token_issue(db, crypto, A, "watch", NOW, other), 0);
	ck_assert_int_eq(token_issue(db, crypto, A, "phone", NOW, next), 0);
	ck_assert_str_ne(next, token);
	ck_assert_int_eq(check(token, "phone", NOW), 0);
	ck_assert_int_eq(check(next, "phone", NOW), 1);
	ck_assert_int_eq(check(other, "watch", NOW), 1);
}
END_TEST

START_TEST(two_subscriptions_in_one_device)
{
	char other[TOKEN_CHARACTERS + 1];

	ck_assert_int_eq(token_issue(db, crypto, B, "phone", NOW, other), 0);
	ck_assert_int_eq(check(other, "phone", NOW), 1);
	ck_assert_str_eq(imsi, B);
	ck_assert_int_eq(check(token, "phone", NOW), 1);
	ck_assert_str_eq(imsi, A);
}
END_TEST

START_TEST(tokens_are_revoked)
{
	char other[TOKEN_CHARACTERS + 1];

	ck_assert_int_eq(token_issue(db, crypto, B, "phone", NOW, other), 0);
	ck_assert_int_eq(token_revoke(db, A), 0);
	ck_assert_int_eq(check(token, "phone", NOW), 0);
	ck_assert_int_eq(check(other, "phone", NOW), 1);
}
END_TEST

START_TEST(token_goes_over_to_another_subscription)
{
	char watch[TOKEN_CHARACTERS + 1], own[TOKEN_CHARACTERS + 1];

	ck_assert_int_eq(token_issue(db, crypto, A, "watch", NOW, watch), 0);
	if (_i)
		ck_assert_int_eq(token_issue(db, crypto, B, "phone", NOW, own), 0);
	ck_assert_int_eq(token_move(db, A, B, "phone"), 0);
	ck_assert_int_eq(check(watch, "watch", NOW), 1);
	ck_assert_str_eq(imsi, A);
	ck_assert_int_eq(check(_i ? own : token, "phone", NOW), 1);
	ck_assert_str_eq(imsi, B);
}
END_TEST

START_TEST(tokens_go_with_their_subscriber)
{
	ck_assert_int_eq(subscriber_remove(db, A), 0);
	ck_assert_int_eq(check(token, "phone", NOW), 0);
}
END_TEST

START_TEST(token_is_refused)
{
	char device[TOKEN_DEVICE_MAX + 2];

	memset(device, 'd', sizeof(device));
	device[TOKEN_DEVICE_MAX + 1] = '\0';
	ck_assert_int_eq(token_issue(db, crypto, A, device, NOW, token), -EINVAL);
	device[TOKEN_DEVICE_MAX] = '\0';
	ck_assert_int_eq(token_issue(db, crypto, A, device, NOW, token), 0);
	ck_assert_int_eq(token_issue(db, crypto, A, "", NOW, token), -EINVAL);
	ck_assert_int_eq(token_issue(db, crypto, "1", "phone", NOW, token), -EEXIST);
}
END_TEST

/* Whoever reads the store does not find it there. */
START_TEST(store_does_not_know_the_token)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT count(*) FROM tokens WHERE digest = ?1"
				   " OR lower(hex(digest)) = ?1",
				   "s", token);

	ck_assert_int_eq(db_step(db, q), 1);
	ck_assert_int_eq(sqlite3_column_int(q, 0), 0);
	db_done(q);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_tokens");
	TCase *t = tcase_create("tokens");

	tcase_add_checked_fixture(t, setup, mno_teardown);
	tcase_add_test(t, token_is_its_subscribers);
	tcase_add_test(t, token_is_good_for_a_while_and_in_one_device);
	tcase_add_test(t, new_token_ends_the_old_one);
	tcase_add_test(t, two_subscriptions_in_one_device);
	tcase_add_test(t, tokens_are_revoked);
	tcase_add_loop_test(t, token_goes_over_to_another_subscription, 0, 2);
	tcase_add_test(t, tokens_go_with_their_subscriber);
	tcase_add_test(t, token_is_refused);
	tcase_add_test(t, store_does_not_know_the_token);
	suite_add_tcase(s, t);
	return unit_main(s);
}
