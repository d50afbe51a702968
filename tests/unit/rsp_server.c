/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rsp_server.h"

#include "codec/tlv.h"
#include "unit.h"

enum { TAG_SIGNATURE = 0x5F37, TAG_OTPK = 0x5F49 };

struct rsp_server *rsp_server_new(void *ctx, struct crypto *c, const struct pki_set *set,
				  int64_t now)
{
	struct rsp_server *s = talloc_zero(ctx, struct rsp_server);
	uint8_t *id = talloc_size(s, 16);

	s->ctx = s;
	s->crypto = c;
	s->now = now;
	s->set = set;
	s->ci_key_id = certificate_subject_key_id(set->ci);
	s->auth_certificate = certificate_der(set->dp_auth.certificate);
	s->auth_key = set->dp_auth.key;
	s->pb_certificate = certificate_der(set->dp_pb.certificate);
	s->pb_key = set->dp_pb.key;
	ck_assert_int_eq(crypto_random(c, id, 16), 0);
	s->transaction_id = slice_of(id, 16);
	ck_assert_int_eq(crypto_random(c, s->challenge, sizeof(s->challenge)), 0);
	s->address = slice_str("smdpp.example.com");
	s->context = unhex(s, "A00F 8000 A10B 8004 35290611 A103 8501 02");
	return s;
}

static void put_signature(const struct rsp_server *s, const struct ec_key *key,
			  const struct slice *parts, size_t n, struct buf *out)
{
	uint8_t signature[EC_SIGNATURE_BYTES];

	ck_assert_int_eq(ec_sign(s->crypto, key, parts, n, signature), 0);
	if (s->spoil_signature)
		signature[EC_SIGNATURE_BYTES - 1] ^= 0x01;
	tlv_put(out, TAG_SIGNATURE, slice_of(signature, sizeof(signature)));
}

struct slice rsp_authenticate(const struct rsp_server *s, struct slice euicc_challenge)
{
	struct buf out = buf_new(s->ctx);
	size_t request = tlv_open(&out, 0xBF38), at = out.n, signed1 = tlv_open(&out, 0x30);
	struct slice part;

	tlv_put(&out, 0x80, s->transaction_id);
	tlv_put(&out, 0x81, euicc_challenge);
	tlv_put(&out, 0x83, s->address);
	tlv_put(&out, 0x84, slice_of(s->challenge, sizeof(s->challenge)));
	buf_put_slice(&out, s->extension);
	tlv_close(&out, signed1);
	part = slice_of(out.p + at, out.n - at);
	put_signature(s, s->auth_key, &part, 1, &out);
	tlv_put(&out, 0x04, s->ci_key_id);
	buf_put_slice(&out, s->auth_certificate);
	buf_put_slice(&out, s->context);
	tlv_close(&out, request);
	return buf_slice(&out);
}

static struct certificate *parse(const struct rsp_server *s, struct slice der)
{
	struct certificate *c;

	ck_assert_int_eq(certificate_parse(s->crypto, der, s->ctx, &c), 0);
	return c;
}

void rsp_verify_euicc(const struct rsp_server *s, const struct slice *parts, size_t n,
		      struct slice signature)
{
	const struct certificate *euicc = parse(s, s->euicc_certificate);

	ck_assert_int_eq(ec_verify(s->crypto, certificate_key(euicc), parts, n, signature), 0);
}

/* The inside of the OK alternative of response @tag. */
static struct slice ok_of(struct slice response, uint32_t tag)
{
	struct tlv whole, choice;

	ck_assert_int_eq(tlv_only(response, tag, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &choice), 0);
	return choice.value;
}

