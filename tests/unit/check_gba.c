/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AUTHENTICATE in the GBA context of USIM and ISIM. The algorithm is the test USIM's, whose CK and
 * IK are bytes of XDOUT; the derived keys were computed apart from this code, by TS 33.220 B.2,
 * B.3. */
#include <stdio.h>
#include <unistd.h>

#include "card.h"
#include "naa/authenticate.h"
#include "store/uicc_store.h"
#include "uicc/uicc.h"
#include "unit.h"

#define RAND      "31323131353836343132313135383634"
#define XDOUT     "31231302716D5043B9AB9B8AF9E5D8CB"
#define CHALLENGE "10" RAND "10 02716D5043B9 8000 31231302716DD043" /* SQN 0, AMF 8000 */
#define RESYNCH   "10" RAND "10 02716D5043B9 FFFF 31231302716DAFBC"
#define CK        "231302716D5043B9AB9B8AF9E5D8CB31"
#define IK        "1302716D5043B9AB9B8AF9E5D8CB3123"

#define NAF    "6E61662E6578616D706C65 0100000001"   /* naf.example and a Ua protocol's number */
#define IMPI   "10 7573657240696D732E6578616D706C65" /* user@ims.example */
#define DERIVE "DE 10" NAF IMPI
#define KEY    "9A7E3EF2C68DD9C4C0519E426001DC743E85D1F0D51B73ACE71CE75A16E2BB74"
#define KEY_B  "31E9E971BB65C878029C786789C64F1B01E06C8A3CD6091BD18A45BED6ADC614" /* NAF_ID 62 */
#define FF_8   "FFFFFFFFFFFFFFFF"

enum { GBABP_BYTES = 40, RECORD_BYTES = 32, RECORDS = 3 };

static const struct naa {
	const char *aid;
	uint16_t table;
	unsigned service;
	uint16_t gbabp, gbanl;
} applications[] = {
	{"A0000000871002FF49", 0x6F38, 68, 0x6FD6, 0x6FDA},
	{"A0000000871004FF49", 0x6F07, 2, 0x6FD5, 0x6FD7},
};
enum { USIM, ISIM };

static char path[] = "/tmp/check_gba.XXXXXX";
static const struct naa *application;
static struct softeuicc *card;
static struct channel *ch;
static struct file *adf, *table, *gbabp, *gbanl;
static struct buf out;

static void open_card(void)
{
	card = talloc_zero(NULL, struct softeuicc);
	card->pool = talloc_new(card);
	ck_assert_int_eq(crypto_new(card, NULL, NULL, &card->crypto), 0);
	card->uicc = talloc_zero(card, struct uicc);
	ch = &card->channels[0];
	out = buf_new(card);
}

static void add_aka(struct uicc_content *c)
{
	struct slice rand = unhex(c, RAND), xdout = unhex(c, XDOUT);
	struct aka *aka = talloc_zero(c, struct aka);

	aka->adf = adf;
	aka->algorithm = AKA_USIM_TEST;
	aka->options = 2;
	aka->key_length = 16;
	for (int i = 0; i < 16; i++)
		aka->key[i] = rand.p[i] ^ xdout.p[i];
	c->akas = aka;
}

static void set_service(unsigned service)
{
	table->content[(service - 1) / 8] |= (uint8_t)(1 << (service - 1) % 8);
}

static struct uicc_content *make_content(void *ctx)
{
	struct uicc_content *c = content_new(ctx);
	struct file *mf;

	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &mf), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_ADF, 0x7FD0, &adf), 0);
	adf->aid = unhex(c, application->aid);
	ck_assert_int_eq(file_add(c, adf, FILE_TRANSPARENT, application->table, &table), 0);
	ck_assert_int_eq(file_allocate(c, table, 10), 0);
	memset(table->content, 0, 10);
	set_service(application->service);
	ck_assert_int_eq(file_add(c, adf, FILE_TRANSPARENT, application->gbabp, &gbabp), 0);
	ck_assert_int_eq(file_allocate(c, gbabp, GBABP_BYTES), 0);
	ck_assert_int_eq(file_add(c, adf, FILE_LINEAR_FIXED, application->gbanl, &gbanl), 0);
	gbanl->record_length = RECORD_BYTES;
	ck_assert_int_eq(file_allocate(c, gbanl, RECORDS * RECORD_BYTES), 0);
	add_aka(c);
	return c;
}

