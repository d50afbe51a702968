/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-SIM, EAP-AKA and EAP-AKA' between the operator's authentication centre and the USIM of a
 * card, which answers AUTHENTICATE (TS 31.102 7.1). */
#include "naa/sqn.h"
#include "servers/mno/eap_auc.h"
#include "usim_card.h"

#define IMSI  "001010123456789"
#define ICCID "8988211000000000011"

static struct eap_auc_source source;
static struct eap_server *server;
static struct eap_peer *peer;

static void setup(void)
{
	mno_setup();
	source = (struct eap_auc_source){.db = db, .crypto = crypto};
}

static void teardown(void)
{
	mno_teardown();
	usim_remove();
}

static void start(enum eap_type type)
{
	const struct eap_server_config server_config = {
		.crypto = crypto,
		.auc = mno_eap_auc(&source),
		.network = slice_str("WLAN"),
		.types = EAP_ALL_TYPES,
		.result_indications = true,
	};
	const struct eap_peer_config peer_config = {
		.crypto = crypto,
		.usim = usim_card,
		.imsi = IMSI,
		.realm = "nai",
		.network = slice_str("WLAN"),
		.types = EAP_BIT(type),
	};

	ck_assert_int_eq(eap_server_new(ctx, &server_config, &server), 0);
	ck_assert_int_eq(eap_peer_new(ctx, &peer_config, &peer), 0);
}

/* A full authentication from the identity on. Returns the number of packets of the server. */
static int play(enum eap_type type)
{
	struct buf down = buf_new(ctx), up = buf_new(ctx);
	int n = 0;

	start(type);
	ck_assert_int_eq(eap_server_begin(server, eap_peer_identity(peer), &down), 0);
	for (; down.n; n++) {
		buf_reset(&up);
		ck_assert_int_eq(eap_peer_receive(peer, buf_slice(&down), &up), 0);
		buf_reset(&down);
		if (up.n)
			ck_assert_int_eq(eap_server_receive(server, buf_slice(&up), &down), 0);
	}
	return n;
}

static void assert_success(void)
{
	ck_assert_int_eq(eap_server_verdict(server), EAP_SUCCEEDED);
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_SUCCEEDED);
	ck_assert_mem_eq(eap_server_msk(server), eap_peer_msk(peer), EAP_MSK_BYTES);
}

/* Challenge, indication of the result, success; EAP-SIM has one more to begin with. */
enum { PACKETS = 3 };

static const enum eap_type types[] = {EAP_AKA, EAP_AKA_PRIME, EAP_SIM};

enum { WITH_SQN = 2 /* the first two */ };

static const char *const algorithms[] = {
	"{\"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\","
	" \"opc\": \"CD63CB71954A9F4E48A5994E37A02BAF\"}",
	"{\"algorithm\": \"tuak\", \"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\", \"opc\": \""
	"CD63CB71954A9F4E48A5994E37A02BAFCD63CB71954A9F4E48A5994E37A02BAF\","
	" \"resLength\": 128}",
	"{\"algorithm\": \"usim-test\", \"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\"}",
};

START_TEST(card_authenticates_again_and_again)
{
	enum eap_type type = types[_i / COUNT(algorithms)];

	add_subscriber_with(IMSI, ICCID, NULL, algorithms[_i % COUNT(algorithms)]);
	usim_insert(IMSI);
	for (int i = 0; i < 40; i++) {
		ck_assert_int_eq(play(type), PACKETS + (type == EAP_SIM));
		assert_success();
	}
}
END_TEST

/* The card has seen higher numbers than the network knows of: one more challenge. */
START_TEST(network_that_fell_behind_catches_up)
{
	add_subscriber(IMSI, ICCID, NULL);
	usim_insert(IMSI);
	for (size_t ind = 0; ind < 1u << SQN_IND_BITS; ind++)
		memcpy(usim->sqn[ind], unhex(ctx, "000000001234").p, 6);
	ck_assert_int_eq(play(types[_i]), PACKETS + 1);
	assert_success();
	ck_assert_int_eq(play(types[_i]), PACKETS);
	assert_success();
}
END_TEST

START_TEST(card_with_another_key_is_refused)
{
	add_subscriber(IMSI, ICCID, NULL);
	usim_insert(IMSI);
	usim->key[0] ^= 1;
	play(types[_i]);
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_FAILED);
}
END_TEST

START_TEST(nobody_is_refused)
{
	add_subscriber("001010000000000", ICCID, NULL);
	play(types[_i]);
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
}
END_TEST

/* But who only wants to know who asks can know that. */
START_TEST(suspended_subscriber_is_refused)
{
	add_subscriber(IMSI, ICCID, NULL);
	usim_insert(IMSI);
	ck_assert_int_eq(subscriber_suspend(db, IMSI), 0);
	play(types[_i]);
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
	source.suspended_too = true;
	play(types[_i]);
	assert_success();
}
END_TEST

/* What EAP-AKA has no room for; to GSM a MAC is nothing. */
static const struct {
	const char *length;
	enum eap_type type;
} too_long[] = {
	{"\"resLength\": 256", EAP_AKA}, {"\"macLength\": 128", EAP_AKA},
	{"\"ckLength\": 256", EAP_AKA},  {"\"resLength\": 256", EAP_SIM},
	{"\"ckLength\": 256", EAP_SIM},
};

START_TEST(long_quintets_do_not_fit)
{
	char *text = talloc_asprintf(
		ctx,
		"{\"algorithm\": \"tuak\", \"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\", \"opc\": "
		"\"CD63CB71954A9F4E48A5994E37A02BAFCD63CB71954A9F4E48A5994E37A02BAF\", %s}",
		too_long[_i].length);

	add_subscriber_with(IMSI, ICCID, NULL, text);
	play(too_long[_i].type);
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_eap");
	TCase *t = tcase_create("eap");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, card_authenticates_again_and_again, 0,
			    COUNT(types) * COUNT(algorithms));
	tcase_add_loop_test(t, network_that_fell_behind_catches_up, 0, WITH_SQN);
	tcase_add_loop_test(t, card_with_another_key_is_refused, 0, COUNT(types));
	tcase_add_loop_test(t, suspended_subscriber_is_refused, 0, COUNT(types));
	tcase_add_loop_test(t, nobody_is_refused, 0, COUNT(types));
	tcase_add_loop_test(t, long_quintets_do_not_fit, 0, COUNT(too_long));
	suite_add_tcase(s, t);
	return unit_main(s);
}
