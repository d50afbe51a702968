/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold for every table of elements, templates and files. */
#include "isdp/pe_table.h"
#include "unit.h"

static bool is_directory(const struct template_file *f)
{
	return f->kind <= FILE_ADF;
}

static int type_count(void)
{
	int n = 0;

	while (pe_type_at((size_t)n))
		n++;
	return n;
}

static int template_count(void)
{
	int n = 0;

	while (template_at((size_t)n))
		n++;
	return n;
}

START_TEST(types_have_the_tags_of_their_places)
{
	const struct pe_type *t = pe_type_at((size_t)_i);
	uint32_t number = (uint32_t)_i;

	ck_assert_uint_eq(t->tag, number < 31 ? 0xA0 | number : 0xBF00 | number);
	ck_assert_ptr_eq(pe_type_by_tag(t->tag), t);
	for (int i = 0; i < _i; i++)
		ck_assert_str_ne(pe_type_at((size_t)i)->name, t->name);
	ck_assert(!t->files == !t->file_count);
	for (size_t i = 0; i < t->file_count; i++)
		ck_assert_ptr_nonnull(t->files[i].name);
}
END_TEST

START_TEST(templates_fit_their_elements)
{
	const struct template *t = template_at((size_t)_i);
	const struct pe_type *type = pe_type_by_tag(t->tag);
	const uint8_t oid[] = {0x67, 0x81, 0x0F, 0x01, 0x02, t->number, t->version};

	ck_assert_ptr_eq(template_by_oid(slice_of(oid, t->version ? 7 : 6)), t);
	ck_assert_ptr_nonnull(type);
	ck_assert_uint_ge(type->file_count, t->file_count);
	ck_assert_uint_gt(t->file_count, 0);
	for (size_t i = 0; i < t->change_count; i++) {
		ck_assert_uint_lt(t->changes[i].row, t->file_count);
		ck_assert_str_eq(t->changes[i].file.name, type->files[t->changes[i].row].name);
	}
	/* The first file is the directory that the others go into, unless they go into another. */
	ck_assert(is_directory(template_row(t, 0)) == (type->place != PLACE_EXTENDED));
	ck_assert((template_row(t, 0)->kind == FILE_MF) == (type->place == PLACE_ROOT));
}
END_TEST

static void check_fill(const char *fill)
{
	const char *hex = fill + (fill[0] == '*');
	size_t head = strspn(hex, "0123456789ABCDEF"), tail;

	ck_assert_uint_gt(head, 0);
	ck_assert_uint_eq(head % 2, 0);
	if (!hex[head])
		return;
	ck_assert_int_eq(strncmp(hex + head, "..", 2), 0);
	ck_assert_int_ne(fill[0], '*');
	tail = strspn(hex + head + 2, "0123456789ABCDEF");
	ck_assert_uint_eq(tail % 2, 0);
	ck_assert_int_eq(hex[head + 2 + tail], '\0');
}

static void check_row(const struct template *t, const struct template_file *f)
{
	bool records = f->kind == FILE_LINEAR_FIXED || f->kind == FILE_CYCLIC;

	ck_assert_uint_ge(f->arr, 1); /* every file has its rule, of the 14 in annex A */
	ck_assert_uint_le(f->arr, 14);
	ck_assert_uint_le(f->sfi, 30);
	ck_assert(f->fid || f->kind == FILE_ADF || f->kind == FILE_DF);
	ck_assert(records || f->records == 0);
	if (records)
		ck_assert_uint_le(f->size, 255);
	if (is_directory(f)) {
		ck_assert_uint_eq(f->sfi, 0);
		ck_assert_uint_eq(f->size, 0);
		ck_assert_ptr_null(f->fill);
	}
	if (f->span)
		ck_assert(!is_directory(f) && f->sfi == 0 && !(f->flags & FILE_REQUIRED));
	if (f->fill)
		check_fill(f->fill);
	/* What is created though the profile does not name it has a size of its own. */
	if (t->by_default && !(f->flags & (FILE_REQUIRED | FILE_GIVEN)))
		ck_assert(f->size && (!records || f->records));
}

/* The row of the directory that @row lies in; a directory's own is the base. */
static size_t directory_of(const struct template *t, size_t row)
{
	if (is_directory(template_row(t, row)))
		return 0;
	while (row > 0 && !is_directory(template_row(t, row)))
		row--;
	return row;
}

static bool overlap(const struct template_file *a, const struct template_file *b)
{
	unsigned a_end = a->fid + (a->span ? a->span : 1u);
	unsigned b_end = b->fid + (b->span ? b->span : 1u);

	return a->fid < b_end && b->fid < a_end;
}

