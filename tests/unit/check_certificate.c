/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SGP.22 4.5.2: what a certificate must be to be believed. The certificates are made by OpenSSL,
 * each with one fault. */
#include <errno.h>
#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "codec/tlv.h"
#include "ecasd/certificate.h"
#include "unit.h"

enum { NOW = 1780000000, DAY = 86400 };

static void *ctx;
static struct crypto *crypto;

/* A certificate with the key of its subject. */
struct party {
	X509 *x509;
	EVP_PKEY *key;
};

static int party_free(struct party *p)
{
	X509_free(p->x509);
	EVP_PKEY_free(p->key);
	return 0;
}

static void set_subject(X509 *x, const char *subject)
{
	char *copy = talloc_strdup(ctx, subject), *rest = copy, *field;

	while ((field = strtok_r(rest, ";", &rest))) {
		char *value = strchr(field, '=');

		*value++ = 0;
		ck_assert(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), field, MBSTRING_UTF8,
						     (const uint8_t *)value, -1, -1, 0));
	}
}

/* @extensions: as in OpenSSL's configuration files. */
static void set_extensions(X509 *x, X509 *issuer, const char *extensions)
{
	BIO *bio = BIO_new_mem_buf(extensions, -1);
	CONF *conf = NCONF_new(NULL);
	X509V3_CTX v3;

	X509V3_set_ctx(&v3, issuer, x, NULL, NULL, 0);
	ck_assert(bio && conf && NCONF_load_bio(conf, bio, NULL) > 0);
	X509V3_set_nconf(&v3, conf);
	ck_assert_msg(X509V3_EXT_add_nconf(conf, &v3, "default", x), "%s", extensions);
	NCONF_free(conf);
	BIO_free(bio);
}

struct options {
	const char *curve;
	const char *digest;
	int64_t from, to;
	long version;
};

static const struct options usual = {"P-256", "SHA256", NOW - DAY, NOW + DAY, 2};

/* @issuer NULL: self-signed. */
static struct party *make(const struct party *issuer, const char *subject, const char *extensions,
			  const struct options *o)
{
	struct party *p = talloc_zero(ctx, struct party);

	talloc_set_destructor(p, party_free);
	p->key = EVP_EC_gen(o->curve);
	p->x509 = X509_new();
	issuer = issuer ? issuer : p;
	X509_set_version(p->x509, o->version);
	ASN1_INTEGER_set(X509_get_serialNumber(p->x509), 256);
	set_subject(p->x509, subject);
	X509_set_issuer_name(p->x509, X509_get_subject_name(issuer->x509));
	ASN1_TIME_set(X509_getm_notBefore(p->x509), (time_t)o->from);
	ASN1_TIME_set(X509_getm_notAfter(p->x509), (time_t)o->to);
	X509_set_pubkey(p->x509, p->key);
	set_extensions(p->x509, issuer->x509, extensions);
	ck_assert(X509_sign(p->x509, issuer->key, EVP_get_digestbyname(o->digest)) > 0);
	return p;
}

static struct slice der_of(const struct party *p)
{
	uint8_t *der = NULL;
	int n = i2d_X509(p->x509, &der);
	struct slice s;

	ck_assert_int_gt(n, 0);
	s = slice_of(talloc_memdup(ctx, der, (size_t)n), (size_t)n);
	OPENSSL_free(der);
	return s;
}

static struct certificate *parse(const struct party *p)
{
	struct certificate *cert;

	ck_assert_int_eq(certificate_parse(crypto, der_of(p), ctx, &cert), 0);
	return cert;
}

static int verify(const struct party *p, const struct party *issuer, enum certificate_role role)
{
	return certificate_verify(crypto, parse(p), parse(issuer), role, NOW);
}

/* ---- certificates as they should be ---- */

#define CI_SUBJECT    "CN=Test CI;O=Test"
#define EUM_SUBJECT   "C=ZZ;O=Test EUM;CN=EUM"
#define EUICC_SUBJECT "C=ZZ;O=Test EUM;serialNumber=89049032123451234512345678901235;CN=eUICC"
#define DP_SUBJECT    "O=Test;CN=SM-DP+"

