/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdp/metadata_checks.h"

#include "codec/tlv.h"
#include "codec/utf8.h"

enum { KEY_ID_BYTES_MIN = 1, ENTERPRISE_NAME_MAX = 64, ACTIVATION_CODE_MAX = 255 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool sequence(struct slice value, const struct tlv_field *fields, size_t n, struct tlv *out)
{
	return tlv_sequence(value, fields, n, out, NULL) == 0;
}

/* Absent ones are good. */
static bool good(const struct tlv *t, metadata_check *check)
{
	return !tlv_present(t) || check(t->value);
}

static bool text_up_to(const struct tlv *t, long characters)
{
	long n = utf8_length(t->value);

	return n >= 0 && n <= characters;
}

/* SEQUENCE OF SEQUENCE. */
static bool each(struct slice list, metadata_check *check)
{
	struct tlv element;
	int r;

	while ((r = tlv_next(&list, &element)) == 1)
		if (element.tag != 0x30 || !check(element.value))
			return false;
	return r == 0;
}

bool check_text(struct slice value)
{
	return utf8_length(value) >= 0;
}

bool check_size(struct slice value)
{
	int64_t n;

	return tlv_integer(value, &n) == 0 && n >= 0;
}

static bool check_vendor_element(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"vendorOid", 0x80, 0, 1, 0},
		{"vendorSpecificData", 0xA1, 0, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t);
}

bool check_vendor_data(struct slice value)
{
	return each(value, check_vendor_element);
}

/* ---- v3 ---- */

static bool check_managing_dp(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"managingDpOid", 0x80, 0, 1, 0},
		{"rpmType", 0x81, TLV_OPTIONAL, 1, 0},
		{"tagList", 0x5C, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) && good(&t[1], tlv_bits_valid);
}

bool check_rpm(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"managingDpList", 0xA0, 0, 0, 0},
		{"pollingAddress", 0x81, TLV_OPTIONAL, 0, 0},
		{"allowedCiPKId", 0x82, TLV_OPTIONAL, KEY_ID_BYTES_MIN, 0},
		{"profileOwnerOid", 0x83, 0, 1, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) && each(t[0].value, check_managing_dp) &&
	       good(&t[1], check_text);
}

bool check_localised_text(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"languageTag", 0x80, TLV_OPTIONAL, 0, 0},
		{"message", 0x81, 0, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) && good(&t[0], check_text) &&
	       check_text(t[1].value);
}

/* A NULL is there or not, and empty. */
static bool null(const struct tlv *t)
{
	return t->value.n == 0;
}

bool check_lpr(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"pcmpAddress", 0x80, 0, 0, 0},
		{"dpiEnable", 0x81, TLV_OPTIONAL, 0, 0},
		{"triggerLprOnEnableProfile", 0x82, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) && check_text(t[0].value) &&
	       good(&t[1], check_text) && null(&t[2]);
}

static bool check_enterprise_rules(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"enterpriseRuleBits", 0x80, 0, 1, 0},
		{"numberOfNonEnterpriseProfiles", 0x81, 0, 1, 8},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) && tlv_bits_valid(t[0].value) &&
	       check_size(t[1].value);
}

bool check_enterprise(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"enterpriseOid", 0x80, 0, 1, 0},
		{"enterpriseName", 0x81, 0, 0, 0},
		{"enterpriseRules", 0xA2, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) &&
	       text_up_to(&t[1], ENTERPRISE_NAME_MAX) && good(&t[2], check_enterprise_rules);
}

static bool check_request_to_dp(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"smdpAddressForDc", 0x80, 0, 0, 0},
		{"allowedCiPKId", 0x81, TLV_OPTIONAL, KEY_ID_BYTES_MIN, 0},
		{"eidRequired", 0x82, TLV_OPTIONAL, 0, 0},
		{"tacRequired", 0x83, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) && check_text(t[0].value) && null(&t[2]) &&
	       null(&t[3]);
}

static bool check_using_stored_ac(struct slice value)
{
	static const struct tlv_field fields[] = {
		{"activationCodeForDc", 0x80, 0, 0, 0},
		{"deleteOldProfile", 0x81, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[COUNT(fields)];

	return sequence(value, fields, COUNT(fields), t) &&
	       text_up_to(&t[0], ACTIVATION_CODE_MAX) && null(&t[1]);
}

bool check_device_change(struct slice value)
{
	struct tlv choice;

	if (tlv_next(&value, &choice) != 1 || value.n)
		return false;
	if (choice.tag == 0xA0)
		return check_request_to_dp(choice.value);
	return choice.tag == 0xA1 && check_using_stored_ac(choice.value);
}
