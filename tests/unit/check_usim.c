/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device and its card: what the USIM says of the subscriber, authentication, and cards that do
 * not behave. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/milenage.h"
#include "devices/usim.h"
#include "profile/file.h"
#include "softeuicc.h"
#include "unit.h"

#define K   "465B5CE8B199B49FAA5F0A2EE238A6BC"
#define OPC "CD63CB71954A9F4E48A5994E37A02BAF"

static void *ctx;
static struct crypto *crypto;
static char *directory, *image;
static struct card_terminal *terminal;
static struct usim *usim;
static char *error;

static void setup(void)
{
	char dir[] = "/tmp/check_usim.XXXXXX";

	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	directory = talloc_strdup(ctx, dir);
	image = talloc_asprintf(ctx, "%s/card.euicc", dir);
	terminal = NULL;
	error = NULL;
}

static void remove_card(void)
{
	talloc_free(terminal);
	terminal = NULL;
}

static void teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	remove_card();
	for (int i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(ctx, "%s%s", image, suffixes[i]));
	ck_assert_int_eq(rmdir(directory), 0);
	talloc_free(ctx);
}

static void power_up(struct transport *transport)
{
	struct buf atr = buf_new(ctx);

	ck_assert_int_eq(transport_power(transport, POWER_ON, &atr, &error), 0);
	ck_assert_int_eq(card_terminal_on(transport, ctx, &terminal, &error), 0);
}

/* A plain UICC with the sample profile @name; an eUICC without profiles where it is NULL. */
static void insert(const char *name)
{
	struct softeuicc_creation creation = {0};
	struct transport *transport;
	struct buf package = buf_new(ctx);
	char *sentence = NULL;

	if (name) {
		ck_assert_int_eq(file_read(talloc_asprintf(ctx, "%s/testvectors/profiles/%s.der",
							   getenv("top_builddir"), name),
					   1 << 20, &package),
				 0);
		creation.package = package.p;
		creation.package_length = package.n;
	}
	ck_assert_msg(softeuicc_create(image, &creation, &sentence) == 0, "%s", sentence);
	ck_assert_int_eq(transport_image(image, slice_str("seed"), ctx, &transport, &error), 0);
	power_up(transport);
}

START_TEST(identity)
{
	const struct usim_identity *id;

	insert("operational");
	ck_assert_msg(usim_open(terminal, ctx, &usim, &error) == 0, "%s", error);
	id = usim_identity(usim);
	ck_assert_str_eq(id->iccid, "8988211000000000011");
	ck_assert_str_eq(id->imsi, "001010123456789");
	ck_assert_str_eq(id->msisdn, "+882110000001");
	ck_assert_uint_eq(id->mnc_length, 2);
}
END_TEST

START_TEST(no_number)
{
	insert("test");
	ck_assert_msg(usim_open(terminal, ctx, &usim, &error) == 0, "%s", error);
	ck_assert_str_eq(usim_identity(usim)->imsi, "001010123456063");
	ck_assert_str_eq(usim_identity(usim)->msisdn, "");
}
END_TEST

START_TEST(pin_is_wanted)
{
	insert("pin");
	ck_assert_int_eq(usim_open(terminal, ctx, &usim, &error), -EACCES);
	ck_assert_str_eq(error, "the card wants its PIN first (63C3)");
}
END_TEST

START_TEST(no_usim)
{
	insert(NULL);
	ck_assert_int_eq(usim_open(terminal, ctx, &usim, &error), -ENOENT);
	ck_assert_str_eq(error, "the card has no USIM (6A82)");
}
END_TEST

/* ---- authentication ---- */

struct challenge {
	uint8_t rand[16], autn[16], res[8], ck[16], ik[16];
};

/* The network's side, with SQN @sqn. */
static struct challenge challenge(uint8_t sqn_low)
{
	static const uint8_t amf[2] = {0x80, 0x00};
	uint8_t sqn[6] = {0, 0, 0, 0, 0x10, sqn_low}, ak[6];
	struct challenge c;
	struct milenage m;

