/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tiny LPA (SGP.22 3.1.3) between a card and an SM-DP+ in one process: APDUs on one side, JSON on
 * the other, and nothing of either's insides. */
#ifndef TESTS_UNIT_LPA_H
#define TESTS_UNIT_LPA_H

#include "servers/rsp/server.h"
#include "softeuicc.h"

struct lpa {
	void *ctx;
	struct softeuicc *card;
	struct rsp_server *dp;
	const char *address;
	/* The only CI key identifier that it tells the server of; empty: what the card says. */
	struct slice only_ci;
	/* of the download under way */
	char transaction[33];
	struct slice prepared; /* PrepareDownloadResponse */
};

/* Powers the card on and selects its ISD-R. */
struct lpa *lpa_new(void *ctx, struct softeuicc *card, struct rsp_server *dp, const char *address);

/* Selects the ISD-R again, as after a refresh. */
void lpa_select(struct lpa *l);

/* One ES10 function. Fails the test on any status word but 9000 and 91XX. */
struct slice lpa_es10(struct lpa *l, struct slice request);

/* Everything until the bound package has come. Returns "", "SUBJECT/REASON" of the server, or
 * "card BF38" and the like where the card answered with an error. @matching_id and @code may be
 * NULL. */
const char *lpa_fetch(struct lpa *l, const char *matching_id, const char *code, struct slice *bpp);

/* Loads a bound package as SGP.22 2.5.5 cuts it. Returns ProfileInstallationResult; empty where
 * none came. */
struct slice lpa_load(struct lpa *l, struct slice bpp);
/* ErrorReason of a ProfileInstallationResult, 0 for success. */
int64_t lpa_reason(struct slice result);

/* Sends all pending notifications to the server and removes them from the card. Returns how many.
 */
int lpa_notify(struct lpa *l);

/* ProfileInfoListResponse. */
struct slice lpa_profiles(struct lpa *l);
/* Ends the session on both sides; returns the server's answer as lpa_fetch(). */
const char *lpa_cancel(struct lpa *l, int64_t reason);

#endif
