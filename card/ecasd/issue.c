/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Issues eUICC certificates, as an eUICC manufacturer does (SGP.22 4.5.2.1.0.1). */
#include <errno.h>
#include <stdio.h>
#include <talloc.h>
#include <time.h>

#include "ecasd/eid.h"
#include "ecasd/pki.h"
#include "ecasd/x509.h"

enum { SERIAL_BYTES = 16, X509_KEY_ID_BYTES = 20 };

static void put_algorithm(struct buf *b, struct slice contents)
{
	tlv_put(b, X509_SEQUENCE, contents);
}

static void put_attribute(struct buf *b, struct slice type, uint32_t tag, struct slice value)
{
	size_t set = tlv_open(b, X509_SET), sequence = tlv_open(b, X509_SEQUENCE);

	tlv_put(b, X509_OID, type);
	tlv_put(b, tag, value);
	tlv_close(b, sequence);
	tlv_close(b, set);
}

/* What the EUM's subject has of @type, under the same type of string. */
static void copy_attribute(struct buf *b, struct slice name, struct slice type)
{
	struct tlv value;

	if (x509_find_attribute(name, type, &value) == 1)
		put_attribute(b, type, value.tag, value.value);
}

static int put_subject(struct buf *b, const struct certificate *eum, const char *eid)
{
	size_t mark = tlv_open(b, X509_SEQUENCE);
	struct tlv name;

	if (tlv_only(eum->subject, X509_SEQUENCE, &name))
		return -EBADMSG;
	copy_attribute(b, name.value, OID_COUNTRY);
	copy_attribute(b, name.value, OID_ORGANIZATION);
	put_attribute(b, OID_SERIAL_NUMBER, X509_PRINTABLE_STRING, slice_str(eid));
	put_attribute(b, OID_COMMON_NAME, X509_UTF8_STRING, slice_str("softeuicc eUICC"));
	tlv_close(b, mark);
	return 0;
}

