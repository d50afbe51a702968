/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc_fixture.h"

#include <unistd.h>

struct uicc_fixture fixture;

/* 01 by 83, with user authentication: A4 { 83 01 ref, 95 01 08 }. */
#define CRT(ref) "A406 8301" ref "950108"

static const char *const arr_records[ARR_RECORDS] = {
	"80017F 9000 840132 9000 8401D4 9000",
	"800101 " CRT("01") "800102 " CRT("81") "840132 " CRT("81") "800118 " CRT("0A"),
	"800101 9000 80015A 9700",
	"800101 A010 " CRT("01") CRT("11") "800102 AF10 " CRT("01") CRT("0A"),
};

enum { ARR_RECORD_LENGTH = 60, ROOM = 64 };

static const struct layout {
	const char *parent; /* path, "": the MF */
	enum file_kind kind;
	uint16_t fid;
	uint8_t sfi;
	uint8_t record_length;
	uint32_t size;
	uint8_t rule;
	const char *aid;
} layout[] = {
	{"", FILE_MF, 0x3F00, 0, 0, 0, ARR_OPEN, NULL},
	{"", FILE_LINEAR_FIXED, 0x2F06, 0x06, ARR_RECORD_LENGTH, ARR_RECORDS *ARR_RECORD_LENGTH,
	 ARR_READ_ONLY, NULL},
	{"", FILE_LINEAR_FIXED, 0x2F00, 0x1E, 4, 12, ARR_OPEN, NULL},
	{"", FILE_TRANSPARENT, 0x2F05, 0x05, 0, 4, ARR_READ_ONLY, NULL},
	{"", FILE_DF, 0x7F10, 0, 0, 0, ARR_OPEN, NULL},
	{"7F10", FILE_LINEAR_FIXED, 0x6F06, 0, ARR_RECORD_LENGTH, ARR_RECORDS *ARR_RECORD_LENGTH,
	 ARR_READ_ONLY, NULL},
	{"7F10", FILE_LINEAR_FIXED, 0x6F3A, 0, 3, 9, ARR_PIN1, NULL},
	{"7F10", FILE_DF, 0x5F3A, 0, 0, 0, ARR_OPEN, NULL},
	{"7F105F3A", FILE_TRANSPARENT, 0x4F30, 0x10, 0, 2, ARR_OPEN, NULL},
	{"", FILE_ADF, 0x7FD0, 0, 0, 0, ARR_OPEN, USIM_AID},
	{"7FD0", FILE_LINEAR_FIXED, 0x6F06, 0x17, ARR_RECORD_LENGTH, ARR_RECORDS *ARR_RECORD_LENGTH,
	 ARR_READ_ONLY, NULL},
	{"7FD0", FILE_TRANSPARENT, 0x6F07, 0x07, 0, 9, ARR_PIN1, NULL},
	{"7FD0", FILE_TRANSPARENT, 0x6F38, 0x04, 0, 300, ARR_OPEN, NULL},
	{"7FD0", FILE_CYCLIC, 0x6F39, 0x09, 3, 9, ARR_OPEN, NULL},
	{"7FD0", FILE_LINEAR_FIXED, 0x6F3B, 0x0B, 4, 16, ARR_OPEN, NULL},
	{"7FD0", FILE_BER_TLV, 0x6F46, 0, 0, 32, ARR_OPEN, NULL},
	{"7FD0", FILE_DF, 0x5F3B, 0, 0, 0, ARR_OPEN, NULL},
	{"7FD05F3B", FILE_TRANSPARENT, 0x4F20, 0x01, 0, 9, ARR_EITHER, NULL},
	{"7FD05F3B", FILE_TRANSPARENT, 0x4F21, 0, 0, 0, ARR_OPEN, NULL},
	{"", FILE_ADF, 0x7FD1, 0, 0, 0, ARR_OPEN, ISIM_AID},
	{"7FD1", FILE_TRANSPARENT, 0x6F02, 0x02, 0, 4, ARR_OPEN, NULL},
};

