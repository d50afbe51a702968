/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptions: the samples build, what they say reaches the package, and what is wrong with one
 * is said with the place where it stands. */
#include <errno.h>

#include "codec/tlv.h"
#include "isdp/installer.h"
#include "profile/coding.h"
#include "profile/profile.h"
#include "unit.h"

static void *ctx;
static struct asn1_error err;

static void setup(void)
{
	ctx = talloc_new(NULL);
	err = (struct asn1_error){.ctx = ctx};
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* The smallest description, with what @json says put over it. */
static json_t *description(const char *json)
{
	json_t *d = json_loads("{\"iccid\": \"898821100000000001\", \"imsi\": \"001010123456789\","
			       " \"authentication\": {"
			       "   \"k\": \"465b5ce8b199b49faa5f0a2ee238a6bc\","
			       "   \"opc\": \"cd63cb71954a9f4e48a5994e37a02baf\"}}",
			       0, NULL);
	json_t *over = json_loads(json, JSON_DECODE_ANY, NULL);

	ck_assert_ptr_nonnull(d);
	ck_assert_msg(over != NULL, "%s", json);
	json_object_update(d, over);
	json_decref(over);
	return d;
}

/* The value of the first element @name of what @json builds. A new reference. */
static json_t *built(const char *json, const char *name)
{
	json_t *d = description(json), *package = NULL, *element, *found = NULL;
	size_t i;

	ck_assert_msg(profile_build(d, &package, &err) == 0, "%s: %s", err.where, err.what);
	json_array_foreach (json_object_get(package, "elements"), i, element) {
		if (!found)
			found = json_incref(json_object_get(element, name));
	}
	ck_assert_msg(found != NULL, "no %s", name);
	json_decref(package);
	json_decref(d);
	return found;
}

/* The contents of file @file of element @name, as hex; NULL where the template decides. */
static char *file_content(const char *json, const char *name, const char *file)
{
	json_t *element = built(json, name), *part;
	char *hex = NULL;
	size_t i;

	json_array_foreach (json_object_get(element, file), i, part) {
		const char *text = json_string_value(json_object_get(part, "fillFileContent"));

		if (text)
			hex = talloc_strdup(ctx, text);
	}
	json_decref(element);
	return hex;
}

static const struct {
	const char *json;
	const char *element;
	const char *file;
	const char *hex;
} contents[] = {
	{"{}", "mf", "ef-iccid", "988812010000000010F1"},
	{"{\"iccid\": \"89000123456789012341\"}", "mf", "ef-iccid", "98001032547698103214"},
	{"{}", "mf", "ef-pl", NULL},
	{"{\"languages\": [\"en\", \"fi\"]}", "mf", "ef-pl", "656E6669"},
	{"{}", "mf", "ef-dir",
	 "61184F10A0000000871002FFFFFFFF89070900005004"
	 "5553494D"
	 "FFFFFFFFFFFFFFFFFFFFFFFF"},
	{"{\"usimAid\": \"A0000000871002\", \"usimLabel\": \"\\u0142\"}", "mf", "ef-dir",
	 "610E4F07A00000008710025003800142"
	 "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"},
	{"{}", "usim", "ef-imsi", "080910101032547698"},
	{"{\"imsi\": \"00101012345678\"}", "usim", "ef-imsi", "0801101010325476F8"},
	{"{\"imsi\": \"001010\"}", "usim", "ef-imsi", "04011010F0FFFFFFFF"},
	{"{}", "usim", "ef-acc", "0200"},
	{"{\"accessClasses\": [0, 15]}", "usim", "ef-acc", "8001"},
	{"{}", "usim", "ef-ad", "00000002"},
	{"{\"mncLength\": 3, \"operationMode\": \"type-approval\"}", "usim", "ef-ad", "80000003"},
	{"{\"mncLength\": 3}", "opt-usim", "ef-hplmnwact", "000110C880"},
	{"{}", "opt-usim", "ef-hplmnwact", "00F110C880"},
	{"{\"plmns\": {\"home\": [{\"plmn\": \"310410\", \"technologies\": [\"gsm\"]}]}}",
	 "opt-usim", "ef-hplmnwact", "1300140080"},
	{"{\"plmns\": {\"forbidden\": [\"26201\"]}}", "usim", "ef-fplmn",
	 "62F210FFFFFFFFFFFFFFFFFF"},
	{"{\"serviceProvider\": \"a@_\"}", "usim", "ef-spn", "02610011FFFFFFFFFFFFFFFFFFFFFFFFFF"},
	{"{\"serviceProvider\": \"\\u00fc\"}", "usim", "ef-spn",
	 "027EFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"},
	{"{\"serviceProvider\": \"[\\u20ac]\"}", "usim", "ef-spn",
	 "0280005B20AC005DFFFFFFFFFFFFFFFFFF"},
	{"{\"emergencyNumbers\": [\"112\", \"08\", \"123456\"]}", "usim", "ef-ecc",
	 "11F2FF0080FFFF0021436500"},
	{"{\"msisdn\": \"+491234\"}", "opt-usim", "ef-msisdn",
	 "FFFFFFFFFFFFFFFFFFFF0491942143FFFFFFFFFFFFFFFFFF"},
	{"{\"msisdn\": \"12345678901234567890\"}", "opt-usim", "ef-msisdn",
	 "FFFFFFFFFFFFFFFFFFFF0B8121436587092143658709FFFF"},
	{"{\"smsCentre\": \"123\"}", "usim", "ef-smsp",
	 "FFFFFFFFFFFFFFFFFFFFFDFFFFFFFFFFFFFFFFFFFFFFFF038121F3FFFFFFFFFFFFFFFFFFFFFF"},
	{"{}", "usim", "ef-ust", "020A040423040000000010000000"},
	{"{\"services\": [1, 8, 9, 33, 122]}", "usim", "ef-ust",
	 "81010000010000000000000000000002"},
	{"{\"gid1\": \"AB\", \"gid2\": \"CD\"}", "opt-usim", "ef-gid2", "CD"},
};

START_TEST(files_say_what_the_description_says)
{
	char *hex = file_content(contents[_i].json, contents[_i].element, contents[_i].file);

	if (!contents[_i].hex)
		ck_assert_ptr_null(hex);
	else
		ck_assert_str_eq(hex, contents[_i].hex);
}
END_TEST

/* TS 35.208 4.3.1, test set 1: OPc from K and OP. */
START_TEST(opc_from_op)
{
	json_t *aka = built("{\"authentication\": {"
			    " \"k\": \"465b5ce8b199b49faa5f0a2ee238a6bc\","
			    " \"op\": \"cdc202d5123e20f62b6d676ac72cb318\","
			    " \"rotations\": \"4000204060\"}}",
			    "akaParameter");
	const char *opc = NULL;

	ck_assert_int_eq(json_unpack(aka, "{s:{s:{s:s}}}", "algoConfiguration", "algoParameter",
				     "opc", &opc),
			 0);
	ck_assert_str_eq(opc, "CD63CB71954A9F4E48A5994E37A02BAF");
	json_decref(aka);
}
END_TEST

/* DER leaves out what is the default. */
static const struct {
	const char *members;
	const char *options;
	int iterations; /* 0: the default, which is not encoded */
} tuaks[] = {
	{"", "01", 0},
	{", \"keccakIterations\": 1", "01", 0},
	{", \"keccakIterations\": 255", "01", 255},
	{", \"resLength\": 32", "00", 0},
	{", \"resLength\": 128, \"macLength\": 128", "0A", 0},
	{", \"macLength\": 64, \"ckLength\": 128", "01", 0},
	{", \"ckLength\": 256, \"macLength\": 256, \"resLength\": 256", "53", 0},
};

START_TEST(tuak_parameters)
{
	char *json = talloc_asprintf(
		ctx,
		"{\"authentication\": {\"algorithm\": \"tuak\", "
		" \"k\": \"abababababababababababababababab\", "
		" \"opc\": \"bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff\""
		"%s}}",
		tuaks[_i].members);
	json_t *aka = built(json, "akaParameter"), *header = built(json, "header"), *algorithm;
	const char *options = NULL, *opc = NULL;
	int id = 0;

	algorithm = json_object_get(json_object_get(aka, "algoConfiguration"), "algoParameter");
	ck_assert_int_eq(json_unpack(algorithm, "{s:i, s:s, s:s}", "algorithmID", &id,
				     "algorithmOptions", &options, "opc", &opc),
			 0);
	ck_assert_int_eq(id, AKA_TUAK);
	ck_assert_str_eq(options, tuaks[_i].options);
	ck_assert_str_eq(opc, "BD04D9530E87513C5D837AC2AD954623A8E2330C115305A73EB45D1F40CCCBFF");
	ck_assert_int_eq(json_integer_value(json_object_get(algorithm, "numberOfKeccak")),
			 tuaks[_i].iterations);
	ck_assert_ptr_nonnull(
		json_object_get(json_object_get(header, "eUICC-Mandatory-services"), "tuak128"));
	json_decref(aka);
	json_decref(header);
}
END_TEST

START_TEST(defaults_are_not_encoded)
{
	json_t *aka = built("{\"authentication\": {"
			    " \"k\": \"465b5ce8b199b49faa5f0a2ee238a6bc\","
			    " \"opc\": \"cd63cb71954a9f4e48a5994e37a02baf\","
			    " \"sqn\": \"000000000000\", \"rotations\": \"4000204060\"}}",
			    "akaParameter");
	const json_t *a =
		json_object_get(json_object_get(aka, "algoConfiguration"), "algoParameter");

	ck_assert_ptr_null(json_object_get(aka, "sqnInit"));
	ck_assert_ptr_null(json_object_get(a, "rotationConstants"));
	ck_assert_ptr_nonnull(json_object_get(a, "key"));
	json_decref(aka);
}
END_TEST

static const char commands[] =
	"{\"files\": ["
	"{\"path\": \"2F99\", \"kind\": \"transparent\", \"content\": \"00\","
	"  \"access\": {\"read\": \"always\"}},"
	"{\"path\": \"USIM/6F98\", \"kind\": \"cyclic\", \"recordLength\": 2, \"records\": 3,"
	"  \"content\": [\"01\"], \"sfi\": 30, \"access\": {\"update\": \"pin1\","
	"  \"increase\": \"pin2\", \"delete\": \"never\"}}]}";

START_TEST(extra_files)
{
	static const char expected[] =
		"[[{\"filePath\": \"\"}, {\"createFCP\": {\"fileDescriptor\": \"4121\","
		" \"fileID\": \"2F99\", \"securityAttributesReferenced\": \"2F060A\","
		" \"efFileSize\": \"01\", \"shortEFID\": \"\"}}, {\"fillFileContent\": \"00\"},"
		" {\"filePath\": \"7FF1\"}, {\"createFCP\": {\"fileDescriptor\": \"46210002\","
		" \"fileID\": \"6F98\", \"securityAttributesReferenced\": \"6F060F\","
		" \"efFileSize\": \"06\", \"shortEFID\": \"F0\"}}, {\"fillFileContent\": "
		"\"01FF\"}]]";
	json_t *gfm = built(commands, "genericFileManagement");
	json_t *e = json_loads(expected, 0, NULL);
	char *arr = file_content(commands, "usim", "ef-arr");
	/* read and update PIN1; activate, deactivate ADM1; delete never; increase PIN2 */
	const char *rule = "800103A40683010195010880011"
			   "8A40683010A950108800140"
			   "9700840132A406830181950108";

	ck_assert_ptr_nonnull(e);
	ck_assert_msg(json_equal(json_object_get(gfm, "fileManagementCMD"), e), "%s",
		      json_dumps(gfm, 0));
	ck_assert_msg(strstr(arr, rule) == arr + 14 * strlen(arr) / 15, "%s", arr);
	json_decref(e);
	json_decref(gfm);
}
END_TEST

#define KEY                     "\"k\": \"465b5ce8b199b49faa5f0a2ee238a6bc\""
#define AUTHENTICATION(members) "{\"authentication\": {" members "}}"
#define ZEROES_16               "00000000000000000000000000000000"
#define TUAK(members)           AUTHENTICATION("\"algorithm\": \"tuak\", " KEY members)
#define FILE_WITH(members)      "{\"files\": [{" members "}]}"

static const struct {
	const char *json;
	const char *where;
	const char *what;
} errors[] = {
	{"{\"iccid\": \"8988211000000000012\"}", "iccid", "the check digit should be 1"},
	{"{\"iccid\": 89}", "iccid", "should be a string of 18 to 20 digits"},
	{"{\"iccid\": \"89882110000000000\"}", "iccid", "should be a string of 18 to 20 digits"},
	{"{\"imsi\": \"00101012345678901\"}", "imsi", "should be a string of 6 to 15 digits"},
	{"{\"imsy\": \"001010123456789\"}", "imsy", "unknown member"},
	{"{\"mncLength\": 4}", "mncLength", "should be 2 or 3"},
	{"{\"msisdn\": \"+\"}", "msisdn", NULL},
	{"{\"msisdn\": \"123456789012345678901\"}", "msisdn", NULL},
	{"{\"serviceProvider\": \"seventeen letters\"}", "serviceProvider", NULL},
	{"{\"serviceProvider\": \"\\u0142\\u0142\\u0142\\u0142\\u0142\\u0142\\u0142\\u0142\"}",
	 "serviceProvider", NULL},
	{"{\"usimAid\": \"A0000000871004\"}", "usimAid", "should begin with A0000000871002"},
	{"{\"usimAid\": \"A00000008710\"}", "usimAid", "should be a string of 14 to 32 hex digits"},
	{"{\"languages\": [\"en\", \"EN\"]}", "languages[1]", NULL},
	{"{\"languages\": {}}", "languages", "should be an array"},
	{"{\"accessClasses\": [10]}", "accessClasses[0]", NULL},
	{"{\"emergencyNumbers\": []}", "emergencyNumbers", "should have 1 to 16 elements"},
	{"{\"emergencyNumbers\": [\"1234567\"]}", "emergencyNumbers[0]", NULL},
	{"{\"services\": [0]}", "services[0]", NULL},
	{"{\"operationMode\": \"on\"}", "operationMode", NULL},
	{"{\"plmns\": {\"home\": [\"0010\"]}}", "plmns.home[0]", NULL},
	{"{\"plmns\": {\"home\": [{\"plmn\": \"00101\", \"technologies\": [\"5g\"]}]}}",
	 "plmns.home[0].technologies[0]", "should be gsm, utran, e-utran or ng-ran"},
	{"{\"plmns\": {\"home\": [{}]}}", "plmns.home[0].plmn", "missing"},
	{"{\"pins\": {\"pin1\": \"123\"}}", "pins.pin1", "should be a string of 4 to 8 digits"},
	{"{\"pins\": {\"puk1\": \"1234567\"}}", "pins.puk1", "should be a string of 8 digits"},
	{"{\"pins\": {\"pin1Enabled\": 1}}", "pins.pin1Enabled", "should be true or false"},
	{AUTHENTICATION(KEY), "authentication", "milenage takes either opc or op"},
	{AUTHENTICATION("\"opc\": \"cd63cb71954a9f4e48a5994e37a02baf\""), "authentication.k",
	 "missing"},
	{AUTHENTICATION("\"k\": \"46\""), "authentication.k",
	 "should be a string of 32 to 64 hex digits"},
	{AUTHENTICATION("\"k\": \"" ZEROES_16 "00\""), "authentication.k",
	 "should be 32 or 64 hex digits"},
	{AUTHENTICATION("\"k\": \"" ZEROES_16 ZEROES_16 "\", \"opc\": \"" ZEROES_16 "\""),
	 "authentication.k", "should be 32 hex digits"},
	{AUTHENTICATION(KEY ", \"opc\": \"00\""), "authentication.opc", "should be 32 hex digits"},
	{AUTHENTICATION(KEY ", \"op\": \"" ZEROES_16 "\", \"resLength\": 32"), "authentication",
	 "milenage takes neither lengths nor keccakIterations"},
	{TUAK(""), "authentication", "tuak takes either opc or op"},
	{TUAK(", \"op\": \"" ZEROES_16 "\""), "authentication.op", "should be 64 hex digits"},
	{TUAK(", \"op\": \"" ZEROES_16 ZEROES_16 "\", \"rotations\": \"0000000000\""),
	 "authentication", "tuak takes neither rotations nor constants"},
	{TUAK(", \"macLength\": 32"), "authentication.macLength",
	 "should be a number of bits, at most 256"},
	{TUAK(", \"resLength\": \"64\""), "authentication.resLength", NULL},
	{TUAK(", \"ckLength\": 64"), "authentication.ckLength", NULL},
	{TUAK(", \"keccakIterations\": 0"), "authentication.keccakIterations",
	 "should be from 1 to 255"},
	{TUAK(", \"keccakIterations\": 256"), "authentication.keccakIterations", NULL},
	{AUTHENTICATION("\"algorithm\": \"usim-test\", " KEY ", \"keccakIterations\": 2"),
	 "authentication", "usim-test takes neither lengths nor keccakIterations"},
	{AUTHENTICATION("\"algorithm\": \"comp128\""), "authentication.algorithm", NULL},
	{AUTHENTICATION("\"algorithm\": \"usim-test\", " KEY
			", \"opc\": \"cd63cb71954a9f4e48a5994e37a02baf\""),
	 "authentication", "usim-test takes k and sqn only"},
	{AUTHENTICATION(KEY ", \"sqn\": \"080000000000\""), "authentication.sqn", NULL},
	{AUTHENTICATION(KEY ", \"rotations\": \"00\""), "authentication.rotations", NULL},
	{FILE_WITH("\"kind\": \"transparent\", \"size\": 1"), "files[0].path", "missing"},
	{FILE_WITH("\"path\": \"2F99\", \"size\": 1"), "files[0].kind", "missing"},
	{FILE_WITH("\"path\": \"2F9\", \"kind\": \"df\""), "files[0].path", NULL},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"transparent\""), "files[0].size", "missing"},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"transparent\", \"size\": 1, \"content\": "
		   "\"0000\""),
	 "files[0].content", "should be a string of 2 hex digits"},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"cyclic\", \"records\": 1"),
	 "files[0].recordLength", "missing"},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"cyclic\", \"recordLength\": 1"),
	 "files[0].records", NULL},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"linear-fixed\", \"recordLength\": 1,"
		   "\"content\": [\"0000\"]"),
	 "files[0].content[0]", NULL},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"df\", \"size\": 3"), "files[0]",
	 "a df has path, kind and access only"},
	{FILE_WITH("\"path\": \"7F20/6F99\", \"kind\": \"transparent\", \"size\": 1"),
	 "files[0].path", "no directory before it holds this file"},
	{FILE_WITH("\"path\": \"2F99\", \"kind\": \"transparent\", \"size\": 1},"
		   "{\"path\": \"2F99\", \"kind\": \"transparent\", \"size\": 1"),
	 "files[1].path", "the same as files[0].path"},
	{FILE_WITH("\"path\": \"2F99\", \"access\": {\"read\": \"chv1\"}"), "files[0].access.read",
	 NULL},
};

