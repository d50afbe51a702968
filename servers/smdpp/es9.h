/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+ (SGP.22 5.6), towards LPAs. */
#ifndef SMDPP_ES9_H
#define SMDPP_ES9_H

#include "servers/rsp/call.h"

extern const struct rsp_interface es9_interface;

extern rsp_function es9_authenticate_client, es9_get_bound_profile_package, es9_cancel_session,
	es9_handle_notification;

#endif
