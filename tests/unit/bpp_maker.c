/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bpp_maker.h"

#include "codec/tlv.h"
#include "gp/scp03t.h"
#include "unit.h"

enum { TAG_OTPK = 0x5F49, TAG_SIGNATURE = 0x5F37 };

static const uint8_t host_id[] = {'h', 'o', 's', 't'};

struct bpp_wish bpp_wish_new(void)
{
	return (struct bpp_wish){
		.segment = scp03t_plain_max(0x86),
		.operation = 1,
		.key_type = 0x88,
		.key_length = AES128_BYTES,
	};
}

static enum curve curve_of(const struct bpp_wish *w)
{
	return ec_key_curve(w->signer);
}

static void put_otpk(struct buf *out, const struct ec_key *key)
{
	uint8_t point[EC_POINT_BYTES];

	ec_key_point(key, point);
	tlv_put(out, TAG_OTPK, slice_of(point, sizeof(point)));
}

static void put_initialise(struct crypto *c, const struct bpp_wish *w, const struct ec_key *otsk,
			   struct buf *out)
{
	size_t mark = tlv_open(out, 0xBF23), from = out->n, crt;
	uint8_t signature[EC_SIGNATURE_BYTES];
	struct buf own = buf_new(out->ctx);
	struct slice parts[2];

	tlv_put_integer(out, 0x82, w->operation);
	tlv_put(out, 0x80, w->transaction_id);
	crt = tlv_open(out, 0xA6);
	tlv_put_u8(out, 0x80, w->key_type);
	tlv_put_u8(out, 0x81, w->key_length);
	tlv_put(out, 0x84, slice_of(host_id, sizeof(host_id)));
	tlv_close(out, crt);
	put_otpk(out, otsk);
	tlv_put(&own, TAG_OTPK, w->euicc_otpk);
	parts[0] = slice_of(out->p + from, out->n - from);
	parts[1] = buf_slice(&own);
	ck_assert_int_eq(ec_sign(c, w->signer, parts, 2, signature), 0);
	tlv_put(out, TAG_SIGNATURE, slice_of(signature, sizeof(signature)));
	tlv_close(out, mark);
}

/* @plain in as many segments as it needs. */
static void put_sequence(struct crypto *c, struct scp03t *keys, uint32_t tag, uint32_t segment_tag,
			 struct slice plain, size_t segment, struct buf *out)
{
	size_t mark = tlv_open(out, tag);

	for (size_t at = 0; at < plain.n; at += segment)
		ck_assert_int_eq(
			scp03t_wrap(c, keys, segment_tag, slice_sub(plain, at, segment), out), 0);
	tlv_close(out, mark);
}

static struct slice configure_isdp(const struct bpp_wish *w, void *ctx)
{
	struct buf b = buf_new(ctx);
	size_t mark = tlv_open(&b, 0xBF24);

	if (w->dp_data.n)
		tlv_put(&b, 0xB8, w->dp_data);
	tlv_close(&b, mark);
	return buf_slice(&b);
}

static struct slice store_metadata(const struct bpp_wish *w, void *ctx)
{
	struct buf b = buf_new(ctx);

	tlv_put(&b, 0xBF25, w->metadata);
	return buf_slice(&b);
}

static void replace_session_keys(struct crypto *c, struct scp03t *keys, struct buf *out)
{
	uint8_t fresh[3][AES128_BYTES];
	struct buf b = buf_new(out->ctx);
	size_t mark = tlv_open(&b, 0xBF26);

	ck_assert_int_eq(crypto_random(c, fresh[0], sizeof(fresh)), 0);
	for (uint32_t i = 0; i < 3; i++)
		tlv_put(&b, 0x80 + i, slice_of(fresh[i], AES128_BYTES));
	tlv_close(&b, mark);
	put_sequence(c, keys, 0xA2, 0x87, buf_slice(&b), scp03t_plain_max(0x87), out);
	scp03t_replace(keys, fresh[0], fresh[1], fresh[2]);
}

struct slice bpp_make(struct crypto *c, const struct bpp_wish *w, void *ctx)
{
	struct buf out = buf_new(ctx);
	size_t mark = tlv_open(&out, 0xBF36);
	uint8_t secret[EC_SECRET_BYTES];
	struct ec_key *otsk;
	struct scp03t keys;

