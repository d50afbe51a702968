/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the eUICC says of itself: EUICCInfo1, EUICCInfo2 (SGP.22 4.3) and its memory. */
#ifndef ISDR_EUICC_INFO_H
#define ISDR_EUICC_INFO_H

#include "codec/tlv.h"

struct softeuicc;

/* Append the data objects 'BF20' and 'BF22'. */
void euicc_info1(const struct softeuicc *card, struct buf *out);
void euicc_info2(const struct softeuicc *card, struct buf *out);

/* Appends number of applications, free non-volatile and free volatile memory: '81', '82', '83' of
 * TS 102 226 8.2.1.7.2. */
void euicc_card_resource(const struct softeuicc *card, struct buf *out);

#endif
