/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS: subscriptions, from the request to their end. */
#include "servers/mno/boss.h"

#include <errno.h>
#include <stdarg.h>
#include <talloc.h>
#include <time.h>

#include "ecasd/eid.h"
#include "servers/mno/boss_parts.h"
#include "servers/mno/device.h"

const char *const boss_verdict_names[BOSS_VERDICTS] = {
	[BOSS_DONE] = "done",     [BOSS_DOWNLOAD] = "download", [BOSS_CONTRACT] = "contract",
	[BOSS_VERIFY] = "verify", [BOSS_LATER] = "later",       [BOSS_REFUSED] = "refused",
};

int boss_new(void *ctx, struct db *db, struct crypto *crypto, const struct boss_config *config,
	     struct boss **out)
{
	struct boss *b = talloc_zero(ctx, struct boss);

	if (!b)
		return -ENOMEM;
	b->db = db;
	b->crypto = crypto;
	b->config = *config;
	*out = b;
	return 0;
}

/* ---- what all of it needs ---- */

int64_t boss_now(const struct boss *b)
{
	return b->config.now ? b->config.now(b->config.now_arg) : (int64_t)time(NULL);
}

void boss_trail(const struct boss *b, const char *to, const char *message, json_t *detail)
{
	trail_message(b->config.trail, "BOSS", to, message, detail);
}

int boss_refuse(struct boss_answer *answer, void *ctx, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	answer->problem = talloc_vasprintf(ctx, format, args);
	va_end(args);
	answer->verdict = BOSS_REFUSED;
	return answer->problem ? 0 : -ENOMEM;
}

int boss_end(struct boss *b, int r)
{
	if (r == 0)
		r = db_commit(b->db);
	if (r)
		db_rollback(b->db);
	return r;
}

int boss_subscriber(struct boss *b, const char *identifier, void *ctx, struct subscriber *out)
{
	int r = subscriber_find(b->db, identifier, ctx, out);

	if (r == 1)
		crypto_wipe(&out->aka, sizeof(out->aka));
	return r;
}

int boss_customer(struct boss *b, const char *imsi, void *ctx, struct subscriber *out,
		  struct boss_answer *answer)
{
	int r = boss_subscriber(b, imsi, ctx, out);

	if (r == 0)
		return boss_refuse(answer, ctx, "there is no subscriber with IMSI %s", imsi);
	if (r == 1 && out->suspended)
		return boss_refuse(answer, ctx, "the subscription of IMSI %s is suspended", imsi);
	return r;
}

int boss_contract(struct boss *b, const char *imsi, enum contract_kind kind, const char *device,
		  void *ctx, struct boss_answer *answer)
{
	int r = b->config.contract_free
			? 1
			: contract_accepted(b->db, imsi, kind, device, ctx, &answer->contract);

	if (r)
		return r;
	answer->verdict = BOSS_CONTRACT;
	return contract_offer(b->db, b->crypto, imsi, kind, device, boss_now(b), ctx,
			      &answer->contract);
}

int boss_put(struct boss *b, struct service *s)
{
	s->changed = boss_now(b);
	if (s->id)
		return service_update(b->db, s);
	s->created = s->changed;
	return service_add(b->db, s);
}

/* ---- subscribing ---- */

static struct service requested(const struct boss_subscription *q)
{
	return (struct service){
		.kind = q->kind,
		.state = SERVICE_REQUESTED,
		.imsi = q->imsi,
		.device = q->device,
		.eid = q->eid,
		.iccid = "",
		.profile = "",
		.matching_id = "",
		.address = "",
		.problem = "",
	};
}

/* The service that the device has; another one's eUICC, or another eUICC, is refused. Returns 1; 0
 * where it is refused; negative errno. */
static int find_service(struct boss *b, const struct boss_subscription *q, void *ctx,
			struct service *s, struct boss_answer *answer)
{
	int r = service_find(b->db, q->imsi, q->device, ctx, s);

	if (r < 0)
		return r;
	if (r == 1 && s->state != SERVICE_ENDED) {
		if (strcmp(s->eid, q->eid) != 0)
			return boss_refuse(answer, ctx,
					   "the device has a service for another eUICC, EID %s",
					   s->eid);
		if (s->kind != q->kind && s->state != SERVICE_REQUESTED)
			return boss_refuse(answer, ctx, "the device has a service already: %s",
					   service_kind_names[s->kind]);
		s->kind = q->kind;
		return 1;
	}
	r = service_of_eid(b->db, q->imsi, q->eid, ctx, s);
	if (r == 1 && s->state != SERVICE_ENDED)
		return boss_refuse(answer, ctx, "the eUICC is in another device, %s", s->device);
	*s = requested(q);
	return r < 0 ? r : 1;
}

/* One subscription goes over to one device. */
static int check_transfer(struct boss *b, const struct boss_subscription *q, void *ctx,
			  struct boss_answer *answer)
{
	struct service s = {.id = 0};
	int r;

