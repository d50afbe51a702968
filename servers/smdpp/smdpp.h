/* SPDX-License-Identifier: GPL-3.0-or-later */
/* struct smdpp: one SM-DP+. It knows no transport; used by one thread at a time. */
#ifndef SMDPP_SMDPP_H
#define SMDPP_SMDPP_H

#include "servers/smdpp/order.h"
#include "servers/smdpp/session.h"

struct smdpp_config {
	const char *store;            /* file; NULL: order_store_default_path() */
	const char *pki;              /* directory; NULL: the installed test PKI */
	const char *const *addresses; /* FQDN or FQDN:PORT that it answers to, ended by NULL; the
					 first is announced to those who place orders */
	int64_t (*now)(void *arg);    /* seconds since 1970; NULL: time() */
	void *arg;
};

struct smdpp {
	struct smdpp_config config;
	struct crypto *crypto;
	struct pki *pki;
	struct db *db;
	struct dp_sessions sessions;
};

/* Opens the store and reads certificates and keys. *@error: a talloc string on @ctx. */
int smdpp_new(void *ctx, const struct smdpp_config *config, struct smdpp **out, char **error);

int64_t smdpp_now(const struct smdpp *dp);

/* Whether this server answers to @address, regardless of case (SGP.22 5.6.1). A port counts where
 * both have one. */
bool smdpp_has_address(const struct smdpp *dp, const char *address);

/* The set that can sign as SM-DP+: both certificates with their keys. */
bool smdpp_can_sign(const struct pki_set *set);

/* TLS certificate and key of the PKI as PEM text on @ctx. */
int smdpp_tls(const struct smdpp *dp, void *ctx, char **certificate, char **key, char **error);

#endif
