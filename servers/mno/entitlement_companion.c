/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ODSA for companion devices, ap2006 (TS.43 6). */
#include <errno.h>
#include <strings.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "servers/mno/device.h"
#include "servers/mno/odsa.h"

/* Whom an operation is about, by the most certain of what it names. */
static const char *companion_of(const struct odsa *o)
{
	const char *const names[] = {o->q.companion_iccid, o->q.companion_imsi,
				     o->q.companion_msisdn, o->q.companion_eid, o->q.companion_id};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (odsa_given(names[i]))
			return names[i];
	return NULL;
}

static int note_companion(struct odsa *o)
{
	const struct device device = {
		.imsi = o->imsi,
		.id = o->q.companion_id,
		.eid = o->q.companion_eid,
		.vendor = o->q.companion_vendor,
		.model = o->q.companion_model,
		.software = o->q.companion_sw_version,
		.name = o->q.companion_name,
		.seen = o->now,
	};

	return device_put(o->server->config.db, &device);
}

/* ---- what requests have in common ---- */

enum wanted { NOTHING, SHARED, DIFF };

/* Returns 1 where all is well, and 0 where the answer says what is not. */
static int read_service(struct odsa *o, bool needed, enum wanted *out)
{
	const char *text = odsa_given(o->q.companion_service);

	*out = NOTHING;
	if (!text)
		return needed ? odsa_invalid(o, "companion_terminal_service", "is missing") : 1;
	if (!strcasecmp(text, ODSA_SHARED))
		*out = SHARED;
	else if (!strcasecmp(text, ODSA_DIFF))
		*out = DIFF;
	else
		return odsa_invalid(o, "companion_terminal_service",
				    "is neither " ODSA_SHARED " nor " ODSA_DIFF);
	return 1;
}

static int read_alerting(struct odsa *o, enum alerting *out)
{
	const char *text = odsa_given(o->q.companion_alerting);

	*out = ALERTING_FLEXIBLE;
	for (size_t i = 0; i < ALERTING_COUNT && text; i++)
		if (!strcasecmp(text, alerting_names[i])) {
			*out = (enum alerting)i;
			return 1;
		}
	return text ? odsa_invalid(o, "companion_terminal_alerting",
				   "is neither flexible nor hunting")
		    : 1;
}

/* All operations name the device (table 27). */
static int read_companion(struct odsa *o)
{
	int r;

	if (!odsa_given(o->q.companion_id))
		return odsa_invalid(o, "companion_terminal_id", "is missing");
	r = note_companion(o);
	return r ? r : 1;
}

/* ---- CheckEligibility ---- */

int companion_check(struct odsa *o)
{
	int r = read_companion(o);

	if (r != 1)
		return r;
	r = odsa_put_number(o->answer, "CompanionAppEligibility", 1);
	if (r == 0)
		r = odsa_put(o->answer, "CompanionDeviceServices",
			     *o->who.msisdn ? ODSA_SHARED "," ODSA_DIFF : ODSA_DIFF);
	return r ? r : odsa_result(o, ODSA_RESULT_SUCCESS, NULL);
}

/* ---- ManageSubscription ---- */

static int subscribe(struct odsa *o)
{
	struct boss_subscription s = {
		.kind = SERVICE_COMPANION,
		.imsi = o->imsi,
		.device = o->q.companion_id,
		.eid = odsa_given(o->q.companion_eid),
	};
	enum wanted wanted;
	int r;

	if (!s.eid || eid_check(s.eid))
		return odsa_invalid(o, "companion_terminal_eid", "is missing, or no EID");
	r = read_service(o, false, &wanted);
	if (r == 1)
		r = read_alerting(o, &s.alerting);
	if (r != 1)
		return r;
	s.share = wanted == SHARED;
	return odsa_subscribe(o, &s);
}

static int unsubscribe(struct odsa *o)
{
	return odsa_unsubscribe(o, companion_of(o));
}

static int share(struct odsa *o, struct boss_answer *a)
{
	struct boss_sharing s = {
		.imsi = o->imsi,
		.companion = companion_of(o),
		.code = o->q.msg_response,
	};
	int r = read_alerting(o, &s.alerting);

	if (r != 1)
		return r;
	odsa_ask(o, "share the number", s.companion);
	r = boss_share(o->server->config.boss, &s, o->ctx, a);
	if (r)
		return r;
	odsa_told(o, a);
	return 1;
}

