/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc device single, new and old: devices that ask for profiles of their own. */
#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/device_operator.h"
#include "cli/json.h"
#include "cli/person.h"
#include "devices/esim.h"

#define ESIM_OPTIONS_HELP                                                                          \
	"  --lpa PROGRAM          its LPA, lpac by default\n"                                      \
	"  --json                 print what comes of it as JSON, and all else on standard\n"      \
	"                         error"

static const struct {
	const char *name;
	const char *help;
} kinds[ESIM_ACTIONS] = {
	[ESIM_ADD] =
		{"single",
		 "usage: softeuicc device single --reader NAME --euicc NAME --operator URL\n"
		 "                               [OPTION]...\n\n"
		 "A device with a UICC and an eUICC: the UICC's subscriber gets a further "
		 "profile,\n"
		 "which it downloads and enables.\n\n" DEVICE_OPTIONS_HELP DEVICE_OPERATOR_HELP
		 "  --euicc NAME           the PC/SC reader with its eUICC\n"
		 "  --share                both cards share the UICC's number\n" ESIM_OPTIONS_HELP},
	[ESIM_TRANSFER] =
		{"new", "usage: softeuicc device new --reader NAME --msisdn NUMBER --operator URL\n"
			"                            [OPTION]...\n\n"
			"A new device with an eUICC, to which the user's number is to go. The "
			"operator sends a\n"
			"code to the old device, which the user types here. The profile is "
			"downloaded and\n"
			"enabled; the old subscription ends with that.\n\n" DEVICE_OPTIONS_HELP
				DEVICE_OPERATOR_HELP ESIM_OPTIONS_HELP},
	[ESIM_CHECK] =
		{"old",
		 "usage: softeuicc device old --reader NAME --operator URL [OPTION]...\n\n"
		 "An old device with an eUICC: asks the operator what has become of its profile, "
		 "and\n"
		 "disables one whose subscription has gone over to another device. Only the token "
		 "of\n"
		 "--state shows then whose device this was.\n\n" DEVICE_OPTIONS_HELP
			 DEVICE_OPERATOR_HELP ESIM_OPTIONS_HELP},
};

enum { OPT_EUICC = OPT_OPERATOR_END, OPT_SHARE, OPT_LPA, OPT_JSON };

static const struct option options[] = {
	DEVICE_OPTIONS,
	DEVICE_OPERATOR_OPTIONS,
	{"euicc", required_argument, NULL, OPT_EUICC},
	{"share", no_argument, NULL, OPT_SHARE},
	{"lpa", required_argument, NULL, OPT_LPA},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct wish {
	enum esim_action action;
	struct device_options device;
	struct device_operator operator;
	const char *euicc;
	const char *lpa;
	bool share;
	bool json;
};

/* Returns an exit status. */
static int read_option(struct wish *w, int c, const char *value)
{
	int r;

	switch (c) {
	case OPT_EUICC:
		w->euicc = value;
		return EXIT_OK;
	case OPT_SHARE:
		w->share = true;
		return EXIT_OK;
	case OPT_LPA:
		w->lpa = value;
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

static int check(const struct wish *w)
{
	bool single = w->action == ESIM_ADD;

	if (!w->device.reader)
		return device_usage("%s needs --reader NAME", kinds[w->action].name);
	if (single && !w->euicc)
		return device_usage("single needs --euicc NAME");
	if (!single && (w->euicc || w->share))
		return device_usage("%s takes neither --euicc nor --share", kinds[w->action].name);
	if (w->action == ESIM_TRANSFER && !w->operator.msisdn)
		return device_usage("new needs --msisdn NUMBER");
	return device_operator_check(&w->operator);
}

static int print_result(const struct esim_result *result, int r, const char *error)
{
	json_t *json = json_pack("{s:s, s:s, s:s, s:b, s:s*}", "eid", result->eid, "iccid",
				 result->iccid, "status", result->status, "done", r == 0, "error",
				 r ? (error ? error : strerror(-r)) : NULL);

	return json ? cli_print_json("device", json) : device_fail(-ENOMEM, NULL);
}

static int run(const struct wish *w, const struct esim_config *config, void *ctx)
{
	struct esim_result result;
	char *error;
	int r = esim_run(config, w->action, ctx, &result, &error);
	int status = r ? device_fail(r, error) : EXIT_OK;

	if (w->json && print_result(&result, r, error))
		status = EXIT_FAILED;
	return status;
}

static int begin(struct wish *w, void *ctx)
{
	struct person person = cli_person;
	const char *euicc = w->euicc ? w->euicc : w->device.reader;
	struct lpa_config lpa = {.program = w->lpa, .reader = euicc};
	struct esim_config config = {
		.uicc = w->device.reader,
		.euicc = euicc,
		.operator= w->operator.url,
		.pki = w->operator.pki,
		.eap_types = w->operator.eap_types,
		.msisdn = w->operator.msisdn,
		.state = w->operator.state,
		.share = w->share,
		.alerting = w->operator.alerting,
		.contract = w->operator.contract,
		.show = device_show_code,
		.person = &person,
	};
	int r = device_begin(&w->device, ctx);

	if (r)
		return r;
	/* With --json standard output has nothing else. */
	person.arg = w->operator.screen = w->json ? stderr : stdout;
	config.arg = &w->operator;
	config.identity = w->device.identity;
	config.identity.euicc = true;
	config.stop = lpa.stop = w->device.link.stop;
	config.trail = w->device.trail;
	lpa.terminal_id = config.identity.terminal_id;
	r = lpa_new(ctx, &lpa, &config.lpa);
	return r ? device_fail(r, NULL) : run(w, &config, ctx);
}

static int be(enum esim_action action, int argc, char **argv)
{
	struct wish w = {
		.action = action,
		.device = {.identity = {.name = kinds[action].name}},
		.operator= device_operator_default(),
		.lpa = "lpac",
	};
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			puts(kinds[action].help);
			return EXIT_OK;
		}
		r = c == '?' ? device_usage("%s does not take that", kinds[action].name)
			     : read_option(&w, c, optarg);
		if (r)
			return r;
	}
	if (optind < argc)
		return device_usage("%s does not take '%s'", kinds[action].name, argv[optind]);
	r = check(&w);
	if (r)
		return r;
	ctx = talloc_new(NULL);
	r = begin(&w, ctx);
	talloc_free(ctx);
	return r;
}

int device_single(int argc, char **argv)
{
	return be(ESIM_ADD, argc, argv);
}

int device_new(int argc, char **argv)
{
	return be(ESIM_TRANSFER, argc, argv);
}

int device_old(int argc, char **argv)
{
	return be(ESIM_CHECK, argc, argv);
}
