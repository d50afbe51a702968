/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on which a subscriber agrees to a contract, or does not. */
#include <talloc.h>

#include "flow/trail.h"
#include "servers/mno/subscriber.h"
#include "servers/mno/web_visit.h"

enum { TERMS_MAX = 4 };

static const struct {
	const char *title, *lead;
	const char *terms[TERMS_MAX];
	const char *accepted, *declined;
} texts[CONTRACT_KINDS] = {
	[CONTRACT_PROFILE] =
		{
			"A subscription for your device",
			"Your phone has asked us for a subscription for this device. We prepare it "
			"when you"
			" accept these terms.",
			{
				"The device gets a subscription of its own, as a profile that it "
				"downloads."
				" Only the eUICC named here can download it.",
				"It is charged to your own subscription from the day on which the "
				"device"
				" reports that the profile is installed, and not before.",
				"The profile is for this device. It can be deleted, but neither "
				"copied nor"
				" moved.",
				"You can end it whenever you like, from your phone. What you have "
				"asked for"
				" and not installed costs nothing.",
			},
			"You have accepted the subscription",
			"You have declined the subscription",
		},
	[CONTRACT_SHARED_NUMBER] =
		{
			"One number for two devices",
			"Your phone has asked us to let this device share your number. We do so "
			"when you"
			" accept these terms.",
			{
				"Calls to your number reach this device too. Whether all ring at "
				"once or one"
				" after the other is as you have asked for.",
				"Whoever has the device in hand can take calls to your number.",
				"We may send a code to the device first, to see that it is yours.",
				"You can take the device off your number whenever you like, from "
				"your"
				" phone. Its own subscription remains.",
			},
			"You have accepted to share your number",
			"You have declined to share your number",
		},
};

static const char *page_of(struct visit *v, const char *key)
{
	return talloc_asprintf(v->ctx, "/contract?contract=%s", key);
}

/* ---- what the contract is about ---- */

/* The EID is that of what was asked for, whatever was said of the device since. */
static void put_device(struct visit *v, const struct contract *c)
{
	struct db *db = v->web->config.db;
	struct service s;
	struct device d;

	if (!*c->device)
		return;
	visit_detail(v, "Device", visit_device(v, c->imsi, c->device));
	if (device_find(db, c->imsi, c->device, v->ctx, &d) == 1 && *d.name)
		visit_detail(v, "Model", visit_model(v, &d));
	if (service_find(db, c->imsi, c->device, v->ctx, &s) == 1)
		visit_eid(v, s.eid);
}

static void put_details(struct visit *v, const struct contract *c)
{
	struct subscriber s;

	html_put(&v->page, "<dl>\n");
	put_device(v, c);
	if (subscriber_by_imsi(v->web->config.db, c->imsi, v->ctx, &s) == 1) {
		crypto_wipe(&s.aka, sizeof(s.aka));
		if (*s.msisdn)
			visit_detail(v, "Your number", talloc_asprintf(v->ctx, "+%s", s.msisdn));
	}
	html_put(&v->page, "</dl>\n");
}

/* ---- pages ---- */

static unsigned show_offer(struct visit *v, const struct contract *c)
{
	struct buf *page = &v->page;

	html_begin(page, texts[c->kind].title);
	html_put(page, "<p>%s</p>\n", texts[c->kind].lead);
	put_details(v, c);
	html_put(page, "<h2>Terms</h2>\n<ol>\n");
	for (size_t i = 0; i < TERMS_MAX; i++)
		html_put(page, "<li>%s</li>\n", texts[c->kind].terms[i]);
	html_put(page,
		 "</ol>\n<form method=\"post\" action=\"/contract\">\n"
		 "<input type=\"hidden\" name=\"contract\" value=\"%s\">\n",
		 c->key);
	visit_protect(v, c->key);
	html_put(page, "<div class=\"buttons\">\n"
		       "<button class=\"main\" name=\"decision\" value=\"accept\">Accept</button>\n"
		       "<button name=\"decision\" value=\"decline\">Decline</button>\n"
		       "</div>\n</form>\n");
	html_end(page);
	return 200;
}

