/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applications that live beside the profile and use the toolkit: softeuicc.h. */
#ifndef UICC_TOOLKIT_APPLICATION_H
#define UICC_TOOLKIT_APPLICATION_H

#include "uicc/toolkit.h"

enum { TAR_BYTES = 3 };

struct softeuicc_toolkit {
	struct softeuicc *card;
	struct softeuicc_toolkit_definition d; /* what it points to are talloc children */
	size_t item_count;
	struct softeuicc_toolkit *next;
};

/* The terminal's profile has come: events and menu are set up, and applications told. */
void toolkit_applications_begin(struct softeuicc *card);

/* Who has registered @tar, NULL for nobody. */
struct softeuicc_toolkit *toolkit_application_of(const struct toolkit *t, const uint8_t *tar);

/* MENU SELECTION (7.2) to the application whose entry it is. */
uint16_t toolkit_menu_selection(struct softeuicc *card, struct slice objects, struct buf *out);

/* Puts what a callback has answered into @out; @n: what it returned. The status word. */
uint16_t toolkit_reply(int n, const uint8_t *reply, struct buf *out);

#endif
