/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 (RFC 4648 section 4), as the JSON binding of SGP.22 6.5 carries binary data. */
#ifndef SERVERS_COMMON_BASE64_H
#define SERVERS_COMMON_BASE64_H

#include "codec/slice.h"

/* A talloc child of @ctx; NULL without memory. */
char *base64_encode(void *ctx, struct slice bytes);

/* Decodes @text, padding and all; blanks and line ends are no part of it. The bytes become a talloc
 * child of @ctx. Returns 0, -EBADMSG, -ENOMEM. */
int base64_decode(void *ctx, const char *text, struct slice *bytes);

#endif
