/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short message centre by SMPP 3.4, packet by packet: sessions and what clients submit. */
#include <errno.h>

#include "smpp_fixture.h"

/* ---- framing ---- */

static const char *const broken[] = {
	"00000000", "0000000F", "00002001", "FFFFFFFF", "16030100A5",
};

START_TEST(lengths_that_cannot_be_end_the_session)
{
	send_bytes(session, broken[_i]);
	assert_answer(session, SMPP_GENERIC_NACK, SMPP_RINVCMDLEN, 0);
	ck_assert(smpp_session_over(session));
	send_bytes(session, "00000010 00000015 00000000 00000007");
	assert_silent(session);
}
END_TEST

START_TEST(packets_come_byte_by_byte)
{
	struct slice packet =
		unhex(ctx, "00000022 00000002 00000000 00000007 73686F7000 73656372657400 00 34 00 "
			   "00 00 00");

	packet = slice_sub(packet, 0, 33);
	((uint8_t *)packet.p)[3] = 33;
	for (size_t i = 0; i < packet.n; i++) {
		assert_silent(session);
		smpp_session_receive(session, slice_sub(packet, i, 1), now);
	}
	assert_answer(session, SMPP_BIND_TRANSMITTER | SMPP_RESPONSE, 0, 7);
}
END_TEST

START_TEST(several_packets_come_at_once)
{
	bind_as(session, SMPP_BIND_TRANSCEIVER, SHOP_BIND);
	send_bytes(session, "00000010 00000015 00000000 00000007"
			    "00000010 00000015 00000000 00000008 0000");
	assert_answer(session, SMPP_ENQUIRE_LINK | SMPP_RESPONSE, 0, 7);
	assert_answer(session, SMPP_ENQUIRE_LINK | SMPP_RESPONSE, 0, 8);
	assert_silent(session);
	ck_assert(!smpp_session_over(session));
}
END_TEST

static const uint32_t unknown[] = {0x00, 0x05, 0x07, 0x08, 0x21, 0x103, 0x12345678};

START_TEST(unknown_commands_get_a_nack)
{
	bind_as(session, SMPP_BIND_TRANSCEIVER, SHOP_BIND);
	send_packet(session, unknown[_i], 0, 9, "00");
	assert_answer(session, SMPP_GENERIC_NACK, SMPP_RINVCMDID, 9);
}
END_TEST

START_TEST(responses_out_of_the_blue_are_nothing)
{
	bind_as(session, SMPP_BIND_TRANSCEIVER, SHOP_BIND);
	send_packet(session, SMPP_GENERIC_NACK, 3, 1, "");
	send_packet(session, SMPP_DELIVER_SM | SMPP_RESPONSE, 0, 1, "00");
	send_packet(session, SMPP_DELIVER_SM | SMPP_RESPONSE, 0, 0, "00");
	send_packet(session, SMPP_ENQUIRE_LINK | SMPP_RESPONSE, 0, 0, "");
	assert_silent(session);
	ck_assert(!smpp_session_over(session));
}
END_TEST

/* ---- binding ---- */

static const struct {
	const char *body;
	uint32_t status;
} binds[] = {
	{"6E6F626F647900 73656372657400 00 34 00 00 00", SMPP_RINVSYSID},
	{"00 00 00 34 00 00 00", SMPP_RINVSYSID},
	{"73686F7000 77726F6E6700 00 34 00 00 00", SMPP_RINVPASWD},
	{"73686F7000 00 00 34 00 00 00", SMPP_RINVPASWD},
	{"73686F7000 73656372657400 00 33 00 00 00", SMPP_RBINDFAIL}, /* SMPP 3.3 */
	{"73686F7000 73656372657400 00", SMPP_RINVCMDLEN},
	{"73686F70", SMPP_RINVCMDLEN},
	{"", SMPP_RINVCMDLEN},
	{"61616161616161616161616161616161 00 00 00 34 00 00 00", SMPP_RINVSYSID},
	{"61616161616161616161616161616161", SMPP_RINVSYSID},
	{"73686F7000 616161616161616161 00 00 34 00 00 00", SMPP_RINVPASWD},
	{"73686F7000 73656372657400 61616161616161616161616161 00 34 00 00 00", SMPP_RINVSYSTYP},
	{SHOP_BIND " 0210", SMPP_RINVOPTPARSTREAM},
	{SHOP_BIND " 0210 0002 34", SMPP_RINVOPTPARSTREAM},
};

