/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a description to profile elements, in the order that the installation needs: what an
 * element refers to comes before it. */
#include <errno.h>

#include "codec/tlv.h"
#include "crypto/milenage.h"
#include "profile/builder.h"
#include "profile/coding.h"
#include "profile/profile.h"
#include "profile/reader.h"

enum {
	VERSION_MAJOR = 2, /* of the Interoperable Format: what any eUICC of today takes */
	VERSION_MINOR = 3,
	TRIES_PIN = 0x33, /* three tries, three left */
	TRIES_PUK = 0xAA,
	PIN_ATTRIBUTES_ENABLED = 0x01,
	PIN_ATTRIBUTES_CHANGE = 0x02,
	PIN_ATTRIBUTES_DISABLE = 0x04,
	KEY_PIN1 = 1,
	KEY_ADM1 = 10,
	KEY_PIN2 = 129,
	DIR_RECORD_BYTES = 4 + 16 + 2 + LABEL_BYTES,
};

/* Object identifiers of the file structure templates, annex A. */
#define TEMPLATE_MF         "2.23.143.1.2.1"
#define TEMPLATE_TELECOM    "2.23.143.1.2.3"
#define TEMPLATE_USIM       "2.23.143.1.2.4"
#define TEMPLATE_OPT_USIM   "2.23.143.1.2.5"
#define TEMPLATE_GSM_ACCESS "2.23.143.1.2.7"

/* Values of PIN status templates: the keys of a directory, its own PIN2 among them. */
#define PINS_OF_MF   "010A"
#define PINS_OF_USIM "01810A"

/* ---- parts ---- */

void put_member(struct builder *b, json_t *object, const char *name, json_t *value)
{
	if (!value || json_object_set_new(object, name, value))
		b->failed = true;
}

void add_element(struct builder *b, const char *name, const char *header, json_t *value)
{
	json_t *element;

	put_member(b, value, header,
		   json_pack("{s:n, s:i}", "mandated", "identification", ++b->identification));
	element = json_pack("{s:o}", name, value);
	if (!element || json_array_append_new(b->elements, element))
		b->failed = true;
}

json_t *hex_number(struct builder *b, uint32_t n, size_t width)
{
	uint8_t bytes[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};
	size_t skip = 0;
	json_t *j;

	while (skip < 4 - width && bytes[skip] == 0)
		skip++;
	j = asn1_hex(slice_of(bytes + skip, 4 - skip));
	b->failed |= !j;
	return j;
}

static json_t *hex_of(struct builder *b, struct buf *content)
{
	json_t *j = buf_ok(content) ? asn1_hex(buf_slice(content)) : NULL;

	b->failed |= !j;
	buf_reset(content);
	return j;
}

json_t *file_of(struct builder *b, struct buf *content)
{
	return json_pack("[{s:o}]", "fillFileContent", hex_of(b, content));
}

json_t *file_sized(struct builder *b, struct buf *content)
{
	json_t *size = hex_number(b, (uint32_t)content->n, 1);

	return json_pack("[{s:{s:o}}, {s:o}]", "fileDescriptor", "efFileSize", size,
			 "fillFileContent", hex_of(b, content));
}

/* The file descriptor of a linear fixed file, TS 102 222 6.3.2.2.1. */
static json_t *linear_descriptor(struct builder *b, size_t record_length)
{
	return hex_number(b, 0x42210000 | (uint32_t)record_length, 4);
}

json_t *file_records(struct builder *b, struct buf *content, size_t record_length)
{
	json_t *size = hex_number(b, (uint32_t)content->n, 1);

	return json_pack("[{s:{s:o, s:o}}, {s:o}]", "fileDescriptor", "fileDescriptor",
			 linear_descriptor(b, record_length), "efFileSize", size, "fillFileContent",
			 hex_of(b, content));
}

json_t *file_df(struct builder *b, const char *pins)
{
	json_t *j = json_pack("[{s:{s:s}}]", "fileDescriptor", "pinStatusTemplateDO", pins);

	b->failed |= !j;
	return j;
}

json_t *file_arr(struct builder *b)
{
	struct buf content = buf_new(b->ctx);
	size_t length = 0;

	for (size_t i = 0; i < b->rules.n; i++)
		length = b->rules.records[i].n > length ? b->rules.records[i].n : length;
	for (size_t i = 0; i < b->rules.n; i++) {
		buf_put_slice(&content, b->rules.records[i]);
		buf_fill(&content, 0xFF, length - b->rules.records[i].n);
	}
	return file_records(b, &content, length);
}

