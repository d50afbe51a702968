/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command APDU: parse, channel, application, command table, status word. What every
 * application shares is here: SELECT by AID, MANAGE CHANNEL, GET RESPONSE, chaining, and the end
 * of the store's transaction before the response leaves. */
#include "apdu/channel.h"

#include <talloc.h>

#include "card.h"
#include "isdr/isdr.h"
#include "store/profile_store.h"
#include "uicc/files.h"
#include "uicc/suspend.h"
#include "uicc/uicc.h"

enum { CHAIN_MAX = 65535, AID_MAX = 16 };

enum {
	INS_MANAGE_CHANNEL = 0x70,
	INS_SELECT = 0xA4,
	INS_GET_RESPONSE = 0xC0,
};

enum { SELECT_BY_AID = 0x04, SELECT_BY_FID = 0x00, SELECT_BY_PATH_FROM_MF = 0x08 };

/* Processed, with a warning or without. */
static bool is_processed(uint16_t sw)
{
	return sw == SW_OK || (sw & 0xFF00) == SW_PROACTIVE || (sw & 0xFF00) == 0x6200 ||
	       (sw & 0xFF00) == 0x6300;
}

/* ---- SELECT by DF name, TS 102 221 11.1.1 and 8.5.1 ---- */

struct instance {
	const struct application *application;
	size_t index;
};

/* P2 bits 2 and 1: which of the instances that a partial AID fits. */
enum occurrence { FIRST = 0, LAST = 1, NEXT = 2, PREVIOUS = 3 };

static bool anything_is_selected(const struct channel *ch)
{
	return ch->application != &uicc_application || ch->at.adf;
}

static bool is_selected(const struct channel *ch, struct instance i)
{
	return anything_is_selected(ch) && ch->application == i.application &&
	       ch->instance == i.index;
}

/* Of the instances whose AID begins with @aid, the one that @which asks for. Next and previous are
 * counted from what the channel has selected, whatever its AID; where that is nothing they are the
 * first and the last. */
static bool find_instance(struct softeuicc *card, const struct channel *ch, struct slice aid,
			  enum occurrence which, struct instance *found)
{
	bool passed = !anything_is_selected(ch);

	*found = (struct instance){0};
	for (size_t a = 0; a < card_application_count; a++) {
		for (size_t i = 0;; i++) {
			struct instance here = {card_applications[a], i};
			struct slice name = here.application->aid(card, i);
			bool current = is_selected(ch, here);

			if (name.n == 0)
				break;
			if (current && which == PREVIOUS)
				return found->application != NULL;
			if (slice_starts(name, aid) && (which != NEXT || (passed && !current)))
				*found = here;
			if (found->application && (which == FIRST || which == NEXT))
				return true;
			passed |= current;
		}
	}
	return found->application != NULL;
}

/* The former session, @before, ends only when the new one has begun: a SELECT that fails leaves the
 * channel as it was. */
static uint16_t end_selection(struct softeuicc *card, struct channel *ch,
			      const struct channel *before, uint16_t sw)
{
	const struct application *former = before->application;
	struct channel now = *ch;

	if (!is_processed(sw)) {
		*ch = *before;
	} else if (former && former->deselect) {
		*ch = *before;
		former->deselect(card, ch);
		*ch = now;
	}
	return sw;
}

static uint16_t select_by_aid(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			      struct buf *out)
{
	const struct channel before = *ch;
	struct instance i;
	uint16_t sw;

	if (a->data.n == 0 || a->data.n > AID_MAX)
		return SW_WRONG_LENGTH;
	if (!find_instance(card, ch, a->data, (enum occurrence)(a->p2 & 0x03), &i))
		return SW_FILE_NOT_FOUND;
	ch->session = NULL;
	sw = i.application->select(card, ch, i.index, a->p2, out);
	ch->application = i.application;
	ch->instance = i.index;
	/* One application session at a time (TS 102 221 8.5.1): a USIM's ends with another. */
	if (i.application != &uicc_application)
		ch->at = (struct uicc_position){.df = card->uicc->content->mf};
	return end_selection(card, ch, &before, sw);
}

