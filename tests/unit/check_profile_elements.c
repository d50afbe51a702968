/* SPDX-License-Identifier: GPL-3.0-or-later */
/* testvectors/profiles/elements.json, which has every kind of profile element: built, read back,
 * checked, installed. */
#include "codec/tlv.h"
#include "isdp/installer.h"
#include "isdp/pe_table.h"
#include "profile/profile.h"
#include "unit.h"

enum { MEMORY = 1 << 20 };

static void *ctx;
static json_t *package;
static struct slice der;
static struct installer *in;

static void setup(void)
{
	char *path = talloc_asprintf(NULL, "%s/testvectors/profiles/elements.json",
				     getenv("top_srcdir"));
	struct asn1_error err = {.ctx = path};
	struct buf out;

	ctx = path;
	out = buf_new(ctx);
	package = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(package);
	ck_assert(profile_is_package(package));
	ck_assert_msg(profile_encode(package, &out, &err) == 0, "%s: %s", err.where, err.what);
	der = buf_slice(&out);
	in = installer_new(ctx, NULL, MEMORY);
}

static void teardown(void)
{
	json_decref(package);
	talloc_free(ctx);
}

static const char *name_of(const json_t *element)
{
	return json_object_iter_key(json_object_iter((json_t *)element));
}

static int count(const char *name)
{
	const json_t *element;
	size_t i;
	int n = 0;

	json_array_foreach (json_object_get(package, "elements"), i, element) {
		n += strcmp(name_of(element), name) == 0;
	}
	return n;
}

/* rfu1 to rfu5 are not defined, and an IoT minimal profile is a profile of its own, iot.json. */
START_TEST(has_every_kind)
{
	static const char *const others[] = {"rfu1", "rfu2", "rfu3",   "rfu4",
					     "rfu5", "iot",  "opt-iot"};
	const struct pe_type *type;

	for (size_t i = 0; (type = pe_type_at(i)); i++) {
		bool other = false;

		for (size_t k = 0; k < COUNT(others); k++)
			other |= strcmp(type->name, others[k]) == 0;
		ck_assert_msg((count(type->name) == 0) == other, "%s", type->name);
	}
}
END_TEST

/* And every file of their templates, in the latest version: those of PE-PHONEBOOK by a link. */
START_TEST(has_every_file)
{
	const json_t *element, *value;
	size_t i, files = 0;

	json_array_foreach (json_object_get(package, "elements"), i, element) {
		const struct pe_type *type = NULL;

		for (size_t k = 0; (type = pe_type_at(k)); k++)
			if (strcmp(type->name, name_of(element)) == 0)
				break;
		value = json_object_get(element, type->name);
		for (size_t k = 0; k < type->file_count && strcmp(type->name, "phonebook"); k++) {
			ck_assert_msg(json_object_get(value, type->files[k].name), "%s",
				      type->files[k].name);
			files++;
		}
	}
	ck_assert_int_gt(files, 300);
}
END_TEST

START_TEST(comes_back)
{
	struct asn1_error err = {.ctx = ctx};
	json_t *again = NULL;

	ck_assert_int_eq(profile_decode(der, &again, &err), 0);
	ck_assert(json_equal(package, again));
	json_decref(again);
}
END_TEST

/* What is not mandated and not run, or not known, says so; the rest is well. */
START_TEST(installs)
{
	static const size_t segments[] = {1, 250, SIZE_MAX};
	struct buf response = buf_new(ctx);
	struct slice rest = der;

	while (rest.n) {
		struct slice part = slice_sub(rest, 0, segments[_i]);

		ck_assert_int_eq(installer_push(in, part), 0);
		rest = slice_sub(rest, part.n, SIZE_MAX);
	}
	ck_assert(installer_complete(in));
	installer_response(in, &response);
	assert_hex(buf_slice(&response), "3017 A015"
					 "3006 800107 81011E" /* application */
					 "3006 800101 81011F" /* nonStandard */
					 "3003 800100");
}
END_TEST

static struct file *at(const char *path)
{
	struct file *f = file_by_path(installer_content(in), NULL, unhex(ctx, path));

	ck_assert_msg(f, "no file at %s", path);
	return f;
}

