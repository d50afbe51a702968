/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc device primary: the device with the user's subscription. */
#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/device_operator.h"
#include "cli/json.h"
#include "cli/person.h"
#include "devices/primary.h"

enum { LINKS_MAX = 16 };

static void print_help(void)
{
	puts("usage: softeuicc device primary --reader NAME --link ADDRESS... --operator URL\n"
	     "                                [OPTION]... ACTION\n\n"
	     "The device with the user's subscription: it pairs with secondary devices, and asks\n"
	     "the operator's entitlement server for what they are to have. ACTION is one of\n\n"
	     "  add      a profile, which the secondary downloads and enables, and the number\n"
	     "  share    the number, with the subscription that the secondary has already\n"
	     "  unshare  the number no more\n"
	     "  remove   neither number nor profile, which the secondary deletes\n"
	     "  status   what the operator says of the secondary\n\n"
	     "Several --link are several secondaries, one after the other. What ends halfway goes\n"
	     "on when it is asked for again.\n\n" DEVICE_OPTIONS_HELP DEVICE_LINK_OPTIONS_HELP
		     DEVICE_OPERATOR_HELP
	     "  --share WORD           with add, the number: after the profile is installed (the\n"
	     "                         default), at-once with it, or no\n"
	     "  --by WORD              with share, the secondary's subscription is known by its\n"
	     "                         iccid (the default), imsi or msisdn\n"
	     "  --code CODE            that the operator sends to the secondary to verify it; "
	     "ask:\n"
	     "                         here; by default the secondary's user is asked\n"
	     "  --json                 print what comes of it as JSON, and all else on standard\n"
	     "                         error");
}

enum {
	OPT_SHARE = OPT_OPERATOR_END,
	OPT_BY,
	OPT_CODE,
	OPT_JSON,
};

static const struct option options[] = {
	DEVICE_OPTIONS,
	DEVICE_LINK_OPTIONS,
	DEVICE_OPERATOR_OPTIONS,
	{"share", required_argument, NULL, OPT_SHARE},
	{"by", required_argument, NULL, OPT_BY},
	{"code", required_argument, NULL, OPT_CODE},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct wish {
	struct device_options device;
	struct device_operator operator;
	struct primary_config config;
	const char *links[LINKS_MAX];
	size_t link_count;
	enum primary_action action;
	bool json;
};

/* ---- words ---- */

static int read_sharing(struct wish *w, const char *word)
{
	int i = device_word("--share", word, primary_sharing_names, PRIMARY_SHARINGS);

	w->config.sharing = (enum primary_sharing)i;
	return i < 0 ? EXIT_USAGE : EXIT_OK;
}

static int read_identifier(struct wish *w, const char *word)
{
	int i = device_word("--by", word, primary_identifier_names, PRIMARY_IDENTIFIERS);

	w->config.identifier = (enum primary_identifier)i;
	return i < 0 ? EXIT_USAGE : EXIT_OK;
}

static int read_link(struct wish *w, const char *address)
{
	if (w->link_count == LINKS_MAX)
		return device_usage("at most %d --link", LINKS_MAX);
	w->links[w->link_count++] = address;
	return EXIT_OK;
}

/* Returns an exit status. */
static int read_option(struct wish *w, int c, const char *value)
{
	int r;

	switch (c) {
	case 'l':
		return read_link(w, value);
	case OPT_SHARE:
		return read_sharing(w, value);
	case OPT_BY:
		return read_identifier(w, value);
	case OPT_CODE:
		w->config.code = value;
		return EXIT_OK;
	case OPT_JSON:
		w->json = true;
		return EXIT_OK;
	default:
		r = device_operator_option(&w->operator, c, value);
		if (r == -ENOENT)
			r = device_option(&w->device, c, value);
		return r ? EXIT_USAGE : EXIT_OK;
	}
}

static int read_action(struct wish *w, int argc, char **argv)
{
	int i;

	if (optind == argc)
		return device_usage("primary: what is to be done?");
	if (optind + 1 < argc)
		return device_usage("primary does one thing: %s or %s?", argv[optind],
				    argv[optind + 1]);
	i = device_word("ACTION", argv[optind], primary_action_names, PRIMARY_ACTIONS);
	if (i < 0)
		return EXIT_USAGE;
	w->action = (enum primary_action)i;
	if (!w->device.reader || !w->link_count || !w->operator.url)
		return device_usage(
			"primary needs --reader NAME, --link ADDRESS and --operator URL");
	return device_operator_check(&w->operator);
}

/* ---- what it does ---- */

static json_t *to_json(const struct primary_result *r, int status, const char *error)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s*}", "name", r->name, "terminalId",
			 r->terminal_id, "eid", r->eid, "iccid", r->iccid, "service", r->service,
			 "status", r->status, "done", status == 0, "error",
			 status ? (error ? error : strerror(-status)) : NULL);
}

/* All devices, also those behind one with which it did not work. */
static int run(struct wish *w, struct primary *p, void *ctx)
{
	json_t *all = w->json ? json_array() : NULL;
	int status = EXIT_OK;

	for (size_t i = 0; i < w->link_count; i++) {
		struct primary_result result;
		char *error;
		int r = primary_run(p, w->action, w->links[i], ctx, &result, &error);

		if (r)
			status = device_fail(
				r,
				error ? talloc_asprintf(ctx, "%s: %s", w->links[i], error) : NULL);
		if (all && json_array_append_new(all, to_json(&result, r, error)))
			status = device_fail(-ENOMEM, NULL);
	}
	if (all && cli_print_json("device", all))
		status = EXIT_FAILED;
	return status;
}

static int begin(struct wish *w, void *ctx)
{
	struct person aside = cli_person;
	struct primary *p;
	char *error = NULL;
	int r = device_begin(&w->device, ctx);

	if (r)
		return r;
	/* With --json standard output has nothing else. */
	aside.arg = w->operator.screen = w->json ? stderr : stdout;
	w->device.link.person = &aside;
	w->config.identity = w->device.identity;
	w->config.reader = w->device.reader;
	w->config.link = w->device.link;
	w->config.trail = w->device.trail;
	w->config.operator= w->operator.url;
	w->config.pki = w->operator.pki;
	w->config.eap_types = w->operator.eap_types;
	w->config.msisdn = w->operator.msisdn;
	w->config.state = w->operator.state;
	w->config.alerting = w->operator.alerting;
	w->config.contract = w->operator.contract;
	w->config.show = device_show_code;
	w->config.arg = &w->operator;
	r = primary_new(ctx, &w->config, &p, &error);
	return r ? device_fail(r, error) : run(w, p, ctx);
}

int device_primary(int argc, char **argv)
{
	struct wish w = {
		.device = {.identity = {.name = "primary"}},
		.operator= device_operator_default(),
	};
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		r = c == '?' ? device_usage("primary does not take that")
			     : read_option(&w, c, optarg);
		if (r)
			return r;
	}
	r = read_action(&w, argc, argv);
	if (r)
		return r;
	ctx = talloc_new(NULL);
	r = begin(&w, ctx);
	talloc_free(ctx);
	return r;
}
