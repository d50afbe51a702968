/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flows: who is there at the beginning, what happens, what must be so at the end. */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <talloc.h>

#include "demo/facts.h"
#include "demo/play.h"

static const struct lab_subscription user = {"primary", "8988211000000000011", "001010000000001",
					     "+882110000001"};
static const struct lab_subscription other = {"secondary", "8988211000000000029", "001010000000002",
					      "+882110000002"};
/* The first of what the SM-DP+ has in stock: the operator sells no numbers with them. */
static const struct lab_subscription stock = {"stock", "8988211000000001019", "001010000000101",
					      NULL};

static const char *const card_names[DEMO_READERS] = {"primary", "secondary"};
static const char *const eids[DEMO_READERS] = {"89049032000000000000000000000163",
					       "89049032000000000000000000000260"};

/* What the user has agreed to before, in a shop. */
enum signed_before { NOTHING, BOTH_CONTRACTS };

struct flow {
	struct demo_flow demo;
	/* The cards: the subscription of a plain UICC, NULL for an eUICC. */
	const struct lab_subscription *cards[DEMO_READERS];
	enum signed_before contracts;
	int (*before)(struct play *p); /* what has happened earlier; may be NULL */
	int (*perform)(struct play *p);
	int (*look)(struct play *p, const struct facts *f);
};

static const struct flow *flow_of(const struct play *p)
{
	return (const struct flow *)p->config->flow;
}

static bool answered(const struct play *p, enum demo_choice choice, const char *answer)
{
	return !strcmp(play_answer(p, choice), answer);
}

/* ---- what happens ---- */

static int secondary_waits(struct play *p)
{
	const char *const words[] = {"device",
				     "secondary",
				     "--reader",
				     p->readers[1]->name,
				     "--link",
				     p->link,
				     "--terminal-id",
				     "490154203237526",
				     "--trail",
				     stage_trail(p->lab.stage),
				     "--lpa",
				     flow_of(p)->cards[1] ? "none" : p->lab.lpac,
				     NULL};
	const char *rest;
	int r = person_takes(&p->person, SECONDARY, "secondary", true, words);

	return r ? r
		 : stage_wait_line(p->lab.stage, p->person.devices[SECONDARY].actor,
				   "secondary waits at ", &rest);
}

/* Has the primary do it, with options that end with NULL. */
static int primary_does(struct play *p, const char *action, ...)
{
	const char *words[48] = {"device",
				 "primary",
				 action,
				 "--reader",
				 p->readers[0]->name,
				 "--link",
				 p->link,
				 "--operator",
				 p->lab.operator,
				 "--terminal-id",
				 "490154203237518",
				 "--state",
				 lab_path(&p->lab, "primary.token"),
				 "--trail",
				 stage_trail(p->lab.stage),
				 "--auth",
				 play_answer(p, DEMO_AUTHENTICATION)};
	size_t n = 17;
	va_list args;
	int r;

	va_start(args, action);
	while (n + 1 < sizeof(words) / sizeof(words[0]) && (words[n] = va_arg(args, const char *)))
		n++;
	va_end(args);
	r = person_takes(&p->person, PRIMARY, "primary", false, words);
	return r ? r : person_waits(&p->person, PRIMARY);
}

/* Where the user declines, the primary says that nothing has come of it: so it should be. */
static int expect_refusal(struct play *p, int r)
{
	if (r == 0 || !answered(p, DEMO_CONTRACT, "decline") ||
	    !strstr(stage_problem(p->lab.stage), "the contract was declined"))
		return r;
	stage_forgive(p->lab.stage);
	return 0;
}

static int add(struct play *p, const char *sharing)
{
	int r = secondary_waits(p);

	if (r == 0)
		r = primary_does(p, "add", "--share",
				 answered(p, DEMO_SHARED_NUMBER, "yes") ? sharing : "no",
				 "--alerting", play_answer(p, DEMO_ALERTING), NULL);
	return expect_refusal(p, r);
}

static int add_then_share(struct play *p)
{
	return add(p, "after");
}

static int add_and_share(struct play *p)
{
	return add(p, "at-once");
}

static int share(struct play *p)
{
	int r = secondary_waits(p);

	if (r == 0)
		r = primary_does(p, "share", "--alerting", play_answer(p, DEMO_ALERTING), NULL);
	return expect_refusal(p, r);
}

static int unshare_and_remove(struct play *p)
{
	int r = primary_does(p, "unshare", NULL);

	return r ? r : primary_does(p, "remove", NULL);
}

/* ---- what must be so ---- */

static int look_added(struct play *p, const struct facts *f)
{
	const char *const both[] = {user.imsi, stock.imsi, NULL};
	bool shared = answered(p, DEMO_SHARED_NUMBER, "yes");

	check_installed(p, f, stock.iccid, 1, "enabled");
	check_shared(p, f, user.msisdn + 1, play_answer(p, DEMO_ALERTING),
		     shared ? both : &both[2]);
	return 0;
}

