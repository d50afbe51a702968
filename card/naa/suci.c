/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/suci.h"

#include <errno.h>
#include <stdio.h>
#include <talloc.h>

#include "codec/tlv.h"
#include "crypto/crypto.h"

/* ---- which protection ---- */

enum {
	TAG_SCHEMES = 0xA0,
	TAG_KEYS = 0xA1,
	TAG_KEY_IDENTIFIER = 0x80,
	TAG_KEY = 0x81,
};

/* Key number @index, from 1 on: pairs of identifier and value. */
static bool find_key(struct slice keys, uint8_t index, struct suci_protection *p)
{
	struct tlv id, value;

	while (tlv_next(&keys, &id) == 1 && tlv_next(&keys, &value) == 1) {
		if (id.tag != TAG_KEY_IDENTIFIER || id.value.n != 1 || value.tag != TAG_KEY)
			return false;
		if (--index)
			continue;
		p->key_identifier = id.value.p[0];
		p->key = value.value;
		return true;
	}
	return false;
}

/* Pairs of scheme and key index, the most preferred first. */
bool suci_choose(struct slice info, struct suci_protection *out)
{
	struct slice keys = {NULL, 0}, schemes;
	struct tlv t;

	*out = (struct suci_protection){.scheme = SUCI_NULL};
	if (info.n == 0 || info.p[0] == 0xFF)
		return true;
	if (tlv_next(&info, &t) != 1 || t.tag != TAG_SCHEMES || t.value.n % 2)
		return false;
	schemes = t.value;
	if (info.n && info.p[0] == TAG_KEYS) {
		if (tlv_next(&info, &t) != 1)
			return false;
		keys = t.value;
	}
	for (; schemes.n; schemes = slice_sub(schemes, 2, schemes.n)) {
		if (schemes.p[0] == SUCI_NULL)
			break;
		if (schemes.p[0] > SUCI_PROFILE_B || schemes.p[1] == 0 ||
		    !find_key(keys, schemes.p[1], out))
			continue;
		out->scheme = (enum suci_scheme)schemes.p[0];
		return true;
	}
	*out = (struct suci_protection){.scheme = SUCI_NULL};
	return true;
}

/* ---- the elliptic curve integrated encryption scheme, C.3 ---- */

enum { MAC_BYTES = 8, KEY_DATA_BYTES = AES128_BYTES + AES128_BYTES + SHA256_BYTES };

/* What both sides know of one another's keys; the ephemeral private key is gone by then. */
struct agreement {
	uint8_t secret[32];
	uint8_t ephemeral[EC_COMPRESSED_BYTES];
	size_t ephemeral_length;
};

static int agree_x25519(struct crypto *c, struct slice peer, struct agreement *x)
{
	uint8_t private_key[X25519_BYTES];
	int r;

	if (peer.n != X25519_BYTES)
		return -EINVAL;
	x->ephemeral_length = X25519_BYTES;
	r = x25519_generate(c, private_key, x->ephemeral);
	if (r == 0)
		r = x25519_agree(c, private_key, peer.p, x->secret);
	crypto_wipe(private_key, sizeof(private_key));
	return r;
}

static int agree_p256(struct crypto *c, struct slice peer, struct agreement *x)
{
	uint8_t point[EC_POINT_BYTES];
	struct ec_key *own = NULL, *other = NULL;
	void *ctx = talloc_new(NULL);
	int r = ctx ? 0 : -ENOMEM;

	if (r == 0)
		r = peer.n == EC_COMPRESSED_BYTES
			    ? ec_key_from_compressed(c, CURVE_NIST_P256, peer, ctx, &other)
			    : ec_key_from_point(c, CURVE_NIST_P256, peer, ctx, &other);
	if (r == 0)
		r = ec_key_generate(c, CURVE_NIST_P256, ctx, &own);
	if (r == 0) {
		x->ephemeral_length = EC_COMPRESSED_BYTES;
		ec_key_compressed(own, x->ephemeral);
		ec_key_point(other, point);
		r = ec_agree(c, own, slice_of(point, sizeof(point)), x->secret);
	}
	talloc_free(ctx);
	return r;
}

/* C.3.3: the key data are encryption key, initial counter block, MAC key. */
static int encrypt(struct crypto *c, const struct agreement *x, struct slice input, struct buf *out)
{
	struct slice ephemeral = slice_of(x->ephemeral, x->ephemeral_length);
	uint8_t keys[KEY_DATA_BYTES], mac[SHA256_BYTES], *cipher;
	size_t at;
	int r;

	r = crypto_x963_kdf(c, slice_of(x->secret, sizeof(x->secret)), ephemeral, keys,
			    sizeof(keys));
	buf_put_slice(out, ephemeral);
	at = out->n;
	buf_put_slice(out, input);
	if (r == 0 && !buf_ok(out))
		r = -ENOMEM;
	if (r == 0) {
		cipher = out->p + at;
		r = crypto_aes128_ctr(c, keys, keys + AES128_BYTES, input, cipher);
	}
	if (r == 0)
		r = crypto_hmac_sha256(c,
				       slice_of(keys + AES128_BYTES + AES128_BYTES, SHA256_BYTES),
				       &(struct slice){out->p + at, input.n}, 1, mac);
	if (r == 0)
		buf_put(out, mac, MAC_BYTES);
	crypto_wipe(keys, sizeof(keys));
	return r ? r : buf_ok(out) ? 0 : -ENOMEM;
}

