/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <talloc.h>

#include "demo/play.h"

enum { REPORTS = 3 }; /* of a download */

const struct demo_question demo_questions[DEMO_CHOICES] = {
	[DEMO_CONTRACT] = {"contract", "The operator's contract", {"accept", "decline"}},
	[DEMO_AUTHENTICATION] = {"auth",
				 "Authentication by EAP-AKA, EAP-SIM, or a code by SMS",
				 {"aka", "sim", "sms"}},
	[DEMO_SHARED_NUMBER] = {"shared-number", "One number for both devices", {"yes", "no"}},
	[DEMO_ALERTING] = {"alerting",
			   "A call rings at all devices, or at one after the other",
			   {"flexible", "hunting"}},
};

void play_check(struct play *p, bool ok, const char *format, ...)
{
	va_list args;
	char *what;

	va_start(args, format);
	what = talloc_vasprintf(p, format, args);
	va_end(args);
	p->wrong += !ok;
	if (what && p->config->check)
		p->config->check(p->config->arg, what, ok);
	talloc_free(what);
}

void play_message(void *arg, const struct trail_entry *entry)
{
	struct play *p = arg;

	p->packages += !strcmp(entry->message, "ES9+.GetBoundProfilePackage: ok");
	p->reports += !strcmp(entry->message, "ES2+.HandleDownloadProgressInfo: ok");
	if (p->config->message)
		p->config->message(p->config->arg, entry);
}

/* Of each download the SM-DP+ reports eligibility, package and installation (SGP.22 5.3.5), when it
 * can: the devices need not wait for it. */
static bool all_reported(void *arg)
{
	const struct play *p = arg;

	return p->reports >= REPORTS * p->packages;
}

static int run(struct play *p)
{
	const struct demo_config *config = p->config;
	char *error = NULL;
	int r;

	r = stage_new(p, config->directory, &p->lab.stage);
	if (r)
		return r;
	p->lab.program = config->program;
	p->lab.lpac = config->lpac;
	memcpy(p->lab.readers, config->readers, sizeof(p->lab.readers));
	p->lab.reader_count = config->reader_count;
	r = trail_open(p, stage_trail(p->lab.stage), &p->person.trail, &error);
	if (r)
		return stage_fail(p->lab.stage, r, "%s", error ? error : strerror(-r));
	p->person.lab = &p->lab;
	p->person.contract = play_answer(p, DEMO_CONTRACT);
	p->link = talloc_asprintf(p, "unix:%s", lab_path(&p->lab, "link"));
	if (!p->link)
		return -ENOMEM;
	r = play_prepare(p);
	if (r == 0)
		r = play_perform(p);
	if (r == 0)
		r = stage_wait(p->lab.stage, all_reported, p, "the SM-DP+'s report");
	if (r == 0)
		r = play_look(p);
	if (r == 0 && p->wrong)
		r = stage_fail(p->lab.stage, -EBADE, "the end is not as it should be");
	return r;
}

int demo_play(void *ctx, const struct demo_config *config, char **error)
{
	struct play *p = talloc_zero(ctx, struct play);
	int r;

	*error = NULL;
	if (!p)
		return -ENOMEM;
	p->config = config;
	r = run(p);
	if (r && p->lab.stage)
		*error = talloc_strdup(ctx, stage_problem(p->lab.stage));
	talloc_free(p);
	return r;
}
