/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ecasd/certificate.h"
#include "fuzz.h"

enum { NOW = 1780000000 };

static void read_certificate(struct crypto *c, void *ctx, struct slice in)
{
	struct certificate *cert;
	struct slice der;

	if (certificate_parse(c, in, ctx, &cert))
		return;
	der = certificate_der(cert);
	REQUIRE(slice_eq(der, in));
	REQUIRE(certificate_key(cert));
	REQUIRE(slice_within(der, certificate_subject_key_id(cert)));
	for (int role = ROLE_CI; role <= ROLE_DS_AUTH; role++)
		certificate_verify(c, cert, cert, (enum certificate_role)role, NOW);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct crypto *c;

	REQUIRE(crypto_new(ctx, NULL, NULL, &c) == 0);
	read_certificate(c, ctx, slice_of(data, size));
	talloc_free(ctx);
	return 0;
}
