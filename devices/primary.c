/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/primary.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <talloc.h>

#include "devices/errand.h"
#include "servers/common/tls.h"

const char *const primary_action_names[PRIMARY_ACTIONS] = {
	[PRIMARY_ADD] = "add",       [PRIMARY_SHARE] = "share",   [PRIMARY_UNSHARE] = "unshare",
	[PRIMARY_REMOVE] = "remove", [PRIMARY_STATUS] = "status",
};

const char *const primary_sharing_names[PRIMARY_SHARINGS] = {
	[SHARING_AFTER] = "after",
	[SHARING_AT_ONCE] = "at-once",
	[SHARING_NO] = "no",
};

const char *const primary_identifier_names[PRIMARY_IDENTIFIERS] = {
	[BY_ICCID] = "iccid",
	[BY_IMSI] = "imsi",
	[BY_MSISDN] = "msisdn",
};

void errand_tell(const struct errand *e, const char *format, ...)
{
	const struct person *person = e->primary->config.link.person;
	va_list args;
	char *line;

	va_start(args, format);
	line = talloc_vasprintf(e->ctx, format, args);
	va_end(args);
	if (line)
		person->tell(person->arg, line);
}

int errand_fail(const struct errand *e, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*e->error = talloc_vasprintf(e->ctx, format, args);
	va_end(args);
	return *e->error ? code : -ENOMEM;
}

/* ---- add ---- */

static int check_eligibility(const struct errand *e)
{
	const struct entitlement_request q =
		errand_request(e, ODSA_CHECK_ELIGIBILITY, ODSA_NO_TYPE);
	struct entitlement_answer answer;
	int r = errand_call(e, &q, &answer);

	if (r)
		return r;
	if (answer.eligibility != ODSA_ENABLED)
		return errand_fail(e, -EPERM, "the operator offers nothing for %s%s%s",
				   e->result->name, *answer.problem ? ": " : "", answer.problem);
	if (e->primary->config.sharing != SHARING_NO &&
	    !strstr(answer.services, ODSA_SHARED_NUMBER))
		return errand_fail(e, -EPERM,
				   "the operator does not let the number be shared; --share no "
				   "does without");
	return 0;
}

/* Asks for the profile. *@code: what it is downloaded with; "" where it is installed already. */
static int order(const struct errand *e, const char **code)
{
	struct entitlement_request q = errand_request(e, ODSA_MANAGE_SUBSCRIPTION, ODSA_SUBSCRIBE);
	struct entitlement_configuration c = {.download = {.code = ""}};
	struct entitlement_answer answer;
	int r;

	if (e->primary->config.sharing == SHARING_AT_ONCE) {
		q.companion.service = ODSA_SHARED_NUMBER;
		q.companion.alerting = e->primary->config.alerting;
	}
	errand_tell(e, "asking the operator for a profile for %s", e->result->name);
	r = errand_subscription(e, &q, &answer);
	if (r)
		return r;
	*code = answer.download.code;
	if (answer.subscription == ODSA_DOWNLOAD_PROFILE) {
		e->result->iccid = answer.download.iccid;
		return **code ? 0
			      : errand_fail(e, -EBADMSG,
					    "the operator has sent no activation code");
	}
	/* Installed before, or not ready yet. */
	r = errand_configuration(e, &c);
	if (r == 0)
		return errand_fail(e, -EBADMSG, "the operator knows nothing of the profile");
	*code = c.download.code;
	return r < 0 ? r : 0;
}

static void tell_step(void *arg, const char *step)
{
	const struct errand *e = arg;

	errand_tell(e, "%s: %s", e->result->name, step);
}

static int download(const struct errand *e, const char *code)
{
	const struct primary_config *config = &e->primary->config;
	const struct companion_download what = {
		.activation_code = code,
		.progress = tell_step,
		.arg = (void *)(uintptr_t)e,
	};
	struct companion_profile profile;
	char *why;
	int r;

	errand_tell(e, "the operator has a profile for %s: %s", e->result->name, code);
	if (config->show)
		config->show(config->arg, code);
	r = companion_download(e->companion, &what, e->ctx, &profile, &why);
	if (r)
		return errand_fail(e, r,
				   "%s; the profile remains ordered: add the device again "
				   "to go on",
				   why ? why : "the profile was not downloaded");
	e->result->iccid = profile.iccid;
	errand_tell(e, "%s has installed the profile %s", e->result->name, profile.iccid);
	if (profile.warning)
		errand_tell(e, "%s: %s", e->result->name, profile.warning);
	return profile.warning ? companion_notify(e->companion, e->ctx, e->error) : 0;
}

