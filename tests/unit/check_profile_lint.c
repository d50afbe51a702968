/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each rule, by a package that is clean but for one edit. */
#include "profile/profile.h"
#include "unit.h"

static const char description[] =
	"{\"iccid\": \"8988211000000000011\", \"imsi\": \"001010123456789\", \"authentication\": "
	"{\"k\": \"465b5ce8b199b49faa5f0a2ee238a6bc\", \"opc\": "
	"\"cd63cb71954a9f4e48a5994e37a02baf\"}, \"files\": [{\"path\": \"2F99\", \"kind\": "
	"\"transparent\", \"size\": 4}]}";

/* Its elements. */
enum { HEADER, MF, PUKS, PINS, TELECOM, USIM, PIN2, OPT_USIM, AKA, GSM, GFM, SD, END, ELEMENTS };

static void *ctx;
static struct asn1_error err;
static json_t *package;

static void setup(void)
{
	json_t *d = json_loads(description, 0, NULL);

	ctx = talloc_new(NULL);
	err = (struct asn1_error){.ctx = ctx};
	ck_assert_msg(profile_build(d, &package, &err) == 0, "%s: %s", err.where, err.what);
	ck_assert_int_eq(json_array_size(json_object_get(package, "elements")), ELEMENTS);
	json_decref(d);
}

static void teardown(void)
{
	json_decref(package);
	talloc_free(ctx);
}

static json_t *step(json_t *j, const char *name)
{
	return json_is_array(j) ? json_array_get(j, strtoul(name, NULL, 10))
				: json_object_get(j, name);
}

/* Puts the JSON @value (NULL: nothing) at @path, as in "elements/1/mf/ef-arr"; "+" appends. */
static void edit(const char *path, const char *value)
{
	char *copy = talloc_strdup(ctx, path), *rest = NULL, *name = strtok_r(copy, "/", &rest);
	json_t *j = package, *v = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;

	for (char *next; (next = strtok_r(NULL, "/", &rest)); name = next) {
		j = step(j, name);
		ck_assert_msg(j != NULL, "%s in %s", name, path);
	}
	ck_assert(!value == !v);
	if (json_is_array(j) && !v)
		json_array_remove(j, strtoul(name, NULL, 10));
	else if (json_is_array(j) && *name == '+')
		json_array_append_new(j, v);
	else if (json_is_array(j))
		json_array_set_new(j, strtoul(name, NULL, 10), v);
	else if (v)
		json_object_set_new(j, name, v);
	else
		json_object_del(j, name);
}

static json_t *lint(void)
{
	json_t *findings = NULL;

	ck_assert_int_eq(profile_lint(package, &findings), 0);
	return findings;
}

static bool has(const json_t *findings, const char *rule, int element, const char *severity)
{
	const json_t *f;
	size_t i;

	json_array_foreach ((json_t *)findings, i, f) {
		if (!strcmp(json_string_value(json_object_get(f, "rule")), rule) &&
		    json_integer_value(json_object_get(f, "index")) == element &&
		    !strcmp(json_string_value(json_object_get(f, "severity")), severity))
			return true;
	}
	return false;
}

#define FCP(members) "[{\"fileDescriptor\": {" members "}}]"
#define GFM_LINK(path)                                                                             \
	"[[{\"filePath\": \"\"}, {\"createFCP\": {\"fileDescriptor\": \"4121\", \"fileID\": "      \
	"\"2F98\", \"securityAttributesReferenced\": \"2F0601\", \"linkPath\": \"" path "\"}}]]"

#define ANOTHER_HEADER                                                                             \
	"{\"header\": {\"major-version\": 2, \"minor-version\": 3, \"iccid\": "                    \
	"\"8988211000000000011F\", \"eUICC-Mandatory-services\": {}, "                             \
	"\"eUICC-Mandatory-GFSTEList\": []}}"