#define SKI       "subjectKeyIdentifier=hash\n"
#define IDS       SKI "authorityKeyIdentifier=keyid:always\n"
#define RID       "subjectAltName=RID:2.999.10\n"
#define SIGNS     "keyUsage=critical,digitalSignature\n"
#define ISSUES    "keyUsage=critical,keyCertSign\n"
#define POLICY(n) "certificatePolicies=critical,2.23.146.1.2.1." n "\n"
#define CA        "basicConstraints=critical,CA:true\n"
#define CA_LAST   "basicConstraints=critical,CA:true,pathlen:0\n"
#define EIN       "O=Test EUM\nserialNumber=89049032\n"
#define PERMITTED "nameConstraints=critical,permitted;dirName:permitted\n"
#define NAMES     PERMITTED "[permitted]\n" EIN

#define CI_EXTENSIONS    SKI CA POLICY("0") "keyUsage=critical,keyCertSign,cRLSign\n"
#define EUM_EXTENSIONS   IDS ISSUES POLICY("2") CA_LAST "subjectAltName=RID:2.999.5\n" NAMES
#define EUICC_EXTENSIONS IDS SIGNS POLICY("1")
#define DP_EXTENSIONS    IDS SIGNS RID POLICY("4")

static struct party *ci, *eum, *euicc, *dp;

static void setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	ci = make(NULL, CI_SUBJECT, CI_EXTENSIONS, &usual);
	eum = make(ci, EUM_SUBJECT, EUM_EXTENSIONS, &usual);
	euicc = make(eum, EUICC_SUBJECT, EUICC_EXTENSIONS, &usual);
	dp = make(ci, DP_SUBJECT, DP_EXTENSIONS, &usual);
}

static void teardown(void)
{
	talloc_free(ctx);
}

START_TEST(good_chain)
{
	ck_assert_int_eq(verify(ci, ci, ROLE_CI), 0);
	ck_assert_int_eq(verify(eum, ci, ROLE_EUM), 0);
	ck_assert_int_eq(verify(euicc, eum, ROLE_EUICC), 0);
	ck_assert_int_eq(verify(dp, ci, ROLE_DP_AUTH), 0);
}
END_TEST

START_TEST(brainpool_chain)
{
	struct options o = usual;
	struct party *bci, *beum, *beuicc;

	o.curve = "brainpoolP256r1";
	bci = make(NULL, CI_SUBJECT, CI_EXTENSIONS, &o);
	beum = make(bci, EUM_SUBJECT, EUM_EXTENSIONS, &o);
	beuicc = make(beum, EUICC_SUBJECT, EUICC_EXTENSIONS, &o);
	ck_assert_int_eq(verify(beum, bci, ROLE_EUM), 0);
	ck_assert_int_eq(verify(beuicc, beum, ROLE_EUICC), 0);
	ck_assert_int_eq(ec_key_curve(certificate_key(parse(beuicc))), CURVE_BRAINPOOL_P256R1);
	/* The CI of the other curve has the same name. */
	ck_assert_int_eq(verify(beum, ci, ROLE_EUM), -EKEYREJECTED);
}
END_TEST

START_TEST(fields)
{
	const struct certificate *c = parse(euicc), *issuer = parse(eum), *server = parse(dp);
	uint8_t point[EC_POINT_BYTES], expected[EC_POINT_BYTES];
	size_t n;

	ck_assert(slice_eq(certificate_der(c), der_of(euicc)));
	ck_assert(slice_eq(certificate_authority_key_id(c), certificate_subject_key_id(issuer)));
	ck_assert_uint_eq(certificate_subject_key_id(c).n, 20);
	ck_assert(slice_eq(certificate_serial_number(c),
			   slice_str("89049032123451234512345678901235")));
	ck_assert(slice_eq(certificate_permitted_prefix(issuer), slice_str("89049032")));
	ck_assert_uint_eq(certificate_permitted_prefix(c).n, 0);
	ck_assert_uint_eq(certificate_oid(c).n, 0);
	ck_assert_uint_eq(certificate_serial_number(server).n, 0);
	assert_hex(certificate_oid(server), "88370A");
	ec_key_point(certificate_key(c), point);
	ck_assert(
		EVP_PKEY_get_octet_string_param(euicc->key, "pub", expected, sizeof(expected), &n));
	ck_assert_mem_eq(point, expected, sizeof(point));
}
END_TEST

