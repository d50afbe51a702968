/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: whoever has authenticated gets one, and with it need not do so again for a while (TS.43
 * calls them authentication tokens). Each is good for one subscription in one device. The store has
 * their digests alone: who reads it cannot use them. */
#ifndef MNO_TOKEN_H
#define MNO_TOKEN_H

#include "crypto/crypto.h"
#include "servers/common/db.h"

enum {
	TOKEN_BYTES = 32,
	TOKEN_CHARACTERS = 2 * TOKEN_BYTES, /* hex digits need no coding in URLs, XML and JSON */
	TOKEN_LIFE = 30 * 24 * 3600,        /* seconds */
	TOKEN_DEVICE_MAX = 64,              /* bytes of a device's identifier */
};

/* Bytes as a token has them. */
void token_text(const uint8_t bytes[TOKEN_BYTES], char token[TOKEN_CHARACTERS + 1]);
/* A text that nobody guesses. Returns 0 or negative errno. */
int token_draw(struct crypto *crypto, char token[TOKEN_CHARACTERS + 1]);

/* Makes a token for the subscriber @imsi in @device, in the place of the one that it had there.
 * @now: seconds since 1970. -EINVAL: @device is empty or too long. -EEXIST: there is no such
 * subscriber. Else as db_write(). */
int token_issue(struct db *db, struct crypto *crypto, const char *imsi, const char *device,
		int64_t now, char token[TOKEN_CHARACTERS + 1]);

/* Whose @token is: returns 1 with *@imsi on @ctx where it is good in @device, 0 where it is not,
 * negative errno. */
int token_check(struct db *db, struct crypto *crypto, const char *token, const char *device,
		int64_t now, void *ctx, const char **imsi);

/* The subscription in @device is another one now: the token that it has is good for that, unless
 * that one has its own there. */
int token_move(struct db *db, const char *from, const char *to, const char *device);
/* All tokens of a subscriber end. */
int token_revoke(struct db *db, const char *imsi);

#endif
