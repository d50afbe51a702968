/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-SIM: both sides against the packets of RFC 4186 appendix A, against each other, and against
 * packets that should not be. */
#include <errno.h>

#include "eap_fixture.h"

#define EXAMPLE_NONCE "0123456789ABCDEFFEDCBA9876543210"
#define EXAMPLE_RANDS                                                                              \
	"101112131415161718191A1B1C1D1E1F"                                                         \
	"202122232425262728292A2B2C2D2E2F"                                                         \
	"303132333435363738393A3B3C3D3E3F"
#define EXAMPLE_IMSI "244070100000001"

/* RFC 4186 appendix A.3, A.4, A.6 and A.7 */
static const char example_start[] = "01 01 0010 12 0A 0000 0F020002 00010000";
static const char example_start_answer[] =
	"02 01 0020 12 0A 0000 07050000" EXAMPLE_NONCE "10010001";
/* with a pseudonym and an identity of fast re-authentication, encrypted, which are passed over */
static const char example_challenge[] =
	"01 02 0118 12 0B 0000 010D0000" EXAMPLE_RANDS "81050000 9E18B0C29A652263C06EFB54DD00A895"
	"822D0000 55F2939BBDB1B19EA1B47FC0B3E0BE4CAB2CF7372D98E3023C6BB92415723D58BAD66CE084E101B6"
	"0F5358354BD4218278AEA7BF2CBACE33106AEDDC625B0C1D5AA67A41739AE5B57950973FC7FF8301073C6F95"
	"3150FC303EA152D1E10A2D1F4F5226DAA1EE9005472252BDB3B71D6F0C3A3490316C46929871BD45CDFDBCA6"
	"112F07F8BE717990D25F6DD7F2B7B320BF4D5A992E880331D729945AEC75AE5D43C8EDA5FE6233FCAC494EE6"
	"7A0D504D 0B050000 FEF324AC3962B59F3BD78253AE4DCB6A";
static const char example_answer[] =
	"02 02 001C 12 0B 0000 0B050000 F56D6433E68ED2976AC11937FC3D1154";

/* ---- the triplets of the appendix ---- */

static int example_draw(void *arg, uint8_t *out, size_t n)
{
	(void)arg;
	ck_assert_uint_eq(n, EAP_NONCE_MT_BYTES);
	memcpy(out, unhex(ctx, EXAMPLE_NONCE).p, n);
	return 0;
}

/* The upper digit of the RAND tells which of the three. */
static void example_gsm(const uint8_t rand[16], uint8_t sres[4], uint8_t kc[8])
{
	uint8_t which = (uint8_t)((rand[0] >> 4) - 1);

	for (uint8_t i = 0; i < 4; i++)
		sres[i] = (uint8_t)(0xD1 + 0x10 * which + i);
	for (uint8_t i = 0; i < 8; i++)
		kc[i] = (uint8_t)(0xA0 + 0x10 * which + i);
}

static enum eap_usim_result example_usim(void *arg, const uint8_t rand[16], uint8_t sres[4],
					 uint8_t kc[8])
{
	(void)arg;
	example_gsm(rand, sres, kc);
	return EAP_USIM_OK;
}

static int example_triplet(void *arg, const char *imsi, struct eap_triplet *out)
{
	(void)arg;
	ck_assert_str_eq(imsi, EXAMPLE_IMSI);
	memcpy(out->rand, unhex(ctx, EXAMPLE_RANDS).p + (size_t)16 * behaviour.triplets++, 16);
	example_gsm(out->rand, out->sres, out->kc);
	return 0;
}

static void start_example(void)
{
	server_config.auc.triplet = example_triplet;
	peer_config.usim.run_gsm = example_usim;
	peer_config.imsi = EXAMPLE_IMSI;
	peer_config.realm = "eapsim.foo";
	ck_assert_int_eq(crypto_new(ctx, example_draw, NULL, &peer_config.crypto), 0);
	start(EAP_SIM);
}

