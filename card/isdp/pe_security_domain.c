/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-SecurityDomain, PE-RFM, PE-Application: what GlobalPlatform will find in the profile. */
#include <talloc.h>

#include "isdp/pe.h"

enum {
	APPLICATION_COST = 64, /* bytes of memory beside the data */
	AID_MIN = 5,
	AID_MAX = 16,
	TAR_BYTES = 3,
	TAG_AID = 0x4F,
	LIFE_CYCLE_SELECTABLE = 0x07,
};

/* Appends @t as received where it is present. */
static void put_present(struct buf *b, const struct tlv *t)
{
	if (tlv_present(t))
		buf_put_slice(b, t->whole);
}

/* A new application at the end of the list; an AID is not given twice (GPCS 6.4). */
static enum pe_status new_application(struct installer *in, const struct pe *pe,
				      enum gp_application_kind kind, const struct tlv *aid,
				      struct gp_application **out)
{
	struct gp_application **end = &in->applications;
	enum pe_status status;

	for (; *end; end = &(*end)->next)
		if (slice_eq((*end)->aid, aid->value))
			return pe_fail(in, PE_BAD_VALUES, aid->whole.p, "instanceAID is taken");
	status = pe_charge(in, APPLICATION_COST + pe->value.n);
	if (status != PE_OK)
		return status;
	*out = talloc_zero(in, struct gp_application);
	if (!*out)
		return pe_out_of_memory(in);
	*end = *out;
	(*out)->kind = kind;
	return pe_keep(*out, aid->value, &(*out)->aid) ? PE_OK : pe_out_of_memory(in);
}

/* ---- keys ---- */

static enum pe_status check_components(struct installer *in, const struct tlv *components)
{
	enum { TYPE, DATA, MAC_LENGTH, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[TYPE] = {"keyType", 0x80, 0, 1, 0},
		[DATA] = {"keyData", 0x86, 0, 0, 0},
		[MAC_LENGTH] = {"macLength", 0x87, TLV_OPTIONAL, 1, 2},
	};
	struct slice rest = components->value;
	enum pe_status status = PE_OK;
	struct tlv one, t[FIELDS];
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &one)) == 1 && one.tag == 0x30)
		status = pe_sequence(in, one.value, fields, FIELDS, t);
	if (status == PE_OK && (r != 0 || components->value.n == 0))
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, components->whole.p,
			       "keyComponents: malformed");
	return status;
}

static enum pe_status add_key(struct installer *in, struct gp_application *a,
			      const struct tlv *object)
{
	enum { USAGE, ACCESS, IDENTIFIER, VERSION, COUNTER, COMPONENTS, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[USAGE] = {"keyUsageQualifier", 0x95, 0, 1, 2},
		[ACCESS] = {"keyAccess", 0x96, TLV_OPTIONAL, 1, 1},
		[IDENTIFIER] = {"keyIdentifier", 0x82, 0, 1, 1},
		[VERSION] = {"keyVersionNumber", 0x83, 0, 1, 1},
		[COUNTER] = {"keyCounterValue", 0x85, TLV_OPTIONAL, 0, 0},
		[COMPONENTS] = {"keyComponents", 0x30, 0, 0, 0},
	};
	struct gp_key **end = &a->keys, *k;
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, object->value, fields, FIELDS, t);

	if (status == PE_OK)
		status = check_components(in, &t[COMPONENTS]);
	if (status != PE_OK)
		return status;
	for (; *end; end = &(*end)->next)
		if ((*end)->version == t[VERSION].value.p[0] &&
		    (*end)->identifier == t[IDENTIFIER].value.p[0])
			return pe_fail(in, PE_BAD_VALUES, object->whole.p,
				       "key %02X of version %02X is there already",
				       t[IDENTIFIER].value.p[0], t[VERSION].value.p[0]);
	k = talloc_zero(a, struct gp_key);
	if (!k)
		return pe_out_of_memory(in);
	*end = k;
	k->version = t[VERSION].value.p[0];
	k->identifier = t[IDENTIFIER].value.p[0];
	k->access = tlv_present(&t[ACCESS]) ? t[ACCESS].value.p[0] : 0;
	if (!pe_keep(k, t[USAGE].value, &k->usage) || !pe_keep(k, t[COUNTER].value, &k->counter) ||
	    !pe_keep(k, t[COMPONENTS].value, &k->components))
		return pe_out_of_memory(in);
	return PE_OK;
}

