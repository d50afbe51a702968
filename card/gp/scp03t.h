/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCP03t as SGP.22 2.5.4 uses it to protect a bound profile package: both directions, since the
 * SM-DP+ makes what the card takes. */
#ifndef GP_SCP03T_H
#define GP_SCP03T_H

#include "crypto/crypto.h"

enum {
	SCP03T_TAG_PROFILE = 0x86,  /* a segment of the profile package, enciphered */
	SCP03T_TAG_COMMAND = 0x87,  /* ConfigureISDP, ReplaceSessionKeys, enciphered */
	SCP03T_TAG_METADATA = 0x88, /* StoreMetadata, MACed alone */
	SCP03T_MAC_BYTES = 8,
	/* A whole TLV, with tag, length and MAC, as an SM-DP+ makes it (SGP.22 2.5.4). */
	SCP03T_SEGMENT_MAX = 1020,
	/* What is taken. Some SM-DP+ count the limit before padding, and send a block more. */
	SCP03T_SEGMENT_ACCEPTED = SCP03T_SEGMENT_MAX + AES128_BYTES,
};

struct scp03t {
	uint8_t chaining[16]; /* MAC chaining value */
	uint8_t enc[16];
	uint8_t mac[16];
	uint32_t block; /* the encryption counter (ICV input), from 1 */
};

/* Session keys from the agreed secret: SGP.22 annex G. @key_type, @key_length and @host_id: of the
 * CRT in the BPP's InitialiseSecureChannel; @eid: 16 bytes. -EINVAL: @host_id or @eid too long. */
int scp03t_derive(struct crypto *c, struct slice secret, uint8_t key_type, uint8_t key_length,
		  struct slice host_id, struct slice eid, struct scp03t *out);
/* ReplaceSessionKeys: new keys and chaining value, the counter restarts. */
void scp03t_replace(struct scp03t *s, const uint8_t chaining[16], const uint8_t enc[16],
		    const uint8_t mac[16]);

/* @segment: a whole TLV '86' or '87' (enciphered and MACed) or '88' (MACed alone) as received.
 * On success appends the plain value to @out. -EBADMSG: structure or padding; -EKEYREJECTED: MAC.
 * After an error @s and @out are as before. */
int scp03t_unwrap(struct crypto *c, struct scp03t *s, struct slice segment, struct buf *out);
/* Appends the protected TLV with tag @tag (0x86, 0x87 or 0x88) to @out. -EINVAL: too long, or
 * another tag. */
int scp03t_wrap(struct crypto *c, struct scp03t *s, uint32_t tag, struct slice plain,
		struct buf *out);
/* The most plain bytes that fit one segment with tag @tag. */
size_t scp03t_plain_max(uint32_t tag);

#endif
