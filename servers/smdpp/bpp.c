/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/bpp.h"

#include <errno.h>
#include <talloc.h>

#include "codec/tlv.h"
#include "gp/scp03t.h"

/* SGP.22 5.5.1: AES, 16 bytes; remote operation installBoundProfilePackage. */
enum { KEY_TYPE_AES = 0x88, KEY_LENGTH = AES128_BYTES, INSTALL_BOUND_PROFILE_PACKAGE = 1 };
enum { HOST_ID_MAX = 16 };

/* The host id only has to name this SM-DP+ to the key derivation: its OID does. */
static struct slice host_id(struct slice smdp_oid)
{
	return slice_sub(smdp_oid, 0, HOST_ID_MAX);
}

/* A sequence of protected segments that together carry @plain. */
static int put_segments(struct crypto *c, struct scp03t *keys, uint32_t sequence, uint32_t tag,
			struct slice plain, struct buf *out)
{
	size_t mark = tlv_open(out, sequence), step = scp03t_plain_max(tag);

	for (size_t at = 0; at < plain.n; at += step) {
		int r = scp03t_wrap(c, keys, tag, slice_sub(plain, at, step), out);

		if (r)
			return r;
	}
	tlv_close(out, mark);
	return 0;
}

/* SGP.22 5.5.2. DpProprietaryData has a single untagged component: AUTOMATIC TAGS make it [0]. */
static void put_configure_isdp(struct buf *b, struct slice smdp_oid)
{
	size_t request = tlv_open(b, 0xBF24), data = tlv_open(b, 0xB8);

	tlv_put(b, 0x80, smdp_oid);
	tlv_close(b, data);
	tlv_close(b, request);
}

/* SGP.22 5.5.4: a random profile protection key, told under the session keys. */
static int replace_keys(struct crypto *c, struct scp03t *keys, struct buf *out)
{
	struct buf request = buf_new(out->ctx);
	uint8_t ppk[3][AES128_BYTES];
	size_t mark = tlv_open(&request, 0xBF26);
	int r = crypto_random(c, ppk[0], sizeof(ppk));

	for (uint32_t i = 0; i < 3; i++) /* chaining value, PPK-ENC, PPK-CMAC */
		tlv_put(&request, 0x80 + i, slice_of(ppk[i], AES128_BYTES));
	tlv_close(&request, mark);
	if (r == 0)
		r = buf_ok(&request) ? put_segments(c, keys, 0xA2, 0x87, buf_slice(&request), out)
				     : -ENOMEM;
	if (r == 0)
		scp03t_replace(keys, ppk[0], ppk[1], ppk[2]);
	crypto_wipe(ppk, sizeof(ppk));
	buf_reset(&request);
	return r;
}

/* Annex G: session keys from a fresh one-time key pair. */
static int agree(struct crypto *c, const struct bpp_request *q, uint8_t smdp_otpk[EC_POINT_BYTES],
		 struct scp03t *keys)
{
	uint8_t secret[EC_SECRET_BYTES];
	struct ec_key *own;
	int r = ec_key_generate(c, q->curve, NULL, &own);

	if (r)
		return r;
	r = ec_agree(c, own, q->euicc_otpk, secret);
	ec_key_point(own, smdp_otpk);
	if (r == 0)
		r = scp03t_derive(c, slice_of(secret, sizeof(secret)), KEY_TYPE_AES, KEY_LENGTH,
				  host_id(q->smdp_oid), slice_of(q->eid, sizeof(q->eid)), keys);
	crypto_wipe(secret, sizeof(secret));
	talloc_free(own);
	return r;
}

int bpp_protect(struct crypto *c, const struct bpp_request *q, uint8_t smdp_otpk[EC_POINT_BYTES],
		struct buf *out)
{
	struct buf configure = buf_new(out->ctx);
	struct scp03t keys;
	int r = agree(c, q, smdp_otpk, &keys);

	put_configure_isdp(&configure, q->smdp_oid);
	if (r == 0 && !buf_ok(&configure))
		r = -ENOMEM;
	if (r == 0)
		r = put_segments(c, &keys, 0xA0, 0x87, buf_slice(&configure), out);
	if (r == 0)
		r = put_segments(c, &keys, 0xA1, 0x88, q->metadata, out);
	if (r == 0 && !q->session_keys)
		r = replace_keys(c, &keys, out);
	if (r == 0)
		r = put_segments(c, &keys, 0xA3, 0x86, q->package, out);
	crypto_wipe(&keys, sizeof(keys));
	buf_reset(&configure);
	return r ? r : buf_ok(out) ? 0 : -ENOMEM;
}

/* SGP.22 5.5.1. The signature covers these components and, after them, the eUICC's one-time key,
 * which does not travel. */
static int put_initialise_secure_channel(struct crypto *c, const struct credential *dp_pb,
					 struct slice transaction, struct slice euicc_otpk,
					 struct slice smdp_otpk, struct buf *out)
{
	size_t request = tlv_open(out, 0xBF23), signed_from = out->n, crt;
	struct buf peer = buf_new(out->ctx);
	uint8_t signature[EC_SIGNATURE_BYTES];
	int r = -ENOMEM;

	tlv_put_u8(out, 0x82, INSTALL_BOUND_PROFILE_PACKAGE);
	tlv_put(out, 0x80, transaction);
	crt = tlv_open(out, 0xA6);
	tlv_put_u8(out, 0x80, KEY_TYPE_AES);
	tlv_put_u8(out, 0x81, KEY_LENGTH);
	tlv_put(out, 0x84, host_id(certificate_oid(dp_pb->certificate)));
	tlv_close(out, crt);
	tlv_put(out, 0x5F49, smdp_otpk);
	tlv_put(&peer, 0x5F49, euicc_otpk);
	if (buf_ok(out) && buf_ok(&peer)) {
		const struct slice parts[] = {slice_sub(buf_slice(out), signed_from, SIZE_MAX),
					      buf_slice(&peer)};

		r = ec_sign(c, dp_pb->key, parts, 2, signature);
	}
	if (r == 0)
		tlv_put(out, 0x5F37, slice_of(signature, sizeof(signature)));
	tlv_close(out, request);
	buf_reset(&peer);
	return r;
}

int bpp_bind(struct crypto *c, const struct credential *dp_pb, struct slice transaction,
	     struct slice euicc_otpk, struct slice smdp_otpk, struct slice protected_package,
	     struct buf *out)
{
	size_t package = tlv_open(out, 0xBF36);
	int r = put_initialise_secure_channel(c, dp_pb, transaction, euicc_otpk, smdp_otpk, out);

	buf_put_slice(out, protected_package);
	tlv_close(out, package);
	return r ? r : buf_ok(out) ? 0 : -ENOMEM;
}
