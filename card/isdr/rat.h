/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Rules Authorisation Table: which operators may set which profile policy rules
 * (SGP.22 2.9.2). */
#ifndef ISDR_RAT_H
#define ISDR_RAT_H

#include "isdp/metadata.h"

/* Appends the data object of RulesAuthorisationTable, 'A0' as GetRAT carries it. */
void rat_put(struct buf *out);

/* Whether the profile's owner may set each of the rules that it sets. */
bool rat_allows(const struct metadata *m);

#endif