/* ---- MANAGE CHANNEL, TS 102 221 11.1.17 ---- */

static uint16_t open_channel(struct softeuicc *card, const struct channel *from, uint8_t number,
			     struct buf *out)
{
	struct channel *ch;
	int64_t count = setting_number(card->settings, SETTING_CHANNELS);
	bool assign = number == 0, inherits;

	if (assign)
		while (number < count && card->channels[number].open)
			number++;
	if (number >= count)
		return assign ? SW_FUNCTION_UNSUPPORTED : SW_WRONG_P1P2;
	ch = &card->channels[number];
	if (ch->open)
		return SW_CHANNEL_UNSUPPORTED;
	inherits = from->number != 0 && from->application == &uicc_application;
	if (inherits && file_is_withheld(card, ch, from->at.df))
		return SW_CONDITIONS;
	ch->open = true;
	channel_select_default(card, ch);
	/* 8.7: opened from the basic channel it stands on the MF, from another where that one is.
	 */
	if (inherits) {
		ch->at.df = from->at.df;
		ch->at.adf = from->at.adf;
		ch->instance = from->instance;
	}
	if (assign)
		buf_put_u8(out, number);
	return SW_OK;
}

static uint16_t manage_channel(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			       struct buf *out)
{
	struct channel *target;

	if (a->has_data)
		return SW_WRONG_LENGTH;
	if (a->p1 == 0x00 && a->p2 == 0x00 && !apdu_delivers(a, 1))
		return SW_WRONG_LE | 1;
	if (a->p1 == 0x00)
		return open_channel(card, ch, a->p2, out);
	if (a->p1 != 0x80)
		return SW_WRONG_P1P2;
	if (a->p2 >= CHANNEL_COUNT)
		return SW_WRONG_P1P2;
	/* P2 00 closes the channel of the command itself; the basic channel stays. */
	target = a->p2 ? &card->channels[a->p2] : ch;
	if (target->number == 0)
		return SW_WRONG_P1P2;
	/* GlobalPlatform Card Specification 11.7.3: a warning. */
	if (!target->open)
		return SW_WARNING;
	channel_close(card, target);
	return SW_OK;
}

/* ---- the way of an answer: at once, by GET RESPONSE, or after 6CXX ---- */

static uint16_t sw_length(uint16_t sw, size_t n)
{
	return sw | (n < 0x100 ? (uint16_t)n : 0);
}

/* Moves up to @n waiting bytes to @out. The status word tells what is left. */
static uint16_t take_response(struct channel *ch, size_t n, struct buf *out)
{
	if (n > ch->response.n)
		n = ch->response.n;
	buf_put(out, ch->response.p, n);
	buf_consume(&ch->response, n);
	return ch->response.n ? sw_length(SW_MORE_DATA, ch->response.n) : ch->response_sw;
}

static uint16_t get_response(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			     struct buf *out)
{
	(void)card;
	if (a->has_data)
		return SW_WRONG_LENGTH;
	if (a->p1 || a->p2)
		return SW_WRONG_P1P2;
	if (ch->response.n == 0)
		return SW_CONDITIONS;
	if (a->has_le && a->le > ch->response.n && !apdu_le_is_maximum(a))
		return sw_length(SW_WRONG_LE, ch->response.n);
	return take_response(ch, a->has_le ? a->le : 256, out);
}

/* Turns what a handler produced into what leaves (ISO/IEC 7816-3 12.2, TS 102 221 7.3.1.1). */
static uint16_t deliver(struct channel *ch, const struct apdu *a, struct buf *data, uint16_t sw,
			struct buf *out)
{
	if (data->n == 0 || !is_processed(sw))
		return sw;
	if (!apdu_delivers(a, data->n))
		return sw_length(SW_WRONG_LE, data->n);
	buf_put_slice(&ch->response, buf_slice(data));
	ch->response_sw = sw;
	if (!buf_ok(&ch->response))
		return SW_TECHNICAL_PROBLEM;
	if (a->has_le)
		return take_response(ch, a->le, out);
	return sw == SW_OK || (sw & 0xFF00) == SW_PROACTIVE ? sw_length(SW_MORE_DATA, data->n) : sw;
}