	ck_assert_int_eq(ec_key_generate(c, curve_of(w), ctx, &otsk), 0);
	put_initialise(c, w, otsk, &out);
	ck_assert_int_eq(ec_agree(c, otsk, w->euicc_otpk, secret), 0);
	ck_assert_int_eq(scp03t_derive(c, slice_of(secret, sizeof(secret)), w->key_type,
				       w->key_length, slice_of(host_id, sizeof(host_id)), w->eid,
				       &keys),
			 0);
	put_sequence(c, &keys, 0xA0, 0x87, configure_isdp(w, ctx), scp03t_plain_max(0x87), &out);
	put_sequence(c, &keys, 0xA1, 0x88, store_metadata(w, ctx), scp03t_plain_max(0x88), &out);
	if (w->replace_keys)
		replace_session_keys(c, &keys, &out);
	put_sequence(c, &keys, 0xA3, 0x86, w->profile, w->segment, &out);
	tlv_close(&out, mark);
	ck_assert(buf_ok(&out));
	return buf_slice(&out);
}

static bool send_sequence(struct tlv sequence, bool (*send)(void *arg, struct slice segment),
			  void *arg)
{
	struct slice header =
		slice_of(sequence.whole.p, (size_t)(sequence.value.p - sequence.whole.p));
	struct tlv t;

	if (!send(arg, header))
		return false;
	while (tlv_next(&sequence.value, &t) == 1)
		if (!send(arg, t.whole))
			return false;
	return true;
}

void bpp_each_segment(struct slice package, bool (*send)(void *arg, struct slice segment),
		      void *arg)
{
	struct tlv whole, t;
	struct slice rest;

	ck_assert_int_eq(tlv_only(package, 0xBF36, &whole), 0);
	rest = whole.value;
	ck_assert_int_eq(tlv_next(&rest, &t), 1);
	if (!send(arg, slice_of(package.p, (size_t)(t.whole.p + t.whole.n - package.p))))
		return;
	while (tlv_next(&rest, &t) == 1) {
		bool whole_sequence = t.tag == 0xA0 || t.tag == 0xA2;

		if (whole_sequence ? !send(arg, t.whole) : !send_sequence(t, send, arg))
			return;
	}
}

struct slice sample_metadata(void *ctx, struct slice iccid, const char *more_hex)
{
	struct buf b = buf_new(ctx);

	tlv_put(&b, 0x5A, iccid);
	tlv_put_str(&b, 0x91, "Operator");
	tlv_put_str(&b, 0x92, "Sample profile");
	buf_put_slice(&b, unhex(ctx, more_hex));
	return buf_slice(&b);
}

/* The ProfileHeader has the ICCID's digits in reading order, EF.ICCID and StoreMetadata swapped. */
static struct slice swapped(void *ctx, struct slice digits)
{
	struct buf b = buf_new(ctx);

	for (size_t i = 0; i < digits.n; i++)
		buf_put_u8(&b, (uint8_t)(digits.p[i] << 4 | digits.p[i] >> 4));
	return buf_slice(&b);
}

/* PEDefinitions: ProfileHeader, PE-MF with EF.ICCID, EF.DIR and EF.ARR, PE-PINCodes, PE-End. */
struct slice sample_profile(void *ctx, struct slice iccid)
{
	struct buf b = buf_new(ctx);
	size_t element = tlv_open(&b, 0xA0), file;

	tlv_put_integer(&b, 0x80, 2);
	tlv_put_integer(&b, 0x81, 3);
	tlv_put(&b, 0x83, swapped(ctx, iccid));
	buf_put_slice(&b, unhex(ctx, "A500 A608 0606 67810F010201"));
	tlv_close(&b, element);

	element = tlv_open(&b, 0xB0);
	buf_put_slice(&b,
		      unhex(ctx, "A005 8000 810101 8106 67810F010201 A20A A108 8B032F0601 C6010A"));
	file = tlv_open(&b, 0xA4);
	buf_put_slice(&b, unhex(ctx, "A105 8B032F0601"));
	tlv_put(&b, 0x83, iccid);
	tlv_close(&b, file);
	/* EF.DIR: one record. EF.ARR: one record, always for everything. */
	buf_put_slice(&b, unhex(ctx, "A50B A109 8204 42210026 8001 26"));
	buf_put_slice(&b, unhex(ctx, "A613 A109 8204 42210010 8001 10 8306 8001019000FF"));
	tlv_close(&b, element);

	/* ADM1. */
	buf_put_slice(&b, unhex(ctx, "A21A A005 8000 810102"
				     "A111 A00F 300D 80010A 8108 3131313131313131"));
	buf_put_slice(&b, unhex(ctx, "AA07 A005 8000 810103"));
	ck_assert(buf_ok(&b));
	return buf_slice(&b);
}
