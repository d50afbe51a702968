/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TERMINATE DF, TERMINATE EF and TERMINATE CARD USAGE, TS 102 222 6.7 to 6.9: nothing leads back
 * from the termination state. */
#include "card.h"
#include "store/uicc_store.h"
#include "uicc/files.h"
#include "uicc/uicc.h"

static uint16_t terminate(struct softeuicc *card, struct file *f, const struct apdu *a)
{
	uint16_t sw = file_open(card, f, ACCESS_TERMINATE, a);

	if (sw != SW_OK)
		return sw;
	f->life_cycle = LCS_TERMINATED;
	return uicc_store_file_attributes(card->store, f) < 0 ? SW_MEMORY_PROBLEM : SW_OK;
}

/* The current DF or EF; or, where the command has data, the one of that identifier. */
static uint16_t terminate_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			       struct file *current, bool df)
{
	struct file *f = a->has_data ? file_of_directory(ch, a->data) : current;

	if (a->has_data && a->data.n != 2)
		return SW_WRONG_LENGTH;
	if (!f)
		return a->has_data ? SW_FILE_NOT_FOUND : SW_NO_EF_SELECTED;
	if (file_is_df(f) != df)
		return SW_COMMAND_INCOMPATIBLE;
	/* The MF ends with TERMINATE CARD USAGE. */
	return f->kind == FILE_MF ? SW_CONDITIONS : terminate(card, f, a);
}

uint16_t uicc_terminate_df(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			   struct buf *out)
{
	(void)out;
	return terminate_file(card, ch, a, ch->at.df, true);
}

uint16_t uicc_terminate_ef(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			   struct buf *out)
{
	(void)out;
	return terminate_file(card, ch, a, ch->at.ef, false);
}

/* What ends is the UICC of the profile that is enabled. The eUICC around it goes on: the ISD-R can
 * still enable another. */
uint16_t uicc_terminate_card_usage(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				   struct buf *out)
{
	uint16_t sw = terminate(card, card->uicc->content->mf, a);

	(void)out;
	if (sw == SW_OK)
		for (size_t i = 0; i < CHANNEL_COUNT; i++)
			card->channels[i].at =
				(struct uicc_position){.df = card->uicc->content->mf};
	(void)ch;
	return sw;
}

bool uicc_usage_terminated(const struct softeuicc *card)
{
	return file_is_terminated(card->uicc->content->mf);
}
