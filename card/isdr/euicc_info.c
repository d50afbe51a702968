/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/euicc_info.h"

#include "card.h"
#include "ecasd/ecasd.h"
#include "store/profile_store.h"
#include "uicc/memory.h"

enum { VOLATILE_MEMORY = 64 * 1024 };

enum { VERSION_BYTES = 3 };
static const uint8_t svn[VERSION_BYTES] = {2, 5, 0};
static const uint8_t profile_version[VERSION_BYTES] = {2, 3, 1};
static const uint8_t further_profile_version[VERSION_BYTES] = {3, 3, 1};
static const uint8_t firmware_version[VERSION_BYTES] = {0, 1, 0};
static const uint8_t protection_profile_version[VERSION_BYTES] = {1, 0, 0};

/* UICCCapability, bit 0 first (PEDefinitions): what a profile's applications really find here. */
enum {
	CAPABILITY_USIM = 1,
	CAPABILITY_ISIM = 2,
	CAPABILITY_MILENAGE = 4,
	CAPABILITY_TUAK128 = 6,
	CAPABILITY_TUAK256 = 7,
	CAPABILITY_USIM_TEST_ALGORITHM = 8,
	CAPABILITY_GBA_USIM = 10,
	CAPABILITY_GBA_ISIM = 11,
	CAPABILITY_MULTIPLE_USIM = 16,
	CAPABILITY_MULTIPLE_ISIM = 17,
	CAPABILITY_BER_TLV_FILES = 19,
	CAPABILITY_DF_LINK = 20,
	CAPABILITY_GET_IDENTITY = 22,
	CAPABILITY_PROFILE_A_X25519 = 23,
	CAPABILITY_PROFILE_B_P256 = 24,
	CAPABILITY_BITS = 32,
};

/* RspCapability, SGP.22 4.3. */
enum {
	RSP_ADDITIONAL_PROFILE = 0,
	RSP_DEVICE_INFO_EXTENSIBILITY = 4,
	RSP_SERVICE_SPECIFIC_DATA = 5,
	RSP_CAPABILITY_BITS = 6,
};

static const uint8_t uicc_capabilities[] = {
	CAPABILITY_USIM,           CAPABILITY_ISIM,
	CAPABILITY_MILENAGE,       CAPABILITY_TUAK128,
	CAPABILITY_TUAK256,        CAPABILITY_USIM_TEST_ALGORITHM,
	CAPABILITY_GBA_USIM,       CAPABILITY_GBA_ISIM,
	CAPABILITY_MULTIPLE_USIM,  CAPABILITY_MULTIPLE_ISIM,
	CAPABILITY_BER_TLV_FILES,  CAPABILITY_DF_LINK,
	CAPABILITY_GET_IDENTITY,   CAPABILITY_PROFILE_A_X25519,
	CAPABILITY_PROFILE_B_P256,
};

struct slice euicc_svn(void)
{
	return slice_of(svn, sizeof(svn));
}

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
	put_u32(out, 0x83, VOLATILE_MEMORY);
}

static uint32_t bit(unsigned n, unsigned nbits)
{
	return (uint32_t)1 << (nbits - 1 - n);
}

static void put_uicc_capability(struct buf *out)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < sizeof(uicc_capabilities); i++)
		bits |= bit(uicc_capabilities[i], CAPABILITY_BITS);
	tlv_put_bits(out, 0x85, bits, CAPABILITY_BITS);
}

static void put_rsp_capability(const struct softeuicc *card, struct buf *out)
{
	uint32_t bits = bit(RSP_DEVICE_INFO_EXTENSIBILITY, RSP_CAPABILITY_BITS) |
			bit(RSP_SERVICE_SPECIFIC_DATA, RSP_CAPABILITY_BITS);

	if (memory_free(card))
		bits |= bit(RSP_ADDITIONAL_PROFILE, RSP_CAPABILITY_BITS);
	tlv_put_bits(out, 0x88, bits, RSP_CAPABILITY_BITS);
}

/* The CIs by which the eUICC verifies are those by which it signs. */
static void put_ci_list(const struct softeuicc *card, uint32_t tag, struct buf *out)
{
	size_t mark = tlv_open(out, tag);

	for (size_t i = 0; i < card->ecasd->identity_count; i++)
		tlv_put(out, 0x04, card->ecasd->identities[i].ci_key_id);
	tlv_close(out, mark);
}

static void put_version(struct buf *out, uint32_t tag, const uint8_t version[VERSION_BYTES])
{
	tlv_put(out, tag, slice_of(version, VERSION_BYTES));
}

void euicc_info1(const struct softeuicc *card, struct buf *out)
{
	size_t mark = tlv_open(out, 0xBF20);

	put_version(out, 0x82, svn);
	put_ci_list(card, 0xA9, out);
	put_ci_list(card, 0xAA, out);
	tlv_close(out, mark);
}

void euicc_info2(const struct softeuicc *card, struct buf *out)
{
	size_t mark = tlv_open(out, 0xBF22), inner;

	put_version(out, 0x81, profile_version);
	put_version(out, 0x82, svn);
	put_version(out, 0x83, firmware_version);
	inner = tlv_open(out, 0x84);
	euicc_card_resource(card, out);
	tlv_close(out, inner);
	put_uicc_capability(out);
	put_rsp_capability(card, out);
	put_ci_list(card, 0xA9, out);
	put_ci_list(card, 0xAA, out);
	put_version(out, 0x04, protection_profile_version);
	tlv_put_str(out, 0x0C, ""); /* no site has been accredited to make this card */
	inner = tlv_open(out, 0xAF);
	put_version(out, 0x04, further_profile_version);
	tlv_close(out, inner);
	tlv_close(out, mark);
}
