/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET IDENTITY of a USIM (TS 102 221 11.1.23, TS 31.102 7.5). */
#ifndef NAA_GET_IDENTITY_H
#define NAA_GET_IDENTITY_H

#include "apdu/channel.h"

/* INS 78, a row of the UICC's command table. Answers 9000 with the SUCI in a data object 'A1', 6A86
 * for another identity context, 6985 outside a USIM that calculates SUCIs, 6982 where the PIN is
 * wanting, 6A88 where the files of the USIM do not hold what it takes. */
uint16_t naa_get_identity(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);

#endif
