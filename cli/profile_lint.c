/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc profile lint. */
#include <getopt.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/profile_package.h"
#include "profile/profile.h"

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
	unsigned given;
	void *ctx;
	int r = profile_options(argc, argv, OPTION_JSON, &given, NULL);

	if (r >= 0)
		return r;
	if (argc - optind != 1)
		return cli_usage("profile", "lint takes one FILE.der");
	ctx = talloc_new(NULL);
	r = lint(ctx, argv[optind], given & OPTION_JSON);
	talloc_free(ctx);
	return r;
}
