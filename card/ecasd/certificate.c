/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads X.509 certificates (RFC 5280 4.1), of which SGP.22 4.5.2 makes a strict subset. */
#include <errno.h>
#include <talloc.h>

#include "ecasd/x509.h"

/* tlv_sequence() skips unknown elements at the end; X.509 has none. */
static int sequence(struct slice in, const struct tlv_field *fields, size_t n, struct tlv *out)
{
	const uint8_t *end = in.p;
	int r = tlv_sequence(in, fields, n, out, NULL);

	if (r)
		return r;
	for (size_t i = 0; i < n; i++) {
		if (tlv_present(&out[i]))
			end = out[i].whole.p + out[i].whole.n;
	}
	return end == in.p + in.n ? 0 : -EBADMSG;
}

/* A BIT STRING of whole bytes (a key, a signature). */
static int bit_string_bytes(struct slice value, struct slice *out)
{
	if (value.n < 2 || value.p[0] != 0)
		return -EBADMSG;
	*out = slice_sub(value, 1, SIZE_MAX);
	return 0;
}

static int boolean(struct slice value, bool *out)
{
	if (value.n != 1 || (value.p[0] != 0 && value.p[0] != 0xFF))
		return -EBADMSG;
	*out = value.p[0] != 0;
	return 0;
}

/* ---- names ---- */

int x509_next_attribute(struct slice *rdns, struct slice *rdn, struct tlv out[2])
{
	static const struct tlv_field fields[] = {
		{"type", X509_OID, 0, 1, 0},
		{"value", TLV_ANY, 0, 0, 0},
	};
	struct tlv t;
	int r;

	while (rdn->n == 0) {
		r = tlv_next(rdns, &t);
		if (r <= 0)
			return r;
		if (t.tag != X509_SET || t.value.n == 0)
			return -EBADMSG;
		*rdn = t.value;
	}
	if (tlv_next(rdn, &t) != 1 || t.tag != X509_SEQUENCE)
		return -EBADMSG;
	r = sequence(t.value, fields, 2, out);
	return r ? r : 1;
}

int x509_find_attribute(struct slice name, struct slice type, struct tlv *value)
{
	struct slice rdn = {NULL, 0};
	struct tlv attribute[2];
	int r;

	while ((r = x509_next_attribute(&name, &rdn, attribute)) == 1) {
		if (slice_eq(attribute[0].value, type)) {
			*value = attribute[1];
			return 1;
		}
	}
	return r;
}

/* Reads all of a Name; serialNumber is what we look for. */
static int read_subject(struct certificate *cert, struct slice name)
{
	struct slice rdn = {NULL, 0}, rest = name;
	struct tlv attribute[2], value;
	int r;

	do
		r = x509_next_attribute(&rest, &rdn, attribute);
	while (r == 1);
	if (r == 0 && x509_find_attribute(name, OID_SERIAL_NUMBER, &value) == 1)
		cert->serial_number = value.value;
	return r;
}

/* ---- time ---- */

