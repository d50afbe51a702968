/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bearer independent protocol: a stream of the card through a terminal that serves its channel
 * by a TCP connection on the loopback interface, with an echo at the other end. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "terminal.h"

enum {
	EVENT_LIST = 0x05,
	OPEN = 0x40,
	CLOSE = 0x41,
	RECEIVE = 0x42,
	SEND = 0x43,
	TAG_CHANNEL_DATA = 0x36,
	TAG_CHANNEL_DATA_LENGTH = 0x37,
	TAG_BUFFER_SIZE = 0x39,
	TAG_TRANSPORT = 0x3C,
	TAG_ADDRESS = 0x3E,
	BUFFER = 600, /* what this terminal has */
};

/* ---- the user in the card ---- */

static struct softeuicc_toolkit *application;
static struct softeuicc_bip *bip;
static struct buf got;
static int opened, sent, closed;
static uint16_t buffer;
static uint8_t end_result, end_additional;

static void on_opened(void *arg, uint16_t size)
{
	(void)arg;
	opened++;
	buffer = size;
}

static void on_received(void *arg, struct softeuicc_bytes data)
{
	(void)arg;
	buf_put(&got, data.p, data.n);
}

static void on_sent(void *arg)
{
	(void)arg;
	sent++;
}

static void on_closed(void *arg, uint8_t result, uint8_t additional)
{
	(void)arg;
	closed++;
	end_result = result;
	end_additional = additional;
}

/* Default bearer, 1400 bytes of buffer, TCP to 127.0.0.1. */
static int open_stream(uint8_t qualifier, const char *transport, uint16_t port)
{
	const char *hex = talloc_asprintf(got.ctx, "B50103 B9020578 BC03 %s%04X BE05217F000001",
					  transport, port);
	struct slice objects = unhex(got.ctx, hex);
	const struct softeuicc_bip_definition d = {
		.qualifier = qualifier,
		.objects = {objects.p, objects.n},
		.opened = on_opened,
		.received = on_received,
		.sent = on_sent,
		.closed = on_closed,
	};

	return softeuicc_bip_open(application, &d, &bip);
}

static void setup(void)
{
	static const struct softeuicc_toolkit_definition d = {.name = "BIP"};

	terminal_setup();
	got = buf_new(talloc_new(NULL));
	opened = sent = closed = 0;
	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &d, &application), 0);
}

static void teardown(void)
{
	terminal_teardown();
	talloc_free(got.ctx);
}

static void status(void)
{
	terminal_send("80F2000000");
}

/* Has a stream opened on channel 1. */
static void begin(void)
{
	ck_assert_uint_eq(terminal_profile(NULL), 0x9000);
	ck_assert_int_eq(open_stream(1, "02", 7), 0);
	status();
	terminal_fetch(EVENT_LIST);
	assert_hex(terminal.command, "9902 090A");
	terminal_respond("00", "");
	terminal_fetch(OPEN);
	ck_assert_uint_eq(terminal.destination, 0x82);
	terminal_respond("00", "B8028100 B50103 B9020258");
	ck_assert_int_eq(opened, 1);
	ck_assert_uint_eq(buffer, BUFFER);
}

/* ---- the terminal's side of the channel ---- */

static int peer = -1; /* connected socket of the echo */

static int listen_on_loopback(uint16_t *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_ge(s, 0);
	ck_assert_int_eq(bind(s, (struct sockaddr *)&a, n), 0);
	ck_assert_int_eq(listen(s, 1), 0);
	ck_assert_int_eq(getsockname(s, (struct sockaddr *)&a, &n), 0);
	*port = ntohs(a.sin_port);
	return s;
}

/* OPEN CHANNEL as it says: to that address and port. */
static int connect_channel(int listener)
{
	struct slice address = terminal_object(TAG_ADDRESS);
	struct slice transport = terminal_object(TAG_TRANSPORT);
	struct sockaddr_in a = {.sin_family = AF_INET};
	int s = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_uint_eq(address.n, 5);
	ck_assert_uint_eq(address.p[0], 0x21);
	memcpy(&a.sin_addr, address.p + 1, 4);
	ck_assert_uint_eq(transport.n, 3);
	ck_assert_uint_eq(transport.p[0], 0x02);
	a.sin_port = htons(be16(transport.p + 1));
	ck_assert_int_eq(connect(s, (struct sockaddr *)&a, sizeof(a)), 0);
	peer = accept(listener, NULL, NULL);
	ck_assert_int_ge(peer, 0);
	return s;
}