START_TEST(errors_say_where_and_what)
{
	json_t *d = description(errors[_i].json), *package = NULL;

	ck_assert_int_eq(profile_build(d, &package, &err), -EINVAL);
	ck_assert_ptr_null(package);
	ck_assert_str_eq(err.where, errors[_i].where);
	ck_assert(strlen(err.what) > 0);
	if (errors[_i].what)
		ck_assert_str_eq(err.what, errors[_i].what);
	json_decref(d);
}
END_TEST

static const char *const required[] = {"iccid", "imsi", "authentication"};

START_TEST(required_members)
{
	json_t *d = description("{}"), *package = NULL;

	json_object_del(d, required[_i]);
	ck_assert_int_eq(profile_build(d, &package, &err), -EINVAL);
	ck_assert_str_eq(err.where, required[_i]);
	ck_assert_str_eq(err.what, "missing");
	json_decref(d);
}
END_TEST

/* ISO/IEC 7812-1 annex B's own kind of number. */
START_TEST(luhn)
{
	ck_assert_int_eq(luhn_digit("7992739871", 10), '3');
	ck_assert_int_eq(luhn_digit("0", 1), '0');
}
END_TEST

static const char *const samples[] = {"operational", "pin", "files", "test", "tuak"};

/* The package of sample @i, having checked that it is read back to the same elements. */
static struct slice sample(int i)
{
	char *path = talloc_asprintf(ctx, "%s/testvectors/profiles/%s.json", getenv("top_srcdir"),
				     samples[i]);
	json_t *d = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	json_t *package = NULL, *again = NULL;
	struct buf der = buf_new(ctx);

