/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/run.h"

#include <errno.h>
#include <talloc.h>

#include "replay/bpp_writer.h"
#include "replay/diagnosis.h"
#include "replay/party.h"
#include "replay/path.h"

struct run {
	struct transport *transport;
	struct variables *variables;
	struct party *party; /* the server; made when it is first wanted */
	struct change *changes;
	bool update;
	uint8_t channel;
	/* of the step that is run */
	void *pool; /* of the sequence */
	struct buf command;
	struct buf response; /* the last one */
	struct buf atr;
	char *why;
};

struct run *run_new(struct transport *transport, bool update, void *ctx)
{
	struct run *run = talloc_zero(ctx, struct run);

	if (!run)
		return NULL;
	run->transport = transport;
	run->update = update;
	run->variables = variables_new(run);
	return run->variables ? run : NULL;
}

const struct change *run_changes(const struct run *run)
{
	return run->changes;
}

static uint16_t status_word(const struct run *run)
{
	const struct buf *b = &run->response;

	return b->n < 2 ? 0 : be16(b->p + b->n - 2);
}

static struct slice response_data(const struct run *run)
{
	return slice_sub(buf_slice(&run->response), 0,
			 run->response.n < 2 ? 0 : run->response.n - 2);
}

/* ---- what is done ---- */

static int power(struct run *run, enum power what)
{
	run->atr = buf_new(run->pool);
	run->response = buf_new(run->pool);
	return transport_power(run->transport, what, &run->atr, &run->why);
}

/* Transmits, and appends to the response, whose status word is replaced. */
static int transmit(struct run *run, struct slice command)
{
	if (run->response.n >= 2)
		run->response.n -= 2;
	return transport_transmit(run->transport, command, &run->response, &run->why);
}

/* As a T=0 terminal does it: 61XX is answered by GET RESPONSE on the same channel, 6CXX by the
 * command with the right Le (ISO/IEC 7816-3 12.2.1). */
static int send(struct run *run, struct slice command)
{
	/* The class of GET RESPONSE has the channel alone (TS 102 221 10.1.1). */
	uint8_t class = command.n && command.p[0] & 0x40 ? command.p[0] & 0x4F
							 : (command.n ? command.p[0] & 0x03 : 0);
	uint8_t repeat[5];
	int r = transmit(run, command);

	while (r == 0) {
		uint16_t sw = status_word(run);
		uint8_t more[] = {class, 0xC0, 0x00, 0x00, (uint8_t)sw};

		if (sw >> 8 == 0x61) {
			r = transmit(run, slice_of(more, sizeof(more)));
		} else if (sw >> 8 == 0x6C && command.n == sizeof(repeat) &&
			   command.p[4] != (uint8_t)sw) {
			memcpy(repeat, command.p, sizeof(repeat));
			repeat[4] = (uint8_t)sw;
			command = slice_of(repeat, sizeof(repeat));
			r = transmit(run, command);
		} else {
			break;
		}
	}
	return r;
}

/* SGP.22 5.7.2: STORE DATA in blocks; the data of the last one's response is the answer. */
static int es10(struct run *run, struct slice request)
{
	enum { BLOCK = 255 };
	int r = 0;

	for (size_t at = 0, number = 0; r == 0 && at < request.n; at += BLOCK, number++) {
		struct slice block = slice_sub(request, at, BLOCK);
		struct buf command = buf_new(run->pool);
		bool last = at + block.n == request.n;

		buf_put_u8(&command, 0x80 | run->channel);
		buf_put_u8(&command, 0xE2);
		buf_put_u8(&command, last ? 0x91 : 0x11);
		buf_put_u8(&command, (uint8_t)number);
		buf_put_u8(&command, (uint8_t)block.n);
		buf_put_slice(&command, block);
		if (!buf_ok(&command))
			return -ENOMEM;
		run->response.n = 0;
		r = send(run, buf_slice(&command));
		if (status_word(run) >> 8 != 0x90 && status_word(run) >> 8 != 0x91)
			break;
	}
	return r;
}

