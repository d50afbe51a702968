/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that is run as a child process and speaks in lines. */
#ifndef DEVICES_CHILD_H
#define DEVICES_CHILD_H

struct child_command {
	const char *const *argv; /* [0] is looked for in PATH; ends with NULL */
	const char *const
		*environment; /* "NAME=value", in addition to this process's; ends with NULL */
	int timeout;          /* ms that it may be silent */
	int stop;             /* see wait.h */
	/* A line of its standard output, without newline. */
	void (*line)(void *arg, char *line);
	void *arg;
};

enum { CHILD_LINE_MAX = 1 << 20, CHILD_MESSAGES_MAX = 1000 };

/* Runs the program to its end; *@messages is the end of what it wrote to standard error, at most
 * CHILD_MESSAGES_MAX bytes with blanks for newlines, on @ctx. It is in a process group of its own,
 * which is interrupted (SIGINT), and killed where that takes more than a few seconds, when @stop
 * becomes readable, when it is silent for too long, or when this process ends.
 *
 * Returns 0 with its exit status (128 + the signal that killed it) in *@status; -ECANCELED,
 * -ETIMEDOUT, -E2BIG (a line too long), or the errno that kept it from running. */
int child_run(const struct child_command *command, void *ctx, int *status, char **messages);

#endif
