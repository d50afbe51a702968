/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BOSS, the business and operation support: decides what subscribers get, orders profiles from the
 * SM-DP+ by ES2+, and has the HLR do what follows. It never touches the SM-DP+'s store.
 *
 * Whatever is asked twice is done once: a request can be repeated when its answer was lost, when
 * the SM-DP+ was down, or after a restart. Nothing shares a number before the SM-DP+ has reported
 * that it is installed. */
#ifndef MNO_BOSS_H
#define MNO_BOSS_H

#include "servers/common/http.h"
#include "servers/mno/contract.h"
#include "servers/mno/service.h"
#include "servers/rsp/caller.h"

struct trail;
struct boss; /* a talloc object */

/* All that it points to outlives the boss. */
struct boss_config {
	struct rsp_caller_config es2; /* as which it calls the SM-DP+ */
	const char *smdp;             /* "https://HOST[:PORT]" */
	const char *profile_type;     /* that is ordered for everybody */
	bool contract_free;           /* nobody need accept a contract */
	bool verify_companion;        /* who shares a number proves to have the other device */
	int64_t (*now)(void *arg);    /* seconds since 1970; NULL: time() */
	void *now_arg;
	struct slice smdp_certificate; /* DER: as a TLS client with this one the SM-DP+ reports, and
					  nobody else; empty: whoever does is believed */
	struct trail *trail;           /* NULL: none */
};

int boss_new(void *ctx, struct db *db, struct crypto *crypto, const struct boss_config *config,
	     struct boss **out);

enum boss_verdict {
	BOSS_DONE,
	BOSS_DOWNLOAD, /* the service has an activation code */
	BOSS_CONTRACT, /* the contract must be accepted first; then repeat */
	BOSS_VERIFY,   /* a code went to the other device; repeat with it */
	BOSS_LATER,    /* it is being worked on: ask again */
	BOSS_REFUSED,  /* @problem says why */
	BOSS_VERDICTS,
};

extern const char *const boss_verdict_names[BOSS_VERDICTS];

/* Strings and structures' strings are children of the context given to the call. */
struct boss_answer {
	enum boss_verdict verdict;
	struct service service;   /* id 0: there is none */
	struct contract contract; /* with BOSS_CONTRACT, and boss_decide() */
	const char *problem; /* for people; "" for none. Also with BOSS_VERIFY (a wrong code) */
};

/* All functions return 0 with *@answer, whatever the verdict, or negative errno where the store or
 * memory fails. @from: the request that is served, so that others are while the SM-DP+ is asked;
 * NULL: none. Nothing that was read of the store before is certain after a call with @from. */

struct boss_subscription {
	enum service_kind kind;
	const char *imsi;   /* who asks: authenticated */
	const char *device; /* that the profile is for */
	const char *eid;
	bool share; /* the number, too, once it is installed */
	enum alerting alerting;
};

/* A profile for a device. Until it is installed, or the service is ended, asking again gives the
 * same activation code; of an installed one, BOSS_DONE. An order that was declined by the contract
 * can be asked for again, and offers it again: contract_last() tells what has become of one.
 * SERVICE_TRANSFER needs no contract; once the profile is installed the subscriber's number, shared
 * number, contracts and services are its own, and the old subscriber is suspended: its other
 * devices' tokens remain, for them to hear that, but BOSS does nothing for it any more. */
int boss_subscribe(struct boss *b, const struct boss_subscription *q,
		   const struct http_request *from, void *ctx, struct boss_answer *answer);

/* The subscriber's decision on a contract. What was asked for and waits for it goes on: the verdict
 * is that of boss_subscribe(), BOSS_CONTRACT where there is another contract to accept, and
 * BOSS_DONE where nothing waits. Declined, nothing remains of what was asked for. */
int boss_decide(struct boss *b, const char *key, bool accepted, const struct http_request *from,
		void *ctx, struct boss_answer *answer);

struct boss_sharing {
	const char *imsi;      /* who asks: authenticated */
	const char *companion; /* device's id, EID, ICCID, MSISDN or IMSI */
	enum alerting alerting;
	const char *code; /* NULL or "": none was entered */
};

/* The companion shares the subscriber's number: one MSISDN, several IMSIs. While its profile is
 * ordered but not installed, BOSS_LATER: it shares once it is. A UICC that is none of the
 * subscriber's services always has to be verified by a code to its own number. */
int boss_share(struct boss *b, const struct boss_sharing *q, void *ctx, struct boss_answer *answer);
/* It shares the number no more: also BOSS_DONE where it does not. */
int boss_unshare(struct boss *b, const char *imsi, const char *companion, void *ctx,
		 struct boss_answer *answer);
/* Ends the service of a device (its id, EID, ICCID, MSISDN or IMSI): it shares the number no more;
 * the order is cancelled, or where it is installed already its subscription suspended. Also
 * BOSS_DONE where it has ended. */
int boss_unsubscribe(struct boss *b, const char *imsi, const char *companion,
		     const struct http_request *from, void *ctx, struct boss_answer *answer);

/* What the SM-DP+ reports (SGP.22 5.3.5). */
struct boss_progress {
	const char *iccid;
	const char *eid;     /* NULL: not told */
	int64_t point;       /* notificationPointId: 4 is the installation */
	bool success;        /* notificationPointStatus */
	const char *message; /* for people */
};

/* What is reported again changes nothing. BOSS_LATER: it came before the answer to the order, and
 * has to be told again; BOSS_REFUSED: the profile is no service's, or the eUICC another one. */
int boss_progress(struct boss *b, const struct boss_progress *p, void *ctx,
		  struct boss_answer *answer);

/* Cancels what a process that ended has left in the middle of ordering, so that it can be asked for
 * again. To be called before requests are served. The SM-DP+ not being reached is no error: that is
 * tried again when the user asks again. */
int boss_recover(struct boss *b);

#endif
