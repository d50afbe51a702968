/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno: the operator's side. */
#include <errno.h>
#include <string.h>
#include <talloc.h>
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
	"       softeuicc mno sms send|list|clear ...\n"
	"       softeuicc mno serve --smdp URL [OPTIONS]\n\n"
	"The operator: its subscribers as its HLR knows them, numbers that several of them\n"
	"share, what a call to such a number does, mailboxes for short messages, and the\n"
	"servers that devices and their users talk to.\n\n"
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
	{"call", mno_call}, {"number", mno_number},         {"serve", mno_serve_command},
	{"sms", mno_sms},   {"subscriber", mno_subscriber},
};

int cmd_mno(int argc, char **argv)
{
	return mno_dispatch(argc, argv, commands, sizeof(commands) / sizeof(commands[0]), help);
}
