/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card_fixture.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "ecasd/ecasd.h"
#include "unit.h"

#define ISDR_AID "A0000005591010FFFFFFFF8900000100"

enum { BLOCK_DEFAULT = 255 };

static int64_t fixture_clock(void *arg)
{
	return ((struct card_fixture *)arg)->now;
}

static int fixture_fault(void *arg, const char *function)
{
	const struct card_fixture *f = arg;

	return f->faulty && !strcmp(function, f->faulty) ? f->fault : 0;
}

static void open_card(struct card_fixture *f)
{
	const struct softeuicc_config config = {
		.now = fixture_clock,
		.fault = fixture_fault,
		.arg = f,
	};
	char *error = NULL;
	int r = softeuicc_open(&f->card, f->image, &config, &error);

	ck_assert_msg(r == 0, "%s", error ? error : "");
	softeuicc_power_on(f->card);
	fixture_select_isdr(f);
}

struct card_fixture *fixture_new(uint64_t memory)
{
	char text[32];
	const struct softeuicc_setting settings[] = {{"nonVolatileMemory", text}};

	snprintf(text, sizeof(text), "%llu", (unsigned long long)memory);
	return fixture_new_with(settings, memory ? 1 : 0);
}

struct card_fixture *fixture_new_with(const struct softeuicc_setting *settings, size_t n)
{
	const struct softeuicc_creation creation = {.settings = settings, .setting_count = n};
	struct card_fixture *f = talloc_zero(NULL, struct card_fixture);
	char *error = NULL;
	int r;

	f->block = BLOCK_DEFAULT;
	f->dir = talloc_strdup(f, "/tmp/softeuicc-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->dir));
	f->image = talloc_asprintf(f, "%s/card.euicc", f->dir);
	r = softeuicc_create(f->image, &creation, &error);
	ck_assert_msg(r == 0, "%s", error ? error : "");
	/* After the eUICC certificates were issued. */
	f->now = (int64_t)time(NULL);
	ck_assert_int_eq(crypto_new(f, NULL, NULL, &f->crypto), 0);
	ck_assert_int_eq(pki_load(f->crypto, NULL, f, &f->pki, &error), 0);
	open_card(f);
	return f;
}

void fixture_free(struct card_fixture *f)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	softeuicc_close(f->card);
	for (int i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(f, "%s%s", f->image, suffixes[i]));
	ck_assert_int_eq(rmdir(f->dir), 0);
	talloc_free(f);
}

void fixture_reopen(struct card_fixture *f)
{
	softeuicc_close(f->card);
	open_card(f);
}

struct slice fixture_transmit(struct card_fixture *f, struct slice command, uint16_t *sw)
{
	uint8_t *response = talloc_size(f, SOFTEUICC_RESPONSE_MAX);
	struct buf data = buf_new(f);
	size_t n = softeuicc_transmit(f->card, command.p, command.n, response);

	for (;;) {
		uint8_t more[] = {command.p[0] & 0x43, 0xC0, 0x00, 0x00, 0x00};

		ck_assert_uint_ge(n, 2);
		buf_put(&data, response, n - 2);
		*sw = be16(response + n - 2);
		if (*sw >> 8 != 0x61)
			break;
		more[4] = (uint8_t)*sw;
		n = softeuicc_transmit(f->card, more, sizeof(more), response);
	}
	talloc_free(response);
	return buf_slice(&data);
}

struct slice fixture_hex(struct card_fixture *f, const char *hex, uint16_t *sw)
{
	return fixture_transmit(f, unhex(f, hex), sw);
}

void fixture_select_isdr(struct card_fixture *f)
{
	uint16_t sw;

	fixture_hex(f, "00A40400 10" ISDR_AID, &sw);
	ck_assert_uint_eq(sw, 0x9000);
}

static struct slice store_data(struct card_fixture *f, struct slice data, bool last, size_t number,
			       uint16_t *sw)
{
	uint8_t command[5 + 255] = {
		0x80, 0xE2, last ? 0x91 : 0x11, (uint8_t)number, (uint8_t)data.n,
	};

	memcpy(command + 5, data.p, data.n);
	return fixture_transmit(f, slice_of(command, 5 + data.n), sw);
}

struct slice es10_try(struct card_fixture *f, struct slice request, uint16_t *sw)
{
	struct slice response = {0};

	for (size_t at = 0, number = 0; at < request.n; at += f->block, number++) {
		struct slice block = slice_sub(request, at, f->block);

		response = store_data(f, block, at + block.n == request.n, number, sw);
		if (*sw >> 8 != 0x90 && *sw >> 8 != 0x91)
			break;
	}
	return response;
}

struct slice es10(struct card_fixture *f, struct slice request)
{
	uint16_t sw;
	struct slice response = es10_try(f, request, &sw);

	ck_assert_msg(sw >> 8 == 0x90 || sw >> 8 == 0x91, "status word %04X", sw);
	return response;
}

struct slice es10_hex(struct card_fixture *f, const char *hex)
{
	return es10(f, unhex(f, hex));
}

