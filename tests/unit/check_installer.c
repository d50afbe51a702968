/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The installer against packages made here: the stream, the order of elements, what ends an
 * installation and what does not. */
#include <stdio.h>

#include "package.h"

/* ---- a whole package ---- */

static const size_t segments[] = {1, 7, 1000};

START_TEST(installs_with_the_templates_defaults)
{
	put_base();
	put_end();
	ck_assert_int_eq(push(segments[_i]), 0);
	ck_assert_int_eq(installer_finish(in), 0);
	ck_assert(installer_complete(in));
	ck_assert_int_eq(installer_status(in), PE_OK);
	assert_response("3007 A005 3003 800100");
	assert_hex(installer_iccid(in), "98001032547698103214");

	assert_hex(at("")->security, "8B03 2F06 0E");
	assert_hex(at("")->pin_status, "900100 830101 83010A");
	assert_hex(at("2FE2")->security, "8B03 2F06 0B");
	assert_content("2F05", "FFFF");
	ck_assert_uint_eq(at("2F05")->sfi, 5);
	ck_assert_uint_eq(at("2F08")->size, 5);
	ck_assert_uint_eq(at("2F00")->record_length, 10);
	assert_hex(at("7FD0")->aid, USIM_AID);
	assert_hex(at("7FD0")->security, "8B03 2F06 0E");
	assert_content("7FD06F07", "080910101032540636");
	assert_hex(at("7FD06F07")->security, "8B03 6F06 02");
	assert_hex(at("7FD06F07")->proprietary, "");
	assert_hex(at("7FD06F08")->proprietary, "C00180");
	assert_content("7FD06F7E", "FFFFFFFFFFFFFF0000FF01");
	assert_content("7FD06F31", "0A");
	ck_assert_uint_eq(at("7FD06F3C")->size, 1760);
	ck_assert_uint_eq(at("7FD06F3C")->content[176], 0x00);
	ck_assert_uint_eq(at("7FD06F3C")->content[177], 0xFF);
	ck_assert(at("7FD06F07")->shareable);
	ck_assert_uint_eq(at("7FD06F07")->life_cycle, LCS_ACTIVATED);
}
END_TEST

/* GBA, MBMS and what builds on GBA are not there: their bits go, TS 31.102 4.2.8. */
START_TEST(service_table_says_what_the_platform_has)
{
	put_base();
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	assert_content("7FD06F38", "FFFFFFFFFFFFFFFF EF F7 FFFFFFFFFFFFFF");
}
END_TEST

START_TEST(files_left_out)
{
	put_header(HEADER);
	put_element(0xB0, true, 1, OID("01") MF_BASE "A3{80{}}" MF_REST);
	put_element(0xA3, true, 2, PUKS);
	put_element(0xA2, true, 3, PINS);
	put_element(0xB3, true, 4,
		    OID("04") "A2{A1{83{7FD0} 84{" USIM_AID "} C6{01}}} " USIM_IDENTITY
			      "A8{} A9{80{}} " USIM_REST);
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	assert_content("2F05", "FFFF"); /* in the MF the flag has no effect */
	ck_assert_ptr_null(file_child(at("7FD0"), 0x6F3B));
	ck_assert_uint_eq(at("7FD06F38")->size, 14); /* the first version's */
}
END_TEST

/* ---- order and framing ---- */

static void before_header(void)
{
	put_element(0xB0, true, 1, MF);
}

static void two_headers(void)
{
	put_base();
	put_header(HEADER);
}

static void two_mfs(void)
{
	put_base();
	put_element(0xB0, true, 7, MF);
}

static void no_mf(void)
{
	put_header(HEADER);
	put_end();
}

static void after_end(void)
{
	put_base();
	put_end();
	put_end();
}

static void not_an_element(void)
{
	put_header(HEADER);
	buf_put_slice(&package, unhex(ctx, "3003 810101"));
}

static void primitive_element(void)
{
	put_header(HEADER);
	buf_put_slice(&package, unhex(ctx, "8103 810101"));
}

static void endless_element(void)
{
	put_header(HEADER);
	buf_put_slice(&package, unhex(ctx, "A180 0000"));
}

static void enormous_element(void)
{
	put_header(HEADER);
	buf_put_slice(&package, unhex(ctx, "A1847FFFFFFF"));
}

static void no_pe_header(void)
{
	put_header(HEADER);
	put_element(0xA3, false, -1, "81{05}");
}

static void large_identification(void)
{
	put_header(HEADER);
	put_element(0xA3, false, -1, "A0{81{008000}}");
}

static void nothing_ends_it(void)
{
	put_base();
}

static void cut_off(void)
{
	put_base();
	put_end();
	package.n--;
}

static void pin_of_status_missing(void)
{
	put_header(HEADER);
	put_element(0xB0, true, 1, MF);
	put_end();
}

static void puk_missing(void)
{
	put_header(HEADER);
	put_element(0xB0, true, 1, MF);
	put_element(0xA2, true, 3, PINS);
	put_end();
}

