/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The installer against packages made here: what each element does, and what each is refused for.
 */
#include "codec/tlv.h"
#include "isdp/installer.h"
#include "isdp/pe_table.h"
#include "unit.h"

enum { MEMORY = 1 << 20, TESTED_ID = 9 };

/* Packages are written as TAG{VALUE}, hex, nested; see der(). */

/* ProfileHeader 3.3 with usim and milenage, templates MF and USIM. */
#define ICCID  "83{89000123456789012341}"
#define HEADER "80{03} 81{03} " ICCID " A5{81{} 84{}} A6{06{67810F010201} 06{67810F010204}}"
/* The files of PE-MF: MF, EF.ICCID, EF.DIR, EF.ARR. */
#define TWO_RECORDS   "A1{82{4221000A} 80{14}}"
#define MF_BASE       "A2{A1{C6{010A}}}"
#define MF_REST       "A4{83{98001032547698103214}} A5{" TWO_RECORDS "} A6{" TWO_RECORDS "}"
#define PUKS          "A1{30{80{01} 81{3131313131313131}}}"
#define PINS          "A1{A0{30{80{01} 81{30303030FFFFFFFF} 82{01}} 30{80{0A} 81{3535353535353535} 83{03}}}}"
#define LOCAL_PIN     "A1{A0{30{80{0081} 81{3939393939393939}}}}"
#define USIM_AID      "A0000000871002FF33FFFF89"
#define USIM_BASE     "A2{A1{83{7FD0} 84{" USIM_AID "} C6{81010A}}}"
#define USIM_IDENTITY "A3{83{080910101032540636}} A4{" TWO_RECORDS "}"
#define USIM_REST     "AD{} AE{} B2{} B6{}"
#define USIM_FILES                                                                                 \
	USIM_BASE " " USIM_IDENTITY " A8{83{FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF}} " USIM_REST

static void *ctx;
static struct buf package;
static struct installer *in;

