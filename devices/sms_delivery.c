/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/sms_delivery.h"

#include <errno.h>
#include <talloc.h>

/* A text of which the card has stored a half is of no use, and comes again whole. */
static int check_room(struct card_terminal *t, int parts, void *ctx, char **error)
{
	int room = parts > 1 ? usim_sms_room(t, ctx, error) : parts;

	if (room < 0 || room >= parts)
		return room < 0 ? room : 0;
	*error = talloc_asprintf(ctx, "EF.SMS has no room for %d messages", parts);
	return -ENOSPC;
}

int sms_deliver_next(struct db *db, const char *number, int64_t after, struct card_terminal *t,
		     int64_t now, void *ctx, struct sms_delivered *out, char **error)
{
	struct slice tpdus[SMS_PARTS_MAX];
	int r;

	*error = NULL;
	*out = (struct sms_delivered){.count = 0};
	r = smsc_next_enroute(db, number, after, ctx, &out->message);
	if (r != 1)
		return r;
	out->count = sms_tpdus(&out->message, ctx, tpdus);
	if (out->count < 0)
		return out->count;
	r = check_room(t, out->count, ctx, error);
	for (int i = 0; i < out->count && r == 0; i++)
		r = usim_sms_take(t, tpdus[i], ctx, &out->parts[i], error);
	if (r == 0)
		r = smsc_settle(db, out->message.id, MESSAGE_DELIVERED, now);
	return r ? r : 1;
}
