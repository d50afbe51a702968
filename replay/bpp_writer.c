/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/bpp_writer.h"

#include <errno.h>
#include <talloc.h>

#include "codec/tlv.h"
#include "gp/scp03t.h"

enum { TAG_BPP = 0xBF36, TAG_OTPK = 0x5F49, TAG_SIGNATURE = 0x5F37 };

struct writer {
	struct crypto *crypto;
	const struct bpp_plan *plan;
	struct scp03t keys;
	struct buf *out;
};

static void put_otpk(struct buf *out, const struct ec_key *key)
{
	uint8_t point[EC_POINT_BYTES];

	ec_key_point(key, point);
	tlv_put(out, TAG_OTPK, slice_of(point, sizeof(point)));
}

/* SGP.22 5.5.1. The signature covers the eUICC's one-time key as well. */
static int put_initialise(struct writer *w, const struct ec_key *otsk)
{
	const struct bpp_plan *plan = w->plan;
	struct buf *out = w->out, peer = buf_new(out->ctx);
	size_t mark = tlv_open(out, 0xBF23), from = out->n, crt;
	uint8_t signature[EC_SIGNATURE_BYTES];
	struct slice parts[2];
	int r;

	tlv_put(out, 0x82, plan->remote_operation);
	tlv_put(out, 0x80, plan->transaction);
	crt = tlv_open(out, 0xA6);
	tlv_put(out, 0x80, plan->key_type);
	tlv_put(out, 0x81, plan->key_length);
	tlv_put(out, 0x84, plan->host_id);
	tlv_close(out, crt);
	put_otpk(out, otsk);
	tlv_put(&peer, TAG_OTPK, plan->euicc_otpk);
	if (!buf_ok(out) || !buf_ok(&peer))
		return -ENOMEM;
	parts[0] = slice_sub(buf_slice(out), from, SIZE_MAX);
	parts[1] = buf_slice(&peer);
	r = ec_sign(w->crypto, plan->signer, parts, 2, signature);
	if (plan->defects & BPP_SIGNATURE)
		signature[EC_SIGNATURE_BYTES - 1] ^= 0x01;
	tlv_put(out, TAG_SIGNATURE, slice_of(signature, sizeof(signature)));
	tlv_close(out, mark);
	return r;
}

/* Exchanges the first two segments behind @from. */
static int swap_segments(struct buf *out, size_t from)
{
	struct slice rest = slice_sub(buf_slice(out), from, SIZE_MAX);
	struct buf copy = buf_new(out->ctx);
	struct tlv first, second;

	if (tlv_next(&rest, &first) != 1 || tlv_next(&rest, &second) != 1)
		return -EINVAL;
	buf_put_slice(&copy, second.whole);
	buf_put_slice(&copy, first.whole);
	if (!buf_ok(&copy))
		return -ENOMEM;
	memcpy(out->p + from, copy.p, copy.n);
	return 0;
}

struct part {
	uint32_t sequence;
	uint32_t segment;
	unsigned absent; /* the defects that are about it */
	unsigned wrong_mac;
	unsigned swapped;
};

/* @plain in as many segments as it needs. */
static int put_part(struct writer *w, const struct part *part, struct slice plain, size_t step)
{
	unsigned defects = w->plan->defects;
	size_t mark, from;
	int r = 0;

	if (defects & part->absent)
		return 0;
	mark = tlv_open(w->out, part->sequence);
	from = w->out->n;
	if (!step)
		step = scp03t_plain_max(part->segment);
	for (size_t at = 0; at < plain.n && r == 0; at += step)
		r = scp03t_wrap(w->crypto, &w->keys, part->segment, slice_sub(plain, at, step),
				w->out);
	if (!buf_ok(w->out))
		return -ENOMEM;
	if (r == 0 && defects & part->wrong_mac && w->out->n > from)
		w->out->p[w->out->n - 1] ^= 0x01;
	if (r == 0 && defects & part->swapped)
		r = swap_segments(w->out, from);
	tlv_close(w->out, mark);
	return r;
}

