/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an ES9+ function can end: subject and reason codes of SGP.22 5.2.6 and of the tables of the
 * functions in 5.6. */
#ifndef RSP_STATUS_H
#define RSP_STATUS_H

enum rsp_status {
	STATUS_OK,
	/* whatever the function */
	STATUS_MALFORMED,
	STATUS_ELEMENT_MISSING,
	STATUS_FAILED,
	STATUS_TRANSACTION_UNKNOWN,
	STATUS_EUICC_SIGNATURE,
	STATUS_EUICC_ERROR,
	/* InitiateAuthentication */
	STATUS_ADDRESS_REFUSED,
	STATUS_CI_UNSUPPORTED,
	STATUS_SVN_UNSUPPORTED,
	STATUS_CERTIFICATE_UNAVAILABLE,
	/* AuthenticateClient */
	STATUS_EUM_CERTIFICATE_INVALID,
	STATUS_EUM_CERTIFICATE_EXPIRED,
	STATUS_EUICC_CERTIFICATE_INVALID,
	STATUS_EUICC_CERTIFICATE_EXPIRED,
	STATUS_CI_UNKNOWN,
	STATUS_MATCHING_ID_REFUSED,
	STATUS_EID_REFUSED,
	STATUS_RETRIES_EXCEEDED,
	/* GetBoundProfilePackage */
	STATUS_BINDING_UNAVAILABLE,
	STATUS_CODE_MISSING,
	STATUS_CODE_REFUSED,
	STATUS_CODE_RETRIES_EXCEEDED,
	/* CancelSession */
	STATUS_OID_INVALID,
	STATUS_COUNT,
};

struct rsp_status_code {
	const char *subject;
	const char *reason;
	const char *message;
};

extern const struct rsp_status_code rsp_status_codes[STATUS_COUNT];

#endif
