/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc profile: makes and shows unprotected profile packages. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/subcommands.h"
#include "profile/profile.h"

enum { PACKAGE_MAX = 16 << 20 }; /* bytes; far beyond what any card could take */

static void print_help(void)
{
	puts("usage: softeuicc profile show FILE.der [--json] [--all] [--secrets]\n"
	     "       softeuicc profile --help\n\n"
	     "Shows unprotected profile packages (TCA eUICC Profile Package: Interoperable\n"
	     "Format, DER).\n\n"
	     "show prints the profile elements of a package with their files.\n\n"
	     "  --json     print JSON in the terms of the ASN.1 module PEDefinitions\n"
	     "  --all      print contents in full; --json always does\n"
	     "  --secrets  print keys, PINs and PUKs, which are masked otherwise");
}

/* Reads all of @path. Returns 0 or negative errno. */
static int read_file(const char *path, struct buf *out)
{
	uint8_t block[4096];
	FILE *f = fopen(path, "rb");
	size_t n;
	int r;

	if (!f)
		return -errno;
	while ((n = fread(block, 1, sizeof(block), f)) > 0 && out->n <= PACKAGE_MAX)
		buf_put(out, block, n);
	r = ferror(f) ? -EIO : out->n > PACKAGE_MAX ? -EFBIG : buf_ok(out) ? 0 : -ENOMEM;
	fclose(f);
	return r;
}

static const struct option show_options[] = {
	{"json", no_argument, NULL, 'j'},
	{"all", no_argument, NULL, 'a'},
	{"secrets", no_argument, NULL, 's'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static int print_package(json_t *package, bool json, unsigned flags)
{
	if (!json) {
		profile_show(stdout, package, flags);
	} else {
		if (!(flags & PROFILE_SHOW_SECRETS))
			profile_mask(package);
		json_dumpf(package, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	return fflush(stdout) ? cli_fail("profile", "cannot write: %s", strerror(errno)) : EXIT_OK;
}

static int show_file(void *ctx, const char *path, bool json, unsigned flags)
{
	struct asn1_error err = {.ctx = ctx};
	struct buf der = buf_new(ctx);
	json_t *package;
	int r = read_file(path, &der);

	if (r)
		return cli_fail("profile", "%s: %s", path, strerror(-r));
	r = profile_decode(buf_slice(&der), &package, &err);
	if (r == -EBADMSG)
		return cli_fail("profile", "%s: no profile package: elements%s: %s", path,
				err.where ? err.where : "", err.what);
	if (r)
		return cli_fail("profile", "%s: %s", path, strerror(-r));
	r = print_package(package, json, flags);
	json_decref(package);
	return r;
}

static int run_show(int argc, char **argv)
{
	unsigned flags = 0;
	bool json = false;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "", show_options, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage("profile", "show does not take that");
		json |= c == 'j';
		flags |= c == 'a' ? PROFILE_SHOW_ALL : 0;
		flags |= c == 's' ? PROFILE_SHOW_SECRETS : 0;
	}
	if (argc - optind != 1)
		return cli_usage("profile", "show takes one FILE.der");
	ctx = talloc_new(NULL);
	r = show_file(ctx, argv[optind], json, flags);
	talloc_free(ctx);
	return r;
}

int cmd_profile(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage("profile", "what shall be done?");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help();
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "show"))
		return run_show(argc - 1, argv + 1);
	return cli_usage("profile", "'%s' is nothing that it does", argv[1]);
}
