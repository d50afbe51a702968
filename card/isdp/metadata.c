/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdp/metadata.h"

#include <errno.h>

#include "codec/utf8.h"
#include "isdp/metadata_checks.h"

enum { SERVICE_PROVIDER_MAX = 32, NAME_MAX_CHARACTERS = 64, ICON_MAX = 1024, UTF8_BYTES_MAX = 4 };

static const struct tlv_field fields[METADATA_FIELDS] = {
	{"iccid", 0x5A, 0, 10, 10},
	{"serviceProviderName", 0x91, 0, 0, SERVICE_PROVIDER_MAX *UTF8_BYTES_MAX},
	{"profileName", 0x92, 0, 0, NAME_MAX_CHARACTERS *UTF8_BYTES_MAX},
	{"iconType", 0x93, TLV_OPTIONAL, 1, 1},
	{"icon", 0x94, TLV_OPTIONAL, 0, ICON_MAX},
	{"profileClass", 0x95, TLV_OPTIONAL, 1, 1},
	{"notificationConfigurationInfo", 0xB6, TLV_OPTIONAL, 0, 0},
	{"profileOwner", 0xB7, TLV_OPTIONAL, 5, 0},
	{"profilePolicyRules", 0x99, TLV_OPTIONAL, 1, 0},
	{"serviceSpecificDataStoredInEuicc", 0xBF22, TLV_OPTIONAL, 0, 0},
	{"serviceSpecificDataNotStoredInEuicc", 0xBF23, TLV_OPTIONAL, 0, 0},
	{"rpmConfiguration", 0xBA, TLV_OPTIONAL, 0, 0},
	{"hriServerAddress", 0x9B, TLV_OPTIONAL, 0, 0},
	{"serviceProviderMessage", 0xBE, TLV_OPTIONAL, 0, 0},
	{"lprConfiguration", 0xBC, TLV_OPTIONAL, 0, 0},
	{"enterpriseConfiguration", 0xBD, TLV_OPTIONAL, 0, 0},
	{"serviceDescription", 0x9F1F, TLV_OPTIONAL, 1, 0},
	{"deviceChangeConfiguration", 0xBF20, TLV_OPTIONAL, 0, 0},
	{"estimatedProfileSize", 0x9F21, TLV_OPTIONAL, 1, 8},
};

/* Of those that can be judged by themselves. */
static metadata_check *const checks[METADATA_FIELDS] = {
	[METADATA_POLICY_RULES] = tlv_bits_valid,
	[METADATA_SERVICE_DATA] = check_vendor_data,
	[METADATA_SERVICE_DATA_NOT_STORED] = check_vendor_data,
	[METADATA_RPM] = check_rpm,
	[METADATA_HRI_SERVER] = check_text,
	[METADATA_PROVIDER_MESSAGE] = check_localised_text,
	[METADATA_LPR] = check_lpr,
	[METADATA_ENTERPRISE] = check_enterprise,
	[METADATA_SERVICE_DESCRIPTION] = tlv_bits_valid,
	[METADATA_DEVICE_CHANGE] = check_device_change,
	[METADATA_ESTIMATED_SIZE] = check_size,
};

enum metadata_field metadata_field_of(uint32_t tag)
{
	size_t i = 0;

	while (i < METADATA_FIELDS && fields[i].tag != tag)
		i++;
	return (enum metadata_field)i;
}

static bool each_valid(const struct metadata *m)
{
	for (size_t i = 0; i < METADATA_FIELDS; i++)
		if (checks[i] && tlv_present(&m->field[i]) && !checks[i](m->field[i].value))
			return false;
	return true;
}

static bool text_fits(const struct tlv *t, long characters)
{
	long n = utf8_length(t->value);

	return n >= 0 && n <= characters;
}

/* The icon needs its type, and the type is jpg(0) or png(1). */
static bool icon_valid(const struct metadata *m)
{
	const struct tlv *type = &m->field[METADATA_ICON_TYPE];

	if (!tlv_present(type))
		return !tlv_present(&m->field[METADATA_ICON]);
	return type->value.p[0] <= 1;
}

static bool class_valid(struct metadata *m)
{
	const struct tlv *t = &m->field[METADATA_CLASS];

	m->class = CLASS_OPERATIONAL;
	if (!tlv_present(t))
		return true;
	if (t->value.p[0] > CLASS_OPERATIONAL)
		return false;
	m->class = (enum profile_class)t->value.p[0];
	return true;
}

int operator_id_parse(struct slice value, struct operator_id *out)
{
	static const struct tlv_field parts[] = {
		{"mccMnc", 0x80, 0, 3, 3},
		{"gid1", 0x81, TLV_OPTIONAL, 0, 0},
		{"gid2", 0x82, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[3];
	int r = tlv_sequence(value, parts, 3, t, NULL);

	if (r == 0)
		*out = (struct operator_id){t[0].value, t[1], t[2]};
	return r;
}

static int parse_owner(const struct tlv *owner, struct operator_id *out)
{
	return tlv_present(owner) ? operator_id_parse(owner->value, out) : 0;
}

int metadata_next_notification(struct slice *rest, struct slice *events, struct slice *address)
{
	static const struct tlv_field parts[] = {
		{"profileManagementOperation", 0x80, 0, 1, 0},
		{"notificationAddress", 0x81, 0, 0, 0},
	};
	struct tlv entry, t[2];
	int r = tlv_next(rest, &entry);

	if (r != 1)
		return r;
	if (entry.tag != 0x30 || tlv_sequence(entry.value, parts, 2, t, NULL) < 0)
		return -EBADMSG;
	*events = t[0].value;
	*address = t[1].value;
	return tlv_bits_valid(*events) && check_text(*address) ? 1 : -EBADMSG;
}

static int check_notifications(struct slice rest)
{
	struct slice events, address;
	int r;

	do
		r = metadata_next_notification(&rest, &events, &address);
	while (r == 1);
	return r;
}

/* Policy rules say nothing without the operator whom the RAT must allow them. */
static bool rules_valid(const struct metadata *m)
{
	if (!metadata_has_rule(m, PPR1) && !metadata_has_rule(m, PPR2))
		return true;
	return tlv_present(&m->field[METADATA_OWNER]);
}

int metadata_parse(struct slice value, struct metadata *out)
{
	*out = (struct metadata){0};
	if (tlv_sequence(value, fields, METADATA_FIELDS, out->field, NULL) < 0 ||
	    parse_owner(&out->field[METADATA_OWNER], &out->owner) < 0 ||
	    check_notifications(out->field[METADATA_NOTIFICATIONS].value) < 0)
		return -EBADMSG;
	if (!text_fits(&out->field[METADATA_SERVICE_PROVIDER], SERVICE_PROVIDER_MAX) ||
	    !text_fits(&out->field[METADATA_NAME], NAME_MAX_CHARACTERS) || !icon_valid(out) ||
	    !class_valid(out) || !each_valid(out) || !rules_valid(out))
		return -EBADMSG;
	return 0;
}

bool metadata_has_class(struct slice value, enum profile_class class)
{
	struct metadata m;

	return metadata_parse(value, &m) == 0 && m.class == class;
}

bool metadata_has_unknown(struct slice value)
{
	struct tlv t;

	while (tlv_next(&value, &t) == 1)
		if (metadata_field_of(t.tag) == METADATA_FIELDS)
			return true;
	return false;
}

bool metadata_has_rule(const struct metadata *m, enum policy_rule rule)
{
	return tlv_bit(m->field[METADATA_POLICY_RULES].value, rule);
}
