/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile in the card: the CPU time that it takes to install it (LoadBoundProfilePackage, with
 * decryption and commit), and to SELECT EF.IMSI and READ it, each command beside STATUS without
 * data, which is the least that a command can cost; and what the profile adds to the card's image.
 *
 * Usage: bench_files PROFILE.der. Prints JSON. */
#include <stdio.h>
#include <sys/stat.h>

#include "bench_profile.h"
#include "bench_time.h"
#include "unit.h"

enum { ROUNDS = 31, COMMANDS = 2000 };

/* The size of the image as it is between two runs of a card. */
static long long image_size(struct card_fixture *f)
{
	struct stat image;

	softeuicc_close(f->card);
	f->card = NULL;
	ck_assert_int_eq(stat(f->image, &image), 0);
	fixture_reopen(f);
	return image.st_size;
}

/* The CPU time of a command, of COMMANDS alternating between @a and @b. */
static double command_seconds(struct card_fixture *f, struct slice a, struct slice b)
{
	uint8_t response[SOFTEUICC_RESPONSE_MAX];
	double begin = bench_cpu_seconds();

	for (int i = 0; i < COMMANDS; i++) {
		struct slice command = i % 2 ? b : a;
		size_t n = softeuicc_transmit(f->card, command.p, command.n, response);

		ck_assert_uint_eq(response[n - 2], 0x90);
	}
	return (bench_cpu_seconds() - begin) / COMMANDS;
}

static void files(const char *path)
{
	static const uint8_t select_imsi[] = {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x6F, 0x07};
	static const uint8_t read_imsi[] = {0x00, 0xB0, 0x00, 0x00, 0x09};
	static const uint8_t status_bytes[] = {0x80, 0xF2, 0x00, 0x0C};
	struct slice status = slice_of(status_bytes, sizeof(status_bytes));
	double install[ROUNDS], file[ROUNDS], bare[ROUNDS], file_median, status_median;
	struct card_fixture *f = fixture_new(0);
	struct bench_profile p = bench_profile_read(f, path);
	long long empty = image_size(f), full;
	uint16_t sw;

	bench_profile_download(f, &p); /* what is loaded once is not an installation's */
	for (int i = 0; i < ROUNDS; i++) {
		bench_profile_delete(f, &p);
		install[i] = bench_profile_download(f, &p).loading;
	}
	full = image_size(f);
	bench_profile_enable(f, &p);
	fixture_reopen(f);
	fixture_hex(f, "00A4040C07A0000000871002", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	for (int i = 0; i < ROUNDS; i++) {
		file[i] = command_seconds(f, slice_of(select_imsi, sizeof(select_imsi)),
					  slice_of(read_imsi, sizeof(read_imsi)));
		bare[i] = command_seconds(f, status, status);
	}
	file_median = bench_median(file, ROUNDS);
	status_median = bench_median(bare, ROUNDS);
	printf("{\"rounds\": %d, \"profile_bytes\": %zu, \"install_us\": %.0f, "
	       "\"command_us\": %.2f, \"status_us\": %.2f, \"ratio\": %.2f, "
	       "\"image_bytes\": %lld, \"empty_image_bytes\": %lld}\n",
	       ROUNDS, p.package.n, bench_median(install, ROUNDS) * 1e6, file_median * 1e6,
	       status_median * 1e6, file_median / status_median, full, empty);
	fixture_free(f);
}

int main(int argc, char **argv)
{
	return bench_main(argc, argv, files);
}
