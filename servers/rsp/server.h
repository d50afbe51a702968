/* SPDX-License-Identifier: GPL-3.0-or-later */
/* struct rsp_server: one SM-DP+ or SM-DS, as the function tables of its role make it. It knows no
 * transport; used by one thread at a time. */
#ifndef RSP_SERVER_H
#define RSP_SERVER_H

#include "flow/trail.h"
#include "servers/common/db.h"
#include "servers/rsp/caller.h"
#include "servers/rsp/outbox.h"
#include "servers/rsp/session.h"
#include "servers/rsp/status.h"

struct rsp_call;

typedef enum rsp_status rsp_function(struct rsp_call *call);

struct rsp_row {
	const char *name;
	rsp_function *run;
	bool notification; /* answered by an HTTP status alone (SGP.22 6.3) */
};

/* Functions with a common HTTP path. */
struct rsp_interface {
	const char *name;   /* "ES9+" */
	const char *prefix; /* "/gsma/rsp2/es9plus/" */
	const char *caller; /* party of a trail to which this server writes its calls and their
			       answers; NULL where the caller does so */
	const struct rsp_row *rows;
	size_t n;
};

/* What makes a server an SM-DP+ or an SM-DS. */
struct rsp_role {
	const char *name;  /* of the store's file: "smdpp" */
	const char *party; /* in trails: "SM-DP+" */
	const struct db_kind *store;
	const struct rsp_interface *const *interfaces; /* ended by NULL */
	/* The credential that signs serverSigned1, CERT.DPauth or CERT.DSauth; NULL where
	 * rsp_config says as whom it calls others, and it signs nothing. */
	const struct credential *(*auth)(const struct pki_set *set);
	/* Paths of its TLS certificate and key; either may be NULL. */
	void (*tls)(const struct pki_set *set, const char **certificate, const char **key);
	const char *tls_folder;                      /* where they are looked for */
	bool (*can_sign)(const struct pki_set *set); /* with all that the role needs */
	const char *needs;                           /* what can_sign() looks for, for people */
	bool calls_others;                           /* the store has a table for outbox.h */
	/* How InitiateAuthentication refuses. */
	enum rsp_status address_refused, ci_unsupported, svn_unsupported, certificate_unavailable;
};

struct rsp_config {
	const char *store; /* file; NULL: rsp_store_default_path(), and set to that in the server */
	const char *pki;   /* directory; NULL: the installed test PKI */
	const char *const *addresses; /* FQDN or FQDN:PORT that it answers to, ended by NULL; the
					 first is announced to those who place orders */
	struct trail *trail;          /* NULL: none */
	/* As whom it calls others: an OID, by default that of the certificate that it signs with;
	 * and paths of its certificate and key as a TLS client, by default those that it serves
	 * with. */
	const char *requester, *client_certificate, *client_key;
	int64_t (*now)(void *arg); /* seconds since 1970; NULL: time() */
	void *arg;
};

struct rsp_server {
	const struct rsp_role *role;
	void *owner; /* whose functions the role has, where that is not the server itself */
	struct rsp_config config;
	struct crypto *crypto;
	struct pki *pki;
	struct db *db;
	struct server_sessions sessions;
	/* calls to other servers */
	struct rsp_caller_config calls;
	struct rsp_caller *caller;
	struct outbox *outbox; /* NULL where nothing sends what is stored */
	bool outbox_filled;    /* by the call under way */
};

/* Opens the store and reads certificates and keys. *@error: a talloc string on @ctx. */
int rsp_server_new(void *ctx, const struct rsp_role *role, const struct rsp_config *config,
		   struct rsp_server **out, char **error);

/* Stores a call to another server, which is sent once what the call under way writes is committed;
 * takes over the reference to @members. Returns 0 or negative errno. */
int rsp_call_later(struct rsp_server *server, const char *url, const char *path, json_t *members);

/* The text of an OBJECT IDENTIFIER's contents (X.690 8.19), "2.999.10": a talloc string. */
char *rsp_oid_text(struct slice oid, void *ctx);

int64_t rsp_now(const struct rsp_server *server);

/* Whether this server answers to @address, regardless of case (SGP.22 5.6.1). A port counts where
 * both have one. */
bool rsp_has_address(const struct rsp_server *server, const char *address);

/* TLS certificate and key of the PKI as PEM text on @ctx. */
int rsp_tls(const struct rsp_server *server, void *ctx, char **certificate, char **key,
	    char **error);

/* $XDG_STATE_HOME/softeuicc/NAME.db, or below ~/.local/state. A talloc string. */
char *rsp_store_default_path(void *ctx, const char *name);

#endif
