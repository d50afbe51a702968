/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/authentication.h"

#include <errno.h>
#include <stdlib.h>
#include <talloc.h>

#include "servers/common/json.h"

enum { SVN_MAJOR = 2, SVN_BYTES = 3 };

/* ---- InitiateAuthentication ---- */

enum { INFO1_SVN, INFO1_VERIFICATION, INFO1_SIGNING, INFO1_COUNT };

static const struct tlv_field info1_fields[INFO1_COUNT] = {
	{"svn", 0x82, 0, SVN_BYTES, SVN_BYTES},
	{"euiccCiPKIdListForVerification", 0xA9, 0, 0, 0},
	{"euiccCiPKIdListForSigning", 0xAA, 0, 0, 0},
};

static bool lists(struct slice list, struct slice key_id)
{
	struct tlv t;

	while (tlv_next(&list, &t) == 1)
		if (t.tag == 0x04 && slice_eq(t.value, key_id))
			return true;
	return false;
}

/* The first CI of @list, the eUICC's order of preference, that this server has. */
static const struct pki_set *first_of(const struct rsp_server *server, struct slice list,
				      bool to_sign)
{
	struct tlv t;

	while (tlv_next(&list, &t) == 1)
		for (size_t i = 0; i < CURVE_COUNT; i++) {
			const struct pki_set *set = &server->pki->sets[i];

			if (set->ci && (!to_sign || server->role->can_sign(set)) && t.tag == 0x04 &&
			    slice_eq(t.value, certificate_subject_key_id(set->ci)))
				return set;
		}
	return NULL;
}

/* SGP.22 5.6.1: the eUICC shall sign under a CI known here, and this server under one known to the
 * eUICC; under the same one if that can be. */
static enum rsp_status choose_ci(const struct rsp_server *server, const struct tlv *info1,
				 struct server_session *s)
{
	s->euicc_ci = first_of(server, info1[INFO1_SIGNING].value, false);
	if (!s->euicc_ci)
		return server->role->ci_unsupported;
	s->own = first_of(server, info1[INFO1_VERIFICATION].value, true);
	if (!s->own)
		return server->role->certificate_unavailable;
	if (server->role->can_sign(s->euicc_ci) &&
	    lists(info1[INFO1_VERIFICATION].value, certificate_subject_key_id(s->euicc_ci->ci)))
		s->own = s->euicc_ci;
	return STATUS_OK;
}

/* ServerSigned1, SGP.22 5.7.13. */
static struct slice server_signed1(struct rsp_call *call, const struct server_session *s,
				   struct slice euicc_challenge)
{
	struct buf b = buf_new(call->ctx);
	size_t mark = tlv_open(&b, 0x30);

	tlv_put(&b, 0x80, server_session_transaction(s));
	tlv_put(&b, 0x81, euicc_challenge);
	tlv_put_str(&b, 0x83, s->address);
	tlv_put(&b, 0x84, slice_of(s->challenge, sizeof(s->challenge)));
	tlv_close(&b, mark);
	return buf_ok(&b) ? buf_slice(&b) : (struct slice){NULL, 0};
}

static enum rsp_status initiate_response(struct rsp_call *call, const struct server_session *s,
					 struct slice euicc_challenge)
{
	const struct slice signed1 = server_signed1(call, s, euicc_challenge);
	struct buf ci = buf_new(call->ctx);
	struct slice signature;
	enum rsp_status r;

	tlv_put(&ci, 0x04, certificate_subject_key_id(s->euicc_ci->ci));
	if (!signed1.p || !buf_ok(&ci))
		return STATUS_FAILED;
	r = call_sign(call, call->server->role->auth(s->own)->key, &signed1, 1, &signature);
	r = r ? r : call_put_transaction(call, s);
	r = r ? r : call_put(call, "serverSigned1", signed1);
	r = r ? r : call_put(call, "serverSignature1", signature);
	r = r ? r : call_put(call, "euiccCiPKIdToBeUsed", buf_slice(&ci));
	r = r ? r
	      : call_put(call, "serverCertificate",
			 certificate_der(call->server->role->auth(s->own)->certificate));
	return r;
}

