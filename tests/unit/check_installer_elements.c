/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each profile element: what comes of it, and what it is refused for. */
#include "package.h"

/* ---- one element after the base ---- */

struct element_case {
	uint32_t tag;
	const char *spec;
	enum pe_status status;
};

static void check_element(const struct element_case *c)
{
	put_base();
	put_element(c->tag, true, TESTED_ID, c->spec);
	put_end();
	push(7);
	ck_assert_msg(installer_status(in) == c->status, "%s: is %d, should be %d", c->spec,
		      installer_status(in), c->status);
	ck_assert_int_eq(installer_complete(in), c->status == PE_OK);
}

#define OPT       OID("0502")
#define TELECOM   OID("03") "A2{A1{C6{010A}}}"
#define DF_5GS    OID("0D04")
#define PHONEBOOK TELECOM "AF{A1{C6{010A}}}"

/* In OPT: A4 is ef-acm (cyclic), A5 ef-gid1 (transparent, 8 bytes), A7 ef-msisdn (linear fixed). */
static const struct element_case templates[] = {
	{0xB4, OPT, PE_OK},
	{0xB4, "", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{83{1234} 82{}}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{83{1234} 82{04} 83{56}}", PE_OK},
	{0xB4, OPT "A5{83{1234} 82{06} 83{56}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{83{0102030405060708} 83{}}", PE_OK},
	{0xB4, OPT "A5{83{0102030405060708} 83{09}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{82{08}}", PE_OK},
	{0xB4, OPT "A5{82{09}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{82{FF}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{82{0001}}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{84{08}}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{8301}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "85{}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{A1{82{}}}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{A1{82{4121}}}", PE_OK},
	{0xB4, OPT "A5{A1{82{0121}}}", PE_OK},
	{0xB4, OPT "A5{A1{82{4221}}}", PE_BAD_VALUES}, /* linear fixed */
	{0xB4, OPT "A5{A1{82{7821}}}", PE_BAD_VALUES}, /* a directory */
	{0xB4, OPT "A5{A1{82{C121}}}", PE_BAD_VALUES}, /* b8 */
	{0xB4, OPT "A5{A1{82{412100}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{82{41210005}}}", PE_BAD_VALUES}, /* records in a transparent file */
	{0xB4, OPT "A5{A1{} A1{}}", PE_BAD_VALUES},        /* second fileDescriptor */
	{0xB4, OPT "A7{A1{82{42210000}}}", PE_BAD_VALUES},
	{0xB4, OPT "A7{A1{82{42210100}}}", PE_BAD_VALUES},
	{0xB4, OPT "A7{A1{82{42210010} 80{20}}}", PE_OK},
	{0xB4, OPT "A7{A1{82{42210010} 80{21}}}", PE_BAD_VALUES},
	{0xB4, OPT "A7{A1{80{0018}}}", PE_BAD_VALUES}, /* leading zero */
	{0xB4, OPT "A7{A1{80{00}}}", PE_OK},           /* the template's size */
	{0xB4, OPT "A7{A1{82{42210001} 80{FE}}}", PE_OK},
	{0xB4, OPT "A7{A1{82{42210001} 80{FF}}}", PE_BAD_VALUES}, /* 255 records */
	{0xB4, OPT "A5{A1{8A{05}}}", PE_OK},
	{0xB4, OPT "A5{A1{8A{03}}}", PE_OK},
	{0xB4, OPT "A5{A1{8A{02}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{8B{05}}}", PE_OK},
	{0xB4, OPT "A5{A1{8B{0105}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{8B{00}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{88{}}}", PE_OK},
	{0xB4, OPT "A5{A1{88{A8}}}", PE_OK},
	{0xB4, OPT "A5{A1{88{A9}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{88{00}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{88{F8}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{88{38}}}", PE_BAD_VALUES}, /* EF.IMSI's */
	{0xB4, OPT "A5{A1{C6{01}}}", PE_BAD_VALUES}, /* for directories */
	{0xB4, OPT "A5{A1{84{A000000087}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{A5{C1{FF} C2{00}}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{C7{7FD06F07}}}", PE_OK},
	{0xB4, OPT "A5{A1{C7{7FD06FFF}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{C7{7FD06F3C}}}", PE_BAD_VALUES}, /* of another kind */
	{0xB4, OPT "A5{A1{C7{7FD0}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{C7{7FD06F}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{80{08} C7{7FD06F07}}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{A1{C7{}}}", PE_OK},
	{0xB4, OPT "A5{A1{C7{7FD06F07}} 83{00}}", PE_BAD_VALUES},
	{0xB4, OPT "A5{} A4{}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{} A5{}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "BF57{}", PE_BAD_VALUES}, /* eaka, of the third version */
	{0xB4, OPT "BF58{}", PE_OK},         /* of a version to come */
	{0xB4, OPT "A5{A1{83{6F}}}", PE_INVALID_REQUEST_FORMAT},
	{0xB4, OPT "A5{A1{83{6F07}}}", PE_BAD_VALUES}, /* EF.IMSI is there */
	{0xB4, OID("05") "BF4C{}", PE_BAD_VALUES},     /* epdgid, of the second version */
	{0xB4, OPT "BF4C{}", PE_BAD_VALUES},           /* no size */
	{0xB4, OPT "BF4C{A1{80{05}}}", PE_OK},
	{0xB6, OID("09"), PE_INVALID_PARAMETER}, /* no ADF.ISIM */
	{0xBC, DF_5GS "A2{A1{C6{010A}}}", PE_OK},
	{0xBC, DF_5GS, PE_INVALID_REQUEST_FORMAT},
	{0xBC, DF_5GS "A2{}", PE_BAD_VALUES}, /* no pinStatusTemplateDO */
	{0xBC, DF_5GS "A2{A1{C6{82}}}", PE_PIN_CODE_MISSING},
	{0xBC, DF_5GS "A2{A1{80{01} C6{01}}}", PE_BAD_VALUES}, /* the size of a directory */
	{0xBC, DF_5GS "A2{A1{C6{01} 88{}}}", PE_BAD_VALUES},
	{0xBC, DF_5GS "A2{A1{C6{01} C7{7FD0}}}", PE_BAD_VALUES}, /* an ADF */
	{0xBC, DF_5GS "A2{A1{C6{01} C7{7F10}}}", PE_BAD_VALUES},
	{0xBC, DF_5GS "A2{A1{C6{01} C7{7FD06F07}}}", PE_BAD_VALUES}, /* a file */
	{0xBC, DF_5GS "A2{A1{8A{05} C6{01}}}", PE_OK},
	{0xBC, DF_5GS "A2{80{}}", PE_BAD_VALUES},
	{0xB2, TELECOM, PE_OK},
	{0xB2, TELECOM "AA{A1{82{4221000A} 80{0A}}}", PE_BAD_VALUES}, /* no DF.GRAPHICS */
	{0xB2, TELECOM "BF28{}", PE_BAD_VALUES},                      /* df-mcs */
	{0xB2, PHONEBOOK "B1{A1{80{1A}} 83{00AA} A1{83{4F39} 80{0D}} 83{00BB}}", PE_OK},
	{0xB2, PHONEBOOK "B1{A1{80{1A}} A1{80{0D}}}", PE_BAD_VALUES}, /* 4F38 twice */
	{0xB3, USIM, PE_BAD_VALUES},                                  /* the AID is taken */
	{0xB5, OID("08") "A2{}", PE_BAD_VALUES},
};

START_TEST(template_elements)
{
	check_element(&templates[_i]);
}
END_TEST

#define FIRST_THREE "82{4121} 83{4F50} 8B{02} "

static const struct element_case managements[] = {
	{0xA1, "", PE_INVALID_REQUEST_FORMAT},
	{0xA1, "A1{}", PE_INVALID_REQUEST_FORMAT},
	{0xA1, "A1{31{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA1, "A1{30{0500 05}}", PE_INVALID_REQUEST_FORMAT},
	{0xA1, "A1{30{0500}}", PE_INVALID_REQUEST_FORMAT},
	{0xA1, "A1{30{81{01}}}", PE_BAD_VALUES}, /* no file */
	{0xA1, "A1{30{80{7FDF}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{80{00}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{80{7FD07FD07FD07FD07FD0}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{80{7FD0}}}", PE_OK},
	{0xA1, "A1{30{80{7FD0} 81{00}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{80{7FD06F07} 02{01} 81{00}}}", PE_OK},
	{0xA1, "A1{30{80{7FD06F07} 02{09} 81{00}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{80{7FD06F07} 02{00FFFF}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{80{7FD06F07} 02{010000}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{62{" FIRST_THREE "80{10}}}}", PE_OK},
	{0xA1, "A1{30{62{" FIRST_THREE "}}}", PE_BAD_VALUES},                 /* no size */
	{0xA1, "A1{30{62{82{4121} 8B{02} 80{10}}}}", PE_BAD_VALUES},          /* no identifier */
	{0xA1, "A1{30{62{82{4121} 83{4F50} 80{10}}}}", PE_BAD_VALUES},        /* no rule */
	{0xA1, "A1{30{62{83{4F50} 8B{02} 80{10}}}}", PE_BAD_VALUES},          /* no descriptor */
	{0xA1, "A1{30{62{8B{02} 82{4121}}}}", PE_INVALID_REQUEST_FORMAT},     /* out of order */
	{0xA1, "A1{30{62{82{4121} 83{2F00} 8B{02} 80{10}}}}", PE_BAD_VALUES}, /* EF.DIR */
	{0xA1, "A1{30{62{82{4221} 83{4F50} 8B{02} 80{10}}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{62{82{4221000A} 83{4F50} 8B{02} 80{15}}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{62{82{4221000A} 83{4F50} 8B{02} 80{14}}}}", PE_OK},
	{0xA1, "A1{30{62{82{4621000A} 83{4F50} 8B{02} 80{14}}}}", PE_OK},
	{0xA1, "A1{30{62{82{7921} 83{4F50} 8B{02} 80{14}}}}", PE_OK},
	{0xA1, "A1{30{62{82{7921} 83{4F50} 8B{02} 80{14} A5{86{0014}}}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{62{82{4121} 83{4F50} 8B{02} 80{7FFFFFFF}}}}", PE_NOT_ENOUGH_MEMORY},
	{0xA1, "A1{30{62{82{4121} 83{4F50} 8B{02} 80{FFFFFFFF}}}}", PE_NOT_ENOUGH_MEMORY},
	{0xA1, "A1{30{62{82{7821} 83{7F20} 8B{02} C6{}}}}", PE_BAD_VALUES},
	{0xA1, "A1{30{62{82{7821} 83{7F20} 8B{02} C6{01}}}}", PE_OK},
	{0xA1, "A1{30{62{82{7821} 83{3F00} 8B{02} C6{01}}}}", PE_BAD_VALUES}, /* second MF */
	{0xA1, "A1{30{62{82{7821} 83{7F20} 84{A000000001} 8B{02} C6{01}}}}", PE_OK},
	{0xA1, "A1{30{80{7FD0} 62{82{7821} 83{7F20} 84{A000000001} 8B{02} C6{01}}}}",
	 PE_BAD_VALUES}, /* an ADF in an ADF */
	{0xA1, "A1{30{62{82{7821} 83{7F20} 84{" USIM_AID "} 8B{02} C6{01}}}}", PE_BAD_VALUES},
};

START_TEST(generic_file_management)
{
	check_element(&managements[_i]);
}
END_TEST

#define PUK(reference) "A1{30{80{" reference "} 81{3131313131313131}"
#define PIN(reference) "A1{A0{30{80{" reference "} 81{3939393939393939}"

static const struct element_case codes[] = {
	{0xA3, PUK("02") "}}", PE_OK},
	{0xA3, PUK("0081") "}}", PE_OK},
	{0xA3, PUK("01") "}}", PE_BAD_VALUES}, /* twice */
	{0xA3, PUK("09") "}}", PE_BAD_VALUES},
	{0xA3, PUK("00") "}}", PE_BAD_VALUES},
	{0xA3, PUK("0101") "}}", PE_BAD_VALUES},
	{0xA3, "A1{30{80{02} 81{31313131313131}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA3, "A1{31{80{02} 81{3131313131313131}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA3, PUK("02") " 82{05}}}", PE_BAD_VALUES}, /* 5 left of 0 */
	{0xA3, PUK("02") " 82{50}}}", PE_OK},
	{0xA3, PUK("02") " 82{12}}}", PE_BAD_VALUES}, /* 2 left of 1 */
	{0xA2, PIN("0082") "}}}", PE_OK},
	{0xA2, PIN("0081") "}}}", PE_BAD_VALUES}, /* twice */
	{0xA2, PIN("01") "}}}", PE_BAD_VALUES},   /* a global one in an ADF */
	{0xA2, PIN("008A") "}}}", PE_BAD_VALUES},
	{0xA2, PIN("0082") " 82{09}}}}", PE_BAD_VALUES},
	{0xA2, PIN("0082") " 82{02}}}}", PE_BAD_VALUES}, /* there is no such PUK */
	{0xA2, PIN("0082") " 82{01}}}}", PE_OK},
	{0xA2, PIN("0082") " 83{0100}}}}", PE_BAD_VALUES},
	{0xA2, PIN("0082") " 84{34}}}}", PE_BAD_VALUES}, /* 4 left of 3 */
	{0xA2, "A1{}", PE_INVALID_REQUEST_FORMAT},
	{0xA2, "A1{A2{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA2, "A1{A0{} A0{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA2, "A1{81{}}", PE_OK},                 /* the MF's, which are everywhere */
	{0xA2, "A1{81{7FD0}}", PE_BAD_VALUES},     /* itself */
	{0xA2, "A1{81{7F}}", PE_BAD_VALUES},       /* no path */
	{0xA2, "A1{81{7FDF}}", PE_BAD_VALUES},     /* no directory */
	{0xA2, "A1{81{7FD06F07}}", PE_BAD_VALUES}, /* a file */
	{0xA2, "A1{81{} 81{}}", PE_INVALID_REQUEST_FORMAT},
};

START_TEST(pins_and_puks)
{
	check_element(&codes[_i]);
}
END_TEST

#define KEY      "82{000102030405060708090A0B0C0D0E0F} "
#define OPC      "83{101112131415161718191A1B1C1D1E1F} "
#define KEY_256  "82{000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F} "
#define TOPC     "83{202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F} "
#define MILENAGE "A1{A1{80{01} 81{00} " KEY OPC "}} "

static const struct element_case akas[] = {
	{0xA4, MILENAGE, PE_OK},
	{0xA4, MILENAGE "82{09} 83{000000000100} 84{0000000000FF}", PE_OK},
	{0xA4, MILENAGE "83{080000000000}", PE_BAD_VALUES},
	{0xA4, MILENAGE "84{0FFFFFFFFFFF}", PE_BAD_VALUES},
	{0xA4, MILENAGE "83{0000000000}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, MILENAGE "A5{04{000000000001}}", PE_INVALID_REQUEST_FORMAT}, /* one of 32 */
	{0xA4, MILENAGE "A5{04{0000000001}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{02} 81{00} " KEY TOPC "}}", PE_OK},
	{0xA4, "A1{A1{80{02} 81{53} " KEY_256 TOPC "87{00FF}}}", PE_OK},
	{0xA4, "A1{A1{80{02} 81{00} " KEY OPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{02} 81{00} 82{0001020304050607} " TOPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{02} 81{04} " KEY TOPC "}}", PE_BAD_VALUES}, /* length of RES */
	{0xA4, "A1{A1{80{02} 81{18} " KEY TOPC "}}", PE_BAD_VALUES}, /* length of MAC */
	{0xA4, "A1{A1{80{02} 81{80} " KEY TOPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{02} 81{00} " KEY TOPC "87{00}}}", PE_BAD_VALUES}, /* no iteration */
	{0xA4, "A1{A1{80{02} 81{00} " KEY TOPC "86{000001}}}", PE_OK},
	{0xA4, "A1{A1{80{02} 81{00} " KEY TOPC "86{0001}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A1{80{01} 81{00} " KEY_256 OPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{03} 81{00} " KEY_256 OPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{01} 81{00} " KEY TOPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{00} 81{00} " KEY OPC "}}", PE_FEATURE_NOT_SUPPORTED},
	{0xA4, "A1{A1{80{04} 81{00} " KEY OPC "}}", PE_FEATURE_NOT_SUPPORTED},
	{0xA4, "A1{A1{80{03} 81{00} " KEY "83{}}}", PE_OK},
	{0xA4, "A1{A1{80{01} 81{00} " KEY "83{}}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{01} 81{00} 82{} " OPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{01} 81{} " KEY OPC "}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A1{80{01} 81{00} " KEY OPC "86{000001}}}", PE_OK},
	{0xA4, "A1{A1{80{03} 81{00} " KEY OPC "86{000001}}}", PE_OK},
	{0xA4, "A1{A1{80{01} 81{00} " KEY OPC "84{0102030405}}}", PE_OK},
	{0xA4, "A1{A1{80{01} 81{00} " KEY OPC "84{01020304}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A2{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A0{80{06} 81{" USIM_AID "}}}", PE_INVALID_PARAMETER}, /* has none itself */
	{0xA4, "A1{A0{80{06} 81{A000000087}}}", PE_INVALID_PARAMETER},
	{0xA4, "A1{A0{80{06} 81{A0000000}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A0{80{06}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A0{81{" USIM_AID "}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "", PE_INVALID_REQUEST_FORMAT},
	{0xA5, "81{0102030405060708}", PE_INVALID_PARAMETER}, /* the ADF is a USIM's */
	{0xA5, "81{01020304050607}", PE_INVALID_REQUEST_FORMAT},
};

START_TEST(authentication_parameters)
{
	check_element(&akas[_i]);
}
END_TEST

#define ZEROS    "0000000000000000000000000000"
#define COUNTING "000102030405060708090A0B0C0D"

/* What a test profile may have, and what not. */
static const struct {
	const char *parameters;
	bool known;
} keys[] = {
	{"A1{A1{80{01} 81{00} 82{" COUNTING "0E0F} " OPC "}}", true},
	{"A1{A1{80{01} 81{00} 82{" COUNTING "0EFF} " OPC "}}", true},
	{"A1{A1{80{01} 81{00} 82{" COUNTING "000F} " OPC "}}", false},
	{"A1{A1{80{01} 81{00} 82{" ZEROS "0000} " OPC "}}", true},
	{"A1{A1{80{03} 81{00} 82{" ZEROS "00FF} 83{}}}", true},
	{"A1{A1{80{03} 81{00} 82{" ZEROS "0100} 83{}}}", false},
	{"A1{A1{80{01} 81{00} 82{01" ZEROS "00} " OPC "}}", false},
	{"A1{A1{80{02} 81{00} " KEY_256 TOPC "}}", true},
	{"A1{A1{80{02} 81{00} 82{" ZEROS ZEROS "00000001} " TOPC "}}", true},
	{"A1{A1{80{02} 81{00} 82{" COUNTING "0E0F" ZEROS "0000} " TOPC "}}", false},
};

START_TEST(keys_of_test_profiles)
{
	put_base();
	put_element(0xA4, true, TESTED_ID, keys[_i].parameters);
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	ck_assert_int_eq(installer_has_test_keys(in), keys[_i].known);
}
END_TEST

#define AIDS                  "4F{A0000001515350} 4F{A000000151535041} 4F{A000000151000000} "
#define SD                    "A1{" AIDS "82{82} C9{}} "
#define KEY_OBJECT(component) "30{95{18} 82{01} 83{01} 30{" component "}} "
#define AES_KEY               "30{80{88} 86{01}}"

static const struct element_case domains[] = {
	{0xA6, "", PE_INVALID_REQUEST_FORMAT},
	{0xA6, SD, PE_OK},
	{0xA6, "A1{" AIDS "82{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA6, "A1{4F{A0000001515350} 4F{A000000151535041} 82{82} C9{}}",
	 PE_INVALID_REQUEST_FORMAT},
	{0xA6, SD "A2{" KEY_OBJECT(AES_KEY) "}", PE_OK},
	{0xA6, SD "A2{" KEY_OBJECT("") "}", PE_INVALID_REQUEST_FORMAT},
	{0xA6, SD "A2{" KEY_OBJECT("30{80{88}}") "}", PE_INVALID_REQUEST_FORMAT},
	{0xA6, SD "A2{" KEY_OBJECT(AES_KEY) KEY_OBJECT(AES_KEY) "}", PE_BAD_VALUES}, /* twice */
	{0xA6, SD "A2{31{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA6, SD "A3{04{0102}} A5{}", PE_OK},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{80{0100000000 02 0102 03 B20100 00}}}", PE_OK},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{80{0100000000 02 0102 04 B2010000 00}}}", PE_BAD_VALUES},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{80{0100000000 02 01}}}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} A0{04{B00010}} 81{06} 04{00} 04{00}", PE_OK},
	{0xA7, "4F{A000000559} 4F{A000000151} 81{06} 04{00} 04{00}", PE_BAD_VALUES}, /* no domain */
	{0xA7, "4F{A000000559} 81{06} 04{FF} 04{02000100}", PE_OK},
	{0xA7, "4F{A000000559} 81{06} 04{} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{00} 04{0000}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{020001} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{0200010000} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{01} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{80} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{FFFF} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{00} 04{00} 30{80{A000000087} 81{03} 82{00}}",
	 PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{00} 04{00} 30{80{A000000087} 81{00} 82{02}}",
	 PE_BAD_VALUES},
	{0xA6,
	 "A1{4F{A0000001515350} 4F{A000000151535041} 4F{A000000151000001} "
	 "4F{A000000151000000} 82{82} C9{}}",
	 PE_BAD_VALUES}, /* to a domain that is not there */
	{0xA6, "A1{" AIDS "82{82} C9{} EA{81{00 01 00 00}}}", PE_OK},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{81{00 01 FF 00 05 A000000087 04 02000100 00} 82{}}}",
	 PE_OK},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{81{00 01 00}}}", PE_BAD_VALUES},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{81{00 01 03 00}}}", PE_BAD_VALUES},
	{0xA6, "A1{" AIDS "82{82} C9{} EA{82{05 A0000000}}}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} A0{04{B000}} 81{06} 04{00} 04{00}", PE_BAD_VALUES},
	{0xA7, "4F{A000000559} 81{06} 04{00}", PE_INVALID_REQUEST_FORMAT},
	{0xA7, "4F{A000000559} 81{06} 04{00} 04{00} 30{80{01}}", PE_INVALID_REQUEST_FORMAT},
	{0xA7, "4F{A000000559} 81{06} 04{00} 04{00} 30{80{A000000087} 81{00} 82{00}}", PE_OK},
	{0xA7, "4F{A0000005} 81{06} 04{00} 04{00}", PE_INVALID_REQUEST_FORMAT},
};

START_TEST(security_domains_and_rfm)
{
	check_element(&domains[_i]);
}
END_TEST

/* ---- what comes of the elements ---- */

START_TEST(patterns_offsets_and_links)
{
	put_base();
	put_element(0xA1, true, TESTED_ID,
		    "A1{30{"
		    /* records, each filled by the pattern */
		    "62{82{42210004} 83{4F01} 8B{07} 80{08} A5{C0{40} C1{0102}}}"
		    "02{02} 81{AABB} 02{01} 81{CC}"
		    "62{82{4121} 83{6F02} 8B{05} 80{05} 88{} A5{C2{010203}}}"
		    "62{82{4121} 83{6F23} 8B{05} 88{30} C7{6F02}}}}");
	put_end();
	ck_assert_int_eq(push(1), 0);
	assert_content("4F01", "0102AABB 01CC0202");
	ck_assert_uint_eq(at("4F01")->sfi, 1); /* from the identifier */
	assert_hex(at("4F01")->proprietary, "C00140");
	assert_hex(at("4F01")->security, "8B03 2F06 07");
	assert_content("6F02", "0102030102");
	ck_assert_uint_eq(at("6F02")->sfi, 0);
	ck_assert_ptr_eq(at("6F23")->link, at("6F02"));
	ck_assert_uint_eq(at("6F23")->size, 5);
	ck_assert_uint_eq(at("6F23")->sfi, 6);
}
END_TEST

/* DF.TELECOM's phonebook is the USIM's, too: its files are links there, those in directories below
 * as well. */
START_TEST(linked_directories)
{
	struct file *df;

	put_base();
	put_element(0xB2, true, 6, PHONEBOOK "B1{A1{80{0D}} 83{00AA}} B9{A1{80{02} 88{08}}}");
	put_element(0xA1, true, 7,
		    "A1{30{80{7F105F3A} 62{82{7821} 83{5F50} 8B{0E} C6{01}}"
		    "80{7F105F3A5F50} 62{82{3921} 83{4F50} 8B{05} 80{10}}}}");
	put_element(0xB7, true, 8, OID("06") "A2{A1{C6{0181} C7{7F105F3A}}}");
	put_end();
	ck_assert_int_eq(push(7), 0);
	df = at("7FD05F3A");
	assert_hex(df->pin_status, "900100 830101 830181");
	ck_assert_ptr_null(df->link);
	ck_assert_ptr_eq(at("7FD05F3A4F38")->link, at("7F105F3A4F38"));
	ck_assert_uint_eq(at("7FD05F3A4F38")->record_length, 13);
	assert_hex(at("7FD05F3A4F38")->security, "8B03 6F06 05");
	ck_assert_ptr_eq(at("7FD05F3A4F60")->link, at("7F105F3A4F60"));
	ck_assert_uint_eq(at("7FD05F3A4F60")->sfi, 1);
	ck_assert_uint_eq(at("7FD05F3A5F50")->kind, FILE_DF);
	ck_assert_ptr_eq(at("7FD05F3A5F504F50")->link, at("7F105F3A5F504F50"));
	ck_assert_uint_eq(at("7FD05F3A5F504F50")->kind, FILE_BER_TLV);
}
END_TEST

#define MAKE_DF(fid, link) "62{82{7821} 83{" fid "} 8B{0E} C6{01} C7{" link "}}"

static const char *const bad_directory_links[] = {
	"80{7F10} " MAKE_DF("5F01", "7F10"),     /* to what it is in */
	"80{7F105F3A} " MAKE_DF("5F01", "7F10"), /* the same further down */
	MAKE_DF("4F38", "7F105F3A"),             /* has a file of its own identifier */
	MAKE_DF("5F01", "7F105F3A") " 81{00}",   /* a directory has no content */
	"80{7F10} " MAKE_DF("5F01", "7F105F3A") " " MAKE_DF("5F01", "7F105F3A"), /* twice */
};

START_TEST(links_to_directories_that_cannot_be)
{
	put_base();
	put_element(0xB2, true, 6, PHONEBOOK "B1{A1{80{0D}}}");
	put_element(0xA1, true, TESTED_ID,
		    talloc_asprintf(ctx, "A1{30{%s}}", bad_directory_links[_i]));
	ck_assert_int_lt(push(7), 0);
	ck_assert_int_eq(installer_status(in), PE_BAD_VALUES);
}
END_TEST

START_TEST(pins_of_the_mf_and_of_an_adf)
{
	const struct uicc_content *c = installer_content(in);
	const struct pin *pin;

	put_base();
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	pin = pin_find(c, at("7FD0"), 0x01, false);
	ck_assert_ptr_nonnull(pin);
	ck_assert_ptr_null(pin->df);
	ck_assert(pin->enabled); /* DEFAULT 7 */
	ck_assert_uint_eq(pin->attributes, 7);
	ck_assert_uint_eq(pin->tries, 3);
	ck_assert_uint_eq(pin->tries_max, 3);
	ck_assert_uint_eq(pin->unblocked_by, 1);
	pin = pin_find(c, NULL, 0x0A, false);
	ck_assert_uint_eq(pin->attributes, 3);
	ck_assert_uint_eq(pin->unblocked_by, 0);
	pin = pin_find(c, NULL, 0x01, true);
	ck_assert_uint_eq(pin->tries, 10);
	ck_assert_uint_eq(pin->tries_max, 10);
	ck_assert_ptr_null(pin_find(c, NULL, 0x81, false));
	ck_assert_ptr_nonnull(pin_find(c, at("7FD0"), 0x81, false));
}
END_TEST

#define SECOND_USIM                                                                                \
	OID("0402")                                                                                \
	"A2{A1{83{7FD1} 84{A0000000871002FF33FFFF8A} C6{81010A}}} " USIM_IDENTITY                  \
	" A8{83{FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF}} " USIM_REST

/* One PIN, one counter, whichever directory it is asked for in. */
START_TEST(pins_shared_between_directories)
{
	const struct uicc_content *c = installer_content(in);

	put_base();
	put_element(0xB3, true, 6, SECOND_USIM);
	put_element(0xA2, true, 7, "A1{81{7FD0}}");
	put_element(0xB2, true, 8, OID("03") "A2{A1{C6{81}}}");
	put_element(0xA2, true, TESTED_ID, "A1{81{7FD1}}");
	put_end();
	ck_assert_int_eq(push(7), 0);
	ck_assert_ptr_nonnull(pin_find(c, at("7FD0"), 0x81, false));
	ck_assert_ptr_eq(pin_find(c, at("7FD1"), 0x81, false),
			 pin_find(c, at("7FD0"), 0x81, false));
	ck_assert_ptr_eq(pin_find(c, at("7F10"), 0x81, false),
			 pin_find(c, at("7FD0"), 0x81, false));
	ck_assert_ptr_null(pin_find(c, at("7FD1"), 0x81, true));
}
END_TEST

START_TEST(no_pins_to_share)
{
	put_base();
	put_element(0xB2, true, 6, OID("03") "A2{A1{C6{01}}}");
	put_element(0xB3, true, 7, SECOND_USIM);
	put_element(0xA2, true, TESTED_ID, "A1{81{7F10}}");
	ck_assert_int_lt(push(7), 0);
	ck_assert_int_eq(installer_status(in), PE_PIN_CODE_MISSING);
}
END_TEST

START_TEST(milenage_with_its_defaults)
{
	const struct aka *aka;

	put_base();
	put_element(0xA4, true, TESTED_ID, MILENAGE);
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	aka = installer_content(in)->akas;
	ck_assert_ptr_eq(aka->adf, at("7FD0"));
	ck_assert_int_eq(aka->algorithm, AKA_MILENAGE);
	assert_hex(slice_of(aka->key, aka->key_length), "000102030405060708090A0B0C0D0E0F");
	assert_hex(slice_of(aka->opc, 16), "101112131415161718191A1B1C1D1E1F");
	assert_hex(slice_of(aka->rotation, 5), "4000204060");
	assert_hex(slice_of(aka->constants[0], 16), "00000000000000000000000000000000");
	assert_hex(slice_of(aka->constants[4], 16), "00000000000000000000000000000008");
	ck_assert_uint_eq(aka->sqn_options, 2);
	assert_hex(slice_of(aka->sqn_delta, 6), "000010000000");
	assert_hex(slice_of(aka->sqn_age_limit, 6), "000010000000");
	assert_hex(slice_of(aka->sqn[31], 6), "000000000000");
}
END_TEST

START_TEST(tuak)
{
	const struct aka *aka;

	put_base();
	put_element(0xA4, true, TESTED_ID, "A1{A1{80{02} 81{53} " KEY_256 TOPC "87{05}}}");
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	aka = installer_content(in)->akas;
	ck_assert_int_eq(aka->algorithm, AKA_TUAK);
	ck_assert_uint_eq(aka->options, 0x53);
	ck_assert_uint_eq(aka->keccak_iterations, 5);
	assert_hex(slice_of(aka->key, aka->key_length),
		   "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
	assert_hex(slice_of(aka->opc, 32),
		   "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F");
}
END_TEST

#define ISIM_AID "A0000000871004FF33FFFF89"
#define ISIM                                                                                       \
	OID("08")                                                                                  \
	"A2{A1{83{7FD1} 84{" ISIM_AID "} C6{010A}}} A3{A1{80{08}}} A4{A1{82{42210008} 80{08}}} "   \
	"A5{A1{80{08}}} A6{} A8{" TWO_RECORDS "}"

START_TEST(parameters_of_another_application)
{
	const struct aka *usim, *isim;

	put_base();
	put_element(0xA4, true, TESTED_ID, "A1{A1{80{01} 81{00} " KEY OPC "86{000203}}}");
	put_element(0xB5, true, 10, ISIM);
	put_element(0xA4, true, 11, "A1{A0{80{06} 81{" USIM_AID "}}}");
	put_end();
	ck_assert_int_eq(push(SIZE_MAX), 0);
	usim = installer_content(in)->akas;
	ck_assert_uint_eq(usim->uses_max, 0x203);
	ck_assert_ptr_null(usim->source);
	isim = usim->next;
	ck_assert_ptr_eq(isim->adf, at("7FD1"));
	ck_assert_ptr_eq(isim->source, at("7FD0"));
	ck_assert_uint_eq(isim->key_length, 0);
}
END_TEST

START_TEST(sequence_numbers_in_order)
{
	char *spec = talloc_strdup(ctx, MILENAGE "A5{");
	const struct aka *aka;

	for (unsigned i = 0; i < 32; i++)
		spec = talloc_asprintf_append(spec, "04{07FFFFFFFF%02X}", i);
	spec = talloc_strdup_append(spec, "}");
	put_base();
	put_element(0xA4, true, TESTED_ID, spec);
	ck_assert_int_eq(push(1000), 0);
	aka = installer_content(in)->akas;
	assert_hex(slice_of(aka->sqn[0], 6), "07FFFFFFFF00");
	assert_hex(slice_of(aka->sqn[31], 6), "07FFFFFFFF1F");
}
END_TEST

START_TEST(failure_says_where)
{
	struct buf out = buf_new(ctx);
	struct tlv t;

	put_base();
	put_element(0xB4, true, TESTED_ID, OPT "A5{A1{82{7821}}}");
	ck_assert_int_lt(push(SIZE_MAX), 0);
	installer_response(in, &out);
	ck_assert_int_eq(tlv_only(buf_slice(&out), 0x30, &t), 0);
	/* bad values, element 9, at its fileDescriptor; aborted; in words. */
	assert_hex(slice_sub(t.value, 0, 15), "A00B 3009 800103 810109 830116 8100");
	ck_assert_int_eq(memcmp(t.value.p + 17, "ef-gid1: ", 9), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installer_elements");
	TCase *t = tcase_create("installer_elements");

	tcase_add_checked_fixture(t, package_setup, package_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, template_elements, 0, COUNT(templates));
	tcase_add_loop_test(t, generic_file_management, 0, COUNT(managements));
	tcase_add_loop_test(t, pins_and_puks, 0, COUNT(codes));
	tcase_add_loop_test(t, authentication_parameters, 0, COUNT(akas));
	tcase_add_loop_test(t, keys_of_test_profiles, 0, COUNT(keys));
	tcase_add_loop_test(t, security_domains_and_rfm, 0, COUNT(domains));
	tcase_add_test(t, patterns_offsets_and_links);
	tcase_add_test(t, linked_directories);
	tcase_add_loop_test(t, links_to_directories_that_cannot_be, 0, COUNT(bad_directory_links));
	tcase_add_test(t, pins_of_the_mf_and_of_an_adf);
	tcase_add_test(t, pins_shared_between_directories);
	tcase_add_test(t, no_pins_to_share);
	tcase_add_test(t, milenage_with_its_defaults);
	tcase_add_test(t, tuak);
	tcase_add_test(t, parameters_of_another_application);
	tcase_add_test(t, sequence_numbers_in_order);
	tcase_add_test(t, failure_says_where);
	suite_add_tcase(s, t);
	return unit_main(s);
}
