/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS: who shares whose number. */
#include <errno.h>
#include <talloc.h>

#include "servers/mno/boss_parts.h"
#include "servers/mno/one_time_code.h"

/* ---- who is meant ---- */

/* The companion is what has a service. */
static int served(struct boss *b, const struct service *s, void *ctx, struct companion *out)
{
	struct subscriber profile;
	int r;

	*out = (struct companion){
		.service = *s, .imsi = s->profile, .msisdn = "", .device = s->device};
	r = *s->profile ? boss_subscriber(b, s->profile, ctx, &profile) : 0;
	if (r == 1)
		out->msisdn = profile.msisdn;
	return r < 0 ? r : 1;
}

/* The companion is a subscriber: one of the customer's profiles, or a UICC by itself. */
static int subscribed(struct boss *b, const char *imsi, const struct subscriber *other, void *ctx,
		      struct companion *out, struct boss_answer *answer)
{
	struct service s;
	int r = service_of_iccid(b->db, other->iccid, ctx, &s);

	if (r < 0)
		return r;
	if (r == 1 && !strcmp(s.imsi, imsi))
		return served(b, &s, ctx, out);
	if (r == 1 && s.state != SERVICE_ENDED)
		return boss_refuse(answer, ctx, "IMSI %s is a service of another subscriber's",
				   other->imsi);
	*out = (struct companion){
		.imsi = other->imsi, .msisdn = other->msisdn, .device = other->imsi};
	return 1;
}

int boss_companion(struct boss *b, const char *imsi, const char *identifier, void *ctx,
		   struct companion *out, struct boss_answer *answer)
{
	struct subscriber other;
	struct service s;
	int r = service_find(b->db, imsi, identifier, ctx, &s);

	if (r == 0)
		r = service_of_eid(b->db, imsi, identifier, ctx, &s);
	if (r)
		return r < 0 ? r : served(b, &s, ctx, out);
	r = boss_subscriber(b, identifier, ctx, &other);
	if (r < 0)
		return r;
	if (r == 0)
		return boss_refuse(answer, ctx, "there is no device or subscriber %s", identifier);
	if (!strcmp(other.imsi, imsi))
		return boss_refuse(answer, ctx, "%s is the subscriber itself", identifier);
	return subscribed(b, imsi, &other, ctx, out, answer);
}

/* ---- sharing ---- */

/* Whether it is far enough to share a number. */
static int ready(struct boss *b, const struct companion *c, void *ctx, struct boss_answer *answer)
{
	struct subscriber s;
	int r;

	answer->service = c->service;
	if (c->service.id && c->service.state == SERVICE_ORDERING) {
		answer->verdict = BOSS_LATER;
		return 0;
	}
	if (c->service.id && c->service.kind == SERVICE_TRANSFER)
		return boss_refuse(answer, ctx, "the profile is the subscription itself");
	if (c->service.id && c->service.state != SERVICE_ORDERED &&
	    c->service.state != SERVICE_INSTALLED)
		return boss_refuse(answer, ctx, "the device has no profile: its service is %s",
				   service_state_names[c->service.state]);
	r = boss_subscriber(b, c->imsi, ctx, &s);
	if (r == 1 && s.suspended)
		return boss_refuse(answer, ctx, "the subscription of IMSI %s is suspended",
				   c->imsi);
	return r ? r : -ENOENT;
}

/* It shares as soon as it is installed; where a code is needed, after it has been asked for then.
 */
static int share_later(struct boss *b, const struct boss_sharing *q, struct companion *c,
		       struct boss_answer *answer)
{
	int r = 0;

	answer->verdict = BOSS_LATER;
	if (!c->service.share && !b->config.verify_companion) {
		c->service.share = true;
		c->service.alerting = q->alerting;
		r = boss_put(b, &c->service);
	}
	answer->service = c->service;
	return r;
}

static int is_shared(struct boss *b, const struct boss_sharing *q, const char *companion, void *ctx)
{
	struct shared_number own, other;
	int r = shared_number_of(b->db, companion, ctx, &other);

	if (r == 1)
		r = shared_number_of(b->db, q->imsi, ctx, &own);
	return r == 1 ? !strcmp(own.msisdn, other.msisdn) : r;
}

static int send_code(struct boss *b, const struct companion *c, const char *msisdn,
		     const char *purpose, void *ctx, struct boss_answer *answer)
{
	const char *lead = talloc_asprintf(ctx, "The code to share +%s with this device:", msisdn);
	int r = lead ? code_send(b->db, b->crypto, c->msisdn, purpose, lead, boss_now(b)) : -ENOMEM;

	if (r == -EAGAIN)
		return boss_refuse(answer, ctx, "too many codes were sent of late: wait an hour");
	if (r)
		return r;
	boss_trail(b, "SMSC", "verification code", json_pack("{s:s}", "to", c->msisdn));
	answer->verdict = BOSS_VERIFY;
	return 0;
}

static int try_code(struct boss *b, const struct companion *c, const char *purpose,
		    const char *code, struct boss_answer *answer)
{
	static const char *const problems[] = {
		[CODE_WRONG] = "the code is wrong",
		[CODE_LATE] = "the code came too late: ask for another one",
		[CODE_EXHAUSTED] = "too many wrong codes: ask for another one",
		[CODE_NONE] = "no code is awaited: ask for one",
	};
	enum code_verdict verdict;
	int r = code_try(b->db, c->msisdn, purpose, code, boss_now(b), &verdict);

	if (r)
		return r;
	if (verdict == CODE_RIGHT)
		return 1;
	answer->verdict = verdict == CODE_WRONG ? BOSS_VERIFY : BOSS_REFUSED;
	answer->problem = problems[verdict];
	return 0;
}

