/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a description member by member: a table names the members of each object, a reader
 * checks one and stores it. */
#include "profile/description.h"

#include <errno.h>
#include <talloc.h>

#include "profile/coding.h"
#include "profile/reader.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ITU-T E.118: the last of 19 digits is the check digit, and so it is where an issuer uses 20. */
static int read_iccid(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;
	const char *text = json_string_value(j);
	char digits[21] = {0};
	size_t n;

	if (!text || !is_digits(text, 18, 20))
		return asn1_fail(err, -EINVAL, "should be a string of 18 to 20 digits");
	n = strlen(text);
	memcpy(digits, text, n);
	if (n == 18)
		digits[n++] = luhn_digit(digits, 18);
	else if (digits[n - 1] != luhn_digit(digits, n - 1))
		return asn1_fail(err, -EINVAL, "the check digit should be %c",
				 luhn_digit(digits, n - 1));
	if (n == 19)
		digits[n] = 'F';
	return read_bytes_of(digits, d->iccid, sizeof(d->iccid), err);
}

static int read_imsi(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;

	d->imsi = json_string_value(j);
	if (!d->imsi || !is_digits(d->imsi, 6, 15))
		return asn1_fail(err, -EINVAL, "should be a string of 6 to 15 digits");
	return 0;
}

static int read_mnc_length(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;

	d->mnc_length = (uint8_t)json_integer_value(j);
	if (json_integer_value(j) != 2 && json_integer_value(j) != 3)
		return asn1_fail(err, -EINVAL, "should be 2 or 3");
	return 0;
}

static int read_profile_type(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;

	d->profile_type = json_string_value(j);
	if (!d->profile_type || json_string_length(j) < 1 || json_string_length(j) > 100)
		return asn1_fail(err, -EINVAL, "should be a string of 1 to 100 bytes");
	return 0;
}

/* EF.SPN and EF.DIR labels: the coding must have room (TS 31.102 4.2.12: 16 bytes). */
static int read_label(const json_t *j, const char **out, struct asn1_error *err)
{
	struct buf coded = buf_new(err->ctx);

	*out = json_string_value(j);
	if (!*out || !put_name(&coded, *out, LABEL_BYTES))
		return asn1_fail(err, -EINVAL,
				 "should be a string of at most %d characters of the SMS alphabet, "
				 "or %d of any other",
				 LABEL_BYTES, (LABEL_BYTES - 1) / 2);
	buf_reset(&coded);
	return 0;
}

static int read_service_provider(const json_t *j, void *target, struct asn1_error *err)
{
	return read_label(j, &((struct description *)target)->service_provider, err);
}

static int read_usim_label(const json_t *j, void *target, struct asn1_error *err)
{
	return read_label(j, &((struct description *)target)->label, err);
}

static int read_phone_number(const json_t *j, const char **out, struct asn1_error *err)
{
	*out = json_string_value(j);
	if (!*out || !is_digits(*out + (**out == '+'), 1, 20))
		return asn1_fail(err, -EINVAL,
				 "should be a string of at most 20 digits, + first "
				 "where it is international");
	return 0;
}

static int read_msisdn(const json_t *j, void *target, struct asn1_error *err)
{
	return read_phone_number(j, &((struct description *)target)->msisdn, err);
}

static int read_sms_centre(const json_t *j, void *target, struct asn1_error *err)
{
	return read_phone_number(j, &((struct description *)target)->sms_centre, err);
}

static int read_usim_aid(const json_t *j, void *target, struct asn1_error *err)
{
	/* RID of 3GPP and the PIX of a USIM, TS 101 220 annex E. */
	struct slice prefix = slice_of("\xA0\x00\x00\x00\x87\x10\x02", 7);
	struct slice *aid = &((struct description *)target)->usim_aid;
	int r = read_hex(j, prefix.n, 16, aid, err);

	if (!r && !slice_starts(*aid, prefix))
		return asn1_fail(err, -EINVAL, "should begin with A0000000871002");
	return r;
}

static int read_gid1(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 1, 8, &((struct description *)target)->gid1, err);
}

