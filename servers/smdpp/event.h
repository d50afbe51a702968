/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events at the SM-DS of an order (SGP.22 5.9): the matching id is the event's id. */
#ifndef SMDPP_EVENT_H
#define SMDPP_EVENT_H

#include "servers/rsp/call.h"
#include "servers/smdpp/order.h"

/* Registers the event of @o at its SM-DS, and waits for the answer (ES12.RegisterEvent). */
enum rsp_status event_register(struct rsp_call *call, const struct order *o);

/* Has the event deleted in due time, where @o has one (ES12.DeleteEvent): nobody waits for it, and
 * an event that leads nowhere does no harm. Returns 0 or negative errno. */
int event_delete(struct rsp_server *server, const struct order *o);

#endif
