/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installs the GSMA's TS.48 test profiles from INTEROP_DIR, and compares every file with what the
 * package says of it, read again here by other means. */
#include <stdio.h>

#include "codec/tlv.h"
#include "isdp/pe_table.h"
#include "store/cdma_store.h"
#include "store/gp_store.h"
#include "store/profile_store.h"
#include "store/uicc_store.h"
#include "unit.h"

enum { MEMORY = 1 << 20 };

static const char *const packages[] = {"TS48v1_A.der", "TS48v5_SAIP2.3_NoBERTLV.der"};
static const size_t segments[] = {1, 7, 1000, SIZE_MAX};

static void *ctx;
static struct installer *in;
static struct uicc_content *content;
static size_t files_compared;

static void setup(void)
{
	ctx = talloc_new(NULL);
	in = installer_new(ctx, NULL, MEMORY);
	content = installer_content(in);
	files_compared = 0;
}

static void teardown(void)
{
	talloc_free(ctx);
}

static struct slice read_package(const char *name)
{
	char *path = talloc_asprintf(ctx, "%s/ts48/%s", getenv("INTEROP_DIR"), name);
	uint8_t *bytes = talloc_size(ctx, MEMORY);
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_msg(f, "%s", path);
	n = fread(bytes, 1, MEMORY, f);
	fclose(f);
	ck_assert_uint_gt(n, 1000);
	return slice_of(bytes, n);
}

static void install(struct slice package, size_t segment)
{
	while (package.n) {
		struct slice part = slice_sub(package, 0, segment);

		ck_assert_int_eq(installer_push(in, part), 0);
		package = slice_sub(package, part.n, SIZE_MAX);
	}
	ck_assert_int_eq(installer_finish(in), 0);
	ck_assert(installer_complete(in));
}

/* ---- the package again: what one File, or one series of GFM commands, makes ---- */

struct expected {
	struct file *file;
	uint8_t bytes[4096];
	bool known[4096]; /* by pattern or content; what the template fills in is its own matter */
	size_t at;
};

static struct slice field(struct slice siblings, uint32_t tag)
{
	struct tlv t;

	return tlv_find(siblings, tag, &t) == 1 ? t.value : (struct slice){NULL, 0};
}

static void expect_pattern(struct expected *e, struct slice fcp)
{
	struct slice proprietary = field(fcp, 0xA5), fill = field(proprietary, 0xC1);
	struct slice repeat = field(proprietary, 0xC2), pattern = fill.n ? fill : repeat;
	size_t part = e->file->record_length ? e->file->record_length : e->file->size;

	for (size_t i = 0; pattern.n && i < e->file->size; i++) {
		size_t at = i % part;

		e->bytes[i] = repeat.n         ? repeat.p[at % repeat.n]
			      : at < pattern.n ? pattern.p[at]
					       : pattern.p[pattern.n - 1];
		e->known[i] = true;
	}
}

static void expect_attributes(const struct expected *e, struct slice fcp)
{
	struct slice descriptor = field(fcp, 0x82), size = field(fcp, 0x80);
	struct slice link = field(fcp, 0xC7), security = field(fcp, 0x8B), sfi, pins;
	struct tlv t;
	uint32_t bytes = 0;

	ck_assert(file_is_df(e->file) || descriptor.n > 0);
	if (descriptor.n == 4 && !link.n)
		ck_assert_uint_eq(e->file->record_length, descriptor.p[3]);
	for (size_t i = 0; i < size.n; i++)
		bytes = bytes << 8 | size.p[i];
	if (size.n)
		ck_assert_uint_eq(e->file->size, bytes);
	ck_assert(!file_is_df(e->file) ? e->file->size > 0 : e->file->size == 0);
	if (link.n)
		ck_assert_ptr_eq(file_target(e->file),
				 file_target(file_by_path(content, NULL, link)));
	else
		ck_assert_ptr_null(e->file->link);
	ck_assert_uint_eq(security.n, 3);
	ck_assert_uint_eq(e->file->security.n, 5);
	ck_assert_int_eq(memcmp(e->file->security.p + 2, security.p, 3), 0);
	if (tlv_find(fcp, 0x88, &t) == 1) {
		sfi = t.value;
		ck_assert_uint_eq(e->file->sfi, sfi.n ? sfi.p[0] >> 3 : 0);
	}
	ck_assert(slice_eq(e->file->aid, field(fcp, 0x84)));
	pins = field(fcp, 0xC6);
	for (size_t i = 0; i < pins.n; i++)
		ck_assert_uint_eq(e->file->pin_status.p[3 + 3 * i + 2], pins.p[i]);
	ck_assert_uint_eq(e->file->life_cycle, LCS_ACTIVATED);
}

static void expect_content(struct expected *e, struct slice bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		e->bytes[e->at + i] = bytes.p[i];
		e->known[e->at + i] = true;
	}
	e->at += bytes.n;
}

