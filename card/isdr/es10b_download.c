/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10b.PrepareDownload and ES10b.CancelSession (SGP.22 5.7.5, 5.7.14). */
#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "isdr/es10.h"
#include "isdr/installation.h"
#include "isdr/notifications.h"
#include "isdr/session.h"

enum { TAG_OTPK = 0x5F49, TAG_SIGNATURE = 0x5F37 };

/* DownloadErrorCode */
enum download_error {
	DOWNLOAD_OK = 0,
	INVALID_CERTIFICATE = 1,
	INVALID_SIGNATURE = 2,
	UNSUPPORTED_CURVE = 3,
	NO_SESSION_CONTEXT = 4,
	INVALID_TRANSACTION_ID = 5,
	UNDEFINED_ERROR = 127,
};

/* PrepareDownloadRequest, taken apart. */
struct prepare_request {
	struct tlv signed2, signature, hash_cc, certificate;
	struct slice transaction_id;
	bool cc_required;
	struct tlv bpp_otpk;
};

static int parse_signed2(struct prepare_request *q)
{
	static const struct tlv_field fields[] = {
		{"transactionId", 0x80, 0, 1, TRANSACTION_ID_MAX},
		{"ccRequiredFlag", 0x01, 0, 1, 1},
		{"bppEuiccOtpk", TAG_OTPK, TLV_OPTIONAL, EC_POINT_BYTES, EC_POINT_BYTES},
	};
	struct tlv t[3];

	if (tlv_sequence(q->signed2.value, fields, 3, t, NULL) < 0)
		return -EBADMSG;
	q->transaction_id = t[0].value;
	q->cc_required = t[1].value.p[0] != 0;
	q->bpp_otpk = t[2];
	return 0;
}

