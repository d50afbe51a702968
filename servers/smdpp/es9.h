/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES9+ (SGP.22 5.6) in its JSON binding (6.5), without the transport. */
#ifndef SMDPP_ES9_H
#define SMDPP_ES9_H

#include "servers/smdpp/smdpp.h"
#include "servers/smdpp/status.h"

struct es9_response {
	unsigned http_status;    /* 200, 204; 400, 404, 500 for what has no JSON answer */
	const char *body;        /* JSON text, NULL for none */
	enum es9_status status;  /* for the log, as the rest */
	const char *transaction; /* hex, "" where there is none */
	const char *detail;      /* a sentence, "" where there is none */
};

/* Runs the ES9+ function called @function ("initiateAuthentication" ...) on the JSON text @body.
 * What @out points to lives on @ctx. */
void es9_handle(struct smdpp *dp, const char *function, struct slice body, void *ctx,
		struct es9_response *out);

#endif
