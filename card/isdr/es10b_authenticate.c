/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10b.AuthenticateServer (SGP.22 5.7.13). */
#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/utf8.h"
#include "isdr/es10.h"
#include "isdr/euicc_info.h"
#include "isdr/notifications.h"
#include "isdr/session.h"

/* AuthenticateErrorCode. Without invalidOid: a certificate that names no OID is no CERT.DPauth or
 * CERT.DSauth at all (4.5.2.1), and which OID it must be is for the LPA to know. */
enum authenticate_error {
	AUTHENTICATE_OK = 0,
	INVALID_CERTIFICATE = 1,
	INVALID_SIGNATURE = 2,
	UNSUPPORTED_CURVE = 3,
	NO_SESSION_CONTEXT = 4,
	CHALLENGE_MISMATCH = 6,
	CI_PK_UNKNOWN = 7,
	UNDEFINED_ERROR = 127,
};

/* AuthenticateServerRequest, taken apart. */
struct authenticate_request {
	struct tlv signed1, signature, ci, certificate, context;
	struct slice transaction_id, challenge, address, server_challenge;
	/* What it comes to: */
	const struct identity *identity;     /* of the CI that the eUICC is to sign under */
	struct certificate *parsed;          /* the server's certificate ... */
	const struct certificate *server_ci; /* ... and the CI that it is under */
};

static int parse_signed1(struct authenticate_request *q)
{
	static const struct tlv_field fields[] = {
		{"transactionId", 0x80, 0, 1, TRANSACTION_ID_MAX},
		{"euiccChallenge", 0x81, 0, CHALLENGE_BYTES, CHALLENGE_BYTES},
		{"serverAddress", 0x83, 0, 0, 0},
		{"serverChallenge", 0x84, 0, CHALLENGE_BYTES, CHALLENGE_BYTES},
	};
	struct tlv t[4];

	if (tlv_sequence(q->signed1.value, fields, 4, t, NULL) < 0)
		return -EBADMSG;
	q->transaction_id = t[0].value;
	q->challenge = t[1].value;
	q->address = t[2].value;
	q->server_challenge = t[3].value;
	return utf8_length(q->address) < 0 ? -EBADMSG : 0;
}

/* CtxParams1 with DeviceInfo: the server judges what it says, the eUICC only that it is whole. */
static int check_context(const struct tlv *context)
{
	static const struct tlv_field fields[] = {
		{"matchingId", 0x80, TLV_OPTIONAL, 0, 0},
		{"deviceInfo", 0xA1, 0, 0, 0},
	};
	static const struct tlv_field device_fields[] = {
		{"tac", 0x80, 0, 4, 4},
		{"deviceCapabilities", 0xA1, 0, 0, 0},
		{"imei", 0x82, TLV_OPTIONAL, 8, 8},
	};
	struct tlv t[2], device[3];

	if (tlv_sequence(context->value, fields, 2, t, NULL) < 0 || utf8_length(t[0].value) < 0)
		return -EBADMSG;
	return tlv_sequence(t[1].value, device_fields, 3, device, NULL);
}

