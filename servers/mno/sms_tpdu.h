/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short messages as the network sends them to terminals: SMS-DELIVER (3GPP TS 23.040 9.2.2.1). */
#ifndef MNO_SMS_TPDU_H
#define MNO_SMS_TPDU_H

#include "servers/mno/smsc.h"

enum {
	SMS_PARTS_MAX = 16, /* of the longest text, in UCS2 */
};

/* The TPDUs of @m, which lie on @ctx: one, or where the text does not fit into it those of its
 * parts (9.2.3.24.1). Returns their number, at most SMS_PARTS_MAX, or -ENOMEM. */
int sms_tpdus(const struct short_message *m, void *ctx, struct slice out[SMS_PARTS_MAX]);

#endif
