/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of `softeuicc profile` share, and those that have files of their own. */
#ifndef CLI_PROFILE_PACKAGE_H
#define CLI_PROFILE_PACKAGE_H

#include <stdbool.h>

#include <jansson.h>

/* Reads and decodes the package @path. @ctx: for what that takes. Returns an exit status; unless
 * it is EXIT_OK, a message has said why. */
int profile_read_package(void *ctx, const char *path, json_t **package);

void profile_print_json(const json_t *json);

/* The exit status of a command that answers a question, once the answer is printed. */
int profile_answer(bool found);

void profile_help(void);

/* argv[0] is the command's name. They return exit statuses. */
int profile_run_diff(int argc, char **argv);
int profile_run_lint(int argc, char **argv);

#endif
