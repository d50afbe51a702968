/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smdpp: runs the SM-DP+; the work on orders is in smdpp_orders.c. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <string.h>
#include <talloc.h>
#include <time.h>

#include "cli/smdpp_orders.h"
#include "cli/subcommands.h"
#include "servers/smdpp/activation_code.h"
#include "servers/smdpp/download_order.h"
#include "servers/rsp/https.h"
#include "servers/smdpp/smdpp.h"

static void print_help(void)
{
	puts("usage: softeuicc smdpp [--listen HOST:PORT] [--store FILE] [--pki DIR]\n"
	     "                       [--address FQDN[:PORT]]...\n"
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
	     "                      that it listens on; the first goes into activation codes\n\n"
	     "Each action tells its options with --help.");
}

static const struct option serve_options[] = {
	{"listen", required_argument, NULL, 'l'}, {"store", required_argument, NULL, 's'},
	{"pki", required_argument, NULL, 'p'},    {"address", required_argument, NULL, 'a'},
	{"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
};

static void log_line(void *arg, const char *line)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm tm;

	(void)arg;
	if (!gmtime_r(&now, &tm) || !strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm))
		stamp[0] = '\0';
	fprintf(stderr, "%s %s\n", stamp, line);
}

static const char **append(void *ctx, const char **list, const char *item)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	list = talloc_realloc(ctx, list, const char *, n + 2);
	if (list) {
		list[n] = item;
		list[n + 1] = NULL;
	}
	return list;
}

/* Signals are blocked before the server's thread begins, so that they come here and nowhere else.
 */
static int serve(void *ctx, const char *where, struct rsp_config *config, const char **addresses)
{
	struct http_listener listener;
	struct rsp_https *server;
	struct rsp_server *dp;
	char *error = NULL;
	sigset_t stop;
	int signal_number;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	if (signal(SIGHUP, SIG_IGN) != SIG_IGN) { /* no nohup */
		signal(SIGHUP, SIG_DFL);
		sigaddset(&stop, SIGHUP);
	}
	sigprocmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (http_listen(where, ctx, &listener, &error))
		return cli_fail("smdpp", "--listen %s", error ? error : where);
	config->addresses = addresses ? addresses : append(ctx, NULL, listener.address);
	if (smdpp_new(ctx, config, &dp, &error) ||
	    rsp_serve(dp, &listener, log_line, NULL, ctx, &server, &error))
		return cli_fail("smdpp", "%s", error ? error : strerror(ENOMEM));
	printf("listening on https://%s\n", listener.address);
	if (!config->pki)
		puts("with public test keys");
	fflush(stdout);
	sigwait(&stop, &signal_number);
	talloc_free(server);
	talloc_free(dp);
	return EXIT_OK;
}

static int run_serve(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct rsp_config config = {0};
	const char *where = DEFAULT_ADDRESS;
	const char **addresses = NULL;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", serve_options, NULL)) != -1)
		switch (c) {
		case 'l':
			where = optarg;
			break;
		case 's':
			config.store = optarg;
			break;
		case 'p':
			config.pki = optarg;
			break;
		case 'a':
			if (!address_valid(optarg)) {
				talloc_free(ctx);
				return cli_usage("smdpp", "--address %s: no address", optarg);
			}
			addresses = append(ctx, addresses, optarg);
			break;
		case 'h':
			print_help();
			talloc_free(ctx);
			return EXIT_OK;
		default:
			talloc_free(ctx);
			return cli_usage("smdpp", "it does not take that");
		}
	if (optind < argc)
		r = cli_usage("smdpp", "there is no '%s'", argv[optind]);
	else
		r = serve(ctx, where, &config, addresses);
	talloc_free(ctx);
	return r;
}

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
	return run_serve(argc, argv);
}