START_TEST(peer_of_the_appendix)
{
	struct slice identity;

	start_example();
	identity = to_peer(unhex(ctx, "01 00 0005 01"));
	assert_hex(slice_sub(identity, 0, 5), "02 00 0020 01");
	ck_assert(slice_eq(slice_sub(identity, 5, SIZE_MAX),
			   slice_str("1244070100000001@eapsim.foo")));
	assert_hex(to_peer(unhex(ctx, example_start)), example_start_answer);
	assert_hex(to_peer(unhex(ctx, example_challenge)), example_answer);
	to_peer(unhex(ctx, "03 02 0004"));
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_SUCCEEDED);
	assert_hex(slice_of(eap_peer_msk(peer), EAP_MSK_BYTES),
		   "39D45AEAF4E30601983E972B6CFD46D1C363773365690D09CD44976B525F47D3"
		   "A60A985E955C53B090B2E4B73719196A402542968FD14A888F46B9A7886E4488");
}
END_TEST

START_TEST(server_of_the_appendix)
{
	start_example();
	assert_hex(begin(slice_str("1244070100000001@eapsim.foo")), example_start);
	assert_hex(slice_sub(to_server(unhex(ctx, example_start_answer)), 0, 60),
		   "01 02 0050 12 0B 0000 010D0000" EXAMPLE_RANDS);
	assert_hex(to_server(unhex(ctx, example_answer)), "03 02 0004");
	ck_assert_int_eq(eap_server_verdict(server), EAP_SUCCEEDED);
	ck_assert_str_eq(eap_server_imsi(server), EXAMPLE_IMSI);
}
END_TEST

/* ---- exchanges that end as they should ---- */

START_TEST(authentication_succeeds)
{
	start(EAP_SIM);
	play(begin(permanent()));
	assert_success();
	ck_assert_int_eq(behaviour.triplets, 3);
}
END_TEST

START_TEST(identity_is_asked_for)
{
	struct slice packet;

	start(EAP_SIM);
	packet = begin(slice_str("3pseudonym@example.org"));
	assert_hex(packet, "01 01 0014 12 0A 0000 0A010000 0F020002 00010000");
	play(packet);
	assert_success();
}
END_TEST

START_TEST(another_key_is_refused)
{
	struct slice packet;

	start(EAP_SIM);
	behaviour.usim_key = 1;
	packet = to_peer(to_server(to_peer(begin(permanent()))));
	assert_hex(packet, "02 02 000C 12 0E 0000 16010000");
	play(to_server(packet));
	assert_failure();
}
END_TEST

START_TEST(usim_refuses)
{
	struct slice packet;

	start(EAP_SIM);
	behaviour.usim_refuses = true;
	packet = to_peer(to_server(to_peer(begin(permanent()))));
	assert_subtype(packet, EAP_RESPONSE, AKA_CLIENT_ERROR);
	play(to_server(packet));
	assert_failure();
}
END_TEST

START_TEST(unknown_subscriber_is_told)
{
	struct slice packet;

	start(EAP_SIM);
	behaviour.auc_fails = -ENOENT;
	packet = to_server(to_peer(begin(permanent())));
	assert_hex(packet, "01 02 000C 12 0C 0000 0C014000");
	play(packet);
	assert_failure();
}
END_TEST

START_TEST(peer_wants_fresh_challenges)
{
	start(EAP_SIM);
	behaviour.auc_repeats = true;
	assert_hex(to_peer(to_server(to_peer(begin(permanent())))),
		   "02 02 000C 12 0E 0000 16010003");
}
END_TEST

/* ---- what the peer makes of requests ---- */

#define START_OK "01 01 0010 12 0A 0000 0F020002 00010000"
#define RAND_A   "00000000000000000000000000000001"
#define RAND_B   "00000000000000000000000000000002"
#define RAND_C   "00000000000000000000000000000003"
#define RAND_D   "00000000000000000000000000000004"
#define A_MAC    "0B050000 00000000000000000000000000000000"

