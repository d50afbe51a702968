/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events at the SM-DS of an order (SGP.22 5.9): the matching id is the event's id.
 *
 * An order with an event is confirmed in three steps, because the SM-DS may take long to answer: a
 * transaction that has the event deleted before long, the registration itself, and a transaction
 * that confirms the order and keeps the event. Whatever ends the process in between, no event stays
 * behind that leads nowhere. */
#ifndef SMDPP_EVENT_H
#define SMDPP_EVENT_H

#include "servers/rsp/call.h"
#include "servers/smdpp/order.h"

enum { EVENT_SETTLED_SECONDS = 60 }; /* after which the three steps are over, one way or another */

/* Has the event of @o deleted (ES12.DeleteEvent) after EVENT_SETTLED_SECONDS, unless event_keep()
 * with this *@deletion comes first. Returns 0 or negative errno. */
int event_announce(struct rsp_call *call, const struct order *o, int64_t *deletion);

/* Registers the event and waits for the answer (ES12.RegisterEvent), while other calls are served.
 * Where the SM-DS refuses, there is nothing to delete. */
enum rsp_status event_register(struct rsp_call *call, const struct order *o, int64_t deletion);

/* The order is confirmed: what would have deleted its event, now or after an earlier attempt, is
 * taken back. -ENOENT: it was deleted. Else 0 or negative errno. */
int event_keep(struct rsp_call *call, int64_t deletion);

/* Has the event deleted in due time, where @o has one (ES12.DeleteEvent): nobody waits for it, and
 * an event that leads nowhere does no harm. Returns 0 or negative errno. */
int event_delete(struct rsp_call *call, const struct order *o);

#endif
