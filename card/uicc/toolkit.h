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
};

/* REFRESH modes, TS 102 223 8.6 command qualifier. */
enum refresh_mode {
	REFRESH_NAA_INIT_FULL_FCN = 0x00,
	REFRESH_FCN = 0x01,
	REFRESH_NAA_INIT = 0x03,
	REFRESH_UICC_RESET = 0x04,
	REFRESH_EUICC_PROFILE_STATE_CHANGE = 0x09,
};

/* True where the terminal has said by TERMINAL PROFILE that it supports REFRESH (byte 3 bit 8). */
bool toolkit_supports_refresh(const struct toolkit *t);

/* Queues REFRESH. @done (may be NULL) runs when the terminal has answered it: @success tells
 * whether the general result was 0X (performed); a reset before counts as performed. */
int toolkit_refresh(struct softeuicc *card, enum refresh_mode mode,
		    void (*done)(struct softeuicc *card, bool success));

/* Called by the dispatcher: 9000 becomes 91XX while a proactive command waits. */
uint16_t toolkit_status(const struct softeuicc *card, uint16_t sw);
/* TS 102 223 6.10: while the terminal is busy with a proactive command session. */
bool toolkit_busy(const struct toolkit *t);

void toolkit_reset(struct softeuicc *card);

/* Command handlers, rows of the UICC's table. */
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
