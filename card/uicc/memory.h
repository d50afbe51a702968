/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The non-volatile memory that files take: of the eUICC, and of a DF that was created with a total
 * file size. */
#ifndef UICC_MEMORY_H
#define UICC_MEMORY_H

#include "apdu/apdu.h"
#include "uicc/content.h"

struct softeuicc;

/* Bytes that are free for profiles. */
uint64_t memory_free(const struct softeuicc *card);

/* What all the files that are shown take. */
uint64_t memory_used(const struct softeuicc *card);

/* The files that are shown have changed, and took @before until then: counts the difference for the
 * profile. SW_NOT_ENOUGH_MEMORY where the eUICC, or a directory that @f is in, has no room for what
 * @f has become; the caller undoes the change. */
uint16_t memory_account(struct softeuicc *card, const struct file *f, uint64_t before);

#endif