static int look_agreed(struct play *p, const struct facts *f)
{
	const char *const nobody[] = {NULL};

	if (answered(p, DEMO_CONTRACT, "accept")) {
		check_contracts(p, f, answered(p, DEMO_SHARED_NUMBER, "yes") ? 2 : 1, "accepted");
		return look_added(p, f);
	}
	check_contracts(p, f, 1, "declined");
	check_nothing_ordered(p, f);
	check_shared(p, f, "", "", nobody);
	return 0;
}

static int look_shared(struct play *p, const struct facts *f)
{
	const char *const both[] = {user.imsi, other.imsi, NULL};
	bool agreed = answered(p, DEMO_CONTRACT, "accept");

	check_contracts(p, f, 1, agreed ? "accepted" : "declined");
	check_nothing_ordered(p, f);
	check_shared(p, f, user.msisdn + 1, play_answer(p, DEMO_ALERTING),
		     agreed ? both : &both[2]);
	return 0;
}

static int look_removed(struct play *p, const struct facts *f)
{
	const char *const nobody[] = {NULL};

	check_shared(p, f, "", "", nobody);
	check_subscriber(p, f, user.imsi, user.msisdn + 1, "active");
	check_subscriber(p, f, stock.imsi, "", "suspended");
	check_empty(p, f, 1);
	return 0;
}

/* ---- the flows ---- */

#define CONTRACT [DEMO_CONTRACT] = true
#define AUTH     [DEMO_AUTHENTICATION] = true
#define SHARED   [DEMO_SHARED_NUMBER] = true
#define ALERTING [DEMO_ALERTING] = true

static const struct flow flows[] = {
	{{"A1",
	  "a profile for a secondary device, then the shared number",
	  "The primary device asks for a profile for the secondary's eUICC and, once it is "
	  "installed, for one number for both.",
	  {AUTH, SHARED, ALERTING}},
	 {&user, NULL},
	 BOTH_CONTRACTS,
	 NULL,
	 add_then_share,
	 look_added},
	{{"A2",
	  "a profile and the shared number with one request",
	  "The primary device asks for both at once, and the number is shared as soon as the "
	  "profile is installed.",
	  {AUTH, ALERTING}},
	 {&user, NULL},
	 BOTH_CONTRACTS,
	 NULL,
	 add_and_share,
	 look_added},
	{{"A3",
	  "a profile and the shared number, with contracts",
	  "The operator wants the user to agree to a contract, on a page of its own.",
	  {CONTRACT, AUTH, SHARED, ALERTING}},
	 {&user, NULL},
	 NOTHING,
	 NULL,
	 add_then_share,
	 look_agreed},
	{{"A4",
	  "one number for two UICCs",
	  "Both devices have plain UICCs of the operator, and are to share the primary's number.",
	  {CONTRACT, AUTH, ALERTING}},
	 {&user, &other},
	 NOTHING,
	 NULL,
	 share,
	 look_shared},
	{{"A5",
	  "the number is shared no more",
	  "The secondary device shares the number no more, and its profile is deleted.",
	  {AUTH}},
	 {&user, NULL},
	 BOTH_CONTRACTS,
	 add_and_share,
	 unshare_and_remove,
	 look_removed},
};

const struct demo_flow *demo_flow_at(size_t i)
{
	return i < sizeof(flows) / sizeof(flows[0]) ? &flows[i].demo : NULL;
}

const struct demo_flow *demo_flow_find(const char *name)
{
	const struct demo_flow *flow;

	for (size_t i = 0; (flow = demo_flow_at(i)); i++)
		if (!strcasecmp(flow->name, name))
			return flow;
	return NULL;
}

/* ---- the acts ---- */

static int make_card(struct play *p, const struct lab_subscription *s, size_t i)
{
	int r;

	if (s) {
		r = lab_describe(&p->lab, s);
		if (r == 0)
			r = lab_make_uicc(&p->lab, s);
	} else {
		r = lab_make_euicc(&p->lab, card_names[i], eids[i]);
	}
	return r ? r : lab_insert(&p->lab, card_names[i], &p->readers[i]);
}

static int set_up(struct play *p)
{
	const struct flow *flow = flow_of(p);
	int r = 0;

	for (size_t i = 0; i < DEMO_READERS && r == 0; i++)
		r = make_card(p, flow->cards[i], i);
	if (r == 0)
		r = lab_start_servers(&p->lab, &stock);
	for (size_t i = 0; i < DEMO_READERS && r == 0; i++)
		if (flow->cards[i])
			r = lab_subscribe(&p->lab, flow->cards[i]);
	if (r == 0 && flow->contracts == BOTH_CONTRACTS)
		r = lab_sign(&p->lab, &user);
	return r ? r : lab_wait_cards(&p->lab);
}

int play_prepare(struct play *p)
{
	int r = set_up(p);

	if (r == 0 && flow_of(p)->before)
		r = flow_of(p)->before(p);
	return r ? r : stage_watch(p->lab.stage, play_message, p);
}

int play_perform(struct play *p)
{
	return flow_of(p)->perform(p);
}

int play_look(struct play *p)
{
	struct facts f;
	int r = facts_read(p, &f);

	if (r == 0)
		r = flow_of(p)->look(p, &f);
	facts_release(&f);
	return r;
}
