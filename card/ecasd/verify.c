/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificate may be what, and who may have issued it: SGP.22 4.5.2. */
#include <errno.h>

#include "ecasd/eid.h"
#include "ecasd/x509.h"

static bool has_role(const struct certificate *cert, enum certificate_role role)
{
	return cert->roles >> role & 1;
}

/* ---- name constraints of the EUM certificate ---- */

/* True where @subject has each attribute of @base: serialNumber (the EID) beginning as there, the
 * others equal. This is not RFC 5280's subtree: the EUM's range of EIDs is a prefix of digits, and
 * the order of attributes is not the EUM's to choose (SGP.22 4.5.2.1.0.2). */
static bool in_subtree(struct slice subject, struct slice base)
{
	struct slice rdn = {NULL, 0};
	struct tlv wanted[2], value;
	int r;

	while ((r = x509_next_attribute(&base, &rdn, wanted)) == 1) {
		if (x509_find_attribute(subject, wanted[0].value, &value) != 1)
			return false;
		if (slice_eq(wanted[0].value, OID_SERIAL_NUMBER)
			    ? !slice_starts(value.value, wanted[1].value)
			    : !slice_eq(value.value, wanted[1].value))
			return false;
	}
	return r == 0;
}

static bool in_any_subtree(struct slice subject, struct slice subtrees)
{
	struct slice base;

	while (x509_next_subtree(&subtrees, &base) == 1) {
		if (in_subtree(subject, base))
			return true;
	}
	return false;
}

static bool is_eid(struct slice serial)
{
	if (serial.n != EID_DIGITS)
		return false;
	for (size_t i = 0; i < serial.n; i++) {
		if (serial.p[i] < '0' || serial.p[i] > '9')
			return false;
	}
	return true;
}

/* ---- what the roles ask, beyond their policy, key usage and issuer ---- */

static bool is_eum(const struct certificate *cert)
{
	struct slice subtrees = cert->permitted, base;
	struct tlv value;
	int r;

	if (cert->path_length != 0)
		return false;
	/* Every permitted subtree names an organization and a range of EIDs. */
	while ((r = x509_next_subtree(&subtrees, &base)) == 1) {
		if (x509_find_attribute(base, OID_ORGANIZATION, &value) != 1 ||
		    x509_find_attribute(base, OID_SERIAL_NUMBER, &value) != 1)
			return false;
	}
	return r == 0 && cert->permitted_prefix.n > 0;
}

static bool is_euicc(const struct certificate *cert)
{
	struct tlv name;

	return is_eid(cert->serial_number) && tlv_only(cert->subject, X509_SEQUENCE, &name) == 0 &&
	       x509_find_attribute(name.value, OID_ORGANIZATION, &name) == 1;
}

static bool has_oid(const struct certificate *cert)
{
	return cert->registered_id.n > 0;
}

static bool is_tls_server(const struct certificate *cert)
{
	struct slice usages = cert->extended_usage;
	struct tlv t;

	while (tlv_next(&usages, &t) == 1) {
		if (t.tag == X509_OID && slice_eq(t.value, OID_SERVER_AUTH))
			return has_oid(cert);
	}
	return false;
}

static bool anything(const struct certificate *cert)
{
	(void)cert;
	return true;
}

static const struct {
	enum certificate_role issuer;
	bool ca;
	bool (*check)(const struct certificate *cert);
} rules[] = {
	[ROLE_CI] = {ROLE_CI, true, anything},
	[ROLE_EUICC] = {ROLE_EUM, false, is_euicc},
	[ROLE_EUM] = {ROLE_CI, true, is_eum},
	[ROLE_DP_TLS] = {ROLE_CI, false, is_tls_server},
	[ROLE_DP_AUTH] = {ROLE_CI, false, has_oid},
	[ROLE_DP_PB] = {ROLE_CI, false, has_oid},
	[ROLE_DS_TLS] = {ROLE_CI, false, is_tls_server},
	[ROLE_DS_AUTH] = {ROLE_CI, false, has_oid},
};

/* A CA's key signs certificates, an end entity's signs data, and neither does both. */
static bool usage_fits(const struct certificate *cert, bool ca)
{
	bool signs_certificates = tlv_bit(cert->key_usage, USAGE_KEY_CERT_SIGN);
	bool signs_data = tlv_bit(cert->key_usage, USAGE_DIGITAL_SIGNATURE);

	return cert->ca == ca && signs_certificates == ca && signs_data == !ca;
}

static bool may_issue(const struct certificate *issuer, const struct certificate *cert,
		      bool self_signed)
{
	struct tlv subject;

	if (!usage_fits(issuer, true))
		return false;
	/* RFC 5280 4.2.1.9 counts the CA certificates that follow. */
	if (cert->ca && !self_signed && issuer->path_length == 0)
		return false;
	if (tlv_only(cert->subject, X509_SEQUENCE, &subject) ||
	    in_any_subtree(subject.value, issuer->excluded))
		return false;
	return issuer->permitted.n == 0 || in_any_subtree(subject.value, issuer->permitted);
}

/* The CI's own certificate has itself as issuer, and need not name its key twice. */
static bool issued_by(const struct certificate *cert, const struct certificate *issuer,
		      bool self_signed)
{
	if (!slice_eq(cert->issuer, issuer->subject))
		return false;
	if (self_signed && cert->authority_key_id.n == 0)
		return true;
	return slice_eq(cert->authority_key_id, issuer->subject_key_id);
}

int certificate_verify(struct crypto *c, const struct certificate *cert,
		       const struct certificate *issuer, enum certificate_role role, int64_t now)
{
	bool self_signed = role == ROLE_CI;
	int r;

	if (!issued_by(cert, issuer, self_signed))
		return -EKEYREJECTED;
	r = ec_verify_der(c, issuer->key, &cert->tbs, 1, cert->signature);
	if (r)
		return r;
	if (now < cert->not_before || now > cert->not_after)
		return -EKEYEXPIRED;
	if (!has_role(cert, role) || !usage_fits(cert, rules[role].ca) ||
	    !rules[role].check(cert) || !has_role(issuer, rules[role].issuer) ||
	    !may_issue(issuer, cert, self_signed))
		return -EACCES;
	return 0;
}
