/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as SMPP 3.4 7.1.1 writes them: "YYMMDDhhmmsstnnp", with tenths of seconds and quarters of
 * an hour from UTC; or from now on, "YYMMDDhhmmss000R". */
#ifndef MNO_SMPP_TIME_H
#define MNO_SMPP_TIME_H

#include "codec/slice.h"

enum { SMPP_TIME_CHARACTERS = 16 };

/* @text as seconds since 1970, of which it is @now. -EINVAL. */
int smpp_time_parse(struct slice text, int64_t now, int64_t *out);
/* In UTC. */
void smpp_time_text(int64_t time, char text[SMPP_TIME_CHARACTERS + 1]);

#endif
