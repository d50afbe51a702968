/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sequence diagram of a trail, in SVG: a lifeline for each party, an arrow for each message,
 * details beneath it and in full in its <title>, which browsers show to the pointer. */
#ifndef FLOW_DIAGRAM_H
#define FLOW_DIAGRAM_H

#include <stdbool.h>
#include <stdio.h>

#include "flow/trail.h"

struct diagram_options {
	const char *title; /* above it; NULL: none */
	/* Without times, and without details that are another each time (addresses, transaction
	 * ids): the same flow gives the same file. */
	bool plain;
};

/* Returns 0, -ENOMEM or -EIO (@out cannot be written). */
int diagram_write(FILE *out, const struct trail_entry *entries, size_t n,
		  const struct diagram_options *options);

#endif
