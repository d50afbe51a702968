/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subscription concealed identifier: TS 33.501 annex C, coded as TS 24.501 9.11.3.4. */
#ifndef NAA_SUCI_H
#define NAA_SUCI_H

#include "codec/buf.h"

struct crypto;

/* Protection scheme identifiers, TS 33.501 C.1. */
enum suci_scheme { SUCI_NULL = 0, SUCI_PROFILE_A = 1, SUCI_PROFILE_B = 2 };

/* How the home network wants its subscribers concealed. */
struct suci_protection {
	enum suci_scheme scheme;
	uint8_t key_identifier; /* 0 for the null scheme */
	struct slice key;       /* public key: X25519, or a point on P-256, compressed or not */
};

/* The first protection of EF.SUCI_Calc_Info (TS 31.102 4.4.11.8) that is known here and has its
 * key. What names none means the null scheme. False where @info is malformed. */
bool suci_choose(struct slice info, struct suci_protection *out);

/* Appends the scheme output (C.3.2) for @input. 0, -EINVAL for a public key that is none, or
 * another negative errno. */
int suci_conceal(struct crypto *c, const struct suci_protection *p, struct slice input,
		 struct buf *out);

/* Appends the SUCI of an IMSI from the SUPI format on: @imsi and @ad as EF.IMSI and EF.AD hold
 * them, @routing as EF.Routing_Indicator, empty where there is none. -EBADMSG where they are
 * malformed, else as suci_conceal(). */
int suci_of_imsi(struct crypto *c, const struct suci_protection *p, struct slice imsi,
		 struct slice ad, struct slice routing, struct buf *out);

/* Appends the SUCI of a network specific identifier, @nsi being its "user@realm": the NAI of TS
 * 23.003 28.7.3 behind the SUPI format. -EBADMSG where it is none, else as suci_conceal(). */
int suci_of_nsi(struct crypto *c, const struct suci_protection *p, struct slice nsi,
		struct slice routing, struct buf *out);

/* The same of an IMSI for 5G non-seamless WLAN offload: a NAI, too, in the realm of TS 23.003
 * 28.7.12. Arguments and errors as for suci_of_imsi(). */
int suci_nswo_of_imsi(struct crypto *c, const struct suci_protection *p, struct slice imsi,
		      struct slice ad, struct slice routing, struct buf *out);

#endif
