/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DIAGRAM_FILE_H
#define CLI_DIAGRAM_FILE_H

#include "flow/diagram.h"

/* Writes the diagram into the file @path, NULL for standard output, for the subcommand @name.
 * Returns an exit status. */
int cli_write_diagram(const char *name, const char *path, const struct trail_entry *entries,
		      size_t n, const struct diagram_options *options);

#endif
