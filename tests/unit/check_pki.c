/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKI directories: ours, SGP.26's, and broken ones; issuing eUICC certificates. */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ecasd/eid.h"
#include "ecasd/pki.h"
#include "unit.h"

#define EID "89049032001000000000000000000112"

enum { NOW = 1780000000 }; /* 2026-05-28 */

static void *ctx;
static struct crypto *crypto;

static void setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static struct pki *load(const char *dir)
{
	char *error = NULL;
	struct pki *pki;
	int r = pki_load(crypto, dir, ctx, &pki, &error);

	ck_assert_msg(r == 0, "%d: %s", r, error ? error : "");
	return pki;
}

static void assert_chain(const struct pki_set *s, int64_t now)
{
	const struct {
		const struct credential *credential;
		const struct certificate *issuer;
		enum certificate_role role;
	} links[] = {
		{&s->eum, s->ci, ROLE_EUM},
		{&s->euicc, s->eum.certificate, ROLE_EUICC},
		{&s->dp_auth, s->ci, ROLE_DP_AUTH},
		{&s->dp_pb, s->ci, ROLE_DP_PB},
	};

	ck_assert_ptr_nonnull(s->ci);
	ck_assert_int_eq(certificate_verify(crypto, s->ci, s->ci, ROLE_CI, now), 0);
	for (int i = 0; i < COUNT(links); i++) {
		ck_assert_ptr_nonnull(links[i].credential->certificate);
		ck_assert_ptr_nonnull(links[i].credential->key);
		ck_assert_int_eq(certificate_verify(crypto, links[i].credential->certificate,
						    links[i].issuer, links[i].role, now),
				 0);
	}
	ck_assert(slice_eq(certificate_oid(s->dp_auth.certificate),
			   certificate_oid(s->dp_pb.certificate)));
	assert_hex(certificate_permitted_prefix(s->eum.certificate), "3839303439303332");
}

static struct certificate *certificate_file(const char *path)
{
	struct certificate *cert;
	uint8_t der[4096];
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(der, 1, sizeof(der), f);
	fclose(f);
	ck_assert_int_eq(certificate_parse(crypto, slice_of(der, n), ctx, &cert), 0);
	return cert;
}

