/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks the entitlement server: by EAP with a card's USIM, by a code, by a token; and what is no
 * request at all. */
#include "entitlement_fixture.h"
#include "naa/sqn.h"
#include "servers/mno/login_session.h"
#include "servers/mno/one_time_code.h"
#include "usim_card.h"

#define REALM "nai.epc.mnc001.mcc001.3gppnetwork.org"

static struct eap_peer *peer;

static void setup(void)
{
	es_setup();
	usim_insert(A);
}

static void teardown(void)
{
	usim_remove();
	es_teardown();
}

static const enum eap_type types[] = {EAP_AKA, EAP_AKA_PRIME, EAP_SIM};

static void new_peer(enum eap_type type, const char *imsi)
{
	const struct eap_peer_config config = {
		.crypto = crypto,
		.usim = usim_card,
		.imsi = imsi,
		.realm = REALM,
		.types = EAP_BIT(type),
	};

	ck_assert_int_eq(eap_peer_new(ctx, &config, &peer), 0);
}

/* The first request; members behind EAP_ID. */
static void begin(enum eap_type type, const char *imsi, const char *members)
{
	struct slice id;

	new_peer(type, imsi);
	id = eap_peer_identity(peer);
	cookie = NULL;
	es_ask("ap2006", talloc_asprintf(ctx, "'EAP_ID':'%.*s'%s%s", (int)id.n, (const char *)id.p,
					 *members ? "," : "", members));
}

/* What the peer answers to the last reply. */
static struct slice answered(void)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(eap_peer_receive(peer, es_packet(), &b), 0);
	return buf_slice(&b);
}

static bool is_relay(void)
{
	return reply.status == 200 && json_object_get(document, "eap-relay-packet");
}

/* Goes on until there is no packet any more. */
static int play(void)
{
	int n = 0;

	for (; is_relay(); n++)
		es_relay(answered());
	return n;
}

#define CHECK                                                                                      \
	"'operation':'CheckEligibility','companion_terminal_id':'watch','companion_terminal_"      \
	"vendor':'W'"

/* ---- by EAP ---- */

START_TEST(usim_logs_in)
{
	const char *token;

	begin(types[_i], A, CHECK);
	play();
	es_status(200);
	ck_assert_str_eq(reply.content_type, "application/json");
	ck_assert_str_eq(es_value("ap2006.CompanionAppEligibility"), "1");
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
	token = es_value("Token.token");
	ck_assert_uint_eq(strlen(token), TOKEN_CHARACTERS);
	cookie = NULL;
	es_ask("ap2006", talloc_asprintf(ctx, "'token':'%s'," CHECK, token));
	es_status(200);
	ck_assert_str_eq(es_value("Token.token"), "");
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
}
END_TEST

/* Without an operation there is a token alone; and XML where that is wanted. */
START_TEST(token_alone)
{
	begin(EAP_AKA, A, "");
	play();
	es_status(200);
	ck_assert_str_ne(es_value("Token.token"), "");
	ck_assert_ptr_null(json_object_get(document, "ap2006"));
}
END_TEST

/* The card has seen higher numbers than the network knows of: one more challenge. */
START_TEST(sequence_numbers_are_brought_in_line)
{
	int n;

	begin(types[_i], A, CHECK);
	n = play();
	for (size_t ind = 0; ind < 1u << SQN_IND_BITS; ind++)
		memcpy(usim->sqn[ind], unhex(ctx, "000000123400").p, 6);
	begin(types[_i], A, CHECK);
	ck_assert_int_eq(play(), n + 1);
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
}
END_TEST

START_TEST(card_with_another_key_is_refused)
{
	usim->key[0] ^= 1;
	begin(types[_i], A, CHECK);
	play();
	es_status(403);
	ck_assert_ptr_nonnull(strstr(reply.body, "EAP has failed"));
}
END_TEST

START_TEST(who_is_not_known_is_refused)
{
	begin(types[_i], "001019999999999", CHECK);
	play();
	es_status(403);
}
END_TEST

/* Whose subscription has gone over to another device can learn that, and no more. */
START_TEST(suspended_subscriber_learns_that)
{
	const char *token;

	ck_assert_int_eq(subscriber_suspend(db, A), 0);
	begin(EAP_AKA, A, CHECK);
	play();
	es_status(403);
	ck_assert_ptr_nonnull(strstr(reply.body, "suspended"));
	begin(EAP_AKA, A, "");
	play();
	token = es_value("Token.token");
	cookie = NULL;
	es_ask("ap2009",
	       talloc_asprintf(ctx, "'token':'%s','operation':'AcquireConfiguration'", token));
	ck_assert_str_eq(es_value("ap2009.PrimaryConfiguration.ICCID"), A_ICCID);
	ck_assert_str_eq(es_value("ap2009.PrimaryConfiguration.ServiceStatus"), "4");
}
END_TEST

