/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+.InitiateAuthentication and ES9+.AuthenticateClient (SGP.22 5.6.1, 5.6.3). */
#include <errno.h>
#include <stdlib.h>
#include <talloc.h>

#include "servers/common/json.h"
#include "servers/smdpp/es9_call.h"

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
static const struct pki_set *first_of(const struct pki *pki, struct slice list, bool to_sign)
{
	struct tlv t;

	while (tlv_next(&list, &t) == 1)
		for (size_t i = 0; i < CURVE_COUNT; i++) {
			const struct pki_set *set = &pki->sets[i];

			if (set->ci && (!to_sign || smdpp_can_sign(set)) && t.tag == 0x04 &&
			    slice_eq(t.value, certificate_subject_key_id(set->ci)))
				return set;
		}
	return NULL;
}

/* SGP.22 5.6.1: the eUICC shall sign under a CI known here, and this server under one known to the
 * eUICC; under the same one if that can be. */
static enum es9_status choose_ci(const struct pki *pki, const struct tlv *info1,
				 struct dp_session *s)
{
	s->euicc_ci = first_of(pki, info1[INFO1_SIGNING].value, false);
	if (!s->euicc_ci)
		return ES9_CI_UNSUPPORTED;
	s->own = first_of(pki, info1[INFO1_VERIFICATION].value, true);
	if (!s->own)
		return ES9_CERTIFICATE_UNAVAILABLE;
	if (smdpp_can_sign(s->euicc_ci) &&
	    lists(info1[INFO1_VERIFICATION].value, certificate_subject_key_id(s->euicc_ci->ci)))
		s->own = s->euicc_ci;
	return ES9_OK;
}

/* ServerSigned1, SGP.22 5.7.13. */
static struct slice server_signed1(struct es9_call *call, const struct dp_session *s,
				   struct slice euicc_challenge)
{
	struct buf b = buf_new(call->ctx);
	size_t mark = tlv_open(&b, 0x30);

	tlv_put(&b, 0x80, dp_session_transaction(s));
	tlv_put(&b, 0x81, euicc_challenge);
	tlv_put_str(&b, 0x83, s->address);
	tlv_put(&b, 0x84, slice_of(s->challenge, sizeof(s->challenge)));
	tlv_close(&b, mark);
	return buf_ok(&b) ? buf_slice(&b) : (struct slice){NULL, 0};
}

static enum es9_status initiate_response(struct es9_call *call, const struct dp_session *s,
					 struct slice euicc_challenge)
{
	const struct slice signed1 = server_signed1(call, s, euicc_challenge);
	struct buf ci = buf_new(call->ctx);
	struct slice signature;
	enum es9_status r;

	tlv_put(&ci, 0x04, certificate_subject_key_id(s->euicc_ci->ci));
	if (!signed1.p || !buf_ok(&ci))
		return ES9_FAILED;
	r = es9_sign(call, s->own->dp_auth.key, &signed1, 1, &signature);
	r = r ? r : es9_put_transaction(call, s);
	r = r ? r : es9_put(call, "serverSigned1", signed1);
	r = r ? r : es9_put(call, "serverSignature1", signature);
	r = r ? r : es9_put(call, "euiccCiPKIdToBeUsed", buf_slice(&ci));
	r = r ? r
	      : es9_put(call, "serverCertificate", certificate_der(s->own->dp_auth.certificate));
	return r;
}

enum es9_status es9_initiate_authentication(struct es9_call *call)
{
	const char *address = json_member_text(call->request, "smdpAddress");
	struct tlv info, info1[INFO1_COUNT];
	struct slice challenge;
	struct dp_session choice = {0}, *session;
	enum es9_status s;