	if (q->kind != SERVICE_TRANSFER)
		return 1;
	while ((r = service_next(b->db, q->imsi, s.id, ctx, &s)) == 1)
		if (s.kind == SERVICE_TRANSFER && s.state < SERVICE_INSTALLED &&
		    strcmp(s.device, q->device) != 0)
			return boss_refuse(answer, ctx,
					   "the subscription is going over to another device, %s",
					   s.device);
	return r < 0 ? r : 1;
}

static int check_subscription(struct boss *b, const struct boss_subscription *q, void *ctx,
			      struct boss_answer *answer)
{
	size_t n = strlen(q->device);
	struct subscriber s;
	int r;

	if (n == 0 || n > DEVICE_TEXT_MAX)
		return boss_refuse(answer, ctx, "the device has no identifier, or too long a one");
	if (eid_check(q->eid))
		return boss_refuse(answer, ctx, "the EID is not 32 digits with valid check digits");
	r = boss_customer(b, q->imsi, ctx, &s, answer);
	if (r == 1 && q->share && !*s.msisdn)
		return boss_refuse(answer, ctx, "IMSI %s has no number to share", q->imsi);
	return r == 1 ? check_transfer(b, q, ctx, answer) : r;
}

/* All that a service needs. Returns 1; 0 where one is offered now; negative errno. */
static int check_contracts(struct boss *b, const struct service *s, void *ctx,
			   struct boss_answer *answer)
{
	int r = 1;

	if (s->kind == SERVICE_TRANSFER)
		return r;
	if (s->state == SERVICE_REQUESTED)
		r = boss_contract(b, s->imsi, CONTRACT_PROFILE, s->device, ctx, answer);
	if (r == 1 && s->share)
		r = boss_contract(b, s->imsi, CONTRACT_SHARED_NUMBER, s->device, ctx, answer);
	return r;
}

/* What happens to a service of each state when it is asked for. @share: it is to share, which it
 * was not before. */
static int advance(struct boss *b, struct service *s, bool share, void *ctx,
		   struct boss_answer *answer)
{
	static const enum boss_verdict verdicts[SERVICE_STATES] = {
		[SERVICE_REQUESTED] = BOSS_CONTRACT, [SERVICE_ORDERING] = BOSS_LATER,
		[SERVICE_ORDERED] = BOSS_DOWNLOAD,   [SERVICE_INSTALLED] = BOSS_DONE,
		[SERVICE_CANCELLING] = BOSS_LATER,
	};
	int r;

	answer->verdict = verdicts[s->state];
	if (s->state != SERVICE_REQUESTED && !(s->state == SERVICE_ORDERED && share))
		return 0;
	r = check_contracts(b, s, ctx, answer);
	if (r == 0 && s->state == SERVICE_ORDERED)
		s->share = false; /* until the contract is accepted */
	if (r == 1 && s->state == SERVICE_REQUESTED) {
		s->state = SERVICE_ORDERING;
		answer->verdict = BOSS_DOWNLOAD;
	}
	return r < 0 ? r : boss_put(b, s);
}

static int subscribe(struct boss *b, const struct boss_subscription *q, void *ctx,
		     struct service *s, struct boss_answer *answer)
{
	bool share = q->share && q->kind != SERVICE_TRANSFER;
	int r = check_subscription(b, q, ctx, answer);

	if (r == 1)
		r = find_service(b, q, ctx, s, answer);
	if (r != 1)
		return r;
	share = share && !s->share;
	if (share && s->state <= SERVICE_ORDERED) {
		s->share = true;
		s->alerting = q->alerting;
	}
	r = advance(b, s, share, ctx, answer);
	answer->service = *s;
	return r;
}

/* Decides in one transaction; what takes long comes after it. */
static int decide_subscription(struct boss *b, const struct boss_subscription *q, void *ctx,
			       struct service *s, struct boss_answer *answer)
{
	int r = db_begin(b->db);

	*s = (struct service){.state = SERVICE_ENDED};
	*answer = (struct boss_answer){.problem = ""};
	return r ? r : boss_end(b, subscribe(b, q, ctx, s, answer));
}

int boss_subscribe(struct boss *b, const struct boss_subscription *q,
		   const struct http_request *from, void *ctx, struct boss_answer *answer)
{
	const struct boss_sharing sharing = {q->imsi, q->device, q->alerting, NULL};
	struct service s;
	int r = decide_subscription(b, q, ctx, &s, answer);

	if (r == 0 && s.state == SERVICE_CANCELLING && answer->verdict == BOSS_LATER) {
		r = boss_clear(b, &s, from, ctx, answer);
		if (r == 0 && answer->verdict == BOSS_DONE)
			r = decide_subscription(b, q, ctx, &s, answer);
	}
	if (r || answer->verdict == BOSS_REFUSED)
		return r;
	if (s.state == SERVICE_ORDERING && answer->verdict == BOSS_DOWNLOAD)
		return boss_order(b, &s, from, ctx, answer);
	if (s.state == SERVICE_INSTALLED && q->share && s.kind != SERVICE_TRANSFER)
		return boss_share(b, &sharing, ctx, answer);
	return 0;
}