/* A response that comes again, because the answer to it was lost, is answered as before. */
START_TEST(lost_answer_is_given_again)
{
	struct slice first;
	const char *challenge;

	begin(EAP_SIM, A, CHECK); /* with a start before the challenge */
	first = answered();
	es_relay(first);
	challenge = reply.body;
	es_relay(first);
	es_status(200);
	ck_assert_str_eq(reply.body, challenge);
	play();
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
}
END_TEST

/* What ended a login is no key to another one. */
START_TEST(replay_opens_nothing)
{
	struct slice last;

	begin(EAP_AKA, A, CHECK);
	last = answered();
	es_relay(last);
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
	es_relay(last);
	es_status(511);
	begin(EAP_AKA, A, CHECK);
	es_relay(last); /* the identifier may fit, the MAC does not */
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "");
}
END_TEST

static const char *const strays[] = {
	"00",
	"02010004",          /* no type */
	"0201000501",        /* an identity */
	"01010008 17010000", /* a request */
	"02FF0008 17010000", /* another identifier */
	"0200FFFF 17010000", /* shorter than it says */
};

/* Packets that do not belong there change nothing, for a while. */
START_TEST(stray_packets_are_refused)
{
	begin(EAP_AKA, A, CHECK);
	es_relay(unhex(ctx, strays[_i]));
	es_status(400);
	es_relay(unhex(ctx, strays[_i]));
	es_status(400);
	new_peer(EAP_AKA, A);
	begin(EAP_AKA, A, CHECK);
	for (int i = 0; i < LOGIN_STRAYS_MAX; i++) {
		es_relay(unhex(ctx, strays[_i]));
		es_status(400);
	}
	es_relay(unhex(ctx, strays[_i]));
	es_status(511);
}
END_TEST

START_TEST(login_goes_on_after_a_stray_packet)
{
	struct slice right;

	begin(EAP_AKA, A, CHECK);
	right = answered();
	es_relay(unhex(ctx, "00"));
	es_status(400);
	es_relay(right);
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
}
END_TEST

START_TEST(packets_need_their_cookie)
{
	struct slice right;
	const char *own;

	begin(EAP_AKA, A, CHECK);
	right = answered();
	own = cookie;
	cookie = NULL;
	es_relay(right);
	es_status(511);
	cookie = "login=0123";
	es_relay(right);
	es_status(511);
	cookie = own;
	clock_now += LOGIN_SECONDS + 1;
	es_relay(right);
	es_status(511);
}
END_TEST

/* The oldest gives way. */
START_TEST(logins_are_bounded)
{
	const char *first, *second;
	struct slice right;

	begin(EAP_AKA, A, CHECK);
	first = cookie;
	begin(EAP_AKA, A, CHECK);
	right = answered();
	second = cookie;
	for (int i = 0; i < LOGIN_SESSIONS_MAX - 1; i++)
		begin(EAP_AKA, "001019999999999", "");
	cookie = first;
	es_relay(right);
	es_status(511);
	cookie = second;
	es_relay(right);
	es_status(200);
}
END_TEST

START_TEST(eap_needs_a_client_that_relays)
{
	static const char *const headers[] = {"Accept", "application/json", NULL};
	const struct http_request request = {
		.method = "GET",
		.path = "/",
		.headers = headers,
		.query = "app=ap2006&terminal_id=x&entitlement_version=1.0&EAP_ID=0" A,
	};

	entitlement_handle(es, &request, ctx, &reply);
	es_status(400);
}
END_TEST

/* ---- by a code ---- */

static void send_code(const char *msisdn)
{
	cookie = NULL;
	es_ask("ap2009",
	       talloc_asprintf(ctx, "'msisdn':'%s','operation':'CheckEligibility'", msisdn));
}

static void enter(const char *code)
{
	es_post(talloc_asprintf(ctx, "'OTP':'%s'", code));
}

