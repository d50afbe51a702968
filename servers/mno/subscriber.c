/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/subscriber.h"

#include <errno.h>
#include <talloc.h>

#include "crypto/milenage.h"
#include "naa/sqn.h"
#include "profile/coding.h"
#include "profile/description.h"

/* SQN has 48 bits, of which IND is SQN_IND_BITS (naa/sqn.h). */
static const int64_t SEQ_MAX = ((int64_t)1 << (48 - SQN_IND_BITS)) - 1;

static const char *const algorithm_names[] = {
	[AKA_MILENAGE] = "milenage",
	[AKA_TUAK] = "tuak",
	[AKA_USIM_TEST] = "usim-test",
};

const char *subscriber_algorithm(const struct subscriber *s)
{
	return algorithm_names[s->aka.algorithm];
}

struct slice subscriber_opc(const struct subscriber *s)
{
	static const size_t lengths[] = {
		[AKA_MILENAGE] = 16,
		[AKA_TUAK] = 32,
		[AKA_USIM_TEST] = 0,
	};

	return slice_of(s->aka.opc, lengths[s->aka.algorithm]);
}

const char *msisdn_digits(const char *text)
{
	text += *text == '+';
	return is_digits(text, 1, MSISDN_DIGITS_MAX) ? text : NULL;
}

/* ---- from a description ---- */

/* Up to the F behind 19 digits. */
static char *iccid_digits(const uint8_t iccid[10], void *ctx)
{
	char digits[21];
	size_t n = 0;

	for (size_t i = 0; i < 20; i++) {
		unsigned digit = i % 2 ? iccid[i / 2] & 0x0F : iccid[i / 2] >> 4;

		if (digit == 0xF)
			break;
		digits[n++] = (char)('0' + digit);
	}
	return talloc_strndup(ctx, digits, n);
}

static void take_constants(const struct description *d, struct aka *aka)
{
	struct milenage standard;

	milenage_defaults(&standard);
	memcpy(aka->rotation, d->rotations.n ? d->rotations.p : standard.r, sizeof(standard.r));
	memcpy(aka->constants, d->constants.n ? d->constants.p : (uint8_t *)standard.c,
	       sizeof(standard.c));
}

/* Straight to where they belong: no copy is left behind. */
static void take_keys(const struct description *d, struct aka *aka)
{
	aka->algorithm = d->algorithm;
	aka->options = d->algorithm_options;
	aka->key_length = (uint8_t)d->k.n;
	aka->keccak_iterations = d->keccak_iterations;
	memcpy(aka->key, d->k.p, d->k.n);
	memcpy(aka->opc, d->opc, sizeof(aka->opc));
	take_constants(d, aka);
}

/* The card begins with this SEQ_MS for every IND: the next is the first that it takes. */
static int64_t take_seq(const uint8_t sqn[6])
{
	int64_t seq = 0;

	for (size_t i = 0; i < 6; i++)
		seq = seq << 8 | sqn[i];
	return seq;
}

int subscriber_from_description(const json_t *description, struct subscriber *out,
				struct asn1_error *err)
{
	struct description d;
	const char *msisdn = "";
	int r = description_read(description, &d, err);

	if (r)
		return r;
	if (d.msisdn)
		msisdn = msisdn_digits(d.msisdn);
	if (!msisdn)
		return asn1_fail_in(
			err,
			asn1_fail(err, -EINVAL, "should have at most %d digits", MSISDN_DIGITS_MAX),
			"msisdn");
	*out = (struct subscriber){
		.imsi = talloc_strdup(err->ctx, d.imsi),
		.iccid = iccid_digits(d.iccid, err->ctx),
		.msisdn = talloc_strdup(err->ctx, msisdn),
		.seq = take_seq(d.sqn),
	};
	take_keys(&d, &out->aka);
	crypto_wipe(d.opc, sizeof(d.opc));
	return out->imsi && out->iccid && out->msisdn ? 0 : -ENOMEM;
}

/* ---- the store ---- */

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

int subscriber_add(struct db *db, const struct subscriber *s)
{
	const struct aka *a = &s->aka;

	return db_write(db, NULL, NULL,
			"INSERT INTO subscribers VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"sssiibbbbiii", s->imsi, s->iccid, or_null(s->msisdn),
			(int64_t)a->algorithm, (int64_t)a->options, slice_of(a->key, a->key_length),
			slice_of(a->opc, sizeof(a->opc)),
			slice_of(a->rotation, sizeof(a->rotation)),
			slice_of(a->constants, sizeof(a->constants)), (int64_t)a->keccak_iterations,
			s->seq, (int64_t)s->suspended);
}

int subscriber_remove(struct db *db, const char *imsi)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM subscribers WHERE imsi = ?", "s", imsi);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

int subscriber_suspend(struct db *db, const char *imsi)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "UPDATE subscribers SET suspended = 1 WHERE imsi = ?",
			 "s", imsi);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

int subscriber_give_number(struct db *db, const char *from, const char *to)
{
	void *ctx = talloc_new(NULL);
	struct subscriber s;
	int changed = 0;
	int r = subscriber_by_imsi(db, from, ctx, &s);

	if (r == 1) {
		crypto_wipe(&s.aka, sizeof(s.aka));
		r = db_write(db, NULL, NULL, "UPDATE subscribers SET msisdn = NULL WHERE imsi = ?",
			     "s", from);
		if (r == 0)
			r = db_write(db, &changed, NULL,
				     "UPDATE subscribers SET msisdn = ? WHERE imsi = ?", "ss",
				     or_null(s.msisdn), to);
		r = r || changed ? r : -ENOENT;
	} else if (r == 0) {
		r = -ENOENT;
	}
	talloc_free(ctx);
	return r;
}

