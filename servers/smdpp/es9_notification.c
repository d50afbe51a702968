/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+.HandleNotification (SGP.22 5.6.4). Whatever is well formed is acknowledged, because an eUICC
 * keeps a notification until it is; but only what the eUICC signed is believed. */
#include <errno.h>
#include <talloc.h>

#include "servers/rsp/authentication.h"
#include "servers/smdpp/es9.h"
#include "servers/smdpp/event.h"
#include "servers/smdpp/order.h"
#include "servers/smdpp/progress.h"
#include "servers/smdpp/smdpp.h"

enum { METADATA_SEQUENCE, METADATA_OPERATION, METADATA_ADDRESS, METADATA_ICCID, METADATA_COUNT };

static const struct tlv_field metadata_fields[METADATA_COUNT] = {
	{"seqNumber", 0x80, 0, 1, 8},
	{"profileManagementOperation", 0x81, 0, 1, 0},
	{"notificationAddress", 0x0C, 0, 0, 0},
	{"iccid", 0x5A, TLV_OPTIONAL, 10, 10},
};

/* NotificationEvent: the name of its one bit. */
static const char *event_name(struct slice bits)
{
	static const char *const names[] = {"install", "enable", "disable", "delete"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (tlv_bit(bits, i))
			return names[i];
	return "unknown";
}

static enum rsp_status record(struct rsp_call *call, const struct tlv *metadata, const char *eid,
			      const char *event, struct slice content)
{
	struct recorded n = {
		.time = rsp_now(call->server),
		.eid = eid,
		.event = event,
		.iccid = metadata[METADATA_ICCID].value,
		.content = content,
	};

	if (tlv_integer(metadata[METADATA_SEQUENCE].value, &n.sequence))
		return call_because(call, STATUS_MALFORMED, "seqNumber is no INTEGER");
	return notification_record(call->server->db, &n) ? STATUS_FAILED : STATUS_OK;
}

/* ---- ProfileInstallationResult ---- */

enum { RESULT_TRANSACTION, RESULT_METADATA, RESULT_OID, RESULT_FINAL, RESULT_COUNT };

static const struct tlv_field result_fields[RESULT_COUNT] = {
	{"transactionId", 0x80, 0, 1, TRANSACTION_BYTES},
	{"notificationMetadata", 0xBF2F, 0, 0, 0},
	{"smdpOid", 0x06, 0, 1, 0},
	{"finalResult", 0xA2, 0, 0, 0},
};

/* ErrorResult has no tagged component: AUTOMATIC TAGS number them. */
static const struct tlv_field error_fields[] = {
	{"bppCommandId", 0x80, 0, 1, 8},
	{"errorReason", 0x81, 0, 1, 8},
};

/* ErrorReason, SGP.22 5.7.6. */
enum { INSUFFICIENT_MEMORY = 10, INTERRUPTION = 11 };

static const char *const error_reasons[] = {
	[1] = "incorrect input values",
	[2] = "invalid signature",
	[3] = "invalid transaction id",
	[4] = "unsupported CRT values",
	[5] = "unsupported remote operation type",
	[6] = "unsupported profile class",
	[7] = "SCP03t structure error",
	[8] = "SCP03t security error",
	[9] = "ICCID already exists on the eUICC",
	[INSUFFICIENT_MEMORY] = "insufficient memory for the profile",
	[INTERRUPTION] = "interruption",
	[12] = "profile element processing error",
	[13] = "data mismatch",
	[14] = "invalid NAA key in a test profile",
	[15] = "profile policy rules not allowed",
};

struct outcome {
	bool installed;
	int64_t command;
	int64_t reason;
};

static const char *outcome_text(void *ctx, const struct outcome *o)
{
	const char *reason = "unknown error";
	char *text;

	if (o->installed)
		return "installed";
	if (o->reason > 0 &&
	    o->reason < (int64_t)(sizeof(error_reasons) / sizeof(error_reasons[0])))
		reason = error_reasons[o->reason];
	text = talloc_asprintf(ctx, "not installed: %s (%lld) in command %lld", reason,
			       (long long)o->reason, (long long)o->command);
	return text ? text : reason;
}

static enum rsp_status read_outcome(struct rsp_call *call, struct slice final, struct outcome *o)
{
	struct tlv choice, error[2];
	enum rsp_status s;

	if (tlv_next(&final, &choice) != 1 || (choice.tag != 0xA0 && choice.tag != 0xA1))
		return call_because(call, STATUS_MALFORMED, "finalResult is malformed");
	o->installed = choice.tag == 0xA0;
	if (o->installed)
		return STATUS_OK;
	s = call_sequence(call, choice.value, error_fields, 2, error);
	if (s)
		return s;
	if (tlv_integer(error[0].value, &o->command) || tlv_integer(error[1].value, &o->reason))
		return call_because(call, STATUS_MALFORMED, "errorResult is malformed");
	return STATUS_OK;
}

/* Whoever ordered the profile hears of it, and the SM-DS need tell nobody of it any more. */
static int tell(struct rsp_call *call, const struct order *o, const struct download *d,
		const struct outcome *outcome, const char *text, struct slice content)
{
	const struct progress p = {
		.point = PROGRESS_INSTALLATION,
		.eid = d->eid,
		.status = outcome->installed ? STATUS_OK : STATUS_EUICC_ERROR,
		.message = text,
		.result = content,
	};
	int r = progress_tell(call, o, &p);

	return r || !outcome->installed ? r : event_delete(call, o);
}

/* SGP.22 3.1.5: after an interruption, or once there is memory, the same download may be tried
 * again; any other error ends it. Results may come late: while a newer download is under way an
 * error of this one says nothing, and what is installed is so, whatever failed before. */
static int conclude(struct rsp_call *call, const struct download *d, const struct outcome *outcome,
		    const char *text, struct slice content)
{
	struct db *db = call->server->db;
	void *ctx = call->ctx;
	bool again = outcome->reason == INTERRUPTION || outcome->reason == INSUFFICIENT_MEMORY;
	struct download newer;
	struct order o;
	int r = order_by_id(db, d->order, ctx, &o);

	if (r != 1)
		return r;
	r = download_finish(db, d->transaction);
	if (r == 0)
		r = tell(call, &o, d, outcome, text, content);
	if (r || o.reusable || (o.state != ORDER_DOWNLOADED && o.state != ORDER_ERROR))
		return r;
	if (outcome->installed)
		return order_set_state(db, o.id, ORDER_INSTALLED, "");
	r = download_unfinished(db, o.id, d->eid, ctx, &newer);
	if (r || o.state == ORDER_ERROR)
		return r < 0 ? r : 0;
	return order_set_state(db, o.id, again ? ORDER_DOWNLOADED : ORDER_ERROR, text);
}

/* All of it or nothing, so that the eUICC, which is told of failure, comes again. */
static enum rsp_status keep(struct rsp_call *call, const struct tlv *metadata,
			    const struct download *d, const struct outcome *outcome,
			    struct slice content)
{
	const char *text = outcome_text(call->ctx, outcome);
	struct db *db = call->server->db;
	enum rsp_status s;

	if (db_begin(db))
		return STATUS_FAILED;
	s = record(call, metadata, d->eid, text, content);
	if (s == STATUS_OK && (conclude(call, d, outcome, text, content) || db_commit(db)))
		s = STATUS_FAILED;
	if (s)
		db_rollback(db);
	return s ? s : call_because(call, STATUS_OK, "EID %s: %s", d->eid, text);
}

static bool is_ours(const struct pki *pki, struct slice oid)
{
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (smdpp_can_sign(&pki->sets[i]) &&
		    slice_eq(certificate_oid(pki->sets[i].dp_pb.certificate), oid))
			return true;
	return false;
}

static enum rsp_status installation_result(struct rsp_call *call, const struct tlv *whole)
{
	static const struct tlv_field fields[] = {
		{"profileInstallationResultData", 0xBF27, 0, 0, 0},
		{"euiccSignPIR", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
	};
	struct tlv parts[2], data[RESULT_COUNT], metadata[METADATA_COUNT];
	struct certificate *euicc;
	struct outcome outcome = {0};
	struct server_session *session;
	struct download d;
	enum rsp_status s;
	int r;

	s = call_sequence(call, whole->value, fields, 2, parts);
	s = s ? s : call_sequence(call, parts[0].value, result_fields, RESULT_COUNT, data);
	s = s ? s
	      : call_sequence(call, data[RESULT_METADATA].value, metadata_fields, METADATA_COUNT,
			      metadata);
	s = s ? s : read_outcome(call, data[RESULT_FINAL].value, &outcome);
	if (s)
		return s;
	r = download_by_transaction(call->server->db, data[RESULT_TRANSACTION].value, call->ctx,
				    &d);
	if (r < 0)
		return STATUS_FAILED;
	if (r == 0)
		return call_because(call, STATUS_OK, "ignored: the result of an unknown download");
	if (certificate_parse(call->server->crypto, d.euicc_certificate, call->ctx, &euicc))
		return STATUS_FAILED;
	if (ec_verify(call->server->crypto, certificate_key(euicc), &parts[0].whole, 1,
		      parts[1].value))
		return call_because(call, STATUS_OK, "ignored: the signature is invalid");
	if (!is_ours(call->server->pki, data[RESULT_OID].value))
		return call_because(call, STATUS_OK, "ignored: it names the OID of another SM-DP+");
	if (d.finished)
		return call_because(call, STATUS_OK, "ignored: the result came before");
	s = call_eid(call, d.eid);
	s = s ? s : keep(call, metadata, &d, &outcome, whole->whole);
	session =
		server_session_find(&call->server->sessions, d.transaction, rsp_now(call->server));
	if (s == STATUS_OK && session)
		server_session_end(&call->server->sessions, session);
	return s;
}

/* ---- OtherSignedNotification ---- */

static enum rsp_status other_notification(struct rsp_call *call, const struct tlv *whole)
{
	static const struct tlv_field fields[] = {
		{"tbsOtherNotification", 0xBF2F, 0, 0, 0},
		{"euiccNotificationSignature", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
		{"euiccCertificate", 0x30, 0, 0, 0},
		{"eumCertificate", 0x30, 0, 0, 0},
	};
	struct tlv parts[4], metadata[METADATA_COUNT];
	struct certificate *euicc;
	char eid[EID_DIGITS + 1] = "";
	const char *event;
	struct slice serial;
	enum rsp_status s;

	s = call_sequence(call, whole->value, fields, 4, parts);
	s = s ? s : call_sequence(call, parts[0].value, metadata_fields, METADATA_COUNT, metadata);
	if (s)
		return s;
	s = rsp_verify_euicc(call, parts[2].whole, parts[3].whole, NULL, call->ctx, &euicc);
	if (s)
		return call_because(call, STATUS_OK, "ignored: %s", rsp_status_codes[s].message);
	if (ec_verify(call->server->crypto, certificate_key(euicc), &parts[0].whole, 1,
		      parts[1].value))
		return call_because(call, STATUS_OK, "ignored: the signature is invalid");
	serial = certificate_serial_number(euicc);
	memcpy(eid, serial.p, EID_DIGITS);
	event = event_name(metadata[METADATA_OPERATION].value);
	s = call_eid(call, eid);
	s = s ? s : record(call, metadata, eid, event, whole->whole);
	return s ? s : call_because(call, STATUS_OK, "EID %s: %s", eid, event);
}

enum rsp_status es9_handle_notification(struct rsp_call *call)
{
	struct slice in;
	struct tlv whole;
	enum rsp_status s = call_bytes(call, "pendingNotification", &in);

	if (s)
		return s;
	if (tlv_next(&in, &whole) == 1 && in.n == 0) {
		if (whole.tag == 0xBF37)
			return installation_result(call, &whole);
		if (whole.tag == 0x30)
			return other_notification(call, &whole);
	}
	return call_because(call, STATUS_MALFORMED, "pendingNotification is malformed");
}
