/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "store/profile_store.h"
#include "uicc_fixture.h"

static struct store *s;

static void setup(void)
{
	uicc_fixture_setup();
	s = fixture.card->store;
}

static struct uicc_content *load(int64_t profile)
{
	struct uicc_content *c = NULL;

	ck_assert_int_eq(uicc_store_load(s, profile, fixture.card, &c), 0);
	return c;
}

/* Runs @sql on the image, as damage would. */
static void damage(const char *sql)
{
	ck_assert_int_eq(store_write(s, NULL, sql, ""), 0);
}

static struct uicc_content *everything(void)
{
	struct uicc_content *c = content_new(fixture.card);
	struct file *mf, *adf, *tlv;
	struct aka *a = talloc_zero(c, struct aka);
	struct pin *p = talloc_zero(c, struct pin);

	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &mf), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_ADF, 0x7FD0, &adf), 0);
	adf->aid = unhex(c, USIM_AID);
	adf->shareable = true;
	adf->life_cycle = LCS_INITIALISATION;
	adf->security = unhex(c, "8B032F0601");
	adf->pin_status = unhex(c, "900100830101");
	adf->proprietary = unhex(c, "800171");
	ck_assert_int_eq(file_add(c, adf, FILE_BER_TLV, 0x6F46, &tlv), 0);
	ck_assert_int_eq(file_allocate(c, tlv, 10), 0);
	tlv->content_size = 3;
	memcpy(tlv->content, "\x80\x01\x05", 3);
	a->adf = adf;
	a->algorithm = AKA_TUAK;
	a->options = 0x1F;
	a->key_length = 32;
	a->keccak_iterations = 2;
	a->sqn_options = 0x0E;
	memset(a->key, 0x11, 32);
	memset(a->opc, 0x22, 32);
	memset(a->rotation, 0x33, 5);
	memset(a->constants, 0x44, sizeof(a->constants));
	memset(a->sqn_delta, 0x55, 6);
	memset(a->sqn_age_limit, 0x66, 6);
	memset(a->sqn, 0x77, sizeof(a->sqn));
	memset(a->gba.ks, 0x88, 32);
	a->gba.ks_length = 32;
	memset(a->gba.rand, 0x99, sizeof(a->gba.rand));
	a->gba.order[0] = 2;
	a->gba.order_count = 2;
	a->uses_max = 0xFFFFFF;
	a->uses = 0x10000;
	c->akas = a;
	p->df = adf;
	p->reference = 0x81;
	p->replaced = true;
	p->attributes = 7;
	p->tries = 2;
	p->tries_max = 3;
	p->unblocked_by = 0x81;
	p->verified = true;
	memcpy(p->value, "2222\xFF\xFF\xFF\xFF", 8);
	c->pins = p;
	return c;
}

static int64_t add_profile(void)
{
	struct profile p = {.iccid = unhex(fixture.card, "98100000000000000001"),
			    .isdp_aid = unhex(fixture.card, "A0000005591010FFFFFFFF8900001000"),
			    .metadata = slice_str("m")};

	ck_assert_int_eq(profile_store_add(s, &p), 0);
	return p.id;
}

START_TEST(all_fields_are_kept)
{
	int64_t id = add_profile();
	struct uicc_content *saved = everything(), *c;
	struct file *adf, *tlv;
	struct pin *p;
	struct aka *a;

	ck_assert_int_eq(uicc_store_save(s, id, saved), 0);
	c = load(id);
	adf = c->mf->children;
	ck_assert_int_eq(adf->id, saved->mf->children->id);
	ck_assert_int_gt(adf->id, 0);
	ck_assert_uint_eq(adf->fid, 0x7FD0);
	ck_assert_uint_eq(adf->kind, FILE_ADF);
	ck_assert(adf->shareable);
	ck_assert_uint_eq(adf->life_cycle, LCS_INITIALISATION);
	assert_hex(adf->aid, USIM_AID);
	assert_hex(adf->security, "8B032F0601");
	assert_hex(adf->pin_status, "900100830101");
	assert_hex(adf->proprietary, "800171");
	tlv = adf->children;
	ck_assert_uint_eq(tlv->size, 10);
	ck_assert_uint_eq(tlv->content_size, 3);
	assert_hex(slice_of(tlv->content, 10), "800105FFFFFFFFFFFFFF");
	p = c->pins;
	ck_assert_ptr_eq(p->df, adf);
	ck_assert(p->replaced && !p->enabled && !p->verified && !p->puk);
	assert_hex(slice_of(p->value, 8), "32323232FFFFFFFF");
	ck_assert_uint_eq(p->reference, 0x81);
	ck_assert_uint_eq(p->attributes, 7);
	ck_assert_uint_eq(p->tries, 2);
	ck_assert_uint_eq(p->tries_max, 3);
	ck_assert_uint_eq(p->unblocked_by, 0x81);
	a = c->akas;
	ck_assert_ptr_eq(a->adf, adf);
	a->id = saved->akas->id;
	a->adf = saved->akas->adf;
	ck_assert_mem_eq(a, saved->akas, sizeof(*a));
}
END_TEST

