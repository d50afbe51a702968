/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/slot.h"

#include <errno.h>
#include <event2/util.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "reader-bridge/vpcd.h"

/* Pauses between rounds of connection attempts, in milliseconds. pcscd is on this machine or near
 * by, so asking often is cheap, and a card that returns late is what a user notices. */
enum { PAUSE_FIRST = 20, PAUSE_MAX = 500 };

/* vpcd asks for the ATR several times a second. One that has said nothing for this long, in
 * milliseconds, has another card in its slot, or is no vpcd, or is out of reach. */
enum { SILENCE = 2000 };

/* An answer that leaves later. */
struct held {
	struct slice command;
	struct slice response;
	bool drop;
	unsigned away;
};

struct slot {
	struct slot_listener listener;
	unsigned index;
	struct bridge_card card;
	struct evutil_addrinfo *addresses;
	struct evutil_addrinfo *address; /* of the current attempt */
	struct event_base *base;
	evutil_socket_t fd;
	struct event *readable;
	struct event *writable;
	struct event *timer; /* unconnected: the pause; connected: vpcd's silence */
	unsigned pause;
	struct event *release; /* of what is held */
	struct held *held;     /* NULL, or the answer that vpcd waits for */
	struct evbuffer *in;
	struct evbuffer *out;
	bool state_known;
	enum bridge_state state;
	bool powered;
	bool atr_due; /* the next ATR is the first after a power-on or reset */
};

static void attempt(struct slot *s);

/* ---- what the bridge is told ---- */

static void set_state(struct slot *s, enum bridge_state state)
{
	if (s->state_known && s->state == state)
		return;
	s->state_known = true;
	s->state = state;
	s->listener.state(s->listener.arg, s->index, state);
}

static void tap(struct slot *s, enum tap_kind kind, struct slice command, struct slice response)
{
	const struct tap_event event = {kind, s->index, command, response, NULL};

	s->listener.tap(s->listener.arg, &event);
}

static const struct slice none = {NULL, 0};

static void tap_note(struct slot *s, const char *note)
{
	const struct tap_event event = {TAP_NOTE, s->index, none, none, note};

	s->listener.tap(s->listener.arg, &event);
}

/* ---- connection ---- */

static void start(struct event *timer, unsigned ms)
{
	const struct timeval tv = {ms / 1000, (suseconds_t)(ms % 1000) * 1000};

	evtimer_add(timer, &tv);
}

static void power_off(struct slot *s)
{
	if (!s->powered)
		return;
	s->powered = false;
	s->card.power_off(s->card.card);
	tap(s, TAP_POWER_OFF, none, none);
}

static void disconnect(struct slot *s)
{
	if (s->fd < 0)
		return;
	event_del(s->readable);
	event_del(s->writable);
	event_del(s->release);
	TALLOC_FREE(s->held);
	evutil_closesocket(s->fd);
	s->fd = -1;
	evbuffer_drain(s->in, evbuffer_get_length(s->in));
	evbuffer_drain(s->out, evbuffer_get_length(s->out));
	power_off(s);
}

void slot_remove(struct slot *s)
{
	evtimer_del(s->timer);
	disconnect(s);
}

/* The next address at once, or all of them again after a pause. */
static void attempt_failed(struct slot *s)
{
	disconnect(s);
	s->address = s->address->ai_next;
	if (s->address) {
		attempt(s);
		return;
	}
	s->address = s->addresses;
	set_state(s, BRIDGE_WAITING);
	start(s->timer, s->pause);
	s->pause = s->pause * 2 < PAUSE_MAX ? s->pause * 2 : PAUSE_MAX;
}

static void leave(struct slot *s, unsigned away)
{
	disconnect(s);
	set_state(s, BRIDGE_WAITING);
	s->address = s->addresses;
	s->pause = PAUSE_FIRST;
	start(s->timer, away);
}

static void connection_lost(struct slot *s)
{
	leave(s, PAUSE_FIRST);
}

/* vpcd writes a frame's length and its payload one after the other with Nagle's algorithm on, so
 * that the payload leaves only when the length has been acknowledged: which Linux would delay by
 * 40 ms in every command. The option does not last, hence at every read. */
