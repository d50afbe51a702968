/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno sms client: who may use the short message centre by SMPP. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "servers/mno/smpp_client.h"
#include "servers/mno/smpp_pdu.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno sms client add NAME [--password PASSWORD] [--number NUMBER]\n"
	"                                    [--store FILE]\n"
	"       softeuicc mno sms client list [--json] [--store FILE]\n"
	"       softeuicc mno sms client remove NAME [--store FILE]\n\n"
	"Says who may use the short message centre by SMPP (mno serve --smpp).\n\n"
	"  NAME                 the client's system_id, at most 15 characters\n"
	"  --password PASSWORD  at most 8 characters; by default one is drawn, and printed\n"
	"  --number NUMBER      a subscriber's or a shared number, whose messages it receives\n"
	"  --store FILE         as for mno subscriber\n"
	"  --json               print JSON";

enum { OPT_PASSWORD = 256, OPT_NUMBER, OPT_STORE, OPT_JSON };

static const struct option options[] = {
	{"password", required_argument, NULL, OPT_PASSWORD},
	{"number", required_argument, NULL, OPT_NUMBER},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *name;
	const char *password; /* NULL: to be drawn */
	const char *number;   /* digits; "" for none; NULL where it was wrong */
	const char *store;
	bool json;
};

/* Of 64 characters that nobody takes for another: 48 bits. */
static int draw(struct crypto *crypto, char password[SMPP_PASSWORD_MAX + 1])
{
	static const char characters[] =
		"abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.:+=/";
	uint8_t random[SMPP_PASSWORD_MAX];
	int r = crypto_random(crypto, random, sizeof(random));

	for (size_t i = 0; i < sizeof(random); i++)
		password[i] = characters[random[i] % 64];
	password[SMPP_PASSWORD_MAX] = '\0';
	crypto_wipe(random, sizeof(random));
	return r;
}

static int report(const struct arguments *a, int r, const char *problem)
{
	if (r == -EINVAL && problem)
		return cli_fail(name, "%s", problem);
	if (r == -ENOENT)
		return cli_fail(name, "nobody has the number +%s", a->number);
	if (r == -EEXIST && !*a->number)
		return cli_fail(name, "there is a client %s already", a->name);
	if (r == -EEXIST)
		return cli_fail(name, "there is a client %s already, or one for +%s", a->name,
				a->number);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static int add(void *ctx, struct db *db, const struct arguments *a)
{
	const struct smpp_client c = {.name = a->name, .number = a->number};
	char drawn[SMPP_PASSWORD_MAX + 1];
	const char *problem = NULL;
	struct crypto *crypto;
	int r = crypto_new(ctx, NULL, NULL, &crypto);

	if (r == 0 && !a->password)
		r = draw(crypto, drawn);
	if (r == 0)
		r = smpp_client_add(db, crypto, &c, a->password ? a->password : drawn, &problem);
	if (r == 0 && !a->password)
		puts(drawn);
	crypto_wipe(drawn, sizeof(drawn));
	return report(a, r, problem);
}

static int list(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = a->json ? json_array() : NULL;
	struct smpp_client c = {.name = ""};
	int r;

	while ((r = smpp_client_next(db, c.name, ctx, &c)) == 1) {
		if (!a->json)
			printf("%-15s  %s%s\n", c.name, *c.number ? "+" : "", c.number);
		else if (json_array_append_new(
				 all, json_pack("{s:s, s:s}", "name", c.name, "number", c.number)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the clients cannot be read");
}

static int remove_client(void *ctx, struct db *db, const struct arguments *a)
{
	int r = smpp_client_remove(db, a->name);

	(void)ctx;
	if (r == -ENOENT)
		return cli_fail(name, "there is no client %s", a->name);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static const struct {
	const char *name;
	int arguments;
	int (*run)(void *ctx, struct db *db, const struct arguments *a);
} actions[] = {
	{"add", 1, add},
	{"list", 0, list},
	{"remove", 1, remove_client},
};

enum { ACTIONS = sizeof(actions) / sizeof(actions[0]) };

/* EXIT_OK, or an exit status; -1 for --help. */
static int parse(int argc, char **argv, struct arguments *a)
{
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_PASSWORD:
			a->password = optarg;
			break;
		case OPT_NUMBER:
			a->number = msisdn_digits(optarg);
			if (!a->number)
				return cli_usage(name, "%s is no international number", optarg);
			break;
		case OPT_STORE:
			a->store = optarg;
			break;
		case OPT_JSON:
			a->json = true;
			break;
		case 'h':
			return -1;
		default:
			return cli_usage(name, "sms client does not take that");
		}
	return EXIT_OK;
}

static int run(int argc, char **argv, size_t action)
{
	struct arguments a = {.number = ""};
	void *ctx;
	struct db *db;
	int r = parse(argc, argv, &a);

	if (r < 0) {
		puts(help);
		return EXIT_OK;
	}
	if (r)
		return r;
	if (argc - optind != actions[action].arguments)
		return cli_usage(name, "sms client %s: too %s arguments", argv[0],
				 argc - optind < actions[action].arguments ? "few" : "many");
	a.name = argv[optind];
	ctx = talloc_new(NULL);
	r = mno_open_existing(ctx, a.store, &db);
	if (r == EXIT_OK)
		r = actions[action].run(ctx, db, &a);
	talloc_free(ctx);
	return r;
}

int mno_sms_client(int argc, char **argv)
{
	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		puts(help);
		return EXIT_OK;
	}
	for (size_t i = 0; i < ACTIONS && argc > 1; i++)
		if (!strcmp(argv[1], actions[i].name))
			return run(argc - 1, argv + 1, i);
	return argc > 1 ? cli_usage(name, "sms client: there is no '%s'", argv[1])
			: cli_usage(name, "sms client: what?");
}