static const struct {
	const char *first; /* NULL: none */
	const char *request;
	uint8_t code; /* of the client error */
} wrong[] = {
	{NULL, "01 02 0008 12 0A 0000", 0},                   /* no versions */
	{NULL, "01 02 000C 12 0A 0000 0F010000", 0},          /* an empty list */
	{NULL, "01 02 0010 12 0A 0000 0F020003 00010000", 0}, /* half a version */
	{NULL, "01 02 0010 12 0A 0000 0F020006 00010000", 0}, /* longer than it is */
	{NULL, "01 02 0010 12 0A 0000 0F020004 00020003", 1}, /* none that it knows */
	{NULL, "01 02 0018 12 0A 0000 0A010000 0D010000 0F020002 00010000", 0}, /* two identities */
	{NULL, "01 02 000C 12 0A 0000 7F010000", 0}, /* must be known, but is not */
	{NULL, "01 02 0008 12 0D 0000", 0},          /* Re-authentication */
	{NULL, "01 02 0008 12 01 0000", 0},          /* of EAP-AKA */
	{NULL, "01 02 0040 12 0B 0000 01090000" RAND_A RAND_B A_MAC, 0}, /* before the start */
	{START_OK, START_OK, 0},                                         /* twice */
	{START_OK, "01 02 002C 12 0B 0000 01090000" RAND_A RAND_B, 0},   /* no MAC */
	{START_OK, "01 02 001C 12 0B 0000" A_MAC, 0},                    /* no RANDs */
	{START_OK, "01 02 0020 12 0B 0000 01010000" A_MAC, 2},
	{START_OK, "01 02 0030 12 0B 0000 01050000" RAND_A A_MAC, 2},
	{START_OK, "01 02 0034 12 0B 0000 01060000" RAND_A "00000000" A_MAC, 0},
	{START_OK, "01 02 0040 12 0B 0000 01090000" RAND_A RAND_A A_MAC, 3},
	{START_OK, "01 02 0050 12 0B 0000 010D0000" RAND_A RAND_B RAND_A A_MAC, 3},
	{START_OK, "01 02 0060 12 0B 0000 01110000" RAND_A RAND_B RAND_C RAND_D A_MAC, 0},
	{START_OK, "01 02 0040 12 0B 0000 01090000" RAND_A RAND_B A_MAC, 0}, /* a wrong MAC */
};

START_TEST(peer_sees_what_is_wrong)
{
	struct slice packet, answer;

	start(EAP_SIM);
	if (wrong[_i].first)
		assert_subtype(to_peer(unhex(ctx, wrong[_i].first)), EAP_RESPONSE, SIM_START);
	packet = unhex(ctx, wrong[_i].request);
	answer = to_peer(packet);
	ck_assert_uint_eq(answer.n, 12);
	assert_subtype(answer, EAP_RESPONSE, AKA_CLIENT_ERROR);
	assert_hex(slice_sub(answer, 8, 3), "160100");
	ck_assert_uint_eq(answer.p[11], wrong[_i].code);
	assert_ignored_by_peer(unhex(ctx, "03 02 0004"));
}
END_TEST

/* A challenge with two RANDs is as good as one with three: here from a server that has two. */
START_TEST(two_challenges_will_do)
{
	struct buf b = buf_new(ctx);
	struct slice nonce, rands = unhex(ctx, RAND_A RAND_B),
			    sres = unhex(ctx, "0000000000000000");
	struct slice versions = unhex(ctx, "00020001");
	struct eap_keys keys;
	uint8_t kc[16] = {0};
	size_t mark;

	start(EAP_SIM);
	nonce = slice_sub(to_peer(unhex(ctx, "01 01 0010 12 0A 0000 0F020004 00020001")), 12, 16);
	memset(kc, 0xFF, sizeof(kc));
	kc[7] ^= 1;
	kc[15] ^= 2;
	ck_assert_int_eq(
		eap_sim_keys(permanent(), slice_of(kc, sizeof(kc)), nonce, versions, 1, &keys), 0);
	mark = eap_open(&b, EAP_REQUEST, 2, EAP_SIM, SIM_CHALLENGE);
	eap_put(&b, AT_RAND, 0, rands);
	ck_assert_int_eq(eap_close_with_mac(&b, mark, crypto, &keys, nonce), 0);
	nonce = to_peer(buf_slice(&b));
	assert_subtype(nonce, EAP_RESPONSE, SIM_CHALLENGE);
	ck_assert_int_eq(eap_check_mac(crypto, &keys, nonce, slice_sub(nonce, 10, 18), sres), 0);
}
END_TEST

