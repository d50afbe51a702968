/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/person.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

enum { WORDS_MAX = 48, CODE_DIGITS = 6 };

static const char digits[] = "0123456789";

/* ---- what devices show and ask ---- */

static void hear(void *arg, struct actor *a, const char *line)
{
	static const char shows[] = "pairing code ";
	struct held_device *d = arg;

	(void)a;
	if (!strncmp(line, shows, strlen(shows)))
		snprintf(d->pairing, sizeof(d->pairing), "%s", line + strlen(shows));
	else if (*line && line[strlen(line) - 1] == ' ')
		snprintf(d->question, sizeof(d->question), "%s", line);
}

/* ---- what the user answers: 0 with @answer, or negative errno, noted ---- */

enum { ANSWER_MAX = 16 };

static bool always(const struct person *p)
{
	(void)p;
	return true;
}

static bool both_show(const struct person *p)
{
	return *p->devices[0].pairing && *p->devices[1].pairing;
}

static int compare_codes(struct person *p, struct held_device *d, char answer[ANSWER_MAX])
{
	struct held_device *all = p->devices;

	snprintf(answer, ANSWER_MAX, "%s",
		 strcmp(all[0].pairing, all[1].pairing) != 0 ? "no" : "yes");
	d->compared = true;
	if (all[0].compared && all[1].compared)
		for (int i = 0; i < PERSON_DEVICES; i++) {
			all[i].compared = false;
			all[i].pairing[0] = '\0';
		}
	return 0;
}

/* Reads the short message that has come last, on whichever telephone. */
static int read_code(struct person *p, struct held_device *d, char answer[ANSWER_MAX])
{
	const json_t *message;
	json_t *messages;
	const char *text;
	int r = lab_run(p->lab, &messages, "mno", "sms", "list", "--json", "--store",
			lab_path(p->lab, "mno.db"), NULL);

	if (r)
		return r;
	message = json_array_get(messages, json_array_size(messages) - 1);
	text = json_string_value(json_object_get(message, "text"));
	while (text && *text && strspn(text, digits) != CODE_DIGITS)
		text += strspn(text, digits) + strcspn(text + strspn(text, digits), digits);
	if (text && *text) {
		trail_message(p->trail, "SMSC", "user", "short message",
			      json_pack("{s:O*}", "to", json_object_get(message, "to")));
		trail_message(p->trail, "user", d->name, "code", NULL);
		snprintf(answer, ANSWER_MAX, "%.*s", CODE_DIGITS, text);
	} else {
		r = stage_fail(p->lab->stage, -ENOMSG, "no code has come by SMS");
	}
	json_decref(messages);
	return r;
}

static int decide(struct person *p, struct held_device *d, char answer[ANSWER_MAX])
{
	(void)d;
	snprintf(answer, ANSWER_MAX, "%s", p->contract);
	return 0;
}

struct habit {
	const char *part; /* of the question */
	bool (*can)(const struct person *p);
	int (*answer)(struct person *p, struct held_device *d, char answer[ANSWER_MAX]);
};

static const struct habit habits[] = {
	{"show the same", both_show, compare_codes},
	{"code", always, read_code},
	{"accept, decline", always, decide},
};

/* NULL where the user would not know what to say. */
static const struct habit *habit_for(const char *question)
{
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (strcasestr(question, habits[i].part))
			return &habits[i];
	return NULL;
}

/* A device that asks what can be answered, or at least be failed at. */
static struct held_device *who_asks(struct person *p)
{
	for (int i = 0; i < PERSON_DEVICES; i++) {
		struct held_device *d = &p->devices[i];
		const struct habit *h = *d->question ? habit_for(d->question) : NULL;

		if (*d->question && (!h || h->can(p)))
			return d;
	}
	return NULL;
}

static int answer_one(struct person *p, struct held_device *d)
{
	const struct habit *h = habit_for(d->question);
	char answer[ANSWER_MAX];
	int r;

	if (!h)
		return stage_fail(p->lab->stage, -ENOTSUP, "nobody knows what to say to: %s",
				  d->question);
	d->question[0] = '\0';
	r = h->answer(p, d, answer);
	return r ? r : actor_say(d->actor, answer);
}

/* ---- devices in the hand ---- */

int person_takes(struct person *p, int which, const char *name, bool lasting,
		 const char *const *words)
{
	struct held_device *d = &p->devices[which];
	const char *argv[WORDS_MAX] = {p->lab->program};
	const struct actor_config config = {
		.name = name, .argv = argv, .lasting = lasting, .hear = hear, .arg = d};

	for (size_t n = 1; *words && n + 1 < WORDS_MAX; n++)
		argv[n] = *words++;
	*d = (struct held_device){.name = name};
	return stage_start(p->lab->stage, &config, &d->actor);
}

struct waiting {
	struct person *person;
	struct actor *actor;
};

static bool something_to_do(void *arg)
{
	const struct waiting *w = arg;

	return actor_ended(w->actor) || who_asks(w->person);
}

int person_waits(struct person *p, int which)
{
	struct held_device *d = &p->devices[which];
	struct waiting w = {p, d->actor};
	struct held_device *asks;
	int status, r = 0;

	while (r == 0 && !actor_ended(d->actor)) {
		r = stage_wait(p->lab->stage, something_to_do, &w, "the device");
		asks = who_asks(p);
		if (r == 0 && asks)
			r = answer_one(p, asks);
	}
	if (r == 0)
		r = stage_wait_end(p->lab->stage, d->actor, &status);
	if (r == 0 && status)
		r = stage_fail(p->lab->stage, -ECHILD, "%s", actor_last_words(d->actor));
	return r;
}