int es10_code(struct card_fixture *f, const char *request)
{
	struct slice response = es10_hex(f, request), in = response;
	struct tlv whole, code;
	int64_t value;

	ck_assert_int_eq(tlv_next(&in, &whole), 1);
	ck_assert_int_eq(tlv_only(whole.value, 0x80, &code), 0);
	ck_assert_int_eq(tlv_integer(code.value, &value), 0);
	return (int)value;
}

struct rsp_server *fixture_server(struct card_fixture *f, enum curve curve)
{
	return rsp_server_new(f, f->crypto, &f->pki->sets[curve], f->now);
}

struct slice fixture_challenge(struct card_fixture *f)
{
	struct slice response = es10_hex(f, "BF2E00");
	struct tlv whole, challenge;

	ck_assert_int_eq(tlv_only(response, 0xBF2E, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0x80, &challenge), 0);
	ck_assert_uint_eq(challenge.value.n, 16);
	return challenge.value;
}

void fixture_authenticate(struct card_fixture *f, struct rsp_server *s)
{
	rsp_authenticated(s, es10(f, rsp_authenticate(s, fixture_challenge(f))));
}

void fixture_prepare(struct card_fixture *f, struct rsp_server *s)
{
	struct slice request;

	fixture_authenticate(f, s);
	request = rsp_prepare(s);
	rsp_prepared(s, request, es10(f, request));
}

struct bpp_wish fixture_wish(struct card_fixture *f, const struct rsp_server *s, const char *iccid,
			     const char *more_metadata)
{
	struct bpp_wish w = bpp_wish_new();
	struct slice number = unhex(f, iccid);

	w.transaction_id = s->transaction_id;
	w.signer = s->pb_key;
	w.euicc_otpk = s->euicc_otpk;
	w.eid = slice_of(f->card->ecasd->eid, EID_BYTES);
	w.metadata = sample_metadata(f, number, more_metadata);
	w.profile = sample_profile(f, number);
	return w;
}

struct loading {
	struct card_fixture *f;
	struct slice result;
};

static bool send(void *arg, struct slice segment)
{
	struct loading *l = arg;

	l->result = es10(l->f, segment);
	return l->result.n == 0;
}

struct slice fixture_load(struct card_fixture *f, struct slice package)
{
	struct loading l = {f, {0}};

	bpp_each_segment(package, send, &l);
	return l.result;
}

struct installation fixture_result(struct card_fixture *f, const struct rsp_server *s,
				   struct slice result)
{
	static const struct tlv_field fields[] = {
		{"transactionId", 0x80, 0, 1, 16},
		{"notificationMetadata", 0xBF2F, 0, 0, 0},
		{"smdpOid", 0x06, 0, 1, 0},
		{"finalResult", 0xA2, 0, 0, 0},
	};
	struct tlv whole, data, signature, t[4], choice, part;
	struct installation out = {0};
	struct slice rest;
	int64_t n = 0;

	(void)f;
	ck_assert_int_eq(tlv_only(result, 0xBF37, &whole), 0);
	rest = whole.value;
	ck_assert_int_eq(tlv_next(&rest, &data), 1);
	ck_assert_uint_eq(data.tag, 0xBF27);
	ck_assert_int_eq(tlv_only(rest, 0x5F37, &signature), 0);
	rsp_verify_euicc(s, &data.whole, 1, signature.value);
	ck_assert_int_eq(tlv_sequence(data.value, fields, 4, t, NULL), 0);
	ck_assert(slice_eq(t[0].value, s->transaction_id));
	ck_assert(slice_eq(t[2].value, certificate_oid(s->set->dp_pb.certificate)));
	ck_assert_int_eq(tlv_find(t[1].value, 0x80, &part), 1);
	ck_assert_int_eq(tlv_integer(part.value, &out.sequence), 0);
	ck_assert_int_eq(tlv_find(t[1].value, 0x0C, &part), 1);
	ck_assert(slice_eq(part.value, s->address));
	rest = t[3].value;
	ck_assert_int_eq(tlv_next(&rest, &choice), 1);
	out.success = choice.tag == 0xA0;
	if (out.success) {
		ck_assert_int_eq(tlv_find(choice.value, 0x4F, &part), 1);
		out.aid = part.value;
		ck_assert_int_eq(tlv_find(choice.value, 0x04, &part), 1);
		out.sima_response = part.value;
		return out;
	}
	ck_assert_uint_eq(choice.tag, 0xA1);
	ck_assert_int_eq(tlv_find(choice.value, 0x80, &part), 1);
	ck_assert_int_eq(tlv_integer(part.value, &n), 0);
	out.command = (int)n;
	ck_assert_int_eq(tlv_find(choice.value, 0x81, &part), 1);
	ck_assert_int_eq(tlv_integer(part.value, &n), 0);
	out.reason = (int)n;
	if (tlv_find(choice.value, 0x82, &part) == 1)
		out.sima_response = part.value;
	return out;
}

void fixture_install(struct card_fixture *f, const char *iccid, const char *more_metadata)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct bpp_wish w;
	struct installation i;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, iccid, more_metadata);
	i = fixture_result(f, s, fixture_load(f, bpp_make(f->crypto, &w, f)));
	ck_assert_msg(i.success, "command %d, reason %d", i.command, i.reason);
}
