/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10a: SM-DP+ and SM-DS addresses (SGP.22 5.7.3, 5.7.4). */
#include "card.h"
#include "codec/utf8.h"
#include "isdr/es10.h"

/* A fully qualified domain name has at most 255 octets (RFC 1035 2.3.4), and a port may follow. */
enum { ADDRESS_MAX = 255 + 6 };

static const char default_root_ds[] = "testrootsmds.example.com";

uint16_t es10a_get_euicc_configured_addresses(struct softeuicc *card, const struct tlv *request,
					      struct buf *out)
{
	struct slice address;
	size_t mark;

	if (!es10_no_data(request))
		return SW_WRONG_DATA;
	mark = tlv_open(out, request->tag);
	if (store_get(card->store, "default_dp_address", card->pool, &address) == 1 && address.n)
		tlv_put(out, 0x80, address);
	if (store_get(card->store, "root_ds_address", card->pool, &address) != 1)
		address = slice_str(default_root_ds);
	tlv_put(out, 0x81, address);
	tlv_close(out, mark);
	return SW_OK;
}

/* An empty address removes the one that was set. */
uint16_t es10a_set_default_dp_address(struct softeuicc *card, const struct tlv *request,
				      struct buf *out)
{
	static const struct tlv_field fields[] = {{"defaultDpAddress", 0x80, 0, 0, 0}};
	struct tlv address;

	if (tlv_sequence(request->value, fields, 1, &address, NULL) < 0)
		return SW_WRONG_DATA;
	if (address.value.n > ADDRESS_MAX || utf8_length(address.value) < 0 ||
	    store_set(card->store, "default_dp_address", address.value) < 0)
		return es10_result(out, request->tag, ES10_UNDEFINED_ERROR);
	return es10_result(out, request->tag, ES10_OK);
}
