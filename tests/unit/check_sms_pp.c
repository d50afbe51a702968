/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMS-PP download: TPDUs, concatenation, and the way of a command packet by its TAR. */
#include <errno.h>
#include <stdio.h>

#include "card.h"
#include "codec/ctlv.h"
#include "store/gp_store.h"
#include "store/profile_store.h"
#include "store/uicc_store.h"
#include "terminal.h"
#include "uicc/sms.h"
#include "uicc/sms_pp.h"
#include "uicc/uicc.h"

#define ADDRESS "05812143F5"
#define TIME    "62112220304000"

static void *ctx;
static struct softeuicc_toolkit *application;

/* What the application has got. */
static struct {
	int count;
	bool packet;
	struct slice header, data;
} got;

static int answer;

static int on_sms(void *arg, const struct softeuicc_sms *m, uint8_t reply[SOFTEUICC_REPLY_MAX])
{
	(void)arg;
	got.count++;
	got.packet = m->tar != NULL;
	got.header = slice_dup(ctx, slice_of(m->header.p, m->header.n));
	got.data = slice_dup(ctx, slice_of(m->data.p, m->data.n));
	ck_assert_uint_eq(m->time.n, 7);
	memcpy(reply, "\xAB\xCD", 2);
	return answer;
}

/* An enabled profile whose security domain has two TARs. */
static void add_profile(void)
{
	struct profile p = {
		.iccid = unhex(ctx, "98881000000000000000"),
		.isdp_aid = unhex(ctx, "A0000005591010FFFFFFFF8900001000"),
		.state = PROFILE_ENABLED,
		.metadata = unhex(ctx, "5A0A 98881000000000000000 91015392014E"),
	};
	struct gp_application domain = {
		.kind = GP_SECURITY_DOMAIN,
		.aid = unhex(ctx, "A000000151000000"),
		.tar = unhex(ctx, "000000 B20100"),
	};
	struct uicc_content *c = content_new(ctx);
	struct store *s = terminal.card->store;
	struct file *f;

	ck_assert_int_eq(profile_store_add(s, &p), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &f), 0);
	ck_assert_int_eq(uicc_store_save(s, p.id, c), 0);
	ck_assert_int_eq(gp_store_add(s, p.id, &domain), 0);
	ck_assert_int_eq(store_commit(s), 0);
}

static void setup(void)
{
	static const struct softeuicc_toolkit_definition d = {
		.tars = (const uint8_t *)"\x12\x34\x56", .tar_count = 1, .sms = on_sms};

	ctx = talloc_new(NULL);
	terminal_setup();
	add_profile();
	softeuicc_reset(terminal.card);
	memset(&got, 0, sizeof(got));
	answer = 0;
	ck_assert_int_eq(softeuicc_toolkit_register(terminal.card, &d, &application), 0);
}

static void teardown(void)
{
	terminal_teardown();
	talloc_free(ctx);
}

/* ENVELOPE (SMS-PP download) with that TPDU. */
static uint16_t download(const char *tpdu)
{
	struct buf b = buf_new(ctx);
	char *hex = talloc_strdup(ctx, "");

	ctlv_put(&b, 0x0B, true, unhex(ctx, tpdu));
	for (size_t i = 0; i < b.n; i++)
		hex = talloc_asprintf_append(hex, "%02X", b.p[i]);
	return terminal_envelope(0xD1, talloc_asprintf(ctx, "82028381 %s", hex));
}

/* An SMS-DELIVER for the (U)SIM, its user data header and the rest of its user data. */
static uint16_t deliver(const char *header, const char *data)
{
	size_t n = unhex(ctx, header).n, all = n + unhex(ctx, data).n;

	return download(talloc_asprintf(ctx, "%s " ADDRESS " 7FF6 " TIME " %02zX %s %s",
					n ? "44" : "04", all, header, data));
}

/* SPI, KIc, KID, TAR, CNTR, PCNTR */
#define HEADER(spi, tar) spi "1515" tar "000000000100"
#define CPI              "027000"

/* ---- the parsers ---- */

