/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a server until it is interrupted. */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

#include <stdbool.h>

#include "servers/common/http.h"
#include "servers/rsp/server.h"

struct cli_server {
	const char *name;   /* of the subcommand */
	const char *listen; /* HOST:PORT by default */
	void (*print_help)(void);
	int (*make)(void *ctx, const struct rsp_config *config, struct rsp_server **out,
		    char **error);
};

/* Runs one of RSP. Takes --listen, --store, --pki, --address, --trail and --help; returns an exit
 * status. */
int cli_serve(int argc, char **argv, const struct cli_server *kind);

/* ---- what other servers share with those of RSP ---- */

struct cli_running {
	const char *name; /* of the subcommand */
	/* Starts what ends when @ctx is freed, on @listener, which it takes over. */
	int (*start)(void *arg, struct http_listener *listener, void *ctx, char **error);
	void *arg;
	bool public_keys; /* to be told to the user */
};

/* Listens at @where and runs until it is interrupted; returns an exit status. */
int cli_run_server(const struct cli_running *running, const char *where);

/* Opens the file that --trail names; @path NULL: does nothing. */
int cli_open_trail(void *ctx, const char *path, struct trail **out, char **error);

/* Logs to stderr, with the time. @arg is not used. */
void cli_log(void *arg, const char *line);

/* Appends to a list that ends with NULL, and is NULL where it is empty. NULL without memory. */
const char **cli_append(void *ctx, const char **list, const char *item);

#endif
