/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A softeuicc card as something to put into a slot. */
#include "config.h"

#include "reader-bridge/bridge.h"

static void power_on(void *card)
{
	softeuicc_power_on(card);
}

static void power_off(void *card)
{
	softeuicc_power_off(card);
}

static void reset(void *card)
{
	softeuicc_reset(card);
}

static size_t atr(void *card, uint8_t out[SOFTEUICC_ATR_MAX])
{
	return softeuicc_atr(card, out);
}

static size_t transmit(void *card, const uint8_t *command, size_t n,
		       uint8_t response[SOFTEUICC_RESPONSE_MAX], struct bridge_manner *manner)
{
	(void)manner;
	return softeuicc_transmit(card, command, n, response);
}

struct bridge_card bridge_softeuicc(struct softeuicc *card)
{
	return (struct bridge_card){card, power_on, power_off, reset, atr, transmit};
}