static int parse_request(struct slice value, struct authenticate_request *q)
{
	static const struct tlv_field fields[] = {
		{"serverSigned1", 0x30, 0, 0, 0},
		{"serverSignature1", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
		{"euiccCiPKIdToBeUsed", 0x04, 0, 1, 0},
		{"serverCertificate", 0x30, 0, 0, 0},
		{"ctxParams1", 0xA0, 0, 0, 0},
	};
	struct tlv t[5];

	if (tlv_sequence(value, fields, 5, t, NULL) < 0)
		return -EBADMSG;
	*q = (struct authenticate_request){.signed1 = t[0],
					   .signature = t[1],
					   .ci = t[2],
					   .certificate = t[3],
					   .context = t[4]};
	if (parse_signed1(q) < 0)
		return -EBADMSG;
	return check_context(&q->context);
}

/* CERT.DPauth or CERT.DSauth, under any CI that the eUICC verifies with: the one that the server
 * names is for the eUICC's own signature, and may be another (5.6.1). */
static enum authenticate_error verify_certificate(struct softeuicc *card,
						  struct authenticate_request *q)
{
	static const enum certificate_role roles[] = {ROLE_DP_AUTH, ROLE_DS_AUTH};
	const struct identity *of_ci;
	int r = certificate_parse(card->crypto, q->certificate.whole, card->pool, &q->parsed);

	if (r < 0)
		return r == -ENOTSUP ? UNSUPPORTED_CURVE : INVALID_CERTIFICATE;
	of_ci = ecasd_find_verifying(card->ecasd, certificate_authority_key_id(q->parsed));
	if (!of_ci)
		return INVALID_CERTIFICATE;
	q->server_ci = of_ci->ci;
	r = -EACCES;
	for (size_t i = 0; i < 2 && r == -EACCES; i++)
		r = certificate_verify(card->crypto, q->parsed, q->server_ci, roles[i],
				       card_now(card));
	return r < 0 ? INVALID_CERTIFICATE : AUTHENTICATE_OK;
}

static enum authenticate_error verify(struct softeuicc *card, struct authenticate_request *q)
{
	const struct rsp_session *s = card->isdr->session;
	enum authenticate_error error;

	if (!s || s->state != RSP_CHALLENGE)
		return NO_SESSION_CONTEXT;
	q->identity = ecasd_find(card->ecasd, q->ci.value);
	if (!q->identity)
		return CI_PK_UNKNOWN;
	error = verify_certificate(card, q);
	if (error != AUTHENTICATE_OK)
		return error;
	if (ec_verify(card->crypto, certificate_key(q->parsed), &q->signed1.whole, 1,
		      q->signature.value) < 0)
		return INVALID_SIGNATURE;
	if (!crypto_equal(q->challenge, slice_of(s->challenge, sizeof(s->challenge))))
		return CHALLENGE_MISMATCH;
	return AUTHENTICATE_OK;
}

static void put_signed1(const struct softeuicc *card, const struct authenticate_request *q,
			struct buf *out)
{
	size_t mark = tlv_open(out, 0x30);

	tlv_put(out, 0x80, q->transaction_id);
	tlv_put(out, 0x83, q->address);
	tlv_put(out, 0x84, q->server_challenge);
	euicc_info2(card, out);
	buf_put_slice(out, q->context.whole);
	tlv_close(out, mark);
}

/* What the later calls need of this one. */
static int keep(struct rsp_session *s, const struct authenticate_request *q, struct slice signature)
{
	s->identity = q->identity;
	s->server_ci = q->server_ci;
	s->transaction_id = slice_dup(s, q->transaction_id);
	s->server_address = slice_dup(s, q->address);
	s->server_oid = slice_dup(s, certificate_oid(q->parsed));
	s->euicc_signature1 = slice_dup(s, signature);
	if (!s->transaction_id.p || !s->server_address.p || !s->server_oid.p ||
	    !s->euicc_signature1.p)
		return -ENOMEM;
	/* The challenge has served its one use. */
	crypto_wipe(s->challenge, sizeof(s->challenge));
	s->state = RSP_AUTHENTICATED;
	return 0;
}

static int put_ok(struct softeuicc *card, uint32_t tag, const struct authenticate_request *q,
		  struct buf *out)
{
	struct buf euicc_signed = buf_new(card->pool), signature = buf_new(card->pool);
	size_t response, choice;
	struct slice part;

	put_signed1(card, q, &euicc_signed);
	if (!buf_ok(&euicc_signed))
		return -ENOMEM;
	part = buf_slice(&euicc_signed);
	if (euicc_sign(card, q->identity, &part, 1, &signature) < 0 || !buf_ok(&signature) ||
	    keep(card->isdr->session, q, buf_slice(&signature)) < 0)
		return -EIO;
	response = tlv_open(out, tag);
	choice = tlv_open(out, 0xA0);
	buf_put_slice(out, part);
	buf_put_slice(out, buf_slice(&signature));
	buf_put_slice(out, q->identity->euicc_certificate);
	buf_put_slice(out, q->identity->eum_certificate);
	tlv_close(out, choice);
	tlv_close(out, response);
	return 0;
}

uint16_t es10b_authenticate_server(struct softeuicc *card, const struct tlv *request,
				   struct buf *out)
{
	struct authenticate_request q;
	enum authenticate_error error;

	if (parse_request(request->value, &q) < 0)
		return SW_WRONG_DATA;
	error = verify(card, &q);
	if (error == AUTHENTICATE_OK && put_ok(card, request->tag, &q, out) < 0)
		error = UNDEFINED_ERROR;
	if (error == AUTHENTICATE_OK)
		return SW_OK;
	/* A failed attempt uses up the challenge as well: nobody tries twice on one. */
	if (error != NO_SESSION_CONTEXT)
		session_end(card);
	return es10_error(out, request->tag, q.transaction_id, error);
}
