/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/diagram_file.h"

#include <errno.h>
#include <string.h>

#include "cli/cli.h"

int cli_write_diagram(const char *name, const char *path, const struct trail_entry *entries,
		      size_t n, const struct diagram_options *options)
{
	FILE *f = path ? fopen(path, "w") : stdout;
	int r = f ? diagram_write(f, entries, n, options) : -errno;

	if (f && path && fclose(f) && r == 0)
		r = -errno;
	return r ? cli_fail(name, "%s: %s", path ? path : "standard output", strerror(-r))
		 : EXIT_OK;
}
