/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer of EAP-AKA' chooses a key derivation function (RFC 9048 3.2). */
#include <errno.h>

#include "eap_fixture.h"

/* A challenge with @attributes between AUTN and a MAC that is right. */
static struct slice challenge(uint8_t identifier, const char *attributes)
{
	struct buf b = buf_new(ctx);
	struct eap_keys keys;
	size_t mark = eap_open(&b, EAP_REQUEST, identifier, EAP_AKA_PRIME, AKA_CHALLENGE);

	ck_assert_int_eq(eap_aka_prime_keys(crypto, permanent(), slice_str("WLAN"),
					    unhex(ctx, AUTN).p, unhex(ctx, CK).p, unhex(ctx, IK).p,
					    &keys),
			 0);
	eap_put(&b, AT_RAND, 0, unhex(ctx, RAND));
	eap_put(&b, AT_AUTN, 0, unhex(ctx, AUTN));
	buf_put_slice(&b, unhex(ctx, attributes));
	ck_assert_int_eq(eap_close_with_mac(&b, mark, crypto, &keys, slice_of(NULL, 0)), 0);
	return buf_slice(&b);
}

#define NETWORK "17020004574C414E"
#define KDF(n)  "1801000" #n

static const char *const rejected[] = {
	"",
	KDF(1),         /* no name */
	NETWORK,        /* no function */
	KDF(2) NETWORK, /* another one */
	KDF(2) KDF(3) NETWORK,
	KDF(1) "17010000",         /* an empty name */
	KDF(1) "17020009574C414E", /* longer than it is */
	KDF(1) KDF(1) NETWORK,     /* twice the same */
	KDF(1) KDF(2) KDF(2) NETWORK,
	KDF(2) KDF(1) KDF(1) NETWORK,     /* a choice that nobody has made */
	KDF(2) KDF(1) "170200045858585A", /* another network */
};

START_TEST(peer_rejects)
{
	start(EAP_AKA_PRIME);
	assert_subtype(to_peer(challenge(1, rejected[_i])), EAP_RESPONSE,
		       AKA_AUTHENTICATION_REJECT);
}
END_TEST

START_TEST(peer_takes_what_stands_first)
{
	start(EAP_AKA_PRIME);
	assert_subtype(to_peer(challenge(1, KDF(1) KDF(2) NETWORK)), EAP_RESPONSE, AKA_CHALLENGE);
	to_peer(unhex(ctx, "03 01 0004"));
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_SUCCEEDED);
}
END_TEST

START_TEST(peer_chooses)
{
	start(EAP_AKA_PRIME);
	assert_hex(to_peer(challenge(1, KDF(3) KDF(1) KDF(2) NETWORK)),
		   "02 01 000C 32 01 0000 18010001");
	assert_ignored_by_peer(unhex(ctx, "03 01 0004"));
	assert_subtype(to_peer(challenge(2, KDF(1) KDF(3) KDF(1) KDF(2) NETWORK)), EAP_RESPONSE,
		       AKA_CHALLENGE);
	to_peer(unhex(ctx, "03 02 0004"));
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_SUCCEEDED);
}
END_TEST

/* The offer must come again as it was, behind what was chosen. */
static const char *const changed[] = {
	KDF(1) NETWORK,
	KDF(3) KDF(1) KDF(2) NETWORK,
	KDF(1) KDF(1) KDF(2) NETWORK,
	KDF(1) KDF(3) KDF(1) NETWORK,
	KDF(1) KDF(1) KDF(3) KDF(2) NETWORK,
	KDF(2) KDF(3) KDF(1) KDF(2) NETWORK,
	KDF(1) KDF(3) KDF(1) KDF(2) KDF(4) NETWORK,
};

START_TEST(changed_offer_is_noticed)
{
	start(EAP_AKA_PRIME);
	to_peer(challenge(1, KDF(3) KDF(1) KDF(2) NETWORK));
	assert_subtype(to_peer(challenge(2, changed[_i])), EAP_RESPONSE, AKA_AUTHENTICATION_REJECT);
}
END_TEST

/* After a choice the sequence number may turn out to be too low. */
START_TEST(choice_outlasts_resynchronisation)
{
	start(EAP_AKA_PRIME);
	behaviour.synchronisation_failures = 1;
	to_peer(challenge(1, KDF(3) KDF(1) NETWORK));
	assert_subtype(to_peer(challenge(2, KDF(1) KDF(3) KDF(1) NETWORK)), EAP_RESPONSE,
		       AKA_SYNCHRONIZATION_FAILURE);
	assert_subtype(to_peer(challenge(3, KDF(1) KDF(3) KDF(1) NETWORK)), EAP_RESPONSE,
		       AKA_CHALLENGE);
}
END_TEST

/* The server has one function to offer, of which nothing is to be chosen. */
START_TEST(choice_is_no_answer_to_the_server)
{
	start(EAP_AKA_PRIME);
	begin(permanent());
	assert_subtype(to_server(unhex(ctx, "02 01 000C 32 01 0000 18010001")), EAP_REQUEST,
		       AKA_NOTIFICATION);
}
END_TEST

START_TEST(offers_have_an_end)
{
	struct buf b = buf_new(ctx);
	struct eap_attributes a;

	buf_put_slice(&b, unhex(ctx, "010000"));
	for (unsigned i = 0; i < EAP_KDFS_MAX; i++)
		eap_put(&b, AT_KDF, (uint16_t)i, slice_of(NULL, 0));
	ck_assert_int_eq(eap_attributes_parse(buf_slice(&b), &a), 0);
	ck_assert_uint_eq(a.kdf_count, EAP_KDFS_MAX);
	ck_assert_uint_eq(a.kdfs[EAP_KDFS_MAX - 1], EAP_KDFS_MAX - 1);
	eap_put(&b, AT_KDF, 1, slice_of(NULL, 0));
	ck_assert_int_eq(eap_attributes_parse(buf_slice(&b), &a), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("eap_kdf");
	TCase *t = tcase_create("kdf");

	tcase_add_checked_fixture(t, eap_setup, eap_teardown);
	tcase_add_loop_test(t, peer_rejects, 0, COUNT(rejected));
	tcase_add_test(t, peer_takes_what_stands_first);
	tcase_add_test(t, peer_chooses);
	tcase_add_loop_test(t, changed_offer_is_noticed, 0, COUNT(changed));
	tcase_add_test(t, choice_outlasts_resynchronisation);
	tcase_add_test(t, choice_is_no_answer_to_the_server);
	tcase_add_test(t, offers_have_an_end);
	suite_add_tcase(s, t);
	return unit_main(s);
}
