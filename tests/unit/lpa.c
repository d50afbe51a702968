/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa.h"

#include <openssl/sha.h>

#include "codec/tlv.h"
#include "post.h"
#include "servers/common/json.h"
#include "unit.h"

enum { BLOCK = 255 };

/* ---- APDUs ---- */

static uint16_t transmit(struct lpa *l, struct slice command, struct buf *data)
{
	uint8_t *response = talloc_size(l, SOFTEUICC_RESPONSE_MAX);
	uint8_t more[] = {command.p[0] & 0x83, 0xC0, 0x00, 0x00, 0x00};
	uint16_t sw;

	for (;;) {
		size_t n = softeuicc_transmit(l->card, command.p, command.n, response);

		ck_assert_uint_ge(n, 2);
		buf_put(data, response, n - 2);
		sw = be16(response + n - 2);
		if (sw >> 8 != 0x61)
			break;
		more[4] = (uint8_t)sw;
		command = slice_of(more, sizeof(more));
	}
	talloc_free(response);
	return sw;
}

struct lpa *lpa_new(void *ctx, struct softeuicc *card, struct rsp_server *dp, const char *address)
{
	struct lpa *l = talloc_zero(ctx, struct lpa);

	l->ctx = l;
	l->card = card;
	l->dp = dp;
	l->address = address;
	softeuicc_power_on(card);
	lpa_select(l);
	return l;
}

void lpa_select(struct lpa *l)
{
	struct buf data = buf_new(l);

	ck_assert_uint_eq(
		transmit(l, unhex(l, "00A4040010 A0000005591010FFFFFFFF8900000100"), &data),
		0x9000);
}

struct slice lpa_es10(struct lpa *l, struct slice request)
{
	struct buf data = buf_new(l);

	for (size_t at = 0, number = 0; at < request.n; at += BLOCK, number++) {
		struct slice part = slice_sub(request, at, BLOCK);
		uint8_t command[5 + BLOCK] = {0x80, 0xE2, at + part.n == request.n ? 0x91 : 0x11,
					      (uint8_t)number, (uint8_t)part.n};
		uint16_t sw;

		memcpy(command + 5, part.p, part.n);
		data.n = 0;
		sw = transmit(l, slice_of(command, 5 + part.n), &data);
		ck_assert_msg(sw >> 8 == 0x90 || sw >> 8 == 0x91, "status word %04X", sw);
	}
	return buf_slice(&data);
}

/* ---- JSON ---- */

static const char *call(struct lpa *l, const char *function, json_t *request, json_t **answer)
{
	struct rsp_response r;
	const char *s = "";

	post(l->dp, ES9, function, json_text(l, request), l, &r);
	json_decref(request);
	ck_assert_uint_eq(r.http_status, 200);
	*answer = json_loads(r.body, 0, NULL);
	ck_assert_ptr_nonnull(*answer);
	if (r.status != STATUS_OK)
		s = talloc_asprintf(l, "%s/%s", rsp_status_codes[r.status].subject,
				    rsp_status_codes[r.status].reason);
	return s;
}

static struct slice take(struct lpa *l, const json_t *answer, const char *name)
{
	struct slice s;

	ck_assert_msg(json_member_bytes(answer, name, l, &s) == 0, "%s is missing", name);
	return s;
}

static const char *call_with(struct lpa *l, const char *function, const char *name,
			     struct slice bytes, json_t **answer)
{
	json_t *q = json_pack("{s:s}", "transactionId", l->transaction);

	json_set_bytes(q, name, bytes);
	return call(l, function, q, answer);
}

/* ---- the download ---- */

static struct slice value_of(struct slice in, uint32_t tag)
{
	struct tlv t;

	ck_assert_msg(tlv_find(in, tag, &t) == 1, "tag %X is missing", tag);
	return t.value;
}

/* "" where the eUICC's response is the ok of its CHOICE. */
static const char *choice(struct lpa *l, struct slice response, uint32_t tag)
{
	struct slice in = value_of(response, tag);
	struct tlv t;

	ck_assert_int_eq(tlv_next(&in, &t), 1);
	return t.tag == 0xA0 ? "" : talloc_asprintf(l, "card %X", tag);
}

