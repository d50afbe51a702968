/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two walkers over PEDefinitions: what is decoded, what is refused and where, and that every
 * package comes back byte for byte. */
#include <dirent.h>
#include <errno.h>

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

static json_t *decode(const char *hex)
{
	json_t *package = NULL;

	ck_assert_msg(profile_decode(unhex(ctx, hex), &package, &err) == 0, "%s: %s", err.where,
		      err.what);
	return package;
}

/* One of each way of tagging: automatic, beyond 30, explicit around a CHOICE, APPLICATION and
 * PRIVATE ones, untagged among tagged. */
static const struct {
	const char *hex;
	const char *json;
} packages[] = {
	{"AA07A005 8000 810101",
	 "{\"end\":{\"end-header\":{\"mandated\":null,\"identification\":1}}}"},
	{"BF1F0E A003810102 810567810F0102 A200",
	 "{\"df-5gprose\":{\"df-5g-prose-header\":{\"identification\":2},"
	 "\"templateID\":\"2.23.143.1.2\",\"df-df-5g-prose\":[]}}"},
	{"A40FA003810102 A108A0068001018101AA", /* mappingParameter within algoConfiguration */
	 "{\"akaParameter\":{\"aka-header\":{\"identification\":2},\"algoConfiguration\":"
	 "{\"mappingParameter\":{\"mappingOptions\":\"01\",\"mappingSource\":\"AA\"}}}}"},
	{"A118A003810103 A111300F 8000 620283 00 020120 8104DEADBEEF",
	 "{\"genericFileManagement\":{\"gfm-header\":{\"identification\":3},\"fileManagementCMD\":"
	 "[[{\"filePath\":\"\"},{\"createFCP\":{\"fileID\":\"\"}},{\"fillFileOffset\":32},"
	 "{\"fillFileContent\":\"DEADBEEF\"}]]}}"},
	{"A723 A003810104 4F05A000000001 4F05A000000002 A0050403B00000"
	 "810116 040100 040100",
	 NULL},
	{"BF2202AABB", "{\"unknown\":\"BF2202AABB\"}"},
	{"AA09A003810101 BF550155",
	 "{\"end\":{\"end-header\":{\"identification\":1},\"extensions\":[\"BF550155\"]}}"},
};

START_TEST(both_ways)
{
	struct slice in = unhex(ctx, packages[_i].hex);
	struct buf out = buf_new(ctx);
	json_t *package = decode(packages[_i].hex), *expected;

	if (packages[_i].json) {
		expected = json_loads(packages[_i].json, 0, NULL);
		ck_assert_msg(json_equal(json_array_get(json_object_get(package, "elements"), 0),
					 expected),
			      "%s", json_dumps(package, 0));
		json_decref(expected);
	}
	ck_assert_int_eq(profile_encode(package, &out, &err), 0);
	ck_assert(slice_eq(buf_slice(&out), in));
	json_decref(package);
}
END_TEST

static const struct {
	const char *hex;
	const char *where;
	const char *what;
} malformed[] = {
	{"AA", "elements[0]", "malformed TLV"},
	{"AA00", "elements[0].end.end-header", "missing"},
	{"AA02A000", "elements[0].end.end-header.identification", "missing"},
	{"AA05A003810101 AA0AA003810101 A003810101", "elements[1].end",
	 "tag A0 twice or out of its order"},
	{"AA07A005 8001AA 810101", "elements[0].end.end-header.mandated", "a NULL with contents"},
	{"AA06A00481020001", "elements[0].end.end-header.identification", "no INTEGER of DER"},
	{"A409A003810102 A1028000", "elements[0].akaParameter.algoConfiguration", NULL},
	{"A40AA003810102 A100 830100", "elements[0].akaParameter.algoConfiguration",
	 "should hold exactly one alternative"},
	{"BF1F0A A003810102 810180 A200", "elements[0].df-5gprose.templateID",
	 "an OBJECT IDENTIFIER that breaks off"},
	{"A109A003810103 A1020400", "elements[0].genericFileManagement.fileManagementCMD[0]",
	 "tag 4, should be 30"},
};