static const struct {
	const char *tpdu;
	bool download;
	const char *header, *data; /* NULL: malformed */
} tpdus[] = {
	{"04" ADDRESS "7FF6" TIME "03 010203", true, "", "010203"},
	{"44" ADDRESS "7FF6" TIME "05 027000 0102", true, "7000", "0102"},
	{"04" ADDRESS "7F16" TIME "01 01", true, "", "01"},
	{"04" ADDRESS "7FF5" TIME "01 01", false, "", "01"}, /* class 1 */
	{"04" ADDRESS "7FF2" TIME "08 C8329BFD065D05", false, "", "C8329BFD065D05"},
	{"04" ADDRESS "00F6" TIME "01 01", false, "", "01"},
	{"04" ADDRESS "7F04" TIME "01 01", false, "", "01"}, /* no class */
	{"04" ADDRESS "7FE2" TIME "02 0041", false, "", "0041"},
	{"0400 91 7FF6" TIME "00", true, "", ""},
	{"44" ADDRESS "7FF6" TIME "01 00", true, "", ""},
	{"05" ADDRESS "7FF6" TIME "03 010203", false, NULL, NULL}, /* SMS-SUBMIT */
	{"04 1581 21436587092143658709F1 7FF6" TIME "00", false, NULL, NULL},
	{"04" ADDRESS "7FF6" TIME "04 010203", false, NULL, NULL},
	{"04" ADDRESS "7FF6" TIME "02 010203", false, NULL, NULL},
	{"44" ADDRESS "7FF6" TIME "03 037000", false, NULL, NULL},
	{"44" ADDRESS "7FF6" TIME "03 027001", false, NULL, NULL},
	{"44" ADDRESS "7FF6" TIME "02 0170", false, NULL, NULL},
	{"44" ADDRESS "7FF6" TIME "00", false, NULL, NULL},
	{"04" ADDRESS "7FF6" TIME, false, NULL, NULL},
	{"04" ADDRESS "7FF6"
	 "6211",
	 false, NULL, NULL},
	{"04" ADDRESS "7F", false, NULL, NULL},
	{"04 0581", false, NULL, NULL},
	{"04", false, NULL, NULL},
	{"", false, NULL, NULL},
};

START_TEST(tpdus_are_read)
{
	struct sms_deliver m;
	int r = sms_deliver_parse(unhex(ctx, tpdus[_i].tpdu), &m);

	ck_assert_int_eq(r, tpdus[_i].header ? 0 : -EBADMSG);
	if (r < 0)
		return;
	assert_hex(m.header, tpdus[_i].header);
	assert_hex(m.data, tpdus[_i].data);
	ck_assert(sms_is_data_download(&m) == tpdus[_i].download);
}
END_TEST

static const struct {
	const char *hex;
	int result;
} packets[] = {
	{"000E 0D" HEADER("0000", "000000"), 0},
	{"0010 0D" HEADER("0000", "000000") "0102", 0},
	{"0016 15" HEADER("0201", "000000") "0102030405060708", 0},
	{"000F 0D" HEADER("0000", "000000"), -EBADMSG},
	{"000D 0D" HEADER("0000", "000000"), -EBADMSG},
	{"000E 0E" HEADER("0000", "000000"), -EBADMSG},
	{"000E 0C" HEADER("0000", "000000"), -EBADMSG},
	{"0001 00", -EBADMSG},
	{"0000", -EBADMSG},
	{"00", -EBADMSG},
	{"", -EBADMSG},
};

START_TEST(command_packets_are_read)
{
	struct command_packet c;

	ck_assert_int_eq(command_packet_parse(unhex(ctx, packets[_i].hex), &c), packets[_i].result);
}
END_TEST

START_TEST(a_command_packet_has_these_parts)
{
	struct command_packet c;

	ck_assert_int_eq(command_packet_parse(unhex(ctx, "0018 15 0201 2535 B20100 1122334455 07"
							 "A1A2A3A4A5A6A7A8 D1D2"),
					      &c),
			 0);
	assert_hex(slice_of(c.spi, 2), "0201");
	ck_assert_uint_eq(c.kic, 0x25);
	ck_assert_uint_eq(c.kid, 0x35);
	assert_hex(slice_of(c.tar, 3), "B20100");
	assert_hex(c.counter, "1122334455");
	ck_assert_uint_eq(c.padding_counter, 7);
	assert_hex(c.integrity, "A1A2A3A4A5A6A7A8");
	assert_hex(c.data, "D1D2");
}
END_TEST

/* ---- by TAR ---- */

/* The response packet: header 71, RPL, RHL, TAR, CNTR, PCNTR, status. */
#define RESPONSE(tar, counter, status) "027100 000B 0A" tar counter "00" status

