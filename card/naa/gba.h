/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generic bootstrapping architecture with its keys in the UICC (GBA_U, 3GPP TS 33.220 5), in
 * the two modes that AUTHENTICATE has for it (TS 31.102 and TS 31.103 7.1). */
#ifndef NAA_GBA_H
#define NAA_GBA_H

#include "naa/algorithm.h"

struct softeuicc;

/* Where an application keeps what the terminal may know. */
struct gba_place {
	struct file *adf;
	struct aka *aka;
	uint16_t parameters; /* EF.GBABP: RAND, B-TID, lifetime */
	uint16_t naf_list;   /* EF.GBANL: NAF_ID and B-TID of each derivation */
};

/* Whether EF.GBABP is there and takes a RAND. */
bool gba_has_room(const struct gba_place *place);

/* Bootstrapping, behind a successful agreement: keeps Ks = CK || IK, which replaces the one before,
 * with @rand, and shows @rand in EF.GBABP, where the terminal will put B-TID and lifetime beside it
 * (TS 33.220 G.1). Wants gba_has_room(). Answers 9000, or 6581. */
uint16_t gba_bootstrap(struct softeuicc *card, const struct gba_place *place,
		       const uint8_t rand[AKA_RAND_BYTES], const struct aka_keys *keys);

/* NAF derivation (TS 33.220 B.3, G.2). @data: NAF_ID and IMPI, each behind a byte with its length.
 * Ks_ext_NAF goes to @out, NAF_ID and B-TID to EF.GBANL. Answers 9000, 6700 for lengths that do not
 * fit, 6985 without a Ks, 9866 where EF.GBANL cannot take the entry, 6581, 6F00. */
uint16_t gba_derive_naf(struct softeuicc *card, const struct gba_place *place, struct slice data,
			struct buf *out);

#endif
