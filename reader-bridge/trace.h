/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tap that writes the text trace described in doc/trace-format.md. */
#ifndef READER_BRIDGE_TRACE_H
#define READER_BRIDGE_TRACE_H

#include <stdio.h>

#include "reader-bridge/tap.h"

struct trace;

/* A trace written to @file, which stays the caller's; a talloc child of @ctx. NULL: no memory. What
 * begins the trace is written at once: see trace_error(). */
struct trace *trace_new(void *ctx, FILE *file);

/* A tap_fn: writes @event at once, so that the trace of a process that ended within a command
 * ends with that command. */
void trace_tap(void *trace, const struct tap_event *event);

/* 0, or the negative errno of the first write that failed; later ones were not tried. */
int trace_error(const struct trace *trace);

#endif
