/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short messages in their mailboxes, and the one-time codes that come with them. */
#include <errno.h>

#include "mno_fixture.h"
#include "servers/mno/one_time_code.h"
#include "servers/mno/shared_number.h"
#include "servers/mno/smsc.h"

#define IMSI   "001010000000001"
#define NUMBER "882110000001"
#define OTHER  "882110000002"

enum { NOW = 1700000000 };

static void setup(void)
{
	mno_setup();
	add_subscriber(IMSI, "8988211000000000011", NUMBER);
	add_subscriber("001010000000002", "8988211000000000029", OTHER);
}

static int send(const char *to, const char *from, const char *text)
{
	struct short_message m = {.time = NOW, .to = to, .from = from, .text = text};
	const char *problem;

	return smsc_send(db, &m, &problem);
}

START_TEST(messages_wait_in_their_mailbox)
{
	struct short_message m;

	ck_assert_int_eq(send(NUMBER, "4930", "one"), 0);
	ck_assert_int_eq(send(OTHER, "shop", "two"), 0);
	ck_assert_int_eq(send(NUMBER, "4930",
			      "dr\xC3\xBC"
			      "ben"),
			 0);
	ck_assert_int_eq(smsc_next(db, NUMBER, 0, ctx, &m), 1);
	ck_assert_str_eq(m.text, "one");
	ck_assert_str_eq(m.from, "4930");
	ck_assert_str_eq(m.to, NUMBER);
	ck_assert_int_eq(m.time, NOW);
	ck_assert_int_eq(smsc_next(db, NUMBER, m.id, ctx, &m), 1);
	ck_assert_str_eq(m.text, "dr\xC3\xBC"
				 "ben");
	ck_assert_int_eq(smsc_next(db, NUMBER, m.id, ctx, &m), 0);
	ck_assert_int_eq(smsc_next(db, "", 1, ctx, &m), 1);
	ck_assert_str_eq(m.text, "two");
}
END_TEST

START_TEST(mailbox_is_cleared)
{
	struct short_message m;
	int removed;

	ck_assert_int_eq(send(NUMBER, "4930", "one"), 0);
	ck_assert_int_eq(send(OTHER, "4930", "two"), 0);
	ck_assert_int_eq(smsc_clear(db, NUMBER, &removed), 0);
	ck_assert_int_eq(removed, 1);
	ck_assert_int_eq(smsc_next(db, "", 0, ctx, &m), 1);
	ck_assert_str_eq(m.text, "two");
}
END_TEST

START_TEST(shared_numbers_have_mailboxes)
{
	struct shared_number n = {"4930", ALERTING_FLEXIBLE, {IMSI}, 1, NULL};
	char *problem;

	ck_assert_int_eq(send("4930", "shop", "one"), -ENOENT);
	ck_assert_int_eq(shared_number_bind(db, &n, ctx, &problem), 0);
	ck_assert_int_eq(send("4930", "shop", "one"), 0);
}
END_TEST

static const struct {
	const char *from, *text;
} refused[] = {
	{"4930", ""},         {"", "text"},           {"123456789012345678901", "text"},
	{"4930", "a\033[2J"}, {"two\nlines", "text"}, {"4930", "\xC3"},
	{"4930", "\x7F"},
};

START_TEST(message_is_refused)
{
	struct short_message m;

	ck_assert_int_eq(send(NUMBER, refused[_i].from, refused[_i].text), -EINVAL);
	ck_assert_int_eq(smsc_next(db, "", 0, ctx, &m), 0);
}
END_TEST

START_TEST(message_has_a_longest_length)
{
	char text[SMS_TEXT_MAX + 2];

	memset(text, 'a', sizeof(text));
	text[SMS_TEXT_MAX + 1] = '\0';
	ck_assert_int_eq(send(NUMBER, "4930", text), -EINVAL);
	text[SMS_TEXT_MAX] = '\0';
	ck_assert_int_eq(send(NUMBER, "4930", text), 0);
}
END_TEST

/* ---- codes ---- */

/* Sends a code and reads it, as a person does. */
static const char *sent(const char *msisdn, const char *purpose, int64_t now)
{
	struct short_message m = {.text = NULL};
	int64_t after = 0;

	ck_assert_int_eq(code_send(db, crypto, msisdn, purpose, "Your code:", now), 0);
	while (smsc_next(db, msisdn, after, ctx, &m) == 1)
		after = m.id;
	ck_assert_ptr_nonnull(m.text);
	ck_assert_uint_eq(strlen(m.text), strlen("Your code: ") + CODE_DIGITS);
	ck_assert_uint_eq(strspn(m.text + strlen("Your code: "), "0123456789"), CODE_DIGITS);
	return m.text + strlen("Your code: ");
}

static enum code_verdict try(const char *msisdn, const char *purpose, const char *code, int64_t now)
{
	enum code_verdict verdict;

	ck_assert_int_eq(code_try(db, msisdn, purpose, code, now, &verdict), 0);
	return verdict;
}

