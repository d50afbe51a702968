/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ISD-R as an application: SELECT, and STORE DATA that carries the ES10 functions
 * (SGP.22 5.7.1, 5.7.2). */
#include "isdr/isdr.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "gp/get_status.h"
#include "isdr/es10.h"
#include "isdr/euicc_info.h"
#include "isdr/installation.h"
#include "isdr/profile_switch.h"
#include "isdr/session.h"
#include "store/profile_store.h"

enum {
	REQUEST_MAX = 64 * 1024, /* bytes of one ES10 request, whatever number of blocks */
	P1_MORE_BLOCKS = 0x11,
	P1_LAST_BLOCK = 0x91,
};

/* ---- STORE DATA ---- */

/* A request on its way, block by block. */
struct transfer {
	bool active;
	uint32_t blocks; /* taken so far; P2 counts them modulo 256 */
	enum { UNDECIDED, FUNCTION, PACKAGE } kind;
	struct buf request; /* of a function; of a package while that is undecided */
	struct buf result;  /* of a package: kept for the answer to the last block */
};

static void transfer_reset(struct transfer *t)
{
	buf_reset(&t->request);
	buf_reset(&t->result);
	t->active = false;
	t->blocks = 0;
	t->kind = UNDECIDED;
}

static uint16_t feed_package(struct softeuicc *card, struct channel *ch, bool begins,
			     struct slice bytes)
{
	struct transfer *t = ch->session;

	/* The package has failed in a former block: what follows is of no interest. */
	if (t->result.n)
		return SW_OK;
	return es10b_load_bound_profile_package(card, ch, begins, bytes, &t->result);
}

static bool loading(const struct softeuicc *card, const struct channel *ch)
{
	const struct rsp_session *s = card->isdr->session;

	return s && s->bpp && s->loader == ch->number;
}

/* Decides by the first data object's header whether this is a function or part of a package.
 * Bytes that continue an object of a package need no header. */
static uint16_t decide(struct softeuicc *card, struct channel *ch)
{
	struct transfer *t = ch->session;
	size_t length, header;
	uint32_t tag = 0;
	uint16_t sw;
	int r;

	if (!loading(card, ch) || bpp_between_objects(card->isdr->session->bpp)) {
		r = tlv_header(buf_slice(&t->request), &tag, &length, &header);
		if (r < 0)
			return SW_WRONG_DATA;
		if (r == 0)
			return SW_OK;
		if (tag != BPP_TAG && !bpp_is_segment(tag)) {
			t->kind = FUNCTION;
			return SW_OK;
		}
	}
	t->kind = PACKAGE;
	sw = feed_package(card, ch, tag == BPP_TAG, buf_slice(&t->request));
	buf_reset(&t->request);
	return sw;
}

static uint16_t feed(struct softeuicc *card, struct channel *ch, struct slice bytes)
{
	struct transfer *t = ch->session;

	if (t->kind == PACKAGE)
		return feed_package(card, ch, false, bytes);
	if (bytes.n > REQUEST_MAX - t->request.n)
		return SW_NOT_ENOUGH_MEMORY;
	buf_put_slice(&t->request, bytes);
	if (!buf_ok(&t->request))
		return SW_NOT_ENOUGH_MEMORY;
	return t->kind == UNDECIDED ? decide(card, ch) : SW_OK;
}

static uint16_t finish(struct softeuicc *card, struct transfer *t, struct buf *out)
{
	if (t->kind == FUNCTION)
		return es10_call(card, buf_slice(&t->request), out);
	if (t->kind == UNDECIDED)
		return SW_WRONG_DATA;
	buf_put_slice(out, buf_slice(&t->result));
	return SW_OK;
}

static uint8_t segment_max(const struct softeuicc *card)
{
	return (uint8_t)setting_number(card->settings, SETTING_SEGMENT_SIZE);
}

static uint16_t store_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			   struct buf *out)
{
	struct transfer *t = ch->session;
	uint16_t sw;

	/* What was chained came in links, each of which the reader has cut to its own limit. */
	if (ch->chain.n == 0 && a->data.n > segment_max(card))
		return SW_WRONG_LENGTH;

	if (a->p1 != P1_MORE_BLOCKS && a->p1 != P1_LAST_BLOCK)
		return SW_WRONG_P1P2;
	if (!t->active || a->p2 != (uint8_t)t->blocks) {
		/* Block 00 begins a new request whatever became of the former one. */
		transfer_reset(t);
		if (a->p2 != 0)
			return SW_WRONG_P1P2;
		t->active = true;
	}
	t->blocks++;
	sw = feed(card, ch, a->data);
	if (sw == SW_OK && a->p1 == P1_LAST_BLOCK)
		sw = finish(card, t, out);
	if (sw != SW_OK || a->p1 == P1_LAST_BLOCK)
		transfer_reset(t);
	return sw;
}

