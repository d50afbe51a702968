/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/facts.h"

#include <string.h>

/* ---- reading ---- */

static int read_operator(struct play *p, json_t **out, const char *what)
{
	return lab_run(&p->lab, out, "mno", what, "list", "--json", "--store",
		       lab_path(&p->lab, "mno.db"), NULL);
}

int facts_read(struct play *p, struct facts *f)
{
	static const char *const images[DEMO_READERS] = {"primary.euicc", "secondary.euicc"};
	int r;

	*f = (struct facts){0};
	r = read_operator(p, &f->subscribers, "subscriber");
	if (r == 0)
		r = read_operator(p, &f->services, "service");
	if (r == 0)
		r = read_operator(p, &f->contracts, "contract");
	if (r == 0)
		r = read_operator(p, &f->numbers, "number");
	if (r == 0)
		r = lab_run(&p->lab, &f->orders, "smdpp", "list", "--json", "--store",
			    lab_path(&p->lab, "smdpp.db"), NULL);
	for (size_t i = 0; i < DEMO_READERS && r == 0; i++)
		r = lab_run(&p->lab, &f->cards[i], "show", "--json", lab_path(&p->lab, images[i]),
			    NULL);
	if (r)
		facts_release(f);
	return r;
}

void facts_release(struct facts *f)
{
	json_decref(f->subscribers);
	json_decref(f->services);
	json_decref(f->contracts);
	json_decref(f->numbers);
	json_decref(f->orders);
	for (size_t i = 0; i < DEMO_READERS; i++)
		json_decref(f->cards[i]);
	*f = (struct facts){0};
}

bool fact_is(const json_t *object, const char *name, const char *value)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && !strcmp(text, value);
}

const json_t *fact_find(const json_t *all, const char *name, const char *value)
{
	for (size_t i = 0; i < json_array_size(all); i++)
		if (fact_is(json_array_get(all, i), name, value))
			return json_array_get(all, i);
	return NULL;
}

size_t fact_count(const json_t *all, const char *name, const char *value)
{
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(all); i++)
		n += fact_is(json_array_get(all, i), name, value);
	return n;
}

/* ---- checks ---- */

/* Whether @all says that this profile is installed on that eUICC, and no other there. */
static bool only(const json_t *all, const char *iccid, const char *eid)
{
	size_t installed = 0;

	for (size_t i = 0; i < json_array_size(all); i++)
		installed += fact_is(json_array_get(all, i), "eid", eid) &&
			     fact_is(json_array_get(all, i), "state", "installed");
	return installed == 1 && fact_is(fact_find(all, "iccid", iccid), "eid", eid) &&
	       fact_is(fact_find(all, "iccid", iccid), "state", "installed");
}

void check_profile(struct play *p, const struct facts *f, const char *iccid, size_t i,
		   const char *state)
{
	const json_t *profiles = json_object_get(f->cards[i], "profiles");

	play_check(p,
		   json_array_size(profiles) == 1 &&
			   fact_is(fact_find(profiles, "iccid", iccid), "state", state),
		   "eUICC %s has profile %s, %s, and no other", play_eids[i], iccid, state);
	play_check(p, json_array_size(json_object_get(f->cards[i], "notifications")) == 0,
		   "it has no notification left to send");
}

void check_installed(struct play *p, const struct facts *f, const char *iccid, size_t i,
		     const char *state)
{
	check_profile(p, f, iccid, i, state);
	play_check(p, only(f->orders, iccid, play_eids[i]),
		   "the SM-DP+ has installed that profile there, and no other");
	play_check(p, only(f->services, iccid, play_eids[i]),
		   "the operator has a service with that profile there, and no other");
}

void check_empty(struct play *p, const struct facts *f, size_t i)
{
	const json_t *card = f->cards[i];

	play_check(p, json_array_size(json_object_get(card, "profiles")) == 0,
		   "the eUICC has no profile");
	play_check(p, json_array_size(json_object_get(card, "notifications")) == 0,
		   "the eUICC has no notification left to send");
	play_check(p, fact_count(f->services, "state", "ended") == json_array_size(f->services),
		   "the operator has no service");
}

void check_nothing_ordered(struct play *p, const struct facts *f)
{
	play_check(p, fact_count(f->orders, "state", "available") == json_array_size(f->orders),
		   "the SM-DP+ has nothing ordered");
	play_check(p, fact_count(f->services, "state", "ended") == json_array_size(f->services),
		   "the operator has no service");
}

void check_shared(struct play *p, const struct facts *f, const char *msisdn, const char *alerting,
		  const char *const *imsis)
{
	const json_t *number = fact_find(f->numbers, "msisdn", msisdn);
	const json_t *members = json_object_get(number, "members");
	char list[128] = "";
	size_t n = 0;
	bool ok = true;

	for (; imsis[n]; n++) {
		const char *member = json_string_value(json_array_get(members, n));

		ok = ok && member && !strcmp(member, imsis[n]);
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%sIMSI %s",
			 n ? " and " : "", imsis[n]);
	}
	if (n == 0)
		play_check(p, json_array_size(f->numbers) == 0, "nobody shares a number");
	else
		play_check(p,
			   ok && json_array_size(members) == n &&
				   fact_is(number, "alerting", alerting) &&
				   json_array_size(f->numbers) == 1,
			   "%s share +%s, by %s", list, msisdn, alerting);
}

void check_subscriber(struct play *p, const struct facts *f, const char *imsi, const char *msisdn,
		      const char *state)
{
	const json_t *it = fact_find(f->subscribers, "imsi", imsi);

	play_check(p, fact_is(it, "msisdn", msisdn) && fact_is(it, "state", state),
		   "IMSI %s is %s, %s%s", imsi, state, *msisdn ? "with +" : "without a number",
		   msisdn);
}

void check_contracts(struct play *p, const struct facts *f, size_t n, const char *state)
{
	play_check(p, fact_count(f->contracts, "state", state) == n, "%zu contract%s %s", n,
		   n == 1 ? " is" : "s are", state);
}
