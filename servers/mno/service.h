/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services: the profiles that subscribers get for their devices, and how far each has come. */
#ifndef MNO_SERVICE_H
#define MNO_SERVICE_H

#include <stdbool.h>

#include "servers/mno/shared_number.h"

enum service_kind {
	SERVICE_COMPANION, /* for another device of the subscriber's */
	SERVICE_OWN,       /* for the eUICC of the device that has the subscriber's UICC */
	SERVICE_TRANSFER,  /* takes the place of the subscription that the user has */
	SERVICE_KINDS,
};

enum service_state {
	SERVICE_REQUESTED,  /* the contract is not accepted yet: nothing is ordered */
	SERVICE_ORDERING,   /* the SM-DP+ is being asked */
	SERVICE_ORDERED,    /* it can be downloaded */
	SERVICE_INSTALLED,  /* so the SM-DP+ has reported */
	SERVICE_CANCELLING, /* the order is to be cancelled at the SM-DP+ */
	SERVICE_ENDED,
	SERVICE_STATES,
};

extern const char *const service_kind_names[SERVICE_KINDS];
extern const char *const service_state_names[SERVICE_STATES];

/* Strings are never NULL in what is read, and children of the context given to the call. */
struct service {
	int64_t id;
	enum service_kind kind;
	enum service_state state;
	const char *imsi;        /* of the subscriber who has it */
	const char *device;      /* device.h's id */
	const char *eid;         /* of the eUICC that the profile is for */
	const char *iccid;       /* of the profile, 19 or 20 digits; "" while none is known */
	const char *profile;     /* the IMSI in the profile; "" likewise */
	const char *matching_id; /* of the order; "" before it is ordered */
	const char *address;     /* of the SM-DP+ */
	bool share;              /* it is to share the subscriber's number once it is installed */
	enum alerting alerting;  /* how, where it is the first to */
	const char *problem;     /* why it has ended or is cancelled, for people; "" for none */
	int64_t created;         /* seconds since 1970, as the next */
	int64_t changed;
};

/* Sets @s->id. -EEXIST: the device, the eUICC or the profile has one that has not ended, or there
 * is no such subscriber. Else as db_write(). */
int service_add(struct db *db, struct service *s);
/* Writes all of it but who it is for: kind, state, ICCID, profile, matching id, address, sharing,
 * problem and time. -ENOENT; -EEXIST: the profile is another one's. */
int service_update(struct db *db, const struct service *s);
/* -ENOENT */
int service_remove(struct db *db, int64_t id);
/* Another subscription takes over what @from has that has not ended. */
int service_move(struct db *db, const char *from, const char *to);

/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int service_by_id(struct db *db, int64_t id, void *ctx, struct service *out);
/* The one that the subscriber has in a device; where none is left, the last that ended. */
int service_find(struct db *db, const char *imsi, const char *device, void *ctx,
		 struct service *out);
/* The same for an eUICC. */
int service_of_eid(struct db *db, const char *imsi, const char *eid, void *ctx,
		   struct service *out);
/* The one that a profile is of, likewise. */
int service_of_iccid(struct db *db, const char *iccid, void *ctx, struct service *out);
/* By age: call with @after 0, then with the last id. @imsi: whose; "" for all. */
int service_next(struct db *db, const char *imsi, int64_t after, void *ctx, struct service *out);

/* The activation code (SGP.22 4.1) while it can be downloaded; NULL else, or without memory. */
char *service_activation_code(const struct service *s, void *ctx);

#endif