static void setup(void)
{
	ctx = talloc_new(NULL);
	package = buf_new(ctx);
	in = installer_new(ctx, NULL, MEMORY);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* ---- making packages ---- */

/* Puts what @spec says up to its end or a closing brace; returns the rest. */
static const char *put_spec(struct buf *b, const char *spec)
{
	size_t digits, mark;

	for (;;) {
		spec += strspn(spec, " ");
		if (!*spec || *spec == '}')
			return spec;
		digits = strspn(spec, "0123456789ABCDEF");
		ck_assert_msg(digits > 0 && digits % 2 == 0, "bad hex at \"%s\"", spec);
		buf_put_slice(b, unhex(ctx, talloc_strndup(ctx, spec, digits)));
		spec += digits;
		if (*spec != '{')
			continue;
		mark = b->n;
		spec = put_spec(b, spec + 1);
		ck_assert_int_eq(*spec++, '}');
		tlv_close(b, mark);
	}
}

/* An element whose components after the PEHeader are given. */
static void put_element(uint32_t tag, bool mandated, int id, const char *spec)
{
	size_t element = tlv_open(&package, tag), header;

	if (id >= 0) {
		header = tlv_open(&package, 0xA0);
		if (mandated)
			tlv_put(&package, 0x80, slice_of("", 0));
		tlv_put_integer(&package, 0x81, id);
		tlv_close(&package, header);
	}
	ck_assert_int_eq(*put_spec(&package, spec), '\0');
	tlv_close(&package, element);
}

static void put_header(const char *hex)
{
	put_element(0xA0, false, -1, hex);
}

#define OID(n) "81{67810F0102" n "} "
#define MF     OID("01") MF_BASE MF_REST
#define USIM   OID("0402") USIM_FILES

/* Header, MF, PUK, PINs, and the ADF.USIM with its local PIN. */
static void put_base(void)
{
	put_header(HEADER);
	put_element(0xB0, true, 1, MF);
	put_element(0xA3, true, 2, PUKS);
	put_element(0xA2, true, 3, PINS);
	put_element(0xB3, true, 4, USIM);
	put_element(0xA2, true, 5, LOCAL_PIN);
}

static void put_end(void)
{
	put_element(0xAA, true, 31, "");
}

static int push(size_t segment)
{
	struct slice rest = buf_slice(&package);
	int r = 0;

	ck_assert(buf_ok(&package));
	while (rest.n) {
		struct slice part = slice_sub(rest, 0, segment);

		r = installer_push(in, part);
		rest = slice_sub(rest, part.n, SIZE_MAX);
	}
	return r;
}

static void assert_response(const char *hex)
{
	struct buf out = buf_new(ctx);

	installer_response(in, &out);
	ck_assert(buf_ok(&out));
	assert_hex(buf_slice(&out), hex);
}

static struct file *at(const char *path)
{
	struct file *f = file_by_path(installer_content(in), NULL, unhex(ctx, path));

	ck_assert_msg(f, "no file at %s", path);
	return f;
}

static void assert_content(const char *path, const char *hex)
{
	struct file *f = file_target(at(path));

	assert_hex(slice_of(f->content, f->size), hex);
}

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
	assert_content("7FD06F38", "FFFFFFFFFFFFFFFF E7 F7 FFFFFFFFFFFFFF");
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
	{"80{03} 81{03} " ICCID " A5{} A6{} A9{80{01020304050607}}", PE_FEATURE_NOT_SUPPORTED},
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

static const struct {
	uint32_t tag;
	const char *spec;
	enum pe_status status;
} unsupported[] = {
	{0xA9, "06{2B0601040181} 81{00}", PE_NOT_SUPPORTED},
	{0xBF20, "", PE_NOT_SUPPORTED},
	{0xBF22, "81{01}", PE_NOT_SUPPORTED},
	{0xBF817F, "", PE_NOT_SUPPORTED},
	{0xA8, "A1{4F{A000000001}}", PE_RUNTIME_NOT_SUPPORTED},
	{0xA8, "A2{}", PE_LIB_NOT_SUPPORTED},
	{0xB1, OID("03") "A2{A1{C6{01}}}", PE_TEMPLATE_NOT_SUPPORTED},
	{0xB1, OID("63"), PE_TEMPLATE_NOT_SUPPORTED},
	{0xA4, "A1{A0{80{06} 81{A0000000871002}}}", PE_FEATURE_NOT_SUPPORTED},
	{0xA2, "A1{81{7FD0}}", PE_FEATURE_NOT_SUPPORTED},
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

/* An element that left traces cannot be left out. */
START_TEST(half_an_element_is_no_element)
{
	put_base();
	put_element(0xA1, false, TESTED_ID,
		    "A1{30{62{82{7821} 83{7F66} 8B{2F0601} C6{01}}"
		    " 62{82{7821} 83{7F67} 8B{2F0601} C6{01} C7{7FD0}}}}");
	ck_assert_int_lt(push(SIZE_MAX), 0);
	ck_assert_int_eq(installer_status(in), PE_FEATURE_NOT_SUPPORTED);
}
END_TEST

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
	{0xBC, DF_5GS "A2{A1{C6{01} C7{7FD0}}}", PE_FEATURE_NOT_SUPPORTED},
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
};

START_TEST(pins_and_puks)
{
	check_element(&codes[_i]);
}
END_TEST

#define KEY      "82{000102030405060708090A0B0C0D0E0F} "
#define OPC      "83{101112131415161718191A1B1C1D1E1F} "
#define MILENAGE "A1{A1{80{01} 81{00} " KEY OPC "}} "

static const struct element_case akas[] = {
	{0xA4, MILENAGE, PE_OK},
	{0xA4, MILENAGE "82{09} 83{000000000100} 84{0000000000FF}", PE_OK},
	{0xA4, MILENAGE "83{080000000000}", PE_BAD_VALUES},
	{0xA4, MILENAGE "84{0FFFFFFFFFFF}", PE_BAD_VALUES},
	{0xA4, MILENAGE "83{0000000000}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, MILENAGE "A5{04{000000000001}}", PE_INVALID_REQUEST_FORMAT}, /* one of 32 */
	{0xA4, MILENAGE "A5{04{0000000001}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{02} 81{00} " KEY OPC "}}", PE_FEATURE_NOT_SUPPORTED},
	{0xA4, "A1{A1{80{03} 81{00} " KEY "83{}}}", PE_OK},
	{0xA4, "A1{A1{80{01} 81{00} " KEY "83{}}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{01} 81{00} 82{} " OPC "}}", PE_BAD_VALUES},
	{0xA4, "A1{A1{80{01} 81{} " KEY OPC "}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A1{80{01} 81{00} " KEY OPC "86{000001}}}", PE_FEATURE_NOT_SUPPORTED},
	{0xA4, "A1{A1{80{03} 81{00} " KEY OPC "86{000001}}}", PE_OK},
	{0xA4, "A1{A1{80{01} 81{00} " KEY OPC "84{0102030405}}}", PE_OK},
	{0xA4, "A1{A1{80{01} 81{00} " KEY OPC "84{01020304}}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "A1{A2{}}", PE_INVALID_REQUEST_FORMAT},
	{0xA4, "", PE_INVALID_REQUEST_FORMAT},
	{0xA5, "81{0102030405060708}", PE_INVALID_PARAMETER}, /* the ADF is a USIM's */
	{0xA5, "81{01020304050607}", PE_INVALID_REQUEST_FORMAT},
};

START_TEST(authentication_parameters)
{
	check_element(&akas[_i]);
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
	{0xA7, "4F{A000000559} 4F{A000000151} 81{06} 04{00} 04{00}", PE_OK},
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
	Suite *s = suite_create("installer");
	TCase *t = tcase_create("installer");

	tcase_add_checked_fixture(t, setup, teardown);
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
	tcase_add_test(t, half_an_element_is_no_element);
	tcase_add_loop_test(t, template_elements, 0, COUNT(templates));
	tcase_add_loop_test(t, generic_file_management, 0, COUNT(managements));
	tcase_add_loop_test(t, pins_and_puks, 0, COUNT(codes));
	tcase_add_loop_test(t, authentication_parameters, 0, COUNT(akas));
	tcase_add_loop_test(t, security_domains_and_rfm, 0, COUNT(domains));
	tcase_add_test(t, patterns_offsets_and_links);
	tcase_add_test(t, pins_of_the_mf_and_of_an_adf);
	tcase_add_test(t, milenage_with_its_defaults);
	tcase_add_test(t, sequence_numbers_in_order);
	tcase_add_test(t, failure_says_where);
	suite_add_tcase(s, t);
	return unit_main(s);
}
