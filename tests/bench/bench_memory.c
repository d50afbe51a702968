/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heap that one more idle card takes, with one enabled profile: several copies of the same
 * image are opened, and what malloc has given out for them is divided by their number. A first
 * card, opened before, pays for what all of them share (OpenSSL's providers, SQLite's tables).
 * Mapped files, such as SQLite's 32 KiB of shared memory beside a write-ahead log, are not heap.
 *
 * Usage: bench_memory PROFILE.der. Prints JSON. */
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include "bench_profile.h"
#include "unit.h"

enum { CARDS = 8, TARGET = 64 * 1024 };

static size_t heap(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

static struct softeuicc *open_card(const char *image)
{
	struct softeuicc *card = NULL;

	ck_assert_int_eq(softeuicc_open(&card, image, NULL, NULL), 0);
	softeuicc_power_on(card);
	return card;
}

static void copy(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char chunk[4096];
	size_t n;

	ck_assert(in && out);
	while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		ck_assert_uint_eq(fwrite(chunk, 1, n, out), n);
	fclose(in);
	ck_assert_int_eq(fclose(out), 0);
}

static void memory(const char *path)
{
	struct card_fixture *f = fixture_new(0);
	struct bench_profile p = bench_profile_read(f, path);
	struct softeuicc *cards[CARDS];
	char *images[CARDS];
	size_t before, bytes;

	bench_profile_download(f, &p);
	bench_profile_enable(f, &p);
	fixture_reopen(f);
	for (int i = 0; i < CARDS; i++)
		images[i] = talloc_asprintf(f, "%s/%d.euicc", f->dir, i);
	softeuicc_close(f->card);
	for (int i = 0; i < CARDS; i++)
		copy(f->image, images[i]);
	f->card = open_card(f->image);
	before = heap();
	for (int i = 0; i < CARDS; i++)
		cards[i] = open_card(images[i]);
	bytes = (heap() - before) / CARDS;
	printf("{\"cards\": %d, \"profile_bytes\": %zu, \"card_bytes\": %zu, "
	       "\"target_bytes\": %d, \"talloc_bytes\": %zu, \"talloc_blocks\": %zu}\n",
	       CARDS, p.package.n, bytes, TARGET, talloc_total_size(cards[0]),
	       talloc_total_blocks(cards[0]));
	for (int i = 0; i < CARDS; i++) {
		softeuicc_close(cards[i]);
		unlink(images[i]);
	}
	fixture_free(f);
}

int main(int argc, char **argv)
{
	return bench_main(argc, argv, memory);
}
