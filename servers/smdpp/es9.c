/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/es9.h"

#include <errno.h>
#include <stdarg.h>
#include <talloc.h>

#include "servers/common/json.h"
#include "servers/smdpp/es9_call.h"

static const struct {
	const char *name;
	es9_function *run;
	bool notification; /* answered by an HTTP status alone (SGP.22 6.3) */
} functions[] = {
	{"initiateAuthentication", es9_initiate_authentication, false},
	{"authenticateClient", es9_authenticate_client, false},
	{"getBoundProfilePackage", es9_get_bound_profile_package, false},
	{"cancelSession", es9_cancel_session, false},
	{"handleNotification", es9_handle_notification, true},
};

enum { FUNCTION_COUNT = sizeof(functions) / sizeof(functions[0]) };

/* ---- what handlers use ---- */

enum es9_status es9_because(struct es9_call *call, enum es9_status status, const char *format, ...)
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

enum es9_status es9_bytes(struct es9_call *call, const char *name, struct slice *out)
{
	switch (json_member_bytes(call->request, name, call->ctx, out)) {
	case 0:
		return ES9_OK;
	case -ENOENT:
		return es9_because(call, ES9_ELEMENT_MISSING, "%s is missing", name);
	case -EBADMSG:
		return es9_because(call, ES9_MALFORMED, "%s is not base64", name);
	default:
		return ES9_FAILED;
	}
}

enum es9_status es9_object(struct es9_call *call, const char *name, uint32_t tag, struct tlv *out)
{
	struct slice bytes;
	enum es9_status s = es9_bytes(call, name, &bytes);

	if (s == ES9_OK && tlv_only(bytes, tag, out))
		return es9_because(call, ES9_MALFORMED, "%s is not one data object %X", name, tag);
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

enum es9_status es9_session(struct es9_call *call, struct dp_session **out)
{
	const char *hex = json_member_text(call->request, "transactionId");
	uint8_t id[TRANSACTION_BYTES];
	int n;

	if (!hex)
		return es9_because(call, ES9_ELEMENT_MISSING, "transactionId is missing");
	n = unhex(hex, id, sizeof(id));
	if (n < 0)
		return es9_because(call, ES9_MALFORMED,
				   "transactionId is not 1 to 16 bytes in hex");
	call->transaction = hex_text(call->ctx, slice_of(id, (size_t)n));
	*out = dp_session_find(&call->dp->sessions, slice_of(id, (size_t)n), smdpp_now(call->dp));
	return *out ? ES9_OK : ES9_TRANSACTION_UNKNOWN;
}

enum es9_status es9_same_transaction(struct es9_call *call, const struct dp_session *s,
				     struct slice signed_id)
{
	if (slice_eq(dp_session_transaction(s), signed_id))
		return ES9_OK;
	return es9_because(call, ES9_TRANSACTION_UNKNOWN,
			   "the eUICC signed the transaction id %s, which is another",
			   hex_text(call->ctx, signed_id));
}

enum es9_status es9_sequence(struct es9_call *call, struct slice in, const struct tlv_field *fields,
			     size_t n, struct tlv *out)
{
	const char *culprit = NULL;

	if (tlv_sequence(in, fields, n, out, &culprit))
		return es9_because(call, ES9_MALFORMED, "%s is missing, out of place or malformed",
				   culprit);
	return ES9_OK;
}

/* AUTOMATIC TAGS: the alternatives of these CHOICEs are [0] and [1]. An error is a SEQUENCE of
 * transaction id and code, or in CancelSessionResponse the code itself. */
enum es9_status es9_choice(struct es9_call *call, struct slice in, struct slice *ok)
{
	static const struct tlv_field error_fields[] = {
		{"transactionId", 0x80, 0, 1, TRANSACTION_BYTES},
		{"error code", 0x02, 0, 1, 8},
	};
	struct tlv choice, fields[2];
	struct slice code;
	int64_t number;
	enum es9_status s = ES9_OK;

