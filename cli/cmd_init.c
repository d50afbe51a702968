/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc init: makes a card image. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "card/softeuicc.h"
#include "cli/cli.h"
#include "cli/identity.h"
#include "cli/profile_source.h"
#include "cli/settings_file.h"
#include "cli/subcommands.h"
#include "replay/script.h"

static const char help[] =
	"usage: softeuicc init IMAGE [--eid EID] [--pki DIR]... [--config FILE] [--memory BYTES]\n"
	"                      [--chip TRACE] [--force]\n"
	"       softeuicc init IMAGE --uicc FILE [--config FILE] [--memory BYTES] [--force]\n\n"
	"Makes the card image IMAGE: an eUICC with an EID, keys and certificates for NIST P-256\n"
	"and brainpoolP256r1, and no profile; or a plain UICC.\n\n"
	"  --uicc FILE     a plain UICC with this profile: a description as softeuicc profile\n"
	"                  build takes it, JSON, or an unprotected profile package, DER\n"
	"  --eid EID       32 digits with valid check digits; default: random, under the prefix\n"
	"                  that the EUM certificate permits\n"
	"  --pki DIR       PKI directory in the layout of GSMA SGP.26; default: the installed "
	"test\n"
	"                  PKI (public test keys); again for each further CI\n"
	"  --config FILE   how the card differs from the default one: a JSON file, see\n"
	"                  softeuicc-init(1)\n"
	"  --memory BYTES  non-volatile memory for profiles; default: 2097152\n"
	"  --chip TRACE    what the chip lines of this trace say, where the other options do not\n"
	"                  say otherwise\n"
	"  --force         replace an image that exists\n"
	"  --help          this text\n";

enum {
	OPT_UICC = 1,
	OPT_EID,
	OPT_PKI,
	OPT_CONFIG,
	OPT_MEMORY,
	OPT_CHIP,
	OPT_FORCE,
	OPT_HELP = 'h'
};

static const struct option options[] = {
	{"uicc", required_argument, NULL, OPT_UICC},
	{"eid", required_argument, NULL, OPT_EID},
	{"pki", required_argument, NULL, OPT_PKI},
	{"config", required_argument, NULL, OPT_CONFIG},
	{"memory", required_argument, NULL, OPT_MEMORY},
	{"chip", required_argument, NULL, OPT_CHIP},
	{"force", no_argument, NULL, OPT_FORCE},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

struct wishes {
	const char *image;
	const char *uicc; /* the file of a plain UICC's profile */
	const char *eid;
	const char **pki; /* talloc array, NULL after the last */
	const char *config;
	const char *memory;
	const char *chip; /* a trace */
	bool replace;
};

static bool is_number(const char *text)
{
	return *text >= '1' && *text <= '9' && !text[strspn(text, "0123456789")];
}

/* Opens what was made, to say whose card it is. */
static int announce(const char *image, bool default_pki)
{
	char identity[CLI_IDENTITY_MAX];
	struct softeuicc *card;
	char *error = NULL;

	if (softeuicc_open(&card, image, NULL, &error) < 0) {
		cli_fail("init", "%s", error);
		free(error);
		return EXIT_FAILED;
	}
	cli_identity(card, identity);
	softeuicc_close(card);
	printf("%s: %s%s\n", image, identity, default_pki ? ", with public test keys" : "");
	return EXIT_OK;
}

/* What a trace asks for. */
static int collect_chip(struct wishes *w, struct settings_list *list)
{
	struct script *script;
	char *error = NULL;
	int r = script_read(w->chip, 0, list, &script, &error);

	if (r < 0)
		return cli_fail("init", "--chip %s", error ? error : w->chip);
	if (!w->eid)
		w->eid = script->chip.eid;
	for (size_t i = 0; r == 0 && i < script->chip.setting_count; i++)
		r = settings_list_add(list, script->chip.settings[i].name,
				      script->chip.settings[i].value);
	return r < 0 ? cli_fail("init", "out of memory") : EXIT_OK;
}

/* The trace's settings, the file's, and then what the command line says of the same. */
static int collect(struct wishes *w, struct settings_list *list)
{
	char *error = NULL;

	if (w->chip && collect_chip(w, list) != EXIT_OK)
		return EXIT_FAILED;
	if (w->config && settings_read(list, w->config, &error) < 0)
		return cli_fail("init", "%s", error ? error : "out of memory");
	if (w->memory && settings_list_add(list, "nonVolatileMemory", w->memory) < 0)
		return cli_fail("init", "out of memory");
	return EXIT_OK;
}

static int make(const struct wishes *w, const struct softeuicc_creation *creation)
{
	char *error = NULL;
	int r = softeuicc_create(w->image, creation, &error);

	if (r == -ECANCELED && w->uicc)
		cli_fail("init", "--uicc %s: %s", w->uicc, error);
	else if (r < 0)
		cli_fail("init", "%s%s", error, r == -EEXIST ? "; --force replaces it" : "");
	free(error);
	return r < 0 ? EXIT_FAILED : announce(w->image, !w->pki && !w->uicc);
}

static int prepare(void *ctx, struct wishes *w)
{
	struct settings_list *list = talloc_zero(ctx, struct settings_list);
	struct softeuicc_creation creation = {.pki = w->pki, .replace = w->replace};
	struct buf package = buf_new(ctx);
	int status = collect(w, list);

	if (status == EXIT_OK && w->uicc)
		status = profile_load_file("init", w->uicc, &package);
	if (status == EXIT_OK) {
		creation.eid = w->eid;
		creation.settings = list->settings;
		creation.setting_count = list->n;
		creation.package = package.p;
		creation.package_length = package.n;
		status = make(w, &creation);
	}
	buf_reset(&package);
	return status;
}

static void add_pki(struct wishes *w, const char *directory)
{
	size_t n = w->pki ? talloc_array_length(w->pki) : 1;

	w->pki = talloc_realloc(NULL, w->pki, const char *, n + 1);
	if (!w->pki)
		abort();
	w->pki[n - 1] = directory;
	w->pki[n] = NULL;
}

static int parse(int argc, char **argv, struct wishes *w)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case OPT_UICC:
			w->uicc = optarg;
			break;
		case OPT_EID:
			w->eid = optarg;
			break;
		case OPT_PKI:
			add_pki(w, optarg);
			break;
		case OPT_CONFIG:
			w->config = optarg;
			break;
		case OPT_MEMORY:
			if (!is_number(optarg))
				return cli_usage("init", "--memory: '%s' is no number of bytes",
						 optarg);
			w->memory = optarg;
			break;
		case OPT_CHIP:
			w->chip = optarg;
			break;
		case OPT_FORCE:
			w->replace = true;
			break;
		case OPT_HELP:
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return EXIT_USAGE;
		}
	}
	if (optind != argc - 1)
		return cli_usage("init", optind == argc ? "which IMAGE?" : "only one IMAGE");
	if (w->uicc && (w->eid || w->pki || w->chip))
		return cli_usage("init", "--uicc: a plain UICC has no %s",
				 w->eid   ? "EID"
				 : w->pki ? "PKI"
					  : "chip of a trace");
	w->image = argv[optind];
	return EXIT_OK;
}

int cmd_init(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct wishes w = {0};
	int status = parse(argc, argv, &w);

	if (w.image)
		status = prepare(ctx, &w);
	talloc_free(w.pki);
	talloc_free(ctx);
	return status;
}
