/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card that answers 9000 at once, in the same bridge as the real one: what PC/SC itself costs.
 * Usage: null_card PORT */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "reader-bridge/bridge.h"

static void nothing(void *card)
{
	(void)card;
}

static size_t atr(void *card, uint8_t out[SOFTEUICC_ATR_MAX])
{
	static const uint8_t bytes[] = {0x3B, 0x00};

	(void)card;
	memcpy(out, bytes, sizeof(bytes));
	return sizeof(bytes);
}

static size_t transmit(void *card, const uint8_t *command, size_t n,
		       uint8_t response[SOFTEUICC_RESPONSE_MAX], struct bridge_manner *manner)
{
	(void)manner;
	(void)card;
	(void)command;
	(void)n;
	response[0] = 0x90;
	response[1] = 0x00;
	return 2;
}

int main(int argc, char **argv)
{
	static const struct bridge_card null_card = {NULL,    nothing, nothing,
						     nothing, atr,     transmit};
	struct bridge *bridge = bridge_new(NULL, NULL, NULL);
	int r;

	if (argc != 2 || !bridge ||
	    bridge_add(bridge, null_card, "localhost", (uint16_t)strtoul(argv[1], NULL, 10)) < 0)
		return EXIT_FAILURE;
	r = bridge_run(bridge);
	talloc_free(bridge);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
