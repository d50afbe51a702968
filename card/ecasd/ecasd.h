/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ECASD: the eUICC's identity, its keys, and the CI certificates that it trusts (SGP.22 2.4.2). */
#ifndef ECASD_ECASD_H
#define ECASD_ECASD_H

#include "apdu/channel.h"
#include "ecasd/certificate.h"

enum { EID_BYTES = 16, KEY_ID_BYTES = 20 };

/* What the card has for one CI: a row of the image's identity table. */
struct identity {
	enum curve curve;
	struct slice ci_key_id; /* subjectKeyIdentifier of the CI certificate */
	struct certificate *ci;
	struct slice eum_certificate;   /* DER */
	struct slice euicc_certificate; /* DER */
	struct ec_key *key;             /* SK.EUICC.ECDSA */
	bool verifies;                  /* servers may have certificates under this CI ... */
	bool signs; /* ... and the eUICC signs with the certificate that it has under it */
};

struct ecasd {
	uint8_t eid[EID_BYTES];
	struct identity *identities; /* in order of preference */
	size_t identity_count;
};

/* Loads identity rows and EID from the card's store; card->ecasd stays NULL where it is that of a
 * plain UICC. */
int ecasd_load(struct softeuicc *card);
/* NULL where no identity belongs to that CI key identifier, or the eUICC does not announce it for
 * signing. */
const struct identity *ecasd_find(const struct ecasd *e, struct slice ci_key_id);
/* The same for the verification of servers' certificates. */
const struct identity *ecasd_find_verifying(const struct ecasd *e, struct slice ci_key_id);

extern const struct application ecasd_application;

#endif
