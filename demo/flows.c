/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flows: who is there at the beginning, what happens, what must be so at the end. */
#include <string.h>
#include <strings.h>
#include <talloc.h>

#include "demo/facts.h"
#include "demo/play.h"

const struct lab_subscription play_user = {"primary", "8988211000000000011", "001010000000001",
					   "+882110000001"};
const struct lab_subscription play_other = {"secondary", "8988211000000000029", "001010000000002",
					    "+882110000002"};
const struct lab_subscription play_stock = {"stock", "8988211000000001019", "001010000000101",
					    NULL};

const char *const play_cards[DEMO_READERS] = {"primary", "secondary"};
const char *const play_eids[DEMO_READERS] = {"89049032000000000000000000000163",
					     "89049032000000000000000000000260"};

bool play_answered(const struct play *p, enum demo_choice choice, const char *answer)
{
	return !strcmp(play_answer(p, choice), answer);
}

/* ---- what must be so ---- */

static void look_shared_by(struct play *p, const struct facts *f, const char *other, bool shared)
{
	const char *const both[] = {play_user.imsi, other, NULL};

	check_shared(p, f, play_user.msisdn + 1, play_answer(p, DEMO_ALERTING),
		     shared ? both : &both[2]);
}

static void look_added(struct play *p, const struct facts *f)
{
	check_installed(p, f, play_stock.iccid, 1, "enabled");
	look_shared_by(p, f, play_stock.imsi, play_answered(p, DEMO_SHARED_NUMBER, "yes"));
}

static void look_agreed(struct play *p, const struct facts *f)
{
	bool shared = play_answered(p, DEMO_SHARED_NUMBER, "yes");

	if (play_answered(p, DEMO_CONTRACT, "accept")) {
		check_contracts(p, f, shared ? 2 : 1, "accepted");
		look_added(p, f);
	} else {
		check_contracts(p, f, 1, "declined");
		check_nothing_ordered(p, f);
		look_shared_by(p, f, "", false);
	}
}

static void look_shared(struct play *p, const struct facts *f)
{
	bool agreed = play_answered(p, DEMO_CONTRACT, "accept");

	check_contracts(p, f, 1, agreed ? "accepted" : "declined");
	check_nothing_ordered(p, f);
	look_shared_by(p, f, play_other.imsi, agreed);
}

static void look_removed(struct play *p, const struct facts *f)
{
	look_shared_by(p, f, "", false);
	check_subscriber(p, f, play_user.imsi, play_user.msisdn + 1, "active");
	check_subscriber(p, f, play_stock.imsi, "", "suspended");
	check_empty(p, f, 1);
}

static void look_replaced(struct play *p, const struct facts *f)
{
	check_installed(p, f, play_stock.iccid, 1, "enabled");
	check_subscriber(p, f, play_stock.imsi, play_user.msisdn + 1, "active");
	check_subscriber(p, f, play_user.imsi, "", "suspended");
	look_shared_by(p, f, "", false);
}

static void look_replaced_euicc(struct play *p, const struct facts *f)
{
	look_replaced(p, f);
	check_profile(p, f, play_user.iccid, 0, "disabled");
}

/* ---- the flows ---- */

struct flow {
	struct demo_flow demo;
	/* The cards: the subscription of a plain UICC, NULL for an eUICC. */
	const struct lab_subscription *cards[DEMO_READERS];
	bool agreed;      /* to the operator's contracts, before */
	play_act *before; /* what has happened earlier; NULL: nothing */
	play_act *perform;
	void (*look)(struct play *p, const struct facts *f);
};

#define CONTRACT       [DEMO_CONTRACT] = true
#define AUTHENTICATION [DEMO_AUTHENTICATION] = true
#define SHARED_NUMBER  [DEMO_SHARED_NUMBER] = true
#define ALERTING       [DEMO_ALERTING] = true

