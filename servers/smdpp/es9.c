/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/es9.h"

#include "servers/rsp/authentication.h"

static const struct rsp_row rows[] = {
	{"initiateAuthentication", rsp_initiate_authentication, false},
	{"authenticateClient", es9_authenticate_client, false},
	{"getBoundProfilePackage", es9_get_bound_profile_package, false},
	{"cancelSession", es9_cancel_session, false},
	{"handleNotification", es9_handle_notification, true},
};

const struct rsp_interface es9_interface = {
	.name = "ES9+",
	.caller = "LPA",
	.prefix = "/gsma/rsp2/es9plus/",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
