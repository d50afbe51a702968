/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of BOSS share. */
#ifndef MNO_BOSS_PARTS_H
#define MNO_BOSS_PARTS_H

#include "flow/trail.h"
#include "servers/mno/boss.h"
#include "servers/mno/subscriber.h"

struct boss {
	struct db *db;
	struct crypto *crypto;
	struct boss_config config;
	struct cancelling *cancelling; /* the calls that are under way */
};

int64_t boss_now(const struct boss *b);
/* A message from BOSS to another part of the operator, or to the SM-DP+; takes over @detail. */
void boss_trail(const struct boss *b, const char *to, const char *message, json_t *detail);

/* Says why in @answer. Returns 0, or -ENOMEM. */
int boss_refuse(struct boss_answer *answer, void *ctx, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Ends a transaction: what @r is no error of stays. Returns @r, or that it failed. */
int boss_end(struct boss *b, int r);

/* A subscriber without its keys. Returns 1 and *@out when found, 0 when not, negative errno. */
int boss_subscriber(struct boss *b, const char *identifier, void *ctx, struct subscriber *out);
/* Who asks. Returns 1; 0 where it is refused, as @answer then says; negative errno. */
int boss_customer(struct boss *b, const char *imsi, void *ctx, struct subscriber *out,
		  struct boss_answer *answer);
/* Whether @imsi has accepted the contract. Returns 1; 0 where it is now offered, as @answer says;
 * negative errno. */
int boss_contract(struct boss *b, const char *imsi, enum contract_kind kind, const char *device,
		  void *ctx, struct boss_answer *answer);
/* Writes @s as it is to be from now on. */
int boss_put(struct boss *b, struct service *s);

/* What one of its devices, eUICCs, profiles or numbers is to a subscriber. */
struct companion {
	struct service service; /* id 0: it has none there */
	const char *imsi;       /* "" while the service has no profile */
	const char *msisdn;
	const char *device; /* that contracts name */
};

/* Returns 1; 0 where it is refused, as @answer then says; negative errno. */
int boss_companion(struct boss *b, const char *imsi, const char *identifier, void *ctx,
		   struct companion *out, struct boss_answer *answer);
/* The companion shares its number no more, where it is that of @imsi. Returns 1; 0 where it is
 * refused; negative errno. */
int boss_leave(struct boss *b, const char *imsi, const char *companion, void *ctx,
	       struct boss_answer *answer);

/* Orders the profile for @s, which is SERVICE_ORDERING, so that nobody else does. */
int boss_order(struct boss *b, struct service *s, const struct http_request *from, void *ctx,
	       struct boss_answer *answer);
/* Cancels the order of @s, which is SERVICE_CANCELLING: then it is SERVICE_ENDED, and the verdict
 * BOSS_DONE. BOSS_LATER: somebody does so already; BOSS_REFUSED: the SM-DP+ is not reached, and it
 * has to be done again. */
int boss_clear(struct boss *b, struct service *s, const struct http_request *from, void *ctx,
	       struct boss_answer *answer);

#endif
