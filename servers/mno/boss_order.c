/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS: orders at the SM-DP+. A service that is being ordered or cancelled is left alone by all
 * other requests; its state, and what is known of the order, is stored before each call, so that
 * after the end of the process it is known what there is to be cancelled. */
#include <errno.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "servers/mno/boss_parts.h"
#include "servers/mno/es2_client.h"
#include "servers/rsp/activation_code.h"

/* ---- calls to the SM-DP+ ---- */

/* One call. It has a caller of its own, as others may be under way. */
struct es2_call {
	const struct boss *b;
	int (*run)(struct es2_call *call, const struct es2_client *c);
	struct es2_order order;
	bool back; /* a cancelled profile may be ordered again */
	void *ctx;
	char *error;
	int r;
};

static void execute(void *arg)
{
	struct es2_call *call = arg;
	struct es2_client c = {.url = call->b->config.smdp};

	call->r = rsp_caller_new(call->ctx, &call->b->config.es2, &c.caller);
	if (call->r == 0)
		call->r = call->run(call, &c);
}

static int download_order(struct es2_call *call, const struct es2_client *c)
{
	return es2_download_order(c, call->b->config.profile_type, &call->order, call->ctx,
				  &call->error);
}

static int confirm_order(struct es2_call *call, const struct es2_client *c)
{
	return es2_confirm_order(c, NULL, true, &call->order, call->ctx, &call->error);
}

static int cancel_order(struct es2_call *call, const struct es2_client *c)
{
	return es2_cancel_order(c, &call->order, call->back, call->ctx, &call->error);
}

static int es2(struct es2_call *call, const char *name,
	       int (*run)(struct es2_call *call, const struct es2_client *c),
	       const struct http_request *from)
{
	call->run = run;
	call->error = NULL;
	boss_trail(call->b, "SM-DP+", name,
		   json_pack("{s:s*, s:s*}", "eid", call->order.eid, "iccid", call->order.iccid));
	if (from)
		http_apart(from, execute, call);
	else
		execute(call);
	trail_message(call->b->config.trail, "SM-DP+", "BOSS",
		      talloc_asprintf(call->ctx, "%s: %s", name, call->r ? "failed" : "ok"),
		      call->error ? json_pack("{s:s}", "message", call->error) : NULL);
	return call->r;
}

/* Whether the SM-DP+ has, or may have, answered: what else happens is trouble of this side. */
static bool at_smdp(int r)
{
	return r == -EPERM || r == -EIO || r == -EBADMSG;
}

/* ---- cancelling ---- */

/* A profile whose package went out and failed is not to go out to anybody else. */
static bool reusable(const struct service *s)
{
	return !*s->matching_id || !*s->problem;
}

/* On the stack of who does it: a second call for the same order could come late, and cancel the
 * next one of the same profile. */
struct cancelling {
	int64_t service;
	struct cancelling *next;
};

static bool under_way(const struct boss *b, int64_t service)
{
	const struct cancelling *c = b->cancelling;

	while (c && c->service != service)
		c = c->next;
	return c;
}

static int cancel_once(struct boss *b, struct es2_call *call, int64_t service,
		       const struct http_request *from)
{
	struct cancelling *mine = talloc(b, struct cancelling);
	struct cancelling **p = &b->cancelling;
	int r;

	if (!mine)
		return -ENOMEM;
	*mine = (struct cancelling){service, b->cancelling};
	b->cancelling = mine;
	r = es2(call, "ES2+.CancelOrder", cancel_order, from);
	while (*p != mine)
		p = &(*p)->next;
	*p = mine->next;
	talloc_free(mine);
	return r;
}

/* The SM-DP+ refuses where the order is none any more: it was cancelled and the answer lost, or the
 * profile was downloaded. If the latter, its installation is still reported. Returns 0; -EBUSY:
 * another request does so; -EIO: not reached, as *@error on @ctx says; other negative errno. */
static int cancel(struct boss *b, struct service *s, const struct http_request *from, void *ctx,
		  char **error)
{
	struct es2_call call = {
		.b = b,
		.order = {.iccid = s->iccid,
			  .eid = s->eid,
			  .matching_id = *s->matching_id ? s->matching_id : NULL},
		.back = reusable(s),
		.ctx = ctx,
	};
	int r;

	*error = NULL;
	if (under_way(b, s->id))
		return -EBUSY;
	r = *s->iccid ? cancel_once(b, &call, s->id, from) : 0;
	*error = call.error;
	if (r == -EBADMSG)
		return -EIO;
	if (r && r != -EPERM)
		return r;
	s->state = SERVICE_ENDED;
	return boss_put(b, s);
}

int boss_clear(struct boss *b, struct service *s, const struct http_request *from, void *ctx,
	       struct boss_answer *answer)
{
	char *error;
	int r = cancel(b, s, from, ctx, &error);

	answer->service = *s;
	answer->verdict = r == -EBUSY ? BOSS_LATER : BOSS_DONE;
	if (r == -EIO)
		return boss_refuse(answer, ctx, "the order cannot be cancelled yet: %s",
				   error ? error : "the store cannot be written");
	return r == -EBUSY ? 0 : r;
}

