/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/companion.h"

#include <errno.h>
#include <talloc.h>

#include "devices/identity.h"
#include "devices/message.h"
#include "flow/trail.h"

struct companion {
	struct message_end end;
	struct device_identity identity;
	json_int_t id; /* of the last request */
	bool lost;
};

/* A request and what to do with what comes of it. */
struct request {
	enum message_type type;
	json_t *members; /* its reference is taken over; may be NULL */
	enum message_type answer;
	int timeout;
	void (*progress)(void *arg, const char *step);
	void *arg;
};

static int goodbye(struct companion *c)
{
	char *error = NULL;

	if (!c->lost)
		message_send(&c->end, MESSAGE_BYE, ++c->id, NULL, c, &error);
	return 0;
}

/* ---- one request ---- */

/* What another answer than the expected one says. */
static int said_no(struct companion *c, const struct message *m, void *ctx, char **error)
{
	static const struct {
		enum message_type type;
		int r;
	} kinds[] = {
		{MESSAGE_FAILURE, -EREMOTEIO},
		{MESSAGE_UNSUPPORTED, -ENOSYS},
		{MESSAGE_REFUSED, -EPROTO},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == m->type) {
			*error = talloc_asprintf(
				ctx, "%s: %s", c->end.peer,
				json_string_value(json_object_get(m->json, "error")));
			return kinds[i].r;
		}
	*error = talloc_asprintf(ctx, "%s answers '%s' to something else", c->end.peer,
				 message_name(m->type));
	return -EPROTO;
}

/* Receives until there is an answer other than progress. */
static int hear(struct companion *c, const struct request *q, struct message *answer, void *ctx,
		char **error)
{
	int r;

	while ((r = message_receive(&c->end, q->timeout, answer, ctx, error)) == 0) {
		if (answer->id != c->id) {
			*error = talloc_strdup(ctx, "an answer to another request came");
			r = -EPROTO;
			break;
		}
		if (answer->type != MESSAGE_PROGRESS || !q->progress)
			break;
		q->progress(q->arg, json_string_value(json_object_get(answer->json, "step")));
		message_free(answer);
	}
	if (r == 0 && answer->type != q->answer)
		r = said_no(c, answer, ctx, error);
	if (r)
		message_free(answer);
	return r;
}

static bool is_link_good(int r)
{
	return r == 0 || r == -EREMOTEIO || r == -ENOSYS || r == -EINVAL;
}

/* 0 with *@answer, to be freed. */
static int ask(struct companion *c, const struct request *q, struct message *answer, void *ctx,
	       char **error)
{
	int r;

	*answer = (struct message){0};
	if (c->lost) {
		json_decref(q->members);
		*error = talloc_asprintf(ctx, "the link to %s is lost", c->end.peer);
		return -ECONNRESET;
	}
	r = message_send(&c->end, q->type, c->id + 1, q->members, ctx, error);
	if (r != -EINVAL)
		c->id++;
	if (r == 0)
		r = hear(c, q, answer, ctx, error);
	c->lost = !is_link_good(r);
	return r;
}

/* ---- the companion ---- */

static int exchange_identities(struct companion *c, const struct device_identity *self, void *ctx,
			       char **error)
{
	const struct request q = {.type = MESSAGE_HELLO,
				  .members = identity_members(self),
				  .answer = MESSAGE_HELLO,
				  .timeout = LINK_ANSWER_MS};
	struct trail *trail = c->end.trail;
	struct message answer;
	int r;

	c->end.trail = NULL; /* the other device, which learns both names, writes down both */
	r = ask(c, &q, &answer, ctx, error);
	c->end.trail = trail;
	if (r)
		return r;
	r = identity_read(&answer, c, &c->identity);
	message_free(&answer);
	c->end.peer = c->identity.name;
	return r;
}

int companion_connect(struct companion **out, const char *address,
		      const struct device_identity *self, const struct link_config *config,
		      struct trail *trail, void *ctx, char **error)
{
	struct companion *c = talloc_zero(ctx, struct companion);
	int r;

	if (!c)
		return -ENOMEM;
	c->end = (struct message_end){
		.trail = trail, .self = self->name, .peer = "the other device"};
	r = link_connect(&c->end.link, address, config, ctx, error);
	if (r == 0) {
		talloc_steal(c, c->end.link);
		talloc_set_destructor(c, goodbye);
		r = exchange_identities(c, self, ctx, error);
	}
	if (r)
		talloc_free(c);
	else
		*out = c;
	return r;
}

const struct device_identity *companion_identity(const struct companion *c)
{
	return &c->identity;
}