	ck_assert_msg(d != NULL, "%s", path);
	ck_assert_msg(profile_build(d, &package, &err) == 0, "%s: %s", err.where, err.what);
	ck_assert_msg(profile_encode(package, &der, &err) == 0, "%s: %s", err.where, err.what);
	ck_assert_int_eq(profile_decode(buf_slice(&der), &again, &err), 0);
	ck_assert(json_equal(package, again));
	json_decref(again);
	json_decref(package);
	json_decref(d);
	return buf_slice(&der);
}

static struct uicc_content *install(struct slice package)
{
	struct installer *in = installer_new(ctx, NULL, 1 << 20);
	struct buf response = buf_new(ctx);

	installer_push(in, package);
	installer_finish(in);
	installer_response(in, &response);
	ck_assert_msg(installer_complete(in), "status %d", installer_status(in));
	ck_assert_int_eq(installer_status(in), PE_OK);
	return installer_content(in);
}

/* Every status of EUICCResponse is ok. */
START_TEST(samples_install_without_complaint)
{
	struct slice package = sample(_i);
	struct installer *in = installer_new(ctx, NULL, 1 << 20);
	struct buf response = buf_new(ctx);
	struct tlv outer, list, status;
	struct slice rest;
	int seen = 0;

	ck_assert_int_eq(installer_push(in, package), 0);
	ck_assert_int_eq(installer_finish(in), 0);
	installer_response(in, &response);
	ck_assert_int_eq(tlv_only(buf_slice(&response), 0x30, &outer), 0);
	ck_assert_int_eq(tlv_find(outer.value, 0xA0, &list), 1);
	for (rest = list.value; tlv_next(&rest, &status) == 1; seen++)
		assert_hex(slice_sub(status.value, 0, 3), "800100");
	ck_assert_int_gt(seen, 0);
}
END_TEST

