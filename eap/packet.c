/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/packet.h"

#include <errno.h>

enum { SKIPPABLE = 128, UNIT = 4 }; /* RFC 4187 8.1 */

/* Type numbers (RFC 4186 11, RFC 4187 11, RFC 9048 6), and bytes of all that follows type and
 * length; 0 where that differs. */
static const struct {
	uint8_t type;
	size_t length;
} kinds[EAP_ATTRIBUTES] = {
	[AT_RAND] = {1, 0}, /* EAP-SIM has several in one */
	[AT_AUTN] = {2, 18},
	[AT_RES] = {3, 0},
	[AT_AUTS] = {4, 14},
	[AT_NONCE_MT] = {7, 18},
	[AT_PERMANENT_ID_REQ] = {10, 2},
	[AT_MAC] = {11, 18},
	[AT_NOTIFICATION] = {12, 2},
	[AT_ANY_ID_REQ] = {13, 2},
	[AT_IDENTITY] = {14, 0},
	[AT_VERSION_LIST] = {15, 0},
	[AT_SELECTED_VERSION] = {16, 2},
	[AT_FULLAUTH_ID_REQ] = {17, 2},
	[AT_CLIENT_ERROR_CODE] = {22, 2},
	[AT_KDF_INPUT] = {23, 0},
	[AT_KDF] = {24, 2},
	[AT_CHECKCODE] = {134, 0},
	[AT_RESULT_IND] = {135, 2},
	[AT_BIDDING] = {136, 2},
};

int eap_header_parse(struct slice packet, struct eap_header *out)
{
	bool ends;

	if (packet.n < EAP_HEADER_BYTES || be16(packet.p + 2) != packet.n)
		return -EBADMSG;
	*out = (struct eap_header){.code = packet.p[0], .identifier = packet.p[1]};
	ends = out->code == EAP_SUCCESS || out->code == EAP_FAILURE;
	if (ends)
		return packet.n == EAP_HEADER_BYTES ? 0 : -EBADMSG;
	if ((out->code != EAP_REQUEST && out->code != EAP_RESPONSE) || packet.n == EAP_HEADER_BYTES)
		return -EBADMSG;
	out->type = packet.p[EAP_HEADER_BYTES];
	out->data = slice_sub(packet, EAP_HEADER_BYTES + 1, SIZE_MAX);
	return 0;
}

static size_t kind_of(uint8_t type)
{
	size_t i = 0;

	while (i < EAP_ATTRIBUTES && kinds[i].type != type)
		i++;
	return i;
}

static int take_attribute(uint8_t type, struct slice value, struct eap_attributes *out)
{
	size_t i = kind_of(type);

	if (i == EAP_ATTRIBUTES)
		return type < SKIPPABLE ? -EBADMSG : 0;
	if (kinds[i].length && value.n != kinds[i].length)
		return -EBADMSG;
	if (i == AT_KDF) {
		if (out->kdf_count == EAP_KDFS_MAX)
			return -EBADMSG;
		out->kdfs[out->kdf_count++] = be16(value.p);
	} else if (out->at[i].p) {
		return -EBADMSG;
	}
	out->at[i] = value;
	return 0;
}

int eap_attributes_parse(struct slice data, struct eap_attributes *out)
{
	size_t header = EAP_AKA_HEADER_BYTES - EAP_HEADER_BYTES - 1;

	*out = (struct eap_attributes){0};
	if (data.n < header)
		return -EBADMSG;
	out->subtype = data.p[0];
	for (data = slice_sub(data, header, SIZE_MAX); data.n;) {
		size_t length = data.n >= 2 ? (size_t)UNIT * data.p[1] : 0;
		int r;

		if (length == 0 || length > data.n)
			return -EBADMSG;
		r = take_attribute(data.p[0], slice_sub(data, 2, length - 2), out);
		if (r)
			return r;
		data = slice_sub(data, length, SIZE_MAX);
	}
	return 0;
}

int eap_counted(struct slice attribute, unsigned bits, struct slice *out)
{
	size_t n;

	if (attribute.n < 2)
		return -EBADMSG;
	n = (size_t)be16(attribute.p) * bits;
	/* Filled up with zeroes to a multiple of four bytes, and no further. */
	if (n % 8 || n / 8 > attribute.n - 2 || attribute.n - 2 - n / 8 >= UNIT)
		return -EBADMSG;
	*out = slice_of(attribute.p + 2, n / 8);
	return 0;
}

/* ---- writing ---- */

static size_t put_header(struct buf *b, enum eap_code code, uint8_t identifier)
{
	size_t mark = b->n;

	buf_put_u8(b, (uint8_t)code);
	buf_put_u8(b, identifier);
	buf_put_u16(b, 0);
	return mark;
}

