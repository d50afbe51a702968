/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-SecurityDomain. */
#include <talloc.h>

#include "isdp/pe_instance.h"

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
	enum pe_status status = pe_charge(in, list->value.n);
	struct tlv object;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &object)) == 1 && object.tag == 0x30)
		status = add_key(in, a, &object);
	if (status == PE_OK && r != 0)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, list->whole.p, "keyList: malformed");
	return status;
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
	struct tlv t[FIELDS];
	struct gp_application *a = NULL;
	struct buf personalisation = buf_new(in);
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status != PE_OK)
		return status;
	for (int i = PERSO; i <= CAT_TP; i++)
		pe_put_present(&personalisation, &t[i]);
	if (!buf_ok(&personalisation))
		return pe_out_of_memory(in);
	status = pe_add_instance(in, GP_SECURITY_DOMAIN, &t[INSTANCE], buf_slice(&personalisation),
				 &a);
	buf_reset(&personalisation);
	return status == PE_OK ? add_keys(in, a, &t[KEYS]) : status;
}