static const uint8_t aid[] = {0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF,
			      0xFF, 0xFF, 0xFF, 0x89, 0x07, 0x09, 0x00, 0x00};

static struct file *installed(const struct uicc_content *c, const char *path)
{
	struct file *adf = file_by_aid(c, slice_of(aid, sizeof(aid)));
	struct file *f = file_by_path(c, adf, unhex(ctx, path));

	ck_assert_ptr_nonnull(adf);
	ck_assert_msg(f != NULL, "no %s", path);
	return f;
}

enum { OPERATIONAL, PIN, FILES, TEST, TUAK_256 };

/* What a terminal reads: identity, names, lists; sizes and rules where the template has them. */
static const struct {
	int sample;
	const char *path;
	const char *hex; /* the content's beginning */
	uint32_t size;
	uint8_t record_length;
	uint8_t sfi;
	const char *security; /* value of 8B */
} files[] = {
	{OPERATIONAL, "2FE2", "988812010000000010F1", 10, 0, 0, "2F060B"},
	{OPERATIONAL, "2F05", "656E6465", 4, 0, 5, "2F0601"},
	{OPERATIONAL, "2F00", "61184F10A0000000871002FFFFFFFF8907090000", 38, 38, 30, "2F060A"},
	{OPERATIONAL, "2F06", "8001019000800102A406830101950108800158A40683010A950108FF", 462, 33,
	 0, "2F060A"},
	{OPERATIONAL, "7F106F06", "8001019000800102A406830101950108800158A40683010A950108FF", 462,
	 33, 0, "6F060A"},
	{OPERATIONAL, "7FFF6F07", "080910101032547698", 9, 0, 7, "6F0602"},
	{OPERATIONAL, "7FFF6F06", "8001019000800102A406830101950108800158A40683010A950108FF", 462,
	 33, 0x17, "6F060A"},
	{OPERATIONAL, "7FFF6F46", "02736F66746575696363FFFFFFFFFFFFFF", 17, 0, 0, "6F060A"},
	{OPERATIONAL, "7FFF6F38", "020A1C0423060000000010000000", 14, 0, 4, "6F0602"},
	{OPERATIONAL, "7FFF6F40", "FFFFFFFFFFFFFFFFFFFF0791881201000010FFFFFFFFFFFF", 24, 24, 0,
	 "6F0602"},
	{OPERATIONAL, "7FFF6F42", "FFFFFFFFFFFFFFFFFFFFFDFF", 38, 38, 0, "6F0605"},
	{OPERATIONAL, "7FFF6F60", "00F130C880FFFFFF0000", 40, 0, 10, "6F0605"},
	{OPERATIONAL, "7FFF6F62", "00F110C880", 5, 0, 19, "6F0602"},
	{OPERATIONAL, "7FFF6F7B", "99F999FFFFFFFFFFFFFFFFFF", 12, 0, 13, "6F0605"},
	{OPERATIONAL, "7FFF6FAD", "00000002", 4, 0, 3, "6F060A"},
	{OPERATIONAL, "7FFF6FB7", "11F2FF0019F1FF00", 8, 4, 1, "6F060A"},
	{OPERATIONAL, "7FFF5F3B4F20", "FFFFFFFFFFFFFFFF07", 9, 0, 1, "6F0605"},
	{OPERATIONAL, "7FFF6F7E", "FFFFFFFFFFFFFF0000FF01", 11, 0, 11, "6F0605"},
	{FILES, "2F99", "736F6674657569636320776173206865726500FFFF", 300, 0, 9, "2F0601"},
	{FILES, "7F666F01", "0102030405060708FFFFFFFFFFFFFFFF1112", 64, 16, 0, "2F0602"},
	{FILES, "7F106F99", "00", 1, 0, 0, "2F060F"},
	{FILES, "7FFF6F39", "000005000004000003000002000001", 15, 3, 28, "6F0610"},
	{FILES, "7FFF6FD9", "00F11000F140FFFFFFFFFFFFFFFFFF", 15, 0, 29, "6F0602"},
	{TEST, "7FFF6FAD", "80000002", 4, 0, 3, "6F060A"},
};

