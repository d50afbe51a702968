/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of `softeuicc profile` share, and those that have files of their own. */
#ifndef CLI_PROFILE_PACKAGE_H
#define CLI_PROFILE_PACKAGE_H

#include <stdbool.h>

#include "profile/profile.h"

/* Reads and decodes the package @path. @ctx: for what that takes. Returns an exit status; unless
 * it is EXIT_OK, a message has said why. */
int profile_read_package(void *ctx, const char *path, json_t **package);

void profile_print_json(const json_t *json);

/* The exit status of a command that answers a question, once the answer is printed. */
int profile_answer(bool found);

void profile_help(void);

/* The options of the commands, as bits. */
enum profile_option {
	OPTION_ALL = PROFILE_SHOW_ALL,
	OPTION_SECRETS = PROFILE_SHOW_SECRETS,
	OPTION_JSON = 4,
	OPTION_FORCE = 8,
	OPTION_OUTPUT = 16, /* has an argument */
};

/* Reads those of the command argv[0] that @allowed has into *@given, and with OPTION_OUTPUT its
 * argument into *@output. Returns -1 to go on with what is left from optind on, or an exit
 * status. */
int profile_options(int argc, char **argv, unsigned allowed, unsigned *given, const char **output);

/* argv[0] is the command's name. They return exit statuses. */
int profile_run_diff(int argc, char **argv);
int profile_run_lint(int argc, char **argv);

#endif
