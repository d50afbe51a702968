/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc profile diff. */
#include <getopt.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/profile_package.h"
#include "profile/profile.h"

static void print(json_t *differences, char *const paths[2], bool json)
{
	json_t *all;

	if (json) {
		all = json_pack("{s:O}", "differences", differences);
		profile_print_json(all);
		json_decref(all);
		return;
	}
	if (json_array_size(differences))
		printf("--- %s\n+++ %s\n", paths[0], paths[1]);
	profile_diff_print(stdout, differences);
}

static int compare(void *ctx, char *const paths[2], bool json, unsigned flags)
{
	json_t *a = NULL, *b = NULL, *differences;
	int r = EXIT_TROUBLE;

	if (profile_read_package(ctx, paths[0], &a) || profile_read_package(ctx, paths[1], &b))
		goto out;
	if (profile_diff(a, b, flags, &differences)) {
		cli_fail("profile", "out of memory");
		goto out;
	}
	print(differences, paths, json);
	r = profile_answer(json_array_size(differences) > 0);
	json_decref(differences);
out:
	json_decref(a);
	json_decref(b);
	return r;
}

int profile_run_diff(int argc, char **argv)
{
	unsigned given;
	void *ctx;
	int r = profile_options(argc, argv, OPTION_JSON | OPTION_SECRETS, &given, NULL);

	if (r >= 0)
		return r;
	if (argc - optind != 2)
		return cli_usage("profile", "diff takes two packages");
	ctx = talloc_new(NULL);
	r = compare(ctx, argv + optind, given & OPTION_JSON, given & OPTION_SECRETS);
	talloc_free(ctx);
	return r;
}