START_TEST(installed_files)
{
	struct file *f = installed(install(sample(files[_i].sample)), files[_i].path);
	struct slice hex = unhex(ctx, files[_i].hex), security;
	struct tlv t;

	ck_assert_uint_eq(f->size, files[_i].size);
	ck_assert_uint_eq(f->record_length, files[_i].record_length);
	ck_assert_uint_eq(f->sfi, files[_i].sfi);
	ck_assert_uint_eq(f->life_cycle, LCS_ACTIVATED);
	assert_hex(slice_of(f->content, hex.n), files[_i].hex);
	ck_assert_int_eq(tlv_only(f->security, 0x8B, &t), 0);
	security = t.value;
	assert_hex(security, files[_i].security);
}
END_TEST

/* Every file's access rule exists, and can be read as what TS 102 221 9.2 says of it. */
START_TEST(every_rule_exists)
{
	struct uicc_content *c = install(sample(_i));

	for (struct file *f = file_walk(c, NULL); f; f = file_walk(c, f)) {
		struct file *df = f->parent ? f->parent : f, *arr = NULL;
		struct slice record;
		struct tlv t, condition;
		unsigned number;

		ck_assert_int_eq(tlv_only(f->security, 0x8B, &t), 0);
		ck_assert_uint_eq(t.value.n, 3);
		for (df = file_is_df(f) ? f : f->parent; df && !arr; df = df->parent)
			arr = file_child(df, be16(t.value.p));
		ck_assert_msg(arr != NULL, "%04X refers to no EF.ARR", f->fid);
		number = t.value.p[2];
		ck_assert_uint_ge(number, 1);
		ck_assert_uint_le(number * arr->record_length, arr->size);
		record = slice_of(arr->content + (number - 1) * arr->record_length,
				  arr->record_length);
		ck_assert_uint_ne(record.p[0], 0xFF);
		while (record.n && record.p[0] != 0xFF) {
			ck_assert_int_eq(tlv_next(&record, &t), 1);
			ck_assert(t.tag == 0x80 || t.tag == 0x84);
			ck_assert_int_eq(tlv_next(&record, &condition), 1);
			ck_assert(condition.tag == 0x90 || condition.tag == 0x97 ||
				  condition.tag == 0xA4);
		}
	}
}
END_TEST

