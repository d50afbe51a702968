/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS certificate and key of a PKI directory, in the form that the HTTP library takes. */
#ifndef SERVERS_COMMON_TLS_H
#define SERVERS_COMMON_TLS_H

#include "codec/slice.h"

/* Reads a certificate and a private key, each DER or PEM, and gives both as PEM text on @ctx.
 * Errors name the file: *@error on @ctx. -ENOENT, -EBADMSG, -ENOMEM. */
int tls_load(const char *certificate_path, const char *key_path, void *ctx, char **certificate,
	     char **key, char **error);

/* The PEM text of a certificate in DER, on @ctx. NULL without memory, or where it is none. */
char *tls_pem(void *ctx, struct slice der);

#endif
