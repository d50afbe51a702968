/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/secondary.h"

#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "devices/identity.h"
#include "devices/message.h"
#include "devices/usim.h"
#include "flow/trail.h"

/* A download that was done, for a primary that lost its answer. */
struct download {
	struct download *next;
	const char *activation_code;
	const char *iccid;
};

struct secondary {
	const struct secondary_config *config;
	struct download *downloads;
	/* of the link at hand: */
	void *session;
	struct message_end end;
	struct device_identity primary; /* .name is NULL before its hello */
	json_int_t id;                  /* of the last request */
	bool lost;
};

/* What a request is answered with. */
struct answer {
	enum message_type type;
	json_t *members;
};

static __attribute__((format(printf, 2, 3))) void tell(const struct secondary *s,
						       const char *format, ...)
{
	const struct person *person = s->config->link.person;
	va_list args;
	char *line;

	va_start(args, format);
	line = talloc_vasprintf(NULL, format, args);
	va_end(args);
	if (line)
		person->tell(person->arg, line);
	talloc_free(line);
}

static void fail(struct answer *a, const char *error)
{
	a->type = MESSAGE_FAILURE;
	a->members = json_pack("{s:s}", "error", error ? error : "out of memory");
}

/* ---- what is asked of the person ---- */

static void hello(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	if (s->primary.name) {
		fail(a, "hello was said before");
		return;
	}
	(void)ctx;
	if (identity_read(q, s->session, &s->primary)) {
		fail(a, NULL);
		return;
	}
	s->end.peer = s->primary.name;
	trail_message(s->end.trail, s->end.peer, s->end.self, "pairing", NULL);
	message_trail(&s->end, q, s->end.peer, s->end.self);
	tell(s, "paired with %s", s->primary.name);
	a->type = MESSAGE_HELLO;
	a->members = identity_members(&s->config->identity);
}

static void get_code(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	const struct link_config *link = &s->config->link;
	const struct person_wait wait = {.stop = link->stop, .gone = link_descriptor(s->end.link)};
	char *code;

	(void)q;
	if (link->person->ask(link->person->arg, "The code that came by SMS: ", &wait, ctx,
			      &code)) {
		fail(a, "nobody has told the code");
		return;
	}
	a->type = MESSAGE_CODE;
	a->members = json_pack("{s:s}", "code", code);
}

static void number(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	const char *why = message_text(q, "why", ctx);

	tell(s, "shared number %s: %s%s%s", message_text(q, "msisdn", ctx),
	     message_text(q, "status", ctx), why ? ": " : "", why ? why : "");
	a->type = MESSAGE_RESULT;
}

/* ---- what is asked of the card ---- */

static void get_identifiers(struct secondary *s, const struct message *q, void *ctx,
			    struct answer *a)
{
	const struct usim_identity *id;
	struct card_terminal *terminal;
	struct usim *usim;
	char *error = NULL;

	(void)q;
	if (card_terminal_open(s->config->reader, ctx, &terminal, &error) ||
	    usim_open(terminal, ctx, &usim, &error)) {
		fail(a, error);
		return;
	}
	id = usim_identity(usim);
	a->type = MESSAGE_IDENTIFIERS;
	a->members = json_pack("{s:s, s:s, s:s*}", "iccid", id->iccid, "imsi", id->imsi, "msisdn",
			       *id->msisdn ? id->msisdn : NULL);
}

/* Delivers what the card has to tell its SM-DP+; it keeps what does not arrive. NULL, or why some
 * did not. */
static const char *deliver(struct secondary *s, void *ctx)
{
	char *why = NULL;

	if (lpa_notify(s->config->lpa, ctx, &why) == 0)
		return NULL;
	tell(s, "the SM-DP+ has not been notified yet: %s", why ? why : "?");
	return why ? why : "the SM-DP+ has not been notified";
}

/* With this a primary begins. What was installed and not reported, as the link or the SM-DP+ was
 * lost, is reported first: the operator would have the same profile downloaded once more. */
static void get_eid(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	char *eid, *error = NULL;

	(void)q;
	if (lpa_eid(s->config->lpa, ctx, &eid, &error)) {
		fail(a, error);
		return;
	}
	deliver(s, ctx);
	a->type = MESSAGE_EID;
	a->members = json_pack("{s:s}", "eid", eid);
}

