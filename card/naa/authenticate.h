/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AUTHENTICATE of a network access application (3GPP TS 31.102 and TS 31.103 7.1). */
#ifndef NAA_AUTHENTICATE_H
#define NAA_AUTHENTICATE_H

#include "apdu/channel.h"

/* INS 88 and 89, rows of the UICC's command table. Works on the application whose session is on in
 * @ch. Answers 9000 with the result of the context in @out (a synchronisation failure is one), and
 * 6A86 for contexts that do not exist, 9864 for those that the application lacks, 6700 for data of
 * another length, or with inner lengths that do not fit, 6985 outside an application, in one that
 * is deactivated, or for a derivation without bootstrapping, 6A88 in an application without a key,
 * 6982 where the PIN is wanting, 6984 where the key has served as often as it may, 9862 for a wrong
 * MAC, 9866 where the files of GBA have no room (TS 31.102 7.3.2). */
uint16_t naa_authenticate(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);

#endif