/* How far what was asked for has come, for people. */
static const char *progress_of(struct visit *v, const struct contract *c)
{
	static const char *const texts_of[SERVICE_STATES] = {
		[SERVICE_REQUESTED] = "There is another contract to be accepted.",
		[SERVICE_ORDERING] = "The profile is being prepared.",
		[SERVICE_ORDERED] = "The profile is ready: your device downloads it now.",
		[SERVICE_INSTALLED] = "The profile is installed.",
		[SERVICE_CANCELLING] =
			"The profile could not be prepared. Please ask for it again.",
		[SERVICE_ENDED] = "It has been ended since.",
	};
	struct service s;

	if (c->kind != CONTRACT_PROFILE ||
	    service_find(v->web->config.db, c->imsi, c->device, v->ctx, &s) != 1)
		return "Your phone goes on by itself.";
	return texts_of[s.state];
}

/* The outcome is what the script tells an entitlement client. */
static unsigned show_outcome(struct visit *v, const struct contract *c)
{
	bool accepted = c->state == CONTRACT_ACCEPTED;
	struct buf *page = &v->page;

	html_begin(page, accepted ? texts[c->kind].accepted : texts[c->kind].declined);
	if (accepted)
		html_put(page, "<p class=\"good\" data-outcome=\"finished\">%s</p>\n",
			 progress_of(v, c));
	else
		html_put(page,
			 "<p class=\"note\" data-outcome=\"dismissed\">Nothing was ordered, and"
			 " nothing is charged.</p>\n");
	put_details(v, c);
	if (accepted && c->kind == CONTRACT_SHARED_NUMBER && *c->device)
		html_put(page,
			 "<p>If a code comes to the device, enter it where your phone asks for it,"
			 " or <a href=\"/code?contract=%s\">enter it here</a>.</p>\n",
			 c->key);
	html_put(page, "<p>You can close this page.</p>\n"
		       "<script src=\"/web/callback.js\"></script>\n");
	html_end(page);
	return 200;
}

static bool expired(const struct visit *v, const struct contract *c)
{
	return c->state == CONTRACT_OFFERED && v->now - c->offered > CONTRACT_LIFE;
}

static unsigned show(struct visit *v, const struct contract *c)
{
	if (c->state != CONTRACT_OFFERED)
		return show_outcome(v, c);
	if (expired(v, c))
		return visit_problem(v, 410, "This offer has expired",
				     "Nothing was ordered. Ask for it again from your phone.");
	return show_offer(v, c);
}

/* 0 with the contract that is asked for; else the status of the page that says why not. */
static unsigned find(struct visit *v, struct contract *c)
{
	int r = contract_find(v->web->config.db, visit_value(v, "contract"), v->ctx, c);

	if (r < 0)
		return visit_failed(v);
	return r == 1 ? 0
		      : visit_problem(v, 404, "There is no such contract",
				      "Please go back to your phone, and ask for it again.");
}

unsigned contract_show(struct visit *v)
{
	struct contract c;
	unsigned status = find(v, &c);

	if (status)
		return status;
	trail_message(v->web->config.trail, "user", "web server", "contract page",
		      json_pack("{s:s}", "contract", contract_kind_names[c.kind]));
	return show(v, &c);
}

/* ---- the decision ---- */

static unsigned answered(struct visit *v, const char *key, const struct boss_answer *a)
{
	switch (a->verdict) {
	case BOSS_CONTRACT:
		return visit_go(v, page_of(v, a->contract.key));
	case BOSS_REFUSED:
		return visit_problem(
			v, 409, "We could not do what you asked for",
			talloc_asprintf(v->ctx, "%s. You can ask for it again from your phone.",
					a->problem));
	default:
		return visit_go(v, page_of(v, key));
	}
}

static unsigned decide(struct visit *v, const struct contract *c, bool accepted)
{
	struct boss_answer answer;

	visit_asks(v, accepted ? "accept" : "decline",
		   accepted ? "contract accepted" : "contract declined");
	if (boss_decide(v->web->config.boss, c->key, accepted, v->request, v->ctx, &answer))
		return visit_failed(v);
	visit_told(v, &answer);
	return answered(v, c->key, &answer);
}

unsigned contract_decided(struct visit *v)
{
	const char *decision = visit_value(v, "decision");
	bool accepted = !strcmp(decision, "accept");
	struct contract c;
	unsigned status = find(v, &c);

	if (status)
		return status;
	if (!visit_protected(v, c.key))
		return visit_foreign(v, page_of(v, c.key));
	if (!accepted && strcmp(decision, "decline") != 0)
		return visit_problem(v, 400, "Accept or decline?",
				     "The form does not say what you have decided.");
	if (c.state == (accepted ? CONTRACT_DECLINED : CONTRACT_ACCEPTED))
		return visit_problem(v, 409, "You have decided already",
				     "What was decided cannot be changed here.");
	return expired(v, &c) ? show(v, &c) : decide(v, &c, accepted);
}
