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
#include <string.h>
#include <time.h>

#include "terminal.h"

enum { PATIENCE = 20 }; /* seconds */

/* ---- waiting ---- */

static int wait_for(SCARDCONTEXT context, const char *name, DWORD wanted)
{
	SCARD_READERSTATE state = {.szReader = name, .dwCurrentState = SCARD_STATE_UNAWARE};
	time_t end = time(NULL) + PATIENCE;

	while (time(NULL) < end) {
		LONG r = SCardGetStatusChange(context, 1000, &state, 1);

		if (r != SCARD_E_TIMEOUT && pcsc_check(r, "SCardGetStatusChange"))
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

static int send_all(SCARDCONTEXT context, const char *reader, char **hex, int raw)
{
	unsigned char apdu[TERMINAL_APDU_MAX];
	static struct answer answer;
	SCARDHANDLE card;
	size_t n;
	int r = 0;

	if (terminal_connect(context, reader, &card))
		return 1;
	for (; *hex && r == 0; hex++) {
		if (parse_hex(*hex, apdu, sizeof(apdu), &n)) {
			fprintf(stderr, "no APDU: %s\n", *hex);
			r = 2;
			break;
		}
		r = raw ? terminal_send_raw(card, apdu, n, &answer)
			: terminal_send(card, apdu, n, &answer);
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
	if (pcsc_check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context),
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