static const struct {
	void (*build)(void);
	enum pe_status status;
	const char *response;
} disorders[] = {
	{before_header, PE_INVALID_REQUEST_FORMAT,
	 "3028 A008 3006 800105 810101 8100 "
	 "821A 50726F66696C65486561646572206973206E6F74206669727374"},
	{two_headers, PE_INVALID_REQUEST_FORMAT, NULL},
	{two_mfs, PE_BAD_VALUES, NULL},
	{no_mf, PE_INVALID_REQUEST_FORMAT, NULL},
	{after_end, PE_INVALID_REQUEST_FORMAT, NULL},
	{not_an_element, PE_INVALID_REQUEST_FORMAT, NULL},
	{primitive_element, PE_INVALID_REQUEST_FORMAT, NULL},
	{endless_element, PE_INVALID_REQUEST_FORMAT, NULL},
	{enormous_element, PE_NOT_ENOUGH_MEMORY, NULL},
	{no_pe_header, PE_INVALID_REQUEST_FORMAT, NULL},
	{large_identification, PE_INVALID_REQUEST_FORMAT, NULL},
	{nothing_ends_it, PE_INVALID_REQUEST_FORMAT, NULL},
	{cut_off, PE_INVALID_REQUEST_FORMAT, NULL},
	{pin_of_status_missing, PE_PIN_CODE_MISSING, NULL},
	{puk_missing, PE_BAD_VALUES, NULL},
};

START_TEST(disorder_ends_the_installation)
{
	disorders[_i].build();
	push(1 + (size_t)_i);
	ck_assert_int_lt(installer_finish(in), 0);
	ck_assert(!installer_complete(in));
	ck_assert_int_eq(installer_status(in), disorders[_i].status);
	ck_assert_int_lt(installer_save(in, NULL, 1), 0);
	if (disorders[_i].response)
		assert_response(disorders[_i].response);
	/* Nothing brings it back. */
	put_end();
	ck_assert_int_lt(push(SIZE_MAX), 0);
	ck_assert_int_eq(installer_status(in), disorders[_i].status);
}
END_TEST

START_TEST(no_truncation_completes)
{
	size_t whole;

	put_base();
	put_end();
	whole = package.n;
	for (package.n = 0; package.n < whole; package.n++) {
		in = installer_new(ctx, NULL, MEMORY);
		ck_assert_int_eq(push(SIZE_MAX), 0);
		ck_assert(!installer_complete(in));
		ck_assert_int_lt(installer_finish(in), 0);
		talloc_free(in);
	}
}
END_TEST

/* Whatever a changed byte does, the outcome is one or the other, and the response says which. */
START_TEST(changed_bytes)
{
	static const uint8_t masks[] = {0x01, 0x20, 0x80, 0xFF};

	put_base();
	put_end();
	for (size_t i = 0; i < package.n; i++) {
		struct buf out = buf_new(ctx);

		package.p[i] ^= masks[_i];
		in = installer_new(ctx, NULL, MEMORY);
		push(SIZE_MAX);
		installer_finish(in);
		installer_response(in, &out);
		ck_assert_int_eq(installer_complete(in), out.n == 9);
		ck_assert_int_eq(installer_complete(in), installer_status(in) == PE_OK);
		talloc_free(in);
		package.p[i] ^= masks[_i];
	}
}
END_TEST

START_TEST(each_element_counts_against_the_memory)
{
	uint64_t size;

	put_base();
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	size = installer_size(in);
	for (uint64_t memory = 0; memory <= size; memory += memory < size - 64 ? 61 : 1) {
		in = installer_new(ctx, NULL, memory);
		ck_assert_int_eq(push(SIZE_MAX) == 0, memory == size);
		ck_assert_int_eq(installer_status(in),
				 memory == size ? PE_OK : PE_NOT_ENOUGH_MEMORY);
		ck_assert_uint_le(installer_size(in), memory);
		talloc_free(in);
	}
}
END_TEST

/* ---- ProfileHeader ---- */

static const struct {
	const char *spec;
	enum pe_status status;
} headers[] = {
	{HEADER, PE_OK},
	{"80{02} 81{00} " ICCID " A5{} A6{}", PE_OK},
	{"80{03} 81{09} 82{414243} " ICCID " 84{00} A5{} A6{} 87{01} AA{}", PE_OK},
	{"80{01} 81{00} " ICCID " A5{} A6{}", PE_UNSUPPORTED_PROFILE_VERSION},
	{"80{04} 81{00} " ICCID " A5{} A6{}", PE_UNSUPPORTED_PROFILE_VERSION},
	{"80{0103} 81{00} " ICCID " A5{} A6{}", PE_BAD_VALUES},
	{"80{0003} 81{00} " ICCID " A5{} A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} " ICCID " A5{} A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} A5{} A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} 83{890001234567890123} A5{} A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} " ICCID " A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} " ICCID " A5{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} " ICCID " A5{80{}} A6{}", PE_FEATURE_NOT_SUPPORTED},
	{"80{03} 81{03} " ICCID " A5{9E{}} A6{}", PE_FEATURE_NOT_SUPPORTED},
	{"80{03} 81{03} " ICCID " A5{9F1F{}} A6{}", PE_FEATURE_NOT_SUPPORTED},
	{"80{03} 81{03} " ICCID " A5{81{00}} A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} " ICCID " A5{8105} A6{}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} " ICCID " A5{} A6{06{67810F010263}}", PE_TEMPLATE_NOT_SUPPORTED},
	{"80{03} 81{03} " ICCID " A5{} A6{04{67810F010201}}", PE_INVALID_REQUEST_FORMAT},
	{"80{03} 81{03} " ICCID " A5{} A6{} A8{30{80{A000000062} 81{0100}}}", PE_LIB_NOT_SUPPORTED},
	{"80{03} 81{03} " ICCID " A5{} A6{} A8{}", PE_OK},
	{"80{03} 81{03} " ICCID " A5{} A6{} A9{80{01020304050607}}", PE_OK},
};