static int read_gid2(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 1, 8, &((struct description *)target)->gid2, err);
}

static int read_operation_mode(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;
	const char *text = json_string_value(j);

	d->type_approval = text && !strcmp(text, "type-approval");
	if (!text || (!d->type_approval && strcmp(text, "normal") != 0))
		return asn1_fail(err, -EINVAL, "should be \"normal\" or \"type-approval\"");
	return 0;
}

static int read_sd_key(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 16, 16, &((struct description *)target)->sd_key, err);
}

/* ---- PINs ---- */

/* 4 to 8 digits, padded with FF (TS 102 221 9.5.1). */
static int read_pin(const json_t *j, uint8_t out[8], size_t min, struct asn1_error *err)
{
	const char *text = json_string_value(j);

	if (!text || !is_digits(text, min, 8))
		return asn1_fail(err, -EINVAL, "should be a string of %s8 digits",
				 min == 8 ? "" : "4 to ");
	memset(out, 0xFF, 8);
	for (size_t i = 0; text[i]; i++)
		out[i] = (uint8_t)text[i];
	return 0;
}

static int read_pin1(const json_t *j, void *target, struct asn1_error *err)
{
	return read_pin(j, ((struct description *)target)->pin1, 4, err);
}

static int read_puk1(const json_t *j, void *target, struct asn1_error *err)
{
	return read_pin(j, ((struct description *)target)->puk1, 8, err);
}

static int read_pin2(const json_t *j, void *target, struct asn1_error *err)
{
	return read_pin(j, ((struct description *)target)->pin2, 4, err);
}

static int read_puk2(const json_t *j, void *target, struct asn1_error *err)
{
	return read_pin(j, ((struct description *)target)->puk2, 8, err);
}

/* Digits as for a PIN, or 16 hex digits. */
static int read_adm1(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;
	const char *text = json_string_value(j);

	if (text && strlen(text) == 16)
		return read_hex_array(j, d->adm1, sizeof(d->adm1), err);
	return read_pin(j, d->adm1, 4, err);
}

static int read_pin1_enabled(const json_t *j, void *target, struct asn1_error *err)
{
	((struct description *)target)->pin1_enabled = json_is_true(j);
	return json_is_boolean(j) ? 0 : asn1_fail(err, -EINVAL, "should be true or false");
}

static const struct reader_member pin_members[] = {
	{"pin1", read_pin1}, {"pin1Enabled", read_pin1_enabled},
	{"puk1", read_puk1}, {"pin2", read_pin2},
	{"puk2", read_puk2}, {"adm1", read_adm1},
};

static int read_pins(const json_t *j, void *target, struct asn1_error *err)
{
	return read_members(j, pin_members, COUNT(pin_members), target, err);
}

/* ---- lists ---- */

/* EF.PL and EF.LI: two letters, ISO 639. */
static int read_language(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	uint8_t *out = target;
	const char *text = json_string_value(j);

	if (!text || strspn(text, "abcdefghijklmnopqrstuvwxyz") != 2 || text[2])
		return asn1_fail(err, -EINVAL, "should be two small letters, as in \"en\"");
	memcpy(out + 2 * i, text, 2);
	return 0;
}

static int read_languages(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;
	uint8_t *out = talloc_size(err->ctx, 2 * json_array_size(j) + 1);

	if (!out)
		return -ENOMEM;
	d->languages = slice_of(out, 2 * json_array_size(j));
	return read_list(j, 0, 16, read_language, out, err);
}

static int read_access_class(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct description *d = target;
	json_int_t class = json_integer_value(j);

	(void)i;
	/* TS 22.011 4.2: class 10 is not allocated on a USIM. */
	if (!json_is_integer(j) || class < 0 || class > 15 || class == 10)
		return asn1_fail(err, -EINVAL, "should be a number from 0 to 15, and not 10");
	d->access_classes |= (uint16_t)(1u << class);
	return 0;
}

static int read_access_classes(const json_t *j, void *target, struct asn1_error *err)
{
	((struct description *)target)->has_access_classes = true;
	return read_list(j, 0, 15, read_access_class, target, err);
}