enum rsp_status rsp_initiate_authentication(struct rsp_call *call)
{
	const char *address = json_member_text(call->request, "smdpAddress");
	struct tlv info, info1[INFO1_COUNT];
	struct slice challenge;
	struct server_session choice = {0}, *session;
	enum rsp_status s;

	if (!address)
		return call_because(call, STATUS_ELEMENT_MISSING, "smdpAddress is missing");
	s = call_bytes(call, "euiccChallenge", &challenge);
	if (s)
		return s;
	if (challenge.n != CHALLENGE_BYTES)
		return call_because(call, STATUS_MALFORMED, "euiccChallenge is not 16 bytes long");
	s = call_object(call, "euiccInfo1", 0xBF20, &info);
	s = s ? s : call_sequence(call, info.value, info1_fields, INFO1_COUNT, info1);
	if (s)
		return s;
	if (!rsp_has_address(call->server, address))
		return call_because(call, call->server->role->address_refused,
				    "this server does not have the address %s", address);
	if (info1[INFO1_SVN].value.p[0] != SVN_MAJOR)
		return call_because(call, call->server->role->svn_unsupported,
				    "SGP.22 version %u of the eUICC is not supported",
				    info1[INFO1_SVN].value.p[0]);
	s = choose_ci(call->server, info1, &choice);
	if (s)
		return s;
	if (server_session_new(&call->server->sessions, call->server->crypto, rsp_now(call->server),
			       call->server, &session))
		return STATUS_FAILED;
	session->euicc_ci = choice.euicc_ci;
	session->own = choice.own;
	session->address = talloc_strdup(session, address);
	s = session->address ? initiate_response(call, session, challenge) : STATUS_FAILED;
	if (s)
		server_session_end(&call->server->sessions, session);
	return s;
}

/* ---- certificates ---- */

static const struct certificate *ci_of(const struct pki *pki, const struct certificate *eum)
{
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (pki->sets[i].ci && slice_eq(certificate_authority_key_id(eum),
						certificate_subject_key_id(pki->sets[i].ci)))
			return pki->sets[i].ci;
	return NULL;
}

/* The subject's serialNumber is the EID (SGP.22 4.5.2.1.0.1). */
static bool names_eid(const struct certificate *euicc)
{
	struct slice serial = certificate_serial_number(euicc);

	if (serial.n != EID_DIGITS)
		return false;
	for (size_t i = 0; i < serial.n; i++)
		if (serial.p[i] < '0' || serial.p[i] > '9')
			return false;
	return true;
}

enum rsp_status rsp_verify_euicc(struct rsp_call *call, struct slice euicc_der,
				 struct slice eum_der, const struct certificate *ci, void *ctx,
				 struct certificate **out)
{
	struct crypto *c = call->server->crypto;
	int64_t now = rsp_now(call->server);
	const struct certificate *root;
	struct certificate *eum, *euicc;
	int r;

	if (certificate_parse(c, eum_der, call->ctx, &eum))
		return STATUS_EUM_CERTIFICATE_INVALID;
	root = ci_of(call->server->pki, eum);
	if (!root || (ci && root != ci))
		return STATUS_CI_UNKNOWN;
	r = certificate_verify(c, eum, root, ROLE_EUM, now);
	if (r)
		return r == -EKEYEXPIRED ? STATUS_EUM_CERTIFICATE_EXPIRED
					 : STATUS_EUM_CERTIFICATE_INVALID;
	if (certificate_parse(c, euicc_der, ctx, &euicc))
		return STATUS_EUICC_CERTIFICATE_INVALID;
	r = certificate_verify(c, euicc, eum, ROLE_EUICC, now);
	if (r == 0 && names_eid(euicc)) {
		*out = euicc;
		return STATUS_OK;
	}
	talloc_free(euicc);
	return r == -EKEYEXPIRED ? STATUS_EUICC_CERTIFICATE_EXPIRED
				 : STATUS_EUICC_CERTIFICATE_INVALID;
}

/* ---- AuthenticateClient ---- */

enum { OK_SIGNED1, OK_SIGNATURE1, OK_EUICC, OK_EUM, OK_COUNT };

