/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smds: runs the SM-DS, and lists the events that it keeps. */
#include <getopt.h>
#include <jansson.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/serve.h"
#include "cli/subcommands.h"
#include "servers/smds/event_record.h"
#include "servers/smds/smds.h"

#define SMDS_LISTEN "127.0.0.1:8444"

static const char name[] = "smds";

static void print_help(void)
{
	puts("usage: softeuicc smds [--listen HOST:PORT] [--store FILE] [--pki DIR]\n"
	     "                      [--address FQDN[:PORT]]... [--trail FILE]\n"
	     "       softeuicc smds list [--json] [--store FILE]\n\n"
	     "An SM-DS (SGP.22): tells LPAs by ES11 where profiles await their eUICC, as SM-DP+\n"
	     "have told it by ES12, until interrupted. list prints what it knows.\n\n"
	     "  --listen HOST:PORT  where to listen, " SMDS_LISTEN " by default; port 0\n"
	     "                      takes a free one\n"
	     "  --store FILE        where events are kept; by default\n"
	     "                      $XDG_STATE_HOME/softeuicc/smds.db, which is usually\n"
	     "                      ~/.local/state/softeuicc/smds.db\n"
	     "  --pki DIR           keys and certificates, laid out as GSMA SGP.26's; by default\n"
	     "                      $SOFTEUICC_PKI, or the installed test PKI\n"
	     "  --address ADDRESS   an address that LPAs know the server by, by default the one\n"
	     "                      that it listens on\n"
	     "  --trail FILE        appends a line of JSON for each message between LPAs and\n"
	     "                      this server\n"
	     "  --json              print JSON");
}

static int print_events(void *ctx, struct db *db, bool json)
{
	json_t *all = json_array();
	struct event_record e;
	int64_t row = 0;
	int r;

	while ((r = event_record_next(db, NULL, "", &row, ctx, &e)) == 1) {
		if (!json)
			printf("%-32s %-24s %-24s %s\n", e.eid, e.id, e.address, e.owner);
		else if (json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "eid", e.eid,
							      "eventId", e.id, "rspServerAddress",
							      e.address, "owner", e.owner))) {
			r = -1;
			break;
		}
	}
	if (r == 0 && json) {
		r = json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(all);
	return r ? cli_fail(name, "the events cannot be read") : EXIT_OK;
}

static int list_events(const char *store, bool json)
{
	void *ctx = talloc_new(NULL);
	struct db *db;
	char *error = NULL;
	int r;

	if (!store)
		store = rsp_store_default_path(ctx, name);
	if (db_open(store, &event_store_kind, ctx, &db, &error))
		r = cli_fail(name, "%s", error ? error : store);
	else
		r = print_events(ctx, db, json);
	talloc_free(ctx);
	return r;
}

static int list(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"store", required_argument, NULL, 's'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *store = NULL;
	bool json = false;
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage(name, "list does not take that");
		if (c == 's')
			store = optarg;
		json = json || c == 'j';
	}
	if (optind < argc)
		return cli_usage(name, "list does not take '%s'", argv[optind]);
	if (store && access(store, F_OK))
		return cli_fail(name, "--store %s: no such file", store);
	return list_events(store, json);
}

int cmd_smds(int argc, char **argv)
{
	static const struct cli_server server = {
		.name = name,
		.listen = SMDS_LISTEN,
		.print_help = print_help,
		.make = smds_new,
	};

	if (argc > 1 && !strcmp(argv[1], "list"))
		return list(argc - 1, argv + 1);
	return cli_serve(argc, argv, &server);
}