static void compare(const struct expected *e)
{
	if (!e->file)
		return;
	files_compared++;
	for (size_t i = 0; !e->file->link && i < e->file->size; i++)
		ck_assert_msg(!e->known[i] || e->bytes[i] == e->file->content[i],
			      "file %04X, byte %zu", e->file->fid, i);
}

static void begin(struct expected *e, const struct file *parent, struct slice fcp, uint16_t fid)
{
	struct slice given = field(fcp, 0x83);

	compare(e);
	memset(e, 0, sizeof(*e));
	if (given.n)
		fid = be16(given.p);
	e->file = fid == 0x3F00 ? content->mf : file_child(parent, fid);
	ck_assert_msg(e->file, "file %04X is missing", fid);
	expect_attributes(e, fcp);
	expect_pattern(e, fcp);
}

static void step(struct expected *e, const struct tlv *t)
{
	int64_t skip;

	if (t->tag == 0x82 || t->tag == 0x02) {
		ck_assert_int_eq(tlv_integer(t->value, &skip), 0);
		e->at += (size_t)skip;
	} else {
		expect_content(e, t->value);
	}
}

/* Every component of an element with a template. */
static void check_template(const struct pe_type *type, struct slice value, struct file **adf)
{
	struct file *parent = type->place >= PLACE_ADF ? *adf : content->mf, *current = parent;
	struct tlv t, item;
	size_t index;

	tlv_next(&value, &t);
	tlv_next(&value, &t);
	while (tlv_next(&value, &t) == 1) {
		struct expected e = {0};

		index = (t.tag > 0xFF ? t.tag & 0x7F : t.tag & 0x1F) - 2;
		while (tlv_next(&t.value, &item) == 1) {
			if (item.tag != 0xA1) {
				step(&e, &item);
				continue;
			}
			begin(&e, type->files[index].kind <= FILE_ADF ? parent : current,
			      item.value, type->files[index].fid);
			if (!file_is_df(e.file))
				continue;
			current = e.file;
			if (index == 0 && type->place != PLACE_EXTENDED)
				parent = current;
			if (e.file->kind == FILE_ADF)
				*adf = current;
		}
		compare(&e);
	}
}

static void check_gfm(struct slice value)
{
	struct slice commands = field(field(value, 0xA1), 0x30);
	struct file *directory = content->mf;
	struct expected e = {0};
	struct tlv t;

	while (tlv_next(&commands, &t) == 1) {
		if (t.tag == 0x80)
			directory = file_by_path(content, NULL, t.value);
		else if (t.tag == 0x62)
			begin(&e, directory, t.value, 0);
		else
			step(&e, &t);
		ck_assert_ptr_nonnull(directory);
	}
	compare(&e);
}

static void check_files(struct slice package)
{
	struct file *adf = NULL;
	struct tlv pe;

	while (tlv_next(&package, &pe) == 1) {
		const struct pe_type *type = pe_type_by_tag(pe.tag);

		if (type->file_count)
			check_template(type, pe.value, &adf);
		else if (pe.tag == 0xA1)
			check_gfm(pe.value);
	}
	ck_assert_uint_gt(files_compared, 230);
}

static int count_files(void)
{
	int n = 0;

	for (struct file *f = content->mf; f; f = file_walk(content, f))
		n++;
	return n;
}

/* _i: package, then size of the segments. */
START_TEST(installs_completely)
{
	struct slice package = read_package(packages[_i / COUNT(segments)]);
	struct buf response = buf_new(ctx);

	install(package, segments[_i % COUNT(segments)]);
	installer_response(in, &response);
	assert_hex(buf_slice(&response), "3007 A005 3003 800100");
	ck_assert_int_eq(installer_status(in), PE_OK);
	assert_hex(installer_iccid(in), "98001032547698103214");
	check_files(package);
	ck_assert_uint_eq(count_files(), files_compared);
}
END_TEST

START_TEST(codes_and_secrets)
{
	const struct pin *pin;
	struct file *usim;

	install(read_package(packages[_i]), SIZE_MAX);
	pin = pin_find(content, NULL, 0x01, false);
	ck_assert_ptr_nonnull(pin);
	assert_hex(slice_of(pin->value, 8), "30303030FFFFFFFF");
	ck_assert(!pin->enabled);
	ck_assert_uint_eq(pin->attributes, 6);
	ck_assert_uint_eq(pin->tries, 3);
	ck_assert_uint_eq(pin->unblocked_by, 1);
	pin = pin_find(content, NULL, 0x0A, false);
	ck_assert_ptr_nonnull(pin);
	ck_assert_uint_eq(pin->tries_max, 10);
	ck_assert(pin->enabled);
	pin = pin_find(content, NULL, 0x81, true);
	ck_assert_ptr_nonnull(pin);
	assert_hex(slice_of(pin->value, 8), "3232323232323232");
	ck_assert_uint_eq(pin->tries, 10);

	usim = file_by_aid(content, unhex(ctx, "A0000000871002FF49FF0589"));
	ck_assert_ptr_nonnull(usim);
	pin = pin_find(content, usim, 0x81, false);
	ck_assert_ptr_nonnull(pin);
	ck_assert_ptr_eq(pin->df, usim);
	ck_assert_ptr_ne(pin, pin_find(content, file_child(content->mf, 0x7F10), 0x81, false));
	ck_assert_ptr_eq(content->akas->adf, usim);
	ck_assert_int_eq(content->akas->algorithm, AKA_USIM_TEST);
	assert_hex(slice_of(content->akas->key, 16), "000102030405060708090A0B0C0D0E0F");
	ck_assert_ptr_nonnull(content->akas->next);
	ck_assert_ptr_null(content->akas->next->next);
}
END_TEST

