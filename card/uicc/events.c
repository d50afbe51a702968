/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/events.h"

#include <errno.h>

#include "card.h"
#include "codec/ctlv.h"
#include "uicc/bip.h"
#include "uicc/toolkit_application.h"
#include "uicc/uicc.h"

enum { EVENTS_MAX = 32 };

/* The list of 8.25: an event's place is its number. Byte and bit of the terminal's profile that
 * tells of it, 5.2; and the object that an envelope cannot do without, 0 for none. */
static const struct {
	const char *name;
	uint8_t byte;
	uint8_t bit;
	uint8_t object;
} events[EVENTS_MAX] = {
	[0x00] = {"mt-call", 5, 2, 0x1C /* transaction identifier */},
	[0x01] = {"call-connected", 5, 3, 0x1C},
	[0x02] = {"call-disconnected", 5, 4, 0x1C},
	[0x03] = {"location-status", 5, 5, 0x1B /* location status */},
	[0x04] = {"user-activity", 5, 6, 0},
	[0x05] = {"idle-screen-available", 5, 7, 0},
	[0x06] = {"card-reader-status", 5, 8, OBJECT_CARD_READER_STATUS},
	[0x07] = {"language-selection", 6, 1, OBJECT_LANGUAGE},
	[0x08] = {"browser-termination", 6, 2, 0x34 /* browser termination cause */},
	[0x09] = {"data-available", 6, 3, OBJECT_CHANNEL_STATUS},
	[0x0A] = {"channel-status", 6, 4, OBJECT_CHANNEL_STATUS},
	[0x0B] = {"access-technology-change", 6, 5, OBJECT_ACCESS_TECHNOLOGY},
	[0x0C] = {"display-parameters-changed", 6, 6, 0x40 /* display parameters */},
	[0x0D] = {"local-connection", 6, 7, OBJECT_SERVICE_RECORD},
	[0x0E] = {"network-search-mode-change", 6, 8, OBJECT_NETWORK_SEARCH_MODE},
	[0x0F] = {"browsing-status", 25, 1, 0x64 /* browsing status */},
	[0x10] = {"frames-information-change", 25, 3, OBJECT_FRAMES_INFORMATION},
	[0x11] = {"wlan-access-status", 33, 6, 0},
	[0x12] = {"network-rejection", 25, 5, 0},
	[0x13] = {"hci-connectivity", 25, 6, 0},
	[0x14] = {"access-technology-change-multiple", 25, 8, OBJECT_ACCESS_TECHNOLOGY},
	[0x15] = {"csg-cell-selection", 26, 1, 0},
	[0x16] = {"contactless-state-request", 26, 2, 0},
	[0x17] = {"ims-registration", 31, 7, 0},
	[0x18] = {"incoming-ims-data", 31, 6, 0},
	[0x19] = {"profile-container", 31, 8, 0},
	[0x1B] = {"secured-profile-container", 32, 6, 0},
	[0x1C] = {"poll-interval-negotiation", 33, 3, 0},
	[0x1D] = {"data-connection-status-change", 35, 2, 0},
};

int events_named(const char *name)
{
	for (int i = 0; i < EVENTS_MAX; i++)
		if (events[i].name && strcmp(events[i].name, name) == 0)
			return i;
	return -ENOENT;
}

/* ---- SET UP EVENT LIST ---- */

static uint32_t wanted(const struct toolkit *t)
{
	uint32_t set = 0;

	for (const struct softeuicc_toolkit *a = t->applications; a; a = a->next)
		set |= a->d.events;
	if (t->channels)
		set |= 1u << EVENT_DATA_AVAILABLE | 1u << EVENT_CHANNEL_STATUS;
	for (unsigned i = 0; i < EVENTS_MAX; i++)
		if (!events[i].name ||
		    !terminal_profile_bit(t->profile, events[i].byte, events[i].bit))
			set &= ~(1u << i);
	return set;
}

/* Where the terminal did not take the list, it reports nothing (6.4.16). */
static void answered(void *arg, const struct softeuicc_response *response)
{
	struct softeuicc *card = arg;

	if (!response->performed)
		card->uicc->toolkit.events = 0;
}

int events_update(struct softeuicc *card)
{
	struct toolkit *t = &card->uicc->toolkit;
	uint32_t set = wanted(t);
	uint8_t object[2 + EVENTS_MAX] = {0x80 | OBJECT_EVENT_LIST, 0};
	struct softeuicc_command c = {
		.type = PROACTIVE_SET_UP_EVENT_LIST, .done = answered, .arg = card};
	int r;

	if (set == t->events)
		return 0;
	for (unsigned i = 0; i < EVENTS_MAX; i++)
		if (set >> i & 1)
			object[2 + object[1]++] = (uint8_t)i;
	c.objects = (struct softeuicc_bytes){object, 2u + object[1]};
	r = toolkit_queue(card, NULL, &c);
	if (r == 0)
		t->events = set;
	return r;
}

/* ---- EVENT DOWNLOAD ---- */

/* 7.5: one event in each envelope. */
uint16_t events_download(struct softeuicc *card, struct slice objects, struct buf *out)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct ctlv list, object;
	uint8_t event;

	(void)out;
	if (ctlv_find(objects, OBJECT_EVENT_LIST, &list) != 1 || list.value.n != 1)
		return SW_WRONG_DATA;
	event = list.value.p[0];
	if (event >= EVENTS_MAX || !events[event].name ||
	    (events[event].object && ctlv_find(objects, events[event].object, &object) != 1))
		return SW_WRONG_DATA;
	if ((event == EVENT_DATA_AVAILABLE || event == EVENT_CHANNEL_STATUS) &&
	    bip_event(t, event, objects))
		return SW_OK;
	for (struct softeuicc_toolkit *a = t->applications; a; a = a->next)
		if (a->d.event && a->d.events >> event & 1)
			a->d.event(a->d.arg, event, toolkit_bytes(objects));
	return SW_OK;
}