static void acknowledge_now(struct slot *s)
{
#ifdef TCP_QUICKACK
	setsockopt(s->fd, IPPROTO_TCP, TCP_QUICKACK, &(int){1}, sizeof(int));
#else
	(void)s;
#endif
}

/* ---- frames ---- */

static int answer(struct slot *s, struct slice command, struct slice response)
{
	tap(s, TAP_RESPONSE, command, response);
	return vpcd_put(s->out, response);
}

static struct slice copy(void *ctx, struct slice bytes)
{
	return slice_of(talloc_memdup(ctx, bytes.p, bytes.n), bytes.n);
}

static int hold(struct slot *s, const struct bridge_manner *manner, struct slice command,
		struct slice response)
{
	struct held *h = talloc(s, struct held);

	if (!h)
		return -ENOMEM;
	*h = (struct held){copy(h, command), copy(h, response), manner->drop, manner->away};
	s->held = h;
	if (!h->command.p || !h->response.p)
		return -ENOMEM;
	start(s->release, manner->delay);
	return 0;
}

/* A response of 65536 data bytes does not fit into a frame; 6F00 (ISO/IEC 7816-4 5.6: no precise
 * diagnosis) goes in its place. */
static int exchange(struct slot *s, struct slice command)
{
	static const uint8_t too_long[] = {0x6F, 0x00};
	uint8_t bytes[SOFTEUICC_RESPONSE_MAX];
	struct bridge_manner manner = {0};
	struct slice response;
	size_t n;

	tap(s, TAP_COMMAND, command, none);
	n = s->card.transmit(s->card.card, command.p, command.n, bytes, &manner);
	response = n <= VPCD_FRAME_MAX ? slice_of(bytes, n) : slice_of(too_long, 2);
	if (manner.note)
		tap_note(s, manner.note);
	if (manner.delay || manner.drop)
		return hold(s, &manner, command, response);
	return answer(s, command, response);
}

/* vpcd asks for the ATR to see whether the card is still there: only the first is news. */
static int answer_atr(struct slot *s)
{
	uint8_t atr[SOFTEUICC_ATR_MAX];
	struct slice response = slice_of(atr, s->card.atr(s->card.card, atr));

	if (s->atr_due)
		tap(s, TAP_ATR, none, response);
	s->atr_due = false;
	return vpcd_put(s->out, response);
}

static void energise(struct slot *s, void (*how)(void *card), enum tap_kind kind)
{
	how(s->card.card);
	s->powered = true;
	s->atr_due = true;
	tap(s, kind, none, none);
}

static int serve(struct slot *s, const struct vpcd_frame *frame)
{
	switch (frame->kind) {
	case VPCD_POWER_OFF:
		power_off(s);
		return 0;
	case VPCD_POWER_ON:
		energise(s, s->card.power_on, TAP_POWER_ON);
		return 0;
	case VPCD_RESET:
		energise(s, s->card.reset, TAP_RESET);
		return 0;
	case VPCD_ATR:
		return answer_atr(s);
	case VPCD_APDU:
		return exchange(s, frame->apdu);
	case VPCD_IGNORED:
		return 0;
	}
	return 0;
}

/* Sends what is due; reading pauses while the peer takes none, so that nothing piles up. */
static int flush(struct slot *s)
{
	while (evbuffer_get_length(s->out) > 0)
		if (evbuffer_write(s->out, s->fd) < 0) {
			if (errno != EAGAIN && errno != EINTR)
				return -errno;
			event_del(s->readable);
			return event_add(s->writable, NULL) ? -ENOMEM : 0;
		}
	return 0;
}

/* Serves frames until one is incomplete or its answer cannot be sent yet. */
static int serve_all(struct slot *s)
{
	struct vpcd_frame frame;
	int r;

	while (!s->held && evbuffer_get_length(s->out) == 0 &&
	       (r = vpcd_next(s->in, &frame)) != 0) {
		if (r < 0)
			return r;
		evtimer_del(s->timer);
		s->pause = PAUSE_FIRST;
		set_state(s, BRIDGE_INSERTED);
		r = serve(s, &frame);
		vpcd_done(s->in, &frame);
		if (r == 0)
			r = flush(s);
		if (r < 0)
			return r;
	}
	return 0;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;
	int n;

	(void)what;
	acknowledge_now(s);
	n = evbuffer_read(s->in, fd, -1);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || serve_all(s) < 0)
		connection_lost(s);
	else if (s->held && evbuffer_get_length(s->in) > VPCD_FRAME_MAX)
		event_del(s->readable); /* what asks on meanwhile must not pile up */
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;

	(void)fd;
	(void)what;
	if (event_add(s->readable, NULL) || flush(s) < 0 || serve_all(s) < 0)
		connection_lost(s);
}

