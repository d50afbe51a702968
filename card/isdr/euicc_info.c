/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/euicc_info.h"

#include "card.h"
#include "ecasd/ecasd.h"
#include "store/profile_store.h"
#include "uicc/memory.h"

/* ---- the components that are more than a setting ---- */

static uint32_t installed_applications(const struct softeuicc *card)
{
	sqlite3_stmt *q = store_query(card->store, "SELECT count(*) FROM gp_application", "");
	uint32_t count = 0;

	if (store_step(card->store, q) == 1) {
		count = (uint32_t)sqlite3_column_int64(q, 0);
		store_done(q);
	}
	return count;
}

static void put_u32(struct buf *out, uint32_t tag, uint32_t value)
{
	tlv_put_header(out, tag, sizeof(value));
	buf_put_u32(out, value);
}

void euicc_card_resource(const struct softeuicc *card, struct buf *out)
{
	uint64_t memory = memory_free(card);

	tlv_put_u8(out, 0x81, (uint8_t)installed_applications(card));
	put_u32(out, 0x82, memory < UINT32_MAX ? (uint32_t)memory : UINT32_MAX);
	put_u32(out, 0x83, (uint32_t)setting_number(card->settings, SETTING_VOLATILE_MEMORY));
}

static void put_card_resource(const struct softeuicc *card, uint32_t tag, struct buf *out)
{
	size_t mark = tlv_open(out, tag);

	euicc_card_resource(card, out);
	tlv_close(out, mark);
}

/* additionalProfile says that one more profile can be installed: not in a full memory. */
static void put_rsp_capability(const struct softeuicc *card, uint32_t tag, struct buf *out)
{
	enum { BITS = 32 };
	uint32_t bits = 0;

	for (unsigned i = 0; i < BITS; i++)
		if (settings_can(card->settings, i))
			bits |= (uint32_t)1 << (BITS - 1 - i);
	if (memory_free(card) == 0)
		bits &= ~((uint32_t)1 << (BITS - 1 - RSP_ADDITIONAL_PROFILE));
	tlv_put_bits(out, tag, bits, BITS);
}

/* The list that was set, in its order, or every CI that the card has. */
static void put_ci_list(const struct softeuicc *card, enum setting_id id, uint32_t tag,
			struct buf *out)
{
	size_t mark = tlv_open(out, tag);

	if (setting_present(card->settings, id))
		buf_put_slice(out, card->settings->value[id]);
	else
		for (size_t i = 0; i < card->ecasd->identity_count; i++)
			tlv_put(out, 0x04, card->ecasd->identities[i].ci_key_id);
	tlv_close(out, mark);
}

static void put_ci_verification(const struct softeuicc *card, uint32_t tag, struct buf *out)
{
	put_ci_list(card, SETTING_CI_VERIFICATION, tag, out);
}

static void put_ci_signing(const struct softeuicc *card, uint32_t tag, struct buf *out)
{
	put_ci_list(card, SETTING_CI_SIGNING, tag, out);
}

static void put_certification(const struct softeuicc *card, uint32_t tag, struct buf *out)
{
	size_t mark;

	if (!setting_present(card->settings, SETTING_PLATFORM_LABEL))
		return;
	mark = tlv_open(out, tag);
	tlv_put(out, 0x80, card->settings->value[SETTING_PLATFORM_LABEL]);
	tlv_put(out, 0x81, card->settings->value[SETTING_DISCOVERY_URL]);
	tlv_close(out, mark);
}

/* ---- the structures ---- */

/* A component in its place: what @put writes, or the setting where it is there. */
struct component {
	uint32_t tag;
	void (*put)(const struct softeuicc *card, uint32_t tag, struct buf *out);
	enum setting_id setting;
};

static const struct component info1[] = {
	{0x82, NULL, SETTING_SVN},
	{0xA9, put_ci_verification, 0},
	{0xAA, put_ci_signing, 0},
};

/* Of v3 alone, and euiccRspCapability only where that says so itself. */
static const struct component info1_v3[] = {
	{0xB1, NULL, SETTING_CI_SIGNING_V3},
	{0x88, put_rsp_capability, 0},
	{0x93, NULL, SETTING_HIGHEST_SVN},
};

static const struct component info2[] = {
	{0x81, NULL, SETTING_PROFILE_VERSION},
	{0x82, NULL, SETTING_SVN},
	{0x83, NULL, SETTING_FIRMWARE_VERSION},
	{0x84, put_card_resource, 0},
	{0x85, NULL, SETTING_UICC_CAPABILITY},
	{0x86, NULL, SETTING_TS102241_VERSION},
	{0x87, NULL, SETTING_GLOBALPLATFORM_VERSION},
	{0x88, put_rsp_capability, 0},
	{0xA9, put_ci_verification, 0},
	{0xAA, put_ci_signing, 0},
	{0x8B, NULL, SETTING_CATEGORY},
	{0x99, NULL, SETTING_FORBIDDEN_RULES},
	{0x04, NULL, SETTING_PP_VERSION},
	{0x0C, NULL, SETTING_SAS_NUMBER},
	{0xAC, put_certification, 0},
	{0x8D, NULL, SETTING_TRE_PROPERTIES},
	{0x8E, NULL, SETTING_TRE_REFERENCE},
	{0xAF, NULL, SETTING_FURTHER_PROFILE_VERSIONS},
	{0x90, NULL, SETTING_LPA_MODE},
	{0xB1, NULL, SETTING_CI_SIGNING_V3},
	{0x92, NULL, SETTING_ADDITIONAL_INFO},
	{0x93, NULL, SETTING_HIGHEST_SVN},
};

static void put_components(const struct softeuicc *card, const struct component *c, size_t n,
			   struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].put)
			c[i].put(card, c[i].tag, out);
		else if (setting_present(card->settings, c[i].setting))
			tlv_put(out, c[i].tag, card->settings->value[c[i].setting]);
}

void euicc_info1(const struct softeuicc *card, struct buf *out)
{
	size_t mark = tlv_open(out, 0xBF20);

	put_components(card, info1, sizeof(info1) / sizeof(info1[0]), out);
	if (settings_can(card->settings, RSP_CAPABILITY_IN_INFO1))
		put_components(card, info1_v3, sizeof(info1_v3) / sizeof(info1_v3[0]), out);
	tlv_close(out, mark);
}

void euicc_info2(const struct softeuicc *card, struct buf *out)
{
	size_t mark = tlv_open(out, 0xBF22);

	put_components(card, info2, sizeof(info2) / sizeof(info2[0]), out);
	tlv_close(out, mark);
}
