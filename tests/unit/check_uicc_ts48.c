/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installs the GSMA's TS.48 test profiles from INTEROP_DIR and goes through all their files as a
 * terminal does: selects each one by its path and reads all of it, once with every PIN verified,
 * once with none. */
#include <stdio.h>

#include "codec/tlv.h"
#include "isdp/installer.h"
#include "uicc_fixture.h"

/* PIN 1 is disabled in both, so that few files are refused without any PIN. With all of them that
 * is EF.SUME, to which the package gives a rule without READ. */
static const struct {
	const char *name;
	size_t files, refused, refused_without_pin;
} packages[] = {
	{"TS48v1_A.der", 223, 0, 2},
	{"TS48v5_SAIP2.3_NoBERTLV.der", 236, 1, 3},
};

static size_t files, refused;

static struct slice read_package(void *ctx, const char *name)
{
	enum { MOST = 1 << 20 };
	char *path = talloc_asprintf(ctx, "%s/ts48/%s", getenv("INTEROP_DIR"), name);
	uint8_t *bytes = talloc_size(ctx, MOST);
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_msg(f != NULL, "%s", path);
	n = fread(bytes, 1, MOST, f);
	fclose(f);
	ck_assert_uint_gt(n, 1000);
	return slice_of(bytes, n);
}

/* Puts the package's UICC into the image in place of the fixture's. */
static void show_package(const char *name)
{
	struct softeuicc *card = fixture.card;
	struct installer *in = installer_new(card, NULL, 1 << 20);

	ck_assert_int_eq(installer_push(in, read_package(card, name)), 0);
	ck_assert_int_eq(installer_finish(in), 0);
	ck_assert_int_eq(store_write(card->store, NULL, "DELETE FROM file", ""), 0);
	ck_assert_int_eq(store_write(card->store, NULL, "DELETE FROM pin", ""), 0);
	ck_assert_int_eq(uicc_store_save(card->store, 0, installer_content(in)), 0);
	ck_assert_int_eq(store_commit(card->store), 0);
	talloc_free(in);
	ck_assert_int_eq(uicc_show(card, 0), 0);
}

static const struct file *adf_of(const struct file *f)
{
	while (f && f->kind != FILE_ADF)
		f = f->parent;
	return f;
}

/* Selects @f, in its application if it has one, and returns the FCP's contents. */
static struct slice reach(struct file *f)
{
	struct softeuicc *card = fixture.card;
	const struct file *adf = adf_of(f);
	struct buf apdu = buf_new(card->pool);
	char *hex = talloc_strdup(card->pool, "");
	struct tlv fcp;

	fixture.ch->at =
		(struct uicc_position){.df = adf ? (struct file *)adf : card->uicc->content->mf,
				       .adf = (struct file *)adf};
	for (const struct file *at = f; at->kind != FILE_MF; at = at->parent) {
		hex = talloc_asprintf(card->pool, "%04X%s", at == adf ? 0x7FFF : at->fid, hex);
		if (at == adf)
			break;
	}
	if (*hex)
		hex = talloc_asprintf(card->pool, "00A40804 %02zX %s", strlen(hex) / 2, hex);
	else
		hex = talloc_strdup(card->pool, "00A40004");
	ck_assert_uint_eq(uicc_send(hex), SW_OK);
	buf_put_slice(&apdu, buf_slice(&fixture.out));
	ck_assert_int_eq(tlv_only(buf_slice(&apdu), 0x62, &fcp), 0);
	return fcp.value;
}

/* Reads as a terminal that knows no more than the FCP. */
static uint16_t read_all(struct slice fcp, struct buf *content)
{
	struct softeuicc *card = fixture.card;
	struct tlv descriptor, size;
	uint32_t bytes;

	ck_assert_int_eq(tlv_find(fcp, 0x82, &descriptor), 1);
	ck_assert_int_eq(tlv_find(fcp, 0x80, &size), 1);
	ck_assert_uint_eq(size.value.n, 2);
	bytes = be16(size.value.p);
	if ((descriptor.value.p[0] & 0x07) == 1) {
		for (uint32_t at = 0; at < bytes; at += 255) {
			uint32_t n = bytes - at < 255 ? bytes - at : 255;
			uint16_t sw =
				uicc_send(talloc_asprintf(card->pool, "00B0%04X %02X", at, n));

			if (sw != SW_OK)
				return sw;
			buf_put_slice(content, buf_slice(&fixture.out));
		}
		return SW_OK;
	}
	ck_assert_uint_eq(descriptor.value.n, 5);
	ck_assert_uint_eq(be16(descriptor.value.p + 2) * descriptor.value.p[4], bytes);
	for (uint32_t i = 1; i <= descriptor.value.p[4]; i++) {
		uint16_t sw = uicc_send(
			talloc_asprintf(card->pool, "00B2%02X04 %02X", i, descriptor.value.p[3]));

		if (sw != SW_OK)
			return sw;
		buf_put_slice(content, buf_slice(&fixture.out));
	}
	return SW_OK;
}

static void check_file(struct file *f)
{
	struct slice fcp = reach(f);
	const struct file *target = file_target(f);
	struct buf content = buf_new(fixture.card->pool);
	struct tlv t;
	uint16_t sw;

	ck_assert_int_eq(tlv_find(fcp, 0x8B, &t), 1);
	ck_assert_int_eq(tlv_find(fcp, 0x8A, &t), 1);
	if (file_is_df(f)) {
		ck_assert_int_eq(tlv_find(fcp, 0xC6, &t), 1);
		ck_assert_ptr_eq(fixture.ch->at.df, f);
		return;
	}
	ck_assert_ptr_eq(fixture.ch->at.ef, f);
	if (target->kind == FILE_BER_TLV)
		return;
	files++;
	sw = read_all(fcp, &content);
	if (sw == SW_SECURITY_STATUS) {
		refused++;
		return;
	}
	ck_assert_uint_eq(sw, SW_OK);
	ck_assert(slice_eq(buf_slice(&content), slice_of(target->content, target->size)));
}

static void check_all(bool verified)
{
	const struct uicc_content *c = fixture.card->uicc->content;

	files = refused = 0;
	for (struct pin *p = c->pins; p; p = p->next)
		p->verified = verified;
	for (struct file *f = c->mf; f; f = file_walk(c, f)) {
		check_file(f);
		talloc_free_children(fixture.card->pool);
	}
}

START_TEST(every_file_is_selected_and_read)
{
	show_package(packages[_i].name);
	check_all(true);
	ck_assert_uint_eq(files, packages[_i].files);
	ck_assert_uint_eq(refused, packages[_i].refused);
	check_all(false);
	ck_assert_uint_eq(refused, packages[_i].refused_without_pin);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("uicc_ts48");
	TCase *t = tcase_create("ts48");

	if (!getenv("INTEROP_DIR")) {
		puts("1..0 # SKIP INTEROP_DIR is not set");
		return EXIT_SUCCESS;
	}
	tcase_add_checked_fixture(t, uicc_fixture_setup, uicc_fixture_teardown);
	tcase_add_loop_test(t, every_file_is_selected_and_read, 0, COUNT(packages));
	suite_add_tcase(s, t);
	return unit_main(s);
}