static const struct {
	const char *path, *value;
	const char *rule;
	int element;
	const char *severity;
	size_t findings; /* in all; 0: more than one, as a consequence */
} edits[] = {
	{"elements/0", NULL, "header-first", 0, "error", 0},
	{"elements/10", ANOTHER_HEADER, "header-first", GFM, "error", 0},
	{"elements/12", NULL, "end-last", SD, "error", 1},
	{"elements/10", "{\"end\": {\"end-header\": {\"identification\": 10}}}", "end-last", GFM,
	 "error", 1},
	{"elements/2/pukCodes/puk-Header/identification", "1", "identification", PUKS, "warning",
	 1},
	{"lengths", "{\"elements[12].end.end-header\": 3}", "lengths", END, "warning", 1},
	/* what the installer refuses, wherever it is */
	{"elements/5", NULL, "refused", OPT_USIM - 1, "error", 0},
	{"elements/10/genericFileManagement/fileManagementCMD/0/0", "{\"filePath\": \"7F99\"}",
	 "refused", GFM, "error", 1},
	{"elements/10/genericFileManagement/fileManagementCMD", GFM_LINK("7F106F99"), "refused",
	 GFM, "error", 1},
	{"elements/5/usim/ef-hpplmn", FCP("\"fileID\": \"6F07\""), "fid-twice", USIM, "error", 0},
	{"elements/5/usim/ef-hpplmn", FCP("\"shortEFID\": \"38\""), "sfi-twice", USIM, "error", 0},
	{"elements/1/mf/ef-iccid/+", "{\"fillFileContent\": \"00\"}", "refused", MF, "error", 0},
	{"elements/0/header/major-version", "9", "refused", HEADER, "error", 1},
	/* what only this eUICC lacks is no reason to stop */
	{"elements/0/header/eUICC-Mandatory-services/contactless", "null", "unsupported", HEADER,
	 "warning", 1},
	{"elements/0/header/eUICC-Mandatory-services/usim", NULL, "service-missing", USIM,
	 "warning", 1},
	{"elements/0/header/eUICC-Mandatory-services/milenage", NULL, "service-missing", AKA,
	 "warning", 1},
	{"elements/0/header/eUICC-Mandatory-services/isim", "null", "service-unused", HEADER,
	 "note", 1},
	{"elements/0/header/eUICC-Mandatory-services/multiple-usim", "null", "service-unused",
	 HEADER, "note", 1},
	{"elements/0/header/eUICC-Mandatory-GFSTEList/0", NULL, "template-missing", MF, "warning",
	 1},
	{"elements/0/header/eUICC-Mandatory-GFSTEList/+", "\"2.23.143.1.2.2\"", "template-unused",
	 HEADER, "note", 1},
	{"elements/1/mf/mf/0/fileDescriptor/pinStatusTemplateDO", "\"010B\"", "pin-status", MF,
	 "error", 1},
	{"elements/6", NULL, "pin-status", USIM, "error", 0},
	{"elements/2/pukCodes/pukCodes/0", NULL, "puk-reference", PINS, "error", 1},
	{"elements/2/pukCodes/pukCodes/1", NULL, "puk-reference", PIN2, "error", 1},
	{"elements/5/usim/ef-hpplmn", FCP("\"securityAttributesReferenced\": \"6F9901\""),
	 "arr-file", USIM, "error", 1},
	{"elements/5/usim/ef-hpplmn", FCP("\"securityAttributesReferenced\": \"6F0663\""),
	 "arr-record", USIM, "error", 1},
	{"elements/10/genericFileManagement/fileManagementCMD/0/1/createFCP/"
	 "securityAttributesReferenced",
	 "\"FF\"", "arr-record", GFM, "error", 1},
	{"elements/5/usim/ef-arr/1", "{\"fillFileContent\": \"FF\"}", "arr-record", USIM, "error",
	 0},
	{"elements/4/telecom/ef-arr/1", "{\"fillFileContent\": \"800101A40683010B950108\"}",
	 "arr-key", TELECOM, "warning", 0},
	{"elements/5/usim/adf-usim/0/fileDescriptor/dfName", "\"A0000000871002FFFFFFFF8907090001\"",
	 "dir-adf", MF, "warning", 2},
	{"elements/1/mf/ef-dir/1", "{\"fillFileContent\": \"FF\"}", "adf-dir", USIM, "warning", 1},
	{"elements/5/usim/ef-hpplmn", FCP("\"efFileSize\": \"02\""), "file-size", USIM, "error", 1},
	{"elements/0/header/iccid", "\"8988211000000000029F\"", "iccid", MF, "error", 1},
};

