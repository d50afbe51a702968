/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-Application: load blocks are kept, not run. */
#include <stdio.h>

#include "package.h"
#include "store/gp_store.h"
#include "store/profile_store.h"

#define DOMAIN  "A1{4F{A0000001515350} 4F{A000000151535041} 4F{A000000151000000} 82{82} C9{}}"
#define PACKAGE "4F{A00000055901} 4F{A000000151000000} C6{0400} "
#define SHA1    "C1{1C835DEB843E6421E5D87216F97CFAA4C32C5264} "
#define CODE    "C4{C0FFEE}"
#define BLOCK   "A1{" PACKAGE SHA1 CODE "}"
#define INSTANCE(aid)                                                                              \
	"30{4F{A00000055901} 4F{A0000005590101} 4F{" aid "} 82{00} 83{03} C9{01} "                 \
	"EA{80{0100000000 00 03 B20100 00}}}"

enum { BLOCK_PE = 10, INSTANCE_PE = 11 };

static void put_applications(bool mandated)
{
	put_base();
	put_element(0xA6, true, 6, DOMAIN);
	put_element(0xA8, mandated, BLOCK_PE, BLOCK "A2{" INSTANCE("A0000005590102") "}");
	put_element(0xA8, mandated, INSTANCE_PE, "A2{" INSTANCE("A0000005590103") "}");
	put_end();
}

START_TEST(statuses)
{
	put_applications(false);
	ck_assert_int_eq(push(7), 0);
	ck_assert(installer_complete(in));
	assert_response("3017 A015"
			"3006 800107 81010A"
			"3006 800107 81010B"
			"3003 800100");
}
END_TEST

START_TEST(mandated)
{
	put_applications(true);
	ck_assert_int_lt(push(7), 0);
	ck_assert_int_eq(installer_status(in), PE_RUNTIME_NOT_SUPPORTED);
}
END_TEST

static const struct {
	const char *spec;
	enum pe_status status;
} wrong[] = {
	{"", PE_OK},
	{"A2{}", PE_INVALID_REQUEST_FORMAT},
	{"A2{31{}}", PE_INVALID_REQUEST_FORMAT},
	{"A2{30{4F{A000000559}}}", PE_INVALID_REQUEST_FORMAT},
	{"A1{}", PE_INVALID_REQUEST_FORMAT},
	{"A1{4F{A00000055901}}", PE_INVALID_REQUEST_FORMAT}, /* no loadBlockObject */
	{"A1{4F{A0000005} C4{00}}", PE_INVALID_REQUEST_FORMAT},
	{"A1{" PACKAGE CODE "}", PE_OK},
	{"A1{" PACKAGE "C1{}" CODE "}", PE_OK},
	{"A1{" PACKAGE "C1{C47A10DC272B1221F0380A2AE0F7D7FA830B3E378F2F5309BBF13F61AD211913}" CODE
	 "}",
	 PE_OK},
	{"A1{" PACKAGE "C1{"
	 "011F360DB636CFA4C7A61768AD917FE3D95A6BD88A7968CE437B00B63A32B0DA911329488B8"
	 "571224E4245250B62BA86}" CODE "}",
	 PE_OK},
	{"A1{" PACKAGE "C1{"
	 "D6F3D166B443B394F2505C48A5C6904C682D5A6FBE360D6C337A98F7EA6675F195157B33F59"
	 "9B600E39783C72024F91B4718651B4CFD08AFCF6C06B9CDB6508C}" CODE "}",
	 PE_OK},
	{"A1{" PACKAGE "C1{"
	 "D6F3D166B443B394F2505C48A5C6904C682D5A6FBE360D6C337A98F7EA6675F195157B33F59"
	 "9B600E39783C72024F91B4718651B4CFD08AFCF6C06B9CDB6508C00}" CODE "}",
	 PE_BAD_VALUES},
	{"A1{" PACKAGE "C1{0000000000000000000000000000000000000000000000000000000000000000}" CODE
	 "}",
	 PE_BAD_VALUES},
	{"A1{" PACKAGE "C1{0102}" CODE "}", PE_BAD_VALUES},
	{"A1{" PACKAGE SHA1 "C4{C0FFEF}}", PE_BAD_VALUES},
	{"A1{4F{A00000055901} 4F{A000000151000001} " CODE "}", PE_BAD_VALUES}, /* no such domain */
	{BLOCK "A2{" INSTANCE("A00000055901") "}", PE_BAD_VALUES}, /* the package's AID */
	{BLOCK "A2{" INSTANCE("A0000005590102") INSTANCE("A0000005590102") "}", PE_BAD_VALUES},
};