/* ---- what does not parse ---- */

static const struct {
	const char *extensions;
	int result;
} extension_sets[] = {
	{DP_EXTENSIONS, 0},
	{DP_EXTENSIONS "1.2.3.4=DER:05:00\n", 0},
	{DP_EXTENSIONS "1.2.3.4=critical,DER:05:00\n", -EBADMSG},
	{DP_EXTENSIONS "crlDistributionPoints=critical,URI:http://ci.example.com/a.crl\n", 0},
	{SIGNS RID POLICY("4"), -EBADMSG},                         /* no subject key identifier */
	{IDS RID POLICY("4"), -EBADMSG},                           /* no key usage */
	{IDS SIGNS RID, -EBADMSG},                                 /* no policy */
	{IDS SIGNS RID "certificatePolicies=1.2.3.4\n", -EBADMSG}, /* no role among them */
	{IDS SIGNS RID "certificatePolicies=1.2.3.4,2.23.146.1.2.1.4\n", 0},
	{DP_EXTENSIONS "2.5.29.14=DER:04:01:00\n", -EBADMSG},      /* a second one */
	{SIGNS RID POLICY("4") "2.5.29.14=DER:04:00\n", -EBADMSG}, /* malformed from here on */
	{SIGNS RID POLICY("4") "2.5.29.14=DER:04:02:00\n", -EBADMSG},
	{DP_EXTENSIONS "2.5.29.19=DER:05:00\n", -EBADMSG},
	{DP_EXTENSIONS "2.5.29.19=DER:30:03:01:01:01\n", -EBADMSG}, /* neither true nor false */
	{DP_EXTENSIONS "2.5.29.19=DER:30:06:01:01:FF:02:01:FF\n", -EBADMSG}, /* length -1 */
	{DP_EXTENSIONS "2.5.29.30=DER:30:06:A0:04:30:02:A4:00\n", -EBADMSG},
	{DP_EXTENSIONS "2.5.29.37=DER:04:00\n", -EBADMSG},
	{IDS RID POLICY("4") "2.5.29.15=DER:03:01:00\n", -EBADMSG},
	{IDS RID POLICY("4") "2.5.29.15=DER:04:02:00:80\n", -EBADMSG},
	{IDS SIGNS RID "2.5.29.32=DER:30:02:05:00\n", -EBADMSG},
	{SKI SIGNS RID POLICY("4") "2.5.29.35=DER:05:00\n", -EBADMSG},
	{IDS SIGNS POLICY("4") "2.5.29.17=DER:88:01:00\n", -EBADMSG},
};

START_TEST(extensions)
{
	struct party *p = make(ci, DP_SUBJECT, extension_sets[_i].extensions, &usual);
	struct certificate *cert;

	ck_assert_int_eq(certificate_parse(crypto, der_of(p), ctx, &cert),
			 extension_sets[_i].result);
}
END_TEST

static const struct {
	struct options options;
	int result;
} unusual[] = {
	{{"P-384", "SHA256", NOW - DAY, NOW + DAY, 2}, -ENOTSUP},
	{{"secp256k1", "SHA256", NOW - DAY, NOW + DAY, 2}, -ENOTSUP},
	{{"P-256", "SHA384", NOW - DAY, NOW + DAY, 2}, -EBADMSG},
	{{"P-256", "SHA1", NOW - DAY, NOW + DAY, 2}, -EBADMSG},
	{{"P-256", "SHA256", NOW - DAY, NOW + DAY, 1}, -EBADMSG},
};

START_TEST(other_algorithms_and_versions)
{
	struct party *p = make(ci, DP_SUBJECT, DP_EXTENSIONS, &unusual[_i].options);
	struct certificate *cert;

	ck_assert_int_eq(certificate_parse(crypto, der_of(p), ctx, &cert), unusual[_i].result);
}
END_TEST

