/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reading, verifying and issuing certificates share: RFC 5280 tags, object identifiers (as
 * whole TLVs where they stand alone), and the fields of a certificate. */
#ifndef ECASD_X509_H
#define ECASD_X509_H

#include "codec/tlv.h"
#include "ecasd/certificate.h"

enum {
	X509_BOOLEAN = 0x01,
	X509_INTEGER = 0x02,
	X509_BIT_STRING = 0x03,
	X509_OCTET_STRING = 0x04,
	X509_OID = 0x06,
	X509_UTF8_STRING = 0x0C,
	X509_PRINTABLE_STRING = 0x13,
	X509_UTC_TIME = 0x17,
	X509_GENERALIZED_TIME = 0x18,
	X509_SEQUENCE = 0x30,
	X509_SET = 0x31,
	X509_VERSION = 0xA0,        /* TBSCertificate [0] */
	X509_EXTENSIONS = 0xA3,     /* TBSCertificate [3] */
	X509_KEY_ID = 0x80,         /* AuthorityKeyIdentifier [0] */
	X509_DIRECTORY_NAME = 0xA4, /* GeneralName [4] */
	X509_REGISTERED_ID = 0x88,  /* GeneralName [8] */
};

/* RFC 5280 4.2.1.3: bits of KeyUsage */
enum { USAGE_DIGITAL_SIGNATURE = 0, USAGE_KEY_CERT_SIGN = 5 };

enum { NO_PATH_LENGTH = -1 };

/* String literals carry a final NUL that is no part of the value. */
#define X509_LITERAL(s) ((struct slice){(const uint8_t *)(s), sizeof(s) - 1})

#define OID_COUNTRY           X509_LITERAL("\x55\x04\x06")
#define OID_ORGANIZATION      X509_LITERAL("\x55\x04\x0A")
#define OID_COMMON_NAME       X509_LITERAL("\x55\x04\x03")
#define OID_SERIAL_NUMBER     X509_LITERAL("\x55\x04\x05")
#define OID_SUBJECT_KEY_ID    X509_LITERAL("\x55\x1D\x0E")
#define OID_KEY_USAGE         X509_LITERAL("\x55\x1D\x0F")
#define OID_SUBJECT_ALT_NAME  X509_LITERAL("\x55\x1D\x11")
#define OID_BASIC_CONSTRAINTS X509_LITERAL("\x55\x1D\x13")
#define OID_NAME_CONSTRAINTS  X509_LITERAL("\x55\x1D\x1E")
#define OID_CRL_POINTS        X509_LITERAL("\x55\x1D\x1F")
#define OID_POLICIES          X509_LITERAL("\x55\x1D\x20")
#define OID_AUTHORITY_KEY_ID  X509_LITERAL("\x55\x1D\x23")
#define OID_EXTENDED_USAGE    X509_LITERAL("\x55\x1D\x25")
#define OID_SERVER_AUTH       X509_LITERAL("\x2B\x06\x01\x05\x05\x07\x03\x01")
/* id-rspRole, 2.23.146.1.2.1: the role's arc follows */
#define OID_RSP_ROLE X509_LITERAL("\x67\x81\x12\x01\x02\x01")

/* The contents of AlgorithmIdentifier for ecdsa-with-SHA256, RFC 5758 3.2 */
#define ALGORITHM_ECDSA_SHA256 X509_LITERAL("\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02")
/* and for id-ecPublicKey with its named curve, RFC 5480 2.1.1, RFC 5639 4.1 */
struct slice x509_key_algorithm(enum curve curve);

struct certificate {
	struct slice der; /* a copy that all slices below point into */
	struct slice tbs; /* whole TLV: what is signed */
	struct slice signature;
	struct slice issuer;  /* whole TLV */
	struct slice subject; /* whole TLV */
	struct slice serial_number;
	int64_t not_before, not_after; /* seconds since 1970 */
	struct ec_key *key;
	struct slice subject_key_id;
	struct slice authority_key_id;
	struct slice registered_id;
	struct slice key_usage; /* BIT STRING contents */
	struct slice extended_usage;
	struct slice permitted; /* GeneralSubtrees, each directoryName's Name to be found inside */
	struct slice excluded;
	struct slice permitted_prefix;
	uint32_t roles; /* bit n: enum certificate_role n */
	bool ca;
	int64_t path_length; /* NO_PATH_LENGTH where not limited */
};

/* Takes the next attribute off the front of @rdns, the contents of a Name (RFC 5280 4.1.2.4), or
 * of what is left of one; *@rdn is to begin empty. Returns 1, 0 at the end, -EBADMSG. */
int x509_next_attribute(struct slice *rdns, struct slice *rdn, struct tlv out[2]);
/* The value of the first attribute @type in @name (contents); 1, 0 or -EBADMSG. */
int x509_find_attribute(struct slice name, struct slice type, struct tlv *value);
/* Takes the next directoryName off the front of GeneralSubtrees: *@name is its contents. */
int x509_next_subtree(struct slice *subtrees, struct slice *name);

#endif
