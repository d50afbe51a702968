/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an ES9+ function can end: subject and reason codes of SGP.22 5.2.6 and of the tables of the
 * functions in 5.6. */
#ifndef SMDPP_STATUS_H
#define SMDPP_STATUS_H

enum es9_status {
	ES9_OK,
	/* whatever the function */
	ES9_MALFORMED,
	ES9_ELEMENT_MISSING,
	ES9_FAILED,
	ES9_TRANSACTION_UNKNOWN,
	ES9_EUICC_SIGNATURE,
	ES9_EUICC_ERROR,
	/* InitiateAuthentication */
	ES9_ADDRESS_REFUSED,
	ES9_CI_UNSUPPORTED,
	ES9_SVN_UNSUPPORTED,
	ES9_CERTIFICATE_UNAVAILABLE,
	/* AuthenticateClient */
	ES9_EUM_CERTIFICATE_INVALID,
	ES9_EUM_CERTIFICATE_EXPIRED,
	ES9_EUICC_CERTIFICATE_INVALID,
	ES9_EUICC_CERTIFICATE_EXPIRED,
	ES9_CI_UNKNOWN,
	ES9_MATCHING_ID_REFUSED,
	ES9_EID_REFUSED,
	ES9_RETRIES_EXCEEDED,
	/* GetBoundProfilePackage */
	ES9_BINDING_UNAVAILABLE,
	ES9_CODE_MISSING,
	ES9_CODE_REFUSED,
	ES9_CODE_RETRIES_EXCEEDED,
	/* CancelSession */
	ES9_OID_INVALID,
	ES9_STATUS_COUNT,
};

struct es9_status_code {
	const char *subject;
	const char *reason;
	const char *message;
};

extern const struct es9_status_code es9_status_codes[ES9_STATUS_COUNT];

#endif