void rsp_authenticated(struct rsp_server *s, struct slice response)
{
	static const struct tlv_field fields[] = {
		{"euiccSigned1", 0x30, 0, 0, 0},
		{"euiccSignature1", TAG_SIGNATURE, 0, 64, 64},
		{"euiccCertificate", 0x30, 0, 0, 0},
		{"eumCertificate", 0x30, 0, 0, 0},
	};
	static const struct tlv_field signed_fields[] = {
		{"transactionId", 0x80, 0, 1, 16},    {"serverAddress", 0x83, 0, 0, 0},
		{"serverChallenge", 0x84, 0, 16, 16}, {"euiccInfo2", 0xBF22, 0, 0, 0},
		{"ctxParams1", 0xA0, 0, 0, 0},
	};
	struct certificate *euicc, *eum;
	struct tlv t[4], in[5];

	ck_assert_int_eq(tlv_sequence(ok_of(response, 0xBF38), fields, 4, t, NULL), 0);
	ck_assert_int_eq(tlv_sequence(t[0].value, signed_fields, 5, in, NULL), 0);
	ck_assert(slice_eq(in[0].value, s->transaction_id));
	ck_assert(slice_eq(in[1].value, s->address));
	ck_assert(slice_eq(in[2].value, slice_of(s->challenge, sizeof(s->challenge))));
	ck_assert(slice_eq(in[4].whole, s->context));
	euicc = parse(s, t[2].whole);
	eum = parse(s, t[3].whole);
	ck_assert_int_eq(certificate_verify(s->crypto, eum, s->set->ci, ROLE_EUM, s->now), 0);
	ck_assert_int_eq(certificate_verify(s->crypto, euicc, eum, ROLE_EUICC, s->now), 0);
	s->euicc_signature1 = slice_dup(s->ctx, t[1].whole);
	s->euicc_certificate = slice_dup(s->ctx, t[2].whole);
	rsp_verify_euicc(s, &t[0].whole, 1, t[1].value);
}

struct slice rsp_prepare(const struct rsp_server *s)
{
	struct buf out = buf_new(s->ctx);
	size_t request = tlv_open(&out, 0xBF21), at = out.n, signed2 = tlv_open(&out, 0x30);
	struct slice parts[2];

	tlv_put(&out, 0x80, s->transaction_id);
	tlv_put_boolean(&out, 0x01, s->cc_required);
	if (s->bpp_otpk.n)
		tlv_put(&out, TAG_OTPK, s->bpp_otpk);
	buf_put_slice(&out, s->extension);
	tlv_close(&out, signed2);
	parts[0] = slice_of(out.p + at, out.n - at);
	parts[1] = s->euicc_signature1;
	put_signature(s, s->pb_key, parts, 2, &out);
	if (s->hash_cc.n)
		tlv_put(&out, 0x04, s->hash_cc);
	buf_put_slice(&out, s->pb_certificate);
	tlv_close(&out, request);
	return buf_slice(&out);
}

void rsp_prepared(struct rsp_server *s, struct slice request, struct slice response)
{
	static const struct tlv_field fields[] = {
		{"euiccSigned2", 0x30, 0, 0, 0},
		{"euiccSignature2", TAG_SIGNATURE, 0, 64, 64},
	};
	static const struct tlv_field signed_fields[] = {
		{"transactionId", 0x80, 0, 1, 16},
		{"euiccOtpk", TAG_OTPK, 0, EC_POINT_BYTES, EC_POINT_BYTES},
		{"hashCc", 0x04, TLV_OPTIONAL, 32, 32},
	};
	struct tlv t[2], in[3], whole, signature;
	struct slice parts[2];

	ck_assert_int_eq(tlv_sequence(ok_of(response, 0xBF21), fields, 2, t, NULL), 0);
	ck_assert_int_eq(tlv_sequence(t[0].value, signed_fields, 3, in, NULL), 0);
	ck_assert(slice_eq(in[0].value, s->transaction_id));
	ck_assert_int_eq(tlv_present(&in[2]), s->cc_required);
	if (s->cc_required)
		ck_assert(slice_eq(in[2].value, s->hash_cc));
	ck_assert_int_eq(tlv_only(request, 0xBF21, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, TAG_SIGNATURE, &signature), 1);
	parts[0] = t[0].whole;
	parts[1] = signature.whole;
	rsp_verify_euicc(s, parts, 2, t[1].value);
	s->euicc_otpk = slice_dup(s->ctx, in[1].value);
}

int rsp_error(const struct rsp_server *s, struct slice response, uint32_t tag)
{
	struct tlv whole, choice, id, code;
	int64_t value;

	ck_assert_int_eq(tlv_only(response, tag, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA1, &choice), 0);
	ck_assert_int_eq(tlv_find(choice.value, 0x80, &id), 1);
	ck_assert(slice_eq(id.value, s->transaction_id));
	ck_assert_int_eq(tlv_find(choice.value, 0x02, &code), 1);
	ck_assert_int_eq(tlv_integer(code.value, &value), 0);
	return (int)value;
}