START_TEST(files_do_not_collide)
{
	const struct template *t = template_at((size_t)_i);

	for (size_t i = 0; i < t->file_count; i++) {
		const struct template_file *f = template_row(t, i);

		check_row(t, f);
		for (size_t j = 0; j < i; j++) {
			const struct template_file *g = template_row(t, j);

			if (directory_of(t, i) != directory_of(t, j) || j == directory_of(t, i))
				continue;
			ck_assert_str_ne(f->name, g->name);
			ck_assert_msg(!overlap(f, g), "%s and %s share %04X", f->name, g->name,
				      f->fid);
			ck_assert_msg(!f->sfi || f->sfi != g->sfi, "%s and %s share SFI %02X",
				      f->name, g->name, f->sfi);
		}
	}
}
END_TEST

/* Optional files share their ADF with those of the template that they extend. */
START_TEST(extensions_do_not_collide_with_their_base)
{
	static const uint32_t pairs[][2] = {
		{0xB3, 0xB4}, {0xB5, 0xB6}, {0xB9, 0xBA}, {0xBF20, 0xBF21}};
	const struct pe_type *base = pe_type_by_tag(pairs[_i][0]);
	const struct pe_type *more = pe_type_by_tag(pairs[_i][1]);

	ck_assert_int_eq(base->family, more->family);
	for (size_t i = 0; i < more->file_count && !is_directory(&more->files[i]); i++) {
		for (size_t j = base->file_count - 1; !is_directory(&base->files[j]); j--) {
			const struct template_file *f = &more->files[i], *g = &base->files[j];

			ck_assert_msg(!overlap(f, g), "%s and %s", f->name, g->name);
			ck_assert_msg(!f->sfi || f->sfi != g->sfi, "%s and %s", f->name, g->name);
		}
	}
}
END_TEST

static const char *const unknown_oids[] = {
	"",
	"67810F0102",
	"67810F010200",
	"67810F010213",
	"67810F0102040201",
	"67810F01020400",
	"67810F01020409",
	"678110010201",
	"2A",
};

START_TEST(unknown_templates)
{
	void *ctx = talloc_new(NULL);

	ck_assert_ptr_null(template_by_oid(unhex(ctx, unknown_oids[_i])));
	talloc_free(ctx);
}
END_TEST

static const struct {
	const char *fill;
	size_t n;
	const char *hex;
} fills[] = {
	{"FF..", 3, "FFFFFF"},
	{"07FF..", 4, "07FFFFFF"},
	{"07FF..", 1, "07"},
	{"FF..0001", 5, "FFFFFF0001"},
	{"FF..0001", 2, "0001"},
	{"FF..0001", 1, "FF"},
	{"*FFFFFF0000", 7, "FFFFFF0000FFFF"},
	{"F0FF0000", 4, "F0FF0000"},
	{"00000002", 6, "00000002FFFF"},
	{"00000002", 3, "000000"},
};

START_TEST(default_contents)
{
	uint8_t out[16];

	template_fill(fills[_i].fill, out, fills[_i].n);
	assert_hex(slice_of(out, fills[_i].n), fills[_i].hex);
}
END_TEST

START_TEST(services_are_named_by_their_tags)
{
	ck_assert_str_eq(profile_service_name(0), "contactless");
	ck_assert_str_eq(profile_service_name(11), "javacard");
	ck_assert_str_eq(profile_service_name(17), "usim-test-algorithm");
	ck_assert_str_eq(profile_service_name(29), "eaka");
	ck_assert_ptr_null(profile_service_name(30));
	ck_assert(profile_service_supported(1));
	ck_assert(!profile_service_supported(0));
	ck_assert(!profile_service_supported(30));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("templates");
	TCase *t = tcase_create("templates");

	tcase_add_loop_test(t, types_have_the_tags_of_their_places, 0, type_count());
	tcase_add_loop_test(t, templates_fit_their_elements, 0, template_count());
	tcase_add_loop_test(t, files_do_not_collide, 0, template_count());
	tcase_add_loop_test(t, extensions_do_not_collide_with_their_base, 0, 4);
	tcase_add_loop_test(t, unknown_templates, 0, COUNT(unknown_oids));
	tcase_add_loop_test(t, default_contents, 0, COUNT(fills));
	tcase_add_test(t, services_are_named_by_their_tags);
	suite_add_tcase(s, t);
	return unit_main(s);
}
