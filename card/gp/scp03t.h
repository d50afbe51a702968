/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCP03t as SGP.22 2.5.4 uses it to protect a bound profile package: both directions, since the
 * SM-DP+ makes what the card takes. */
#ifndef GP_SCP03T_H
#define GP_SCP03T_H

#include "crypto/crypto.h"

enum {
	SCP03T_MAC_BYTES = 8,
	SCP03T_SEGMENT_MAX = 1020, /* value of one '86' TLV, SGP.22 2.5.4 */
};

struct scp03t {
	uint8_t chaining[16]; /* MAC chaining value */
	uint8_t enc[16];
	uint8_t mac[16];
	uint32_t block; /* the encryption counter (ICV input) */
};

/* Session keys from the agreed secret: SGP.22 annex G. @host_id: the CRT's hostId; @eid: 16 bytes.
 */
int scp03t_derive(struct crypto *c, struct slice secret, uint8_t key_type, uint8_t key_length,
		  struct slice host_id, struct slice eid, struct scp03t *out);
/* ReplaceSessionKeys: new keys, the counter restarts. */
void scp03t_replace(struct scp03t *s, const uint8_t chaining[16], const uint8_t enc[16],
		    const uint8_t mac[16]);

/* @segment: a whole TLV '86' or '87' (enciphered and MACed) or '88' (MACed alone) as received.
 * On success appends the plain value to @out. -EBADMSG: structure; -EKEYREJECTED: MAC. */
int scp03t_unwrap(struct crypto *c, struct scp03t *s, struct slice segment, struct buf *out);
/* Appends the protected TLV with tag @tag (0x86, 0x87 or 0x88) to @out. -EINVAL: too long. */
int scp03t_wrap(struct crypto *c, struct scp03t *s, uint32_t tag, struct slice plain,
		struct buf *out);
/* The most plain bytes that fit one segment with tag @tag. */
size_t scp03t_plain_max(uint32_t tag);

#endif
