/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of `softeuicc mno`; argv[0] is the command's name. */
#ifndef CLI_MNO_H
#define CLI_MNO_H

#include <jansson.h>

#include "servers/mno/subscriber.h"

int mno_call(int argc, char **argv);
int mno_contract(int argc, char **argv);
int mno_device(int argc, char **argv);
int mno_number(int argc, char **argv);
int mno_serve_command(int argc, char **argv);
int mno_service(int argc, char **argv);
int mno_sms(int argc, char **argv);
int mno_sms_client(int argc, char **argv);
int mno_sms_deliver(int argc, char **argv);
int mno_subscriber(int argc, char **argv);

/* ---- what these share; failures are told to the user and returned as exit statuses ---- */

/* @path NULL: the default. */
int mno_open_store(void *ctx, const char *path, struct db **out);
/* For those who look: a mistyped name is no new and empty store. */
int mno_open_existing(void *ctx, const char *path, struct db **out);

/* The IMSI of a subscriber by any of its identifiers. */
int mno_find(void *ctx, struct db *db, const char *id, const char **imsi);

/* "2026-11-22T06:00:00Z" on @ctx, of seconds since 1970. */
const char *mno_time(void *ctx, int64_t time);

/* The number that a row is listed with. 0, or -EINVAL where @text is none. */
int mno_number_of(const char *text, int64_t *out);

/* One of the commands of a command, as `add` of `subscriber`. */
struct mno_action {
	const char *name;
	int (*run)(int argc, char **argv);
};

/* Runs the one of @actions that argv[1] names; prints @text for --help. */
int mno_dispatch(int argc, char **argv, const struct mno_action *actions, size_t n,
		 const char *text);

#endif
