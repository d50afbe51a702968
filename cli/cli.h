/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the subcommands share. Each cmd_NAME.c parses its arguments, calls the library, prints. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

/* Exit statuses of the subcommands. */
enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1, /* what was asked for could not be done; a message says why */
	EXIT_USAGE = 2,  /* the command line is wrong */
};

/* But those of commands that answer a question (profile diff, profile lint) are diff(1)'s, so that
 * scripts can tell an answer from a failure. */
enum {
	EXIT_SAME = 0,      /* or: nothing found */
	EXIT_DIFFERENT = 1, /* or: something found */
	EXIT_TROUBLE = 2,   /* no answer: the command line is wrong, or a file cannot be read */
};

struct subcommand {
	const char *name;
	const char *summary;               /* one line for `softeuicc --help` */
	int (*run)(int argc, char **argv); /* argv[0] is the subcommand's name */
};

/* Prints "softeuicc NAME: message" to stderr and returns EXIT_FAILED. */
int cli_fail(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Prints the message and "Try 'softeuicc NAME --help'." and returns EXIT_USAGE. */
int cli_usage(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
