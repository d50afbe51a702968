/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DP+ opposite the card, with the keys of the PKI directory: it makes the requests that an
 * LPA would carry, right or wrong, and checks what the card has signed. doc/trace-format.md lists
 * its verbs, values and defects. */
#ifndef REPLAY_PARTY_H
#define REPLAY_PARTY_H

#include "replay/server_call.h"

struct party;

/* Reads the PKI: see pki_load(). @now, for certificates: seconds since 1970. */
int party_new(int64_t now, void *ctx, struct party **out, char **error);

/* Does what @call says; requests are left in @variables. @answer is the card's last response,
 * without status word. Paths are relative to @file. Errors, with a sentence in *@error: -EINVAL, or
 * -EILSEQ where the card's answer is not what it should be. */
int party_call(struct party *party, const struct server_call *call, struct variables *variables,
	       struct slice answer, const char *file, char **error);

#endif
