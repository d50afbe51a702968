/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UICC without power between SUSPEND UICC and RESUME UICC (TS 102 221 11.1.22). */
#ifndef UICC_SUSPEND_H
#define UICC_SUSPEND_H

#include "apdu/apdu.h"

struct softeuicc;
struct channel;

/* INS 76, a row of the UICC's command table: P1 00 suspends, P1 01 resumes. */
uint16_t uicc_suspend(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		      struct buf *out);

/* Called by the dispatcher before @a, any command but GET RESPONSE, runs: a status that waits for
 * its resumption is deleted, unless @a is one of the commands that may come first. 0 or negative
 * errno. */
int suspend_before_command(struct softeuicc *card, const struct apdu *a);

/* Looks whether a status waits in the image. */
int suspend_load(struct softeuicc *card);

#endif
