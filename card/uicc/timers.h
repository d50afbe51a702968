/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal's eight timers (ETSI TS 102 223 6.4.21, 7.4): whose each of them is. */
#ifndef UICC_TIMERS_H
#define UICC_TIMERS_H

#include "uicc/toolkit.h"

/* Qualifiers of TIMER MANAGEMENT, 8.6. */
enum { TIMER_START = 0, TIMER_DEACTIVATE = 1, TIMER_GET_VALUE = 2 };

/* Whether a TIMER MANAGEMENT is made right: 0, -EINVAL (no such timer, or started without a
 * value). */
int timers_check(uint8_t qualifier, struct slice objects);
/* Whether @owner may issue it: 0, -EBUSY (the timer is another's). */
int timers_claim(const struct toolkit *t, const struct softeuicc_toolkit *owner,
		 struct slice objects);
/* It is in the queue. */
void timers_queued(struct toolkit *t, struct softeuicc_toolkit *owner, uint8_t qualifier,
		   struct slice objects);
/* The terminal has answered it. @command: the whole proactive command. */
void timers_answered(struct toolkit *t, uint8_t qualifier, bool performed, struct slice command);

/* TIMER EXPIRATION: tells the application that started the timer. Returns the status word. */
uint16_t timers_expired(struct softeuicc *card, struct slice objects, struct buf *out);

#endif
