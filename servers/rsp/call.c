/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/call.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <talloc.h>

#include "servers/common/json.h"

/* What callers name themselves and their calls is stored and logged. */
enum { IDENTIFIER_MAX = 255 };

/* ---- what handlers use ---- */

enum rsp_status call_because(struct rsp_call *call, enum rsp_status status, const char *format, ...)
{
	va_list args;
	char *detail;

	va_start(args, format);
	detail = talloc_vasprintf(call->ctx, format, args);
	va_end(args);
	if (detail)
		call->detail = detail;
	return status;
}

enum rsp_status call_requester(struct rsp_call *call, const char **requester)
{
	const json_t *header = json_object_get(call->request, "header");
	const char *id = json_member_text(header, "functionCallIdentifier");

	*requester = json_member_text(header, "functionRequesterIdentifier");
	if (!*requester || !**requester)
		return call_because(call, STATUS_ELEMENT_MISSING,
				    "header.functionRequesterIdentifier is missing");
	if (!id)
		return call_because(call, STATUS_ELEMENT_MISSING,
				    "header.functionCallIdentifier is missing");
	if (strlen(*requester) > IDENTIFIER_MAX || strlen(id) > IDENTIFIER_MAX)
		return call_because(call, STATUS_MALFORMED,
				    "an identifier in the header is longer than %d bytes",
				    IDENTIFIER_MAX);
	call->transaction = talloc_strdup(call->ctx, id);
	return call->transaction ? STATUS_OK : STATUS_FAILED;
}

enum rsp_status call_bytes(struct rsp_call *call, const char *name, struct slice *out)
{
	switch (json_member_bytes(call->request, name, call->ctx, out)) {
	case 0:
		return STATUS_OK;
	case -ENOENT:
		return call_because(call, STATUS_ELEMENT_MISSING, "%s is missing", name);
	case -EBADMSG:
		return call_because(call, STATUS_MALFORMED, "%s is not base64", name);
	default:
		return STATUS_FAILED;
	}
}

enum rsp_status call_object(struct rsp_call *call, const char *name, uint32_t tag, struct tlv *out)
{
	struct slice bytes;
	enum rsp_status s = call_bytes(call, name, &bytes);

	if (s == STATUS_OK && tlv_only(bytes, tag, out))
		return call_because(call, STATUS_MALFORMED, "%s is not one data object %X", name,
				    tag);
	return s;
}

/* Hex digits to at most @max bytes. Returns their number, -EBADMSG. */
static int unhex(const char *hex, uint8_t *out, size_t max)
{
	size_t n = strlen(hex);

	if (n == 0 || n % 2 || n / 2 > max || strspn(hex, "0123456789ABCDEFabcdef") != n)
		return -EBADMSG;
	for (size_t i = 0; i < n; i++) {
		int digit = hex[i] <= '9' ? hex[i] - '0' : (hex[i] | 0x20) - 'a' + 10;

		out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] << 4 | digit : digit);
	}
	return (int)(n / 2);
}

static const char *hex_text(void *ctx, struct slice bytes)
{
	char *text = talloc_array(ctx, char, 2 * bytes.n + 1);

	for (size_t i = 0; text && i < bytes.n; i++)
		snprintf(text + 2 * i, 3, "%02X", bytes.p[i]);
	if (text)
		text[2 * bytes.n] = '\0';
	return text ? text : "";
}

enum rsp_status call_eid(struct rsp_call *call, const char *eid)
{
	call->eid = talloc_strdup(call->ctx, eid);
	return call->eid ? STATUS_OK : STATUS_FAILED;
}

enum rsp_status call_session(struct rsp_call *call, struct server_session **out)
{
	const char *hex = json_member_text(call->request, "transactionId");
	uint8_t id[TRANSACTION_BYTES];
	int n;

	if (!hex)
		return call_because(call, STATUS_ELEMENT_MISSING, "transactionId is missing");
	n = unhex(hex, id, sizeof(id));
	if (n < 0)
		return call_because(call, STATUS_MALFORMED,
				    "transactionId is not 1 to 16 bytes in hex");
	call->transaction = hex_text(call->ctx, slice_of(id, (size_t)n));
	*out = server_session_find(&call->server->sessions, slice_of(id, (size_t)n),
				   rsp_now(call->server));
	return *out ? call_eid(call, (*out)->eid) : STATUS_TRANSACTION_UNKNOWN;
}

enum rsp_status call_same_transaction(struct rsp_call *call, const struct server_session *s,
				      struct slice signed_id)
{
	if (slice_eq(server_session_transaction(s), signed_id))
		return STATUS_OK;
	return call_because(call, STATUS_TRANSACTION_UNKNOWN,
			    "the eUICC signed the transaction id %s, which is another",
			    hex_text(call->ctx, signed_id));
}

