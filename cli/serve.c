/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/serve.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <string.h>
#include <talloc.h>
#include <time.h>

#include "cli/cli.h"
#include "servers/rsp/activation_code.h"
#include "servers/rsp/https.h"

static const struct option serve_options[] = {
	{"listen", required_argument, NULL, 'l'},
	{"store", required_argument, NULL, 's'},
	{"pki", required_argument, NULL, 'p'},
	{"address", required_argument, NULL, 'a'},
	{"trail", required_argument, NULL, 't'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

void cli_log(void *arg, const char *line)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm tm;

	(void)arg;
	if (!gmtime_r(&now, &tm) || !strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm))
		stamp[0] = '\0';
	fprintf(stderr, "%s %s\n", stamp, line);
}

const char **cli_append(void *ctx, const char **list, const char *item)
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

/* To be blocked before threads begin, so that they come to sigwait() and nowhere else. */
static void block_signals(sigset_t *stop)
{
	sigemptyset(stop);
	sigaddset(stop, SIGINT);
	sigaddset(stop, SIGTERM);
	if (signal(SIGHUP, SIG_IGN) != SIG_IGN) { /* no nohup */
		signal(SIGHUP, SIG_DFL);
		sigaddset(stop, SIGHUP);
	}
	sigprocmask(SIG_BLOCK, stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int cli_run_server(const struct cli_running *running, const char *where)
{
	void *ctx = talloc_new(NULL);
	struct http_listener listener;
	char *error = NULL;
	sigset_t stop;
	int signal_number, r = EXIT_OK;

	block_signals(&stop);
	if (http_listen(where, ctx, &listener, &error)) {
		r = cli_fail(running->name, "--listen %s", error ? error : where);
	} else if (running->start(running->arg, &listener, ctx, &error)) {
		r = cli_fail(running->name, "%s", error ? error : strerror(ENOMEM));
	} else {
		printf("listening on https://%s\n", listener.address);
		if (running->public_keys)
			puts("with public test keys");
		fflush(stdout);
		sigwait(&stop, &signal_number);
	}
	talloc_free(ctx);
	return r;
}

int cli_open_trail(void *ctx, const char *path, struct trail **out, char **error)
{
	int r = path ? trail_open(ctx, path, out, error) : 0;

	if (r)
		*error = talloc_asprintf(ctx, "--trail %s", *error ? *error : path);
	return r;
}

struct rsp_arguments {
	const struct cli_server *kind;
	struct rsp_config config;
	const char **addresses;
	const char *trail;
};

/* The server that listens comes last, and so is the first to end when all is freed. */
static int start(void *arg, struct http_listener *listener, void *ctx, char **error)
{
	struct rsp_arguments *a = arg;
	struct rsp_https *https;
	struct rsp_server *server;
	int r = cli_open_trail(ctx, a->trail, &a->config.trail, error);

	if (r)
		return r;
	a->config.addresses =
		a->addresses ? a->addresses : cli_append(ctx, NULL, listener->address);
	r = a->kind->make(ctx, &a->config, &server, error);
	return r ? r : rsp_serve(server, listener, cli_log, NULL, ctx, &https, error);
}

static int run(struct rsp_arguments *a, const char *where)
{
	return cli_run_server(&(const struct cli_running){.name = a->kind->name,
							  .start = start,
							  .arg = a,
							  .public_keys = !a->config.pki},
			      where);
}

int cli_serve(int argc, char **argv, const struct cli_server *kind)
{
	void *ctx = talloc_new(NULL);
	struct rsp_arguments a = {.kind = kind};
	const char *where = kind->listen;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", serve_options, NULL)) != -1)
		switch (c) {
		case 'l':
			where = optarg;
			break;
		case 's':
			a.config.store = optarg;
			break;
		case 'p':
			a.config.pki = optarg;
			break;
		case 'a':
			if (!address_valid(optarg)) {
				talloc_free(ctx);
				return cli_usage(kind->name, "--address %s: no address", optarg);
			}
			a.addresses = cli_append(ctx, a.addresses, optarg);
			break;
		case 't':
			a.trail = optarg;
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
		r = run(&a, where);
	talloc_free(ctx);
	return r;
}
