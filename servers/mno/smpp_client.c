/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smpp_client.h"

#include <errno.h>

#include "servers/mno/smpp_pdu.h"
#include "servers/mno/smsc.h"

enum { SALT_BYTES = 16 };

static bool is_word(const char *text, size_t max)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return n > 0 && n <= max;
}

static int digest_of(struct crypto *crypto, struct slice salt, const char *password,
		     uint8_t out[SHA256_BYTES])
{
	const struct slice part = slice_str(password);

	return crypto_hmac_sha256(crypto, salt, &part, 1, out);
}

int smpp_client_add(struct db *db, struct crypto *crypto, const struct smpp_client *c,
		    const char *password, const char **problem)
{
	uint8_t salt[SALT_BYTES], digest[SHA256_BYTES];
	int r;

	*problem = NULL;
	if (!is_word(c->name, SMPP_SYSTEM_ID_MAX))
		*problem = "the name is empty, longer than 15 characters or not printable ASCII";
	else if (!is_word(password, SMPP_PASSWORD_MAX))
		*problem = "the password is empty, longer than 8 characters or not printable ASCII";
	if (*problem)
		return -EINVAL;
	r = *c->number ? smsc_number_exists(db, c->number) : 1;
	if (r != 1)
		return r ? r : -ENOENT;
	r = crypto_random(crypto, salt, sizeof(salt));
	if (r == 0)
		r = digest_of(crypto, slice_of(salt, sizeof(salt)), password, digest);
	if (r)
		return r;
	return db_write(db, NULL, NULL,
			"INSERT INTO smpp_clients(name, salt, digest, number) VALUES(?, ?, ?, ?)",
			"sbbs", c->name, slice_of(salt, sizeof(salt)),
			slice_of(digest, sizeof(digest)), *c->number ? c->number : NULL);
}

int smpp_client_remove(struct db *db, const char *name)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM smpp_clients WHERE name = ?", "s", name);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

int smpp_client_next(struct db *db, const char *after, void *ctx, struct smpp_client *out)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT name, number FROM smpp_clients WHERE name > ?"
				   " ORDER BY name LIMIT 1",
				   "s", after);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct smpp_client){.name = db_text(q, 0, ctx), .number = db_text(q, 1, ctx)};
	db_done(q);
	return out->name && out->number ? 1 : -ENOMEM;
}

int smpp_client_check(struct db *db, struct crypto *crypto, const char *name, const char *password,
		      void *ctx, struct smpp_client *out, enum smpp_client_verdict *verdict)
{
	sqlite3_stmt *q =
		db_query(db, "SELECT name, number, salt, digest FROM smpp_clients WHERE name = ?",
			 "s", name);
	uint8_t digest[SHA256_BYTES];
	struct slice salt, right;
	int r = db_step(db, q);

	*verdict = CLIENT_UNKNOWN;
	if (r != 1)
		return r;
	*out = (struct smpp_client){.name = db_text(q, 0, ctx), .number = db_text(q, 1, ctx)};
	salt = db_blob(q, 2, ctx);
	right = db_blob(q, 3, ctx);
	db_done(q);
	if (!out->name || !out->number || salt.n == 0)
		return -ENOMEM;
	r = digest_of(crypto, salt, password, digest);
	if (r == 0)
		*verdict = crypto_equal(right, slice_of(digest, sizeof(digest)))
				   ? CLIENT_RIGHT
				   : CLIENT_WRONG_PASSWORD;
	return r;
}
