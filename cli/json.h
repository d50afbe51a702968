/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <jansson.h>

/* Prints @value for the subcommand @name, takes over the reference, and returns an exit status.
 * NULL, what jansson returns without memory, is a failure. */
int cli_print_json(const char *name, json_t *value);

#endif