START_TEST(bind_is_refused)
{
	send_packet(session, SMPP_BIND_TRANSCEIVER, 0, 5, binds[_i].body);
	assert_answer(session, SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, binds[_i].status, 5);
	send_packet(session, SMPP_ENQUIRE_LINK, 0, 6, "");
	assert_answer(session, SMPP_ENQUIRE_LINK | SMPP_RESPONSE, SMPP_RINVBNDSTS, 6);
}
END_TEST

START_TEST(guessing_ends_the_session)
{
	for (uint32_t i = 1; i <= SMPP_BIND_TRIES; i++) {
		ck_assert(!smpp_session_over(session));
		send_packet(session, SMPP_BIND_RECEIVER, 0, i, binds[2].body);
		assert_answer(session, SMPP_BIND_RECEIVER | SMPP_RESPONSE, SMPP_RINVPASWD, i);
	}
	ck_assert(smpp_session_over(session));
}
END_TEST

START_TEST(nobody_binds_twice)
{
	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_BIND_RECEIVER, 0, 2, SHOP_BIND);
	assert_answer(session, SMPP_BIND_RECEIVER | SMPP_RESPONSE, SMPP_RALYBND, 2);
}
END_TEST

/* As many transmitters as it likes, and one receiver. */
START_TEST(a_client_has_one_receiver)
{
	struct smpp_session *other = connect_client();

	bind_as(session, SMPP_BIND_TRANSCEIVER, SHOP_BIND);
	bind_as(other, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	other = connect_client();
	send_packet(other, SMPP_BIND_RECEIVER, 0, 2, SHOP_BIND);
	assert_answer(other, SMPP_BIND_RECEIVER | SMPP_RESPONSE, SMPP_RALYBND, 2);
	talloc_free(session);
	bind_as(other, SMPP_BIND_RECEIVER, SHOP_BIND);
}
END_TEST

START_TEST(unbind_ends_the_session)
{
	send_packet(session, SMPP_UNBIND, 0, 1, "");
	assert_answer(session, SMPP_UNBIND | SMPP_RESPONSE, SMPP_RINVBNDSTS, 1);
	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_UNBIND, 0, 2, "");
	assert_answer(session, SMPP_UNBIND | SMPP_RESPONSE, 0, 2);
	ck_assert(smpp_session_over(session));
}
END_TEST

/* ---- time ---- */

START_TEST(who_does_not_bind_goes)
{
	pass(session, SMPP_INIT_SECONDS - 1);
	ck_assert(!smpp_session_over(session));
	pass(session, 1);
	ck_assert(smpp_session_over(session));
}
END_TEST

START_TEST(link_is_looked_after)
{
	struct smpp_header h;

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	pass(session, SMPP_LINK_SECONDS - 1);
	assert_silent(session);
	pass(session, 1);
	received(session, &h);
	ck_assert_uint_eq(h.command, SMPP_ENQUIRE_LINK);
	pass(session, 1);
	assert_silent(session);
	send_packet(session, SMPP_ENQUIRE_LINK | SMPP_RESPONSE, 0, h.sequence, "");
	pass(session, SMPP_RESPONSE_SECONDS);
	ck_assert(!smpp_session_over(session));
	pass(session, SMPP_LINK_SECONDS);
	received(session, &h);
	pass(session, SMPP_RESPONSE_SECONDS);
	ck_assert(smpp_session_over(session));
}
END_TEST

