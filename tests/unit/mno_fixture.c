/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mno_fixture.h"

#include <stdio.h>
#include <unistd.h>

void *ctx;
struct db *db;
struct crypto *crypto;
static char directory[] = "/tmp/check_mno.XXXXXX";

static void path_of(const char *suffix, char path[64])
{
	snprintf(path, 64, "%s/mno.db%s", directory, suffix);
}

const char *mno_path(void)
{
	static char path[64];

	path_of("", path);
	return path;
}

struct db *mno_open_as(const struct db_kind *kind)
{
	char *error = NULL;
	struct db *opened;

	ck_assert_msg(db_open(mno_path(), kind, ctx, &opened, &error) == 0, "%s", error);
	return opened;
}

struct db *mno_open(void)
{
	return mno_open_as(&mno_store_kind);
}

void mno_directory(void)
{
	ctx = talloc_new(NULL);
	ck_assert_ptr_nonnull(mkdtemp(directory));
}

void mno_setup(void)
{
	mno_directory();
	db = mno_open();
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
}

void mno_teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	char path[64];

	talloc_free(ctx);
	for (int i = 0; i < COUNT(suffixes); i++) {
		path_of(suffixes[i], path);
		unlink(path);
	}
	rmdir(directory);
}

void add_subscriber_with(const char *imsi, const char *iccid, const char *msisdn,
			 const char *authentication)
{
	json_t *description = json_pack("{s:s, s:s, s:o}", "imsi", imsi, "iccid", iccid,
					"authentication", json_loads(authentication, 0, NULL));
	struct asn1_error err = {.ctx = ctx};
	struct subscriber s;

	if (msisdn)
		json_object_set_new(description, "msisdn", json_string(msisdn));
	ck_assert_msg(subscriber_from_description(description, &s, &err) == 0, "%s: %s", err.where,
		      err.what);
	json_decref(description);
	ck_assert_int_eq(subscriber_add(db, &s), 0);
}

void add_subscriber(const char *imsi, const char *iccid, const char *msisdn)
{
	add_subscriber_with(imsi, iccid, msisdn,
			    "{\"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\","
			    " \"opc\": \"CD63CB71954A9F4E48A5994E37A02BAF\"}");
}