START_TEST(says_where_a_package_is_malformed)
{
	json_t *package = NULL;

	if (!malformed[_i].what) { /* an alternative of another version is kept, not refused */
		json_decref(decode(malformed[_i].hex));
		return;
	}
	ck_assert_int_eq(profile_decode(unhex(ctx, malformed[_i].hex), &package, &err), -EBADMSG);
	ck_assert_str_eq(err.where, malformed[_i].where);
	ck_assert_str_eq(err.what, malformed[_i].what);
}
END_TEST

#define LENGTHS_OF_END(n)                                                                          \
	"{\"elements\":[{\"end\":{\"end-header\":{\"identification\":1}}}],"                       \
	"\"lengths\":{\"elements[0].end\":" n "}}"

static const struct {
	const char *json;
	const char *where;
	const char *what;
} unencodable[] = {
	{"{}", "elements", "should be an array"},
	{"{\"elements\":[],\"length\":{}}", "length", "unknown member"},
	{"{\"elements\":[1]}", "elements[0]", "should be an object with one member"},
	{"{\"elements\":[{\"ende\":{}}]}", "elements[0].ende", "unknown alternative"},
	{"{\"elements\":[{\"end\":[]}]}", "elements[0].end", "should be an object"},
	{"{\"elements\":[{\"end\":{}}]}", "elements[0].end.end-header", "missing"},
	{"{\"elements\":[{\"end\":{\"end-header\":{\"identification\":1},\"x\":1}}]}",
	 "elements[0].end.x", "unknown member"},
	{"{\"elements\":[{\"end\":{\"end-header\":{\"identification\":\"1\"}}}]}",
	 "elements[0].end.end-header.identification", "should be a number"},
	{"{\"elements\":[{\"end\":{\"end-header\":{\"identification\":1,\"mandated\":true}}}]}",
	 "elements[0].end.end-header.mandated", "should be null"},
	{"{\"elements\":[{\"nonStandard\":{\"nonStandard-header\":{\"identification\":1},"
	 "\"issuerID\":\"3.1\",\"content\":\"\"}}]}",
	 "elements[0].nonStandard.issuerID",
	 "should be an object identifier, as in \"2.23.143.1.2.1\""},
	{"{\"elements\":[{\"nonStandard\":{\"nonStandard-header\":{\"identification\":1},"
	 "\"issuerID\":\"1.2.3\",\"content\":\"ABC\"}}]}",
	 "elements[0].nonStandard.content", "should be hex digits"},
	{"{\"elements\":[{\"unknown\":\"AA00\\u0000\"}]}", "elements[0].unknown",
	 "should be hex digits"},
	{"{\"elements\":[],\"lengths\":3}", "lengths", "should be an object"},
	{"{\"elements\":[],\"lengths\":{\"elements[0]\":3}}", "lengths.elements[0]",
	 "is no component"},
	{LENGTHS_OF_END("0"), "lengths.elements[0].end", "should be a number from 1 to 5"},
	{LENGTHS_OF_END("6"), "lengths.elements[0].end", "should be a number from 1 to 5"},
	{LENGTHS_OF_END("\"2\""), "lengths.elements[0].end", "should be a number from 1 to 5"},
	{"{\"elements\":[{\"unknown\":\"AA\"}],\"lengths\":{}}", "lengths", "apply to TLVs only"},
	{"{\"elements\":[{\"unknown\":\"XY\"}]}", "elements[0].unknown", "should be hex digits"},
};

START_TEST(says_where_json_is_wrong)
{
	json_t *package = json_loads(unencodable[_i].json, JSON_ALLOW_NUL, NULL);
	struct buf out = buf_new(ctx);

	ck_assert_ptr_nonnull(package);
	ck_assert_int_eq(profile_encode(package, &out, &err), -EINVAL);
	ck_assert_str_eq(err.what, unencodable[_i].what);
	ck_assert_str_eq(err.where, unencodable[_i].where);
	json_decref(package);
}
END_TEST

/* Lengths that BER allows and DER does not: in lists, around a CHOICE, of an element itself, in
 * each number of bytes; beside an extension with one, which is kept as it is. */