/* Takes @n bytes at the far end and sends them back. */
static void echo(size_t n)
{
	uint8_t bytes[BUFFER];
	ssize_t r;

	ck_assert_uint_le(n, sizeof(bytes));
	r = recv(peer, bytes, n, MSG_WAITALL);
	ck_assert_int_eq(r, (ssize_t)n);
	ck_assert_int_eq(send(peer, bytes, n, 0), (ssize_t)n);
}

static char *hex_of(struct slice s)
{
	char *hex = talloc_strdup(got.ctx, "");

	for (size_t i = 0; i < s.n; i++)
		hex = talloc_asprintf_append(hex, "%02X", s.p[i]);
	return hex;
}

/* SEND DATA: into the transmit buffer, and on where it is to go at once. */
static void serve_send(int s, struct buf *transmit)
{
	struct slice data;
	size_t room;

	terminal_fetch(SEND);
	ck_assert_uint_eq(terminal.destination, 0x21);
	data = terminal_object(TAG_CHANNEL_DATA);
	buf_put_slice(transmit, data);
	ck_assert_uint_le(transmit->n, BUFFER);
	if (terminal.details[2] & 1) {
		ck_assert_int_eq(send(s, transmit->p, transmit->n, 0), (ssize_t)transmit->n);
		echo(transmit->n);
		buf_consume(transmit, transmit->n);
	}
	room = BUFFER - transmit->n;
	terminal_respond("00", talloc_asprintf(got.ctx, "B701%02zX", room > 0xFF ? 0xFF : room));
}

/* RECEIVE DATA: what is asked for, of @left bytes that wait. */
static void serve_receive(int s, size_t *left)
{
	uint8_t bytes[255];
	size_t n;

	terminal_fetch(RECEIVE);
	ck_assert_uint_eq(terminal.destination, 0x21);
	n = terminal_object(TAG_CHANNEL_DATA_LENGTH).p[0];
	ck_assert_uint_le(n, *left);
	ck_assert_int_eq(recv(s, bytes, n, MSG_WAITALL), (ssize_t)n);
	*left -= n;
	terminal_respond("00", talloc_asprintf(got.ctx, "B6%s%02zX%s B701%02zX",
					       n > 0x7F ? "81" : "", n, hex_of(slice_of(bytes, n)),
					       *left > 0xFF ? (size_t)0xFF : *left));
}

START_TEST(bytes_go_through_a_real_connection)
{
	enum { TOTAL = 5000 };
	uint8_t bytes[TOTAL];
	struct buf transmit = buf_new(got.ctx);
	size_t left = TOTAL;
	uint16_t port;
	int listener = listen_on_loopback(&port), s;

	for (size_t i = 0; i < TOTAL; i++)
		bytes[i] = (uint8_t)(i * 7 + i / 256);
	terminal_profile(NULL);
	ck_assert_int_eq(open_stream(1, "02", port), 0);
	status();
	terminal_perform(EVENT_LIST);
	terminal_fetch(OPEN);
	ck_assert_uint_eq(be16(terminal_object(TAG_BUFFER_SIZE).p), 1400);
	s = connect_channel(listener);
	terminal_respond("07", "B8028100 B50103 B9020258");
	ck_assert_uint_eq(buffer, BUFFER);
	ck_assert_int_eq(softeuicc_bip_send(bip, bytes, TOTAL), 0);
	status();
	while (!sent)
		serve_send(s, &transmit);
	ck_assert_uint_eq(transmit.n, 0);
	ck_assert_uint_eq(terminal_envelope(0xD6, "990109 82028281 B8028100 B701FF") >> 8, 0x91);
	while (left)
		serve_receive(s, &left);
	ck_assert_uint_eq(got.n, TOTAL);
	ck_assert(slice_eq(buf_slice(&got), slice_of(bytes, TOTAL)));
	softeuicc_bip_close(bip);
	status();
	terminal_fetch(CLOSE);
	ck_assert_uint_eq(terminal.destination, 0x21);
	terminal_respond("00", "");
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_result, 0);
	/* Nobody needs the events any more. */
	terminal_fetch(EVENT_LIST);
	assert_hex(terminal.command, "9900");
	ck_assert_uint_eq(terminal_respond("00", ""), 0x9000);
	close(s);
	close(peer);
	close(listener);
}
END_TEST

