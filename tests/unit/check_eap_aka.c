/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-AKA and EAP-AKA': server against peer, and either against packets that should not be. Keys
 * are held against known answers in check_eap_keys, algorithms and cards in check_mno_eap. */
#include <errno.h>

#include "eap_fixture.h"

static const enum eap_type types[] = {EAP_AKA, EAP_AKA_PRIME};

/* ---- exchanges that end well, and those that end as they should ---- */

START_TEST(authentication_succeeds)
{
	start(types[_i]);
	play(begin(permanent()));
	assert_success();
}
END_TEST

START_TEST(challenge_looks_as_it_should)
{
	struct slice packet;

	start(EAP_AKA);
	packet = begin(permanent());
	assert_hex(slice_sub(packet, 0, 56), "01 01 0048 17 01 0000"
					     "01050000" RAND "02050000" AUTN "86010000 0B050000");
	start(EAP_AKA_PRIME);
	packet = begin(permanent());
	assert_hex(slice_sub(packet, 0, 68),
		   "01 01 0054 32 01 0000"
		   "01050000" RAND "02050000" AUTN "18010001 17020004574C414E 86010000 0B050000");
}
END_TEST

START_TEST(identity_is_asked_for)
{
	struct slice packet;

	start(types[_i]);
	packet = begin(slice_str("2pseudonym@example.org"));
	assert_hex(packet, types[_i] == EAP_AKA ? "01 01 000C 17 05 0000 0A010000"
						: "01 01 000C 32 05 0000 0A010000");
	packet = to_server(to_peer(packet));
	assert_subtype(packet, EAP_REQUEST, AKA_CHALLENGE);
	play(packet);
	assert_success();
}
END_TEST

START_TEST(resynchronises_once)
{
	start(types[_i]);
	behaviour.synchronisation_failures = 1;
	play(begin(permanent()));
	assert_success();
	ck_assert_int_eq(behaviour.resynchronised, 1);
}
END_TEST

START_TEST(does_not_resynchronise_twice)
{
	start(types[_i]);
	behaviour.synchronisation_failures = 2;
	play(begin(permanent()));
	assert_failure();
	ck_assert_int_eq(behaviour.resynchronised, 1);
}
END_TEST

START_TEST(usim_refuses_the_network)
{
	struct slice packet;

	start(types[_i]);
	behaviour.usim_refuses = true;
	packet = to_peer(begin(permanent()));
	assert_subtype(packet, EAP_RESPONSE, AKA_AUTHENTICATION_REJECT);
	packet = to_server(packet);
	assert_hex(packet, "04 01 0004");
	play(packet);
	assert_failure();
}
END_TEST

/* RFC 4187 6.3.2 */
START_TEST(unknown_subscriber_is_told)
{
	struct slice packet;

	start(types[_i]);
	behaviour.auc_fails = -ENOENT;
	packet = begin(permanent());
	assert_subtype(packet, EAP_REQUEST, AKA_NOTIFICATION);
	assert_hex(slice_sub(packet, 8, SIZE_MAX), "0C014000");
	packet = to_peer(packet);
	assert_subtype(packet, EAP_RESPONSE, AKA_NOTIFICATION);
	ck_assert_uint_eq(packet.n, EAP_AKA_HEADER_BYTES);
	play(to_server(packet));
	assert_failure();
}
END_TEST

static const char *const wrong_results[] = {"28D7B0F2A2EC3DE4", "28D7B0F2", "",
					    "28D7B0F2A2EC3DE500000000"};

START_TEST(wrong_result_fails)
{
	struct slice packet;

	start(EAP_AKA);
	behaviour.usim_res = wrong_results[_i];
	packet = to_server(to_peer(begin(permanent())));
	assert_subtype(packet, EAP_REQUEST, AKA_NOTIFICATION);
	play(packet);
	assert_failure();
}
END_TEST

START_TEST(false_auts_fails)
{
	start(EAP_AKA);
	begin(permanent());
	behaviour.auc_fails = -EKEYREJECTED;
	assert_subtype(to_server(unhex(ctx, "02 01 0018 17 04 0000 0404 " AUTS)), EAP_REQUEST,
		       AKA_NOTIFICATION);
}
END_TEST

/* ---- packets that somebody changed ---- */

static bool is_answer(const struct buf *b)
{
	return b->n > EAP_SUBTYPE_AT && b->p[EAP_SUBTYPE_AT] == AKA_CHALLENGE;
}

START_TEST(every_byte_of_the_challenge_counts)
{
	struct slice packet;

	start(types[_i]);
	packet = begin(permanent());
	for (size_t at = 0; at < packet.n; at++) {
		struct buf b = buf_new(ctx);
		int r;

		new_peer("WLAN");
		r = eap_peer_receive(peer, with_bit_flipped(packet, at), &b);
		ck_assert(r == 0 || r == -EBADMSG);
		ck_assert_msg(!is_answer(&b), "byte %zu", at);
		ck_assert_int_ne(eap_peer_verdict(peer), EAP_SUCCEEDED);
	}
}
END_TEST

