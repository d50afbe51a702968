/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Rules Authorisation Table: which operators may set which profile policy rules
 * (SGP.22 2.9.2). */
#ifndef ISDR_RAT_H
#define ISDR_RAT_H

#include "isdp/metadata.h"

struct softeuicc;

/* Appends the data object of RulesAuthorisationTable, 'A0' as GetRAT carries it. */
void rat_put(const struct softeuicc *card, struct buf *out);

/* Whether the profile's owner may set each of the rules that it sets (2.9.3.1): none that this
 * card does not know, or forbids altogether, or that no line of the table gives that operator. */
bool rat_allows(const struct softeuicc *card, const struct metadata *m);

#endif
