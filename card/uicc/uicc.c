/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/uicc.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/tlv.h"
#include "naa/authenticate.h"
#include "naa/get_identity.h"
#include "store/uicc_store.h"
#include "uicc/files.h"
#include "uicc/pin.h"
#include "uicc/suspend.h"

/* GET CHALLENGE, 11.1.18. */
static uint16_t get_challenge(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			      struct buf *out)
{
	uint8_t random[256];
	size_t n = a->le < sizeof(random) ? a->le : sizeof(random);

	(void)ch;
	if (!a->has_le)
		return SW_WRONG_LENGTH;
	if (crypto_random(card->crypto, random, n) < 0)
		return SW_TECHNICAL_PROBLEM;
	buf_put(out, random, n);
	return SW_OK;
}

/* TERMINAL CAPABILITY, 11.1.19: a template A9, of whose contents nothing here depends. */
static uint16_t terminal_capability(struct softeuicc *card, struct channel *ch,
				    const struct apdu *a, struct buf *out)
{
	enum { TAG_TERMINAL_CAPABILITY = 0xA9 };
	struct tlv template, t;
	int r;

	(void)card, (void)ch, (void)out;
	if (tlv_only(a->data, TAG_TERMINAL_CAPABILITY, &template) < 0)
		return SW_WRONG_DATA;
	while ((r = tlv_next(&template.value, &t)) == 1)
		;
	return r < 0 ? SW_WRONG_DATA : SW_OK;
}

/* Table 10.5, and TS 102 222 table 1. SELECT by AID, MANAGE CHANNEL and GET RESPONSE are the
 * dispatcher's. The toolkit, and what the terminal tells of itself and polls for, are between card
 * and terminal, whatever application a channel has selected. */
static const struct command commands[] = {
	{0x04, 0x00, 0, uicc_deactivate_file},
	{0x10, 0x80, CMD_DATA | CMD_P1P2_ZERO | CMD_EVERYWHERE, toolkit_terminal_profile},
	{0x12, 0x80, CMD_NO_DATA | CMD_P1P2_ZERO | CMD_EVERYWHERE, toolkit_fetch},
	{0x14, 0x80, CMD_DATA | CMD_P1P2_ZERO | CMD_EVERYWHERE, toolkit_terminal_response},
	{0x20, 0x00, 0, uicc_verify_pin},
	{0x24, 0x00, CMD_DATA, uicc_change_pin},
	{0x26, 0x00, CMD_DATA, uicc_disable_pin},
	{0x28, 0x00, CMD_DATA, uicc_enable_pin},
	{0x2C, 0x00, 0, uicc_unblock_pin},
	{0x32, 0x80, CMD_DATA, uicc_increase},
	{0x44, 0x00, 0, uicc_activate_file},
	{0x76, 0x80, CMD_DATA | CMD_EVERYWHERE, uicc_suspend},
	{0x78, 0x80, CMD_NO_DATA, naa_get_identity},
	{0x84, 0x00, CMD_NO_DATA | CMD_P1P2_ZERO, get_challenge},
	{0x88, 0x00, CMD_DATA | CMD_CHAINABLE, naa_authenticate},
	{0x89, 0x00, 0, naa_authenticate},
	{0xA2, 0x00, CMD_DATA, uicc_search_record},
	{0xA4, 0x00, 0, uicc_select},
	{0xAA, 0x80, CMD_DATA | CMD_P1P2_ZERO | CMD_EVERYWHERE, terminal_capability},
	{0xB0, 0x00, CMD_NO_DATA, uicc_read_binary},
	{0xB2, 0x00, CMD_NO_DATA, uicc_read_record},
	{0xC2, 0x80, CMD_DATA | CMD_P1P2_ZERO | CMD_EVERYWHERE, toolkit_envelope},
	{0xCB, 0x80, 0, uicc_retrieve_data},
	{0xD4, 0x80, CMD_DATA, uicc_resize_file},
	{0xD6, 0x00, CMD_DATA, uicc_update_binary},
	{0xDB, 0x80, CMD_DATA, uicc_set_data},
	{0xDC, 0x00, CMD_DATA, uicc_update_record},
	{0xE0, 0x00, CMD_DATA | CMD_P1P2_ZERO, uicc_create_file},
	{0xE4, 0x00, CMD_DATA | CMD_P1P2_ZERO, uicc_delete_file},
	{0xE6, 0x00, CMD_P1P2_ZERO, uicc_terminate_df},
	{0xE8, 0x00, CMD_P1P2_ZERO, uicc_terminate_ef},
	{0xF2, 0x80, CMD_NO_DATA | CMD_EVERYWHERE, uicc_status},
	{0xFE, 0x00, CMD_NO_DATA | CMD_P1P2_ZERO, uicc_terminate_card_usage},
};

const struct application uicc_application = {
	.name = "UICC",
	.commands = commands,
	.command_count = sizeof(commands) / sizeof(commands[0]),
	.aid = uicc_application_aid,
	.select = uicc_select_application,
	.terminated = uicc_usage_terminated,
};

/* Every position in the old content is one in nothing: all channels begin at the MF again. */
static void show(struct softeuicc *card, int64_t profile, struct uicc_content *content)
{
	talloc_free(card->uicc->content);
	card->uicc->content = content;
	card->uicc->profile = profile;
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		card->channels[i].at = (struct uicc_position){.df = content->mf};
}

int uicc_new(struct softeuicc *card)
{
	struct uicc_content *bare;
	int r;

	card->uicc = talloc_zero(card, struct uicc);
	if (!card->uicc)
		return -ENOMEM;
	r = uicc_bare_content(card->uicc, &bare);
	if (r == 0)
		show(card, 0, bare);
	return r;
}

int uicc_show(struct softeuicc *card, int64_t profile)
{
	struct uicc_content *content;
	int r = uicc_store_load(card->store, profile, card->uicc, &content);

	if (r < 0)
		return r;
	show(card, profile, content);
	return suspend_load(card);
}

void uicc_reset(struct softeuicc *card)
{
	pins_reset(card->uicc->content);
	toolkit_reset(card);
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		card->channels[i].at = (struct uicc_position){.df = card->uicc->content->mf};
}