/* A code with another last digit. */
static const char *wrong(const char *code)
{
	char *other = talloc_strdup(ctx, code);

	other[CODE_DIGITS - 1] = other[CODE_DIGITS - 1] == '0' ? '1' : '0';
	return other;
}

START_TEST(code_is_right_once)
{
	const char *code = sent(NUMBER, "login", NOW);

	ck_assert_int_eq(try(NUMBER, "login", code, NOW + CODE_LIFE), CODE_RIGHT);
	ck_assert_int_eq(try(NUMBER, "login", code, NOW), CODE_NONE);
}
END_TEST

START_TEST(code_is_for_one_number_and_purpose)
{
	const char *code = sent(NUMBER, "login", NOW);

	ck_assert_int_eq(try(OTHER, "login", code, NOW), CODE_NONE);
	ck_assert_int_eq(try(NUMBER, "transfer", code, NOW), CODE_NONE);
	ck_assert_int_eq(try(NUMBER, "login", code, NOW), CODE_RIGHT);
}
END_TEST

START_TEST(code_lives_for_a_while)
{
	const char *code = sent(NUMBER, "login", NOW);

	ck_assert_int_eq(try(NUMBER, "login", code, NOW + CODE_LIFE + 1), CODE_LATE);
	ck_assert_int_eq(try(NUMBER, "login", code, NOW - 1), CODE_LATE);
}
END_TEST

START_TEST(code_bears_few_tries)
{
	const char *code = sent(NUMBER, "login", NOW);

	for (int i = 0; i < CODE_TRIES; i++)
		ck_assert_int_eq(try(NUMBER, "login", wrong(code), NOW), CODE_WRONG);
	ck_assert_int_eq(try(NUMBER, "login", code, NOW), CODE_EXHAUSTED);
	ck_assert_int_eq(try(NUMBER, "login", sent(NUMBER, "login", NOW), NOW), CODE_RIGHT);
}
END_TEST

static const char *const near[] = {"", "1", "0000000", "abcdef", "12345678901234567890"};

START_TEST(other_texts_are_wrong)
{
	sent(NUMBER, "login", NOW);
	ck_assert_int_eq(try(NUMBER, "login", near[_i], NOW), CODE_WRONG);
}
END_TEST

START_TEST(new_code_replaces_the_old)
{
	const char *old = sent(NUMBER, "login", NOW), *code = old;

	while (!strcmp(old, code)) /* one time in a million */
		code = sent(NUMBER, "login", NOW);
	ck_assert_int_eq(try(NUMBER, "login", old, NOW), CODE_WRONG);
	ck_assert_int_eq(try(NUMBER, "login", code, NOW), CODE_RIGHT);
}
END_TEST

START_TEST(codes_are_rationed)
{
	for (int i = 0; i < CODE_RATE; i++)
		sent(NUMBER, i % 2 ? "login" : "transfer", NOW + i);
	ck_assert_int_eq(code_send(db, crypto, NUMBER, "login", "Code:", NOW + CODE_RATE), -EAGAIN);
	sent(OTHER, "login", NOW + CODE_RATE);
	/* The first is forgotten, and one more may come. */
	sent(NUMBER, "login", NOW + CODE_RATE_PERIOD);
	ck_assert_int_eq(code_send(db, crypto, NUMBER, "login", "Code:", NOW + CODE_RATE_PERIOD),
			 -EAGAIN);
}
END_TEST

START_TEST(code_that_cannot_be_sent_is_none)
{
	struct short_message m;

	ck_assert_int_eq(code_send(db, crypto, "4930", "login", "Code:", NOW), -ENOENT);
	ck_assert_int_eq(code_send(db, crypto, NUMBER, "login", "\033", NOW), -EINVAL);
	ck_assert_int_eq(smsc_next(db, "", 0, ctx, &m), 0);
	ck_assert_int_eq(try(NUMBER, "login", "000000", NOW), CODE_NONE);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_messages");
	TCase *t = tcase_create("messages");

	tcase_add_checked_fixture(t, setup, mno_teardown);
	tcase_add_test(t, messages_wait_in_their_mailbox);
	tcase_add_test(t, mailbox_is_cleared);
	tcase_add_test(t, shared_numbers_have_mailboxes);
	tcase_add_loop_test(t, message_is_refused, 0, COUNT(refused));
	tcase_add_test(t, message_has_a_longest_length);
	tcase_add_test(t, code_is_right_once);
	tcase_add_test(t, code_is_for_one_number_and_purpose);
	tcase_add_test(t, code_lives_for_a_while);
	tcase_add_test(t, code_bears_few_tries);
	tcase_add_loop_test(t, other_texts_are_wrong, 0, COUNT(near));
	tcase_add_test(t, new_code_replaces_the_old);
	tcase_add_test(t, codes_are_rationed);
	tcase_add_test(t, code_that_cannot_be_sent_is_none);
	suite_add_tcase(s, t);
	return unit_main(s);
}