	if (!address)
		return es9_because(call, ES9_ELEMENT_MISSING, "smdpAddress is missing");
	s = es9_bytes(call, "euiccChallenge", &challenge);
	if (s)
		return s;
	if (challenge.n != CHALLENGE_BYTES)
		return es9_because(call, ES9_MALFORMED, "euiccChallenge is not 16 bytes long");
	s = es9_object(call, "euiccInfo1", 0xBF20, &info);
	s = s ? s : es9_sequence(call, info.value, info1_fields, INFO1_COUNT, info1);
	if (s)
		return s;
	if (!smdpp_has_address(call->dp, address))
		return es9_because(call, ES9_ADDRESS_REFUSED,
				   "this is not the SM-DP+ with the address %s", address);
	if (info1[INFO1_SVN].value.p[0] != SVN_MAJOR)
		return es9_because(call, ES9_SVN_UNSUPPORTED,
				   "SGP.22 version %u of the eUICC is not supported",
				   info1[INFO1_SVN].value.p[0]);
	s = choose_ci(call->dp->pki, info1, &choice);
	if (s)
		return s;
	if (dp_session_new(&call->dp->sessions, call->dp->crypto, smdpp_now(call->dp), call->dp,
			   &session))
		return ES9_FAILED;
	session->euicc_ci = choice.euicc_ci;
	session->own = choice.own;
	session->address = talloc_strdup(session, address);
	s = session->address ? initiate_response(call, session, challenge) : ES9_FAILED;
	if (s)
		dp_session_end(&call->dp->sessions, session);
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

enum es9_status es9_verify_euicc(struct es9_call *call, struct slice euicc_der,
				 struct slice eum_der, const struct certificate *ci, void *ctx,
				 struct certificate **out)
{
	struct crypto *c = call->dp->crypto;
	int64_t now = smdpp_now(call->dp);
	const struct certificate *root;
	struct certificate *eum, *euicc;
	int r;

	if (certificate_parse(c, eum_der, call->ctx, &eum))
		return ES9_EUM_CERTIFICATE_INVALID;
	root = ci_of(call->dp->pki, eum);
	if (!root || (ci && root != ci))
		return ES9_CI_UNKNOWN;
	r = certificate_verify(c, eum, root, ROLE_EUM, now);
	if (r)
		return r == -EKEYEXPIRED ? ES9_EUM_CERTIFICATE_EXPIRED
					 : ES9_EUM_CERTIFICATE_INVALID;
	if (certificate_parse(c, euicc_der, ctx, &euicc))
		return ES9_EUICC_CERTIFICATE_INVALID;
	r = certificate_verify(c, euicc, eum, ROLE_EUICC, now);
	if (r == 0 && names_eid(euicc)) {
		*out = euicc;
		return ES9_OK;
	}
	talloc_free(euicc);
	return r == -EKEYEXPIRED ? ES9_EUICC_CERTIFICATE_EXPIRED : ES9_EUICC_CERTIFICATE_INVALID;
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

static const struct tlv_field params_fields[] = {
	{"matchingId", 0x80, TLV_OPTIONAL, 0, 0},
	{"deviceInfo", 0xA1, 0, 0, 0},
};

/* What the eUICC signed must be what this session asked it to sign. */
static enum es9_status check_signed1(struct es9_call *call, const struct dp_session *session,
				     const struct tlv *signed1)
{
	enum es9_status s = es9_same_transaction(call, session, signed1[SIGNED1_TRANSACTION].value);

	if (s)
		return s;
	if (!crypto_equal(signed1[SIGNED1_CHALLENGE].value,
			  slice_of(session->challenge, sizeof(session->challenge))))
		return es9_because(call, ES9_EUICC_SIGNATURE,
				   "the server challenge is not this session's");
	if (!slice_eq(signed1[SIGNED1_ADDRESS].value, slice_str(session->address)))
		return es9_because(call, ES9_ADDRESS_REFUSED,
				   "the eUICC signed another server address");
	return ES9_OK;
}

/* SGP.22 5.6.3: the pending download order for this matching id and EID. */
static enum es9_status find_order(struct es9_call *call, struct slice matching_id, const char *eid,
				  struct order *o)
{
	const char *text = talloc_strndup(call->ctx, (const char *)matching_id.p, matching_id.n);
	int r;

