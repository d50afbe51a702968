/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pending notifications, kept until the LPA removes them (SGP.22 3.5). */
#ifndef STORE_NOTIFICATION_STORE_H
#define STORE_NOTIFICATION_STORE_H

#include "store/store.h"

/* Bits of NotificationEvent: ASN.1 bit 0 is the most significant. */
enum notification_event {
	EVENT_INSTALL = 0,
	EVENT_ENABLE = 1,
	EVENT_DISABLE = 2,
	EVENT_DELETE = 3,
};

struct notification {
	int64_t sequence;
	enum notification_event event;
	struct slice address; /* UTF-8 */
	struct slice iccid;   /* may be empty */
	struct slice content; /* DER of PendingNotification, whole */
	bool expendable;      /* goes first where there is no room */
};

/* The next sequence number: never given twice, whatever happens later (SGP.22 3.5). */
int notification_store_next_sequence(struct store *s, int64_t *out);
int notification_store_add(struct store *s, const struct notification *n);
/* Leaves at most @count: the expendable go first, and the oldest of them. */
int notification_store_limit(struct store *s, int64_t count);
/* In order of sequence number, those after @after. 1, 0, negative errno. */
int notification_store_next(struct store *s, int64_t after, void *ctx, struct notification *out);
int notification_store_get(struct store *s, int64_t sequence, void *ctx, struct notification *out);
/* -ENOENT when there is none. */
int notification_store_remove(struct store *s, int64_t sequence);

#endif
