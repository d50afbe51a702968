/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What EAP-SIM, EAP-AKA and EAP-AKA' have in common: identities, the choice of the method, and
 * success under a MAC. */
#include <errno.h>

#include "eap_fixture.h"

enum { TYPES = 3 };

static const enum eap_type types[TYPES] = {EAP_SIM, EAP_AKA, EAP_AKA_PRIME};

/* ---- identities ---- */

static const struct {
	enum eap_type type;
	const char *identity, *imsi; /* NULL: none */
} identities[] = {
	{EAP_AKA, "0" IMSI, IMSI},
	{EAP_AKA, "0" IMSI "@nai.epc.mnc001.mcc001.3gppnetwork.org", IMSI},
	{EAP_AKA_PRIME, "6" IMSI "@x", IMSI},
	{EAP_SIM, "1" IMSI "@x", IMSI},
	{EAP_AKA, "0001010", "001010"},
	{EAP_AKA, "6" IMSI, NULL},
	{EAP_AKA_PRIME, "0" IMSI, NULL},
	{EAP_AKA, "1" IMSI, NULL},
	{EAP_SIM, "0" IMSI, NULL},
	{EAP_AKA, "0" IMSI "1", NULL},
	{EAP_AKA, "000101", NULL},
	{EAP_AKA, "0", NULL},
	{EAP_AKA, "", NULL},
	{EAP_AKA, "0" IMSI " @x", NULL},
	{EAP_AKA, "0@" IMSI, NULL},
};

START_TEST(permanent_identities)
{
	char imsi[IMSI_DIGITS_MAX + 1];
	bool found = eap_permanent_identity(identities[_i].type, slice_str(identities[_i].identity),
					    imsi);

	ck_assert(found == (identities[_i].imsi != NULL));
	if (found)
		ck_assert_str_eq(imsi, identities[_i].imsi);
}
END_TEST

START_TEST(identities_are_made)
{
	ck_assert(slice_eq(eap_identity(ctx, EAP_AKA, IMSI, ""), slice_str("0" IMSI)));
	ck_assert(slice_eq(eap_identity(ctx, EAP_SIM, IMSI, "x"), slice_str("1" IMSI "@x")));
	ck_assert(slice_eq(eap_identity(ctx, EAP_AKA_PRIME, IMSI, "x"), slice_str("6" IMSI "@x")));
}
END_TEST

/* ---- the choice ---- */

/* The first digit says what begins; of pseudonyms and the like, too. */
static const struct {
	const char *identity;
	enum eap_type type;
} leads[] = {
	{"0" IMSI, EAP_AKA},       {"2x", EAP_AKA},
	{"4x", EAP_AKA},           {"1" IMSI, EAP_SIM},
	{"3x", EAP_SIM},           {"5x", EAP_SIM},
	{"6" IMSI, EAP_AKA_PRIME}, {"7x", EAP_AKA_PRIME},
	{"8x", EAP_AKA_PRIME},     {"anonymous@x", EAP_AKA_PRIME},
	{"9x", EAP_AKA_PRIME},     {"", EAP_AKA_PRIME},
};

START_TEST(identity_tells_the_method)
{
	struct slice packet;

	start_with(EAP_ALL_TYPES, EAP_ALL_TYPES);
	ck_assert_int_eq(eap_server_type(server), EAP_IDENTITY);
	packet = begin(slice_str(leads[_i].identity));
	ck_assert_uint_eq(packet.p[4], leads[_i].type);
	ck_assert_int_eq(eap_server_type(server), leads[_i].type);
}
END_TEST

START_TEST(peer_shows_the_strongest_first)
{
	start_with(EAP_ALL_TYPES, EAP_ALL_TYPES);
	ck_assert(slice_eq(eap_peer_identity(peer), permanent_of(EAP_AKA_PRIME)));
	start_with(EAP_ALL_TYPES, EAP_BIT(EAP_SIM) | EAP_BIT(EAP_AKA));
	ck_assert(slice_eq(eap_peer_identity(peer), permanent_of(EAP_AKA)));
}
END_TEST