/* The profile is as asked for, whether or not the SM-DP+ could be told. */
static void done(struct secondary *s, const char *iccid, void *ctx, struct answer *a)
{
	const char *warning = deliver(s, ctx);

	a->type = MESSAGE_RESULT;
	a->members = json_pack("{s:s, s:s*}", "iccid", iccid, "warning", warning);
}

static void on_progress(void *arg, const char *step)
{
	struct secondary *s = arg;
	char *error = NULL;
	int r;

	if (s->lost)
		return;
	r = message_send(&s->end, MESSAGE_PROGRESS, s->id, json_pack("{s:s}", "step", step), NULL,
			 &error);
	s->lost = r && r != -EINVAL; /* a step that no message can say is left out */
	if (s->lost)
		tell(s, "the link is lost, the download goes on");
	talloc_free(error);
}

static const char *downloaded(const struct secondary *s, const char *activation_code)
{
	for (const struct download *d = s->downloads; d; d = d->next)
		if (!strcmp(d->activation_code, activation_code))
			return d->iccid;
	return NULL;
}

static void remember(struct secondary *s, const char *activation_code, const char *iccid)
{
	struct download *d = talloc_zero(s, struct download);

	if (!d)
		return;
	d->activation_code = talloc_strdup(d, activation_code);
	d->iccid = talloc_strdup(d, iccid);
	d->next = s->downloads;
	if (d->activation_code && d->iccid)
		s->downloads = d;
}

static void download(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	const struct lpa_download what = {
		.activation_code = message_text(q, "activation_code", ctx),
		.confirmation_code = message_text(q, "confirmation_code", ctx),
		.progress = on_progress,
		.arg = s,
	};
	const char *before = what.activation_code ? downloaded(s, what.activation_code) : NULL;
	char *iccid = NULL, *error = NULL;

	if (before) {
		done(s, before, ctx, a);
		return;
	}
	tell(s, "downloading a profile");
	if (!what.activation_code || lpa_download(s->config->lpa, &what, ctx, &iccid, &error)) {
		char *ignored = NULL;

		tell(s, "no profile was installed: %s", error ? error : "?");
		lpa_notify(s->config->lpa, ctx, &ignored); /* of what the card did not install */
		fail(a, error);
		return;
	}
	tell(s, "profile %s is installed", iccid);
	remember(s, what.activation_code, iccid);
	done(s, iccid, ctx, a);
}

/* A deleted profile can be downloaded again, where its order allows that. */
static void forget(struct secondary *s, const char *iccid)
{
	struct download **p = &s->downloads;

	while (*p)
		if (!strcmp((*p)->iccid, iccid))
			*p = (*p)->next;
		else
			p = &(*p)->next;
}

static void manage(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	static const struct {
		enum message_type type;
		int (*function)(struct lpa *l, const char *iccid, void *ctx, char **error);
		const char *what;
	} functions[] = {
		{MESSAGE_ENABLE, lpa_enable, "enabled"},
		{MESSAGE_DISABLE, lpa_disable, "disabled"},
		{MESSAGE_DELETE, lpa_delete, "deleted"},
	};
	const char *iccid = message_text(q, "iccid", ctx);
	char *error = NULL;
	size_t i = 0;

	while (functions[i].type != q->type)
		i++;
	if (!iccid || functions[i].function(s->config->lpa, iccid, ctx, &error)) {
		fail(a, error);
		return;
	}
	tell(s, "profile %s is %s", iccid, functions[i].what);
	if (q->type == MESSAGE_DELETE)
		forget(s, iccid);
	done(s, iccid, ctx, a);
}

static void notify(struct secondary *s, const struct message *q, void *ctx, struct answer *a)
{
	char *error = NULL;

	(void)q;
	if (lpa_notify(s->config->lpa, ctx, &error))
		fail(a, error);
	else
		a->type = MESSAGE_RESULT;
}

/* ---- requests ---- */

