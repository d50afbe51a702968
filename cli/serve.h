/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a server of RSP until it is interrupted. */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

#include "servers/rsp/server.h"

struct cli_server {
	const char *name;   /* of the subcommand */
	const char *listen; /* HOST:PORT by default */
	void (*print_help)(void);
	int (*make)(void *ctx, const struct rsp_config *config, struct rsp_server **out,
		    char **error);
};

/* Takes --listen, --store, --pki, --address, --trail and --help; returns an exit status. */
int cli_serve(int argc, char **argv, const struct cli_server *kind);

#endif
