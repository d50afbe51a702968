/* SPDX-License-Identifier: GPL-3.0-or-later */
/* INS F2 where a security domain is selected. */
#ifndef GP_GET_STATUS_H
#define GP_GET_STATUS_H

#include "apdu/channel.h"

/* P1 tells the STATUS of TS 102 221 11.1.2, which serves on every channel, from GET STATUS of the
 * GlobalPlatform Card Specification 11.4: that one needs a secure channel, and 6982 says so. */
uint16_t gp_get_status(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out);

#endif
