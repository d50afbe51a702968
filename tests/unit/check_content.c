/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "uicc/content.h"
#include "unit.h"

static struct uicc_content *c;
static struct file *mf, *telecom, *usim, *isim, *dir, *imsi, *ust;

static struct file *add(struct file *parent, enum file_kind kind, uint16_t fid)
{
	struct file *f = NULL;

	ck_assert_int_eq(file_add(c, parent, kind, fid, &f), 0);
	ck_assert_ptr_nonnull(f);
	return f;
}

static void setup(void)
{
	c = content_new(NULL);
	mf = add(NULL, FILE_MF, 0x3F00);
	dir = add(NULL, FILE_LINEAR_FIXED, 0x2F00);
	telecom = add(NULL, FILE_DF, 0x7F10);
	usim = add(mf, FILE_ADF, 0x7FD0);
	usim->aid = unhex(c, "A0000000871002");
	imsi = add(usim, FILE_TRANSPARENT, 0x6F07);
	imsi->sfi = 7;
	ust = add(usim, FILE_TRANSPARENT, 0x6F38);
	ust->sfi = 4;
	isim = add(mf, FILE_ADF, 0x7FD1);
	isim->aid = unhex(c, "A0000000871004");
}

static void teardown(void)
{
	talloc_free(c);
}

START_TEST(a_new_file_is_activated_and_last_of_its_siblings)
{
	ck_assert_int_eq(imsi->life_cycle, LCS_ACTIVATED);
	ck_assert_ptr_eq(imsi->parent, usim);
	ck_assert_ptr_eq(usim->children, imsi);
	ck_assert_ptr_eq(imsi->next, ust);
	ck_assert_ptr_eq(dir->parent, mf);
}
END_TEST

START_TEST(places_where_no_file_can_be)
{
	struct uicc_content *empty = content_new(c);
	struct file *f;

	ck_assert_int_eq(file_add(empty, NULL, FILE_DF, 0x7F10, &f), -EINVAL);
	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &f), -EEXIST);
	ck_assert_int_eq(file_add(c, telecom, FILE_MF, 0x3F00, &f), -EINVAL);
	ck_assert_int_eq(file_add(c, imsi, FILE_TRANSPARENT, 0x6F08, &f), -EINVAL);
	ck_assert_int_eq(file_add(c, telecom, FILE_ADF, 0x7FD2, &f), -EINVAL);
}
END_TEST

/* TS 102 221 8.3 */
START_TEST(identifiers_are_unique_among_siblings_and_ancestors)
{
	struct file *df, *f;

	ck_assert_int_eq(file_add(c, usim, FILE_TRANSPARENT, 0x6F07, &f), -EEXIST);
	ck_assert_int_eq(file_add(c, usim, FILE_DF, 0x7FD0, &f), -EEXIST);
	df = add(usim, FILE_DF, 0x5F3A);
	ck_assert_int_eq(file_add(c, df, FILE_TRANSPARENT, 0x3F00, &f), -EEXIST);
	ck_assert_int_eq(file_add(c, df, FILE_DF, 0x7FD0, &f), -EEXIST);
	ck_assert_int_eq(file_add(c, df, FILE_TRANSPARENT, 0x6F07, &f), 0);
	ck_assert_int_eq(file_add(c, isim, FILE_TRANSPARENT, 0x6F07, &f), 0);
}
END_TEST

START_TEST(content_begins_as_FF)
{
	ck_assert_int_eq(file_allocate(c, imsi, 3), 0);
	assert_hex(slice_of(imsi->content, imsi->size), "FFFFFF");
	imsi->content[0] = 0;
	ck_assert_int_eq(file_allocate(c, imsi, 1), 0);
	assert_hex(slice_of(imsi->content, imsi->size), "FF");
}
END_TEST

START_TEST(found_by_sfi_and_aid)
{
	ck_assert_ptr_eq(file_by_sfi(usim, 7), imsi);
	ck_assert_ptr_null(file_by_sfi(usim, 8));
	ck_assert_ptr_null(file_by_sfi(usim, 0));
	ck_assert_ptr_null(file_by_sfi(mf, 7));
	ck_assert_ptr_eq(file_by_aid(c, unhex(c, "A0000000871004")), isim);
	ck_assert_ptr_null(file_by_aid(c, unhex(c, "A00000008710")));
	ck_assert_ptr_null(file_by_aid(content_new(c), unhex(c, "A0000000871004")));
}
END_TEST

