/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/get_identity.h"

#include <errno.h>

#include "card.h"
#include "codec/tlv.h"
#include "naa/application.h"
#include "naa/suci.h"
#include "uicc/uicc.h"

enum {
	CONTEXT = 0x7F, /* of P2; the other bit says whose data is meant, and only a USIM has any */
	CONTEXT_SUCI = 0x01,
	CONTEXT_SUCI_5G_NSWO = 0x02,
	TAG_SUCI = 0xA1,
	SERVICE_SUCI = 124,
	SERVICE_SUCI_BY_USIM = 125,
	SERVICE_SUPI_NAI = 130,
	SERVICE_5G_NSWO = 142,
	TAG_NSI = 0x80, /* in EF.SUPI_NAI */
};

/* TS 31.102 4.2 and 4.4.11; DF.SAIP is of the TCA profile package, annex A. */
enum {
	FID_IMSI = 0x6F07,
	FID_UST = 0x6F38,
	FID_AD = 0x6FAD,
	FID_DF_5GS = 0x5FC0,
	FID_SUCI_CALC_INFO = 0x4F07,
	FID_SUPI_NAI = 0x4F09,
	FID_ROUTING_INDICATOR = 0x4F0A,
	FID_DF_SAIP = 0x5FD0,
	FID_SUCI_CALC_INFO_USIM = 0x4F01,
};

static struct slice file_in(const struct file *adf, uint16_t df, uint16_t fid)
{
	const struct file *f = file_child(adf, df);

	return f && file_is_df(f) && file_is_in_use(f) ? naa_file(f, fid) : slice_of(NULL, 0);
}

/* What the terminal shall not see is in DF.SAIP; a USIM without it uses what the terminal would. */
static struct slice calculation_info(const struct file *adf)
{
	struct slice info = file_in(adf, FID_DF_SAIP, FID_SUCI_CALC_INFO_USIM);

	return info.n ? info : file_in(adf, FID_DF_5GS, FID_SUCI_CALC_INFO);
}

/* Where the subscriber has no IMSI (service 130), EF.SUPI_NAI tells who it is. Line and cable
 * identifiers are for residential gateways, whose SUCIs no USIM calculates. For non-seamless WLAN
 * offload the SUCI is text in any case (TS 33.501 S.3), an IMSI's in a realm of its own. */
static int suci_of_subscriber(struct crypto *c, const struct suci_protection *p,
			      const struct file *adf, bool nswo, struct buf *out)
{
	struct slice routing = file_in(adf, FID_DF_5GS, FID_ROUTING_INDICATOR);
	struct tlv nsi;

	if (!naa_service_available(adf, FID_UST, SERVICE_SUPI_NAI))
		return (nswo ? suci_nswo_of_imsi : suci_of_imsi)(
			c, p, naa_file(adf, FID_IMSI), naa_file(adf, FID_AD), routing, out);
	if (tlv_find(file_in(adf, FID_DF_5GS, FID_SUPI_NAI), TAG_NSI, &nsi) != 1)
		return -EBADMSG;
	return suci_of_nsi(c, p, nsi.value, routing, out);
}

static uint16_t put_suci(struct softeuicc *card, const struct file *adf, bool nswo, struct buf *out)
{
	struct suci_protection protection;
	size_t mark = tlv_open(out, TAG_SUCI);
	int r = suci_choose(calculation_info(adf), &protection) ? 0 : -EBADMSG;

	if (r == 0)
		r = suci_of_subscriber(card->crypto, &protection, adf, nswo, out);
	tlv_close(out, mark);
	if (r == 0)
		return SW_OK;
	buf_reset(out);
	return r == -EBADMSG || r == -EINVAL ? SW_REFERENCE_NOT_FOUND : SW_TECHNICAL_PROBLEM;
}

uint16_t naa_get_identity(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	const struct file *adf = ch->at.adf;
	uint8_t context = a->p2 & CONTEXT;
	bool nswo = context == CONTEXT_SUCI_5G_NSWO;

	if (a->p1 || (context != CONTEXT_SUCI && !nswo))
		return SW_WRONG_P1P2;
	if (!adf || !file_is_below(ch->at.df, adf) || !file_is_in_use(adf) ||
	    !naa_service_available(adf, FID_UST, SERVICE_SUCI) ||
	    !naa_service_available(adf, FID_UST, SERVICE_SUCI_BY_USIM) ||
	    (nswo && !naa_service_available(adf, FID_UST, SERVICE_5G_NSWO)))
		return SW_CONDITIONS;
	if (!naa_pin_satisfied(card->uicc->content, adf))
		return SW_SECURITY_STATUS;
	return put_suci(card, adf, nswo, out);
}
