/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stock of profiles that operators order from by ES2+ (SGP.22 5.3.1), made of descriptions. */
#ifndef SMDPP_STOCK_H
#define SMDPP_STOCK_H

#include <jansson.h>

#include "servers/smdpp/download_order.h"

/* Builds the profile that @description describes (softeuicc-profile(1)) and puts it into stock; @q
 * says the type and the rest, its package is not used. @out then describes it.
 * *@error: a sentence for the user, a talloc string on @ctx. Errors: -EINVAL, and as
 * download_order_place(). */
int stock_add(struct db *db, struct crypto *c, const struct download_order *q,
	      const json_t *description, int64_t now, void *ctx, struct order *out, char **error);

/* The description of the @i-th profile of a series: ICCID and IMSI of @first plus @i, and, from
 * @i 1 on, keys of its own. A new reference; NULL with *@error where @first has no numbers to count
 * on from, or they run out. */
json_t *stock_numbered(struct crypto *c, const json_t *first, unsigned i, void *ctx, char **error);

#endif
