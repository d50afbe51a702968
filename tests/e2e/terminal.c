/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"

#include <stdio.h>
#include <string.h>

int pcsc_check(LONG result, const char *what)
{
	if (result == SCARD_S_SUCCESS)
		return 0;
	fprintf(stderr, "%s: %s\n", what, pcsc_stringify_error(result));
	return 1;
}

int terminal_connect(SCARDCONTEXT context, const char *reader, SCARDHANDLE *card)
{
	DWORD protocol;

	return pcsc_check(SCardConnect(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, card,
				       &protocol),
			  "SCardConnect");
}

/* Appends the response to @answer, whose status word, if it has one, is replaced. */
static int transmit(SCARDHANDLE card, const unsigned char *apdu, size_t n, struct answer *answer)
{
	unsigned char response[TERMINAL_RESPONSE_MAX];
	DWORD length = sizeof(response);

	if (pcsc_check(SCardTransmit(card, SCARD_PCI_T0, apdu, n, NULL, response, &length),
		       "SCardTransmit"))
		return 1;
	answer->n -= answer->n > 2 ? 2 : answer->n;
	if (length < 2 || answer->n + length > TERMINAL_ANSWER_MAX) {
		fprintf(stderr, "a response of %lu bytes\n", (unsigned long)length);
		return 1;
	}
	memcpy(answer->p + answer->n, response, length);
	answer->n += length;
	return 0;
}

int terminal_send_raw(SCARDHANDLE card, const unsigned char *apdu, size_t n, struct answer *answer)
{
	answer->n = 0;
	return transmit(card, apdu, n, answer);
}

int terminal_send(SCARDHANDLE card, unsigned char *apdu, size_t n, struct answer *answer)
{
	const unsigned char cla = apdu[0];

	if (terminal_send_raw(card, apdu, n, answer))
		return 1;
	for (;;) {
		const unsigned char *sw = answer->p + answer->n - 2;

		if (sw[0] == 0x61) {
			const unsigned char get_response[] = {cla & 0x4F, 0xC0, 0, 0, sw[1]};

			if (transmit(card, get_response, sizeof(get_response), answer))
				return 1;
		} else if (sw[0] == 0x6C && (n == 4 || (n == 5 && apdu[4] != sw[1]))) {
			apdu[4] = sw[1];
			n = 5;
			if (transmit(card, apdu, n, answer))
				return 1;
		} else {
			return 0;
		}
	}
}

int parse_hex(const char *hex, unsigned char *out, size_t most, size_t *n)
{
	unsigned byte;
	int used;

	for (*n = 0; *hex; hex += used) {
		if (*n == most || sscanf(hex, "%2x%n", &byte, &used) != 1 || used != 2)
			return -1;
		out[(*n)++] = (unsigned char)byte;
	}
	return 0;
}