START_TEST(our_own)
{
	struct pki *pki = load(NULL);

	for (int i = 0; i < CURVE_COUNT; i++) {
		ck_assert_int_eq(pki->sets[i].curve, i);
		assert_chain(&pki->sets[i], NOW);
		ck_assert(slice_eq(certificate_serial_number(pki->sets[i].euicc.certificate),
				   slice_str(EID)));
	}
	assert_hex(certificate_oid(pki->sets[0].dp_auth.certificate), "88370A");
	ck_assert_ptr_nonnull(strstr(pki->sets[0].tls_certificate, "CERT_S_SM_DP_TLS_NIST.der"));
	ck_assert_ptr_nonnull(strstr(pki->sets[0].tls_key, "SK_S_SM_DP_TLS_NIST.pem"));
	ck_assert_ptr_null(pki->sets[1].tls_certificate);
	ck_assert_int_eq(certificate_verify(crypto, certificate_file(pki->sets[0].tls_certificate),
					    pki->sets[0].ci, ROLE_DP_TLS, NOW),
			 0);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

START_TEST(sgp26)
{
	struct pki *pki = load(talloc_asprintf(ctx, "%s/sgp26", getenv("INTEROP_DIR")));

	for (int i = 0; i < CURVE_COUNT; i++) {
		assert_chain(&pki->sets[i], NOW);
		ck_assert_ptr_nonnull(
			strstr(pki->sets[i].tls_certificate, "CERT_S_SM_DP_VARO_TLS_"));
		ck_assert_ptr_nonnull(pki->sets[i].tls_key);
	}
}
END_TEST

/* ---- directories made for one test ---- */

static char directory[64];

static const char *path_of(const char *name)
{
	return talloc_asprintf(ctx, "%s/%s", directory, name);
}

static void make_directory(void)
{
	static const char *const folders[] = {"", "CertificateIssuer", "EUM", "eUICC", "DPauth"};

	setup();
	snprintf(directory, sizeof(directory), "check_pki.%ld.tmp", (long)getpid());
	for (int i = 0; i < COUNT(folders); i++)
		ck_assert_int_eq(mkdir(path_of(folders[i]), 0700), 0);
}

static const char *const files[] = {"CertificateIssuer/CERT_CI_ECDSA_NIST.der",
				    "EUM/CERT_EUM_ECDSA_NIST.der", "EUM/SK_EUM_ECDSA_NIST.pem",
				    "DPauth/CERT_S_SM_DPauth_ECDSA_NIST.der",
				    "DPauth/SK_S_SM_DPauth_ECDSA_NIST.pem"};

static void remove_directory(void)
{
	static const char *const folders[] = {"CertificateIssuer", "EUM", "eUICC", "DPauth", ""};

	for (int i = 0; i < COUNT(files); i++)
		unlink(path_of(files[i]));
	for (int i = 0; i < COUNT(folders); i++)
		ck_assert_int_eq(rmdir(path_of(folders[i])), 0);
	teardown();
}

static void copy(const char *from, const char *to)
{
	FILE *in = fopen(talloc_asprintf(ctx, "%s/%s", pki_default_path(), from), "rb");
	FILE *out = fopen(path_of(to), "wb");
	char bytes[4096];

	ck_assert(in && out);
	ck_assert_uint_gt(fwrite(bytes, 1, fread(bytes, 1, sizeof(bytes), in), out), 0);
	fclose(in);
	fclose(out);
}

static void write_text(const char *to, const char *text)
{
	FILE *out = fopen(path_of(to), "wb");

	ck_assert(out && fputs(text, out) >= 0);
	fclose(out);
}

static void assert_refused(int result, const char *culprit)
{
	char *error = NULL;
	struct pki *pki;

	ck_assert_int_eq(pki_load(crypto, directory, ctx, &pki, &error), result);
	ck_assert_ptr_nonnull(error);
	ck_assert_msg(strstr(error, culprit) != NULL, "%s", error);
}

START_TEST(what_is_not_there_is_absent)
{
	const struct pki_set *s;
	struct ec_key *key;
	struct buf der = buf_new(ctx);
	struct pki *pki;

	copy(files[0], files[0]);
	copy(files[1], files[1]);
	pki = load(directory);
	s = &pki->sets[CURVE_NIST_P256];
	ck_assert(s->ci && s->eum.certificate);
	ck_assert(!s->eum.key && !s->euicc.certificate && !s->dp_auth.key && !s->tls_key);
	ck_assert_ptr_null(pki->sets[CURVE_BRAINPOOL_P256R1].ci);
	ck_assert_int_eq(ec_key_generate(crypto, CURVE_NIST_P256, ctx, &key), 0);
	ck_assert_int_eq(pki_issue_euicc(crypto, s, EID, key, NOW, &der), -ENOKEY);
}
END_TEST

START_TEST(empty_directory)
{
	assert_refused(-ENOENT, directory);
}
END_TEST

START_TEST(garbage_certificate)
{
	write_text(files[0], "garbage");
	assert_refused(-EBADMSG, files[0]);
}
END_TEST

START_TEST(garbage_key)
{
	copy(files[0], files[0]);
	write_text(files[2], "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
	assert_refused(-EBADMSG, files[2]);
	write_text(files[2], "");
	assert_refused(-EBADMSG, files[2]);
}
END_TEST

START_TEST(key_of_another_certificate)
{
	copy(files[0], files[0]);
	copy(files[3], files[3]);
	copy(files[2], files[4]);
	assert_refused(-EBADMSG, files[4]);
}
END_TEST

START_TEST(certificate_of_the_other_curve)
{
	copy("CertificateIssuer/CERT_CI_ECDSA_BRP.der", files[0]);
	assert_refused(-EBADMSG, files[0]);
}
END_TEST

START_TEST(file_too_long)
{
	FILE *f = fopen(path_of(files[0]), "wb");

	ck_assert_ptr_nonnull(f);
	for (int i = 0; i < 64 * 1024 + 1; i++)
		fputc(0x30, f);
	fclose(f);
	assert_refused(-EBADMSG, files[0]);
}
END_TEST

/* ---- issuing ---- */

/* OpenSSL's opinion of what we issued. */
static void assert_openssl_agrees(struct slice der, const struct certificate *eum)
{
	struct slice issuer = certificate_der(eum);
	const uint8_t *p = der.p, *q = issuer.p;
	X509 *x = d2i_X509(NULL, &p, (long)der.n), *y = d2i_X509(NULL, &q, (long)issuer.n);

	ck_assert(x && y && p == der.p + der.n);
	ck_assert_int_eq(X509_verify(x, X509_get0_pubkey(y)), 1);
	ck_assert_int_eq(X509_check_issued(y, x), X509_V_OK);
	ck_assert_int_eq(X509_get_version(x), X509_VERSION_3);
	ck_assert_uint_eq(X509_get_key_usage(x), KU_DIGITAL_SIGNATURE);
	ck_assert_uint_eq(X509_get_extension_flags(x) & (EXFLAG_INVALID | EXFLAG_CA), 0);
	ck_assert_int_eq(X509_get_ext_count(x), 4);
	X509_free(x);
	X509_free(y);
}

static const struct {
	const char *eid;
	int64_t now;
	int result;
} issues[] = {
	{EID, NOW, 0},
	{"89049032123451234512345678901235", NOW, 0},
	{EID, 2524607999, 0},                               /* the last second of UTCTime */
	{EID, 2524608000, 0},                               /* GeneralizedTime */
	{"89044045930000000000001492448270", NOW, -EACCES}, /* somebody else's range */
	{"89049032001000000000000000000113", NOW, -EINVAL}, /* check digits */
	{"", NOW, -EINVAL},
};

START_TEST(issue)
{
	struct pki *pki = load(NULL);

	for (int i = 0; i < CURVE_COUNT; i++) {
		const struct pki_set *s = &pki->sets[i];
		struct buf der = buf_new(ctx);
		struct certificate *cert;
		uint8_t a[EC_POINT_BYTES], b[EC_POINT_BYTES];
		struct ec_key *key;

		ck_assert_int_eq(ec_key_generate(crypto, (enum curve)i, ctx, &key), 0);
		ck_assert_int_eq(
			pki_issue_euicc(crypto, s, issues[_i].eid, key, issues[_i].now, &der),
			issues[_i].result);
		if (issues[_i].result) {
			ck_assert_uint_eq(der.n, 0);
			continue;
		}
		assert_openssl_agrees(buf_slice(&der), s->eum.certificate);
		ck_assert_int_eq(certificate_parse(crypto, buf_slice(&der), ctx, &cert), 0);
		ck_assert_int_eq(certificate_verify(crypto, cert, s->eum.certificate, ROLE_EUICC,
						    issues[_i].now),
				 0);
		ck_assert_int_eq(certificate_verify(crypto, cert, s->eum.certificate, ROLE_EUICC,
						    issues[_i].now - 1),
				 -EKEYEXPIRED);
		ck_assert_int_eq(certificate_verify(crypto, cert, s->eum.certificate, ROLE_EUICC,
						    INT64_C(253402300799)),
				 0);
		ck_assert(slice_eq(certificate_serial_number(cert), slice_str(issues[_i].eid)));
		ck_assert_uint_eq(certificate_subject_key_id(cert).n, 20);
		ec_key_point(key, a);
		ec_key_point(certificate_key(cert), b);
		ck_assert_mem_eq(a, b, sizeof(a));
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pki");
	TCase *t = tcase_create("installed"), *made = tcase_create("made");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, our_own);
	if (getenv("INTEROP_DIR"))
		tcase_add_test(t, sgp26);
	tcase_add_loop_test(t, issue, 0, COUNT(issues));
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(made, make_directory, remove_directory);
	tcase_add_test(made, what_is_not_there_is_absent);
	tcase_add_test(made, empty_directory);
	tcase_add_test(made, garbage_certificate);
	tcase_add_test(made, garbage_key);
	tcase_add_test(made, key_of_another_certificate);
	tcase_add_test(made, certificate_of_the_other_curve);
	tcase_add_test(made, file_too_long);
	suite_add_tcase(s, made);
	return unit_main(s);
}