/* ---- command chaining, ISO/IEC 7816-4 5.3.3 ---- */

static uint32_t header_of(const struct apdu *a)
{
	return (uint32_t)(a->cla & ~0x10) << 24 | (uint32_t)a->ins << 16 | (uint32_t)a->p1 << 8 |
	       a->p2;
}

/* True where @a is not the next link of the chain that has begun: the chain is given up. */
static bool breaks_chain(struct channel *ch, const struct apdu *a)
{
	if (!ch->chaining || ch->chain_header == header_of(a))
		return false;
	channel_drop_chain(ch);
	return true;
}

/* Collects a link. Returns SW_OK with @a->data the whole once the last link is there; with
 * *@waiting set while more are to come. */
static uint16_t collect_chain(struct channel *ch, struct apdu *a, bool *waiting)
{
	*waiting = false;
	if (!a->chained && !ch->chaining)
		return SW_OK;
	ch->chain_header = header_of(a);
	ch->chaining = a->chained;
	buf_put_slice(&ch->chain, a->data);
	if (!buf_ok(&ch->chain) || ch->chain.n > CHAIN_MAX) {
		channel_drop_chain(ch);
		return SW_WRONG_LENGTH;
	}
	*waiting = a->chained;
	a->data = buf_slice(&ch->chain);
	a->has_data = a->data.n > 0;
	return SW_OK;
}

/* ---- finding and running a handler ---- */

static const struct command common_commands[] = {
	{INS_MANAGE_CHANNEL, 0x00, 0, manage_channel},
	/* Class 8X too: lpac asks so for the answers of STORE DATA. */
	{INS_GET_RESPONSE, CLA_ANY, 0, get_response},
};

/* The first row for @a that has every flag of @flags. */
static const struct command *find_row(const struct command *rows, size_t n, unsigned flags,
				      const struct apdu *a, bool *ins_known)
{
	for (size_t i = 0; i < n; i++) {
		if (rows[i].ins != a->ins || (rows[i].flags & flags) != flags)
			continue;
		*ins_known = true;
		if (rows[i].cla == CLA_ANY || rows[i].cla == apdu_class(a))
			return &rows[i];
	}
	return NULL;
}

/* TS 102 221 8.4.1: SELECT of the MF, or of a path from it, leads out of any application. */
static bool leads_to_mf(const struct apdu *a)
{
	static const uint8_t mf[] = {0x3F, 0x00};

	if (a->ins != INS_SELECT || apdu_class(a) != 0x00)
		return false;
	return a->p1 == SELECT_BY_PATH_FROM_MF ||
	       (a->p1 == SELECT_BY_FID && slice_eq(a->data, slice_of(mf, sizeof(mf))));
}

static uint16_t check_rules(const struct command *row, const struct apdu *a)
{
	if ((row->flags & CMD_P1P2_ZERO) && (a->p1 || a->p2))
		return SW_WRONG_P1P2;
	if ((row->flags & CMD_DATA) && !a->has_data)
		return SW_WRONG_LENGTH;
	if ((row->flags & CMD_NO_DATA) && a->has_data)
		return SW_WRONG_LENGTH;
	return SW_OK;
}

static uint16_t run_row(struct softeuicc *card, struct channel *ch, const struct command *row,
			struct apdu *a, struct buf *data)
{
	bool waiting;
	uint16_t sw;

	if (a->chained && !(row->flags & CMD_CHAINABLE))
		return SW_CHAINING_UNSUPPORTED;
	if (row->flags & CMD_CHAINABLE) {
		sw = collect_chain(ch, a, &waiting);
		if (sw != SW_OK || waiting)
			return sw;
	}
	sw = check_rules(row, a);
	if (sw == SW_OK)
		sw = row->handler(card, ch, a, data);
	if (row->flags & CMD_CHAINABLE)
		buf_reset(&ch->chain);
	return sw;
}

static bool is_terminated(const struct softeuicc *card, const struct application *application)
{
	return application->terminated && application->terminated(card);
}

