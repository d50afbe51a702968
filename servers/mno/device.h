/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices that the operator has heard of. */
#ifndef MNO_DEVICE_H
#define MNO_DEVICE_H

#include "servers/common/db.h"

enum { DEVICE_TEXT_MAX = 128 }; /* bytes of each text; who is longer is cut */

/* Strings are never NULL in what is read, and children of the context given to the call. */
struct device {
	const char *imsi; /* whose devices have said so: what others say of it is another matter */
	const char *id;   /* terminal_id of TS.43: an IMEI, or a UUID where there is none */
	const char *eid;  /* 32 digits; "" for a device without eUICC */
	const char *vendor;
	const char *model;
	const char *software; /* its version */
	const char *name;     /* that its user gave it */
	int64_t seen;         /* seconds since 1970 */
};

/* Notes what a device says of itself, or its primary of it: what is NULL or "" stays as it was.
 * -EINVAL: the id is empty or too long. -EEXIST: there is no such subscriber. Else as db_write().
 */
int device_put(struct db *db, const struct device *d);
/* Another subscription takes over what is known of those of @from. */
int device_move(struct db *db, const char *from, const char *to);

/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int device_find(struct db *db, const char *imsi, const char *id, void *ctx, struct device *out);
/* In the order of IMSIs and ids: call with @after that has "" for both, then with the last one. */
int device_next(struct db *db, const struct device *after, void *ctx, struct device *out);

#endif