/* Whatever the two have in common is what they come to, by Nak where it must be. */
START_TEST(every_two_sets_agree)
{
	for (uint64_t served = 1; served < 8; served++)
		for (uint64_t taken = 1; taken < 8; taken++) {
			uint64_t s = 0, p = 0;

			for (int i = 0; i < TYPES; i++) {
				s |= served >> i & 1 ? EAP_BIT(types[i]) : 0;
				p |= taken >> i & 1 ? EAP_BIT(types[i]) : 0;
			}
			start_with(s, p);
			play(begin(eap_peer_identity(peer)));
			if (s & p) {
				assert_success();
				ck_assert(s & p & EAP_BIT(eap_server_type(server)));
			} else {
				assert_failure();
			}
		}
}
END_TEST

START_TEST(nak_names_what_would_do)
{
	start_with(EAP_ALL_TYPES, EAP_BIT(EAP_SIM) | EAP_BIT(EAP_AKA));
	assert_hex(to_peer(unhex(ctx, "01 07 0008 32 01 0000")), "02 07 0007 03 17 12");
	assert_hex(to_peer(unhex(ctx, "01 08 0005 04")), "02 08 0007 03 17 12");
}
END_TEST

START_TEST(nothing_else_once_agreed)
{
	start_with(EAP_ALL_TYPES, EAP_ALL_TYPES);
	assert_type(to_peer(unhex(ctx, "01 01 000C 17 05 0000 0A010000")), EAP_RESPONSE, EAP_AKA,
		    AKA_IDENTITY);
	assert_ignored_by_peer(unhex(ctx, "01 02 0010 12 0A 0000 0F020002 00010000"));
	assert_ignored_by_peer(unhex(ctx, "01 02 0005 04"));
	ck_assert_int_eq(eap_peer_type(peer), EAP_AKA);
}
END_TEST

static const struct {
	const char *nak;
	enum eap_type then; /* EAP_IDENTITY: failure */
} naks[] = {
	{"02 01 0006 03 17", EAP_AKA},       {"02 01 0006 03 12", EAP_SIM},
	{"02 01 0008 03 12 17 32", EAP_AKA}, /* what it has just declined does not count */
	{"02 01 0006 03 32", EAP_IDENTITY},  {"02 01 0006 03 00", EAP_IDENTITY},
	{"02 01 0006 03 FF", EAP_IDENTITY},  {"02 01 0005 03", EAP_IDENTITY},
};

START_TEST(nak_is_heeded)
{
	struct slice packet;

	start_with(EAP_ALL_TYPES, EAP_ALL_TYPES);
	begin(permanent_of(EAP_AKA_PRIME));
	packet = to_server(unhex(ctx, naks[_i].nak));
	if (naks[_i].then == EAP_IDENTITY)
		assert_hex(packet, "04 01 0004");
	else
		assert_type(packet, EAP_REQUEST, naks[_i].then,
			    naks[_i].then == EAP_SIM ? SIM_START : AKA_IDENTITY);
}
END_TEST

START_TEST(nak_answers_the_first_request_alone)
{
	start_with(EAP_ALL_TYPES, EAP_ALL_TYPES);
	to_server(to_peer(begin(slice_str("7pseudonym"))));
	assert_hex(to_server(unhex(ctx, "02 02 0006 03 17")), "04 02 0004");
}
END_TEST

START_TEST(no_method_is_declined_twice)
{
	start_with(EAP_ALL_TYPES, EAP_ALL_TYPES);
	begin(permanent_of(EAP_AKA_PRIME));
	to_server(unhex(ctx, "02 01 0006 03 17"));
	assert_hex(to_server(unhex(ctx, "02 02 0006 03 32")), "04 02 0004");
}
END_TEST