START_TEST(every_byte_of_the_answer_counts)
{
	size_t length = 1;

	for (size_t at = 0; at < length; at++) {
		struct slice packet;
		struct buf b = buf_new(ctx);
		int r;

		start(types[_i]);
		packet = to_peer(begin(permanent()));
		length = packet.n;
		r = eap_server_receive(server, with_bit_flipped(packet, at), &b);
		ck_assert(r == 0 || r == -EBADMSG);
		ck_assert_msg(eap_server_verdict(server) != EAP_SUCCEEDED, "byte %zu", at);
	}
}
END_TEST

START_TEST(no_part_of_a_packet_will_do)
{
	struct slice challenge, answer;

	start(types[_i]);
	challenge = begin(permanent());
	answer = to_peer(challenge);
	for (size_t n = 0; n < challenge.n; n++) {
		struct buf b = buf_new(ctx);

		new_peer("WLAN");
		ck_assert_int_eq(eap_peer_receive(peer, slice_sub(challenge, 0, n), &b), -EBADMSG);
	}
	for (size_t n = 0; n < answer.n; n++) {
		struct buf b = buf_new(ctx);

		ck_assert_int_eq(eap_server_receive(server, slice_sub(answer, 0, n), &b), -EBADMSG);
		ck_assert_uint_eq(b.n, 0);
	}
	to_server(answer);
	ck_assert_int_eq(eap_server_verdict(server), EAP_SUCCEEDED);
}
END_TEST

/* AT_CHECKCODE shows that the peer was asked something else than the server did ask. */
START_TEST(changed_identity_request_is_noticed)
{
	struct slice packet;

	start(types[_i]);
	packet = slice_dup(ctx, begin(slice_str("2pseudonym")));
	((uint8_t *)packet.p)[8] = 13; /* AT_ANY_ID_REQ */
	packet = to_peer(to_server(to_peer(packet)));
	assert_subtype(packet, EAP_RESPONSE, AKA_CLIENT_ERROR);
	play(to_server(packet));
	assert_failure();
}
END_TEST

/* ---- order ---- */

START_TEST(replay_is_ignored)
{
	struct slice first, answer;

	start(types[_i]);
	assert_ignored_by_server(unhex(ctx, "02 00 0008 17 01 0000"));
	first = to_peer(begin(slice_str("2pseudonym")));
	answer = to_peer(to_server(first));
	assert_ignored_by_server(first); /* its identifier is past */
	to_server(answer);
	assert_ignored_by_server(answer);
	ck_assert_int_eq(eap_server_verdict(server), EAP_SUCCEEDED);
}
END_TEST

START_TEST(requests_are_no_responses)
{
	struct slice packet;

	start(EAP_AKA);
	packet = begin(permanent());
	assert_ignored_by_server(packet);
	assert_ignored_by_server(unhex(ctx, "03 01 0004"));
	assert_ignored_by_server(unhex(ctx, "02 01 0008 12 01 0000"));
	ck_assert_int_eq(eap_server_verdict(server), EAP_GOES_ON);
}
END_TEST

/* Responses with the right identifier that do not belong there, or are malformed. */
static const struct {
	bool asked; /* the identity is asked for, else the challenge is out */
	const char *packet;
	bool fails_at_once;
} misplaced[] = {
	{true, "02 01 0008 17 01 0000", false},                   /* Challenge */
	{true, "02 01 0018 17 04 0000 0404" AUTS, false},         /* Synchronization-Failure */
	{true, "02 01 0008 17 02 0000", false},                   /* Authentication-Reject */
	{true, "02 01 0008 17 05 0000", false},                   /* no AT_IDENTITY */
	{true, "02 01 000C 17 05 0000 0E010000", false},          /* an empty one */
	{true, "02 01 0010 17 05 0000 0E020005 30313233", false}, /* longer than it is */
	{true, "02 01 0010 17 05 0000 0E020004 30313233", false}, /* no IMSI */
	{true, "02 01 0010 17 05 0000 0E020004 32313233", false}, /* no permanent one */
	{true, "02 01 000C 17 0E 0000 16010000", true},           /* Client-Error */
	{true, "02 01 0006 03 15", true},                         /* Nak */
	{false, "02 01 0010 17 05 0000 0E020004 30313233", false},
	{false, "02 01 0008 17 01 0000", false},                   /* without anything */
	{false, "02 01 0008 17 04 0000", false},                   /* no AT_AUTS */
	{false, "02 01 000C 17 04 0000 04010000", false},          /* a short one */
	{false, "02 01 000C 17 01 0000 7F010000", false},          /* must be known, but is not */
	{false, "02 01 000C 17 01 0000 03000000", false},          /* no length */
	{false, "02 01 000C 17 01 0000 03020000", false},          /* too long */
	{false, "02 01 0009 17 01 0000 03", false},                /* half an attribute */
	{false, "02 01 0010 17 01 0000 16010000 16010000", false}, /* twice the same */
	{false, "02 01 0006 17 01", false},
	{false, "02 01 0008 17 0C 0000", false}, /* Notification */
	{false, "02 01 0008 17 0D 0000", false}, /* Reauthentication */
	{false, "02 01 000C 17 0E 0000 16010000", true},
	{false, "02 01 0008 17 02 0000", true},
};

