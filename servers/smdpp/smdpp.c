/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/smdpp.h"

#include <errno.h>
#include <talloc.h>

#include "servers/smdpp/es2.h"
#include "servers/smdpp/es9.h"
#include "servers/smdpp/order.h"

static const struct rsp_interface *const interfaces[] = {&es9_interface, &es2_interface, NULL};

bool smdpp_can_sign(const struct pki_set *set)
{
	return set->ci && set->dp_auth.certificate && set->dp_auth.key && set->dp_pb.certificate &&
	       set->dp_pb.key;
}

static const struct credential *auth(const struct pki_set *set)
{
	return &set->dp_auth;
}

static void tls(const struct pki_set *set, const char **certificate, const char **key)
{
	*certificate = set->tls_certificate;
	*key = set->tls_key;
}

static const struct rsp_role role = {
	.name = "smdpp",
	.party = "SM-DP+",
	.store = &order_store_kind,
	.interfaces = interfaces,
	.auth = auth,
	.tls = tls,
	.tls_folder = "DPtls",
	.can_sign = smdpp_can_sign,
	.needs = "DPauth and DPpb certificates with their keys and their CI",
	.calls_others = true,
	.address_refused = STATUS_ADDRESS_REFUSED,
	.ci_unsupported = STATUS_CI_UNSUPPORTED,
	.svn_unsupported = STATUS_SVN_UNSUPPORTED,
	.certificate_unavailable = STATUS_CERTIFICATE_UNAVAILABLE,
};

int smdpp_new(void *ctx, const struct rsp_config *config, struct rsp_server **out, char **error)
{
	const char *const *addresses = config->addresses;
	struct rsp_server *dp;
	int r = rsp_server_new(ctx, &role, config, &dp, error);

	if (r)
		return r;
	if (addresses && addresses[0] && order_store_set_address(dp->db, addresses[0])) {
		*error = talloc_asprintf(ctx, "the store cannot be written");
		talloc_free(dp);
		return -EIO;
	}
	*out = dp;
	return 0;
}
