/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "codec/tlv.h"
#include "gp/scp03t.h"

enum {
	HEADER_MAX = 4, /* tag, and a length of up to three bytes */
	PADDING = 0x80, /* then zeros up to a whole block */
	KEY_TYPE_TO_LENGTHS = 4,
	ID_MAX = 127, /* lengths of one byte in the key derivation */
};

static bool is_segment(uint32_t tag)
{
	return tag == SCP03T_TAG_PROFILE || tag == SCP03T_TAG_COMMAND || tag == SCP03T_TAG_METADATA;
}

static bool is_enciphered(uint32_t tag)
{
	return tag != SCP03T_TAG_METADATA;
}

/* SGP.22 annex G: the shared info is key type, key length, and hostID and EID with a length each;
 * 48 bytes come out, for the chaining value, S-ENC and S-MAC in this order. */
int scp03t_derive(struct crypto *c, struct slice secret, uint8_t key_type, uint8_t key_length,
		  struct slice host_id, struct slice eid, struct scp03t *out)
{
	uint8_t info[KEY_TYPE_TO_LENGTHS + 2 * ID_MAX], keys[3][AES128_BYTES];
	size_t n = 0;
	int r;

	if (host_id.n > ID_MAX || eid.n > ID_MAX)
		return -EINVAL;
	info[n++] = key_type;
	info[n++] = key_length;
	info[n++] = (uint8_t)host_id.n;
	if (host_id.n)
		memcpy(info + n, host_id.p, host_id.n);
	n += host_id.n;
	info[n++] = (uint8_t)eid.n;
	if (eid.n)
		memcpy(info + n, eid.p, eid.n);
	n += eid.n;
	r = crypto_x963_kdf(c, secret, slice_of(info, n), keys[0], sizeof(keys));
	if (r == 0)
		scp03t_replace(out, keys[0], keys[1], keys[2]);
	crypto_wipe(keys, sizeof(keys));
	return r;
}

void scp03t_replace(struct scp03t *s, const uint8_t chaining[16], const uint8_t enc[16],
		    const uint8_t mac[16])
{
	memcpy(s->chaining, chaining, sizeof(s->chaining));
	memcpy(s->enc, enc, sizeof(s->enc));
	memcpy(s->mac, mac, sizeof(s->mac));
	s->block = 1;
}

/* The counter as a block, enciphered with S-ENC, is the initial chaining vector. */
static int make_icv(struct crypto *c, const struct scp03t *s, uint8_t icv[AES128_BYTES])
{
	uint8_t counter[AES128_BYTES] = {0};

	for (int i = 0; i < 4; i++)
		counter[AES128_BYTES - 1 - i] = (uint8_t)(s->block >> 8 * i);
	return crypto_aes128_block(c, s->enc, counter, icv);
}

/* Over the chaining value and the segment without its MAC. All 16 bytes are the next chaining
 * value, the first 8 the MAC. */
static int make_mac(struct crypto *c, const struct scp03t *s, struct slice segment,
		    uint8_t out[AES128_BYTES])
{
	const struct slice parts[] = {slice_of(s->chaining, sizeof(s->chaining)), segment};

	return crypto_aes128_cmac(c, s->mac, parts, 2, out);
}

/* The counter advances with every segment, enciphered or not. */
static void advance(struct scp03t *s, const uint8_t chaining[AES128_BYTES])
{
	memcpy(s->chaining, chaining, sizeof(s->chaining));
	s->block++;
}

static int strip_padding(const uint8_t *p, size_t *n)
{
	size_t i = *n;

	while (i > 0 && p[i - 1] == 0)
		i--;
	if (i == 0 || *n - i >= AES128_BYTES || p[i - 1] != PADDING)
		return -EBADMSG;
	*n = i - 1;
	return 0;
}

