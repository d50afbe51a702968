/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Download orders and the downloads made of them: the server's store. */
#ifndef SMDPP_ORDER_H
#define SMDPP_ORDER_H

#include "servers/common/db.h"

/* Limits of an order that does not set its own. */
enum {
	CODE_ATTEMPTS_MAX = 3,      /* wrong confirmation codes that end an order */
	DOWNLOAD_ATTEMPTS_MAX = 10, /* sessions that may begin before the profile is installed */
};

/* States of SGP.22 3.1.6. */
enum order_state {
	ORDER_AVAILABLE,   /* in stock */
	ORDER_ALLOCATED,   /* ordered, for an eUICC that is not known */
	ORDER_LINKED,      /* ordered for an EID */
	ORDER_CONFIRMED,   /* the order is complete */
	ORDER_RELEASED,    /* the network is ready: it may be downloaded */
	ORDER_DOWNLOADED,  /* a bound package has gone out, the result is awaited */
	ORDER_INSTALLED,   /* final */
	ORDER_ERROR,       /* refused by the user or the eUICC, too many attempts, too late */
	ORDER_UNAVAILABLE, /* final: cancelled by the operator */
	ORDER_STATE_COUNT,
};

extern const char *const order_state_names[ORDER_STATE_COUNT];

/* Strings are never NULL; slices and strings are children of the context given to the call. */
struct order {
	int64_t id;
	const char *matching_id; /* "" for the default SM-DP+ use case */
	const char *eid;         /* 32 digits; "" while any eUICC may come */
	struct slice iccid;      /* as in EF.ICCID */
	enum order_state state;
	const char *reason;    /* why the state is an error, for people */
	const char *address;   /* SM-DP+ address for the activation code */
	struct slice metadata; /* StoreMetadataRequest, whole 'BF25' */
	struct slice code;     /* SHA-256 of the confirmation code; empty: none asked */
	int64_t code_failures;
	int64_t attempts;
	bool reusable;     /* goes out any number of times and stays released */
	bool session_keys; /* protect with the session keys, without ReplaceSessionKeys */
	int64_t created;
	const char *profile_type; /* of the stock that it comes from; "" where placed at once */
	const char *ordered_by;   /* who ordered it by ES2+: functionRequesterIdentifier */
	const char *smds;         /* where its event is registered; "" for nowhere */
	int64_t expires;          /* 0: never */
	int64_t attempts_max;
	int64_t code_attempts_max;
	const char *conditions; /* on device and eUICC, as eligibility.h reads them; "" for none */
};

static inline bool order_expired(const struct order *o, int64_t now)
{
	return o->expires && now >= o->expires;
}

/* One bound profile package that went out. What binds it is kept for a retry until its result has
 * come (SGP.22 3.1.3). */
struct download {
	struct slice transaction;
	int64_t order;
	const char *eid;
	struct slice euicc_certificate; /* DER: verifies the installation result */
	struct slice euicc_otpk;
	struct slice smdp_otpk;
	struct slice protected_package; /* the bound package after InitialiseSecureChannel */
	bool finished;
};

/* A notification that an eUICC signed. */
struct recorded {
	int64_t time;
	const char *eid;
	const char *event;
	struct slice iccid;
	int64_t sequence;
	struct slice content; /* DER of PendingNotification: the same one is recorded once */
};

extern const struct db_kind order_store_kind;

/* Opens the store; see db_open(). */
int order_store_open(const char *path, void *ctx, struct db **out, char **error);

/* The address that the server using this store answers to; "" before one has run. */
const char *order_store_address(struct db *db, void *ctx);
int order_store_set_address(struct db *db, const char *address);

/* Adds an order with its unprotected profile package; sets @o->id. -EEXIST: the matching id is
 * taken, or the ICCID by another profile in stock. */
int order_add(struct db *db, struct order *o, struct slice package);

/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int order_by_id(struct db *db, int64_t id, void *ctx, struct order *out);
int order_by_matching_id(struct db *db, const char *matching_id, void *ctx, struct order *out);
/* A profile that is or was in stock. */
int order_by_iccid(struct db *db, struct slice iccid, void *ctx, struct order *out);
/* The oldest available profile of a type. */
int order_in_stock(struct db *db, const char *profile_type, void *ctx, struct order *out);
/* 1 where there ever was stock of that type, 0, negative errno. */
int order_type_known(struct db *db, const char *profile_type);
/* The oldest order without a matching id that awaits this EID. */
int order_awaiting(struct db *db, const char *eid, void *ctx, struct order *out);
/* Orders by age: call with @after 0, then with the last id. */
int order_next(struct db *db, int64_t after, void *ctx, struct order *out);
int order_package(struct db *db, int64_t id, void *ctx, struct slice *out);

/* Writes what ES2+ changes of an order: matching id, EID, state with reason, confirmation code,
 * counters, operator, SM-DS and expiry. -EEXIST: the matching id is taken. */
int order_update(struct db *db, const struct order *o);
int order_set_state(struct db *db, int64_t id, enum order_state state, const char *reason);
/* The order is downloaded, and linked to this EID from now on. -ESTALE: it is over, or linked to
 * another one, which another process may have brought about since it was read. */
int order_set_downloaded(struct db *db, int64_t id, const char *eid);
int order_count_attempt(struct db *db, int64_t id);
int order_count_code_failure(struct db *db, int64_t id);
/* With its package and downloads. -ENOENT. */
int order_remove(struct db *db, int64_t id);

/* Adds a download, or replaces the one of the same transaction. Earlier ones of this order for this
 * eUICC cannot be retried any more. Two statements: within a transaction. */
int download_put(struct db *db, const struct download *d);
int download_by_transaction(struct db *db, struct slice transaction, void *ctx,
			    struct download *out);
/* The one of this order for this eUICC that can be retried: the last, while its result is awaited.
 */
int download_unfinished(struct db *db, int64_t order, const char *eid, void *ctx,
			struct download *out);
/* The result has come: it cannot be retried any more, or have another result. */
int download_finish(struct db *db, struct slice transaction);

/* 0 also when it is recorded already. */
int notification_record(struct db *db, const struct recorded *n);
/* Notifications by age, as order_next(); @id is set to the row's number. */
int notification_next(struct db *db, int64_t after, void *ctx, int64_t *id, struct recorded *out);

#endif