static void check_domain(const struct gp_application *a)
{
	const struct gp_key *k = a->keys;
	int keys = 0;

	ck_assert_int_eq(a->kind, GP_SECURITY_DOMAIN);
	assert_hex(a->aid, "A000000151000000");
	assert_hex(a->package_aid, "A0000001515350");
	assert_hex(a->privileges, "82DC00");
	assert_hex(a->tar, "B20100000000");
	ck_assert_uint_eq(a->life_cycle, 0x0F);
	ck_assert_uint_eq(k->version, 1);
	ck_assert_uint_eq(k->identifier, 1);
	assert_hex(k->usage, "18");
	for (; k; k = k->next)
		keys++;
	ck_assert_int_eq(keys, 6);
}

START_TEST(saves_and_loads)
{
	char dir[] = "/tmp/check_installer.XXXXXX";
	char *error, *path;
	struct profile p = {.metadata = slice_str("x"), .size = 1};
	struct gp_application a = {0};
	struct uicc_content *loaded;
	struct cdma_parameter c;
	struct store *s;
	int rfms = 0;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = talloc_asprintf(ctx, "%s/card", dir);
	ck_assert_int_eq(store_create(path, false, ctx, &s, &error), 0);
	install(read_package(packages[_i]), SIZE_MAX);
	p.iccid = installer_iccid(in);
	p.isdp_aid = slice_str("aid");
	ck_assert_int_eq(profile_store_add(s, &p), 0);
	ck_assert_int_eq(installer_save(in, s, p.id), 0);
	ck_assert_int_eq(uicc_store_load(s, p.id, ctx, &loaded), 0);
	ck_assert_int_eq(gp_store_next(s, p.id, 0, ctx, &a), 1);
	check_domain(&a);
	while (gp_store_next(s, p.id, a.id, ctx, &a) == 1) {
		ck_assert_int_eq(a.kind, GP_RFM);
		ck_assert_uint_eq(a.tar.n, 3);
		rfms++;
	}
	ck_assert_int_eq(rfms, 4);
	ck_assert_int_eq(
		cdma_store_get(s,
			       file_by_aid(loaded, unhex(ctx, "A0000003431002F310FFFF89020000FF")),
			       ctx, &c),
		1);
	assert_hex(c.authentication_key, "00000000FFFFFFFF");
	ck_assert_uint_eq(c.hrpd.n, 17);
	ck_assert_int_eq(profile_store_delete(s, p.id), 0);
	ck_assert_int_eq(gp_store_next(s, p.id, 0, ctx, &a), 0);
	talloc_free(s);
	ck_assert_int_eq(system(talloc_asprintf(ctx, "rm -r %s", dir)), 0);
}
END_TEST

/* One byte less than it takes is not enough. */
START_TEST(needs_all_its_memory)
{
	struct slice package = read_package(packages[_i]);
	struct installer *tight;
	uint64_t size;

	install(package, SIZE_MAX);
	size = installer_size(in);
	tight = installer_new(ctx, NULL, size);
	ck_assert_int_eq(installer_push(tight, package), 0);
	ck_assert_uint_eq(installer_size(tight), size);
	tight = installer_new(ctx, NULL, size - 1);
	ck_assert_int_lt(installer_push(tight, package), 0);
	ck_assert_int_eq(installer_status(tight), PE_NOT_ENOUGH_MEMORY);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installer_ts48");
	TCase *t = tcase_create("installer_ts48");

	if (!getenv("INTEROP_DIR")) {
		puts("1..0 # SKIP INTEROP_DIR is not set");
		return EXIT_SUCCESS;
	}
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, installs_completely, 0, COUNT(packages) * COUNT(segments));
	tcase_add_loop_test(t, codes_and_secrets, 0, COUNT(packages));
	tcase_add_loop_test(t, saves_and_loads, 0, COUNT(packages));
	tcase_add_loop_test(t, needs_all_its_memory, 0, COUNT(packages));
	suite_add_tcase(s, t);
	return unit_main(s);
}