/* A profile that was enabled before is left as it is. */
static int enable(const struct errand *e)
{
	struct companion_identifiers id;
	struct companion_profile profile;
	char *ignored;
	int r = companion_identifiers(e->companion, e->ctx, &id, &ignored);

	if (r == 0 && !strcmp(id.iccid, e->result->iccid))
		return 0;
	r = companion_manage(e->companion, COMPANION_ENABLE, e->result->iccid, e->ctx, &profile,
			     e->error);
	if (r == 0)
		errand_tell(e, "%s has enabled the profile", e->result->name);
	return r;
}

static int add(const struct errand *e)
{
	struct entitlement_request change;
	const char *code;
	int r;

	if (!*e->result->eid)
		return errand_fail(e, -ENOTSUP,
				   "%s has a plain UICC: share lets it have the number",
				   e->result->name);
	r = check_eligibility(e);
	if (r == 0)
		r = order(e, &code);
	if (r == 0 && *code)
		r = download(e, code);
	if (r == 0)
		r = enable(e);
	if (r || e->primary->config.sharing == SHARING_NO)
		return r;
	if (e->primary->config.sharing == SHARING_AT_ONCE)
		return errand_confirm_sharing(e);
	change = errand_request(e, ODSA_MANAGE_SUBSCRIPTION, ODSA_CHANGE);
	return errand_share(e, &change);
}

/* ---- share, unshare, remove, status ---- */

/* By what the card says of the subscription that the device has. */
static int share(const struct errand *e)
{
	struct entitlement_request q = errand_request(e, ODSA_MANAGE_SUBSCRIPTION, ODSA_CHANGE);
	enum primary_identifier by = e->primary->config.identifier;
	struct companion_identifiers id;
	int r = companion_identifiers(e->companion, e->ctx, &id, e->error);

	if (r)
		return r;
	e->result->iccid = id.iccid;
	if (by == BY_MSISDN && !id.msisdn)
		return errand_fail(e, -ENOENT, "the card of %s does not know its number",
				   e->result->name);
	q.companion.iccid = by == BY_ICCID ? id.iccid : NULL;
	q.companion.imsi = by == BY_IMSI ? id.imsi : NULL;
	q.companion.msisdn = by == BY_MSISDN ? id.msisdn : NULL;
	return errand_share(e, &q);
}

/* The profile that the operator has for it, or that a plain UICC has. */
static int find_profile(const struct errand *e)
{
	struct companion_identifiers id;
	struct entitlement_configuration c;
	int r;

	if (*e->result->eid)
		return errand_look(e, &c);
	r = companion_identifiers(e->companion, e->ctx, &id, e->error);
	if (r == 0)
		e->result->iccid = id.iccid;
	return r;
}

static int unshare(const struct errand *e)
{
	int r = find_profile(e);

	return r < 0 ? r : errand_unshare(e);
}

/* Disables it first where it is the one that is enabled. */
static int delete_profile(const struct errand *e)
{
	struct companion_identifiers id;
	struct companion_profile profile;
	char *ignored;
	int r = companion_identifiers(e->companion, e->ctx, &id, &ignored);

	if (r == 0 && !strcmp(id.iccid, e->result->iccid))
		r = companion_manage(e->companion, COMPANION_DISABLE, id.iccid, e->ctx, &profile,
				     e->error);
	else
		r = 0;
	if (r == 0)
		r = companion_manage(e->companion, COMPANION_DELETE, e->result->iccid, e->ctx,
				     &profile, e->error);
	if (r)
		return r;
	errand_tell(e, "%s has deleted the profile %s", e->result->name, e->result->iccid);
	if (profile.warning)
		errand_tell(e, "%s: %s", e->result->name, profile.warning);
	return 0;
}

static int unsubscribe(const struct errand *e)
{
	struct entitlement_request q =
		errand_request(e, ODSA_MANAGE_SUBSCRIPTION, ODSA_UNSUBSCRIBE);
	struct entitlement_answer answer;
	int r = errand_subscription(e, &q, &answer);

	if (r == 0)
		errand_tell(e, "the operator has ended the subscription of %s", e->result->name);
	e->result->status = r ? e->result->status : "ended";
	return r;
}

/* A UICC keeps its profile for ever. What is ordered and not installed is nowhere to be deleted. */
static int remove_device(const struct errand *e)
{
	struct entitlement_configuration c = {.download = {.code = ""}};
	int r;

	if (!*e->result->eid)
		return errand_fail(e, -ENOTSUP, "%s has a plain UICC: unshare ends the sharing",
				   e->result->name);
	r = errand_look(e, &c);
	if (r < 0)
		return r;
	if (r == 0)
		return errand_fail(e, -ENOENT, "the operator has nothing for %s", e->result->name);
	r = unsubscribe(e);
	return r || *c.download.code || !*e->result->iccid ? r : delete_profile(e);
}

