/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/json.h"

#include <errno.h>
#include <string.h>

#include "cli/cli.h"

int cli_print_json(const char *name, json_t *value)
{
	int failed = !value || json_dumpf(value, stdout, JSON_INDENT(2));

	json_decref(value);
	putchar('\n');
	return failed ? cli_fail(name, "cannot write: %s", strerror(errno)) : EXIT_OK;
}
