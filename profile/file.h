/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROFILE_FILE_H
#define PROFILE_FILE_H

#include "codec/buf.h"

/* Bytes of a profile package in a file: far beyond what any card could take. */
enum { PROFILE_PACKAGE_MAX = 16 << 20 };

/* Appends all of the file @path to @out. Returns 0 or negative errno: -EFBIG beyond @max bytes. */
int file_read(const char *path, size_t max, struct buf *out);

#endif