static struct slice info1(struct lpa *l)
{
	struct slice told = lpa_es10(l, unhex(l, "BF2000"));
	struct buf b = buf_new(l);
	size_t mark;

	if (!l->only_ci.n)
		return told;
	mark = tlv_open(&b, 0xBF20);
	tlv_put(&b, 0x82, value_of(value_of(told, 0xBF20), 0x82));
	for (uint32_t tag = 0xA9; tag <= 0xAA; tag++) {
		size_t list = tlv_open(&b, tag);

		tlv_put(&b, 0x04, l->only_ci);
		tlv_close(&b, list);
	}
	tlv_close(&b, mark);
	return buf_slice(&b);
}

static const char *initiate(struct lpa *l, json_t **answer)
{
	struct slice challenge = value_of(lpa_es10(l, unhex(l, "BF2E00")), 0xBF2E);
	json_t *q = json_pack("{s:s}", "smdpAddress", l->address);

	json_set_bytes(q, "euiccChallenge", value_of(challenge, 0x80));
	json_set_bytes(q, "euiccInfo1", info1(l));
	return call(l, "initiateAuthentication", q, answer);
}

static struct slice authenticate_server(struct lpa *l, const json_t *from, const char *matching_id)
{
	struct buf b = buf_new(l);
	size_t mark = tlv_open(&b, 0xBF38), params;

	buf_put_slice(&b, take(l, from, "serverSigned1"));
	buf_put_slice(&b, take(l, from, "serverSignature1"));
	buf_put_slice(&b, take(l, from, "euiccCiPKIdToBeUsed"));
	buf_put_slice(&b, take(l, from, "serverCertificate"));
	params = tlv_open(&b, 0xA0);
	if (matching_id)
		tlv_put_str(&b, 0x80, matching_id);
	buf_put_slice(&b, unhex(l, "A108 8004 35290611 A100"));
	tlv_close(&b, params);
	tlv_close(&b, mark);
	return lpa_es10(l, buf_slice(&b));
}

/* SGP.22 4.7 */
static void put_code(struct lpa *l, const char *code, struct buf *b)
{
	struct slice id = unhex(l, l->transaction);
	uint8_t in[SHA256_DIGEST_LENGTH + 16], twice[SHA256_DIGEST_LENGTH];

	SHA256((const uint8_t *)code, strlen(code), in);
	memcpy(in + SHA256_DIGEST_LENGTH, id.p, id.n);
	SHA256(in, SHA256_DIGEST_LENGTH + id.n, twice);
	tlv_put(b, 0x04, slice_of(twice, sizeof(twice)));
}

static struct slice prepare(struct lpa *l, const json_t *from, const char *code)
{
	struct buf b = buf_new(l);
	size_t mark = tlv_open(&b, 0xBF21);

	buf_put_slice(&b, take(l, from, "smdpSigned2"));
	buf_put_slice(&b, take(l, from, "smdpSignature2"));
	if (code)
		put_code(l, code, &b);
	buf_put_slice(&b, take(l, from, "smdpCertificate"));
	tlv_close(&b, mark);
	return lpa_es10(l, buf_slice(&b));
}

static const char *get_package(struct lpa *l, struct slice *bpp)
{
	json_t *answer;
	const char *s = call_with(l, "getBoundProfilePackage", "prepareDownloadResponse",
				  l->prepared, &answer);

	if (!*s)
		*bpp = take(l, answer, "boundProfilePackage");
	json_decref(answer);
	return s;
}

const char *lpa_fetch(struct lpa *l, const char *matching_id, const char *code, struct slice *bpp)
{
	json_t *first, *second;
	struct slice response;
	const char *s = initiate(l, &first);

	if (*s) {
		json_decref(first);
		return s;
	}
	snprintf(l->transaction, sizeof(l->transaction), "%s",
		 json_member_text(first, "transactionId"));
	response = authenticate_server(l, first, matching_id);
	json_decref(first);
	s = choice(l, response, 0xBF38);
	if (*s)
		return s;
	s = call_with(l, "authenticateClient", "authenticateServerResponse", response, &second);
	if (!*s) {
		l->prepared = prepare(l, second, code);
		s = choice(l, l->prepared, 0xBF21);
	}
	json_decref(second);
	return *s ? s : get_package(l, bpp);
}

