/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PEStatus: every code that the card gives, with the identification of the element at fault, and
 * what becomes of the rest of the package. */
#include "package.h"

enum { FIRST_LEFT_OUT = 6, SECOND_LEFT_OUT = 300, AFTER = 10, NONE = -1, MOST = 8 };

#define UNKNOWN_TEMPLATE OID("63")
#define FOREIGN_INSTANCE                                                                           \
	"A2{30{4F{A00000055901} 4F{A0000005590101} 4F{A0000005590102} 82{00} C9{}}}"
#define LOAD_BLOCK    "A1{4F{A00000055901} C4{C0FFEE}}"
#define ALGORITHM     "A1{A1{80{04} 81{00} 82{000102030405060708090A0B0C0D0E0F} 83{}}}"
#define FILE_OF(size) "A1{30{80{} 62{82{4121} 83{2F50} 8B{02} 80{" size "}}}}"

struct report {
	int status;
	int identification; /* NONE: absent */
};

/* The PEStatus of the response in order; returns their number. */
static size_t reports(struct report out[MOST])
{
	struct buf response = buf_new(ctx);
	struct tlv t, list, field;
	int64_t number;
	size_t n = 0;

	installer_response(in, &response);
	ck_assert(buf_ok(&response));
	ck_assert_int_eq(tlv_only(buf_slice(&response), 0x30, &t), 0);
	ck_assert_int_eq(tlv_find(t.value, 0xA0, &list), 1);
	for (; tlv_next(&list.value, &t) == 1; n++) {
		ck_assert_uint_lt(n, MOST);
		ck_assert_uint_eq(t.tag, 0x30);
		ck_assert_int_eq(tlv_find(t.value, 0x80, &field), 1);
		ck_assert_int_eq(tlv_integer(field.value, &number), 0);
		out[n].status = (int)number;
		number = NONE;
		if (tlv_find(t.value, 0x81, &field) == 1)
			ck_assert_int_eq(tlv_integer(field.value, &number), 0);
		out[n].identification = (int)number;
	}
	return n;
}

static void assert_reports(const struct report *expected, size_t n)
{
	struct report seen[MOST];

	ck_assert_uint_eq(reports(seen), n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(seen[i].status, expected[i].status);
		ck_assert_int_eq(seen[i].identification, expected[i].identification);
	}
}

/* Two elements that are left out, the first of them without being mandated. */
static void put_left_out(void)
{
	put_base();
	put_element(0xA9, false, FIRST_LEFT_OUT, "");
	put_element(0xB4, false, SECOND_LEFT_OUT, UNKNOWN_TEMPLATE);
}

static const struct {
	enum pe_status status;
	uint32_t tag;
	const char *spec;
	bool only_mandated; /* otherwise the element is left out, no more */
} faults[] = {
	{PE_NOT_SUPPORTED, 0xA9, "", true},
	{PE_NOT_SUPPORTED, 0xAB, "", true},
	{PE_BAD_VALUES, 0xA3, "A1{30{80{09} 81{3131313131313131}}}", false},
	{PE_NOT_ENOUGH_MEMORY, 0xA1, FILE_OF("7FFFFFFF"), false},
	{PE_INVALID_REQUEST_FORMAT, 0xA6, "", false},
	{PE_INVALID_PARAMETER, 0xA5, "81{0102030405060708}", false},
	{PE_RUNTIME_NOT_SUPPORTED, 0xA8, LOAD_BLOCK, true},
	{PE_LIB_NOT_SUPPORTED, 0xA8, FOREIGN_INSTANCE, true},
	{PE_TEMPLATE_NOT_SUPPORTED, 0xB4, UNKNOWN_TEMPLATE, true},
	{PE_FEATURE_NOT_SUPPORTED, 0xA4, ALGORITHM, true},
};

static void put_after(void)
{
	put_element(0xA1, true, AFTER, FILE_OF("10"));
	put_end();
}

/* It is the last that the response tells of, behind what was left out before, and nothing behind it
 * is looked at. */
