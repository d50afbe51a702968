/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno contract: what subscribers have agreed to. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "servers/mno/contract.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno contract add ID [--kind KIND] [--device DEVICE] [--json]\n"
	"                                     [--store FILE]\n"
	"       softeuicc mno contract list [ID] [--json] [--store FILE]\n"
	"       softeuicc mno contract remove CONTRACT [--store FILE]\n\n"
	"Adds contracts as if the subscriber had signed them in a shop, lists the contracts of\n"
	"all subscribers or of one, or removes one, whose number is in the list. An ID is an\n"
	"IMSI, an ICCID or an MSISDN.\n\n"
	"  --kind KIND      profile, of another device; or shared-number; by default one of each\n"
	"  --device DEVICE  that it is for, or the IMSI of a UICC; by default any\n"
	"  --store FILE     as for mno subscriber\n"
	"  --json           print JSON";

enum { OPT_KIND = 256, OPT_DEVICE, OPT_STORE, OPT_JSON };

static const struct option options[] = {
	{"kind", required_argument, NULL, OPT_KIND},
	{"device", required_argument, NULL, OPT_DEVICE},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *store;
	const char *id; /* NULL: none */
	const char *device;
	enum contract_kind first, last; /* kinds to be added */
	bool json;
};

static int take_kind(struct arguments *a)
{
	for (size_t i = 0; i < CONTRACT_KINDS; i++)
		if (!strcmp(optarg, contract_kind_names[i])) {
			a->first = a->last = (enum contract_kind)i;
			return EXIT_OK;
		}
	return cli_usage(name, "--kind %s: should be profile or shared-number", optarg);
}

static json_t *to_json(const struct contract *c)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "contract", (json_int_t)c->id,
			 "key", c->key, "imsi", c->imsi, "kind", contract_kind_names[c->kind],
			 "device", c->device, "state", contract_state_names[c->state], "offered",
			 (json_int_t)c->offered, "decided", (json_int_t)c->decided);
}

static void print_row(void *ctx, const struct contract *c)
{
	printf("%-4lld %s  %-8s  %-13s  %-15s  %s\n", (long long)c->id,
	       mno_time(ctx, c->decided ? c->decided : c->offered), contract_state_names[c->state],
	       contract_kind_names[c->kind], c->imsi, *c->device ? c->device : "any device");
}

static int sign(struct db *db, const char *imsi, const struct arguments *a, void *ctx, json_t *all)
{
	struct crypto *crypto;
	struct contract c;
	int r = crypto_new(ctx, NULL, NULL, &crypto);

	for (int kind = (int)a->first; kind <= (int)a->last && r == 0; kind++) {
		r = contract_sign(db, crypto, imsi, (enum contract_kind)kind, a->device,
				  (int64_t)time(NULL), ctx, &c);
		if (r == 0)
			r = json_array_append_new(all, to_json(&c)) ? -ENOMEM : 0;
	}
	return r;
}

/* All of them or none. */
static int add(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = json_array();
	const char *imsi;
	int r = mno_find(ctx, db, a->id, &imsi);

	if (r == EXIT_OK) {
		r = db_begin(db);
		r = r ? r : sign(db, imsi, a, ctx, all);
		r = r ? r : db_commit(db);
		if (r) {
			db_rollback(db);
			r = cli_fail(name, "the store cannot be written");
		}
	}
	if (r == EXIT_OK && a->json)
		return cli_print_json(name, all);
	json_decref(all);
	return r;
}

static int list(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = a->json ? json_array() : NULL;
	struct contract c = {.id = 0};
	const char *imsi = NULL;
	int r = a->id ? mno_find(ctx, db, a->id, &imsi) : EXIT_OK;

	if (r)
		return r;
	while ((r = contract_next(db, c.id, ctx, &c)) == 1) {
		if (imsi && strcmp(imsi, c.imsi) != 0)
			continue;
		if (!a->json)
			print_row(ctx, &c);
		else if (json_array_append_new(all, to_json(&c)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the contracts cannot be read");
}

static int remove_contract(void *ctx, struct db *db, const struct arguments *a)
{
	int64_t id;
	int r;

	(void)ctx;
	if (mno_number_of(a->id, &id))
		return cli_usage(name, "contract remove: %s is no number", a->id);
	r = contract_remove(db, id);
	if (r == -ENOENT)
		return cli_fail(name, "there is no contract %s", a->id);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
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

/* @least, @most: how many arguments the command takes. */
static int run(int argc, char **argv, int least, int most,
	       int (*action)(void *ctx, struct db *db, const struct arguments *a))
{
	struct arguments a = {.device = "", .last = CONTRACT_KINDS - 1};
	int c, given, r = EXIT_OK;

	while (r == EXIT_OK && (c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_KIND:
			r = take_kind(&a);
			break;
		case OPT_DEVICE:
			a.device = optarg;
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
			return cli_usage(name, "contract %s does not take that", argv[0]);
		}
	given = argc - optind;
	if (r == EXIT_OK && (given < least || given > most))
		return cli_usage(name, "contract %s: too %s arguments", argv[0],
				 given < least ? "few" : "many");
	a.id = argv[optind];
	return r ? r : act(&a, action);
}

static int run_add(int argc, char **argv)
{
	return run(argc, argv, 1, 1, add);
}

static int run_list(int argc, char **argv)
{
	return run(argc, argv, 0, 1, list);
}

static int run_remove(int argc, char **argv)
{
	return run(argc, argv, 1, 1, remove_contract);
}

static const struct mno_action actions[] = {
	{"add", run_add},
	{"list", run_list},
	{"remove", run_remove},
};

int mno_contract(int argc, char **argv)
{
	return mno_dispatch(argc, argv, actions, sizeof(actions) / sizeof(actions[0]), help);
}
