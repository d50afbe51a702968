/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/esim.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <talloc.h>

#include "devices/entitlement_client.h"
#include "devices/usim.h"
#include "ecasd/pki.h"
#include "servers/common/tls.h"

enum { ROUNDS_MAX = 4 /* contracts and codes for one request */ };

struct esim {
	const struct esim_config *config;
	struct crypto *crypto;
	struct card_terminal *terminal;
	const struct usim_identity *card; /* NULL: no USIM is read */
	struct entitlement_client *operator;
	struct entitlement_config operator_config;
	void *ctx;
	struct esim_result *result;
	char **error;
};

static __attribute__((format(printf, 2, 3))) void tell(const struct esim *e, const char *format,
						       ...)
{
	va_list args;
	char *line;

	va_start(args, format);
	line = talloc_vasprintf(e->ctx, format, args);
	va_end(args);
	if (line)
		e->config->person->tell(e->config->person->arg, line);
}

static __attribute__((format(printf, 3, 4))) int fail(const struct esim *e, int r,
						      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*e->error = talloc_vasprintf(e->ctx, format, args);
	va_end(args);
	return *e->error ? r : -ENOMEM;
}

/* ---- the card and the operator ---- */

static int read_card(struct esim *e, const char *reader, struct entitlement_login *login)
{
	struct usim *usim;
	int r = card_terminal_open(reader, e, &e->terminal, e->error);

	if (r == 0)
		r = usim_open(e->terminal, e->terminal, &usim, e->error);
	if (r) {
		talloc_steal(e->ctx, *e->error);
		return r;
	}
	e->card = usim_identity(usim);
	login->imsi = e->card->imsi;
	login->mnc_length = e->card->mnc_length;
	login->usim = usim_eap(usim);
	if (!login->msisdn)
		login->msisdn = e->card->msisdn;
	return 0;
}

/* The card whose USIM shows who asks; NULL: none does. */
static const char *card_of(const struct esim_config *config, enum esim_action action)
{
	if (action == ESIM_TRANSFER)
		return NULL;
	return action == ESIM_CHECK ? config->euicc : config->uicc;
}

static int open_operator(struct esim *e, enum esim_action action)
{
	const struct esim_config *config = e->config;
	const char *reader = card_of(config, action);
	struct entitlement_login login = {.msisdn = config->msisdn};
	struct pki *pki;
	char *trusted;
	int r = pki_load(e->crypto, config->pki, e, &pki, e->error);

	if (r) {
		talloc_steal(e->ctx, *e->error);
		return r;
	}
	if (reader) {
		r = read_card(e, reader, &login);
		if (r)
			return r;
		login.eap_types = config->eap_types;
	}
	trusted = tls_trusted(e, pki);
	if (!trusted)
		return -ENOMEM;
	e->operator_config = (struct entitlement_config){
		.url = config->operator,
		.trusted = trusted,
		.terminal = &config->identity,
		.login = login,
		.person = config->person,
		.stop = config->stop,
		.state = config->state,
		.trail = config->trail,
		.party = config->identity.name,
	};
	return entitlement_client_new(e, e->crypto, &e->operator_config, &e->operator);
}

static int call(const struct esim *e, const struct entitlement_request *q,
		struct entitlement_answer *out)
{
	return entitlement_call(e->operator, q, e->ctx, out, e->error);
}

/* A request about the eSIM. */
static struct entitlement_request request(const struct esim *e,
					  enum entitlement_operation operation, int type)
{
	return (struct entitlement_request){
		.app = ENTITLEMENT_PRIMARY,
		.operation = operation,
		.type = type,
		.terminal_eid = *e->result->eid ? e->result->eid : NULL,
	};
}

/* The device as a companion of its own UICC: only so can it share a number (TS.43 6.2). */
static struct entitlement_request sharing_request(const struct esim *e,
						  enum entitlement_operation operation, int type)
{
	const struct device_identity *id = &e->config->identity;

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
				.eid = e->result->eid,
				.iccid = e->result->iccid,
				.service = ODSA_SHARED_NUMBER,
				.alerting = e->config->alerting,
			},
	};
}

/* ---- ManageSubscription ---- */

static int decide(const struct esim *e, const struct entitlement_websheet *sheet)
{
	const struct contract_page_config page = {
		.trusted = e->operator_config.trusted,
		.choice = e->config->contract,
		.person = e->config->person,
		.stop = e->config->stop,
		.show = e->config->show,
		.arg = e->config->arg,
	};
	enum contract_outcome outcome;
	int r = contract_page_decide(&page, sheet, e->ctx, &outcome, e->error);

	if (r == 0 && outcome == OUTCOME_DECLINED)
		return fail(e, -ECANCELED, "the contract was declined: nothing was ordered");
	return r;
}