	if (tlv_next(&in, &choice) != 1 || in.n != 0)
		return es9_because(call, ES9_MALFORMED, "the eUICC's response is malformed");
	*ok = code = choice.value;
	if (choice.tag == 0xA0)
		return ES9_OK;
	if (choice.tag == 0xA1) {
		s = es9_sequence(call, choice.value, error_fields, 2, fields);
		code = fields[1].value;
	} else if (choice.tag != 0x81) {
		return es9_because(call, ES9_MALFORMED,
				   "the eUICC's response has an unknown tag %X", choice.tag);
	}
	if (s)
		return s;
	if (tlv_integer(code, &number))
		return es9_because(call, ES9_MALFORMED, "the eUICC's error code is no INTEGER");
	return es9_because(call, ES9_EUICC_ERROR, "the eUICC reported error %lld",
			   (long long)number);
}

enum es9_status es9_put(struct es9_call *call, const char *name, struct slice bytes)
{
	return json_set_bytes(call->response, name, bytes) ? ES9_FAILED : ES9_OK;
}

enum es9_status es9_put_transaction(struct es9_call *call, const struct dp_session *s)
{
	call->transaction = hex_text(call->ctx, dp_session_transaction(s));
	return json_object_set_new(call->response, "transactionId", json_string(call->transaction))
		       ? ES9_FAILED
		       : ES9_OK;
}

enum es9_status es9_sign(struct es9_call *call, const struct ec_key *key, const struct slice *parts,
			 size_t n, struct slice *out)
{
	uint8_t signature[EC_SIGNATURE_BYTES];
	struct buf b = buf_new(call->ctx);

	if (ec_sign(call->dp->crypto, key, parts, n, signature))
		return ES9_FAILED;
	tlv_put(&b, 0x5F37, slice_of(signature, sizeof(signature)));
	*out = buf_slice(&b);
	return buf_ok(&b) ? ES9_OK : ES9_FAILED;
}

/* ---- the call ---- */

/* SGP.22 6.5.1.4 */
static json_t *header(enum es9_status status, const char *detail)
{
	const struct es9_status_code *code = &es9_status_codes[status];

	if (status == ES9_OK)
		return json_pack("{s:{s:s}}", "functionExecutionStatus", "status",
				 "Executed-Success");
	return json_pack("{s:{s:s, s:{s:s, s:s, s:s}}}", "functionExecutionStatus", "status",
			 "Failed", "statusCodeData", "subjectCode", code->subject, "reasonCode",
			 code->reason, "message", *detail ? detail : code->message);
}

/* Nothing of a response that was begun goes out when the function failed. */
static void answer(struct es9_call *call, struct es9_response *out)
{
	if (out->status != ES9_OK)
		json_object_clear(call->response);
	if (json_object_set_new(call->response, "header", header(out->status, call->detail)) == 0)
		out->body = json_text(call->ctx, call->response);
	out->http_status = out->body ? 200 : 500;
}

static enum es9_status run(struct es9_call *call, es9_function *function, struct slice body)
{
	json_t *request = json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
	enum es9_status s;

	call->request = request;
	if (json_is_object(request))
		s = function(call);
	else
		s = es9_because(call, ES9_MALFORMED, "the body is no JSON object");
	json_decref(request);
	return s;
}

void es9_handle(struct smdpp *dp, const char *function, struct slice body, void *ctx,
		struct es9_response *out)
{
	struct es9_call call = {.dp = dp, .ctx = ctx, .transaction = "", .detail = ""};
	size_t i = 0;

	*out = (struct es9_response){.http_status = 404, .transaction = "", .detail = ""};
	while (i < FUNCTION_COUNT && strcmp(function, functions[i].name))
		i++;
	if (i == FUNCTION_COUNT)
		return;
	call.response = json_object();
	out->status = run(&call, functions[i].run, body);
	if (functions[i].notification)
		out->http_status = out->status == ES9_OK       ? 204
				   : out->status == ES9_FAILED ? 500
							       : 400;
	else
		answer(&call, out);
	json_decref(call.response);
	out->transaction = call.transaction;
	out->detail = call.detail;
}