enum rsp_status call_sequence(struct rsp_call *call, struct slice in,
			      const struct tlv_field *fields, size_t n, struct tlv *out)
{
	const char *culprit = NULL;

	if (tlv_sequence(in, fields, n, out, &culprit))
		return call_because(call, STATUS_MALFORMED,
				    "%s is missing, out of place or malformed", culprit);
	return STATUS_OK;
}

/* AUTOMATIC TAGS: the alternatives of these CHOICEs are [0] and [1]. An error is a SEQUENCE of
 * transaction id and code, or in CancelSessionResponse the code itself. */
enum rsp_status call_choice(struct rsp_call *call, struct slice in, struct slice *ok)
{
	static const struct tlv_field error_fields[] = {
		{"transactionId", 0x80, 0, 1, TRANSACTION_BYTES},
		{"error code", 0x02, 0, 1, 8},
	};
	struct tlv choice, fields[2];
	struct slice code;
	int64_t number;
	enum rsp_status s = STATUS_OK;

	if (tlv_next(&in, &choice) != 1 || in.n != 0)
		return call_because(call, STATUS_MALFORMED, "the eUICC's response is malformed");
	*ok = code = choice.value;
	if (choice.tag == 0xA0)
		return STATUS_OK;
	if (choice.tag == 0xA1) {
		s = call_sequence(call, choice.value, error_fields, 2, fields);
		code = fields[1].value;
	} else if (choice.tag != 0x81) {
		return call_because(call, STATUS_MALFORMED,
				    "the eUICC's response has an unknown tag %X", choice.tag);
	}
	if (s)
		return s;
	if (tlv_integer(code, &number))
		return call_because(call, STATUS_MALFORMED, "the eUICC's error code is no INTEGER");
	return call_because(call, STATUS_EUICC_ERROR, "the eUICC reported error %lld",
			    (long long)number);
}

enum rsp_status call_put(struct rsp_call *call, const char *name, struct slice bytes)
{
	return json_set_bytes(call->response, name, bytes) ? STATUS_FAILED : STATUS_OK;
}

enum rsp_status call_put_transaction(struct rsp_call *call, const struct server_session *s)
{
	call->transaction = hex_text(call->ctx, server_session_transaction(s));
	return json_object_set_new(call->response, "transactionId", json_string(call->transaction))
		       ? STATUS_FAILED
		       : STATUS_OK;
}

enum rsp_status call_sign(struct rsp_call *call, const struct ec_key *key,
			  const struct slice *parts, size_t n, struct slice *out)
{
	uint8_t signature[EC_SIGNATURE_BYTES];
	struct buf b = buf_new(call->ctx);

	if (ec_sign(call->server->crypto, key, parts, n, signature))
		return STATUS_FAILED;
	tlv_put(&b, 0x5F37, slice_of(signature, sizeof(signature)));
	*out = buf_slice(&b);
	return buf_ok(&b) ? STATUS_OK : STATUS_FAILED;
}

enum rsp_status call_begin(struct rsp_call *call)
{
	return db_begin(call->server->db) ? STATUS_FAILED : STATUS_OK;
}

enum rsp_status call_end(struct rsp_call *call, enum rsp_status status, bool commit)
{
	if (commit && db_commit(call->server->db) == 0)
		return status;
	db_rollback(call->server->db);
	return commit ? STATUS_FAILED : status;
}

/* ---- the call ---- */

/* SGP.22 6.5.1.4 */
static json_t *header(enum rsp_status status, const char *detail)
{
	const struct rsp_status_code *code = &rsp_status_codes[status];

	if (status == STATUS_OK)
		return json_pack("{s:{s:s}}", "functionExecutionStatus", "status",
				 "Executed-Success");
	return json_pack("{s:{s:s, s:{s:s, s:s, s:s}}}", "functionExecutionStatus", "status",
			 "Failed", "statusCodeData", "subjectCode", code->subject, "reasonCode",
			 code->reason, "message", *detail ? detail : code->message);
}

/* Nothing of a response that was begun goes out when the function failed. */
static void answer(struct rsp_call *call, struct rsp_response *out)
{
	if (out->status != STATUS_OK)
		json_object_clear(call->response);
	if (json_object_set_new(call->response, "header", header(out->status, call->detail)) == 0)
		out->body = json_text(call->ctx, call->response);
	out->http_status = out->body ? 200 : 500;
}

static enum rsp_status run(struct rsp_call *call, rsp_function *function, struct slice body)
{
	json_t *request = json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
	enum rsp_status s;

