/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts cards into the slots of vpcd readers: many cards, each with its own slot, on one event loop.
 *
 * A card whose reader is not there (pcscd stopped, or not yet started) waits for it, however long;
 * a connection that ends takes the card's power away, as pulling it out of a reader does. */
#ifndef READER_BRIDGE_BRIDGE_H
#define READER_BRIDGE_BRIDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "reader-bridge/tap.h"
#include "softeuicc.h"

struct bridge;
struct event_base;

/* How an answer leaves; all zeroes where it leaves at once. */
struct bridge_manner {
	unsigned delay;   /* milliseconds that the reader waits */
	bool drop;        /* the card leaves the reader then, and takes the answer with it ... */
	unsigned away;    /* ... and comes back after so many milliseconds */
	const char *note; /* NULL, or a line for the taps, valid until the next command */
};

/* What is in a slot. The functions are those of softeuicc.h, with the same contracts; transmit
 * may also set @manner, which comes zeroed. */
struct bridge_card {
	void *card;
	void (*power_on)(void *card);
	void (*power_off)(void *card);
	void (*reset)(void *card);
	size_t (*atr)(void *card, uint8_t atr[SOFTEUICC_ATR_MAX]);
	size_t (*transmit)(void *card, const uint8_t *command, size_t n,
			   uint8_t response[SOFTEUICC_RESPONSE_MAX], struct bridge_manner *manner);
};

struct bridge_card bridge_softeuicc(struct softeuicc *card);

enum bridge_state {
	BRIDGE_WAITING, /* there is no reader at the address, or another card is in it */
	BRIDGE_INSERTED,
};

/* Called at each change of the state of the card with the index @card; the first time once its
 * reader has spoken, or has been missed. */
typedef void bridge_state_fn(void *arg, unsigned card, enum bridge_state state);

/* A bridge without cards, a talloc child of @ctx. Freeing it powers off and removes all cards.
 * @state may be NULL. Returns NULL where memory or the event loop cannot be had. */
struct bridge *bridge_new(void *ctx, bridge_state_fn *state, void *arg);

/* Adds the next card, for the reader that listens at @host (resolved here, once) and @port.
 * Returns 0, -EADDRNOTAVAIL where @host has no address, -ENOMEM. */
int bridge_add(struct bridge *bridge, struct bridge_card card, const char *host, uint16_t port);

/* The loop that bridge_run() runs. */
struct event_base *bridge_loop(struct bridge *b);

/* Has @fn called with @arg for whatever passes from now on. Returns 0 or -ENOMEM. */
int bridge_tap(struct bridge *b, tap_fn *fn, void *arg);

/* Serves all cards until bridge_stop(), SIGTERM, SIGINT or, unless it is ignored, SIGHUP. Returns
 * 0, or -EIO where the event loop fails. All cards are powered off then. SIGPIPE is ignored from
 * here on. */
int bridge_run(struct bridge *bridge);

/* Ends bridge_run(); to be called from within it (from a card, a tap or the state function). */
void bridge_stop(struct bridge *bridge);

#endif