START_TEST(code_logs_in)
{
	const char *code;

	send_code(_i ? "+" A_NUMBER : A_NUMBER);
	es_status(200);
	ck_assert_ptr_null(reply.body);
	ck_assert_ptr_nonnull(cookie);
	code = es_code(A_NUMBER);
	enter(code);
	es_status(200);
	ck_assert_str_eq(es_value("ap2009.PrimaryAppEligibility"), "1");
	ck_assert_uint_eq(strlen(es_value("Token.token")), TOKEN_CHARACTERS);
	enter(code); /* used up */
	es_status(511);
}
END_TEST

static const char *other_than(const char *code)
{
	return strcmp(code, "000000") ? "000000" : "000001";
}

START_TEST(wrong_codes_are_told_apart)
{
	const char *code;

	send_code(A_NUMBER);
	code = es_code(A_NUMBER);
	for (int i = 0; i < CODE_TRIES; i++) {
		enter(other_than(code));
		es_status(511);
		ck_assert_str_eq(reply.body, "the code is wrong\n");
	}
	enter(code);
	es_status(511);
	ck_assert_str_eq(reply.body, "there were too many wrong codes\n");
	send_code(A_NUMBER);
	code = es_code(A_NUMBER);
	enter(other_than(code));
	enter(code);
	es_status(200);
}
END_TEST

START_TEST(late_code)
{
	send_code(A_NUMBER);
	clock_now += CODE_LIFE + (_i ? 1 : 0);
	enter(es_code(A_NUMBER));
	es_status(_i ? 511 : 200);
}
END_TEST

START_TEST(codes_are_limited_in_rate)
{
	for (int i = 0; i < CODE_RATE; i++) {
		send_code(A_NUMBER);
		es_status(200);
	}
	send_code(A_NUMBER);
	es_status(503);
	ck_assert_str_eq(reply.headers[0], "Retry-After");
	clock_now += CODE_RATE_PERIOD + 1;
	send_code(A_NUMBER);
	es_status(200);
}
END_TEST

static const char *const no_numbers[] = {"", "+", "x", "491700000000", A, A_ICCID};

START_TEST(codes_go_to_numbers_of_subscribers)
{
	send_code(no_numbers[_i]);
	es_status(403);
}
END_TEST

START_TEST(codes_do_not_go_to_the_suspended)
{
	ck_assert_int_eq(subscriber_suspend(db, A), 0);
	send_code(A_NUMBER);
	es_status(403);
}
END_TEST

/* A code is good with its cookie alone, and a cookie of EAP for no code. */
START_TEST(codes_need_their_cookie)
{
	const char *code, *own;

	send_code(A_NUMBER);
	code = es_code(A_NUMBER);
	own = cookie;
	cookie = NULL;
	enter(code);
	es_status(511);
	send_code(B_NUMBER);
	enter(code);
	es_status(511);
	begin(EAP_AKA, A, CHECK);
	enter(code);
	es_status(511);
	es_relay(unhex(ctx, "02010004"));
	cookie = own;
	es_relay(unhex(ctx, "02010004"));
	es_status(511);
	enter(code);
	es_status(200);
}
END_TEST

/* ---- by a token ---- */

static const char *token_of(const char *imsi, const char *device)
{
	char *token = talloc_array(ctx, char, TOKEN_CHARACTERS + 1);

	ck_assert_int_eq(token_issue(db, crypto, imsi, device, clock_now, token), 0);
	return token;
}

static void use(const char *token, const char *members)
{
	cookie = NULL;
	es_ask("ap2009", talloc_asprintf(ctx, "'token':'%s','operation':'CheckEligibility'%s",
					 token, members));
}

START_TEST(token_is_bound)
{
	use(token_of(A, PHONE), "");
	es_status(200);
	use(token_of(A, "another"), "");
	es_status(511);
	use("nonsense", "");
	es_status(511);
	use(token_of(A, PHONE), ",'IMSI':'" A "'");
	es_status(200);
	use(token_of(A, PHONE), ",'IMSI':'" B "'");
	es_status(403);
}
END_TEST

START_TEST(token_ends)
{
	const char *token = token_of(A, PHONE);

	clock_now += TOKEN_LIFE;
	use(token, "");
	es_status(511);
	token = token_of(A, PHONE);
	ck_assert_int_eq(token_revoke(db, A), 0);
	use(token, "");
	es_status(511);
}
END_TEST