static int unshare(struct odsa *o, struct boss_answer *a)
{
	const char *companion = companion_of(o);
	int r;

	odsa_ask(o, "share the number no more", companion);
	r = boss_unshare(o->server->config.boss, o->imsi, companion, o->ctx, a);
	if (r)
		return r;
	odsa_told(o, a);
	return 1;
}

/* The user may have declined to enter the code (MSG_btn). */
static int change(struct odsa *o)
{
	struct boss_answer a;
	enum wanted wanted;
	int r = read_service(o, true, &wanted);

	if (r != 1)
		return r;
	if (o->q.msg_btn && !strcmp(o->q.msg_btn, "0")) {
		r = odsa_put_number(o->answer, "SubscriptionResult", ODSA_DISMISSED);
		return r ? r : odsa_result(o, ODSA_RESULT_SUCCESS, NULL);
	}
	r = wanted == SHARED ? share(o, &a) : unshare(o, &a);
	return r == 1 ? odsa_subscription(o, &a) : r;
}

/* From another companion: to be answered with 406 where it is not supported (table 13). */
static int transfer(struct odsa *o)
{
	return odsa_refuse(o, 406, "services are not transferred between companions");
}

int companion_subscription(struct odsa *o)
{
	static odsa_function *const types[] = {
		[ODSA_TYPE_SUBSCRIBE] = subscribe,
		[ODSA_TYPE_UNSUBSCRIBE] = unsubscribe,
		[ODSA_TYPE_CHANGE] = change,
		[ODSA_TYPE_TRANSFER] = transfer,
	};
	int r = read_companion(o);

	if (r != 1)
		return r;
	if (o->type < 0 || o->type > ODSA_TYPE_SUBSCRIPTION_LAST)
		return odsa_invalid(o, "operation_type",
				    "is missing, or none of ManageSubscription");
	if ((size_t)o->type >= sizeof(types) / sizeof(types[0]))
		return odsa_result(o, ODSA_RESULT_NOT_SUPPORTED,
				   "this operation_type is not supported");
	return types[o->type](o);
}

/* ---- ManageService ---- */

/* What else is needed is a matter of ManageSubscription: contracts, codes. */
static int put_shared(struct odsa *o, const struct boss_answer *a, enum odsa_service_status done)
{
	enum odsa_operation_result result = ODSA_RESULT_SUCCESS;
	enum odsa_service_status status = ODSA_STATUS_DEACTIVATED;
	const char *problem = NULL;
	int r;

	if (a->verdict == BOSS_DONE)
		status = done;
	else if (a->verdict == BOSS_LATER)
		status = ODSA_STATUS_ACTIVATING;
	else
		result = ODSA_RESULT_ERROR;
	if (a->verdict == BOSS_CONTRACT || a->verdict == BOSS_VERIFY)
		problem = "it needs a contract or a code: see ManageSubscription, change";
	else if (*a->problem)
		problem = a->problem;
	r = odsa_put_number(o->answer, "ServiceStatus", status);
	return r ? r : odsa_result(o, result, problem);
}

int companion_service(struct odsa *o)
{
	struct boss_answer a;
	enum wanted wanted;
	int r = read_companion(o);

	if (r == 1)
		r = read_service(o, true, &wanted);
	if (r != 1)
		return r;
	if (o->type != ODSA_TYPE_ACTIVATE && o->type != ODSA_TYPE_DEACTIVATE)
		return odsa_invalid(o, "operation_type", "is missing, or none of ManageService");
	if (wanted != SHARED)
		return odsa_result(o, ODSA_RESULT_NOT_SUPPORTED,
				   "only " ODSA_SHARED " is switched on and off");
	r = o->type == ODSA_TYPE_ACTIVATE ? share(o, &a) : unshare(o, &a);
	if (r != 1)
		return r;
	return put_shared(o, &a,
			  o->type == ODSA_TYPE_ACTIVATE ? ODSA_STATUS_ACTIVATED
							: ODSA_STATUS_DEACTIVATED);
}

/* ---- AcquireConfiguration ---- */

static int add(struct odsa *o, json_t *list, const char *iccid, const char *service,
	       enum odsa_service_status status, const struct service *download)
{
	json_t *c = json_object();
	int r = *iccid ? odsa_put(c, "ICCID", iccid) : 0;

