/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/notifications.h"

#include <errno.h>

#include "card.h"
#include "isdp/metadata.h"

enum {
	EVENT_BITS = 4,
	PENDING_MAX = 128, /* about 200 KiB with their certificates */
};

int euicc_sign(struct softeuicc *card, const struct identity *identity, const struct slice *parts,
	       size_t n, struct buf *out)
{
	uint8_t signature[EC_SIGNATURE_BYTES];
	int r = ec_sign(card->crypto, identity->key, parts, n, signature);

	if (r == 0)
		tlv_put(out, 0x5F37, slice_of(signature, sizeof(signature)));
	return r;
}

void notification_put_metadata(struct buf *out, int64_t sequence, enum notification_event event,
			       struct slice address, struct slice iccid)
{
	size_t mark = tlv_open(out, 0xBF2F);

	tlv_put_integer(out, 0x80, sequence);
	tlv_put_bits(out, 0x81, 1u << (EVENT_BITS - 1 - event), EVENT_BITS);
	tlv_put(out, 0x0C, address);
	if (iccid.n)
		tlv_put(out, 0x5A, iccid);
	tlv_close(out, mark);
}

/* The CI with which the profile was downloaded is the one that its SM-DP+ trusts; the preferred
 * one where that identity is no longer there. */
static const struct identity *identity_of(const struct softeuicc *card, const struct profile *p)
{
	const struct identity *i = ecasd_find(card->ecasd, p->ci_key_id);

	if (i)
		return i;
	return card->ecasd->identity_count ? &card->ecasd->identities[0] : NULL;
}

/* OtherSignedNotification, SGP.22 2.5.6: the signature covers tbsOtherNotification with its tag. */
static int put_signed(struct softeuicc *card, const struct identity *identity,
		      const struct notification *n, struct buf *out)
{
	struct buf tbs = buf_new(card->pool);
	struct slice part;
	size_t mark;
	int r;

	notification_put_metadata(&tbs, n->sequence, n->event, n->address, n->iccid);
	if (!buf_ok(&tbs))
		return -ENOMEM;
	part = buf_slice(&tbs);
	mark = tlv_open(out, 0x30);
	buf_put_slice(out, part);
	r = euicc_sign(card, identity, &part, 1, out);
	buf_put_slice(out, identity->euicc_certificate);
	buf_put_slice(out, identity->eum_certificate);
	tlv_close(out, mark);
	return r;
}

int notifications_keep(struct softeuicc *card, const struct notification *n)
{
	int r = notification_store_add(card->store, n);

	return r < 0 ? r : notification_store_limit(card->store, PENDING_MAX);
}

static int add_one(struct softeuicc *card, const struct profile *p, enum notification_event event,
		   struct slice address)
{
	struct notification n = {.event = event, .address = address, .iccid = p->iccid};
	const struct identity *identity = identity_of(card, p);
	struct buf content = buf_new(card->pool);
	int r;

	if (!identity)
		return -ENOENT;
	r = notification_store_next_sequence(card->store, &n.sequence);
	if (r == 0)
		r = put_signed(card, identity, &n, &content);
	if (r < 0)
		return r;
	if (!buf_ok(&content))
		return -ENOMEM;
	n.content = buf_slice(&content);
	return notifications_keep(card, &n);
}

/* True where an entry before @end has the same event for the same address: who is named twice is
 * told once. */
static bool told_already(struct slice entries, const uint8_t *end, enum notification_event event,
			 struct slice address)
{
	struct slice events, other;

	while (entries.p < end && metadata_next_notification(&entries, &events, &other) == 1)
		if (entries.p < end && tlv_bit(events, event) && slice_eq(other, address))
			return true;
	return false;
}

int notifications_add(struct softeuicc *card, const struct profile *p,
		      enum notification_event event, struct slice but)
{
	struct slice entries, rest, events, address;
	struct metadata m;
	int r;

	if (metadata_parse(p->metadata, &m) < 0)
		return -EBADMSG;
	entries = rest = m.field[METADATA_NOTIFICATIONS].value;
	while ((r = metadata_next_notification(&rest, &events, &address)) == 1) {
		if (!tlv_bit(events, event) || (but.n && slice_eq(address, but)) ||
		    told_already(entries, rest.p, event, address))
			continue;
		r = add_one(card, p, event, address);
		if (r < 0)
			return r;
	}
	return r;
}
