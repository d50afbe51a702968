/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of EF.ARR (TS 102 221 13.4): the fourteen to which the file structure templates
 * refer, and those that extra files need. */
#ifndef PROFILE_ACCESS_RULES_H
#define PROFILE_ACCESS_RULES_H

#include "profile/description.h"

enum { ACCESS_RULES_MAX = 254 };

struct access_rules {
	struct slice records[ACCESS_RULES_MAX];
	size_t n;
};

/* Begins with those of the templates, numbered as in their annex A. On @ctx. -ENOMEM. */
int access_rules_init(void *ctx, struct access_rules *rules);

/* The number of the record that says what @f's description does; it is added where there is none
 * yet. -ENOSPC, -ENOMEM. */
int access_rules_for(void *ctx, struct access_rules *rules, const struct extra_file *f);

#endif
