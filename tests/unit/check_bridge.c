/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bridge in a child process, with a card that shows what is done to it; the test is vpcd. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reader-bridge/bridge.h"
#include "unit.h"

/* ---- a card: answers with its number, its power and reset counts, the command, 9000 ---- */

struct fake {
	uint8_t number, ons, offs, resets;
};

static void fake_on(void *card)
{
	((struct fake *)card)->ons++;
}

static void fake_off(void *card)
{
	((struct fake *)card)->offs++;
}

static void fake_reset(void *card)
{
	((struct fake *)card)->resets++;
}

static size_t fake_atr(void *card, uint8_t atr[SOFTEUICC_ATR_MAX])
{
	const struct fake *f = card;

	memcpy(atr, (uint8_t[]){0x3B, f->number}, 2);
	return 2;
}

/* A command DE xx yy zz is answered after xx ms; with yy not 00 the card leaves instead, for zz ms.
 */
static size_t fake_transmit(void *card, const uint8_t *command, size_t n, uint8_t *response,
			    struct bridge_manner *manner)
{
	const struct fake *f = card;
	const uint8_t counts[] = {f->number, f->ons, f->offs, f->resets};
	size_t length = sizeof(counts);

	if (n == 4 && command[0] == 0xDE)
		*manner = (struct bridge_manner){command[1], command[2], command[3], NULL};
	memcpy(response, counts, length);
	if (n == 2) { /* asks for the longest of all responses */
		memset(response, 0, SOFTEUICC_RESPONSE_MAX);
		return SOFTEUICC_RESPONSE_MAX;
	}
	memcpy(response + length, command, n);
	memcpy(response + length + n, (uint8_t[]){0x90, 0x00}, 2);
	return length + n + 2;
}

/* ---- the two processes ---- */

enum { SLOTS = 2 };

static void *ctx;
static int listeners[SLOTS];
static uint16_t ports[SLOTS];
static pid_t child;
static int states; /* what the bridge said of its cards' states: two bytes each */

static int listen_on(uint16_t *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(*port)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, n), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

static void tell_state(void *arg, unsigned card, enum bridge_state state)
{
	const uint8_t bytes[] = {(uint8_t)card, (uint8_t)state};

	if (write(*(int *)arg, bytes, sizeof(bytes)) != sizeof(bytes))
		_exit(3);
}

static _Noreturn void be_the_bridge(int state_fd)
{
	static struct fake fakes[SLOTS];
	struct bridge *b = bridge_new(NULL, tell_state, &state_fd);

	signal(SIGPIPE, SIG_DFL); /* whatever the tests were started with */
	if (!b)
		_exit(2);
	for (uint8_t i = 0; i < SLOTS; i++) {
		struct bridge_card card = {&fakes[i],  fake_on,  fake_off,
					   fake_reset, fake_atr, fake_transmit};

		fakes[i].number = i;
		close(listeners[i]);
		/* a name, so that an address on which nobody listens (::1) may come first */
		if (bridge_add(b, card, "localhost", ports[i]) < 0)
			_exit(2);
	}
	if (bridge_run(b) < 0)
		_exit(2);
	talloc_free(b);
	for (int i = 0; i < SLOTS; i++)
		if (fakes[i].offs > fakes[i].ons + fakes[i].resets) /* stopped, then freed */
			_exit(4);
	_exit(0);
}

static void setup(void)
{
	int fds[2];

	ctx = talloc_new(NULL);
	for (int i = 0; i < SLOTS; i++) {
		ports[i] = 0;
		listeners[i] = listen_on(&ports[i]);
	}
	ck_assert_int_eq(pipe(fds), 0);
	child = fork();
	if (child == 0) {
		close(fds[0]);
		be_the_bridge(fds[1]);
	}
	close(fds[1]);
	states = fds[0];
}

static void stop(int signal_number)
{
	int status;

	kill(child, signal_number);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	child = 0;
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}

