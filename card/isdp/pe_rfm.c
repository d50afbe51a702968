/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-RFM: an instance of remote file management. */
#include "isdp/pe_instance.h"

static enum pe_status rfm_tars(struct installer *in, struct gp_application *a,
			       const struct tlv *list)
{
	struct slice rest = list->value;
	struct buf tars = buf_new(a);
	struct tlv t;
	int r;

	while ((r = tlv_next(&rest, &t)) == 1 && t.tag == 0x04 && t.value.n == TAR_BYTES)
		buf_put_slice(&tars, t.value);
	a->tar = buf_slice(&tars);
	if (r != 0)
		return pe_fail(in, PE_BAD_VALUES, list->whole.p, "tarList");
	return buf_ok(&tars) ? PE_OK : pe_out_of_memory(in);
}

enum pe_status pe_rfm(struct installer *in, const struct pe *pe)
{
	enum { HEADER, INSTANCE, DOMAIN, TARS, LEVEL, ACCESS, ADMIN_ACCESS, ADF, FIELDS };
	/* PE-RFM has explicit tags, so no automatic ones. */
	static const struct tlv_field fields[FIELDS] = {
		[HEADER] = {"rfm-header", 0xA0, 0, 0, 0},
		[INSTANCE] = {"instanceAID", TAG_AID, 0, AID_MIN, AID_MAX},
		[DOMAIN] = {"securityDomainAID", TAG_AID, TLV_OPTIONAL, AID_MIN, AID_MAX},
		[TARS] = {"tarList", 0xA0, TLV_OPTIONAL, 2, 0},
		[LEVEL] = {"minimumSecurityLevel", 0x81, 0, 1, 1},
		[ACCESS] = {"uiccAccessDomain", 0x04, 0, 0, 0},
		[ADMIN_ACCESS] = {"uiccAdminAccessDomain", 0x04, 0, 0, 0},
		[ADF] = {"adfRFMAccess", 0x30, TLV_OPTIONAL, 0, 0},
	};
	static const struct tlv_field adf_fields[] = {
		{"adfAID", 0x80, 0, AID_MIN, AID_MAX},
		{"adfAccessDomain", 0x81, 0, 0, 0},
		{"adfAdminAccessDomain", 0x82, 0, 0, 0},
	};
	static const int domains[] = {ACCESS, ADMIN_ACCESS};
	static const int kept[] = {DOMAIN, LEVEL, ACCESS, ADMIN_ACCESS, ADF};
	struct tlv t[FIELDS], adf[3];
	struct gp_application *a = NULL;
	struct buf parameters;
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status == PE_OK && tlv_present(&t[ADF]))
		status = pe_sequence(in, t[ADF].value, adf_fields, 3, adf);
	if (status == PE_OK)
		status = pe_check_domain(in, &t[DOMAIN]);
	for (size_t k = 0; status == PE_OK && k < 2; k++)
		status = pe_check_access_domain(in, &t[domains[k]]);
	for (size_t k = 1; status == PE_OK && tlv_present(&t[ADF]) && k < 3; k++)
		status = pe_check_access_domain(in, &adf[k]);
	if (status == PE_OK)
		status = pe_add_application(in, GP_RFM, &t[INSTANCE], pe->value.n, &a);
	if (status == PE_OK)
		status = rfm_tars(in, a, &t[TARS]);
	if (status != PE_OK)
		return status;
	parameters = buf_new(a);
	for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
		pe_put_present(&parameters, &t[kept[k]]);
	a->parameters = buf_slice(&parameters);
	return buf_ok(&parameters) ? PE_OK : pe_out_of_memory(in);
}
