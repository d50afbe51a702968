/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rsp_client.h"

#include "codec/tlv.h"
#include "gp/scp03t.h"
#include "post.h"
#include "servers/common/json.h"
#include "unit.h"

static const char iccid[] = "98103254769810325476";

struct rsp_client *rsp_client_new(void *ctx, struct rsp_server *dp, enum curve curve)
{
	struct rsp_client *c = talloc_zero(ctx, struct rsp_client);
	struct slice serial;
	struct pki *pki;

	c->dp = dp;
	c->ctx = c;
	ck_assert_int_eq(crypto_new(c, NULL, NULL, &c->crypto), 0);
	ck_assert_int_eq(pki_load(c->crypto, NULL, c, &pki, NULL), 0);
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (pki->sets[i].ci && pki->sets[i].curve == curve)
			c->set = &pki->sets[i];
	ck_assert_ptr_nonnull(c->set);
	c->euicc_certificate = certificate_der(c->set->euicc.certificate);
	c->eum_certificate = certificate_der(c->set->eum.certificate);
	c->key = c->set->euicc.key;
	serial = certificate_serial_number(c->set->euicc.certificate);
	c->eid = talloc_strndup(c, (const char *)serial.p, serial.n);
	c->svn_major = 2;
	c->address = dp->config.addresses[0];
	return c;
}

json_t *rsp_call(struct rsp_client *c, const char *function, json_t *request)
{
	char *text = json_text(c, request);
	struct rsp_response r;
	json_t *answer;

	post(c->dp, ES9, function, text, c, &r);
	ck_assert_uint_eq(r.http_status, 200);
	answer = json_loads(r.body, 0, NULL);
	ck_assert(json_is_object(answer));
	json_decref(request);
	return answer;
}

static const char *status(struct rsp_client *c, const json_t *answer)
{
	const json_t *s =
		json_object_get(json_object_get(answer, "header"), "functionExecutionStatus");
	const json_t *code = json_object_get(s, "statusCodeData");
	const char *word = json_member_text(s, "status");

	ck_assert_ptr_nonnull(word);
	if (!strcmp(word, "Executed-Success")) {
		ck_assert_ptr_null(code);
		return "";
	}
	ck_assert_str_eq(word, "Failed");
	ck_assert_uint_eq(json_object_size(answer), 1);
	return talloc_asprintf(c, "%s/%s", json_member_text(code, "subjectCode"),
			       json_member_text(code, "reasonCode"));
}

static struct slice member(struct rsp_client *c, const json_t *answer, const char *name)
{
	struct slice s;

	ck_assert_msg(json_member_bytes(answer, name, c, &s) == 0, "%s is missing", name);
	return s;
}

static struct slice find(struct slice in, uint32_t tag)
{
	struct tlv t;

	ck_assert_msg(tlv_find(in, tag, &t) == 1, "tag %X is missing", tag);
	return t.value;
}

static struct slice only(struct slice in, uint32_t tag)
{
	struct tlv t;

	ck_assert_msg(tlv_only(in, tag, &t) == 0, "not one object %X", tag);
	return t.value;
}

static void sign(struct rsp_client *c, const struct slice *parts, size_t n, struct buf *out)
{
	uint8_t s[EC_SIGNATURE_BYTES];

	ck_assert_int_eq(ec_sign(c->crypto, c->key, parts, n, s), 0);
	if (c->spoil_signature)
		s[63] ^= 1;
	tlv_put(out, 0x5F37, slice_of(s, sizeof(s)));
}

static void put_key_ids(struct buf *b, uint32_t tag, struct slice ids,
			const struct certificate *otherwise)
{
	size_t mark = tlv_open(b, tag);

	if (ids.n)
		buf_put_slice(b, ids);
	else
		tlv_put(b, 0x04, certificate_subject_key_id(otherwise));
	tlv_close(b, mark);
}

/* What the eUICC says, as it arrives. */
static struct slice said(struct rsp_client *c, const struct buf *b)
{
	ck_assert(buf_ok(b));
	c->said = b->n;
	if (c->flip && c->flip <= b->n)
		b->p[c->flip - 1] ^= (uint8_t)(1 << c->flip % 8);
	return buf_slice(b);
}

static json_t *request_with(struct rsp_client *c, const char *name, const struct buf *b)
{
	json_t *q = json_pack("{s:s}", "transactionId", c->transaction);

	ck_assert_int_eq(json_set_bytes(q, name, said(c, b)), 0);
	return q;
}

/* ---- InitiateAuthentication ---- */

static struct slice euicc_info1(struct rsp_client *c)
{
	struct buf b = buf_new(c);
	size_t mark = tlv_open(&b, 0xBF20);