static void teardown(void)
{
	if (child)
		stop(SIGTERM);
	for (int i = 0; i < SLOTS; i++)
		close(listeners[i]);
	close(states);
	talloc_free(ctx);
}

static int accept_card(int slot)
{
	int fd = accept(listeners[slot], NULL, NULL);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void put(int fd, const char *hex)
{
	struct slice s = unhex(ctx, hex);

	ck_assert_int_eq(send(fd, s.p, s.n, MSG_NOSIGNAL), (ssize_t)s.n);
}

static void expect(int fd, const char *hex)
{
	struct slice wanted = unhex(ctx, hex);
	uint8_t *p = talloc_size(ctx, wanted.n + 1);
	ssize_t n = recv(fd, p, wanted.n, MSG_WAITALL);

	ck_assert_int_ge(n, 0);
	assert_hex(slice_of(p, (size_t)n), hex);
}

static void expect_state(int card, enum bridge_state state)
{
	uint8_t said[2];

	ck_assert_int_eq(read(states, said, 2), 2);
	ck_assert_int_eq(said[0], card);
	ck_assert_int_eq(said[1], state);
}

START_TEST(answers_atr_and_apdus_only)
{
	int fd = accept_card(0);

	put(fd, "0001 01  0001 02  0000  0001 03  0001 04  0004 00A40000");
	expect(fd, "0002 3B00  000A 00 01 00 01 00A40000 9000");
	put(fd, "0001 00  0001 01  0004 00A40000");
	expect(fd, "000A 00 02 01 01 00A40000 9000");
	close(fd);
}
END_TEST

START_TEST(frames_cut_at_every_position)
{
	static const char hex[] = "0001 04 0003 112233";
	struct slice s = unhex(ctx, hex);
	int fd = accept_card(0);

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	for (size_t cut = 0; cut <= s.n; cut++) {
		send(fd, s.p, cut, MSG_NOSIGNAL);
		send(fd, s.p + cut, s.n - cut, MSG_NOSIGNAL);
		expect(fd, "0002 3B00  0009 00 00 00 00 112233 9000");
	}
	close(fd);
}
END_TEST

START_TEST(cards_keep_apart)
{
	int second = accept_card(1);
	int first = accept_card(0);

	put(second, "0001 01 0003 AAAAAA");
	put(first, "0003 BBBBBB");
	expect(first, "0009 00 00 00 00 BBBBBB 9000");
	expect(second, "0009 01 01 00 00 AAAAAA 9000");
	close(first);
	close(second);
}
END_TEST

enum { ROUNDS = 41 };

static double round_trip(int fd, const char *first, const char *second)
{
	struct timespec t0, t1;

	clock_gettime(CLOCK_MONOTONIC, &t0);
	put(fd, first);
	put(fd, second);
	expect(fd, "0009 00 00 00 00 112233 9000");
	clock_gettime(CLOCK_MONOTONIC, &t1);
	return (double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) / 1e9;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What vpcd does: length and payload written apart, without TCP_NODELAY. A delayed acknowledgement
 * makes that a thousand times as slow as one write; no load of the machine does that to a median.
 */
START_TEST(acknowledges_without_delay)
{
	double apart[ROUNDS], whole[ROUNDS];
	int fd = accept_card(0);

	for (int i = 0; i < ROUNDS; i++) {
		apart[i] = round_trip(fd, "0003", "112233");
		whole[i] = round_trip(fd, "0003 112233", "");
	}
	qsort(apart, ROUNDS, sizeof(apart[0]), ascending);
	qsort(whole, ROUNDS, sizeof(whole[0]), ascending);
	ck_assert_double_lt(apart[ROUNDS / 2], 100 * whole[ROUNDS / 2]);
	close(fd);
}
END_TEST

/* It asks a lot and hears nothing of it: the second answer meets a reset connection. */
START_TEST(outlives_a_reader_that_does_not_listen)
{
	int fd = accept_card(0);

	for (int i = 0; i < 50; i++)
		put(fd, "0003 112233");
	close(fd);
	fd = accept_card(0);
	put(fd, "0003 445566");
	expect(fd, "0009 00 00 00 00 445566 9000");
	close(fd);
}
END_TEST

START_TEST(returns_to_a_reader_that_went_away)
{
	int fd = accept_card(0);

	put(fd, "0001 01 0001 04");
	expect(fd, "0002 3B00");
	expect_state(0, BRIDGE_INSERTED);
	close(listeners[0]);
	close(fd);
	expect_state(0, BRIDGE_WAITING);
	listeners[0] = listen_on(&ports[0]);
	fd = accept_card(0);
	put(fd, "0003 112233"); /* the power went with the reader */
	expect(fd, "0009 00 01 01 00 112233 9000");
	expect_state(0, BRIDGE_INSERTED);
	close(fd);
}
END_TEST

START_TEST(tells_of_a_silent_reader)
{
	int first = accept_card(0);
	int second = accept_card(1);

	put(first, "0001 04");
	expect_state(0, BRIDGE_INSERTED);
	expect_state(1, BRIDGE_WAITING);
	put(second, "0001 04");
	expect_state(1, BRIDGE_INSERTED);
	close(first);
	close(second);
}
END_TEST

START_TEST(half_a_frame_dies_with_its_connection)
{
	int fd = accept_card(0);

	put(fd, "0005 1122");
	close(fd);
	fd = accept_card(0);
	put(fd, "0003 445566");
	expect(fd, "0009 00 00 00 00 445566 9000");
	close(fd);
}
END_TEST

enum { LONG_FRAME = 0x4000, LONG_ANSWER = 4 + LONG_FRAME + 2 };

/* A peer that asks and asks without taking an answer holds up itself and nobody else. Long frames,
 * so that what the kernel buffers is soon full and is moved on in a few large segments. */
START_TEST(a_deaf_reader_disturbs_no_other)
{
	static uint8_t ask[2 + LONG_FRAME] = {LONG_FRAME >> 8, LONG_FRAME & 0xFF};
	static uint8_t answer[1 << 16];
	int deaf = accept_card(0);
	int other = accept_card(1);
	struct pollfd room = {.fd = deaf, .events = POLLOUT};
	size_t sent = 0, due, answered = 0;
	ssize_t n;

	for (;;) {
		size_t part = sent % sizeof(ask);

		/* Until the bridge has stopped to read: then there is no more room for long. */
		if (poll(&room, 1, 300) == 0)
			break;
		n = send(deaf, ask + part, sizeof(ask) - part, MSG_DONTWAIT | MSG_NOSIGNAL);
		ck_assert_int_gt(n, 0);
		sent += (size_t)n;
	}
	put(other, "0003 112233");
	expect(other, "0009 01 00 00 00 112233 9000");
	due = sent / sizeof(ask) * (2 + LONG_ANSWER);
	ck_assert_uint_gt(due, 0);
	while (answered < due) {
		n = recv(deaf, answer, sizeof(answer), 0);
		ck_assert_int_gt(n, 0);
		answered += (size_t)n;
	}
	ck_assert_uint_eq(answered, due);
	close(deaf);
	close(other);
}
END_TEST

START_TEST(a_response_too_long_for_a_frame)
{
	int fd = accept_card(0);

	put(fd, "0002 FFFF 0001 04");
	expect(fd, "0002 6F00 0002 3B00");
	close(fd);
}
END_TEST

START_TEST(an_answer_is_held_back)
{
	int fd = accept_card(0), other = accept_card(1);

	put(fd, "0004 DE0A0000 0003 112233 0001 04");
	put(other, "0003 445566");
	expect(other, "0009 01 00 00 00 445566 9000");
	expect(fd, "000A 00 00 00 00 DE0A0000 9000 0009 00 00 00 00 112233 9000 0002 3B00");
	close(other);
	close(fd);
}
END_TEST

/* More than the bridge takes in before it has answered. */
START_TEST(a_reader_asks_on_while_an_answer_is_held_back)
{
	enum { FRAMES = 8 };
	static const uint8_t ask[2 + LONG_FRAME] = {LONG_FRAME >> 8, LONG_FRAME & 0xFF};
	static uint8_t answer[1 << 16];
	int fd = accept_card(0);
	size_t due = (size_t)FRAMES * (2 + LONG_ANSWER);

	put(fd, "0004 DE640000");
	for (int i = 0; i < FRAMES; i++)
		ck_assert_int_eq(send(fd, ask, sizeof(ask), 0), sizeof(ask));
	expect(fd, "000A 00 00 00 00 DE640000 9000");
	while (due) {
		ssize_t n = recv(fd, answer, due < sizeof(answer) ? due : sizeof(answer), 0);

		ck_assert_int_gt(n, 0);
		due -= (size_t)n;
	}
	close(fd);
}
END_TEST

START_TEST(the_reader_goes_while_an_answer_is_held_back)
{
	int fd = accept_card(0);

	put(fd, "0001 01 0004 DEFF0000");
	close(fd);
	fd = accept_card(0);
	put(fd, "0001 01 0003 112233");
	expect(fd, "0009 00 02 01 00 112233 9000");
	close(fd);
}
END_TEST

START_TEST(a_card_leaves_and_comes_back)
{
	int fd = accept_card(0);
	uint8_t byte;

	put(fd, "0001 01 0001 04");
	expect(fd, "0002 3B00");
	expect_state(0, BRIDGE_INSERTED);
	put(fd, "0004 DE010103");
	ck_assert_int_eq(recv(fd, &byte, 1, 0), 0);
	close(fd);
	expect_state(0, BRIDGE_WAITING);
	fd = accept_card(0);
	put(fd, "0001 01 0003 112233");
	expect(fd, "0009 00 02 01 00 112233 9000");
	expect_state(0, BRIDGE_INSERTED);
	close(fd);
}
END_TEST

static const int signals[] = {SIGTERM, SIGINT};

START_TEST(stops_on_a_signal)
{
	int fd = accept_card(0);
	uint8_t byte;

	put(fd, "0001 01 0001 04");
	expect(fd, "0002 3B00");
	stop(signals[_i]);
	ck_assert_int_eq(recv(fd, &byte, 1, 0), 0);
	close(fd);
}
END_TEST

START_TEST(an_unknown_host_is_refused)
{
	struct bridge *b = bridge_new(NULL, NULL, NULL);

	ck_assert_int_eq(bridge_add(b, (struct bridge_card){0}, "256.0.0.1 ", 1), -EADDRNOTAVAIL);
	talloc_free(b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bridge");
	TCase *t = tcase_create("bridge");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 20);
	tcase_add_test(t, answers_atr_and_apdus_only);
	tcase_add_test(t, frames_cut_at_every_position);
	tcase_add_test(t, cards_keep_apart);
	tcase_add_test(t, acknowledges_without_delay);
	tcase_add_test(t, outlives_a_reader_that_does_not_listen);
	tcase_add_test(t, returns_to_a_reader_that_went_away);
	tcase_add_test(t, tells_of_a_silent_reader);
	tcase_add_test(t, half_a_frame_dies_with_its_connection);
	tcase_add_test(t, a_deaf_reader_disturbs_no_other);
	tcase_add_test(t, a_response_too_long_for_a_frame);
	tcase_add_test(t, an_answer_is_held_back);
	tcase_add_test(t, a_reader_asks_on_while_an_answer_is_held_back);
	tcase_add_test(t, the_reader_goes_while_an_answer_is_held_back);
	tcase_add_test(t, a_card_leaves_and_comes_back);
	tcase_add_loop_test(t, stops_on_a_signal, 0, COUNT(signals));
	suite_add_tcase(s, t);

	t = tcase_create("addresses");
	tcase_add_test(t, an_unknown_host_is_refused);
	suite_add_tcase(s, t);
	return unit_main(s);
}
