/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One card and its connection to its reader. */
#ifndef READER_BRIDGE_SLOT_H
#define READER_BRIDGE_SLOT_H

#include <event2/event.h>

#include "reader-bridge/bridge.h"

struct slot;

/* What a slot tells the bridge that it belongs to. */
struct slot_listener {
	void (*state)(void *arg, unsigned card, enum bridge_state state);
	tap_fn *tap;
	void *arg;
};

/* A slot that begins to connect as soon as the loop runs; a talloc child of @ctx. Freeing it
 * removes the card. Returns 0 or what bridge_add() does. */
int slot_new(struct slot **out, void *ctx, struct event_base *base,
	     const struct slot_listener *listener, unsigned index, struct bridge_card card,
	     const char *host, uint16_t port);

/* Ends the connection, for good, and powers the card off. */
void slot_remove(struct slot *slot);

#endif