static int status(const struct errand *e)
{
	struct entitlement_configuration c;
	int r = find_profile(e);

	if (r == 0)
		r = errand_look(e, &c);
	if (r < 0)
		return r;
	if (r == 0)
		errand_tell(e, "the operator has nothing for %s", e->result->name);
	else
		errand_tell(e, "%s: %s%s%s%s", e->result->name,
			    *c.service ? c.service : "a subscription",
			    *e->result->iccid ? " with the profile " : "", e->result->iccid,
			    *e->result->status ? talloc_asprintf(e->ctx, ", %s", e->result->status)
					       : "");
	return 0;
}

/* ---- the device ---- */

static int (*const actions[PRIMARY_ACTIONS])(const struct errand *e) = {
	[PRIMARY_ADD] = add,         [PRIMARY_SHARE] = share,
	[PRIMARY_UNSHARE] = unshare, [PRIMARY_REMOVE] = remove_device,
	[PRIMARY_STATUS] = status,
};

/* Who the other device is, and which eUICC it has. */
static int meet(const struct errand *e)
{
	const struct device_identity *id = companion_identity(e->companion);
	char *eid;
	int r;

	e->result->name = talloc_strdup(e->ctx, id->name);
	e->result->terminal_id = talloc_strdup(e->ctx, id->terminal_id);
	if (!e->result->name || !e->result->terminal_id)
		return -ENOMEM;
	errand_tell(e, "paired with %s", id->name);
	if (!id->euicc)
		return 0;
	r = companion_eid(e->companion, e->ctx, &eid, e->error);
	if (r)
		return r;
	e->result->eid = eid;
	errand_tell(e, "the EID of %s is %s", id->name, eid);
	return 0;
}

int primary_run(struct primary *p, enum primary_action action, const char *address, void *ctx,
		struct primary_result *out, char **error)
{
	struct errand e = {.primary = p, .ctx = ctx, .result = out, .error = error};
	int r;

	*error = NULL;
	*out = (struct primary_result){
		.name = "", .terminal_id = "", .eid = "", .iccid = "", .service = "", .status = ""};
	r = companion_connect(&e.companion, address, &p->config.identity, &p->config.link,
			      p->config.trail, p, error);
	if (r)
		return r;
	r = meet(&e);
	if (r == 0)
		r = actions[action](&e);
	talloc_free(e.companion);
	return r;
}

static int read_card(struct primary *p, void *ctx, char **error)
{
	int r = card_terminal_open(p->config.reader, p, &p->terminal, error);

	if (r == 0)
		r = usim_open(p->terminal, p, &p->usim, error);
	if (r) {
		char *why = *error;

		*error = talloc_asprintf(ctx, "--reader %s: %s", p->config.reader,
					 why ? why : strerror(-r));
	}
	return r;
}

static int find_operator(struct primary *p, void *ctx, char **error)
{
	const struct usim_identity *id = usim_identity(p->usim);
	struct pki *pki;
	int r = pki_load(p->crypto, p->config.pki, p, &pki, error);

	if (r) {
		talloc_steal(ctx, *error);
		return r;
	}
	p->trusted = tls_trusted(p, pki);
	p->msisdn = p->config.msisdn ? p->config.msisdn : id->msisdn;
	if (!p->config.eap_types && !*p->msisdn) {
		*error = talloc_strdup(ctx, "the card does not know its number, to which the "
					    "operator could send a code: --msisdn tells it");
		return -ENOENT;
	}
	p->operator_config = (struct entitlement_config){
		.url = p->config.operator,
		.trusted = p->trusted,
		.terminal = &p->config.identity,
		.login =
			{
				.eap_types = p->config.eap_types,
				.imsi = id->imsi,
				.mnc_length = id->mnc_length,
				.usim = usim_eap(p->usim),
				.msisdn = p->msisdn,
			},
		.person = p->config.link.person,
		.stop = p->config.link.stop,
		.state = p->config.state,
		.trail = p->config.trail,
		.party = p->config.identity.name,
	};
	return p->trusted ? entitlement_client_new(p, p->crypto, &p->operator_config, &p->operator)
			  : -ENOMEM;
}

int primary_new(void *ctx, const struct primary_config *config, struct primary **out, char **error)
{
	struct primary *p = talloc_zero(ctx, struct primary);
	int r;

	if (!p)
		return -ENOMEM;
	*error = NULL;
	p->config = *config;
	r = crypto_new(p, NULL, NULL, &p->crypto);
	if (r == 0)
		r = read_card(p, ctx, error);
	if (r == 0)
		r = find_operator(p, ctx, error);
	if (r)
		talloc_free(p);
	else
		*out = p;
	return r;
}