START_TEST(misplaced_response_fails)
{
	struct slice packet;

	start(EAP_AKA);
	begin(misplaced[_i].asked ? slice_str("2pseudonym") : permanent());
	packet = to_server(unhex(ctx, misplaced[_i].packet));
	if (misplaced[_i].fails_at_once) {
		assert_hex(packet, "04 01 0004");
	} else {
		assert_hex(packet, "01 02 000C 17 0C 0000 0C014000");
		/* Whatever is said to that, there is no second notification. */
		assert_hex(to_server(unhex(ctx, _i % 2 ? "02 02 0008 17 0C 0000"
						       : "02 02 0008 17 01 0000")),
			   "04 02 0004");
	}
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
}
END_TEST

/* ---- the peer ---- */

/* What it answers to requests out of the blue. */
static const struct {
	enum eap_type type;
	const char *request, *response; /* NULL: it is ignored */
} blue[] = {
	{EAP_AKA, "01 07 0005 01", "02 07 0021 01" /* identity, put behind */},
	{EAP_AKA, "01 07 0006 02 41", "02 07 0005 02"},
	{EAP_AKA, "01 07 0005 04", "02 07 0006 03 17"},
	{EAP_AKA_PRIME, "01 07 0008 17 01 0000", "02 07 0006 03 32"},
	{EAP_AKA, "03 07 0004", NULL},
	{EAP_AKA, "02 07 0005 01", NULL},
	{EAP_AKA, "05 07 0005 01", NULL},
	{EAP_AKA, "01 07 0004", NULL},
	{EAP_AKA, "03 07 0005 00", NULL},
	{EAP_AKA, "", NULL},
	{EAP_AKA, "01 07 0008 17 01 0000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 0008 17 0D 0000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 0008 17 05 0000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 0010 17 05 0000 0A010000 0D010000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 000C 17 05 0000 7F010000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 000C 17 0C 0000 0C014000", "02 07 0008 17 0C 0000"},
	{EAP_AKA, "01 07 0008 17 0C 0000", "02 07 000C 17 0E 0000 16010000"},
	/* after the challenge, which there was none of; success before it */
	{EAP_AKA, "01 07 000C 17 0C 0000 0C010000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 000C 17 0C 0000 0C018000", "02 07 000C 17 0E 0000 16010000"},
	{EAP_AKA, "01 07 000C 17 0C 0000 0C01C000", "02 07 000C 17 0E 0000 16010000"},
};

START_TEST(peer_answers)
{
	struct buf b = buf_new(ctx), expected = buf_new(ctx);
	int r;

	start(blue[_i].type);
	r = eap_peer_receive(peer, unhex(ctx, blue[_i].request), &b);
	ck_assert_int_eq(r, blue[_i].response ? 0 : -EBADMSG);
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_GOES_ON);
	if (!blue[_i].response)
		return;
	buf_put_slice(&expected, unhex(ctx, blue[_i].response));
	if (_i == 0)
		buf_put_slice(&expected, permanent());
	ck_assert_mem_eq(b.p, expected.p, expected.n);
	ck_assert_uint_eq(b.n, expected.n);
}
END_TEST

/* RFC 4187 4.1.6 */
START_TEST(peer_is_asked_more_and_more_closely)
{
	start(EAP_AKA);
	assert_subtype(to_peer(unhex(ctx, "01 01 000C 17 05 0000 0D010000")), EAP_RESPONSE,
		       AKA_IDENTITY);
	assert_subtype(to_peer(unhex(ctx, "01 02 000C 17 05 0000 11010000")), EAP_RESPONSE,
		       AKA_IDENTITY);
	assert_subtype(to_peer(unhex(ctx, "01 03 000C 17 05 0000 0A010000")), EAP_RESPONSE,
		       AKA_IDENTITY);
	assert_subtype(to_peer(unhex(ctx, "01 04 000C 17 05 0000 0A010000")), EAP_RESPONSE,
		       AKA_CLIENT_ERROR);
}
END_TEST