static int read_emergency_number(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct description *d = target;

	d->emergency_numbers[i] = json_string_value(j);
	if (!d->emergency_numbers[i] || !is_digits(d->emergency_numbers[i], 1, 6))
		return asn1_fail(err, -EINVAL, "should be a string of at most 6 digits");
	return 0;
}

static int read_emergency_numbers(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;

	d->emergency_count = json_array_size(j);
	d->emergency_numbers =
		talloc_array(err->ctx, const char *, (unsigned)d->emergency_count + 1);
	if (!d->emergency_numbers)
		return -ENOMEM;
	return read_list(j, 1, 16, read_emergency_number, d, err);
}

static int read_service(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct description *d = target;
	json_int_t number = json_integer_value(j);

	(void)i;
	if (number < 1 || number >= SERVICES_MAX)
		return asn1_fail(err, -EINVAL, "should be a service's number, from 1 to %d",
				 SERVICES_MAX - 1);
	d->services[number] = true;
	return 0;
}

static int read_services(const json_t *j, void *target, struct asn1_error *err)
{
	((struct description *)target)->has_services = true;
	return read_list(j, 0, SERVICES_MAX, read_service, target, err);
}

/* ---- PLMNs ---- */

/* TS 31.102 4.2.5: the bits of the two bytes of access technologies. */
static const struct {
	const char *name;
	uint16_t bits;
} technologies[] = {
	{"utran", 0x8000},
	{"e-utran", 0x4000},
	{"ng-ran", 0x0800},
	{"gsm", 0x0080},
};

enum { TECHNOLOGIES_ALL = 0x8000 | 0x4000 | 0x0800 | 0x0080 };

static int read_technology(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct plmn *p = target;
	const char *text = json_string_value(j);

	(void)i;
	for (size_t t = 0; text && t < COUNT(technologies); t++)
		if (!strcmp(text, technologies[t].name)) {
			p->technologies |= technologies[t].bits;
			return 0;
		}
	return asn1_fail(err, -EINVAL, "should be gsm, utran, e-utran or ng-ran");
}

static int read_plmn_id(const json_t *j, void *target, struct asn1_error *err)
{
	const char *text = json_string_value(j);

	if (!text || !is_digits(text, 5, 6))
		return asn1_fail(err, -EINVAL, "should be a string of 5 or 6 digits, MCC and MNC");
	plmn_code(text, ((struct plmn *)target)->id);
	return 0;
}

static int read_technologies(const json_t *j, void *target, struct asn1_error *err)
{
	((struct plmn *)target)->technologies = 0;
	return read_list(j, 0, COUNT(technologies), read_technology, target, err);
}

static const struct reader_member plmn_members[] = {
	{"plmn", read_plmn_id},
	{"technologies", read_technologies},
};

/* "00101", or with technologies {"plmn": "00101", "technologies": ["e-utran"]}. */
static int read_plmn(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	struct plmn *p = &((struct plmns *)target)->list[i];

	p->technologies = TECHNOLOGIES_ALL;
	if (!json_is_object(j))
		return read_plmn_id(j, p, err);
	if (!json_object_get(j, "plmn"))
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), "plmn");
	return read_members(j, plmn_members, COUNT(plmn_members), p, err);
}

static int read_plmn_list(const json_t *j, struct plmns *out, struct asn1_error *err)
{
	out->n = json_array_size(j);
	out->list = talloc_zero_array(err->ctx, struct plmn, (unsigned)out->n + 1);
	return out->list ? read_list(j, 0, 100, read_plmn, out, err) : -ENOMEM;
}

static int read_user_plmns(const json_t *j, void *target, struct asn1_error *err)
{
	return read_plmn_list(j, &((struct description *)target)->user, err);
}

static int read_operator_plmns(const json_t *j, void *target, struct asn1_error *err)
{
	return read_plmn_list(j, &((struct description *)target)->operator, err);
}

static int read_home_plmns(const json_t *j, void *target, struct asn1_error *err)
{
	return read_plmn_list(j, &((struct description *)target)->home, err);
}

