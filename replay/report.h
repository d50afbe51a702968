/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results for people and machines. */
#ifndef REPLAY_REPORT_H
#define REPLAY_REPORT_H

#include <stdio.h>

#include "replay/run.h"

struct report;

/* TAP goes to @tap as results come; @junit may be NULL. A talloc child of @ctx. */
struct report *report_new(FILE *tap, FILE *junit, void *ctx);
void report_script(struct report *report, const struct script *script,
		   const struct result *results);
/* A trace that could not be read or begun. */
void report_trouble(struct report *report, const char *path, const char *error);
/* Ends both. Returns the number of sequences that failed. */
unsigned report_end(struct report *report);

#endif
