/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request to a server of RSP without the transport. */
#ifndef TESTS_UNIT_POST_H
#define TESTS_UNIT_POST_H

#include <talloc.h>

#include "servers/rsp/call.h"

#define PROTOCOL "gsma/rsp/v2.2.0"
#define ES9      "/gsma/rsp2/es9plus/"

static const char *const protocol_headers[] = {"X-Admin-Protocol", PROTOCOL, NULL};

static inline void post(struct rsp_server *server, const char *prefix, const char *function,
			const char *body, void *call_ctx, struct rsp_response *r)
{
	const struct http_request request = {
		.method = "POST",
		.path = talloc_asprintf(call_ctx, "%s%s", prefix, function),
		.body = slice_str(body),
		.headers = protocol_headers,
	};

	rsp_handle(server, &request, call_ctx, r);
}

#endif