START_TEST(close_waits_for_what_is_to_be_sent)
{
	begin();
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	softeuicc_bip_close(bip);
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"d", 1), -ENOTCONN);
	status();
	terminal_fetch(SEND);
	assert_hex(terminal.command, "B603 616263");
	ck_assert_uint_eq(terminal.details[2], 1);
	terminal_respond("00", "B701FF");
	terminal_perform(CLOSE);
	ck_assert_int_eq(sent, 1);
	ck_assert_int_eq(closed, 1);
}
END_TEST

/* The result of OPEN CHANNEL, and what the user is told. */
static const struct {
	const char *result, *objects;
	uint8_t end_result, end_additional;
} failures[] = {
	{"3A01", "", 0x3A, 0x01}, /* no channel available */
	{"3A04", "B9020100", 0x3A, 0x04},
	{"22", "", 0x22, 0x00},
	{"2100", "", 0x21, 0x00},
	{"00", "B8028100", 0x00, 0x00}, /* no buffer size */
	{"00", "B8028000 B9020258", 0x00, 0x00},
	{"00", "B8028100 B9020000", 0x00, 0x00},
	{"00", "B80181 B9020258", 0x00, 0x00},
};

START_TEST(a_channel_that_cannot_be_opened)
{
	terminal_profile(NULL);
	ck_assert_int_eq(open_stream(1, "02", 7), 0);
	status();
	terminal_perform(EVENT_LIST);
	terminal_fetch(OPEN);
	terminal_respond(failures[_i].result, failures[_i].objects);
	ck_assert_int_eq(opened, 0);
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_result, failures[_i].end_result);
	ck_assert_uint_eq(end_additional, failures[_i].end_additional);
}
END_TEST

START_TEST(sending_fails)
{
	begin();
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	status();
	terminal_fetch(SEND);
	terminal_respond("3A00", "");
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_result, 0x3A);
	/* The terminal still has the channel. */
	terminal_perform(CLOSE);
	terminal_perform(EVENT_LIST);
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(terminal.sw, 0x9000);
}
END_TEST

/* Terminal or network are unable for now: the same bytes go out again, not for ever. */
START_TEST(sending_is_tried_again)
{
	begin();
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	status();
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3; i++) {
			terminal_fetch(SEND);
			assert_hex(terminal_object(TAG_CHANNEL_DATA), "616263");
			terminal_respond(i % 2 ? "2100" : "2001", "");
			ck_assert_int_eq(closed, 0);
		}
		if (round == 0) {
			terminal_fetch(SEND);
			terminal_respond("00", "B701FF");
			ck_assert_int_eq(sent, 1);
			softeuicc_bip_send(bip, (const uint8_t *)"abc", 3);
			status();
		}
	}
	terminal_fetch(SEND);
	terminal_respond("2001", "");
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_result, 0x20);
	terminal_perform(CLOSE);
}
END_TEST

START_TEST(receiving_is_tried_again)
{
	begin();
	terminal_envelope(0xD6, "990109 82028281 B8028100 B70102");
	terminal_fetch(RECEIVE);
	terminal_respond("2001", "");
	terminal_fetch(RECEIVE);
	assert_hex(terminal_object(TAG_CHANNEL_DATA_LENGTH), "02");
	ck_assert_uint_eq(terminal_respond("00", "B6026F6B B70100"), 0x9000);
	assert_hex(buf_slice(&got), "6F6B");
}
END_TEST

/* The user has decided. */
START_TEST(a_user_who_refuses_is_not_asked_again)
{
	begin();
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	status();
	terminal_fetch(SEND);
	terminal_respond("22", "");
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_result, 0x22);
	terminal_perform(CLOSE);
}
END_TEST

START_TEST(the_channel_is_gone)
{
	begin();
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	status();
	terminal_fetch(SEND);
	terminal_respond("3A02", "");
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_additional, 0x02);
	terminal_perform(EVENT_LIST);
	ck_assert_uint_eq(terminal.sw, 0x9000);
}
END_TEST

START_TEST(the_link_is_dropped)
{
	begin();
	terminal_envelope(0xD6, "99010A 82028281 B8020105");
	ck_assert_int_eq(closed, 1);
	ck_assert_uint_eq(end_result, 0);
	terminal_perform(CLOSE);
}
END_TEST

START_TEST(receiving_fails)
{
	begin();
	terminal_envelope(0xD6, "990109 82028281 B8028100 B70105");
	terminal_fetch(RECEIVE);
	assert_hex(terminal.command, "B70105");
	/* Without the data that it has to bring. */
	terminal_respond("00", "B70100");
	ck_assert_int_eq(closed, 1);
}
END_TEST

