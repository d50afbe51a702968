/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes bound profile packages (SGP.22 2.5.4). First the package is protected for one eUICC's
 * one-time key; then it is bound to a session by a signed InitialiseSecureChannel. A retry that
 * comes with the same one-time key is only bound anew (SGP.22 3.1.3). */
#ifndef SMDPP_BPP_H
#define SMDPP_BPP_H

#include "ecasd/pki.h"

struct bpp_request {
	enum curve curve;        /* of the key in CERT.DPpb */
	struct slice euicc_otpk; /* uncompressed point */
	uint8_t eid[16];
	struct slice smdp_oid; /* contents of the OBJECT IDENTIFIER in CERT.DPpb */
	struct slice metadata; /* StoreMetadataRequest, whole */
	struct slice package;  /* unprotected profile package */
	bool session_keys;     /* false: a random PPK and ReplaceSessionKeys */
};

/* Appends everything that follows InitialiseSecureChannel to @out and gives the SM-DP+'s one-time
 * public key. -EINVAL: the eUICC's key is no point on the curve. */
int bpp_protect(struct crypto *c, const struct bpp_request *q, uint8_t smdp_otpk[EC_POINT_BYTES],
		struct buf *out);

/* Appends the whole BoundProfilePackage, 'BF36', to @out. */
int bpp_bind(struct crypto *c, const struct credential *dp_pb, struct slice transaction,
	     struct slice euicc_otpk, struct slice smdp_otpk, struct slice protected_package,
	     struct buf *out);

#endif
