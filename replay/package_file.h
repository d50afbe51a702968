/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPLAY_PACKAGE_FILE_H
#define REPLAY_PACKAGE_FILE_H

#include "codec/buf.h"

/* Appends an unprotected profile package to @out: the one in the file @name, or that which the
 * description in it (its name ends with ".json") describes. @name is relative to the directory of
 * the file @beside. -EINVAL with *@error, a child of @out->ctx, naming the file. */
int package_file_read(const char *beside, struct slice name, struct buf *out, char **error);

#endif
