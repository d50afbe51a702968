/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound profile package (SGP.22 2.5.4, 5.5): takes the bytes of a 'BF36' in pieces of any size,
 * opens the secure channel, unprotects every segment as soon as it is complete, and feeds the
 * profile installer. It writes nothing to the store: what came of it is for the caller to keep. */
#ifndef ISDP_BPP_H
#define ISDP_BPP_H

#include "ecasd/certificate.h"
#include "isdp/installer.h"
#include "isdp/metadata.h"
#include "softeuicc.h"

/* BppCommandId, SGP.22 2.5.6. */
enum bpp_command {
	BPP_INITIALISE_SECURE_CHANNEL = 0,
	BPP_CONFIGURE_ISDP = 1,
	BPP_STORE_METADATA = 2,
	BPP_STORE_METADATA_2 = 3,
	BPP_REPLACE_SESSION_KEYS = 4,
	BPP_LOAD_PROFILE_ELEMENTS = 5,
};

/* ErrorReason, SGP.22 2.5.6. */
enum bpp_reason {
	BPP_OK = 0,
	BPP_INCORRECT_INPUT_VALUES = 1,
	BPP_INVALID_SIGNATURE = 2,
	BPP_INVALID_TRANSACTION_ID = 3,
	BPP_UNSUPPORTED_CRT_VALUES = 4,
	BPP_UNSUPPORTED_REMOTE_OPERATION = 5,
	BPP_UNSUPPORTED_PROFILE_CLASS = 6,
	BPP_SCP03T_STRUCTURE_ERROR = 7,
	BPP_SCP03T_SECURITY_ERROR = 8,
	BPP_ICCID_EXISTS = 9,
	BPP_INSUFFICIENT_MEMORY = 10,
	BPP_INTERRUPTION = 11,
	BPP_PE_PROCESSING_ERROR = 12,
	BPP_DATA_MISMATCH = 13,
	BPP_INVALID_NAA_KEY = 14,
	BPP_PPR_NOT_ALLOWED = 15,
	/* of v3 */
	BPP_ENTERPRISE_NOT_SUPPORTED = 17,
	BPP_LPR_NOT_SUPPORTED = 23,
	BPP_UNKNOWN_TLV_IN_METADATA = 26,
	BPP_UNKNOWN_ERROR = 127,
};

enum { BPP_TAG = 0xBF36 };

/* What the package must agree with. Everything must outlive the bpp. */
struct bpp_terms {
	struct slice transaction_id;
	const struct ec_key *signer;       /* PK.DPpb.ECDSA */
	const struct ec_key *one_time_key; /* otSK.EUICC.ECKA */
	struct slice eid;                  /* 16 bytes */
	uint64_t memory;                   /* bytes that the profile may take */
	/* Whether a profile with this metadata may be installed; BPP_OK or the reason why not.
	 * @value: what @m was parsed from. */
	enum bpp_reason (*admit)(void *arg, struct slice value, const struct metadata *m);
	/* Asked before each ES8+ function; BPP_OK or the reason for which it shall fail. */
	enum bpp_reason (*fault)(void *arg, const char *function);
	void *arg; /* of both */
};

enum bpp_progress {
	BPP_MORE,     /* give me the next bytes */
	BPP_COMPLETE, /* the whole package was good: the profile can be saved */
	BPP_FAILED,
};

struct bpp; /* a talloc object */

struct bpp *bpp_new(void *ctx, struct crypto *c, const struct bpp_terms *terms);

/* Takes the next bytes. After BPP_COMPLETE or BPP_FAILED further bytes are ignored. */
enum bpp_progress bpp_push(struct bpp *b, struct slice bytes);
enum bpp_progress bpp_progress(const struct bpp *b);

/* True where the bytes so far end with a whole data object: a LPA that has given up may speak of
 * something else now. */
bool bpp_between_objects(const struct bpp *b);
/* True where @tag is one that a bound profile package consists of, beside its outermost. */
bool bpp_is_segment(uint32_t tag);

/* softeuicc_function() of the ES8+ functions alone. */
int bpp_function(size_t index, struct softeuicc_function *function);

/* The command that failed, or is being processed, and why it failed. */
enum bpp_command bpp_command(const struct bpp *b);
enum bpp_reason bpp_reason(const struct bpp *b);

/* The value of StoreMetadata ('BF25') and its meaning; empty and NULL before it was accepted. */
struct slice bpp_metadata_value(const struct bpp *b);
const struct metadata *bpp_metadata(const struct bpp *b);
/* Value of dpProprietaryData ('B8') of ConfigureISDP, empty where absent. */
struct slice bpp_dp_data(const struct bpp *b);
/* NULL before the first profile element came. */
struct installer *bpp_installer(const struct bpp *b);

#endif
