/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user has: devices and numbers, for who has the phone with the number in hand. */
#include <stdio.h>
#include <talloc.h>

#include "servers/mno/one_time_code.h"
#include "servers/mno/subscriber.h"
#include "servers/mno/web_visit.h"

#define PAGE   "/status"
#define COOKIE "__Host-session" /* RFC 6265bis 4.1.3.2: set by this host, for it alone */

static const char purpose[] = "status page";

/* ---- the session ---- */

static void set_cookie(struct visit *v, const char *value, int life)
{
	v->cookie = talloc_asprintf(
		v->ctx, COOKIE "=%s; Path=/; Max-Age=%d; Secure; HttpOnly; SameSite=Strict", value,
		life);
}

static const char *cookie_of(struct visit *v)
{
	const char *value = http_cookie(v->request, COOKIE, v->ctx);

	return value ? value : "";
}

static const char *session_imsi(struct visit *v)
{
	return web_session_imsi(&v->web->sessions, cookie_of(v), v->now);
}

/* ---- proving it ---- */

static unsigned ask_number(struct visit *v, unsigned status, const char *problem)
{
	struct buf *page = &v->page;

	html_begin(page, "Your devices and numbers");
	html_put(page, "<p>We send a code to your phone, to see that you have it in hand.</p>\n"
		       "<form method=\"post\" action=\"" PAGE "\">\n");
	visit_put_problem(v, problem);
	html_put(page,
		 "<label for=\"number\">Your number</label>\n"
		 "<input id=\"number\" name=\"number\" type=\"tel\" required maxlength=\"%d\""
		 " autocomplete=\"tel\" aria-describedby=\"hint\">\n"
		 "<p class=\"hint\" id=\"hint\">With the country code, like "
		 "+882&nbsp;110&nbsp;000&nbsp;001</p>\n"
		 "<div class=\"buttons\"><button class=\"main\">Send the code</button></div>\n"
		 "</form>\n",
		 2 * MSISDN_DIGITS_MAX);
	html_end(page);
	return status;
}

/* What the code's form is bound to: the browser and the number that it was asked for with. */
static const char *login_secret(struct visit *v, const char *cookie, const char *number)
{
	return talloc_asprintf(v->ctx, "%s %s", cookie, number);
}

static unsigned ask_code(struct visit *v, unsigned status, const char *cookie, const char *number,
			 const char *problem)
{
	struct buf *page = &v->page;

	html_begin(page, "Your devices and numbers");
	html_put(page,
		 "<p>If <bdi>+%s</bdi> is a number of ours, a code is on its way to it. A number"
		 " gets %d codes in an hour at most.</p>\n"
		 "<form method=\"post\" action=\"" PAGE "\">\n"
		 "<input type=\"hidden\" name=\"number\" value=\"%s\">\n",
		 number, CODE_RATE, number);
	visit_protect(v, login_secret(v, cookie, number));
	visit_ask_code(v, problem);
	html_put(page, "<div class=\"buttons\"><button class=\"main\">Continue</button></div>\n"
		       "</form>\n<p><a href=\"" PAGE "\">Start again</a></p>\n");
	html_end(page);
	return status;
}

/* "+882 110 000 001" without its blanks and dashes. */
static const char *number_of(struct visit *v)
{
	char *text = talloc_strdup(v->ctx, visit_value(v, "number")), *to = text;

	for (const char *p = text; p && *p; p++)
		if (!strchr(" -./()", *p))
			*to++ = *p;
	if (to)
		*to = '\0';
	return text ? msisdn_digits(text) : NULL;
}

/* Whether the number is a subscriber's is told to nobody who does not have its phone. That of
 * several, and of none by itself, is nobody's to log in with. */
static unsigned send_code(struct visit *v, const char *number)
{
	char cookie[TOKEN_CHARACTERS + 1];
	struct subscriber s;

	if (subscriber_by_msisdn(v->web->config.db, number, v->ctx, &s) == 1) {
		crypto_wipe(&s.aka, sizeof(s.aka));
		(void)code_send(v->web->config.db, v->web->config.crypto, number, purpose,
				"Your code for the page about your devices and numbers is", v->now);
	}
	if (token_draw(v->web->config.crypto, cookie))
		return visit_failed(v);
	set_cookie(v, cookie, CODE_LIFE);
	return ask_code(v, 200, cookie, number, "");
}

static unsigned begin(struct visit *v, const char *number)
{
	char token[TOKEN_CHARACTERS + 1];
	struct subscriber s;

	if (subscriber_by_msisdn(v->web->config.db, number, v->ctx, &s) != 1)
		return visit_failed(v);
	crypto_wipe(&s.aka, sizeof(s.aka));
	if (web_session_begin(&v->web->sessions, v->web->config.crypto, s.imsi,
			      v->now + WEB_SESSION_LIFE, token))
		return visit_failed(v);
	set_cookie(v, token, WEB_SESSION_LIFE);
	return visit_go(v, PAGE);
}