static const struct {
	const char *packet;
	const char *answer;
} routes[] = {
	/* no response asked for, always, on errors, reserved, by SMS-SUBMIT */
	{"000E 0D" HEADER("0000", "AABBCC"), ""},
	{"000E 0D" HEADER("0001", "AABBCC"), RESPONSE("AABBCC", "0000000001", "09")},
	{"000E 0D" HEADER("0002", "AABBCC"), RESPONSE("AABBCC", "0000000001", "09")},
	{"000E 0D" HEADER("0003", "AABBCC"), ""},
	{"000E 0D" HEADER("0021", "AABBCC"), ""},
	/* with a cryptographic checksum wanted; the counter enciphered */
	{"000E 0D" HEADER("0209", "AABBCC"), RESPONSE("AABBCC", "0000000001", "09")},
	{"000E 0D" HEADER("0419", "AABBCC"), RESPONSE("AABBCC", "0000000000", "09")},
	/* the profile's own */
	{"000E 0D" HEADER("0201", "000000"), RESPONSE("000000", "0000000001", "06")},
	{"000E 0D" HEADER("0201", "B20100"), RESPONSE("B20100", "0000000001", "06")},
	{"000E 0D" HEADER("0200", "B20100"), ""},
	/* at a TAR's boundary only */
	{"000E 0D" HEADER("0001", "0000B2"), RESPONSE("0000B2", "0000000001", "09")},
};

START_TEST(packets_without_an_application)
{
	ck_assert_uint_eq(deliver(CPI, routes[_i].packet), 0x9000);
	assert_hex(terminal.answer, routes[_i].answer);
	ck_assert_int_eq(got.count, 0);
}
END_TEST

/* To who sent it; a terminal without SEND SHORT MESSAGE has nothing to do. */
START_TEST(a_response_by_a_message_of_its_own)
{
	terminal_profile("FFFFFFFF");
	while (terminal.sw != 0x9000) {
		terminal_send(talloc_asprintf(ctx, "80120000%02X", terminal.sw & 0xFF));
		memcpy(terminal.details, terminal.answer.p + 4, 3);
		terminal_respond("00", "");
	}
	deliver(CPI, "000E 0D" HEADER("0021", "AABBCC"));
	ck_assert_uint_eq(terminal.answer.n, 0);
	terminal_fetch(0x13);
	ck_assert_uint_eq(terminal.destination, 0x83);
	assert_hex(terminal.command,
		   "8B1A 4100 " ADDRESS " 0004 10 " RESPONSE("AABBCC", "0000000001", "09"));
	ck_assert_uint_eq(terminal_respond("00", ""), 0x9000);
	terminal_profile("01");
	ck_assert_uint_eq(deliver(CPI, "000E 0D" HEADER("0021", "AABBCC")), 0x9000);
}
END_TEST

START_TEST(a_packet_for_an_application)
{
	answer = 2;
	ck_assert_uint_eq(deliver(CPI, "0010 0D" HEADER("0001", "123456") "0102"), 0x9000);
	assert_hex(terminal.answer, "ABCD");
	ck_assert_int_eq(got.count, 1);
	ck_assert(got.packet);
	assert_hex(got.data, "0010 0D" HEADER("0001", "123456") "0102");
	answer = -EBUSY;
	ck_assert_uint_eq(deliver(CPI, "000E 0D" HEADER("0001", "123456")), 0x9300);
	answer = -EIO;
	ck_assert_uint_eq(deliver(CPI, "000E 0D" HEADER("0001", "123456")), 0x6F00);
}
END_TEST

START_TEST(a_packet_that_is_none)
{
	ck_assert_uint_eq(deliver(CPI, "000F 0D" HEADER("0001", "123456")), 0x6A80);
	ck_assert_uint_eq(deliver(CPI, ""), 0x6A80);
	ck_assert_uint_eq(download("04"), 0x6A80);
	ck_assert_uint_eq(download(""), 0x6A80);
	ck_assert_int_eq(got.count, 0);
}
END_TEST

/* Without the header of a packet, or not for the (U)SIM: for whoever listens. */
START_TEST(messages_that_are_no_packets)
{
	ck_assert_uint_eq(deliver("", "48656C6C6F"), 0x9000);
	ck_assert_int_eq(got.count, 1);
	ck_assert(!got.packet);
	assert_hex(got.data, "48656C6C6F");
	ck_assert_uint_eq(download("44" ADDRESS "0004" TIME "05 027000 0102"), 0x9000);
	ck_assert_int_eq(got.count, 2);
	ck_assert(!got.packet);
	softeuicc_toolkit_unregister(application);
	ck_assert_uint_eq(deliver("", "48656C6C6F"), 0x9000);
	ck_assert_int_eq(got.count, 2);
}
END_TEST

