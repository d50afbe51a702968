/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contracts: what a subscriber has agreed to, on a page or in a shop. The address of a page has the
 * contract's key in it, which nobody can guess. */
#ifndef MNO_CONTRACT_H
#define MNO_CONTRACT_H

#include <stdbool.h>

#include "servers/mno/token.h"

enum {
	CONTRACT_KEY_CHARACTERS = TOKEN_CHARACTERS,
	CONTRACT_LIFE = 3600, /* seconds in which an offer can be decided */
};

enum contract_kind {
	CONTRACT_PROFILE,       /* a subscription of its own for another device */
	CONTRACT_SHARED_NUMBER, /* that device shares the subscriber's number */
	CONTRACT_KINDS,
};

enum contract_state { CONTRACT_OFFERED, CONTRACT_ACCEPTED, CONTRACT_DECLINED, CONTRACT_STATES };

extern const char *const contract_kind_names[CONTRACT_KINDS];
extern const char *const contract_state_names[CONTRACT_STATES];

/* Strings are never NULL, and children of the context given to the call. */
struct contract {
	int64_t id;
	const char *key;
	const char *imsi; /* of the subscriber who pays */
	enum contract_kind kind;
	const char *device; /* device.h's id, or the IMSI of a plain UICC; "" for any device */
	enum contract_state state;
	int64_t offered; /* seconds since 1970, as the next */
	int64_t decided; /* 0 while it is not */
};

/* Offers a contract: gives the one that is on offer already, or makes one. -EEXIST: there is no
 * such subscriber. Else 0, or as db_write(). */
int contract_offer(struct db *db, struct crypto *crypto, const char *imsi, enum contract_kind kind,
		   const char *device, int64_t now, void *ctx, struct contract *out);
/* Adds one that is accepted, as if signed in a shop; @device "" makes it hold for any. */
int contract_sign(struct db *db, struct crypto *crypto, const char *imsi, enum contract_kind kind,
		  const char *device, int64_t now, void *ctx, struct contract *out);
/* The subscriber's decision, which can be told again but not changed. -ENOENT; -EALREADY: decided
 * the other way; -ETIME: it came too late. */
int contract_decide(struct db *db, const char *key, bool accepted, int64_t now);
/* -ENOENT */
int contract_remove(struct db *db, int64_t id);
/* Another subscription takes over all contracts of @from. */
int contract_move(struct db *db, const char *from, const char *to);

/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int contract_find(struct db *db, const char *key, void *ctx, struct contract *out);
/* One that is accepted for this device, or for any. */
int contract_accepted(struct db *db, const char *imsi, enum contract_kind kind, const char *device,
		      void *ctx, struct contract *out);
/* The last that was offered for this device: what has become of it. */
int contract_last(struct db *db, const char *imsi, enum contract_kind kind, const char *device,
		  void *ctx, struct contract *out);
/* By age: call with @after 0, then with the last id. */
int contract_next(struct db *db, int64_t after, void *ctx, struct contract *out);

#endif
