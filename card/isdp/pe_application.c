/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-Application. There is no virtual machine: load blocks and the instances of what is in them are
 * kept in the image and listed, but never run, which the PEStatus says. Where the element is
 * mandated, its support is, too (PEHeader), and the installation ends. */
#include "isdp/pe_instance.h"

enum { HEADER, LOAD_BLOCK, INSTANCES, FIELDS };

enum {
	B_PACKAGE,
	B_DOMAIN,
	B_CODE_LIMIT,
	B_VOLATILE_LIMIT,
	B_DATA_LIMIT,
	B_HASH,
	B_OBJECT,
	BLOCK_FIELDS
};

/* ApplicationLoadPackage has explicit tags, so no automatic ones. */
static const struct tlv_field block_fields[BLOCK_FIELDS] = {
	[B_PACKAGE] = {"loadPackageAID", TAG_AID, 0, AID_MIN, AID_MAX},
	[B_DOMAIN] = {"securityDomainAID", TAG_AID, TLV_OPTIONAL, AID_MIN, AID_MAX},
	[B_CODE_LIMIT] = {"nonVolatileCodeLimitC6", 0xC6, TLV_OPTIONAL, 0, 0},
	[B_VOLATILE_LIMIT] = {"volatileDataLimitC7", 0xC7, TLV_OPTIONAL, 0, 0},
	[B_DATA_LIMIT] = {"nonVolatileDataLimitC8", 0xC8, TLV_OPTIONAL, 0, 0},
	[B_HASH] = {"hashValue", 0xC1, TLV_OPTIONAL, 0, 0},
	[B_OBJECT] = {"loadBlockObject", 0xC4, 0, 0, 0},
};

static enum pe_status keep_load_block(struct installer *in, const struct tlv t[BLOCK_FIELDS])
{
	struct gp_application *a;
	struct buf parameters;
	enum pe_status status =
		pe_add_application(in, GP_LOAD_PACKAGE, &t[B_PACKAGE], t[B_OBJECT].value.n, &a);

	if (status != PE_OK)
		return status;
	parameters = buf_new(a);
	for (int i = B_DOMAIN; i <= B_HASH; i++)
		pe_put_present(&parameters, &t[i]);
	a->parameters = buf_slice(&parameters);
	if (!buf_ok(&parameters) || !pe_keep(a, t[B_OBJECT].value, &a->load_block))
		return pe_out_of_memory(in);
	return PE_OK;
}

/* GPCS C.2: the hash is over the load file data block, by an algorithm that its length tells. The
 * card has no other means to check a block that it does not run. */
static enum pe_status check_hash(struct installer *in, const struct tlv *hash, struct slice block)
{
	uint8_t digest[64];

	if (hash->value.n == 0)
		return PE_OK;
	if (hash->value.n > sizeof(digest) ||
	    crypto_sha(in->crypto, block, digest, hash->value.n) ||
	    !crypto_equal(hash->value, slice_of(digest, hash->value.n)))
		return pe_fail(in, PE_BAD_VALUES, hash->whole.p,
			       "hashValue is not the load block's");
	return PE_OK;
}

static enum pe_status check_block(struct installer *in, const struct tlv t[BLOCK_FIELDS])
{
	enum pe_status status = pe_check_domain(in, &t[B_DOMAIN]);

	return status == PE_OK ? check_hash(in, &t[B_HASH], t[B_OBJECT].value) : status;
}

static bool is_kept(const struct installer *in, struct slice package)
{
	for (const struct gp_application *a = in->applications; a; a = a->next)
		if (a->kind == GP_LOAD_PACKAGE && slice_eq(a->aid, package))
			return true;
	return false;
}

/* What the element says about its own load package, and about instances. */
struct application {
	struct tlv block[BLOCK_FIELDS];
	bool has_block;
	struct slice instances;
};

/* No package but the security domains' is built in, so an instance needs one of the profile. */
static enum pe_status check_instances(struct installer *in, const struct application *app)
{
	struct slice rest = app->instances, package;
	enum pe_status status = PE_OK;
	struct tlv t;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &t)) == 1) {
		if (t.tag != 0x30)
			return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t.whole.p,
				       "instanceList: malformed");
		status = pe_instance_package(in, &t, &package);
		if (status == PE_OK && !is_kept(in, package) &&
		    !(app->has_block && slice_eq(package, app->block[B_PACKAGE].value)))
			return pe_fail(in, PE_LIB_NOT_SUPPORTED, t.whole.p,
				       "load package not available");
	}
	if (r < 0)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, rest.p, "instanceList: malformed");
	return status;
}

static enum pe_status read_application(struct installer *in, const struct pe *pe,
				       struct application *app)
{
	static const struct tlv_field fields[FIELDS] = {
		[HEADER] = {"app-Header", 0xA0, 0, 0, 0},
		[LOAD_BLOCK] = {"loadBlock", 0xA1, TLV_OPTIONAL, 0, 0},
		[INSTANCES] = {"instanceList", 0xA2, TLV_OPTIONAL, 2, 0},
	};
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status != PE_OK)
		return status;
	app->has_block = tlv_present(&t[LOAD_BLOCK]);
	app->instances = t[INSTANCES].value;
	if (app->has_block)
		status = pe_sequence(in, t[LOAD_BLOCK].value, block_fields, BLOCK_FIELDS,
				     app->block);
	if (status == PE_OK && app->has_block)
		status = check_block(in, app->block);
	return status == PE_OK ? check_instances(in, app) : status;
}

enum pe_status pe_application(struct installer *in, const struct pe *pe)
{
	static const struct slice nothing = {NULL, 0};
	struct application app = {0};
	struct gp_application *a;
	enum pe_status status = read_application(in, pe, &app);
	struct tlv t;

	if (status != PE_OK || (!app.has_block && app.instances.n == 0))
		return status;
	if (pe->mandated)
		return pe_fail(in, PE_RUNTIME_NOT_SUPPORTED, NULL, "no runtime for applications");
	if (app.has_block)
		status = keep_load_block(in, app.block);
	while (status == PE_OK && tlv_next(&app.instances, &t) == 1)
		status = pe_add_instance(in, GP_APPLICATION, &t, nothing, &a);
	return status == PE_OK ? pe_note(in, pe, PE_RUNTIME_NOT_SUPPORTED) : status;
}
