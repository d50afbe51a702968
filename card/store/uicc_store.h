/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of struct uicc_content. Profile 0 is the file system shown while no profile is enabled. */
#ifndef STORE_UICC_STORE_H
#define STORE_UICC_STORE_H

#include "store/store.h"
#include "uicc/content.h"

/* Writes a whole new content for @profile and fills in every id. */
int uicc_store_save(struct store *s, int64_t profile, struct uicc_content *c);
/* -ENOENT where @profile has no files, -EBADMSG where the rows do not fit together. */
int uicc_store_load(struct store *s, int64_t profile, void *ctx, struct uicc_content **out);
/* Writes a file that was added to @profile's content, and fills in its id. */
int uicc_store_file_add(struct store *s, int64_t profile, struct file *f);
/* Takes @top and what is below it out of @c's rows, with the PINs and keys defined there, before
 * file_remove() does so in memory. */
int uicc_store_file_delete(struct store *s, const struct uicc_content *c, const struct file *top);
/* Writes back one thing that changed. */
int uicc_store_file_content(struct store *s, const struct file *f);
int uicc_store_file_attributes(struct store *s, const struct file *f); /* life cycle, size ... */
int uicc_store_pin(struct store *s, const struct pin *p);
int uicc_store_aka(struct store *s, const struct aka *a); /* SQN_MS, uses */
int uicc_store_gba(struct store *s, const struct aka *a);

#endif
