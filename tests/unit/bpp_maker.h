/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound profile packages for tests: good ones, and ones with a chosen fault. */
#ifndef TESTS_UNIT_BPP_MAKER_H
#define TESTS_UNIT_BPP_MAKER_H

#include "crypto/crypto.h"

/* What the package is made of. bpp_wish_new() fills in what is right where it is not for the
 * caller to say. */
struct bpp_wish {
	struct slice transaction_id;
	const struct ec_key *signer; /* SK.DPpb.ECDSA */
	struct slice euicc_otpk;     /* point */
	struct slice eid;
	struct slice metadata; /* value of 'BF25' */
	struct slice profile;  /* unprotected profile package */
	struct slice dp_data;  /* value of 'B8', may be empty */
	bool replace_keys;
	size_t segment; /* plain bytes in each segment of the profile */
	uint8_t operation;
	uint8_t key_type;
	uint8_t key_length;
};

struct bpp_wish bpp_wish_new(void);

/* The whole 'BF36' on @ctx. */
struct slice bpp_make(struct crypto *c, const struct bpp_wish *w, void *ctx);

/* Ways to cut a package into STORE DATA chains: calls @send for each segment as SGP.22 2.5.5 cuts
 * them, until it returns false. */
void bpp_each_segment(struct slice package, bool (*send)(void *arg, struct slice segment),
		      void *arg);

/* StoreMetadata's value for a profile with @iccid, and @more appended in its place: what follows
 * profileName. */
struct slice sample_metadata(void *ctx, struct slice iccid, const char *more_hex);
/* An unprotected profile package with an MF and the files that it must have. */
struct slice sample_profile(void *ctx, struct slice iccid);

#endif
