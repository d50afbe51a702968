/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequence number management in the USIM: 3GPP TS 33.102 annex C.2, with SQN = SEQ || IND (C.1.1.1)
 * where IND has 5 bits and numbers the 32 elements of aka.sqn, which hold SEQ_MS(i) alone. All
 * numbers are 48 bits, big endian. */
#ifndef NAA_SQN_H
#define NAA_SQN_H

#include "uicc/content.h"

enum {
	SQN_BYTES = 6,
	SQN_IND_BITS = 5,
	/* Bits of aka.sqn_options: which of the optional limits apply. */
	SQN_OPTION_AGE_LIMIT = 0x01,   /* SEQ_MS - SEQ < sqn_age_limit (C.2.2) */
	SQN_OPTION_DELTA_LIMIT = 0x02, /* SEQ - SEQ_MS <= sqn_delta: no wrap around (C.2.1) */
};

/* Whether @sqn is to be accepted. */
bool sqn_is_fresh(const struct aka *a, const uint8_t sqn[SQN_BYTES]);

/* Makes @sqn the last one accepted for its IND. */
void sqn_accept(struct aka *a, const uint8_t sqn[SQN_BYTES]);

/* SQN_MS: the highest sequence number accepted so far for any IND, with that IND. */
void sqn_highest(const struct aka *a, uint8_t sqn[SQN_BYTES]);

#endif
