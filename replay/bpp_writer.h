/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound profile packages (SGP.22 2.5.4) as a test wants them: every component can be chosen, and
 * spoiled. The SM-DP+ proper makes its own in servers/smdpp/bpp.c. */
#ifndef REPLAY_BPP_WRITER_H
#define REPLAY_BPP_WRITER_H

#include "crypto/crypto.h"

/* What is done wrong; in the order of `server bpp`'s words. */
enum {
	BPP_SIGNATURE = 1 << 0,     /* of InitialiseSecureChannel: one bit flipped */
	BPP_MAC_CONFIGURE = 1 << 1, /* one bit of the last MAC in the sequence flipped */
	BPP_MAC_METADATA = 1 << 2,
	BPP_MAC_KEYS = 1 << 3,
	BPP_MAC_PROFILE = 1 << 4,
	BPP_NO_CONFIGURE = 1 << 5, /* the sequence is absent */
	BPP_NO_METADATA = 1 << 6,
	BPP_NO_PROFILE = 1 << 7,
	BPP_SWAPPED = 1 << 8,      /* the first two segments of the profile, exchanged */
	BPP_SESSION_KEYS = 1 << 9, /* not wrong: no ReplaceSessionKeys */
};

struct bpp_plan {
	const struct ec_key *signer; /* the key of CERT.DPpb */
	struct slice euicc_otpk;     /* point */
	struct slice eid;            /* 16 bytes */
	struct slice transaction;
	struct slice host_id;
	struct slice remote_operation; /* contents of the INTEGER */
	struct slice key_type;
	struct slice key_length;
	struct slice configure; /* ConfigureISDPRequest, whole */
	struct slice metadata;  /* StoreMetadataRequest, whole */
	struct slice keys;      /* ReplaceSessionKeysRequest, whole; empty: random ones */
	struct slice package;   /* unprotected profile package */
	size_t segment;         /* plain bytes in a segment of the profile; 0: as many as fit */
	unsigned defects;
};

/* Appends the BoundProfilePackage to @out. -EINVAL: something is of the wrong size, or the eUICC's
 * key is no point on the signer's curve. */
int bpp_write(struct crypto *c, const struct bpp_plan *plan, struct buf *out);

/* The next of the segments in which an LPA sends @package (SGP.22 2.5.5), beginning with *@at 0.
 * Returns 1, 0 after the last, -EBADMSG. */
int bpp_next_segment(struct slice package, size_t *at, struct slice *out);

#endif
