/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ProfileHeader, which says what the profile demands, and PE-End, which tells whether it is
 * complete. */
#include "isdp/pe.h"

enum {
	MAJOR_OLDEST = 2, /* versions 2.x and 3.x of the format; minor ones only add to them */
	MAJOR_NEWEST = 3,
	FID_ICCID = 0x2FE2,
	CONTEXT_CLASS = 0x80,
};

enum {
	MAJOR,
	MINOR,
	PROFILE_TYPE,
	ICCID,
	POL,
	SERVICES,
	GFSTE_LIST,
	CONNECTIVITY,
	AIDS,
	IOT_OPTIONS,
	HEADER_FIELDS
};

/* pol and connectivityParameters belong to M2M remote provisioning (SGP.02), which hands them to
 * the ISD-R; SGP.22 has the rules in the metadata. */
static const struct tlv_field header_fields[HEADER_FIELDS] = {
	[MAJOR] = {"major-version", 0x80, 0, 1, 2},
	[MINOR] = {"minor-version", 0x81, 0, 1, 2},
	[PROFILE_TYPE] = {"profileType", 0x82, TLV_OPTIONAL, 1, 400},
	[ICCID] = {"iccid", 0x83, 0, sizeof(((struct installer *)0)->iccid),
		   sizeof(((struct installer *)0)->iccid)},
	[POL] = {"pol", 0x84, TLV_OPTIONAL, 0, 0},
	[SERVICES] = {"eUICC-Mandatory-services", 0xA5, 0, 0, 0},
	[GFSTE_LIST] = {"eUICC-Mandatory-GFSTEList", 0xA6, 0, 0, 0},
	[CONNECTIVITY] = {"connectivityParameters", 0x87, TLV_OPTIONAL, 0, 0},
	[AIDS] = {"eUICC-Mandatory-AIDs", 0xA8, TLV_OPTIONAL, 0, 0},
	[IOT_OPTIONS] = {"iotOptions", 0xA9, TLV_OPTIONAL, 0, 0},
};

static enum pe_status check_version(struct installer *in, const struct tlv *major,
				    const struct tlv *minor)
{
	int64_t number;
	enum pe_status status = pe_number(in, minor, 0, UINT8_MAX, 0, &number);

	if (status == PE_OK)
		status = pe_number(in, major, 0, UINT8_MAX, 0, &number);
	if (status == PE_OK && (number < MAJOR_OLDEST || number > MAJOR_NEWEST))
		return pe_fail(in, PE_UNSUPPORTED_PROFILE_VERSION, major->whole.p,
			       "profile version %d not supported", (int)number);
	return status;
}

static enum pe_status check_services(struct installer *in, struct slice list)
{
	struct tlv t;
	int r;

	while ((r = tlv_next(&list, &t)) == 1) {
		/* Every component is a NULL with the context tag of its number. */
		unsigned service = t.tag & ~(unsigned)CONTEXT_CLASS;
		const char *name = profile_service_name(service);

		if (t.value.n != 0)
			return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t.whole.p,
				       "eUICC-Mandatory-services: malformed");
		if (!profile_service_supported(service))
			return pe_fail(in, PE_FEATURE_NOT_SUPPORTED, t.whole.p,
				       "service %s not supported", name ? name : "unknown");
	}
	return r == 0 ? PE_OK
		      : pe_fail(in, PE_INVALID_REQUEST_FORMAT, list.p,
				"eUICC-Mandatory-services: malformed");
}

static enum pe_status check_templates(struct installer *in, struct slice list)
{
	struct tlv t;
	int r;

	while ((r = tlv_next(&list, &t)) == 1 && t.tag == 0x06)
		if (!template_by_oid(t.value))
			return pe_fail(in, PE_TEMPLATE_NOT_SUPPORTED, t.whole.p,
				       "mandatory template not supported");
	return r == 0 ? PE_OK
		      : pe_fail(in, PE_INVALID_REQUEST_FORMAT, list.p,
				"eUICC-Mandatory-GFSTEList: malformed");
}