/* ---- the elements ---- */

/* The service of the ProfileHeader that the algorithm is. */
static const char *algorithm_service(const struct description *d)
{
	if (d->algorithm == AKA_MILENAGE)
		return "milenage";
	if (d->algorithm == AKA_TUAK)
		return d->k.n == 16 ? "tuak128" : "tuak256";
	return "usim-test-algorithm";
}

static void add_header(struct builder *b)
{
	json_t *header = json_pack("{s:{s:i, s:i, s:s, s:o, s:{s:n, s:n}, s:[s, s, s, s, s]}}",
				   "header", "major-version", VERSION_MAJOR, "minor-version",
				   VERSION_MINOR, "profileType", b->d->profile_type, "iccid",
				   asn1_hex(slice_of(b->d->iccid, sizeof(b->d->iccid))),
				   "eUICC-Mandatory-services", "usim", algorithm_service(b->d),
				   "eUICC-Mandatory-GFSTEList", TEMPLATE_MF, TEMPLATE_TELECOM,
				   TEMPLATE_USIM, TEMPLATE_OPT_USIM, TEMPLATE_GSM_ACCESS);

	if (!header || json_array_append_new(b->elements, header))
		b->failed = true;
}

static json_t *ef_iccid(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	for (size_t i = 0; i < sizeof(b->d->iccid); i++)
		buf_put_u8(&content, (uint8_t)(b->d->iccid[i] << 4 | b->d->iccid[i] >> 4));
	return file_of(b, &content);
}

/* EF.PL, TS 102 221 13.3: two bytes for each language. */
static json_t *ef_pl(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	buf_put_slice(&content, b->d->languages);
	return file_sized(b, &content);
}

/* One application template, TS 102 221 13.1. */
static json_t *ef_dir(struct builder *b)
{
	struct buf content = buf_new(b->ctx), label = buf_new(b->ctx);
	size_t mark = tlv_open(&content, 0x61);

	put_name(&label, b->d->label, LABEL_BYTES);
	while (label.n > 0 && label.p[label.n - 1] == 0xFF)
		label.n--;
	tlv_put(&content, 0x4F, b->d->usim_aid);
	tlv_put(&content, 0x50, buf_slice(&label));
	tlv_close(&content, mark);
	buf_fill(&content, 0xFF, DIR_RECORD_BYTES - content.n);
	return file_records(b, &content, DIR_RECORD_BYTES);
}

static void add_mf(struct builder *b)
{
	json_t *mf = json_pack("{s:s}", "templateID", TEMPLATE_MF);

	put_member(b, mf, "mf", file_df(b, PINS_OF_MF));
	if (b->d->languages.n)
		put_member(b, mf, "ef-pl", ef_pl(b));
	put_member(b, mf, "ef-iccid", ef_iccid(b));
	put_member(b, mf, "ef-dir", ef_dir(b));
	put_member(b, mf, "ef-arr", file_arr(b));
	add_element(b, "mf", "mf-header", mf);
}

static json_t *puk(const uint8_t value[8], int reference)
{
	return json_pack("{s:i, s:o}", "keyReference", reference, "pukValue",
			 asn1_hex(slice_of(value, 8)));
}

static void add_puks(struct builder *b)
{
	add_element(b, "pukCodes", "puk-Header",
		    json_pack("{s:[o, o]}", "pukCodes", puk(b->d->puk1, KEY_PIN1),
			      puk(b->d->puk2, KEY_PIN2)));
}

/* @puk: its reference, 0 for none. DEFAULT values stay out, as DER demands. */
static json_t *pin(struct builder *b, int reference, const uint8_t value[8], int puk_reference,
		   int attributes, int tries)
{
	json_t *j = json_pack("{s:i, s:o}", "keyReference", reference, "pinValue",
			      asn1_hex(slice_of(value, 8)));

	if (puk_reference)
		put_member(b, j, "unblockingPINReference", json_integer(puk_reference));
	if (attributes != (PIN_ATTRIBUTES_ENABLED | PIN_ATTRIBUTES_CHANGE | PIN_ATTRIBUTES_DISABLE))
		put_member(b, j, "pinAttributes", json_integer(attributes));
	if (tries != TRIES_PIN)
		put_member(b, j, "maxNumOfAttemps-retryNumLeft", json_integer(tries));
	return j;
}

