/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that several subscribers share: one MSISDN, many IMSIs. The number that is called, the
 * pilot, is a member's own or, where no subscriber has it, virtual. */
#ifndef MNO_SHARED_NUMBER_H
#define MNO_SHARED_NUMBER_H

#include "servers/common/db.h"

/* What an incoming call does, as TIA-41 and its IS-664 name it. */
enum alerting {
	ALERTING_FLEXIBLE, /* rings all at once, until the first answers */
	ALERTING_HUNTING,  /* mobile access hunting: one after the other, until one answers */
	ALERTING_COUNT,
};

extern const char *const alerting_names[ALERTING_COUNT];

enum { SHARED_MEMBERS_MAX = 16 };

/* Strings are children of the context given to the call. */
struct shared_number {
	const char *msisdn; /* as subscriber.h has them */
	enum alerting alerting;
	const char *members[SHARED_MEMBERS_MAX]; /* IMSIs, in the user's order */
	size_t n;
	const char *pilot; /* IMSI of the member whose own number it is; "" for a virtual one */
};

/* Binds the number to the members, in the place of those that it had; the pilot is not read but
 * known. -EINVAL: it cannot be, *@problem on @ctx says why. Else as db_write(). */
int shared_number_bind(struct db *db, const struct shared_number *number, void *ctx,
		       char **problem);
/* @imsi, too, shares the number of @owner, which is its own or a virtual one; 0 also where it does
 * already. @alerting counts where nobody shared it before. Errors as shared_number_bind(). */
int shared_number_join(struct db *db, const char *owner, const char *imsi, enum alerting alerting,
		       void *ctx, char **problem);
/* @to is a member in the place of @from. -EEXIST: it is one of a number already. */
int shared_number_move(struct db *db, const char *from, const char *to);
/* Nobody shares the number any more. -ENOENT. */
int shared_number_unbind(struct db *db, const char *msisdn);
/* @imsi shares its number no more. Where nobody remains, or the pilot's own subscriber alone, the
 * number is shared no more. -ENOENT: it is no member; -EBUSY: others share its own number. */
int shared_number_leave(struct db *db, const char *imsi);

/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int shared_number_find(struct db *db, const char *msisdn, void *ctx, struct shared_number *out);
/* The number that @imsi shares. */
int shared_number_of(struct db *db, const char *imsi, void *ctx, struct shared_number *out);
/* In the order of the numbers: call with @after "", then with the last one. */
int shared_number_next(struct db *db, const char *after, void *ctx, struct shared_number *out);

#endif
