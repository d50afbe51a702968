/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the BOSS is asked and says, in the words of TS.43 6.5. */
#include <errno.h>
#include <talloc.h>

#include "flow/trail.h"
#include "servers/common/json.h"
#include "servers/mno/odsa.h"
#include "servers/mno/web.h"

enum { POLL_SECONDS = 2, UNIT_SECONDS = 1 }; /* PollingIntervalUnit, table 43 */

void odsa_ask(struct odsa *o, const char *message, const char *companion)
{
	trail_message(o->server->config.trail, "AS", "BOSS", message,
		      json_pack("{s:s, s:s}", "imsi", o->imsi, "companion", companion));
}

void odsa_told(struct odsa *o, const struct boss_answer *a)
{
	o->note = boss_verdict_names[a->verdict];
	trail_message(o->server->config.trail, "BOSS", "AS", boss_verdict_names[a->verdict],
		      *a->problem ? json_pack("{s:s}", "problem", a->problem) : NULL);
}

/* The code is in base64 (table 41). */
int odsa_put_download(struct odsa *o, json_t *object, const struct service *s)
{
	char *code = service_activation_code(s, o->ctx);
	json_t *info = json_object();
	int r = 0;

	if (code)
		r = odsa_put(info, "ProfileIccid", s->iccid);
	if (code && r == 0)
		r = json_set_bytes(info, "ProfileActivationCode", slice_str(code));
	if (code && r == 0)
		r = json_object_set(object, "DownloadInfo", info) ? -ENOMEM : 0;
	json_decref(info);
	return r;
}

int odsa_put_status(json_t *object, enum odsa_service_status status)
{
	int r = odsa_put_number(object, "ServiceStatus", status);

	if (r || status != ODSA_STATUS_ACTIVATING)
		return r;
	r = odsa_put_number(object, "PollingInterval", POLL_SECONDS);
	return r ? r : odsa_put_number(object, "PollingIntervalUnit", UNIT_SECONDS);
}

static int put_websheet(struct odsa *o, const struct contract *contract)
{
	const char *url = web_contract_url(o->ctx, o->server->config.url);
	const char *data = web_contract_data(o->ctx, contract);
	int r = url && data ? odsa_put(o->answer, "SubscriptionServiceURL", url) : -ENOMEM;

	return r ? r : odsa_put(o->answer, "SubscriptionServiceUserData", data);
}

/* A form for the code that went to the other device (table 45). */
static int put_message(struct odsa *o)
{
	json_t *message = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s}", "Title", "Verify the other device", "Message",
		"A code was sent to the other device by short message.", "Accept_btn", "1",
		"Reject_btn", "1", "Accept_freetext", "1", "Accept_freetext_hint", "code");

	return json_object_set_new(o->answer, "MSG", message) ? -ENOMEM : 0;
}

int odsa_subscription(struct odsa *o, const struct boss_answer *a)
{
	static const enum odsa_subscription_result results[BOSS_VERDICTS] = {
		[BOSS_DONE] = ODSA_IS_DONE,      [BOSS_DOWNLOAD] = ODSA_DOWNLOAD,
		[BOSS_CONTRACT] = ODSA_WEBSHEET, [BOSS_VERIFY] = ODSA_USER_INPUT,
		[BOSS_LATER] = ODSA_DELAYED,     [BOSS_REFUSED] = ODSA_DISMISSED,
	};
	bool wrong_code = a->verdict == BOSS_VERIFY && *a->problem;
	int r = 0;

	if (a->verdict == BOSS_CONTRACT)
		r = put_websheet(o, &a->contract);
	if (a->verdict == BOSS_DOWNLOAD)
		r = odsa_put_download(o, o->answer, &a->service);
	if (a->verdict == BOSS_VERIFY)
		r = put_message(o);
	if (r == 0)
		r = odsa_put_number(o->answer, "SubscriptionResult", results[a->verdict]);
	if (r)
		return r;
	return odsa_result(o, wrong_code ? ODSA_RESULT_INVALID_RESPONSE : ODSA_RESULT_SUCCESS,
			   *a->problem ? a->problem : NULL);
}

int odsa_subscribe(struct odsa *o, const struct boss_subscription *s)
{
	struct boss_answer a;
	int r;

	odsa_ask(o, "subscribe", s->device);
	r = boss_subscribe(o->server->config.boss, s, o->http, o->ctx, &a);
	if (r)
		return r;
	odsa_told(o, &a);
	return odsa_subscription(o, &a);
}

int odsa_unsubscribe(struct odsa *o, const char *companion)
{
	struct boss_answer a;
	int r;

	odsa_ask(o, "unsubscribe", companion);
	r = boss_unsubscribe(o->server->config.boss, o->imsi, companion, o->http, o->ctx, &a);
	if (r)
		return r;
	odsa_told(o, &a);
	return odsa_subscription(o, &a);
}
