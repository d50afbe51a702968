/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults and times as JSON, in a file and on the control socket:
 *
 *	{"faults": [{"function": "ES10c.EnableProfile", "nth": 2, "result": 5}, ...],
 *	 "timing": {"microseconds_per_byte": 90, "milliseconds": {"*": 10, "SELECT": 25, ...}}} */
#ifndef READER_BRIDGE_FAULT_FILE_H
#define READER_BRIDGE_FAULT_FILE_H

#include <jansson.h>

#include "reader-bridge/fault.h"

/* Reads one fault; its strings are those of @json. Returns 0, or -EINVAL with a sentence on @ctx in
 * *@error that names the member. */
int fault_from_json(const json_t *json, void *ctx, struct fault *fault, char **error);
/* The same fault, with what has become of it. NULL: no memory. */
json_t *fault_to_json(const struct fault *fault);
/* What it does, for people: "result 5". A talloc string on @ctx. */
char *fault_text(void *ctx, const struct fault *fault);

/* Adds all that @json holds to @f, or nothing: 0, -EINVAL with *@error, -ENOMEM. A "timing" takes
 * the place of the former one. */
int faults_from_json(struct faults *f, const json_t *json, void *ctx, char **error);
/* The same for the file @path; -ENOENT and the like with *@error. */
int faults_read(struct faults *f, const char *path, void *ctx, char **error);

#endif
