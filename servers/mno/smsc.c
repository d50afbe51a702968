/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smsc.h"

#include <errno.h>

#include "codec/utf8.h"

/* Text that a terminal may print: at most @max bytes, which are at most SMS_TEXT_MAX. */
static bool printable(const char *text, size_t max)
{
	char copy[SMS_TEXT_MAX + 1];
	size_t n = strlen(text);

	if (n == 0 || n > max || utf8_length(slice_str(text)) < 0)
		return false;
	memcpy(copy, text, n + 1);
	utf8_mask_controls(copy);
	return !strcmp(copy, text);
}

/* A subscriber has the number, or several share it. */
static int number_exists(struct db *db, const char *msisdn)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT 1 FROM subscribers WHERE msisdn = ?1 UNION ALL"
				   " SELECT 1 FROM shared_numbers WHERE msisdn = ?1",
				   "s", msisdn);
	int r = db_step(db, q);

	if (r == 1)
		db_done(q);
	return r;
}

int smsc_send(struct db *db, struct short_message *m, const char **problem)
{
	int r;

	*problem = NULL;
	if (!printable(m->text, SMS_TEXT_MAX))
		*problem = "the text is empty, too long, or not made of printable characters";
	else if (!printable(m->from, SMS_SENDER_MAX))
		*problem = "the sender is empty, too long, or not made of printable characters";
	if (*problem)
		return -EINVAL;
	r = number_exists(db, m->to);
	if (r != 1)
		return r ? r : -ENOENT;
	return db_write(db, NULL, &m->id,
			"INSERT INTO messages(time, recipient, sender, text) VALUES(?, ?, ?, ?)",
			"isss", m->time, m->to, m->from, m->text);
}

int smsc_next(struct db *db, const char *to, int64_t after, void *ctx, struct short_message *out)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT id, time, recipient, sender, text FROM messages"
				   " WHERE id > ?1 AND (?2 = '' OR recipient = ?2)"
				   " ORDER BY id LIMIT 1",
				   "is", after, to);
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct short_message){
		.id = sqlite3_column_int64(q, 0),
		.time = sqlite3_column_int64(q, 1),
		.to = db_text(q, 2, ctx),
		.from = db_text(q, 3, ctx),
		.text = db_text(q, 4, ctx),
	};
	db_done(q);
	return out->to && out->from && out->text ? 1 : -ENOMEM;
}

int smsc_clear(struct db *db, const char *to, int *removed)
{
	return db_write(db, removed, NULL, "DELETE FROM messages WHERE recipient = ?", "s", to);
}