int suci_conceal(struct crypto *c, const struct suci_protection *p, struct slice input,
		 struct buf *out)
{
	struct agreement x;
	int r;

	if (p->scheme == SUCI_NULL) {
		buf_put_slice(out, input);
		return buf_ok(out) ? 0 : -ENOMEM;
	}
	r = p->scheme == SUCI_PROFILE_A ? agree_x25519(c, p->key, &x) : agree_p256(c, p->key, &x);
	if (r == 0)
		r = encrypt(c, &x, input, out);
	crypto_wipe(&x, sizeof(x));
	return r;
}

/* ---- the identity, TS 24.501 9.11.3.4 ---- */

enum {
	/* SUPI format, and type of identity SUCI */
	SUPI_IMSI_SUCI = 0x01,
	SUPI_NSI_SUCI = 0x11,
	MCC_DIGITS = 3,
	IMSI_DIGITS_MAX = 15,
	AD_MNC_LENGTH = 3, /* the byte of EF.AD, TS 31.102 4.2.18 */
	FILLER = 0xF,
};

/* TS 31.102 4.2.2: a length, then digits two to a byte, the first place being taken by the parity.
 * Returns how many there are, 0 for what is no IMSI. */
static size_t imsi_digits(struct slice imsi, uint8_t digits[IMSI_DIGITS_MAX])
{
	size_t n = 0, places;

	if (imsi.n < 1 || imsi.p[0] == 0 || imsi.p[0] > 8 || imsi.n < 1u + imsi.p[0])
		return 0;
	places = 2 * (size_t)imsi.p[0];
	for (size_t i = 1; i < places; i++) {
		uint8_t digit = imsi.p[1 + i / 2] >> 4 * (i % 2) & 0xF;

		/* Only the last one may be a filler. */
		if (digit == FILLER && i == places - 1)
			break;
		if (digit > 9)
			return 0;
		digits[n++] = digit;
	}
	return n;
}

/* @n digits two to a byte, the first one low, the last byte filled up. */
static void put_digits(struct buf *out, const uint8_t *digits, size_t n)
{
	for (size_t i = 0; i < n; i += 2)
		buf_put_u8(out, (uint8_t)((i + 1 < n ? digits[i + 1] : FILLER) << 4 | digits[i]));
}

/* MCC 2 | MCC 1, MNC 3 | MCC 3, MNC 2 | MNC 1 */
static void put_network(struct buf *out, const uint8_t *digits, size_t mnc)
{
	const uint8_t *m = digits + MCC_DIGITS;
	const uint8_t v[] = {digits[0], digits[1], digits[2], mnc == 3 ? m[2] : FILLER, m[0], m[1]};

	put_digits(out, v, sizeof(v));
}

/* Where the network has none it is the digit 0. */
static void put_routing(struct buf *out, struct slice routing)
{
	static const uint8_t none[] = {0xF0, 0xFF};

	if (routing.n < sizeof(none) || (routing.p[0] & 0xF) == FILLER)
		buf_put(out, none, sizeof(none));
	else
		buf_put(out, routing.p, sizeof(none));
}

/* An IMSI in its parts. */
struct imsi {
	uint8_t digits[IMSI_DIGITS_MAX];
	size_t n;
	size_t mnc; /* digits of the MNC */
};

static bool read_imsi(struct slice imsi, struct slice ad, struct imsi *out)
{
	out->n = imsi_digits(imsi, out->digits);
	if (ad.n <= AD_MNC_LENGTH)
		return false;
	out->mnc = ad.p[AD_MNC_LENGTH] & 0xF;
	return (out->mnc == 2 || out->mnc == 3) && out->n > MCC_DIGITS + out->mnc;
}

/* The MSIN as a scheme takes it. */
static void put_msin(struct buf *out, const struct imsi *m)
{
	size_t network = MCC_DIGITS + m->mnc;

	put_digits(out, m->digits + network, m->n - network);
}

int suci_of_imsi(struct crypto *c, const struct suci_protection *p, struct slice imsi,
		 struct slice ad, struct slice routing, struct buf *out)
{
	struct buf input = buf_new(out->ctx);
	struct imsi m;

	if (!read_imsi(imsi, ad, &m))
		return -EBADMSG;
	buf_put_u8(out, SUPI_IMSI_SUCI);
	put_network(out, m.digits, m.mnc);
	put_routing(out, routing);
	buf_put_u8(out, (uint8_t)p->scheme);
	buf_put_u8(out, p->key_identifier);
	put_msin(&input, &m);
	return buf_ok(&input) ? suci_conceal(c, p, buf_slice(&input), out) : -ENOMEM;
}