START_TEST(profile_header)
{
	put_header(headers[_i].spec);
	ck_assert_int_eq(push(SIZE_MAX) == 0, headers[_i].status == PE_OK);
	ck_assert_int_eq(installer_status(in), headers[_i].status);
	ck_assert_uint_eq(installer_iccid(in).n, headers[_i].status == PE_OK ? 10 : 0);
}
END_TEST

/* ---- elements that are not there ---- */

#define LOAD_BLOCK "4F{A00000055901} C1{} C4{C0FFEE}"
#define INSTANCE   "30{4F{A00000055901} 4F{A0000005590101} 4F{A0000005590102} 82{00} C9{}}"

static const struct {
	uint32_t tag;
	const char *spec;
	enum pe_status status;
} unsupported[] = {
	{0xA9, "06{2B0601040181} 81{00}", PE_NOT_SUPPORTED},
	{0xBF22, "81{01}", PE_NOT_SUPPORTED},
	{0xBF817F, "", PE_NOT_SUPPORTED},
	{0xA8, "A1{" LOAD_BLOCK "}", PE_RUNTIME_NOT_SUPPORTED},
	{0xA8, "A1{" LOAD_BLOCK "} A2{" INSTANCE "}", PE_RUNTIME_NOT_SUPPORTED},
	{0xA8, "A2{" INSTANCE "}", PE_LIB_NOT_SUPPORTED},
	{0xB1, OID("03") "A2{A1{C6{01}}}", PE_TEMPLATE_NOT_SUPPORTED},
	{0xB1, OID("63"), PE_TEMPLATE_NOT_SUPPORTED},
};

START_TEST(unsupported_and_not_mandated_is_reported)
{
	char expected[8];
	struct buf out = buf_new(ctx);
	struct slice list;
	struct tlv t;

	put_base();
	put_element(unsupported[_i].tag, false, TESTED_ID, unsupported[_i].spec);
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	ck_assert(installer_complete(in));
	ck_assert_int_eq(installer_status(in), PE_OK);
	installer_response(in, &out);
	ck_assert_int_eq(tlv_only(buf_slice(&out), 0x30, &t), 0);
	ck_assert_int_eq(tlv_only(t.value, 0xA0, &t), 0);
	list = t.value;
	ck_assert_int_eq(tlv_next(&list, &t), 1);
	snprintf(expected, sizeof(expected), "8001%02X", (unsigned)unsupported[_i].status);
	assert_hex(slice_sub(t.value, 0, 3), expected);
	assert_hex(slice_sub(t.value, 3, 3), "810109");
	assert_hex(list, "3003 800100");
}
END_TEST

START_TEST(unsupported_and_mandated_ends_the_installation)
{
	put_base();
	put_element(unsupported[_i].tag, true, TESTED_ID, unsupported[_i].spec);
	ck_assert_int_lt(push(SIZE_MAX), 0);
	ck_assert_int_eq(installer_status(in), unsupported[_i].status);
}
END_TEST

/* PE-Dummy has no header, so nothing is known of it. */
START_TEST(reserved_elements)
{
	put_base();
	put_element(0xAB, false, -1, "");
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	assert_response("300C A00A 3003 800101 3003 800100");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installer");
	TCase *t = tcase_create("installer");

	tcase_add_checked_fixture(t, package_setup, package_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, installs_with_the_templates_defaults, 0, COUNT(segments));
	tcase_add_test(t, service_table_says_what_the_platform_has);
	tcase_add_test(t, files_left_out);
	tcase_add_loop_test(t, disorder_ends_the_installation, 0, COUNT(disorders));
	tcase_add_test(t, no_truncation_completes);
	tcase_add_loop_test(t, changed_bytes, 0, 4);
	tcase_add_test(t, each_element_counts_against_the_memory);
	tcase_add_loop_test(t, profile_header, 0, COUNT(headers));
	tcase_add_loop_test(t, unsupported_and_not_mandated_is_reported, 0, COUNT(unsupported));
	tcase_add_loop_test(t, unsupported_and_mandated_ends_the_installation, 0,
			    COUNT(unsupported));
	tcase_add_test(t, reserved_elements);
	suite_add_tcase(s, t);
	return unit_main(s);
}
