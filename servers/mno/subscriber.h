/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subscribers: who they are, and the keys that they share with their UICCs. */
#ifndef MNO_SUBSCRIBER_H
#define MNO_SUBSCRIBER_H

#include <jansson.h>

#include "profile/asn1.h"
#include "servers/common/db.h"
#include "uicc/content.h"

enum { MSISDN_DIGITS_MAX = 15 }; /* ITU-T E.164 */

/* Strings are never NULL, and children of the context given to the call. */
struct subscriber {
	const char *imsi;
	const char *iccid;  /* 19 or 20 digits */
	const char *msisdn; /* international, without a plus; "" for none */
	struct aka aka;     /* algorithm, keys and constants alone */
	int64_t seq;        /* SEQ_HE: the last that a vector was made with (TS 33.102 C.1.1) */
	bool suspended;     /* known, but not served: neither authenticated nor called */
};

/* Takes a subscriber out of the description of its profile (softeuicc-profile(1)), so that card
 * and network agree. Returns 0, -EINVAL with *@err set, -ENOMEM. */
int subscriber_from_description(const json_t *description, struct subscriber *out,
				struct asn1_error *err);

/* Which of its identifiers another subscriber has: "IMSI", "ICCID" or "MSISDN"; NULL for none. */
const char *subscriber_taken(struct db *db, const struct subscriber *s);
/* -EEXIST: IMSI, ICCID or MSISDN is another one's, or the MSISDN is a shared number. Else as
 * db_write(). */
int subscriber_add(struct db *db, const struct subscriber *s);
/* -ENOENT; -EEXIST: it shares a number, or has or is a service. */
int subscriber_remove(struct db *db, const char *imsi);
/* For good. -ENOENT */
int subscriber_suspend(struct db *db, const char *imsi);
/* The MSISDN of @from becomes that of @to, in the place of its own. Several statements: within a
 * transaction. -ENOENT */
int subscriber_give_number(struct db *db, const char *from, const char *to);

/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int subscriber_by_imsi(struct db *db, const char *imsi, void *ctx, struct subscriber *out);
int subscriber_by_msisdn(struct db *db, const char *msisdn, void *ctx, struct subscriber *out);
/* Finds by any identifier that flows use: IMSI, ICCID, or MSISDN with or without its plus. */
int subscriber_find(struct db *db, const char *identifier, void *ctx, struct subscriber *out);
/* In the order of their IMSIs: call with @after "", then with the last one's. */
int subscriber_next(struct db *db, const char *after, void *ctx, struct subscriber *out);

/* Counts SEQ_HE on, and gives it to @seq: nobody else gets the same. -ENOENT, -EOVERFLOW (there is
 * no higher one). */
int subscriber_next_seq(struct db *db, const char *imsi, int64_t *seq);
int subscriber_set_seq(struct db *db, const char *imsi, int64_t seq);

/* OPc or TOPc; empty where the algorithm has none. */
struct slice subscriber_opc(const struct subscriber *s);
/* The algorithm's name, as descriptions have it. */
const char *subscriber_algorithm(const struct subscriber *s);

/* The digits of an international number, as it is stored: without the plus that @text may have.
 * NULL where it is none. */
const char *msisdn_digits(const char *text);

#endif