START_TEST(configuration_is_checked)
{
	static char name[256];
	struct eap_server *s;
	struct eap_peer *p;

	server_config.types = peer_config.types = EAP_BIT(EAP_IDENTITY);
	ck_assert_int_eq(eap_server_new(ctx, &server_config, &s), -EINVAL);
	ck_assert_int_eq(eap_peer_new(ctx, &peer_config, &p), -EINVAL);
	server_config.types = EAP_BIT(EAP_AKA_PRIME);
	server_config.network = slice_str("");
	ck_assert_int_eq(eap_server_new(ctx, &server_config, &s), -EINVAL);
	server_config.network = slice_of(name, sizeof(name));
	ck_assert_int_eq(eap_server_new(ctx, &server_config, &s), -EINVAL);
	server_config.network = slice_of(name, sizeof(name) - 1);
	ck_assert_int_eq(eap_server_new(ctx, &server_config, &s), 0);
}
END_TEST

/* RFC 9048 4: the peer that could have EAP-AKA' does not let itself be talked out of it. */
static const struct {
	uint64_t served, taken;
	bool succeeds;
} bids[] = {
	{EAP_ALL_TYPES, EAP_BIT(EAP_AKA), true},
	{EAP_BIT(EAP_AKA), EAP_ALL_TYPES, true},
	{EAP_ALL_TYPES, EAP_ALL_TYPES, false},
};

START_TEST(bidding_down_is_noticed)
{
	struct slice packet;

	start_with(bids[_i].served, bids[_i].taken);
	packet = to_peer(to_server(to_peer(begin(slice_str("2somebody")))));
	assert_type(packet, EAP_RESPONSE, EAP_AKA,
		    bids[_i].succeeds ? AKA_CHALLENGE : AKA_AUTHENTICATION_REJECT);
	play(to_server(packet));
	if (bids[_i].succeeds)
		assert_success();
	else
		assert_failure();
}
END_TEST

/* ---- success under a MAC ---- */

/* Up to the server's packet behind the answer to the challenge. */
static struct slice result(enum eap_type as)
{
	struct slice packet;

	server_config.result_indications = true;
	start(as);
	packet = to_server(to_peer(begin(permanent())));
	return as == EAP_SIM ? to_server(to_peer(packet)) : packet;
}

START_TEST(result_is_indicated)
{
	struct slice packet = result(types[_i]), answer;

	assert_subtype(packet, EAP_REQUEST, AKA_NOTIFICATION);
	assert_hex(slice_sub(packet, 8, 8), "0C018000 0B050000");
	ck_assert_int_eq(eap_server_verdict(server), EAP_GOES_ON);
	answer = to_peer(packet);
	assert_subtype(answer, EAP_RESPONSE, AKA_NOTIFICATION);
	assert_hex(slice_sub(answer, 8, 4), "0B050000");
	play(to_server(answer));
	assert_success();
}
END_TEST

START_TEST(success_without_its_indication_is_none)
{
	result(types[_i]);
	for (int identifier = 0; identifier < 256; identifier++) {
		uint8_t success[] = {EAP_SUCCESS, (uint8_t)identifier, 0, 4};

		assert_ignored_by_peer(slice_of(success, sizeof(success)));
	}
}
END_TEST

START_TEST(changed_indication_is_none)
{
	struct slice packet = result(types[_i]);

	assert_subtype(to_peer(with_bit_flipped(packet, packet.n - 1)), EAP_RESPONSE,
		       AKA_CLIENT_ERROR);
	assert_ignored_by_peer(unhex(ctx, "03 02 0004"));
}
END_TEST

START_TEST(indication_comes_once)
{
	struct slice packet = result(types[_i]);

	to_peer(packet);
	assert_subtype(to_peer(packet), EAP_RESPONSE, AKA_CLIENT_ERROR);
}
END_TEST

START_TEST(indication_is_to_be_answered)
{
	struct slice answer;

	answer = to_peer(result(types[_i]));
	ck_assert_uint_eq(to_server(with_bit_flipped(answer, answer.n - 1)).p[0], EAP_FAILURE);
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
}
END_TEST

