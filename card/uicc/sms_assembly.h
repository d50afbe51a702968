/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Concatenated short messages (3GPP TS 23.040 9.2.3.24.1). */
#ifndef UICC_SMS_ASSEMBLY_H
#define UICC_SMS_ASSEMBLY_H

#include "uicc/sms.h"
#include "uicc/toolkit.h"

/* Takes in @m where it is a part of a longer message. Returns 1 with @m made the whole one (header
 * of the first part; data on @ctx) where it is complete or was whole anyway, 0 while parts are
 * missing, -ENOMEM. */
int sms_assemble(struct softeuicc *card, struct sms_deliver *m, void *ctx);

/* Forgets what has come in parts. */
void sms_assembly_reset(struct toolkit *t);

#endif
