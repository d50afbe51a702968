/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/toolkit.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "codec/tlv.h"
#include "uicc/bip.h"
#include "uicc/refresh.h"
#include "uicc/sms_assembly.h"
#include "uicc/timers.h"
#include "uicc/toolkit_application.h"
#include "uicc/uicc.h"

enum {
	COMMAND_MAX = 0xFF, /* what 91XX can announce */
	NUMBER_MAX = 0xFE,  /* 8.6: command numbers are 01 to FE */
	QUEUE_MAX = 16,
	TAG_PROACTIVE = 0xD0,
};

struct proactive {
	struct proactive *next;
	uint8_t details[3]; /* number, type, qualifier: 8.6 */
	const struct softeuicc_toolkit *owner;
	void (*done)(void *arg, const struct softeuicc_response *response);
	void *arg;
	struct slice bytes; /* a talloc child */
};

/* ---- the queue ---- */

static uint8_t next_number(uint8_t last)
{
	return last < NUMBER_MAX ? last + 1 : 1;
}

/* 6.6: command details, device identities, and what the command needs. */
static int encode(struct proactive *p, const struct softeuicc_command *c, uint8_t destination)
{
	const uint8_t devices[2] = {DEVICE_UICC, destination};
	struct buf b = buf_new(p);
	size_t mark = tlv_open(&b, TAG_PROACTIVE);

	ctlv_put(&b, OBJECT_COMMAND_DETAILS, true, slice_of(p->details, sizeof(p->details)));
	ctlv_put(&b, OBJECT_DEVICE_IDENTITIES, true, slice_of(devices, sizeof(devices)));
	buf_put_slice(&b, toolkit_slice(c->objects));
	tlv_close(&b, mark);
	if (!buf_ok(&b))
		return -ENOMEM;
	p->bytes = buf_slice(&b);
	return b.n > COMMAND_MAX ? -EMSGSIZE : 0;
}

int toolkit_check(const struct softeuicc_command *c)
{
	const struct proactive_command *row = proactive_find(c->type);

	if (!row || proactive_check_objects(row, toolkit_slice(c->objects)) < 0 ||
	    (!row->destination && !c->destination))
		return -EINVAL;
	if (c->type == PROACTIVE_REFRESH &&
	    !refresh_objects_fit(c->qualifier, toolkit_slice(c->objects)))
		return -EINVAL;
	return c->type == PROACTIVE_TIMER_MANAGEMENT
		       ? timers_check(c->qualifier, toolkit_slice(c->objects))
		       : 0;
}

/* Whether the command can be given to this terminal by this owner. */
static int check(const struct toolkit *t, const struct softeuicc_toolkit *owner,
		 const struct softeuicc_command *c)
{
	if (!t->profile.p)
		return -ENOTCONN;
	if (toolkit_check(c) < 0)
		return -EINVAL;
	if (!proactive_permitted(t->profile, c->type, c->qualifier))
		return -ENOTSUP;
	if (toolkit_full(t))
		return -EBUSY;
	return c->type == PROACTIVE_TIMER_MANAGEMENT
		       ? timers_claim(t, owner, toolkit_slice(c->objects))
		       : 0;
}

int toolkit_queue(struct softeuicc *card, struct softeuicc_toolkit *owner,
		  const struct softeuicc_command *c)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct proactive **end = &t->queue, *p;
	int r = check(t, owner, c);

	if (r < 0)
		return r;
	p = talloc_zero(card->uicc, struct proactive);
	if (!p)
		return -ENOMEM;
	p->details[0] = next_number(t->last_number);
	p->details[1] = c->type;
	p->details[2] = c->qualifier;
	p->owner = owner;
	p->done = c->done;
	p->arg = c->arg;
	r = encode(p, c, c->destination ? c->destination : proactive_find(c->type)->destination);
	if (r < 0) {
		talloc_free(p);
		return r;
	}
	if (c->type == PROACTIVE_TIMER_MANAGEMENT)
		timers_queued(t, owner, c->qualifier, toolkit_slice(c->objects));
	t->last_number = p->details[0];
	while (*end)
		end = &(*end)->next;
	*end = p;
	return 0;
}

void toolkit_disown(struct softeuicc *card, const struct softeuicc_toolkit *owner)
{
	for (struct proactive *p = card->uicc->toolkit.queue; p; p = p->next)
		if (p->owner == owner) {
			p->owner = NULL;
			p->done = NULL;
		}
}

