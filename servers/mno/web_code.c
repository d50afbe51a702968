/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page for the code that verifies a companion before it shares a number: the code comes to the
 * companion, and is entered here. */
#include <talloc.h>

#include "servers/mno/web_visit.h"

static const char *page_of(struct visit *v, const struct contract *c)
{
	return talloc_asprintf(v->ctx, "/code?contract=%s", c->key);
}

/* ---- pages ---- */

static void put_form(struct visit *v, const struct contract *c)
{
	html_put(&v->page,
		 "<form method=\"post\" action=\"/code\">\n"
		 "<input type=\"hidden\" name=\"contract\" value=\"%s\">\n",
		 c->key);
	visit_protect(v, c->key);
}

/* How the number is shared already, is asked to be here, or was on the phone. */
static enum alerting alerting_of(struct visit *v, const struct contract *c)
{
	const char *text = visit_value(v, "alerting");
	struct shared_number n;
	struct service s;

	if (shared_number_of(v->web->config.db, c->imsi, v->ctx, &n) == 1)
		return n.alerting;
	for (int i = 0; i < ALERTING_COUNT; i++)
		if (!strcmp(text, alerting_names[i]))
			return (enum alerting)i;
	if (service_find(v->web->config.db, c->imsi, c->device, v->ctx, &s) == 1)
		return s.alerting;
	return ALERTING_FLEXIBLE;
}

/* What a call does is to be chosen with the first that shares the number. */
static void ask_alerting(struct visit *v, const struct contract *c)
{
	static const char *const labels[ALERTING_COUNT] = {
		[ALERTING_FLEXIBLE] = "All ring at once",
		[ALERTING_HUNTING] = "One after the other, your phone first",
	};
	enum alerting chosen = alerting_of(v, c);
	struct shared_number n;

	if (shared_number_of(v->web->config.db, c->imsi, v->ctx, &n) == 1)
		return;
	html_put(&v->page, "<fieldset>\n<legend>When your number is called</legend>\n");
	for (int i = 0; i < ALERTING_COUNT; i++)
		html_put(&v->page,
			 "<label class=\"choice\"><input type=\"radio\" name=\"alerting\""
			 " value=\"%s\"%s>%s</label>\n",
			 alerting_names[i], i == (int)chosen ? " checked" : "", labels[i]);
	html_put(&v->page, "</fieldset>\n");
}

static unsigned ask(struct visit *v, const struct contract *c, unsigned status, const char *problem)
{
	struct buf *page = &v->page;

	html_begin(page, "Is this device yours?");
	html_put(page,
		 "<p>Before <bdi>%s</bdi> shares your number, enter the code that we have sent to"
		 " it.</p>\n",
		 visit_device(v, c->imsi, c->device));
	put_form(v, c);
	visit_ask_code(v, problem);
	ask_alerting(v, c);
	html_put(page, "<div class=\"buttons\"><button class=\"main\">Continue</button></div>\n"
		       "</form>\n");
	put_form(v, c);
	html_put(page, "<div class=\"buttons\"><button name=\"again\" value=\"1\">Send another code"
		       "</button></div>\n</form>\n");
	html_end(page);
	return status;
}

static unsigned show_done(struct visit *v, const struct contract *c, const char *title,
			  const char *text)
{
	html_begin(&v->page, title);
	html_put(&v->page,
		 "<p class=\"good\" data-outcome=\"finished\"><bdi>%s</bdi>: %s</p>\n"
		 "<p>You can close this page.</p>\n"
		 "<script src=\"/web/callback.js\"></script>\n",
		 visit_device(v, c->imsi, c->device), text);
	html_end(&v->page);
	return 200;
}

/* ---- the contract and its companion ---- */

/* The IMSI of what shares the number: the profile in the device, or a UICC known by its IMSI. */
static const char *companion_imsi(struct visit *v, const struct contract *c)
{
	struct service s;
	int r = service_find(v->web->config.db, c->imsi, c->device, v->ctx, &s);

	return r == 1 ? s.profile : c->device;
}

static int is_shared(struct visit *v, const struct contract *c)
{
	const char *imsi = companion_imsi(v, c);
	struct shared_number n;
	int r = shared_number_of(v->web->config.db, c->imsi, v->ctx, &n);

	for (size_t i = 0; r == 1 && i < n.n; i++)
		if (!strcmp(n.members[i], imsi))
			return 1;
	return r < 0 ? r : 0;
}

/* 0 with the accepted contract for sharing a number that is asked for; else the status of the page
 * that says why not. */
static unsigned find(struct visit *v, struct contract *c)
{
	int r = contract_find(v->web->config.db, visit_value(v, "contract"), v->ctx, c);

	if (r < 0)
		return visit_failed(v);
	if (r == 1 && c->kind == CONTRACT_SHARED_NUMBER && c->state == CONTRACT_ACCEPTED &&
	    *c->device)
		return 0;
	return visit_problem(v, 404, "There is nothing to verify",
			     "Please go back to your phone, and ask for it again.");
}

unsigned code_show(struct visit *v)
{
	struct contract c;
	unsigned status = find(v, &c);
	int r;

	if (status)
		return status;
	r = is_shared(v, &c);
	if (r < 0)
		return visit_failed(v);
	return r ? show_done(v, &c, "Your number is shared", "calls reach it too from now on.")
		 : ask(v, &c, 200, "");
}

static unsigned answered(struct visit *v, const struct contract *c, const struct boss_answer *a,
			 bool entered)
{
	switch (a->verdict) {
	case BOSS_DONE:
		return visit_go(v, page_of(v, c));
	case BOSS_VERIFY:
		return ask(v, c, entered ? 403 : 200, a->problem);
	case BOSS_CONTRACT:
		return visit_go(v,
				talloc_asprintf(v->ctx, "/contract?contract=%s", a->contract.key));
	case BOSS_REFUSED: /* also where another code is needed: it came too late, or too often */
		return ask(v, c, 409, a->problem);
	default:
		return show_done(v, c, "Your number will be shared",
				 "calls reach it too once its profile is installed.");
	}
}

unsigned code_entered(struct visit *v)
{
	bool again = *visit_value(v, "again");
	struct boss_sharing sharing = {.code = again ? "" : visit_value(v, "code")};
	struct boss_answer answer;
	struct contract c;
	unsigned status = find(v, &c);

	if (status)
		return status;
	if (!visit_protected(v, c.key))
		return visit_foreign(v, page_of(v, &c));
	if (!again && !*sharing.code)
		return ask(v, &c, 400, "Please enter the code.");
	sharing.imsi = c.imsi;
	sharing.companion = c.device;
	sharing.alerting = alerting_of(v, &c);
	visit_asks(v, again ? "another code, please" : "code", "share the number");
	if (boss_share(v->web->config.boss, &sharing, v->ctx, &answer))
		return visit_failed(v);
	visit_told(v, &answer);
	return answered(v, &c, &answer, !again);
}
