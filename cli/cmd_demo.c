/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc demo: plays a flow of primary and secondary device. */
#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/diagram_file.h"
#include "cli/json.h"
#include "cli/subcommands.h"
#include "demo/demo.h"
#include "demo/places.h"
#include "ecasd/pki.h"
#include "flow/detail.h"

static const char name[] = "demo";

static void print_help(void)
{
	const struct demo_flow *flow;

	puts("usage: softeuicc demo FLOW [OPTIONS]\n\n"
	     "Plays a flow of primary and secondary device with real parts: cards in virtual\n"
	     "readers, an unmodified lpac, an SM-DP+, an operator, two devices. Says each message\n"
	     "as it happens, and looks at the end whether the stores and the cards agree.\n\n"
	     "The flows:\n");
	for (size_t i = 0; (flow = demo_flow_at(i)); i++)
		printf("  %-4s %s\n", flow->name, flow->title);
	puts("\nWhat the user does; asked for at a terminal, else the first of each:\n\n"
	     "  --contract accept|decline  the operator's contract\n"
	     "  --auth aka|sim|sms         authenticate by EAP-AKA, EAP-SIM, or a code by SMS\n"
	     "  --shared-number, --no-shared-number\n"
	     "                             one number for both devices\n"
	     "  --alerting flexible|hunting\n"
	     "                             a call rings at all devices, or at one after the "
	     "other\n\n"
	     "The rest:\n\n"
	     "  --lpa PROGRAM      lpac; by default that in PATH or in the build tree\n"
	     "  --diagram FILE     write a sequence diagram of what happened, SVG\n"
	     "  --plain            in it no times, and no details that are another each time\n"
	     "  --keep DIR         keep stores, card images, logs and the trail in DIR, which\n"
	     "                     must be empty or not there\n"
	     "  --json             print all of it as JSON, at the end\n"
	     "  --help             this text");
}

/* ---- options ---- */

enum { OPT_NO_SHARED_NUMBER = 256, OPT_LPA, OPT_DIAGRAM, OPT_PLAIN, OPT_KEEP, OPT_JSON };

/* Those of the choices have the choice's number, and stand first. */
static const struct option options[] = {
	{"contract", required_argument, NULL, DEMO_CONTRACT},
	{"auth", required_argument, NULL, DEMO_AUTHENTICATION},
	{"shared-number", no_argument, NULL, DEMO_SHARED_NUMBER},
	{"alerting", required_argument, NULL, DEMO_ALERTING},
	{"no-shared-number", no_argument, NULL, OPT_NO_SHARED_NUMBER},
	{"lpa", required_argument, NULL, OPT_LPA},
	{"diagram", required_argument, NULL, OPT_DIAGRAM},
	{"plain", no_argument, NULL, OPT_PLAIN},
	{"keep", required_argument, NULL, OPT_KEEP},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	struct demo_config config;
	bool given[DEMO_CHOICES];
	const char *lpa, *diagram, *keep;
	bool plain, json, help;
};

static int fail_answer(const struct demo_question *q, const char *answer)
{
	char all[64] = "";

	for (size_t i = 0; q->answers[i]; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s", i ? " or " : "",
			 q->answers[i]);
	return cli_usage(name, "--%s %s: %s", q->name, answer, all);
}

static bool take_answer(struct arguments *a, enum demo_choice choice, const char *answer)
{
	const struct demo_question *q = &demo_questions[choice];

	for (size_t i = 0; q->answers[i]; i++)
		if (!strcmp(q->answers[i], answer)) {
			a->config.answers[choice] = i;
			a->given[choice] = true;
			return true;
		}
	return false;
}

static int take(struct arguments *a, int option)
{
	switch (option) {
	case DEMO_CONTRACT:
	case DEMO_AUTHENTICATION:
	case DEMO_ALERTING:
		if (!take_answer(a, (enum demo_choice)option, optarg))
			return fail_answer(&demo_questions[option], optarg);
		break;
	case DEMO_SHARED_NUMBER:
		take_answer(a, DEMO_SHARED_NUMBER, "yes");
		break;
	case OPT_NO_SHARED_NUMBER:
		take_answer(a, DEMO_SHARED_NUMBER, "no");
		break;
	case OPT_LPA:
		a->lpa = optarg;
		break;
	case OPT_DIAGRAM:
		a->diagram = optarg;
		break;
	case OPT_PLAIN:
		a->plain = true;
		break;
	case OPT_KEEP:
		a->keep = optarg;
		break;
	case OPT_JSON:
		a->json = true;
		break;
	default:
		return cli_usage(name, "it does not take that");
	}
	return EXIT_OK;
}

/* What the flow does not ask about is not to be given, lest it be thought to matter. */
static int check(const struct arguments *a)
{
	for (size_t i = 0; i < DEMO_CHOICES; i++)
		if (a->given[i] && !a->config.flow->heeds[i])
			return cli_usage(name, "%s has no choice of --%s", a->config.flow->name,
					 demo_questions[i].name);
	if (a->plain && !a->diagram)
		return cli_usage(name, "--plain is of --diagram");
	return EXIT_OK;
}

