/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-IoT and PE-OPT-IoT: the MF and the USIM of an IoT minimal profile. */
#include "package.h"
#include "profile/profile.h"

#define IOT_HEADER(options) HEADER options
#define PIX_7               "A9{80{1002FF33FFFF89}}"

#define IOT_OID  OID("11")
#define OPT_OID  OID("12")
#define IOT_MF   "A2{A1{C6{010A}}} "
#define ARR      "A6{" TWO_RECORDS "} "
#define IOT_ADF  "A8{A1{83{7FD0} C6{01810A}}} "
#define IDENTITY "A9{83{080910101032540636}} "
#define ARR_USIM "AA{" TWO_RECORDS "} "
#define UST      "AE{83{0A2010}} "
#define ACC      "B2{83{0001}} "
#define ECC      "B6{83{11F2FF00}} "
#define IOT      IOT_OID IOT_MF ARR IOT_ADF IDENTITY ARR_USIM UST ACC ECC
#define BOTH                                                                                       \
	"A1{A0{30{80{01} 81{30303030FFFFFFFF} 82{01}} 30{80{0A} 81{3535353535353535} 83{03}} "     \
	"30{80{0081} 81{3939393939393939}}}}"

static void put_iot(const char *spec)
{
	put_header(IOT_HEADER(PIX_7));
	put_element(0xBF20, true, TESTED_ID, spec);
}

static void install_iot(void)
{
	put_iot(IOT);
	put_element(0xA3, true, 2, PUKS);
	put_element(0xA2, true, 3, BOTH);
}

/* What the package does not name is there all the same. */
START_TEST(has_the_files_of_the_template)
{
	install_iot();
	put_end();
	ck_assert_int_eq(push(7), 0);
	ck_assert(installer_complete(in));
	assert_content("2FE2", "98001032547698103214");
	assert_content("2F00", "610E 4F0C A0000000871002FF33FFFF89 FFFFFFFF");
	assert_content("2F05", "FFFF");
	assert_hex(at("7FD0")->aid, "A0000000871002FF33FFFF89");
	assert_content("7FD06F07", "080910101032540636");
	assert_content("7FD06F08",
		       "07FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");
	assert_content("7FD06F7E", "FFFFFFFFFFFFFF0000FF01");
	assert_content("7FD06FAD", "00000002");
	ck_assert_uint_eq(at("7FD06F38")->size, 17);
	ck_assert_uint_eq(at("7FD06F06")->sfi, 0x17);
	ck_assert_uint_eq(at("7FD06F7B")->sfi, 0x0D);
	assert_response("3007 A0053003800100");
}
END_TEST

/* One element makes two places for PINs: the reference says which of them is meant. */
START_TEST(pins_go_where_they_are_valid)
{
	const struct uicc_content *c;

	install_iot();
	put_element(0xBF21, true, 4, OPT_OID "A3{}");
	put_element(0xA2, true, 5, "A1{A0{30{80{02} 81{30303030FFFFFFFF}}}}");
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	c = installer_content(in);
	ck_assert_ptr_null(pin_find(c, at("7FD0"), 0x01, false)->df);
	ck_assert_ptr_null(pin_find(c, at("7FD0"), 0x02, false)->df);
	ck_assert_ptr_eq(pin_find(c, at("7FD0"), 0x81, false)->df, at("7FD0"));
	ck_assert_ptr_null(pin_find(c, NULL, 0x81, false));
}
END_TEST

