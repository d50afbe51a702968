/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ODSA for the primary device itself, ap2009 (TS.43 6). */
#include <errno.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "servers/mno/odsa.h"

/* The eSIM that is managed is another one than that which asks where target_terminal_* say so
 * (figures 14, 15 and 17). */
static const char *target(const char *target, const char *own)
{
	return odsa_given(target) ? target : odsa_given(own);
}

static const char *managed_device(const struct odsa *o)
{
	return target(o->q.target_id, o->q.terminal_id);
}

static const char *managed_eid(const struct odsa *o)
{
	return target(o->q.target_eid, o->q.terminal_eid);
}

static const char *managed_iccid(const struct odsa *o)
{
	return target(o->q.target_iccid, o->q.terminal_iccid);
}

int primary_check(struct odsa *o)
{
	int r = odsa_put_number(o->answer, "PrimaryAppEligibility", 1);

	return r ? r : odsa_result(o, ODSA_RESULT_SUCCESS, NULL);
}

/* ---- ManageSubscription ---- */

static int order(struct odsa *o, enum service_kind kind)
{
	const struct boss_subscription s = {
		.kind = kind,
		.imsi = o->imsi,
		.device = managed_device(o),
		.eid = managed_eid(o),
	};

	if (!s.eid || eid_check(s.eid))
		return odsa_invalid(o, "terminal_eid", "is missing, or no EID");
	return odsa_subscribe(o, &s);
}

static int subscribe(struct odsa *o)
{
	return order(o, SERVICE_OWN);
}

static int unsubscribe(struct odsa *o)
{
	const char *iccid = managed_iccid(o);

	return odsa_unsubscribe(o, iccid ? iccid : managed_device(o));
}

/* The subscription that goes over is that of who has logged in: what else the request says of it
 * must be true. */
static int transfer(struct odsa *o)
{
	const char *old = o->q.old_terminal_iccid;

	if (old && *old && strcmp(old, o->who.iccid) != 0)
		return odsa_invalid(o, "old_terminal_iccid", "is not that of the subscription");
	return order(o, SERVICE_TRANSFER);
}

int primary_subscription(struct odsa *o)
{
	static odsa_function *const types[] = {
		[ODSA_TYPE_SUBSCRIBE] = subscribe,
		[ODSA_TYPE_UNSUBSCRIBE] = unsubscribe,
		[ODSA_TYPE_TRANSFER] = transfer,
	};

	if (o->type < 0 || o->type > ODSA_TYPE_SUBSCRIPTION_LAST)
		return odsa_invalid(o, "operation_type",
				    "is missing, or none of ManageSubscription");
	if ((size_t)o->type >= sizeof(types) / sizeof(types[0]) || !types[o->type])
		return odsa_result(o, ODSA_RESULT_NOT_SUPPORTED,
				   "this operation_type is not supported");
	return types[o->type](o);
}

/* ---- ManageService ---- */

int primary_service(struct odsa *o)
{
	return odsa_result(o, ODSA_RESULT_NOT_SUPPORTED,
			   "a primary's service is not switched on and off");
}

/* ---- AcquireConfiguration ---- */

static int append(json_t *list, const char *iccid, enum odsa_service_status status, json_t **out)
{
	json_t *c = json_object();
	int r = *iccid ? odsa_put(c, "ICCID", iccid) : 0;

	if (r == 0)
		r = odsa_put_status(c, status);
	if (r == 0 && json_array_append(list, c))
		r = -ENOMEM;
	json_decref(c);
	*out = c; /* the list's */
	return r;
}

/* The subscription of who asks. */
static int add_subscription(struct odsa *o, json_t *list)
{
	const char *iccid = managed_iccid(o);
	json_t *c;

	if (managed_eid(o) || (iccid && strcmp(iccid, o->who.iccid) != 0))
		return 0;
	return append(list, o->who.iccid,
		      o->who.suspended ? ODSA_STATUS_NO_REUSE : ODSA_STATUS_ACTIVATED, &c);
}

/* The profile that a subscription has gone over to is the subscription itself by then. */
static bool asked_for(const struct odsa *o, const struct service *s)
{
	const char *eid = managed_eid(o), *iccid = managed_iccid(o);

	if (s->kind == SERVICE_COMPANION || s->state == SERVICE_ENDED)
		return false;
	if (!eid && !strcmp(s->iccid, o->who.iccid))
		return false;
	return (!eid || !strcmp(eid, s->eid)) && (!iccid || !strcmp(iccid, s->iccid));
}

static int add_service(struct odsa *o, json_t *list, const struct service *s)
{
	static const enum odsa_service_status statuses[SERVICE_STATES] = {
		[SERVICE_REQUESTED] = ODSA_STATUS_ACTIVATING,
		[SERVICE_ORDERING] = ODSA_STATUS_ACTIVATING,
		[SERVICE_ORDERED] = ODSA_STATUS_ACTIVATING,
		[SERVICE_INSTALLED] = ODSA_STATUS_ACTIVATED,
		[SERVICE_CANCELLING] = ODSA_STATUS_NO_REUSE,
		[SERVICE_ENDED] = ODSA_STATUS_NO_REUSE,
	};
	json_t *c;
	int r = append(list, s->iccid, statuses[s->state], &c);

	if (r == 0 && s->kind == SERVICE_OWN)
		r = odsa_put_number(c, "SecondaryICCID", 1);
	return r ? r : odsa_put_download(o, c, s);
}

/* A single one stands by itself (6.5.5). */
static int put_configurations(struct odsa *o, json_t *list)
{
	json_t *all = json_array(), *c;
	size_t i;
	int r = 0;

	if (json_array_size(list) == 1)
		r = json_object_set(o->answer, "PrimaryConfiguration", json_array_get(list, 0));
	json_array_foreach (list, i, c)
		r |= json_array_append_new(all, json_pack("{s:O}", "PrimaryConfiguration", c));
	if (json_array_size(list) > 1)
		r |= json_object_set(o->answer, "PrimaryConfigurations", all);
	json_decref(all);
	return r ? -ENOMEM : 0;
}

int primary_configuration(struct odsa *o)
{
	json_t *list = json_array();
	struct service s = {.id = 0};
	int r = add_subscription(o, list), more;

	while (r == 0 &&
	       (more = service_next(o->server->config.db, o->imsi, s.id, o->ctx, &s)) != 0)
		r = more < 0 ? more : asked_for(o, &s) ? add_service(o, list, &s) : 0;
	if (r == 0)
		r = put_configurations(o, list);
	json_decref(list);
	return r ? r : odsa_result(o, ODSA_RESULT_SUCCESS, NULL);
}