START_TEST(truncated_and_trailing)
{
	struct slice der = der_of(euicc);
	uint8_t *longer = talloc_zero_size(ctx, der.n + 1);
	struct certificate *cert;

	for (size_t n = 0; n < der.n; n++)
		ck_assert_int_eq(certificate_parse(crypto, slice_sub(der, 0, n), ctx, &cert),
				 -EBADMSG);
	memcpy(longer, der.p, der.n);
	ck_assert_int_eq(certificate_parse(crypto, slice_of(longer, der.n + 1), ctx, &cert),
			 -EBADMSG);
}
END_TEST

/* An element more where X.509 has none, outside of what is signed. */
START_TEST(element_after_the_signature)
{
	struct slice der = der_of(euicc);
	struct buf b = buf_new(ctx);
	struct certificate *cert;
	struct tlv t;

	ck_assert_int_eq(tlv_only(der, 0x30, &t), 0);
	tlv_put_header(&b, 0x30, t.value.n + 2);
	buf_put_slice(&b, t.value);
	buf_put_u16(&b, 0x0500);
	ck_assert(buf_ok(&b));
	ck_assert_int_eq(certificate_parse(crypto, buf_slice(&b), ctx, &cert), -EBADMSG);
}
END_TEST

START_TEST(no_bit_can_be_flipped)
{
	const struct certificate *issuer = parse(eum);
	struct slice der = der_of(euicc);
	uint8_t *flipped = talloc_memdup(ctx, der.p, der.n);

	for (size_t bit = 0; bit < der.n * 8; bit++) {
		struct certificate *cert;
		int r;

		flipped[bit / 8] ^= (uint8_t)(1 << bit % 8);
		r = certificate_parse(crypto, slice_of(flipped, der.n), ctx, &cert);
		ck_assert(r == 0 || r == -EBADMSG || r == -ENOTSUP);
		if (r == 0) {
			r = certificate_verify(crypto, cert, issuer, ROLE_EUICC, NOW);
			ck_assert_int_eq(r, -EKEYREJECTED);
			talloc_free(cert);
		}
		flipped[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

/* ---- validity ---- */

START_TEST(validity_to_the_second)
{
	static const struct {
		int64_t from, to;
	} periods[] = {
		{0, 1},                                     /* 1970: UTCTime's past */
		{951782399, 951868800},                     /* around 2000-02-29 */
		{NOW, NOW + 1},                             /* today */
		{INT64_C(2524607999), INT64_C(2524608001)}, /* from UTCTime to GeneralizedTime */
		{INT64_C(4107542399), INT64_C(4107542401)}, /* 2100 has no 29 February */
		{NOW, INT64_C(253402300799)},               /* 9999-12-31 */
	};

	for (int i = 0; i < COUNT(periods); i++) {
		struct options o = usual;
		const struct certificate *cert, *issuer = parse(ci);
		const struct {
			int64_t now;
			int result;
		} times[] = {{periods[i].from - 1, -EKEYEXPIRED},
			     {periods[i].from, 0},
			     {periods[i].to, 0},
			     {periods[i].to + 1, -EKEYEXPIRED}};

		o.from = periods[i].from;
		o.to = periods[i].to;
		cert = parse(make(ci, DP_SUBJECT, DP_EXTENSIONS, &o));
		for (int j = 0; j < COUNT(times); j++)
			ck_assert_int_eq(certificate_verify(crypto, cert, issuer, ROLE_DP_AUTH,
							    times[j].now),
					 times[j].result);
	}
}
END_TEST

START_TEST(malformed_times)
{
	static const char *const bad[] = {"209913010000Z",   "20990132000000Z", "20990101240000Z",
					  "2099010100000 Z", "20990101000000+", "2099010100000",
					  "2O990101000000Z", "20990001000000Z", "20990101006000Z"};
	struct party *p = make(ci, DP_SUBJECT, DP_EXTENSIONS, &usual);
	struct certificate *cert;

	for (int i = 0; i < COUNT(bad); i++) {
		ASN1_STRING *t = X509_getm_notAfter(p->x509);

		t->type = V_ASN1_GENERALIZEDTIME;
		ck_assert(ASN1_STRING_set(t, bad[i], -1));
		ck_assert(X509_sign(p->x509, ci->key, EVP_sha256()) > 0);
		ck_assert_int_eq(certificate_parse(crypto, der_of(p), ctx, &cert), -EBADMSG);
	}
}
END_TEST

/* ---- issuer ---- */

START_TEST(another_ci)
{
	struct party *namesake = make(NULL, CI_SUBJECT, CI_EXTENSIONS, &usual);
	struct party *stranger = make(NULL, "CN=Other CI;O=Test", CI_EXTENSIONS, &usual);

	ck_assert_int_eq(verify(dp, namesake, ROLE_DP_AUTH), -EKEYREJECTED);
	ck_assert_int_eq(verify(dp, stranger, ROLE_DP_AUTH), -EKEYREJECTED);
	ck_assert_int_eq(verify(namesake, ci, ROLE_CI), -EKEYREJECTED);
}
END_TEST

START_TEST(authority_key_identifier)
{
	ck_assert_int_eq(
		verify(make(ci, DP_SUBJECT, SKI SIGNS RID POLICY("4"), &usual), ci, ROLE_DP_AUTH),
		-EKEYREJECTED);
	ck_assert_int_eq(
		verify(make(ci, DP_SUBJECT,
			    SKI SIGNS RID POLICY("4") "2.5.29.35=DER:30:03:80:01:00\n", &usual),
		       ci, ROLE_DP_AUTH),
		-EKEYREJECTED);
}
END_TEST

/* The right key identifier and signature under another name. */
START_TEST(issuer_name)
{
	X509_NAME *name = X509_NAME_new();

	ck_assert(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)"Test CI",
					     -1, -1, 0));
	ck_assert(X509_set_issuer_name(dp->x509, name));
	X509_NAME_free(name);
	ck_assert(X509_sign(dp->x509, ci->key, EVP_sha256()) > 0);
	ck_assert_int_eq(verify(dp, ci, ROLE_DP_AUTH), -EKEYREJECTED);
}
END_TEST

/* A CI certificate that is not allowed to sign certificates. */
START_TEST(issuer_usage)
{
	static const char *const bad[] = {
		SKI POLICY("0") "keyUsage=critical,keyCertSign,cRLSign\n", /* no CA */
		SKI CA POLICY("0") "keyUsage=critical,cRLSign\n",
		SKI CA POLICY("0") "keyUsage=critical,digitalSignature,keyCertSign\n",
	};

	for (int i = 0; i < COUNT(bad); i++) {
		struct party *p = make(NULL, CI_SUBJECT, bad[i], &usual);

		ck_assert_int_eq(verify(p, p, ROLE_CI), -EACCES);
		ck_assert_int_eq(
			verify(make(p, DP_SUBJECT, DP_EXTENSIONS, &usual), p, ROLE_DP_AUTH),
			-EACCES);
	}
}
END_TEST

/* The right name and key identifier, and another key: what a forger makes. */
START_TEST(forged_signature)
{
	struct party forger = {ci->x509, dp->key};

	ck_assert_int_eq(verify(make(&forger, DP_SUBJECT, DP_EXTENSIONS, &usual), ci, ROLE_DP_AUTH),
			 -EKEYREJECTED);
}
END_TEST

START_TEST(end_entities_issue_nothing)
{
	ck_assert_int_eq(
		verify(make(dp, DP_SUBJECT, IDS SIGNS RID POLICY("5"), &usual), dp, ROLE_DP_PB),
		-EACCES);
	ck_assert_int_eq(
		verify(make(euicc, EUICC_SUBJECT, EUICC_EXTENSIONS, &usual), euicc, ROLE_EUICC),
		-EACCES);
}
END_TEST

START_TEST(each_role_has_its_issuer)
{
	/* An EUM makes no SM-DP+, not even within its name constraints, and a CI no eUICC. */
	ck_assert_int_eq(verify(make(eum, EUICC_SUBJECT, DP_EXTENSIONS, &usual), eum, ROLE_DP_AUTH),
			 -EACCES);
	ck_assert_int_eq(verify(make(ci, EUICC_SUBJECT, EUICC_EXTENSIONS, &usual), ci, ROLE_EUICC),
			 -EACCES);
	/* and no EUM makes another */
	ck_assert_int_eq(verify(make(eum, EUICC_SUBJECT, EUM_EXTENSIONS, &usual), eum, ROLE_EUM),
			 -EACCES);
}
END_TEST

START_TEST(path_length_of_the_ci)
{
	struct party *last =
		make(NULL, CI_SUBJECT, SKI CA_LAST POLICY("0") "keyUsage=critical,keyCertSign\n",
		     &usual);

	ck_assert_int_eq(verify(last, last, ROLE_CI), 0);
	ck_assert_int_eq(verify(make(last, DP_SUBJECT, DP_EXTENSIONS, &usual), last, ROLE_DP_AUTH),
			 0);
	ck_assert_int_eq(verify(make(last, EUM_SUBJECT, EUM_EXTENSIONS, &usual), last, ROLE_EUM),
			 -EACCES);
}
END_TEST

/* ---- roles ---- */

#define TLS IDS SIGNS RID "certificatePolicies=2.23.146.1.2.1.3\n"

static const struct {
	enum certificate_role role;
	const char *subject, *extensions;
	int result;
} roles[] = {
	{ROLE_DP_PB, DP_SUBJECT, IDS SIGNS RID POLICY("5"), 0},
	{ROLE_DS_AUTH, DP_SUBJECT, IDS SIGNS RID POLICY("7"), 0},
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS RID "certificatePolicies=2.23.146.1.2.1.4\n", 0},
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS RID POLICY("5"), -EACCES}, /* the other of the pair */
	{ROLE_DP_PB, DP_SUBJECT, DP_EXTENSIONS, -EACCES},
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS RID POLICY("3"), -EACCES},
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS RID POLICY("36"), -EBADMSG}, /* 4, were 32 forgotten */
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS RID POLICY("4.0"), -EBADMSG}, /* an arc more */
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS POLICY("4"), -EACCES},        /* no OID */
	{ROLE_DP_AUTH, DP_SUBJECT, IDS SIGNS POLICY("4") "subjectAltName=DNS:example.com\n",
	 -EACCES},
	{ROLE_DP_AUTH, DP_SUBJECT, IDS ISSUES RID POLICY("4"), -EACCES},
	{ROLE_DP_AUTH, DP_SUBJECT, IDS RID POLICY("4") "keyUsage=critical,keyAgreement\n", -EACCES},
	{ROLE_DP_AUTH, DP_SUBJECT, DP_EXTENSIONS CA, -EACCES},
	{ROLE_DP_AUTH, DP_SUBJECT, DP_EXTENSIONS "basicConstraints=CA:false\n", 0},
	{ROLE_DP_TLS, DP_SUBJECT, TLS "extendedKeyUsage=critical,serverAuth,clientAuth\n", 0},
	{ROLE_DP_TLS, DP_SUBJECT, TLS "extendedKeyUsage=critical,clientAuth\n", -EACCES},
	{ROLE_DP_TLS, DP_SUBJECT, TLS, -EACCES},
	{ROLE_EUM, EUM_SUBJECT, EUM_EXTENSIONS, 0},
	{ROLE_EUM, EUM_SUBJECT, IDS SIGNS POLICY("2") CA_LAST NAMES, -EACCES},
	{ROLE_EUM, EUM_SUBJECT, IDS ISSUES POLICY("2") NAMES, -EACCES},    /* no CA */
	{ROLE_EUM, EUM_SUBJECT, IDS ISSUES POLICY("2") CA NAMES, -EACCES}, /* no path length */
	{ROLE_EUM, EUM_SUBJECT, IDS ISSUES POLICY("2") CA_LAST, -EACCES},  /* no name constraints */
	{ROLE_EUM, EUM_SUBJECT,
	 IDS ISSUES POLICY("2") CA_LAST "nameConstraints=critical,permitted;DNS:example.com\n",
	 -EACCES},
	{ROLE_EUM, EUM_SUBJECT,
	 IDS ISSUES POLICY("2") CA_LAST PERMITTED "[permitted]\nO=Test EUM\n", -EACCES},
	{ROLE_EUM, EUM_SUBJECT,
	 IDS ISSUES POLICY("2") CA_LAST PERMITTED "[permitted]\nserialNumber=89049032\n", -EACCES},
};

