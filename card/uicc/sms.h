/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short messages as SMS-PP download brings them (3GPP TS 23.040). */
#ifndef UICC_SMS_H
#define UICC_SMS_H

#include "codec/buf.h"

struct sms_deliver {
	struct slice address; /* number of digits, type, digits as BCD: 9.1.2.5 */
	uint8_t protocol;     /* TP-PID */
	uint8_t coding;       /* TP-DCS */
	struct slice time;    /* TP-SCTS */
	struct slice header;  /* information elements, without the length before them */
	struct slice data;    /* what follows the header */
};

/* Reads an SMS-DELIVER (9.2.2.1). Returns 0 or -EBADMSG. */
int sms_deliver_parse(struct slice tpdu, struct sms_deliver *out);

/* Writes an SMS-SUBMIT (9.2.2.2) of 8-bit data to @address (as in struct sms_deliver); @user_data
 * begins with its header. At most 140 bytes. */
void sms_submit_put(struct buf *out, struct slice address, struct slice user_data);

/* Whether the message is for the (U)SIM: TP-PID 7F and class 2 (9.2.3.9, 3GPP TS 23.038 4), and its
 * data are bytes. */
bool sms_is_data_download(const struct sms_deliver *m);

/* Information elements of the header, 9.2.3.24. */
enum {
	SMS_IE_CONCATENATED = 0x00,      /* 8-bit reference, number of parts, this one */
	SMS_IE_CONCATENATED_WIDE = 0x08, /* the same with a 16-bit reference */
	SMS_IE_COMMAND_PACKET = 0x70,    /* 3GPP TS 31.115 4.2 */
	SMS_IE_RESPONSE_PACKET = 0x71,
};

/* The contents of the first element @id in @header. 1, 0 where there is none. */
int sms_header_find(struct slice header, uint8_t id, struct slice *out);

#endif