/* ---- contracts ---- */

/* What waits for the contract: *@s, or id 0 for none. */
static int waiting(struct boss *b, const struct contract *c, void *ctx, struct service *s)
{
	int r = service_find(b->db, c->imsi, c->device, ctx, s);

	if (r == 0 || (r == 1 && s->state != SERVICE_REQUESTED))
		s->id = 0;
	return r < 0 ? r : 0;
}

static int decide(struct boss *b, const char *key, bool accepted, void *ctx, struct service *s,
		  struct boss_answer *answer)
{
	int r = contract_decide(b->db, key, accepted, boss_now(b));

	if (r == -ENOENT)
		return boss_refuse(answer, ctx, "there is no such contract");
	if (r == -EALREADY)
		return boss_refuse(answer, ctx, "the contract was decided before, the other way");
	if (r == -ETIME)
		return boss_refuse(answer, ctx, "the offer is over: ask for it again");
	if (r)
		return r;
	r = contract_find(b->db, key, ctx, &answer->contract);
	if (r != 1)
		return r ? r : -EIO;
	r = waiting(b, &answer->contract, ctx, s);
	return r || accepted || !s->id ? r : service_remove(b->db, s->id);
}

int boss_decide(struct boss *b, const char *key, bool accepted, const struct http_request *from,
		void *ctx, struct boss_answer *answer)
{
	struct service s = {.id = 0};
	int r = db_begin(b->db);

	*answer = (struct boss_answer){.verdict = BOSS_DONE, .problem = ""};
	if (r)
		return r;
	r = boss_end(b, decide(b, key, accepted, ctx, &s, answer));
	if (r || !accepted || answer->verdict == BOSS_REFUSED || !s.id)
		return r;
	return boss_subscribe(b,
			      &(const struct boss_subscription){s.kind, s.imsi, s.device, s.eid,
								s.share, s.alerting},
			      from, ctx, answer);
}

/* ---- the end ---- */

static int end_installed(struct boss *b, const char *imsi, struct companion *c, void *ctx,
			 struct boss_answer *answer)
{
	int r;

	if (c->service.kind == SERVICE_TRANSFER)
		return boss_refuse(answer, ctx, "the profile is the subscription itself");
	r = boss_leave(b, imsi, c->imsi, ctx, answer);
	if (r != 1)
		return r;
	c->service.state = SERVICE_ENDED;
	c->service.share = false;
	r = boss_put(b, &c->service);
	r = r ? r : subscriber_suspend(b->db, c->imsi);
	r = r ? r : token_revoke(b->db, c->imsi);
	if (r == 0)
		boss_trail(b, "HLR", "suspend", json_pack("{s:s}", "imsi", c->imsi));
	return r;
}

static int end_service(struct boss *b, const char *imsi, struct companion *c, void *ctx,
		       struct boss_answer *answer)
{
	switch (c->service.state) {
	case SERVICE_REQUESTED:
		return service_remove(b->db, c->service.id);
	case SERVICE_ORDERING:
		answer->verdict = BOSS_LATER;
		return 0;
	case SERVICE_ORDERED:
		c->service.state = SERVICE_CANCELLING;
		c->service.problem = "";
		return boss_put(b, &c->service);
	case SERVICE_INSTALLED:
		return end_installed(b, imsi, c, ctx, answer);
	default:
		return 0;
	}
}

static int unsubscribe(struct boss *b, const char *imsi, const char *companion, void *ctx,
		       struct companion *c, struct boss_answer *answer)
{
	struct subscriber customer;
	int r = boss_customer(b, imsi, ctx, &customer, answer);

	if (r == 1)
		r = boss_companion(b, imsi, companion, ctx, c, answer);
	if (r != 1)
		return r;
	if (!c->service.id)
		return boss_refuse(answer, ctx, "%s has no service", companion);
	answer->verdict = BOSS_DONE;
	r = end_service(b, imsi, c, ctx, answer);
	answer->service = c->service;
	return r;
}

int boss_unsubscribe(struct boss *b, const char *imsi, const char *companion,
		     const struct http_request *from, void *ctx, struct boss_answer *answer)
{
	struct companion c = {.service = {.state = SERVICE_ENDED}};
	int r = db_begin(b->db);

	*answer = (struct boss_answer){.verdict = BOSS_REFUSED, .problem = ""};
	if (r)
		return r;
	r = boss_end(b, unsubscribe(b, imsi, companion, ctx, &c, answer));
	if (r == 0 && answer->verdict == BOSS_DONE && c.service.state == SERVICE_CANCELLING)
		r = boss_clear(b, &c.service, from, ctx, answer);
	return r;
}
