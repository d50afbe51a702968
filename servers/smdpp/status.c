/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/status.h"

const struct es9_status_code es9_status_codes[ES9_STATUS_COUNT] = {
	[ES9_OK] = {"", "", ""},
	[ES9_MALFORMED] = {"1.3.1", "2.1", "the request is malformed"},
	[ES9_ELEMENT_MISSING] = {"1.3.1", "2.2", "a mandatory element is missing"},
	[ES9_FAILED] = {"1.6", "4.2", "the function failed in the SM-DP+"},
	[ES9_TRANSACTION_UNKNOWN] = {"8.10.1", "3.9", "the transaction id names no RSP session"},
	[ES9_EUICC_SIGNATURE] = {"8.1", "6.1", "the eUICC's signature or answer is invalid"},
	[ES9_EUICC_ERROR] = {"8.1", "4.2", "the eUICC reported an error"},
	[ES9_ADDRESS_REFUSED] = {"8.8.1", "3.8", "this is not the SM-DP+ with that address"},
	[ES9_CI_UNSUPPORTED] = {"8.8.2", "3.1", "none of the proposed CI public keys is supported"},
	[ES9_SVN_UNSUPPORTED] = {"8.8.3", "3.1", "the eUICC's version of SGP.22 is not supported"},
	[ES9_CERTIFICATE_UNAVAILABLE] =
		{"8.8.4", "3.7",
		 "no certificate of this SM-DP+ is under a CI that the eUICC "
		 "verifies with"},
	[ES9_EUM_CERTIFICATE_INVALID] = {"8.1.2", "6.1", "the EUM certificate is invalid"},
	[ES9_EUM_CERTIFICATE_EXPIRED] = {"8.1.2", "6.3", "the EUM certificate has expired"},
	[ES9_EUICC_CERTIFICATE_INVALID] = {"8.1.3", "6.1", "the eUICC certificate is invalid"},
	[ES9_EUICC_CERTIFICATE_EXPIRED] = {"8.1.3", "6.3", "the eUICC certificate has expired"},
	[ES9_CI_UNKNOWN] = {"8.11.1", "3.9", "the EUM certificate is under an unknown CI"},
	[ES9_MATCHING_ID_REFUSED] = {"8.2.6", "3.8", "no download is pending for that matching id"},
	[ES9_EID_REFUSED] = {"8.1.1", "3.8", "the download is not for this EID"},
	[ES9_RETRIES_EXCEEDED] = {"8.8.5", "6.4", "too many attempts at this download"},
	[ES9_BINDING_UNAVAILABLE] = {"8.2", "3.7", "the profile is not available for binding"},
	[ES9_CODE_MISSING] = {"8.2.7", "2.2", "the confirmation code is missing"},
	[ES9_CODE_REFUSED] = {"8.2.7", "3.8", "the confirmation code is wrong"},
	[ES9_CODE_RETRIES_EXCEEDED] = {"8.2.7", "6.4", "the confirmation code was wrong too often"},
	[ES9_OID_INVALID] = {"8.8", "3.10", "the SM-DP+ OID is not this server's"},
};