/* ---- the SUCI as text, TS 23.003 28.7.3 ---- */

enum { TYPE_IMSI = 0, TYPE_NSI = 1 };

static void put_text(struct buf *out, const char *text)
{
	buf_put_slice(out, slice_str(text));
}

static void put_decimal(struct buf *out, const char *label, uint8_t n)
{
	char text[4];

	snprintf(text, sizeof(text), "%u", (unsigned)n);
	put_text(out, label);
	put_text(out, text);
}

static void put_hex(struct buf *out, const char *label, struct slice bytes)
{
	static const char digits[] = "0123456789ABCDEF";

	put_text(out, label);
	for (size_t i = 0; i < bytes.n; i++) {
		buf_put_u8(out, (uint8_t)digits[bytes.p[i] >> 4]);
		buf_put_u8(out, (uint8_t)digits[bytes.p[i] & 0xF]);
	}
}

static void put_routing_text(struct buf *out, struct slice routing)
{
	struct buf coded = buf_new(out->ctx);

	put_text(out, ".rid");
	put_routing(&coded, routing);
	for (size_t i = 0; buf_ok(&coded) && i < 2 * coded.n; i++) {
		uint8_t digit = coded.p[i / 2] >> 4 * (i % 2) & 0xF;

		if (digit <= 9)
			buf_put_u8(out, '0' + digit);
	}
	out->failed |= !buf_ok(&coded);
}

/* Ephemeral key, cipher text, and MAC, one after the other in the scheme output. */
static int put_concealed(struct crypto *c, const struct suci_protection *p, struct slice input,
			 struct buf *out)
{
	struct buf output = buf_new(out->ctx);
	int r = suci_conceal(c, p, input, &output);
	struct slice bytes = buf_slice(&output);
	size_t key;

	if (r < 0)
		return r;
	key = bytes.n - input.n - MAC_BYTES;
	put_decimal(out, ".hnkey", p->key_identifier);
	put_hex(out, ".ecckey", slice_sub(bytes, 0, key));
	put_hex(out, ".cip", slice_sub(bytes, key, input.n));
	put_hex(out, ".mac", slice_sub(bytes, key + input.n, MAC_BYTES));
	return 0;
}

/* All before the realm; @text is what the null scheme makes of @input. */
static int put_username(struct crypto *c, const struct suci_protection *p, uint8_t type,
			struct slice routing, struct slice text, struct slice input,
			struct buf *out)
{
	buf_put_u8(out, SUPI_NSI_SUCI);
	put_decimal(out, "type", type);
	put_routing_text(out, routing);
	put_decimal(out, ".schid", (uint8_t)p->scheme);
	if (p->scheme != SUCI_NULL)
		return put_concealed(c, p, input, out);
	put_text(out, ".userid");
	buf_put_slice(out, text);
	return 0;
}

int suci_of_nsi(struct crypto *c, const struct suci_protection *p, struct slice nsi,
		struct slice routing, struct buf *out)
{
	const uint8_t *at = nsi.n ? memchr(nsi.p, '@', nsi.n) : NULL;
	struct slice user = slice_sub(nsi, 0, at ? (size_t)(at - nsi.p) : 0);
	int r;

	if (user.n == 0)
		return -EBADMSG;
	r = put_username(c, p, TYPE_NSI, routing, user, user, out);
	buf_put_slice(out, slice_sub(nsi, user.n, nsi.n));
	return r ? r : buf_ok(out) ? 0 : -ENOMEM;
}

static void put_digits_text(struct buf *out, const uint8_t *digits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_put_u8(out, '0' + digits[i]);
}

/* The MNC always has three digits there. */
static void put_nswo_realm(struct buf *out, const struct imsi *m)
{
	put_text(out, m->mnc == 2 ? "@5gc-nswo.mnc0" : "@5gc-nswo.mnc");
	put_digits_text(out, m->digits + MCC_DIGITS, m->mnc);
	put_text(out, ".mcc");
	put_digits_text(out, m->digits, MCC_DIGITS);
	put_text(out, ".3gppnetwork.org");
}

int suci_nswo_of_imsi(struct crypto *c, const struct suci_protection *p, struct slice imsi,
		      struct slice ad, struct slice routing, struct buf *out)
{
	struct buf input = buf_new(out->ctx), text = buf_new(out->ctx);
	struct imsi m;
	int r;

	if (!read_imsi(imsi, ad, &m))
		return -EBADMSG;
	put_msin(&input, &m);
	put_digits_text(&text, m.digits + MCC_DIGITS + m.mnc, m.n - MCC_DIGITS - m.mnc);
	if (!buf_ok(&input) || !buf_ok(&text))
		return -ENOMEM;
	r = put_username(c, p, TYPE_IMSI, routing, buf_slice(&text), buf_slice(&input), out);
	put_nswo_realm(out, &m);
	return r ? r : buf_ok(out) ? 0 : -ENOMEM;
}