static void stand_on_adf(void)
{
	adf = file_by_aid(card->uicc->content, unhex(card, application->aid));
	table = file_child(adf, application->table);
	gbabp = file_child(adf, application->gbabp);
	gbanl = file_child(adf, application->gbanl);
	ch->at.adf = ch->at.df = adf;
}

static void begin(int which)
{
	application = &applications[which];
	close(mkstemp(path));
	open_card();
	ck_assert_int_eq(store_create(path, true, card, &card->store, NULL), 0);
	card->uicc->content = make_content(card->uicc);
	ck_assert_int_eq(uicc_store_save(card->store, 0, card->uicc->content), 0);
	ck_assert_int_eq(store_commit(card->store), 0);
	stand_on_adf();
}

/* The process ends, and another one opens the image. */
static void restart(void)
{
	ck_assert_int_eq(store_commit(card->store), 0);
	talloc_free(card);
	open_card();
	ck_assert_int_eq(store_open(path, SOFTEUICC_DURABILITY_PROCESS, card, &card->store, NULL),
			 0);
	ck_assert_int_eq(uicc_store_load(card->store, 0, card->uicc, &card->uicc->content), 0);
	stand_on_adf();
}

static void teardown(void)
{
	talloc_free(card);
	unlink(path);
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
}

static uint16_t send(uint8_t p2, const char *hex)
{
	struct apdu a = {.ins = 0x88, .p2 = p2, .has_data = true, .data = unhex(card, hex)};

	buf_reset(&out);
	return naa_authenticate(card, ch, &a, &out);
}

static void bootstrap(void)
{
	ck_assert_uint_eq(send(0x84, "DD" CHALLENGE), SW_OK);
	assert_hex(buf_slice(&out), "DB 10" XDOUT);
}

static void derive(const char *hex, const char *key)
{
	ck_assert_uint_eq(send(0x84, hex), SW_OK);
	assert_hex(buf_slice(&out), talloc_asprintf(card, "DB 20 %s", key));
}

static struct slice record(int i)
{
	return slice_of(gbanl->content + (i - 1) * RECORD_BYTES, RECORD_BYTES);
}

static void assert_unused(int i)
{
	assert_hex(record(i), FF_8 FF_8 FF_8 FF_8);
}

/* As the terminal does it behind a bootstrapping (TS 31.102 5.2). */
static void write_b_tid(const char *hex)
{
	struct slice b_tid = unhex(card, hex);

	memcpy(gbabp->content + 17, b_tid.p, b_tid.n);
	ck_assert_int_eq(uicc_store_file_content(card->store, gbabp), 0);
}

START_TEST(bootstrapping_shows_rand)
{
	begin(_i);
	bootstrap();
	assert_hex(slice_of(gbabp->content, GBABP_BYTES), "10" RAND FF_8 FF_8 "FFFFFFFFFFFFFF");
	write_b_tid("0462746964 0431303030");
	bootstrap();
	/* B-TID and lifetime are the terminal's to replace. */
	assert_hex(slice_of(gbabp->content, 27), "10" RAND "0462746964 0431303030");
}
END_TEST

START_TEST(derivation)
{
	begin(_i);
	bootstrap();
	derive(DERIVE, KEY);
	assert_hex(record(1), "8010" NAF "8100 FFFFFFFFFFFFFFFFFFFFFFFF");
	assert_unused(2);
	write_b_tid("0462746964 0431303030");
	derive(DERIVE, KEY);
	assert_hex(record(1), "8010" NAF "810462746964 FFFFFFFFFFFFFFFF");
	derive("DE 0162" IMPI, KEY_B);
	assert_hex(record(2), "800162 810462746964" FF_8 FF_8 "FFFFFFFFFFFFFF");
	assert_unused(3);
}
END_TEST

START_TEST(everything_survives_the_end_of_the_process)
{
	begin(_i);
	bootstrap();
	write_b_tid("0462746964 0431303030");
	restart();
	assert_hex(slice_of(gbabp->content, 27), "10" RAND "0462746964 0431303030");
	derive(DERIVE, KEY);
	restart();
	assert_hex(record(1), "8010" NAF "810462746964 FFFFFFFFFFFFFFFF");
}
END_TEST

static void derive_named(uint8_t name)
{
	ck_assert_uint_eq(send(0x84, talloc_asprintf(card, "DE 01%02X" IMPI, name)), SW_OK);
}

