/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc profile: makes, shows, compares and checks unprotected profile packages. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/profile_package.h"
#include "cli/profile_source.h"
#include "cli/subcommands.h"
#include "profile/profile.h"

void profile_help(void)
{
	puts("usage: softeuicc profile build FILE.json -o FILE.der [--force]\n"
	     "       softeuicc profile show FILE.der [--json] [--all] [--secrets]\n"
	     "       softeuicc profile diff A.der B.der [--json] [--secrets]\n"
	     "       softeuicc profile lint FILE.der [--json]\n"
	     "       softeuicc profile --help\n\n"
	     "Makes, shows, compares and checks unprotected profile packages (TCA eUICC\n"
	     "Profile Package: Interoperable Format, DER).\n\n"
	     "build makes a package of a USIM from a description; softeuicc-profile(1) lists\n"
	     "its members, and " PKGDATADIR "/profiles has examples. Or it makes, byte for\n"
	     "byte, the package that show --json --secrets printed.\n\n"
	     "  -o, --output FILE.der  where to write it, readable for you alone, since it\n"
	     "                         holds keys; a file that exists is not overwritten\n"
	     "  --force                overwrite it\n\n"
	     "show prints the profile elements of a package with their files.\n\n"
	     "  --json     print JSON in the terms of the ASN.1 module PEDefinitions\n"
	     "  --all      print contents in full; --json always does\n"
	     "  --secrets  print keys, PINs and PUKs, which are masked otherwise\n\n"
	     "diff tells how two packages differ, by element and file; its exit status is 0\n"
	     "where they are the same, 1 where they differ, 2 for trouble.\n\n"
	     "  --json     print JSON\n"
	     "  --secrets  print keys, PINs and PUKs, which are masked otherwise\n\n"
	     "lint tells what is wrong or doubtful in a package: order of elements, references\n"
	     "that lead nowhere, sizes, services. Its exit status is 0 where nothing is but\n"
	     "notes, 1 where there are errors or warnings, 2 for trouble.\n\n"
	     "  --json     print JSON");
}

/* ---- show ---- */

static int show_file(void *ctx, const char *path, bool json, unsigned flags)
{
	json_t *package;
	int r = profile_read_package(ctx, path, &package);

	if (r)
		return r;
	if (json && !(flags & PROFILE_SHOW_SECRETS))
		profile_mask(package);
	if (json)
		profile_print_json(package);
	else
		profile_show(stdout, package, flags);
	json_decref(package);
	return EXIT_OK;
}

static int run_show(int argc, char **argv)
{
	unsigned given;
	void *ctx;
	int r = profile_options(argc, argv, OPTION_ALL | OPTION_JSON | OPTION_SECRETS, &given,
				NULL);

	if (r >= 0)
		return r;
	if (argc - optind != 1)
		return cli_usage("profile", "show takes one FILE.der");
	ctx = talloc_new(NULL);
	r = show_file(ctx, argv[optind], given & OPTION_JSON, given);
	talloc_free(ctx);
	return r;
}

/* ---- build ---- */

static int write_all(int fd, struct slice bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			bytes = slice_sub(bytes, (size_t)n, SIZE_MAX);
	}
	return fsync(fd) ? -errno : 0;
}

/* Puts the finished file @temporary in its place: at once or not at all. */
static int publish(const char *temporary, const char *path, bool force)
{
	if (force)
		return rename(temporary, path) ? -errno : 0;
	if (link(temporary, path))
		return -errno;
	unlink(temporary);
	return 0;
}

static int write_file(void *ctx, const char *path, struct slice bytes, bool force)
{
	char *temporary = talloc_asprintf(ctx, "%s.XXXXXX", path);
	int fd = mkstemp(temporary), r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, bytes);
	close(fd);
	if (!r)
		r = publish(temporary, path, force);
	if (r)
		unlink(temporary);
	return r;
}

static int build_file(void *ctx, const char *path, const char *output, bool force)
{
	struct buf der = buf_new(ctx);
	int r = profile_build_file("profile", path, &der);

	if (r)
		return r;
	r = write_file(ctx, output, buf_slice(&der), force);
	buf_reset(&der);
	if (r == -EEXIST)
		return cli_fail("profile", "%s exists; --force overwrites it", output);
	return r ? cli_fail("profile", "%s: %s", output, strerror(-r)) : EXIT_OK;
}

static int run_build(int argc, char **argv)
{
	const char *output = NULL;
	unsigned given;
	void *ctx;
	int r = profile_options(argc, argv, OPTION_FORCE | OPTION_OUTPUT, &given, &output);

	if (r >= 0)
		return r;
	if (argc - optind != 1 || !output)
		return cli_usage("profile", "build takes one FILE.json and -o FILE.der");
	ctx = talloc_new(NULL);
	r = build_file(ctx, argv[optind], output, given & OPTION_FORCE);
	talloc_free(ctx);
	return r;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"build", run_build},
	{"diff", profile_run_diff},
	{"lint", profile_run_lint},
	{"show", run_show},
};

int cmd_profile(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage("profile", "what shall be done?");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		profile_help();
		return EXIT_OK;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return cli_usage("profile", "there is no '%s'", argv[1]);
}