int subscriber_next_seq(struct db *db, const char *imsi, int64_t *seq)
{
	sqlite3_stmt *q = db_query(db,
				   "UPDATE subscribers SET seq = seq + 1"
				   " WHERE imsi = ? AND seq < ? RETURNING seq",
				   "si", imsi, SEQ_MAX);
	struct subscriber s;
	int r = db_step(db, q);
	void *ctx;

	if (r == 1) {
		*seq = sqlite3_column_int64(q, 0);
		return db_step(db, q); /* to its end, where it is committed */
	}
	if (r == 0) {
		ctx = talloc_new(NULL);
		r = subscriber_by_imsi(db, imsi, ctx, &s);
		crypto_wipe(&s.aka, sizeof(s.aka));
		talloc_free(ctx);
		return r == 1 ? -EOVERFLOW : r ? r : -ENOENT;
	}
	return r;
}

int subscriber_set_seq(struct db *db, const char *imsi, int64_t seq)
{
	return db_write(db, NULL, NULL, "UPDATE subscribers SET seq = ? WHERE imsi = ?", "is", seq,
			imsi);
}

/* A blob of at most @n bytes straight to where it belongs: no copy of a key is left behind. */
static size_t copy_blob(sqlite3_stmt *q, int column, uint8_t *out, size_t n)
{
	const void *p = sqlite3_column_blob(q, column);
	size_t got = (size_t)sqlite3_column_bytes(q, column);

	if (got > n)
		got = n;
	if (p)
		memcpy(out, p, got);
	return got;
}

/* Another program may have written to the store. */
static bool known(const struct aka *a)
{
	return (size_t)a->algorithm < sizeof(algorithm_names) / sizeof(algorithm_names[0]);
}

static int read_subscriber(struct db *db, sqlite3_stmt *q, void *ctx, struct subscriber *out)
{
	struct aka *a = &out->aka;
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct subscriber){
		.imsi = db_text(q, 0, ctx),
		.iccid = db_text(q, 1, ctx),
		.msisdn = db_text(q, 2, ctx),
		.seq = sqlite3_column_int64(q, 10),
		.suspended = sqlite3_column_int(q, 11) != 0,
	};
	a->algorithm = (enum aka_algorithm)sqlite3_column_int(q, 3);
	a->options = (uint8_t)sqlite3_column_int(q, 4);
	a->key_length = (uint8_t)copy_blob(q, 5, a->key, sizeof(a->key));
	copy_blob(q, 6, a->opc, sizeof(a->opc));
	copy_blob(q, 7, a->rotation, sizeof(a->rotation));
	copy_blob(q, 8, (uint8_t *)a->constants, sizeof(a->constants));
	a->keccak_iterations = (uint8_t)sqlite3_column_int(q, 9);
	db_done(q);
	if (out->imsi && out->iccid && out->msisdn && known(a))
		return 1;
	r = known(a) ? -ENOMEM : -EBADMSG;
	crypto_wipe(a, sizeof(*a));
	return r;
}

#define SUBSCRIBER_COLUMNS                                                                         \
	"SELECT imsi, iccid, msisdn, algorithm, options, k, opc, rotations, constants,"            \
	" iterations, seq, suspended FROM subscribers "

int subscriber_by_imsi(struct db *db, const char *imsi, void *ctx, struct subscriber *out)
{
	return read_subscriber(db, db_query(db, SUBSCRIBER_COLUMNS "WHERE imsi = ?", "s", imsi),
			       ctx, out);
}

int subscriber_by_msisdn(struct db *db, const char *msisdn, void *ctx, struct subscriber *out)
{
	return read_subscriber(db, db_query(db, SUBSCRIBER_COLUMNS "WHERE msisdn = ?", "s", msisdn),
			       ctx, out);
}

static int by_iccid(struct db *db, const char *iccid, void *ctx, struct subscriber *out)
{
	return read_subscriber(db, db_query(db, SUBSCRIBER_COLUMNS "WHERE iccid = ?", "s", iccid),
			       ctx, out);
}

int subscriber_find(struct db *db, const char *identifier, void *ctx, struct subscriber *out)
{
	const char *msisdn = msisdn_digits(identifier);
	int r = subscriber_by_imsi(db, identifier, ctx, out);

	if (r == 0)
		r = by_iccid(db, identifier, ctx, out);
	return r || !msisdn ? r : subscriber_by_msisdn(db, msisdn, ctx, out);
}

int subscriber_next(struct db *db, const char *after, void *ctx, struct subscriber *out)
{
	return read_subscriber(
		db,
		db_query(db, SUBSCRIBER_COLUMNS "WHERE imsi > ? ORDER BY imsi LIMIT 1", "s", after),
		ctx, out);
}

const char *subscriber_taken(struct db *db, const struct subscriber *s)
{
	const struct {
		const char *name, *value;
		int (*find)(struct db *, const char *, void *, struct subscriber *);
	} identifiers[] = {
		{"IMSI", s->imsi, subscriber_by_imsi},
		{"ICCID", s->iccid, by_iccid},
		{"MSISDN", s->msisdn, subscriber_by_msisdn},
	};
	const char *taken = NULL;
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof(identifiers) / sizeof(identifiers[0]) && !taken; i++) {
		struct subscriber other;

		if (identifiers[i].find(db, identifiers[i].value, ctx, &other) == 1) {
			crypto_wipe(&other.aka, sizeof(other.aka));
			taken = identifiers[i].name;
		}
	}
	talloc_free(ctx);
	return taken;
}
