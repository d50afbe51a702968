/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PC/SC client for the end-to-end tests.
 *
 *   pcsc-apdu READER --wait          until a card is in the reader; prints its ATR
 *   pcsc-apdu READER --gone          until none is
 *   pcsc-apdu READER [--raw] APDU... sends hexadecimal APDUs in one connection, prints a response
 *                                    a line. As a T=0 terminal does it answers 61XX with GET
 *                                    RESPONSE and 6CXX with the right Le, except where --raw.
 *
 * Waiting ends after 20 seconds. Exit status: 0, 1 (PC/SC error), 2 (usage). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

enum {
	PATIENCE = 20, /* seconds */
	APDU_MAX = 512,
	RESPONSE_MAX = 65538,
	ANSWER_MAX = 4 * RESPONSE_MAX,
};

static int check(LONG r, const char *what)
{
	if (r == SCARD_S_SUCCESS)
		return 0;
	fprintf(stderr, "%s: %s\n", what, pcsc_stringify_error(r));
	return 1;
}

/* ---- waiting ---- */

static int wait_for(SCARDCONTEXT context, const char *name, DWORD wanted)
{
	SCARD_READERSTATE state = {.szReader = name, .dwCurrentState = SCARD_STATE_UNAWARE};
	time_t end = time(NULL) + PATIENCE;

	while (time(NULL) < end) {
		LONG r = SCardGetStatusChange(context, 1000, &state, 1);

		if (r != SCARD_E_TIMEOUT && check(r, "SCardGetStatusChange"))
			return 1;
		if ((state.dwEventState & wanted) && !(state.dwEventState & SCARD_STATE_MUTE)) {
			for (DWORD i = 0; i < state.cbAtr; i++)
				printf("%02X", state.rgbAtr[i]);
			puts("");
			return 0;
		}
		state.dwCurrentState = state.dwEventState & ~(DWORD)SCARD_STATE_CHANGED;
	}
	fprintf(stderr, "%s: waited for %d seconds in vain\n", name, PATIENCE);
	return 1;
}

/* ---- APDUs ---- */

static int parse(const char *hex, unsigned char *out, size_t *n)
{
	unsigned byte;
	int used;

	for (*n = 0; *hex; hex += used) {
		if (*n == APDU_MAX || sscanf(hex, "%2x%n", &byte, &used) != 1 || used != 2)
			return -1;
		out[(*n)++] = (unsigned char)byte;
	}
	return 0;
}

struct answer {
	unsigned char p[ANSWER_MAX];
	size_t n;
};

/* Appends the response to @answer, whose status word, if it has one, is replaced. */
static int transmit(SCARDHANDLE card, const unsigned char *apdu, size_t n, struct answer *answer)
{
	unsigned char response[RESPONSE_MAX];
	DWORD length = sizeof(response);

	if (check(SCardTransmit(card, SCARD_PCI_T0, apdu, n, NULL, response, &length),
		  "SCardTransmit"))
		return 1;
	answer->n -= answer->n > 2 ? 2 : answer->n;
	if (length < 2 || answer->n + length > ANSWER_MAX) {
		fprintf(stderr, "a response of %lu bytes\n", (unsigned long)length);
		return 1;
	}
	memcpy(answer->p + answer->n, response, length);
	answer->n += length;
	return 0;
}

static int send_as_terminal(SCARDHANDLE card, unsigned char *apdu, size_t n, struct answer *answer)
{
	const unsigned char cla = apdu[0];

	if (transmit(card, apdu, n, answer))
		return 1;
	for (;;) {
		const unsigned char *sw = answer->p + answer->n - 2;

		if (sw[0] == 0x61) {
			const unsigned char get_response[] = {cla & 0x4F, 0xC0, 0, 0, sw[1]};

			if (transmit(card, get_response, sizeof(get_response), answer))
				return 1;
		} else if (sw[0] == 0x6C && n == 5 && apdu[4] != sw[1]) {
			apdu[4] = sw[1];
			if (transmit(card, apdu, n, answer))
				return 1;
		} else {
			return 0;
		}
	}
}

static int send_all(SCARDCONTEXT context, const char *reader, char **hex, int raw)
{
	unsigned char apdu[APDU_MAX];
	static struct answer answer;
	SCARDHANDLE card;
	DWORD protocol;
	size_t n;
	int r = 0;

	if (check(SCardConnect(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, &card,
			       &protocol),
		  "SCardConnect"))
		return 1;
	for (; *hex && r == 0; hex++) {
		if (parse(*hex, apdu, &n)) {
			fprintf(stderr, "no APDU: %s\n", *hex);
			r = 2;
			break;
		}
		answer.n = 0;
		r = raw ? transmit(card, apdu, n, &answer)
			: send_as_terminal(card, apdu, n, &answer);
		for (size_t i = 0; r == 0 && i < answer.n; i++)
			printf("%02X", answer.p[i]);
		puts("");
	}
	SCardDisconnect(card, SCARD_LEAVE_CARD);
	return r;
}

int main(int argc, char **argv)
{
	SCARDCONTEXT context;
	int r;

	if (argc < 3) {
		fprintf(stderr, "usage: pcsc-apdu READER --wait | --gone | [--raw] APDU...\n");
		return 2;
	}
	if (check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context),
		  "SCardEstablishContext"))
		return 1;
	if (!strcmp(argv[2], "--wait"))
		r = wait_for(context, argv[1], SCARD_STATE_PRESENT);
	else if (!strcmp(argv[2], "--gone"))
		r = wait_for(context, argv[1], SCARD_STATE_EMPTY);
	else if (!strcmp(argv[2], "--raw"))
		r = send_all(context, argv[1], argv + 3, 1);
	else
		r = send_all(context, argv[1], argv + 2, 0);
	SCardReleaseContext(context);
	return r;
}