static const struct {
	const char *hex;
	const char *lengths; /* NULL: none of note */
} long_lengths[] = {
	{"AA81 07A005 8000 810101", "{\"elements[0].end\":2}"},
	{"AA0B A08400000005 8000 810101", "{\"elements[0].end.end-header\":5}"},
	{"AA09A0820005 8182000101", "{\"elements[0].end.end-header\":3,"
				    "\"elements[0].end.end-header.identification\":3}"},
	{"A412A003810102 A1820009 A081068001018101AA",
	 "{\"elements[0].akaParameter.algoConfiguration\":3,"
	 "\"elements[0].akaParameter.algoConfiguration.mappingParameter\":2}"},
	{"A119A003810103 A1123081 0F 8000 620283 00 020120 8104DEADBEEF",
	 "{\"elements[0].genericFileManagement.fileManagementCMD[0]\":2}"},
	{"A119A003810103 A1123010 8000 62038381 00 020120 8104DEADBEEF",
	 "{\"elements[0].genericFileManagement.fileManagementCMD[0][1].createFCP.fileID\":2}"},
	{"AA0AA003810101 BF55810155", NULL},
	{"BF22810100 AA05A003810101", NULL},
};

START_TEST(keeps_long_lengths)
{
	struct slice in = unhex(ctx, long_lengths[_i].hex);
	const char *wanted = long_lengths[_i].lengths;
	json_t *package = decode(long_lengths[_i].hex), *lengths, *expected;
	struct buf out = buf_new(ctx);

	lengths = json_object_get(package, "lengths");
	expected = wanted ? json_loads(wanted, 0, NULL) : NULL;
	ck_assert_msg(wanted ? json_equal(lengths, expected) : !lengths, "%s",
		      json_dumps(package, 0));
	ck_assert_int_eq(profile_encode(package, &out, &err), 0);
	ck_assert(slice_eq(buf_slice(&out), in));
	json_decref(expected);
	json_decref(package);
}
END_TEST

/* A component that an edit makes longer keeps the number of its length bytes where that does. */
START_TEST(long_lengths_follow_an_edit)
{
	struct buf out = buf_new(ctx);
	json_t *package = json_loads(LENGTHS_OF_END("4"), 0, NULL);

	ck_assert_int_eq(profile_encode(package, &out, &err), 0);
	ck_assert(slice_eq(buf_slice(&out), unhex(ctx, "AA83000005 A003810101")));
	json_decref(package);
}
END_TEST

/* JSON has NUL characters, and C strings do not. */
START_TEST(keeps_nul_characters)
{
	static const char hex[] =
		"A01A 800102 810103 8203410042 830198 A500 A6060604 67810F01 8700";
	json_t *package = decode(hex), *again;
	char *text = json_dumps(package, 0);
	struct buf out = buf_new(ctx);

	again = json_loads(text, JSON_ALLOW_NUL, NULL);
	ck_assert_int_eq(profile_encode(again, &out, &err), 0);
	ck_assert(slice_eq(buf_slice(&out), unhex(ctx, hex)));
	free(text);
	json_decref(again);
	json_decref(package);
}
END_TEST

/* Whatever the bytes, decoding ends, and what it accepts in DER it can write again. */
START_TEST(survives_every_truncation)
{
	struct slice whole = unhex(ctx, packages[3].hex);

	for (size_t n = 0; n < whole.n; n++) {
		json_t *package = NULL;

		ck_assert_int_eq(profile_decode(slice_sub(whole, 0, n), &package, &err), -EBADMSG);
	}
}
END_TEST

/* A value of @t with every component that it may have, and of a list as many members as their type
 * has alternatives; of the outermost CHOICE the alternative @wanted. */