/* ---- questions at a terminal ---- */

static void print_question(const struct demo_question *q)
{
	printf("%s: ", q->text);
	for (size_t i = 0; q->answers[i]; i++)
		printf("%s%s", i ? " or " : "", q->answers[i]);
	printf(" [%s]? ", q->answers[0]);
	fflush(stdout);
}

static int ask(struct arguments *a, enum demo_choice choice)
{
	char *line = NULL;
	size_t size = 0;
	bool answered = false;

	while (!answered) {
		print_question(&demo_questions[choice]);
		if (getline(&line, &size, stdin) < 0)
			break;
		line[strcspn(line, "\n")] = '\0';
		answered = !*line || take_answer(a, choice, line);
	}
	free(line);
	return answered ? EXIT_OK : cli_fail(name, "no answer");
}

/* How a number rings that nobody shares is not asked. */
static bool matters(const struct arguments *a, enum demo_choice choice)
{
	return a->config.flow->heeds[choice] &&
	       (choice != DEMO_ALERTING || a->config.answers[DEMO_SHARED_NUMBER] == 0);
}

static int ask_all(struct arguments *a)
{
	int r = EXIT_OK;

	if (a->json || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return r;
	for (int i = 0; i < DEMO_CHOICES && r == EXIT_OK; i++)
		if (matters(a, (enum demo_choice)i) && !a->given[i])
			r = ask(a, (enum demo_choice)i);
	return r;
}

/* ---- what is said ---- */

struct narration {
	const struct arguments *arguments;
	double start; /* 0 before the first message */
	json_t *checks;
};

static void tell_message(void *arg, const struct trail_entry *entry)
{
	struct narration *n = arg;
	char *detail;

	if (n->start == 0)
		n->start = entry->time;
	if (n->arguments->json)
		return;
	detail = detail_text(NULL, entry->detail, false);
	printf("%7.3f  %-10s > %-10s  %s%s%s%s\n", entry->time - n->start, entry->from, entry->to,
	       entry->message, detail && *detail ? "  (" : "", detail ? detail : "",
	       detail && *detail ? ")" : "");
	fflush(stdout);
	talloc_free(detail);
}

static void tell_check(void *arg, const char *what, bool ok)
{
	struct narration *n = arg;

	if (n->arguments->json)
		json_array_append_new(n->checks, json_pack("{s:s, s:b}", "what", what, "ok", ok));
	else
		printf("%s  %s\n", ok ? "  as it should be:" : "NOT AS IT SHOULD:", what);
}

static json_t *messages_json(const struct trail_entry *entries, size_t n)
{
	json_t *all = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(all,
				      json_pack("{s:f, s:s, s:s, s:s, s:O*}", "time",
						entries[i].time - entries[0].time, "from",
						entries[i].from, "to", entries[i].to, "message",
						entries[i].message, "detail", entries[i].detail));
	return all;
}

static json_t *choices_json(const struct arguments *a)
{
	json_t *choices = json_object();

	for (size_t i = 0; i < DEMO_CHOICES; i++)
		if (a->config.flow->heeds[i])
			json_object_set_new(
				choices, demo_questions[i].name,
				json_string(demo_questions[i].answers[a->config.answers[i]]));
	return choices;
}

static int print_json(const struct narration *n, const struct trail_entry *entries, size_t count,
		      const char *problem)
{
	const struct demo_flow *flow = n->arguments->config.flow;

	return cli_print_json(name,
			      json_pack("{s:s, s:s, s:b, s:s*, s:o, s:o, s:O}", "flow", flow->name,
					"title", flow->title, "ok", problem == NULL, "problem",
					problem, "choices", choices_json(n->arguments), "messages",
					messages_json(entries, count), "checks", n->checks));
}

/* ---- the diagram ---- */

static int draw(const struct arguments *a, const struct trail_entry *entries, size_t n)
{
	char *title = talloc_asprintf(NULL, "%s: %s", a->config.flow->name, a->config.flow->title);
	const struct diagram_options o = {.title = title, .plain = a->plain};
	int r = cli_write_diagram(name, a->diagram, entries, n, &o);

	talloc_free(title);
	return r;
}

/* Of a flow that failed, too: there it is wanted most. */
static int report(void *ctx, const struct narration *n, const char *problem)
{
	const struct arguments *a = n->arguments;
	const char *path = talloc_asprintf(ctx, "%s/trail", a->config.directory);
	struct trail_entry *entries = NULL;
	size_t count = 0;
	char *error = NULL;
	int r = EXIT_OK;

	if (trail_read(ctx, path, &entries, &count, &error))
		return cli_fail(name, "%s", error ? error : strerror(ENOMEM));
	if (a->diagram)
		r = draw(a, entries, count);
	if (a->json && print_json(n, entries, count, problem))
		r = EXIT_FAILED;
	return r;
}

/* ---- the directory ---- */

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int make_directory(void *ctx, struct arguments *a)
{
	const char *parent = getenv("TMPDIR");
	char *path;

	if (a->keep) {
		if (mkdir(a->keep, 0777) &&
		    (errno != EEXIST || rmdir(a->keep) || mkdir(a->keep, 0777)))
			return cli_fail(name, "--keep %s: %s", a->keep, strerror(errno));
		path = realpath(a->keep, NULL);
		a->config.directory = path ? talloc_strdup(ctx, path) : NULL;
		free(path);
	} else {
		path = talloc_asprintf(ctx, "%s/softeuicc-demo.XXXXXX", parent ? parent : "/tmp");
		a->config.directory = path ? mkdtemp(path) : NULL;
	}
	return a->config.directory ? EXIT_OK
				   : cli_fail(name, "no directory for it: %s", strerror(errno));
}

/* ---- all of it ---- */

static int play(void *ctx, struct arguments *a)
{
	struct narration n = {.arguments = a, .checks = json_array()};
	char *error = NULL;
	int r = make_directory(ctx, a), played;

	if (r == EXIT_OK) {
		a->config.message = tell_message;
		a->config.check = tell_check;
		a->config.arg = &n;
		if (!a->json)
			printf("%s: %s\n%s\n\n", a->config.flow->name, a->config.flow->title,
			       a->config.flow->story);
		played = demo_play(ctx, &a->config, &error);
		error = played && !error ? talloc_strdup(ctx, strerror(-played)) : error;
		r = report(ctx, &n, played ? error : NULL);
		if (played)
			r = cli_fail(name, "%s: %s", a->config.flow->name, error);
		if (!a->keep)
			nftw(a->config.directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	}
	json_decref(n.checks);
	return r;
}

/* For the programs that are started. Where there is none they say so. */
static int find_pki(void *ctx)
{
	const char *path = place_of_pki(ctx, pki_default_path());

	if (path && setenv("SOFTEUICC_PKI", path, 0))
		return cli_fail(name, "SOFTEUICC_PKI: %s", strerror(errno));
	return EXIT_OK;
}

/* The programs that are started. */
static int find_programs(void *ctx, struct arguments *a)
{
	a->config.program = place_of_self(ctx);
	a->config.lpac = place_of_lpac(ctx, a->lpa);
	if (!a->config.program)
		return cli_fail(name, "/proc/self/exe: %s", strerror(errno));
	if (a->config.lpac)
		return find_pki(ctx);
	return a->lpa ? cli_fail(name, "--lpa %s: there is no such program", a->lpa)
		      : cli_fail(name, "lpac is neither in PATH nor in the build tree: "
				       "scripts/get-lpac gets it, and --lpa names it");
}

/* Where there are no readers for the cards, this program is run again with readers of its own, and
 * does not come back. */
static int find_readers(void *ctx, struct arguments *a, int argc, char **argv)
{
	const char *with_pcscd, **words;
	int r;

	a->config.reader_count = readers_find(a->config.readers, READERS_MAX);
	if (a->config.reader_count >= DEMO_READERS)
		return EXIT_OK;
	if (getenv("SOFTEUICC_READER_PORTS"))
		return cli_fail(name, "it needs %d readers, and with-pcscd was asked for less",
				DEMO_READERS);
	with_pcscd = place_of_with_pcscd(ctx);
	if (!with_pcscd)
		return cli_fail(name, "there are no virtual readers, and with-pcscd, which makes "
				      "some, is not installed");
	words = talloc_zero_array(ctx, const char *, (unsigned)argc + 2);
	if (!words)
		return cli_fail(name, "%s", strerror(ENOMEM));
	words[0] = a->config.program;
	words[1] = name;
	memcpy(words + 2, argv + 1, (size_t)(argc - 1) * sizeof(*words));
	r = readers_run_private(with_pcscd, DEMO_READERS, words);
	return cli_fail(name, "%s: %s", with_pcscd, strerror(-r));
}

static int parse(int argc, char **argv, struct arguments *a)
{
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			a->help = true;
			return EXIT_OK;
		}
		r = take(a, c);
		if (r)
			return r;
	}
	if (optind != argc - 1)
		return cli_usage(name, optind == argc ? "which FLOW?" : "only one FLOW");
	a->config.flow = demo_flow_find(argv[optind]);
	if (!a->config.flow)
		return cli_usage(name, "there is no flow '%s'", argv[optind]);
	return check(a);
}

int cmd_demo(int argc, char **argv)
{
	struct arguments a = {0};
	void *ctx = talloc_new(NULL);
	int r = parse(argc, argv, &a);

	if (a.help)
		print_help();
	else if (r == EXIT_OK) {
		r = find_programs(ctx, &a);
		if (r == EXIT_OK)
			r = find_readers(ctx, &a, argc, argv);
		if (r == EXIT_OK)
			r = ask_all(&a);
		if (r == EXIT_OK)
			r = play(ctx, &a);
	}
	talloc_free(ctx);
	return r;
}