static enum pe_status add_keys(struct installer *in, struct gp_application *a,
			       const struct tlv *list)
{
	struct slice rest = list->value;
	enum pe_status status = PE_OK;
	struct tlv object;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &object)) == 1 && object.tag == 0x30)
		status = add_key(in, a, &object);
	if (status == PE_OK && r != 0)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, list->whole.p, "keyList: malformed");
	return status;
}

/* ---- security domains ---- */

/* Takes a length byte and as many bytes off the front; false where they are not there. */
static bool take_counted(struct slice *in, size_t unit, struct slice *out)
{
	size_t n;

	if (in->n == 0)
		return false;
	n = in->p[0] * unit;
	*out = slice_sub(*in, 1, n);
	if (out->n != n)
		return false;
	*in = slice_sub(*in, 1 + n, SIZE_MAX);
	return true;
}

/* The TARs among the UICC toolkit application specific parameters, ETSI TS 102 226 8.2.1.3.2.2:
 * priority, timers, menu text length, menu entries (position and identifier of each), channels,
 * minimum security level, TARs, services. */
static bool toolkit_tars(struct slice parameters, struct slice *tars)
{
	struct slice skipped;

	*tars = (struct slice){NULL, 0};
	if (parameters.n == 0)
		return true;
	if (parameters.n < 3)
		return false;
	parameters = slice_sub(parameters, 3, SIZE_MAX);
	if (!take_counted(&parameters, 2, &skipped) || parameters.n == 0)
		return false;
	parameters = slice_sub(parameters, 1, SIZE_MAX);
	return take_counted(&parameters, 1, &skipped) && take_counted(&parameters, 1, tars) &&
	       tars->n % TAR_BYTES == 0;
}

enum {
	I_PACKAGE,
	I_CLASS,
	I_INSTANCE,
	I_DOMAIN,
	I_PRIVILEGES,
	I_LIFE_CYCLE,
	I_PARAMETERS,
	I_SYSTEM,
	I_APPLICATION,
	I_PROCESS_DATA,
	I_CONTROL_REFERENCE,
	INSTANCE_FIELDS
};

/* ApplicationInstance has explicit tags, so no automatic ones. */
static const struct tlv_field instance_fields[INSTANCE_FIELDS] = {
	[I_PACKAGE] = {"applicationLoadPackageAID", TAG_AID, 0, AID_MIN, AID_MAX},
	[I_CLASS] = {"classAID", TAG_AID, 0, AID_MIN, AID_MAX},
	[I_INSTANCE] = {"instanceAID", TAG_AID, 0, AID_MIN, AID_MAX},
	[I_DOMAIN] = {"extraditeSecurityDomainAID", TAG_AID, TLV_OPTIONAL, AID_MIN, AID_MAX},
	[I_PRIVILEGES] = {"applicationPrivileges", 0x82, 0, 1, 3},
	[I_LIFE_CYCLE] = {"lifeCycleState", 0x83, TLV_OPTIONAL, 1, 1},
	[I_PARAMETERS] = {"applicationSpecificParametersC9", 0xC9, 0, 0, 0},
	[I_SYSTEM] = {"systemSpecificParameters", 0xEF, TLV_OPTIONAL, 0, 0},
	[I_APPLICATION] = {"applicationParameters", 0xEA, TLV_OPTIONAL, 0, 0},
	[I_PROCESS_DATA] = {"processData", 0x30, TLV_OPTIONAL, 0, 0},
	[I_CONTROL_REFERENCE] = {"controlReferenceTemplate", 0xB0, TLV_OPTIONAL, 0, 0},
};

static enum pe_status set_tars(struct installer *in, struct gp_application *a,
			       const struct tlv *parameters)
{
	struct slice tars;
	struct tlv toolkit = {0};

	if (!tlv_present(parameters))
		return PE_OK;
	if (tlv_find(parameters->value, 0x80, &toolkit) < 0 || !toolkit_tars(toolkit.value, &tars))
		return pe_fail(in, PE_BAD_VALUES, parameters->whole.p, "applicationParameters");
	return pe_keep(a, tars, &a->tar) ? PE_OK : pe_out_of_memory(in);
}