static void assert_names(uint8_t first, uint8_t second, uint8_t third)
{
	const uint8_t names[RECORDS] = {first, second, third};

	for (int i = 0; i < RECORDS; i++)
		ck_assert_uint_eq(record(i + 1).p[2], names[i]);
}

/* TS 33.220 G.2: the entry whose use is longest ago is overwritten. */
START_TEST(full_list)
{
	begin(_i);
	bootstrap();
	derive_named(1);
	derive_named(2);
	derive_named(3);
	derive_named(1);
	assert_names(1, 2, 3);
	derive_named(4);
	assert_names(1, 4, 3);
	restart();
	derive_named(5);
	assert_names(1, 4, 5);
	derive_named(6);
	assert_names(6, 4, 5);
}
END_TEST

/* Entries that were there before the first derivation make room before its own. */
START_TEST(list_that_came_filled)
{
	begin(_i);
	memset(gbanl->content, 0, RECORDS * RECORD_BYTES);
	bootstrap();
	derive_named(1);
	derive_named(2);
	derive_named(3);
	assert_names(1, 2, 3);
	derive_named(4);
	assert_names(4, 2, 3);
}
END_TEST

START_TEST(list_that_became_shorter)
{
	begin(_i);
	bootstrap();
	derive_named(1);
	derive_named(2);
	derive_named(3);
	ck_assert_int_eq(file_allocate(card->uicc->content, gbanl, RECORD_BYTES), 0);
	derive_named(4);
	derive_named(5);
	ck_assert_uint_eq(record(1).p[2], 5);
}
END_TEST

START_TEST(a_new_bootstrapping_replaces_the_key)
{
	struct aka *aka;

	begin(_i);
	bootstrap();
	aka = card->uicc->content->akas;
	aka->gba.ks[0] ^= 1;
	ck_assert_uint_eq(send(0x84, DERIVE), SW_OK);
	ck_assert(!slice_eq(slice_sub(buf_slice(&out), 2, SIZE_MAX), unhex(card, KEY)));
	bootstrap();
	derive(DERIVE, KEY);
}
END_TEST

