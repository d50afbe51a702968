/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_IDENTITY_H
#define CLI_IDENTITY_H

#include "softeuicc.h"

enum { CLI_IDENTITY_MAX = 64 };

/* Who a card is: "EID 8904...", or of a plain UICC "ICCID 89...". */
void cli_identity(const struct softeuicc *card, char out[CLI_IDENTITY_MAX]);

#endif
