/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/bip.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "uicc/events.h"
#include "uicc/toolkit_application.h"
#include "uicc/uicc.h"

enum {
	/* Channel data that a SEND DATA of 255 bytes has room for, and the answer to a RECEIVE
	 * DATA beside all that it must have. */
	SEND_MAX = 240,
	RECEIVE_MAX = 237,
	QUALIFIER_BACKGROUND = 0x04,  /* of OPEN CHANNEL */
	QUALIFIER_IMMEDIATELY = 0x01, /* of SEND DATA */
	TRANSPORT_SERVER = 0x03,      /* 8.59: TCP, UICC in server mode */
	STATUS_CHANNEL = 0x07,        /* 8.56, first byte */
	STATUS_ESTABLISHED = 0x80,    /* also the server's state "established" */
	STATUS_LINK_DROPPED = 0x05,   /* second byte */
	RETRIES_MAX = 3,              /* of a command, one after the other */
	CHANNEL_CLOSED = 0x02,        /* 8.12.11 */
	CHANNEL_INVALID = 0x03,
};

struct softeuicc_bip {
	struct softeuicc_bip *next;
	struct softeuicc_toolkit *owner; /* NULL: gone */
	struct softeuicc *card;
	struct softeuicc_bip_definition d; /* without the objects, which are the caller's */
	uint8_t channel;                   /* 0: not open yet */
	bool waits;                        /* until the link is established */
	bool outstanding;                  /* a command of this channel is in the queue */
	bool closing;                      /* when all has been sent */
	uint16_t buffer;                   /* of the terminal */
	uint16_t room;                     /* left in it */
	uint8_t available;                 /* bytes to be received; FF: that many or more */
	uint8_t retries;                   /* of the last command */
	size_t in_flight;                  /* first bytes of tx, in a SEND DATA */
	struct buf tx;
};

/* ---- the end ---- */

static void unlink_bip(struct softeuicc_bip *b)
{
	struct softeuicc_bip **at = &b->card->uicc->toolkit.channels;

	while (*at != b)
		at = &(*at)->next;
	*at = b->next;
	talloc_free(b);
}

/* Tells of the end once; from then on nobody is told anything. */
static void tell_closed(struct softeuicc_bip *b, uint8_t result, uint8_t additional)
{
	const struct softeuicc_bip_definition d = b->d;

	b->d.opened = NULL;
	b->d.received = NULL;
	b->d.sent = NULL;
	b->d.closed = NULL;
	if (d.closed)
		d.closed(d.arg, result, additional);
}

static void finish(struct softeuicc_bip *b, uint8_t result, uint8_t additional)
{
	struct softeuicc *card = b->card;

	tell_closed(b, result, additional);
	unlink_bip(b);
	events_update(card);
}

/* The stream is of no more use: what the terminal still has of the channel is closed. */
static void give_up(struct softeuicc_bip *b, uint8_t result, uint8_t additional)
{
	bool gone = result == RESULT_BIP_ERROR &&
		    (additional == CHANNEL_CLOSED || additional == CHANNEL_INVALID);

	if (gone) {
		finish(b, result, additional);
		return;
	}
	buf_reset(&b->tx);
	b->available = 0;
	b->closing = true;
	b->waits = false;
	tell_closed(b, result, additional);
}

/* The additional information, 0 where there is none. */
static uint8_t additional_of(const struct softeuicc_response *r)
{
	return r->additional.n ? r->additional.p[0] : 0;
}

/* 8.12: what the terminal or the network cannot do now (20, 21) may be tried again, and is by the
 * stream: what is to be sent or received is still there. Other results of this class tell of a
 * decision that was made. */
static bool retried(struct softeuicc_bip *b, const struct softeuicc_response *r)
{
	bool transient = r->result == RESULT_TERMINAL_UNABLE || r->result == RESULT_NETWORK_UNABLE;

	if (!transient || b->retries == RETRIES_MAX)
		return false;
	b->retries++;
	return true;
}

/* ---- commands ---- */

static int issue(struct softeuicc_bip *b, uint8_t type, uint8_t qualifier, struct slice objects,
		 void (*done)(void *, const struct softeuicc_response *))
{
	const struct softeuicc_command c = {
		.type = type,
		.qualifier = qualifier,
		.destination = b->channel ? (uint8_t)(DEVICE_CHANNEL | b->channel) : 0,
		.objects = toolkit_bytes(objects),
		.done = done,
		.arg = b,
	};
	int r = toolkit_queue(b->card, NULL, &c);

	if (r == 0)
		b->outstanding = true;
	return r;
}

static void closed(void *arg, const struct softeuicc_response *r)
{
	struct softeuicc_bip *b = arg;

	b->outstanding = false;
	if (r->answered)
		finish(b, r->performed ? 0 : r->result, r->performed ? 0 : additional_of(r));
}

