/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card application toolkit (ETSI TS 102 223): the terminal's profile, and the queue of
 * proactive commands that 91XX announces and FETCH takes. */
#ifndef UICC_TOOLKIT_H
#define UICC_TOOLKIT_H

#include "apdu/apdu.h"

struct softeuicc;
struct proactive; /* one command in the queue */

struct toolkit {
	bool profile_received; /* TERMINAL PROFILE came since the last reset */
	uint8_t terminal_profile[255];
	size_t terminal_profile_length;
	struct proactive *queue; /* the first is what FETCH returns */
	bool fetched;            /* a TERMINAL RESPONSE is awaited */
	uint8_t last_number;     /* of the command queued last */
};

/* Device identities, TS 102 223 8.7. */
enum device {
	DEVICE_UICC = 0x81,
	DEVICE_TERMINAL = 0x82,
};

/* A proactive command as whoever wants it performed describes it. */
struct toolkit_command {
	uint8_t type;            /* TS 102 223 9.4 */
	uint8_t qualifier;       /* 8.6 */
	enum device destination; /* 8.7 */
	struct slice objects;    /* what follows the device identities; may be empty */
	bool reset_performs;     /* a reset of the card before the answer means success */
	/* NULL, or runs once, when the terminal has answered or the card was reset: @success tells
	 * whether the general result was 0X, command performed (8.12). */
	void (*done)(struct softeuicc *card, bool success);
};

/* Queues @c; nothing of it need live on. It waits until the terminal has answered what was queued
 * before. -ENOTCONN where no TERMINAL PROFILE has come since the reset (TS 102 223 clause 5),
 * -EMSGSIZE where the command would be over 255 bytes, -ENOMEM. */
int toolkit_queue(struct softeuicc *card, const struct toolkit_command *c);

/* REFRESH modes, TS 102 223 8.6 command qualifier; those that need no file list. */
enum refresh_mode {
	REFRESH_NAA_INIT_FULL_FCN = 0x00,
	REFRESH_NAA_INIT = 0x03,
	REFRESH_UICC_RESET = 0x04,
	REFRESH_EUICC_PROFILE_STATE_CHANGE = 0x09,
};

/* True where the terminal has said by TERMINAL PROFILE that it supports REFRESH (byte 3 bit 8). */
bool toolkit_supports_refresh(const struct toolkit *t);

/* Queues REFRESH (6.4.7, 6.6.13). @done as above; a reset counts as performed. -ENOTSUP where the
 * terminal does not support it, else as toolkit_queue(). */
int toolkit_refresh(struct softeuicc *card, enum refresh_mode mode,
		    void (*done)(struct softeuicc *card, bool success));

/* Called by the dispatcher: 9000 becomes 91XX while a proactive command waits. */
uint16_t toolkit_status(const struct softeuicc *card, uint16_t sw);
/* While a proactive command waits, or its answer is awaited. */
bool toolkit_busy(const struct toolkit *t);

/* The card is reset: the terminal's profile and all commands are forgotten. */
void toolkit_reset(struct softeuicc *card);

/* Command handlers, rows of the dispatcher's table (class 80, P1 and P2 00; TS 102 221 11.2). */
struct channel;
uint16_t toolkit_terminal_profile(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				  struct buf *out);
uint16_t toolkit_fetch(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out);
uint16_t toolkit_terminal_response(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				   struct buf *out);
uint16_t toolkit_envelope(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);

#endif
