/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command APDUs (ISO/IEC 7816-3 12.1, 7816-4 5.1) and the status words that answer them. */
#ifndef APDU_APDU_H
#define APDU_APDU_H

#include "codec/buf.h"

struct apdu {
	uint8_t cla; /* as received */
	uint8_t ins;
	uint8_t p1;
	uint8_t p2;
	bool chained;    /* CLA bit 5: more of this command follows */
	uint8_t secure;  /* secure messaging indication, 0: none */
	uint8_t channel; /* 0 to 19 */
	bool has_data;   /* an Lc field was there */
	bool has_le;
	uint32_t le; /* bytes expected, 1 to 65536, when has_le */
	struct slice data;
};

/* Parses @in, short or extended. CLA decides channel, chaining and secure messaging by
 * TS 102 221 10.1.1. Returns 0 or -EBADMSG (the answer is SW_WRONG_LENGTH). */
int apdu_parse(struct slice in, struct apdu *out);

/* True for the class bytes of TS 102 221 10.1.1: 0X 1X, 4X to 7X, and the same with bit 8 set. */
bool apdu_class_valid(const struct apdu *a);

/* The class byte without what it says of channel, chaining and secure messaging: 0x00 for the
 * interindustry classes 0X, 4X, 6X, and 0x80 for 8X, CX, EX. */
uint8_t apdu_class(const struct apdu *a);

/* True where Le asks for all there is, in the short or in the extended form. */
static inline bool apdu_le_is_maximum(const struct apdu *a)
{
	return a->le == 256 || a->le == 65536;
}

/* Whether an answer of @n bytes leaves, at once or by GET RESPONSE. Where it does not, the status
 * word is 6CXX and the terminal asks again, so that the command must have changed nothing. No Le is
 * like a wrong one for a command without data, as at T=0 it has P3 all the same (TS 102
 * 221 7.3.1.1). */
static inline bool apdu_delivers(const struct apdu *a, size_t n)
{
	return a->has_data || n > 256 || (a->has_le && (apdu_le_is_maximum(a) || a->le == n));
}

/* Status words: ISO/IEC 7816-4 5.6, TS 102 221 10.2. A handler returns one. */
enum {
	SW_OK = 0x9000,
	SW_PROACTIVE = 0x9100, /* | length of the proactive command */
	SW_MORE_DATA = 0x6100, /* | bytes available */
	SW_WARNING = 0x6200,
	SW_WARNING_NOTHING_FOUND = 0x6282, /* SEARCH RECORD without success */
	SW_WARNING_FILE_INVALIDATED = 0x6283,
	SW_WARNING_TERMINATED = 0x6285,
	SW_MORE_DATA_AVAILABLE = 0x62F1, /* TS 102 221 11.3.0 ... */
	SW_MORE_DATA_EXPECTED = 0x63F1,
	SW_MORE_DATA_AVAILABLE_PROACTIVE = 0x62F2, /* ... and a proactive command waits */
	SW_MORE_DATA_EXPECTED_PROACTIVE = 0x63F2,
	SW_COUNTER = 0x63C0, /* | tries left */
	SW_NO_INFORMATION = 0x6400,
	SW_MEMORY_PROBLEM = 0x6581,
	SW_WRONG_LENGTH = 0x6700,
	SW_CLA_FUNCTION = 0x6800,
	SW_CHANNEL_UNSUPPORTED = 0x6881,
	SW_SM_UNSUPPORTED = 0x6882,
	SW_LAST_OF_CHAIN_EXPECTED = 0x6883,
	SW_CHAINING_UNSUPPORTED = 0x6884,
	SW_COMMAND_INCOMPATIBLE = 0x6981,
	SW_SECURITY_STATUS = 0x6982,
	SW_PIN_BLOCKED = 0x6983,
	SW_REFERENCE_INVALIDATED = 0x6984,
	SW_CONDITIONS = 0x6985,
	SW_NO_EF_SELECTED = 0x6986,
	SW_WRONG_DATA = 0x6A80,
	SW_FUNCTION_UNSUPPORTED = 0x6A81,
	SW_FILE_NOT_FOUND = 0x6A82,
	SW_RECORD_NOT_FOUND = 0x6A83,
	SW_NOT_ENOUGH_MEMORY = 0x6A84,
	SW_WRONG_P1P2 = 0x6A86,
	SW_LC_INCONSISTENT = 0x6A87,
	SW_REFERENCE_NOT_FOUND = 0x6A88,
	SW_FILE_EXISTS = 0x6A89,
	SW_DF_NAME_EXISTS = 0x6A8A,
	SW_WRONG_P1P2_RANGE = 0x6B00,
	SW_WRONG_LE = 0x6C00, /* | the right Le */
	SW_INS_UNSUPPORTED = 0x6D00,
	SW_CLA_UNSUPPORTED = 0x6E00,
	SW_TECHNICAL_PROBLEM = 0x6F00,
	SW_TOOLKIT_BUSY = 0x9300,     /* TS 102 221 10.2.1.1 */
	SW_MAX_VALUE = 0x9850,        /* TS 102 221 10.2.1.5: INCREASE would pass the maximum */
	SW_MAC_FAILURE = 0x9862,      /* TS 31.102 7.3: authentication error, incorrect MAC */
	SW_SECURITY_CONTEXT = 0x9864, /* the same: security context not supported */
	SW_NO_MEMORY_SPACE = 0x9866,  /* the same: no memory space available */
};

#endif
