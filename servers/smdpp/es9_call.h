/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of an ES9+ function, and what its handler does with it. */
#ifndef SMDPP_ES9_CALL_H
#define SMDPP_ES9_CALL_H

#include <jansson.h>

#include "codec/tlv.h"
#include "servers/smdpp/es9.h"

struct es9_call {
	struct smdpp *dp;
	void *ctx;
	const json_t *request;
	json_t *response;
	const char *transaction; /* hex; "" before it is known */
	const char *detail;
};

typedef enum es9_status es9_function(struct es9_call *call);

/* Notes why, for the log and for the caller's eyes; returns @status. */
enum es9_status es9_because(struct es9_call *call, enum es9_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The mandatory member @name of the request, base64. */
enum es9_status es9_bytes(struct es9_call *call, const char *name, struct slice *out);
/* The same where it is one data object with tag @tag. */
enum es9_status es9_object(struct es9_call *call, const char *name, uint32_t tag, struct tlv *out);
/* The session of the member transactionId. */
enum es9_status es9_session(struct es9_call *call, struct dp_session **out);
/* Compares the transaction id that the eUICC signed with the session's. */
enum es9_status es9_same_transaction(struct es9_call *call, const struct dp_session *s,
				     struct slice signed_id);
/* Decodes the components of a structure. */
enum es9_status es9_sequence(struct es9_call *call, struct slice in, const struct tlv_field *fields,
			     size_t n, struct tlv *out);
/* Takes apart a response of the eUICC that is a CHOICE of ok [0] and error [1]: gives what is
 * inside ok, or refuses with what the error says. */
enum es9_status es9_choice(struct es9_call *call, struct slice in, struct slice *ok);

/* Puts bytes into the response. */
enum es9_status es9_put(struct es9_call *call, const char *name, struct slice bytes);
/* Puts the session's transaction id into the response. */
enum es9_status es9_put_transaction(struct es9_call *call, const struct dp_session *s);

/* A signature by @key over @parts as a data object '5F37' on the call's context. */
enum es9_status es9_sign(struct es9_call *call, const struct ec_key *key, const struct slice *parts,
			 size_t n, struct slice *out);

extern es9_function es9_initiate_authentication, es9_authenticate_client,
	es9_get_bound_profile_package, es9_cancel_session, es9_handle_notification;

/* Verifies CERT.EUM by one of this server's CIs and CERT.EUICC by CERT.EUM (SGP.22 4.5.2.2); the
 * eUICC's certificate becomes a child of @ctx. @ci: NULL, or the only CI that will do. */
enum es9_status es9_verify_euicc(struct es9_call *call, struct slice euicc_der,
				 struct slice eum_der, const struct certificate *ci, void *ctx,
				 struct certificate **out);

#endif
