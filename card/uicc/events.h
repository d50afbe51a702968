/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that the terminal downloads (ETSI TS 102 223 6.4.16, 7.5; 3GPP TS 31.111 7.5). */
#ifndef UICC_EVENTS_H
#define UICC_EVENTS_H

#include "uicc/toolkit.h"

enum event {
	EVENT_DATA_AVAILABLE = 0x09,
	EVENT_CHANNEL_STATUS = 0x0A,
};

/* Number of the event with that name, -ENOENT. */
int events_named(const char *name);

/* Has the terminal report what applications and open channels need by now, as far as it can: SET UP
 * EVENT LIST, where that differs from what it was told before. Errors of toolkit_queue(). */
int events_update(struct softeuicc *card);

/* EVENT DOWNLOAD: tells the applications that have registered for the event. */
uint16_t events_download(struct softeuicc *card, struct slice objects, struct buf *out);

#endif
