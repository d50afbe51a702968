/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bearer independent protocol (ETSI TS 102 223 class "e", 6.4.27 to 6.4.31): a channel that the
 * terminal serves, as a stream of bytes: softeuicc_bip_open() and its like. */
#ifndef UICC_BIP_H
#define UICC_BIP_H

#include "uicc/toolkit.h"

/* A data available or channel status event: true where a stream has the channel. */
bool bip_event(struct toolkit *t, uint8_t event, struct slice objects);

/* Goes on with what waits, after the terminal has answered a command. */
void bip_continue(struct toolkit *t);

/* The streams of an application that goes are closed; nobody is told of them. */
void bip_disown(struct toolkit *t, const struct softeuicc_toolkit *owner);

/* The card is reset: all streams end. */
void bip_reset(struct toolkit *t);

#endif