	milenage_defaults(&m);
	memcpy(m.k, unhex(ctx, K).p, 16);
	memcpy(m.opc, unhex(ctx, OPC).p, 16);
	memset(c.rand, sqn_low, sizeof(c.rand));
	ck_assert_int_eq(milenage_f2345(crypto, &m, c.rand, c.res, c.ck, c.ik, ak, NULL), 0);
	ck_assert_int_eq(milenage_f1(crypto, &m, c.rand, sqn, amf, c.autn + 8, NULL), 0);
	for (int i = 0; i < 6; i++)
		c.autn[i] = sqn[i] ^ ak[i];
	memcpy(c.autn + 6, amf, sizeof(amf));
	return c;
}

static enum eap_usim_result authenticate(const struct challenge *c, struct eap_usim_answer *out)
{
	struct eap_usim eap = usim_eap(usim);

	return eap.authenticate(eap.arg, c->rand, c->autn, out);
}

START_TEST(authentication)
{
	struct eap_usim_answer a = {.res_length = 0};
	struct challenge c = challenge(0x20);

	insert("operational");
	ck_assert_int_eq(usim_open(terminal, ctx, &usim, &error), 0);
	ck_assert_int_eq(authenticate(&c, &a), EAP_USIM_OK);
	ck_assert_uint_eq(a.res_length, sizeof(c.res));
	ck_assert_mem_eq(a.res, c.res, sizeof(c.res));
	ck_assert_mem_eq(a.ck, c.ck, sizeof(c.ck));
	ck_assert_mem_eq(a.ik, c.ik, sizeof(c.ik));

	/* The same again is a replay. */
	ck_assert_int_eq(authenticate(&c, &a), EAP_USIM_SYNCHRONISATION_FAILURE);
	c = challenge(0x40);
	c.autn[15] ^= 1;
	ck_assert_int_eq(authenticate(&c, &a), EAP_USIM_REFUSES);
	c.autn[15] ^= 1;
	ck_assert_int_eq(authenticate(&c, &a), EAP_USIM_OK);
}
END_TEST

/* c2 and c3 of TS 33.102 6.8.1.2 make SRES and Kc of the same f2 to f4. */
START_TEST(gsm_authentication)
{
	struct challenge c = challenge(0x20);
	uint8_t sres[EAP_SRES_BYTES], kc[EAP_KC_BYTES];
	struct eap_usim eap;

	insert("operational");
	ck_assert_int_eq(usim_open(terminal, ctx, &usim, &error), 0);
	eap = usim_eap(usim);
	ck_assert_int_eq(eap.run_gsm(eap.arg, c.rand, sres, kc), EAP_USIM_OK);
	for (int i = 0; i < 4; i++)
		ck_assert_uint_eq(sres[i], c.res[i] ^ c.res[i + 4]);
	for (int i = 0; i < 8; i++)
		ck_assert_uint_eq(kc[i], c.ck[i] ^ c.ck[i + 8] ^ c.ik[i] ^ c.ik[i + 8]);
}
END_TEST

/* ---- cards that answer what they like ---- */

struct line {
	const char *command; /* how it begins, in hex */
	const char *answer;
};

struct liar {
	struct transport transport; /* first */
	const struct line *lines;
	size_t n;
	unsigned commands;
};

static int lie(struct transport *t, struct slice command, struct buf *response, char **oops)
{
	struct liar *liar = (struct liar *)t;

	(void)oops;
	ck_assert_uint_lt(liar->commands++, 5000);
	for (size_t i = 0; i < liar->n; i++)
		if (slice_starts(command, unhex(ctx, liar->lines[i].command))) {
			buf_put_slice(response, unhex(ctx, liar->lines[i].answer));
			return 0;
		}
	buf_put_u16(response, 0x6A82);
	return 0;
}

static int insert_liar(const struct line *lines, size_t n)
{
	struct liar *liar = talloc_zero(ctx, struct liar);

	remove_card();
	liar->transport.transmit = lie;
	liar->lines = lines;
	liar->n = n;
	return card_terminal_on(&liar->transport, ctx, &terminal, &error);
}

#define DRIP                                                                                       \
	"0000000000000000000000000000000000000000000000000000000000000000"                         \
	"0000000000000000000000000000000000000000000000000000000000000000"                         \
	"0000000000000000000000000000000000000000000000000000000000000000"                         \
	"0000000000000000000000000000000000000000000000000000000000000000"

