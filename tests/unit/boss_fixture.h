/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operator's BOSS, and an SM-DP+ that does what a test wants. */
#ifndef TESTS_UNIT_BOSS_FIXTURE_H
#define TESTS_UNIT_BOSS_FIXTURE_H

#include "mno_fixture.h"
#include "servers/mno/boss.h"

/* The customers A and B, and the profiles in stock: P1 first, then P2. */
#define A        "001010000000001"
#define A_ICCID  "8988211000000000011"
#define A_NUMBER "491701234567"
#define B        "001010000000002"
#define B_ICCID  "8988211000000000029"
#define B_NUMBER "491707654321"
#define P1       "001010000000011"
#define P1_ICCID "8988211000000000110"
#define P2       "001010000000012"
#define P2_ICCID "8988211000000000128"

#define EID_1 "89049032123451234512345678901235"
#define EID_2 "89049032000000000000000000000066"
#define EID_3 "89049032000000000000000000000163"

extern struct boss *boss;
extern struct boss_config boss_config; /* of the next boss_restart() */
extern struct boss_answer answer;      /* of the last call */
extern int64_t clock_now;

void boss_setup(void);
void boss_teardown(void);
/* The two halves of boss_setup(): the store with its subscribers, for tests that have to fork
 * before there are threads; and SM-DP+ and BOSS. */
void boss_store_setup(void);
void boss_start(void);
/* The operator's process ends, and another one begins on the same store. */
void boss_restart(void);

/* All contracts of A and B are signed. */
void sign_contracts(void);
/* Asks for a service; fails the test unless the verdict is @verdict. @from of the call is NULL. */
void subscribe(enum service_kind kind, const char *imsi, const char *device, const char *eid,
	       bool share, enum boss_verdict verdict);
/* The SM-DP+ reports the installation; fails the test unless the verdict is @verdict. */
void report_installed(const char *iccid, const char *eid, enum boss_verdict verdict);
/* The state of the service that a device has, or had last; "" for none. */
const char *service_state(const char *imsi, const char *device);
/* The IMSIs of those who share a number: "A B" as they are called; "" where it is not shared. */
const char *members(const char *msisdn);

/* ---- the SM-DP+ ---- */

enum fault {
	FAULT_REFUSE,
	FAULT_BEFORE, /* answers nonsense and does nothing */
	FAULT_AFTER,  /* does it and answers nonsense */
	FAULT_KILL,   /* does it and kills the process smdp_victim */
};

/* What happens at the next call of @function. */
void smdp_fault(const char *function, enum fault fault);
/* Members to be put into the next answer of @function in the place of its own. */
void smdp_answers(const char *function, const char *member, const char *value);
/* What runs, on another thread, while the next call of smdp_meanwhile_at is under way. */
extern void (*smdp_meanwhile)(void);
extern const char *smdp_meanwhile_at; /* "downloadOrder" at first */
extern pid_t smdp_victim;
/* What has become of a profile: "available", "ordered", "released" or "unavailable". */
const char *smdp_state(const char *iccid);
/* How often a function was called. */
unsigned smdp_calls(const char *function);

#endif
