/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apdu/channel.h"

#include "card.h"
#include "uicc/uicc.h"

static void deselect(struct softeuicc *card, struct channel *ch)
{
	if (ch->application && ch->application->deselect)
		ch->application->deselect(card, ch);
	ch->application = NULL;
	ch->instance = 0;
}

void channel_drop_chain(struct channel *ch)
{
	buf_reset(&ch->chain);
	ch->chaining = false;
}

static void forget_pieces(struct softeuicc *card, struct channel *ch)
{
	buf_reset(&ch->response);
	buf_reset(&ch->data);
	channel_drop_chain(ch);
	ch->response = buf_new(card);
	ch->data = buf_new(card);
	ch->chain = buf_new(card);
}

void channel_select_default(struct softeuicc *card, struct channel *ch)
{
	deselect(card, ch);
	ch->application = &uicc_application;
	ch->at = (struct uicc_position){.df = card->uicc->content ? card->uicc->content->mf : NULL};
}

void channel_close(struct softeuicc *card, struct channel *ch)
{
	deselect(card, ch);
	forget_pieces(card, ch);
	ch->at = (struct uicc_position){0};
	ch->open = false;
}

void channels_reset(struct softeuicc *card)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		card->channels[i].number = (uint8_t)i;
		channel_close(card, &card->channels[i]);
	}
	card->channels[0].open = true;
	channel_select_default(card, &card->channels[0]);
}

void channels_leave_uicc(struct softeuicc *card)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		struct channel *ch = &card->channels[i];
		struct uicc_position mf = {.df = card->uicc->content->mf};

		if (!ch->open)
			continue;
		if (ch->application == &uicc_application)
			channel_select_default(card, ch);
		else
			ch->at = mf;
	}
}