START_TEST(card_that_never_ends)
{
	static const struct line promises[] = {{"00700000", "6110"}, {"00C0", "6110"}};
	static const struct line short_one[] = {{"00700000", "90"}};
	static const struct line empty[] = {{"00700000", ""}};
	static const struct line drip[] = {{"00700000", "6110"}, {"00C0", DRIP "6110"}};

	ck_assert_int_eq(insert_liar(promises, COUNT(promises)), -EBADMSG);
	ck_assert_str_eq(error, "the card promises data and has none");
	ck_assert_int_eq(insert_liar(short_one, COUNT(short_one)), -EBADMSG);
	ck_assert_int_eq(insert_liar(empty, COUNT(empty)), -EBADMSG);
	ck_assert_int_eq(insert_liar(drip, COUNT(drip)), -EBADMSG);
}
END_TEST

/* A card without logical channels is used on the basic one, and Le is what the card says. */
START_TEST(card_without_channels)
{
	static const struct line lines[] = {
		{"0070", "6881"},           {"00A4040006A00000008710", "6110"},
		{"00C0000010", "AABB6102"}, {"00C0000002", "CCDD9110"},
		{"00B0000000", "6C03"},     {"00B0000003", "0102039000"},
	};
	const struct card_command select = {
		.ins = 0xA4, .p1 = 4, .data = unhex(ctx, "A00000008710"), .answers = true};
	const struct card_command read = {.ins = 0xB0, .answers = true};
	struct card_answer answer;

	ck_assert_int_eq(insert_liar(lines, COUNT(lines)), 0);
	ck_assert_int_eq(card_terminal_send(terminal, &select, ctx, &answer, &error), 0);
	assert_hex(answer.data, "AABBCCDD");
	ck_assert(card_answer_ok(&answer));
	ck_assert_int_eq(card_terminal_send(terminal, &read, ctx, &answer, &error), 0);
	assert_hex(answer.data, "010203");
}
END_TEST

/* The files of a card that has everything, and then something wrong in one of them. */
START_TEST(strange_files)
{
	enum { ROWS = 6 };
	static const struct line good[] = {
		{"0070000000", "019000"},
		{"01A4000402 3F00", "9000"},
		{"01A4000402 2F00", "6207 8205 4221000B01 9000"},
		{"01B2010400", "6109 4F07 A0000000871002 9000"},
		{"01A4000402 2FE2", "9000"},
	};
	static const struct {
		struct line line;
		const char *says;
	} wrong[] = {
		{{"01A4000402 3F00", "6F00"}, "the card has no MF (6F00)"},
		{{"01B0000000", "9000"}, "EF.ICCID holds no ICCID (9000)"},
		{{"01B0000000", "AAAAAAAAAAAAAAAAAAAA9000"}, "EF.ICCID holds no ICCID (9000)"},
		{{"01B0000000", "6982"}, "the card wants its PIN first (6A82)"},
	};

	for (int i = 0; i < COUNT(wrong); i++) {
		struct line lines[ROWS] = {wrong[i].line};

		memcpy(lines + 1, good, sizeof(good));
		ck_assert_int_eq(insert_liar(lines, 1 + COUNT(good)), 0);
		ck_assert_int_lt(usim_open(terminal, ctx, &usim, &error), 0);
		ck_assert_str_eq(error, wrong[i].says);
		remove_card();
	}
}
END_TEST

/* ICCID and IMSI come by the same command: the file that is selected decides. */
struct files {
	struct transport transport; /* first */
	uint16_t selected;
	const char *imsi, *directory, *number;
};

