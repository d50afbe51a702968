/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of what this eUICC does not announce: certificate revocation lists (crlSupport of
 * RspCapability) and an LPA of its own (lpaeSupport of ISDRProprietaryApplicationTemplate). Their
 * ASN.1 has an answer for that, whatever the request says. */
#include "isdr/es10.h"

enum { LPAE_NOT_SUPPORTED = 1 };

uint16_t es10b_load_crl(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	(void)card;
	return es10_choice_error(out, request->tag, ES10_UNDEFINED_ERROR);
}

uint16_t lpae_activation(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	(void)card;
	return es10_result(out, request->tag, LPAE_NOT_SUPPORTED);
}
