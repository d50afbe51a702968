/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include "codec/buf.h"

/* Appends all of the file @path to @out. Returns 0 or negative errno: -EFBIG beyond @max bytes. */
int cli_read_file(const char *path, size_t max, struct buf *out);

#endif