static int two_digits(const uint8_t *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -EBADMSG;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* Days from 1970-01-01 in the Gregorian calendar; years begin in March to have 29 February last. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

/* RFC 5280 4.1.2.5: UTCTime YYMMDDHHMMSSZ or GeneralizedTime YYYYMMDDHHMMSSZ. */
static int read_time(const struct tlv *t, int64_t *out)
{
	static const int low[] = {1, 1, 0, 0, 0}, high[] = {12, 31, 23, 59, 59};
	size_t year_digits = t->tag == X509_UTC_TIME ? 2 : 4;
	const uint8_t *p = t->value.p;
	int year, part[5];

	if ((t->tag != X509_UTC_TIME && t->tag != X509_GENERALIZED_TIME) ||
	    t->value.n != year_digits + 11 || p[t->value.n - 1] != 'Z')
		return -EBADMSG;
	year = two_digits(p);
	if (year < 0)
		return -EBADMSG;
	if (year_digits == 2) {
		year += year >= 50 ? 1900 : 2000;
	} else {
		int rest = two_digits(p + 2);

		if (rest < 0)
			return -EBADMSG;
		year = year * 100 + rest;
	}
	for (size_t i = 0; i < 5; i++) {
		part[i] = two_digits(p + year_digits + 2 * i);
		if (part[i] < low[i] || part[i] > high[i])
			return -EBADMSG;
	}
	*out = days_from_civil(year, part[0], part[1]) * 86400 + part[2] * 3600 + part[3] * 60 +
	       part[4];
	return 0;
}

static int read_validity(struct certificate *cert, struct slice value)
{
	static const struct tlv_field fields[] = {
		{"notBefore", TLV_ANY, 0, 0, 0},
		{"notAfter", TLV_ANY, 0, 0, 0},
	};
	struct tlv t[2];

	if (sequence(value, fields, 2, t) || read_time(&t[0], &cert->not_before) ||
	    read_time(&t[1], &cert->not_after))
		return -EBADMSG;
	return 0;
}

/* ---- key ---- */

struct slice x509_key_algorithm(enum curve curve)
{
	static const char nist[] = "\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01"
				   "\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07";
	static const char brainpool[] = "\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01"
					"\x06\x09\x2B\x24\x03\x03\x02\x08\x01\x01\x07";

	return curve == CURVE_NIST_P256 ? X509_LITERAL(nist) : X509_LITERAL(brainpool);
}

static int read_key(struct crypto *c, struct certificate *cert, struct slice value)
{
	static const struct tlv_field fields[] = {
		{"algorithm", X509_SEQUENCE, 0, 0, 0},
		{"subjectPublicKey", X509_BIT_STRING, 0, 0, 0},
	};
	struct slice point;
	struct tlv t[2];

	if (sequence(value, fields, 2, t) || bit_string_bytes(t[1].value, &point))
		return -EBADMSG;
	for (int i = 0; i < CURVE_COUNT; i++) {
		if (slice_eq(t[0].value, x509_key_algorithm((enum curve)i)))
			return ec_key_from_point(c, (enum curve)i, point, cert, &cert->key);
	}
	return -ENOTSUP;
}

/* ---- extensions: each reader gets what the OCTET STRING holds ---- */

static int read_subject_key_id(struct certificate *cert, struct slice in)
{
	struct tlv t;

	if (tlv_only(in, X509_OCTET_STRING, &t) || t.value.n == 0)
		return -EBADMSG;
	cert->subject_key_id = t.value;
	return 0;
}

static int read_authority_key_id(struct certificate *cert, struct slice in)
{
	struct tlv t, id;
	int r;

	if (tlv_only(in, X509_SEQUENCE, &t))
		return -EBADMSG;
	r = tlv_find(t.value, X509_KEY_ID, &id);
	if (r == 1)
		cert->authority_key_id = id.value;
	return r < 0 ? r : 0;
}

static int read_key_usage(struct certificate *cert, struct slice in)
{
	struct tlv t;

	if (tlv_only(in, X509_BIT_STRING, &t) || t.value.n < 2)
		return -EBADMSG;
	cert->key_usage = t.value;
	return 0;
}

static int read_extended_usage(struct certificate *cert, struct slice in)
{
	struct tlv t;

	if (tlv_only(in, X509_SEQUENCE, &t))
		return -EBADMSG;
	cert->extended_usage = t.value;
	return 0;
}

static int read_policies(struct certificate *cert, struct slice in)
{
	struct tlv all, policy, id;
	int r;

	if (tlv_only(in, X509_SEQUENCE, &all))
		return -EBADMSG;
	while ((r = tlv_next(&all.value, &policy)) == 1) {
		size_t n = OID_RSP_ROLE.n;

		if (policy.tag != X509_SEQUENCE || tlv_next(&policy.value, &id) != 1 ||
		    id.tag != X509_OID)
			return -EBADMSG;
		if (slice_starts(id.value, OID_RSP_ROLE) && id.value.n == n + 1 &&
		    id.value.p[n] < 32)
			cert->roles |= UINT32_C(1) << id.value.p[n];
	}
	return r;
}

static int read_alt_name(struct certificate *cert, struct slice in)
{
	struct tlv t, id;
	int r;

	if (tlv_only(in, X509_SEQUENCE, &t))
		return -EBADMSG;
	r = tlv_find(t.value, X509_REGISTERED_ID, &id);
	if (r == 1)
		cert->registered_id = id.value;
	return r < 0 ? r : 0;
}

static int read_basic_constraints(struct certificate *cert, struct slice in)
{
	static const struct tlv_field fields[] = {
		{"cA", X509_BOOLEAN, TLV_OPTIONAL, 1, 1},
		{"pathLenConstraint", X509_INTEGER, TLV_OPTIONAL, 1, 8},
	};
	struct tlv t, field[2];

	if (tlv_only(in, X509_SEQUENCE, &t) || sequence(t.value, fields, 2, field))
		return -EBADMSG;
	if (tlv_present(&field[0]) && boolean(field[0].value, &cert->ca))
		return -EBADMSG;
	if (tlv_present(&field[1]) &&
	    (tlv_integer(field[1].value, &cert->path_length) || cert->path_length < 0))
		return -EBADMSG;
	return 0;
}

int x509_next_subtree(struct slice *subtrees, struct slice *name)
{
	struct tlv subtree, base, sequence_of;
	int r;

	while ((r = tlv_next(subtrees, &subtree)) == 1) {
		if (subtree.tag != X509_SEQUENCE || tlv_next(&subtree.value, &base) != 1)
			return -EBADMSG;
		if (base.tag != X509_DIRECTORY_NAME)
			continue;
		if (tlv_only(base.value, X509_SEQUENCE, &sequence_of))
			return -EBADMSG;
		*name = sequence_of.value;
		return 1;
	}
	return r;
}

static int read_name_constraints(struct certificate *cert, struct slice in)
{
	static const struct tlv_field fields[] = {
		{"permittedSubtrees", 0xA0, TLV_OPTIONAL, 1, 0},
		{"excludedSubtrees", 0xA1, TLV_OPTIONAL, 1, 0},
	};
	struct tlv t, field[2], value;
	struct slice rest, name;
	int r;

	if (tlv_only(in, X509_SEQUENCE, &t) || sequence(t.value, fields, 2, field))
		return -EBADMSG;
	cert->permitted = rest = field[0].value;
	cert->excluded = field[1].value;
	while ((r = x509_next_subtree(&rest, &name)) == 1) {
		r = x509_find_attribute(name, OID_SERIAL_NUMBER, &value);
		if (r < 0)
			return r;
		if (r == 1 && cert->permitted_prefix.n == 0)
			cert->permitted_prefix = value.value;
	}
	return r;
}

/* Revocation lists are not the card's business: SGP.22 gives it no way to get one. */
static int ignore(struct certificate *cert, struct slice in)
{
	(void)cert;
	(void)in;
	return 0;
}

static int read_extension(struct certificate *cert, struct slice value, uint32_t *seen)
{
	const struct {
		struct slice id;
		int (*read)(struct certificate *cert, struct slice in);
	} known[] = {
		{OID_SUBJECT_KEY_ID, read_subject_key_id},
		{OID_KEY_USAGE, read_key_usage},
		{OID_SUBJECT_ALT_NAME, read_alt_name},
		{OID_BASIC_CONSTRAINTS, read_basic_constraints},
		{OID_NAME_CONSTRAINTS, read_name_constraints},
		{OID_CRL_POINTS, ignore},
		{OID_POLICIES, read_policies},
		{OID_AUTHORITY_KEY_ID, read_authority_key_id},
		{OID_EXTENDED_USAGE, read_extended_usage},
	};
	static const struct tlv_field fields[] = {
		{"extnID", X509_OID, 0, 1, 0},
		{"critical", X509_BOOLEAN, TLV_OPTIONAL, 1, 1},
		{"extnValue", X509_OCTET_STRING, 0, 0, 0},
	};
	bool critical = false;
	struct tlv t[3];

	if (sequence(value, fields, 3, t) || (tlv_present(&t[1]) && boolean(t[1].value, &critical)))
		return -EBADMSG;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!slice_eq(t[0].value, known[i].id))
			continue;
		/* RFC 5280 4.2: no more than one instance of an extension */
		if (*seen & UINT32_C(1) << i)
			return -EBADMSG;
		*seen |= UINT32_C(1) << i;
		return known[i].read(cert, t[2].value);
	}
	return critical ? -EBADMSG : 0;
}

