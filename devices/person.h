/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person who holds a device: at its terminal, or a script in their place. */
#ifndef DEVICES_PERSON_H
#define DEVICES_PERSON_H

/* What ends a question before its answer: descriptors, or -1. */
struct person_wait {
	int stop; /* readable: everything is to end */
	int gone; /* the connection of who wants the answer: hung up */
};

struct person {
	void *arg;
	/* Shows a line. */
	void (*tell)(void *arg, const char *line);
	/* Asks for one line. Returns 0 with a talloc string on @ctx, without newline, -ECANCELED
	 * (stop), -ECONNRESET (gone), -ENODATA where nobody answers any more, or -ENOMEM. */
	int (*ask)(void *arg, const char *question, const struct person_wait *wait, void *ctx,
		   char **answer);
};

#endif