/* 8.54: bytes that the terminal has room for, or that wait there. */
static uint8_t data_length(struct slice objects)
{
	struct ctlv t;

	return ctlv_find(objects, OBJECT_CHANNEL_DATA_LENGTH, &t) == 1 && t.value.n == 1
		       ? t.value.p[0]
		       : 0;
}

/* Whether the command is done; else it goes out again, or the stream ends. */
static bool succeeded(struct softeuicc_bip *b, const struct softeuicc_response *r)
{
	b->outstanding = false;
	if (!r->answered)
		return false;
	if (!r->performed) {
		if (!retried(b, r))
			give_up(b, r->result, additional_of(r));
		return false;
	}
	b->retries = 0;
	return true;
}

static void received(void *arg, const struct softeuicc_response *r)
{
	struct softeuicc_bip *b = arg;
	struct ctlv data;

	if (!succeeded(b, r))
		return;
	b->available = data_length(toolkit_slice(r->objects));
	ctlv_find(toolkit_slice(r->objects), OBJECT_CHANNEL_DATA, &data);
	/* A terminal that says there is more and has nothing would be asked for ever. */
	if (data.value.n == 0)
		b->available = 0;
	else if (b->d.received)
		b->d.received(b->d.arg, toolkit_bytes(data.value));
}

static int receive(struct softeuicc_bip *b)
{
	const uint8_t object[] = {0x80 | OBJECT_CHANNEL_DATA_LENGTH, 1,
				  b->available < RECEIVE_MAX ? b->available : RECEIVE_MAX};

	return issue(b, PROACTIVE_RECEIVE_DATA, 0, slice_of(object, sizeof(object)), received);
}

static void sent(void *arg, const struct softeuicc_response *r)
{
	struct softeuicc_bip *b = arg;
	uint8_t room;

	if (!succeeded(b, r))
		return;
	buf_consume(&b->tx, b->in_flight);
	room = data_length(toolkit_slice(r->objects));
	/* FF: more than can be said. A full buffer has been sent and will be free. */
	b->room = room == 0 || (room == 0xFF && b->buffer > room) ? b->buffer : room;
	if (b->tx.n == 0 && b->d.sent)
		b->d.sent(b->d.arg);
}

/* What the buffer cannot take, or is the last for now, goes out at once; the rest is stored. */
static int send(struct softeuicc_bip *b)
{
	size_t n = b->tx.n < SEND_MAX ? b->tx.n : SEND_MAX;
	struct buf object = buf_new(b);
	bool now;
	int r;

	if (n > b->room)
		n = b->room;
	now = n == b->tx.n || n == b->room;
	ctlv_put(&object, OBJECT_CHANNEL_DATA, true, slice_of(b->tx.p, n));
	r = buf_ok(&object) ? issue(b, PROACTIVE_SEND_DATA, now ? QUALIFIER_IMMEDIATELY : 0,
				    buf_slice(&object), sent)
			    : -ENOMEM;
	buf_reset(&object);
	b->in_flight = n;
	return r;
}

static int close_channel(struct softeuicc_bip *b)
{
	return issue(b, PROACTIVE_CLOSE_CHANNEL, 0, slice_of(NULL, 0), closed);
}

/* The next thing to do, one at a time. What cannot be queued now is tried again at the next answer
 * of the terminal. */
static void go_on(struct softeuicc_bip *b)
{
	if (!b->channel || b->outstanding || (b->waits && !b->closing))
		return;
	if (b->available)
		receive(b);
	else if (b->tx.n && !b->waits)
		send(b);
	else if (b->closing)
		close_channel(b);
}

void bip_continue(struct toolkit *t)
{
	struct softeuicc_bip *next;

	for (struct softeuicc_bip *b = t->channels; b; b = next) {
		next = b->next;
		go_on(b);
	}
}

/* ---- OPEN CHANNEL ---- */

static bool established(struct softeuicc_bip *b)
{
	b->waits = false;
	if (b->d.opened)
		b->d.opened(b->d.arg, b->buffer);
	return true;
}

static void opened(void *arg, const struct softeuicc_response *r)
{
	struct slice objects = toolkit_slice(r->objects);
	struct softeuicc_bip *b = arg;
	struct ctlv status, size;

	b->outstanding = false;
	if (!r->answered)
		return;
	if (!r->performed) {
		finish(b, r->result, additional_of(r));
		return;
	}
	if (ctlv_find(objects, OBJECT_CHANNEL_STATUS, &status) != 1 || status.value.n != 2 ||
	    !(status.value.p[0] & STATUS_CHANNEL) ||
	    ctlv_find(objects, OBJECT_BUFFER_SIZE, &size) != 1 || size.value.n != 2 ||
	    be16(size.value.p) == 0) {
		finish(b, r->result, 0);
		return;
	}
	b->channel = status.value.p[0] & STATUS_CHANNEL;
	b->buffer = b->room = be16(size.value.p);
	if (!b->waits || status.value.p[0] & STATUS_ESTABLISHED)
		established(b);
}

