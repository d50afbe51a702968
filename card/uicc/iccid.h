/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICCIDs as EF.ICCID has them (TS 102 221 13.2): two digits in each byte, the first in its low
 * half, 'F' behind the last. */
#ifndef UICC_ICCID_H
#define UICC_ICCID_H

#include "codec/slice.h"

enum { ICCID_BYTES = 10, ICCID_DIGITS = 2 * ICCID_BYTES };

/* The digits as they are printed on a card, with a final NUL; of more bytes than an ICCID has, the
 * first ones. */
void iccid_format(struct slice iccid, char out[ICCID_DIGITS + 1]);

#endif
