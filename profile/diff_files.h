/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROFILE_DIFF_FILES_H
#define PROFILE_DIFF_FILES_H

#include "profile/profile.h"

/* For the value of fileManagementCMD: an object with the paths of files, from below the MF, and
 * for each an array of the commands that make and fill it. NULL where the paths cannot be told, or
 * out of memory. */
json_t *diff_files_of(const json_t *managements);

#endif
