/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities of EAP-SIM, EAP-AKA and EAP-AKA', whose first digit tells the method (3GPP TS 23.003
 * 14.3, 14.5, 19.3). */
#ifndef EAP_IDENTITY_H
#define EAP_IDENTITY_H

#include "eap/packet.h"

enum { IMSI_DIGITS_MAX = 15 };

/* The permanent identity: a digit, @imsi and, unless @realm is "", '@' and @realm. A talloc object;
 * p is NULL where memory ran out. */
struct slice eap_identity(void *ctx, enum eap_type type, const char *imsi, const char *realm);

/* The method whose identity it is, be it permanent, a pseudonym or one of fast re-authentication;
 * false where it is none of them. */
bool eap_identity_type(struct slice identity, enum eap_type *out);

/* The IMSI in a permanent identity of @type, with or without a realm. False where @identity is
 * none. */
bool eap_permanent_identity(enum eap_type type, struct slice identity,
			    char imsi[IMSI_DIGITS_MAX + 1]);

#endif
