/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens in the flows. */
#include <stdarg.h>
#include <string.h>
#include <talloc.h>

#include "demo/play.h"

/* ---- commands of devices ---- */

enum { WORDS_MAX = 48 };

struct words {
	const char *word[WORDS_MAX];
	size_t n;
};

/* Adds words; the last is followed by NULL. */
static __attribute__((sentinel)) void add_words(struct words *w, ...)
{
	const char *word;
	va_list args;

	va_start(args, w);
	while ((word = va_arg(args, const char *)) && w->n + 1 < WORDS_MAX)
		w->word[w->n++] = word;
	va_end(args);
}

/* What every device is told that asks the operator: where that is, and who it is itself. */
static struct words asking_device(struct play *p, const char *kind, size_t card, const char *name)
{
	struct words w = {{"device", kind}, 2};

	add_words(&w, "--reader", p->readers[card]->name, "--name", name, "--terminal-id",
		  card ? "490154203237526" : "490154203237518", "--operator", p->lab.operator,
		  "--trail", stage_trail(p->lab.stage), "--state",
		  lab_path(&p->lab, talloc_asprintf(p, "%s.token", play_cards[card])), NULL);
	return w;
}

/* Runs it to its end, and is its user. */
static int does(struct play *p, int which, const struct words *w, const char *name)
{
	int r = person_takes(&p->person, which, name, false, w->word);

	return r ? r : person_waits(&p->person, which);
}

/* Where the user declines, the device says that nothing has come of it: so it should be. */
static int expect_refusal(struct play *p, int r)
{
	if (r == 0 || !play_answered(p, DEMO_CONTRACT, "decline") ||
	    !strstr(stage_problem(p->lab.stage), "the contract was declined"))
		return r;
	stage_forgive(p->lab.stage);
	return 0;
}

/* ---- primary and secondary ---- */

static int secondary_waits(struct play *p)
{
	struct words w = {{"device", "secondary"}, 2};
	const char *rest;
	int r;

	add_words(&w, "--reader", p->readers[1]->name, "--link", p->link, "--terminal-id",
		  "490154203237526", "--trail", stage_trail(p->lab.stage), "--lpa",
		  p->two_uiccs ? "none" : p->lab.lpac, NULL);
	r = person_takes(&p->person, SECONDARY, "secondary", true, w.word);
	return r ? r
		 : stage_wait_line(p->lab.stage, p->person.devices[SECONDARY].actor,
				   "secondary waits at ", &rest);
}

static int primary_does(struct play *p, const char *action, const char *share)
{
	struct words w = asking_device(p, "primary", 0, "primary");

	add_words(&w, action, "--link", p->link, "--auth", play_answer(p, DEMO_AUTHENTICATION),
		  NULL);
	if (share)
		add_words(&w, "--share", share, NULL);
	add_words(&w, "--alerting", play_answer(p, DEMO_ALERTING), NULL);
	return does(p, PRIMARY, &w, "primary");
}

static int add(struct play *p, const char *share)
{
	int r = secondary_waits(p);

	if (r == 0)
		r = primary_does(p, "add",
				 play_answered(p, DEMO_SHARED_NUMBER, "yes") ? share : "no");
	return expect_refusal(p, r);
}

int act_add_then_share(struct play *p)
{
	return add(p, "after");
}

int act_add_and_share(struct play *p)
{
	return add(p, "at-once");
}

int act_share(struct play *p)
{
	int r = secondary_waits(p);

	if (r == 0)
		r = primary_does(p, "share", NULL);
	return expect_refusal(p, r);
}

int act_unshare_and_remove(struct play *p)
{
	int r = primary_does(p, "unshare", NULL);

	return r ? r : primary_does(p, "remove", NULL);
}

/* ---- one device ---- */

int act_single(struct play *p)
{
	struct words w = asking_device(p, "single", 0, "device");

	add_words(&w, "--euicc", p->readers[1]->name, "--lpa", p->lab.lpac, "--auth",
		  play_answer(p, DEMO_AUTHENTICATION), "--alerting", play_answer(p, DEMO_ALERTING),
		  play_answered(p, DEMO_SHARED_NUMBER, "yes") ? "--share" : NULL, NULL);
	return expect_refusal(p, does(p, PRIMARY, &w, "device"));
}

/* ---- one device in the place of another ---- */

int act_replace(struct play *p)
{
	struct words w = asking_device(p, "new", 1, "new device");

	add_words(&w, "--msisdn", play_user.msisdn, "--lpa", p->lab.lpac, NULL);
	return does(p, SECONDARY, &w, "new device");
}

/* The old device asks what has become of its profile. */
static int old_device_asks(struct play *p)
{
	struct words w = asking_device(p, "old", 0, "old device");

	add_words(&w, "--lpa", p->lab.lpac, NULL);
	return does(p, PRIMARY, &w, "old device");
}

int act_replace_euicc(struct play *p)
{
	int r = act_replace(p);

	return r ? r : old_device_asks(p);
}

/* The user's subscription is on the old device's eUICC, and the operator has heard from it. */
int act_install_on_old(struct play *p)
{
	const char *package = lab_path(&p->lab, "user.der"), *code;
	const struct reader *old = p->readers[0];
	json_t *order;
	int r = lab_describe(&p->lab, &play_user);

	if (r == 0)
		r = lab_subscribe(&p->lab, &play_user);
	if (r == 0)
		r = lab_run(&p->lab, NULL, "profile", "build", lab_path(&p->lab, "primary.json"),
			    "-o", package, NULL);
	if (r == 0)
		r = lab_run(&p->lab, &order, "smdpp", "order", "--profile", package, "--eid",
			    play_eids[0], "--store", lab_path(&p->lab, "smdpp.db"), "--json", NULL);
	if (r)
		return r;
	code = json_string_value(json_object_get(order, "activationCode"));
	r = lab_lpac(&p->lab, old, NULL, "profile", "download", "-a", code ? code : "", NULL);
	json_decref(order);
	if (r == 0)
		r = lab_lpac(&p->lab, old, NULL, "profile", "enable", play_user.iccid, NULL);
	if (r == 0)
		r = lab_lpac(&p->lab, old, NULL, "notification", "process", "-a", "-r", NULL);
	return r ? r : old_device_asks(p);
}