	tlv_put(&b, 0x82, slice_of((uint8_t[]){c->svn_major, 5, 0}, 3));
	put_key_ids(&b, 0xA9, c->verification, c->set->ci);
	put_key_ids(&b, 0xAA, c->signing, c->set->ci);
	tlv_close(&b, mark);
	return buf_slice(&b);
}

static void check_server(struct rsp_client *c, const json_t *answer, struct slice challenge)
{
	struct slice signed1 = member(c, answer, "serverSigned1"), in = only(signed1, 0x30);
	struct slice signature = only(member(c, answer, "serverSignature1"), 0x5F37);
	struct certificate *dp;

	ck_assert_int_eq(
		certificate_parse(c->crypto, member(c, answer, "serverCertificate"), c, &dp), 0);
	ck_assert_int_eq(ec_verify(c->crypto, certificate_key(dp), &signed1, 1, signature), 0);
	ck_assert(slice_eq(find(in, 0x81), challenge));
	ck_assert(slice_eq(find(in, 0x83), slice_str(c->address)));
	c->transaction_bytes = c->signed_transaction = find(in, 0x80);
	c->challenge = find(in, 0x84);
	snprintf(c->transaction, sizeof(c->transaction), "%s",
		 json_member_text(answer, "transactionId"));
	assert_hex(c->transaction_bytes, c->transaction);
}

const char *rsp_initiate(struct rsp_client *c)
{
	struct slice challenge = unhex(c, "000102030405060708090A0B0C0D0E0F");
	json_t *answer, *q = json_pack("{s:s}", "smdpAddress", c->address);
	const char *s;

	json_set_bytes(q, "euiccChallenge", challenge);
	json_set_bytes(q, "euiccInfo1", euicc_info1(c));
	if (c->capability)
		json_object_set(q, "lpaRspCapability", c->capability);
	answer = rsp_call(c, "initiateAuthentication", q);
	s = status(c, answer);
	if (!*s)
		check_server(c, answer, challenge);
	json_decref(answer);
	return s;
}

/* ---- AuthenticateClient ---- */

static struct slice euicc_signed1(struct rsp_client *c, const char *matching_id)
{
	struct buf b = buf_new(c);
	size_t mark = tlv_open(&b, 0x30), params;

	tlv_put(&b, 0x80, c->signed_transaction);
	tlv_put_str(&b, 0x83, c->address);
	tlv_put(&b, 0x84, c->challenge);
	tlv_put(&b, 0xBF22, c->info2);
	params = tlv_open(&b, 0xA0);
	if (matching_id)
		tlv_put_str(&b, 0x80, matching_id);
	tlv_put(&b, 0xA1, c->device.n ? c->device : unhex(c, "8004 35290611 A100"));
	buf_put_slice(&b, c->more);
	tlv_close(&b, params);
	tlv_close(&b, mark);
	return buf_slice(&b);
}

static json_t *authenticate(struct rsp_client *c, const char *matching_id)
{
	struct slice signed1 = euicc_signed1(c, matching_id);
	struct buf b = buf_new(c), signature = buf_new(c);
	size_t response = tlv_open(&b, 0xBF38), ok = tlv_open(&b, 0xA0);

	sign(c, &signed1, 1, &signature);
	c->signature1 = buf_slice(&signature);
	buf_put_slice(&b, signed1);
	buf_put_slice(&b, c->signature1);
	buf_put_slice(&b, c->euicc_certificate);
	buf_put_slice(&b, c->eum_certificate);
	tlv_close(&b, ok);
	tlv_close(&b, response);
	return rsp_call(c, "authenticateClient", request_with(c, "authenticateServerResponse", &b));
}

const char *rsp_authenticate(struct rsp_client *c, const char *matching_id)
{
	json_t *answer = authenticate(c, matching_id);
	const char *s = status(c, answer);

	if (!*s) {
		struct certificate *pb;

		c->signed2 = member(c, answer, "smdpSigned2");
		c->signature2 = member(c, answer, "smdpSignature2");
		ck_assert(slice_eq(find(only(c->signed2, 0x30), 0x80), c->transaction_bytes));
		ck_assert_int_eq(
			certificate_parse(c->crypto, member(c, answer, "smdpCertificate"), c, &pb),
			0);
		ck_assert_int_eq(ec_verify(c->crypto, certificate_key(pb),
					   (const struct slice[]){c->signed2, c->signature1}, 2,
					   only(c->signature2, 0x5F37)),
				 0);
	}
	json_decref(answer);
	return s;
}

