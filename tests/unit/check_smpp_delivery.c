/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short message centre by SMPP 3.4: what becomes of messages, and how clients hear of it. */
#include <errno.h>

#include "servers/mno/smpp_time.h"
#include "smpp_fixture.h"

/* ---- asking ---- */

static void assert_state(const char *query, uint8_t state, bool done)
{
	struct smpp_header h;
	struct slice body;

	send_packet(session, SMPP_QUERY_SM, 0, 9, query);
	body = received(session, &h);
	ck_assert_uint_eq(h.command, SMPP_QUERY_SM | SMPP_RESPONSE);
	ck_assert_uint_eq(h.status, 0);
	assert_hex(slice_sub(body, 0, 2), "3100");
	ck_assert_uint_eq(body.n, done ? 21 : 5);
	ck_assert_uint_eq(body.p[body.n - 2], state);
}

START_TEST(submission_can_be_asked_about)
{
	static const char *const wrong[] = {"3200 00 00 00", "00 00 00 00", "303100 00 00 00",
					    "2D3100 00 00 00",
					    "3939393939393939393939393939393939393939 00 00 00 00"};
	int removed;

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2, ADDRESSES PLAIN HELLO);
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, 2);
	assert_state("3100 05 00 53686F7000", MESSAGE_ENROUTE, false);
	assert_state("3100 00 00 00", MESSAGE_ENROUTE, false);
	for (int i = 0; i < COUNT(wrong); i++) {
		send_packet(session, SMPP_QUERY_SM, 0, 3, wrong[i]);
		assert_answer(session, SMPP_QUERY_SM | SMPP_RESPONSE, SMPP_RINVMSGID, 3);
	}
	send_packet(session, SMPP_QUERY_SM, 0, 3, "3100 05 00 4F7468657200");
	assert_answer(session, SMPP_QUERY_SM | SMPP_RESPONSE, SMPP_RQUERYFAIL, 3);
	ck_assert_int_eq(smsc_clear(db, ANNA, &removed), 0);
	assert_state("3100 00 00 00", MESSAGE_DELETED, true);
}
END_TEST

START_TEST(submission_is_nobody_elses)
{
	struct smpp_session *other = connect_client();

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	bind_as(other, SMPP_BIND_TRANSMITTER, PHONE_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2, ADDRESSES PLAIN HELLO);
	send_packet(other, SMPP_QUERY_SM, 0, 3, "3100 00 00 00");
	assert_answer(other, SMPP_QUERY_SM | SMPP_RESPONSE, SMPP_RINVMSGID, 3);
}
END_TEST

/* ---- delivering ---- */

static void put_in_mailbox(const char *to, const char *from, const char *text)
{
	struct short_message m = {.time = NOW, .to = to, .from = from, .text = text};
	const char *problem;

	ck_assert_int_eq(smsc_send(db, &m, &problem), 0);
}

static enum message_state state_of(int64_t id)
{
	struct short_message m;

	ck_assert_int_eq(smsc_find(db, id, ctx, &m), 1);
	return m.state;
}

START_TEST(message_is_delivered)
{
	struct smpp_session *s = phone();
	struct smpp_header h;

	put_in_mailbox(BERT, "+4930", "ho€");
	smpp_session_tick(s, now);
	assert_hex(received(s, &h), "00 01 01 3439333000 01 01 38383231313030303030303200"
				    "00 00 00 00 00 00 00 00 00 04 686F1B65");
	ck_assert_uint_eq(h.command, SMPP_DELIVER_SM);
	ck_assert_int_eq(state_of(1), MESSAGE_ENROUTE);
	smpp_session_tick(s, now);
	assert_silent(s);
	send_packet(s, SMPP_DELIVER_SM | SMPP_RESPONSE, 0, h.sequence, "00");
	ck_assert_int_eq(state_of(1), MESSAGE_DELIVERED);
	smpp_session_tick(s, now);
	assert_silent(s);
}
END_TEST

static const struct {
	uint32_t command, status;
	enum message_state state; /* ENROUTE: it comes again */
} responses[] = {
	{SMPP_DELIVER_SM | SMPP_RESPONSE, SMPP_RX_T_APPN, MESSAGE_ENROUTE},
	{SMPP_DELIVER_SM | SMPP_RESPONSE, SMPP_RMSGQFUL, MESSAGE_ENROUTE},
	{SMPP_DELIVER_SM | SMPP_RESPONSE, SMPP_RX_P_APPN, MESSAGE_UNDELIVERABLE},
	{SMPP_DELIVER_SM | SMPP_RESPONSE, SMPP_RX_R_APPN, MESSAGE_REJECTED},
	{SMPP_GENERIC_NACK, SMPP_RINVCMDID, MESSAGE_UNDELIVERABLE},
	{SMPP_GENERIC_NACK, 0, MESSAGE_UNDELIVERABLE},
};