static void on_release(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;
	struct held *h = s->held;
	int r;

	(void)fd;
	(void)what;
	if (h->drop) {
		leave(s, h->away);
		return;
	}
	s->held = NULL;
	r = answer(s, h->command, h->response);
	talloc_free(h);
	if (r < 0 || event_add(s->readable, NULL) || flush(s) < 0 || serve_all(s) < 0)
		connection_lost(s);
}

/* ---- connecting ---- */

static void on_connected(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;
	ev_socklen_t n = sizeof(int);
	int error = 0;

	(void)what;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	event_assign(s->writable, s->base, fd, EV_WRITE, on_writable, s);
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) || error ||
	    event_add(s->readable, NULL))
		attempt_failed(s);
}

static int begin_attempt(struct slot *s)
{
	const struct evutil_addrinfo *a = s->address;

	s->fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		return -errno;
	event_assign(s->readable, s->base, s->fd, EV_READ | EV_PERSIST, on_readable, s);
	event_assign(s->writable, s->base, s->fd, EV_WRITE, on_connected, s);
	if (connect(s->fd, a->ai_addr, (socklen_t)a->ai_addrlen) && errno != EINPROGRESS)
		return -errno;
	start(s->timer, SILENCE);
	return event_add(s->writable, NULL) ? -ENOMEM : 0;
}

static void attempt(struct slot *s)
{
	if (begin_attempt(s) < 0)
		attempt_failed(s);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;

	(void)fd;
	(void)what;
	if (s->fd < 0)
		attempt(s);
	else
		set_state(s, BRIDGE_WAITING);
}

/* ---- life ---- */

static int resolve(struct slot *s, const char *host, uint16_t port)
{
	const struct evutil_addrinfo hints = {.ai_socktype = SOCK_STREAM};
	char service[8];

	snprintf(service, sizeof(service), "%u", port);
	return evutil_getaddrinfo(host, service, &hints, &s->addresses) ? -EADDRNOTAVAIL : 0;
}

static int slot_free(struct slot *s)
{
	if (s->timer)
		slot_remove(s);
	if (s->timer)
		event_free(s->timer);
	if (s->readable)
		event_free(s->readable);
	if (s->writable)
		event_free(s->writable);
	if (s->release)
		event_free(s->release);
	if (s->in)
		evbuffer_free(s->in);
	if (s->out)
		evbuffer_free(s->out);
	if (s->addresses)
		evutil_freeaddrinfo(s->addresses);
	return 0;
}

static int set_up(struct slot *s, const char *host, uint16_t port)
{
	s->readable = event_new(s->base, -1, 0, on_readable, s);
	s->writable = event_new(s->base, -1, 0, on_writable, s);
	s->timer = evtimer_new(s->base, on_timer, s);
	s->release = evtimer_new(s->base, on_release, s);
	s->in = evbuffer_new();
	s->out = evbuffer_new();
	if (!s->readable || !s->writable || !s->timer || !s->release || !s->in || !s->out)
		return -ENOMEM;
	return resolve(s, host, port);
}

int slot_new(struct slot **out, void *ctx, struct event_base *base,
	     const struct slot_listener *listener, unsigned index, struct bridge_card card,
	     const char *host, uint16_t port)
{
	struct slot *s = talloc_zero(ctx, struct slot);
	int r;

	if (!s)
		return -ENOMEM;
	talloc_set_destructor(s, slot_free);
	s->listener = *listener;
	s->index = index;
	s->card = card;
	s->base = base;
	s->fd = -1;
	s->pause = PAUSE_FIRST;
	r = set_up(s, host, port);
	if (r < 0) {
		talloc_free(s);
		return r;
	}
	s->address = s->addresses;
	start(s->timer, 0);
	*out = s;
	return 0;
}