/* Where a token is no more good, EAP_ID next to it begins a login at once (TS.43 2.8.1). */
START_TEST(token_or_eap)
{
	begin(EAP_AKA, A, "'token':'nonsense'," CHECK);
	play();
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
	begin(EAP_AKA, A, talloc_asprintf(ctx, "'token':'%s'," CHECK, token_of(A, PHONE)));
	ck_assert_str_eq(es_value("ap2006.OperationResult"), "1");
	ck_assert_ptr_null(cookie);
}
END_TEST

/* ---- no request ---- */

static const struct {
	unsigned status;
	const char *query;
} refused[] = {
	{511, "app=ap2006&terminal_id=x&entitlement_version=12.0"},
	{511, "app=AP2009&terminal_id=x&entitlement_version=1.0"},
	{400, NULL},
	{400, "terminal_id=x&entitlement_version=12.0"},
	{400, "app=ap2004&terminal_id=x&entitlement_version=12.0"},
	{400, "app=ap2006&entitlement_version=12.0"},
	{400, "app=ap2006&terminal_id=&entitlement_version=12.0"},
	{400, "app=ap2006&terminal_id=x"},
	{400, "app=ap2006&terminal_id=x&entitlement_version=12"},
	{400, "app=ap2006&terminal_id=x&entitlement_version=12."},
	{400, "app=ap2006&terminal_id=x&entitlement_version=.1"},
	{400, "app=ap2006&terminal_id=x&entitlement_version=1.0a"},
	{400, "app=ap2006&terminal_id=x&entitlement_version=11111.0"},
	{406, "app=ap2006&terminal_id=x&entitlement_version=13.0"},
	{406, "app=ap2006&terminal_id=x&entitlement_version=0.1"},
	{400, "app=%"},
};

START_TEST(no_request)
{
	es_get(refused[_i].query);
	es_status(refused[_i].status);
	ck_assert_ptr_nonnull(reply.note);
	ck_assert_str_eq(reply.content_type, "text/plain; charset=utf-8");
}
END_TEST

START_TEST(other_paths_and_methods)
{
	struct http_request request = {.method = "PUT", .path = "/"};

	entitlement_handle(es, &request, ctx, &reply);
	es_status(405);
	ck_assert_str_eq(reply.headers[1], "GET, POST");
	request.method = "GET";
	request.path = "/entitlement";
	entitlement_handle(es, &request, ctx, &reply);
	es_status(404);
}
END_TEST

START_TEST(malformed_bodies)
{
	es_post("'app':");
	es_status(400);
	es_post("'eap-relay-packet':'x'");
	es_status(400);
	es_post(talloc_asprintf(ctx, "'x':'%20000d'", 1));
	es_status(413);
	es_get("OTP=1");
	es_status(511);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entitlement_login");
	TCase *t = tcase_create("login");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, usim_logs_in, 0, COUNT(types));
	tcase_add_test(t, token_alone);
	tcase_add_loop_test(t, sequence_numbers_are_brought_in_line, 0, 2);
	tcase_add_loop_test(t, card_with_another_key_is_refused, 0, COUNT(types));
	tcase_add_loop_test(t, who_is_not_known_is_refused, 0, COUNT(types));
	tcase_add_test(t, suspended_subscriber_learns_that);
	tcase_add_test(t, lost_answer_is_given_again);
	tcase_add_test(t, replay_opens_nothing);
	tcase_add_loop_test(t, stray_packets_are_refused, 0, COUNT(strays));
	tcase_add_test(t, login_goes_on_after_a_stray_packet);
	tcase_add_test(t, packets_need_their_cookie);
	tcase_add_test(t, logins_are_bounded);
	tcase_add_test(t, eap_needs_a_client_that_relays);
	tcase_add_loop_test(t, code_logs_in, 0, 2);
	tcase_add_test(t, wrong_codes_are_told_apart);
	tcase_add_loop_test(t, late_code, 0, 2);
	tcase_add_test(t, codes_are_limited_in_rate);
	tcase_add_loop_test(t, codes_go_to_numbers_of_subscribers, 0, COUNT(no_numbers));
	tcase_add_test(t, codes_do_not_go_to_the_suspended);
	tcase_add_test(t, codes_need_their_cookie);
	tcase_add_test(t, token_is_bound);
	tcase_add_test(t, token_ends);
	tcase_add_test(t, token_or_eap);
	tcase_add_loop_test(t, no_request, 0, COUNT(refused));
	tcase_add_test(t, other_paths_and_methods);
	tcase_add_test(t, malformed_bodies);
	suite_add_tcase(s, t);
	return unit_main(s);
}
