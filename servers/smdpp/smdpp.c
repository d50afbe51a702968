/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/smdpp.h"

#include <errno.h>
#include <strings.h>
#include <talloc.h>
#include <time.h>

#include "servers/common/tls.h"

bool smdpp_can_sign(const struct pki_set *set)
{
	return set->ci && set->dp_auth.certificate && set->dp_auth.key && set->dp_pb.certificate &&
	       set->dp_pb.key;
}

static int load_pki(struct smdpp *dp, void *ctx, char **error)
{
	int r = pki_load(dp->crypto, dp->config.pki, dp, &dp->pki, error);

	if (r) {
		if (*error)
			talloc_steal(ctx, *error);
		return r;
	}
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (smdpp_can_sign(&dp->pki->sets[i]))
			return 0;
	*error = talloc_asprintf(ctx,
				 "%s: no DPauth and DPpb certificates with their keys and their CI",
				 dp->pki->path);
	return -ENOENT;
}

static int open_store(struct smdpp *dp, void *ctx, char **error)
{
	const char *const *addresses = dp->config.addresses;
	char *otherwise = order_store_default_path(dp);
	int r = order_store_open(dp->config.store ? dp->config.store : otherwise, dp, &dp->db,
				 error);

	if (r)
		talloc_steal(ctx, *error);
	else if (addresses && addresses[0] && order_store_set_address(dp->db, addresses[0])) {
		*error = talloc_asprintf(ctx, "%s: cannot be written",
					 dp->config.store ? dp->config.store : otherwise);
		r = -EIO;
	}
	talloc_free(otherwise);
	return r;
}

int smdpp_new(void *ctx, const struct smdpp_config *config, struct smdpp **out, char **error)
{
	struct smdpp *dp = talloc_zero(ctx, struct smdpp);
	int r;

	*error = NULL;
	if (!dp)
		return -ENOMEM;
	dp->config = *config;
	r = crypto_new(dp, NULL, NULL, &dp->crypto);
	if (r == 0)
		r = load_pki(dp, ctx, error);
	if (r == 0)
		r = open_store(dp, ctx, error);
	if (r) {
		talloc_free(dp);
		return r;
	}
	*out = dp;
	return 0;
}

int64_t smdpp_now(const struct smdpp *dp)
{
	return dp->config.now ? dp->config.now(dp->config.arg) : (int64_t)time(NULL);
}

/* The port of "HOST:PORT", or NULL. An IPv6 address without brackets has no port. */
static const char *port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	if (!colon || (strchr(address, ':') != colon && colon[-1] != ']'))
		return NULL;
	return colon + 1;
}

static bool same_address(const char *a, const char *b)
{
	const char *pa = port_of(a), *pb = port_of(b);
	size_t na = pa ? (size_t)(pa - 1 - a) : strlen(a);
	size_t nb = pb ? (size_t)(pb - 1 - b) : strlen(b);

	return na == nb && !strncasecmp(a, b, na) && (!pa || !pb || !strcmp(pa, pb));
}

bool smdpp_has_address(const struct smdpp *dp, const char *address)
{
	for (const char *const *a = dp->config.addresses; a && *a; a++)
		if (same_address(*a, address))
			return true;
	return false;
}

int smdpp_tls(const struct smdpp *dp, void *ctx, char **certificate, char **key, char **error)
{
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		const struct pki_set *set = &dp->pki->sets[i];

		/* GnuTLS, beneath the HTTP library, knows no brainpool curves. */
		if (set->curve == CURVE_NIST_P256 && set->tls_certificate && set->tls_key)
			return tls_load(set->tls_certificate, set->tls_key, ctx, certificate, key,
					error);
	}
	*error = talloc_asprintf(ctx, "%s: no TLS certificate and key for NIST P-256 in DPtls",
				 dp->pki->path);
	return -ENOENT;
}
