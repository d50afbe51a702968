/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is printed of a package, and what is not unless it is asked for. */
#include "profile/profile.h"
#include "unit.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static json_t *package_of(const char *elements)
{
	char *text = talloc_asprintf(ctx, "{\"elements\": [%s]}", elements);
	json_t *package = json_loads(text, 0, NULL);

	ck_assert_msg(package != NULL, "%s", text);
	return package;
}

static char *shown(const char *elements, unsigned flags)
{
	json_t *package = package_of(elements);
	char *text = NULL, *copy;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	profile_show(f, package, flags);
	fclose(f);
	copy = talloc_strdup(ctx, text);
	free(text);
	json_decref(package);
	return copy;
}

#define HEADER(name) "\"" name "\": {\"mandated\": null, \"identification\": 7}"

static const struct {
	const char *elements;
	unsigned flags;
	const char *text;
} outputs[] = {
	{"{\"end\": {" HEADER("end-header") "}}", 0, "  7  end (mandated)\n"},
	{"{\"unknown\": \"BF2202AABB\"}", 0, "  -  unknown: BF2202AABB\n"},
	/* the template's identifier, kind and size where the package is silent */
	{"{\"mf\": {" HEADER(
		 "mf-header") ", \"templateID\": \"2.23.143.1.2.1\","
			      " \"ef-pl\": [], \"ef-iccid\": [{\"fillFileContent\": \"98\"},"
			      " {\"fillFileOffset\": 2}, {\"fillFileContent\": \"FF\"}]}}",
	 0,
	 "  7  mf (mandated)\n"
	 "        templateID: 2.23.143.1.2.1\n"
	 "        2F05 ef-pl, transparent, 2 bytes\n"
	 "        2FE2 ef-iccid, transparent, 10 bytes\n"
	 "            0000: 98\n"
	 "            0003: FF\n"},
	/* and what the package says where it speaks */
	{"{\"mf\": {" HEADER(
		 "mf-header") ", \"templateID\": \"2.23.143.1.2.1\","
			      " \"ef-dir\": [{\"fileDescriptor\": {\"fileDescriptor\": "
			      "\"42210010\","
			      " \"fileID\": \"2F00\", \"securityAttributesReferenced\": \"2F060A\","
			      " \"efFileSize\": \"20\", \"shortEFID\": \"F0\","
			      " \"proprietaryEFInfo\": {\"fillPattern\": \"FF\"}}}]}}",
	 0,
	 "  7  mf (mandated)\n"
	 "        templateID: 2.23.143.1.2.1\n"
	 "        2F00 ef-dir, linear fixed, 2 records of 16 bytes, SFI 1E, "
	 "access rule 2F06/10, fillPattern FF\n"},
	/* several files in one component count up from the template's identifier */
	{"{\"cd\": {" HEADER(
		 "cd-header") ", \"templateID\": \"2.23.143.1.2.2\","
			      " \"ef-icon\": [{\"fileDescriptor\": {\"efFileSize\": \"01\"}},"
			      " {\"fillFileContent\": \"AA\"}, {\"fileDescriptor\": "
			      "{\"efFileSize\": \"02\"}},"
			      " {\"fillFileContent\": \"BBBB\"}]}}",
	 0,
	 "  7  cd (mandated)\n"
	 "        templateID: 2.23.143.1.2.2\n"
	 "        6F40 ef-icon, transparent, 1 bytes\n"
	 "            0000: AA\n"
	 "        6F41 ef-icon, transparent, 2 bytes\n"
	 "            0000: BBBB\n"},
	{"{\"usim\": {" HEADER("usim-header") ", \"templateID\": \"2.23.143.1.2.4\","
					      " \"ef-fdn\": [{\"doNotCreate\": null}]}}",
	 0,
	 "  7  usim (mandated)\n"
	 "        templateID: 2.23.143.1.2.4\n"
	 "        6F3B ef-fdn, linear fixed, 20 records of 26 bytes\n"
	 "            not to be created\n"},
	{"{\"genericFileManagement\": {" HEADER(
		 "gfm-header") ", \"fileManagementCMD\": [["
			       "{\"filePath\": \"7F10\"}, {\"createFCP\": {\"fileDescriptor\": "
			       "\"4121\","
			       " \"fileID\": \"6F99\", \"efFileSize\": \"0100\", \"shortEFID\": "
			       "\"\"}},"
			       " {\"fillFileOffset\": 255}, {\"fillFileContent\": \"00\"}]]}}",
	 0,
	 "  7  genericFileManagement (mandated)\n"
	 "        in 3F007F10\n"
	 "            6F99, transparent, 256 bytes, no SFI\n"
	 "                00FF: 00\n"},
	{"{\"pukCodes\": {" HEADER("puk-Header") ", \"pukCodes\": [{\"keyReference\": 1,"
						 " \"pukValue\": \"3132333435363738\"}]}}",
	 0,
	 "  7  pukCodes (mandated)\n"
	 "        pukCodes:\n"
	 "            1:\n"
	 "                keyReference: 1\n"
	 "                pukValue: ********\n"},
	{"{\"pukCodes\": {" HEADER("puk-Header") ", \"pukCodes\": [{\"keyReference\": 1,"
						 " \"pukValue\": \"3132333435363738\"}]}}",
	 PROFILE_SHOW_SECRETS,
	 "  7  pukCodes (mandated)\n"
	 "        pukCodes:\n"
	 "            1:\n"
	 "                keyReference: 1\n"
	 "                pukValue: 3132333435363738\n"},
};