START_TEST(b_tid_that_does_not_fit_the_file)
{
	begin(_i);
	bootstrap();
	for (unsigned length = GBABP_BYTES - 18 + 1; length < 256; length++) {
		gbabp->content[17] = (uint8_t)length;
		derive(DERIVE, KEY);
		assert_hex(record(1), "8010" NAF "8100 FFFFFFFFFFFFFFFFFFFFFFFF");
	}
	memset(gbabp->content, 0xFF, GBABP_BYTES);
	derive(DERIVE, KEY);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(no_key_without_a_bootstrapping)
{
	begin(_i);
	ck_assert_uint_eq(send(0x84, DERIVE), SW_CONDITIONS);
	/* A failed one is none. */
	ck_assert_uint_eq(send(0x84, "DD 10" RAND "10 02716D5043B9 8000 31231302716DD044"),
			  SW_MAC_FAILURE);
	ck_assert_uint_eq(send(0x84, "DD" RESYNCH), SW_OK);
	assert_hex(buf_slice(&out), "DC 0E 02716D5043B9 31231302716D5043");
	ck_assert_uint_eq(send(0x84, DERIVE), SW_CONDITIONS);
	/* Nor is an agreement for other purposes. */
	ck_assert_uint_eq(send(0x81, CHALLENGE), SW_OK);
	ck_assert_uint_eq(send(0x84, DERIVE), SW_CONDITIONS);
	assert_hex(slice_of(gbabp->content, 8), FF_8);
}
END_TEST

START_TEST(without_the_service)
{
	begin(_i);
	memset(table->content, 0, 10);
	ck_assert_uint_eq(send(0x84, "DD" CHALLENGE), SW_SECURITY_CONTEXT);
	set_service(application->service == 2 ? 68 : 2);
	ck_assert_uint_eq(send(0x84, "DD" CHALLENGE), SW_SECURITY_CONTEXT);
}
END_TEST

static const struct {
	const char *data;
	uint16_t sw;
} malformed[] = {
	{"", SW_WRONG_LENGTH},
	{"DD", SW_WRONG_LENGTH},
	{CHALLENGE, SW_SECURITY_CONTEXT},
	{"DB" CHALLENGE, SW_SECURITY_CONTEXT},
	{"DD 10" RAND, SW_WRONG_LENGTH},
	{"DD" CHALLENGE "00", SW_WRONG_LENGTH},
	{"DD 11" RAND "0F 02716D5043B9 8000 31231302716DD043", SW_WRONG_LENGTH},
	{"DE", SW_WRONG_LENGTH},
	{"DE 00" IMPI, SW_WRONG_LENGTH},
	{"DE 0162 00", SW_WRONG_LENGTH},
	{"DE 0162", SW_WRONG_LENGTH},
	{"DE 0162 0261", SW_WRONG_LENGTH},
	{"DE 0162 0161 00", SW_WRONG_LENGTH},
	{"DE FF62 0161", SW_WRONG_LENGTH},
};

START_TEST(malformed_data)
{
	for (int which = USIM; which <= ISIM; which++) {
		begin(which);
		bootstrap();
		ck_assert_uint_eq(send(0x84, malformed[_i].data), malformed[_i].sw);
		ck_assert_uint_eq(out.n, 0);
		if (which == USIM)
			teardown();
	}
}
END_TEST

START_TEST(files_that_cannot_take_it)
{
	begin(_i);
	bootstrap();
	gbanl->record_length = 17;
	ck_assert_uint_eq(send(0x84, DERIVE), SW_NO_MEMORY_SPACE);
	gbanl->record_length = RECORD_BYTES;
	gbanl->fid = 0x6F99;
	ck_assert_uint_eq(send(0x84, DERIVE), SW_NO_MEMORY_SPACE);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_int_eq(file_allocate(card->uicc->content, gbabp, 16), 0);
	ck_assert_uint_eq(send(0x84, "DD" CHALLENGE), SW_NO_MEMORY_SPACE);
	gbabp->fid = 0x6F98;
	ck_assert_uint_eq(send(0x84, "DD" CHALLENGE), SW_NO_MEMORY_SPACE);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

/* ---- the ISIM's other contexts, TS 31.103 7.1 ---- */

START_TEST(ims_aka_gives_no_kc)
{
	begin(ISIM);
	memset(table->content, 0xFF, 10);
	ck_assert_uint_eq(send(0x81, CHALLENGE), SW_OK);
	assert_hex(buf_slice(&out), "DB 10" XDOUT "10" CK "10" IK);
}
END_TEST

static const struct {
	uint8_t p2;
	uint16_t sw;
} isim_contexts[] = {
	{0x80, SW_WRONG_P1P2}, {0x82, SW_SECURITY_CONTEXT}, {0x85, SW_WRONG_P1P2},
	{0x86, SW_WRONG_P1P2}, {0x87, SW_WRONG_P1P2},       {0x01, SW_WRONG_P1P2},
};

START_TEST(contexts_of_the_isim)
{
	begin(ISIM);
	memset(table->content, 0xFF, 10);
	ck_assert_uint_eq(send(isim_contexts[_i].p2, CHALLENGE), isim_contexts[_i].sw);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("gba");
	TCase *t = tcase_create("gba");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_loop_test(t, bootstrapping_shows_rand, 0, COUNT(applications));
	tcase_add_loop_test(t, derivation, 0, COUNT(applications));
	tcase_add_loop_test(t, everything_survives_the_end_of_the_process, 0, COUNT(applications));
	tcase_add_loop_test(t, full_list, 0, COUNT(applications));
	tcase_add_loop_test(t, list_that_came_filled, 0, COUNT(applications));
	tcase_add_loop_test(t, list_that_became_shorter, 0, COUNT(applications));
	tcase_add_loop_test(t, a_new_bootstrapping_replaces_the_key, 0, COUNT(applications));
	tcase_add_loop_test(t, b_tid_that_does_not_fit_the_file, 0, COUNT(applications));
	tcase_add_loop_test(t, no_key_without_a_bootstrapping, 0, COUNT(applications));
	tcase_add_loop_test(t, without_the_service, 0, COUNT(applications));
	tcase_add_loop_test(t, malformed_data, 0, COUNT(malformed));
	tcase_add_loop_test(t, files_that_cannot_take_it, 0, COUNT(applications));
	tcase_add_test(t, ims_aka_gives_no_kc);
	tcase_add_loop_test(t, contexts_of_the_isim, 0, COUNT(isim_contexts));
	suite_add_tcase(s, t);
	return unit_main(s);
}
