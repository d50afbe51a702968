/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/tls.h"

#include <errno.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <talloc.h>

static char *bio_text(BIO *b, void *ctx)
{
	char *p;
	long n = BIO_get_mem_data(b, &p);

	return n > 0 ? talloc_strndup(ctx, p, (size_t)n) : NULL;
}

/* DER first: a PEM file is never a DER structure. */
static char *certificate_text(BIO *in, BIO *out, void *ctx)
{
	X509 *x = d2i_X509_bio(in, NULL);
	char *text = NULL;

	if (!x && BIO_reset(in) == 0)
		x = PEM_read_bio_X509(in, NULL, NULL, NULL);
	if (x && PEM_write_bio_X509(out, x))
		text = bio_text(out, ctx);
	X509_free(x);
	return text;
}

static char *key_text(BIO *in, BIO *out, void *ctx)
{
	EVP_PKEY *k = d2i_PrivateKey_bio(in, NULL);
	char *text = NULL;

	if (!k && BIO_reset(in) == 0)
		k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
	if (k && PEM_write_bio_PKCS8PrivateKey(out, k, NULL, NULL, 0, NULL, NULL))
		text = bio_text(out, ctx);
	EVP_PKEY_free(k);
	return text;
}

static int load(const char *path, char *(*text)(BIO *, BIO *, void *), void *ctx, char **out,
		char **error)
{
	BIO *in = BIO_new_file(path, "rb"), *mem = BIO_new(BIO_s_mem());
	int r = in ? 0 : -ENOENT;

	if (!in)
		*error = talloc_asprintf(ctx, "%s: %s", path, strerror(errno));
	else if (!mem || !(*out = text(in, mem, ctx))) {
		*error = talloc_asprintf(ctx, "%s: neither DER nor PEM", path);
		r = -EBADMSG;
	}
	BIO_free(in);
	BIO_free(mem);
	return r;
}

int tls_load(const char *certificate_path, const char *key_path, void *ctx, char **certificate,
	     char **key, char **error)
{
	int r = load(certificate_path, certificate_text, ctx, certificate, error);

	return r ? r : load(key_path, key_text, ctx, key, error);
}

char *tls_pem(void *ctx, struct slice der)
{
	BIO *in = BIO_new_mem_buf(der.p, (int)der.n), *out = BIO_new(BIO_s_mem());
	char *text = in && out ? certificate_text(in, out, ctx) : NULL;

	BIO_free(in);
	BIO_free(out);
	return text;
}

char *tls_trusted(void *ctx, const struct pki *pki)
{
	char *trusted = talloc_strdup(ctx, "");

	for (size_t i = 0; i < CURVE_COUNT && trusted; i++) {
		const struct certificate *ci = pki->sets[i].ci;
		char *pem = ci ? tls_pem(ctx, certificate_der(ci)) : NULL;

		if (ci)
			trusted = pem ? talloc_strdup_append(trusted, pem) : NULL;
	}
	return trusted;
}
