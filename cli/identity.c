/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/identity.h"

#include <stdio.h>

void cli_identity(const struct softeuicc *card, char out[CLI_IDENTITY_MAX])
{
	char eid[SOFTEUICC_EID_DIGITS + 1], iccid[SOFTEUICC_ICCID_DIGITS + 1];

	softeuicc_eid(card, eid);
	softeuicc_iccid(card, iccid);
	snprintf(out, CLI_IDENTITY_MAX, "%s %s", *eid ? "EID" : "ICCID", *eid ? eid : iccid);
}
