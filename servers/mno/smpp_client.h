/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may use the short message centre by SMPP. */
#ifndef MNO_SMPP_CLIENT_H
#define MNO_SMPP_CLIENT_H

#include "crypto/crypto.h"
#include "servers/common/db.h"

/* Strings are never NULL, and children of the context given to the call. */
struct smpp_client {
	const char *name; /* system_id */
	const char
		*number; /* whose messages it receives, and what it sends as by default; "" none */
};

/* -EINVAL: name or password are empty, too long for SMPP or not printable ASCII, *@problem says
 * which. -EEXIST: there is such a client, or one for @c->number. -ENOENT: nobody has the number.
 * Else as db_write(). The store does not show the password. */
int smpp_client_add(struct db *db, struct crypto *crypto, const struct smpp_client *c,
		    const char *password, const char **problem);
/* -ENOENT */
int smpp_client_remove(struct db *db, const char *name);
/* In the order of their names: call with @after "", then with the last one's. Returns 1 and *@out
 * when found, 0 when not, negative errno. */
int smpp_client_next(struct db *db, const char *after, void *ctx, struct smpp_client *out);

enum smpp_client_verdict { CLIENT_RIGHT, CLIENT_UNKNOWN, CLIENT_WRONG_PASSWORD };

/* Returns 0 with *@verdict, and *@out where it is right; or negative errno. */
int smpp_client_check(struct db *db, struct crypto *crypto, const char *name, const char *password,
		      void *ctx, struct smpp_client *out, enum smpp_client_verdict *verdict);

#endif
