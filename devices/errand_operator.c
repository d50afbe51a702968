/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a primary device asks its operator for on behalf of a secondary. */
#include <errno.h>
#include <talloc.h>

#include "devices/errand.h"

enum {
	CONTRACTS_MAX = 4, /* to be agreed to for one request */
	CODES_MAX = 3,     /* to be entered */
};

struct entitlement_request errand_request(const struct errand *e,
					  enum entitlement_operation operation,
					  enum entitlement_operation_type type)
{
	const struct device_identity *id = companion_identity(e->companion);

	return (struct entitlement_request){
		.app = ENTITLEMENT_COMPANION,
		.operation = operation,
		.type = type,
		.companion =
			{
				.id = id->terminal_id,
				.vendor = id->vendor,
				.model = id->model,
				.software = id->software,
				.name = id->name,
				.eid = *e->result->eid ? e->result->eid : NULL,
				.iccid = *e->result->iccid ? e->result->iccid : NULL,
			},
	};
}

int errand_call(const struct errand *e, const struct entitlement_request *q,
		struct entitlement_answer *out)
{
	return entitlement_call(e->primary->operator, q, e->ctx, out, e->error);
}

/* ---- AcquireConfiguration ---- */

static const char *status_name(int status)
{
	static const char *const names[] = {
		[ODSA_ACTIVATED] = "activated",
		[ODSA_ACTIVATING] = "activating",
		[ODSA_DEACTIVATED] = "deactivated",
		[ODSA_DEACTIVATED_NO_REUSE] = "ended",
	};

	return status >= ODSA_ACTIVATED && status <= ODSA_DEACTIVATED_NO_REUSE ? names[status] : "";
}

static int note_configuration(const struct errand *e, const struct entitlement_configuration *c)
{
	if (*c->iccid)
		e->result->iccid = c->iccid;
	e->result->service = c->service;
	e->result->status = status_name(c->status);
	return 1;
}

int errand_configuration(const struct errand *e, struct entitlement_configuration *out)
{
	const struct entitlement_request q =
		errand_request(e, ODSA_ACQUIRE_CONFIGURATION, ODSA_NO_TYPE);
	int r = entitlement_wait(e->primary->operator, & q, e->ctx, out, e->error);

	return r == 1 ? note_configuration(e, out) : r;
}

int errand_look(const struct errand *e, struct entitlement_configuration *out)
{
	const struct entitlement_request q =
		errand_request(e, ODSA_ACQUIRE_CONFIGURATION, ODSA_NO_TYPE);
	struct entitlement_answer answer;
	int r = errand_call(e, &q, &answer);

	if (r || answer.n == 0)
		return r;
	*out = answer.configurations[0];
	return note_configuration(e, out);
}

/* ---- ManageSubscription ---- */

static int decide(const struct errand *e, const struct entitlement_websheet *sheet)
{
	const struct primary_config *config = &e->primary->config;
	const struct contract_page_config page = {
		.trusted = e->primary->trusted,
		.choice = config->contract,
		.person = config->link.person,
		.stop = config->link.stop,
		.show = config->show,
		.arg = config->arg,
	};
	enum contract_outcome outcome;
	int r = contract_page_decide(&page, sheet, e->ctx, &outcome, e->error);

	if (r)
		return r;
	if (outcome == OUTCOME_DECLINED)
		return errand_fail(e, -ECANCELED,
				   "the contract was declined: nothing was ordered or changed");
	if (outcome == OUTCOME_ACCEPTED)
		errand_tell(e, "the contract is accepted");
	return 0;
}

/* After the page (TS.43 6.7: the web flow is finished): where a profile was to be agreed on, the
 * configuration has what follows. 1: @out has; 0: to be asked for again. */
static int after_page(const struct errand *e, const struct entitlement_request *q,
		      struct entitlement_answer *out)
{
	struct entitlement_configuration c;
	int r;

	if (q->type != ODSA_SUBSCRIBE)
		return 0;
	r = errand_configuration(e, &c);
	if (r <= 0)
		return r;
	if (c.status == ODSA_DEACTIVATED_NO_REUSE)
		return errand_fail(e, -ECANCELED, "the contract was declined: nothing was ordered");
	if (!*c.download.code)
		return 0;
	out->subscription = ODSA_DOWNLOAD_PROFILE;
	out->download = c.download;
	return 1;
}

/* The code that the operator has sent to the other device. */
static int read_code(const struct errand *e, const struct entitlement_message *m, char **code)
{
	const struct primary_config *config = &e->primary->config;
	const struct person_wait wait = {.stop = config->link.stop, .gone = -1};
	int r;

	if (*m->text)
		errand_tell(e, "operator: %s", m->text);
	if (config->code && strcmp(config->code, "ask") != 0) {
		*code = talloc_strdup(e->ctx, config->code);
		return *code ? 0 : -ENOMEM;
	}
	if (!config->code) {
		errand_tell(e, "%s is asked for the code that it has got", e->result->name);
		return companion_sms_code(e->companion, e->ctx, code, e->error);
	}
	r = config->link.person->ask(config->link.person->arg,
				     "Code that the other device has got: ", &wait, e->ctx, code);
	return r == 0 || r == -ENOMEM ? r : errand_fail(e, r, "no code was given");
}

