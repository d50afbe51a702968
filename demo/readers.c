/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/readers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <winscard.h>

enum { CARD_WAIT_MS = 10000 };
enum { VPCD_PORT = 35963, VPCD_SLOTS = 2 }; /* as vsmartcard's packages configure it */

/* ---- those of with-pcscd ---- */

/* It names them as it says itself: pcscd gives each reader of two slots a number of its own where
 * the names are the same, so each has another. */
static void name_private(struct reader *r, size_t slot)
{
	if (slot < 2)
		snprintf(r->name, sizeof(r->name), "softeuicc 00 %02zu", slot);
	else
		snprintf(r->name, sizeof(r->name), "softeuicc %zu 00 %02zu", slot / 2 + 1,
			 slot % 2);
}

static size_t private_readers(const char *ports, struct reader *out, size_t max)
{
	size_t n = 0;
	char *end;

	for (unsigned long port; n < max && (port = strtoul(ports, &end, 10), end != ports);
	     ports = end) {
		snprintf(out[n].address, sizeof(out[n].address), "localhost:%lu", port);
		name_private(&out[n], n);
		n++;
	}
	return n;
}

/* ---- those of the system ---- */

/* Waits at most @ms until the reader's state is another than @now. Returns the new one, 0 where
 * there is no such reader, or no PC/SC. */
static DWORD reader_state(const char *name, DWORD now, DWORD ms)
{
	SCARD_READERSTATE r = {.szReader = name, .dwCurrentState = now};
	SCARDCONTEXT context;
	LONG result;

	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
		return 0;
	result = SCardGetStatusChange(context, ms, &r, 1);
	SCardReleaseContext(context);
	if (result != SCARD_S_SUCCESS ||
	    (r.dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)))
		return 0;
	return r.dwEventState;
}

static size_t system_readers(struct reader *out, size_t max)
{
	size_t n = 0;

	for (int slot = 0; slot < VPCD_SLOTS && n < max; slot++) {
		snprintf(out[n].address, sizeof(out[n].address), "localhost:%d", VPCD_PORT + slot);
		snprintf(out[n].name, sizeof(out[n].name), "Virtual PCD 00 %02d", slot);
		if (reader_state(out[n].name, SCARD_STATE_UNAWARE, 0) & SCARD_STATE_EMPTY)
			n++;
	}
	return n;
}

size_t readers_find(struct reader *out, size_t max)
{
	const char *ports = getenv("SOFTEUICC_READER_PORTS");

	return ports ? private_readers(ports, out, max) : system_readers(out, max);
}

/* A card that has been put in is mute until it has been powered. */
static bool has_card(DWORD state)
{
	return (state & SCARD_STATE_PRESENT) && !(state & SCARD_STATE_MUTE);
}

bool reader_wait(const struct reader *r, bool card)
{
	DWORD state = reader_state(r->name, SCARD_STATE_UNAWARE, 0);

	while (state && !(card ? has_card(state) : state & SCARD_STATE_EMPTY))
		state = reader_state(r->name, state & ~(DWORD)SCARD_STATE_CHANGED, CARD_WAIT_MS);
	return state != 0;
}

int readers_run_private(const char *with_pcscd, size_t slots, const char *const *argv)
{
	const char *words[64] = {with_pcscd, "--slots"};
	char number[8];
	size_t n = 2;

	snprintf(number, sizeof(number), "%zu", slots);
	words[n++] = number;
	words[n++] = "--";
	while (*argv && n + 1 < sizeof(words) / sizeof(words[0]))
		words[n++] = *argv++;
	if (*argv)
		return -E2BIG;
	words[n] = NULL;
	execv(with_pcscd, (char *const *)words);
	return -errno;
}