START_TEST(optional_files_and_keys_are_of_its_adf)
{
	install_iot();
	put_element(0xBF21, true, 4,
		    OPT_OID "A6{83{01}} AD{A1{C6{01}}} AE{} B7{} BA{A1{C6{01}}} BB{A1{80{04}}}");
	put_element(0xA4, true, 5,
		    "A1{A1{80{01} 81{00} 82{000102030405060708090A0B0C0D0E0F} "
		    "83{101112131415161718191A1B1C1D1E1F}}}");
	put_end();
	ck_assert_int_eq(push(1), 0);
	assert_content("7FD06F46", "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");
	assert_content("7FD05FC04F01", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000001");
	assert_content("7FD05FC04F0A", "F0FF0000");
	assert_content("7FD05FD04F01", "FFFFFFFF");
	ck_assert_ptr_null(file_child(at("7FD0"), 0x6F3B));
	ck_assert_ptr_eq(installer_content(in)->akas->adf, at("7FD0"));
}
END_TEST

/* The package's own content goes over what follows from the header. */
START_TEST(what_is_given_is_taken)
{
	put_iot(IOT_OID IOT_MF "A4{83{89}} A5{A1{82{42210020} 80{40}} 82{20} 83{AA}} " ARR
			       "A8{A1{83{7FD0} 84{" USIM_AID
			       "01} C6{0A}}} " IDENTITY ARR_USIM UST ACC ECC);
	ck_assert_int_eq(push(7), 0);
	assert_content("2FE2", "89001032547698103214");
	assert_content("2F00", "610E4F0CA0000000871002FF33FFFF89FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
			       "AAFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");
	assert_hex(at("7FD0")->aid, USIM_AID "01");
}
END_TEST

static const struct {
	const char *header, *iot;
	enum pe_status status;
} bad[] = {
	{PIX_7, IOT, PE_OK},
	{"A9{80{1002FF33FFFF8901020304}}", IOT, PE_OK},
	{"A9{80{1002FF33FFFF}}", IOT, PE_INVALID_REQUEST_FORMAT},
	{"A9{80{1002FF33FFFF890102030405}}", IOT, PE_INVALID_REQUEST_FORMAT},
	{"A9{}", IOT, PE_INVALID_REQUEST_FORMAT},
	{"", IOT, PE_INVALID_PARAMETER}, /* no iotOptions */
	{PIX_7, OPT_OID IOT_MF, PE_TEMPLATE_NOT_SUPPORTED},
	{PIX_7, IOT_OID ARR IOT_ADF IDENTITY ARR_USIM UST ACC ECC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF IOT_ADF IDENTITY ARR_USIM UST ACC ECC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF ARR IDENTITY ARR_USIM UST ACC ECC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF ARR IOT_ADF IDENTITY UST ACC ECC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF ARR IOT_ADF IDENTITY ARR_USIM ACC ECC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF ARR IOT_ADF IDENTITY ARR_USIM UST ACC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF ARR IOT_ADF ARR_USIM UST ACC ECC, PE_INVALID_REQUEST_FORMAT},
	{PIX_7, IOT_OID IOT_MF ARR IOT_ADF IDENTITY ARR_USIM UST ECC, PE_INVALID_REQUEST_FORMAT},
	{PIX_7, IOT_OID IOT_MF ARR "A8{80{}} " IDENTITY ARR_USIM UST ACC ECC, PE_BAD_VALUES},
	{PIX_7, IOT_OID IOT_MF ARR "A8{A1{83{7FD0}}} " IDENTITY ARR_USIM UST ACC ECC,
	 PE_BAD_VALUES}, /* no PINs */
	{PIX_7, IOT_OID "A2{80{}} " ARR IOT_ADF IDENTITY ARR_USIM UST ACC ECC, PE_BAD_VALUES},
};

START_TEST(refuses)
{
	put_header(talloc_asprintf(ctx, "%s%s", HEADER, bad[_i].header));
	put_element(0xBF20, true, TESTED_ID, bad[_i].iot);
	push(7);
	ck_assert_int_eq(installer_status(in), bad[_i].status);
}
END_TEST

START_TEST(names_the_file_without_default)
{
	struct buf out = buf_new(ctx);

	put_iot(IOT_OID IOT_MF IOT_ADF IDENTITY ARR_USIM UST ACC ECC);
	ck_assert_int_lt(push(7), 0);
	installer_response(in, &out);
	assert_hex(buf_slice(&out), "3023 A0083006800103810109 8100 8215"
				    "65662D61727220686173206E6F2064656661756C74");
}
END_TEST

/* A DF of the ADF may be left out, a file of the MF may not: it stays as the template has it. */
START_TEST(leaves_out_what_is_not_of_the_mf)
{
	put_iot(IOT_OID IOT_MF "A3{80{}} " ARR IOT_ADF IDENTITY ARR_USIM "AB{80{}} " UST ACC ECC);
	ck_assert_int_eq(push(7), 0);
	assert_content("2F05", "FFFF");
	ck_assert_ptr_null(file_child(at("7FD0"), 0x6F08));
}
END_TEST

START_TEST(needs_its_mf_and_its_adf)
{
	if (_i == 0) { /* the MF is there already */
		put_header(IOT_HEADER(PIX_7));
		put_element(0xB0, true, 1, MF);
		put_element(0xBF20, true, TESTED_ID, IOT);
	} else {
		put_header(IOT_HEADER(PIX_7));
		put_element(0xB0, true, 1, MF);
		put_element(0xBF21, true, TESTED_ID, OPT_OID "A3{}");
	}
	ck_assert_int_lt(push(7), 0);
	ck_assert_int_eq(installer_status(in), _i == 0 ? PE_BAD_VALUES : PE_INVALID_PARAMETER);
}
END_TEST

/* ---- the sample ---- */

static json_t *sample(struct slice *der)
{
	char *path = talloc_asprintf(ctx, "%s/testvectors/profiles/iot.json", getenv("top_srcdir"));
	json_t *j = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	struct asn1_error err = {.ctx = ctx};
	struct buf out = buf_new(ctx);

	ck_assert_ptr_nonnull(j);
	ck_assert_msg(profile_encode(j, &out, &err) == 0, "%s: %s", err.where, err.what);
	*der = buf_slice(&out);
	return j;
}

START_TEST(the_sample_installs_and_comes_back)
{
	struct asn1_error err = {.ctx = ctx};
	json_t *again, *findings, *package_json;
	struct slice der;

	package_json = sample(&der);
	ck_assert_int_eq(installer_push(in, der), 0);
	ck_assert(installer_complete(in));
	assert_content("2F00", "61124F10A0000000871002FFFFFFFF8907090000");
	assert_response("3007 A0053003800100");
	ck_assert_int_eq(profile_decode(der, &again, &err), 0);
	ck_assert(json_equal(package_json, again));
	ck_assert_int_eq(profile_lint(package_json, &findings), 0);
	ck_assert_msg(json_array_size(findings) == 0, "%s", json_dumps(findings, 0));
	json_decref(findings);
	json_decref(again);
	json_decref(package_json);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installer_iot");
	TCase *t = tcase_create("installer_iot");

	tcase_add_checked_fixture(t, package_setup, package_teardown);
	tcase_add_test(t, has_the_files_of_the_template);
	tcase_add_test(t, pins_go_where_they_are_valid);
	tcase_add_test(t, optional_files_and_keys_are_of_its_adf);
	tcase_add_test(t, what_is_given_is_taken);
	tcase_add_loop_test(t, refuses, 0, COUNT(bad));
	tcase_add_test(t, names_the_file_without_default);
	tcase_add_test(t, leaves_out_what_is_not_of_the_mf);
	tcase_add_loop_test(t, needs_its_mf_and_its_adf, 0, 2);
	tcase_add_test(t, the_sample_installs_and_comes_back);
	suite_add_tcase(s, t);
	return unit_main(s);
}