/* The nonce of one exchange stays the same. */
START_TEST(peer_is_asked_more_and_more_closely)
{
	struct slice first, last;

	start(EAP_SIM);
	first = to_peer(unhex(ctx, "01 01 0014 12 0A 0000 0D010000 0F020002 00010000"));
	assert_subtype(first, EAP_RESPONSE, SIM_START);
	assert_subtype(to_peer(unhex(ctx, "01 02 0014 12 0A 0000 11010000 0F020002 00010000")),
		       EAP_RESPONSE, SIM_START);
	last = to_peer(unhex(ctx, "01 03 0014 12 0A 0000 0A010000 0F020002 00010000"));
	assert_subtype(last, EAP_RESPONSE, SIM_START);
	ck_assert(slice_eq(slice_sub(first, 4, SIZE_MAX), slice_sub(last, 4, SIZE_MAX)));
	assert_subtype(to_peer(unhex(ctx, "01 04 0014 12 0A 0000 0A010000 0F020002 00010000")),
		       EAP_RESPONSE, AKA_CLIENT_ERROR);
}
END_TEST

/* ---- what the server makes of responses ---- */

#define NONCE    "07050000" EXAMPLE_NONCE
#define SELECTED "10010001"

static const struct {
	bool asked; /* the identity is asked for */
	bool challenged;
	const char *packet;
	bool fails_at_once;
} misplaced[] = {
	{false, false, "02 01 0008 12 0A 0000", false},
	{false, false, "02 01 001C 12 0A 0000" NONCE, false},             /* no version */
	{false, false, "02 01 000C 12 0A 0000" SELECTED, false},          /* no nonce */
	{false, false, "02 01 0020 12 0A 0000" NONCE "10010002", false},  /* another version */
	{false, false, "02 01 0010 12 0A 0000 07020000 00000000", false}, /* a short nonce */
	{true, false, "02 01 0020 12 0A 0000" NONCE SELECTED, false},     /* no identity */
	{true, false, "02 01 0028 12 0A 0000" NONCE SELECTED "0E020004 33313233", false},
	{false, false, "02 01 0008 12 0B 0000", false}, /* out of order */
	{false, false, "02 01 0008 12 0C 0000", false},
	{false, false, "02 01 000C 12 0E 0000 16010001", true},
	{false, false, "02 01 0006 03 00", true},
	{false, true, "02 02 0020 12 0A 0000" NONCE SELECTED, false}, /* again */
	{false, true, "02 02 0008 12 0B 0000", false},                /* no MAC */
	{false, true, "02 02 001C 12 0B 0000" A_MAC, false},          /* a wrong one */
	{false, true, "02 02 0009 12 0B 0000 0B", false},
	{false, true, "02 02 000C 12 0E 0000 16010003", true},
	{false, true, "02 02 0006 03 17", true},
};

START_TEST(misplaced_response_fails)
{
	struct slice packet;

	start(EAP_SIM);
	packet = begin(misplaced[_i].asked ? slice_str("3pseudonym") : permanent());
	if (misplaced[_i].challenged)
		to_server(to_peer(packet));
	packet = to_server(unhex(ctx, misplaced[_i].packet));
	if (misplaced[_i].fails_at_once) {
		ck_assert_uint_eq(packet.p[0], EAP_FAILURE);
	} else {
		assert_subtype(packet, EAP_REQUEST, AKA_NOTIFICATION);
		assert_hex(slice_sub(packet, 8, SIZE_MAX), "0C014000");
		packet = to_peer(packet);
		assert_subtype(packet, EAP_RESPONSE, AKA_NOTIFICATION);
		ck_assert_uint_eq(to_server(packet).p[0], EAP_FAILURE);
	}
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
}
END_TEST

