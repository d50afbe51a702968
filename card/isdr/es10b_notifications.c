/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10b: ListNotification, RetrieveNotificationsList, RemoveNotificationFromList
 * (SGP.22 5.7.9, 5.7.10, 5.7.11). */
#include <errno.h>

#include "card.h"
#include "isdr/es10.h"
#include "isdr/notifications.h"

/* Which notifications are asked for. */
struct search {
	bool by_sequence;
	int64_t sequence;
	struct tlv events; /* BIT STRING; absent: every event */
};

static bool event_wanted(const struct search *s, const struct notification *n)
{
	return !tlv_present(&s->events) || tlv_bit(s->events.value, n->event);
}

typedef void put_notification(struct buf *out, const struct notification *n);

static void put_metadata(struct buf *out, const struct notification *n)
{
	notification_put_metadata(out, n->sequence, n->event, n->address, n->iccid);
}

static void put_content(struct buf *out, const struct notification *n)
{
	buf_put_slice(out, n->content);
}

/* Writes those that @s wants, in order of their sequence numbers. */
static int put_found(struct softeuicc *card, const struct search *s, put_notification *put,
		     struct buf *out)
{
	struct notification n = {0};
	int r;

	if (s->by_sequence) {
		r = notification_store_get(card->store, s->sequence, card->pool, &n);
		if (r == 1)
			put(out, &n);
		return r < 0 ? r : 0;
	}
	while ((r = notification_store_next(card->store, n.sequence, card->pool, &n)) == 1)
		if (event_wanted(s, &n))
			put(out, &n);
	return r;
}

static uint16_t put_list(struct softeuicc *card, uint32_t tag, const struct search *s,
			 put_notification *put, struct buf *out)
{
	size_t response = tlv_open(out, tag), list = tlv_open(out, 0xA0);

	if (put_found(card, s, put, out) < 0)
		return SW_MEMORY_PROBLEM;
	tlv_close(out, list);
	tlv_close(out, response);
	return SW_OK;
}

uint16_t es10b_list_notification(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	static const struct tlv_field fields[] = {
		{"profileManagementOperation", 0x81, TLV_OPTIONAL, 0, 0},
	};
	struct search s = {0};

	if (tlv_sequence(request->value, fields, 1, &s.events, NULL) < 0 ||
	    (tlv_present(&s.events) && !tlv_bits_valid(s.events.value)))
		return SW_WRONG_DATA;
	return put_list(card, request->tag, &s, put_metadata, out);
}

static int parse_search(struct slice value, struct search *s)
{
	static const struct tlv_field fields[] = {{"searchCriteria", 0xA0, TLV_OPTIONAL, 0, 0}};
	struct tlv criteria, choice;

	if (tlv_sequence(value, fields, 1, &criteria, NULL) < 0)
		return -EBADMSG;
	if (!tlv_present(&criteria))
		return 0;
	if (tlv_only(criteria.value, 0x80, &choice) == 0) {
		s->by_sequence = true;
		return tlv_integer(choice.value, &s->sequence);
	}
	if (tlv_only(criteria.value, 0x81, &s->events) < 0 || !tlv_bits_valid(s->events.value))
		return -EBADMSG;
	return 0;
}

uint16_t es10b_retrieve_notifications_list(struct softeuicc *card, const struct tlv *request,
					   struct buf *out)
{
	struct search s = {0};

	if (parse_search(request->value, &s) < 0)
		return SW_WRONG_DATA;
	return put_list(card, request->tag, &s, put_content, out);
}

enum { NOTHING_TO_DELETE = 1 };

uint16_t es10b_notification_sent(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	static const struct tlv_field fields[] = {{"seqNumber", 0x80, 0, 1, 8}};
	struct tlv t;
	int64_t sequence;
	int r;

	if (tlv_sequence(request->value, fields, 1, &t, NULL) < 0 ||
	    tlv_integer(t.value, &sequence) < 0)
		return SW_WRONG_DATA;
	r = notification_store_remove(card->store, sequence);
	if (r == -ENOENT)
		return es10_result(out, request->tag, NOTHING_TO_DELETE);
	return r < 0 ? SW_MEMORY_PROBLEM : es10_result(out, request->tag, ES10_OK);
}
