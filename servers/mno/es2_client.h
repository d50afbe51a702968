/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's side of ES2+ (SGP.22 5.3): it orders profiles from an SM-DP+. Each call waits for
 * its answer, at most CALL_SECONDS. */
#ifndef MNO_ES2_CLIENT_H
#define MNO_ES2_CLIENT_H

#include <stdbool.h>

#include "servers/rsp/caller.h"

struct es2_client {
	struct rsp_caller *caller;
	const char *url; /* of the SM-DP+: "https://HOST[:PORT]" */
};

/* What the SM-DP+ knows an order by. Strings are never NULL in what a call fills in, and children
 * of the context given to it. */
struct es2_order {
	const char *iccid;
	const char *eid;         /* NULL or "": for whichever eUICC comes */
	const char *matching_id; /* NULL: the SM-DP+ chooses one; "" is the default SM-DP+'s */
	const char *address;     /* of the SM-DP+, for the activation code */
};

/* All return 0, or -EPERM (the SM-DP+ refuses), -EIO (it is not reached), -EBADMSG (that was no
 * answer), -ENOMEM, with *@error a talloc string on @ctx. After -EIO and -EBADMSG it is not known
 * whether it has executed the function. */

/* DownloadOrder (5.3.1): a profile of @type from stock, for @o->eid. Sets @o->iccid. */
int es2_download_order(const struct es2_client *c, const char *type, struct es2_order *o, void *ctx,
		       char **error);
/* ConfirmOrder (5.3.2): @code NULL: the user need not enter one. Sets matching id, EID and address.
 * With @release the profile can be downloaded at once. */
int es2_confirm_order(const struct es2_client *c, const char *code, bool release,
		      struct es2_order *o, void *ctx, char **error);
/* ReleaseProfile (5.3.4) */
int es2_release_profile(const struct es2_client *c, const struct es2_order *o, void *ctx,
			char **error);
/* CancelOrder (5.3.3): the profile goes back into stock with @back, or is not to be used again. */
int es2_cancel_order(const struct es2_client *c, const struct es2_order *o, bool back, void *ctx,
		     char **error);

/* DownloadOrder and ConfirmOrder in one: a released profile of @type, bound to @o->eid. What was
 * ordered but cannot be confirmed is cancelled, and goes back into stock. */
int es2_obtain(const struct es2_client *c, const char *type, const char *code, struct es2_order *o,
	       void *ctx, char **error);

#endif