/* value and attributes of each PIN, where it lives, and what unblocks it. */
static const struct {
	int sample;
	uint8_t reference;
	bool puk, local;
	const char *value;
	bool enabled;
	uint8_t tries;
	uint8_t unblocked_by;
} pins[] = {
	{OPERATIONAL, 0x01, false, false, "31323334FFFFFFFF", false, 3, 0x01},
	{OPERATIONAL, 0x81, false, true, "35363738FFFFFFFF", true, 3, 0x81},
	{OPERATIONAL, 0x0A, false, false, "3838383838383838", true, 10, 0},
	{OPERATIONAL, 0x01, true, false, "3132333435363738", true, 10, 0},
	{OPERATIONAL, 0x81, true, false, "3837363534333231", true, 10, 0},
	{PIN, 0x01, false, false, "32343638FFFFFFFF", true, 3, 0x01},
};

START_TEST(installed_pins)
{
	struct uicc_content *c = install(sample(pins[_i].sample));
	struct file *adf = file_by_aid(c, slice_of(aid, sizeof(aid)));
	struct pin *pin =
		pin_find(c, pins[_i].local ? adf : NULL, pins[_i].reference, pins[_i].puk);

	ck_assert_ptr_nonnull(pin);
	assert_hex(slice_of(pin->value, sizeof(pin->value)), pins[_i].value);
	ck_assert_uint_eq(pin->tries, pins[_i].tries);
	ck_assert_uint_eq(pin->tries_max, pins[_i].tries);
	if (!pins[_i].puk) {
		ck_assert(pin->enabled == pins[_i].enabled);
		ck_assert_uint_eq(pin->unblocked_by, pins[_i].unblocked_by);
	}
}
END_TEST