/* The operator's question to the user: a code that was sent to the number at stake. */
static int answer_message(const struct esim *e, const struct entitlement_message *message,
			  struct entitlement_request *q, struct entitlement_answer *out)
{
	const struct person_wait wait = {.stop = e->config->stop, .gone = -1};
	char *text;
	int r;

	tell(e, "operator: %s", message->text);
	r = e->config->person->ask(e->config->person->arg, "Answer: ", &wait, e->ctx, &text);
	if (r)
		return fail(e, r, "the operator's question was not answered");
	q->response = text;
	r = call(e, q, out);
	q->response = NULL;
	return r;
}

/* Until nothing is left to be decided. */
static int subscribe(const struct esim *e, struct entitlement_request *q,
		     struct entitlement_answer *out)
{
	int r = call(e, q, out);

	for (unsigned i = 0; r == 0 && i < ROUNDS_MAX; i++) {
		switch (out->subscription) {
		case ODSA_DOWNLOAD_PROFILE:
		case ODSA_DONE:
		case ODSA_DELAYED_DOWNLOAD:
			return 0;
		case ODSA_CONTINUE_TO_WEBSHEET:
			r = decide(e, &out->websheet);
			r = r ? r : call(e, q, out);
			break;
		case ODSA_REQUIRES_USER_INPUT:
			r = answer_message(e, &out->message, q, out);
			break;
		default:
			return fail(e, -EPERM, "the operator refuses: %s",
				    *out->problem ? out->problem : "it does not say why");
		}
	}
	return r ? r : fail(e, -EPERM, "the operator asks without end");
}

/* ---- the profile ---- */

static void tell_step(void *arg, const char *step)
{
	const struct esim *e = arg;

	tell(e, "%s: %s", e->config->identity.name, step);
}

/* What the card has to tell its SM-DP+; it keeps what does not arrive. */
static void notify(const struct esim *e)
{
	char *why = NULL;

	if (lpa_notify(e->config->lpa, e->ctx, &why))
		tell(e, "the SM-DP+ has not been notified yet: %s", why ? why : "?");
}

static int download(const struct esim *e, const char *code)
{
	const struct lpa_download what = {
		.activation_code = code,
		.progress = tell_step,
		.arg = (void *)(uintptr_t)e,
	};
	char *iccid, *why = NULL;
	int r;

	tell(e, "the operator has a profile: %s", code);
	r = lpa_download(e->config->lpa, &what, e->ctx, &iccid, &why);
	notify(e);
	if (r)
		return fail(e, r, "%s; the profile remains ordered: do the same again to go on",
			    why ? why : strerror(-r));
	e->result->iccid = iccid;
	tell(e, "the profile %s is installed", iccid);
	return 0;
}

static int enable(const struct esim *e)
{
	struct lpa_profile *profiles;
	int r = lpa_list(e->config->lpa, e->ctx, &profiles, e->error);

	for (size_t i = 0; r == 0 && i < talloc_array_length(profiles); i++)
		if (!strcmp(profiles[i].iccid, e->result->iccid) && profiles[i].enabled)
			return 0;
	r = r ? r : lpa_enable(e->config->lpa, e->result->iccid, e->ctx, e->error);
	if (r)
		return r;
	tell(e, "the profile %s is enabled", e->result->iccid);
	notify(e);
	return 0;
}

static int confirm(const struct esim *e, const struct entitlement_request *q, const char *status)
{
	struct entitlement_configuration c;
	int r = entitlement_wait(e->operator, q, e->ctx, &c, e->error);

	if (r < 0)
		return r;
	if (r == 0 || c.status != ODSA_ACTIVATED)
		return fail(e, -EPERM, "the operator says that it is not activated");
	e->result->status = status;
	return 0;
}

/* Orders with @type, and has in the end an enabled profile that the operator has activated. */
static int obtain(const struct esim *e, int type)
{
	struct entitlement_request q = request(e, ODSA_MANAGE_SUBSCRIPTION, type);
	const struct entitlement_request look =
		request(e, ODSA_ACQUIRE_CONFIGURATION, ODSA_NO_TYPE);
	struct entitlement_configuration c;
	struct entitlement_answer answer;
	int r = subscribe(e, &q, &answer);

	if (r)
		return r;
	if (answer.subscription != ODSA_DOWNLOAD_PROFILE) { /* installed before, or not ready */
		r = entitlement_wait(e->operator, & look, e->ctx, &c, e->error);
		if (r <= 0)
			return r ? r : fail(e, -EBADMSG, "the operator knows of no profile");
		e->result->iccid = c.iccid;
		answer.download = c.download;
		r = 0;
	}
	if (*answer.download.code)
		r = download(e, answer.download.code);
	r = r ? r : enable(e);
	return r ? r : confirm(e, &look, "activated");
}

