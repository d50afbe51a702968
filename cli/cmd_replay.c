/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc replay: does to a card what traces say, and compares its answers. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/subcommands.h"
#include "replay/report.h"
#include "replay/update.h"

static const char NAME[] = "replay";

static const char help[] =
	"usage: softeuicc replay [--reader NAME | --image FILE] [OPTIONS] TRACE...\n\n"
	"Does to a card what each trace says, and compares its answers. The card is a new one\n"
	"for each trace, in this process, or\n\n"
	"  --reader NAME  the one in the first PC/SC reader whose name contains NAME\n"
	"  --image FILE   this image, in this process\n\n"
	"  --chip         the card in the reader is the one that the traces' chip lines ask for,\n"
	"                 made by softeuicc init --chip\n"
	"  --card N       of a record of several cards, take the lines about card N [0]\n"
	"  --update       write expectations that are not met anew, from what was seen\n"
	"  --junit FILE   write a JUnit report as well\n"
	"  --help         this text\n\n"
	"Prints TAP. Exit status: 0 all passed, 1 some failed, 2 trouble.\n";

enum { OPT_READER = 1, OPT_IMAGE, OPT_CHIP, OPT_CARD, OPT_UPDATE, OPT_JUNIT, OPT_HELP = 'h' };

static const struct option options[] = {
	{"reader", required_argument, NULL, OPT_READER},
	{"image", required_argument, NULL, OPT_IMAGE},
	{"chip", no_argument, NULL, OPT_CHIP},
	{"card", required_argument, NULL, OPT_CARD},
	{"update", no_argument, NULL, OPT_UPDATE},
	{"junit", required_argument, NULL, OPT_JUNIT},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

enum { CARD_MAX = 65535 };

struct wish {
	const char *reader;
	const char *image;
	const char *junit;
	unsigned card;
	bool chip;
	bool update;
};

/* As the commands that answer a question: trouble is no answer. */
static int trouble(const char *what, const char *why)
{
	cli_fail(NAME, "%s%s%s", what, *what ? ": " : "", why);
	return EXIT_TROUBLE;
}

static int open_transport(const struct wish *w, const struct script *script, void *ctx,
			  struct transport **out, char **error)
{
	if (w->reader)
		return transport_reader(w->reader, true, ctx, out, error);
	if (w->image)
		return transport_image(w->image, script->seed, ctx, out, error);
	return transport_fresh(&script->chip, script->seed, ctx, out, error);
}

/* Says how many lines of which files have changed. */
static int update(const char *path, const struct run *run)
{
	int n = update_file(path, run_changes(run));

	if (n < 0)
		return trouble(path, strerror(-n));
	if (n)
		fprintf(stderr, "softeuicc %s: %s: %d lines updated\n", NAME, path, n);
	for (const struct change *c = run_changes(run); c; c = c->next)
		if (strcmp(c->file, path))
			fprintf(stderr, "softeuicc %s: %s:%u, which %s includes, stays as it is\n",
				NAME, c->file, c->line, path);
	return EXIT_OK;
}

static int replay(const struct wish *w, const char *path, struct report *report)
{
	void *ctx = talloc_new(NULL);
	struct transport *transport = NULL;
	struct result *results = NULL;
	struct script *script;
	struct run *run = NULL;
	char *error = NULL;
	int status = EXIT_OK;
	int r = script_read(path, w->card, ctx, &script, &error);

	if (r == 0)
		r = open_transport(w, script, ctx, &transport, &error);
	if (r == 0 && w->chip)
		transport_take_as_chip(transport);
	if (r == 0) {
		run = run_new(transport, w->update, ctx);
		r = run ? run_script(run, script, &results) : -ENOMEM;
	}
	if (r == 0)
		report_script(report, script, results);
	else
		report_trouble(report, path, error ? error : strerror(-r));
	if (r == 0 && w->update)
		status = update(path, run);
	talloc_free(ctx);
	return r ? EXIT_TROUBLE : status;
}

static int replay_all(const struct wish *w, char **paths)
{
	FILE *junit = w->junit ? fopen(w->junit, "w") : NULL;
	struct report *report;
	unsigned failed;
	int status = EXIT_OK;

	if (w->junit && !junit)
		return trouble(w->junit, strerror(errno));
	report = report_new(stdout, junit, NULL);
	if (!report)
		return trouble("", strerror(ENOMEM));
	for (; *paths; paths++)
		if (replay(w, *paths, report) != EXIT_OK)
			status = EXIT_TROUBLE;
	failed = report_end(report);
	if (junit && (ferror(junit) | fclose(junit)))
		status = trouble(w->junit, strerror(errno));
	talloc_free(report);
	return status != EXIT_OK ? status : failed ? EXIT_DIFFERENT : EXIT_SAME;
}

static bool parse_card(const char *text, unsigned *out)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	*out = (unsigned)n;
	return isdigit((unsigned char)*text) && !*end && n <= CARD_MAX;
}

int cmd_replay(int argc, char **argv)
{
	struct wish w = {0};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (option) {
		case OPT_READER:
			w.reader = optarg;
			break;
		case OPT_IMAGE:
			w.image = optarg;
			break;
		case OPT_CHIP:
			w.chip = true;
			break;
		case OPT_CARD:
			if (!parse_card(optarg, &w.card))
				return cli_usage(NAME, "--card: '%s' is no number of a card",
						 optarg);
			break;
		case OPT_UPDATE:
			w.update = true;
			break;
		case OPT_JUNIT:
			w.junit = optarg;
			break;
		case OPT_HELP:
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return cli_usage(NAME, "the command line is wrong");
		}
	if (w.reader && w.image)
		return cli_usage(NAME, "a card is in a reader or in an image, not both");
	if (optind == argc)
		return cli_usage(NAME, "no trace is given");
	return replay_all(&w, argv + optind);
}
