/* SPDX-License-Identifier: GPL-3.0-or-later */
/* X.509 certificates of the RSP PKI (SGP.22 4.5.2), for the card and for the servers. */
#ifndef ECASD_CERTIFICATE_H
#define ECASD_CERTIFICATE_H

#include "crypto/crypto.h"

struct certificate; /* a talloc object */

/* id-rspRole-*: the last arc of policy OID 2.23.146.1.2.1.x (SGP.22 4.5.2.1.0). */
enum certificate_role {
	ROLE_CI = 0,
	ROLE_EUICC = 1,
	ROLE_EUM = 2,
	ROLE_DP_TLS = 3,
	ROLE_DP_AUTH = 4,
	ROLE_DP_PB = 5,
	ROLE_DS_TLS = 6,
	ROLE_DS_AUTH = 7,
};

/* @der: exactly one certificate. -EBADMSG: not parseable, without what 4.5.2.1 makes mandatory,
 * with an unknown critical extension, or not signed by ECDSA with SHA-256. -ENOTSUP: the key is not
 * on one of our curves. */
int certificate_parse(struct crypto *c, struct slice der, void *ctx, struct certificate **out);

/* Verifies one link of a chain by SGP.22 4.5.2.2: signature by @issuer, issuer name and key
 * identifiers, validity at @now (seconds since 1970), key usage, critical extensions, role, and
 * the issuer's right to issue (basic constraints, EUM name constraints).
 * -EKEYREJECTED: signature or issuer; -EKEYEXPIRED: validity; -EACCES: role, usage or constraint.
 */
int certificate_verify(struct crypto *c, const struct certificate *cert,
		       const struct certificate *issuer, enum certificate_role role, int64_t now);

struct slice certificate_der(const struct certificate *cert);
/* Extension values: an empty slice where absent. */
struct slice certificate_subject_key_id(const struct certificate *cert);
struct slice certificate_authority_key_id(const struct certificate *cert);
/* subjectAltName registeredID: the contents of the OBJECT IDENTIFIER. */
struct slice certificate_oid(const struct certificate *cert);
/* The subject's serialNumber: the EID's 32 digits in an eUICC certificate. */
struct slice certificate_serial_number(const struct certificate *cert);
/* The serialNumber prefix that the name constraints permit (EUM certificate). */
struct slice certificate_permitted_prefix(const struct certificate *cert);
const struct ec_key *certificate_key(const struct certificate *cert);

#endif