static int decipher(struct crypto *c, const struct scp03t *s, struct slice in, struct buf *out)
{
	uint8_t icv[AES128_BYTES];
	size_t at = out->n, n = in.n;
	uint8_t *p;
	int r;

	if (n == 0 || n % AES128_BYTES)
		return -EBADMSG;
	p = buf_insert(out, at, n);
	if (!p)
		return -ENOMEM;
	r = make_icv(c, s, icv);
	if (r == 0)
		r = crypto_aes128_cbc(c, false, s->enc, icv, in, p);
	if (r == 0)
		r = strip_padding(p, &n);
	out->n = at + (r ? 0 : n);
	return r;
}

int scp03t_unwrap(struct crypto *c, struct scp03t *s, struct slice segment, struct buf *out)
{
	uint8_t mac[AES128_BYTES];
	struct slice rest = segment, payload;
	struct tlv t;
	int r;

	if (segment.n > SCP03T_SEGMENT_ACCEPTED || tlv_next(&rest, &t) != 1 || rest.n ||
	    !is_segment(t.tag) || t.value.n < SCP03T_MAC_BYTES)
		return -EBADMSG;
	r = make_mac(c, s, slice_sub(segment, 0, segment.n - SCP03T_MAC_BYTES), mac);
	if (r)
		return r;
	if (!crypto_equal(slice_of(mac, SCP03T_MAC_BYTES),
			  slice_sub(segment, segment.n - SCP03T_MAC_BYTES, SCP03T_MAC_BYTES)))
		return -EKEYREJECTED;
	payload = slice_sub(t.value, 0, t.value.n - SCP03T_MAC_BYTES);
	if (is_enciphered(t.tag))
		r = decipher(c, s, payload, out);
	else
		buf_put_slice(out, payload);
	if (r == 0)
		r = buf_ok(out) ? 0 : -ENOMEM;
	if (r == 0)
		advance(s, mac);
	return r;
}

size_t scp03t_plain_max(uint32_t tag)
{
	size_t room = SCP03T_SEGMENT_MAX - HEADER_MAX - SCP03T_MAC_BYTES;

	return is_enciphered(tag) ? room / AES128_BYTES * AES128_BYTES - 1 : room;
}

/* Appends the payload of a segment: padded and enciphered, or plain. */
static int put_payload(struct crypto *c, const struct scp03t *s, uint32_t tag, struct slice plain,
		       struct buf *out)
{
	uint8_t icv[AES128_BYTES];
	size_t at = out->n;
	int r;

	buf_put_slice(out, plain);
	if (!is_enciphered(tag))
		return 0;
	buf_put_u8(out, PADDING);
	buf_fill(out, 0, (AES128_BYTES - (plain.n + 1) % AES128_BYTES) % AES128_BYTES);
	if (!buf_ok(out))
		return -ENOMEM;
	r = make_icv(c, s, icv);
	if (r)
		return r;
	return crypto_aes128_cbc(c, true, s->enc, icv, slice_of(out->p + at, out->n - at),
				 out->p + at);
}

int scp03t_wrap(struct crypto *c, struct scp03t *s, uint32_t tag, struct slice plain,
		struct buf *out)
{
	size_t start = out->n, payload = plain.n;
	uint8_t mac[AES128_BYTES];
	int r;

	if (!is_segment(tag) || plain.n > scp03t_plain_max(tag))
		return -EINVAL;
	if (is_enciphered(tag))
		payload = (plain.n / AES128_BYTES + 1) * AES128_BYTES;
	tlv_put_header(out, tag, payload + SCP03T_MAC_BYTES);
	r = put_payload(c, s, tag, plain, out);
	if (r == 0)
		r = buf_ok(out) ? 0 : -ENOMEM;
	if (r == 0)
		r = make_mac(c, s, slice_of(out->p + start, out->n - start), mac);
	if (r)
		return r;
	buf_put(out, mac, SCP03T_MAC_BYTES);
	if (!buf_ok(out))
		return -ENOMEM;
	advance(s, mac);
	return 0;
}
