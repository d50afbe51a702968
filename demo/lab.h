/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is there before a flow begins: cards in readers, an SM-DP+ with profiles in stock, an
 * operator that knows the subscribers. All of it is set up by the commands of this program, as
 * somebody would by hand. */
#ifndef DEMO_LAB_H
#define DEMO_LAB_H

#include <jansson.h>

#include "demo/readers.h"
#include "demo/stage.h"

#define LAB_PROFILE_TYPE "standard"
#define LAB_REQUESTER    "2.999.20" /* as whom the operator orders */

enum { LAB_STOCK = 3 }; /* profiles */

struct lab {
	struct stage *stage;
	const char *program; /* this one */
	const char *lpac;
	struct reader readers[READERS_MAX];
	size_t reader_count;
	struct actor *cards[READERS_MAX]; /* in the readers */
	size_t card_count;
	struct actor *smdpp, *mno; /* the servers */
	const char *smdp;          /* "https://HOST:PORT" */
	const char *operator;      /* likewise */
};

/* A subscription of the user's, or what is in stock. */
struct lab_subscription {
	const char *name;   /* of its files */
	const char *iccid;  /* 19 digits */
	const char *imsi;   /* 15 digits */
	const char *msisdn; /* "+...", NULL: none of its own */
};

/* Runs a command of this program, the words of which end with NULL. *@out, where it is not NULL:
 * what it printed as JSON; the caller releases it. Returns 0 or negative errno, noted. */
int lab_run(struct lab *lab, json_t **out, ...) __attribute__((sentinel));
/* A path in the stage's directory, on it. */
const char *lab_path(struct lab *lab, const char *name);

/* Writes the description of a profile for @s, with keys of its own, into NAME.json. */
int lab_describe(struct lab *lab, const struct lab_subscription *s);
/* Starts the SM-DP+ with stock, and the operator, which knows whose profiles these are. */
int lab_start_servers(struct lab *lab, const struct lab_subscription *stock);
/* Tells the operator of a subscription that has been described. */
int lab_subscribe(struct lab *lab, const struct lab_subscription *s);

/* Has the subscriber agree to all contracts, as if in a shop. */
int lab_sign(struct lab *lab, const struct lab_subscription *s);

/* Makes NAME.euicc, a plain UICC with the subscription's profile, or an eUICC. */
int lab_make_uicc(struct lab *lab, const struct lab_subscription *s);
int lab_make_euicc(struct lab *lab, const char *name, const char *eid);
/* Puts NAME.euicc into the next reader. */
int lab_insert(struct lab *lab, const char *name, const struct reader **reader);
/* Waits until all cards are there. */
int lab_wait_cards(struct lab *lab);

/* Runs lpac with the card in @reader; its data, which the caller releases. */
int lab_lpac(struct lab *lab, const struct reader *reader, json_t **out, ...)
	__attribute__((sentinel));

#endif