static const struct tlv_field ok_fields[OK_COUNT] = {
	{"euiccSigned1", 0x30, 0, 0, 0},
	{"euiccSignature1", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
	{"euiccCertificate", 0x30, 0, 0, 0},
	{"eumCertificate", 0x30, 0, 0, 0},
};

enum {
	SIGNED1_TRANSACTION,
	SIGNED1_ADDRESS,
	SIGNED1_CHALLENGE,
	SIGNED1_INFO2,
	SIGNED1_PARAMS,
	SIGNED1_COUNT
};

static const struct tlv_field signed1_fields[SIGNED1_COUNT] = {
	{"transactionId", 0x80, 0, 1, TRANSACTION_BYTES},
	{"serverAddress", 0x83, 0, 0, 0},
	{"serverChallenge", 0x84, 0, CHALLENGE_BYTES, CHALLENGE_BYTES},
	{"euiccInfo2", 0xBF22, 0, 0, 0},
	{"ctxParamsForCommonAuthentication", 0xA0, 0, 0, 0},
};

enum { PARAMS_MATCHING_ID, PARAMS_DEVICE_INFO, PARAMS_COUNT };

static const struct tlv_field params_fields[PARAMS_COUNT] = {
	{"matchingId", 0x80, TLV_OPTIONAL, 0, 0},
	{"deviceInfo", 0xA1, 0, 0, 0},
};

/* What the eUICC signed must be what this session asked it to sign. */
static enum rsp_status check_signed1(struct rsp_call *call, const struct server_session *session,
				     const struct tlv *signed1)
{
	enum rsp_status s =
		call_same_transaction(call, session, signed1[SIGNED1_TRANSACTION].value);

	if (s)
		return s;
	if (!crypto_equal(signed1[SIGNED1_CHALLENGE].value,
			  slice_of(session->challenge, sizeof(session->challenge))))
		return call_because(call, STATUS_EUICC_SIGNATURE,
				    "the server challenge is not this session's");
	if (!slice_eq(signed1[SIGNED1_ADDRESS].value, slice_str(session->address)))
		return call_because(call, call->server->role->address_refused,
				    "the eUICC signed another server address");
	return STATUS_OK;
}

/* Who is there: certificates, signature, and that it answers this session. */
static enum rsp_status authenticate(struct rsp_call *call, const struct server_session *session,
				    const struct tlv *ok, struct tlv *signed1,
				    struct certificate **euicc)
{
	enum rsp_status s = rsp_verify_euicc(call, ok[OK_EUICC].whole, ok[OK_EUM].whole,
					     session->euicc_ci->ci, call->ctx, euicc);

	if (s)
		return s;
	if (ec_verify(call->server->crypto, certificate_key(*euicc), &ok[OK_SIGNED1].whole, 1,
		      ok[OK_SIGNATURE1].value))
		return STATUS_EUICC_SIGNATURE;
	s = call_sequence(call, ok[OK_SIGNED1].value, signed1_fields, SIGNED1_COUNT, signed1);
	return s ? s : check_signed1(call, session, signed1);
}

enum rsp_status rsp_authenticate_client(struct rsp_call *call, struct server_session **session,
					struct rsp_authenticated *out)
{
	struct tlv response, ok[OK_COUNT], signed1[SIGNED1_COUNT], params[PARAMS_COUNT];
	struct slice inside, eid;
	enum rsp_status s = call_session(call, session);

	s = s ? s : call_object(call, "authenticateServerResponse", 0xBF38, &response);
	s = s ? s : call_choice(call, response.value, &inside);
	s = s ? s : call_sequence(call, inside, ok_fields, OK_COUNT, ok);
	if (s)
		return s;
	if ((*session)->euicc)
		return call_because(call, STATUS_TRANSACTION_UNKNOWN,
				    "the eUICC has authenticated in this session already");
	s = authenticate(call, *session, ok, signed1, &out->euicc);
	s = s ? s
	      : call_sequence(call, signed1[SIGNED1_PARAMS].value, params_fields, PARAMS_COUNT,
			      params);
	if (s)
		return s;
	eid = certificate_serial_number(out->euicc);
	memcpy((*session)->eid, eid.p, EID_DIGITS);
	s = call_eid(call, (*session)->eid);
	out->signature1 = ok[OK_SIGNATURE1].whole;
	out->info2 = signed1[SIGNED1_INFO2].value;
	out->matching_id = params[PARAMS_MATCHING_ID].value;
	out->device_info = params[PARAMS_DEVICE_INFO].value;
	return s;
}