static void add_global_pins(struct builder *b)
{
	int pin1 = PIN_ATTRIBUTES_CHANGE | PIN_ATTRIBUTES_DISABLE |
		   (b->d->pin1_enabled ? PIN_ATTRIBUTES_ENABLED : 0);

	add_element(b, "pinCodes", "pin-Header",
		    json_pack("{s:{s:[o, o]}}", "pinCodes", "pinconfig",
			      pin(b, KEY_PIN1, b->d->pin1, KEY_PIN1, pin1, TRIES_PIN),
			      pin(b, KEY_ADM1, b->d->adm1, 0,
				  PIN_ATTRIBUTES_ENABLED | PIN_ATTRIBUTES_CHANGE, TRIES_PUK)));
}

/* PIN2 lives in the USIM. */
static void add_usim_pins(struct builder *b)
{
	add_element(b, "pinCodes", "pin-Header",
		    json_pack("{s:{s:[o]}}", "pinCodes", "pinconfig",
			      pin(b, KEY_PIN2, b->d->pin2, KEY_PIN2,
				  PIN_ATTRIBUTES_ENABLED | PIN_ATTRIBUTES_CHANGE, TRIES_PIN)));
}

static void add_telecom(struct builder *b)
{
	json_t *telecom = json_pack("{s:s}", "templateID", TEMPLATE_TELECOM);

	put_member(b, telecom, "df-telecom", file_df(b, PINS_OF_MF));
	put_member(b, telecom, "ef-arr", file_arr(b));
	add_element(b, "telecom", "telecom-header", telecom);
}

static void add_usim(struct builder *b)
{
	json_t *usim =
		json_pack("{s:s, s:[{s:{s:o, s:o, s:s}}]}", "templateID", TEMPLATE_USIM, "adf-usim",
			  "fileDescriptor", "fileID", hex_number(b, USIM_TEMPORARY_FID, 2),
			  "dfName", asn1_hex(b->d->usim_aid), "pinStatusTemplateDO", PINS_OF_USIM);

	add_usim_files(b, usim);
	add_element(b, "usim", "usim-header", usim);
}

static void add_opt_usim(struct builder *b)
{
	json_t *opt_usim = json_pack("{s:s}", "templateID", TEMPLATE_OPT_USIM);

	add_opt_usim_files(b, opt_usim);
	add_element(b, "opt-usim", "optusim-header", opt_usim);
}

/* ---- authentication ---- */

static void put_constants(struct builder *b, json_t *algorithm)
{
	struct milenage standard;
	struct slice r = b->d->rotations, c = b->d->constants;

	milenage_defaults(&standard);
	if (r.n && !slice_eq(r, slice_of(standard.r, sizeof(standard.r))))
		put_member(b, algorithm, "rotationConstants", asn1_hex(r));
	if (c.n && !slice_eq(c, slice_of(standard.c, sizeof(standard.c))))
		put_member(b, algorithm, "xoringConstants", asn1_hex(c));
}

/* The SQN of all 32 indices; zeroes are the module's default. */
static void put_sqn(struct builder *b, json_t *aka)
{
	static const uint8_t zero[6];
	json_t *list;

	if (!memcmp(b->d->sqn, zero, sizeof(zero)))
		return;
	list = json_array();
	for (int i = 0; i < 32; i++)
		if (json_array_append_new(list, asn1_hex(slice_of(b->d->sqn, 6))))
			b->failed = true;
	put_member(b, aka, "sqnInit", list);
}

static void add_aka(struct builder *b)
{
	json_t *algorithm = json_pack(
		"{s:i, s:o, s:o, s:o}", "algorithmID", (int)b->d->algorithm, "algorithmOptions",
		asn1_hex(slice_of(&b->d->algorithm_options, 1)), "key", asn1_hex(b->d->k), "opc",
		asn1_hex(slice_of(b->d->opc, b->d->opc_length)));
	json_t *aka;

	put_constants(b, algorithm);
	if (b->d->keccak_iterations != 1)
		put_member(b, algorithm, "numberOfKeccak", json_integer(b->d->keccak_iterations));
	aka = json_pack("{s:{s:o}}", "algoConfiguration", "algoParameter", algorithm);
	put_sqn(b, aka);
	add_element(b, "akaParameter", "aka-header", aka);
}

