/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the programs are that a demonstration starts, and their PKI. All are talloc strings on
 * @ctx, NULL where there is none (or no memory). */
#ifndef DEMO_PLACES_H
#define DEMO_PLACES_H

/* This program. */
char *place_of_self(void *ctx);
/* with-pcscd, as installed or in the source tree that this was built in. */
char *place_of_with_pcscd(void *ctx);
/* The PKI that is @installed, or the test PKI of that source tree. */
char *place_of_pki(void *ctx, const char *installed);
/* lpac: the one that is asked for, that in PATH, or the one that scripts/get-lpac has put into the
 * build tree. @asked NULL: none in particular. */
char *place_of_lpac(void *ctx, const char *asked);

#endif
