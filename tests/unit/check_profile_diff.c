/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How packages differ: what is told of each difference, and what is not told. */
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

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *j = json_loads(text, 0, &error);

	ck_assert_msg(j != NULL, "%s: %s", error.text, text);
	return j;
}

static json_t *differences(const char *a, const char *b, unsigned flags)
{
	json_t *one = parse(talloc_asprintf(ctx, "{\"elements\": [%s]}", a));
	json_t *other = parse(talloc_asprintf(ctx, "{\"elements\": [%s]}", b)), *list = NULL;

	ck_assert_int_eq(profile_diff(one, other, flags, &list), 0);
	json_decref(one);
	json_decref(other);
	return list;
}

#define END(n) "{\"end\": {\"end-header\": {\"identification\": " #n "}}}"
#define PUK(n, value)                                                                              \
	"{\"pukCodes\": {\"puk-Header\": {\"identification\": " #n                                 \
	"}, \"pukCodes\": [{\"keyReference\": 1, \"pukValue\": \"" value "\"}]}}"
#define PL(steps)                                                                                  \
	"{\"mf\": {\"mf-header\": {\"identification\": 1}, \"templateID\": \"2.23.143.1.2.1\", "   \
	"\"ef-pl\": [" steps "]}}"
#define OFFSET(n)  "{\"fillFileOffset\": " #n "}"
#define FILL(hex)  "{\"fillFileContent\": \"" hex "\"}"
#define WHERE_(w)  "\"indexA\": 0, \"indexB\": 0, \"where\": \"" w "\""
#define IN_MF(w)   "{\"element\": \"mf\", " WHERE_(w)
#define IN_PUKS(w) "{\"element\": \"pukCodes\", " WHERE_(w)

#define GFM(commands)                                                                              \
	"{\"genericFileManagement\": {\"gfm-header\": {\"identification\": 1}, "                   \
	"\"fileManagementCMD\": [[" commands "]]}}"
#define TO(path)      "{\"filePath\": \"" path "\"}"
#define MAKE(fid)     "{\"createFCP\": {\"fileID\": \"" fid "\"}}"
#define IN_GFM(where) "{\"element\": \"genericFileManagement\", " WHERE_("fileManagementCMD" where)

static const struct {
	const char *a, *b;
	unsigned flags;
	const char *list;
} cases[] = {
	/* genericFileManagement, file by file */
	{GFM(TO("7F10") "," MAKE("6F01") "," FILL("00") "," MAKE("6F02") "," FILL("01")),
	 GFM(TO("7F10") "," MAKE("6F02") "," FILL("02") "," MAKE("6F01") "," FILL("00")), 0,
	 "[" IN_GFM("[7F106F02][1].fillFileContent") ", \"a\": \"01\", \"b\": \"02\"}]"},
	{GFM(MAKE("6F01")), GFM(MAKE("6F01") "," MAKE("6F02")), 0,
	 "[" IN_GFM("[6F02]") ", \"b\": [" MAKE("6F02") "]}]"},
	{GFM(MAKE("6F01")), GFM(MAKE("6F02")), 0,
	 "[" IN_GFM("[6F01]") ", \"a\": [" MAKE("6F01") "]}, " IN_GFM("[6F02]") ", \"b\": [" MAKE(
		 "6F02") "]}]"},
	/* the same by files, and so told by commands */
	{GFM(TO("7F10") "," MAKE("6F01")), GFM(TO("7F10") "," TO("7F10") "," MAKE("6F01")), 0,
	 "[" IN_GFM("[0][1]") ", \"b\": " TO("7F10") "}]"},
	{GFM(TO("7F107F107F107F1012")), GFM(MAKE("6F0102")), 0,
	 "[" IN_GFM("[0][0]") ", \"a\": " TO("7F107F107F107F1012") "}, " IN_GFM(
		 "[0][0]") ", \"b\": " MAKE("6F0102") "}]"},
	{END(1), END(1), 0, "[]"},
	{END(1), END(2), 0,
	 "[{\"element\": \"end\", " WHERE_("end-header.identification") ", \"a\": 1, \"b\": 2}]"},
	{PL(FILL("AA")), PL(FILL("AB")), 0,
	 "[" IN_MF("ef-pl[0].fillFileContent") ", \"a\": \"AA\", \"b\": \"AB\"}]"},
	/* a step more is one difference, wherever it stands */
	{PL(FILL("AA") "," FILL("CC")), PL(FILL("AA") "," OFFSET(3) "," FILL("CC")), 0,
	 "[" IN_MF("ef-pl[1]") ", \"b\": {\"fillFileOffset\": 3}}]"},
	{PL(OFFSET(1) "," FILL("AA") "," FILL("CC")), PL(FILL("AB") "," FILL("CC")), 0,
	 "[" IN_MF("ef-pl[0]") ", \"a\": {\"fillFileOffset\": 1}}, " IN_MF(
		 "ef-pl[1].fillFileContent") ", \"a\": \"AA\", \"b\": \"AB\"}]"},
	/* a file that only one has */
	{"{\"mf\": {\"mf-header\": {\"identification\": 1}, \"templateID\": \"2.23.143.1.2.1\"}}",
	 PL(""), 0, "[" IN_MF("ef-pl") ", \"b\": []}]"},
	/* an element more, although those behind it are renumbered */
	{PUK(1, "31") "," END(2), PUK(1, "32") "," PUK(2, "31") "," END(3), 0,
	 "[{\"element\": \"pukCodes\", \"indexB\": 0, \"b\": {\"puk-Header\": {\"identification\": "
	 "1}, \"pukCodes\": [{\"keyReference\": 1, \"pukValue\": \"********\"}]}},"
	 "{\"element\": \"pukCodes\", \"indexA\": 0, \"indexB\": 1, \"where\": "
	 "\"puk-Header.identification\", \"a\": 1, \"b\": 2},"
	 "{\"element\": \"end\", \"indexA\": 1, \"indexB\": 2, \"where\": "
	 "\"end-header.identification\", \"a\": 2, \"b\": 3}]"},
	/* other elements altogether */
	{PUK(1, "31"), END(1), PROFILE_SHOW_SECRETS,
	 "[{\"element\": \"pukCodes\", \"indexA\": 0, \"a\": {\"puk-Header\": {\"identification\": "
	 "1}, \"pukCodes\": [{\"keyReference\": 1, \"pukValue\": \"31\"}]}},"
	 "{\"element\": \"end\", \"indexB\": 0, \"b\": {\"end-header\": {\"identification\": "
	 "1}}}]"},
	{"{\"unknown\": \"AA\"}", "{\"unknown\": \"AB\"}", 0,
	 "[{\"element\": \"unknown\", \"indexA\": 0, \"indexB\": 0, \"a\": \"AA\", \"b\": "
	 "\"AB\"}]"},
	/* secrets are compared, and masked */
	{PUK(1, "31"), PUK(1, "32"), 0,
	 "[" IN_PUKS("pukCodes[0].pukValue") ", \"a\": \"********\", \"b\": \"********\"}]"},
	{PUK(1, "31"), PUK(1, "32"), PROFILE_SHOW_SECRETS,
	 "[" IN_PUKS("pukCodes[0].pukValue") ", \"a\": \"31\", \"b\": \"32\"}]"},
};