/* The order has failed: nothing is to remain of it. */
static int give_up(struct boss *b, struct service *s, enum service_state state, const char *why,
		   const struct http_request *from, void *ctx, struct boss_answer *answer)
{
	int r;

	s->state = state;
	s->problem = talloc_strdup(ctx, why ? why : "no memory");
	r = s->problem ? boss_put(b, s) : -ENOMEM;
	if (r == 0 && state == SERVICE_CANCELLING)
		r = boss_clear(b, s, from, ctx, answer);
	answer->service = *s;
	if (r)
		return r;
	return boss_refuse(answer, ctx, "the profile cannot be ordered: %s", s->problem);
}

/* ---- ordering ---- */

/* What the SM-DP+ gave has to be a subscriber of ours, and nobody's yet. */
static int take_profile(struct boss *b, struct service *s, const char *iccid, void *ctx,
			const char **problem)
{
	size_t digits = strspn(iccid, "0123456789");
	struct subscriber profile;
	int r;

	/* The F that fills an ICCID of 19 digits is not always there (SGP.22 6.5.2.1). */
	s->iccid = talloc_strndup(ctx, iccid, digits);
	*problem = NULL;
	if (!s->iccid)
		return -ENOMEM;
	r = boss_subscriber(b, s->iccid, ctx, &profile);
	if (r < 0)
		return r;
	if (r == 0 || strcmp(profile.iccid, s->iccid) != 0)
		*problem = "no subscriber has the ICCID of the profile from the SM-DP+";
	else if (profile.suspended || !strcmp(profile.imsi, s->imsi))
		*problem = "the profile from the SM-DP+ is of a subscription that is used";
	if (*problem)
		return 0;
	s->profile = profile.imsi;
	return boss_put(b, s);
}

static const char *judge(const struct service *s, const struct es2_order *o)
{
	if (strcmp(o->eid, s->eid) != 0)
		return "the SM-DP+ has confirmed it for another eUICC";
	if (!matching_id_valid(o->matching_id) || !address_valid(o->address))
		return "the SM-DP+ has given a malformed matching id or address";
	return NULL;
}

static int confirm(struct boss *b, struct service *s, struct es2_call *call,
		   const struct http_request *from, void *ctx, struct boss_answer *answer)
{
	const char *problem = NULL;
	int r = es2(call, "ES2+.ConfirmOrder", confirm_order, from);

	if (at_smdp(r))
		problem = call->error;
	else if (r)
		return r;
	else
		problem = judge(s, &call->order);
	if (problem)
		return give_up(b, s, SERVICE_CANCELLING, problem, from, ctx, answer);
	s->state = SERVICE_ORDERED;
	s->matching_id = call->order.matching_id;
	s->address = call->order.address;
	answer->verdict = BOSS_DOWNLOAD;
	r = boss_put(b, s);
	answer->service = *s;
	return r;
}

/* Where it is not known whether DownloadOrder was executed, a profile may be left allocated that
 * nobody can name: ES2+ has nothing to ask for it by. */
int boss_order(struct boss *b, struct service *s, const struct http_request *from, void *ctx,
	       struct boss_answer *answer)
{
	struct es2_call call = {.b = b, .order = {.eid = s->eid}, .ctx = ctx};
	const char *problem;
	int r = es2(&call, "ES2+.DownloadOrder", download_order, from);

	if (at_smdp(r))
		return give_up(b, s, SERVICE_ENDED, call.error, from, ctx, answer);
	if (r)
		return r;
	r = take_profile(b, s, call.order.iccid, ctx, &problem);
	if (r == -EEXIST) {
		s->iccid = s->profile = "";
		return give_up(b, s, SERVICE_ENDED,
			       "the SM-DP+ has given a profile that another service has", from, ctx,
			       answer);
	}
	if (r)
		return r;
	if (problem)
		return give_up(b, s, SERVICE_CANCELLING, problem, from, ctx, answer);
	return confirm(b, s, &call, from, ctx, answer);
}

/* ---- after a restart ---- */

static int recover(struct boss *b, struct service *s, bool *reached, void *ctx)
{
	char *error;
	int r = 0;

	if (s->state == SERVICE_ORDERING) {
		s->state = SERVICE_CANCELLING;
		s->problem = "the operator was interrupted";
		r = boss_put(b, s);
	}
	if (r || s->state != SERVICE_CANCELLING || !*reached)
		return r;
	r = cancel(b, s, NULL, ctx, &error);
	*reached = r != -EIO; /* else one wait is enough */
	return *reached ? r : 0;
}

int boss_recover(struct boss *b)
{
	struct service s = {.id = 0};
	bool reached = true;
	void *ctx = talloc_new(NULL);
	int r;

	while ((r = service_next(b->db, "", s.id, ctx, &s)) == 1) {
		r = recover(b, &s, &reached, ctx);
		if (r)
			break;
	}
	talloc_free(ctx);
	return r;
}
