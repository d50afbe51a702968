/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/shared_number.h"

#include <errno.h>
#include <stdarg.h>
#include <talloc.h>

#include "crypto/crypto.h"
#include "servers/mno/subscriber.h"

const char *const alerting_names[ALERTING_COUNT] = {
	[ALERTING_FLEXIBLE] = "flexible",
	[ALERTING_HUNTING] = "hunting",
};

/* ---- reading ---- */

static int read_members(struct db *db, void *ctx, struct shared_number *out)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT m.imsi, s.msisdn IS m.msisdn FROM members m"
				   " JOIN subscribers s ON s.imsi = m.imsi WHERE m.msisdn = ?"
				   " ORDER BY m.position",
				   "s", out->msisdn);
	int r;

	while ((r = db_step(db, q)) == 1 && out->n < SHARED_MEMBERS_MAX) {
		const char *imsi = db_text(q, 0, ctx);

		if (!imsi) {
			db_done(q);
			return -ENOMEM;
		}
		out->members[out->n++] = imsi;
		if (sqlite3_column_int(q, 1))
			out->pilot = imsi;
	}
	if (r == 1)
		db_done(q);
	return r < 0 ? r : 1;
}

static int read_number(struct db *db, sqlite3_stmt *q, void *ctx, struct shared_number *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct shared_number){
		.msisdn = db_text(q, 0, ctx),
		.alerting = (enum alerting)sqlite3_column_int(q, 1),
		.pilot = "",
	};
	db_done(q);
	return out->msisdn ? read_members(db, ctx, out) : -ENOMEM;
}

int shared_number_find(struct db *db, const char *msisdn, void *ctx, struct shared_number *out)
{
	return read_number(db,
			   db_query(db,
				    "SELECT msisdn, alerting FROM shared_numbers WHERE msisdn = ?",
				    "s", msisdn),
			   ctx, out);
}

int shared_number_of(struct db *db, const char *imsi, void *ctx, struct shared_number *out)
{
	return read_number(db,
			   db_query(db,
				    "SELECT n.msisdn, n.alerting FROM shared_numbers n"
				    " JOIN members m ON m.msisdn = n.msisdn WHERE m.imsi = ?",
				    "s", imsi),
			   ctx, out);
}

int shared_number_next(struct db *db, const char *after, void *ctx, struct shared_number *out)
{
	return read_number(db,
			   db_query(db,
				    "SELECT msisdn, alerting FROM shared_numbers WHERE msisdn > ?"
				    " ORDER BY msisdn LIMIT 1",
				    "s", after),
			   ctx, out);
}

/* ---- writing ---- */

static __attribute__((format(printf, 3, 4))) int refuse(void *ctx, char **problem,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*problem = talloc_vasprintf(ctx, format, args);
	va_end(args);
	return *problem ? -EINVAL : -ENOMEM;
}

static bool is_member(const struct shared_number *number, const char *imsi, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(number->members[i], imsi))
			return true;
	return false;
}

static int check_member(struct db *db, const struct shared_number *number, size_t i, void *ctx,
			char **problem)
{
	const char *imsi = number->members[i];
	struct shared_number other;
	struct subscriber s;
	int r;

	if (is_member(number, imsi, i))
		return refuse(ctx, problem, "IMSI %s is named twice", imsi);
	r = subscriber_by_imsi(db, imsi, ctx, &s);
	if (r == 0)
		return refuse(ctx, problem, "there is no subscriber with IMSI %s", imsi);
	crypto_wipe(&s.aka, sizeof(s.aka));
	if (r == 1)
		r = shared_number_of(db, imsi, ctx, &other);
	if (r == 1 && strcmp(other.msisdn, number->msisdn) != 0)
		return refuse(ctx, problem, "IMSI %s shares +%s already", imsi, other.msisdn);
	return r < 0 ? r : 0;
}

/* Who has the number as its own could not be called any more if it were not among them. */
static int check(struct db *db, const struct shared_number *number, void *ctx, char **problem)
{
	struct subscriber owner;
	int r;

	if (number->n == 0 || number->n > SHARED_MEMBERS_MAX)
		return refuse(ctx, problem, "a number has from 1 to %d members",
			      SHARED_MEMBERS_MAX);
	for (size_t i = 0; i < number->n; i++) {
		r = check_member(db, number, i, ctx, problem);
		if (r)
			return r;
	}
	r = subscriber_by_msisdn(db, number->msisdn, ctx, &owner);
	if (r != 1)
		return r;
	crypto_wipe(&owner.aka, sizeof(owner.aka));
	if (is_member(number, owner.imsi, number->n))
		return 0;
	return refuse(ctx, problem, "+%s is the number of IMSI %s, which is no member",
		      number->msisdn, owner.imsi);
}

