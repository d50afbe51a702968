/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc profile lint. */
#include <getopt.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/profile_package.h"
#include "profile/profile.h"

static const struct option options[] = {
	{"json", no_argument, NULL, 'j'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static void print(json_t *findings, bool json)
{
	json_t *all;

	if (!json) {
		profile_lint_print(stdout, findings);
		return;
	}
	all = json_pack("{s:O}", "findings", findings);
	profile_print_json(all);
	json_decref(all);
}

static int lint(void *ctx, const char *path, bool json)
{
	json_t *package, *findings;
	int r = EXIT_TROUBLE;

	if (profile_read_package(ctx, path, &package))
		return EXIT_TROUBLE;
	if (profile_lint(package, &findings)) {
		cli_fail("profile", "out of memory");
	} else {
		print(findings, json);
		r = profile_answer(!profile_lint_clean(findings));
		json_decref(findings);
	}
	json_decref(package);
	return r;
}

int profile_run_lint(int argc, char **argv)
{
	bool json = false;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			profile_help();
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage("profile", "lint does not take that");
		json |= c == 'j';
	}
	if (argc - optind != 1)
		return cli_usage("profile", "lint takes one FILE.der");
	ctx = talloc_new(NULL);
	r = lint(ctx, argv[optind], json);
	talloc_free(ctx);
	return r;
}
