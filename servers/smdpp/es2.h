/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES2+ (SGP.22 5.3), towards operators. */
#ifndef SMDPP_ES2_H
#define SMDPP_ES2_H

#include "servers/rsp/call.h"

extern const struct rsp_interface es2_interface;

#endif
