/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "uicc/fcp.h"
#include "uicc/files.h"
#include "uicc/uicc.h"

static bool usable(const struct file *f, enum access_mode mode)
{
	if (file_is_terminated(f))
		return false;
	if (!file_is_deactivated(f) || mode == ACCESS_ACTIVATE || mode == ACCESS_DEACTIVATE)
		return true;
	return (mode == ACCESS_READ || mode == ACCESS_UPDATE) && fcp_usable_when_deactivated(f);
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
	if (!usable(ef->file, mode))
		return SW_REFERENCE_INVALIDATED;
	if (!access_granted(card->uicc->content, ef->file, mode, a))
		return SW_SECURITY_STATUS;
	return SW_OK;
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
