/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/timers.h"

#include <errno.h>

#include "card.h"
#include "codec/ctlv.h"
#include "codec/tlv.h"
#include "uicc/toolkit_application.h"
#include "uicc/uicc.h"

enum { TIMER_VALUE_BYTES = 3 };

/* The place of the timer that @objects name, 8.37; -1 where there is no such timer. */
static int timer_in(struct slice objects)
{
	struct ctlv id;

	if (ctlv_find(objects, OBJECT_TIMER_IDENTIFIER, &id) != 1 || id.value.n != 1 ||
	    id.value.p[0] < 1 || id.value.p[0] > TIMER_COUNT)
		return -1;
	return id.value.p[0] - 1;
}

int timers_check(uint8_t qualifier, struct slice objects)
{
	struct ctlv value;

	if (timer_in(objects) < 0 || qualifier > TIMER_GET_VALUE)
		return -EINVAL;
	if (qualifier == TIMER_START && (ctlv_find(objects, OBJECT_TIMER_VALUE, &value) != 1 ||
					 value.value.n != TIMER_VALUE_BYTES))
		return -EINVAL;
	return 0;
}

int timers_claim(const struct toolkit *t, const struct softeuicc_toolkit *owner,
		 struct slice objects)
{
	int timer = timer_in(objects);

	return t->timers[timer] && t->timers[timer] != owner ? -EBUSY : 0;
}

void timers_queued(struct toolkit *t, struct softeuicc_toolkit *owner, uint8_t qualifier,
		   struct slice objects)
{
	if (qualifier == TIMER_START)
		t->timers[timer_in(objects)] = owner;
}

void timers_answered(struct toolkit *t, uint8_t qualifier, bool performed, struct slice command)
{
	struct tlv whole;
	int timer;

	/* A timer that cannot be started does not run, and one that is stopped no longer does. */
	if ((qualifier == TIMER_START) == performed || qualifier == TIMER_GET_VALUE)
		return;
	if (tlv_next(&command, &whole) != 1)
		return;
	timer = timer_in(whole.value);
	if (timer >= 0)
		t->timers[timer] = NULL;
}

/* An expiry that crossed its deactivation, or whose application is gone, concerns nobody. */
uint16_t timers_expired(struct softeuicc *card, struct slice objects, struct buf *out)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct softeuicc_toolkit *owner;
	int timer = timer_in(objects);
	struct ctlv value;

	(void)out;
	if (timer < 0 || ctlv_find(objects, OBJECT_TIMER_VALUE, &value) != 1 ||
	    value.value.n != TIMER_VALUE_BYTES)
		return SW_WRONG_DATA;
	owner = t->timers[timer];
	t->timers[timer] = NULL;
	if (owner && owner->d.timer)
		owner->d.timer(owner->d.arg, (uint8_t)(timer + 1), toolkit_bytes(value.value));
	return SW_OK;
}
