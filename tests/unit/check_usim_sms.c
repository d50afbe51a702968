/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal does with short messages for its card: files and envelopes, with a card that
 * answers as it is told. */
#include <errno.h>

#include "devices/usim_sms.h"
#include "unit.h"

enum { RECORDS = 3, RECORD_BYTES = 176 };

/* The application that usim_open() would have selected. */
struct card {
	struct transport transport; /* first */
	uint16_t selected;
	const char *services; /* of EF.UST */
	const char *centre;   /* the last 28 bytes of EF.SMSP's record; NULL: there is no file */
	bool has_sms, wants_pin;
	const char *updated;   /* status word of UPDATE RECORD */
	const char *enveloped; /* what ENVELOPE is answered with */
	uint8_t records[RECORDS][RECORD_BYTES];
	struct slice envelope; /* the last */
};

static void *ctx;
static struct card *card;
static struct card_terminal *terminal;
static char *error;
static struct usim_sms sms;

static void answer(struct buf *response, const char *hex)
{
	buf_put_slice(response, unhex(ctx, hex));
}

static void select_file(struct card *c, uint16_t id, struct buf *response)
{
	c->selected = id;
	if (id == 0x6F38)
		answer(response, "9000");
	else if (id == 0x6F3C && c->has_sms)
		answer(response, "6207 8205 422100B003 9000");
	else if (id == 0x6F42 && c->centre)
		answer(response, "6207 8205 4221001C01 9000");
	else
		answer(response, "6A82");
}

static void read_record(struct card *c, uint8_t number, struct buf *response)
{
	if (c->selected == 0x6F42 && number == 1) {
		answer(response, c->centre);
		answer(response, "9000");
	} else if (c->selected == 0x6F3C && number <= RECORDS) {
		buf_put(response, c->records[number - 1], RECORD_BYTES);
		answer(response, "9000");
	} else {
		answer(response, "6A83");
	}
}

static void update_record(struct card *c, struct slice command, struct buf *response)
{
	ck_assert_uint_eq(command.n, 5 + RECORD_BYTES);
	ck_assert_uint_eq(command.p[3], 0x04);
	if (!strcmp(c->updated, "9000"))
		memcpy(c->records[command.p[2] - 1], command.p + 5, RECORD_BYTES);
	answer(response, c->updated);
}

static int transmit(struct transport *t, struct slice command, struct buf *response, char **oops)
{
	struct card *c = (struct card *)t;

	(void)oops;
	switch (command.p[1]) {
	case 0x70: /* there are no other channels */
		answer(response, "6881");
		break;
	case 0x20:
		answer(response, "63C3");
		break;
	case 0xA4:
		select_file(c, be16(command.p + 5), response);
		break;
	case 0xB0:
		answer(response, c->services);
		answer(response, "9000");
		break;
	case 0xB2:
		if (c->wants_pin)
			answer(response, "6982");
		else
			read_record(c, command.p[2], response);
		break;
	case 0xDC:
		update_record(c, command, response);
		break;
	case 0xC2:
		ck_assert_uint_eq(command.p[0], 0x80);
		c->envelope = slice_dup(ctx, slice_sub(command, 5, command.p[4]));
		answer(response, c->enveloped);
		break;
	default:
		answer(response, "6D00");
	}
	return 0;
}

#define WITH_DOWNLOAD "00000008"
#define CENTRE        "FD FFFFFFFFFFFFFFFFFFFFFFFF 0791881201000000FFFFFFFF FFFFFF"
#define NO_CENTRE     "FF FFFFFFFFFFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFFFFFFFFFF FFFFFF"

