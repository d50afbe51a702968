/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/toolkit_script.h"

#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "codec/ctlv.h"

enum {
	RECEIVED_MAX = 200,  /* bytes kept: a command of 255 has room for them */
	CODING_8_BIT = 0x04, /* of a text string, 8.15 */
};

struct run {
	const struct toolkit_script *script;
	struct softeuicc_toolkit *application;
	void (*log)(void *arg, const char *line);
	void *arg;
	uint8_t received[RECEIVED_MAX];
	size_t n;
};

/* What a callback is about; lives until its last one. */
struct pending {
	struct run *run;
	const struct script_action *action;
	struct softeuicc_bip *bip;
	size_t taken;
};

static void issue_all(struct run *run, const struct script_action *actions);

/* ---- what came ---- */

static void receive(struct run *run, struct softeuicc_bytes data, size_t behind)
{
	size_t n = behind < RECEIVED_MAX ? RECEIVED_MAX - behind : 0;

	if (n > data.n)
		n = data.n;
	if (n)
		memcpy(run->received + behind, data.p, n);
	run->n = behind + n;
}

/* The objects of a command, with what came in the place that is left for it. */
static struct slice complete(const struct run *run, const struct script_action *a, void *ctx)
{
	struct buf value = buf_new(ctx), b = buf_new(ctx);

	buf_put(&b, a->command.objects.p, a->command.objects.n);
	if (a->received) {
		if (a->received == softeuicc_toolkit_object_tag("text-string"))
			buf_put_u8(&value, CODING_8_BIT);
		buf_put(&value, run->received, run->n);
		ctlv_put(&b, a->received, true, buf_slice(&value));
		buf_put_slice(&b, a->behind);
	}
	if (!buf_ok(&value))
		b.failed = true;
	return buf_ok(&b) ? buf_slice(&b) : slice_of(NULL, 0);
}

/* ---- commands ---- */

static void on_answer(void *arg, const struct softeuicc_response *response)
{
	struct pending *p = arg;
	struct run *run = p->run;
	const struct script_action *a = p->action;
	struct softeuicc_bytes text;

	talloc_free(p);
	if (!response->answered)
		return;
	if (softeuicc_object(response->objects,
			     (uint16_t)softeuicc_toolkit_object_tag("text-string"), &text) &&
	    text.n > 0)
		receive(run, (struct softeuicc_bytes){text.p + 1, text.n - 1}, 0);
	issue_all(run, a->then[softeuicc_result_class(response->result) >> 4]);
}

static int issue_command(struct run *run, const struct script_action *a, struct pending *p)
{
	struct softeuicc_command c = a->command;
	struct slice objects = complete(run, a, p);

	c.objects = (struct softeuicc_bytes){objects.p, objects.n};
	c.done = on_answer;
	c.arg = p;
	return softeuicc_toolkit_issue(run->application, &c);
}

/* ---- channels ---- */

static void on_opened(void *arg, uint16_t buffer)
{
	const struct pending *p = arg;

	(void)buffer;
	if (p->action->send.n)
		softeuicc_bip_send(p->bip, p->action->send.p, p->action->send.n);
	else if (!p->action->take)
		softeuicc_bip_close(p->bip);
}

static void on_received(void *arg, struct softeuicc_bytes data)
{
	struct pending *p = arg;

	receive(p->run, data, p->taken);
	p->taken += data.n;
	if (p->action->take && p->taken >= p->action->take)
		softeuicc_bip_close(p->bip);
}

static void on_closed(void *arg, uint8_t result, uint8_t additional)
{
	struct pending *p = arg;
	struct run *run = p->run;
	const struct script_action *a = p->action;

	(void)additional;
	talloc_free(p);
	issue_all(run, result ? a->failed : a->closed);
}

