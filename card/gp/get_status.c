/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp/get_status.h"

#include "uicc/files.h"

enum { P1_OF_GET_STATUS = 0xF0 }; /* which of the registry's entries are asked for */

uint16_t gp_get_status(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out)
{
	if (a->p1 & P1_OF_GET_STATUS)
		return SW_SECURITY_STATUS;
	return a->has_data ? SW_WRONG_LENGTH : uicc_status(card, ch, a, out);
}
