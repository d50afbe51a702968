/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands between a program and a card: the card in this process, or a PC/SC reader. */
#ifndef REPLAY_TRANSPORT_H
#define REPLAY_TRANSPORT_H

#include "codec/buf.h"
#include "softeuicc.h"

enum power { POWER_OFF, POWER_ON, POWER_RESET };

struct transport; /* a talloc object; freeing it closes it */

/* A card image. *@random feeds the card from @seed; see softeuicc_open(). Errors say which file. */
int transport_image(const char *image, struct slice seed, void *ctx, struct transport **out,
		    char **error);

/* A card of its own, made as @chip says, in a directory that goes with it. */
int transport_fresh(const struct softeuicc_creation *chip, struct slice seed, void *ctx,
		    struct transport **out, char **error);

/* The first reader whose name contains @name, for this process alone, which leaves a card that has
 * been reset, or beside others, for whom it leaves the card as it is. -ENODEV: there is none. */
int transport_reader(const char *name, bool exclusive, void *ctx, struct transport **out,
		     char **error);

/* The whole name of that reader, on @ctx, and its place among all readers, counted from 0. -ENODEV
 * with *@error. */
int transport_find_reader(const char *name, void *ctx, char **full, unsigned *index, char **error);

bool transport_in_process(const struct transport *t);
/* Whether the card may be taken for the one that the trace asks for: in this process, whoever gives
 * an image says so; of a card in a reader transport_take_as_chip() does. */
bool transport_is_chip(const struct transport *t);
void transport_take_as_chip(struct transport *t);

/* Appends the ATR, unless the power goes. */
int transport_power(struct transport *t, enum power what, struct buf *atr, char **error);
/* Appends the response. */
int transport_transmit(struct transport *t, struct slice command, struct buf *response,
		       char **error);
/* Sets the card's clock, in seconds since 1970. In-process alone. */
void transport_now(struct transport *t, int64_t now);
/* The card's clock. */
int64_t transport_time(const struct transport *t);

/* ---- for those who make one ---- */

struct transport {
	int (*power)(struct transport *t, enum power what, struct buf *atr, char **error);
	int (*transmit)(struct transport *t, struct slice command, struct buf *response,
			char **error);
	bool in_process;
	bool chip;
	int64_t now; /* 0: the time of day */
};

#endif
