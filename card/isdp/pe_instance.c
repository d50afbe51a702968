/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <talloc.h>

#include "isdp/pe_instance.h"

enum { APPLICATION_COST = 64 }; /* bytes of memory beside the data */

void pe_put_present(struct buf *b, const struct tlv *t)
{
	if (tlv_present(t))
		buf_put_slice(b, t->whole);
}

enum pe_status pe_add_application(struct installer *in, enum gp_application_kind kind,
				  const struct tlv *aid, size_t bytes, struct gp_application **out)
{
	struct gp_application **end = &in->applications;
	enum pe_status status;

	for (; *end; end = &(*end)->next)
		if (slice_eq((*end)->aid, aid->value))
			return pe_fail(in, PE_BAD_VALUES, aid->whole.p, "its AID is taken");
	status = pe_charge(in, APPLICATION_COST + bytes);
	if (status != PE_OK)
		return status;
	*out = talloc_zero(in, struct gp_application);
	if (!*out)
		return pe_out_of_memory(in);
	*end = *out;
	(*out)->kind = kind;
	(*out)->life_cycle = LIFE_CYCLE_SELECTABLE;
	return pe_keep(*out, aid->value, &(*out)->aid) ? PE_OK : pe_out_of_memory(in);
}

enum pe_status pe_check_domain(struct installer *in, const struct tlv *aid)
{
	if (!tlv_present(aid))
		return PE_OK;
	for (const struct gp_application *a = in->applications; a; a = a->next)
		if (a->kind == GP_SECURITY_DOMAIN && slice_eq(a->aid, aid->value))
			return PE_OK;
	return pe_fail(in, PE_BAD_VALUES, aid->whole.p, "no such security domain");
}

/* ---- access to files ---- */

/* TS 102 226 8.2.1.3.2.2.2: a byte for the mechanism, and what that needs. */
static bool access_domain_valid(struct slice domain)
{
	enum { FULL_ACCESS = 0x00, UICC_MECHANISM = 0x02, NO_ACCESS = 0xFF, RIGHTS_BYTES = 3 };

	if (domain.n == 0)
		return false;
	switch (domain.p[0]) {
	case FULL_ACCESS:
	case NO_ACCESS:
		return domain.n == 1;
	case UICC_MECHANISM:
		return domain.n == 1 + RIGHTS_BYTES;
	default:
		return false; /* RFU, or a mechanism of another maker's */
	}
}

enum pe_status pe_check_access_domain(struct installer *in, const struct tlv *domain)
{
	return access_domain_valid(domain->value)
		       ? PE_OK
		       : pe_fail(in, PE_BAD_VALUES, domain->whole.p, "access domain");
}

/* ---- toolkit parameters ---- */

/* Takes a length byte and as many units off the front; false where they are not there. */
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

static enum pe_status set_tars(struct installer *in, struct gp_application *a,
			       const struct tlv *parameters)
{
	struct slice tars;
	struct tlv toolkit;
	int r = tlv_find(parameters->value, 0x80, &toolkit);

	if (r == 0)
		return PE_OK;
	if (r < 0 || !toolkit_tars(toolkit.value, &tars))
		return pe_fail(in, PE_BAD_VALUES, parameters->whole.p, "applicationParameters");
	return pe_keep(a, tars, &a->tar) ? PE_OK : pe_out_of_memory(in);
}

/* UICC access parameters, TS 102 226 8.2.1.3.2.2.1: for the file system and for each ADF its AID
 * (empty for the former), access domain, and authentication (DAP, which may be empty). */
static bool access_parameters_valid(struct slice parameters)
{
	struct slice aid, domain, dap;

	while (parameters.n)
		if (!take_counted(&parameters, 1, &aid) || !take_counted(&parameters, 1, &domain) ||
		    !access_domain_valid(domain) || !take_counted(&parameters, 1, &dap))
			return false;
	return true;
}

/* Tags of UICCApplicationParameters. */
static enum pe_status check_access(struct installer *in, const struct tlv *parameters)
{
	enum { UICC_ACCESS = 0x81, ADMINISTRATIVE_ACCESS = 0x82 };
	struct slice rest = parameters->value;
	struct tlv t;

	while (tlv_next(&rest, &t) == 1)
		if ((t.tag == UICC_ACCESS || t.tag == ADMINISTRATIVE_ACCESS) &&
		    !access_parameters_valid(t.value))
			return pe_fail(in, PE_BAD_VALUES, t.whole.p, "access parameters");
	return PE_OK;
}

/* ---- ApplicationInstance ---- */

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

/* It has explicit tags, so no automatic ones. */
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

enum pe_status pe_instance_package(struct installer *in, const struct tlv *instance,
				   struct slice *aid)
{
	struct tlv t[INSTANCE_FIELDS];
	enum pe_status status =
		pe_sequence(in, instance->value, instance_fields, INSTANCE_FIELDS, t);

	*aid = t[I_PACKAGE].value;
	return status;
}

static enum pe_status keep_instance(struct installer *in, const struct tlv t[INSTANCE_FIELDS],
				    struct slice more, struct gp_application *a)
{
	static const int kept[] = {I_DOMAIN,      I_PARAMETERS,   I_SYSTEM,
				   I_APPLICATION, I_PROCESS_DATA, I_CONTROL_REFERENCE};
	struct buf parameters = buf_new(a);

	if (tlv_present(&t[I_LIFE_CYCLE]))
		a->life_cycle = t[I_LIFE_CYCLE].value.p[0];
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		pe_put_present(&parameters, &t[kept[i]]);
	buf_put_slice(&parameters, more);
	a->parameters = buf_slice(&parameters);
	if (!buf_ok(&parameters) || !pe_keep(a, t[I_PACKAGE].value, &a->package_aid) ||
	    !pe_keep(a, t[I_CLASS].value, &a->module_aid) ||
	    !pe_keep(a, t[I_PRIVILEGES].value, &a->privileges))
		return pe_out_of_memory(in);
	return PE_OK;
}

enum pe_status pe_add_instance(struct installer *in, enum gp_application_kind kind,
			       const struct tlv *instance, struct slice more,
			       struct gp_application **out)
{
	struct tlv t[INSTANCE_FIELDS];
	enum pe_status status =
		pe_sequence(in, instance->value, instance_fields, INSTANCE_FIELDS, t);

	if (status == PE_OK)
		status = pe_check_domain(in, &t[I_DOMAIN]);
	if (status == PE_OK)
		status = check_access(in, &t[I_APPLICATION]);
	if (status == PE_OK)
		status = pe_add_application(in, kind, &t[I_INSTANCE], instance->value.n + more.n,
					    out);
	if (status == PE_OK)
		status = set_tars(in, *out, &t[I_APPLICATION]);
	return status == PE_OK ? keep_instance(in, t, more, *out) : status;
}
