/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths that take more bytes than they need. BER allows them (X.690 8.1.3.5), DER does not, and
 * packages of the field have them; it is all that decoding to JSON would lose. They are told as
 * an object from the path of a component to the number of its length bytes:
 * {"elements[1].mf.ef-iccid": 3}. */
#ifndef PROFILE_LENGTHS_H
#define PROFILE_LENGTHS_H

#include "profile/asn1.h"

/* Collects those of @der, which asn1_decode() accepted as contents of a @t named @name.
 * Returns 0 or -ENOMEM; *@out is empty where all are minimal. */
int lengths_find(const struct asn1_type *t, const char *name, struct slice der, json_t **out);

/* Appends @der, contents of a @t named @name, to @out with its lengths as @lengths has them.
 * Returns 0, -EINVAL with *@err set, or -ENOMEM; allocation failures may show in @out, too. */
int lengths_apply(const struct asn1_type *t, const char *name, struct slice der,
		  const json_t *lengths, struct buf *out, struct asn1_error *err);

#endif
