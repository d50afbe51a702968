/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of installed profiles: one ISD-P each. */
#ifndef STORE_PROFILE_STORE_H
#define STORE_PROFILE_STORE_H

#include "store/store.h"
#include "uicc/iccid.h"

/* SGP.22 ProfileState. */
enum profile_state { PROFILE_DISABLED = 0, PROFILE_ENABLED = 1 };

/* A profile as loaded; slices are talloc children of the context given to the call. */
struct profile {
	int64_t id;
	struct slice iccid; /* as in EF.ICCID */
	struct slice isdp_aid;
	enum profile_state state;
	struct slice nickname; /* UTF-8; p NULL where none was set */
	struct slice metadata; /* value of StoreMetadata ('BF25'), as received */
	struct slice dp_data;  /* dpProprietaryData ('B8') of ConfigureISDP, value; may be empty */
	struct slice
		ci_key_id; /* of the CI under which it was downloaded: it signs its notifications */
	struct slice smdp_oid; /* contents of the OBJECT IDENTIFIER in CERT.DPpb */
	int64_t size;          /* bytes of non-volatile memory */
};

/* Adds a row; sets @p->id. -EEXIST where ICCID or AID is there. */
int profile_store_add(struct store *s, struct profile *p);
/* Each returns 1 and *@out when found, 0 when not, negative errno. */
int profile_store_by_iccid(struct store *s, struct slice iccid, void *ctx, struct profile *out);
int profile_store_by_aid(struct store *s, struct slice aid, void *ctx, struct profile *out);
int profile_store_enabled(struct store *s, void *ctx, struct profile *out);
/* Profiles in order of installation: call with @after 0, then with the last id. */
int profile_store_next(struct store *s, int64_t after, void *ctx, struct profile *out);
int profile_store_set_state(struct store *s, int64_t id, enum profile_state state);
int profile_store_set_nickname(struct store *s, int64_t id, struct slice nickname); /* n 0: none */
int profile_store_set_metadata(struct store *s, int64_t id, struct slice metadata);
/* And everything below it: files, PINs, keys, security domains. */
int profile_store_delete(struct store *s, int64_t id);
/* Bytes that all installed profiles take. */
int64_t profile_store_total_size(struct store *s);
/* Bytes of non-volatile memory that nothing takes yet: the setting nonVolatileMemory, 2 MiB where
 * none is stored, less what the profiles take. */
uint64_t profile_store_free_memory(struct store *s);
/* The profile takes @bytes more, or less. 0, or a negative errno. */
int profile_store_grow(struct store *s, int64_t id, int64_t bytes);

#endif