START_TEST(finds)
{
	json_t *findings;
	bool found;
	size_t n;

	edit(edits[_i].path, edits[_i].value);
	findings = lint();
	n = json_array_size(findings);
	found = has(findings, edits[_i].rule, edits[_i].element, edits[_i].severity);
	ck_assert_msg(found && (edits[_i].findings ? n == edits[_i].findings : n > 1), "%s",
		      json_dumps(findings, 0));
	ck_assert(profile_lint_clean(findings) == (strcmp(edits[_i].severity, "note") == 0));
	json_decref(findings);
}
END_TEST

/* The same with the sample of every element, about which there are two notes to begin with. */
static const struct {
	const char *path, *value;
	const char *rule;
	int element;
	const char *severity;
} element_edits[] = {
	{"elements/30/application/app-Header/identification", "30", "left-out", 30, "note"},
	{"elements/31/nonStandard/nonStandard-header/identification", "31", "left-out", 31, "note"},
	{"elements/2/pukCodes/pukCodes/1/keyReference", "130", "puk-reference", 8, "error"},
	{"elements/9", NULL, "aka-missing", 6, "warning"},
	{"elements/20", NULL, "aka-missing", 17, "warning"},
	{"elements/27/rfm/securityDomainAID", "\"A000000151000001\"", "domain-missing", 27,
	 "warning"},
	{"elements/26", NULL, "domain-missing", 26, "warning"},
	{"elements/30/application/loadBlock/securityDomainAID", "\"A000000151000001\"",
	 "domain-missing", 30, "warning"},
	{"elements/30/application/instanceList/0/extraditeSecurityDomainAID",
	 "\"A000000151000001\"", "domain-missing", 30, "warning"},
	{"elements/28/rfm/adfRFMAccess/adfAID", "\"A0000000871002\"", "rfm-adf", 28, "error"},
	{"elements/28/rfm/tarList/0", "\"B00000\"", "tar-twice", 28, "warning"},
	{"elements/7/opt-usim/ef-gid1", NULL, "service-file", 6, "warning"},
	{"elements/12/df-5gs/ef-supinai", NULL, "service-file", 6, "warning"},
	{"elements/18/opt-isim/ef-pcscf", NULL, "service-file", 17, "warning"},
	{"elements/6/usim/ef-ust/1/fillFileContent", "\"00\"", "file-service", 7, "note"},
	{"elements/21/csim/ef-sp", FCP("\"efFileSize\": \"02\""), "file-size", 21, "error"},
	{"elements/18/opt-isim/ef-smsr",
	 FCP("\"fileDescriptor\": \"4221001F\", \"efFileSize\": \"1F\""), "file-size", 18, "error"},
	{"elements/5/telecom/ef-psc", FCP("\"efFileSize\": \"05\""), "file-size", 5, "error"},
	{"elements/12/df-5gs/ef-uac-aic", FCP("\"efFileSize\": \"05\""), "file-size", 12, "error"},
	{"elements/11/gsm-access/ef-kc", FCP("\"efFileSize\": \"08\""), "file-size", 11, "error"},
	{"elements/16/eap/eap-header/mandated", "null", "service-missing", 16, "warning"},
	{"elements/16/eap/eap-header/mandated", "null", "template-missing", 16, "warning"},
};