	if (r == 0)
		r = odsa_put(c, "CompanionDeviceService", service);
	if (r == 0)
		r = odsa_put_status(c, status);
	if (r == 0 && download)
		r = odsa_put_download(o, c, download);
	if (r == 0 && json_array_append_new(list, json_pack("{s:O}", "CompanionConfiguration", c)))
		r = -ENOMEM;
	json_decref(c);
	return r;
}

/* Whether @imsi shares a number with who asks. */
static int shares(struct odsa *o, const char *imsi)
{
	struct shared_number number;
	int r = shared_number_of(o->server->config.db, o->imsi, o->ctx, &number);

	for (size_t i = 0; r == 1 && i < number.n; i++)
		if (!strcmp(number.members[i], imsi))
			return 1;
	return r < 0 ? r : 0;
}

/* A profile without a number of its own, which shares none, has no service that is switched on. */
static int installed(struct odsa *o, json_t *list, const struct service *s)
{
	struct subscriber profile = {.msisdn = ""};
	int sharing = shares(o, s->profile), r;

	if (sharing < 0)
		return sharing;
	if (sharing || s->share)
		return add(o, list, s->iccid, ODSA_SHARED,
			   sharing ? ODSA_STATUS_ACTIVATED : ODSA_STATUS_ACTIVATING, NULL);
	r = odsa_find(o, s->profile, &profile);
	if (r < 0)
		return r;
	return *profile.msisdn ? add(o, list, s->iccid, ODSA_DIFF, ODSA_STATUS_ACTIVATED, NULL)
			       : add(o, list, s->iccid, ODSA_SHARED, ODSA_STATUS_DEACTIVATED, NULL);
}

static int add_service(struct odsa *o, json_t *list, const struct service *s)
{
	if (s->state == SERVICE_INSTALLED)
		return installed(o, list, s);
	return add(o, list, s->iccid, s->share ? ODSA_SHARED : ODSA_DIFF,
		   s->state < SERVICE_INSTALLED ? ODSA_STATUS_ACTIVATING : ODSA_STATUS_NO_REUSE, s);
}

/* A UICC that shares the number, whose profile was not ordered for this subscriber. */
static int add_member(struct odsa *o, json_t *list, const char *id)
{
	struct subscriber s;
	int r = odsa_find(o, id, &s);

	if (r == 1)
		r = strcmp(s.imsi, o->imsi) ? shares(o, s.imsi) : 0;
	return r == 1 ? add(o, list, s.iccid, ODSA_SHARED, ODSA_STATUS_ACTIVATED, NULL) : r;
}

/* Nothing is there: because the user has declined the contract? */
static int add_declined(struct odsa *o, json_t *list)
{
	struct contract c;
	int r = contract_last(o->server->config.db, o->imsi, CONTRACT_PROFILE, o->q.companion_id,
			      o->ctx, &c);

	if (r != 1 || c.state != CONTRACT_DECLINED)
		return r < 0 ? r : 0;
	return add(o, list, "", ODSA_DIFF, ODSA_STATUS_NO_REUSE, NULL);
}

/* The one that the request names, by its profile or its device. */
static int add_named(struct odsa *o, json_t *list)
{
	struct db *db = o->server->config.db;
	const char *id = companion_of(o);
	struct service s;
	int r = service_of_iccid(db, id, o->ctx, &s);

	if (r == 1 && strcmp(s.imsi, o->imsi) != 0)
		r = 0;
	if (r == 0)
		r = service_of_eid(db, o->imsi, id, o->ctx, &s);
	if (r == 0)
		r = service_find(db, o->imsi, id, o->ctx, &s);
	if (r == 1)
		return add_service(o, list, &s);
	if (r == 0)
		r = add_member(o, list, id);
	return r || json_array_size(list) ? r : add_declined(o, list);
}

int companion_configuration(struct odsa *o)
{
	json_t *list;
	int r = read_companion(o);

	if (r != 1)
		return r;
	list = json_array();
	r = add_named(o, list);
	if (r == 0 && json_array_size(list) > 0)
		r = json_object_set(o->answer, "CompanionConfigurations", list) ? -ENOMEM : 0;
	json_decref(list);
	return r ? r : odsa_result(o, ODSA_RESULT_SUCCESS, NULL);
}