START_TEST(a_terminal_with_nothing_is_not_asked_again)
{
	begin();
	terminal_envelope(0xD6, "990109 82028281 B8028100 B70105");
	terminal_fetch(RECEIVE);
	ck_assert_uint_eq(terminal_respond("00", "B600 B70105"), 0x9000);
	ck_assert_int_eq(closed, 0);
}
END_TEST

/* A link in the background, and a server: nothing is sent until there is somebody to take it. */
static const struct {
	uint8_t qualifier;
	const char *transport;
	const char *before, *after;
} waiting[] = {
	{0x05, "02", "B8020100", "B8028100"},
	{0x00, "03", "B8024100", "B8028100"},
};

START_TEST(a_link_that_is_made_later)
{
	terminal_profile(NULL);
	ck_assert_int_eq(open_stream(waiting[_i].qualifier, waiting[_i].transport, 7), 0);
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	status();
	terminal_perform(EVENT_LIST);
	terminal_fetch(OPEN);
	ck_assert_uint_eq(
		terminal_respond("00", talloc_asprintf(got.ctx, "%s B9020258", waiting[_i].before)),
		0x9000);
	ck_assert_int_eq(opened, 0);
	terminal_envelope(0xD6, talloc_asprintf(got.ctx, "99010A 82028281 %s", waiting[_i].after));
	ck_assert_int_eq(opened, 1);
	terminal_fetch(SEND);
}
END_TEST

START_TEST(events_of_no_channel)
{
	begin();
	ck_assert_uint_eq(terminal_envelope(0xD6, "990109 82028281 B8028200 B70105"), 0x9000);
	ck_assert_uint_eq(terminal_envelope(0xD6, "990109 82028281 B8028000 B70105"), 0x9000);
	ck_assert_uint_eq(terminal_envelope(0xD6, "990109 82028281 B80181 B70105"), 0x9000);
	ck_assert_uint_eq(terminal_envelope(0xD6, "99010A 82028281"), 0x6A80);
	ck_assert_int_eq(closed, 0);
}
END_TEST

START_TEST(a_reset_ends_all)
{
	begin();
	ck_assert_int_eq(softeuicc_bip_send(bip, (const uint8_t *)"abc", 3), 0);
	softeuicc_reset(terminal.card);
	ck_assert_int_eq(closed, 1);
	ck_assert_int_eq(open_stream(1, "02", 7), -ENOTCONN);
}
END_TEST

START_TEST(an_application_that_goes)
{
	begin();
	softeuicc_toolkit_unregister(application);
	status();
	terminal_perform(CLOSE);
	ck_assert_int_eq(closed, 0);
	terminal_perform(EVENT_LIST);
	ck_assert_uint_eq(terminal.sw, 0x9000);
}
END_TEST

/* All four commands are needed. */
START_TEST(a_terminal_without_channels)
{
	terminal_profile("FFFFFFFFFFFFFFFFFFFFFF 0D");
	ck_assert_int_eq(open_stream(1, "02", 7), -ENOTSUP);
	terminal_profile("FFFFFFFFFFFFFFFFFFFFFF 0F");
	ck_assert_int_eq(open_stream(1, "02", 7), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bip");
	TCase *t = tcase_create("bip");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, bytes_go_through_a_real_connection);
	tcase_add_test(t, close_waits_for_what_is_to_be_sent);
	tcase_add_loop_test(t, a_channel_that_cannot_be_opened, 0, COUNT(failures));
	tcase_add_test(t, sending_fails);
	tcase_add_test(t, sending_is_tried_again);
	tcase_add_test(t, receiving_is_tried_again);
	tcase_add_test(t, a_user_who_refuses_is_not_asked_again);
	tcase_add_test(t, the_channel_is_gone);
	tcase_add_test(t, the_link_is_dropped);
	tcase_add_test(t, receiving_fails);
	tcase_add_test(t, a_terminal_with_nothing_is_not_asked_again);
	tcase_add_loop_test(t, a_link_that_is_made_later, 0, COUNT(waiting));
	tcase_add_test(t, events_of_no_channel);
	tcase_add_test(t, a_reset_ends_all);
	tcase_add_test(t, an_application_that_goes);
	tcase_add_test(t, a_terminal_without_channels);
	suite_add_tcase(s, t);
	return unit_main(s);
}