static int replace(struct db *db, const struct shared_number *number)
{
	int r = shared_number_unbind(db, number->msisdn);

	if (r == 0 || r == -ENOENT)
		r = db_write(db, NULL, NULL, "INSERT INTO shared_numbers VALUES(?, ?)", "si",
			     number->msisdn, (int64_t)number->alerting);
	for (size_t i = 0; i < number->n && r == 0; i++)
		r = db_write(db, NULL, NULL, "INSERT INTO members VALUES(?, ?, ?)", "ssi",
			     number->members[i], number->msisdn, (int64_t)i);
	return r;
}

int shared_number_bind(struct db *db, const struct shared_number *number, void *ctx, char **problem)
{
	int r = db_begin(db);

	*problem = NULL;
	if (r)
		return r;
	r = check(db, number, ctx, problem);
	if (r == 0)
		r = replace(db, number);
	if (r == 0)
		r = db_commit(db);
	if (r)
		db_rollback(db);
	return r;
}

/* The number that @owner lets others share: its own, or the virtual one that it shares already. */
static int number_to_join(struct db *db, const char *owner, void *ctx, struct shared_number *out,
			  char **problem)
{
	struct subscriber s;
	int r = subscriber_by_imsi(db, owner, ctx, &s);

	if (r != 1)
		return r ? r : refuse(ctx, problem, "there is no subscriber with IMSI %s", owner);
	crypto_wipe(&s.aka, sizeof(s.aka));
	r = shared_number_of(db, owner, ctx, out);
	if (r < 0)
		return r;
	if (r == 1 && *out->pilot && strcmp(out->pilot, owner) != 0)
		return refuse(ctx, problem, "IMSI %s shares +%s, which is another's", owner,
			      out->msisdn);
	if (r == 0 && !*s.msisdn)
		return refuse(ctx, problem, "IMSI %s has no number to share", owner);
	if (r == 0)
		*out = (struct shared_number){
			.msisdn = s.msisdn, .alerting = ALERTING_COUNT, .members = {owner}, .n = 1};
	return 0;
}

static int join(struct db *db, const char *owner, const char *imsi, enum alerting alerting,
		void *ctx, char **problem)
{
	struct shared_number number;
	int r = number_to_join(db, owner, ctx, &number, problem);

	if (r || is_member(&number, imsi, number.n))
		return r;
	if (number.n == SHARED_MEMBERS_MAX)
		return refuse(ctx, problem, "+%s has %d members already", number.msisdn,
			      SHARED_MEMBERS_MAX);
	if (number.alerting == ALERTING_COUNT)
		number.alerting = alerting;
	number.members[number.n++] = imsi;
	return shared_number_bind(db, &number, ctx, problem);
}

int shared_number_join(struct db *db, const char *owner, const char *imsi, enum alerting alerting,
		       void *ctx, char **problem)
{
	int r = db_begin(db);

	*problem = NULL;
	if (r)
		return r;
	r = join(db, owner, imsi, alerting, ctx, problem);
	if (r == 0)
		r = db_commit(db);
	if (r)
		db_rollback(db);
	return r;
}

int shared_number_move(struct db *db, const char *from, const char *to)
{
	return db_write(db, NULL, NULL, "UPDATE members SET imsi = ? WHERE imsi = ?", "ss", to,
			from);
}

int shared_number_unbind(struct db *db, const char *msisdn)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM shared_numbers WHERE msisdn = ?", "s",
			 msisdn);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

static int leave(struct db *db, const char *imsi, const struct shared_number *number)
{
	bool last = number->n == 1, pilot_alone = number->n == 2 && *number->pilot;

	if (last || pilot_alone)
		return shared_number_unbind(db, number->msisdn);
	return db_write(db, NULL, NULL, "DELETE FROM members WHERE imsi = ?", "s", imsi);
}

int shared_number_leave(struct db *db, const char *imsi)
{
	void *ctx = talloc_new(NULL);
	struct shared_number number;
	int r = db_begin(db);

	if (r == 0) {
		r = shared_number_of(db, imsi, ctx, &number);
		if (r == 1 && number.n > 1 && !strcmp(number.pilot, imsi))
			r = -EBUSY;
		else if (r == 1)
			r = leave(db, imsi, &number);
		else if (r == 0)
			r = -ENOENT;
		if (r == 0)
			r = db_commit(db);
		if (r)
			db_rollback(db);
	}
	talloc_free(ctx);
	return r;
}
