/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/rat.h"

#include "card.h"

enum { MCC_MNC_BYTES = 3, WILDCARD_DIGIT = 0xE, UNKNOWN_RULE = PPR2 + 1, RULES_MAX = 64 };

void rat_put(const struct softeuicc *card, struct buf *out)
{
	tlv_put(out, 0xA0, card->settings->value[SETTING_RULES_TABLE]);
}

/* ---- 2.9.2.1: does a line's operator cover the profile's owner? ---- */

static bool digit_matches(uint8_t pattern, uint8_t digit)
{
	return pattern == WILDCARD_DIGIT || pattern == digit;
}

static bool mcc_mnc_matches(struct slice pattern, struct slice owner)
{
	for (size_t i = 0; i < MCC_MNC_BYTES; i++)
		if (!digit_matches(pattern.p[i] >> 4, owner.p[i] >> 4) ||
		    !digit_matches(pattern.p[i] & 0x0F, owner.p[i] & 0x0F))
			return false;
	return true;
}

/* Left out it matches an owner without, empty it matches any. */
static bool gid_matches(const struct tlv *pattern, const struct tlv *owner)
{
	if (!tlv_present(pattern))
		return !tlv_present(owner);
	return pattern->value.n == 0 || slice_eq(pattern->value, owner->value);
}

static bool operator_matches(struct slice value, const struct operator_id *owner)
{
	struct operator_id pattern;

	return operator_id_parse(value, &pattern) == 0 &&
	       mcc_mnc_matches(pattern.mcc_mnc, owner->mcc_mnc) &&
	       gid_matches(&pattern.gid1, &owner->gid1) && gid_matches(&pattern.gid2, &owner->gid2);
}

/* ---- 2.9.2.4 ---- */

static bool line_allows(const struct tlv *line, unsigned rule, const struct operator_id *owner)
{
	static const struct tlv_field fields[] = {
		{"pprIds", 0x80, 0, 1, 0},
		{"allowedOperators", 0xA1, 0, 0, 0},
		{"pprFlags", 0x82, 0, 1, 0},
	};
	struct tlv t[3], operator_id;

	if (tlv_sequence(line->value, fields, 3, t, NULL) < 0 || !tlv_bit(t[0].value, rule))
		return false;
	while (tlv_next(&t[1].value, &operator_id) == 1)
		if (operator_matches(operator_id.value, owner))
			return true;
	return false;
}

static bool rule_allowed(const struct softeuicc *card, unsigned rule,
			 const struct operator_id *owner)
{
	struct slice rest = card->settings->value[SETTING_RULES_TABLE];
	struct tlv line;

	if (rule >= UNKNOWN_RULE || setting_bit(card->settings, SETTING_FORBIDDEN_RULES, rule))
		return false;
	while (tlv_next(&rest, &line) == 1)
		if (line_allows(&line, rule, owner))
			return true;
	return false;
}

bool rat_allows(const struct softeuicc *card, const struct metadata *m)
{
	struct slice rules = m->field[METADATA_POLICY_RULES].value;

	for (unsigned rule = PPR1; rule < RULES_MAX; rule++)
		if (tlv_bit(rules, rule) && !rule_allowed(card, rule, &m->owner))
			return false;
	return true;
}