	if (matching_id.n == 0) { /* default SM-DP+: the EID alone says which */
		r = order_awaiting(call->dp->db, eid, call->ctx, o);
		if (r == 0)
			return es9_because(call, ES9_EID_REFUSED, "no download awaits EID %s", eid);
		return r == 1 ? ES9_OK : ES9_FAILED;
	}
	if (!text)
		return ES9_FAILED;
	r = order_by_matching_id(call->dp->db, text, call->ctx, o);
	if (r < 0)
		return ES9_FAILED;
	if (r == 0 || strlen(text) != matching_id.n)
		return ES9_MATCHING_ID_REFUSED;
	if (o->state != ORDER_RELEASED && o->state != ORDER_DOWNLOADED)
		return es9_because(call, ES9_MATCHING_ID_REFUSED,
				   "the download with that matching id is over: %s",
				   order_state_names[o->state]);
	if (*o->eid && strcmp(o->eid, eid))
		return ES9_EID_REFUSED;
	return ES9_OK;
}

static enum es9_status count_attempt(struct es9_call *call, const struct order *o)
{
	if (o->reusable)
		return ES9_OK;
	if (o->attempts < DOWNLOAD_ATTEMPTS_MAX)
		return order_count_attempt(call->dp->db, o->id) ? ES9_FAILED : ES9_OK;
	if (order_set_state(call->dp->db, o->id, ORDER_ERROR, "too many attempts to download"))
		return ES9_FAILED;
	return ES9_RETRIES_EXCEEDED;
}

/* SmdpSigned2: on a retry it offers the eUICC the one-time key of the package that exists. */
static enum es9_status smdp_signed2(struct es9_call *call, const struct dp_session *session,
				    const struct order *o, struct buf *b)
{
	struct download before;
	int r = download_unfinished(call->dp->db, o->id, session->eid, call->ctx, &before);
	size_t mark = tlv_open(b, 0x30);

	if (r < 0)
		return ES9_FAILED;
	tlv_put(b, 0x80, dp_session_transaction(session));
	tlv_put_boolean(b, 0x01, o->code.n > 0);
	if (r == 1)
		tlv_put(b, 0x5F49, before.euicc_otpk);
	tlv_close(b, mark);
	return buf_ok(b) ? ES9_OK : ES9_FAILED;
}

static enum es9_status client_response(struct es9_call *call, struct dp_session *session,
				       const struct order *o, struct slice signature1)
{
	struct buf signed2 = buf_new(call->ctx);
	struct slice signature2 = {NULL, 0};
	enum es9_status s = smdp_signed2(call, session, o, &signed2);

	if (s == ES9_OK) {
		const struct slice parts[] = {buf_slice(&signed2), signature1};

		s = es9_sign(call, session->own->dp_pb.key, parts, 2, &signature2);
	}
	s = s ? s : es9_put_transaction(call, session);
	s = s ? s : es9_put(call, "profileMetadata", o->metadata);
	s = s ? s : es9_put(call, "smdpSigned2", buf_slice(&signed2));
	s = s ? s : es9_put(call, "smdpSignature2", signature2);
	s = s ? s
	      : es9_put(call, "smdpCertificate", certificate_der(session->own->dp_pb.certificate));
	if (s == ES9_OK) {
		talloc_steal(session, signature2.p);
		session->signature2 = signature2;
		session->order = o->id;
	}
	return s;
}

/* Who is there: certificates, signature, and that it answers this session. */
static enum es9_status authenticate(struct es9_call *call, const struct dp_session *session,
				    const struct tlv *ok, struct tlv *signed1,
				    struct certificate **euicc)
{
	enum es9_status s = es9_verify_euicc(call, ok[OK_EUICC].whole, ok[OK_EUM].whole,
					     session->euicc_ci->ci, call->ctx, euicc);

	if (s)
		return s;
	if (ec_verify(call->dp->crypto, certificate_key(*euicc), &ok[OK_SIGNED1].whole, 1,
		      ok[OK_SIGNATURE1].value))
		return ES9_EUICC_SIGNATURE;
	s = es9_sequence(call, ok[OK_SIGNED1].value, signed1_fields, SIGNED1_COUNT, signed1);
	return s ? s : check_signed1(call, session, signed1);
}

enum es9_status es9_authenticate_client(struct es9_call *call)
{
	struct tlv response, ok[OK_COUNT], signed1[SIGNED1_COUNT], params[2];
	struct certificate *euicc;
	struct dp_session *session;
	struct order order;
	struct slice inside, eid;
	enum es9_status s = es9_session(call, &session);

	s = s ? s : es9_object(call, "authenticateServerResponse", 0xBF38, &response);
	s = s ? s : es9_choice(call, response.value, &inside);
	s = s ? s : es9_sequence(call, inside, ok_fields, OK_COUNT, ok);
	if (s)
		return s;
	if (session->euicc)
		return es9_because(call, ES9_TRANSACTION_UNKNOWN,
				   "the eUICC has authenticated in this session already");
	s = authenticate(call, session, ok, signed1, &euicc);
	s = s ? s : es9_sequence(call, signed1[SIGNED1_PARAMS].value, params_fields, 2, params);
	if (s)
		return s;
	eid = certificate_serial_number(euicc);
	memcpy(session->eid, eid.p, EID_DIGITS);
	s = find_order(call, params[0].value, session->eid, &order);
	s = s ? s : count_attempt(call, &order);
	s = s ? s : client_response(call, session, &order, ok[OK_SIGNATURE1].whole);
	if (s == ES9_OK)
		session->euicc = talloc_steal(session, euicc);
	return s;
}
