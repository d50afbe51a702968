/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "ecasd/pki.h"

enum { FILE_MAX = 64 * 1024 };

struct loader {
	struct crypto *c;
	struct pki *pki;
	void *ctx;
	char **error;
};

static int fail(struct loader *l, int r, const char *path, const char *what)
{
	if (l->error)
		*l->error = talloc_asprintf(l->ctx, "%s: %s", path, what);
	return r;
}

/* Returns 1 with the contents on l->pki, 0 where there is no such file. */
static int read_file(struct loader *l, const char *path, struct slice *out)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p;
	size_t n;
	bool bad;

	if (!f)
		return errno == ENOENT || errno == ENOTDIR ? 0
							   : fail(l, -errno, path, strerror(errno));
	p = talloc_size(l->pki, FILE_MAX);
	n = p ? fread(p, 1, FILE_MAX, f) : 0;
	bad = ferror(f) || (n == FILE_MAX && fgetc(f) != EOF);
	fclose(f);
	if (!p)
		return -ENOMEM;
	if (bad)
		return fail(l, -EBADMSG, path, "unreadable, or too long for a certificate or key");
	*out = slice_of(p, n);
	return 1;
}

static void forget(struct slice file)
{
	crypto_wipe((void *)file.p, file.n);
	talloc_free((void *)file.p);
}

/* Returns 1 with the certificate, 0 where the file is not there. */
static int load_certificate(struct loader *l, enum curve curve, const char *path,
			    struct certificate **out)
{
	struct slice file;
	int r = read_file(l, path, &file);

	if (r != 1)
		return r;
	r = certificate_parse(l->c, file, l->pki, out);
	talloc_free((void *)file.p);
	if (r == -ENOMEM)
		return r;
	if (r)
		return fail(l, -EBADMSG, path, "no certificate of the RSP PKI");
	if (ec_key_curve(certificate_key(*out)) != curve)
		return fail(l, -EBADMSG, path, "its key is on another curve than its name says");
	return 1;
}

/* The first block of a PEM file that is a private key: SGP.26's begin with EC PARAMETERS. */
static int private_key_from_pem(struct loader *l, struct slice pem, struct ec_key **out)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	char *name, *header;
	unsigned char *der;
	int r = -EBADMSG;
	long n;

	if (!bio)
		return -ENOMEM;
	ERR_set_mark(); /* the end of the file counts as an error */
	while (r && PEM_read_bio(bio, &name, &header, &der, &n)) {
		if (strcmp(name, "PRIVATE KEY") == 0 || strcmp(name, "EC PRIVATE KEY") == 0)
			r = ec_key_from_private_der(l->c, slice_of(der, (size_t)n), l->pki, out);
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_clear_free(der, (size_t)n);
	}
	BIO_free(bio);
	ERR_pop_to_mark();
	return r;
}

static int load_key(struct loader *l, const struct certificate *cert, const char *path,
		    struct ec_key **out)
{
	uint8_t own[EC_POINT_BYTES], certified[EC_POINT_BYTES];
	struct slice file;
	int r = read_file(l, path, &file);

	if (r != 1)
		return r;
	r = private_key_from_pem(l, file, out);
	forget(file);
	if (r)
		return r == -ENOMEM ? r : fail(l, -EBADMSG, path, "no usable private key in PEM");
	if (!cert)
		return 1;
	ec_key_point(*out, own);
	ec_key_point(certificate_key(cert), certified);
	if (ec_key_curve(*out) != ec_key_curve(certificate_key(cert)) ||
	    memcmp(own, certified, sizeof(own)) != 0)
		return fail(l, -EBADMSG, path, "not the key of the certificate beside it");
	return 1;
}

static const char *const suffixes[CURVE_COUNT] = {
	[CURVE_NIST_P256] = "NIST",
	[CURVE_BRAINPOOL_P256R1] = "BRP",
};

