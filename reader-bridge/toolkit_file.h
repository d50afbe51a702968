/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts of toolkit applications as JSON: softeuicc-toolkit(7). */
#ifndef READER_BRIDGE_TOOLKIT_FILE_H
#define READER_BRIDGE_TOOLKIT_FILE_H

#include <jansson.h>

#include "reader-bridge/toolkit_script.h"

/* Reads a script into *@out, a talloc child of @ctx. Returns 0, -EINVAL with a sentence on @ctx in
 * *@error that names the member, or -ENOMEM. */
int toolkit_from_json(struct toolkit_script **out, const json_t *json, void *ctx, char **error);
/* The same for the file @path, which *@error names; -EINVAL where it cannot be read, too. */
int toolkit_read(struct toolkit_script **out, const char *path, void *ctx, char **error);

#endif