/* A server waits for its client, and a link that is made in the background for the network. */
static bool waits_for_link(const struct softeuicc_bip_definition *d)
{
	struct ctlv level;

	return d->qualifier & QUALIFIER_BACKGROUND ||
	       (ctlv_find(toolkit_slice(d->objects), OBJECT_TRANSPORT_LEVEL, &level) == 1 &&
		level.value.n > 0 && level.value.p[0] == TRANSPORT_SERVER);
}

/* A stream takes all four commands. */
static bool terminal_serves(const struct toolkit *t)
{
	static const uint8_t types[] = {PROACTIVE_OPEN_CHANNEL, PROACTIVE_CLOSE_CHANNEL,
					PROACTIVE_SEND_DATA, PROACTIVE_RECEIVE_DATA};

	for (size_t i = 0; i < sizeof(types); i++)
		if (!proactive_permitted(t->profile, types[i], 0))
			return false;
	return true;
}

int softeuicc_bip_open(struct softeuicc_toolkit *application,
		       const struct softeuicc_bip_definition *definition,
		       struct softeuicc_bip **out)
{
	struct softeuicc *card = application->card;
	struct softeuicc_bip *b;
	int r;

	if (!card->uicc->toolkit.profile.p)
		return -ENOTCONN;
	if (!terminal_serves(&card->uicc->toolkit))
		return -ENOTSUP;
	b = talloc_zero(card->uicc, struct softeuicc_bip);
	if (!b)
		return -ENOMEM;
	b->card = card;
	b->owner = application;
	b->d = *definition;
	b->d.objects = (struct softeuicc_bytes){NULL, 0};
	b->tx = buf_new(b);
	b->waits = waits_for_link(definition);
	b->next = card->uicc->toolkit.channels;
	card->uicc->toolkit.channels = b;
	/* The terminal has to know before the first event can be. */
	r = events_update(card);
	if (r == 0 || r == -ENOTSUP)
		r = issue(b, PROACTIVE_OPEN_CHANNEL, definition->qualifier,
			  toolkit_slice(definition->objects), opened);
	if (r < 0) {
		unlink_bip(b);
		return r;
	}
	*out = b;
	return 0;
}

/* ---- the application ---- */

int softeuicc_bip_send(struct softeuicc_bip *bip, const uint8_t *p, size_t n)
{
	struct buf copy = bip->tx;

	if (bip->closing)
		return -ENOTCONN;
	buf_put(&bip->tx, p, n);
	if (!buf_ok(&bip->tx)) {
		copy.failed = false;
		bip->tx = copy;
		return -ENOMEM;
	}
	go_on(bip);
	return 0;
}

void softeuicc_bip_close(struct softeuicc_bip *bip)
{
	bip->closing = true;
	go_on(bip);
}

/* ---- what the terminal tells ---- */

static struct softeuicc_bip *find(const struct toolkit *t, uint8_t channel)
{
	for (struct softeuicc_bip *b = t->channels; b; b = b->next)
		if (b->channel == channel)
			return b;
	return NULL;
}

bool bip_event(struct toolkit *t, uint8_t event, struct slice objects)
{
	struct softeuicc_bip *b;
	struct ctlv status;

	if (ctlv_find(objects, OBJECT_CHANNEL_STATUS, &status) != 1 || status.value.n != 2 ||
	    !(status.value.p[0] & STATUS_CHANNEL))
		return false;
	b = find(t, status.value.p[0] & STATUS_CHANNEL);
	if (!b)
		return false;
	if (event == EVENT_DATA_AVAILABLE)
		b->available = data_length(objects);
	else if (status.value.p[1] == STATUS_LINK_DROPPED)
		give_up(b, 0, 0);
	else if (b->waits && status.value.p[0] & STATUS_ESTABLISHED)
		established(b);
	bip_continue(t);
	return true;
}

void bip_disown(struct toolkit *t, const struct softeuicc_toolkit *owner)
{
	for (struct softeuicc_bip *b = t->channels; b; b = b->next)
		if (b->owner == owner) {
			b->d.closed = NULL;
			b->owner = NULL;
			give_up(b, 0, 0);
		}
	bip_continue(t);
}

void bip_reset(struct toolkit *t)
{
	while (t->channels) {
		struct softeuicc_bip *b = t->channels;

		tell_closed(b, 0, 0);
		t->channels = b->next;
		talloc_free(b);
	}
}
