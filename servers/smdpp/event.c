/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/event.h"

#include <errno.h>
#include <talloc.h>

static const char *url_of(const char *smds, void *ctx)
{
	return talloc_asprintf(ctx, "https://%s", smds);
}

enum rsp_status event_register(struct rsp_call *call, const struct order *o)
{
	json_t *members =
		json_pack("{s:s, s:s, s:s, s:b}", "eid", o->eid, "rspServerAddress", o->address,
			  "eventId", o->matching_id, "forwardingIndicator", 0);
	struct rsp_answer answer;
	char *error = NULL;
	int r;

	if (!members)
		return STATUS_FAILED;
	r = rsp_caller_call(call->server->caller, url_of(o->smds, call->ctx),
			    ES12_PATH "registerEvent", members, call->ctx, &answer, &error);
	json_decref(members);
	if (r)
		return call_because(call, STATUS_SMDS_UNREACHABLE, "SM-DS %s", error ? error : "");
	if (*answer.subject)
		return call_because(call, STATUS_SMDS_FAILED,
				    "the SM-DS refuses the event: %s/%s %s", answer.subject,
				    answer.reason, answer.message);
	return STATUS_OK;
}

int event_delete(struct rsp_server *server, const struct order *o)
{
	json_t *members;

	if (!*o->smds)
		return 0;
	members = json_pack("{s:s, s:s}", "eid", o->eid, "eventId", o->matching_id);
	return members ? rsp_call_later(server, url_of(o->smds, server), ES12_PATH "deleteEvent",
					members)
		       : -ENOMEM;
}
