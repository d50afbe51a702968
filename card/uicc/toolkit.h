/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card application toolkit (ETSI TS 102 223): the terminal's profile, and the queue of
 * proactive commands that 91XX announces and FETCH takes. */
#ifndef UICC_TOOLKIT_H
#define UICC_TOOLKIT_H

#include "apdu/apdu.h"
#include "softeuicc.h"
#include "uicc/proactive.h"

struct channel;
struct proactive; /* one command in the queue */
struct sms_assembly;

enum { TIMER_COUNT = 8 };

struct toolkit {
	struct slice profile;    /* of the terminal; p NULL: none came since the last reset */
	struct proactive *queue; /* the first is what FETCH returns */
	bool fetched;            /* a TERMINAL RESPONSE is awaited */
	uint8_t last_number;     /* of the command queued last */

	struct softeuicc_toolkit *applications;        /* in the order of their registration */
	struct softeuicc_toolkit *timers[TIMER_COUNT]; /* who has started each */
	bool menu;                                     /* the terminal has one */
	uint32_t events;                               /* which the terminal was told to report */
	struct sms_assembly *assemblies;               /* messages of which parts have come */
	struct softeuicc_bip *channels;                /* streams that are not closed yet */
};

static inline struct slice toolkit_slice(struct softeuicc_bytes b)
{
	return slice_of(b.p, b.n);
}

static inline struct softeuicc_bytes toolkit_bytes(struct slice s)
{
	return (struct softeuicc_bytes){s.p, s.n};
}

/* 0, or -EINVAL where @c is no command, or not made of its objects in their order. */
int toolkit_check(const struct softeuicc_command *c);
/* Queues @c for @owner (NULL: the card itself); nothing of it need live on. It waits until the
 * terminal has answered what was queued before. Errors: see softeuicc_toolkit_issue(), but for
 * -EPERM. */
int toolkit_queue(struct softeuicc *card, struct softeuicc_toolkit *owner,
		  const struct softeuicc_command *c);
/* Nobody is told how the commands of @owner end. */
void toolkit_disown(struct softeuicc *card, const struct softeuicc_toolkit *owner);

/* Keeps a copy of the terminal's profile; empty: there is none. 0 or -ENOMEM. */
int toolkit_set_profile(struct softeuicc *card, struct slice profile);

/* Called by the dispatcher: while a proactive command waits, 9000 becomes 91XX, and 62F1 and 63F1
 * become 62F2 and 63F2 (TS 102 221 10.2.1). */
uint16_t toolkit_status(const struct softeuicc *card, uint16_t sw);
/* While a proactive command waits, or its answer is awaited. */
bool toolkit_busy(const struct toolkit *t);
/* While no more commands can be queued. */
bool toolkit_full(const struct toolkit *t);

/* The card is reset: the terminal's profile and all commands are forgotten. */
void toolkit_reset(struct softeuicc *card);

/* Command handlers, rows of the dispatcher's table (class 80, P1 and P2 00; TS 102 221 11.2). */
uint16_t toolkit_terminal_profile(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				  struct buf *out);
uint16_t toolkit_fetch(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out);
uint16_t toolkit_terminal_response(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				   struct buf *out);
/* uicc/envelope.c */
uint16_t toolkit_envelope(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);

#endif