/* ---- submitting ---- */

static const char *last_text(const char *number)
{
	struct short_message m = {.text = NULL};
	int64_t after = 0;

	while (smsc_next(db, number, after, ctx, &m) == 1)
		after = m.id;
	return m.text;
}

START_TEST(message_is_submitted)
{
	struct short_message m;
	struct smpp_header h;

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2, ADDRESSES PLAIN HELLO);
	assert_hex(received(session, &h), "3100");
	ck_assert_uint_eq(h.command, SMPP_SUBMIT_SM | SMPP_RESPONSE);
	ck_assert_uint_eq(h.status, 0);
	ck_assert_uint_eq(h.sequence, 2);
	ck_assert_int_eq(smsc_next(db, ANNA, 0, ctx, &m), 1);
	ck_assert_str_eq(m.from, "Shop");
	ck_assert_str_eq(m.text, "hello");
	ck_assert_int_eq(m.time, NOW);
	ck_assert_int_eq(m.state, MESSAGE_ENROUTE);
}
END_TEST

#define TO    "01 01 38383231313030303030303100"
#define SHORT "00 05 00 53686F7000 " TO

static const struct {
	const char *body;
	uint32_t status;
} submits[] = {
	{"", SMPP_RINVCMDLEN},
	{"00 05 00 53686F70", SMPP_RINVCMDLEN},
	{"57415000 05 00 53686F7000 " TO PLAIN HELLO, SMPP_RINVSERTYP}, /* WAP */
	{"41414141414100 05 00 00 " TO PLAIN HELLO, SMPP_RINVSERTYP},   /* too long */
	{"00 07 00 53686F7000 " TO PLAIN HELLO, SMPP_RINVSRCTON},
	{"00 05 02 53686F7000 " TO PLAIN HELLO, SMPP_RINVSRCNPI},
	{"00 05 00 414141414141414141414141414141414141414141 00 " TO PLAIN HELLO, SMPP_RINVSRCADR},
	{"00 05 00 00 07 01 3100" PLAIN HELLO, SMPP_RINVDSTTON},
	{"00 05 00 00 01 FF 3100" PLAIN HELLO, SMPP_RINVDSTNPI},
	{"00 05 00 00 01 01 00" PLAIN HELLO, SMPP_RINVDSTADR},
	{"00 05 00 00 01 01 4100" PLAIN HELLO, SMPP_RINVDSTADR},
	{"00 05 00 00 01 01 3100" PLAIN HELLO, SMPP_RINVDSTADR}, /* nobody's */
	{"00 05 00 00 05 00 38383231313030303030303100" PLAIN HELLO, SMPP_RINVDSTADR},
	{SHORT "01 00 00 00 00 00 00 00 00" HELLO, SMPP_RINVESMCLASS}, /* datagram */
	{SHORT "08 00 00 00 00 00 00 00 00" HELLO, SMPP_RINVESMCLASS}, /* acknowledgement */
	{SHORT "00 00 04 00 00 00 00 00 00" HELLO, SMPP_RINVPRTFLG},
	{SHORT "00 00 00 3100 00 00 00 00 00" HELLO, SMPP_RINVSCHED},
	{SHORT "00 00 00 3030303030303030313030303030305200 00 00 00 00 00" HELLO, SMPP_RINVSCHED},
	{SHORT "00 00 00 00 3100 00 00 00 00" HELLO, SMPP_RINVEXPIRY},
	{SHORT "00 00 00 00 3030303030303030303030303030305200 00 00 00 00" HELLO, SMPP_RINVEXPIRY},
	{SHORT "00 00 00 00 00 03 00 00 00" HELLO, SMPP_RINVREGDLVFLG},
	{SHORT "00 00 00 00 00 00 01 00 00" HELLO, SMPP_RINVREPFLAG},
	{SHORT "00 00 00 00 00 00 00 05 00" HELLO, SMPP_RSUBMITFAIL}, /* JIS */
	{SHORT "00 00 00 00 00 00 00 00 01" HELLO, SMPP_RINVDFTMSGID},
	{SHORT PLAIN "00", SMPP_RINVMSGLEN},
	{SHORT PLAIN "05 68656C6C", SMPP_RINVCMDLEN},
	{SHORT PLAIN "FF", SMPP_RINVMSGLEN},
	{SHORT PLAIN "0180", SMPP_RSUBMITFAIL}, /* no septet */
	{SHORT "00 00 00 00 00 00 00 08 00"
	       "03 004100",
	 SMPP_RSUBMITFAIL},
	{SHORT "00 00 00 00 00 00 00 01 00"
	       "0107",
	 SMPP_RSUBMITFAIL}, /* a bell */
	{SHORT "00 00 00 00 00 00 00 08 00"
	       "0400410000",
	 SMPP_RSUBMITFAIL}, /* a zero */
	{SHORT PLAIN HELLO "0424 0001 41", SMPP_ROPTPARNOTALLWD},
	{SHORT PLAIN HELLO "04", SMPP_RINVOPTPARSTREAM},
	{SHORT PLAIN HELLO "020C 0002 0001", SMPP_RMISSINGOPTPARAM},
	{SHORT PLAIN HELLO "020C 0001 01 020E 0001 02 020F 0001 01", SMPP_RINVPARLEN},
	{SHORT PLAIN HELLO "020C 0002 0001 020E 0001 02 020F 0001 03", SMPP_RINVOPTPARAMVAL},
	{SHORT PLAIN HELLO "020C 0002 0001 020E 0001 02 020F 0001 00", SMPP_RINVOPTPARAMVAL},
	{SHORT "40 00 00 00 00 00 00 00 00"
	       "0100",
	 SMPP_RINVMSGLEN}, /* an empty header */
	{SHORT "40 00 00 00 00 00 00 00 00"
	       "020500",
	 SMPP_RINVMSGLEN}, /* a longer one */
	{SHORT "40 00 00 00 00 00 00 00 00"
	       "07 05000301020341",
	 SMPP_RSUBMITFAIL}, /* third of two */
	{SHORT "40 00 00 00 00 00 00 00 00"
	       "06 040002010241",
	 SMPP_RSUBMITFAIL},
};

