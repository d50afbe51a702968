/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short message centre: messages wait in the mailbox of the number that they are for, where a
 * person can read them, until they have been delivered to whom the number belongs. */
#ifndef MNO_SMSC_H
#define MNO_SMSC_H

#include "servers/common/db.h"

enum {
	SMS_TEXT_MAX = 1024, /* bytes of UTF-8 */
	SMS_SENDER_MAX = 20, /* the digits of the longest address (TS 23.040 9.1.2.5) */
	SMS_DATA_MAX = 140,  /* of a binary message */
};

/* SMPP 3.4 5.2.28; the first is the only one that lasts not. */
enum message_state {
	MESSAGE_ENROUTE = 1,
	MESSAGE_DELIVERED,
	MESSAGE_EXPIRED,
	MESSAGE_DELETED,
	MESSAGE_UNDELIVERABLE,
	MESSAGE_REJECTED = 8,
};

/* Classes 0 to 3 of 3GPP TS 23.038 4. */
enum message_class { MESSAGE_NO_CLASS, MESSAGE_CLASS_0, MESSAGE_CLASS_3 = MESSAGE_CLASS_0 + 3 };

/* Strings are children of the context given to the call. */
struct short_message {
	int64_t id;
	int64_t time;      /* seconds since 1970 */
	const char *to;    /* digits */
	const char *from;  /* a number or a name */
	const char *text;  /* UTF-8 */
	struct slice data; /* TP-UD of a binary message, which has no text; empty for others */
	bool has_header;   /* the data begin with a header (TS 23.040 9.2.3.24) */
	uint8_t protocol;  /* TP-PID */
	enum message_class message_class;
	enum message_state state; /* not of one that is to be sent */
};

/* Whether a subscriber has the number @msisdn, or several share it: 1, 0, negative errno. */
int smsc_number_exists(struct db *db, const char *msisdn);

/* Puts @m into the mailbox of its number; sets @m->id. -EINVAL: text, data or sender are empty, too
 * long or no UTF-8 for people, *@problem says which. -ENOENT: nobody has the number. Else as
 * db_write(). */
int smsc_send(struct db *db, struct short_message *m, const char **problem);

/* Messages by age, of one number or with @to "" of all: call with @after 0, then with the last id.
 * Returns 1 and *@out when found, 0 when not, negative errno. */
int smsc_next(struct db *db, const char *to, int64_t after, void *ctx, struct short_message *out);

/* The same of messages that are on their way. */
int smsc_next_enroute(struct db *db, const char *to, int64_t after, void *ctx,
		      struct short_message *out);
/* How many these are. */
int smsc_count_enroute(struct db *db, const char *to, int64_t *n);
/* 1, 0 where there is no message @id, negative errno. */
int smsc_find(struct db *db, int64_t id, void *ctx, struct short_message *out);

/* What has become of a message that was on its way; of others nothing changes. */
int smsc_settle(struct db *db, int64_t id, enum message_state state, int64_t now);

/* Empties a mailbox. *@removed: how many messages there were. */
int smsc_clear(struct db *db, const char *to, int *removed);

#endif
