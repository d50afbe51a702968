/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slots of virtual readers that a demonstration puts its cards into. */
#ifndef DEMO_READERS_H
#define DEMO_READERS_H

#include <stdbool.h>
#include <stddef.h>

enum { READERS_MAX = 16 };

struct reader {
	char address[32]; /* "localhost:PORT" where vpcd waits for a card */
	char name[64];    /* in PC/SC */
};

/* The slots that with-pcscd, of which this is a child then, has made, or else those of the system's
 * pcscd that are empty: how many, at most @max. */
size_t readers_find(struct reader *out, size_t max);

/* Becomes with-pcscd, which runs @argv with @slots slots. Returns only where it cannot: negative
 * errno. */
int readers_run_private(const char *with_pcscd, size_t slots, const char *const *argv);

/* Waits until there is a @card in it, or none, some seconds at most. Returns whether. */
bool reader_wait(const struct reader *r, bool card);

#endif
