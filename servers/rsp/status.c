/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/status.h"

const struct rsp_status_code rsp_status_codes[STATUS_COUNT] = {
	[STATUS_OK] = {"", "", ""},
	[STATUS_MALFORMED] = {"1.3.1", "2.1", "the request is malformed"},
	[STATUS_ELEMENT_MISSING] = {"1.3.1", "2.2", "a mandatory element is missing"},
	[STATUS_FAILED] = {"1.6", "4.2", "the function failed in the SM-DP+"},
	[STATUS_TRANSACTION_UNKNOWN] = {"8.10.1", "3.9", "the transaction id names no RSP session"},
	[STATUS_EUICC_SIGNATURE] = {"8.1", "6.1", "the eUICC's signature or answer is invalid"},
	[STATUS_EUICC_ERROR] = {"8.1", "4.2", "the eUICC reported an error"},
	[STATUS_ADDRESS_REFUSED] = {"8.8.1", "3.8", "this is not the SM-DP+ with that address"},
	[STATUS_CI_UNSUPPORTED] = {"8.8.2", "3.1",
				   "none of the proposed CI public keys is supported"},
	[STATUS_SVN_UNSUPPORTED] = {"8.8.3", "3.1",
				    "the eUICC's version of SGP.22 is not supported"},
	[STATUS_CERTIFICATE_UNAVAILABLE] =
		{"8.8.4", "3.7",
		 "no certificate of this SM-DP+ is under a CI that the eUICC "
		 "verifies with"},
	[STATUS_EUM_CERTIFICATE_INVALID] = {"8.1.2", "6.1", "the EUM certificate is invalid"},
	[STATUS_EUM_CERTIFICATE_EXPIRED] = {"8.1.2", "6.3", "the EUM certificate has expired"},
	[STATUS_EUICC_CERTIFICATE_INVALID] = {"8.1.3", "6.1", "the eUICC certificate is invalid"},
	[STATUS_EUICC_CERTIFICATE_EXPIRED] = {"8.1.3", "6.3", "the eUICC certificate has expired"},
	[STATUS_CI_UNKNOWN] = {"8.11.1", "3.9", "the EUM certificate is under an unknown CI"},
	[STATUS_MATCHING_ID_REFUSED] = {"8.2.6", "3.8",
					"no download is pending for that matching id"},
	[STATUS_EID_REFUSED] = {"8.1.1", "3.8", "the download is not for this EID"},
	[STATUS_RETRIES_EXCEEDED] = {"8.8.5", "6.4", "too many attempts at this download"},
	[STATUS_BINDING_UNAVAILABLE] = {"8.2", "3.7", "the profile is not available for binding"},
	[STATUS_CODE_MISSING] = {"8.2.7", "2.2", "the confirmation code is missing"},
	[STATUS_CODE_REFUSED] = {"8.2.7", "3.8", "the confirmation code is wrong"},
	[STATUS_CODE_RETRIES_EXCEEDED] = {"8.2.7", "6.4",
					  "the confirmation code was wrong too often"},
	[STATUS_OID_INVALID] = {"8.8", "3.10", "the SM-DP+ OID is not this server's"},
};
