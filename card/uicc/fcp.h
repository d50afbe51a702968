/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File control parameters, TS 102 221 11.1.1.3. */
#ifndef UICC_FCP_H
#define UICC_FCP_H

#include "uicc/content.h"

enum {
	TAG_FCP = 0x62,
	TAG_FCI = 0x6F, /* what ISO/IEC 7816-4 SELECT returns for P2 00 */
};

/* Appends the template @tag with the file control parameters of @f. */
void fcp_put(struct buf *out, uint32_t tag, const struct uicc_content *c, struct file *f);

/* Special file information (TS 102 222, tag C0 within A5): the file can be read and updated while
 * it is deactivated. */
bool fcp_usable_when_deactivated(const struct file *f);

#endif
