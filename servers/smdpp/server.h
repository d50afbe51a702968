/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+ over HTTPS (SGP.22 6.3, 6.5). */
#ifndef SMDPP_SERVER_H
#define SMDPP_SERVER_H

#include "servers/common/http.h"
#include "servers/smdpp/smdpp.h"

struct smdpp_server; /* a talloc object; freed, it stops */

/* Serves @dp on @listener, whose socket it takes over, until it is freed; @dp belongs to the
 * server's thread in the meantime. @log takes one line per request, without newline. */
int smdpp_serve(struct smdpp *dp, struct http_listener *listener,
		void (*log)(void *arg, const char *line), void *arg, void *ctx,
		struct smdpp_server **out, char **error);

#endif
