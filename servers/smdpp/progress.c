/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/progress.h"

#include <errno.h>
#include <time.h>

#include "servers/common/json.h"
#include "servers/smdpp/operator.h"
#include "servers/smdpp/profile_package.h"

static json_t *status_json(const struct progress *p)
{
	const struct rsp_status_code *code = &rsp_status_codes[p->status];

	if (p->status == STATUS_OK)
		return json_pack("{s:s}", "status", "Executed-Success");
	return json_pack("{s:s, s:{s:s, s:s, s:s}}", "status", "Failed", "statusCodeData",
			 "subjectCode", code->subject, "reasonCode", code->reason, "message",
			 *p->message ? p->message : code->message);
}

int progress_tell(struct rsp_call *call, const struct order *o, const struct progress *p)
{
	char iccid[ICCID_DIGITS + 1], stamp[32];
	time_t now = (time_t)rsp_now(call->server);
	struct es2_operator who;
	json_t *members;
	struct tm tm;
	int r;

	if (!*o->ordered_by)
		return 0;
	r = operator_find(call->server->db, o->ordered_by, call->ctx, &who);
	if (r != 1 || !*who.url)
		return r < 0 ? r : 0;
	iccid_format(o->iccid, iccid);
	if (!gmtime_r(&now, &tm) || !strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return -EINVAL;
	members =
		json_pack("{s:s, s:s, s:s, s:s, s:i, s:o}", "eid", p->eid, "iccid", iccid,
			  "profileType", o->profile_type, "timestamp", stamp, "notificationPointId",
			  (int)p->point, "notificationPointStatus", status_json(p));
	if (!members || (p->result.n && json_set_bytes(members, "resultData", p->result))) {
		json_decref(members);
		return -ENOMEM;
	}
	return rsp_call_later(call->server, who.url, ES2_PATH "handleDownloadProgressInfo",
			      members);
}
