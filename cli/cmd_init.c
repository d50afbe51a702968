/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc init: makes a card image. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>

#include "card/softeuicc.h"
#include "cli/cli.h"
#include "cli/subcommands.h"

static const char help[] =
	"usage: softeuicc init IMAGE [--eid EID] [--pki DIR] [--memory BYTES] [--force]\n\n"
	"Makes the card image IMAGE: an eUICC with an EID, keys and certificates for NIST P-256\n"
	"and brainpoolP256r1, and no profile.\n\n"
	"  --eid EID       32 digits with valid check digits; default: random, under the prefix\n"
	"                  that the EUM certificate permits\n"
	"  --pki DIR       PKI directory in the layout of GSMA SGP.26; default: the installed "
	"test\n"
	"                  PKI (public test keys)\n"
	"  --memory BYTES  non-volatile memory for profiles; default: 2097152\n"
	"  --force         replace an image that exists\n"
	"  --help          this text\n";

enum { OPT_EID = 1, OPT_PKI, OPT_MEMORY, OPT_FORCE, OPT_HELP = 'h' };

static const struct option options[] = {
	{"eid", required_argument, NULL, OPT_EID},       {"pki", required_argument, NULL, OPT_PKI},
	{"memory", required_argument, NULL, OPT_MEMORY}, {"force", no_argument, NULL, OPT_FORCE},
	{"help", no_argument, NULL, OPT_HELP},           {0},
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
	char eid[SOFTEUICC_EID_DIGITS + 1];
	struct softeuicc *card;
	char *error = NULL;

	if (softeuicc_open(&card, image, NULL, &error) < 0) {
		cli_fail("init", "%s", error);
		free(error);
		return EXIT_FAILED;
	}
	softeuicc_eid(card, eid);
	softeuicc_close(card);
	printf("%s: EID %s%s\n", image, eid, default_pki ? ", with public test keys" : "");
	return EXIT_OK;
}

int cmd_init(int argc, char **argv)
{
	struct softeuicc_creation wish = {0};
	char *error = NULL;
	int opt, r;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
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
	r = softeuicc_create(argv[optind], &wish, &error);
	if (r < 0)
		cli_fail("init", "%s%s", error, r == -EEXIST ? "; --force replaces it" : "");
	free(error);
	return r < 0 ? EXIT_FAILED : announce(argv[optind], !wish.pki);
}