static int serve_files(struct transport *t, struct slice command, struct buf *response, char **oops)
{
	struct files *f = (struct files *)t;
	const char *hex = "6A82";

	(void)oops;
	if (command.p[1] == 0xA4)
		f->selected = command.p[2] == 4 ? 0 : be16(command.p + 5);
	switch (command.p[1] << 16 | f->selected) {
	case 0xA40000:
	case 0xA43F00:
	case 0xA42FE2:
	case 0xA46F07:
	case 0xA46FAD:
		hex = "9000";
		break;
	case 0xA42F00:
	case 0xA46F40:
		hex = "6207 8205 4221001C01 9000";
		break;
	case 0xB02FE2:
		hex = "98882110000000000011 9000";
		break;
	case 0xB06F07:
		hex = f->imsi;
		break;
	case 0xB06FAD:
		hex = "000000039000";
		break;
	case 0xB22F00:
		hex = f->directory;
		break;
	case 0xB26F40:
		hex = command.p[2] == 1 ? f->number : "6A83";
		break;
	}
	buf_put_slice(response, unhex(ctx, hex));
	return 0;
}

#define DIRECTORY "611A 4F10 A0000000871002FF49FF05890000FFFF 5006 5553494D2031 9000"
#define IMSI      "08 0910101032547698 9000"
#define NUMBER    "FFFFFFFFFFFFFFFFFFFFFFFFFFFF 07 91 88120100 0010 FFFFFFFF FFFF 9000"

static int read_files(const char *imsi, const char *dir, const char *number)
{
	struct files *f = talloc_zero(ctx, struct files);

	remove_card();
	f->transport.transmit = serve_files;
	f->imsi = imsi;
	f->directory = dir;
	f->number = number;
	ck_assert_int_eq(card_terminal_on(&f->transport, ctx, &terminal, &error), 0);
	return usim_open(terminal, ctx, &usim, &error);
}

START_TEST(files)
{
	ck_assert_msg(read_files(IMSI, DIRECTORY, NUMBER) == 0, "%s", error);
	ck_assert_str_eq(usim_identity(usim)->imsi, "001010123456789");
	ck_assert_uint_eq(usim_identity(usim)->mnc_length, 3);
	ck_assert_str_eq(usim_identity(usim)->msisdn, "+882110000001");
}
END_TEST

START_TEST(strange_identities)
{
	static const char *const imsis[] = {
		"9000",
		"08 9000",
		"09 091010103254769810 9000",
		"08 09101010 9000",
		"00 0910101032547698 9000",
		"08 09AABBCCDDEEFF00 9000",
		"01 09 9000",
	};
	static const char *const directories[] = {
		"9000",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 9000",
		"611A 4F10 A0000000871004FF49FF05890000FFFF 5006 5553494D2031 9000",
		"61FA 4F10 A0000000871002FF49FF05890000FFFF 5006 5553494D2031 9000",
		"611A 4F11 A0000000871002FF49FF05890000FFFF 5006 5553494D2031 9000",
	};
	static const char *const numbers[] = {
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFFFFFFFFFFFFFF 9000",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFF 0C 91 88120100001088120100 FFFF 9000",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFF 01 91 FFFFFFFFFFFFFFFFFFFF FFFF 9000",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFF 03 91 A1B2FFFFFFFFFFFFFFFF FFFF 9000",
	};

	for (int i = 0; i < COUNT(imsis); i++) {
		ck_assert_int_eq(read_files(imsis[i], DIRECTORY, NUMBER), -EBADMSG);
		ck_assert_str_eq(error, "EF.IMSI holds no IMSI (9000)");
	}
	for (int i = 0; i < COUNT(directories); i++)
		ck_assert_int_lt(read_files(IMSI, directories[i], NUMBER), 0);
	for (int i = 0; i < COUNT(numbers); i++) {
		ck_assert_msg(read_files(IMSI, DIRECTORY, numbers[i]) == 0, "%s", error);
		ck_assert_str_eq(usim_identity(usim)->msisdn, "");
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("usim");
	TCase *t = tcase_create("usim");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, identity);
	tcase_add_test(t, no_number);
	tcase_add_test(t, pin_is_wanted);
	tcase_add_test(t, no_usim);
	tcase_add_test(t, authentication);
	tcase_add_test(t, gsm_authentication);
	tcase_add_test(t, card_that_never_ends);
	tcase_add_test(t, card_without_channels);
	tcase_add_test(t, files);
	tcase_add_test(t, strange_files);
	tcase_add_test(t, strange_identities);
	suite_add_tcase(s, t);
	return unit_main(s);
}