static int read_equivalent_plmns(const json_t *j, void *target, struct asn1_error *err)
{
	return read_plmn_list(j, &((struct description *)target)->equivalent_home, err);
}

static int read_forbidden_plmns(const json_t *j, void *target, struct asn1_error *err)
{
	return read_plmn_list(j, &((struct description *)target)->forbidden, err);
}

static const struct reader_member plmns_members[] = {
	{"user", read_user_plmns},           {"operator", read_operator_plmns},
	{"home", read_home_plmns},           {"equivalentHome", read_equivalent_plmns},
	{"forbidden", read_forbidden_plmns},
};

static int read_plmns(const json_t *j, void *target, struct asn1_error *err)
{
	return read_members(j, plmns_members, COUNT(plmns_members), target, err);
}

/* ---- the whole ---- */

static const struct reader_member members[] = {
	{"profileType", read_profile_type},
	{"iccid", read_iccid},
	{"imsi", read_imsi},
	{"mncLength", read_mnc_length},
	{"msisdn", read_msisdn},
	{"serviceProvider", read_service_provider},
	{"authentication", read_authentication},
	{"pins", read_pins},
	{"usimAid", read_usim_aid},
	{"usimLabel", read_usim_label},
	{"languages", read_languages},
	{"accessClasses", read_access_classes},
	{"smsCentre", read_sms_centre},
	{"emergencyNumbers", read_emergency_numbers},
	{"plmns", read_plmns},
	{"gid1", read_gid1},
	{"gid2", read_gid2},
	{"services", read_services},
	{"operationMode", read_operation_mode},
	{"securityDomainKey", read_sd_key},
	{"files", read_extra_files},
};

static const char *const required[] = {"iccid", "imsi", "authentication"};

static void set_defaults(struct description *d)
{
	/* The USIM of 3GPP with a PIX of our choice, as TS 101 220 annex E lays it out. */
	static const uint8_t aid[] = {0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF,
				      0xFF, 0xFF, 0xFF, 0x89, 0x07, 0x09, 0x00, 0x00};
	/* The key that GlobalPlatform cards are commonly delivered with: for tests only. */
	static const uint8_t key[] = {0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
				      0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F};
	static const char *emergency[] = {"112", "911"};

	*d = (struct description){
		.profile_type = "softeuicc profile",
		.mnc_length = 2,
		.service_provider = "softeuicc",
		.algorithm = AKA_MILENAGE,
		.label = "USIM",
		.usim_aid = slice_of(aid, sizeof(aid)),
		.sd_key = slice_of(key, sizeof(key)),
		.emergency_numbers = emergency,
		.emergency_count = COUNT(emergency),
	};
	memcpy(d->pin1, "1234\xFF\xFF\xFF\xFF", 8);
	memcpy(d->pin2, "1234\xFF\xFF\xFF\xFF", 8);
	memcpy(d->puk1, "12345678", 8);
	memcpy(d->puk2, "12345678", 8);
	memcpy(d->adm1, "88888888", 8);
}

/* What follows from the IMSI. */
static int complete(struct description *d, struct asn1_error *err)
{
	char home[7] = {0};
	size_t n = strlen(d->imsi);

	if (!d->has_access_classes)
		d->access_classes = (uint16_t)(1u << (d->imsi[n - 1] - '0'));
	if (d->home.list)
		return 0;
	d->home.list = talloc(err->ctx, struct plmn);
	if (!d->home.list)
		return -ENOMEM;
	memcpy(home, d->imsi, 3u + d->mnc_length);
	plmn_code(home, d->home.list[0].id);
	d->home.list[0].technologies = TECHNOLOGIES_ALL;
	d->home.n = 1;
	return 0;
}

int description_read(const json_t *root, struct description *out, struct asn1_error *err)
{
	int r;

	set_defaults(out);
	r = read_members(root, members, COUNT(members), out, err);
	if (r)
		return r;
	for (size_t i = 0; i < COUNT(required); i++)
		if (!json_object_get(root, required[i]))
			return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), required[i]);
	return complete(out, err);
}