/* By the row that the dispatcher, the channel's application, or the UICC in its place has. */
static uint16_t run_selected(struct softeuicc *card, struct channel *ch, struct apdu *a,
			     struct buf *data)
{
	const struct application *application = ch->application;
	const struct command *row;
	bool ins_known = false;

	row = find_row(common_commands, sizeof(common_commands) / sizeof(common_commands[0]), 0, a,
		       &ins_known);
	if (!row) {
		row = find_row(application->commands, application->command_count, 0, a, &ins_known);
		if (row && is_terminated(card, application) && !(row->flags & CMD_EVERYWHERE))
			return SW_CONDITIONS;
	}
	if (!row)
		row = find_row(uicc_application.commands, uicc_application.command_count,
			       CMD_EVERYWHERE, a, &ins_known);
	if (!row)
		return ins_known ? SW_CLA_UNSUPPORTED : SW_INS_UNSUPPORTED;
	return run_row(card, ch, row, a, data);
}

static uint16_t select_from_mf(struct softeuicc *card, struct channel *ch, struct apdu *a,
			       struct buf *data)
{
	const struct channel before = *ch;

	ch->application = NULL;
	ch->session = NULL;
	channel_select_default(card, ch);
	return end_selection(card, ch, &before, run_selected(card, ch, a, data));
}

static uint16_t run(struct softeuicc *card, struct channel *ch, struct apdu *a, struct buf *data)
{
	if (breaks_chain(ch, a))
		return SW_LAST_OF_CHAIN_EXPECTED;
	if (a->ins == INS_SELECT && a->p1 == SELECT_BY_AID && apdu_class(a) == 0x00)
		return a->chained ? SW_CHAINING_UNSUPPORTED : select_by_aid(card, ch, a, data);
	if (leads_to_mf(a) && ch->application != &uicc_application)
		return select_from_mf(card, ch, a, data);
	return run_selected(card, ch, a, data);
}

/* ---- the store's transaction ends with the command ---- */

static void undo(struct softeuicc *card)
{
	struct profile enabled = {0};

	store_rollback(card->store);
	isdr_reset(card);
	/* Not card->uicc->profile: this command may have switched to a profile that is not enabled
	 * after all. */
	if (profile_store_enabled(card->store, card->pool, &enabled) < 0 ||
	    uicc_show(card, enabled.id) < 0)
		card_log(card, "the file system cannot be read");
}

/* Also where the store could not even begin: the handler may have changed what is in memory. */
static uint16_t end_transaction(struct softeuicc *card, uint16_t sw)
{
	if (sw == SW_MEMORY_PROBLEM || sw == SW_TECHNICAL_PROBLEM) {
		undo(card);
		return sw;
	}
	if (store_commit(card->store) < 0) {
		undo(card);
		return SW_MEMORY_PROBLEM;
	}
	return sw;
}

static uint16_t process(struct softeuicc *card, struct slice command, struct buf *out)
{
	struct buf data = buf_new(card->pool);
	struct channel *ch;
	struct apdu a;
	uint16_t sw;

	if (apdu_parse(command, &a) < 0)
		return SW_WRONG_LENGTH;
	if (!apdu_class_valid(&a))
		return SW_CLA_UNSUPPORTED;
	if (a.channel >= CHANNEL_COUNT || !card->channels[a.channel].open)
		return SW_CHANNEL_UNSUPPORTED;
	if (a.secure)
		return SW_SM_UNSUPPORTED;
	ch = &card->channels[a.channel];
	if (a.ins == INS_GET_RESPONSE)
		return run(card, ch, &a, out);
	if (suspend_before_command(card, &a) < 0)
		return end_transaction(card, SW_MEMORY_PROBLEM);
	buf_reset(&ch->response);
	sw = run(card, ch, &a, &data);
	if (!buf_ok(&data))
		sw = SW_TECHNICAL_PROBLEM;
	sw = toolkit_status(card, end_transaction(card, sw));
	return deliver(ch, &a, &data, sw, out);
}

void dispatch(struct softeuicc *card, struct slice command, struct buf *response)
{
	uint16_t sw;

	card->pool = talloc_new(card);
	sw = process(card, command, response);
	buf_put_u16(response, sw);
	talloc_free(card->pool);
	card->pool = NULL;
}