/* Answers the message of @out until the code is right; the others are wrong or nobody has them. */
static int verify(const struct errand *e, struct entitlement_request *q,
		  struct entitlement_answer *out)
{
	const char *given = e->primary->config.code;
	bool once = given && strcmp(given, "ask") != 0;
	struct entitlement_message message = out->message;
	char *code;
	int r = -EKEYREJECTED;

	for (unsigned i = 0; r == -EKEYREJECTED && i < (once ? 1 : CODES_MAX); i++) {
		if (i)
			errand_tell(e, "operator: %s", *e->error);
		r = read_code(e, &message, &code);
		if (r)
			return r;
		q->response = code;
		r = errand_call(e, q, out);
	}
	q->response = NULL;
	return r;
}

int errand_subscription(const struct errand *e, struct entitlement_request *q,
			struct entitlement_answer *out)
{
	int r = errand_call(e, q, out);

	for (unsigned i = 0; r == 0; i++) {
		switch (out->subscription) {
		case ODSA_DOWNLOAD_PROFILE:
		case ODSA_DONE:
		case ODSA_DELAYED_DOWNLOAD:
			return 0;
		case ODSA_CONTINUE_TO_WEBSHEET:
			if (i == CONTRACTS_MAX)
				return errand_fail(e, -EPERM, "the contract is not accepted");
			r = decide(e, &out->websheet);
			if (r == 0)
				r = after_page(e, q, out);
			if (r == 0)
				r = errand_call(e, q, out);
			break;
		case ODSA_REQUIRES_USER_INPUT:
			if (i == CONTRACTS_MAX)
				return errand_fail(e, -EPERM, "the operator asks without end");
			r = verify(e, q, out);
			break;
		default:
			return errand_fail(e, -EPERM, "the operator refuses: %s",
					   *out->problem ? out->problem : "it does not say why");
		}
	}
	return r > 0 ? 0 : r;
}

/* ---- the number ---- */

/* For people. */
static const char *number_of(const struct errand *e)
{
	return *e->primary->msisdn ? e->primary->msisdn : "of the subscription";
}

/* Where the device does not know its own number, the other one cannot hear it either. */
static int tell_number(const struct errand *e, enum companion_number status, const char *why,
		       char **error)
{
	if (!*e->primary->msisdn)
		return 0;
	return companion_number(e->companion, e->primary->msisdn, status, why, e->ctx, error);
}

int errand_confirm_sharing(const struct errand *e)
{
	struct entitlement_configuration c;
	int r = errand_configuration(e, &c);

	if (r < 0)
		return r;
	if (r == 0 || c.status != ODSA_ACTIVATED || strcmp(c.service, ODSA_SHARED_NUMBER) != 0)
		return errand_fail(e, -EPERM, "the operator says that the number is not shared");
	errand_tell(e, "%s shares the number %s", e->result->name, number_of(e));
	return tell_number(e, COMPANION_ACTIVATED, NULL, e->error);
}

/* TS.43 6.5.4: the service is switched on where it is not yet. An operator that has nothing to
 * switch says so (table 38, 103). */
static int activate(const struct errand *e, const struct entitlement_request *change)
{
	struct entitlement_request q = *change;
	struct entitlement_answer answer;

	q.operation = ODSA_MANAGE_SERVICE;
	q.type = ODSA_ACTIVATE_SERVICE;
	return errand_call(e, &q, &answer);
}

int errand_share(const struct errand *e, struct entitlement_request *q)
{
	struct entitlement_answer answer;
	char *ignored;
	int r;

	q->companion.service = ODSA_SHARED_NUMBER;
	q->companion.alerting = e->primary->config.alerting;
	errand_tell(e, "asking the operator to share the number %s", number_of(e));
	r = errand_subscription(e, q, &answer);
	if (r == 0 && answer.subscription == ODSA_DONE)
		r = activate(e, q);
	if (r == 0)
		return errand_confirm_sharing(e);
	tell_number(e, COMPANION_FAILED, *e->error, &ignored);
	return r;
}

int errand_unshare(const struct errand *e)
{
	struct entitlement_request q =
		errand_request(e, ODSA_MANAGE_SERVICE, ODSA_DEACTIVATE_SERVICE);
	struct entitlement_answer answer;
	int r;

	q.companion.service = ODSA_SHARED_NUMBER;
	r = errand_call(e, &q, &answer);
	if (r)
		return r;
	if (answer.status != ODSA_DEACTIVATED && answer.status != ODSA_DEACTIVATED_NO_REUSE)
		return errand_fail(e, -EPERM, "the operator says that the number is still shared");
	e->result->service = ODSA_SHARED_NUMBER;
	e->result->status = status_name(answer.status);
	errand_tell(e, "%s does not share the number %s any more", e->result->name, number_of(e));
	return tell_number(e, COMPANION_UNBOUND, NULL, e->error);
}
