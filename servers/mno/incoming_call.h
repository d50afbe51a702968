/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the HLR has an incoming call do, with members of whom it is known what they would do. */
#ifndef MNO_INCOMING_CALL_H
#define MNO_INCOMING_CALL_H

#include "servers/mno/shared_number.h"

enum party_does {
	PARTY_IGNORES, /* rings, nobody comes */
	PARTY_ANSWERS,
	PARTY_IS_BUSY,
	PARTY_IS_OFF, /* switched off, or not in the network */
};

struct party {
	const char *imsi;
	enum party_does does;
	unsigned after; /* who answers earlier has the lower number; of the same, who comes first */
};

enum call_event_kind {
	CALL_BUSY,
	CALL_OFF,
	CALL_RINGS,
	CALL_ANSWERS,
	CALL_STOPS, /* rings no more, because another one has answered */
	CALL_GIVEN_UP,
	CALL_EVENT_KINDS,
};

enum call_result {
	CALL_ANSWERED,
	CALL_NOT_ANSWERED, /* it rang */
	CALL_ALL_BUSY,     /* it did not ring, and somebody was busy */
	CALL_UNREACHABLE,
	CALL_RESULTS,
};

extern const char *const call_event_names[CALL_EVENT_KINDS];
extern const char *const call_result_names[CALL_RESULTS];

struct call_event {
	enum call_event_kind kind;
	const char *imsi;
};

struct incoming_call {
	struct call_event events[3 * SHARED_MEMBERS_MAX]; /* as they happen */
	size_t n;
	enum call_result result;
	const char *answered_by; /* IMSI; NULL for none */
};

/* Whom a call to @msisdn is for: the members of a shared number, or who has it alone; those that
 * are suspended are left out. Returns 1 and *@out when found, 0 when nobody has it, negative errno.
 */
int called_members(struct db *db, const char *msisdn, void *ctx, struct shared_number *out);

/* Calls @n parties, at most SHARED_MEMBERS_MAX. */
void incoming_call(enum alerting alerting, const struct party *parties, size_t n,
		   struct incoming_call *out);

#endif
