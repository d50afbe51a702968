/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/one_time_code.h"

#include <errno.h>
#include <stdio.h>

#include "servers/mno/smsc.h"

enum { CODES = 1000000 };

static const char sender[] = "operator";

/* Evenly distributed: what is left over at the end of 32 bits is drawn again. */
static int draw(struct crypto *crypto, char code[CODE_DIGITS + 1])
{
	const uint32_t end = UINT32_MAX - UINT32_MAX % CODES;
	uint8_t random[4];
	uint32_t n;

	do {
		int r = crypto_random(crypto, random, sizeof(random));

		if (r)
			return r;
		n = (uint32_t)be16(random) << 16 | be16(random + 2);
	} while (n >= end);
	snprintf(code, CODE_DIGITS + 1, "%06u", (unsigned)(n % CODES));
	return 0;
}

/* Those beyond the period are of no use any more: neither to be tried nor to be counted. */
static int within_rate(struct db *db, const char *msisdn, int64_t now)
{
	sqlite3_stmt *q;
	int r = db_write(db, NULL, NULL, "DELETE FROM codes WHERE created <= ?", "i",
			 now - CODE_RATE_PERIOD);
	int64_t n;

	if (r)
		return r;
	q = db_query(db, "SELECT count(*) FROM codes WHERE msisdn = ?", "s", msisdn);
	r = db_step(db, q);
	if (r != 1)
		return r ? r : -EIO;
	n = sqlite3_column_int64(q, 0);
	db_done(q);
	return n < CODE_RATE ? 0 : -EAGAIN;
}

static int issue(struct db *db, const char *msisdn, const char *purpose, const char *lead,
		 const char *code, int64_t now)
{
	char text[SMS_TEXT_MAX + 1];
	struct short_message m = {.time = now, .to = msisdn, .from = sender, .text = text};
	const char *problem;
	int r = within_rate(db, msisdn, now);

	if (r == 0)
		r = db_write(db, NULL, NULL,
			     "UPDATE codes SET used = 1 WHERE msisdn = ? AND purpose = ?", "ss",
			     msisdn, purpose);
	if (r == 0)
		r = db_write(db, NULL, NULL,
			     "INSERT INTO codes(msisdn, purpose, code, created) VALUES(?, ?, ?, ?)",
			     "sssi", msisdn, purpose, code, now);
	snprintf(text, sizeof(text), "%s %s", lead, code);
	return r ? r : smsc_send(db, &m, &problem);
}

int code_send(struct db *db, struct crypto *crypto, const char *msisdn, const char *purpose,
	      const char *lead, int64_t now)
{
	char code[CODE_DIGITS + 1];
	int r = draw(crypto, code);

	if (r == 0)
		r = db_begin(db);
	if (r)
		return r;
	r = issue(db, msisdn, purpose, lead, code, now);
	if (r == 0)
		r = db_commit(db);
	if (r)
		db_rollback(db);
	crypto_wipe(code, sizeof(code));
	return r;
}

/* What is known of a code that is neither used nor replaced. */
struct pending {
	int64_t id;
	int64_t created;
	int64_t tries;
	bool right;
};

static int find(struct db *db, const char *msisdn, const char *purpose, const char *code,
		struct pending *out)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT id, created, tries, code FROM codes"
				   " WHERE msisdn = ? AND purpose = ? AND NOT used",
				   "ss", msisdn, purpose);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct pending){
		.id = sqlite3_column_int64(q, 0),
		.created = sqlite3_column_int64(q, 1),
		.tries = sqlite3_column_int64(q, 2),
		.right = crypto_equal(slice_str((const char *)sqlite3_column_text(q, 3)),
				      slice_str(code)),
	};
	db_done(q);
	return 1;
}

static int judge(struct db *db, const struct pending *p, int64_t now, enum code_verdict *verdict)
{
	if (p->tries >= CODE_TRIES)
		*verdict = CODE_EXHAUSTED;
	else if (now < p->created || now - p->created > CODE_LIFE)
		*verdict = CODE_LATE;
	else
		*verdict = p->right ? CODE_RIGHT : CODE_WRONG;
	if (*verdict == CODE_RIGHT)
		return db_write(db, NULL, NULL, "UPDATE codes SET used = 1 WHERE id = ?", "i",
				p->id);
	if (*verdict == CODE_WRONG)
		return db_write(db, NULL, NULL, "UPDATE codes SET tries = tries + 1 WHERE id = ?",
				"i", p->id);
	return 0;
}

int code_try(struct db *db, const char *msisdn, const char *purpose, const char *code, int64_t now,
	     enum code_verdict *verdict)
{
	struct pending p;
	int r = db_begin(db); /* so that nobody else tries between looking and counting */

	if (r)
		return r;
	r = find(db, msisdn, purpose, code, &p);
	if (r == 1) {
		r = judge(db, &p, now, verdict);
	} else if (r == 0) {
		*verdict = CODE_NONE;
	}
	if (r == 0)
		r = db_commit(db);
	if (r)
		db_rollback(db);
	return r;
}