static unsigned try_code(struct visit *v, const char *number)
{
	static const char *const problems[] = {
		[CODE_WRONG] = "That code is wrong.",
		[CODE_LATE] = "That code came too late. Please start again.",
		[CODE_EXHAUSTED] = "There were too many wrong codes. Please start again.",
		[CODE_NONE] = "That code is wrong.",
	};
	const char *cookie = cookie_of(v);
	enum code_verdict verdict;

	if (!*cookie || !visit_protected(v, login_secret(v, cookie, number)))
		return visit_foreign(v, PAGE);
	if (code_try(v->web->config.db, number, purpose, visit_value(v, "code"), v->now, &verdict))
		return visit_failed(v);
	return verdict == CODE_RIGHT ? begin(v, number)
				     : ask_code(v, 403, cookie, number, problems[verdict]);
}

static unsigned leave(struct visit *v)
{
	if (!visit_protected(v, cookie_of(v)))
		return visit_foreign(v, PAGE);
	web_session_end(&v->web->sessions, cookie_of(v));
	set_cookie(v, "", 0);
	return visit_go(v, PAGE);
}

unsigned status_posted(struct visit *v)
{
	const char *number = number_of(v);

	if (*visit_value(v, "leave"))
		return leave(v);
	if (!number)
		return ask_number(v, 400, "That is no international number.");
	return form_value(&v->form, "code") ? try_code(v, number) : send_code(v, number);
}

/* ---- what there is ---- */

static const char *const service_texts[SERVICE_STATES] = {
	[SERVICE_REQUESTED] = "waits for you to accept its contract",
	[SERVICE_ORDERING] = "is being prepared",
	[SERVICE_ORDERED] = "ready to be downloaded",
	[SERVICE_INSTALLED] = "installed",
	[SERVICE_CANCELLING] = "is being cancelled",
	[SERVICE_ENDED] = "ended",
};

static int put_services(struct visit *v, const char *imsi)
{
	struct db *db = v->web->config.db;
	struct service s;
	int64_t after = 0;
	int r;

	html_put(&v->page, "<h2>Devices</h2>\n");
	while ((r = service_next(db, imsi, after, v->ctx, &s)) == 1) {
		html_put(&v->page, "<dl class=\"card\">\n");
		visit_detail(v, "Device", visit_device(v, s.imsi, s.device));
		visit_detail(v, "Profile", service_texts[s.state]);
		visit_eid(v, s.eid);
		visit_detail(v, "Problem", s.problem);
		html_put(&v->page, "</dl>\n");
		after = s.id;
	}
	if (after == 0)
		html_put(&v->page, "<p>No device of yours has a profile from us.</p>\n");
	return r;
}

/* A member by the name of its device, where it is a profile that we have delivered. */
static const char *member_name(struct visit *v, const struct shared_number *n, const char *imsi,
			       const char *own)
{
	struct service s;
	int64_t after = 0;

	if (!strcmp(imsi, own))
		return "This phone";
	while (service_next(v->web->config.db, own, after, v->ctx, &s) == 1) {
		if (!strcmp(s.profile, imsi))
			return visit_device(v, s.imsi, s.device);
		after = s.id;
	}
	return !strcmp(imsi, n->pilot) ? "The phone whose number it is" : "Another SIM";
}

static int put_number(struct visit *v, const char *imsi)
{
	static const char *const alertings[ALERTING_COUNT] = {
		[ALERTING_FLEXIBLE] = "All ring at once, until one answers.",
		[ALERTING_HUNTING] = "They ring in this order, until one answers.",
	};
	struct shared_number n;
	int r = shared_number_of(v->web->config.db, imsi, v->ctx, &n);

	html_put(&v->page, "<h2>Shared number</h2>\n");
	if (r == 0)
		html_put(&v->page, "<p>No device shares your number.</p>\n");
	if (r != 1)
		return r;
	html_put(&v->page, "<p>Calls to +%s reach:</p>\n<ol>\n", n.msisdn);
	for (size_t i = 0; i < n.n; i++)
		html_put(&v->page, "<li><bdi>%s</bdi></li>\n",
			 member_name(v, &n, n.members[i], imsi));
	html_put(&v->page, "</ol>\n<p>%s</p>\n", alertings[n.alerting]);
	return 0;
}

static unsigned show(struct visit *v, const char *imsi)
{
	struct subscriber s;

	if (subscriber_by_imsi(v->web->config.db, imsi, v->ctx, &s) != 1)
		return visit_failed(v);
	crypto_wipe(&s.aka, sizeof(s.aka));
	html_begin(&v->page, "Your devices and numbers");
	html_put(&v->page, "<dl>\n");
	if (*s.msisdn)
		visit_detail(v, "Your number", talloc_asprintf(v->ctx, "+%s", s.msisdn));
	visit_detail(v, "SIM", s.iccid);
	visit_detail(v, "State", s.suspended ? "suspended: another SIM has taken its place" : "");
	html_put(&v->page, "</dl>\n");
	if (put_services(v, imsi) || put_number(v, imsi))
		return visit_failed(v);
	html_put(&v->page, "<form method=\"post\" action=\"" PAGE "\">\n");
	visit_protect(v, cookie_of(v));
	html_put(&v->page, "<div class=\"buttons\"><button name=\"leave\" value=\"1\">Log out"
			   "</button></div>\n</form>\n");
	html_end(&v->page);
	return 200;
}

unsigned status_show(struct visit *v)
{
	const char *imsi = session_imsi(v);

	return imsi ? show(v, imsi) : ask_number(v, 200, "");
}