static void fill(struct uicc_content *c, struct file *f)
{
	for (uint32_t i = 0; i < f->size && f->kind != FILE_BER_TLV; i++)
		f->content[i] = (uint8_t)i;
	if (f->fid != 0x2F06 && f->fid != 0x6F06)
		return;
	memset(f->content, 0xFF, f->size);
	for (int i = 0; i < ARR_RECORDS; i++) {
		struct slice rule = unhex(c, arr_records[i]);

		ck_assert_uint_le(rule.n, ARR_RECORD_LENGTH);
		memcpy(record_at(f, (uint32_t)i + 1), rule.p, rule.n);
	}
}

static void add_file(struct uicc_content *c, const struct layout *l)
{
	struct file *parent =
		l->kind == FILE_MF ? NULL : file_by_path(c, NULL, unhex(c, l->parent));
	bool in_mf = l->kind == FILE_MF || parent == c->mf;
	struct file *f;

	ck_assert_int_eq(file_add(c, parent, l->kind, l->fid, &f), 0);
	f->sfi = l->sfi;
	f->shareable = true;
	f->record_length = l->record_length;
	f->security =
		unhex(c, talloc_asprintf(c, "8B03 %s %02X", in_mf ? "2F06" : "6F06", l->rule));
	if (l->aid)
		f->aid = unhex(c, l->aid);
	if (file_is_df(f)) {
		f->pin_status = unhex(c, "900170 830101 830181 83010A 950108 830111");
		return;
	}
	ck_assert_int_eq(file_allocate(c, f, l->size), 0);
	fill(c, f);
}

static void add_pin(struct uicc_content *c, struct file *df, uint8_t reference, bool puk,
		    const char *value, uint8_t unblocked_by)
{
	struct pin *p = talloc_zero(c, struct pin);

	p->df = df;
	p->reference = reference;
	p->puk = puk;
	memcpy(p->value, unhex(c, value).p, PIN_BYTES);
	p->enabled = !puk;
	p->attributes = PIN_INITIALLY_ENABLED | PIN_CHANGEABLE | PIN_DISABLEABLE;
	p->tries = p->tries_max = puk ? 10 : 3;
	p->unblocked_by = unblocked_by;
	p->next = c->pins;
	c->pins = p;
}

static struct uicc_content *make_content(void)
{
	struct uicc_content *c = content_new(NULL);
	struct file *usim, *isim;

	for (int i = 0; i < COUNT(layout); i++)
		add_file(c, &layout[i]);
	file_by_path(c, NULL, unhex(c, "7FD05F3B4F21"))->link =
		file_by_path(c, NULL, unhex(c, "7FD06F07"));
	usim = file_by_aid(c, unhex(c, USIM_AID));
	isim = file_by_aid(c, unhex(c, ISIM_AID));
	add_pin(c, NULL, 0x01, false, PIN1, 0x01);
	add_pin(c, NULL, 0x01, true, PUK1, 0);
	add_pin(c, NULL, 0x0A, false, ADM, 0);
	add_pin(c, NULL, 0x11, false, UPIN, 0);
	add_pin(c, usim, 0x81, false, PIN2, 0x81);
	add_pin(c, NULL, 0x81, true, PUK2, 0);
	add_pin(c, isim, 0x81, false, "33333333FFFFFFFF", 0);
	return c;
}

static void power_up(void)
{
	struct uicc_fixture *x = &fixture;
	char *error = NULL;

	x->card = talloc_zero(NULL, struct softeuicc);
	ck_assert_int_eq(
		store_open(x->path, SOFTEUICC_DURABILITY_PROCESS, x->card, &x->card->store, &error),
		0);
	ck_assert_int_eq(settings_load(x->card->store, x->card, &x->card->settings), 0);
	ck_assert_int_eq(crypto_new(x->card, NULL, NULL, &x->card->crypto), 0);
	ck_assert_int_eq(uicc_new(x->card), 0);
	ck_assert_int_eq(uicc_show(x->card, 0), 0);
	channels_reset(x->card);
	x->card->pool = talloc_new(x->card);
	x->ch = &x->card->channels[0];
	x->out = buf_new(x->card);
}

