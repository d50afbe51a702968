/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings what waits in the operator's mailbox for a number to the card in the device that has it,
 * as network and terminal together do. */
#ifndef DEVICES_SMS_DELIVERY_H
#define DEVICES_SMS_DELIVERY_H

#include "devices/usim_sms.h"
#include "servers/common/db.h"
#include "servers/mno/sms_tpdu.h"

struct sms_delivered {
	struct short_message message;
	struct usim_sms parts[SMS_PARTS_MAX]; /* what has become of each */
	int count;
};

/* Delivers the first message behind @after that is on its way to @number, all parts of it or none;
 * it is delivered then. @t: as usim_sms_take(). Returns 1 with *@out on @ctx, 0 where none waits;
 * errors as usim_sms_take() and db_write(), the former with *@error on @ctx: the message stays on
 * its way. */
int sms_deliver_next(struct db *db, const char *number, int64_t after, struct card_terminal *t,
		     int64_t now, void *ctx, struct sms_delivered *out, char **error);

#endif
