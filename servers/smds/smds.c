/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smds/smds.h"

#include "servers/rsp/authentication.h"
#include "servers/smds/es11.h"
#include "servers/smds/event_record.h"

static const struct rsp_row es11_rows[] = {
	{"initiateAuthentication", rsp_initiate_authentication, false},
	{"authenticateClient", es11_authenticate_client, false},
};

/* ES11 has the HTTP path of ES9+: for an LPA it is the same protocol with another server. */
static const struct rsp_interface es11 = {
	.name = "ES11",
	.caller = "LPA",
	.prefix = "/gsma/rsp2/es9plus/",
	.rows = es11_rows,
	.n = sizeof(es11_rows) / sizeof(es11_rows[0]),
};

static const struct rsp_row es12_rows[] = {
	{"registerEvent", es12_register_event, false},
	{"deleteEvent", es12_delete_event, false},
};

static const struct rsp_interface es12 = {
	.name = "ES12",
	.prefix = ES12_PATH,
	.rows = es12_rows,
	.n = sizeof(es12_rows) / sizeof(es12_rows[0]),
};

static const struct rsp_interface *const interfaces[] = {&es11, &es12, NULL};

static bool can_sign(const struct pki_set *set)
{
	return set->ci && set->ds_auth.certificate && set->ds_auth.key;
}

static const struct credential *auth(const struct pki_set *set)
{
	return &set->ds_auth;
}

static void tls(const struct pki_set *set, const char **certificate, const char **key)
{
	*certificate = set->ds_tls_certificate;
	*key = set->ds_tls_key;
}

static const struct rsp_role role = {
	.name = "smds",
	.party = "SM-DS",
	.store = &event_store_kind,
	.interfaces = interfaces,
	.auth = auth,
	.tls = tls,
	.tls_folder = "DStls",
	.can_sign = can_sign,
	.needs = "DSauth certificate with its key and its CI",
	.address_refused = STATUS_DS_ADDRESS_REFUSED,
	.ci_unsupported = STATUS_DS_CI_UNSUPPORTED,
	.svn_unsupported = STATUS_DS_SVN_UNSUPPORTED,
	.certificate_unavailable = STATUS_DS_CERTIFICATE_UNAVAILABLE,
};

int smds_new(void *ctx, const struct rsp_config *config, struct rsp_server **out, char **error)
{
	return rsp_server_new(ctx, &role, config, out, error);
}
