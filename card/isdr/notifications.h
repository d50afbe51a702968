/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making notifications: numbered, signed, kept in the store until the LPA has delivered and removed
 * them (SGP.22 3.5). All return 0 or negative errno. */
#ifndef ISDR_NOTIFICATIONS_H
#define ISDR_NOTIFICATIONS_H

#include "codec/tlv.h"
#include "ecasd/ecasd.h"
#include "store/notification_store.h"
#include "store/profile_store.h"

struct softeuicc;

/* NotificationMetadata ('BF2F'). */
void notification_put_metadata(struct buf *out, int64_t sequence, enum notification_event event,
			       struct slice address, struct slice iccid);

/* One OtherSignedNotification for each address that the metadata of @p configures for @event,
 * except @but (empty: none). */
int notifications_add(struct softeuicc *card, const struct profile *p,
		      enum notification_event event, struct slice but);

/* Keeps @n. Where too many are pending already, the oldest is given up: first of those that tell of
 * an installation which failed (the LPA has had that result as an answer), then of all. */
int notifications_keep(struct softeuicc *card, const struct notification *n);

/* Appends '5F37' with the eUICC's signature over @parts. */
int euicc_sign(struct softeuicc *card, const struct identity *identity, const struct slice *parts,
	       size_t n, struct buf *out);

#endif
