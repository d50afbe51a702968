/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PKI directory laid out as GSMA SGP.26 publishes it: CertificateIssuer/, EUM/, eUICC/, DPauth/,
 * DPpb/, DPtls/, DSauth/, DStls/. Read for making card images and by the servers. */
#ifndef ECASD_PKI_H
#define ECASD_PKI_H

#include "ecasd/certificate.h"

/* A certificate with its private key; either may be NULL where the directory lacks it. Where both
 * are there, they belong together. */
struct credential {
	struct certificate *certificate;
	struct ec_key *key;
};

/* All that one CI (one curve) has. */
struct pki_set {
	enum curve curve;
	struct certificate *ci;
	struct credential eum;
	struct credential euicc;
	struct credential dp_auth;
	struct credential dp_pb;
	struct credential ds_auth;
	/* Paths, NULL where absent: DER and PEM. */
	const char *tls_certificate;
	const char *tls_key;
	const char *ds_tls_certificate;
	const char *ds_tls_key;
};

struct pki {
	const char *path;
	struct pki_set sets[CURVE_COUNT]; /* in order NIST, brainpool; .ci NULL where absent */
};

/* Reads @dir, or the installed test PKI when NULL (see pki_default_path()).
 * Errors name the file: *error on @ctx. -ENOENT, -EBADMSG. */
int pki_load(struct crypto *c, const char *dir, void *ctx, struct pki **out, char **error);
/* $SOFTEUICC_PKI, or PKGDATADIR/pki. */
const char *pki_default_path(void);

/* Issues a certificate for @key under the EUM of @set, for the eUICC with @eid
 * (SGP.22 4.5.2.1.0.1). -ENOKEY: the EUM's key is not there; -EACCES: name constraints do not
 * permit that EID. */
int pki_issue_euicc(struct crypto *c, const struct pki_set *set, const char *eid,
		    const struct ec_key *key, int64_t now, struct buf *der);

#endif