START_TEST(replay_is_ignored)
{
	struct slice first, answer;

	start(EAP_SIM);
	first = to_peer(begin(permanent()));
	answer = to_peer(to_server(first));
	assert_ignored_by_server(first);
	to_server(answer);
	assert_ignored_by_server(answer);
	ck_assert_int_eq(eap_server_verdict(server), EAP_SUCCEEDED);
}
END_TEST

/* An answer of one authentication is none in the next. */
START_TEST(answer_of_another_session_fails)
{
	struct slice answer;

	start(EAP_SIM);
	answer = to_peer(to_server(to_peer(begin(permanent()))));
	start(EAP_SIM);
	to_server(to_peer(begin(permanent())));
	assert_subtype(to_server(answer), EAP_REQUEST, AKA_NOTIFICATION);
}
END_TEST

/* ---- packets that somebody changed ---- */

START_TEST(every_byte_of_the_challenge_counts)
{
	size_t length = 1;

	for (size_t at = 0; at < length; at++) {
		struct slice packet;
		struct buf b = buf_new(ctx);
		int r;

		start(EAP_SIM);
		packet = to_server(to_peer(begin(permanent())));
		length = packet.n;
		r = eap_peer_receive(peer, with_bit_flipped(packet, at), &b);
		ck_assert(r == 0 || r == -EBADMSG);
		ck_assert_msg(b.n <= EAP_SUBTYPE_AT || b.p[EAP_SUBTYPE_AT] != SIM_CHALLENGE,
			      "byte %zu", at);
	}
}
END_TEST

/* Reserved bytes of a start, which has no MAC: they are passed over. */
static bool is_reserved(int round, size_t at)
{
	return round == 0 && (at == 6 || at == 7 || at == 10 || at == 11);
}

START_TEST(every_byte_of_the_answers_counts)
{
	size_t lengths[2] = {1, 1};

	for (int round = 0; round < 2; round++)
		for (size_t at = 0; at < lengths[round]; at++) {
			struct slice packet;
			struct buf b = buf_new(ctx);
			int r;

			start(EAP_SIM);
			packet = to_peer(begin(permanent()));
			if (round)
				packet = to_peer(to_server(packet));
			lengths[round] = packet.n;
			r = eap_server_receive(server, with_bit_flipped(packet, at), &b);
			ck_assert(r == 0 || r == -EBADMSG);
			if (r == 0 && b.n)
				play(buf_slice(&b));
			ck_assert_msg((eap_server_verdict(server) == EAP_SUCCEEDED) ==
					      is_reserved(round, at),
				      "byte %zu", at);
		}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("eap_sim");
	TCase *t = tcase_create("sim");

	tcase_add_checked_fixture(t, eap_setup, eap_teardown);
	tcase_add_test(t, peer_of_the_appendix);
	tcase_add_test(t, server_of_the_appendix);
	tcase_add_test(t, authentication_succeeds);
	tcase_add_test(t, identity_is_asked_for);
	tcase_add_test(t, another_key_is_refused);
	tcase_add_test(t, usim_refuses);
	tcase_add_test(t, unknown_subscriber_is_told);
	tcase_add_test(t, peer_wants_fresh_challenges);
	tcase_add_loop_test(t, peer_sees_what_is_wrong, 0, COUNT(wrong));
	tcase_add_test(t, two_challenges_will_do);
	tcase_add_test(t, peer_is_asked_more_and_more_closely);
	tcase_add_loop_test(t, misplaced_response_fails, 0, COUNT(misplaced));
	tcase_add_test(t, replay_is_ignored);
	tcase_add_test(t, answer_of_another_session_fails);
	tcase_add_test(t, every_byte_of_the_challenge_counts);
	tcase_add_test(t, every_byte_of_the_answers_counts);
	suite_add_tcase(s, t);
	return unit_main(s);
}
