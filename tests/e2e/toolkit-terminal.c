/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal that uses the toolkit of a card in a PC/SC reader (ETSI TS 102 223).
 *
 *   toolkit-terminal READER profile | menu:HEX | envelope:HEX ...
 *
 * Sends TERMINAL PROFILE with every bit set; chooses an entry of the menu; or sends an envelope of
 * which these are tag and objects (the length is put in). After each it fetches and performs what
 * the card has waiting, printing a line for each command: its type, its qualifier, its destination
 * and its objects. A channel is a TCP connection to the address that the card names.
 *
 * Exit status: 0, 1 (PC/SC, sockets, or what a card must not answer), 2 (usage). */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "codec/ctlv.h"
#include "codec/tlv.h"
#include "terminal.h"

enum {
	TIMER_MANAGEMENT = 0x27,
	GET_INPUT = 0x23,
	PROVIDE_LOCAL_INFORMATION = 0x26,
	OPEN_CHANNEL = 0x40,
	CLOSE_CHANNEL = 0x41,
	RECEIVE_DATA = 0x42,
	SEND_DATA = 0x43,
	PATIENCE = 10000, /* milliseconds that a peer has */
};

struct terminal {
	SCARDHANDLE card;
	struct answer answer;
	void *ctx;
	int socket;      /* of channel 1; -1: closed */
	uint8_t rx[200]; /* what the peer has sent, not yet received by the card */
	size_t rx_n;
	bool dropped; /* the card has been told that the peer has closed */
};

static int fail(const char *what)
{
	fprintf(stderr, "toolkit-terminal: %s\n", what);
	return 1;
}

static unsigned sw(const struct terminal *t)
{
	return be16(t->answer.p + t->answer.n - 2);
}

static int send_data(struct terminal *t, uint8_t ins, struct slice data)
{
	uint8_t apdu[5 + 255] = {0x80, ins, 0x00, 0x00, (uint8_t)data.n};

	if (data.n > 255)
		return fail("too much for one APDU");
	memcpy(apdu + 5, data.p, data.n);
	if (terminal_send(t->card, apdu, 5 + data.n, &t->answer))
		return 1;
	return sw(t) == 0x9000 || sw(t) >> 8 == 0x91 ? 0 : fail("the card refuses");
}

static int envelope(struct terminal *t, uint8_t tag, struct slice objects)
{
	struct buf b = buf_new(t->ctx);

	tlv_put(&b, tag, objects);
	return send_data(t, 0xC2, buf_slice(&b));
}

/* ---- the channel ---- */

static int open_socket(struct terminal *t, struct slice objects)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct ctlv level, address;

	if (ctlv_find(objects, 0x3C, &level) != 1 || level.value.n != 3 ||
	    ctlv_find(objects, 0x3E, &address) != 1 || address.value.n != 5)
		return fail("OPEN CHANNEL without port and IPv4 address");
	memcpy(&to.sin_port, level.value.p + 1, 2);
	memcpy(&to.sin_addr, address.value.p + 1, 4);
	t->socket = socket(AF_INET, SOCK_STREAM, 0);
	t->dropped = false;
	if (t->socket < 0 || connect(t->socket, (struct sockaddr *)&to, sizeof(to)) < 0)
		return fail("the peer cannot be reached");
	return 0;
}

static int send_socket(struct terminal *t, struct slice objects)
{
	struct ctlv data;

	if (ctlv_find(objects, 0x36, &data) != 1 || t->socket < 0)
		return fail("SEND DATA without data or channel");
	return write(t->socket, data.value.p, data.value.n) == (ssize_t)data.value.n
		       ? 0
		       : fail("the peer takes no data");
}

/* Waits for the peer, and has the card know what it has done. */
static int report_channel(struct terminal *t)
{
	struct pollfd p = {.fd = t->socket, .events = POLLIN};
	struct buf b = buf_new(t->ctx);
	ssize_t n;

	if (poll(&p, 1, PATIENCE) != 1)
		return fail("the peer says nothing");
	n = read(t->socket, t->rx, sizeof(t->rx));
	if (n < 0)
		return fail("the channel breaks");
	t->rx_n = (size_t)n;
	t->dropped = n == 0;
	/* Data available, or channel status: the link is dropped. */
	buf_put(&b, n ? "\x99\x01\x09" : "\x99\x01\x0A", 3);
	buf_put(&b, "\x82\x02\x82\x81", 4);
	buf_put(&b, n ? "\xB8\x02\x81\x00" : "\xB8\x02\x01\x05", 4);
	if (n)
		ctlv_put(&b, 0x37, true, slice_of((uint8_t[]){(uint8_t)n}, 1));
	return envelope(t, 0xD6, buf_slice(&b));
}

static int receive_socket(struct terminal *t, struct slice objects, struct buf *out)
{
	struct ctlv length;
	size_t n;

	if (ctlv_find(objects, 0x37, &length) != 1 || length.value.n != 1)
		return fail("RECEIVE DATA without a length");
	n = length.value.p[0] < t->rx_n ? length.value.p[0] : t->rx_n;
	ctlv_put(out, 0x36, false, slice_of(t->rx, n));
	t->rx_n -= n;
	memmove(t->rx, t->rx + n, t->rx_n);
	ctlv_put(out, 0x37, false, slice_of((uint8_t[]){(uint8_t)t->rx_n}, 1));
	return 0;
}