static int read_extensions(struct certificate *cert, struct slice value)
{
	uint32_t seen = 0;
	struct tlv all, t;
	int r;

	if (tlv_only(value, X509_SEQUENCE, &all))
		return -EBADMSG;
	while ((r = tlv_next(&all.value, &t)) == 1) {
		if (t.tag != X509_SEQUENCE || read_extension(cert, t.value, &seen))
			return -EBADMSG;
	}
	/* SGP.22 4.5.2.1 has these in every certificate. */
	if (cert->subject_key_id.n == 0 || cert->key_usage.n == 0 || cert->roles == 0)
		return -EBADMSG;
	return r;
}

/* ---- the whole ---- */

static int read_tbs(struct crypto *c, struct certificate *cert, struct slice value)
{
	enum { VERSION, SERIAL, ALGORITHM, ISSUER, VALIDITY, SUBJECT, KEY, EXTENSIONS, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[VERSION] = {"version", X509_VERSION, 0, 3, 3},
		[SERIAL] = {"serialNumber", X509_INTEGER, 0, 1, 21},
		[ALGORITHM] = {"signature", X509_SEQUENCE, 0, 0, 0},
		[ISSUER] = {"issuer", X509_SEQUENCE, 0, 0, 0},
		[VALIDITY] = {"validity", X509_SEQUENCE, 0, 0, 0},
		[SUBJECT] = {"subject", X509_SEQUENCE, 0, 0, 0},
		[KEY] = {"subjectPublicKeyInfo", X509_SEQUENCE, 0, 0, 0},
		[EXTENSIONS] = {"extensions", X509_EXTENSIONS, 0, 0, 0},
	};
	struct tlv t[FIELDS];

	if (sequence(value, fields, FIELDS, t) ||
	    !slice_eq(t[VERSION].value, X509_LITERAL("\x02\x01\x02")) || /* v3 */
	    !slice_eq(t[ALGORITHM].value, ALGORITHM_ECDSA_SHA256))
		return -EBADMSG;
	cert->issuer = t[ISSUER].whole;
	cert->subject = t[SUBJECT].whole;
	if (read_validity(cert, t[VALIDITY].value) || read_subject(cert, t[SUBJECT].value) ||
	    read_extensions(cert, t[EXTENSIONS].value))
		return -EBADMSG;
	return read_key(c, cert, t[KEY].value);
}

