/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS 1.3 on a connected stream socket, between two that know nothing of each other: each
 * connection has fresh keys, and certificates that nobody verifies. The channel is private and
 * whole, but who is at its other end only its binding tells, which differs between any two
 * connections.
 *
 * Errors are those of link.h. SIGPIPE must be ignored. */
#ifndef DEVICES_TLS_CHANNEL_H
#define DEVICES_TLS_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/slice.h"

enum { TLS_BINDING_BYTES = 32 };

struct tls_channel; /* a talloc object; freed, it closes the socket */

/* Performs the handshake, as server or client, within @timeout ms. Takes over @fd, also where it
 * fails. */
int tls_channel_new(struct tls_channel **out, int fd, bool server, int stop, int timeout, void *ctx,
		    char **error);

/* Keying material of this connection alone, the same at both ends (RFC 8446 7.5). */
int tls_channel_binding(struct tls_channel *c, uint8_t out[TLS_BINDING_BYTES]);

/* Reads at least one byte into @room; *@n of them. @timeout in ms; -1: however long. */
int tls_channel_read(struct tls_channel *c, uint8_t *room, size_t size, int timeout, size_t *n,
		     void *ctx, char **error);
int tls_channel_write(struct tls_channel *c, struct slice bytes, int timeout, void *ctx,
		      char **error);

/* Says that nothing more comes, and waits until the other side has ended the connection, too, or
 * @timeout ms: to close at once what has not been read could take away what was just written. */
void tls_channel_finish(struct tls_channel *c, int timeout);

int tls_channel_descriptor(const struct tls_channel *c);

#endif
