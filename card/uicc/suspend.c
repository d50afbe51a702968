/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reset would take away is kept in the image under a token: open channels with their
 * positions, verified PINs, the terminal's profile. So it outlives the process as it would outlive
 * the loss of power. */
#include "uicc/suspend.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "uicc/pin.h"
#include "uicc/uicc.h"

enum { MODE_SUSPEND = 0x00, MODE_RESUME = 0x01 };

enum { TOKEN_BYTES = 8, DURATION_BYTES = 2, PROPOSAL_BYTES = 2 * DURATION_BYTES };

static const char key[] = "suspended_status";

/* ---- durations: a unit and how many of them ---- */

static bool read_duration(const uint8_t in[DURATION_BYTES], int64_t *seconds)
{
	enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
	static const int64_t units[] = {1, MINUTE, HOUR, DAY, 10 * DAY};

	if (in[0] >= sizeof(units) / sizeof(units[0]) || in[1] == 0)
		return false;
	*seconds = units[in[0]] * in[1];
	return true;
}

/* ---- the status in bytes ---- */

static void put_number(struct buf *out, int64_t n)
{
	buf_put_u32(out, (uint32_t)((uint64_t)n >> 32));
	buf_put_u32(out, (uint32_t)n);
}

static int64_t id_of(const struct file *f)
{
	return f ? f->id : 0;
}

static void put_channel(struct buf *out, const struct channel *ch)
{
	const struct uicc_position *at = &ch->at;

	buf_put_u8(out, ch->number);
	buf_put_u32(out, (uint32_t)ch->instance);
	put_number(out, id_of(at->df));
	put_number(out, id_of(at->ef));
	put_number(out, id_of(at->adf));
	buf_put_u32(out, at->record);
	buf_put_u8(out, at->data.ins);
	buf_put_u32(out, at->data.tag);
	buf_put_u32(out, at->data.begin);
	buf_put_u32(out, at->data.end);
	buf_put_u32(out, (uint32_t)ch->data.n);
	buf_put_slice(out, buf_slice(&ch->data));
}

static void put_status(struct buf *out, const struct softeuicc *card)
{
	const struct toolkit *t = &card->uicc->toolkit;
	uint32_t n = 0;

	put_number(out, card->uicc->profile);
	buf_put_u8(out, (uint8_t)t->profile.n);
	buf_put_slice(out, t->profile);
	for (const struct pin *p = card->uicc->content->pins; p; p = p->next)
		n += p->verified;
	buf_put_u32(out, n);
	for (const struct pin *p = card->uicc->content->pins; p; p = p->next)
		if (p->verified)
			put_number(out, p->id);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (card->channels[i].open)
			put_channel(out, &card->channels[i]);
}

/* ---- and back. A status that is too short, or that tells of what is no longer there, is none ----
 */

struct reader {
	struct slice in;
	bool failed;
};

static struct slice take(struct reader *r, size_t n)
{
	struct slice s = slice_sub(r->in, 0, n);

	r->failed |= s.n != n;
	r->in = slice_sub(r->in, n, SIZE_MAX);
	return s;
}

static int64_t take_number(struct reader *r, size_t bytes)
{
	struct slice s = take(r, bytes);
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n = n << 8 | s.p[i];
	return (int64_t)n;
}

static struct file *take_file(struct reader *r, const struct uicc_content *c)
{
	int64_t id = take_number(r, 8);
	struct file *f = id ? c->mf : NULL;

	while (f && f->id != id)
		f = file_walk(c, f);
	r->failed |= id && !f;
	return f;
}

static void take_pins(struct reader *r, struct uicc_content *c)
{
	for (int64_t n = take_number(r, 4); n > 0 && !r->failed; n--) {
		int64_t id = take_number(r, 8);

		for (struct pin *p = c->pins; p; p = p->next)
			p->verified |= p->id == id;
	}
}

static void take_channel(struct reader *r, struct softeuicc *card)
{
	const struct uicc_content *c = card->uicc->content;
	size_t number = (size_t)take_number(r, 1);
	struct channel *ch = &card->channels[number < CHANNEL_COUNT ? number : 0];

	r->failed |= number >= CHANNEL_COUNT;
	channel_select_default(card, ch);
	ch->open = true;
	ch->instance = (size_t)take_number(r, 4);
	ch->at.df = take_file(r, c);
	ch->at.ef = take_file(r, c);
	ch->at.adf = take_file(r, c);
	ch->at.record = (uint32_t)take_number(r, 4);
	ch->at.data.ins = (uint8_t)take_number(r, 1);
	ch->at.data.tag = (uint32_t)take_number(r, 4);
	ch->at.data.begin = (uint32_t)take_number(r, 4);
	ch->at.data.end = (uint32_t)take_number(r, 4);
	buf_reset(&ch->data);
	buf_put_slice(&ch->data, take(r, (size_t)take_number(r, 4)));
	r->failed |= !ch->at.df || !file_is_df(ch->at.df) || !buf_ok(&ch->data);
	r->failed |= (ch->at.ef && file_is_df(ch->at.ef)) ||
		     (ch->at.adf && ch->at.adf->kind != FILE_ADF);
}

