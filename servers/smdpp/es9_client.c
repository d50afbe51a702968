/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+.AuthenticateClient (SGP.22 5.6.3): which order is the eUICC's that has authenticated. */
#include <errno.h>
#include <talloc.h>

#include "servers/rsp/authentication.h"
#include "servers/smdpp/eligibility.h"
#include "servers/smdpp/es9.h"
#include "servers/smdpp/order.h"
#include "servers/smdpp/progress.h"

/* SGP.22 5.6.3: the pending download order for this matching id and EID. */
static enum rsp_status find_order(struct rsp_call *call, struct slice matching_id, const char *eid,
				  struct order *o)
{
	const char *text = talloc_strndup(call->ctx, (const char *)matching_id.p, matching_id.n);
	int r;

	if (matching_id.n == 0) { /* default SM-DP+: the EID alone says which */
		r = order_awaiting(call->server->db, eid, call->ctx, o);
		if (r == 0)
			return call_because(call, STATUS_EID_REFUSED, "no download awaits EID %s",
					    eid);
		return r == 1 ? STATUS_OK : STATUS_FAILED;
	}
	if (!text)
		return STATUS_FAILED;
	r = order_by_matching_id(call->server->db, text, call->ctx, o);
	if (r < 0)
		return STATUS_FAILED;
	if (r == 0 || strlen(text) != matching_id.n)
		return STATUS_MATCHING_ID_REFUSED;
	if (o->state == ORDER_CONFIRMED)
		return STATUS_NOT_RELEASED;
	if (o->state != ORDER_RELEASED && o->state != ORDER_DOWNLOADED)
		return call_because(call, STATUS_MATCHING_ID_REFUSED,
				    "the download with that matching id is over: %s",
				    order_state_names[o->state]);
	if (*o->eid && strcmp(o->eid, eid))
		return STATUS_EID_REFUSED;
	return STATUS_OK;
}

/* An order that ends here says why: until then it was open, and nothing has been told. */
static enum rsp_status end_order(struct rsp_call *call, const struct order *o,
				 enum rsp_status status, const char *reason)
{
	return order_set_state(call->server->db, o->id, ORDER_ERROR, reason) ? STATUS_FAILED
									     : status;
}

static enum rsp_status count_attempt(struct rsp_call *call, const struct order *o)
{
	if (order_expired(o, rsp_now(call->server)))
		return end_order(call, o, STATUS_ORDER_EXPIRED, "expired");
	if (o->reusable)
		return STATUS_OK;
	if (o->attempts >= o->attempts_max)
		return end_order(call, o, STATUS_RETRIES_EXCEEDED, "too many attempts to download");
	return order_count_attempt(call->server->db, o->id) ? STATUS_FAILED : STATUS_OK;
}

/* SmdpSigned2: on a retry it offers the eUICC the one-time key of the package that exists. */
static enum rsp_status smdp_signed2(struct rsp_call *call, const struct server_session *session,
				    const struct order *o, struct buf *b)
{
	struct download before;
	int r = download_unfinished(call->server->db, o->id, session->eid, call->ctx, &before);
	size_t mark = tlv_open(b, 0x30);

	if (r < 0)
		return STATUS_FAILED;
	tlv_put(b, 0x80, server_session_transaction(session));
	tlv_put_boolean(b, 0x01, o->code.n > 0);
	if (r == 1)
		tlv_put(b, 0x5F49, before.euicc_otpk);
	tlv_close(b, mark);
	return buf_ok(b) ? STATUS_OK : STATUS_FAILED;
}

static enum rsp_status client_response(struct rsp_call *call, struct server_session *session,
				       const struct order *o, struct slice signature1)
{
	struct buf signed2 = buf_new(call->ctx);
	struct slice signature2 = {NULL, 0};
	enum rsp_status s = smdp_signed2(call, session, o, &signed2);

	if (s == STATUS_OK) {
		const struct slice parts[] = {buf_slice(&signed2), signature1};

		s = call_sign(call, session->own->dp_pb.key, parts, 2, &signature2);
	}
	s = s ? s : call_put_transaction(call, session);
	s = s ? s : call_put(call, "profileMetadata", o->metadata);
	s = s ? s : call_put(call, "smdpSigned2", buf_slice(&signed2));
	s = s ? s : call_put(call, "smdpSignature2", signature2);
	s = s ? s
	      : call_put(call, "smdpCertificate", certificate_der(session->own->dp_pb.certificate));
	if (s == STATUS_OK) {
		talloc_steal(session, signature2.p);
		session->signature2 = signature2;
		session->order = o->id;
	}
	return s;
}

/* Counts the attempt, and tells the operator how it goes on: both or neither, also of a refusal. */
static enum rsp_status admit(struct rsp_call *call, const struct server_session *session,
			     const struct rsp_authenticated *who, struct order *o)
{
	enum rsp_status s = find_order(call, who->matching_id, session->eid, o);

	if (s)
		return call_end(call, s, false);
	s = count_attempt(call, o);
	s = s ? s : eligibility_check(call, o, who->info2, who->device_info);
	if (s != STATUS_FAILED && progress_tell(call, o,
						&(struct progress){.point = PROGRESS_ELIGIBILITY,
								   .eid = session->eid,
								   .status = s,
								   .message = call->detail}))
		s = STATUS_FAILED;
	return call_end(call, s, s != STATUS_FAILED);
}

enum rsp_status es9_authenticate_client(struct rsp_call *call)
{
	struct rsp_authenticated who;
	struct server_session *session;
	struct order order;
	enum rsp_status s = rsp_authenticate_client(call, &session, &who);

	s = s ? s : call_begin(call);
	s = s ? s : admit(call, session, &who, &order);
	s = s ? s : client_response(call, session, &order, who.signature1);
	if (s == STATUS_OK)
		session->euicc = talloc_steal(session, who.euicc);
	return s;
}
