/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls functions of other servers in the JSON binding of SGP.22 6.5: ES2+ as an operator does,
 * ES12 as an SM-DP+ does, and either's notifications. Each call waits for its answer. */
#ifndef RSP_CALLER_H
#define RSP_CALLER_H

#include <jansson.h>

#define ES2_PATH  "/gsma/rsp2/es2plus/"
#define ES12_PATH "/gsma/rsp2/es12/"

enum { CALL_SECONDS = 3 }; /* within which an answer must have come */

/* All strings outlive the caller. */
struct rsp_caller_config {
	const char *requester;   /* functionRequesterIdentifier: an OID, "2.999.10" */
	const char *trusted;     /* PEM text: CIs that the other's TLS certificate may be under */
	const char *certificate; /* PEM text: that of this TLS client; NULL: none */
	const char *key;         /* PEM text */
	struct https_stop *stop; /* ends calls; NULL: nothing does */
};

struct rsp_caller; /* a talloc object */

/* -ENOMEM */
int rsp_caller_new(void *ctx, const struct rsp_caller_config *config, struct rsp_caller **out);

/* What the other server said; strings on the call's context. */
struct rsp_answer {
	long http_status;
	const char *subject, *reason; /* "" where it has executed the function */
	const char *message;          /* "" where there is none */
	json_t *body;                 /* freed with the context; NULL where there is none */
};

/* Calls @url ("https://HOST[:PORT]") @path ("/gsma/rsp2/es2plus/downloadOrder") with the members of
 * @members, to which it adds the header. Returns 0 where there is an answer, with a JSON body or
 * HTTP status 204; else -EIO (not reached), -EBADMSG (no answer of RSP), -ENOMEM, with *@error a
 * talloc string on @ctx. */
int rsp_caller_call(struct rsp_caller *caller, const char *url, const char *path, json_t *members,
		    void *ctx, struct rsp_answer *out, char **error);

#endif
