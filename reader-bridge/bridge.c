/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/bridge.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <talloc.h>

#include "reader-bridge/slot.h"

struct tap {
	tap_fn *fn;
	void *arg;
};

/* What ends the bridge. */
static const int stop_signals[] = {SIGTERM, SIGINT, SIGHUP};

enum { SIGNALS = sizeof(stop_signals) / sizeof(stop_signals[0]) };

struct bridge {
	struct event_base *base;
	struct event *signals[SIGNALS];
	bridge_state_fn *state;
	void *state_arg;
	struct slot **slots; /* talloc arrays */
	struct tap *taps;
};

static void on_state(void *arg, unsigned card, enum bridge_state state)
{
	struct bridge *b = arg;

	if (b->state)
		b->state(b->state_arg, card, state);
}

static void on_tap(void *arg, const struct tap_event *event)
{
	struct bridge *b = arg;

	for (size_t i = 0; i < talloc_array_length(b->taps); i++)
		b->taps[i].fn(b->taps[i].arg, event);
}

static void on_signal(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	bridge_stop(arg);
}

static int bridge_free(struct bridge *b)
{
	for (size_t i = 0; i < talloc_array_length(b->slots); i++)
		TALLOC_FREE(b->slots[i]);
	for (size_t i = 0; i < SIGNALS; i++)
		if (b->signals[i])
			event_free(b->signals[i]);
	if (b->base)
		event_base_free(b->base);
	return 0;
}

struct bridge *bridge_new(void *ctx, bridge_state_fn *state, void *arg)
{
	struct bridge *b = talloc_zero(ctx, struct bridge);

	if (!b)
		return NULL;
	talloc_set_destructor(b, bridge_free);
	b->state = state;
	b->state_arg = arg;
	b->slots = talloc_array(b, struct slot *, 0);
	b->taps = talloc_array(b, struct tap, 0);
	b->base = event_base_new();
	if (b->base && b->slots && b->taps) {
		size_t made = 0;

		while (made < SIGNALS &&
		       (b->signals[made] = evsignal_new(b->base, stop_signals[made], on_signal, b)))
			made++;
		if (made == SIGNALS)
			return b;
	}
	talloc_free(b);
	return NULL;
}

int bridge_add(struct bridge *b, struct bridge_card card, const char *host, uint16_t port)
{
	const struct slot_listener listener = {on_state, on_tap, b};
	size_t n = talloc_array_length(b->slots);
	struct slot **slots;
	struct slot *slot;
	int r = slot_new(&slot, b, b->base, &listener, (unsigned)n, card, host, port);

	if (r < 0)
		return r;
	slots = talloc_realloc(b, b->slots, struct slot *, n + 1);
	if (!slots) {
		talloc_free(slot);
		return -ENOMEM;
	}
	slots[n] = slot;
	b->slots = slots;
	return 0;
}

struct event_base *bridge_loop(struct bridge *b)
{
	return b->base;
}

int bridge_tap(struct bridge *b, tap_fn *fn, void *arg)
{
	size_t n = talloc_array_length(b->taps);
	struct tap *taps = talloc_realloc(b, b->taps, struct tap, n + 1);

	if (!taps)
		return -ENOMEM;
	taps[n] = (struct tap){fn, arg};
	b->taps = taps;
	return 0;
}

int bridge_run(struct bridge *b)
{
	bool stay = signal(SIGHUP, SIG_IGN) == SIG_IGN; /* nohup */
	int r;

	signal(SIGPIPE, SIG_IGN); /* a reader that goes away shows as an error where it is met */
	for (size_t i = 0; i < SIGNALS; i++)
		if (!(stay && stop_signals[i] == SIGHUP) && event_add(b->signals[i], NULL))
			return -EIO;
	r = event_base_dispatch(b->base);
	for (size_t i = 0; i < SIGNALS; i++)
		event_del(b->signals[i]);
	for (size_t i = 0; i < talloc_array_length(b->slots); i++)
		slot_remove(b->slots[i]);
	return r < 0 ? -EIO : 0;
}

void bridge_stop(struct bridge *b)
{
	event_base_loopbreak(b->base);
}
