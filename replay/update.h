/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPLAY_UPDATE_H
#define REPLAY_UPDATE_H

#include "replay/run.h"

/* Writes the file @path anew with those of @changes that are about it: behind the word of each such
 * line comes its new text, and then its comment, as before. The file is replaced in one go. Returns
 * the number of lines that were changed, or negative errno. */
int update_file(const char *path, const struct change *changes);

#endif
