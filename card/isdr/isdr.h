/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ISD-R: the ES10 functions (SGP.22 5.7), reached by STORE DATA on its AID. */
#ifndef ISDR_ISDR_H
#define ISDR_ISDR_H

#include "apdu/channel.h"

extern const struct application isdr_application;

int isdr_new(struct softeuicc *card);
/* The RSP session, OTPKs and a half-loaded package go with the power (SGP.22 3.1.3). */
void isdr_reset(struct softeuicc *card);
/* What the card owes from before the reset: the result of a package that was cut short, and a
 * switch of profiles that the terminal was asked for. Within the store's transaction. 0 or negative
 * errno. */
int isdr_resume(struct softeuicc *card);

#endif
