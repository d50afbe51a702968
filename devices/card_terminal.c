/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/card_terminal.h"

#include <errno.h>
#include <talloc.h>

enum {
	INS_MANAGE_CHANNEL = 0x70,
	INS_GET_RESPONSE = 0xC0,
	ANSWER_MAX = 1 << 16, /* bytes: no card may go on for ever */
};

struct card_terminal {
	struct transport *transport;
	uint8_t channel; /* 0: the basic one, where the card has no others */
};

/* TS 102 221 10.1.1: channels 0 to 3, and 4 to 19 in further classes. */
static uint8_t class_of(const struct card_terminal *t)
{
	return t->channel < 4 ? t->channel : (uint8_t)(0x40 | (t->channel - 4));
}

/* Appends what the card answers to @out, whose status word, if it has one, is replaced. */
static int exchange(struct card_terminal *t, struct slice apdu, struct buf *out, char **error)
{
	size_t before = out->n >= 2 ? out->n - 2 : 0;
	int r;

	out->n = before;
	r = transport_transmit(t->transport, apdu, out, error);
	if (r)
		return r;
	if (!buf_ok(out))
		return -ENOMEM;
	if (out->n < before + 2 || out->n > ANSWER_MAX) {
		*error = talloc_asprintf(out->ctx, "the card answers with %zu bytes",
					 out->n - before);
		return -EBADMSG;
	}
	return 0;
}

static uint16_t status_of(const struct buf *out)
{
	return be16(out->p + out->n - 2);
}

static int get_response(struct card_terminal *t, struct buf *out, char **error)
{
	const uint8_t apdu[] = {class_of(t), INS_GET_RESPONSE, 0, 0, (uint8_t)status_of(out)};
	size_t before = out->n;
	int r = exchange(t, slice_of(apdu, sizeof(apdu)), out, error);

	if (r == 0 && out->n == before && status_of(out) >> 8 == 0x61) {
		*error = talloc_strdup(out->ctx, "the card promises data and has none");
		return -EBADMSG;
	}
	return r;
}

/* Gathers an answer that comes in parts: 61XX asks for GET RESPONSE, 6CXX for the same command with
 * another Le (7.3.1.1.4). The latter once: it has the right one then. */
static int complete(struct card_terminal *t, struct buf *apdu, bool has_le, struct buf *out,
		    char **error)
{
	int r = 0;

	if (has_le && status_of(out) >> 8 == 0x6C) {
		apdu->p[apdu->n - 1] = (uint8_t)status_of(out);
		r = exchange(t, buf_slice(apdu), out, error);
	}
	while (r == 0 && status_of(out) >> 8 == 0x61)
		r = get_response(t, out, error);
	return r;
}

static struct buf encode(const struct card_terminal *t, const struct card_command *c, void *ctx)
{
	struct buf apdu = buf_new(ctx);

	buf_put_u8(&apdu, c->cla | class_of(t));
	buf_put_u8(&apdu, c->ins);
	buf_put_u8(&apdu, c->p1);
	buf_put_u8(&apdu, c->p2);
	if (c->data.n) {
		buf_put_u8(&apdu, (uint8_t)c->data.n);
		buf_put_slice(&apdu, c->data);
	}
	if (c->answers)
		buf_put_u8(&apdu, 0);
	return apdu;
}

int card_terminal_send(struct card_terminal *t, const struct card_command *command, void *ctx,
		       struct card_answer *out, char **error)
{
	struct buf apdu = encode(t, command, ctx), answer = buf_new(ctx);
	int r;

	*error = NULL;
	if (!buf_ok(&apdu))
		return -ENOMEM;
	r = exchange(t, buf_slice(&apdu), &answer, error);
	if (r == 0)
		r = complete(t, &apdu, command->answers, &answer, error);
	if (r == 0)
		*out = (struct card_answer){.data = {answer.p, answer.n - 2},
					    .sw = status_of(&answer)};
	buf_reset(&apdu);
	return r;
}

static int close_channel(struct card_terminal *t)
{
	void *ctx = talloc_new(NULL);
	struct card_command close = {.ins = INS_MANAGE_CHANNEL, .p1 = 0x80, .p2 = t->channel};
	struct card_answer answer;
	char *error;

	t->channel = 0; /* it is told on the basic channel */
	if (close.p2)
		card_terminal_send(t, &close, ctx, &answer, &error);
	talloc_free(ctx);
	return 0;
}

int card_terminal_on(struct transport *transport, void *ctx, struct card_terminal **out,
		     char **error)
{
	/* Without Le the card could not say which channel it has opened (11.1.17). */
	static const struct card_command open = {.ins = INS_MANAGE_CHANNEL, .answers = true};
	struct card_terminal *t = talloc_zero(ctx, struct card_terminal);
	struct card_answer answer;
	int r;

	if (!t)
		return -ENOMEM;
	t->transport = talloc_steal(t, transport);
	r = card_terminal_send(t, &open, ctx, &answer, error);
	if (r) {
		talloc_free(t);
		return r;
	}
	if (card_answer_ok(&answer) && answer.data.n == 1 && answer.data.p[0] < 20)
		t->channel = answer.data.p[0];
	talloc_set_destructor(t, close_channel);
	*out = t;
	return 0;
}

int card_terminal_open(const char *reader, void *ctx, struct card_terminal **out, char **error)
{
	struct transport *transport = NULL;
	int r = transport_reader(reader, false, ctx, &transport, error);

	if (r) {
		talloc_free(transport);
		return r;
	}
	return card_terminal_on(transport, ctx, out, error);
}