START_TEST(one_change_at_a_time)
{
	int64_t id = add_profile();
	struct uicc_content *c = everything();
	struct file *tlv = c->mf->children->children;

	ck_assert_int_eq(uicc_store_save(s, id, c), 0);
	tlv->content_size = 0;
	ck_assert_int_eq(uicc_store_file_content(s, tlv), 0);
	tlv->life_cycle = LCS_TERMINATED;
	tlv->sfi = 9;
	ck_assert_int_eq(uicc_store_file_attributes(s, tlv), 0);
	c->pins->tries = 1;
	c->pins->enabled = true;
	ck_assert_int_eq(uicc_store_pin(s, c->pins), 0);
	c->akas->sqn[31][5] = 0x99;
	c->akas->uses++;
	ck_assert_int_eq(uicc_store_aka(s, c->akas), 0);
	c = load(id);
	tlv = c->mf->children->children;
	ck_assert_uint_eq(tlv->content_size, 0);
	ck_assert_uint_eq(tlv->size, 10);
	ck_assert_uint_eq(tlv->life_cycle, LCS_TERMINATED);
	ck_assert_uint_eq(tlv->sfi, 9);
	ck_assert_uint_eq(c->pins->tries, 1);
	ck_assert(c->pins->enabled);
	ck_assert_uint_eq(c->akas->sqn[31][5], 0x99);
	ck_assert_uint_eq(c->akas->uses, 0x10001);
	ck_assert_uint_eq(c->akas->sqn[31][4], 0x77);
}
END_TEST

START_TEST(shared_pins)
{
	int64_t id = add_profile();
	struct uicc_content *c = everything();
	struct pin *shared = talloc_zero(c, struct pin);
	struct file *telecom;

	ck_assert_int_eq(file_add(c, NULL, FILE_DF, 0x7F10, &telecom), 0);
	c->pins->next = shared;
	shared->df = telecom;
	shared->reference = 0x81;
	shared->shared = c->pins;
	ck_assert_int_eq(uicc_store_save(s, id, c), 0);
	c = load(id);
	ck_assert_ptr_eq(c->pins->next->shared, c->pins);
	ck_assert_int_eq(uicc_store_file_delete(s, c, c->mf->children), 0);
	ck_assert_ptr_null(load(id)->pins);
}
END_TEST

START_TEST(a_deleted_profile_leaves_nothing)
{
	int64_t id = add_profile();
	struct uicc_content *c = everything();

	ck_assert_int_eq(uicc_store_save(s, id, c), 0);
	ck_assert_int_eq(profile_store_delete(s, id), 0);
	ck_assert_int_eq(uicc_store_load(s, id, fixture.card, &c), -ENOENT);
	/* The UICC without a profile is another content. */
	ck_assert_ptr_nonnull(load(0)->mf);
}
END_TEST

START_TEST(a_rollback_undoes)
{
	struct file *f = uicc_file(NULL, "2F00");

	f->content[0] = 0xEE;
	ck_assert_int_eq(uicc_store_file_content(s, f), 0);
	store_rollback(s);
	ck_assert_int_eq(uicc_show(fixture.card, 0), 0);
	ck_assert_uint_eq(uicc_file(NULL, "2F00")->content[0], 0x00);
}
END_TEST

static const char *const damages[] = {
	"UPDATE file SET kind = 9 WHERE fid = 28423",
	"UPDATE file SET parent = 12345 WHERE fid = 28423",
	"UPDATE file SET parent = id WHERE fid = 28423",
	"UPDATE file SET kind = 0 WHERE fid = 28423",
	"UPDATE file SET fid = 28472 WHERE fid = 28423",
	"UPDATE file SET link = 12345 WHERE fid = 20257",
	"UPDATE file SET content = x'00' WHERE fid = 28423",
	"UPDATE file SET size = 4294967295 WHERE fid = 28423",
	"UPDATE file SET content_size = 33 WHERE kind = 6",
	"UPDATE pin SET value = x'00' WHERE reference = 1",
	"UPDATE pin SET df = 12345 WHERE reference = 1",
	"UPDATE pin SET shared = 12345 WHERE reference = 1",
};

START_TEST(rows_that_do_not_fit_are_refused)
{
	struct uicc_content *c;

	damage(damages[_i]);
	ck_assert_int_eq(uicc_store_load(s, 0, fixture.card, &c), -EBADMSG);
}
END_TEST

static const char *const key_damages[] = {
	"UPDATE aka SET adf = 0",
	"UPDATE aka SET source = 77",
	"UPDATE aka SET key = zeroblob(33)",
	"UPDATE aka SET opc = x''",
	"UPDATE aka SET sqn = zeroblob(191)",
};

START_TEST(keys_that_do_not_fit_are_refused)
{
	int64_t id = add_profile();
	struct uicc_content *c = everything();

	ck_assert_int_eq(uicc_store_save(s, id, c), 0);
	damage(key_damages[_i]);
	ck_assert_int_eq(uicc_store_load(s, id, fixture.card, &c), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("uicc_store");
	TCase *t = tcase_create("uicc_store");

	tcase_add_checked_fixture(t, setup, uicc_fixture_teardown);
	tcase_add_test(t, all_fields_are_kept);
	tcase_add_test(t, one_change_at_a_time);
	tcase_add_test(t, shared_pins);
	tcase_add_test(t, a_deleted_profile_leaves_nothing);
	tcase_add_test(t, a_rollback_undoes);
	tcase_add_loop_test(t, rows_that_do_not_fit_are_refused, 0, COUNT(damages));
	tcase_add_loop_test(t, keys_that_do_not_fit_are_refused, 0, COUNT(key_damages));
	suite_add_tcase(suite, t);
	return unit_main(suite);
}