/* Whoever ordered a profile for an eUICC has shown that device by its installation; a UICC that is
 * somebody's has shown nothing yet. Returns 1; 0 where @answer says what is missing; negative
 * errno.
 */
static int verify(struct boss *b, const struct boss_sharing *q, const char *msisdn,
		  const struct companion *c, void *ctx, struct boss_answer *answer)
{
	const char *purpose;

	if (c->service.id && (!b->config.verify_companion || !*c->msisdn))
		return 1;
	if (!*c->msisdn)
		return boss_refuse(answer, ctx, "IMSI %s has no number that a code could go to",
				   c->imsi);
	purpose = talloc_asprintf(ctx, "share with %s", q->imsi);
	if (!purpose)
		return -ENOMEM;
	return q->code && *q->code ? try_code(b, c, purpose, q->code, answer)
				   : send_code(b, c, msisdn, purpose, ctx, answer);
}

static int bind_number(struct boss *b, const struct boss_sharing *q, const char *msisdn,
		       const struct companion *c, void *ctx, struct boss_answer *answer)
{
	char *problem;
	int r = shared_number_join(b->db, q->imsi, c->imsi, q->alerting, ctx, &problem);

	if (r == -EINVAL)
		return boss_refuse(answer, ctx, "%s", problem);
	if (r)
		return r;
	boss_trail(b, "HLR", "bind", json_pack("{s:s, s:s}", "msisdn", msisdn, "imsi", c->imsi));
	answer->verdict = BOSS_DONE;
	return 0;
}

int boss_share(struct boss *b, const struct boss_sharing *q, void *ctx, struct boss_answer *answer)
{
	struct companion c = {.imsi = ""};
	struct subscriber customer;
	int r;

	*answer = (struct boss_answer){.problem = ""};
	r = boss_customer(b, q->imsi, ctx, &customer, answer);
	if (r == 1 && !*customer.msisdn)
		return boss_refuse(answer, ctx, "IMSI %s has no number to share", q->imsi);
	if (r == 1)
		r = boss_companion(b, q->imsi, q->companion, ctx, &c, answer);
	if (r == 1)
		r = ready(b, &c, ctx, answer);
	if (r == 1)
		r = boss_contract(b, q->imsi, CONTRACT_SHARED_NUMBER, c.device, ctx, answer);
	if (r != 1)
		return r;
	if (c.service.id && c.service.state == SERVICE_ORDERED)
		return share_later(b, q, &c, answer);
	answer->verdict = BOSS_DONE;
	r = is_shared(b, q, c.imsi, ctx);
	if (r)
		return r < 0 ? r : 0;
	r = verify(b, q, customer.msisdn, &c, ctx, answer);
	return r == 1 ? bind_number(b, q, customer.msisdn, &c, ctx, answer) : r;
}

/* ---- sharing no more ---- */

/* Whose number it is; a virtual one is all members'. */
static bool owns(const struct shared_number *n, const char *imsi)
{
	return !*n->pilot || !strcmp(n->pilot, imsi);
}

int boss_leave(struct boss *b, const char *imsi, const char *companion, void *ctx,
	       struct boss_answer *answer)
{
	struct shared_number own, other;
	int r = shared_number_of(b->db, companion, ctx, &other);

	if (r != 1)
		return r ? r : 1;
	r = shared_number_of(b->db, imsi, ctx, &own);
	if (r < 0)
		return r;
	if (r == 0 || strcmp(own.msisdn, other.msisdn) != 0 || !owns(&own, imsi) ||
	    !strcmp(own.pilot, companion))
		return boss_refuse(answer, ctx, "IMSI %s shares +%s, which is not yours", companion,
				   other.msisdn);
	r = shared_number_leave(b->db, companion);
	boss_trail(b, "HLR", "unbind",
		   json_pack("{s:s, s:s}", "msisdn", own.msisdn, "imsi", companion));
	return r ? r : 1;
}

static int unshare(struct boss *b, const char *imsi, const char *companion, void *ctx,
		   struct boss_answer *answer)
{
	struct companion c = {.imsi = ""};
	struct subscriber customer;
	int r = boss_customer(b, imsi, ctx, &customer, answer);

	if (r == 1)
		r = boss_companion(b, imsi, companion, ctx, &c, answer);
	if (r != 1)
		return r;
	answer->service = c.service;
	answer->verdict = BOSS_DONE;
	if (c.service.id && c.service.state == SERVICE_ORDERING) {
		answer->verdict = BOSS_LATER;
		return 0;
	}
	r = *c.imsi ? boss_leave(b, imsi, c.imsi, ctx, answer) : 1;
	if (r != 1 || !c.service.share)
		return r < 0 ? r : 0;
	c.service.share = false;
	answer->service = c.service;
	return boss_put(b, &c.service);
}

int boss_unshare(struct boss *b, const char *imsi, const char *companion, void *ctx,
		 struct boss_answer *answer)
{
	int r = db_begin(b->db);

	*answer = (struct boss_answer){.verdict = BOSS_REFUSED, .problem = ""};
	return r ? r : boss_end(b, unshare(b, imsi, companion, ctx, answer));
}
