/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short message centre: messages wait in the mailbox of the number that they are for, where a
 * person can read them. */
#ifndef MNO_SMSC_H
#define MNO_SMSC_H

#include "servers/common/db.h"

enum {
	SMS_TEXT_MAX = 1024, /* bytes of UTF-8 */
	SMS_SENDER_MAX = 20, /* the digits of the longest address (TS 23.040 9.1.2.5) */
};

/* Strings are children of the context given to the call. */
struct short_message {
	int64_t id;
	int64_t time;     /* seconds since 1970 */
	const char *to;   /* digits */
	const char *from; /* a number or a name */
	const char *text; /* UTF-8 */
};

/* Puts @m into the mailbox of its number; sets @m->id. -EINVAL: text or sender are empty, too long
 * or no UTF-8 for people, *@problem says which. -ENOENT: nobody has the number. Else as db_write().
 */
int smsc_send(struct db *db, struct short_message *m, const char **problem);

/* Messages by age, of one number or with @to "" of all: call with @after 0, then with the last id.
 * Returns 1 and *@out when found, 0 when not, negative errno. */
int smsc_next(struct db *db, const char *to, int64_t after, void *ctx, struct short_message *out);

/* Empties a mailbox. *@removed: how many messages there were. */
int smsc_clear(struct db *db, const char *to, int *removed);

#endif