static int close_socket(struct terminal *t)
{
	if (t->socket < 0)
		return fail("CLOSE CHANNEL of one that is closed");
	close(t->socket);
	t->socket = -1;
	return 0;
}

/* ---- commands ---- */

/* Does what the command asks for, and puts what belongs into the response. */
static int perform(struct terminal *t, uint8_t type, struct slice objects, struct buf *out)
{
	struct ctlv timer;

	switch (type) {
	case GET_INPUT:
		ctlv_put(out, 0x0D, false,
			 slice_str("\x04"
				   "Bergen"));
		return 0;
	case PROVIDE_LOCAL_INFORMATION:
		ctlv_put(out, 0x13, false, slice_of("\x62\xF2\x10\x00\x01\x00\x02", 7));
		return 0;
	case TIMER_MANAGEMENT:
		if (ctlv_find(objects, 0x24, &timer) != 1)
			return fail("TIMER MANAGEMENT of no timer");
		buf_put_slice(out, timer.whole);
		return 0;
	case OPEN_CHANNEL:
		buf_put(out, "\x38\x02\x81\x00\x35\x01\x03\x39\x02\x04\x00", 11);
		return open_socket(t, objects);
	case SEND_DATA:
		ctlv_put(out, 0x37, false, slice_of("\xFF", 1));
		return send_socket(t, objects);
	case RECEIVE_DATA:
		return receive_socket(t, objects, out);
	case CLOSE_CHANNEL:
		return close_socket(t);
	default:
		return 0;
	}
}

static void print(struct slice details, struct slice devices, struct slice objects)
{
	printf("%02X %02X %02X ", details.p[1], details.p[2], devices.p[1]);
	for (size_t i = 0; i < objects.n; i++)
		printf("%02X", objects.p[i]);
	puts("");
}

static int answer_command(struct terminal *t, struct slice command)
{
	struct buf out = buf_new(t->ctx);
	struct ctlv details, devices;
	struct tlv whole;
	struct slice in;

	if (tlv_only(command, 0xD0, &whole) < 0)
		return fail("no proactive command");
	in = whole.value;
	if (ctlv_next(&in, &details) != 1 || details.tag != 1 || details.value.n != 3 ||
	    ctlv_next(&in, &devices) != 1 || devices.tag != 2 || devices.value.n != 2)
		return fail("a proactive command without details or device identities");
	print(details.value, devices.value, in);
	buf_put_slice(&out, details.whole);
	buf_put(&out, "\x82\x02\x82\x81\x83\x01\x00", 7);
	if (perform(t, details.value.p[1], in, &out))
		return 1;
	return buf_ok(&out) ? send_data(t, 0x14, buf_slice(&out)) : fail("no memory");
}

/* Until the card has nothing more to say, and the peer has closed what it opened. */
static int serve(struct terminal *t)
{
	for (;;) {
		if (sw(t) >> 8 == 0x91) {
			uint8_t fetch[] = {0x80, 0x12, 0x00, 0x00, t->answer.p[t->answer.n - 1]};

			if (terminal_send(t->card, fetch, sizeof(fetch), &t->answer))
				return 1;
			if (sw(t) != 0x9000)
				return fail("FETCH is refused");
			if (answer_command(
				    t, slice_of(talloc_memdup(t->ctx, t->answer.p, t->answer.n - 2),
						t->answer.n - 2)))
				return 1;
		} else if (t->socket >= 0 && !t->dropped) {
			if (report_channel(t))
				return 1;
		} else {
			return 0;
		}
	}
}

/* ---- what the user asks for ---- */

static int begin(struct terminal *t, const char *what)
{
	uint8_t bytes[40];
	struct slice objects = slice_of(bytes + 1, 0);
	struct buf b = buf_new(t->ctx);
	size_t n;

	if (!strcmp(what, "profile")) {
		memset(bytes, 0xFF, sizeof(bytes));
		return send_data(t, 0x10, slice_of(bytes, sizeof(bytes)));
	}
	if (!strncmp(what, "menu:", 5) && parse_hex(what + 5, bytes, 1, &n) == 0 && n == 1) {
		buf_put(&b, "\x82\x02\x01\x81", 4);
		ctlv_put(&b, 0x10, true, slice_of(bytes, 1));
		return envelope(t, 0xD3, buf_slice(&b));
	}
	if (!strncmp(what, "envelope:", 9)) {
		uint8_t *all = talloc_size(t->ctx, 256);

		if (parse_hex(what + 9, all, 256, &n) || n < 1)
			return 2;
		objects = slice_of(all + 1, n - 1);
		return envelope(t, all[0], objects);
	}
	return 2;
}

int main(int argc, char **argv)
{
	static struct terminal t = {.socket = -1};
	SCARDCONTEXT context;
	int r = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: toolkit-terminal READER profile | menu:HEX | "
				"envelope:HEX ...\n");
		return 2;
	}
	if (pcsc_check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context),
		       "SCardEstablishContext"))
		return 1;
	t.ctx = talloc_new(NULL);
	r = terminal_connect(context, argv[1], &t.card);
	for (int i = 2; r == 0 && i < argc; i++) {
		r = begin(&t, argv[i]);
		if (r == 0)
			r = serve(&t);
	}
	SCardDisconnect(t.card, SCARD_LEAVE_CARD);
	SCardReleaseContext(context);
	talloc_free(t.ctx);
	return r;
}
