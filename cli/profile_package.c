/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/profile_package.h"

#include <errno.h>
#include <getopt.h>

#include "cli/cli.h"
#include "profile/file.h"

int profile_read_package(void *ctx, const char *path, json_t **package)
{
	struct asn1_error err = {.ctx = ctx};
	struct buf der = buf_new(ctx);
	int r = file_read(path, PROFILE_PACKAGE_MAX, &der);

	if (r)
		return cli_fail("profile", "%s: %s", path, strerror(-r));
	r = profile_decode(buf_slice(&der), package, &err);
	buf_reset(&der);
	if (r == -EBADMSG)
		return cli_fail("profile", "%s: no profile package: %s%s%s", path,
				err.where ? err.where : "", err.where ? ": " : "", err.what);
	return r ? cli_fail("profile", "%s: %s", path, strerror(-r)) : EXIT_OK;
}

void profile_print_json(const json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
}

int profile_answer(bool found)
{
	if (fflush(stdout) || ferror(stdout))
		return EXIT_TROUBLE; /* main() says so */
	return found ? EXIT_DIFFERENT : EXIT_SAME;
}

static const struct option all_options[] = {
	{"all", no_argument, NULL, OPTION_ALL},
	{"secrets", no_argument, NULL, OPTION_SECRETS},
	{"json", no_argument, NULL, OPTION_JSON},
	{"force", no_argument, NULL, OPTION_FORCE},
	{"output", required_argument, NULL, OPTION_OUTPUT},
};

enum { OPTIONS = sizeof(all_options) / sizeof(all_options[0]) };

int profile_options(int argc, char **argv, unsigned allowed, unsigned *given, const char **output)
{
	struct option options[OPTIONS + 2] = {{"help", no_argument, NULL, 'h'}};
	size_t n = 1;
	int c;

	for (size_t i = 0; i < OPTIONS; i++)
		if (allowed & (unsigned)all_options[i].val)
			options[n++] = all_options[i];
	*given = 0;
	while ((c = getopt_long(argc, argv, output ? "ho:" : "h", options, NULL)) != -1) {
		if (c == 'h') {
			profile_help();
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage("profile", "%s does not take that", argv[0]);
		if (c == 'o' || c == OPTION_OUTPUT)
			*output = optarg;
		else
			*given |= (unsigned)c;
	}
	return -1;
}