/* ---- the package ---- */

/* Sends the header of @whole, then each object inside on its own. */
static struct slice load_each(struct lpa *l, const struct tlv *whole)
{
	size_t header = whole->whole.n - whole->value.n;
	struct slice in = whole->value, result = lpa_es10(l, slice_of(whole->whole.p, header));
	struct tlv t;

	while (result.n == 0 && tlv_next(&in, &t) == 1)
		result = lpa_es10(l, t.whole);
	return result;
}

struct slice lpa_load(struct lpa *l, struct slice bpp)
{
	struct slice rest, result;
	struct tlv package, t;
	size_t header;

	ck_assert_int_eq(tlv_only(bpp, 0xBF36, &package), 0);
	rest = package.value;
	ck_assert_int_eq(tlv_next(&rest, &t), 1);
	ck_assert_uint_eq(t.tag, 0xBF23);
	header = package.whole.n - package.value.n;
	result = lpa_es10(l, slice_sub(bpp, 0, header + t.whole.n));
	while (result.n == 0 && tlv_next(&rest, &t) == 1)
		result = t.tag == 0xA1 || t.tag == 0xA3 ? load_each(l, &t) : lpa_es10(l, t.whole);
	return result;
}

int64_t lpa_reason(struct slice result)
{
	struct slice final;
	int64_t reason = 0;
	struct tlv t;

	final = value_of(value_of(value_of(result, 0xBF37), 0xBF27), 0xA2);
	ck_assert_int_eq(tlv_next(&final, &t), 1);
	if (t.tag == 0xA0)
		return 0;
	ck_assert_int_eq(tlv_integer(value_of(t.value, 0x81), &reason), 0);
	return reason;
}

/* ---- the rest ---- */

static void send_and_remove(struct lpa *l, const struct tlv *notification)
{
	struct slice metadata = notification->value;
	struct buf remove = buf_new(l);
	struct rsp_response r;
	json_t *q = json_object();
	size_t mark;

	json_set_bytes(q, "pendingNotification", notification->whole);
	post(l->dp, ES9, "handleNotification", json_text(l, q), l, &r);
	json_decref(q);
	ck_assert_uint_eq(r.http_status, 204);
	ck_assert_msg(!strstr(r.detail, "ignored"), "%s", r.detail);
	if (notification->tag == 0xBF37)
		metadata = value_of(metadata, 0xBF27);
	mark = tlv_open(&remove, 0xBF30);
	tlv_put(&remove, 0x80, value_of(value_of(metadata, 0xBF2F), 0x80));
	tlv_close(&remove, mark);
	assert_hex(lpa_es10(l, buf_slice(&remove)), "BF3003800100");
}

int lpa_notify(struct lpa *l)
{
	struct slice list = value_of(value_of(lpa_es10(l, unhex(l, "BF2B00")), 0xBF2B), 0xA0);
	struct tlv t;
	int n = 0;

	while (tlv_next(&list, &t) == 1) {
		send_and_remove(l, &t);
		n++;
	}
	return n;
}

struct slice lpa_profiles(struct lpa *l)
{
	return value_of(value_of(lpa_es10(l, unhex(l, "BF2D00")), 0xBF2D), 0xA0);
}

const char *lpa_cancel(struct lpa *l, int64_t reason)
{
	struct buf b = buf_new(l);
	size_t mark = tlv_open(&b, 0xBF41);
	struct slice response;
	json_t *answer;
	const char *s;

	tlv_put(&b, 0x80, unhex(l, l->transaction));
	tlv_put_integer(&b, 0x81, reason);
	tlv_close(&b, mark);
	response = lpa_es10(l, buf_slice(&b));
	s = choice(l, response, 0xBF41);
	if (*s)
		return s;
	s = call_with(l, "cancelSession", "cancelSessionResponse", response, &answer);
	json_decref(answer);
	return s;
}