static bool take_status(struct softeuicc *card, struct slice status)
{
	struct reader r = {.in = status};

	if (take_number(&r, 8) != card->uicc->profile)
		return false;
	if (toolkit_set_profile(card, take(&r, (size_t)take_number(&r, 1))) < 0)
		return false;
	pins_reset(card->uicc->content);
	take_pins(&r, card->uicc->content);
	channels_reset(card);
	while (!r.failed && r.in.n)
		take_channel(&r, card);
	return !r.failed;
}

/* ---- what waits in the image: when it ends, the token, the status ---- */

int suspend_load(struct softeuicc *card)
{
	struct slice value = {NULL, 0};
	void *ctx = talloc_new(card);
	int r = ctx ? store_get(card->store, key, ctx, &value) : -ENOMEM;

	card->uicc->suspended = r == 1 && value.n;
	talloc_free(ctx);
	return r < 0 ? r : 0;
}

static int forget(struct softeuicc *card)
{
	card->uicc->suspended = false;
	return store_set(card->store, key, slice_str(""));
}

/* What a terminal needs to know the card again, and to tell it of itself as it did before. */
static bool may_come_first(const struct apdu *a)
{
	static const struct {
		uint8_t cla, ins;
	} commands[] = {
		{0x80, 0x76}, /* SUSPEND UICC, RESUME UICC */
		{0x80, 0xAA}, /* TERMINAL CAPABILITY */
		{0x00, 0xA4}, /* SELECT */
		{0x00, 0xB0}, /* READ BINARY */
		{0x80, 0xF2}, /* STATUS */
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (a->cla == commands[i].cla && a->ins == commands[i].ins)
			return true;
	return false;
}

int suspend_before_command(struct softeuicc *card, const struct apdu *a)
{
	if (!card->uicc->suspended || may_come_first(a))
		return 0;
	return forget(card);
}

/* ---- the command ---- */

/* Nothing is in the memory of toolkit applications alone: no command on its way, no timer that the
 * terminal runs for one, no event that it reports, no stream, no message of which a part is
 * missing.
 */
static bool toolkit_is_idle(const struct toolkit *t)
{
	for (size_t i = 0; i < TIMER_COUNT; i++)
		if (t->timers[i])
			return false;
	return !toolkit_busy(t) && !t->events && !t->channels && !t->assemblies;
}

/* What other applications have in memory nobody can restore. */
static bool can_be_kept(const struct softeuicc *card)
{
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (card->channels[i].open && card->channels[i].application != &uicc_application)
			return false;
	return toolkit_is_idle(&card->uicc->toolkit);
}

static uint16_t suspend(struct softeuicc *card, const struct apdu *a, struct buf *out)
{
	struct buf status = buf_new(card->pool);
	const uint8_t *maximum = a->data.p + DURATION_BYTES;
	uint8_t token[TOKEN_BYTES];
	int64_t least, most;

	if (a->data.n != PROPOSAL_BYTES)
		return SW_WRONG_LENGTH;
	if (!read_duration(a->data.p, &least) || !read_duration(maximum, &most) || least > most)
		return SW_WRONG_DATA;
	if (!can_be_kept(card))
		return SW_CONDITIONS;
	if (crypto_random(card->crypto, token, sizeof(token)) < 0)
		return SW_TECHNICAL_PROBLEM;
	put_number(&status, card_now(card) + most);
	buf_put(&status, token, sizeof(token));
	put_status(&status, card);
	if (!buf_ok(&status) || store_set(card->store, key, buf_slice(&status)) < 0)
		return SW_MEMORY_PROBLEM;
	card->uicc->suspended = true;
	/* An image waits as long as it is asked to. */
	buf_put(out, maximum, DURATION_BYTES);
	buf_put(out, token, sizeof(token));
	return SW_OK;
}

static uint16_t resume(struct softeuicc *card, const struct apdu *a)
{
	struct reader r = {.in = {NULL, 0}};
	int64_t end;

	if (a->data.n != TOKEN_BYTES)
		return SW_WRONG_LENGTH;
	if (!card->uicc->suspended)
		return SW_CONDITIONS;
	if (store_get(card->store, key, card->pool, &r.in) < 0)
		return SW_MEMORY_PROBLEM;
	end = take_number(&r, 8);
	if (!crypto_equal(take(&r, TOKEN_BYTES), a->data))
		return SW_SECURITY_STATUS;
	if (forget(card) < 0)
		return SW_MEMORY_PROBLEM;
	if (card_now(card) > end)
		return SW_CONDITIONS;
	if (take_status(card, r.in))
		return SW_OK;
	uicc_reset(card);
	channels_reset(card);
	return SW_CONDITIONS;
}

uint16_t uicc_suspend(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		      struct buf *out)
{
	/* Table 10.5: of class 80 alone, so on the basic channel. */
	if (ch->number != 0)
		return SW_CHANNEL_UNSUPPORTED;
	if (a->p2 || a->p1 > MODE_RESUME)
		return SW_WRONG_P1P2;
	return a->p1 == MODE_RESUME ? resume(card, a) : suspend(card, a, out);
}
