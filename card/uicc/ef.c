/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "uicc/fcp.h"
#include "uicc/files.h"
#include "uicc/uicc.h"

/* What ends a file's usefulness or makes it useful again is allowed while it is deactivated. A
 * deactivated directory takes what is in it along. */
static bool usable(const struct file *f, enum access_mode mode)
{
	enum {
		LIFE_CYCLE =
			ACCESS_ACTIVATE | ACCESS_DEACTIVATE | ACCESS_TERMINATE | ACCESS_DELETE_SELF
	};

	if (mode & LIFE_CYCLE)
		return true;
	for (const struct file *df = f->parent; df; df = df->parent)
		if (file_is_deactivated(df))
			return false;
	if (!file_is_deactivated(f))
		return true;
	return (mode == ACCESS_READ || mode == ACCESS_UPDATE) && fcp_usable_when_deactivated(f);
}

/* TS 102 222 6.7.1: a DF in the termination state takes what is in it along. */
static bool is_out_of_use(const struct file *f)
{
	while (f && !file_is_terminated(f))
		f = f->parent;
	return f != NULL;
}

static bool is_held(const struct channel *ch, const struct file *f)
{
	const struct uicc_position *at = &ch->at;

	return ch->open &&
	       (file_is_below(at->df, f) || file_is_below(at->ef, f) || file_is_below(at->adf, f));
}

bool file_held_elsewhere(const struct softeuicc *card, const struct channel *ch,
			 const struct file *f)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		if (&card->channels[i] != ch && is_held(&card->channels[i], f))
			return true;
	return false;
}

/* The MF is every channel's. */
bool file_is_withheld(const struct softeuicc *card, const struct channel *ch, const struct file *f)
{
	for (; f && f->kind != FILE_MF; f = f->parent)
		if (!f->shareable && file_held_elsewhere(card, ch, f))
			return true;
	return false;
}

uint16_t file_open(const struct softeuicc *card, const struct file *f, enum access_mode mode,
		   const struct apdu *a)
{
	if (file_is_withheld(card, &card->channels[a->channel], f))
		return SW_CONDITIONS;
	if (mode == ACCESS_DELETE_SELF ? is_out_of_use(f->parent) : is_out_of_use(f))
		return SW_REFERENCE_INVALIDATED;
	if (!usable(f, mode))
		return SW_REFERENCE_INVALIDATED;
	return access_granted(card->uicc->content, f, mode, a) ? SW_OK : SW_SECURITY_STATUS;
}

uint16_t ef_open(const struct softeuicc *card, const struct channel *ch, uint8_t sfi,
		 unsigned kinds, enum access_mode mode, const struct apdu *a, struct ef *ef)
{
	ef->file = sfi ? file_by_sfi(ch->at.df, sfi) : ch->at.ef;
	if (!ef->file)
		return sfi ? SW_FILE_NOT_FOUND : SW_NO_EF_SELECTED;
	ef->target = file_target(ef->file);
	ef->record = sfi ? ef_first_pointer(ef->file) : ch->at.record;
	if (!(kinds & KIND(ef->target->kind)))
		return SW_COMMAND_INCOMPATIBLE;
	return file_open(card, ef->file, mode, a);
}

void ef_settle(struct channel *ch, const struct ef *ef)
{
	if (ch->at.ef != ef->file)
		ch->at.data = (struct data_transfer){0};
	ch->at.ef = ef->file;
	ch->at.record = ef->record;
}

uint32_t ef_first_pointer(struct file *f)
{
	return file_target(f)->kind == FILE_CYCLIC ? 1 : 0;
}