	call->request = request;
	if (json_is_object(request))
		s = function(call);
	else
		s = call_because(call, STATUS_MALFORMED, "the body is no JSON object");
	json_decref(request);
	return s;
}

/* SGP.22 6.2: "gsma/rsp/v<x.y.z>", the highest version that the caller supports. From version 2 on
 * they support this one. */
static enum rsp_status check_protocol(struct rsp_call *call)
{
	static const char prefix[] = "gsma/rsp/v";
	const char *text = http_header(call->http, "X-Admin-Protocol");
	size_t n = sizeof(prefix) - 1, digits;

	if (!text)
		return call_because(call, STATUS_ELEMENT_MISSING, "X-Admin-Protocol is missing");
	digits = strncmp(text, prefix, n) ? 0 : strspn(text + n, "0123456789");
	if (digits == 0 || text[n + digits] != '.')
		return call_because(call, STATUS_MALFORMED,
				    "X-Admin-Protocol is not gsma/rsp/v and a version");
	return digits == 1 && text[n] < '2' ? STATUS_PROTOCOL_UNSUPPORTED : STATUS_OK;
}

/* NULL where @path names no function of this server, else *@interface has it. */
static const struct rsp_row *find_row(const struct rsp_role *role, const char *path,
				      const struct rsp_interface **interface)
{
	for (const struct rsp_interface *const *i = role->interfaces; *i; i++) {
		size_t n = strlen((*i)->prefix);

		if (strncmp(path, (*i)->prefix, n))
			continue;
		for (size_t row = 0; row < (*i)->n; row++)
			if (!strcmp(path + n, (*i)->rows[row].name)) {
				*interface = *i;
				return &(*i)->rows[row];
			}
	}
	return NULL;
}

/* ---- the trail ---- */

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

/* "ES9+.AuthenticateClient": in paths functions begin with a small letter (SGP.22 6.5.1.2). */
static void name_function(char *name, size_t size, const struct rsp_interface *interface,
			  const struct rsp_row *row)
{
	snprintf(name, size, "%s.%c%s", interface->name, toupper((unsigned char)row->name[0]),
		 row->name + 1);
}

/* Of who calls and what it calls: nothing but names, as a matching id or a confirmation code of
 * the request is a secret. */
static void trail_request(const struct rsp_call *call, const struct rsp_interface *interface,
			  const struct rsp_row *row)
{
	char message[64];

	if (!interface->caller)
		return;
	name_function(message, sizeof(message), interface, row);
	trail_message(call->server->config.trail, interface->caller, call->server->role->party,
		      message, NULL);
}

static void trail_answer(const struct rsp_call *call, const struct rsp_interface *interface,
			 const struct rsp_row *row, enum rsp_status status)
{
	const struct rsp_status_code *code = &rsp_status_codes[status];
	const char *why = *call->detail ? call->detail : code->message;
	bool ok = status == STATUS_OK;
	char name[64], message[96];

	if (!interface->caller)
		return;
	name_function(name, sizeof(name), interface, row);
	snprintf(message, sizeof(message), "%s: %s%s%s", name, ok ? "ok" : code->subject,
		 ok ? "" : "/", code->reason);
	trail_message(
		call->server->config.trail, call->server->role->party, interface->caller, message,
		json_pack("{s:s*, s:s*, s:s*}", "transactionId", text_or_null(call->transaction),
			  "eid", text_or_null(call->eid), "message", text_or_null(why)));
}

/* ---- all of it ---- */

void rsp_handle(struct rsp_server *server, const struct http_request *request, void *ctx,
		struct rsp_response *out)
{
	struct rsp_call call = {
		.server = server,
		.ctx = ctx,
		.http = request,
		.transaction = "",
		.eid = "",
		.detail = "",
	};
	const struct rsp_interface *interface;
	const struct rsp_row *row = find_row(server->role, request->path, &interface);

	*out = (struct rsp_response){
		.http_status = 404, .function = "", .transaction = "", .detail = ""};
	if (!row)
		return;
	if (strcmp(request->method, "POST")) {
		out->http_status = 405;
		return;
	}
	call.response = json_object();
	out->function = row->name;
	trail_request(&call, interface, row);
	out->status = check_protocol(&call);
	if (out->status == STATUS_OK)
		out->status = run(&call, row->run, request->body);
	if (row->notification)
		out->http_status = out->status == STATUS_OK       ? 204
				   : out->status == STATUS_FAILED ? 500
								  : 400;
	else
		answer(&call, out);
	trail_answer(&call, interface, row, out->status);
	json_decref(call.response);
	out->transaction = call.transaction;
	out->detail = call.detail;
	if (server->outbox_filled)
		outbox_wake(server->outbox);
	server->outbox_filled = false;
}
