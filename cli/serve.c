/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/serve.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <string.h>
#include <talloc.h>
#include <time.h>

#include "cli/cli.h"
#include "servers/rsp/https.h"
#include "servers/smdpp/activation_code.h"

static const struct option serve_options[] = {
	{"listen", required_argument, NULL, 'l'},
	{"store", required_argument, NULL, 's'},
	{"pki", required_argument, NULL, 'p'},
	{"address", required_argument, NULL, 'a'},
	{"trail", required_argument, NULL, 't'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
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
static int serve(void *ctx, const struct cli_server *kind, const char *where,
		 struct rsp_config *config, const char *trail, const char **addresses)
{
	struct http_listener listener;
	struct rsp_https *https;
	struct rsp_server *server;
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
	if (trail && trail_open(ctx, trail, &config->trail, &error))
		return cli_fail(kind->name, "--trail %s", error ? error : trail);
	if (http_listen(where, ctx, &listener, &error))
		return cli_fail(kind->name, "--listen %s", error ? error : where);
	config->addresses = addresses ? addresses : append(ctx, NULL, listener.address);
	if (kind->make(ctx, config, &server, &error) ||
	    rsp_serve(server, &listener, log_line, NULL, ctx, &https, &error))
		return cli_fail(kind->name, "%s", error ? error : strerror(ENOMEM));
	printf("listening on https://%s\n", listener.address);
	if (!config->pki)
		puts("with public test keys");
	fflush(stdout);
	sigwait(&stop, &signal_number);
	talloc_free(https);
	talloc_free(server);
	return EXIT_OK;
}

int cli_serve(int argc, char **argv, const struct cli_server *kind)
{
	void *ctx = talloc_new(NULL);
	struct rsp_config config = {0};
	const char *where = kind->listen, *trail = NULL;
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
				return cli_usage(kind->name, "--address %s: no address", optarg);
			}
			addresses = append(ctx, addresses, optarg);
			break;
		case 't':
			trail = optarg;
			break;
		case 'h':
			kind->print_help();
			talloc_free(ctx);
			return EXIT_OK;
		default:
			talloc_free(ctx);
			return cli_usage(kind->name, "it does not take that");
		}
	if (optind < argc)
		r = cli_usage(kind->name, "there is no '%s'", argv[optind]);
	else
		r = serve(ctx, kind, where, &config, trail, addresses);
	talloc_free(ctx);
	return r;
}
