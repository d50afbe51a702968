/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc init: makes a card image. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <talloc.h>

#include "card/softeuicc.h"
#include "cli/cli.h"
#include "cli/identity.h"
#include "cli/profile_source.h"
#include "cli/subcommands.h"

static const char help[] =
	"usage: softeuicc init IMAGE [--eid EID] [--pki DIR] [--memory BYTES] [--force]\n"
	"       softeuicc init IMAGE --uicc FILE [--memory BYTES] [--force]\n\n"
	"Makes the card image IMAGE: an eUICC with an EID, keys and certificates for NIST P-256\n"
	"and brainpoolP256r1, and no profile; or a plain UICC.\n\n"
	"  --uicc FILE     a plain UICC with this profile: a description as softeuicc profile\n"
	"                  build takes it, JSON, or an unprotected profile package, DER\n"
	"  --eid EID       32 digits with valid check digits; default: random, under the prefix\n"
	"                  that the EUM certificate permits\n"
	"  --pki DIR       PKI directory in the layout of GSMA SGP.26; default: the installed "
	"test\n"
	"                  PKI (public test keys)\n"
	"  --memory BYTES  non-volatile memory for profiles; default: 2097152\n"
	"  --force         replace an image that exists\n"
	"  --help          this text\n";

enum { OPT_UICC = 1, OPT_EID, OPT_PKI, OPT_MEMORY, OPT_FORCE, OPT_HELP = 'h' };

static const struct option options[] = {
	{"uicc", required_argument, NULL, OPT_UICC},
	{"eid", required_argument, NULL, OPT_EID},
	{"pki", required_argument, NULL, OPT_PKI},
	{"memory", required_argument, NULL, OPT_MEMORY},
	{"force", no_argument, NULL, OPT_FORCE},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

static int read_memory(const char *text, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return errno || *end || *text < '1' || *text > '9' ? -1 : 0;
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

/* @uicc: the file of a plain UICC's profile, NULL for an eUICC. */
static int make(const char *image, struct softeuicc_creation *wish, const char *uicc)
{
	char *error = NULL;
	int r = softeuicc_create(image, wish, &error);

	if (r == -ECANCELED && uicc)
		cli_fail("init", "--uicc %s: %s", uicc, error);
	else if (r < 0)
		cli_fail("init", "%s%s", error, r == -EEXIST ? "; --force replaces it" : "");
	free(error);
	return r < 0 ? EXIT_FAILED : announce(image, !wish->pki && !uicc);
}

static int make_plain_uicc(const char *image, struct softeuicc_creation *wish, const char *uicc)
{
	void *ctx = talloc_new(NULL);
	struct buf package = buf_new(ctx);
	int status = profile_load_file("init", uicc, &package);

	if (status == EXIT_OK) {
		wish->package = package.p;
		wish->package_length = package.n;
		status = make(image, wish, uicc);
	}
	buf_reset(&package);
	talloc_free(ctx);
	return status;
}

int cmd_init(int argc, char **argv)
{
	struct softeuicc_creation wish = {0};
	const char *uicc = NULL;
	int opt;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case OPT_UICC:
			uicc = optarg;
			break;
		case OPT_EID:
			wish.eid = optarg;
			break;
		case OPT_PKI:
			wish.pki = optarg;
			break;
		case OPT_MEMORY:
			if (read_memory(optarg, &wish.memory) < 0)
				return cli_usage("init", "--memory: '%s' is no number of bytes",
						 optarg);
			break;
		case OPT_FORCE:
			wish.replace = 1;
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
	if (uicc && (wish.eid || wish.pki))
		return cli_usage("init", "--uicc: a plain UICC has no %s",
				 wish.eid ? "EID" : "PKI");
	return uicc ? make_plain_uicc(argv[optind], &wish, uicc) : make(argv[optind], &wish, NULL);
}
