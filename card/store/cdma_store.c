/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/cdma_store.h"

#include <errno.h>
#include <talloc.h>

int cdma_store_add(struct store *s, int64_t profile, const struct cdma_parameter *c)
{
	return store_write(s, NULL,
			   "INSERT INTO cdma (profile, adf, authentication_key, ssd, hrpd,"
			   " simple_ip, mobile_ip) VALUES (?, ?, ?, ?, ?, ?, ?)",
			   "iibbbbb", profile, c->adf->id, c->authentication_key, c->ssd, c->hrpd,
			   c->simple_ip, c->mobile_ip);
}

int cdma_store_get(struct store *s, struct file *adf, void *ctx, struct cdma_parameter *out)
{
	sqlite3_stmt *q = store_query(s,
				      "SELECT authentication_key, ssd, hrpd, simple_ip, mobile_ip"
				      " FROM cdma WHERE adf = ?",
				      "i", adf->id);
	struct slice *const slices[] = {&out->authentication_key, &out->ssd, &out->hrpd,
					&out->simple_ip, &out->mobile_ip};
	int r;

	if (!q)
		return -EIO;
	*out = (struct cdma_parameter){.adf = adf};
	r = store_step(s, q);
	if (r != 1)
		return r;
	for (int i = 0; i < 5; i++) {
		struct slice blob = store_blob(q, i);

		*slices[i] = slice_of(blob.n ? talloc_memdup(ctx, blob.p, blob.n) : NULL, blob.n);
		if (blob.n && !slices[i]->p)
			r = -ENOMEM;
	}
	store_done(q);
	return r;
}