static const struct flow flows[] = {
	{{"A1",
	  "a profile for a secondary device, then the shared number",
	  "The primary device asks for a profile for the secondary's eUICC and, once it is "
	  "installed, for one number for both.",
	  {AUTHENTICATION, SHARED_NUMBER, ALERTING}},
	 {&play_user, NULL},
	 true,
	 NULL,
	 act_add_then_share,
	 look_added},
	{{"A2",
	  "a profile and the shared number with one request",
	  "The primary device asks for both at once, and the number is shared as soon as the "
	  "profile is installed.",
	  {AUTHENTICATION, ALERTING}},
	 {&play_user, NULL},
	 true,
	 NULL,
	 act_add_and_share,
	 look_added},
	{{"A3",
	  "a profile and the shared number, with contracts",
	  "The operator wants the user to agree to a contract, on a page of its own.",
	  {CONTRACT, AUTHENTICATION, SHARED_NUMBER, ALERTING}},
	 {&play_user, NULL},
	 false,
	 NULL,
	 act_add_then_share,
	 look_agreed},
	{{"A4",
	  "one number for two UICCs",
	  "Both devices have plain UICCs of the operator, and are to share the primary's number.",
	  {CONTRACT, AUTHENTICATION, ALERTING}},
	 {&play_user, &play_other},
	 false,
	 NULL,
	 act_share,
	 look_shared},
	{{"A5",
	  "the number is shared no more",
	  "The secondary device shares the number no more, and its profile is deleted.",
	  {AUTHENTICATION}},
	 {&play_user, NULL},
	 true,
	 act_add_and_share,
	 act_unshare_and_remove,
	 look_removed},
	{{"A6",
	  "a profile for the device's own eUICC",
	  "A device with a UICC and an eUICC asks by the one for a profile for the other, and for "
	  "one number for both.",
	  {CONTRACT, AUTHENTICATION, SHARED_NUMBER, ALERTING}},
	 {&play_user, NULL},
	 false,
	 NULL,
	 act_single,
	 look_agreed},
	{{"A7",
	  "from a UICC to the eUICC of a new device",
	  "A new device takes the place of one with a UICC, and its number. The code that the "
	  "operator sends to the old one shows that the user has both.",
	  {false}},
	 {&play_user, NULL},
	 false,
	 NULL,
	 act_replace,
	 look_replaced},
	{{"A8",
	  "from an eUICC to the eUICC of a new device",
	  "The same where the old device has an eUICC, too, and disables its profile.",
	  {false}},
	 {NULL, NULL},
	 false,
	 act_install_on_old,
	 act_replace_euicc,
	 look_replaced_euicc},
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

static const struct flow *flow_of(const struct play *p)
{
	return (const struct flow *)p->config->flow;
}

/* ---- beginning, middle, end ---- */

static int make_card(struct play *p, const struct lab_subscription *s, size_t i)
{
	int r;

	if (s) {
		r = lab_describe(&p->lab, s);
		if (r == 0)
			r = lab_make_uicc(&p->lab, s);
	} else {
		r = lab_make_euicc(&p->lab, play_cards[i], play_eids[i]);
	}
	return r ? r : lab_insert(&p->lab, play_cards[i], &p->readers[i]);
}

static int set_up(struct play *p)
{
	const struct flow *flow = flow_of(p);
	int r = 0;

	for (size_t i = 0; i < DEMO_READERS && r == 0; i++)
		r = make_card(p, flow->cards[i], i);
	if (r == 0)
		r = lab_start_servers(&p->lab, &play_stock);
	for (size_t i = 0; i < DEMO_READERS && r == 0; i++)
		if (flow->cards[i])
			r = lab_subscribe(&p->lab, flow->cards[i]);
	if (r == 0 && flow->agreed)
		r = lab_sign(&p->lab, &play_user);
	return r ? r : lab_wait_cards(&p->lab);
}

int play_prepare(struct play *p)
{
	int r;

	p->two_uiccs = flow_of(p)->cards[0] && flow_of(p)->cards[1];
	r = set_up(p);
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
		flow_of(p)->look(p, &f);
	facts_release(&f);
	return r;
}
