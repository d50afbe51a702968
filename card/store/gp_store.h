/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a profile's security domains with their keys, its remote file management instances, and
 * its applications with their load packages. */
#ifndef STORE_GP_STORE_H
#define STORE_GP_STORE_H

#include "store/store.h"

enum gp_application_kind {
	GP_SECURITY_DOMAIN = 1,
	GP_RFM = 2,
	GP_LOAD_PACKAGE = 3, /* code, which is kept but not run */
	GP_APPLICATION = 4,  /* instance of a load package's */
};

/* A KeyObject of PE-SecurityDomain. */
struct gp_key {
	uint8_t version;
	uint8_t identifier;
	uint8_t access;
	struct slice usage;      /* key usage qualifier, one or two bytes */
	struct slice counter;    /* empty: none given */
	struct slice components; /* value of keyComponents: keyType, keyData, macLength of each */
	struct gp_key *next;
};

struct gp_application {
	int64_t id;
	enum gp_application_kind kind;
	struct slice aid;
	struct slice module_aid;  /* class AID; empty for RFM and load packages */
	struct slice package_aid; /* empty for them, too */
	uint8_t life_cycle;
	struct slice privileges;
	struct slice tar;        /* three bytes each, one after the other */
	struct slice parameters; /* the other TLVs of the profile element, as received */
	struct slice load_block; /* of a load package, to be added; not read back by itself */
	uint64_t load_block_size;
	struct gp_key *keys;
	struct gp_application *next;
};

/* Adds @a and its keys below profile row @profile; sets @a->id. 0, or a negative errno. */
int gp_store_add(struct store *s, int64_t profile, struct gp_application *a);
/* The applications of a profile in order of installation: call with @after 0, then with the last
 * id. Slices and keys are talloc children of @ctx. 1, 0, or a negative errno. */
int gp_store_next(struct store *s, int64_t profile, int64_t after, void *ctx,
		  struct gp_application *out);
/* The code of a load package, a talloc child of @ctx. 1, 0 where it has none, negative errno. */
int gp_store_load_block(struct store *s, int64_t application, void *ctx, struct slice *out);

#endif