/* From @now on, without a well-defined end (RFC 5280 4.1.2.5): a chip has no second certificate. */
static int put_validity(struct buf *b, int64_t now)
{
	size_t mark = tlv_open(b, X509_SEQUENCE);
	time_t seconds = (time_t)now;
	char text[32];
	struct tm tm;
	bool utc;

	if (!gmtime_r(&seconds, &tm) || tm.tm_year < 50 || tm.tm_year > 9999 - 1900)
		return -EINVAL;
	if (strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", &tm) == 0)
		return -EINVAL;
	/* RFC 5280 4.1.2.5: UTCTime, of two year digits, through the year 2049 */
	utc = tm.tm_year < 150;
	tlv_put_str(b, utc ? X509_UTC_TIME : X509_GENERALIZED_TIME, utc ? text + 2 : text);
	tlv_put_str(b, X509_GENERALIZED_TIME, "99991231235959Z");
	tlv_close(b, mark);
	return 0;
}

static void put_bit_string(struct buf *b, struct slice bytes)
{
	tlv_put_header(b, X509_BIT_STRING, bytes.n + 1);
	buf_put_u8(b, 0);
	buf_put_slice(b, bytes);
}

static void put_key(struct buf *b, const struct ec_key *key, const uint8_t point[EC_POINT_BYTES])
{
	size_t mark = tlv_open(b, X509_SEQUENCE);

	put_algorithm(b, x509_key_algorithm(ec_key_curve(key)));
	put_bit_string(b, slice_of(point, EC_POINT_BYTES));
	tlv_close(b, mark);
}

/* An extension's value is written between these two. */
struct extension {
	size_t sequence, value;
};

static struct extension extension_open(struct buf *b, struct slice id, bool critical)
{
	struct extension e = {.sequence = tlv_open(b, X509_SEQUENCE)};

	tlv_put(b, X509_OID, id);
	if (critical)
		tlv_put_boolean(b, X509_BOOLEAN, true);
	e.value = tlv_open(b, X509_OCTET_STRING);
	return e;
}

static void extension_close(struct buf *b, struct extension e)
{
	tlv_close(b, e.value);
	tlv_close(b, e.sequence);
}

static void put_policy(struct buf *b, enum certificate_role role)
{
	struct extension e = extension_open(b, OID_POLICIES, true);
	size_t policies = tlv_open(b, X509_SEQUENCE), policy = tlv_open(b, X509_SEQUENCE);

	tlv_put_header(b, X509_OID, OID_RSP_ROLE.n + 1);
	buf_put_slice(b, OID_RSP_ROLE);
	buf_put_u8(b, (uint8_t)role);
	tlv_close(b, policy);
	tlv_close(b, policies);
	extension_close(b, e);
}

static void put_extensions(struct buf *b, const struct certificate *eum, struct slice key_id)
{
	size_t extensions = tlv_open(b, X509_EXTENSIONS), list = tlv_open(b, X509_SEQUENCE);
	struct extension e = extension_open(b, OID_AUTHORITY_KEY_ID, false);
	size_t inner = tlv_open(b, X509_SEQUENCE);

	tlv_put(b, X509_KEY_ID, eum->subject_key_id);
	tlv_close(b, inner);
	extension_close(b, e);

	e = extension_open(b, OID_SUBJECT_KEY_ID, false);
	tlv_put(b, X509_OCTET_STRING, key_id);
	extension_close(b, e);

	e = extension_open(b, OID_KEY_USAGE, true);
	tlv_put_bits(b, X509_BIT_STRING, 1, 1); /* digitalSignature */
	extension_close(b, e);

	put_policy(b, ROLE_EUICC);
	tlv_close(b, list);
	tlv_close(b, extensions);
}

static int put_serial_number(struct crypto *c, struct buf *b)
{
	uint8_t serial[SERIAL_BYTES];

	if (crypto_random(c, serial, sizeof(serial)))
		return -EIO;
	serial[0] = (uint8_t)((serial[0] & 0x3F) | 0x40); /* positive and minimal */
	tlv_put(b, X509_INTEGER, slice_of(serial, sizeof(serial)));
	return 0;
}

static int put_tbs(struct crypto *c, struct buf *b, const struct certificate *eum, const char *eid,
		   const struct ec_key *key, int64_t now)
{
	uint8_t point[EC_POINT_BYTES], digest[SHA256_BYTES];
	const struct slice whole = {point, sizeof(point)};
	size_t mark = tlv_open(b, X509_SEQUENCE);
	int r;

	/* RFC 7093 2, method 1: 160 bits of SHA-256 over the key */
	ec_key_point(key, point);
	r = crypto_sha256(c, &whole, 1, digest);
	if (r)
		return r;
	buf_put_slice(b, X509_LITERAL("\xA0\x03\x02\x01\x02")); /* version 3 */
	r = put_serial_number(c, b);
	if (r)
		return r;
	put_algorithm(b, ALGORITHM_ECDSA_SHA256);
	buf_put_slice(b, eum->subject);
	r = put_validity(b, now);
	if (r == 0)
		r = put_subject(b, eum, eid);
	if (r)
		return r;
	put_key(b, key, point);
	put_extensions(b, eum, slice_of(digest, X509_KEY_ID_BYTES));
	tlv_close(b, mark);
	return 0;
}

static int put_certificate(struct crypto *c, struct buf *b, const struct credential *eum,
			   struct slice tbs)
{
	size_t mark = tlv_open(b, X509_SEQUENCE), length;
	uint8_t signature[EC_SIGNATURE_DER_MAX];
	int r = ec_sign_der(c, eum->key, &tbs, 1, signature, &length);

	if (r)
		return r;
	buf_put_slice(b, tbs);
	put_algorithm(b, ALGORITHM_ECDSA_SHA256);
	put_bit_string(b, slice_of(signature, length));
	tlv_close(b, mark);
	return 0;
}

/* What everybody else will do with it; this finds an EID that the EUM may not issue for. */
static int check(struct crypto *c, const struct certificate *eum, struct slice der, int64_t now)
{
	struct certificate *cert;
	int r = certificate_parse(c, der, NULL, &cert);

	if (r)
		return r;
	r = certificate_verify(c, cert, eum, ROLE_EUICC, now);
	talloc_free(cert);
	return r;
}

int pki_issue_euicc(struct crypto *c, const struct pki_set *set, const char *eid,
		    const struct ec_key *key, int64_t now, struct buf *der)
{
	struct buf tbs = buf_new(der->ctx), cert = buf_new(der->ctx);
	int r = eid_check(eid);

	if (r)
		return r;
	if (!set->eum.key || !set->eum.certificate)
		return -ENOKEY;
	r = put_tbs(c, &tbs, set->eum.certificate, eid, key, now);
	if (r == 0)
		r = put_certificate(c, &cert, &set->eum, buf_slice(&tbs));
	if (r == 0)
		r = buf_ok(&tbs) && buf_ok(&cert)
			    ? check(c, set->eum.certificate, buf_slice(&cert), now)
			    : -ENOMEM;
	if (r == 0) {
		buf_put_slice(der, buf_slice(&cert));
		r = buf_ok(der) ? 0 : -ENOMEM;
	}
	buf_reset(&tbs);
	buf_reset(&cert);
	return r;
}
