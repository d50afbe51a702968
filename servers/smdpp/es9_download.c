/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+.GetBoundProfilePackage and ES9+.CancelSession (SGP.22 5.6.2, 5.6.5). */
#include <errno.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "servers/smdpp/bpp.h"
#include "servers/rsp/authentication.h"
#include "servers/smdpp/es9.h"
#include "servers/smdpp/order.h"
#include "servers/smdpp/progress.h"
#include "servers/smdpp/smdpp.h"

/* The session of an eUICC that has authenticated itself. */
static enum rsp_status authenticated_session(struct rsp_call *call, struct server_session **out)
{
	enum rsp_status s = call_session(call, out);

	if (s == STATUS_OK && !(*out)->euicc)
		return call_because(call, STATUS_EUICC_SIGNATURE,
				    "the eUICC has not authenticated itself in this session");
	return s;
}

/* ---- GetBoundProfilePackage ---- */

enum { OK_SIGNED2, OK_SIGNATURE2, OK_COUNT };

static const struct tlv_field ok_fields[OK_COUNT] = {
	{"euiccSigned2", 0x30, 0, 0, 0},
	{"euiccSignature2", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
};

enum { SIGNED2_TRANSACTION, SIGNED2_OTPK, SIGNED2_HASH, SIGNED2_COUNT };

static const struct tlv_field signed2_fields[SIGNED2_COUNT] = {
	{"transactionId", 0x80, 0, 1, TRANSACTION_BYTES},
	{"euiccOtpk", 0x5F49, 0, EC_POINT_BYTES, EC_POINT_BYTES},
	{"hashCc", 0x04, TLV_OPTIONAL, SHA256_BYTES, SHA256_BYTES},
};

/* SGP.22 4.7: SHA-256(SHA-256(confirmation code) | transaction id). */
static enum rsp_status check_code(struct rsp_call *call, struct server_session *session,
				  const struct order *o, const struct tlv *hash)
{
	const struct slice parts[] = {o->code, server_session_transaction(session)};
	uint8_t expected[SHA256_BYTES];

	session->code_refused = o->code.n > 0;
	if (!session->code_refused)
		return STATUS_OK;
	if (!tlv_present(hash))
		return STATUS_CODE_MISSING;
	if (crypto_sha256(call->server->crypto, parts, 2, expected))
		return STATUS_FAILED;
	session->code_refused = !crypto_equal(hash->value, slice_of(expected, sizeof(expected)));
	if (!session->code_refused)
		return STATUS_OK;
	if (order_count_code_failure(call->server->db, o->id))
		return STATUS_FAILED;
	if (o->code_failures + 1 < o->code_attempts_max)
		return STATUS_CODE_REFUSED;
	if (order_set_state(call->server->db, o->id, ORDER_ERROR,
			    "the confirmation code was wrong too often"))
		return STATUS_FAILED;
	return STATUS_CODE_RETRIES_EXCEEDED;
}

/* The operator hears of a code that was wrong or missing. */
static enum rsp_status tell_of_code(struct rsp_call *call, const struct server_session *session,
				    const struct order *o, enum rsp_status s)
{
	if (s == STATUS_OK || s == STATUS_FAILED)
		return s;
	return progress_tell(call, o,
			     &(struct progress){.point = PROGRESS_CODE_FAILURE,
						.eid = session->eid,
						.status = s,
						.message = call->detail})
		       ? STATUS_FAILED
		       : s;
}

static enum rsp_status end_expired(struct rsp_call *call, const struct server_session *session,
				   const struct order *o)
{
	int r = order_set_state(call->server->db, o->id, ORDER_ERROR, "expired");

	if (r == 0)
		r = progress_tell(call, o,
				  &(struct progress){.point = PROGRESS_DOWNLOAD,
						     .eid = session->eid,
						     .status = STATUS_ORDER_EXPIRED,
						     .message = ""});
	return r ? STATUS_FAILED : STATUS_ORDER_EXPIRED;
}

/* The order may have gone to another eUICC, been cancelled, or expired, since this session began.
 */
static enum rsp_status reload_order(struct rsp_call *call, const struct server_session *session,
				    struct order *o)
{
	int r = order_by_id(call->server->db, session->order, call->ctx, o);

	if (r < 0)
		return STATUS_FAILED;
	if (r == 0 || (o->state != ORDER_RELEASED && o->state != ORDER_DOWNLOADED) ||
	    (*o->eid && strcmp(o->eid, session->eid)))
		return STATUS_BINDING_UNAVAILABLE;
	return order_expired(o, rsp_now(call->server)) ? end_expired(call, session, o) : STATUS_OK;
}

/* What a wrong code counts and what is told of it: both or neither, and by the counters as they
 * are, because several servers may share a store. */
static enum rsp_status take_code(struct rsp_call *call, struct server_session *session,
				 struct order *o, const struct tlv *hash)
{
	enum rsp_status s = reload_order(call, session, o);

	s = s ? s : tell_of_code(call, session, o, check_code(call, session, o, hash));

	return call_end(call, s, s != STATUS_FAILED);
}

/* Protects the package for the eUICC's one-time key, unless that is the one that it was protected
 * for before (SGP.22 3.1.3). */
static enum rsp_status protect(struct rsp_call *call, const struct server_session *session,
			       const struct order *o, struct slice otpk, struct download *d)
{
	const struct credential *dp_pb = &session->own->dp_pb;
	struct bpp_request request = {
		.curve = ec_key_curve(dp_pb->key),
		.euicc_otpk = otpk,
		.smdp_oid = certificate_oid(dp_pb->certificate),
		.metadata = o->metadata,
		.session_keys = o->session_keys,
	};
	struct buf out = buf_new(call->ctx);
	uint8_t *smdp_otpk = talloc_size(call->ctx, EC_POINT_BYTES);
	int r = download_unfinished(call->server->db, o->id, session->eid, call->ctx, d);

	if (r < 0 || !smdp_otpk)
		return STATUS_FAILED;
	if (r == 1 && slice_eq(d->euicc_otpk, otpk))
		return STATUS_OK;
	if (order_package(call->server->db, o->id, call->ctx, &request.package) != 1 ||
	    eid_parse(session->eid, request.eid))
		return STATUS_FAILED;
	r = bpp_protect(call->server->crypto, &request, smdp_otpk, &out);
	if (r == -EINVAL)
		return call_because(call, STATUS_MALFORMED, "euiccOtpk is no point on the curve");
	if (r)
		return STATUS_FAILED;
	d->euicc_otpk = otpk;
	d->smdp_otpk = slice_of(smdp_otpk, EC_POINT_BYTES);
	d->protected_package = buf_slice(&out);
	return STATUS_OK;
}

/* Noted before it goes out: a profile must never go out twice because the server stopped here. */
static enum rsp_status record_download(struct rsp_call *call, const struct server_session *session,
				       const struct order *o, struct download *d)
{
	struct db *db = call->server->db;
	int r = db_begin(db);

	if (r)
		return STATUS_FAILED;
	d->transaction = server_session_transaction(session);
	d->order = o->id;
	d->eid = session->eid;
	d->euicc_certificate = certificate_der(session->euicc);
	r = o->reusable ? 0 : order_set_downloaded(db, o->id, session->eid);
	if (r == 0)
		r = download_put(db, d);
	if (r == 0)
		r = progress_tell(call, o,
				  &(struct progress){.point = PROGRESS_DOWNLOAD,
						     .eid = session->eid,
						     .message = ""});
	if (r == 0)
		r = db_commit(db);
	if (r)
		db_rollback(db);
	return r == -ESTALE ? STATUS_BINDING_UNAVAILABLE : r ? STATUS_FAILED : STATUS_OK;
}

static enum rsp_status bound_package_response(struct rsp_call *call,
					      const struct server_session *session,
					      const struct download *d)
{
	struct buf bpp = buf_new(call->ctx);
	enum rsp_status s;

	if (bpp_bind(call->server->crypto, &session->own->dp_pb,
		     server_session_transaction(session), d->euicc_otpk, d->smdp_otpk,
		     d->protected_package, &bpp))
		return STATUS_FAILED;
	s = call_put_transaction(call, session);
	return s ? s : call_put(call, "boundProfilePackage", buf_slice(&bpp));
}

enum rsp_status es9_get_bound_profile_package(struct rsp_call *call)
{
	struct tlv response, ok[OK_COUNT], signed2[SIGNED2_COUNT];
	struct server_session *session;
	struct download download;
	struct order order;
	struct slice inside;
	enum rsp_status s = authenticated_session(call, &session);

	s = s ? s : call_object(call, "prepareDownloadResponse", 0xBF21, &response);
	s = s ? s : call_choice(call, response.value, &inside);
	s = s ? s : call_sequence(call, inside, ok_fields, OK_COUNT, ok);
	if (s)
		return s;
	/* euiccSignature2 covers smdpSignature2 too, which does not travel back (5.7.5). */
	if (ec_verify(call->server->crypto, certificate_key(session->euicc),
		      (const struct slice[]){ok[OK_SIGNED2].whole, session->signature2}, 2,
		      ok[OK_SIGNATURE2].value))
		return STATUS_EUICC_SIGNATURE;
	s = call_sequence(call, ok[OK_SIGNED2].value, signed2_fields, SIGNED2_COUNT, signed2);
	s = s ? s : call_same_transaction(call, session, signed2[SIGNED2_TRANSACTION].value);
	s = s ? s : call_begin(call);
	s = s ? s : take_code(call, session, &order, &signed2[SIGNED2_HASH]);
	s = s ? s : protect(call, session, &order, signed2[SIGNED2_OTPK].value, &download);
	s = s ? s : record_download(call, session, &order, &download);
	return s ? s : bound_package_response(call, session, &download);
}

/* ---- CancelSession ---- */

static const struct tlv_field cancel_fields[] = {
	{"euiccCancelSessionSigned", 0x30, 0, 0, 0},
	{"euiccCancelSessionSignature", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
};

enum { CANCEL_TRANSACTION, CANCEL_OID, CANCEL_REASON, CANCEL_COUNT };

/* EuiccCancelSessionSigned has no tagged component: AUTOMATIC TAGS number them. */
static const struct tlv_field cancel_signed_fields[CANCEL_COUNT] = {
	{"transactionId", 0x80, 0, 1, TRANSACTION_BYTES},
	{"smdpOid", 0x81, 0, 1, 0},
	{"reason", 0x82, 0, 1, 8},
};

/* CancelSessionReason, SGP.22 5.7.14. */
enum { REASON_POSTPONED = 1, REASON_TIMEOUT = 2 };

static const char *reason_text(int64_t reason)
{
	static const char *const texts[] = {
		"the user rejected it",      "the user postponed it",
		"the user did not answer",   "the profile's policy rules are not allowed",
		"its metadata do not match", "the bound package could not be loaded",
	};

	return reason >= 0 && reason < (int64_t)(sizeof(texts) / sizeof(texts[0]))
		       ? texts[reason]
		       : "the session was cancelled for an undefined reason";
}

/* SGP.22 3.0.2: what is postponed or timed out can be downloaded later, all else is over. But a
 * session that failed on the confirmation code leaves the order to the attempts that remain
 * (5.6.2), whatever reason a LPA then gives for ending it. */
static enum rsp_status end_order(struct rsp_call *call, const struct server_session *session,
				 int64_t reason)
{
	struct order o;
	int r = order_by_id(call->server->db, session->order, call->ctx, &o);

	if (r < 0)
		return STATUS_FAILED;
	if (r == 0 || o.reusable || session->code_refused || reason == REASON_POSTPONED ||
	    reason == REASON_TIMEOUT || (o.state != ORDER_RELEASED && o.state != ORDER_DOWNLOADED))
		return STATUS_OK;
	return order_set_state(call->server->db, o.id, ORDER_ERROR, reason_text(reason))
		       ? STATUS_FAILED
		       : STATUS_OK;
}

enum rsp_status es9_cancel_session(struct rsp_call *call)
{
	struct tlv response, ok[2], what[CANCEL_COUNT];
	struct server_session *session;
	struct slice inside;
	int64_t reason;
	enum rsp_status s = authenticated_session(call, &session);

	s = s ? s : call_object(call, "cancelSessionResponse", 0xBF41, &response);
	s = s ? s : call_choice(call, response.value, &inside);
	s = s ? s : call_sequence(call, inside, cancel_fields, 2, ok);
	if (s)
		return s;
	if (ec_verify(call->server->crypto, certificate_key(session->euicc), &ok[0].whole, 1,
		      ok[1].value))
		return STATUS_EUICC_SIGNATURE;
	s = call_sequence(call, ok[0].value, cancel_signed_fields, CANCEL_COUNT, what);
	s = s ? s : call_same_transaction(call, session, what[CANCEL_TRANSACTION].value);
	if (s)
		return s;
	if (!slice_eq(what[CANCEL_OID].value, certificate_oid(session->own->dp_auth.certificate)))
		return STATUS_OID_INVALID;
	if (tlv_integer(what[CANCEL_REASON].value, &reason))
		return call_because(call, STATUS_MALFORMED, "reason is no INTEGER");
	s = end_order(call, session, reason);
	if (s == STATUS_OK) {
		call_because(call, s, "%s", reason_text(reason));
		server_session_end(&call->server->sessions, session);
	}
	return s;
}