const char *rsp_discover(struct rsp_client *c, const char *event_id, json_t **events)
{
	json_t *answer = authenticate(c, event_id);
	const char *s = status(c, answer);

	*events = *s ? NULL : json_incref(json_object_get(answer, "eventEntries"));
	json_decref(answer);
	return s;
}

/* ---- GetBoundProfilePackage ---- */

static void put_code(struct rsp_client *c, const char *code, struct buf *b)
{
	struct slice text = slice_str(code);
	uint8_t once[SHA256_BYTES], twice[SHA256_BYTES];

	ck_assert_int_eq(crypto_sha256(c->crypto, &text, 1, once), 0);
	ck_assert_int_eq(crypto_sha256(c->crypto,
				       (const struct slice[]){slice_of(once, sizeof(once)),
							      c->transaction_bytes},
				       2, twice),
			 0);
	tlv_put(b, 0x04, slice_of(twice, sizeof(twice)));
}

static struct slice euicc_signed2(struct rsp_client *c, const char *code)
{
	struct buf b = buf_new(c);
	size_t mark = tlv_open(&b, 0x30);
	uint8_t point[EC_POINT_BYTES];

	if (!c->otsk)
		ck_assert_int_eq(ec_key_generate(c->crypto, c->set->curve, c, &c->otsk), 0);
	ec_key_point(c->otsk, point);
	tlv_put(&b, 0x80, c->signed_transaction);
	tlv_put(&b, 0x5F49, slice_of(point, sizeof(point)));
	if (code)
		put_code(c, code, &b);
	tlv_close(&b, mark);
	return buf_slice(&b);
}

const char *rsp_get_package(struct rsp_client *c, const char *code)
{
	struct slice signed2 = euicc_signed2(c, code);
	struct buf b = buf_new(c);
	size_t response = tlv_open(&b, 0xBF21), ok = tlv_open(&b, 0xA0);
	json_t *answer;
	const char *s;

	buf_put_slice(&b, signed2);
	sign(c, (const struct slice[]){signed2, c->signature2}, 2, &b);
	tlv_close(&b, ok);
	tlv_close(&b, response);
	answer = rsp_call(c, "getBoundProfilePackage",
			  request_with(c, "prepareDownloadResponse", &b));
	s = status(c, answer);
	if (!*s)
		c->bpp = member(c, answer, "boundProfilePackage");
	json_decref(answer);
	return s;
}

const char *rsp_download(struct rsp_client *c, const char *matching_id, const char *code)
{
	const char *s = rsp_initiate(c);

	if (!*s)
		s = rsp_authenticate(c, matching_id);
	return *s ? s : rsp_get_package(c, code);
}

const char *rsp_cancel(struct rsp_client *c, int64_t reason)
{
	struct buf b = buf_new(c), what = buf_new(c);
	size_t response = tlv_open(&b, 0xBF41), ok = tlv_open(&b, 0xA0);
	size_t mark = tlv_open(&what, 0x30);
	struct slice signed_part;
	json_t *answer;
	const char *s;

	tlv_put(&what, 0x80, c->signed_transaction);
	tlv_put(&what, 0x81, certificate_oid(c->set->dp_auth.certificate));
	tlv_put_integer(&what, 0x82, reason);
	tlv_close(&what, mark);
	signed_part = buf_slice(&what);
	buf_put_slice(&b, signed_part);
	sign(c, &signed_part, 1, &b);
	tlv_close(&b, ok);
	tlv_close(&b, response);
	answer = rsp_call(c, "cancelSession", request_with(c, "cancelSessionResponse", &b));
	s = status(c, answer);
	json_decref(answer);
	return s;
}

/* ---- the package ---- */

/* The components before the signature, and the eUICC's own one-time key behind them. */
static void check_secure_channel(struct rsp_client *c, struct slice request)
{
	struct slice signature = find(request, 0x5F37);
	struct slice part = slice_of(request.p, (size_t)(signature.p - 3 - request.p));
	uint8_t point[EC_POINT_BYTES];
	struct buf own = buf_new(c);

	ec_key_point(c->otsk, point);
	tlv_put(&own, 0x5F49, slice_of(point, sizeof(point)));
	ck_assert_int_eq(ec_verify(c->crypto, certificate_key(c->set->dp_pb.certificate),
				   (const struct slice[]){part, buf_slice(&own)}, 2, signature),
			 0);
	assert_hex(find(request, 0x82), "01");
	ck_assert(slice_eq(find(request, 0x80), c->transaction_bytes));
	assert_hex(find(find(request, 0xA6), 0x80), "88");
	assert_hex(find(find(request, 0xA6), 0x81), "10");
}

