/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stores and cards say after a flow, each asked by the command that a person would use. */
#ifndef DEMO_FACTS_H
#define DEMO_FACTS_H

#include "demo/play.h"

struct facts {
	json_t *subscribers, *services, *contracts, *numbers; /* of the operator */
	json_t *orders;                                       /* of the SM-DP+ */
	json_t *cards[DEMO_READERS];
};

/* Asks for all of it. Returns 0 or negative errno, noted. */
int facts_read(struct play *p, struct facts *f);
void facts_release(struct facts *f);

/* The element of the array @all whose member @name is the text @value; NULL where there is none. */
const json_t *fact_find(const json_t *all, const char *name, const char *value);
/* Whether the member @name is the text @value. */
bool fact_is(const json_t *object, const char *name, const char *value);
/* How many elements have it so. */
size_t fact_count(const json_t *all, const char *name, const char *value);

/* The checks. Each notes what it has looked at. */

/* Card @i has the profile of @iccid in the state @state ("enabled", "disabled") and no other, and
 * no notification left to send. */
void check_profile(struct play *p, const struct facts *f, const char *iccid, size_t i,
		   const char *state);
/* The same, and SM-DP+ and operator say that it is there, and no other of theirs. */
void check_installed(struct play *p, const struct facts *f, const char *iccid, size_t i,
		     const char *state);
/* The eUICC of card @i has no profile, and no notification to send; nobody has one installed. */
void check_empty(struct play *p, const struct facts *f, size_t i);
/* The SM-DP+ has nothing ordered, and the operator has no service. */
void check_nothing_ordered(struct play *p, const struct facts *f);
/* The number is shared by these IMSIs, ended by NULL, in this order; none: by nobody. */
void check_shared(struct play *p, const struct facts *f, const char *msisdn, const char *alerting,
		  const char *const *imsis);
/* The subscriber has the number, and is active or suspended. */
void check_subscriber(struct play *p, const struct facts *f, const char *imsi, const char *msisdn,
		      const char *state);
/* How many contracts are in a state. */
void check_contracts(struct play *p, const struct facts *f, size_t n, const char *state);

#endif