void uicc_fixture_setup(void)
{
	struct uicc_content *c = make_content();
	struct store *s;
	char *error = NULL;

	strcpy(fixture.path, "/tmp/check_uicc.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture.path));
	strcat(fixture.path, "/card.euicc");
	ck_assert_int_eq(store_create(fixture.path, false, c, &s, &error), 0);
	ck_assert_int_eq(uicc_store_save(s, 0, c), 0);
	ck_assert_int_eq(store_commit(s), 0);
	talloc_free(c);
	power_up();
}

void uicc_fixture_teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};
	char name[sizeof(fixture.path) + 8];

	talloc_free(fixture.card);
	for (int i = 0; i < COUNT(suffixes); i++) {
		snprintf(name, sizeof(name), "%s%s", fixture.path, suffixes[i]);
		unlink(name);
	}
	*strrchr(fixture.path, '/') = '\0';
	ck_assert_int_eq(rmdir(fixture.path), 0);
}

void uicc_fixture_restart(void)
{
	talloc_free(fixture.card);
	power_up();
}

static const struct command *row_of(const struct apdu *a)
{
	for (size_t i = 0; i < uicc_application.command_count; i++) {
		const struct command *c = &uicc_application.commands[i];

		if (c->ins == a->ins && c->cla == apdu_class(a))
			return c;
	}
	return NULL;
}

uint16_t uicc_send(const char *hex)
{
	const struct command *row;
	struct apdu a;
	uint16_t sw;

	buf_reset(&fixture.out);
	ck_assert_int_eq(apdu_parse(unhex(fixture.card->pool, hex), &a), 0);
	row = row_of(&a);
	ck_assert_msg(row != NULL, "no row for %s", hex);
	sw = row->handler(fixture.card, &fixture.card->channels[a.channel], &a, &fixture.out);
	ck_assert(buf_ok(&fixture.out));
	ck_assert_int_eq(store_commit(fixture.card->store), 0);
	return sw;
}

void uicc_enter(const char *aid)
{
	struct slice wanted = unhex(fixture.card->pool, aid), found;
	size_t i = 0;

	do
		found = uicc_application.aid(fixture.card, i++);
	while (found.n && !slice_eq(found, wanted));
	ck_assert_uint_gt(found.n, 0);
	ck_assert_uint_eq(
		uicc_application.select(fixture.card, fixture.ch, i - 1, 0x0C, &fixture.out),
		SW_OK);
}

struct file *uicc_file(const char *aid, const char *path)
{
	struct uicc_content *c = fixture.card->uicc->content;
	void *pool = fixture.card->pool;

	return file_by_path(c, aid ? file_by_aid(c, unhex(pool, aid)) : NULL, unhex(pool, path));
}

void assert_answer_at(const char *file, int line, const char *hex, uint16_t sw,
		      const char *response)
{
	uint16_t got = uicc_send(hex);

	if (got != sw)
		ck_abort_msg("%s:%d: %s answered %04X, not %04X", file, line, hex, got, sw);
	assert_hex_at(file, line, buf_slice(&fixture.out), response ? response : "");
}

void assert_transmit_at(const char *file, int line, const char *hex, const char *begin)
{
	void *pool = fixture.card->pool;
	struct slice command = unhex(pool, hex), expected = unhex(pool, begin);

	buf_reset(&fixture.out);
	dispatch(fixture.card, command, &fixture.out);
	fixture.card->pool = pool;
	ck_assert_msg(buf_ok(&fixture.out), "%s:%d: %s", file, line, hex);
	assert_hex_at(file, line, slice_sub(buf_slice(&fixture.out), 0, expected.n), begin);
}

void run_exchanges(const struct exchange *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_answer_at("exchange", (int)i, x[i].command, x[i].sw, x[i].response);
}
