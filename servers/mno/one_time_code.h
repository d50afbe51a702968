/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that go to a number by short message, to see whether who asks has its phone in hand. */
#ifndef MNO_ONE_TIME_CODE_H
#define MNO_ONE_TIME_CODE_H

#include "crypto/crypto.h"
#include "servers/common/db.h"

enum {
	CODE_DIGITS = 6,
	CODE_LIFE = 300,         /* seconds */
	CODE_TRIES = 3,          /* wrong ones end it */
	CODE_RATE_PERIOD = 3600, /* seconds in which a number gets so many: */
	CODE_RATE = 5,
};

enum code_verdict {
	CODE_RIGHT, /* and used up */
	CODE_WRONG,
	CODE_LATE,
	CODE_EXHAUSTED, /* wrong too often */
	CODE_NONE,      /* none was sent, or it was used */
};

/* Makes a code for @msisdn and @purpose in the place of the one before, and sends it in a message
 * that begins with @lead, all in one transaction. @now: seconds since 1970. -EAGAIN: the number has
 * had too many of late, of whatever purpose; and the errors of smsc_send(). */
int code_send(struct db *db, struct crypto *crypto, const char *msisdn, const char *purpose,
	      const char *lead, int64_t now);

/* Tries @code. Returns 0 with *@verdict, or negative errno. */
int code_try(struct db *db, const char *msisdn, const char *purpose, const char *code, int64_t now,
	     enum code_verdict *verdict);

#endif
