/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times one APDU through pcscd and vpcd: STATUS without data to the real card against the same
 * bytes to a card that answers 9000 at once. The two alternate, and their medians are compared, so
 * that what else the machine does hits both.
 *
 * Usage: bench_reader READER NULL-READER. Prints JSON. */
#include <PCSC/winscard.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench_time.h"

enum { ROUNDS = 2000, WARM_UP = 100 };

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void require(LONG result, const char *what)
{
	if (result == SCARD_S_SUCCESS)
		return;
	fprintf(stderr, "bench_reader: %s: %s\n", what, pcsc_stringify_error(result));
	exit(EXIT_FAILURE);
}

static double exchange(SCARDHANDLE card)
{
	static const uint8_t status_no_data[] = {0x80, 0xF2, 0x00, 0x0C};
	uint8_t answer[258];
	DWORD n = sizeof(answer);
	double begin = now_us();

	require(SCardTransmit(card, SCARD_PCI_T0, status_no_data, sizeof(status_no_data), NULL,
			      answer, &n),
		"SCardTransmit");
	if (n != 2 || answer[0] != 0x90) {
		fprintf(stderr, "bench_reader: the card answers %02X%02X\n", answer[0], answer[1]);
		exit(EXIT_FAILURE);
	}
	return now_us() - begin;
}

int main(int argc, char **argv)
{
	static double real_us[ROUNDS], null_us[ROUNDS];
	double real_median, null_median;
	SCARDHANDLE real, null;
	SCARDCONTEXT context;
	DWORD protocol;

	if (argc != 3)
		return 2;
	require(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context), "pcscd");
	require(SCardConnect(context, argv[1], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, &real,
			     &protocol),
		argv[1]);
	require(SCardConnect(context, argv[2], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, &null,
			     &protocol),
		argv[2]);
	for (int i = 0; i < WARM_UP; i++) {
		exchange(real);
		exchange(null);
	}
	for (int i = 0; i < ROUNDS; i++) {
		real_us[i] = exchange(real);
		null_us[i] = exchange(null);
	}
	SCardReleaseContext(context);
	real_median = bench_median(real_us, ROUNDS);
	null_median = bench_median(null_us, ROUNDS);
	printf("{\"rounds\": %d, \"card_us\": %.1f, \"null_card_us\": %.1f, \"ratio\": %.3f}\n",
	       ROUNDS, real_median, null_median, real_median / null_median);
	return EXIT_SUCCESS;
}