/* SGP.22 2.5.5: the segments of a bound profile package, until one has been answered. */
static int load(struct run *run, struct slice package)
{
	struct slice segment;
	size_t at = 0;
	int r;

	while ((r = bpp_next_segment(package, &at, &segment)) == 1) {
		run->response.n = 0;
		r = es10(run, segment);
		if (r || response_data(run).n || status_word(run) >> 8 != 0x90)
			return r;
	}
	if (r)
		run->why = talloc_strdup(run->pool, "that is no bound profile package");
	return r;
}

static int command(struct run *run, const struct step *s)
{
	static int (*const how[])(struct run * run, struct slice bytes) = {
		[STEP_COMMAND] = transmit,
		[STEP_SEND] = send,
		[STEP_ES10] = es10,
		[STEP_LOAD] = load,
	};
	int r;

	run->command = buf_new(run->pool);
	r = expression_bytes(s->expression, run->variables, &run->command, &run->why);
	if (r)
		return r;
	run->response = buf_new(run->pool);
	r = how[s->kind](run, buf_slice(&run->command));
	if (r == 0)
		r = variables_set(run->variables, "data", response_data(run));
	if (r == 0)
		r = variables_set(run->variables, "response", buf_slice(&run->response));
	return r;
}

static int let(struct run *run, const struct step *s)
{
	struct buf value = buf_new(run->pool);
	int r = expression_bytes(s->expression, run->variables, &value, &run->why);

	return r ? r : variables_set(run->variables, s->name, buf_slice(&value));
}

static int serve(struct run *run, const struct step *s)
{
	int r = run->party ? 0
			   : party_new(transport_time(run->transport), run, &run->party, &run->why);

	return r ? r
		 : party_call(run->party, s->call, run->variables, response_data(run), s->file,
			      &run->why);
}

/* ---- what is expected ---- */

static int add_change(struct run *run, const struct step *s, const char *text)
{
	struct change *change = talloc(run, struct change);

	if (!change)
		return -ENOMEM;
	*change = (struct change){run->changes, s->file, s->line, talloc_steal(change, text)};
	run->changes = change;
	return 0;
}

static int differs(struct run *run, const struct step *s, const char *what, struct slice seen,
		   const char *prefix)
{
	struct pattern pattern;
	int r = expression_pattern(s->expression, run->variables, run->pool, &pattern, &run->why);

	if (r || pattern_match(&pattern, seen, NULL))
		return r;
	if (run->update)
		return add_change(
			run, s,
			talloc_asprintf(run->pool, "%s%s", prefix, hex_text(seen, run->pool)));
	run->why = diagnosis_difference(what, &pattern, seen, s->kind == STEP_RESPONSE, run->pool);
	return -EILSEQ;
}

static int expect_tag(struct run *run, const struct step *s)
{
	struct slice data = response_data(run);
	struct tlv found;
	int there = path_find(data, s->path, &found);

	if (there < 0) {
		run->why = talloc_asprintf(run->pool, "the data is no BER-TLV: %s",
					   hex_text(data, run->pool));
		return -EILSEQ;
	}
	if (s->kind == STEP_TAG_IS && there)
		return differs(run, s, talloc_asprintf(run->pool, "tag %s", s->path), found.value,
			       talloc_asprintf(run->pool, "%s = ", s->path));
	if (there == (s->kind != STEP_TAG_ABSENT))
		return 0;
	run->why = diagnosis_tree(talloc_asprintf(run->pool, "tag %s is %s\nseen:\n", s->path,
						  there ? "there" : "absent"),
				  data, 0);
	return -EILSEQ;
}

static int expect_regex(struct run *run, const struct step *s)
{
	const char *text = hex_text(buf_slice(&run->response), run->pool);

	if ((regexec(s->regex, text, 0, NULL, 0) == 0) == (s->kind == STEP_LIKE))
		return 0;
	run->why = talloc_asprintf(run->pool, "the response is %s, which %s\n", text,
				   s->kind == STEP_LIKE ? "does not match" : "matches");
	return -EILSEQ;
}