START_TEST(client_says_what_it_makes_of_it)
{
	struct smpp_session *s = phone();
	struct smpp_header h;

	put_in_mailbox(BERT, "Shop", "x");
	smpp_session_tick(s, now);
	received(s, &h);
	send_packet(s, responses[_i].command, responses[_i].status, h.sequence, "");
	ck_assert_int_eq(state_of(1), responses[_i].state);
	pass(s, SMPP_RETRY_SECONDS - 1);
	assert_silent(s);
	pass(s, 1);
	if (responses[_i].state == MESSAGE_ENROUTE)
		received(s, &h);
	assert_silent(s);
}
END_TEST

START_TEST(window_is_kept)
{
	struct smpp_session *s = phone();
	struct smpp_header h;

	for (int i = 0; i < SMPP_WINDOW + 2; i++)
		put_in_mailbox(BERT, "Shop", "x");
	smpp_session_tick(s, now);
	for (int i = 0; i < SMPP_WINDOW; i++)
		received(s, &h);
	assert_silent(s);
	send_packet(s, SMPP_DELIVER_SM | SMPP_RESPONSE, 0, h.sequence, "00");
	smpp_session_tick(s, now);
	received(s, &h);
	assert_silent(s);
}
END_TEST

START_TEST(who_does_not_answer_goes_and_the_message_stays)
{
	struct smpp_session *s = phone();
	struct smpp_header h;

	put_in_mailbox(BERT, "Shop", "x");
	smpp_session_tick(s, now);
	received(s, &h);
	pass(s, SMPP_RESPONSE_SECONDS);
	ck_assert(smpp_session_over(s));
	talloc_free(s);
	s = phone();
	smpp_session_tick(s, now);
	received(s, &h);
	ck_assert_uint_eq(h.command, SMPP_DELIVER_SM);
}
END_TEST

/* ---- receipts ---- */

/* To Bert, who has a phone; with @receipt. */
static void submit_to_bert(const char *receipt)
{
	send_packet(session, SMPP_SUBMIT_SM, 0, 2,
		    talloc_asprintf(ctx,
				    "00 05 00 53686F7000 01 01 38383231313030303030303200"
				    "00 00 00 00 30303030303030303130303030303052 00 %s 00 00 00"
				    "0141",
				    receipt));
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, 2);
}

static void deliver_to_bert(struct smpp_session *s, uint32_t status)
{
	struct smpp_header h;

	smpp_session_tick(s, now);
	received(s, &h);
	send_packet(s, SMPP_DELIVER_SM | SMPP_RESPONSE, status, h.sequence, "00");
}

static const struct {
	const char *receipt;
	uint32_t status;
	const char *name; /* NULL: none is sent */
	uint8_t state;
} receipts[] = {
	{"01", 0, "DELIVRD", MESSAGE_DELIVERED},
	{"01", SMPP_RX_P_APPN, "UNDELIV", MESSAGE_UNDELIVERABLE},
	{"01", SMPP_RX_R_APPN, "REJECTD", MESSAGE_REJECTED},
	{"02", SMPP_RX_P_APPN, "UNDELIV", MESSAGE_UNDELIVERABLE},
	{"02", 0, NULL, 0},
	{"00", 0, NULL, 0},
};

START_TEST(receipt_tells_what_became_of_it)
{
	struct smpp_fields f;
	struct smpp_header h;
	struct slice body, value;
	const char *text;

	bind_as(session, SMPP_BIND_TRANSCEIVER, SHOP_BIND);
	submit_to_bert(receipts[_i].receipt);
	deliver_to_bert(phone(), receipts[_i].status);
	now += 30;
	smpp_session_tick(session, now);
	if (!receipts[_i].name) {
		assert_silent(session);
		return;
	}
	body = received(session, &h);
	ck_assert_int_eq(smpp_parse(SMPP_SUBMIT_SM, body, &f), SMPP_ROK);
	ck_assert_uint_eq(smpp_number(&f, SMPP_ESM_CLASS), 0x04);
	ck_assert_str_eq(smpp_string(ctx, &f, SMPP_SOURCE), BERT);
	ck_assert_str_eq(smpp_string(ctx, &f, SMPP_DESTINATION), "Shop");
	text = talloc_asprintf(ctx,
			       "id:1 sub:001 dlvrd:00%d submit date:2311142213 done"
			       " date:2311142213 stat:%s err:000 text:",
			       receipts[_i].state == MESSAGE_DELIVERED, receipts[_i].name);
	ck_assert_str_eq(smpp_string(ctx, &f, SMPP_SHORT_MESSAGE), text);
	ck_assert(smpp_option(&f, SMPP_TAG_RECEIPTED_MESSAGE_ID, &value));
	assert_hex(value, "3100");
	ck_assert(smpp_option(&f, SMPP_TAG_MESSAGE_STATE, &value));
	ck_assert_uint_eq(value.p[0], receipts[_i].state);
	send_packet(session, SMPP_DELIVER_SM | SMPP_RESPONSE, 0, h.sequence, "00");
	smpp_session_tick(session, now);
	assert_silent(session);
}
END_TEST