START_TEST(submission_is_refused)
{
	bind_as(session, SMPP_BIND_TRANSCEIVER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2, submits[_i].body);
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, submits[_i].status, 2);
	ck_assert_ptr_null(last_text(""));
	ck_assert(!smpp_session_over(session));
}
END_TEST

START_TEST(receivers_do_not_submit)
{
	bind_as(session, SMPP_BIND_RECEIVER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2, ADDRESSES PLAIN HELLO);
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, SMPP_RINVBNDSTS, 2);
	send_packet(session, SMPP_QUERY_SM, 0, 3, "3100 00 00 00");
	assert_answer(session, SMPP_QUERY_SM | SMPP_RESPONSE, SMPP_RINVBNDSTS, 3);
}
END_TEST

START_TEST(who_submits_too_fast_is_throttled)
{
	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	for (uint32_t i = 1; i <= SMPP_RATE; i++) {
		send_packet(session, SMPP_SUBMIT_SM, 0, i, ADDRESSES PLAIN HELLO);
		assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, i);
	}
	send_packet(session, SMPP_SUBMIT_SM, 0, 1, ADDRESSES PLAIN HELLO);
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, SMPP_RTHROTTLED, 1);
	now++;
	send_packet(session, SMPP_SUBMIT_SM, 0, 1, ADDRESSES PLAIN HELLO);
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, 1);
}
END_TEST