int companion_eid(struct companion *c, void *ctx, char **eid, char **error)
{
	const struct request q = {
		.type = MESSAGE_GET_EID, .answer = MESSAGE_EID, .timeout = LINK_LPA_MS};
	struct message answer;
	int r = ask(c, &q, &answer, ctx, error);

	if (r)
		return r;
	*eid = message_text(&answer, "eid", ctx);
	message_free(&answer);
	return *eid ? 0 : -ENOMEM;
}

/* A request that is answered with what became of a profile. */
static int ask_for_profile(struct companion *c, const struct request *q, void *ctx,
			   struct companion_profile *result, char **error)
{
	struct message answer;
	int r = ask(c, q, &answer, ctx, error);

	if (r)
		return r;
	result->iccid = message_text(&answer, "iccid", ctx);
	result->warning = message_text(&answer, "warning", ctx);
	message_free(&answer);
	return 0;
}

static void ignore_progress(void *arg, const char *step)
{
	(void)arg, (void)step;
}

int companion_download(struct companion *c, const struct companion_download *what, void *ctx,
		       struct companion_profile *result, char **error)
{
	const struct request q = {
		.type = MESSAGE_DOWNLOAD,
		.members = json_pack("{s:s, s:s*}", "activation_code", what->activation_code,
				     "confirmation_code", what->confirmation_code),
		.answer = MESSAGE_RESULT,
		.timeout = LINK_LPA_MS,
		.progress = what->progress ? what->progress : ignore_progress,
		.arg = what->arg,
	};
	int r = ask_for_profile(c, &q, ctx, result, error);

	if (r || result->iccid)
		return r;
	*error =
		talloc_asprintf(ctx, "%s does not say which profile it has installed", c->end.peer);
	return -EPROTO;
}

int companion_manage(struct companion *c, enum companion_action action, const char *iccid,
		     void *ctx, struct companion_profile *result, char **error)
{
	static const enum message_type types[] = {
		[COMPANION_ENABLE] = MESSAGE_ENABLE,
		[COMPANION_DISABLE] = MESSAGE_DISABLE,
		[COMPANION_DELETE] = MESSAGE_DELETE,
	};
	const struct request q = {
		.type = types[action],
		.members = json_pack("{s:s}", "iccid", iccid),
		.answer = MESSAGE_RESULT,
		.timeout = LINK_LPA_MS,
	};

	return ask_for_profile(c, &q, ctx, result, error);
}

/* A request that is answered with no more than that it was done. */
static int have_done(struct companion *c, enum message_type type, json_t *members, int timeout,
		     void *ctx, char **error)
{
	const struct request q = {
		.type = type, .members = members, .answer = MESSAGE_RESULT, .timeout = timeout};
	struct companion_profile ignored;

	return ask_for_profile(c, &q, ctx, &ignored, error);
}

int companion_notify(struct companion *c, void *ctx, char **error)
{
	return have_done(c, MESSAGE_NOTIFY, NULL, LINK_LPA_MS, ctx, error);
}

int companion_identifiers(struct companion *c, void *ctx, struct companion_identifiers *out,
			  char **error)
{
	const struct request q = {.type = MESSAGE_GET_IDENTIFIERS,
				  .answer = MESSAGE_IDENTIFIERS,
				  .timeout = LINK_ANSWER_MS};
	struct message answer;
	int r = ask(c, &q, &answer, ctx, error);

	if (r)
		return r;
	out->iccid = message_text(&answer, "iccid", ctx);
	out->imsi = message_text(&answer, "imsi", ctx);
	out->msisdn = message_text(&answer, "msisdn", ctx);
	message_free(&answer);
	return out->iccid && out->imsi ? 0 : -ENOMEM;
}

int companion_sms_code(struct companion *c, void *ctx, char **code, char **error)
{
	const struct request q = {
		.type = MESSAGE_GET_CODE, .answer = MESSAGE_CODE, .timeout = LINK_PERSON_MS};
	struct message answer;
	int r = ask(c, &q, &answer, ctx, error);

	if (r)
		return r;
	*code = message_text(&answer, "code", ctx);
	message_free(&answer);
	return *code ? 0 : -ENOMEM;
}

int companion_number(struct companion *c, const char *msisdn, enum companion_number status,
		     const char *why, void *ctx, char **error)
{
	static const char *const statuses[] = {
		[COMPANION_ACTIVATED] = "activated",
		[COMPANION_UNBOUND] = "unbound",
		[COMPANION_FAILED] = "failed",
	};

	return have_done(c, MESSAGE_NUMBER,
			 json_pack("{s:s, s:s, s:s*}", "msisdn", msisdn, "status", statuses[status],
				   "why", why),
			 LINK_ANSWER_MS, ctx, error);
}