START_TEST(tells)
{
	json_t *got = differences(cases[_i].a, cases[_i].b, cases[_i].flags);
	json_t *expected = parse(cases[_i].list);

	ck_assert_msg(json_equal(got, expected), "%s", json_dumps(got, 0));
	json_decref(got);
	json_decref(expected);
}
END_TEST

/* What is longer than can be aligned is compared place by place, in little time. */
START_TEST(long_lists_are_compared_by_place)
{
	enum { STEPS = 3000 };
	char *a = talloc_strdup(ctx, FILL("00")), *b = talloc_strdup(ctx, FILL("01"));
	json_t *list;

	for (int i = 1; i < STEPS; i++) {
		a = talloc_asprintf_append(a, "," FILL("00"));
		b = talloc_asprintf_append(b, "," OFFSET(1));
	}
	list = differences(talloc_asprintf(ctx, PL("%s"), a), talloc_asprintf(ctx, PL("%s"), b), 0);
	ck_assert_int_eq(json_array_size(list), STEPS);
	json_decref(list);
}
END_TEST

START_TEST(prints_like_diff)
{
	json_t *list = differences(PL(FILL("AA")) "," END(2), PL(OFFSET(1) "," FILL("AA")), 0);
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	profile_diff_print(f, list);
	fclose(f);
	ck_assert_str_eq(text, "@@ mf -0 +0 ef-pl[0] @@\n"
			       "+{\"fillFileOffset\": 1}\n"
			       "@@ end -1 @@\n"
			       "-{\"end-header\": {\"identification\": 2}}\n");
	free(text);
	json_decref(list);
}
END_TEST

/* What a package says must not steer a terminal. */
START_TEST(masks_controls)
{
	static const char element[] = "{\"header\": {\"profileType\": \"%s\"}}";
	json_t *list = differences(talloc_asprintf(ctx, element, "\\u001b[2J"),
				   talloc_asprintf(ctx, element, "plain"), 0);
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	profile_diff_print(f, list);
	fclose(f);
	ck_assert_ptr_null(strchr(text, 0x1B));
	ck_assert_ptr_nonnull(strstr(text, "[2J\n+plain\n"));
	free(text);
	json_decref(list);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile_diff");
	TCase *t = tcase_create("profile_diff");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, tells, 0, COUNT(cases));
	tcase_add_test(t, long_lists_are_compared_by_place);
	tcase_add_test(t, prints_like_diff);
	tcase_add_test(t, masks_controls);
	suite_add_tcase(s, t);
	return unit_main(s);
}
