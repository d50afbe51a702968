/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/toolkit.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "codec/tlv.h"
#include "uicc/uicc.h"

enum {
	COMMAND_MAX = 0xFF, /* what 91XX can announce */
	NUMBER_MAX = 0xFE,  /* TS 102 223 8.6: command numbers are 01 to FE */
	TAG_PROACTIVE = 0xD0,
	TYPE_REFRESH = 0x01,
};

/* Tag values of COMPREHENSION-TLV objects, TS 102 223 9.3. */
enum {
	OBJECT_COMMAND_DETAILS = 0x01,
	OBJECT_DEVICE_IDENTITIES = 0x02,
	OBJECT_RESULT = 0x03,
	OBJECT_ADDRESS = 0x06,
	OBJECT_USSD_STRING = 0x0A,
	OBJECT_SMS_TPDU = 0x0B,
	OBJECT_CELL_BROADCAST_PAGE = 0x0C,
	OBJECT_ITEM_IDENTIFIER = 0x10,
	OBJECT_LOCATION_INFORMATION = 0x13,
	OBJECT_EVENT_LIST = 0x19,
	OBJECT_TIMER_IDENTIFIER = 0x24,
	OBJECT_TIMER_VALUE = 0x25,
};

struct proactive {
	struct proactive *next;
	uint8_t details[3]; /* number, type, qualifier: TS 102 223 8.6 */
	bool reset_performs;
	void (*done)(struct softeuicc *card, bool success);
	size_t length;
	uint8_t bytes[COMMAND_MAX];
};

/* ---- the queue ---- */

static uint8_t next_number(uint8_t last)
{
	return last < NUMBER_MAX ? last + 1 : 1;
}

/* TS 102 223 6.6: command details, device identities, and what the command needs. */
static int encode(struct proactive *p, const struct toolkit_command *c)
{
	const uint8_t devices[2] = {DEVICE_UICC, (uint8_t)c->destination};
	struct buf b = buf_new(p);
	size_t mark = tlv_open(&b, TAG_PROACTIVE);

	ctlv_put(&b, OBJECT_COMMAND_DETAILS, true, slice_of(p->details, sizeof(p->details)));
	ctlv_put(&b, OBJECT_DEVICE_IDENTITIES, true, slice_of(devices, sizeof(devices)));
	buf_put_slice(&b, c->objects);
	tlv_close(&b, mark);
	if (!buf_ok(&b))
		return -ENOMEM;
	if (b.n > sizeof(p->bytes))
		return -EMSGSIZE;
	memcpy(p->bytes, b.p, b.n);
	p->length = b.n;
	buf_reset(&b);
	return 0;
}

int toolkit_queue(struct softeuicc *card, const struct toolkit_command *c)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct proactive **end = &t->queue, *p;
	int r;

	if (!t->profile_received)
		return -ENOTCONN;
	p = talloc_zero(card->uicc, struct proactive);
	if (!p)
		return -ENOMEM;
	p->details[0] = next_number(t->last_number);
	p->details[1] = c->type;
	p->details[2] = c->qualifier;
	p->reset_performs = c->reset_performs;
	p->done = c->done;
	r = encode(p, c);
	if (r < 0) {
		talloc_free(p);
		return r;
	}
	t->last_number = p->details[0];
	while (*end)
		end = &(*end)->next;
	*end = p;
	return 0;
}

static void finish(struct softeuicc *card, struct proactive *p, bool success)
{
	void (*done)(struct softeuicc *, bool) = p->done;

	talloc_free(p);
	if (done)
		done(card, success);
}

uint16_t toolkit_status(const struct softeuicc *card, uint16_t sw)
{
	const struct toolkit *t = &card->uicc->toolkit;

	if (sw != SW_OK || !t->queue || t->fetched)
		return sw;
	return (uint16_t)(SW_PROACTIVE | t->queue->length);
}

bool toolkit_busy(const struct toolkit *t)
{
	return t->queue != NULL;
}

/* What `done` queues anew is refused: there is no terminal profile any more. */
void toolkit_reset(struct softeuicc *card)
{
	struct proactive *queue = card->uicc->toolkit.queue;

	card->uicc->toolkit = (struct toolkit){0};
	while (queue) {
		struct proactive *p = queue;

		queue = p->next;
		finish(card, p, p->reset_performs);
	}
}

/* ---- REFRESH ---- */

/* @byte and @bit count from 1, as TS 102 223 5.2 does. */
static bool terminal_has(const struct toolkit *t, size_t byte, unsigned bit)
{
	return t->profile_received && byte <= t->terminal_profile_length &&
	       t->terminal_profile[byte - 1] >> (bit - 1) & 1;
}

bool toolkit_supports_refresh(const struct toolkit *t)
{
	return terminal_has(t, 3, 8);
}

int toolkit_refresh(struct softeuicc *card, enum refresh_mode mode,
		    void (*done)(struct softeuicc *card, bool success))
{
	const struct toolkit_command c = {
		.type = TYPE_REFRESH,
		.qualifier = (uint8_t)mode,
		.destination = DEVICE_TERMINAL,
		.reset_performs = true,
		.done = done,
	};

	if (!toolkit_supports_refresh(&card->uicc->toolkit))
		return -ENOTSUP;
	return toolkit_queue(card, &c);
}

/* ---- commands of the terminal ---- */