/* It waits for a receiver, and is told once. */
START_TEST(expiry_is_told)
{
	struct smpp_header h;
	struct slice body;

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	submit_to_bert("01");
	ck_assert_int_eq(submission_expire(db, NOW + 599), 0);
	ck_assert_int_eq(state_of(1), MESSAGE_ENROUTE);
	ck_assert_int_eq(submission_expire(db, NOW + 600), 0);
	ck_assert_int_eq(state_of(1), MESSAGE_EXPIRED);
	smpp_session_tick(session, now);
	assert_silent(session);
	talloc_free(session);
	session = connect_client();
	bind_as(session, SMPP_BIND_RECEIVER, SHOP_BIND);
	smpp_session_tick(session, now);
	body = received(session, &h);
	ck_assert_ptr_nonnull(memmem(body.p, body.n, "stat:EXPIRED", 12));
	smpp_session_tick(phone(), now);
}
END_TEST

START_TEST(lonely_parts_expire)
{
	struct submission s;

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2,
		    ADDRESSES "40 00 00 00 00 00 00 00 00 0B 050003AA0202 776F726C64");
	ck_assert_int_eq(submission_expire(db, NOW + SUBMISSION_LIFE), 0);
	ck_assert_int_eq(submission_find(db, "shop", 1, ctx, &s), 1);
	ck_assert_int_eq(s.state, MESSAGE_EXPIRED);
	ck_assert_int_eq(s.done, NOW + SUBMISSION_LIFE);
}
END_TEST

/* ---- times (SMPP 3.4 7.1.1) ---- */

static const struct {
	const char *text;
	int64_t time; /* 0: none */
} times[] = {
	{"231114221320000+", NOW},
	{"231114221320900+", NOW},
	{"231114231320004+", NOW},
	{"231114211320004-", NOW},
	{"000000000010000R", NOW + 10},
	{"000001000000000R", NOW + 86400},
	{"000100000000000R", NOW + 30 * 86400},
	{"231314221320000+", 0},
	{"231100221320000+", 0},
	{"231114241320000+", 0},
	{"231114226020000+", 0},
	{"231114221360000+", 0},
	{"231114221320049+", 0},
	{"231114221320000X", 0},
	{"23111422132000+", 0},
	{"2311142213200000+", 0},
	{"23111422132x000+", 0},
	{"231114221320x00+", 0},
	{"2311142213200x0+", 0},
	{"", 0},
};

START_TEST(times_are_read)
{
	int64_t time;
	int r = smpp_time_parse(slice_str(times[_i].text), NOW, &time);

	ck_assert_int_eq(r, times[_i].time ? 0 : -EINVAL);
	if (r == 0)
		ck_assert_int_eq(time, times[_i].time);
}
END_TEST

START_TEST(times_are_written)
{
	char text[SMPP_TIME_CHARACTERS + 1];

	smpp_time_text(NOW, text);
	ck_assert_str_eq(text, "231114221320000+");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smpp_delivery");
	TCase *t = tcase_create("smpp_delivery");

	tcase_add_checked_fixture(t, smpp_setup, mno_teardown);
	tcase_add_test(t, submission_can_be_asked_about);
	tcase_add_test(t, submission_is_nobody_elses);
	tcase_add_test(t, message_is_delivered);
	tcase_add_loop_test(t, client_says_what_it_makes_of_it, 0, COUNT(responses));
	tcase_add_test(t, window_is_kept);
	tcase_add_test(t, who_does_not_answer_goes_and_the_message_stays);
	tcase_add_loop_test(t, receipt_tells_what_became_of_it, 0, COUNT(receipts));
	tcase_add_test(t, expiry_is_told);
	tcase_add_test(t, lonely_parts_expire);
	tcase_add_loop_test(t, times_are_read, 0, COUNT(times));
	tcase_add_test(t, times_are_written);
	suite_add_tcase(s, t);
	return unit_main(s);
}