START_TEST(found_by_path)
{
	ck_assert_ptr_eq(file_by_path(c, NULL, unhex(c, "")), mf);
	ck_assert_ptr_eq(file_by_path(c, NULL, unhex(c, "2F00")), dir);
	ck_assert_ptr_eq(file_by_path(c, NULL, unhex(c, "7FD06F38")), ust);
	ck_assert_ptr_eq(file_by_path(c, usim, unhex(c, "7FFF6F38")), ust);
	ck_assert_ptr_eq(file_by_path(c, usim, unhex(c, "7FFF")), usim);
	ck_assert_ptr_null(file_by_path(c, NULL, unhex(c, "7FFF6F38")));
	ck_assert_ptr_null(file_by_path(c, isim, unhex(c, "7FFF6F38")));
	ck_assert_ptr_null(file_by_path(c, usim, unhex(c, "7FFF6F386F07")));
	ck_assert_ptr_null(file_by_path(c, usim, unhex(c, "7FFF6F")));
	ck_assert_ptr_null(file_by_path(c, usim, unhex(c, "7F107FFF")));
}
END_TEST

START_TEST(walk_is_depth_first)
{
	struct file *const order[] = {mf, dir, telecom, usim, imsi, ust, isim};
	struct file *f = NULL;

	for (int i = 0; i < COUNT(order); i++) {
		f = file_walk(c, f);
		ck_assert_ptr_eq(f, order[i]);
	}
	ck_assert_ptr_null(file_walk(c, f));
	ck_assert_ptr_null(file_walk(content_new(c), NULL));
}
END_TEST

static struct pin *add_pin(struct file *df, uint8_t reference, bool puk)
{
	struct pin *p = talloc_zero(c, struct pin);

	p->df = df;
	p->reference = reference;
	p->puk = puk;
	p->next = c->pins;
	c->pins = p;
	return p;
}

START_TEST(pins_are_found_from_the_nearest_directory_up)
{
	struct file *below = add(usim, FILE_DF, 0x5F3A);
	struct pin *global = add_pin(NULL, 0x01, false);
	struct pin *puk = add_pin(NULL, 0x01, true);
	struct pin *local = add_pin(usim, 0x81, false);
	struct pin *other = add_pin(isim, 0x81, false);

	ck_assert_ptr_eq(pin_find(c, NULL, 0x01, false), global);
	ck_assert_ptr_eq(pin_find(c, mf, 0x01, false), global);
	ck_assert_ptr_eq(pin_find(c, below, 0x01, false), global);
	ck_assert_ptr_eq(pin_find(c, below, 0x01, true), puk);
	ck_assert_ptr_eq(pin_find(c, below, 0x81, false), local);
	ck_assert_ptr_eq(pin_find(c, isim, 0x81, false), other);
	ck_assert_ptr_null(pin_find(c, telecom, 0x81, false));
	ck_assert_ptr_null(pin_find(c, usim, 0x81, true));
}
END_TEST

START_TEST(pieces_of_every_size)
{
	uint8_t *pieces[64];

	for (size_t i = 0; i < COUNT(pieces); i++) {
		pieces[i] = content_alloc(c, i * 37);
		ck_assert_ptr_nonnull(pieces[i]);
		for (size_t k = 0; k < i * 37; k++)
			ck_assert_uint_eq(pieces[i][k], 0);
		memset(pieces[i], (int)i, i * 37);
	}
	for (size_t i = 0; i < COUNT(pieces); i++)
		for (size_t k = 0; k < i * 37; k++)
			ck_assert_uint_eq(pieces[i][k], i);
}
END_TEST

START_TEST(nothing_points_into_a_removed_directory)
{
	struct file *link = add(telecom, FILE_TRANSPARENT, 0x6F07);
	struct pin *global = add_pin(NULL, 0x01, false);
	struct aka *aka = talloc_zero(c, struct aka);

	ck_assert_ptr_eq(file_target(link), link);
	link->link = imsi;
	ck_assert_ptr_eq(file_target(link), imsi);
	add_pin(usim, 0x81, false);
	add_pin(isim, 0x81, false)->shared = pin_find(c, usim, 0x81, false);
	aka->adf = usim;
	c->akas = aka;
	file_remove(c, usim);
	ck_assert_ptr_eq(file_target(link), link);
	ck_assert_ptr_eq(c->pins, global);
	ck_assert_ptr_null(global->next);
	ck_assert_ptr_null(c->akas);
	ck_assert_ptr_eq(telecom->next, isim);
	file_remove(c, mf);
	ck_assert_ptr_null(c->mf);
	/* The next files are those that went, blank. */
	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &mf), 0);
	ck_assert_ptr_null(mf->children);
	ck_assert_ptr_null(mf->next);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("content");
	TCase *t = tcase_create("content");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_new_file_is_activated_and_last_of_its_siblings);
	tcase_add_test(t, places_where_no_file_can_be);
	tcase_add_test(t, identifiers_are_unique_among_siblings_and_ancestors);
	tcase_add_test(t, content_begins_as_FF);
	tcase_add_test(t, found_by_sfi_and_aid);
	tcase_add_test(t, found_by_path);
	tcase_add_test(t, walk_is_depth_first);
	tcase_add_test(t, pins_are_found_from_the_nearest_directory_up);
	tcase_add_test(t, nothing_points_into_a_removed_directory);
	tcase_add_test(t, pieces_of_every_size);
	suite_add_tcase(s, t);
	return unit_main(s);
}
