/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/entitlement_parameters.h"

#include <ctype.h>
#include <talloc.h>

#define ENTITLEMENT_VERSION "12.0" /* of TS.43 */

static const struct {
	const char *id, *client;
} apps[] = {
	[ENTITLEMENT_COMPANION] = {"ap2006", "Companion-ODSA"},
	[ENTITLEMENT_PRIMARY] = {"ap2009", "Primary-ODSA"},
};

static const char *const operations[] = {
	[ODSA_CHECK_ELIGIBILITY] = "CheckEligibility",
	[ODSA_MANAGE_SUBSCRIPTION] = "ManageSubscription",
	[ODSA_MANAGE_SERVICE] = "ManageService",
	[ODSA_ACQUIRE_CONFIGURATION] = "AcquireConfiguration",
};

static const struct {
	int type;
	const char *digits, *name;
} types[] = {
	{ODSA_SUBSCRIBE, "0", "ManageSubscription SUBSCRIBE"},
	{ODSA_UNSUBSCRIBE, "1", "ManageSubscription UNSUBSCRIBE"},
	{ODSA_CHANGE, "2", "ManageSubscription CHANGE"},
	{ODSA_TRANSFER, "3", "ManageSubscription TRANSFER"},
	{ODSA_ACTIVATE_SERVICE, "10", "ManageService ACTIVATE"},
	{ODSA_DEACTIVATE_SERVICE, "11", "ManageService DEACTIVATE"},
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

static const struct {
	const char *name;
	size_t at;
} parameters[] = {
	{"companion_terminal_id", offsetof(struct entitlement_request, companion.id)},
	{"companion_terminal_vendor", offsetof(struct entitlement_request, companion.vendor)},
	{"companion_terminal_model", offsetof(struct entitlement_request, companion.model)},
	{"companion_terminal_sw_version", offsetof(struct entitlement_request, companion.software)},
	{"companion_terminal_friendly_name", offsetof(struct entitlement_request, companion.name)},
	{"companion_terminal_service", offsetof(struct entitlement_request, companion.service)},
	{"companion_terminal_iccid", offsetof(struct entitlement_request, companion.iccid)},
	{"companion_terminal_eid", offsetof(struct entitlement_request, companion.eid)},
	{"companion_terminal_msisdn", offsetof(struct entitlement_request, companion.msisdn)},
	{"companion_terminal_imsi", offsetof(struct entitlement_request, companion.imsi)},
	{"companion_terminal_alerting", offsetof(struct entitlement_request, companion.alerting)},
	{"terminal_iccid", offsetof(struct entitlement_request, terminal_iccid)},
	{"terminal_eid", offsetof(struct entitlement_request, terminal_eid)},
	{"old_terminal_id", offsetof(struct entitlement_request, old_terminal_id)},
	{"old_terminal_iccid", offsetof(struct entitlement_request, old_terminal_iccid)},
	{"MSG_response", offsetof(struct entitlement_request, response)},
};

static int put(json_t *object, const char *name, const char *value)
{
	return value ? json_object_set_new(object, name, json_string(value)) : 0;
}

static int put_request(json_t *object, const struct entitlement_request *q)
{
	int failed = put(object, "app", entitlement_app_id(q->app)) |
		     put(object, "operation", operations[q->operation]) |
		     put(object, "MSG_btn", q->response ? "1" : NULL);

	for (size_t i = 0; i < TYPES; i++)
		if (types[i].type == q->type)
			failed |= put(object, "operation_type", types[i].digits);
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
		failed |= put(object, parameters[i].name,
			      *(const char *const *)((const char *)q + parameters[i].at));
	return failed;
}

/* Table 4 has vendor, model and version as required. */
static int put_terminal(json_t *object, const struct device_identity *t)
{
	return put(object, "terminal_id", t->terminal_id) |
	       put(object, "terminal_vendor", t->vendor ? t->vendor : "") |
	       put(object, "terminal_model", t->model ? t->model : "") |
	       put(object, "terminal_sw_version", t->software ? t->software : "");
}

json_t *entitlement_parameters(const struct entitlement_request *q,
			       const struct device_identity *terminal)
{
	json_t *object =
		json_pack("{s:s, s:s}", "vers", "0", "entitlement_version", ENTITLEMENT_VERSION);

	if (object && !put_terminal(object, terminal) && !put_request(object, q))
		return object;
	json_decref(object);
	return NULL;
}

const char *entitlement_app_id(enum entitlement_app app)
{
	return apps[app].id;
}

const char *entitlement_operation_name(const struct entitlement_request *q)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].type == q->type)
			return types[i].name;
	return operations[q->operation];
}

/* A token of RFC 9110 5.6.2, near enough. */
static char *word(const char *text, void *ctx)
{
	char *copy = talloc_strdup(ctx, text && *text ? text : "unknown");

	for (char *p = copy; p && *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '.')
			*p = '_';
	return copy;
}

char *entitlement_user_agent(const struct device_identity *t, enum entitlement_app app, void *ctx)
{
	char *vendor = word(t->vendor, ctx), *model = word(t->model, ctx);
	char *software = word(t->software, ctx);

	if (!vendor || !model || !software)
		return NULL;
	return talloc_asprintf(ctx, "User-Agent: PRD-TS43 term-%s/%s-%s client-%s/1.0 OS-Other/1.0",
			       vendor, model, software, apps[app].client);
}
