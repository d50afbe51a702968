/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS certificate and key of a PKI directory, in the form that the HTTP library takes. */
#ifndef SERVERS_COMMON_TLS_H
#define SERVERS_COMMON_TLS_H

#include "ecasd/pki.h"

/* Reads a certificate and a private key, each DER or PEM, and gives both as PEM text on @ctx.
 * Errors name the file: *@error on @ctx. -ENOENT, -EBADMSG, -ENOMEM. */
int tls_load(const char *certificate_path, const char *key_path, void *ctx, char **certificate,
	     char **key, char **error);

/* The PEM text of a certificate in DER, on @ctx. NULL without memory, or where it is none. */
char *tls_pem(void *ctx, struct slice der);

/* The PEM text of the CIs of @pki, on @ctx: under one of them are the certificates of all those
 * that are called. NULL without memory. */
char *tls_trusted(void *ctx, const struct pki *pki);

#endif