START_TEST(roles_by_the_ci)
{
	struct party *p = make(ci, roles[_i].subject, roles[_i].extensions, &usual);
	struct certificate *cert;
	int r = certificate_parse(crypto, der_of(p), ctx, &cert);

	if (r == 0)
		r = certificate_verify(crypto, cert, parse(ci), roles[_i].role, NOW);
	ck_assert_int_eq(r, roles[_i].result);
}
END_TEST

/* ---- name constraints of the EUM ---- */

#define EUM_WITH(names) IDS ISSUES POLICY("2") CA_LAST names

static const struct {
	const char *eum_extensions, *subject;
	int result;
} names[] = {
	{EUM_EXTENSIONS, "O=Test EUM;serialNumber=89049032000000000000000000000097", 0},
	{EUM_EXTENSIONS, "serialNumber=89049032123451234512345678901235;O=Test EUM",
	 0}, /* any order */
	{EUM_EXTENSIONS, "O=Test EUM;serialNumber=89049033123451234512345678901235", -EACCES},
	{EUM_EXTENSIONS, "O=Test EUN;serialNumber=89049032123451234512345678901235", -EACCES},
	{EUM_EXTENSIONS, "O=Test EUM 2;serialNumber=89049032123451234512345678901235", -EACCES},
	{EUM_EXTENSIONS, "CN=Test EUM;serialNumber=89049032123451234512345678901235", -EACCES},
	{EUM_EXTENSIONS, "O=Test EUM;CN=no EID", -EACCES},
	{EUM_EXTENSIONS, "O=Test EUM;serialNumber=8904903212345123451234567890123", -EACCES},
	{EUM_EXTENSIONS, "O=Test EUM;serialNumber=890490321234512345123456789012350", -EACCES},
	{EUM_EXTENSIONS, "O=Test EUM;serialNumber=8904903212345123451234567890123A", -EACCES},
	{EUM_WITH("nameConstraints=critical,permitted;dirName:a,permitted;dirName:b\n"
		  "[a]\nO=Test EUM\nserialNumber=89049033\n[b]\nO=Test "
		  "EUM\nserialNumber=89049032\n"),
	 EUICC_SUBJECT, 0},
	{EUM_WITH("nameConstraints=critical,permitted;dirName:a,permitted;dirName:b\n"
		  "[a]\nO=Test EUM\nserialNumber=89049033\n[b]\nO=Other\nserialNumber=89049032\n"),
	 EUICC_SUBJECT, -EACCES},
	{EUM_WITH("nameConstraints=critical,permitted;dirName:a,excluded;dirName:b\n"
		  "[a]\nO=Test EUM\nserialNumber=89049032\n[b]\nserialNumber=8904903212345\n"),
	 EUICC_SUBJECT, -EACCES},
};