static void finish(struct proactive *p, const struct softeuicc_response *response)
{
	void (*done)(void *, const struct softeuicc_response *) = p->done;
	void *arg = p->arg;

	talloc_free(p);
	if (done)
		done(arg, response);
}

uint16_t toolkit_status(const struct softeuicc *card, uint16_t sw)
{
	const struct toolkit *t = &card->uicc->toolkit;

	if (!t->queue || t->fetched)
		return sw;
	switch (sw) {
	case SW_OK:
		return (uint16_t)(SW_PROACTIVE | t->queue->bytes.n);
	case SW_MORE_DATA_AVAILABLE:
		return SW_MORE_DATA_AVAILABLE_PROACTIVE;
	case SW_MORE_DATA_EXPECTED:
		return SW_MORE_DATA_EXPECTED_PROACTIVE;
	default:
		return sw;
	}
}

bool toolkit_busy(const struct toolkit *t)
{
	return t->queue != NULL;
}

bool toolkit_full(const struct toolkit *t)
{
	size_t n = 0;

	for (const struct proactive *p = t->queue; p; p = p->next)
		n++;
	return n >= QUEUE_MAX;
}

/* What `done` queues anew is refused: there is no terminal profile any more. A reset is how the
 * terminal performs a REFRESH that resets (6.4.7), and so counts as performed. */
void toolkit_reset(struct softeuicc *card)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct proactive *queue = t->queue;

	sms_assembly_reset(t);
	talloc_free((void *)(uintptr_t)t->profile.p);
	*t = (struct toolkit){.applications = t->applications, .channels = t->channels};
	while (queue) {
		struct softeuicc_response r = {.performed = queue->details[1] == PROACTIVE_REFRESH};
		struct proactive *p = queue;

		queue = p->next;
		finish(p, &r);
	}
	bip_reset(t);
}

/* ---- commands of the terminal ---- */

int toolkit_set_profile(struct softeuicc *card, struct slice profile)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct slice copy = {NULL, 0};

	if (profile.n > 0)
		copy = slice_dup(card->uicc, profile);
	if (profile.n > 0 && !copy.p)
		return -ENOMEM;
	talloc_free((void *)(uintptr_t)t->profile.p);
	t->profile = copy;
	return 0;
}

uint16_t toolkit_terminal_profile(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				  struct buf *out)
{
	(void)ch;
	(void)out;
	if (a->data.n == 0 || a->data.n > 0xFF)
		return SW_WRONG_LENGTH;
	if (toolkit_set_profile(card, a->data) < 0)
		return SW_TECHNICAL_PROBLEM;
	card->uicc->toolkit.events = 0;
	card->uicc->toolkit.menu = false;
	toolkit_applications_begin(card);
	return SW_OK;
}

uint16_t toolkit_fetch(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out)
{
	struct toolkit *t = &card->uicc->toolkit;

	(void)ch;
	if (!t->queue || t->fetched)
		return SW_CONDITIONS;
	if (!apdu_delivers(a, t->queue->bytes.n))
		return (uint16_t)(SW_WRONG_LE | t->queue->bytes.n);
	buf_put_slice(out, t->queue->bytes);
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

/* 6.8: the answer repeats the command's details. The comprehension required flags of a terminal
 * response say nothing (8.6). What does not answer the outstanding command is refused and leaves
 * that one outstanding. An answer that lacks other objects ends the command all the same, for the
 * terminal will not answer again. */
uint16_t toolkit_terminal_response(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				   struct buf *out)
{
	static const uint8_t devices[2] = {DEVICE_TERMINAL, DEVICE_UICC};
	struct toolkit *t = &card->uicc->toolkit;
	struct slice details, identities, result;
	struct softeuicc_response response;
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
	response = (struct softeuicc_response){
		.answered = 1,
		.performed = softeuicc_result_class(result.p[0]) == SOFTEUICC_RESULT_PERFORMED &&
			     proactive_answer_complete(p->details[1], p->details[2], a->data),
		.result = result.p[0],
		.additional = toolkit_bytes(slice_sub(result, 1, SIZE_MAX)),
		.objects = toolkit_bytes(a->data),
	};
	t->queue = p->next;
	t->fetched = false;
	if (p->details[1] == PROACTIVE_TIMER_MANAGEMENT)
		timers_answered(t, p->details[2], response.performed, p->bytes);
	finish(p, &response);
	bip_continue(t);
	return SW_OK;
}
