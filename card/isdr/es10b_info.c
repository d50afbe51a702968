/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10b functions that only ask: GetEuiccInfo1 and 2, GetEuiccChallenge, GetRAT
 * (SGP.22 5.7.7, 5.7.8, 5.7.22). */
#include "card.h"
#include "isdr/es10.h"
#include "isdr/euicc_info.h"
#include "isdr/rat.h"
#include "isdr/session.h"

uint16_t es10b_get_euicc_info1(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	if (!es10_no_data(request))
		return SW_WRONG_DATA;
	euicc_info1(card, out);
	return SW_OK;
}

uint16_t es10b_get_euicc_info2(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	if (!es10_no_data(request))
		return SW_WRONG_DATA;
	euicc_info2(card, out);
	return SW_OK;
}

uint16_t es10b_get_euicc_challenge(struct softeuicc *card, const struct tlv *request,
				   struct buf *out)
{
	size_t mark;

	if (!es10_no_data(request))
		return SW_WRONG_DATA;
	if (session_begin(card) < 0)
		return SW_TECHNICAL_PROBLEM;
	mark = tlv_open(out, request->tag);
	tlv_put(out, 0x80, slice_of(card->isdr->session->challenge, CHALLENGE_BYTES));
	tlv_close(out, mark);
	return SW_OK;
}

uint16_t es10b_get_rat(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	size_t mark;

	if (!es10_no_data(request))
		return SW_WRONG_DATA;
	mark = tlv_open(out, request->tag);
	rat_put(card, out);
	tlv_close(out, mark);
	return SW_OK;
}
