/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What passes between reader and card, for those who listen in. */
#ifndef READER_BRIDGE_TAP_H
#define READER_BRIDGE_TAP_H

#include "codec/slice.h"

enum tap_kind {
	TAP_POWER_ON,
	TAP_POWER_OFF,
	TAP_RESET,
	TAP_ATR,      /* response: the ATR; once after each power-on and reset */
	TAP_COMMAND,  /* command: before the card gets it */
	TAP_RESPONSE, /* command and response */
	TAP_NOTE,     /* note: what was done on purpose to the answer of the last command */
};

struct tap_event {
	enum tap_kind kind;
	unsigned card; /* in the order in which the cards were given, from 0 */
	struct slice command;
	struct slice response;
	const char *note; /* of TAP_NOTE: one line, without newline */
};

typedef void tap_fn(void *arg, const struct tap_event *event);

#endif