START_TEST(name_constraints)
{
	struct party *issuer = make(ci, EUM_SUBJECT, names[_i].eum_extensions, &usual);
	struct party *p = make(issuer, names[_i].subject, EUICC_EXTENSIONS, &usual);

	ck_assert_int_eq(verify(issuer, ci, ROLE_EUM), 0);
	ck_assert_int_eq(verify(p, issuer, ROLE_EUICC), names[_i].result);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("certificate");
	TCase *t = tcase_create("certificate");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, good_chain);
	tcase_add_test(t, brainpool_chain);
	tcase_add_test(t, fields);
	tcase_add_loop_test(t, extensions, 0, COUNT(extension_sets));
	tcase_add_loop_test(t, other_algorithms_and_versions, 0, COUNT(unusual));
	tcase_add_test(t, truncated_and_trailing);
	tcase_add_test(t, element_after_the_signature);
	tcase_add_test(t, no_bit_can_be_flipped);
	tcase_add_test(t, validity_to_the_second);
	tcase_add_test(t, malformed_times);
	tcase_add_test(t, another_ci);
	tcase_add_test(t, authority_key_identifier);
	tcase_add_test(t, issuer_name);
	tcase_add_test(t, issuer_usage);
	tcase_add_test(t, forged_signature);
	tcase_add_test(t, end_entities_issue_nothing);
	tcase_add_test(t, each_role_has_its_issuer);
	tcase_add_test(t, path_length_of_the_ci);
	tcase_add_loop_test(t, roles_by_the_ci, 0, COUNT(roles));
	tcase_add_loop_test(t, name_constraints, 0, COUNT(names));
	suite_add_tcase(s, t);
	return unit_main(s);
}
