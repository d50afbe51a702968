/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/download_progress.h"

#include "servers/common/json.h"
#include "servers/mno/boss_parts.h"
#include "servers/rsp/call.h"

static enum rsp_status mandatory(struct rsp_call *call, const char *name, const char **out)
{
	*out = json_member_text(call->request, name);
	return *out ? STATUS_OK
		    : call_because(call, STATUS_ELEMENT_MISSING, "%s is missing, or no string",
				   name);
}

/* "Failed" is a word as any other is that this server does not know: only what says that it went
 * well counts as such. */
static enum rsp_status read_status(struct rsp_call *call, struct boss_progress *out)
{
	const json_t *status = json_object_get(call->request, "notificationPointStatus");
	const char *text = json_member_text(status, "status");
	const char *message =
		json_member_text(json_object_get(status, "statusCodeData"), "message");

	if (!text)
		return call_because(call, STATUS_ELEMENT_MISSING,
				    "notificationPointStatus.status is missing");
	out->success = !strcmp(text, "Executed-Success") || !strcmp(text, "Executed-WithWarning");
	out->message = message ? message : "no reason is told";
	return STATUS_OK;
}

static enum rsp_status read_progress(struct rsp_call *call, struct boss_progress *out)
{
	const json_t *point = json_object_get(call->request, "notificationPointId");
	const char *ignored;
	enum rsp_status s = call_requester(call, &ignored);

	s = s ? s : mandatory(call, "iccid", &out->iccid);
	s = s ? s : mandatory(call, "profileType", &ignored);
	s = s ? s : mandatory(call, "timestamp", &ignored);
	if (s)
		return s;
	if (!json_is_integer(point))
		return call_because(call, STATUS_ELEMENT_MISSING,
				    "notificationPointId is missing, or no number");
	out->point = json_integer_value(point);
	out->eid = json_member_text(call->request, "eid");
	return read_status(call, out);
}

/* What is believed here binds numbers and moves subscriptions. */
static enum rsp_status check_reporter(const struct rsp_call *call)
{
	const struct boss *b = call->server->owner;
	struct slice expected = b->config.smdp_certificate;

	return expected.n && !slice_eq(expected, call->http->certificate) ? STATUS_REQUESTER_REFUSED
									  : STATUS_OK;
}

static enum rsp_status handle_download_progress_info(struct rsp_call *call)
{
	struct boss_progress progress = {.eid = NULL};
	struct boss_answer answer;
	enum rsp_status s = check_reporter(call);

	s = s ? s : read_progress(call, &progress);
	if (s == STATUS_OK && progress.eid)
		s = call_eid(call, progress.eid);
	if (s)
		return s;
	if (boss_progress(call->server->owner, &progress, call->ctx, &answer))
		return STATUS_FAILED;
	if (answer.verdict == BOSS_LATER)
		return call_because(call, STATUS_FAILED, "the order is not complete yet");
	return *answer.problem ? call_because(call, STATUS_OK, "%s", answer.problem) : STATUS_OK;
}

static const struct rsp_row rows[] = {
	{"handleDownloadProgressInfo", handle_download_progress_info, true},
};

const struct rsp_interface download_progress_interface = {
	.name = "ES2+",
	.prefix = ES2_PATH,
	.caller = "SM-DP+",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