static void load_elements(void)
{
	json_decref(package);
	package = json_load_file(
		talloc_asprintf(ctx, "%s/testvectors/profiles/elements.json", getenv("top_srcdir")),
		0, NULL);
	ck_assert_ptr_nonnull(package);
}

START_TEST(finds_in_every_element)
{
	json_t *findings;
	bool note = strcmp(element_edits[_i].severity, "note") == 0;

	load_elements();
	edit(element_edits[_i].path, element_edits[_i].value);
	findings = lint();
	ck_assert_msg(has(findings, element_edits[_i].rule, element_edits[_i].element,
			  element_edits[_i].severity),
		      "%s", json_dumps(findings, 0));
	ck_assert(profile_lint_clean(findings) == note ||
		  strcmp(element_edits[_i].rule, "file-service") == 0);
	json_decref(findings);
}
END_TEST

START_TEST(puks_come_first)
{
	json_t *findings, *elements, *puks;

	load_elements();
	elements = json_object_get(package, "elements");
	puks = json_incref(json_array_get(elements, 2));
	json_array_remove(elements, 2);
	json_array_insert_new(elements, 3, puks);
	findings = lint();
	ck_assert(has(findings, "puk-first", 2, "warning"));
	ck_assert_int_eq(json_array_size(findings), 3);
	json_decref(findings);
}
END_TEST

START_TEST(is_content_with_what_is_built)
{
	json_t *findings = lint();

	ck_assert_msg(json_array_size(findings) == 0, "%s", json_dumps(findings, 0));
	ck_assert(profile_lint_clean(findings));
	json_decref(findings);
}
END_TEST

/* One refused element does not hide another. */
START_TEST(goes_on)
{
	json_t *findings;

	edit("elements/0/header/eUICC-Mandatory-services/contactless", "null");
	edit("elements/3/pinCodes/pinCodes/pinconfig/0/pinValue", "\"31\"");
	edit("elements/8/akaParameter/algoConfiguration/algoParameter/key", "\"00\"");
	findings = lint();
	ck_assert(has(findings, "unsupported", HEADER, "warning"));
	ck_assert(has(findings, "refused", PINS, "error"));
	ck_assert(has(findings, "refused", AKA, "error"));
	ck_assert(has(findings, "pin-status", MF, "error"));
	json_decref(findings);
}
END_TEST

START_TEST(prints_element_text_and_rule)
{
	json_t *findings;
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	edit("elements/5/usim/ef-hpplmn", FCP("\"efFileSize\": \"02\""));
	edit("elements/2/pukCodes/puk-Header/identification", "1");
	findings = lint();
	profile_lint_print(f, findings);
	fclose(f);
	ck_assert_str_eq(text,
			 "2 pukCodes: warning: identification 1 is that of element 1, too "
			 "[identification]\n"
			 "5 usim: error: 3F00/7FF1/6F31: EF.HPPLMN has 2 bytes, should have 1 "
			 "(3GPP TS 31.102 4.2.6) [file-size]\n");
	free(text);
	json_decref(findings);
}
END_TEST

START_TEST(nothing_is_no_profile)
{
	json_t *findings;

	edit("elements", "[]");
	findings = lint();
	ck_assert_int_eq(json_array_size(findings), 2);
	ck_assert(!profile_lint_clean(findings));
	json_decref(findings);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile_lint");
	TCase *t = tcase_create("profile_lint");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, finds, 0, COUNT(edits));
	tcase_add_loop_test(t, finds_in_every_element, 0, COUNT(element_edits));
	tcase_add_test(t, puks_come_first);
	tcase_add_test(t, is_content_with_what_is_built);
	tcase_add_test(t, goes_on);
	tcase_add_test(t, prints_element_text_and_rule);
	tcase_add_test(t, nothing_is_no_profile);
	suite_add_tcase(s, t);
	return unit_main(s);
}
