/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/event.h"

#include <errno.h>
#include <talloc.h>

static const char *url_of(const char *smds, void *ctx)
{
	return talloc_asprintf(ctx, "https://%s", smds);
}

static json_t *deletion_of(const struct order *o)
{
	return json_pack("{s:s, s:s}", "eid", o->eid, "eventId", o->matching_id);
}

int event_announce(struct rsp_call *call, const struct order *o, int64_t *deletion)
{
	const char *url = url_of(o->smds, call->ctx);
	json_t *members = url ? deletion_of(o) : NULL;
	int64_t now = rsp_now(call->server);

	call->server->outbox_filled = true;
	return members ? outbox_put_off(call->server->db, url, ES12_PATH "deleteEvent", members,
					now, now + EVENT_SETTLED_SECONDS, deletion)
		       : -ENOMEM;
}

int event_keep(struct rsp_call *call, int64_t deletion)
{
	return outbox_take_back_equal(call->server->db, deletion);
}

/* What the registration needs while the server's state is not its to use. */
struct registration {
	const struct rsp_caller_config *config;
	const char *url;
	json_t *members;
	void *ctx;
	struct rsp_answer answer;
	char *error;
	int r;
};

static void send_registration(void *arg)
{
	struct registration *g = arg;
	struct rsp_caller *caller;

	g->r = rsp_caller_new(g->ctx, g->config, &caller);
	if (g->r == 0)
		g->r = rsp_caller_call(caller, g->url, ES12_PATH "registerEvent", g->members,
				       g->ctx, &g->answer, &g->error);
}

enum rsp_status event_register(struct rsp_call *call, const struct order *o, int64_t deletion)
{
	struct registration g = {
		.config = &call->server->calls,
		.url = url_of(o->smds, call->ctx),
		.members =
			json_pack("{s:s, s:s, s:s, s:b}", "eid", o->eid, "rspServerAddress",
				  o->address, "eventId", o->matching_id, "forwardingIndicator", 0),
		.ctx = call->ctx,
		.r = -ENOMEM,
	};

	if (g.url && g.members)
		http_apart(call->http, send_registration, &g);
	json_decref(g.members);
	if (g.r == -ENOMEM)
		return STATUS_FAILED;
	if (g.r)
		return call_because(call, STATUS_SMDS_UNREACHABLE, "SM-DS %s",
				    g.error ? g.error : "");
	if (!*g.answer.subject)
		return STATUS_OK;
	if (outbox_take_back(call->server->db, deletion))
		return STATUS_FAILED;
	return call_because(call, STATUS_SMDS_FAILED, "the SM-DS refuses the event: %s/%s %s",
			    g.answer.subject, g.answer.reason, g.answer.message);
}

int event_delete(struct rsp_call *call, const struct order *o)
{
	const char *url = *o->smds ? url_of(o->smds, call->ctx) : "";
	json_t *members;

	if (!*o->smds)
		return 0;
	members = url ? deletion_of(o) : NULL;
	return members ? rsp_call_later(call->server, url, ES12_PATH "deleteEvent", members)
		       : -ENOMEM;
}