uint16_t toolkit_terminal_profile(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				  struct buf *out)
{
	struct toolkit *t = &card->uicc->toolkit;

	(void)ch;
	(void)out;
	if (a->data.n == 0 || a->data.n > sizeof(t->terminal_profile))
		return SW_WRONG_LENGTH;
	memcpy(t->terminal_profile, a->data.p, a->data.n);
	t->terminal_profile_length = a->data.n;
	t->profile_received = true;
	return SW_OK;
}

uint16_t toolkit_fetch(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out)
{
	struct toolkit *t = &card->uicc->toolkit;

	(void)ch;
	if (!t->queue || t->fetched)
		return SW_CONDITIONS;
	if (!apdu_delivers(a, t->queue->length))
		return (uint16_t)(SW_WRONG_LE | t->queue->length);
	buf_put(out, t->queue->bytes, t->queue->length);
	t->fetched = true;
	return SW_OK;
}

/* The object with tag value @tag and a length from @min to @max. */
static bool find_object(struct slice in, uint16_t tag, size_t min, size_t max, struct slice *out)
{
	struct ctlv t;

	if (ctlv_find(in, tag, &t) != 1 || t.value.n < min || t.value.n > max)
		return false;
	*out = t.value;
	return true;
}

/* TS 102 223 6.8: the answer repeats the command's details. The comprehension required flags of a
 * terminal response say nothing (8.6). What does not answer the outstanding command is refused and
 * leaves that one outstanding. */
uint16_t toolkit_terminal_response(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				   struct buf *out)
{
	static const uint8_t devices[2] = {DEVICE_TERMINAL, DEVICE_UICC};
	struct toolkit *t = &card->uicc->toolkit;
	struct slice details, identities, result;
	struct proactive *p = t->queue;

	(void)ch;
	(void)out;
	if (!t->fetched)
		return SW_CONDITIONS;
	if (ctlv_check(a->data) < 0 ||
	    !find_object(a->data, OBJECT_COMMAND_DETAILS, 3, 3, &details) ||
	    !find_object(a->data, OBJECT_DEVICE_IDENTITIES, 2, 2, &identities) ||
	    !find_object(a->data, OBJECT_RESULT, 1, SIZE_MAX, &result))
		return SW_WRONG_DATA;
	if (!slice_eq(details, slice_of(p->details, sizeof(p->details))) ||
	    !slice_eq(identities, slice_of(devices, sizeof(devices))))
		return SW_WRONG_DATA;
	t->queue = p->next;
	t->fetched = false;
	finish(card, p, result.p[0] < 0x10);
	return SW_OK;
}

/* What each ENVELOPE must carry: TS 102 223 7, for SMS and cell broadcast TS 31.111 7.1. */
static const struct envelope {
	uint32_t tag; /* TS 101 220 7.2 */
	uint16_t mandatory[3];
} envelopes[] = {
	{0xD1 /* SMS-PP download */, {OBJECT_DEVICE_IDENTITIES, OBJECT_SMS_TPDU}},
	{0xD2 /* cell broadcast */, {OBJECT_DEVICE_IDENTITIES, OBJECT_CELL_BROADCAST_PAGE}},
	{0xD3 /* menu selection */, {OBJECT_DEVICE_IDENTITIES, OBJECT_ITEM_IDENTIFIER}},
	{0xD4 /* call control */, {OBJECT_DEVICE_IDENTITIES}},
	{0xD5 /* MO short message */,
	 {OBJECT_DEVICE_IDENTITIES, OBJECT_ADDRESS, OBJECT_LOCATION_INFORMATION}},
	{0xD6 /* event download */, {OBJECT_EVENT_LIST, OBJECT_DEVICE_IDENTITIES}},
	{0xD7 /* timer expiration */,
	 {OBJECT_DEVICE_IDENTITIES, OBJECT_TIMER_IDENTIFIER, OBJECT_TIMER_VALUE}},
	{0xD9 /* USSD download */, {OBJECT_DEVICE_IDENTITIES, OBJECT_USSD_STRING}},
	{0xDA /* MMS transfer status */, {OBJECT_DEVICE_IDENTITIES}},
	{0xDB /* MMS notification */, {OBJECT_DEVICE_IDENTITIES}},
	{0xDC /* terminal application */, {OBJECT_DEVICE_IDENTITIES}},
	{0xDD /* geographical location */, {OBJECT_DEVICE_IDENTITIES}},
	{0xDE /* container */, {OBJECT_DEVICE_IDENTITIES}},
};

static const struct envelope *envelope_of(uint32_t tag)
{
	for (size_t i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++)
		if (envelopes[i].tag == tag)
			return &envelopes[i];
	return NULL;
}

/* No application has registered for any of these, so a well-formed one is answered 9000 without
 * data, by which call control and MO short message control let the terminal go on. */
uint16_t toolkit_envelope(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	struct slice in = a->data, value;
	const struct envelope *e;
	struct tlv t;

	(void)card;
	(void)ch;
	(void)out;
	if (tlv_next(&in, &t) != 1 || in.n != 0)
		return SW_WRONG_DATA;
	e = envelope_of(t.tag);
	if (!e || ctlv_check(t.value) < 0)
		return SW_WRONG_DATA;
	for (size_t i = 0; i < 3 && e->mandatory[i]; i++)
		if (!find_object(t.value, e->mandatory[i], 1, SIZE_MAX, &value))
			return SW_WRONG_DATA;
	return SW_OK;
}