static int open_channel(struct run *run, const struct script_action *a, struct pending *p)
{
	const struct softeuicc_bip_definition d = {
		.qualifier = a->command.qualifier,
		.objects = a->command.objects,
		.opened = on_opened,
		.received = on_received,
		.closed = on_closed,
		.arg = p,
	};

	return softeuicc_bip_open(run->application, &d, &p->bip);
}

/* ---- lists of actions ---- */

static const char *reason(int error)
{
	switch (error) {
	case -ENOTSUP:
		return "the terminal cannot do that";
	case -EBUSY:
		return "too many commands wait, or the timer is another's";
	case -EMSGSIZE:
		return "it is longer than 255 bytes";
	default:
		return strerror(-error);
	}
}

static void complain(const struct run *run, const struct script_action *a, int error)
{
	char *line = talloc_asprintf(NULL, "toolkit application %s: %s: %s", run->script->name,
				     a->name, reason(error));

	if (run->log && line)
		run->log(run->arg, line);
	talloc_free(line);
}

static int issue(struct run *run, const struct script_action *a)
{
	struct pending *p = talloc_zero(run, struct pending);
	int r;

	if (!p)
		return -ENOMEM;
	p->run = run;
	p->action = a;
	r = a->is_channel ? open_channel(run, a, p) : issue_command(run, a, p);
	if (r < 0)
		talloc_free(p);
	return r;
}

/* After a reset there is no terminal to talk to, and nothing to be said about it. */
static void issue_all(struct run *run, const struct script_action *actions)
{
	for (const struct script_action *a = actions; a; a = a->next) {
		int r = issue(run, a);

		if (r == -ENOTCONN)
			return;
		if (r < 0)
			complain(run, a, r);
	}
}

/* ---- what the terminal reports ---- */

static void on_profile(void *arg)
{
	struct run *run = arg;

	issue_all(run, run->script->profile);
}

static void on_menu(void *arg, size_t item, int help)
{
	struct run *run = arg;
	const struct script_item *i = &run->script->items[item];

	issue_all(run, help ? i->help : i->actions);
}

static void on_event(void *arg, uint8_t event, struct softeuicc_bytes objects)
{
	struct run *run = arg;

	(void)objects;
	issue_all(run, run->script->events[event]);
}

static void on_timer(void *arg, uint8_t timer, struct softeuicc_bytes value)
{
	struct run *run = arg;

	(void)value;
	issue_all(run, run->script->timers[timer - 1]);
}

/* What every message to the card has, a script with a TAR has not asked for. */
static int on_sms(void *arg, const struct softeuicc_sms *sms, uint8_t reply[SOFTEUICC_REPLY_MAX])
{
	struct run *run = arg;
	const struct toolkit_script *s = run->script;

	if (!sms->tar && s->tars.n)
		return 0;
	receive(run, sms->data, 0);
	issue_all(run, s->sms);
	if (s->reply.n)
		memcpy(reply, s->reply.p, s->reply.n);
	return (int)s->reply.n;
}

int toolkit_script_run(const struct toolkit_script *script, struct softeuicc *card, void *ctx,
		       void (*log)(void *arg, const char *line), void *arg)
{
	size_t n = talloc_array_length(script->items);
	struct softeuicc_toolkit_definition d = {
		.name = script->name,
		.events = script->event_set,
		.tars = script->tars.p,
		.tar_count = script->tars.n / 3,
		.profile = on_profile,
		.menu = on_menu,
		.event = on_event,
		.timer = on_timer,
		.sms = script->sms || script->reply.n ? on_sms : NULL,
	};
	struct run *run = talloc_zero(ctx, struct run);
	const char **items = talloc_zero_array(run, const char *, n + 1);
	int r;

	if (!run || !items) {
		talloc_free(run);
		return -ENOMEM;
	}
	*run = (struct run){.script = script, .log = log, .arg = arg};
	for (size_t i = 0; i < n; i++)
		items[i] = script->items[i].text;
	d.items = items;
	d.arg = run;
	r = softeuicc_toolkit_register(card, &d, &run->application);
	if (r < 0)
		talloc_free(run);
	return r;
}