START_TEST(mailboxes_have_an_end)
{
	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	ck_assert_int_eq(db_begin(db), 0);
	for (int i = 0; i < SUBMISSION_MAILBOX_MAX; i++) {
		struct short_message m = {.time = NOW, .to = ANNA, .from = "x", .text = "y"};
		const char *problem;

		ck_assert_int_eq(smsc_send(db, &m, &problem), 0);
	}
	ck_assert_int_eq(db_commit(db), 0);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2, ADDRESSES PLAIN HELLO);
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, SMPP_RMSGQFUL, 2);
}
END_TEST

/* Of the same message, with an 8-bit and a 16-bit reference. */
static const char *const parts[][2] = {
	{"40 00 00 00 00 00 00 00 00 0B 050003AA0202 776F726C64",
	 "40 00 00 00 00 00 00 00 00 0C 050003AA0201 68656C6C6F20"},
	{"40 00 00 00 00 00 00 00 00 0C 06080401020202 776F726C64",
	 "40 00 00 00 00 00 00 00 00 0D 06080401020201 68656C6C6F20"},
};

START_TEST(parts_are_put_together)
{
	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2,
		    talloc_asprintf(ctx, ADDRESSES "%s", parts[_i][0]));
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, 2);
	ck_assert_ptr_null(last_text(ANNA));
	send_packet(session, SMPP_SUBMIT_SM, 0, 3,
		    talloc_asprintf(ctx, ADDRESSES "%s", parts[_i][0]));
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, SMPP_RSUBMITFAIL, 3);
	send_packet(session, SMPP_SUBMIT_SM, 0, 4,
		    talloc_asprintf(ctx, ADDRESSES "%s", parts[_i][1]));
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, 4);
	ck_assert_str_eq(last_text(ANNA), "hello world");
}
END_TEST

/* For the SIM: TP-PID 7F, class 2, and a command packet. */
START_TEST(binary_message_stays_what_it_is)
{
	struct short_message m;

	bind_as(session, SMPP_BIND_TRANSMITTER, SHOP_BIND);
	send_packet(session, SMPP_SUBMIT_SM, 0, 2,
		    ADDRESSES "40 7F 00 00 00 00 00 F6 00 06 027000 00FF80");
	assert_answer(session, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0, 2);
	ck_assert_int_eq(smsc_next(db, ANNA, 0, ctx, &m), 1);
	assert_hex(m.data, "027000 00FF80");
	ck_assert(m.has_header);
	ck_assert_uint_eq(m.protocol, 0x7F);
	ck_assert_int_eq(m.message_class, MESSAGE_CLASS_0 + 2);
	ck_assert_str_eq(m.text, "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smpp");
	TCase *t = tcase_create("smpp");

	tcase_add_checked_fixture(t, smpp_setup, mno_teardown);
	tcase_add_loop_test(t, lengths_that_cannot_be_end_the_session, 0, COUNT(broken));
	tcase_add_test(t, packets_come_byte_by_byte);
	tcase_add_test(t, several_packets_come_at_once);
	tcase_add_loop_test(t, unknown_commands_get_a_nack, 0, COUNT(unknown));
	tcase_add_test(t, responses_out_of_the_blue_are_nothing);
	tcase_add_loop_test(t, bind_is_refused, 0, COUNT(binds));
	tcase_add_test(t, guessing_ends_the_session);
	tcase_add_test(t, nobody_binds_twice);
	tcase_add_test(t, a_client_has_one_receiver);
	tcase_add_test(t, unbind_ends_the_session);
	tcase_add_test(t, who_does_not_bind_goes);
	tcase_add_test(t, link_is_looked_after);
	tcase_add_test(t, message_is_submitted);
	tcase_add_loop_test(t, submission_is_refused, 0, COUNT(submits));
	tcase_add_test(t, receivers_do_not_submit);
	tcase_add_test(t, who_submits_too_fast_is_throttled);
	tcase_add_test(t, mailboxes_have_an_end);
	tcase_add_loop_test(t, parts_are_put_together, 0, COUNT(parts));
	tcase_add_test(t, binary_message_stays_what_it_is);
	suite_add_tcase(s, t);
	return unit_main(s);
}