static int run_step(struct run *run, const struct step *s)
{
	switch (s->kind) {
	case STEP_ON:
		return power(run, POWER_ON);
	case STEP_OFF:
		return power(run, POWER_OFF);
	case STEP_RESET:
		return power(run, POWER_RESET);
	case STEP_COMMAND:
	case STEP_SEND:
	case STEP_ES10:
	case STEP_LOAD:
		return command(run, s);
	case STEP_CHANNEL:
		run->channel = (uint8_t)s->number;
		return 0;
	case STEP_NOW:
		transport_now(run->transport, (int64_t)s->number);
		return 0;
	case STEP_LET:
		return let(run, s);
	case STEP_SERVER:
		return serve(run, s);
	case STEP_ATR:
		return differs(run, s, "the ATR", buf_slice(&run->atr), "");
	case STEP_RESPONSE:
		return differs(run, s, "the response", buf_slice(&run->response), "");
	case STEP_TAG_IS:
	case STEP_TAG_ABSENT:
	case STEP_TAG_PRESENT:
		return expect_tag(run, s);
	case STEP_LIKE:
	case STEP_UNLIKE:
		return expect_regex(run, s);
	}
	return -EINVAL;
}

/* ---- sequences ---- */

/* The first step that fails ends it; *@why then says what and where. */
static int run_steps(struct run *run, const struct step *first, const char **why)
{
	for (const struct step *s = first; s; s = s->next) {
		int r = run_step(run, s);

		if (!r)
			continue;
		*why = talloc_asprintf(run->pool, "%s:%u: %s%s%s\n%s", s->file, s->line,
				       step_expects(s->kind) ? "after " : "",
				       hex_text(buf_slice(&run->command), run->pool),
				       step_expects(s->kind) ? "" : " failed",
				       run->why ? run->why : strerror(-r));
		return r;
	}
	return 0;
}

static const char *cannot(const struct run *run, unsigned needs)
{
	if (needs & NEEDS_IN_PROCESS && !transport_in_process(run->transport))
		return "for a card in this process";
	if (needs & NEEDS_CHIP && !transport_is_chip(run->transport))
		return "for a chip that is made for it";
	return NULL;
}

static void run_sequence(struct run *run, const struct sequence *q, struct result *result)
{
	int r = 0;

	run->why = NULL;
	run->command = buf_new(run->pool);
	run->channel = 0;
	if (q->resets)
		r = power(run, POWER_RESET);
	result->why = run->why;
	if (r == 0)
		r = run_steps(run, q->first, &result->why);
	result->outcome = r ? FAILED : PASSED;
}

/* The card begins with power. Records bring their own events, but many begin after them. */
static const char *set_up(struct run *run, const struct script *script)
{
	const char *why = NULL;

	run->pool = talloc_new(run);
	run->command = buf_new(run->pool);
	if (power(run, POWER_ON) || run_steps(run, script->setup, &why))
		return talloc_asprintf(run, "in the setup: %s", why ? why : run->why);
	return NULL;
}

int run_script(struct run *run, const struct script *script, struct result **out)
{
	const char *impossible = cannot(run, script->needs);
	const char *failed = impossible ? NULL : set_up(run, script);
	struct result **last = out;

	for (const struct sequence *q = script->sequences; q; q = q->next) {
		struct result *result = talloc_zero(run, struct result);
		const char *reason = q->uncovered ? q->uncovered : impossible;

		if (!result)
			return -ENOMEM;
		result->sequence = q;
		run->pool = result;
		if (!reason)
			reason = cannot(run, q->needs);
		if (reason) {
			result->outcome = SKIPPED;
			result->why = reason;
		} else if (failed) {
			result->outcome = FAILED;
			result->why = failed;
		} else {
			run_sequence(run, q, result);
		}
		*last = result;
		last = &result->next;
	}
	return 0;
}