/* ---- concatenation ---- */

#define PACKET_1 "0018 0D" HEADER("0001", "123456")

START_TEST(parts_come_in_any_order)
{
	ck_assert_uint_eq(deliver("05 0003 07 03 03", "09"), 0x9000);
	ck_assert_uint_eq(deliver("07 0003 07 03 01 7000", PACKET_1), 0x9000);
	/* the same part again, and one of another message */
	ck_assert_uint_eq(deliver("05 0003 07 03 03", "090A"), 0x9000);
	ck_assert_uint_eq(deliver("05 0003 08 03 02", "FF"), 0x9000);
	ck_assert_uint_eq(deliver("06 0804 0007 03 02", "FF"), 0x9000);
	ck_assert_int_eq(got.count, 0);
	ck_assert_uint_eq(deliver("05 0003 07 03 02", "0102030405060708"), 0x9000);
	ck_assert_int_eq(got.count, 1);
	ck_assert(got.packet);
	assert_hex(got.header, "0003 07 03 01 7000");
	assert_hex(got.data, PACKET_1 "0102030405060708 090A");
	/* It is done with. */
	ck_assert_uint_eq(deliver("05 0003 07 03 02", "0102030405060708"), 0x9000);
	ck_assert_int_eq(got.count, 1);
}
END_TEST

START_TEST(a_wide_reference)
{
	ck_assert_uint_eq(deliver("06 0804 1234 02 02", "48"), 0x9000);
	ck_assert_uint_eq(deliver("06 0804 1234 02 01", "47"), 0x9000);
	ck_assert_int_eq(got.count, 1);
	assert_hex(got.data, "4748");
}
END_TEST

static const char *const alone[] = {
	"05 0003 07 01 01", /* the only part */
	"05 0003 07 00 00", "05 0003 07 02 00",   "05 0003 07 02 03",
	"04 0002 0702",     "06 0804 0007 02 03",
};

START_TEST(parts_that_stand_alone)
{
	ck_assert_uint_eq(deliver(alone[_i], "48"), 0x9000);
	ck_assert_int_eq(got.count, 1);
	assert_hex(got.data, "48");
}
END_TEST

START_TEST(the_oldest_goes_where_there_are_too_many)
{
	for (int i = 0; i < 5; i++)
		deliver(talloc_asprintf(ctx, "05 0003 %02X 02 01", i), "47");
	deliver("05 0003 00 02 02", "48");
	ck_assert_int_eq(got.count, 0);
	deliver("05 0003 04 02 02", "48");
	ck_assert_int_eq(got.count, 1);
}
END_TEST

START_TEST(a_reset_forgets_the_parts)
{
	deliver("05 0003 07 02 01", "47");
	softeuicc_reset(terminal.card);
	deliver("05 0003 07 02 02", "48");
	ck_assert_int_eq(got.count, 0);
}
END_TEST

START_TEST(the_most_parts)
{
	for (int i = 255; i >= 1; i--)
		ck_assert_uint_eq(deliver(talloc_asprintf(ctx, "05 0003 07 FF %02X", i), "47"),
				  0x9000);
	ck_assert_int_eq(got.count, 1);
	ck_assert_uint_eq(got.data.n, 255);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sms_pp");
	TCase *t = tcase_create("sms_pp");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, tpdus_are_read, 0, COUNT(tpdus));
	tcase_add_loop_test(t, command_packets_are_read, 0, COUNT(packets));
	tcase_add_test(t, a_command_packet_has_these_parts);
	tcase_add_loop_test(t, packets_without_an_application, 0, COUNT(routes));
	tcase_add_test(t, a_response_by_a_message_of_its_own);
	tcase_add_test(t, a_packet_for_an_application);
	tcase_add_test(t, a_packet_that_is_none);
	tcase_add_test(t, messages_that_are_no_packets);
	tcase_add_test(t, parts_come_in_any_order);
	tcase_add_test(t, a_wide_reference);
	tcase_add_loop_test(t, parts_that_stand_alone, 0, COUNT(alone));
	tcase_add_test(t, the_oldest_goes_where_there_are_too_many);
	tcase_add_test(t, a_reset_forgets_the_parts);
	tcase_add_test(t, the_most_parts);
	suite_add_tcase(s, t);
	return unit_main(s);
}
