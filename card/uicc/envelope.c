/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ENVELOPE (ETSI TS 102 221 11.2.2): what the terminal brings, and who gets it. */
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "codec/tlv.h"
#include "uicc/events.h"
#include "uicc/sms_pp.h"
#include "uicc/timers.h"
#include "uicc/toolkit_application.h"
#include "uicc/uicc.h"

struct envelope {
	uint8_t tag; /* TS 101 220 7.2 */
	uint16_t mandatory[3];
	uint16_t (*handler)(struct softeuicc *card, struct slice objects, struct buf *out);
};

/* ETSI TS 102 223 7; for SMS, cell broadcast, USSD and short message control 3GPP TS 31.111 7.
 * Those without a handler of their own are for the application that claims them. */
static const struct envelope envelopes[] = {
	{0xD1 /* SMS-PP download */, {OBJECT_SMS_TPDU}, sms_pp_download},
	{0xD2 /* cell broadcast download */, {OBJECT_CELL_BROADCAST_PAGE}, NULL},
	{0xD3 /* menu selection */, {OBJECT_ITEM_IDENTIFIER}, toolkit_menu_selection},
	{0xD4 /* call control */, {0}, NULL},
	{0xD5 /* MO short message control */, {OBJECT_ADDRESS, OBJECT_LOCATION_INFORMATION}, NULL},
	{0xD6 /* event download */, {OBJECT_EVENT_LIST}, events_download},
	{0xD7 /* timer expiration */,
	 {OBJECT_TIMER_IDENTIFIER, OBJECT_TIMER_VALUE},
	 timers_expired},
	{0xD9 /* USSD download */, {OBJECT_USSD_STRING}, NULL},
	{0xDA /* MMS transfer status */, {0}, NULL},
	{0xDB /* MMS notification download */, {0}, NULL},
	{0xDC /* terminal application */, {0}, NULL},
	{0xDD /* geographical location */, {0}, NULL},
	{0xDE /* envelope container */, {0}, NULL},
};

enum {
	TAG_CELL_BROADCAST = 0xD2,
	CELL_BROADCAST_PAGE_BYTES = 88, /* 3GPP TS 23.041 9.4.1 */
};

static const struct envelope *envelope_of(uint32_t tag)
{
	for (size_t i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++)
		if (envelopes[i].tag == tag)
			return &envelopes[i];
	return NULL;
}

/* Every envelope says from which device it comes, and that it is for the UICC (8.7). */
static bool has_objects(const struct envelope *e, struct slice objects)
{
	struct ctlv t;

	if (ctlv_check(objects) < 0 || ctlv_find(objects, OBJECT_DEVICE_IDENTITIES, &t) != 1 ||
	    t.value.n != 2 || t.value.p[1] != DEVICE_UICC)
		return false;
	for (size_t i = 0; i < 3 && e->mandatory[i]; i++)
		if (ctlv_find(objects, e->mandatory[i], &t) != 1 || t.value.n == 0)
			return false;
	return e->tag != TAG_CELL_BROADCAST || t.value.n == CELL_BROADCAST_PAGE_BYTES;
}

/* Where nobody claims it, 9000 without data: for call control and short message control that means
 * "allowed, no modification" (3GPP TS 31.111 7.3.1.6, 7.3.2.5). */
static uint16_t give_to_claimant(struct softeuicc *card, uint8_t tag, struct slice objects,
				 struct buf *out)
{
	uint8_t reply[SOFTEUICC_REPLY_MAX];

	for (struct softeuicc_toolkit *a = card->uicc->toolkit.applications; a; a = a->next)
		if (a->d.envelope)
			return toolkit_reply(
				a->d.envelope(a->d.arg, tag, toolkit_bytes(objects), reply), reply,
				out);
	return SW_OK;
}

/* 9300: the toolkit is busy, and the terminal may bring the same again later (TS 102 223 7). */
uint16_t toolkit_envelope(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	const struct envelope *e;
	struct slice in = a->data;
	struct tlv t;

	(void)ch;
	if (tlv_next(&in, &t) != 1 || in.n != 0)
		return SW_WRONG_DATA;
	e = envelope_of(t.tag);
	if (!e || !has_objects(e, t.value))
		return SW_WRONG_DATA;
	if (toolkit_full(&card->uicc->toolkit))
		return SW_TOOLKIT_BUSY;
	return e->handler ? e->handler(card, t.value, out)
			  : give_to_claimant(card, e->tag, t.value, out);
}
