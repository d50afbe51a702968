/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/smdpp_orders.h"

#include <errno.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "servers/rsp/activation_code.h"
#include "servers/rsp/server.h"
#include "servers/smdpp/profile_package.h"

static const char name[] = "smdpp";

int smdpp_open_store(void *ctx, const char *path, struct db **out)
{
	char *error = NULL;

	if (order_store_open(path ? path : rsp_store_default_path(ctx, "smdpp"), ctx, out, &error))
		return cli_fail(name, "%s", error ? error : strerror(ENOMEM));
	return EXIT_OK;
}

/* For those who look: a mistyped name is no new and empty store. */
int smdpp_open_existing(void *ctx, const char *path, struct db **out)
{
	if (path && access(path, F_OK))
		return cli_fail(name, "--store %s: %s", path, strerror(errno));
	return smdpp_open_store(ctx, path, out);
}

const char *smdpp_iccid(void *ctx, struct slice iccid)
{
	char digits[ICCID_DIGITS + 1];

	iccid_format(iccid, digits);
	return talloc_strdup(ctx, digits);
}

int smdpp_print_json(json_t *value)
{
	return cli_print_json(name, value);
}

json_t *smdpp_order_json(void *ctx, const struct order *o)
{
	const char *code = activation_code(ctx, o->address, o->matching_id, o->code.n > 0);

	return json_pack(
		"{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:I, s:I}",
		"number", (json_int_t)o->id, "activationCode", code ? code : "", "matchingId",
		o->matching_id, "address", o->address, "iccid", smdpp_iccid(ctx, o->iccid), "eid",
		o->eid, "profileType", o->profile_type, "operator", o->ordered_by, "smds", o->smds,
		"state", order_state_names[o->state], "reason", o->reason,
		"confirmationCodeRequired", o->code.n > 0, "reusable", o->reusable, "attempts",
		(json_int_t)o->attempts, "created", (json_int_t)o->created, "expires",
		(json_int_t)o->expires);
}
