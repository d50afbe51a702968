/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/rat.h"

enum { MCC_MNC_BYTES = 3, WILDCARD_DIGIT = 0xE, RULE_BITS = 3 };

/* GID1 and GID2 of an entry are both given and empty: any value. */
struct rat_rule {
	uint32_t rules; /* PprIds, bit 0 in the most significant of RULE_BITS places */
	uint8_t mcc_mnc[MCC_MNC_BYTES];
	bool consent_required;
};

#define RULE(n) (1u << (RULE_BITS - 1 - (n)))

/* A card for the lab: every operator may set every rule, when the end user agrees. */
static const struct rat_rule table[] = {
	{RULE(PPR1) | RULE(PPR2), {0xEE, 0xEE, 0xEE}, true},
};

enum { TABLE_ROWS = sizeof(table) / sizeof(table[0]) };

static void put_rule(const struct rat_rule *r, struct buf *out)
{
	size_t rule = tlv_open(out, 0x30), operators, operator_id;

	tlv_put_bits(out, 0x80, r->rules, RULE_BITS);
	operators = tlv_open(out, 0xA1);
	operator_id = tlv_open(out, 0x30);
	tlv_put(out, 0x80, slice_of(r->mcc_mnc, MCC_MNC_BYTES));
	tlv_put(out, 0x81, slice_of(NULL, 0));
	tlv_put(out, 0x82, slice_of(NULL, 0));
	tlv_close(out, operator_id);
	tlv_close(out, operators);
	tlv_put_bits(out, 0x82, r->consent_required, 1);
	tlv_close(out, rule);
}

void rat_put(struct buf *out)
{
	size_t mark = tlv_open(out, 0xA0);

	for (size_t i = 0; i < TABLE_ROWS; i++)
		put_rule(&table[i], out);
	tlv_close(out, mark);
}

static bool digit_matches(uint8_t pattern, uint8_t digit)
{
	return pattern == WILDCARD_DIGIT || pattern == digit;
}

static bool owner_matches(const struct rat_rule *r, const struct operator_id *owner)
{
	for (size_t i = 0; i < MCC_MNC_BYTES; i++)
		if (!digit_matches(r->mcc_mnc[i] >> 4, owner->mcc_mnc.p[i] >> 4) ||
		    !digit_matches(r->mcc_mnc[i] & 0x0F, owner->mcc_mnc.p[i] & 0x0F))
			return false;
	return true;
}

static bool rule_allowed(const struct metadata *m, enum policy_rule rule)
{
	if (!metadata_has_rule(m, rule))
		return true;
	for (size_t i = 0; i < TABLE_ROWS; i++)
		if ((table[i].rules & RULE(rule)) && owner_matches(&table[i], &m->owner))
			return true;
	return false;
}

bool rat_allows(const struct metadata *m)
{
	return rule_allowed(m, PPR1) && rule_allowed(m, PPR2);
}
