/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SHOW_FILES_H
#define CLI_SHOW_FILES_H

#include <stdbool.h>

#include <jansson.h>

/* The files alone, of all that softeuicc show has collected. NULL: out of memory. */
json_t *show_files_of(const json_t *all);

/* Prints them: a line for each, and with @contents what is in it. */
void show_files_print(const json_t *files, bool contents);

#endif