/* ---- what devices do ---- */

static int add(const struct esim *e)
{
	struct entitlement_request q;
	struct entitlement_answer answer;
	int r = obtain(e, ODSA_SUBSCRIBE);

	if (r || !e->config->share)
		return r;
	tell(e, "asking the operator to share the number");
	q = sharing_request(e, ODSA_MANAGE_SUBSCRIPTION, ODSA_CHANGE);
	r = subscribe(e, &q, &answer);
	if (r == 0 && answer.subscription == ODSA_DONE) {
		q = sharing_request(e, ODSA_MANAGE_SERVICE, ODSA_ACTIVATE_SERVICE);
		r = call(e, &q, &answer);
	}
	if (r)
		return r;
	q = sharing_request(e, ODSA_ACQUIRE_CONFIGURATION, ODSA_NO_TYPE);
	r = confirm(e, &q, "shared");
	if (r == 0)
		tell(e, "UICC and eUICC share the number");
	return r;
}

static int transfer(const struct esim *e)
{
	int r = obtain(e, ODSA_TRANSFER);

	if (r == 0)
		tell(e, "the number %s is on this device now", e->config->msisdn);
	return r;
}

static bool is_enabled(const struct lpa_profile *profiles, const char *iccid)
{
	for (size_t i = 0; i < talloc_array_length(profiles); i++)
		if (!strcmp(profiles[i].iccid, iccid))
			return profiles[i].enabled;
	return false;
}

/* Nobody takes a profile that has gone over into service again: it becomes inactive. */
static int check(struct esim *e)
{
	struct entitlement_request q = request(e, ODSA_ACQUIRE_CONFIGURATION, ODSA_NO_TYPE);
	struct entitlement_answer answer;
	struct lpa_profile *profiles;
	int r;

	e->result->iccid = talloc_strdup(e->ctx, e->card->iccid);
	q.terminal_eid = NULL;
	q.terminal_iccid = e->result->iccid;
	r = call(e, &q, &answer);
	if (r)
		return r;
	if (!answer.n)
		return fail(e, -ENOENT, "the operator knows nothing of the profile %s",
			    e->result->iccid);
	if (answer.configurations[0].status != ODSA_DEACTIVATED_NO_REUSE) {
		tell(e, "the profile %s is good", e->result->iccid);
		e->result->status = "activated";
		return 0;
	}
	TALLOC_FREE(e->operator);
	TALLOC_FREE(e->terminal); /* to lpac */
	r = lpa_list(e->config->lpa, e->ctx, &profiles, e->error);
	if (r == 0 && is_enabled(profiles, e->result->iccid))
		r = lpa_disable(e->config->lpa, e->result->iccid, e->ctx, e->error);
	if (r)
		return r;
	tell(e, "the profile %s is good no more, and was disabled", e->result->iccid);
	notify(e);
	e->result->status = "disabled";
	return 0;
}

static int act(struct esim *e, enum esim_action action)
{
	char *eid;
	int r = lpa_eid(e->config->lpa, e->ctx, &eid, e->error);

	if (r)
		return r;
	e->result->eid = eid;
	notify(e); /* of what an interrupted download has left: the operator is asked next */
	r = open_operator(e, action);
	if (r)
		return r;
	switch (action) {
	case ESIM_ADD:
		return add(e);
	case ESIM_TRANSFER:
		return transfer(e);
	default:
		return check(e);
	}
}

int esim_run(const struct esim_config *config, enum esim_action action, void *ctx,
	     struct esim_result *out, char **error)
{
	struct esim *e = talloc_zero(ctx, struct esim);
	int r;

	*error = NULL;
	*out = (struct esim_result){.eid = "", .iccid = "", .status = ""};
	if (!e)
		return -ENOMEM;
	e->config = config;
	e->ctx = ctx;
	e->result = out;
	e->error = error;
	r = crypto_new(e, NULL, NULL, &e->crypto);
	if (r == 0)
		r = act(e, action);
	talloc_free(e);
	return r;
}
