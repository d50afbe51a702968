/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal does with a short message that comes for its card (3GPP TS 31.102 4.2.25, 3GPP TS
 * 31.111 7.1.1). */
#ifndef DEVICES_USIM_SMS_H
#define DEVICES_USIM_SMS_H

#include "devices/usim.h"

enum usim_sms_outcome {
	USIM_SMS_STORED,     /* in EF.SMS, as one that is to be read */
	USIM_SMS_DOWNLOADED, /* by the card itself: data download */
	USIM_SMS_DISPLAY,    /* class 0: it is for the eyes alone, and not stored */
};

struct usim_sms {
	enum usim_sms_outcome outcome;
	uint8_t record;      /* where it is stored */
	struct slice answer; /* of the card to data download; often empty */
};

/* Takes an SMS-DELIVER. The USIM must be the one that usim_open() has selected on @t. -EBADMSG: it
 * is no SMS-DELIVER; -ENOSPC: EF.SMS has no free record; -EBUSY: the card cannot take it now;
 * -ENOENT: there is no EF.SMS, or the card refuses the message; -EACCES: the card wants its PIN
 * first; or as card_terminal_send(). */
int usim_sms_take(struct card_terminal *t, struct slice tpdu, void *ctx, struct usim_sms *out,
		  char **error);

/* How many messages EF.SMS has room for; negative errno as above. */
int usim_sms_room(struct card_terminal *t, void *ctx, char **error);

#endif