static const struct {
	const char *path;
	enum file_kind kind;
	const char *content; /* how it begins, in hex */
} files[] = {
	{"2FE2", FILE_TRANSPARENT, "988812010000000060"},
	{"7F66", FILE_DF, ""},
	{"7F666F01", FILE_TRANSPARENT,
	 "7472616E73706172656E74 FEFEFEFEFE 61667465722061206761 70 FEFEFE"},
	{"7F666F02", FILE_LINEAR_FIXED, "CAFECAFECAFECAFE CAFE"},
	{"7F666F03", FILE_CYCLIC, "000003 000002 000001 FFFFFF"},
	{"7F666F04", FILE_BER_TLV, "8004544C5631 8102CAFE"},
	{"7F666F07", FILE_TRANSPARENT, "080910100000000060"}, /* link to EF.IMSI */
	{"7F665F01", FILE_DF, ""},                            /* link to DF.GRAPHICS */
	{"7F665F014F20", FILE_LINEAR_FIXED, "00FFFF"},
	{"7F116F41", FILE_TRANSPARENT, "FFFFFFFF 69636F6E2074776F"},
	{"7FF15F3A4F58", FILE_LINEAR_FIXED, "736F66746575696363"},
	{"7FF16F62", FILE_TRANSPARENT, "00F110C0C0 00F110C0C0 00F110C0C0"},
	{"7FF16F60", FILE_TRANSPARENT, "FFFFFF0000 FFFFFF0000"},
	{"7FF16FD9", FILE_TRANSPARENT, "FFFFFF 00F110"},
	{"7FF16F46", FILE_TRANSPARENT, "01 736F66746575696363"}, /* by genericFileManagement */
	{"7FF16D344F02", FILE_TRANSPARENT, "00"},
	{"7FF15FC04F0A", FILE_TRANSPARENT, "21F3FFFF"},
	{"7FF15FE04F01", FILE_TRANSPARENT, "00"},
	{"7FF26F02", FILE_TRANSPARENT, "8031303031303130"},
	{"7FF36F21", FILE_CYCLIC, "00000000"},
};

START_TEST(has_these_files)
{
	struct slice begin = unhex(ctx, files[_i].content);
	struct file *f;

	ck_assert_int_eq(installer_push(in, der), 0);
	f = at(files[_i].path);
	ck_assert_int_eq(f->kind, files[_i].kind);
	f = file_target(f);
	assert_hex(slice_sub(slice_of(f->content, f->size), 0, begin.n), files[_i].content);
}
END_TEST

/* The PIN of the USIM is that of the ISIM; that of the CSIM is another. */
START_TEST(has_these_pins)
{
	const struct uicc_content *c = installer_content(in);
	const struct pin *usim;

	ck_assert_int_eq(installer_push(in, der), 0);
	usim = pin_find(c, at("7FF1"), 0x81, false);
	ck_assert_ptr_nonnull(usim);
	ck_assert_ptr_eq(pin_find(c, at("7FF2"), 0x81, false), usim);
	ck_assert_ptr_nonnull(pin_find(c, at("7FF3"), 0x81, false));
	ck_assert_ptr_ne(pin_find(c, at("7FF3"), 0x81, false), usim);
}
END_TEST

START_TEST(is_clean)
{
	json_t *findings;

	ck_assert_int_eq(profile_lint(package, &findings), 0);
	ck_assert_msg(profile_lint_clean(findings), "%s", json_dumps(findings, 0));
	json_decref(findings);
}
END_TEST

/* Takes as much memory as it says, and not a byte less. */
START_TEST(takes_its_memory)
{
	uint64_t size;

	ck_assert_int_eq(installer_push(in, der), 0);
	size = installer_size(in);
	in = installer_new(ctx, NULL, size);
	ck_assert_int_eq(installer_push(in, der), 0);
	in = installer_new(ctx, NULL, size - 1);
	ck_assert_int_lt(installer_push(in, der), 0);
	ck_assert_int_eq(installer_status(in), PE_NOT_ENOUGH_MEMORY);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile_elements");
	TCase *t = tcase_create("profile_elements");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, has_every_kind);
	tcase_add_test(t, has_every_file);
	tcase_add_test(t, comes_back);
	tcase_add_loop_test(t, installs, 0, 3);
	tcase_add_loop_test(t, has_these_files, 0, COUNT(files));
	tcase_add_test(t, has_these_pins);
	tcase_add_test(t, is_clean);
	tcase_add_test(t, takes_its_memory);
	suite_add_tcase(s, t);
	return unit_main(s);
}