static json_t *whole(const struct asn1_type *t, size_t wanted)
{
	json_t *j;

	switch (t->kind) {
	case ASN1_NULL:
		return json_null();
	case ASN1_INTEGER:
		return json_integer(200);
	case ASN1_OCTETS:
		return json_string("0102030405");
	case ASN1_UTF8:
		return json_string("\xC3\xA4");
	case ASN1_OID:
		return json_string("2.23.143.1.2.13.4");
	case ASN1_SEQUENCE:
		j = json_object();
		for (size_t i = 0; i < asn1_field_count(t); i++) {
			struct asn1_field f = asn1_field_at(t, i);

			json_object_set_new(j, f.name, whole(f.type, i));
		}
		return j;
	case ASN1_SEQUENCE_OF:
		j = json_array();
		wanted = t->element->kind == ASN1_CHOICE ? asn1_field_count(t->element) : 2;
		for (size_t i = 0; i < wanted; i++)
			json_array_append_new(j, whole(t->element, i));
		return j;
	case ASN1_CHOICE:
		break;
	}
	wanted %= asn1_field_count(t);
	j = json_object();
	json_object_set_new(j, asn1_field_at(t, wanted).name,
			    whole(asn1_field_at(t, wanted).type, 0));
	return j;
}

/* Every element of the module, with all that may be in it, comes back as it was; and so do its
 * bytes. */
START_TEST(every_element_both_ways)
{
	json_t *element = whole(&asn1_profile_element, (size_t)_i), *again = NULL;
	json_t *list = json_pack("{s:[O]}", "elements", element);
	struct buf out = buf_new(ctx), second = buf_new(ctx);

	ck_assert_msg(profile_encode(list, &out, &err) == 0, "%s: %s", err.where, err.what);
	ck_assert_msg(profile_decode(buf_slice(&out), &again, &err) == 0, "%s: %s", err.where,
		      err.what);
	ck_assert_msg(json_equal(list, again), "%s", json_dumps(again, 0));
	ck_assert_int_eq(profile_encode(again, &second, &err), 0);
	ck_assert(slice_eq(buf_slice(&out), buf_slice(&second)));
	json_decref(again);
	json_decref(list);
	json_decref(element);
}
END_TEST

static struct slice load(const char *dir, const char *name)
{
	char *path = talloc_asprintf(ctx, "%s/%s", dir, name);
	FILE *f = fopen(path, "rb");
	uint8_t *p = talloc_size(ctx, 65536);
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(p, 1, 65536, f);
	fclose(f);
	return slice_of(p, n);
}

/* Every package that others published comes back byte for byte. */
START_TEST(published_packages_both_ways)
{
	char *dir = talloc_asprintf(ctx, "%s/ts48", getenv("INTEROP_DIR"));
	DIR *d = opendir(dir);
	struct dirent *e;
	int seen = 0;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d))) {
		struct buf out = buf_new(ctx);
		json_t *package = NULL;
		struct slice in;

		if (!strstr(e->d_name, ".der"))
			continue;
		in = load(dir, e->d_name);
		ck_assert_msg(profile_decode(in, &package, &err) == 0, "%s: %s: %s", e->d_name,
			      err.where, err.what);
		ck_assert_int_eq(profile_encode(package, &out, &err), 0);
		ck_assert_msg(slice_eq(buf_slice(&out), in), "%s came back changed", e->d_name);
		json_decref(package);
		seen++;
	}
	closedir(d);
	ck_assert_int_gt(seen, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile_asn1");
	TCase *t = tcase_create("profile_asn1");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, both_ways, 0, COUNT(packages));
	tcase_add_loop_test(t, every_element_both_ways, 0,
			    (int)asn1_field_count(&asn1_profile_element));
	tcase_add_loop_test(t, says_where_a_package_is_malformed, 0, COUNT(malformed));
	tcase_add_loop_test(t, says_where_json_is_wrong, 0, COUNT(unencodable));
	tcase_add_loop_test(t, keeps_long_lengths, 0, COUNT(long_lengths));
	tcase_add_test(t, long_lengths_follow_an_edit);
	tcase_add_test(t, keeps_nul_characters);
	tcase_add_test(t, survives_every_truncation);
	if (getenv("INTEROP_DIR"))
		tcase_add_test(t, published_packages_both_ways);
	suite_add_tcase(s, t);
	return unit_main(s);
}
