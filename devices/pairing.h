/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numeric comparison, as Bluetooth LE Secure Connections pairs (Bluetooth Core 5.0, volume 3, part
 * H, 2.3.5.6.2), bound to a connection instead of public keys:
 *
 *   the secondary commits itself to a nonce, the primary tells its nonce, the secondary tells its
 *   own, and both persons see six digits that come of the connection's binding and both nonces.
 *
 * Who sits between the two has a different binding with each, and must choose both of its nonces
 * before it learns those of the devices: it cannot try until digits match, it has one guess in a
 * million. */
#ifndef DEVICES_PAIRING_H
#define DEVICES_PAIRING_H

#include <stdint.h>

#include "devices/tls_channel.h"

enum {
	PAIRING_NONCE_BYTES = 32,
	PAIRING_COMMITMENT_BYTES = 32,
	PAIRING_DIGITS = 6,
};

struct pairing {
	uint8_t binding[TLS_BINDING_BYTES];
	uint8_t primary[PAIRING_NONCE_BYTES];
	uint8_t secondary[PAIRING_NONCE_BYTES];
};

/* What commits the secondary to its nonce. Returns 0, -EIO or -ENOMEM. */
int pairing_commitment(const struct pairing *p, uint8_t out[PAIRING_COMMITMENT_BYTES]);

/* The digits that both show. Returns 0, -EIO or -ENOMEM. */
int pairing_digits(const struct pairing *p, char out[PAIRING_DIGITS + 1]);

#endif