static int parse_request(struct slice value, struct prepare_request *q)
{
	static const struct tlv_field fields[] = {
		{"smdpSigned2", 0x30, 0, 0, 0},
		{"smdpSignature2", TAG_SIGNATURE, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
		{"hashCc", 0x04, TLV_OPTIONAL, SHA256_BYTES, SHA256_BYTES},
		{"smdpCertificate", 0x30, 0, 0, 0},
	};
	struct tlv t[4];

	if (tlv_sequence(value, fields, 4, t, NULL) < 0)
		return -EBADMSG;
	*q = (struct prepare_request){t[0], t[1], t[2], t[3], {0}, false, {0}};
	return parse_signed2(q);
}

/* CERT.DPpb: under the CI that CERT.DPauth is under, and of the SM-DP+ that has authenticated. */
static enum download_error verify_certificate(struct softeuicc *card, const struct rsp_session *s,
					      struct slice der, struct certificate **out)
{
	int r = certificate_parse(card->crypto, der, card->pool, out);

	if (r < 0)
		return r == -ENOTSUP ? UNSUPPORTED_CURVE : INVALID_CERTIFICATE;
	if (certificate_verify(card->crypto, *out, s->server_ci, ROLE_DP_PB, card_now(card)) < 0)
		return INVALID_CERTIFICATE;
	return slice_eq(certificate_oid(*out), s->server_oid) ? DOWNLOAD_OK : INVALID_CERTIFICATE;
}

static enum download_error verify(struct softeuicc *card, const struct prepare_request *q,
				  struct certificate **certificate)
{
	const struct rsp_session *s = session_at_least(card, RSP_AUTHENTICATED);
	struct slice parts[2];
	enum download_error error;

	if (!s || s->bpp)
		return NO_SESSION_CONTEXT;
	error = verify_certificate(card, s, q->certificate.whole, certificate);
	if (error != DOWNLOAD_OK)
		return error;
	parts[0] = q->signed2.whole;
	parts[1] = s->euicc_signature1;
	if (ec_verify(card->crypto, certificate_key(*certificate), parts, 2, q->signature.value) <
	    0)
		return INVALID_SIGNATURE;
	if (!session_is(card, q->transaction_id))
		return INVALID_TRANSACTION_ID;
	/* The LPA has to give the code that the end user was asked for. */
	return q->cc_required && !tlv_present(&q->hash_cc) ? UNDEFINED_ERROR : DOWNLOAD_OK;
}

/* ---- otPK.EUICC.ECKA ---- */

static bool retained_is(const struct retained_key *k, struct slice dp_oid, const struct tlv *otpk)
{
	uint8_t point[EC_POINT_BYTES];

	if (!k->key || !tlv_present(otpk) || !slice_eq(k->dp_oid, dp_oid))
		return false;
	ec_key_point(k->key, point);
	return slice_eq(otpk->value, slice_of(point, sizeof(point)));
}

/* Takes up the key pair that the SM-DP+ has bound a package to already, where it is still here;
 * makes a new one otherwise, on the curve of CERT.DPpb, and the SM-DP+ has to bind anew. */
static int choose_key(struct softeuicc *card, const struct certificate *dp_pb,
		      const struct tlv *bpp_otpk)
{
	enum curve curve = ec_key_curve(certificate_key(dp_pb));
	struct slice dp_oid = certificate_oid(dp_pb);
	struct retained_key *k = &card->isdr->retained;
	int r;

	if (retained_is(k, dp_oid, bpp_otpk))
		return 0;
	session_forget_key(card);
	r = ec_key_generate(card->crypto, curve, card->isdr, &k->key);
	if (r < 0)
		return r;
	k->dp_oid = slice_dup(card->isdr, dp_oid);
	return k->dp_oid.p ? 0 : -ENOMEM;
}

static void put_signed2(const struct prepare_request *q, const struct ec_key *key, struct buf *out)
{
	uint8_t point[EC_POINT_BYTES];
	size_t mark = tlv_open(out, 0x30);

	ec_key_point(key, point);
	tlv_put(out, 0x80, q->transaction_id);
	tlv_put(out, TAG_OTPK, slice_of(point, sizeof(point)));
	if (q->cc_required)
		buf_put_slice(out, q->hash_cc.whole);
	tlv_close(out, mark);
}

static int put_ok(struct softeuicc *card, uint32_t tag, const struct prepare_request *q,
		  struct buf *out)
{
	const struct rsp_session *s = card->isdr->session;
	struct buf euicc_signed = buf_new(card->pool);
	size_t response, choice;
	struct slice parts[2];
	int r;

	put_signed2(q, s->one_time_key, &euicc_signed);
	if (!buf_ok(&euicc_signed))
		return -ENOMEM;
	parts[0] = buf_slice(&euicc_signed);
	parts[1] = q->signature.whole;
	response = tlv_open(out, tag);
	choice = tlv_open(out, 0xA0);
	buf_put_slice(out, parts[0]);
	r = euicc_sign(card, s->identity, parts, 2, out);
	tlv_close(out, choice);
	tlv_close(out, response);
	return r;
}

static int prepare(struct softeuicc *card, uint32_t tag, const struct prepare_request *q,
		   struct certificate *certificate, struct buf *out)
{
	struct rsp_session *s = card->isdr->session;
	int r = choose_key(card, certificate, &q->bpp_otpk);

	if (r < 0)
		return r;
	s->one_time_key = card->isdr->retained.key;
	s->dp_oid = slice_dup(s, certificate_oid(certificate));
	if (!s->dp_oid.p)
		return -ENOMEM;
	r = put_ok(card, tag, q, out);
	if (r < 0)
		return r;
	talloc_free(s->dp_pb);
	s->dp_pb = talloc_steal(s, certificate);
	s->state = RSP_PREPARED;
	return 0;
}

uint16_t es10b_prepare_download(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	struct certificate *certificate = NULL;
	struct prepare_request q;
	enum download_error error;

	if (parse_request(request->value, &q) < 0)
		return SW_WRONG_DATA;
	error = verify(card, &q, &certificate);
	if (error != DOWNLOAD_OK)
		return es10_error(out, request->tag, q.transaction_id, error);
	if (prepare(card, request->tag, &q, certificate, out) < 0)
		return SW_TECHNICAL_PROBLEM;
	return SW_OK;
}

/* ---- CancelSession ---- */

/* CancelSessionResponse's error codes, and CancelSessionReason. */
enum { CANCEL_INVALID_TRANSACTION_ID = 5 };

static bool reason_known(int64_t reason)
{
	enum { LOAD_BPP_EXECUTION_ERROR = 5, UNDEFINED_REASON = 127 };

	return (reason >= 0 && reason <= LOAD_BPP_EXECUTION_ERROR) || reason == UNDEFINED_REASON;
}

static int put_cancelled(struct softeuicc *card, uint32_t tag, int64_t reason, struct buf *out)
{
	const struct rsp_session *s = card->isdr->session;
	struct buf signed_part = buf_new(card->pool);
	size_t mark = tlv_open(&signed_part, 0x30), response, choice;
	struct slice part;
	int r;

	tlv_put(&signed_part, 0x80, s->transaction_id);
	tlv_put(&signed_part, 0x81, s->server_oid);
	tlv_put_integer(&signed_part, 0x82, reason);
	tlv_close(&signed_part, mark);
	if (!buf_ok(&signed_part))
		return -ENOMEM;
	part = buf_slice(&signed_part);
	response = tlv_open(out, tag);
	choice = tlv_open(out, 0xA0);
	buf_put_slice(out, part);
	r = euicc_sign(card, s->identity, &part, 1, out);
	tlv_close(out, choice);
	tlv_close(out, response);
	return r;
}

uint16_t es10b_cancel_session(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	static const struct tlv_field fields[] = {
		{"transactionId", 0x80, 0, 1, TRANSACTION_ID_MAX},
		{"reason", 0x81, 0, 1, 8},
	};
	struct tlv t[2];
	int64_t reason;

	if (tlv_sequence(request->value, fields, 2, t, NULL) < 0 ||
	    tlv_integer(t[1].value, &reason) < 0)
		return SW_WRONG_DATA;
	if (!session_is(card, t[0].value))
		return es10_choice_error(out, request->tag, CANCEL_INVALID_TRANSACTION_ID);
	if (!reason_known(reason))
		return es10_choice_error(out, request->tag, ES10_UNDEFINED_ERROR);
	if (put_cancelled(card, request->tag, reason, out) < 0)
		return SW_TECHNICAL_PROBLEM;
	/* The server learns of a package's end by this answer. */
	if (installation_forget(card) < 0)
		return SW_MEMORY_PROBLEM;
	session_end(card);
	return SW_OK;
}