enum pe_status pe_security_domain(struct installer *in, const struct pe *pe)
{
	enum { HEADER, INSTANCE, KEYS, PERSO, OPEN_PERSO, CAT_TP, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[HEADER] = {"sd-Header", 0xA0, 0, 0, 0},
		[INSTANCE] = {"instance", 0xA1, 0, 0, 0},
		[KEYS] = {"keyList", 0xA2, TLV_OPTIONAL, 0, 0},
		[PERSO] = {"sdPersoData", 0xA3, TLV_OPTIONAL, 0, 0},
		[OPEN_PERSO] = {"openPersoData", 0xA4, TLV_OPTIONAL, 0, 0},
		[CAT_TP] = {"catTpParameters", 0xA5, TLV_OPTIONAL, 0, 0},
	};
	static const int kept[] = {I_DOMAIN,      I_PARAMETERS,   I_SYSTEM,
				   I_APPLICATION, I_PROCESS_DATA, I_CONTROL_REFERENCE};
	struct tlv t[FIELDS], i[INSTANCE_FIELDS];
	struct gp_application *a = NULL;
	struct buf parameters;
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status == PE_OK)
		status = pe_sequence(in, t[INSTANCE].value, instance_fields, INSTANCE_FIELDS, i);
	if (status == PE_OK)
		status = new_application(in, pe, GP_SECURITY_DOMAIN, &i[I_INSTANCE], &a);
	if (status == PE_OK)
		status = set_tars(in, a, &i[I_APPLICATION]);
	if (status == PE_OK)
		status = add_keys(in, a, &t[KEYS]);
	if (status != PE_OK)
		return status;
	a->life_cycle =
		tlv_present(&i[I_LIFE_CYCLE]) ? i[I_LIFE_CYCLE].value.p[0] : LIFE_CYCLE_SELECTABLE;
	parameters = buf_new(a);
	for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
		put_present(&parameters, &i[kept[k]]);
	for (int k = PERSO; k <= CAT_TP; k++)
		put_present(&parameters, &t[k]);
	a->parameters = buf_slice(&parameters);
	if (!buf_ok(&parameters) || !pe_keep(a, i[I_PACKAGE].value, &a->package_aid) ||
	    !pe_keep(a, i[I_CLASS].value, &a->module_aid) ||
	    !pe_keep(a, i[I_PRIVILEGES].value, &a->privileges))
		return pe_out_of_memory(in);
	return PE_OK;
}

/* ---- remote file management ---- */

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
	static const int kept[] = {DOMAIN, LEVEL, ACCESS, ADMIN_ACCESS, ADF};
	struct tlv t[FIELDS], adf[3];
	struct gp_application *a = NULL;
	struct buf parameters;
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status == PE_OK && tlv_present(&t[ADF]))
		status = pe_sequence(in, t[ADF].value, adf_fields, 3, adf);
	if (status == PE_OK)
		status = new_application(in, pe, GP_RFM, &t[INSTANCE], &a);
	if (status == PE_OK)
		status = rfm_tars(in, a, &t[TARS]);
	if (status != PE_OK)
		return status;
	a->life_cycle = LIFE_CYCLE_SELECTABLE;
	parameters = buf_new(a);
	for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
		put_present(&parameters, &t[kept[k]]);
	a->parameters = buf_slice(&parameters);
	return buf_ok(&parameters) ? PE_OK : pe_out_of_memory(in);
}

/* ---- applications ---- */

/* There is no virtual machine: code cannot be loaded, and no package but the security domains' is
 * built in for an instance to come from. */
enum pe_status pe_application(struct installer *in, const struct pe *pe)
{
	enum { HEADER, LOAD_BLOCK, INSTANCES, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[HEADER] = {"app-Header", 0xA0, 0, 0, 0},
		[LOAD_BLOCK] = {"loadBlock", 0xA1, TLV_OPTIONAL, 0, 0},
		[INSTANCES] = {"instanceList", 0xA2, TLV_OPTIONAL, 0, 0},
	};
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status != PE_OK)
		return status;
	if (tlv_present(&t[LOAD_BLOCK]))
		return pe_fail(in, PE_RUNTIME_NOT_SUPPORTED, t[LOAD_BLOCK].whole.p,
			       "no runtime for load blocks");
	return pe_fail(in, PE_LIB_NOT_SUPPORTED, t[INSTANCES].whole.p, "package not available");
}
