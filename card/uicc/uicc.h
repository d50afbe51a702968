/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UICC that the terminal sees: the enabled profile's, or the bare one of an eUICC without. */
#ifndef UICC_UICC_H
#define UICC_UICC_H

#include "apdu/channel.h"
#include "uicc/content.h"
#include "uicc/toolkit.h"

struct uicc {
	int64_t profile; /* the profile shown, 0: none */
	struct uicc_content *content;
	struct toolkit toolkit;
	bool suspended; /* a status waits in the image for RESUME UICC */
};

extern const struct application uicc_application;

/* Makes card->uicc, showing the bare contents until uicc_show(). */
int uicc_new(struct softeuicc *card);
/* Shows @profile's content from the store (0: none enabled); ends all sessions on the old one,
 * which stays where the new one cannot be loaded. Errors of uicc_store_load(). */
int uicc_show(struct softeuicc *card, int64_t profile);
/* Volatile state as after a reset: PIN verification, toolkit, positions. */
void uicc_reset(struct softeuicc *card);
/* The contents of an eUICC without an enabled profile: MF, EF.DIR, EF.ICCID, EF.PL. */
int uicc_bare_content(void *ctx, struct uicc_content **out);

#endif