static const struct part configure_part = {0xA0, 0x87, BPP_NO_CONFIGURE, BPP_MAC_CONFIGURE, 0};
static const struct part metadata_part = {0xA1, 0x88, BPP_NO_METADATA, BPP_MAC_METADATA, 0};
static const struct part keys_part = {0xA2, 0x87, BPP_SESSION_KEYS, BPP_MAC_KEYS, 0};
static const struct part profile_part = {0xA3, 0x86, BPP_NO_PROFILE, BPP_MAC_PROFILE, BPP_SWAPPED};

/* SGP.22 5.5.4: initialMacChainingValue, ppkEnc, ppkCmac. */
static int put_keys(struct writer *w)
{
	struct buf request = buf_new(w->out->ctx);
	uint8_t ppk[3][AES128_BYTES];
	size_t mark;
	int r;

	if (w->plan->keys.n)
		return put_part(w, &keys_part, w->plan->keys, 0);
	r = crypto_random(w->crypto, ppk[0], sizeof(ppk));
	mark = tlv_open(&request, 0xBF26);
	for (uint32_t i = 0; i < 3; i++)
		tlv_put(&request, 0x80 + i, slice_of(ppk[i], AES128_BYTES));
	tlv_close(&request, mark);
	if (r == 0)
		r = put_part(w, &keys_part, buf_slice(&request), 0);
	if (!(w->plan->defects & BPP_SESSION_KEYS))
		scp03t_replace(&w->keys, ppk[0], ppk[1], ppk[2]);
	return r;
}

/* SGP.22 annex G. */
static int derive(struct writer *w, const struct ec_key *otsk)
{
	const struct bpp_plan *plan = w->plan;
	uint8_t secret[EC_SECRET_BYTES];
	int r = ec_agree(w->crypto, otsk, plan->euicc_otpk, secret);

	if (r)
		return r;
	if (plan->key_type.n != 1 || plan->key_length.n != 1)
		return -EINVAL;
	return scp03t_derive(w->crypto, slice_of(secret, sizeof(secret)), plan->key_type.p[0],
			     plan->key_length.p[0], plan->host_id, plan->eid, &w->keys);
}

int bpp_write(struct crypto *c, const struct bpp_plan *plan, struct buf *out)
{
	struct writer w = {.crypto = c, .plan = plan, .out = out};
	size_t mark = tlv_open(out, TAG_BPP);
	struct ec_key *otsk;
	int r = ec_key_generate(c, ec_key_curve(plan->signer), out->ctx, &otsk);

	if (r == 0)
		r = put_initialise(&w, otsk);
	if (r == 0)
		r = derive(&w, otsk);
	if (r == 0)
		r = put_part(&w, &configure_part, plan->configure, 0);
	if (r == 0)
		r = put_part(&w, &metadata_part, plan->metadata, 0);
	if (r == 0)
		r = put_keys(&w);
	if (r == 0)
		r = put_part(&w, &profile_part, plan->package, plan->segment);
	tlv_close(out, mark);
	return r ? r : buf_ok(out) ? 0 : -ENOMEM;
}

/* A BPP's outer header goes with InitialiseSecureChannel; '88' and '86' sequences are sent header
 * first and then segment by segment, '87' sequences whole. */
int bpp_next_segment(struct slice package, size_t *at, struct slice *out)
{
	struct slice rest = slice_sub(package, *at, SIZE_MAX);
	size_t length, header;
	uint32_t tag;
	struct tlv t;

	if (!rest.n)
		return 0;
	if (tlv_header(rest, &tag, &length, &header) != 1)
		return -EBADMSG;
	if (*at == 0) {
		rest = slice_sub(package, header, SIZE_MAX);
		if (tag != TAG_BPP || tlv_next(&rest, &t) != 1)
			return -EBADMSG;
		header += t.whole.n;
	} else if (tag != 0xA1 && tag != 0xA3) {
		header += length;
	}
	*out = slice_sub(package, *at, header);
	*at += header;
	return 1;
}