/* The AID of an IoT minimal profile's USIM: the RID of 3GPP and the header's PIX, TS 101 220. */
static enum pe_status read_iot_options(struct installer *in, const struct tlv *options)
{
	static const uint8_t rid[] = {0xA0, 0x00, 0x00, 0x00, 0x87};
	static const struct tlv_field field = {"pix", 0x80, 0, 7, 11};
	enum pe_status status;
	struct tlv pix;
	struct buf aid;

	if (!tlv_present(options))
		return PE_OK;
	status = pe_sequence(in, options->value, &field, 1, &pix);
	if (status != PE_OK)
		return status;
	aid = buf_new(in);
	buf_put(&aid, rid, sizeof(rid));
	buf_put_slice(&aid, pix.value);
	in->iot_aid = buf_slice(&aid);
	return buf_ok(&aid) ? PE_OK : pe_out_of_memory(in);
}

enum pe_status pe_header(struct installer *in, const struct pe *pe)
{
	struct tlv t[HEADER_FIELDS];
	enum pe_status status = pe_sequence(in, pe->value, header_fields, HEADER_FIELDS, t);

	if (status == PE_OK)
		status = check_version(in, &t[MAJOR], &t[MINOR]);
	if (status == PE_OK)
		status = check_services(in, t[SERVICES].value);
	if (status == PE_OK)
		status = check_templates(in, t[GFSTE_LIST].value);
	if (status != PE_OK)
		return status;
	/* No package that a profile could name is built in. */
	if (t[AIDS].value.n > 0)
		return pe_fail(in, PE_LIB_NOT_SUPPORTED, t[AIDS].whole.p,
			       "eUICC-Mandatory-AIDs: not supported");
	status = read_iot_options(in, &t[IOT_OPTIONS]);
	if (status != PE_OK)
		return status;
	/* From reading order to the coding of EF.ICCID, TS 102 221 13.2. */
	for (size_t i = 0; i < sizeof(in->iccid); i++) {
		uint8_t digits = t[ICCID].value.p[i];

		in->iccid[i] = (uint8_t)(digits << 4 | digits >> 4);
	}
	in->header_seen = true;
	return PE_OK;
}

/* ---- PE-End ---- */

/* "The related PUKKeyReferenceValue shall exist within the PE-PUKCodes list." */
static const struct pin *pin_without_puk(const struct uicc_content *c)
{
	for (const struct pin *p = c->pins; p; p = p->next)
		if (p->unblocked_by && !pin_find(c, NULL, p->unblocked_by, true))
			return p;
	return NULL;
}

/* The key references of a PIN status template DO, TS 102 221 11.1.1.4.10. */
static bool pins_exist(const struct uicc_content *c, const struct file *df)
{
	struct slice rest = df->pin_status;
	struct tlv t;

	while (tlv_next(&rest, &t) == 1)
		if (t.tag == 0x83 && !pin_find(c, df, t.value.p[0], false))
			return false;
	return true;
}

static const struct file *df_without_pin(const struct uicc_content *c)
{
	for (const struct file *f = c->mf; f; f = file_walk(c, f))
		if (file_is_df(f) && !pins_exist(c, f))
			return f;
	return NULL;
}

enum pe_status pe_end(struct installer *in, const struct pe *pe)
{
	const struct pin *pin;
	const struct file *df;

	(void)pe;
	if (!in->content->mf || !file_child(in->content->mf, FID_ICCID))
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL, "no MF with EF.ICCID");
	pin = pin_without_puk(in->content);
	if (pin)
		return pe_fail(in, PE_BAD_VALUES, NULL, "PIN %02X: its PUK %02X is missing",
			       pin->reference, pin->unblocked_by);
	df = df_without_pin(in->content);
	if (df)
		return pe_fail(in, PE_PIN_CODE_MISSING, NULL,
			       "DF %04X: a PIN of its status is missing", df->fid);
	in->complete = true;
	return PE_OK;
}
