/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/operator.h"

#include <errno.h>

#include "servers/rsp/activation_code.h"

static const char scheme[] = "https://";

static const char *find_problem(const struct es2_operator *o)
{
	if (!*o->requester)
		return "the operator's identifier is empty";
	if (*o->url &&
	    (strncmp(o->url, scheme, strlen(scheme)) || !address_valid(o->url + strlen(scheme))))
		return "the URL is not https://HOST[:PORT]";
	return NULL;
}

int operator_put(struct db *db, const struct es2_operator *o, const char **problem)
{
	*problem = find_problem(o);
	if (*problem)
		return -EINVAL;
	return db_write(db, NULL, NULL, "REPLACE INTO operators VALUES(?, ?, ?)", "sbs",
			o->requester, o->certificate, o->url);
}

int operator_remove(struct db *db, const char *requester)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM operators WHERE requester = ?", "s",
			 requester);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

static int read_operator(struct db *db, sqlite3_stmt *q, void *ctx, struct es2_operator *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct es2_operator){
		.requester = db_text(q, 0, ctx),
		.certificate = db_blob(q, 1, ctx),
		.url = db_text(q, 2, ctx),
	};
	db_done(q);
	return 1;
}

#define OPERATOR_COLUMNS "SELECT requester, certificate, url FROM operators "

int operator_find(struct db *db, const char *requester, void *ctx, struct es2_operator *out)
{
	return read_operator(
		db, db_query(db, OPERATOR_COLUMNS "WHERE requester = ?", "s", requester), ctx, out);
}

int operator_next(struct db *db, const char *after, void *ctx, struct es2_operator *out)
{
	return read_operator(
		db,
		db_query(db, OPERATOR_COLUMNS "WHERE requester > ? ORDER BY requester LIMIT 1", "s",
			 after),
		ctx, out);
}
