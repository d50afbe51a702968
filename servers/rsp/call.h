/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of a function in the JSON binding of SGP.22 6.5, without the transport, and what its
 * handler does with it. */
#ifndef RSP_CALL_H
#define RSP_CALL_H

#include <jansson.h>

#include "codec/tlv.h"
#include "servers/common/http.h"
#include "servers/rsp/server.h"

struct rsp_call {
	struct rsp_server *server;
	void *ctx; /* lives as long as the call */
	const struct http_request *http;
	const json_t *request;
	json_t *response;
	const char *transaction; /* hex; "" before it is known */
	const char *eid;         /* 32 digits; "" before it is known */
	const char *detail;
};

struct rsp_response {
	unsigned http_status; /* 200, 204; 400, 404, 405, 500 for what has no JSON answer */
	const char *body;     /* JSON text, NULL for none */
	const char *function; /* for the log, as the rest; "" where there is no such function */
	enum rsp_status status;
	const char *transaction; /* hex, "" where there is none */
	const char *detail;      /* a sentence, "" where there is none */
};

/* Runs the function that @request's path names. What @out points to lives on @ctx. */
void rsp_handle(struct rsp_server *server, const struct http_request *request, void *ctx,
		struct rsp_response *out);

/* Notes why, for the log and for the caller's eyes; returns @status. */
enum rsp_status call_because(struct rsp_call *call, enum rsp_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Who calls, of the header that servers and operators send (6.5.1.3): its functionCallIdentifier
 * becomes the call's transaction for the log. */
enum rsp_status call_requester(struct rsp_call *call, const char **requester);
/* The mandatory member @name of the request, base64. */
enum rsp_status call_bytes(struct rsp_call *call, const char *name, struct slice *out);
/* The same where it is one data object with tag @tag. */
enum rsp_status call_object(struct rsp_call *call, const char *name, uint32_t tag, struct tlv *out);
/* Notes whose call it is. */
enum rsp_status call_eid(struct rsp_call *call, const char *eid);
/* The session of the member transactionId. */
enum rsp_status call_session(struct rsp_call *call, struct server_session **out);
/* Compares the transaction id that the eUICC signed with the session's. */
enum rsp_status call_same_transaction(struct rsp_call *call, const struct server_session *s,
				      struct slice signed_id);
/* Decodes the components of a structure. */
enum rsp_status call_sequence(struct rsp_call *call, struct slice in,
			      const struct tlv_field *fields, size_t n, struct tlv *out);
/* Takes apart a response of the eUICC that is a CHOICE of ok [0] and error [1]: gives what is
 * inside ok, or refuses with what the error says. */
enum rsp_status call_choice(struct rsp_call *call, struct slice in, struct slice *ok);

/* Puts bytes into the response. */
enum rsp_status call_put(struct rsp_call *call, const char *name, struct slice bytes);
/* Puts the session's transaction id into the response. */
enum rsp_status call_put_transaction(struct rsp_call *call, const struct server_session *s);

/* What is written from call_begin() to call_end() is one transaction: it stays where @commit says
 * so, as refusals that count may, or is undone. call_end() returns @status, or that it failed. */
enum rsp_status call_begin(struct rsp_call *call);
enum rsp_status call_end(struct rsp_call *call, enum rsp_status status, bool commit);

/* A signature by @key over @parts as a data object '5F37' on the call's context. */
enum rsp_status call_sign(struct rsp_call *call, const struct ec_key *key,
			  const struct slice *parts, size_t n, struct slice *out);

#endif