START_TEST(prints)
{
	ck_assert_str_eq(shown(outputs[_i].elements, outputs[_i].flags), outputs[_i].text);
}
END_TEST

START_TEST(long_values_are_cut_unless_asked_for)
{
	char *zeroes = talloc_size(ctx, 101);
	char *element;

	memset(zeroes, '0', 100);
	zeroes[100] = '\0';
	element = talloc_asprintf(
		ctx,
		"{\"nonStandard\": {" HEADER(
			"nonStandard-header") ", \"issuerID\": \"1.2.3\", \"content\": \"%s\"}}",
		zeroes);
	ck_assert_ptr_nonnull(strstr(shown(element, 0), "... (50 bytes)\n"));
	ck_assert_ptr_null(strstr(shown(element, 0), zeroes));
	ck_assert_ptr_nonnull(strstr(shown(element, PROFILE_SHOW_ALL), zeroes));
}
END_TEST

/* Every member that holds key material. */
static const char *const secrets[] = {
	"{\"pinCodes\": {\"pinCodes\": {\"pinconfig\": [{\"pinValue\": \"5EC2E7\"}]}}}",
	"{\"pukCodes\": {\"pukCodes\": [{\"pukValue\": \"5EC2E7\"}]}}",
	"{\"akaParameter\": {\"algoConfiguration\": {\"algoParameter\": {\"key\": \"5EC2E7\"}}}}",
	"{\"akaParameter\": {\"algoConfiguration\": {\"algoParameter\": {\"opc\": \"5EC2E7\"}}}}",
	"{\"cdmaParameter\": {\"authenticationKey\": \"5EC2E7\"}}",
	"{\"cdmaParameter\": {\"ssd\": \"5EC2E7\"}}",
	"{\"securityDomain\": {\"keyList\": [{\"keyComponents\": [{\"keyData\": \"5EC2E7\"}]}]}}",
};

START_TEST(secrets_are_masked)
{
	json_t *package = package_of(secrets[_i]);
	char *text;

	ck_assert_ptr_null(strstr(shown(secrets[_i], PROFILE_SHOW_ALL), "5EC2E7"));
	ck_assert_ptr_nonnull(strstr(shown(secrets[_i], PROFILE_SHOW_SECRETS), "5EC2E7"));
	profile_mask(package);
	text = json_dumps(package, 0);
	ck_assert_ptr_null(strstr(text, "5EC2E7"));
	ck_assert_ptr_nonnull(strstr(text, "********"));
	free(text);
	json_decref(package);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile_show");
	TCase *t = tcase_create("profile_show");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, prints, 0, COUNT(outputs));
	tcase_add_test(t, long_values_are_cut_unless_asked_for);
	tcase_add_loop_test(t, secrets_are_masked, 0, COUNT(secrets));
	suite_add_tcase(s, t);
	return unit_main(s);
}