/* For the 2G access that service 27 promises: no Kc yet (TS 31.102 4.4.3). */
static json_t *ef_kc(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	buf_fill(&content, 0xFF, 8);
	buf_put_u8(&content, 0x07);
	return file_of(b, &content);
}

static void add_gsm_access(struct builder *b)
{
	json_t *gsm = json_pack("{s:s}", "templateID", TEMPLATE_GSM_ACCESS);

	put_member(b, gsm, "df-gsm-access", file_df(b, PINS_OF_USIM));
	put_member(b, gsm, "ef-kc", ef_kc(b));
	put_member(b, gsm, "ef-kcgprs", ef_kc(b));
	add_element(b, "gsm-access", "gsm-access-header", gsm);
}

/* ---- extra files ---- */

/* First byte of a file descriptor, shareable (TS 102 221 11.1.1.4.3). */
static uint32_t descriptor_of(const struct extra_file *f)
{
	switch (f->kind) {
	case FILE_DF:
		return 0x7821;
	case FILE_LINEAR_FIXED:
		return 0x42210000u | f->record_length;
	case FILE_CYCLIC:
		return 0x46210000u | f->record_length;
	default:
		return 0x4121;
	}
}

static json_t *extra_fcp(struct builder *b, const struct extra_file *f, uint8_t rule)
{
	struct slice fid = slice_sub(f->path, f->path.n - 2, 2);
	bool in_usim = be16(f->path.p) == 0x7FFF;
	json_t *fcp =
		json_pack("{s:o, s:o, s:o}", "fileDescriptor", hex_number(b, descriptor_of(f), 2),
			  "fileID", asn1_hex(fid), "securityAttributesReferenced",
			  hex_number(b, (in_usim ? 0x6F0600u : 0x2F0600u) | rule, 3));

	if (f->kind == FILE_DF) {
		put_member(b, fcp, "pinStatusTemplateDO",
			   json_string(in_usim ? PINS_OF_USIM : PINS_OF_MF));
		return fcp;
	}
	put_member(b, fcp, "efFileSize", hex_number(b, f->size, 1));
	put_member(b, fcp, "shortEFID",
		   f->sfi ? hex_number(b, (uint32_t)f->sfi << 3, 1) : json_string(""));
	return fcp;
}

static struct slice directory_of(const struct extra_file *f)
{
	return slice_sub(f->path, 0, f->path.n - 2);
}

/* The directory of @f, the USIM by its temporary identifier. */
static json_t *directory_path(struct builder *b, const struct extra_file *f)
{
	struct slice path = directory_of(f);
	struct buf out = buf_new(b->ctx);

	if (path.n && be16(path.p) == 0x7FFF) {
		buf_put_u16(&out, USIM_TEMPORARY_FID);
		path = slice_sub(path, 2, SIZE_MAX);
	}
	buf_put_slice(&out, path);
	return hex_of(b, &out);
}

static void add_command(struct builder *b, json_t *commands, const char *name, json_t *value)
{
	json_t *command = json_pack("{s:o}", name, value);

	if (!command || json_array_append_new(commands, command))
		b->failed = true;
}

static void add_extra_files(struct builder *b, const uint8_t *rules)
{
	json_t *commands = json_array();

	for (size_t i = 0; i < b->d->file_count; i++) {
		const struct extra_file *f = &b->d->files[i];

		/* After createFCP of a DF the DF is the current one, so say where we are. */
		if (i == 0 || !slice_eq(directory_of(f), directory_of(f - 1)) ||
		    f[-1].kind == FILE_DF)
			add_command(b, commands, "filePath", directory_path(b, f));
		add_command(b, commands, "createFCP", extra_fcp(b, f, rules[i]));
		if (f->content.n)
			add_command(b, commands, "fillFileContent", asn1_hex(f->content));
	}
	add_element(b, "genericFileManagement", "gfm-header",
		    json_pack("{s:[o]}", "fileManagementCMD", commands));
}

/* ---- the security domain ---- */

/* A key of the security domain: its usage is GlobalPlatform 11.1.9's key usage qualifier. */
static json_t *sd_key(struct builder *b, const char *id, const char *usage)
{
	return json_pack("{s:s, s:s, s:s, s:[{s:s, s:o}]}", "keyUsageQualifier", usage,
			 "keyIdentifier", id, "keyVersionNumber", "01", "keyComponents", "keyType",
			 "88", "keyData", asn1_hex(b->d->sd_key)); /* 88: AES */
}

