/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno sms deliver: from the mailbox to a card. */
#include <getopt.h>
#include <stdio.h>
#include <talloc.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/mno.h"
#include "codec/utf8.h"
#include "devices/sms_delivery.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno sms deliver NUMBER --reader NAME [--store FILE]\n\n"
	"Brings the messages that are on their way to NUMBER to the card in a PC/SC reader, as\n"
	"SMS-PP: into EF.SMS as unread ones, or what is for the card itself to the card.\n\n"
	"  --reader NAME  the first reader whose name contains NAME\n"
	"  --store FILE   as for mno subscriber";

enum { OPT_READER = 256, OPT_STORE };

static const struct option options[] = {
	{"reader", required_argument, NULL, OPT_READER},
	{"store", required_argument, NULL, OPT_STORE},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *number, *reader, *store;
};

static void print_part(const struct short_message *m, const struct usim_sms *part, void *ctx)
{
	char *text = talloc_strdup(ctx, m->text);

	if (part->outcome == USIM_SMS_STORED) {
		printf("%lld: stored in record %u\n", (long long)m->id, part->record);
		return;
	}
	if (part->outcome == USIM_SMS_DISPLAY) {
		if (text)
			utf8_mask_controls(text);
		printf("%lld: for display: %s\n", (long long)m->id, text ? text : "");
		return;
	}
	printf("%lld: taken by the card", (long long)m->id);
	for (size_t i = 0; i < part->answer.n; i++)
		printf("%s%02X", i ? "" : ", answer ", part->answer.p[i]);
	putchar('\n');
}

static int deliver_all(const struct arguments *a, struct db *db, struct card_terminal *t, void *ctx)
{
	struct sms_delivered d = {.count = 0};
	char *error = NULL;
	int r;

	while ((r = sms_deliver_next(db, a->number, d.message.id, t, (int64_t)time(NULL), ctx, &d,
				     &error)) == 1)
		for (int i = 0; i < d.count; i++)
			print_part(&d.message, &d.parts[i], ctx);
	if (r == 0)
		return EXIT_OK;
	return error ? cli_fail(name, "message %lld: %s", (long long)d.message.id, error)
		     : cli_fail(name, "the store cannot be read or written");
}

static int run(const struct arguments *a)
{
	void *ctx = talloc_new(NULL);
	struct card_terminal *t;
	struct usim *usim;
	struct db *db;
	char *error = NULL;
	int r = mno_open_existing(ctx, a->store, &db);

	if (r == EXIT_OK &&
	    (card_terminal_open(a->reader, ctx, &t, &error) || usim_open(t, ctx, &usim, &error)))
		r = cli_fail(name, "--reader %s: %s", a->reader, error ? error : "out of memory");
	else if (r == EXIT_OK)
		r = deliver_all(a, db, t, ctx);
	talloc_free(ctx);
	return r;
}

int mno_sms_deliver(int argc, char **argv)
{
	struct arguments a = {.number = NULL};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_READER:
			a.reader = optarg;
			break;
		case OPT_STORE:
			a.store = optarg;
			break;
		case 'h':
			puts(help);
			return EXIT_OK;
		default:
			return cli_usage(name, "sms deliver does not take that");
		}
	if (argc - optind != 1)
		return cli_usage(name, "sms deliver: too %s arguments",
				 argc == optind ? "few" : "many");
	if (!a.reader)
		return cli_usage(name, "sms deliver needs --reader NAME");
	a.number = msisdn_digits(argv[optind]);
	if (!a.number)
		return cli_usage(name, "%s is no international number", argv[optind]);
	return run(&a);
}
