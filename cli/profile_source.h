/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files from which a profile package comes. */
#ifndef CLI_PROFILE_SOURCE_H
#define CLI_PROFILE_SOURCE_H

#include "codec/buf.h"

/* Both append the package in DER to @der, and return an exit status; unless it is EXIT_OK, a
 * message of the subcommand @name has said why. */

/* @path: a description, or a package as `softeuicc profile show --json --secrets` prints it. */
int profile_build_file(const char *name, const char *path, struct buf *der);
/* @path: one of these, or a package. */
int profile_load_file(const char *name, const char *path, struct buf *der);

#endif
