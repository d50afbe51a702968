/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tap that sends GSMTAP packets, which Wireshark decodes live.
 *
 * Each holds the 16-byte header of GSMTAP version 2 with type SIM, then what Wireshark's dissector
 * of SIM cards expects: the command and its response as one T=0 exchange, that is a header of five
 * bytes with P3, the data of either direction, the status word. So a case 1 command gets P3 = 00
 * and a case 4 command loses its Le. Extended lengths have no such form and go as they are. The ATR
 * goes in a packet of its own subtype. Other events are not sent. */
#ifndef READER_BRIDGE_GSMTAP_H
#define READER_BRIDGE_GSMTAP_H

#include "reader-bridge/tap.h"

enum { GSMTAP_PORT = 4729 };

struct gsmtap;

/* Sends to @host, UDP port @port (GSMTAP_PORT, where listeners expect it). A talloc child of @ctx.
 * Returns 0, -EADDRNOTAVAIL where @host has no address, -ENOMEM, the errno of socket or connect. */
int gsmtap_new(struct gsmtap **out, void *ctx, const char *host, uint16_t port);

/* A tap_fn. What cannot be sent is lost, as is usual with UDP; so is what exceeds a datagram. */
void gsmtap_tap(void *gsmtap, const struct tap_event *event);

/* The packet for @event into @out, of @size bytes. Returns its length; 0 where @event is not sent,
 * or is too long for @size. */
size_t gsmtap_packet(const struct tap_event *event, uint8_t *out, size_t size);

#endif
