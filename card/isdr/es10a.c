/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10a: SM-DP+ and SM-DS addresses (SGP.22 5.7.3, 5.7.4). */
#include "card.h"
#include "codec/utf8.h"
#include "ecasd/ecasd.h"
#include "isdr/es10.h"

/* The default SM-DP+ address has two places: the setting, which is its initial value, and the
 * image's value, which SetDefaultDpAddress makes. The CI that may vouch for that SM-DP+ is kept
 * beside it. */
enum { ADDRESS_MAX = 255 + 6 }; /* a FQDN (RFC 1035 2.3.4), and a port may follow */

static const char address_key[] = "default_dp_address", ci_key[] = "default_dp_ci";

static void put_default_address(struct softeuicc *card, struct buf *out)
{
	struct slice address;

	if (store_get(card->store, address_key, card->pool, &address) != 1)
		address = card->settings->value[SETTING_DEFAULT_DP_ADDRESS];
	if (address.n)
		tlv_put(out, 0x80, address);
}

/* EuiccConfiguredDataResponse of v3. */
static void put_v3(struct softeuicc *card, struct buf *out)
{
	struct slice ci;

	if (setting_present(card->settings, SETTING_MORE_ROOT_DS_ADDRESSES))
		tlv_put(out, 0xA2, card->settings->value[SETTING_MORE_ROOT_DS_ADDRESSES]);
	if (store_get(card->store, ci_key, card->pool, &ci) == 1 && ci.n)
		tlv_put(out, 0x83, ci);
}

uint16_t es10a_get_euicc_configured_addresses(struct softeuicc *card, const struct tlv *request,
					      struct buf *out)
{
	size_t mark;

	if (!es10_no_data(request))
		return SW_WRONG_DATA;
	mark = tlv_open(out, request->tag);
	put_default_address(card, out);
	tlv_put(out, 0x81, card->settings->value[SETTING_ROOT_DS_ADDRESS]);
	if (settings_v3(card->settings))
		put_v3(card, out);
	tlv_close(out, mark);
	return SW_OK;
}

enum { UNSUPPORTED_CI_PK_ID = 8 };

/* An empty address removes the one that was set. A card before v3 does not know allowedCiPKId. */
uint16_t es10a_set_default_dp_address(struct softeuicc *card, const struct tlv *request,
				      struct buf *out)
{
	static const struct tlv_field fields[] = {
		{"defaultDpAddress", 0x80, 0, 0, 0},
		{"allowedCiPKId", 0x81, TLV_OPTIONAL, 0, 0},
	};
	size_t known = settings_v3(card->settings) ? 2 : 1;
	struct tlv t[2] = {0};

	if (tlv_sequence(request->value, fields, known, t, NULL) < 0)
		return SW_WRONG_DATA;
	if (tlv_present(&t[1]) && !ecasd_find_verifying(card->ecasd, t[1].value))
		return es10_result(out, request->tag, UNSUPPORTED_CI_PK_ID);
	if (t[0].value.n > ADDRESS_MAX || utf8_length(t[0].value) < 0 ||
	    store_set(card->store, address_key, t[0].value) < 0 ||
	    store_set(card->store, ci_key, t[1].value) < 0)
		return es10_result(out, request->tag, ES10_UNDEFINED_ERROR);
	return es10_result(out, request->tag, ES10_OK);
}
