/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdp/update_metadata.h"

#include "card.h"
#include "isdp/metadata.h"

enum { TAG_REQUEST = 0xBF2A, TAG_DELETIONS = 0x5C };

/* The components of UpdateMetadataRequest in their order, and what of the metadata each replaces:
 * METADATA_FIELDS for the list of what is to be deleted. */
enum { COMPONENTS = 13, COMPONENTS_V2 = 6, DELETIONS = 7 };

static const struct tlv_field components[COMPONENTS] = {
	{"serviceProviderName", 0x91, TLV_OPTIONAL, 0, 0},
	{"profileName", 0x92, TLV_OPTIONAL, 0, 0},
	{"iconType", 0x93, TLV_OPTIONAL, 0, 1},
	{"icon", 0x94, TLV_OPTIONAL, 0, 0},
	{"profilePolicyRules", 0x99, TLV_OPTIONAL, 1, 0},
	{"serviceSpecificDataStoredInEuicc", 0xBF22, TLV_OPTIONAL, 0, 0},
	{"notificationConfigurationInfo", 0xB6, TLV_OPTIONAL, 0, 0},
	{"tagsForDeletion", TAG_DELETIONS, TLV_OPTIONAL, 0, 0},
	{"rpmConfiguration", 0xBA, TLV_OPTIONAL, 0, 0},
	{"hriServerAddress", 0x9B, TLV_OPTIONAL, 0, 0},
	{"lprConfiguration", 0xBC, TLV_OPTIONAL, 0, 0},
	{"enterpriseConfiguration", 0xBD, TLV_OPTIONAL, 0, 0},
	{"deviceChangeConfiguration", 0xBF20, TLV_OPTIONAL, 0, 0},
};

/* What the operator may take away altogether. The icon goes with its type. */
static bool deletable(enum metadata_field field)
{
	static const enum metadata_field fields[] = {
		METADATA_ICON_TYPE,    METADATA_ICON,       METADATA_NOTIFICATIONS,
		METADATA_SERVICE_DATA, METADATA_RPM,        METADATA_HRI_SERVER,
		METADATA_LPR,          METADATA_ENTERPRISE, METADATA_DEVICE_CHANGE,
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i] == field)
			return true;
	return false;
}

static void remove_field(struct metadata *m, enum metadata_field field)
{
	m->field[field] = (struct tlv){0};
	if (field == METADATA_ICON || field == METADATA_ICON_TYPE) {
		m->field[METADATA_ICON] = (struct tlv){0};
		m->field[METADATA_ICON_TYPE] = (struct tlv){0};
	}
}

static uint16_t delete_listed(struct metadata *m, struct slice list)
{
	enum metadata_field field;
	uint32_t tag;
	int r;

	while ((r = tlv_next_tag(&list, &tag)) == 1) {
		field = metadata_field_of(tag);
		if (field == METADATA_FIELDS || !deletable(field))
			return SW_CONDITIONS;
		remove_field(m, field);
	}
	return r < 0 ? SW_WRONG_DATA : SW_OK;
}

/* Rules can only be given up: what is left is what was set and is set again. */
static uint16_t restrict_rules(struct metadata *m, struct slice rules, struct buf *out)
{
	enum { RULES = PPR2 + 1 };
	uint32_t left = 0;

	if (tlv_bit(rules, PPR_UPDATE_CONTROL))
		return SW_WRONG_DATA;
	for (unsigned rule = PPR1; rule < RULES; rule++)
		if (tlv_bit(rules, rule) && metadata_has_rule(m, (enum policy_rule)rule))
			left |= 1u << (RULES - 1 - rule);
	tlv_put_bits(out, 0x99, left, RULES);
	if (!buf_ok(out))
		return SW_NOT_ENOUGH_MEMORY;
	m->field[METADATA_POLICY_RULES].whole = buf_slice(out);
	return SW_OK;
}

/* An empty icon takes the former one away. */
static void replace(struct metadata *m, const struct tlv *t)
{
	enum metadata_field field = metadata_field_of(t->tag);

	if ((field == METADATA_ICON || field == METADATA_ICON_TYPE) && t->value.n == 0)
		remove_field(m, field);
	else
		m->field[field] = *t;
}

/* @rules: where the bytes of the new policy rules live. */
static uint16_t apply(const struct softeuicc *card, struct metadata *m, struct slice request,
		      struct buf *rules)
{
	size_t known =
		settings_can(card->settings, RSP_UPDATE_METADATA_V3) ? COMPONENTS : COMPONENTS_V2;
	struct tlv t[COMPONENTS] = {0};
	uint16_t sw = SW_OK;

	if (tlv_sequence(request, components, known, t, NULL) < 0)
		return SW_WRONG_DATA;
	if (tlv_present(&t[DELETIONS]))
		sw = delete_listed(m, t[DELETIONS].value);
	for (size_t i = 0; sw == SW_OK && i < known; i++) {
		if (i == DELETIONS || !tlv_present(&t[i]))
			continue;
		if (t[i].tag == 0x99)
			sw = restrict_rules(m, t[i].value, rules);
		else
			replace(m, &t[i]);
	}
	return sw;
}

uint16_t update_metadata(struct softeuicc *card, const struct profile *p, struct slice request)
{
	struct buf changed = buf_new(card->pool), rules = buf_new(card->pool);
	struct metadata m, check;
	struct tlv whole;
	uint16_t sw;

	if (tlv_only(request, TAG_REQUEST, &whole) < 0)
		return SW_WRONG_DATA;
	if (metadata_parse(p->metadata, &m) < 0)
		return SW_MEMORY_PROBLEM;
	sw = apply(card, &m, whole.value, &rules);
	if (sw != SW_OK)
		return sw;
	for (size_t i = 0; i < METADATA_FIELDS; i++)
		buf_put_slice(&changed, m.field[i].whole);
	if (!buf_ok(&changed))
		return SW_NOT_ENOUGH_MEMORY;
	/* Each component must be good, and all of them together. */
	if (metadata_parse(buf_slice(&changed), &check) < 0)
		return SW_WRONG_DATA;
	if (profile_store_set_metadata(card->store, p->id, buf_slice(&changed)) < 0)
		return SW_MEMORY_PROBLEM;
	return SW_OK;
}
