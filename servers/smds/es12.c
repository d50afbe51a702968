/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES12 (SGP.22 5.9): SM-DP+ register and delete events. */
#include <errno.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "servers/common/json.h"
#include "servers/rsp/activation_code.h"
#include "servers/smds/es11.h"
#include "servers/smds/event_record.h"

/* The caller's CERT.DP.TLS: its TLS client has the key to it, and a CI of this server vouches for
 * it. NULL where it has none. */
static struct certificate *caller_certificate(struct rsp_call *call)
{
	struct crypto *c = call->server->crypto;
	struct certificate *dp;

	if (certificate_parse(c, call->http->certificate, call->ctx, &dp))
		return NULL;
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		const struct certificate *ci = call->server->pki->sets[i].ci;

		if (ci && certificate_verify(c, dp, ci, ROLE_DP_TLS, rsp_now(call->server)) == 0)
			return dp;
	}
	return NULL;
}

/* Servers are told apart by the OID in their certificates; what they call themselves must agree. */
static enum rsp_status check_requester(struct rsp_call *call, const char **requester)
{
	enum rsp_status s = call_requester(call, requester);
	struct certificate *dp = s ? NULL : caller_certificate(call);
	const char *oid = dp ? rsp_oid_text(certificate_oid(dp), call->ctx) : NULL;

	if (s)
		return s;
	if (!dp)
		return STATUS_REQUESTER_REFUSED;
	if (!oid || strcmp(oid, *requester))
		return call_because(call, STATUS_REQUESTER_REFUSED,
				    "the client certificate is that of %s", oid ? oid : "");
	return STATUS_OK;
}

static enum rsp_status text(struct rsp_call *call, const char *name, bool (*valid)(const char *),
			    const char **out)
{
	const json_t *member = json_object_get(call->request, name);

	*out = json_string_value(member);
	if (!member)
		return call_because(call, STATUS_ELEMENT_MISSING, "%s is missing", name);
	if (!*out || !**out || !valid(*out))
		return call_because(call, STATUS_MALFORMED, "%s is not what it should be", name);
	return STATUS_OK;
}

static bool eid_valid(const char *eid)
{
	return eid_check(eid) == 0;
}

static enum rsp_status read_event(struct rsp_call *call, struct event_record *e)
{
	enum rsp_status s = check_requester(call, &e->owner);

	s = s ? s : text(call, "eid", eid_valid, &e->eid);
	return s ? s : text(call, "eventId", matching_id_valid, &e->id);
}

enum rsp_status es12_register_event(struct rsp_call *call)
{
	struct event_record e;
	enum rsp_status s = read_event(call, &e);
	int r;

	s = s ? s : text(call, "rspServerAddress", address_valid, &e.address);
	if (s)
		return s;
	/* Cascading from an alternative SM-DS to a root SM-DS (3.6.1.2) wants a root SM-DS. */
	if (json_is_true(json_object_get(call->request, "forwardingIndicator")))
		return call_because(call, STATUS_SMDS_UNREACHABLE,
				    "there is no root SM-DS to forward the event to");
	r = event_record_add(call->server->db, &e, rsp_now(call->server));
	if (r == -EEXIST)
		return STATUS_EVENT_TAKEN;
	return r ? STATUS_FAILED : STATUS_OK;
}

enum rsp_status es12_delete_event(struct rsp_call *call)
{
	struct event_record e;
	enum rsp_status s = read_event(call, &e);
	int r;

	if (s)
		return s;
	r = event_record_remove(call->server->db, &e);
	if (r == -ENOENT)
		return STATUS_EVENT_UNKNOWN;
	return r ? STATUS_FAILED : STATUS_OK;
}