static void setup(void)
{
	ctx = talloc_new(NULL);
	card = talloc_zero(ctx, struct card);
	card->transport.transmit = transmit;
	card->services = WITH_DOWNLOAD;
	card->centre = CENTRE;
	card->has_sms = true;
	card->updated = card->enveloped = "9000";
	ck_assert_int_eq(card_terminal_on(&card->transport, ctx, &terminal, &error), 0);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static int take(const char *tpdu)
{
	return usim_sms_take(terminal, unhex(ctx, tpdu), ctx, &sms, &error);
}

#define HEADER(pid, dcs) "04 0491 9403 " pid dcs "62112260000000"
#define TEXT             HEADER("00", "00") "05E8329BFD06"
#define DOWNLOAD         "44 0491 9403 7FF6 62112260000000 05 0270004142"

static struct slice stored(int record)
{
	size_t n = RECORD_BYTES;

	while (n && card->records[record - 1][n - 1] == 0xFF)
		n--;
	return slice_of(card->records[record - 1], n);
}

START_TEST(message_is_stored)
{
	card->records[0][0] = 0x01; /* in use: read */
	ck_assert_int_eq(take(TEXT), 0);
	ck_assert_int_eq(sms.outcome, USIM_SMS_STORED);
	ck_assert_uint_eq(sms.record, 2);
	assert_hex(stored(2), "03 0791881201000000" TEXT);
	ck_assert_int_eq(take(TEXT), 0);
	ck_assert_uint_eq(sms.record, 3);
	ck_assert_int_eq(take(TEXT), -ENOSPC);
	ck_assert_str_eq(error, "EF.SMS is full");
}
END_TEST

/* TS 31.102 4.2.25: used is bit 1, whatever the others say. */
static const struct {
	uint8_t status;
	int room;
} statuses[] = {{0x00, 3}, {0x01, 2}, {0x03, 2}, {0x05, 2}, {0x07, 2}, {0x0D, 2}, {0x08, 3}};

START_TEST(free_records_are_counted)
{
	card->records[1][0] = statuses[_i].status;
	ck_assert_int_eq(usim_sms_room(terminal, ctx, &error), statuses[_i].room);
}
END_TEST

static const char *const centres[] = {NO_CENTRE, NULL};

START_TEST(service_centre_may_be_unknown)
{
	card->centre = centres[_i];
	ck_assert_int_eq(take(TEXT), 0);
	assert_hex(stored(1), "03 00" TEXT);
	ck_assert_int_eq(take(DOWNLOAD), 0);
	assert_hex(card->envelope, "D1 1A 8202 8381 8B14" DOWNLOAD);
}
END_TEST

START_TEST(data_go_to_the_card)
{
	card->enveloped = "CAFE9000";
	ck_assert_int_eq(take(DOWNLOAD), 0);
	ck_assert_int_eq(sms.outcome, USIM_SMS_DOWNLOADED);
	assert_hex(sms.answer, "CAFE");
	assert_hex(card->envelope, "D1 23 8202 8381 0607 91881201000000 8B14" DOWNLOAD);
	ck_assert_uint_eq(card->records[0][0], 0);
}
END_TEST

/* TS 31.111 7.1.1.1 */
START_TEST(data_are_stored_where_the_card_has_no_such_service)
{
	card->services = "000000F7";
	ck_assert_int_eq(take(DOWNLOAD), 0);
	ck_assert_int_eq(sms.outcome, USIM_SMS_STORED);
	card->services = "000000";
	ck_assert_int_eq(take(DOWNLOAD), 0);
	ck_assert_int_eq(sms.outcome, USIM_SMS_STORED);
}
END_TEST

/* Data with another protocol identifier, or another class, are a message like others. */
static const char *const no_download[] = {
	"44 0491 9403 00F6 62112260000000 05 0270004142",
	"44 0491 9403 7FF5 62112260000000 05 0270004142",
	"44 0491 9403 7F04 62112260000000 05 0270004142",
};

START_TEST(not_all_data_are_download)
{
	ck_assert_int_eq(take(no_download[_i]), 0);
	ck_assert_int_eq(sms.outcome, USIM_SMS_STORED);
}
END_TEST

static const char *const class_0[] = {HEADER("00", "F0") "05E8329BFD06",
				      HEADER("00", "10") "05E8329BFD06",
				      HEADER("00", "18") "020041"};

START_TEST(class_0_is_not_stored)
{
	ck_assert_int_eq(take(class_0[_i]), 0);
	ck_assert_int_eq(sms.outcome, USIM_SMS_DISPLAY);
	ck_assert_int_eq(usim_sms_room(terminal, ctx, &error), RECORDS);
}
END_TEST

static const struct {
	const char *enveloped;
	int error;
} refusals[] = {{"9300", -EBUSY}, {"6F00", -ENOENT}, {"6A80", -ENOENT}};

START_TEST(card_refuses_data)
{
	card->enveloped = refusals[_i].enveloped;
	ck_assert_int_eq(take(DOWNLOAD), refusals[_i].error);
}
END_TEST

START_TEST(card_has_no_place_for_messages)
{
	card->has_sms = false;
	ck_assert_int_eq(take(TEXT), -ENOENT);
	ck_assert_str_eq(error, "the card has no EF.SMS (6A82)");
	ck_assert_int_eq(usim_sms_room(terminal, ctx, &error), -ENOENT);
	card->has_sms = card->wants_pin = true;
	ck_assert_int_eq(take(TEXT), -EACCES);
	card->wants_pin = false;
	card->updated = "6581";
	ck_assert_int_eq(take(TEXT), -ENOENT);
	ck_assert_str_eq(error, "a record cannot be written (6581)");
}
END_TEST

START_TEST(what_is_no_message)
{
	ck_assert_int_eq(take(""), -EBADMSG);
	ck_assert_int_eq(take("01 0491 9403 0000 62112260000000 00"), -EBADMSG);
	ck_assert_int_eq(take("04 0491 9403 0000 62112260000000 06E8329BFD"), -EBADMSG);
	ck_assert_str_eq(error, "no SMS-DELIVER");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("usim_sms");
	TCase *t = tcase_create("sms");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, message_is_stored);
	tcase_add_loop_test(t, free_records_are_counted, 0, COUNT(statuses));
	tcase_add_loop_test(t, service_centre_may_be_unknown, 0, COUNT(centres));
	tcase_add_test(t, data_go_to_the_card);
	tcase_add_test(t, data_are_stored_where_the_card_has_no_such_service);
	tcase_add_loop_test(t, not_all_data_are_download, 0, COUNT(no_download));
	tcase_add_loop_test(t, class_0_is_not_stored, 0, COUNT(class_0));
	tcase_add_loop_test(t, card_refuses_data, 0, COUNT(refusals));
	tcase_add_test(t, card_has_no_place_for_messages);
	tcase_add_test(t, what_is_no_message);
	suite_add_tcase(s, t);
	return unit_main(s);
}