void eap_close(struct buf *b, size_t mark)
{
	if (!buf_ok(b))
		return;
	b->p[mark + 2] = (uint8_t)((b->n - mark) >> 8);
	b->p[mark + 3] = (uint8_t)(b->n - mark);
}

size_t eap_open(struct buf *b, enum eap_code code, uint8_t identifier, enum eap_type type,
		enum eap_subtype subtype)
{
	size_t mark = put_header(b, code, identifier);

	buf_put_u8(b, (uint8_t)type);
	buf_put_u8(b, (uint8_t)subtype);
	buf_put_u16(b, 0);
	return mark;
}

void eap_put(struct buf *b, enum eap_attribute a, uint16_t lead, struct slice value)
{
	size_t units = (2 + 2 + value.n + UNIT - 1) / UNIT;

	if (units > UINT8_MAX) {
		b->failed = true;
		return;
	}
	buf_put_u8(b, kinds[a].type);
	buf_put_u8(b, (uint8_t)units);
	buf_put_u16(b, lead);
	buf_put_slice(b, value);
	buf_fill(b, 0, units * UNIT - 4 - value.n);
}

void eap_put_auts(struct buf *b, struct slice auts)
{
	eap_put(b, AT_AUTS, be16(auts.p), slice_sub(auts, 2, SIZE_MAX));
}

void eap_put_simple(struct buf *b, enum eap_code code, uint8_t identifier, enum eap_type type,
		    struct slice data)
{
	size_t mark = put_header(b, code, identifier);

	buf_put_u8(b, (uint8_t)type);
	buf_put_slice(b, data);
	eap_close(b, mark);
}

void eap_put_end(struct buf *b, enum eap_code code, uint8_t identifier)
{
	eap_close(b, put_header(b, code, identifier));
}

/* ---- AT_MAC and AT_CHECKCODE ---- */

/* The MAC of @packet, with its own bytes from @at on taken as zeroes, and @extra: HMAC-SHA1-128
 * (RFC 4186 10.14, RFC 4187 10.15) or HMAC-SHA-256-128 (RFC 9048 3.4.2). */
static int compute_mac(struct crypto *c, const struct eap_keys *keys, struct slice packet,
		       size_t at, struct slice extra, uint8_t out[EAP_MAC_BYTES])
{
	static const uint8_t zeroes[EAP_MAC_BYTES];
	const struct slice key = slice_of(keys->k_aut, keys->k_aut_length);
	const struct slice parts[] = {
		slice_sub(packet, 0, at),
		slice_of(zeroes, sizeof(zeroes)),
		slice_sub(packet, at + EAP_MAC_BYTES, SIZE_MAX),
		extra,
	};
	uint8_t mac[SHA256_BYTES];
	int r = keys->k_aut_length == 32 ? crypto_hmac_sha256(c, key, parts, 4, mac)
					 : sha1_hmac(key, parts, 4, mac);

	if (r == 0)
		memcpy(out, mac, EAP_MAC_BYTES);
	return r;
}

int eap_close_with_mac(struct buf *b, size_t mark, struct crypto *c, const struct eap_keys *keys,
		       struct slice extra)
{
	static const uint8_t zeroes[EAP_MAC_BYTES];
	struct slice packet;
	size_t at;

	eap_put(b, AT_MAC, 0, slice_of(zeroes, sizeof(zeroes)));
	eap_close(b, mark);
	if (!buf_ok(b))
		return -ENOMEM;
	packet = slice_of(b->p + mark, b->n - mark);
	at = packet.n - EAP_MAC_BYTES;
	return compute_mac(c, keys, packet, at, extra, b->p + mark + at);
}

int eap_check_mac(struct crypto *c, const struct eap_keys *keys, struct slice packet,
		  struct slice mac, struct slice extra)
{
	uint8_t right[EAP_MAC_BYTES];
	int r;

	if (!mac.p)
		return -EKEYREJECTED;
	mac = slice_sub(mac, 2, SIZE_MAX); /* behind the reserved bytes */
	r = compute_mac(c, keys, packet, (size_t)(mac.p - packet.p), extra, right);
	if (r)
		return r;
	return crypto_equal(mac, slice_of(right, sizeof(right))) ? 0 : -EKEYREJECTED;
}

int eap_checkcode(struct crypto *c, enum eap_type type, struct slice packets,
		  uint8_t out[SHA256_BYTES])
{
	bool prime = type == EAP_AKA_PRIME;
	int r;

	if (packets.n == 0)
		return 0;
	r = prime ? crypto_sha256(c, &packets, 1, out) : sha1(&packets, 1, out);
	return r ? r : prime ? SHA256_BYTES : SHA1_BYTES;
}
