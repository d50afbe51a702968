/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smsc.h"

#include <errno.h>

#include "codec/utf8.h"

/* Text for people: at most @max bytes, which are at most SMS_TEXT_MAX, without control characters
 * but for those in @spaces. */
static bool printable(const char *text, size_t max, const char *spaces)
{
	char copy[SMS_TEXT_MAX + 1];
	size_t n = strlen(text);

	if (n == 0 || n > max || utf8_length(slice_str(text)) < 0)
		return false;
	memcpy(copy, text, n + 1);
	utf8_mask_controls(copy);
	for (size_t i = 0; i < n; i++)
		if (copy[i] != text[i] && !strchr(spaces, text[i]))
			return false;
	return true;
}

static bool content_right(const struct short_message *m)
{
	if (!m->data.p)
		return printable(m->text, SMS_TEXT_MAX, "\n\r\f");
	return m->data.n > 0 && m->data.n <= SMS_DATA_MAX && !*m->text;
}

int smsc_number_exists(struct db *db, const char *msisdn)
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
	if (!content_right(m))
		*problem = "the text is empty, too long, or not made of printable characters";
	else if (!printable(m->from, SMS_SENDER_MAX, ""))
		*problem = "the sender is empty, too long, or not made of printable characters";
	if (*problem)
		return -EINVAL;
	r = smsc_number_exists(db, m->to);
	if (r != 1)
		return r ? r : -ENOENT;
	return db_write(
		db, NULL, &m->id,
		"INSERT INTO messages(time, recipient, sender, text, data, header, protocol,"
		" class, state) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"isssbiiii", m->time, m->to, m->from, m->text, m->data, (int64_t)m->has_header,
		(int64_t)m->protocol, (int64_t)m->message_class, (int64_t)MESSAGE_ENROUTE);
}

#define MESSAGE                                                                                    \
	"SELECT id, time, recipient, sender, text, data, header, protocol, class, state FROM "     \
	"messages"

static int take_message(struct db *db, sqlite3_stmt *q, void *ctx, struct short_message *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct short_message){
		.id = sqlite3_column_int64(q, 0),
		.time = sqlite3_column_int64(q, 1),
		.to = db_text(q, 2, ctx),
		.from = db_text(q, 3, ctx),
		.text = db_text(q, 4, ctx),
		.data = db_blob(q, 5, ctx),
		.has_header = sqlite3_column_int(q, 6),
		.protocol = (uint8_t)sqlite3_column_int(q, 7),
		.message_class = (enum message_class)sqlite3_column_int(q, 8),
		.state = (enum message_state)sqlite3_column_int(q, 9),
	};
	db_done(q);
	return out->to && out->from && out->text ? 1 : -ENOMEM;
}

int smsc_next(struct db *db, const char *to, int64_t after, void *ctx, struct short_message *out)
{
	sqlite3_stmt *q = db_query(db,
				   MESSAGE " WHERE id > ?1 AND (?2 = '' OR recipient = ?2)"
					   " ORDER BY id LIMIT 1",
				   "is", after, to);

	return take_message(db, q, ctx, out);
}

int smsc_next_enroute(struct db *db, const char *to, int64_t after, void *ctx,
		      struct short_message *out)
{
	sqlite3_stmt *q = db_query(db,
				   MESSAGE " WHERE id > ? AND recipient = ? AND state = ?"
					   " ORDER BY id LIMIT 1",
				   "isi", after, to, (int64_t)MESSAGE_ENROUTE);

	return take_message(db, q, ctx, out);
}

int smsc_count_enroute(struct db *db, const char *to, int64_t *n)
{
	sqlite3_stmt *q =
		db_query(db, "SELECT count(*) FROM messages WHERE recipient = ? AND state = ?",
			 "si", to, (int64_t)MESSAGE_ENROUTE);
	int r = db_step(db, q);

	if (r != 1)
		return r ? r : -EIO;
	*n = sqlite3_column_int64(q, 0);
	db_done(q);
	return 0;
}

int smsc_find(struct db *db, int64_t id, void *ctx, struct short_message *out)
{
	return take_message(db, db_query(db, MESSAGE " WHERE id = ?", "i", id), ctx, out);
}

int smsc_settle(struct db *db, int64_t id, enum message_state state, int64_t now)
{
	return db_write(db, NULL, NULL,
			"UPDATE messages SET state = ?, settled = ? WHERE id = ? AND state = ?",
			"iiii", (int64_t)state, now, id, (int64_t)MESSAGE_ENROUTE);
}

int smsc_clear(struct db *db, const char *to, int *removed)
{
	return db_write(db, removed, NULL, "DELETE FROM messages WHERE recipient = ?", "s", to);
}