static int load_credential(struct loader *l, enum curve curve, const char *folder, const char *name,
			   struct credential *out)
{
	const char *suffix = suffixes[curve];
	char *cert = talloc_asprintf(l->pki, "%s/%s/CERT_%s_ECDSA_%s.der", l->pki->path, folder,
				     name, suffix);
	char *key = talloc_asprintf(l->pki, "%s/%s/SK_%s_ECDSA_%s.pem", l->pki->path, folder, name,
				    suffix);
	int r;

	if (!cert || !key)
		return -ENOMEM;
	r = load_certificate(l, curve, cert, &out->certificate);
	if (r >= 0)
		r = load_key(l, out->certificate, key, &out->key);
	talloc_free(cert);
	talloc_free(key);
	return r < 0 ? r : 0;
}

/* The path where it can be read, NULL where not. */
static const char *find_tls(struct loader *l, const char *name, const char *suffix,
			    const char *extension)
{
	char *path = talloc_asprintf(l->pki, "%s/%s_%s.%s", l->pki->path, name, suffix, extension);

	if (path && access(path, R_OK) == 0)
		return path;
	talloc_free(path);
	return NULL;
}

static int load_set(struct loader *l, enum curve curve, struct pki_set *set)
{
	const char *suffix = suffixes[curve];
	const struct {
		const char *folder, *name;
		struct credential *credential;
	} members[] = {
		{"EUM", "EUM", &set->eum},
		{"eUICC", "EUICC", &set->euicc},
		{"DPauth", "S_SM_DPauth", &set->dp_auth},
		{"DPpb", "S_SM_DPpb", &set->dp_pb},
		{"DSauth", "S_SM_DSauth", &set->ds_auth},
	};

	char *ci = talloc_asprintf(l->pki, "%s/CertificateIssuer/CERT_CI_ECDSA_%s.der",
				   l->pki->path, suffix);
	int r = ci ? load_certificate(l, curve, ci, &set->ci) : -ENOMEM;

	talloc_free(ci);
	if (r < 0)
		return r;
	set->curve = curve;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		r = load_credential(l, curve, members[i].folder, members[i].name,
				    members[i].credential);
		if (r)
			return r;
	}
	/* SGP.26 publishes a certificate of short validity under a name of its own. */
	set->tls_certificate = find_tls(l, "DPtls/CERT_S_SM_DP_TLS", suffix, "der");
	if (!set->tls_certificate)
		set->tls_certificate = find_tls(l, "DPtls/CERT_S_SM_DP_VARO_TLS", suffix, "der");
	set->tls_key = find_tls(l, "DPtls/SK_S_SM_DP_TLS", suffix, "pem");
	set->ds_tls_certificate = find_tls(l, "DStls/CERT_S_SM_DS_TLS", suffix, "der");
	set->ds_tls_key = find_tls(l, "DStls/SK_S_SM_DS_TLS", suffix, "pem");
	return 0;
}

const char *pki_default_path(void)
{
	const char *path = getenv("SOFTEUICC_PKI");

	return path && *path ? path : PKGDATADIR "/pki";
}

int pki_load(struct crypto *c, const char *dir, void *ctx, struct pki **out, char **error)
{
	struct pki *pki = talloc_zero(ctx, struct pki);
	struct loader l = {c, pki, ctx, error};
	bool found = false;
	int r = 0;

	if (!pki)
		return -ENOMEM;
	pki->path = talloc_strdup(pki, dir ? dir : pki_default_path());
	if (!pki->path)
		r = -ENOMEM;
	for (int i = 0; i < CURVE_COUNT && r == 0; i++) {
		r = load_set(&l, (enum curve)i, &pki->sets[i]);
		found = found || pki->sets[i].ci;
	}
	if (r == 0 && !found)
		r = fail(&l, -ENOENT, pki->path,
			 "no CertificateIssuer/CERT_CI_ECDSA_NIST.der or _BRP.der there");
	if (r) {
		talloc_free(pki);
		return r;
	}
	*out = pki;
	return 0;
}
