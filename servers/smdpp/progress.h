/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES2+.HandleDownloadProgressInfo (SGP.22 5.3.5): the operator that ordered a profile hears how its
 * download goes. */
#ifndef SMDPP_PROGRESS_H
#define SMDPP_PROGRESS_H

#include "servers/rsp/call.h"
#include "servers/smdpp/order.h"

/* notificationPointId */
enum progress_point {
	PROGRESS_ELIGIBILITY = 1, /* eligibility and the limit of attempts have been checked */
	PROGRESS_CODE_FAILURE = 2,
	PROGRESS_DOWNLOAD = 3,     /* the bound package has gone out */
	PROGRESS_INSTALLATION = 4, /* its result has come */
};

struct progress {
	enum progress_point point;
	const char *eid;
	enum rsp_status status;
	const char *message; /* "" for that of the status */
	struct slice result; /* resultData; empty: none */
};

/* Stores the call for the operator of @o, where it has one that wants to know. Returns 0 or
 * negative errno. */
int progress_tell(struct rsp_call *call, const struct order *o, const struct progress *p);

#endif
