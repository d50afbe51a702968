/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/service.h"

#include <errno.h>

#include "servers/rsp/activation_code.h"

const char *const service_kind_names[SERVICE_KINDS] = {
	[SERVICE_COMPANION] = "companion",
	[SERVICE_OWN] = "own",
	[SERVICE_TRANSFER] = "transfer",
};

const char *const service_state_names[SERVICE_STATES] = {
	[SERVICE_REQUESTED] = "requested",   [SERVICE_ORDERING] = "ordering",
	[SERVICE_ORDERED] = "ordered",       [SERVICE_INSTALLED] = "installed",
	[SERVICE_CANCELLING] = "cancelling", [SERVICE_ENDED] = "ended",
};

int service_add(struct db *db, struct service *s)
{
	return db_write(db, NULL, &s->id,
			"INSERT INTO services(kind, state, imsi, device, eid, iccid, profile,"
			" matching_id, address, share, alerting, problem, created, changed)"
			" VALUES(?, ?, ?, ?, ?, '', '', '', '', ?, ?, '', ?, ?)",
			"iisssiiii", (int64_t)s->kind, (int64_t)s->state, s->imsi, s->device,
			s->eid, (int64_t)s->share, (int64_t)s->alerting, s->created, s->changed);
}

static int touched(int r, int changed)
{
	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

int service_update(struct db *db, const struct service *s)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL,
			 "UPDATE services SET kind = ?, state = ?, iccid = ?, profile = ?,"
			 " matching_id = ?, address = ?, share = ?, alerting = ?, problem = ?,"
			 " changed = ? WHERE id = ?",
			 "iissssiisii", (int64_t)s->kind, (int64_t)s->state, s->iccid, s->profile,
			 s->matching_id, s->address, (int64_t)s->share, (int64_t)s->alerting,
			 s->problem, s->changed, s->id);

	return touched(r, changed);
}

int service_remove(struct db *db, int64_t id)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL, "DELETE FROM services WHERE id = ?", "i", id);

	return touched(r, changed);
}

int service_move(struct db *db, const char *from, const char *to)
{
	return db_write(db, NULL, NULL,
			"UPDATE services SET imsi = ? WHERE imsi = ? AND state <> ?", "ssi", to,
			from, (int64_t)SERVICE_ENDED);
}

static int read_service(struct db *db, sqlite3_stmt *q, void *ctx, struct service *out)
{
	int r = db_step(db, q);

	if (r != 1)
		return r;
	*out = (struct service){
		.id = sqlite3_column_int64(q, 0),
		.kind = (enum service_kind)sqlite3_column_int(q, 1),
		.state = (enum service_state)sqlite3_column_int(q, 2),
		.imsi = db_text(q, 3, ctx),
		.device = db_text(q, 4, ctx),
		.eid = db_text(q, 5, ctx),
		.iccid = db_text(q, 6, ctx),
		.profile = db_text(q, 7, ctx),
		.matching_id = db_text(q, 8, ctx),
		.address = db_text(q, 9, ctx),
		.share = sqlite3_column_int(q, 10) != 0,
		.alerting = (enum alerting)sqlite3_column_int(q, 11),
		.problem = db_text(q, 12, ctx),
		.created = sqlite3_column_int64(q, 13),
		.changed = sqlite3_column_int64(q, 14),
	};
	db_done(q);
	if (!out->imsi || !out->device || !out->eid || !out->iccid || !out->profile ||
	    !out->matching_id || !out->address || !out->problem)
		return -ENOMEM;
	return (unsigned)out->kind < SERVICE_KINDS && (unsigned)out->state < SERVICE_STATES &&
			       (unsigned)out->alerting < ALERTING_COUNT
		       ? 1
		       : -EBADMSG;
}

/* What has not ended comes before all that has, which are there only to be told of. */
#define LIVING_FIRST " ORDER BY state = 5, id DESC LIMIT 1"
_Static_assert(SERVICE_ENDED == 5, "as the store's version 2 has it");

int service_by_id(struct db *db, int64_t id, void *ctx, struct service *out)
{
	return read_service(db, db_query(db, "SELECT * FROM services WHERE id = ?", "i", id), ctx,
			    out);
}

int service_find(struct db *db, const char *imsi, const char *device, void *ctx,
		 struct service *out)
{
	return read_service(db,
			    db_query(db,
				     "SELECT * FROM services WHERE imsi = ?"
				     " AND device = ?" LIVING_FIRST,
				     "ss", imsi, device),
			    ctx, out);
}

int service_of_eid(struct db *db, const char *imsi, const char *eid, void *ctx, struct service *out)
{
	return read_service(db,
			    db_query(db,
				     "SELECT * FROM services WHERE imsi = ?"
				     " AND eid = ?" LIVING_FIRST,
				     "ss", imsi, eid),
			    ctx, out);
}

int service_of_iccid(struct db *db, const char *iccid, void *ctx, struct service *out)
{
	return read_service(db,
			    db_query(db,
				     "SELECT * FROM services WHERE iccid = ?"
				     " AND iccid <> ''" LIVING_FIRST,
				     "s", iccid),
			    ctx, out);
}

int service_next(struct db *db, const char *imsi, int64_t after, void *ctx, struct service *out)
{
	return read_service(db,
			    db_query(db,
				     "SELECT * FROM services WHERE id > ?1"
				     " AND ?2 IN ('', imsi) ORDER BY id LIMIT 1",
				     "is", after, imsi),
			    ctx, out);
}

char *service_activation_code(const struct service *s, void *ctx)
{
	if (s->state != SERVICE_ORDERED)
		return NULL;
	return activation_code(ctx, s->address, s->matching_id, false);
}