/* The operator's security domain: the package and class that GlobalPlatform gives to issuer
 * security domains, SCP80 with the AES keys of version 1, personalised. */
static void add_security_domain(struct builder *b)
{
	json_t *sd = json_pack(
		"{s:{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}}}", "instance",
		"applicationLoadPackageAID", "A0000001515350", "classAID", "A000000151535041",
		"instanceAID", "A000000151000000", "applicationPrivileges", "82DC00",
		"lifeCycleState", "0F", "applicationSpecificParametersC9", "81028000",
		"applicationParameters",
		/* TS 102 226 8.2.1.3.2.2.1: no timers, menus, channels; minimum security of a
		 * cryptographic checksum and a counter; TAR B20100. */
		"uiccToolkitApplicationSpecificParametersField", "010000000002011203B2010000");

	put_member(b, sd, "keyList",
		   json_pack("[o, o, o]", sd_key(b, "01", "18"), sd_key(b, "02", "14"),
			     sd_key(b, "03", "48")));
	add_element(b, "securityDomain", "sd-Header", sd);
}

/* ---- the whole ---- */

/* Directories that the other elements make. */
static const struct slice known_directories[] = {
	{(const uint8_t *)"", 0},
	{(const uint8_t *)"\x7F\x10", 2},
	{(const uint8_t *)"\x7F\xFF", 2},
	{(const uint8_t *)"\x7F\xFF\x5F\x3B", 4},
};

static bool directory_exists(const struct description *d, size_t before, struct slice path)
{
	for (size_t i = 0; i < sizeof(known_directories) / sizeof(known_directories[0]); i++)
		if (slice_eq(known_directories[i], path))
			return true;
	for (size_t i = 0; i < before; i++)
		if (d->files[i].kind == FILE_DF && slice_eq(d->files[i].path, path))
			return true;
	return false;
}

static int check_extra_file(const struct description *d, size_t i, struct asn1_error *err)
{
	struct slice path = d->files[i].path;

	for (size_t j = 0; j < i; j++)
		if (slice_eq(path, d->files[j].path))
			return asn1_fail(err, -EINVAL, "the same as files[%zu].path", j);
	if (!directory_exists(d, i, directory_of(&d->files[i])))
		return asn1_fail(err, -EINVAL, "no directory before it holds this file");
	return 0;
}

/* Numbers of the access rules of all extra files. */
static int assign_rules(struct builder *b, uint8_t *numbers, struct asn1_error *err)
{
	for (size_t i = 0; i < b->d->file_count; i++) {
		int r = check_extra_file(b->d, i, err);

		if (r) {
			asn1_fail_in(err, r, "path");
			asn1_fail_at(err, r, i);
			return asn1_fail_in(err, r, "files");
		}
		r = access_rules_for(b->ctx, &b->rules, &b->d->files[i]);
		if (r < 0)
			return r;
		numbers[i] = (uint8_t)r;
	}
	return 0;
}

static void add_all(struct builder *b, const uint8_t *rules)
{
	add_header(b);
	add_mf(b);
	add_puks(b);
	add_global_pins(b);
	add_telecom(b);
	add_usim(b);
	add_usim_pins(b);
	add_opt_usim(b);
	add_aka(b);
	add_gsm_access(b);
	if (b->d->file_count)
		add_extra_files(b, rules);
	add_security_domain(b);
	add_element(b, "end", "end-header", json_object());
}

int profile_build(const json_t *description, json_t **package, struct asn1_error *err)
{
	struct description d;
	struct builder b = {.ctx = err->ctx, .d = &d};
	uint8_t rules[EXTRA_FILES_MAX];
	int r = read_no_nul(description, err);

	if (!r)
		r = description_read(description, &d, err);
	if (!r)
		r = access_rules_init(b.ctx, &b.rules);
	if (!r)
		r = assign_rules(&b, rules, err);
	if (r)
		return r;
	b.elements = json_array();
	add_all(&b, rules);
	*package = json_pack("{s:o}", "elements", b.elements);
	if (*package && !b.failed)
		return 0;
	json_decref(*package);
	return -ENOMEM;
}
