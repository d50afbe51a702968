/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES11.AuthenticateClient (SGP.22 5.8.2). */
#include "servers/smds/es11.h"

#include <talloc.h>

#include "servers/rsp/authentication.h"
#include "servers/smds/event_record.h"

/* All events of an eUICC, or the one that it asks for by its id. */
static enum rsp_status put_events(struct rsp_call *call, const char *eid, const char *id)
{
	json_t *entries = json_array();
	struct event_record e;
	int64_t row = 0;
	int r;

	if (json_object_set_new(call->response, "eventEntries", entries))
		return STATUS_FAILED;
	while ((r = event_record_next(call->server->db, eid, id, &row, call->ctx, &e)) == 1)
		if (json_array_append_new(entries, json_pack("{s:s, s:s}", "eventId", e.id,
							     "rspServerAddress", e.address)))
			return STATUS_FAILED;
	if (r < 0)
		return STATUS_FAILED;
	return *id && json_array_size(entries) == 0 ? STATUS_EVENT_UNKNOWN : STATUS_OK;
}

enum rsp_status es11_authenticate_client(struct rsp_call *call)
{
	struct rsp_authenticated who;
	struct server_session *session;
	const char *id;
	enum rsp_status s = rsp_authenticate_client(call, &session, &who);

	if (s)
		return s;
	id = who.matching_id.n
		     ? talloc_strndup(call->ctx, (const char *)who.matching_id.p, who.matching_id.n)
		     : "";
	if (!id)
		return STATUS_FAILED;
	if (strlen(id) != who.matching_id.n)
		return STATUS_EVENT_UNKNOWN;
	s = call_put_transaction(call, session);
	s = s ? s : put_events(call, session->eid, id);
	/* There is no more to a session with an SM-DS. */
	if (s == STATUS_OK)
		server_session_end(&call->server->sessions, session);
	return s;
}
