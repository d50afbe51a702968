/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs from one make of eUICC to another: what the card announces, and a few ways that it
 * has. Chosen when the image is made, and fixed from then on.
 *
 * The image keeps each setting as the text that softeuicc_create() was given, and none for those
 * that were not; a card that runs has them in the encoding of SGP.22's ASN.1, without the tag. */
#ifndef CARD_SETTINGS_H
#define CARD_SETTINGS_H

#include "codec/buf.h"

struct store;

enum setting_id {
	/* EUICCInfo2, and EUICCInfo1 where it has them (SGP.22 4.3) */
	SETTING_PROFILE_VERSION,
	SETTING_SVN,
	SETTING_HIGHEST_SVN,
	SETTING_FIRMWARE_VERSION,
	SETTING_UICC_CAPABILITY,
	SETTING_TS102241_VERSION,
	SETTING_GLOBALPLATFORM_VERSION,
	SETTING_RSP_CAPABILITY,
	SETTING_CI_VERIFICATION,
	SETTING_CI_SIGNING,
	SETTING_CI_SIGNING_V3,
	SETTING_CATEGORY,
	SETTING_FORBIDDEN_RULES,
	SETTING_PP_VERSION,
	SETTING_SAS_NUMBER,
	SETTING_PLATFORM_LABEL,
	SETTING_DISCOVERY_URL,
	SETTING_TRE_PROPERTIES,
	SETTING_TRE_REFERENCE,
	SETTING_FURTHER_PROFILE_VERSIONS,
	SETTING_LPA_MODE,
	SETTING_ADDITIONAL_INFO,
	/* the rest of the ISD-R */
	SETTING_RULES_TABLE,
	SETTING_DEFAULT_DP_ADDRESS,
	SETTING_ROOT_DS_ADDRESS,
	SETTING_MORE_ROOT_DS_ADDRESSES,
	SETTING_ISDR_AIDS,
	SETTING_SEGMENT_SIZE,
	/* the card */
	SETTING_CHANNELS,
	SETTING_REFRESH,
	SETTING_MEMORY,
	SETTING_VOLATILE_MEMORY,
	SETTING_COUNT
};

/* How a setting is written, and what it becomes. A list has commas between its elements. */
enum setting_type {
	SETTING_VERSION,    /* "2.5.0": VersionType */
	SETTING_NUMBER,     /* decimal: INTEGER */
	SETTING_FLAG,       /* "true", "false": BOOLEAN */
	SETTING_TEXT,       /* UTF8String */
	SETTING_BYTES,      /* hexadecimal: OCTET STRING */
	SETTING_BITS,       /* list of names: BIT STRING */
	SETTING_VERSIONS,   /* list: SEQUENCE OF VersionType */
	SETTING_TEXTS,      /* list: SEQUENCE OF UTF8String */
	SETTING_BYTES_LIST, /* list: SEQUENCE OF OCTET STRING */
	SETTING_RULES,      /* list: RulesAuthorisationTable, see settings_rule.c */
};

struct setting {
	const char *name; /* as the ASN.1 spells it, where it is there */
	enum setting_type type;
	int64_t min, max;         /* of a number, characters of a text, bytes of each string */
	const char *const *names; /* of bits from 0 on, NULL at the end; "" for one without */
	const char *otherwise;    /* NULL: absent unless set */
};

extern const struct setting settings_table[SETTING_COUNT];

static inline bool setting_is_list(const struct setting *s)
{
	return s->type >= SETTING_BITS;
}

/* Whether a plain UICC has it, too; the others are of what only an eUICC does. */
static inline bool setting_of_uicc(const struct setting *s)
{
	return s == &settings_table[SETTING_CHANNELS] || s == &settings_table[SETTING_MEMORY];
}

/* NULL where there is none of that name. */
const struct setting *setting_by_name(const char *name);

/* Appends the encoding of @text. Returns 0, or -EINVAL with *@error, a talloc string on @ctx that
 * names the setting and says what is wrong. */
int setting_encode(const struct setting *s, const char *text, void *ctx, struct buf *out,
		   char **error);

/* One rule of the rules authorisation table, a ProfilePolicyAuthorisationRule: names of PprIds,
 * consentRequired, and operators, with blanks between them. An operator is * for any, or
 * MCC-MNC[/GID1[/GID2]]: E stands for any digit; a GID is hexadecimal, - for none, left out for
 * any (SGP.22 2.9.2.1). Returns 0 or -EINVAL. */
int setting_encode_rule(struct slice text, struct buf *out);

/* Bytes of hexadecimal digits. Returns 0 or -EINVAL. */
int setting_put_hex(struct slice digits, struct buf *out);

/* ---- of a card ---- */

struct settings {
	struct slice value[SETTING_COUNT]; /* p NULL: absent */
};

/* 0, -EBADMSG (the image has what this library does not know), -ENOMEM. */
int settings_load(struct store *s, void *ctx, struct settings **out);

/* False where the setting is absent or an empty list: what ASN.1 leaves out. */
bool setting_present(const struct settings *s, enum setting_id id);
int64_t setting_number(const struct settings *s, enum setting_id id);
bool setting_flag(const struct settings *s, enum setting_id id);
bool setting_bit(const struct settings *s, enum setting_id id, unsigned bit);

/* RspCapability that changes what the card does. */
enum rsp_capability {
	RSP_ADDITIONAL_PROFILE = 0,
	RSP_RPM = 2,
	RSP_TEST_PROFILE = 3,
	RSP_SERVICE_SPECIFIC_DATA = 5,
	RSP_HRI_SERVER_ADDRESS = 6,
	RSP_SERVICE_PROVIDER_MESSAGE = 7,
	RSP_LPA_PROXY = 8,
	RSP_ENTERPRISE_PROFILES = 9,
	RSP_SERVICE_DESCRIPTION = 10,
	RSP_DEVICE_CHANGE = 11,
	RSP_ESTIMATED_PROFILE_SIZE = 13,
	RSP_PROFILE_SIZE = 14,
	RSP_CAPABILITY_IN_INFO1 = 18,
	RSP_UPDATE_NOTIFICATION_CONFIGURATION = 21,
	RSP_UPDATE_METADATA_V3 = 22,
};

static inline bool settings_can(const struct settings *s, enum rsp_capability capability)
{
	return setting_bit(s, SETTING_RSP_CAPABILITY, capability);
}

/* Whether the card is one of SGP.22 v3: it says so by its highest SVN. */
bool settings_v3(const struct settings *s);

/* ---- in an image ---- */

int settings_store_put(struct store *s, const struct setting *setting, const char *text);
/* The text of @setting: 1 where it was set, 0 where *@text is the default (NULL: absent), negative
 * errno. */
int settings_store_get(struct store *s, const struct setting *setting, void *ctx,
		       const char **text);

#endif
