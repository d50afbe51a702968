/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DELETE FILE, TS 102 222 6.4. */
#include "card.h"
#include "store/uicc_store.h"
#include "uicc/files.h"
#include "uicc/memory.h"
#include "uicc/uicc.h"

/* The channel that deletes @f stands where @f was, if it stood on or in it. */
static void step_out(struct channel *ch, const struct file *f)
{
	if (file_is_below(ch->at.adf, f))
		ch->at.adf = NULL;
	if (file_is_below(ch->at.df, f))
		file_make_current(ch, f->parent);
	else if (ch->at.ef == f)
		file_make_current(ch, ch->at.df);
}

/* Applications are known by their place among the ADFs: those behind @adf move up. */
static void close_gap(struct softeuicc *card, const struct file *adf)
{
	size_t index = 0;

	if (adf->kind != FILE_ADF)
		return;
	for (const struct file *f = adf->parent->children; f != adf; f = f->next)
		index += f->kind == FILE_ADF;
	for (size_t i = 0; i < CHANNEL_COUNT; i++) {
		struct channel *ch = &card->channels[i];

		if (ch->application == &uicc_application && ch->instance > index)
			ch->instance--;
	}
}

uint16_t uicc_delete_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	struct uicc_content *c = card->uicc->content;
	struct file *f = file_of_directory(ch, a->data), *parent;
	uint64_t before = memory_used(card);
	uint16_t sw;

	(void)out;
	if (a->data.n != 2)
		return SW_WRONG_LENGTH;
	if (!f)
		return SW_FILE_NOT_FOUND;
	if (f->kind == FILE_MF)
		return SW_CONDITIONS;
	/* 6.4.1: what the directory's rules say of its children is not asked. */
	sw = file_open(card, f, ACCESS_DELETE_SELF, a);
	if (sw != SW_OK)
		return sw;
	if (file_held_elsewhere(card, ch, f))
		return SW_CONDITIONS;
	if (uicc_store_file_delete(card->store, c, f) < 0)
		return SW_MEMORY_PROBLEM;
	parent = f->parent;
	step_out(ch, f);
	close_gap(card, f);
	file_remove(c, f);
	return memory_account(card, parent, before);
}