static int read_certificate(struct crypto *c, struct certificate *cert)
{
	static const struct tlv_field fields[] = {
		{"tbsCertificate", X509_SEQUENCE, 0, 0, 0},
		{"signatureAlgorithm", X509_SEQUENCE, 0, 0, 0},
		{"signatureValue", X509_BIT_STRING, 0, 0, 0},
	};
	struct tlv whole, t[3];

	if (tlv_only(cert->der, X509_SEQUENCE, &whole) || sequence(whole.value, fields, 3, t) ||
	    !slice_eq(t[1].value, ALGORITHM_ECDSA_SHA256) ||
	    bit_string_bytes(t[2].value, &cert->signature))
		return -EBADMSG;
	cert->tbs = t[0].whole;
	return read_tbs(c, cert, t[0].value);
}

int certificate_parse(struct crypto *c, struct slice der, void *ctx, struct certificate **out)
{
	struct certificate *cert = talloc_zero(ctx, struct certificate);
	uint8_t *copy = cert ? talloc_memdup(cert, der.p, der.n) : NULL;
	int r;

	if (!copy) {
		talloc_free(cert);
		return -ENOMEM;
	}
	cert->der = slice_of(copy, der.n);
	cert->path_length = NO_PATH_LENGTH;
	r = read_certificate(c, cert);
	if (r) {
		talloc_free(cert);
		/* A key off its curve makes the certificate as unusable as any other fault. */
		return r == -EINVAL ? -EBADMSG : r;
	}
	*out = cert;
	return 0;
}

struct slice certificate_der(const struct certificate *cert)
{
	return cert->der;
}

struct slice certificate_subject_key_id(const struct certificate *cert)
{
	return cert->subject_key_id;
}

struct slice certificate_authority_key_id(const struct certificate *cert)
{
	return cert->authority_key_id;
}

struct slice certificate_oid(const struct certificate *cert)
{
	return cert->registered_id;
}

struct slice certificate_serial_number(const struct certificate *cert)
{
	return cert->serial_number;
}

struct slice certificate_permitted_prefix(const struct certificate *cert)
{
	return cert->permitted_prefix;
}

const struct ec_key *certificate_key(const struct certificate *cert)
{
	return cert->key;
}
