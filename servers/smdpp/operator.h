/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operators that may order by ES2+. While none is registered, whoever asks may. */
#ifndef SMDPP_OPERATOR_H
#define SMDPP_OPERATOR_H

#include "servers/common/db.h"

struct es2_operator {
	const char *requester;    /* functionRequesterIdentifier */
	struct slice certificate; /* DER, of its TLS client; empty: none is asked for */
	const char
		*url; /* https://HOST[:PORT] that hears of the downloads' progress; "" for none */
};

/* -EINVAL: the requester is empty, or the URL none of HTTPS; *@problem then says what. Else as
 * db_write(). Replaces what was registered before. */
int operator_put(struct db *db, const struct es2_operator *o, const char **problem);
/* -ENOENT */
int operator_remove(struct db *db, const char *requester);
/* Returns 1 and *@out when found, 0 when not, negative errno. */
int operator_find(struct db *db, const char *requester, void *ctx, struct es2_operator *out);
/* Operators by name: call with @after "", then with the last one's. */
int operator_next(struct db *db, const char *after, void *ctx, struct es2_operator *out);

#endif