START_TEST(who_declines_the_indication_fails)
{
	struct buf b = buf_new(ctx);
	struct slice packet = result(types[_i]);
	size_t mark = eap_open(&b, EAP_RESPONSE, packet.p[1], types[_i], AKA_CLIENT_ERROR);

	eap_close(&b, mark);
	ck_assert_uint_eq(to_server(buf_slice(&b)).p[0], EAP_FAILURE);
	ck_assert_ptr_null(eap_server_msk(server));
}
END_TEST

/* Notifications behind the challenge are authenticated: failure, and success. */
static const struct {
	uint16_t code;
	bool mac, accepted, then_success;
} late[] = {
	{EAP_GENERAL_FAILURE_AFTER, true, true, false},
	{EAP_GENERAL_FAILURE_AFTER, false, false, true},
	{EAP_NOTIFICATION_S, true, true, true},
	{EAP_NOTIFICATION_S, false, false, true},
	{EAP_GENERAL_FAILURE, true, false, true},
};

START_TEST(late_notification_is_authenticated)
{
	struct buf b = buf_new(ctx), end = buf_new(ctx);
	struct eap_keys keys;
	struct slice answer;
	size_t mark;

	start(EAP_AKA);
	to_peer(begin(permanent()));
	ck_assert_int_eq(eap_aka_keys(permanent(), unhex(ctx, CK).p, unhex(ctx, IK).p, &keys), 0);
	mark = eap_open(&b, EAP_REQUEST, 9, type, AKA_NOTIFICATION);
	eap_put(&b, AT_NOTIFICATION, late[_i].code, slice_of(NULL, 0));
	if (late[_i].mac)
		ck_assert_int_eq(eap_close_with_mac(&b, mark, crypto, &keys, slice_of(NULL, 0)), 0);
	else
		eap_close(&b, mark);
	answer = to_peer(buf_slice(&b));
	assert_subtype(answer, EAP_RESPONSE,
		       late[_i].accepted ? AKA_NOTIFICATION : AKA_CLIENT_ERROR);
	eap_put_end(&end, EAP_SUCCESS, 9);
	ck_assert_int_eq(eap_peer_receive(peer, buf_slice(&end), &b),
			 late[_i].then_success ? 0 : -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("eap_methods");
	TCase *t = tcase_create("methods");

	tcase_add_checked_fixture(t, eap_setup, eap_teardown);
	tcase_add_loop_test(t, permanent_identities, 0, COUNT(identities));
	tcase_add_test(t, identities_are_made);
	tcase_add_loop_test(t, identity_tells_the_method, 0, COUNT(leads));
	tcase_add_test(t, peer_shows_the_strongest_first);
	tcase_add_test(t, every_two_sets_agree);
	tcase_add_test(t, nak_names_what_would_do);
	tcase_add_test(t, nothing_else_once_agreed);
	tcase_add_loop_test(t, nak_is_heeded, 0, COUNT(naks));
	tcase_add_test(t, nak_answers_the_first_request_alone);
	tcase_add_test(t, no_method_is_declined_twice);
	tcase_add_test(t, configuration_is_checked);
	tcase_add_loop_test(t, bidding_down_is_noticed, 0, COUNT(bids));
	tcase_add_loop_test(t, result_is_indicated, 0, TYPES);
	tcase_add_loop_test(t, success_without_its_indication_is_none, 0, TYPES);
	tcase_add_loop_test(t, changed_indication_is_none, 0, TYPES);
	tcase_add_loop_test(t, indication_comes_once, 0, TYPES);
	tcase_add_loop_test(t, indication_is_to_be_answered, 0, TYPES);
	tcase_add_loop_test(t, who_declines_the_indication_fails, 0, TYPES);
	tcase_add_loop_test(t, late_notification_is_authenticated, 0, COUNT(late));
	suite_add_tcase(s, t);
	return unit_main(s);
}
