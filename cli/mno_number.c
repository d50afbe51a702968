/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno number: who shares which number. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "servers/mno/shared_number.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno number bind NUMBER ID... [--alerting HOW] [--store FILE]\n"
	"       softeuicc mno number unbind NUMBER [ID] [--store FILE]\n"
	"       softeuicc mno number list [--json] [--store FILE]\n\n"
	"Lets several subscribers share a number, lets one of them or all share it no more, or\n"
	"lists the shared numbers. An ID is an IMSI, an ICCID or an MSISDN.\n\n"
	"  --alerting HOW  flexible (default): a call rings them all at once; or hunting: one\n"
	"                  after the other, in the order given\n"
	"  --store FILE    as for mno subscriber\n"
	"  --json          print JSON";

enum { OPT_ALERTING = 256, OPT_STORE, OPT_JSON };

static const struct option options[] = {
	{"alerting", required_argument, NULL, OPT_ALERTING},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *store;
	enum alerting alerting;
	bool json;
	const char *number; /* digits */
	char *const *ids;
	size_t n;
};

static int take_alerting(enum alerting *out)
{
	for (size_t i = 0; i < ALERTING_COUNT; i++)
		if (!strcmp(optarg, alerting_names[i])) {
			*out = (enum alerting)i;
			return EXIT_OK;
		}
	return cli_usage(name, "--alerting %s: should be flexible or hunting", optarg);
}

static int bind_number(void *ctx, struct db *db, const struct arguments *a)
{
	struct shared_number number = {.msisdn = a->number, .alerting = a->alerting};
	char *problem;
	int r;

	if (a->n > SHARED_MEMBERS_MAX)
		return cli_fail(name, "a number has at most %d members", SHARED_MEMBERS_MAX);
	for (size_t i = 0; i < a->n; i++) {
		r = mno_find(ctx, db, a->ids[i], &number.members[number.n++]);
		if (r)
			return r;
	}
	r = shared_number_bind(db, &number, ctx, &problem);
	if (r == -EINVAL)
		return cli_fail(name, "%s", problem);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static int leave(void *ctx, struct db *db, const struct arguments *a)
{
	struct shared_number number;
	const char *imsi;
	int r = mno_find(ctx, db, a->ids[0], &imsi);

	if (r)
		return r;
	if (shared_number_of(db, imsi, ctx, &number) != 1 || strcmp(number.msisdn, a->number) != 0)
		return cli_fail(name, "IMSI %s does not share +%s", imsi, a->number);
	r = shared_number_leave(db, imsi);
	if (r == -EBUSY)
		return cli_fail(name, "+%s is the number of IMSI %s, and others share it",
				a->number, imsi);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static int unbind(void *ctx, struct db *db, const struct arguments *a)
{
	int r;

	if (a->n)
		return leave(ctx, db, a);
	r = shared_number_unbind(db, a->number);
	if (r == -ENOENT)
		return cli_fail(name, "nobody shares +%s", a->number);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static json_t *to_json(const struct shared_number *n)
{
	json_t *members = json_array();

	for (size_t i = 0; i < n->n; i++)
		json_array_append_new(members, json_string(n->members[i]));
	return json_pack("{s:s, s:s, s:s, s:o}", "msisdn", n->msisdn, "alerting",
			 alerting_names[n->alerting], "pilot", n->pilot, "members", members);
}

static void print_row(const struct shared_number *n)
{
	printf("+%-15s  %-8s ", n->msisdn, alerting_names[n->alerting]);
	for (size_t i = 0; i < n->n; i++)
		printf(" %s%s", n->members[i], n->members[i] == n->pilot ? "*" : "");
	putchar('\n');
}

static int list(void *ctx, struct db *db, const struct arguments *a)
{
	struct shared_number number = {.msisdn = ""};
	json_t *all = a->json ? json_array() : NULL;
	int r;

	while ((r = shared_number_next(db, number.msisdn, ctx, &number)) == 1) {
		if (!a->json)
			print_row(&number);
		else if (json_array_append_new(all, to_json(&number)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the numbers cannot be read");
}

static int act(const struct arguments *a,
	       int (*action)(void *ctx, struct db *db, const struct arguments *a))
{
	void *ctx = talloc_new(NULL);
	struct db *db;
	int r = mno_open_existing(ctx, a->store, &db);

	if (r == EXIT_OK)
		r = action(ctx, db, a);
	talloc_free(ctx);
	return r;
}

/* @least, @most: how many IDs the command takes behind the number; -1: no number either. */
static int run(int argc, char **argv, int least, int most,
	       int (*action)(void *ctx, struct db *db, const struct arguments *a))
{
	struct arguments a = {.alerting = ALERTING_FLEXIBLE};
	int c, r = EXIT_OK, ids;

	while (r == EXIT_OK && (c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_ALERTING:
			r = take_alerting(&a.alerting);
			break;
		case OPT_STORE:
			a.store = optarg;
			break;
		case OPT_JSON:
			a.json = true;
			break;
		case 'h':
			puts(help);
			return EXIT_OK;
		default:
			return cli_usage(name, "number %s does not take that", argv[0]);
		}
	ids = argc - optind - 1;
	if (r == EXIT_OK && (ids < least || ids > most))
		return cli_usage(name, "number %s: too %s arguments", argv[0],
				 ids < least ? "few" : "many");
	if (r == EXIT_OK && ids >= 0) {
		a.number = msisdn_digits(argv[optind]);
		a.ids = argv + optind + 1;
		a.n = (size_t)ids;
		if (!a.number)
			return cli_usage(name, "%s is no international number", argv[optind]);
	}
	return r ? r : act(&a, action);
}

static int run_bind(int argc, char **argv)
{
	return run(argc, argv, 1, argc, bind_number);
}

static int run_unbind(int argc, char **argv)
{
	return run(argc, argv, 0, 1, unbind);
}

static int run_list(int argc, char **argv)
{
	return run(argc, argv, -1, -1, list);
}

static const struct mno_action actions[] = {
	{"bind", run_bind},
	{"unbind", run_unbind},
	{"list", run_list},
};

int mno_number(int argc, char **argv)
{
	return mno_dispatch(argc, argv, actions, sizeof(actions) / sizeof(actions[0]), help);
}
