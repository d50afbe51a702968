/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/profile_package.h"

#include <errno.h>

#include "cli/cli.h"
#include "cli/file.h"
#include "profile/profile.h"

enum { PACKAGE_MAX = 16 << 20 }; /* bytes; far beyond what any card could take */

int profile_read_package(void *ctx, const char *path, json_t **package)
{
	struct asn1_error err = {.ctx = ctx};
	struct buf der = buf_new(ctx);
	int r = cli_read_file(path, PACKAGE_MAX, &der);

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
