/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flow while it is played. */
#ifndef DEMO_PLAY_H
#define DEMO_PLAY_H

#include "demo/demo.h"
#include "demo/lab.h"
#include "demo/person.h"

struct play {
	const struct demo_config *config;
	struct lab lab;
	struct person person;
	bool two_uiccs;                             /* no eUICC among the cards */
	const char *link;                           /* address of the devices' link */
	const struct reader *readers[DEMO_READERS]; /* with the cards */
	size_t packages; /* that the SM-DP+ has given out, as the trail says */
	size_t reports;  /* of downloads, that the operator has got from it */
	size_t wrong;    /* checks that failed */
};

/* The subscriptions: the user's, that of a second UICC, and the first of what the SM-DP+ has in
 * stock, with which the operator sells no number. */
extern const struct lab_subscription play_user, play_other, play_stock;
extern const char *const play_cards[DEMO_READERS]; /* the names of their files */
extern const char *const play_eids[DEMO_READERS];  /* where they are eUICCs */

/* Notes a check: whether @what, a printf format, is so. */
void play_check(struct play *p, bool ok, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What stage_watch() is to call. */
void play_message(void *arg, const struct trail_entry *entry);
/* The three acts, each 0 or negative errno, noted. */
int play_prepare(struct play *p);
int play_perform(struct play *p);
int play_look(struct play *p);

/* What happens in the flows (acts.c), and before: each 0 or negative errno, noted. */
typedef int play_act(struct play *p);

play_act act_add_then_share, act_add_and_share, act_share, act_unshare_and_remove, act_single,
	act_replace, act_replace_euicc, act_install_on_old;

static inline const char *play_answer(const struct play *p, enum demo_choice choice)
{
	return demo_questions[choice].answers[p->config->answers[choice]];
}

/* Whether the user's answer is that. */
bool play_answered(const struct play *p, enum demo_choice choice, const char *answer);

#endif
