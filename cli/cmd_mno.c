/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno: the operator's side. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "cli/mno.h"
#include "cli/subcommands.h"
#include "crypto/crypto.h"
#include "servers/mno/store.h"
#include "servers/rsp/server.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno subscriber add|list|show|remove ...\n"
	"       softeuicc mno number bind|unbind|list ...\n"
	"       softeuicc mno call NUMBER ...\n"
	"       softeuicc mno sms send|list|clear|deliver ...\n"
	"       softeuicc mno sms client add|list|remove ...\n"
	"       softeuicc mno contract add|list|remove ...\n"
	"       softeuicc mno service list|show ...\n"
	"       softeuicc mno device list ...\n"
	"       softeuicc mno serve --smdp URL [OPTIONS]\n\n"
	"The operator: its subscribers as its HLR knows them, numbers that several of them\n"
	"share, what a call to such a number does, mailboxes for short messages, what its\n"
	"subscribers have agreed to and have for their devices, and the servers that devices\n"
	"and their users talk to.\n\n"
	"Each command tells its options with --help.";

int mno_open_store(void *ctx, const char *path, struct db **out)
{
	char *error = NULL;

	if (!path)
		path = rsp_store_default_path(ctx, name);
	if (!path || db_open(path, &mno_store_kind, ctx, out, &error))
		return cli_fail(name, "%s", error ? error : strerror(ENOMEM));
	return EXIT_OK;
}

int mno_open_existing(void *ctx, const char *path, struct db **out)
{
	if (path && access(path, F_OK))
		return cli_fail(name, "--store %s: %s", path, strerror(errno));
	return mno_open_store(ctx, path, out);
}

int mno_find(void *ctx, struct db *db, const char *id, const char **imsi)
{
	struct subscriber s;
	int r = subscriber_find(db, id, ctx, &s);

	if (r == 0)
		return cli_fail(name, "there is no subscriber %s", id);
	if (r < 0)
		return cli_fail(name, "the subscribers cannot be read");
	crypto_wipe(&s.aka, sizeof(s.aka));
	*imsi = s.imsi;
	return EXIT_OK;
}

const char *mno_time(void *ctx, int64_t time)
{
	time_t at = (time_t)time;
	char stamp[32];
	struct tm tm;

	if (!gmtime_r(&at, &tm) || !strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return "-";
	return talloc_strdup(ctx, stamp);
}

int mno_number_of(const char *text, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno || end == text || *end ? -EINVAL : 0;
}

int mno_dispatch(int argc, char **argv, const struct mno_action *actions, size_t n,
		 const char *text)
{
	if (argc < 2)
		return cli_usage(name, "what?");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		puts(text);
		return EXIT_OK;
	}
	for (size_t i = 0; i < n; i++)
		if (!strcmp(argv[1], actions[i].name))
			return actions[i].run(argc - 1, argv + 1);
	return cli_usage(name, "there is no '%s'", argv[1]);
}

static const struct mno_action commands[] = {
	{"call", mno_call},     {"contract", mno_contract},     {"device", mno_device},
	{"number", mno_number}, {"serve", mno_serve_command},   {"service", mno_service},
	{"sms", mno_sms},       {"subscriber", mno_subscriber},
};

int cmd_mno(int argc, char **argv)
{
	return mno_dispatch(argc, argv, commands, sizeof(commands) / sizeof(commands[0]), help);
}
