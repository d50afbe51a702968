/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device's side of its card: commands on a logical channel of their own, so that others may use
 * the card as well, and answers that are whole (ETSI TS 102 221 7.3.1.1, GET RESPONSE). */
#ifndef DEVICES_CARD_TERMINAL_H
#define DEVICES_CARD_TERMINAL_H

#include "codec/buf.h"
#include "replay/transport.h"

struct card_terminal; /* a talloc object; freed, it closes its channel */

/* The card in the first reader whose name contains @reader. Errors as transport_reader(). */
int card_terminal_open(const char *reader, void *ctx, struct card_terminal **out, char **error);
/* A card that has power. Takes over @transport. */
int card_terminal_on(struct transport *transport, void *ctx, struct card_terminal **out,
		     char **error);

struct card_command {
	uint8_t cla; /* without a channel: 00, or 80 for commands of the toolkit */
	uint8_t ins, p1, p2;
	struct slice data; /* at most 255 bytes */
	bool answers;      /* there may be data in the answer */
};

struct card_answer {
	struct slice data; /* on the command's context */
	uint16_t sw;
};

/* 9000, or 91XX: a proactive command waits besides (TS 102 221 10.2.1.2). */
static inline bool card_answer_ok(const struct card_answer *a)
{
	return a->sw == 0x9000 || a->sw >> 8 == 0x91;
}

/* Returns 0 with whatever status word, or -EIO, -EBADMSG (no answer of a card), -ENOMEM, with
 * *@error on @ctx. */
int card_terminal_send(struct card_terminal *t, const struct card_command *command, void *ctx,
		       struct card_answer *out, char **error);

#endif
