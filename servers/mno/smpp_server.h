/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMPP 3.4 over TCP: the sockets and the thread of the short message centre. */
#ifndef MNO_SMPP_SERVER_H
#define MNO_SMPP_SERVER_H

#include "servers/common/http.h"

enum { SMPP_CONNECTIONS_MAX = 64 }; /* more are closed at once */

struct smpp_server; /* a talloc object; freeing it ends the thread and closes all sockets */

struct smpp_server_config {
	const char *store; /* the operator's; it has its own connection to it */
	void (*log)(void *arg, const char *line); /* on the server's thread */
	void *log_arg;
};

/* Takes over @listener's socket, also when it fails. *@error: a talloc string on @ctx. */
int smpp_start(const struct smpp_server_config *config, struct http_listener *listener, void *ctx,
	       struct smpp_server **out, char **error);

#endif