/* ---- GET DATA: the extended card resources of TS 102 226 8.2.1.7 ---- */

static uint16_t get_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out)
{
	size_t mark;

	(void)ch;
	if (a->p1 != 0xFF || a->p2 != 0x21)
		return SW_REFERENCE_NOT_FOUND;
	mark = tlv_open(out, 0xFF21);
	euicc_card_resource(card, out);
	tlv_close(out, mark);
	return SW_OK;
}

static const struct command commands[] = {
	{0xE2, 0x80, CMD_DATA | CMD_CHAINABLE, store_data},
	{0xCA, CLA_ANY, CMD_NO_DATA, get_data},
	{0xF2, 0x80, 0, gp_get_status},
};

/* ---- the application ---- */

static struct slice isdr_aid_at(const struct softeuicc *card, size_t index)
{
	struct slice rest = card->settings->value[SETTING_ISDR_AIDS];
	struct tlv aid;

	while (card_is_euicc(card) && tlv_next(&rest, &aid) == 1)
		if (index-- == 0)
			return aid.value;
	return slice_of(NULL, 0);
}

/* ISDRProprietaryApplicationTemplate. v3 has euiccConfiguration, where the LPA reads whether a
 * profile is enabled; its other bits are of an LPA in the eUICC. */
static void put_template(struct softeuicc *card, struct buf *out)
{
	enum { ENABLED_PROFILE = 2, CONFIGURATION_BITS = 4 };
	size_t mark = tlv_open(out, 0xE0);
	struct profile enabled;
	bool any;

	tlv_put(out, 0x82, card->settings->value[SETTING_SVN]);
	if (settings_v3(card->settings)) {
		any = profile_store_enabled(card->store, card->pool, &enabled) == 1;
		tlv_put_bits(out, 0x03, any ? 1u << (CONFIGURATION_BITS - 1 - ENABLED_PROFILE) : 0,
			     CONFIGURATION_BITS);
	}
	tlv_close(out, mark);
}

static void put_fci(struct softeuicc *card, size_t index, struct buf *out)
{
	size_t fci = tlv_open(out, 0x6F), inner;

	tlv_put(out, 0x84, isdr_aid_at(card, index));
	inner = tlv_open(out, 0xA5);
	/* GlobalPlatform: the longest command data field */
	tlv_put_u8(out, 0x9F65, segment_max(card));
	tlv_close(out, inner);
	put_template(card, out);
	tlv_close(out, fci);
}

static uint16_t isdr_select(struct softeuicc *card, struct channel *ch, size_t index, uint8_t p2,
			    struct buf *out)
{
	struct transfer *t = talloc_zero(card, struct transfer);

	if (!t)
		return SW_TECHNICAL_PROBLEM;
	t->request = buf_new(t);
	t->result = buf_new(t);
	ch->session = t;
	if ((p2 & 0x0C) != 0x0C) /* TS 102 221 11.1.1: 0C asks for no data */
		put_fci(card, index, out);
	return SW_OK;
}

static void isdr_deselect(struct softeuicc *card, struct channel *ch)
{
	if (loading(card, ch))
		session_abandon_load(card);
	talloc_free(ch->session);
	ch->session = NULL;
}

const struct application isdr_application = {
	.name = "ISD-R",
	.commands = commands,
	.command_count = sizeof(commands) / sizeof(commands[0]),
	.aid = isdr_aid_at,
	.select = isdr_select,
	.deselect = isdr_deselect,
};

int isdr_new(struct softeuicc *card)
{
	card->isdr = talloc_zero(card, struct isdr);
	return card->isdr ? 0 : -ENOMEM;
}

void isdr_reset(struct softeuicc *card)
{
	session_end(card);
	session_forget_key(card);
}

int isdr_resume(struct softeuicc *card)
{
	int r = installation_interrupted(card);

	return r < 0 ? r : profile_switch_perform(card);
}
