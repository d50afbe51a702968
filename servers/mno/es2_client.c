/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/es2_client.h"

#include <errno.h>
#include <talloc.h>

#include "servers/common/json.h"

/* Puts a member that may be absent. */
static void put(json_t *members, const char *name, const char *value)
{
	if (value)
		json_object_set_new(members, name, json_string(value));
}

static const char *given(const char *text)
{
	return text && *text ? text : NULL;
}

/* The members that say which order is meant. */
static json_t *references(const struct es2_order *o)
{
	json_t *members = json_object();

	put(members, "iccid", o->iccid);
	put(members, "eid", given(o->eid));
	put(members, "matchingId", o->matching_id);
	return members;
}

/* Takes over the reference to @members. *@body lives as long as @ctx. */
static int call(const struct es2_client *c, const char *function, json_t *members, void *ctx,
		json_t **body, char **error)
{
	char *path = talloc_asprintf(ctx, ES2_PATH "%s", function);
	struct rsp_answer answer;
	int r = path && members
			? rsp_caller_call(c->caller, c->url, path, members, ctx, &answer, error)
			: -ENOMEM;

	json_decref(members);
	if (r)
		return r;
	*body = answer.body;
	if (!*answer.subject)
		return 0;
	*error = talloc_asprintf(ctx, "%s: %s/%s %s", function, answer.subject, answer.reason,
				 answer.message);
	return -EPERM;
}

/* A member of an answer, copied to @ctx; @otherwise where it is absent. */
static int take(const json_t *body, const char *name, const char *otherwise, void *ctx,
		const char **out)
{
	const char *text = json_member_text(body, name);

	*out = talloc_strdup(ctx, text ? text : otherwise);
	return *out ? 0 : -ENOMEM;
}

/* The same for one that must be there. */
static int take_needed(const json_t *body, const char *name, void *ctx, const char **out,
		       char **error)
{
	if (json_member_text(body, name))
		return take(body, name, "", ctx, out);
	*error = talloc_asprintf(ctx, "the SM-DP+ answers without %s", name);
	return -EBADMSG;
}

int es2_download_order(const struct es2_client *c, const char *type, struct es2_order *o, void *ctx,
		       char **error)
{
	json_t *members = json_object(), *body;
	int r;

	put(members, "profileType", type);
	put(members, "eid", given(o->eid));
	r = call(c, "downloadOrder", members, ctx, &body, error);
	return r ? r : take_needed(body, "iccid", ctx, &o->iccid, error);
}

int es2_confirm_order(const struct es2_client *c, const char *code, bool release,
		      struct es2_order *o, void *ctx, char **error)
{
	json_t *members = references(o), *body;
	int r;

	put(members, "confirmationCode", given(code));
	json_object_set_new(members, "releaseFlag", json_boolean(release));
	r = call(c, "confirmOrder", members, ctx, &body, error);
	if (r)
		return r;
	r = take_needed(body, "matchingId", ctx, &o->matching_id, error);
	if (r == 0)
		r = take_needed(body, "smdpAddress", ctx, &o->address, error);
	return r ? r : take(body, "eid", o->eid ? o->eid : "", ctx, &o->eid);
}

int es2_release_profile(const struct es2_client *c, const struct es2_order *o, void *ctx,
			char **error)
{
	json_t *members = json_object(), *body;

	put(members, "iccid", o->iccid);
	return call(c, "releaseProfile", members, ctx, &body, error);
}

int es2_cancel_order(const struct es2_client *c, const struct es2_order *o, bool back, void *ctx,
		     char **error)
{
	json_t *members = references(o), *body;

	put(members, "finalProfileStatusIndicator", back ? "Available" : "Unavailable");
	return call(c, "cancelOrder", members, ctx, &body, error);
}

int es2_obtain(const struct es2_client *c, const char *type, const char *code, struct es2_order *o,
	       void *ctx, char **error)
{
	struct es2_order ordered;
	char *ignored;
	int r = es2_download_order(c, type, o, ctx, error);

	if (r)
		return r;
	/* The matching id is not the order's before it is confirmed. */
	ordered = (struct es2_order){.iccid = o->iccid, .eid = o->eid};
	r = es2_confirm_order(c, code, true, o, ctx, error);
	if (r)
		(void)es2_cancel_order(c, &ordered, true, ctx, &ignored);
	return r;
}