static struct slice unwrap(struct rsp_client *c, struct scp03t *keys, struct slice sequence,
			   uint32_t tag)
{
	struct buf b = buf_new(c);
	struct tlv segment;

	while (tlv_next(&sequence, &segment) == 1) {
		ck_assert_uint_eq(segment.tag, tag);
		ck_assert_uint_le(segment.value.n, SCP03T_SEGMENT_MAX);
		ck_assert_int_eq(scp03t_unwrap(c->crypto, keys, segment.whole, &b), 0);
	}
	ck_assert(buf_ok(&b));
	return buf_slice(&b);
}

struct slice rsp_open_package(struct rsp_client *c, struct slice *metadata)
{
	struct slice in = only(c->bpp, 0xBF36), request = find(in, 0xBF23), keys_in;
	uint8_t secret[EC_SECRET_BYTES], eid[16];
	struct scp03t keys;
	struct tlv replace;

	check_secure_channel(c, request);
	ck_assert_int_eq(eid_parse(c->eid, eid), 0);
	ck_assert_int_eq(ec_agree(c->crypto, c->otsk, find(request, 0x5F49), secret), 0);
	ck_assert_int_eq(scp03t_derive(c->crypto, slice_of(secret, sizeof(secret)), 0x88, 16,
				       find(find(request, 0xA6), 0x84), slice_of(eid, sizeof(eid)),
				       &keys),
			 0);
	only(unwrap(c, &keys, find(in, 0xA0), 0x87), 0xBF24);
	*metadata = unwrap(c, &keys, find(in, 0xA1), 0x88);
	only(*metadata, 0xBF25);
	if (tlv_find(in, 0xA2, &replace) == 1) {
		keys_in = only(unwrap(c, &keys, replace.value, 0x87), 0xBF26);
		scp03t_replace(&keys, find(keys_in, 0x80).p, find(keys_in, 0x81).p,
			       find(keys_in, 0x82).p);
	}
	return unwrap(c, &keys, find(in, 0xA3), 0x86);
}

/* ---- notifications ---- */

static void put_metadata(struct rsp_client *c, struct buf *b, uint32_t event, int64_t sequence)
{
	size_t mark = tlv_open(b, 0xBF2F);

	tlv_put_integer(b, 0x80, sequence);
	tlv_put_bits(b, 0x81, event, 4);
	tlv_put_str(b, 0x0C, c->address);
	tlv_put(b, 0x5A, unhex(c, iccid));
	tlv_close(b, mark);
}

static unsigned send_notification(struct rsp_client *c, const struct buf *b)
{
	json_t *q = json_object();
	struct rsp_response r;

	ck_assert_int_eq(json_set_bytes(q, "pendingNotification", said(c, b)), 0);
	post(c->dp, ES9, "handleNotification", json_text(c, q), c, &r);
	ck_assert_ptr_null(r.body);
	json_decref(q);
	return r.http_status;
}

unsigned rsp_installation_result(struct rsp_client *c, int64_t error)
{
	struct buf data = buf_new(c), b = buf_new(c);
	size_t result = tlv_open(&data, 0xBF27), final, choice, whole;
	struct slice signed_part;

	tlv_put(&data, 0x80, c->transaction_bytes);
	put_metadata(c, &data, 8, 1);
	tlv_put(&data, 0x06, certificate_oid(c->set->dp_pb.certificate));
	final = tlv_open(&data, 0xA2);
	choice = tlv_open(&data, error ? 0xA1 : 0xA0);
	if (error) {
		tlv_put_integer(&data, 0x80, 5);
		tlv_put_integer(&data, 0x81, error);
	} else {
		tlv_put(&data, 0x4F, unhex(c, "A0000005591010FFFFFFFF8900001000"));
		tlv_put(&data, 0x04, unhex(c, "3003800100"));
	}
	tlv_close(&data, choice);
	tlv_close(&data, final);
	tlv_close(&data, result);
	signed_part = buf_slice(&data);
	whole = tlv_open(&b, 0xBF37);
	buf_put_slice(&b, signed_part);
	sign(c, &signed_part, 1, &b);
	tlv_close(&b, whole);
	return send_notification(c, &b);
}

unsigned rsp_notify(struct rsp_client *c, uint32_t event, int64_t sequence)
{
	struct buf metadata = buf_new(c), b = buf_new(c);
	size_t whole = tlv_open(&b, 0x30);
	struct slice signed_part;

	put_metadata(c, &metadata, event, sequence);
	signed_part = buf_slice(&metadata);
	buf_put_slice(&b, signed_part);
	sign(c, &signed_part, 1, &b);
	buf_put_slice(&b, c->euicc_certificate);
	buf_put_slice(&b, c->eum_certificate);
	tlv_close(&b, whole);
	return send_notification(c, &b);
}
