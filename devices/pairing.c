/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/pairing.h"

#include <stdio.h>
#include <talloc.h>

#include "crypto/crypto.h"

static int mac(struct slice key, const struct slice *parts, size_t n, uint8_t out[SHA256_BYTES])
{
	struct crypto *crypto;
	int r = crypto_new(NULL, NULL, NULL, &crypto);

	if (r)
		return r;
	r = crypto_hmac_sha256(crypto, key, parts, n, out);
	talloc_free(crypto);
	return r;
}

/* f4 of Bluetooth: keyed by the nonce, which nobody knows yet. */
int pairing_commitment(const struct pairing *p, uint8_t out[PAIRING_COMMITMENT_BYTES])
{
	struct slice nonce = slice_of(p->secondary, sizeof(p->secondary));
	struct slice binding = slice_of(p->binding, sizeof(p->binding));

	return mac(nonce, &binding, 1, out);
}

/* g2 of Bluetooth. */
int pairing_digits(const struct pairing *p, char out[PAIRING_DIGITS + 1])
{
	const struct slice nonces[] = {
		slice_of(p->primary, sizeof(p->primary)),
		slice_of(p->secondary, sizeof(p->secondary)),
	};
	uint8_t h[SHA256_BYTES];
	int r = mac(slice_of(p->binding, sizeof(p->binding)), nonces, 2, h);

	if (r == 0) {
		uint32_t number = (uint32_t)be16(h) << 16 | be16(h + 2);

		snprintf(out, PAIRING_DIGITS + 1, "%06u", (unsigned)(number % 1000000));
	}
	return r;
}
