/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles on the card of card_fixture.h, and the functions of ES10 that act on them. */
#ifndef TESTS_UNIT_PROFILE_FIXTURE_H
#define TESTS_UNIT_PROFILE_FIXTURE_H

#include "card_fixture.h"
#include "unit.h"

/* ICCIDs as in EF.ICCID. */
#define FIRST  "98109909002143658739"
#define SECOND "98109909002143658749"
#define THIRD  "98109909002143658759"

#define AID(n) "A0000005591010FFFFFFFF8900" n "00"

/* Every event to a.b; enable and disable to c.d as well. */
#define NOTIFICATIONS "B615 3009 800204F0 8103612E62 3008 80020560 8102632E"
/* PPR1, PPR2 with their owner. */
#define OWNER     "B705800300F110"
#define PPR1_RULE OWNER " 99020640"
#define PPR2_RULE OWNER " 99020520"

/* What ProfileInfoListResponse says when asked for ICCID and state. */
#define EMPTY_LIST        "BF2D02A000"
#define ONE(iccid, state) "BF2D14 A012 E310 5A0A" iccid "9F7001" state
#define TWO(a, state_a, b, state_b)                                                                \
	"BF2D26 A024 E310 5A0A" a "9F7001" state_a "E310 5A0A" b "9F7001" state_b

/* Loads the package that @w asks for in the session of @s, and takes the result apart. */
struct installation load_as(struct card_fixture *f, struct rsp_server *s, const struct bpp_wish *w);

/* Each returns the result code. Without refresh unless the name says so. */
int es10_enable(struct card_fixture *f, const char *iccid);
int es10_enable_with_refresh(struct card_fixture *f, const char *iccid);
int es10_disable(struct card_fixture *f, const char *iccid);
int es10_delete(struct card_fixture *f, const char *iccid);

/* ListNotification: sequence number, events and address of each, as one text. */
char *es10_notifications(struct card_fixture *f);
/* RemoveNotificationFromList for the sequence numbers below 20. */
void es10_forget_notifications(struct card_fixture *f);

/* Fails the test unless ICCID and state of every profile are @hex. */
void assert_states(struct card_fixture *f, const char *hex);

#endif
