/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/incoming_call.h"

#include "crypto/crypto.h"
#include "servers/mno/subscriber.h"

const char *const call_event_names[CALL_EVENT_KINDS] = {
	[CALL_BUSY] = "is busy",     [CALL_OFF] = "is off",
	[CALL_RINGS] = "rings",      [CALL_ANSWERS] = "answers",
	[CALL_STOPS] = "is stopped", [CALL_GIVEN_UP] = "does not answer",
};

const char *const call_result_names[CALL_RESULTS] = {
	[CALL_ANSWERED] = "answered",
	[CALL_NOT_ANSWERED] = "not answered",
	[CALL_ALL_BUSY] = "busy",
	[CALL_UNREACHABLE] = "not reachable",
};

/* ---- who is called ---- */

static int leave_suspended_out(struct db *db, void *ctx, struct shared_number *called)
{
	struct subscriber s;
	size_t n = 0;

	for (size_t i = 0; i < called->n; i++) {
		int r = subscriber_by_imsi(db, called->members[i], ctx, &s);

		if (r < 0)
			return r;
		crypto_wipe(&s.aka, sizeof(s.aka));
		if (!s.suspended)
			called->members[n++] = called->members[i];
	}
	called->n = n;
	return 1;
}

int called_members(struct db *db, const char *msisdn, void *ctx, struct shared_number *out)
{
	struct subscriber s;
	int r = shared_number_find(db, msisdn, ctx, out);

	if (r == 0) {
		r = subscriber_by_msisdn(db, msisdn, ctx, &s);
		if (r != 1)
			return r;
		crypto_wipe(&s.aka, sizeof(s.aka));
		*out = (struct shared_number){msisdn, ALERTING_HUNTING, {s.imsi}, 1, s.imsi};
	}
	return r < 0 ? r : leave_suspended_out(db, ctx, out);
}

/* ---- what the call does ---- */

static void happens(struct incoming_call *call, enum call_event_kind kind, const char *imsi)
{
	call->events[call->n++] = (struct call_event){kind, imsi};
}

static bool happened(const struct incoming_call *call, enum call_event_kind kind)
{
	for (size_t i = 0; i < call->n; i++)
		if (call->events[i].kind == kind)
			return true;
	return false;
}

/* Lets @p ring where it can. */
static bool ring(struct incoming_call *call, const struct party *p)
{
	static const enum call_event_kind kinds[] = {
		[PARTY_IGNORES] = CALL_RINGS,
		[PARTY_ANSWERS] = CALL_RINGS,
		[PARTY_IS_BUSY] = CALL_BUSY,
		[PARTY_IS_OFF] = CALL_OFF,
	};

	happens(call, kinds[p->does], p->imsi);
	return kinds[p->does] == CALL_RINGS;
}

static void answer(struct incoming_call *call, const struct party *p)
{
	happens(call, CALL_ANSWERS, p->imsi);
	call->answered_by = p->imsi;
}

static const struct party *first_to_answer(const struct party *parties, size_t n)
{
	const struct party *first = NULL;

	for (size_t i = 0; i < n; i++)
		if (parties[i].does == PARTY_ANSWERS && (!first || parties[i].after < first->after))
			first = &parties[i];
	return first;
}

static void all_at_once(struct incoming_call *call, const struct party *parties, size_t n)
{
	const struct party *first = first_to_answer(parties, n);
	size_t rung;

	for (size_t i = 0; i < n; i++)
		ring(call, &parties[i]);
	rung = call->n;
	if (first)
		answer(call, first);
	for (size_t i = 0; i < rung; i++)
		if (call->events[i].kind == CALL_RINGS &&
		    (!first || call->events[i].imsi != first->imsi))
			happens(call, first ? CALL_STOPS : CALL_GIVEN_UP, call->events[i].imsi);
}

static void one_after_the_other(struct incoming_call *call, const struct party *parties, size_t n)
{
	for (size_t i = 0; i < n && !call->answered_by; i++) {
		if (!ring(call, &parties[i]))
			continue;
		if (parties[i].does == PARTY_ANSWERS)
			answer(call, &parties[i]);
		else
			happens(call, CALL_GIVEN_UP, parties[i].imsi);
	}
}

static enum call_result result_of(const struct incoming_call *call)
{
	if (call->answered_by)
		return CALL_ANSWERED;
	if (happened(call, CALL_RINGS))
		return CALL_NOT_ANSWERED;
	return happened(call, CALL_BUSY) ? CALL_ALL_BUSY : CALL_UNREACHABLE;
}

void incoming_call(enum alerting alerting, const struct party *parties, size_t n,
		   struct incoming_call *out)
{
	*out = (struct incoming_call){.n = 0};
	if (alerting == ALERTING_FLEXIBLE)
		all_at_once(out, parties, n);
	else
		one_after_the_other(out, parties, n);
	out->result = result_of(out);
}