static const struct {
	void (*handler)(struct secondary *s, const struct message *q, void *ctx, struct answer *a);
	bool euicc; /* needs one */
} handlers[MESSAGE_REQUESTS] = {
	[MESSAGE_HELLO] = {hello, false},
	[MESSAGE_GET_EID] = {get_eid, true},
	[MESSAGE_GET_IDENTIFIERS] = {get_identifiers, false},
	[MESSAGE_GET_CODE] = {get_code, false},
	[MESSAGE_DOWNLOAD] = {download, true},
	[MESSAGE_ENABLE] = {manage, true},
	[MESSAGE_DISABLE] = {manage, true},
	[MESSAGE_DELETE] = {manage, true},
	[MESSAGE_NOTIFY] = {notify, true},
	[MESSAGE_NUMBER] = {number, false},
};

/* What is wrong with the order of requests; NULL: nothing. */
static const char *out_of_order(const struct secondary *s, const struct message *q)
{
	if (q->type >= MESSAGE_REQUESTS)
		return "that is no request";
	if (q->id != s->id + 1)
		return "that is not the next request";
	if (!s->primary.name && q->type != MESSAGE_HELLO && q->type != MESSAGE_BYE)
		return "say hello first";
	return NULL;
}

static int refuse(struct secondary *s, const char *why)
{
	char *ignored = NULL;

	message_send(&s->end, MESSAGE_REFUSED, s->id + 1, json_pack("{s:s}", "error", why), NULL,
		     &ignored);
	talloc_free(ignored);
	link_finish(s->end.link);
	return -EPROTO;
}

static int answer(struct secondary *s, const struct message *q, char **error)
{
	void *ctx = talloc_new(s->session);
	struct answer a = {0};
	int r;

	s->id = q->id;
	if (handlers[q->type].euicc && !s->config->lpa) {
		a.type = MESSAGE_UNSUPPORTED;
		a.members = json_pack("{s:s}", "error", "the card is a plain UICC");
	} else {
		handlers[q->type].handler(s, q, ctx, &a);
	}
	r = message_send(&s->end, a.type, s->id, a.members, s->session, error);
	/* What the person or the card says may be nothing that a message can bear. */
	if (r == -EINVAL) {
		fail(&a, *error);
		r = message_send(&s->end, a.type, s->id, a.members, s->session, error);
	}
	talloc_free(ctx);
	return r;
}

/* 1 while there is more to come; 0 after a goodbye. */
static int serve_request(struct secondary *s, char **error)
{
	struct message q;
	const char *wrong;
	int r = message_receive(&s->end, -1, &q, s->session, error);

	if (r == -EPROTO)
		return refuse(s, *error);
	if (r)
		return r;
	wrong = out_of_order(s, &q);
	if (wrong) {
		*error = talloc_asprintf(s->session, "%s: the primary device was refused", wrong);
		r = refuse(s, wrong);
	} else if (q.type != MESSAGE_BYE) {
		r = answer(s, &q, error);
		r = r ? r : 1;
	}
	message_free(&q);
	return r;
}

static int serve_link(struct secondary *s, struct link *link, char **error)
{
	int r;

	s->end = (struct message_end){
		.link = link,
		.trail = s->config->trail,
		.self = s->config->identity.name,
		.peer = "the other device",
	};
	s->primary = (struct device_identity){0};
	s->id = 0;
	s->lost = false;
	do
		r = serve_request(s, error);
	while (r == 1);
	return r;
}

static int serve_next(struct secondary *s, struct link_listener *listener, void *ctx, char **error)
{
	struct link *link;
	char *why = NULL;
	int r;

	s->session = talloc_new(s);
	r = link_accept(&link, listener, &s->config->link, s->session, &why);
	if (r == 0)
		r = serve_link(s, link, &why);
	if (r)
		*error = talloc_strdup(ctx, why ? why : strerror(-r));
	TALLOC_FREE(s->session);
	return r;
}

/* What says nothing of the next link. */
static bool only_this_link(int r)
{
	return r == -ECONNRESET || r == -ETIMEDOUT || r == -EPROTO || r == -EACCES;
}

int secondary_serve(struct link_listener *listener, const struct secondary_config *config,
		    void *ctx, char **error)
{
	struct secondary *s = talloc_zero(ctx, struct secondary);
	int r;

	if (!s)
		return -ENOMEM;
	s->config = config;
	r = serve_next(s, listener, ctx, error);
	while (!config->once && (r == 0 || only_this_link(r))) {
		if (r)
			tell(s, "%s", *error);
		r = serve_next(s, listener, ctx, error);
	}
	talloc_free(s);
	return r == -ECANCELED ? 0 : r;
}
