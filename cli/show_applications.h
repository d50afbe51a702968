/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SHOW_APPLICATIONS_H
#define CLI_SHOW_APPLICATIONS_H

#include <jansson.h>

#include "card/store/store.h"

/* What GlobalPlatform finds in profile row @profile: security domains, remote file management,
 * load packages and their instances, without keys' values. NULL: it cannot be read. */
json_t *show_applications(struct store *s, int64_t profile);

/* Prints them, a line for each behind @indent blanks. */
void show_applications_print(const json_t *applications, int indent);

#endif