START_TEST(fault_ends_the_installation)
{
	const struct report expected[] = {
		{PE_NOT_SUPPORTED, FIRST_LEFT_OUT},
		{PE_TEMPLATE_NOT_SUPPORTED, SECOND_LEFT_OUT},
		{(int)faults[_i].status, TESTED_ID},
	};

	put_left_out();
	put_element(faults[_i].tag, true, TESTED_ID, faults[_i].spec);
	put_after();
	ck_assert_int_lt(push(7), 0);
	ck_assert_int_eq(installer_status(in), faults[_i].status);
	ck_assert(!installer_complete(in));
	assert_reports(expected, COUNT(expected));
	ck_assert_ptr_null(file_child(installer_content(in)->mf, 0x2F50));
	ck_assert_int_lt(installer_finish(in), 0);
	assert_reports(expected, COUNT(expected));
}
END_TEST

/* What the eUICC lacks ends it only where it is mandated; what is wrong always does. */
START_TEST(what_is_not_mandated)
{
	const struct report lack[] = {
		{PE_NOT_SUPPORTED, FIRST_LEFT_OUT},
		{PE_TEMPLATE_NOT_SUPPORTED, SECOND_LEFT_OUT},
		{(int)faults[_i].status, TESTED_ID},
		{PE_OK, NONE},
	};

	put_left_out();
	put_element(faults[_i].tag, false, TESTED_ID, faults[_i].spec);
	put_after();
	push(7);
	ck_assert_int_eq(installer_complete(in), faults[_i].only_mandated);
	assert_reports(lack, faults[_i].only_mandated ? 4 : 3);
	ck_assert(!file_child(installer_content(in)->mf, 0x2F50) == !faults[_i].only_mandated);
}
END_TEST

/* Deprecated by talloc, which has nothing in its place. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static void limit_volatile_memory(size_t left)
{
	ck_assert_int_eq(talloc_set_memlimit(in, talloc_total_size(in) + left), 0);
}
#pragma GCC diagnostic pop

/* The non-volatile memory has room for the file, the process has not. */
START_TEST(memory_failure)
{
	const struct report expected[] = {{PE_MEMORY_FAILURE, TESTED_ID}};

	put_base();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	buf_reset(&package);
	put_element(0xA1, true, TESTED_ID, FILE_OF("080000"));
	put_after();
	limit_volatile_memory(64 << 10);
	ck_assert_int_lt(push(SIZE_MAX), 0);
	ck_assert_int_eq(installer_status(in), PE_MEMORY_FAILURE);
	assert_reports(expected, COUNT(expected));
}
END_TEST

/* A header has no identification; the version is the first thing that it says. */
START_TEST(version_of_the_header)
{
	const struct report expected[] = {{PE_UNSUPPORTED_PROFILE_VERSION, NONE}};

	put_header("80{04} 81{00} " ICCID " A5{} A6{}");
	put_element(0xB0, true, 1, MF);
	put_end();
	ck_assert_int_lt(push(7), 0);
	assert_reports(expected, COUNT(expected));
	ck_assert_ptr_null(installer_content(in)->mf);
}
END_TEST

/* PE-End finds it, whose identification is told. */
START_TEST(pin_that_is_nowhere)
{
	const struct report expected[] = {{PE_PIN_CODE_MISSING, 31}};

	put_base();
	put_element(0xB2, true, TESTED_ID, OID("03") "A2{A1{C6{02}}}");
	put_end();
	ck_assert_int_lt(push(7), 0);
	assert_reports(expected, COUNT(expected));
}
END_TEST

/* What follows PE-End, or never comes, is no element's. */
START_TEST(package_without_end_or_beyond_it)
{
	const struct report expected[] = {{PE_INVALID_REQUEST_FORMAT, NONE}};

	put_base();
	if (_i == 0) {
		ck_assert_int_eq(push(7), 0);
		ck_assert_int_lt(installer_finish(in), 0);
	} else {
		put_end();
		put_element(0xA9, false, TESTED_ID, "");
		ck_assert_int_lt(push(7), 0);
	}
	ck_assert(!installer_complete(in));
	assert_reports(expected, COUNT(expected));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installer_status");
	TCase *t = tcase_create("installer_status");

	tcase_add_checked_fixture(t, package_setup, package_teardown);
	tcase_add_loop_test(t, fault_ends_the_installation, 0, COUNT(faults));
	tcase_add_loop_test(t, what_is_not_mandated, 0, COUNT(faults));
	tcase_add_test(t, memory_failure);
	tcase_add_test(t, version_of_the_header);
	tcase_add_test(t, pin_that_is_nowhere);
	tcase_add_loop_test(t, package_without_end_or_beyond_it, 0, 2);
	suite_add_tcase(s, t);
	return unit_main(s);
}