static const struct {
	int sample;
	enum aka_algorithm algorithm;
	const char *key;
	const char *opc;
	const char *sqn;
} akas[] = {
	{OPERATIONAL, AKA_MILENAGE, "465b5ce8b199b49faa5f0a2ee238a6bc",
	 "cd63cb71954a9f4e48a5994e37a02baf", "000000000000"},
	{PIN, AKA_MILENAGE, "fec86ba6eb707ed08905757b1bb44b8f", "1006020f0a478bf6b699f15c062e42b3",
	 "000000000000"}, /* TS 35.208 test set 3 */
	{FILES, AKA_MILENAGE, "465b5ce8b199b49faa5f0a2ee238a6bc",
	 "cd63cb71954a9f4e48a5994e37a02baf", "000000001000"},
	{TEST, AKA_USIM_TEST, "000102030405060708090a0b0c0d0e0f",
	 "00000000000000000000000000000000", "000000000000"},
	{TUAK_256, AKA_TUAK, "1574ca56881d05c189c82880f789c9cd4244955f4426aa2b69c29f15770e5aa5",
	 "b04a66f26c62fcd6c82de22a179ab65506ecf47f56245cd149966cfa9cec7a51",
	 "000000000000"}, /* TS 35.233 test set 6 */
};

START_TEST(installed_authentication)
{
	struct uicc_content *c = install(sample(akas[_i].sample));

	ck_assert_ptr_nonnull(c->akas);
	ck_assert_ptr_null(c->akas->next);
	ck_assert(c->akas->adf == file_by_aid(c, slice_of(aid, sizeof(aid))));
	ck_assert_int_eq(c->akas->algorithm, akas[_i].algorithm);
	assert_hex(slice_of(c->akas->key, c->akas->key_length), akas[_i].key);
	assert_hex(slice_of(c->akas->opc, strlen(akas[_i].opc) / 2), akas[_i].opc);
	assert_hex(slice_of(c->akas->sqn[31], 6), akas[_i].sqn);
	assert_hex(slice_of(c->akas->rotation, 5), "4000204060");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile_build");
	TCase *t = tcase_create("profile_build");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, files_say_what_the_description_says, 0, COUNT(contents));
	tcase_add_test(t, opc_from_op);
	tcase_add_loop_test(t, tuak_parameters, 0, COUNT(tuaks));
	tcase_add_test(t, defaults_are_not_encoded);
	tcase_add_test(t, extra_files);
	tcase_add_loop_test(t, errors_say_where_and_what, 0, COUNT(errors));
	tcase_add_loop_test(t, required_members, 0, COUNT(required));
	tcase_add_test(t, luhn);
	tcase_add_loop_test(t, samples_install_without_complaint, 0, COUNT(samples));
	tcase_add_loop_test(t, installed_files, 0, COUNT(files));
	tcase_add_loop_test(t, every_rule_exists, 0, COUNT(samples));
	tcase_add_loop_test(t, installed_pins, 0, COUNT(pins));
	tcase_add_loop_test(t, installed_authentication, 0, COUNT(akas));
	suite_add_tcase(s, t);
	return unit_main(s);
}
