/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/submission.h"

#include <errno.h>
#include <talloc.h>

/* ---- what comes in ---- */

static int check_mailbox(struct db *db, const char *to)
{
	int64_t n;
	int r = smsc_number_exists(db, to);

	if (r != 1)
		return r ? r : -ENOENT;
	r = smsc_count_enroute(db, to, &n);
	if (r)
		return r;
	return n < SUBMISSION_MAILBOX_MAX ? 0 : -ENOSPC;
}

static int store(struct db *db, struct submission *s)
{
	return db_write(
		db, NULL, &s->id,
		"INSERT INTO submissions(client, source, destination, state, receipt, submitted,"
		" expires, reference, total, part, alphabet, content)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"sssiiiiiiiib", s->client, s->message.from, s->message.to, (int64_t)MESSAGE_ENROUTE,
		(int64_t)s->receipt, s->message.time, s->expires, (int64_t)s->reference,
		(int64_t)s->total, (int64_t)s->part, (int64_t)s->alphabet,
		s->content.p ? s->content : slice_of("", 0));
}

/* Puts the content of all parts that are there, in their order. Returns their number. */
static int collect(struct db *db, const struct submission *s, struct buf *content)
{
	sqlite3_stmt *q = db_query(
		db,
		"SELECT content FROM submissions WHERE client = ? AND source = ? AND"
		" destination = ? AND reference = ? AND total = ? AND alphabet = ? AND state = ?"
		" AND message IS NULL ORDER BY part",
		"sssiiii", s->client, s->message.from, s->message.to, (int64_t)s->reference,
		(int64_t)s->total, (int64_t)s->alphabet, (int64_t)MESSAGE_ENROUTE);
	int r, n = 0;

	while ((r = db_step(db, q)) == 1) {
		buf_put(content, sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0));
		n++;
	}
	return r < 0 ? r : n;
}

/* The submissions whose content the message has in it. */
static int belong_to_message(struct db *db, const struct submission *s)
{
	if (!s->total)
		return db_write(db, NULL, NULL,
				"UPDATE submissions SET message = ?, content = x'' WHERE id = ?",
				"ii", s->message.id, s->id);
	return db_write(db, NULL, NULL,
			"UPDATE submissions SET message = ?, content = x'' WHERE client = ? AND"
			" source = ? AND destination = ? AND reference = ? AND total = ? AND"
			" alphabet = ? AND state = ? AND message IS NULL",
			"isssiiii", s->message.id, s->client, s->message.from, s->message.to,
			(int64_t)s->reference, (int64_t)s->total, (int64_t)s->alphabet,
			(int64_t)MESSAGE_ENROUTE);
}

static int send_message(struct db *db, struct submission *s, struct slice content, void *ctx)
{
	struct buf text = buf_new(ctx);
	const char *problem;
	int r = s->message.data.p ? 0 : sms_text_decode(content, s->alphabet, &text);

	buf_put_u8(&text, 0);
	if (r == 0 && !buf_ok(&text))
		r = -ENOMEM;
	if (r)
		return r;
	s->message.text = (const char *)text.p;
	if (strlen(s->message.text) + 1 != text.n)
		return -EILSEQ;
	r = smsc_send(db, &s->message, &problem);
	s->message.text = NULL;
	return r == -EINVAL ? -EILSEQ : r;
}

static int take(struct db *db, struct submission *s, void *ctx)
{
	struct buf content = buf_new(ctx);
	int r = check_mailbox(db, s->message.to);

	if (r == 0)
		r = store(db, s);
	if (r)
		return r;
	if (s->total) {
		r = collect(db, s, &content);
		if (r != s->total)
			return r < 0 ? r : 0;
		if (!buf_ok(&content))
			return -ENOMEM;
	}
	r = send_message(db, s, s->total ? buf_slice(&content) : s->content, ctx);
	return r ? r : belong_to_message(db, s);
}

int submission_take(struct db *db, struct submission *s)
{
	void *ctx = talloc_new(NULL);
	int r = db_begin(db);

	if (r == 0) {
		r = take(db, s, ctx);
		if (r == 0)
			r = db_commit(db);
		if (r)
			db_rollback(db);
	}
	talloc_free(ctx);
	return r;
}

/* ---- what becomes of it ---- */

/* The first message behind @after that has been on its way for too long; 1, 0 or negative errno. */
static int next_expired(struct db *db, int64_t now, int64_t after, int64_t *message)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT min(message) FROM submissions WHERE state = ? AND"
				   " expires <= ? AND message > ?",
				   "iii", (int64_t)MESSAGE_ENROUTE, now, after);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*message = sqlite3_column_int64(q, 0); /* 0 for NULL */
	db_done(q);
	return *message > 0;
}

/* Submissions follow their message. What is left are parts without one. */
int submission_expire(struct db *db, int64_t now)
{
	int64_t message = 0;
	int r;

	while ((r = next_expired(db, now, message, &message)) == 1) {
		r = smsc_settle(db, message, MESSAGE_EXPIRED, now);
		if (r)
			return r;
	}
	if (r)
		return r;
	return db_write(db, NULL, NULL,
			"UPDATE submissions SET state = ?1, done = ?2, content = x''"
			" WHERE state = ?3 AND message IS NULL AND expires <= ?2",
			"iii", (int64_t)MESSAGE_EXPIRED, now, (int64_t)MESSAGE_ENROUTE);
}

#define SUBMISSION                                                                                 \
	"SELECT id, client, source, destination, submitted, state, done, receipt, expires"         \
	" FROM submissions"

static int take_submission(struct db *db, sqlite3_stmt *q, void *ctx, struct submission *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct submission){
		.id = sqlite3_column_int64(q, 0),
		.client = db_text(q, 1, ctx),
		.message = {.from = db_text(q, 2, ctx),
			    .to = db_text(q, 3, ctx),
			    .time = sqlite3_column_int64(q, 4)},
		.state = (enum message_state)sqlite3_column_int(q, 5),
		.done = sqlite3_column_int64(q, 6),
		.receipt = (enum submission_receipt)sqlite3_column_int(q, 7),
		.expires = sqlite3_column_int64(q, 8),
	};
	db_done(q);
	return out->client && out->message.from && out->message.to ? 1 : -ENOMEM;
}

int submission_find(struct db *db, const char *client, int64_t id, void *ctx,
		    struct submission *out)
{
	sqlite3_stmt *q = db_query(db, SUBMISSION " WHERE id = ? AND client = ?", "is", id, client);

	return take_submission(db, q, ctx, out);
}

int submission_next_untold(struct db *db, const char *client, int64_t after, void *ctx,
			   struct submission *out)
{
	sqlite3_stmt *q = db_query(
		db,
		SUBMISSION " WHERE client = ?1 AND id > ?2 AND state <> ?3 AND NOT reported"
			   " AND (receipt = ?4 OR (receipt = ?5 AND state <> ?6))"
			   " ORDER BY id LIMIT 1",
		"siiiii", client, after, (int64_t)MESSAGE_ENROUTE, (int64_t)RECEIPT_ALWAYS,
		(int64_t)RECEIPT_OF_FAILURE, (int64_t)MESSAGE_DELIVERED);

	return take_submission(db, q, ctx, out);
}

int submission_told(struct db *db, int64_t id)
{
	return db_write(db, NULL, NULL, "UPDATE submissions SET reported = 1 WHERE id = ?", "i",
			id);
}
