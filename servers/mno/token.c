/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/token.h"

#include <errno.h>

void token_text(const uint8_t bytes[TOKEN_BYTES], char token[TOKEN_CHARACTERS + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		token[2 * i] = digits[bytes[i] >> 4];
		token[2 * i + 1] = digits[bytes[i] & 0x0F];
	}
	token[TOKEN_CHARACTERS] = '\0';
}

int token_draw(struct crypto *crypto, char token[TOKEN_CHARACTERS + 1])
{
	uint8_t random[TOKEN_BYTES];
	int r = crypto_random(crypto, random, sizeof(random));

	if (r == 0)
		token_text(random, token);
	crypto_wipe(random, sizeof(random));
	return r;
}

static int digest_of(struct crypto *crypto, const char *token, uint8_t digest[SHA256_BYTES])
{
	struct slice text = slice_str(token);

	return crypto_sha256(crypto, &text, 1, digest);
}

int token_issue(struct db *db, struct crypto *crypto, const char *imsi, const char *device,
		int64_t now, char token[TOKEN_CHARACTERS + 1])
{
	uint8_t digest[SHA256_BYTES];
	size_t n = strlen(device);
	int r;

	if (n == 0 || n > TOKEN_DEVICE_MAX)
		return -EINVAL;
	r = token_draw(crypto, token);
	if (r == 0)
		r = digest_of(crypto, token, digest);
	if (r)
		return r;
	return db_write(db, NULL, NULL,
			"INSERT INTO tokens VALUES(?1, ?2, ?3, ?4) ON CONFLICT(imsi, device)"
			" DO UPDATE SET digest = ?3, expires = ?4",
			"ssbi", imsi, device, slice_of(digest, sizeof(digest)), now + TOKEN_LIFE);
}

int token_check(struct db *db, struct crypto *crypto, const char *token, const char *device,
		int64_t now, void *ctx, const char **imsi)
{
	uint8_t digest[SHA256_BYTES];
	sqlite3_stmt *q;
	int r = digest_of(crypto, token, digest);

	if (r)
		return r;
	q = db_query(db, "SELECT imsi FROM tokens WHERE digest = ? AND device = ? AND expires > ?",
		     "bsi", slice_of(digest, sizeof(digest)), device, now);
	r = db_step(db, q);
	if (r != 1)
		return r;
	*imsi = db_text(q, 0, ctx);
	db_done(q);
	return *imsi ? 1 : -ENOMEM;
}

int token_revoke(struct db *db, const char *imsi)
{
	return db_write(db, NULL, NULL, "DELETE FROM tokens WHERE imsi = ?", "s", imsi);
}

int token_move(struct db *db, const char *from, const char *to, const char *device)
{
	return db_write(db, NULL, NULL,
			"UPDATE OR IGNORE tokens SET imsi = ? WHERE imsi = ? AND device = ?", "sss",
			to, from, device);
}
