/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USIM of a device's card (3GPP TS 31.102): who the subscriber is, and authentication. */
#ifndef DEVICES_USIM_H
#define DEVICES_USIM_H

#include "devices/card_terminal.h"
#include "eap/peer.h"
#include "uicc/iccid.h"

enum { USIM_NUMBER_MAX = 20 }; /* digits of EF.MSISDN */

struct usim_identity {
	char iccid[ICCID_DIGITS + 1];
	char imsi[IMSI_DIGITS_MAX + 1];
	char msisdn[1 + USIM_NUMBER_MAX + 1]; /* with a plus where it is international; "": none */
	unsigned mnc_length;                  /* digits of the IMSI's MNC: 2 or 3 */
};

struct usim; /* a talloc object */

/* Selects the first USIM of EF.DIR and reads its identity. -ENOENT: there is none, or it lacks a
 * file that it must have; -EACCES: the card wants its PIN first; or as card_terminal_send().
 * *@error on @ctx. @t must live as long. */
int usim_open(struct card_terminal *t, void *ctx, struct usim **out, char **error);

const struct usim_identity *usim_identity(const struct usim *u);

/* AUTHENTICATE (TS 31.102 7.1.2.1). A USIM without GSM access (services 27 and 38) refuses the GSM
 * context. Good as long as @u. */
struct eap_usim usim_eap(struct usim *u);

#endif