START_TEST(malformed)
{
	put_base();
	put_element(0xA6, true, 6, DOMAIN);
	put_element(0xA8, false, TESTED_ID, wrong[_i].spec);
	put_end();
	push(7);
	ck_assert_int_eq(installer_status(in), wrong[_i].status);
	ck_assert_int_eq(installer_complete(in), wrong[_i].status == PE_OK);
}
END_TEST

/* They count against the memory, and the image has them back whole. */
START_TEST(kept_in_the_image)
{
	char dir[] = "/tmp/check_installer.XXXXXX";
	struct profile p = {.iccid = slice_str("iccid"), .isdp_aid = slice_str("aid")};
	struct gp_application a = {0};
	struct slice code;
	struct store *s;
	char *error;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(store_create(talloc_asprintf(ctx, "%s/card", dir), false, ctx, &s, &error),
			 0);
	put_applications(false);
	ck_assert_int_eq(push(SIZE_MAX), 0);
	p.metadata = slice_str("x");
	ck_assert_int_eq(profile_store_add(s, &p), 0);
	ck_assert_int_eq(installer_save(in, s, p.id), 0);

	ck_assert_int_eq(gp_store_next(s, p.id, 0, ctx, &a), 1);
	ck_assert_int_eq(a.kind, GP_SECURITY_DOMAIN);
	ck_assert_int_eq(gp_store_next(s, p.id, a.id, ctx, &a), 1);
	ck_assert_int_eq(a.kind, GP_LOAD_PACKAGE);
	assert_hex(a.aid, "A00000055901");
	assert_hex(a.parameters,
		   "4F08A000000151000000 C6020400 C1141C835DEB843E6421E5D87216F97CFAA4C32C5264");
	ck_assert_uint_eq(a.load_block_size, 3);
	ck_assert_ptr_null(a.load_block.p);
	ck_assert_int_eq(gp_store_load_block(s, a.id, ctx, &code), 1);
	assert_hex(code, "C0FFEE");

	for (int i = 2; i <= 3; i++) {
		char aid[15];

		ck_assert_int_eq(gp_store_next(s, p.id, a.id, ctx, &a), 1);
		ck_assert_int_eq(a.kind, GP_APPLICATION);
		snprintf(aid, sizeof(aid), "A00000055901%02X", i);
		assert_hex(a.aid, aid);
		assert_hex(a.package_aid, "A00000055901");
		assert_hex(a.module_aid, "A0000005590101");
		assert_hex(a.tar, "B20100");
		ck_assert_uint_eq(a.life_cycle, 3);
		ck_assert_uint_eq(a.load_block_size, 0);
		ck_assert_int_eq(gp_store_load_block(s, a.id, ctx, &code), 0);
	}
	ck_assert_int_eq(gp_store_next(s, p.id, a.id, ctx, &a), 0);
	ck_assert_int_eq(gp_store_load_block(s, a.id + 100, ctx, &code), 0);
	talloc_free(s);
	ck_assert_int_eq(system(talloc_asprintf(ctx, "rm -r %s", dir)), 0);
}
END_TEST

START_TEST(memory)
{
	uint64_t size;

	put_applications(false);
	ck_assert_int_eq(push(SIZE_MAX), 0);
	size = installer_size(in);
	in = installer_new(ctx, NULL, size);
	ck_assert_int_eq(push(SIZE_MAX), 0);
	in = installer_new(ctx, NULL, size - 1);
	ck_assert_int_lt(push(SIZE_MAX), 0);
	ck_assert_int_eq(installer_status(in), PE_NOT_ENOUGH_MEMORY);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installer_applications");
	TCase *t = tcase_create("installer_applications");

	tcase_add_checked_fixture(t, package_setup, package_teardown);
	tcase_add_test(t, statuses);
	tcase_add_test(t, mandated);
	tcase_add_loop_test(t, malformed, 0, COUNT(wrong));
	tcase_add_test(t, kept_in_the_image);
	tcase_add_test(t, memory);
	suite_add_tcase(s, t);
	return unit_main(s);
}
