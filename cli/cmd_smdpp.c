/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smdpp: runs the SM-DP+; the work on orders is in smdpp_orders.c. */
#include <stdio.h>
#include <string.h>

#include "cli/serve.h"
#include "cli/smdpp_orders.h"
#include "cli/subcommands.h"
#include "servers/smdpp/download_order.h"
#include "servers/smdpp/smdpp.h"

static void print_help(void)
{
	puts("usage: softeuicc smdpp [--listen HOST:PORT] [--store FILE] [--pki DIR]\n"
	     "                       [--address FQDN[:PORT]]... [--trail FILE]\n"
	     "       softeuicc smdpp order --profile FILE [OPTIONS]\n"
	     "       softeuicc smdpp stock --type TYPE --description FILE [OPTIONS]\n"
	     "       softeuicc smdpp operator [ID] [OPTIONS]\n"
	     "       softeuicc smdpp list [--json] [--store FILE]\n"
	     "       softeuicc smdpp notifications [--json] [--store FILE]\n"
	     "       softeuicc smdpp cancel MATCHING-ID | '#'NUMBER [--store FILE]\n"
	     "       softeuicc smdpp remove MATCHING-ID | '#'NUMBER [--store FILE]\n\n"
	     "An SM-DP+ (SGP.22): serves ES9+ to LPAs and ES2+ to operators until interrupted.\n"
	     "Orders can be placed, listed and cancelled while it runs.\n\n"
	     "  --listen HOST:PORT  where to listen, " DEFAULT_ADDRESS " by default; port 0\n"
	     "                      takes a free one\n"
	     "  --store FILE        where orders are kept; by default\n"
	     "                      $XDG_STATE_HOME/softeuicc/smdpp.db, which is usually\n"
	     "                      ~/.local/state/softeuicc/smdpp.db\n"
	     "  --pki DIR           keys and certificates, laid out as GSMA SGP.26's; by default\n"
	     "                      $SOFTEUICC_PKI, or the installed test PKI\n"
	     "  --address ADDRESS   an address that LPAs know the server by, by default the one\n"
	     "                      that it listens on; the first goes into activation codes\n"
	     "  --trail FILE        appends a line of JSON for each message between LPAs and\n"
	     "                      this server\n\n"
	     "Each action tells its options with --help.");
}

static const struct cli_server server = {
	.name = "smdpp",
	.listen = DEFAULT_ADDRESS,
	.print_help = print_help,
	.make = smdpp_new,
};

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} actions[] = {
	{"order", smdpp_order},
	{"list", smdpp_list},
	{"notifications", smdpp_notifications},
	{"cancel", smdpp_cancel},
	{"remove", smdpp_remove},
	{"stock", smdpp_stock},
	{"operator", smdpp_operator},
};

int cmd_smdpp(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(argv[1], actions[i].name))
			return actions[i].run(argc - 1, argv + 1);
	return cli_serve(argc, argv, &server);
}