START_TEST(peer_of_another_network_rejects)
{
	start(EAP_AKA_PRIME);
	new_peer("HRPD");
	assert_subtype(to_peer(begin(permanent())), EAP_RESPONSE, AKA_AUTHENTICATION_REJECT);
}
END_TEST

START_TEST(peer_takes_any_network_where_it_knows_none)
{
	start(EAP_AKA_PRIME);
	new_peer("");
	play(begin(permanent()));
	assert_success();
}
END_TEST

/* TS 33.402 6.1: a quintet for another use is none for EAP-AKA', but is one for EAP-AKA. */
START_TEST(separation_bit_is_needed)
{
	behaviour.auc_autn = "BB52E91C747A43AB2A5C23D15EE351D5";
	start(types[_i]);
	play(begin(permanent()));
	if (types[_i] == EAP_AKA)
		assert_success();
	else
		assert_failure();
}
END_TEST

/* ---- attributes ---- */

START_TEST(skippable_attributes_are_skipped)
{
	struct eap_attributes a;

	ck_assert_int_eq(eap_attributes_parse(unhex(ctx, "010000 C8010000 C8010000 0C014000"), &a),
			 0);
	ck_assert_uint_eq(a.subtype, AKA_CHALLENGE);
	assert_hex(a.at[AT_NOTIFICATION], "4000");
	ck_assert_ptr_null(a.at[AT_MAC].p);
}
END_TEST

START_TEST(values_fit_into_their_padding)
{
	struct slice value;

	ck_assert_int_eq(eap_counted(unhex(ctx, "0001 41000000"), 8, &value), 0);
	assert_hex(value, "41");
	ck_assert_int_eq(eap_counted(unhex(ctx, "0000 41000000"), 8, &value), -EBADMSG);
	ck_assert_int_eq(eap_counted(unhex(ctx, "0009 41000000"), 1, &value), -EBADMSG);
	ck_assert_int_eq(eap_counted(unhex(ctx, "0020 41000000"), 1, &value), 0);
	ck_assert_int_eq(eap_counted(unhex(ctx, "0005 41000000"), 8, &value), -EBADMSG);
}
END_TEST

START_TEST(attributes_have_an_end)
{
	uint8_t much[1017] = {0};
	struct buf b = buf_new(ctx);

	eap_put(&b, AT_IDENTITY, 1016, slice_of(much, 1016));
	ck_assert(buf_ok(&b));
	eap_put(&b, AT_IDENTITY, 1017, slice_of(much, 1017));
	ck_assert(!buf_ok(&b));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("eap_aka");
	TCase *t = tcase_create("aka");

	tcase_add_checked_fixture(t, eap_setup, eap_teardown);
	tcase_add_loop_test(t, authentication_succeeds, 0, COUNT(types));
	tcase_add_test(t, challenge_looks_as_it_should);
	tcase_add_loop_test(t, identity_is_asked_for, 0, COUNT(types));
	tcase_add_loop_test(t, resynchronises_once, 0, COUNT(types));
	tcase_add_loop_test(t, does_not_resynchronise_twice, 0, COUNT(types));
	tcase_add_loop_test(t, usim_refuses_the_network, 0, COUNT(types));
	tcase_add_loop_test(t, unknown_subscriber_is_told, 0, COUNT(types));
	tcase_add_loop_test(t, wrong_result_fails, 0, COUNT(wrong_results));
	tcase_add_test(t, false_auts_fails);
	tcase_add_loop_test(t, every_byte_of_the_challenge_counts, 0, COUNT(types));
	tcase_add_loop_test(t, every_byte_of_the_answer_counts, 0, COUNT(types));
	tcase_add_loop_test(t, no_part_of_a_packet_will_do, 0, COUNT(types));
	tcase_add_loop_test(t, changed_identity_request_is_noticed, 0, COUNT(types));
	tcase_add_loop_test(t, replay_is_ignored, 0, COUNT(types));
	tcase_add_test(t, requests_are_no_responses);
	tcase_add_loop_test(t, misplaced_response_fails, 0, COUNT(misplaced));
	tcase_add_loop_test(t, peer_answers, 0, COUNT(blue));
	tcase_add_test(t, peer_is_asked_more_and_more_closely);
	tcase_add_test(t, peer_of_another_network_rejects);
	tcase_add_test(t, peer_takes_any_network_where_it_knows_none);
	tcase_add_loop_test(t, separation_bit_is_needed, 0, COUNT(types));
	tcase_add_test(t, skippable_attributes_are_skipped);
	tcase_add_test(t, values_fit_into_their_padding);
	tcase_add_test(t, attributes_have_an_end);
	suite_add_tcase(s, t);
	return unit_main(s);
}
