/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc device primary: the device with the user's subscription. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/device.h"
#include "cli/json.h"
#include "cli/person.h"
#include "cli/qr.h"
#include "devices/primary.h"
#include "eap/server.h"

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
	     "What ends halfway goes on when it is asked for again.\n\n" DEVICE_OPTIONS_HELP
	     "                         several --link are several secondaries, one after the "
	     "other\n"
	     "  --operator URL         https://HOST[:PORT] of the entitlement server\n"
	     "  --pki DIR              whose CIs its certificate may be under; by default those "
	     "of\n"
	     "                         $SOFTEUICC_PKI, or of the installed test PKI\n"
	     "  --auth WORD            aka (the default), aka-prime or sim: EAP with the card;\n"
	     "                         sms: a code that the operator sends\n"
	     "  --msisdn NUMBER        where it sends that, by default as the card says\n"
	     "  --state FILE           keeps the token that the operator gives, for the next time\n"
	     "  --contract WORD        ask (the default): shows the address of a contract's page;\n"
	     "                         open: opens it as well, by xdg-open; accept or decline:\n"
	     "                         does so there\n"
	     "  --share WORD           with add, the number: after the profile is installed (the\n"
	     "                         default), at-once with it, or no\n"
	     "  --alerting WORD        what a call does: flexible (all ring) or hunting (one "
	     "after\n"
	     "                         the other)\n"
	     "  --by WORD              with share, the secondary's subscription is known by its\n"
	     "                         iccid (the default), imsi or msisdn\n"
	     "  --code CODE            that the operator sends to the secondary to verify it; "
	     "ask:\n"
	     "                         here; by default the secondary's user is asked\n"
	     "  --json                 print what comes of it as JSON, and all else on standard\n"
	     "                         error");
}

enum {
	OPT_OPERATOR = 256,
	OPT_PKI,
	OPT_AUTH,
	OPT_MSISDN,
	OPT_STATE,
	OPT_CONTRACT,
	OPT_SHARE,
	OPT_ALERTING,
	OPT_BY,
	OPT_CODE,
	OPT_JSON,
};

static const struct option options[] = {
	DEVICE_OPTIONS,
	{"operator", required_argument, NULL, OPT_OPERATOR},
	{"pki", required_argument, NULL, OPT_PKI},
	{"auth", required_argument, NULL, OPT_AUTH},
	{"msisdn", required_argument, NULL, OPT_MSISDN},
	{"state", required_argument, NULL, OPT_STATE},
	{"contract", required_argument, NULL, OPT_CONTRACT},
	{"share", required_argument, NULL, OPT_SHARE},
	{"alerting", required_argument, NULL, OPT_ALERTING},
	{"by", required_argument, NULL, OPT_BY},
	{"code", required_argument, NULL, OPT_CODE},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct wish {
	struct device_options device;
	struct primary_config config;
	const char *links[LINKS_MAX];
	size_t link_count;
	enum primary_action action;
	bool json;
};

/* ---- words ---- */

/* The place of @word among @words; -1 after the user was told. */
static int read_word(const char *option, const char *word, const char *const *words, size_t n)
{
	char all[100] = "";

	for (size_t i = 0; i < n; i++)
		if (!strcmp(word, words[i]))
			return (int)i;
	for (size_t i = 0; i < n; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s",
			 i == 0       ? ""
			 : i == n - 1 ? " or "
				      : ", ",
			 words[i]);
	device_usage("%s %s: %s", option, word, all);
	return -1;
}

static int read_auth(struct wish *w, const char *word)
{
	static const char *const words[] = {"aka", "aka-prime", "sim", "sms"};
	static const uint64_t types[] = {EAP_BIT(EAP_AKA), EAP_BIT(EAP_AKA_PRIME), EAP_BIT(EAP_SIM),
					 0};
	int i = read_word("--auth", word, words, sizeof(words) / sizeof(words[0]));

	if (i >= 0)
		w->config.eap_types = types[i];
	return i;
}

static int read_alerting(struct wish *w, const char *word)
{
	static const char *const words[] = {"flexible", "hunting"};

	w->config.alerting = word;
	return read_word("--alerting", word, words, 2);
}

/* Options that have one of several words for a value. -1 where it is none of these. */
static int read_choice(struct wish *w, int c, const char *word)
{
	int i = -1;

	switch (c) {
	case OPT_CONTRACT:
		i = read_word("--contract", word, contract_choice_names, CHOICES);
		w->config.contract = (enum contract_choice)i;
		break;
	case OPT_SHARE:
		i = read_word("--share", word, primary_sharing_names, PRIMARY_SHARINGS);
		w->config.sharing = (enum primary_sharing)i;
		break;
	case OPT_BY:
		i = read_word("--by", word, primary_identifier_names, PRIMARY_IDENTIFIERS);
		w->config.identifier = (enum primary_identifier)i;
		break;
	case OPT_AUTH:
		return read_auth(w, word);
	case OPT_ALERTING:
		return read_alerting(w, word);
	default:
		break;
	}
	return i;
}

/* Returns an exit status. */
static int read_option(struct wish *w, int c, const char *value)
{
	const struct {
		int c;
		const char **where;
	} texts[] = {{
		OPT_OPERATOR,
		&w->config.operator},
		{OPT_PKI, &w->config.pki},
		{OPT_MSISDN, &w->config.msisdn},
		{OPT_STATE, &w->config.state},
		{OPT_CODE, &w->config.code},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].c == c) {
			*texts[i].where = value;
			return EXIT_OK;
		}
	if (c == OPT_JSON) {
		w->json = true;
		return EXIT_OK;
	}
	if (c >= OPT_OPERATOR)
		return read_choice(w, c, value) < 0 ? EXIT_USAGE : EXIT_OK;
	if (c == 'l' && w->link_count == LINKS_MAX)
		return device_usage("at most %d --link", LINKS_MAX);
	if (c == 'l')
		w->links[w->link_count++] = value;
	return device_option(&w->device, c, value) ? EXIT_USAGE : EXIT_OK;
}

static int read_action(struct wish *w, int argc, char **argv)
{
	int i;

	if (optind == argc)
		return device_usage("primary: what is to be done?");
	if (optind + 1 < argc)
		return device_usage("primary does one thing: %s or %s?", argv[optind],
				    argv[optind + 1]);
	i = read_word("ACTION", argv[optind], primary_action_names, PRIMARY_ACTIONS);
	if (i < 0)
		return EXIT_USAGE;
	w->action = (enum primary_action)i;
	if (!w->device.reader || !w->link_count || !w->config.operator)
		return device_usage(
			"primary needs --reader NAME, --link ADDRESS and --operator URL");
	if (strncmp(w->config.operator, "https://", strlen("https://")) != 0)
		return device_usage("--operator %s: no https://HOST[:PORT]", w->config.operator);
	return EXIT_OK;
}

/* ---- what it does ---- */

static void show_code(void *arg, const char *text)
{
	FILE *f = arg;

	if (isatty(fileno(f)))
		qr_print(f, text);
}

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
	aside.arg = w->json ? stderr : stdout;
	w->device.link.person = &aside;
	w->config.identity = w->device.identity;
	w->config.reader = w->device.reader;
	w->config.link = w->device.link;
	w->config.trail = w->device.trail;
	w->config.show = show_code;
	w->config.arg = aside.arg;
	r = primary_new(ctx, &w->config, &p, &error);
	return r ? device_fail(r, error) : run(w, p, ctx);
}

int device_primary(int argc, char **argv)
{
	struct wish w = {
		.device = {.identity = {.name = "primary"}},
		.config = {.eap_types = EAP_BIT(EAP_AKA)},
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
