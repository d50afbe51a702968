/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno sms: the mailboxes of the short message centre. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "codec/utf8.h"
#include "servers/mno/smsc.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno sms send NUMBER TEXT [--from SENDER] [--store FILE]\n"
	"       softeuicc mno sms list [NUMBER] [--json] [--store FILE]\n"
	"       softeuicc mno sms clear NUMBER [--store FILE]\n"
	"       softeuicc mno sms deliver NUMBER --reader NAME [--store FILE]\n"
	"       softeuicc mno sms client add|list|remove ...\n\n"
	"Sends a short message to a subscriber's or a shared number, lists the messages that\n"
	"wait there, or forgets them. deliver brings them to a card, client says who may use\n"
	"mno serve --smpp.\n\n"
	"  --from SENDER  a number or a name, \"operator\" by default\n"
	"  --store FILE   as for mno subscriber\n"
	"  --json         print JSON";

enum { OPT_FROM = 256, OPT_STORE, OPT_JSON };

static const struct option options[] = {
	{"from", required_argument, NULL, OPT_FROM},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *store;
	const char *from;
	bool json;
	const char *number; /* digits; "" for none */
	const char *text;   /* NULL: none */
};

static int send_message(void *ctx, struct db *db, const struct arguments *a)
{
	struct short_message m = {
		.time = (int64_t)time(NULL), .to = a->number, .from = a->from, .text = a->text};
	const char *problem;
	int r = smsc_send(db, &m, &problem);

	(void)ctx;
	if (r == -EINVAL)
		return cli_fail(name, "%s", problem);
	if (r == -ENOENT)
		return cli_fail(name, "nobody has the number +%s", a->number);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

/* The text on one line; data as hexadecimal digits. */
static char *shown(void *ctx, const struct short_message *m)
{
	char *text = talloc_strdup(ctx, m->text);

	for (size_t i = 0; i < m->data.n && text; i++)
		text = talloc_asprintf_append(text, "%02X", m->data.p[i]);
	if (text)
		utf8_mask_controls(text);
	return text;
}

static void print_message(void *ctx, const struct short_message *m, const char *text)
{
	printf("%s  +%-15s  %s: %s\n", mno_time(ctx, m->time), m->to, m->from, text);
}

/* "text", or "data" in hexadecimal digits. */
static json_t *to_json(const struct short_message *m, const char *text)
{
	return json_pack("{s:I, s:I, s:s, s:s, s:s, s:b}", "id", (json_int_t)m->id, "time",
			 (json_int_t)m->time, "to", m->to, "from", m->from,
			 m->data.p ? "data" : "text", m->data.p ? text : m->text, "delivered",
			 m->state == MESSAGE_DELIVERED);
}

/* @all: NULL where it is printed at once. */
static int list_one(void *ctx, const struct short_message *m, json_t *all)
{
	const char *text = shown(ctx, m);

	if (text && !all) {
		print_message(ctx, m, text);
		return 0;
	}
	return text && json_array_append_new(all, to_json(m, text)) == 0 ? 0 : -ENOMEM;
}

static int list(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = a->json ? json_array() : NULL;
	struct short_message m = {.id = 0};
	int r;

	while ((r = smsc_next(db, a->number, m.id, ctx, &m)) == 1) {
		r = list_one(ctx, &m, all);
		if (r)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the messages cannot be read");
}

static int clear(void *ctx, struct db *db, const struct arguments *a)
{
	int removed;

	(void)ctx;
	return smsc_clear(db, a->number, &removed) ? cli_fail(name, "the store cannot be written")
						   : EXIT_OK;
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

/* @least, @most: how many of NUMBER and TEXT the command takes. */
static int run(int argc, char **argv, int least, int most,
	       int (*action)(void *ctx, struct db *db, const struct arguments *a))
{
	struct arguments a = {.from = "operator", .number = ""};
	int c, given;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_FROM:
			a.from = optarg;
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
			return cli_usage(name, "sms %s does not take that", argv[0]);
		}
	given = argc - optind;
	if (given < least || given > most)
		return cli_usage(name, "sms %s: too %s arguments", argv[0],
				 given < least ? "few" : "many");
	if (given > 0)
		a.number = msisdn_digits(argv[optind]);
	if (given > 1)
		a.text = argv[optind + 1];
	if (!a.number)
		return cli_usage(name, "%s is no international number", argv[optind]);
	return act(&a, action);
}

static int run_send(int argc, char **argv)
{
	return run(argc, argv, 2, 2, send_message);
}

static int run_list(int argc, char **argv)
{
	return run(argc, argv, 0, 1, list);
}

static int run_clear(int argc, char **argv)
{
	return run(argc, argv, 1, 1, clear);
}

static const struct mno_action actions[] = {
	{"send", run_send},           {"list", run_list},
	{"clear", run_clear},         {"client", mno_sms_client},
#ifdef WITH_DEVICES
	{"deliver", mno_sms_deliver},
#endif
};

int mno_sms(int argc, char **argv)
{
	return mno_dispatch(argc, argv, actions, sizeof(actions) / sizeof(actions[0]), help);
}
