/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Event records (SGP.22 3.6): which server has something for which eUICC. The SM-DS's store. */
#ifndef SMDS_EVENT_RECORD_H
#define SMDS_EVENT_RECORD_H

#include "servers/common/db.h"

extern const struct db_kind event_store_kind;

struct event_record {
	const char *eid;
	const char *id;      /* known to the server that registered it as the matching id */
	const char *address; /* rspServerAddress */
	const char *owner;   /* OID of who registered it, and alone may delete it */
};

/* -EEXIST: that EID has an event with that id. */
int event_record_add(struct db *db, const struct event_record *e, int64_t now);
/* -ENOENT: @e's owner has registered no such event. */
int event_record_remove(struct db *db, const struct event_record *e);
/* The events of @eid by age, or all where it is NULL; @id "": all, else the one with that id. Call
 * with *@row 0 first. Returns 1, 0 where there are no more, negative errno. */
int event_record_next(struct db *db, const char *eid, const char *id, int64_t *row, void *ctx,
		      struct event_record *out);

#endif
