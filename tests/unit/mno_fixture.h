/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operator with a fresh store in a temporary directory. */
#ifndef TESTS_UNIT_MNO_FIXTURE_H
#define TESTS_UNIT_MNO_FIXTURE_H

#include "crypto/crypto.h"
#include "servers/mno/store.h"
#include "servers/mno/subscriber.h"
#include "unit.h"

extern void *ctx; /* of all that a test allocates */
extern struct db *db;
extern struct crypto *crypto;

void mno_setup(void);
void mno_teardown(void);
/* The store's file. */
const char *mno_path(void);
/* Opens it once more, as another process does, or an earlier version of this program. */
struct db *mno_open(void);
struct db *mno_open_as(const struct db_kind *kind);
/* The first half of mno_setup(): there is no store yet. */
void mno_directory(void);

/* Adds a subscriber with the keys of TS 35.207 test set 1. @msisdn: NULL for none. */
void add_subscriber(const char *imsi, const char *iccid, const char *msisdn);
/* The same with the description's member "authentication" as JSON. */
void add_subscriber_with(const char *imsi, const char *iccid, const char *msisdn,
			 const char *authentication);

#endif
