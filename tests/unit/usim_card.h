/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USIM of a card, which answers AUTHENTICATE (TS 31.102 7.1) for a peer of EAP. */
#ifndef TESTS_UNIT_USIM_CARD_H
#define TESTS_UNIT_USIM_CARD_H

#include "eap/peer.h"
#include "mno_fixture.h"

extern struct aka *usim; /* keys and sequence numbers; tests may change them */
extern const struct eap_usim usim_card;

/* Inserts a card with the keys of a subscriber of mno_fixture.h's store. */
void usim_insert(const char *imsi);
/* Removes its file; it is freed with the fixture's context. */
void usim_remove(void);

#endif
