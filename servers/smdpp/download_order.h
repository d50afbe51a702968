/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places download orders: what an operator asks for by ES2+ (SGP.22 5.3). */
#ifndef SMDPP_DOWNLOAD_ORDER_H
#define SMDPP_DOWNLOAD_ORDER_H

#include "crypto/crypto.h"
#include "servers/smdpp/order.h"

#define DEFAULT_ADDRESS "127.0.0.1:8443"

/* Strings may be NULL, as said. */
struct download_order {
	struct slice package;         /* unprotected profile package */
	const char *eid;              /* NULL: any eUICC, the first that comes */
	const char *code;             /* confirmation code; NULL: none is asked */
	const char *matching_id;      /* NULL: a random one; "": default SM-DP+, needs an EID */
	const char *service_provider; /* NULL: EF.SPN of its USIM, or profileType */
	const char *profile_name;     /* NULL: the package's profileType */
	const char *address;          /* NULL: the server's that last ran on this store */
	int64_t profile_class;
	struct slice icon;
	uint32_t events; /* NotificationEvent, bit 3 of 4 is notificationInstall */
	bool reusable;
	bool session_keys;
	const char *profile_type;  /* NULL: it is released at once. Else it goes into stock, to be
				      ordered by ES2+: it has no EID, code or matching id then */
	int64_t expires;           /* seconds since 1970; 0: never */
	int64_t attempts_max;      /* 0: DOWNLOAD_ATTEMPTS_MAX */
	int64_t code_attempts_max; /* 0: CODE_ATTEMPTS_MAX */
	const char *conditions;    /* as eligibility.h reads them; NULL: none */
	const char *owner;         /* profileOwner: MCC and MNC, "00101"; NULL: none */
	uint32_t rules;            /* PprIds: pprUpdateControl 4, ppr1 2, ppr2 1 */
};

/* Checks @q, makes the metadata, and adds the order, which @out then describes (children of
 * @ctx). *@error: a sentence for the user, a talloc string on @ctx.
 * Errors: -EINVAL, -EBADMSG (the package), -EEXIST (the matching id), -EIO, -ENOMEM. */
int download_order_place(struct db *db, struct crypto *c, const struct download_order *q,
			 int64_t now, void *ctx, struct order *out, char **error);

#endif
