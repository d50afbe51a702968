/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image's tables. PRAGMA user_version is the number of migrations applied. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

/* PRAGMA application_id, so that file(1) and we know an image: "eUIC". */
enum { SCHEMA_APPLICATION_ID = 0x65554943 };

extern const char *const schema_migrations[];
extern const int schema_version;

#endif
