/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/profile_package.h"

#include <errno.h>

#include "codec/utf8.h"

/* ProfileElement is a CHOICE under AUTOMATIC TAGS: header [0], end [10]. */
enum { PE_HEADER = 0xA0, PE_END = 0xAA };
enum { ICON_JPEG = 0, ICON_PNG = 1 };

static const struct tlv_field header_fields[] = {
	{"major-version", 0x80, 0, 1, 1},
	{"minor-version", 0x81, 0, 1, 1},
	{"profileType", 0x82, TLV_OPTIONAL, 1, 100},
	{"iccid", 0x83, 0, ICCID_BYTES, ICCID_BYTES},
};

int profile_package_read(struct slice package, struct profile_header *out, const char **problem)
{
	struct tlv element, fields[4];
	uint32_t last = 0;
	int r;

	*problem = "it does not begin with a ProfileHeader";
	if (tlv_next(&package, &element) != 1 || element.tag != PE_HEADER)
		return -EBADMSG;
	if (tlv_sequence(element.value, header_fields, 4, fields, problem))
		return -EBADMSG;
	/* The header has the digits in reading order, EF.ICCID has them swapped. */
	for (size_t i = 0; i < ICCID_BYTES; i++)
		out->iccid[i] = (uint8_t)(fields[3].value.p[i] << 4 | fields[3].value.p[i] >> 4);
	out->type = fields[2].value;
	*problem = "a profile element is cut short";
	while ((r = tlv_next(&package, &element)) == 1)
		last = element.tag;
	if (r < 0)
		return r;
	*problem = "it does not end with PE-End";
	return last == PE_END ? 0 : -EBADMSG;
}

/* IconType by what the file begins with; -1 for neither. */
static int icon_type(struct slice icon)
{
	static const uint8_t png[] = {0x89, 'P', 'N', 'G'}, jpeg[] = {0xFF, 0xD8, 0xFF};

	if (slice_starts(icon, slice_of(png, sizeof(png))))
		return ICON_PNG;
	if (slice_starts(icon, slice_of(jpeg, sizeof(jpeg))))
		return ICON_JPEG;
	return -1;
}

/* SIZE of a UTF8String counts characters (X.680 51.5). */
static bool too_long(const char *name, long max)
{
	return utf8_length(slice_str(name)) > max;
}

static bool is_plmn(const char *text)
{
	size_t n = strlen(text);

	return (n == 5 || n == 6) && strspn(text, "0123456789") == n;
}

/* OperatorId (SGP.22 5.5.3) with mccMnc as in TS 24.008 10.5.1.3. */
static void put_owner(struct buf *b, const char *plmn)
{
	uint8_t d[6], coded[3];
	size_t mark;

	for (size_t i = 0; i < 5; i++)
		d[i] = (uint8_t)(plmn[i] - '0');
	d[5] = plmn[5] ? (uint8_t)(plmn[5] - '0') : 0x0F;
	coded[0] = (uint8_t)(d[1] << 4 | d[0]);
	coded[1] = (uint8_t)(d[5] << 4 | d[2]);
	coded[2] = (uint8_t)(d[4] << 4 | d[3]);
	mark = tlv_open(b, 0xB7);
	tlv_put(b, 0x80, slice_of(coded, sizeof(coded)));
	tlv_close(b, mark);
}

static const char *metadata_problem(const struct profile_metadata *m)
{
	if (utf8_length(slice_str(m->service_provider)) < 0 ||
	    utf8_length(slice_str(m->profile_name)) < 0)
		return "the service provider's or the profile's name is no UTF-8";
	if (too_long(m->service_provider, SERVICE_PROVIDER_MAX))
		return "the service provider's name is longer than 32 characters";
	if (too_long(m->profile_name, PROFILE_NAME_MAX))
		return "the profile's name is longer than 64 characters";
	if (m->icon.n > ICON_MAX)
		return "the icon is larger than 1024 bytes";
	if (m->icon.n && icon_type(m->icon) < 0)
		return "the icon is neither PNG nor JPEG";
	if (m->owner && !is_plmn(m->owner))
		return "the owner is not MCC and MNC, 5 or 6 digits";
	if (m->rules && !m->owner)
		return "profile policy rules need an owner"; /* SGP.22 5.5.3 */
	return NULL;
}

int profile_metadata_put(const struct profile_metadata *m, struct buf *out, const char **problem)
{
	size_t request, list, entry;

	*problem = metadata_problem(m);
	if (*problem)
		return -EINVAL;
	request = tlv_open(out, 0xBF25);
	tlv_put(out, 0x5A, m->iccid);
	tlv_put_str(out, 0x91, m->service_provider);
	tlv_put_str(out, 0x92, m->profile_name);
	if (m->icon.n) {
		tlv_put_integer(out, 0x93, icon_type(m->icon));
		tlv_put(out, 0x94, m->icon);
	}
	if (m->profile_class != PROFILE_CLASS_OPERATIONAL) /* DER leaves out a DEFAULT */
		tlv_put_integer(out, 0x95, m->profile_class);
	if (m->events) {
		list = tlv_open(out, 0xB6);
		entry = tlv_open(out, 0x30);
		tlv_put_bits(out, 0x80, m->events, 4);
		tlv_put_str(out, 0x81, m->address);
		tlv_close(out, entry);
		tlv_close(out, list);
	}
	if (m->owner)
		put_owner(out, m->owner);
	if (m->rules)
		tlv_put_bits(out, 0x99, m->rules, 3);
	tlv_close(out, request);
	return buf_ok(out) ? 0 : -ENOMEM;
}
