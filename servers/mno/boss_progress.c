/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS: what follows from the downloads that the SM-DP+ reports. */
#include <errno.h>
#include <talloc.h>

#include "servers/mno/boss_parts.h"
#include "servers/mno/device.h"

enum { POINT_INSTALLATION = 4 }; /* BPP installation (SGP.22 5.3.5) */

/* ---- installed ---- */

/* What was asked for with the subscription. Where it cannot be, the profile is installed all the
 * same, and the user told when asking for it again. */
static int share(struct boss *b, struct service *s, void *ctx)
{
	char *problem;
	int r = shared_number_join(b->db, s->imsi, s->profile, s->alerting, ctx, &problem);

	if (r == -EINVAL) {
		s->share = false;
		s->problem = problem;
		return 0;
	}
	if (r == 0)
		boss_trail(b, "HLR", "bind", json_pack("{s:s}", "imsi", s->profile));
	return r;
}

/* The service by which the old subscription came, if it came by one. */
static int end_predecessor(struct boss *b, const char *imsi, void *ctx)
{
	struct subscriber old;
	struct service s;
	int r = boss_subscriber(b, imsi, ctx, &old);

	if (r == 1)
		r = service_of_iccid(b->db, old.iccid, ctx, &s);
	if (r != 1 || s.state == SERVICE_ENDED)
		return r < 0 ? r : 0;
	s.state = SERVICE_ENDED;
	s.problem = "the subscription has gone over to another device";
	return boss_put(b, &s);
}

/* All that the old subscription has is the new one's. The device that it goes to keeps its token.
 */
static int transfer(struct boss *b, const struct service *s, void *ctx)
{
	const char *from = s->imsi, *to = s->profile;
	int r = end_predecessor(b, from, ctx);

	r = r ? r : subscriber_give_number(b->db, from, to);
	r = r ? r : shared_number_move(b->db, from, to);
	r = r ? r : contract_move(b->db, from, to);
	r = r ? r : service_move(b->db, from, to);
	r = r ? r : device_move(b->db, from, to);
	r = r ? r : token_move(b->db, from, to, s->device);
	r = r ? r : subscriber_suspend(b->db, from);
	if (r == 0)
		boss_trail(b, "HLR", "transfer", json_pack("{s:s, s:s}", "from", from, "to", to));
	return r;
}

static int installed(struct boss *b, struct service *s, void *ctx)
{
	int r = 0;

	s->state = SERVICE_INSTALLED;
	s->problem = "";
	if (s->kind == SERVICE_TRANSFER)
		r = transfer(b, s, ctx);
	else if (s->share)
		r = share(b, s, ctx);
	return r ? r : boss_put(b, s);
}

/* It was downloaded while the service was ended: nobody is to use it. */
static int installed_in_vain(struct boss *b, struct service *s, struct boss_answer *answer)
{
	int r = subscriber_suspend(b->db, s->profile);

	s->state = SERVICE_ENDED;
	r = r ? r : boss_put(b, s);
	answer->problem = "the service has ended";
	return r;
}

static int on_installed(struct boss *b, struct service *s, void *ctx, struct boss_answer *answer)
{
	switch (s->state) {
	case SERVICE_ORDERED:
		return installed(b, s, ctx);
	case SERVICE_ORDERING: /* ConfirmOrder is executed, its answer under way */
		answer->verdict = BOSS_LATER;
		return 0;
	case SERVICE_CANCELLING:
	case SERVICE_ENDED:
		return installed_in_vain(b, s, answer);
	default:
		return 0;
	}
}

/* ---- failed ---- */

/* Short of the installation the order remains, and the user can try again. */
static int on_failed(struct boss *b, struct service *s, const struct boss_progress *p, void *ctx)
{
	if (s->state != SERVICE_ORDERED)
		return 0;
	if (p->point == POINT_INSTALLATION)
		s->state = SERVICE_CANCELLING;
	s->problem = talloc_asprintf(ctx, "the download has failed: %s", p->message);
	return s->problem ? boss_put(b, s) : -ENOMEM;
}

static int progress(struct boss *b, const struct boss_progress *p, void *ctx,
		    struct boss_answer *answer)
{
	struct service *s = &answer->service;
	char *iccid = talloc_strndup(ctx, p->iccid, strspn(p->iccid, "0123456789"));
	int r = iccid ? service_of_iccid(b->db, iccid, ctx, s) : -ENOMEM;

	if (r < 0)
		return r;
	if (r == 0)
		return boss_refuse(answer, ctx, "no service has the profile %s", iccid);
	if (p->eid && strcmp(s->eid, p->eid) != 0)
		return boss_refuse(answer, ctx, "the profile %s is for another eUICC than %s",
				   iccid, p->eid);
	if (!p->success)
		return on_failed(b, s, p, ctx);
	return p->point == POINT_INSTALLATION ? on_installed(b, s, ctx, answer) : 0;
}

int boss_progress(struct boss *b, const struct boss_progress *p, void *ctx,
		  struct boss_answer *answer)
{
	int r = db_begin(b->db);

	*answer = (struct boss_answer){.verdict = BOSS_DONE, .problem = ""};
	return r ? r : boss_end(b, progress(b, p, ctx, answer));
}
