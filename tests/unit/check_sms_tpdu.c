/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMS-DELIVER (3GPP TS 23.040 9.2.2.1), which the card's own reader of them takes apart again. */
#include "servers/mno/sms_text.h"
#include "servers/mno/sms_tpdu.h"
#include "uicc/sms.h"
#include "unit.h"

enum { NOW = 1700000000 }; /* 2023-11-14 22:13:20 */

static void *ctx;
static struct slice tpdus[SMS_PARTS_MAX];

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static struct short_message message(const char *from, const char *text)
{
	return (struct short_message){.id = 0x1234, .time = NOW, .from = from, .text = text};
}

#define SCTS "32114122310200"

static const struct {
	const char *from, *text, *tpdu;
} known[] = {
	{"+4930", "hellohello", "04 0491 9403 0000" SCTS "0AE8329BFD4697D9EC37"},
	{"4930123", "A", "04 0781 940321F3 0000" SCTS "0141"},
	{"12345678901234567890", "A", "04 1481 21436587092143658709 0000" SCTS "0141"},
	{"Shop", "@", "04 07D0 53F41B0E 0000" SCTS "0100"},
	/* eleven characters at most: "A-very-long" */
	{"A-very-long-name", "A", "04 14D0 C196BD2CCFB7D86FF719 0000" SCTS "0141"},
	{"+4930", "€", "04 0491 9403 0000" SCTS "029B32"},
	{"+4930", "Да", "04 0491 9403 0008" SCTS "0404140430"},
	{"+4930", "😀", "04 0491 9403 0008" SCTS "04D83DDE00"},
};

START_TEST(known_messages)
{
	const struct short_message m = message(known[_i].from, known[_i].text);

	ck_assert_int_eq(sms_tpdus(&m, ctx, tpdus), 1);
	assert_hex(tpdus[0], known[_i].tpdu);
}
END_TEST

/* TS 23.038 4 */
static const struct {
	enum message_class class;
	const char *text, *data, *coding;
} codings[] = {
	{MESSAGE_NO_CLASS, "A", NULL, "00"}, {MESSAGE_CLASS_0, "A", NULL, "10"},
	{MESSAGE_CLASS_3, "A", NULL, "13"},  {MESSAGE_CLASS_0, "Д", NULL, "18"},
	{MESSAGE_NO_CLASS, "", "41", "04"},  {MESSAGE_CLASS_0 + 2, "", "41", "16"},
};

START_TEST(classes)
{
	struct short_message m = message("+4930", codings[_i].text);
	struct sms_deliver d;

	m.message_class = codings[_i].class;
	m.protocol = 0x7F;
	if (codings[_i].data)
		m.data = unhex(ctx, codings[_i].data);
	ck_assert_int_eq(sms_tpdus(&m, ctx, tpdus), 1);
	ck_assert_int_eq(sms_deliver_parse(tpdus[0], &d), 0);
	assert_hex(slice_of(&d.coding, 1), codings[_i].coding);
	ck_assert_uint_eq(d.protocol, 0x7F);
	ck_assert(sms_is_data_download(&d) == (codings[_i].class == MESSAGE_CLASS_0 + 2));
}
END_TEST

START_TEST(data_with_a_header)
{
	struct short_message m = message("+4930", "");
	struct sms_deliver d;

	m.data = unhex(ctx, "027000 0102");
	m.has_header = true;
	ck_assert_int_eq(sms_tpdus(&m, ctx, tpdus), 1);
	ck_assert_int_eq(sms_deliver_parse(tpdus[0], &d), 0);
	assert_hex(d.header, "7000");
	assert_hex(d.data, "0102");
}
END_TEST

/* @n times @unit. */
static char *repeated(const char *unit, int n)
{
	char *text = talloc_strdup(ctx, "");

	while (n--)
		text = talloc_strdup_append(text, unit);
	return text;
}

static const struct {
	const char *unit;
	int times, parts;
} lengths[] = {
	{"a", 160, 1}, {"a", 161, 2}, {"a", 306, 2}, {"a", 307, 3}, {"a", 1024, 7},
	{"€", 80, 1},  {"€", 81, 2},  {"€", 152, 2}, {"€", 153, 3}, {"[", 1024, 14},
	{"Д", 70, 1},  {"Д", 71, 2},  {"Д", 134, 2}, {"Д", 135, 3}, {"Д", 512, 8},
	{"😀", 35, 1},  {"😀", 36, 2},  {"😀", 67, 3},  {"😀", 256, 8},
};

/* Unpacks the septets of a part, from the one behind the header on. */
static void unpack(struct slice user_data, size_t septets, struct buf *out)
{
	for (size_t i = 7; i < septets; i++) {
		size_t bit = i * 7, byte = bit / 8;
		unsigned two = user_data.p[byte];

		if (byte + 1 < user_data.n)
			two |= (unsigned)user_data.p[byte + 1] << 8;
		buf_put_u8(out, two >> bit % 8 & 0x7F);
	}
}

START_TEST(parts_say_it_all)
{
	const char *text = repeated(lengths[_i].unit, lengths[_i].times);
	const struct short_message m = message("+4930", text);
	struct buf coded = buf_new(ctx), again = buf_new(ctx);
	int n = sms_tpdus(&m, ctx, tpdus);
	struct sms_deliver d = {.coding = 0};

	ck_assert_int_eq(n, lengths[_i].parts);
	for (int i = 0; i < n && n > 1; i++) {
		struct slice element;

		ck_assert_int_eq(sms_deliver_parse(tpdus[i], &d), 0);
		ck_assert_uint_eq(tpdus[i].p[0], i == n - 1 ? 0x44 : 0x40);
		ck_assert_int_eq(sms_header_find(d.header, SMS_IE_CONCATENATED, &element), 1);
		assert_hex(element, talloc_asprintf(ctx, "34%02X%02X", n, i + 1));
		if (d.coding == 0)
			unpack(slice_of(d.header.p - 1, 6 + d.data.n), d.header.p[-2], &coded);
		else
			buf_put_slice(&coded, d.data);
	}
	ck_assert_int_eq(sms_text_decode(buf_slice(&coded), d.coding ? SMS_UCS2 : SMS_GSM7, &again),
			 0);
	if (n > 1)
		ck_assert(slice_eq(buf_slice(&again), slice_str(text)));
}
END_TEST

/* The longest text in the worst alphabet. */
START_TEST(there_are_never_too_many_parts)
{
	char *text = repeated("a", SMS_TEXT_MAX - 2);
	const struct short_message m =
		message("12345678901234567890", talloc_strdup_append(text, "Д"));
	struct sms_deliver d;

	ck_assert_int_eq(sms_tpdus(&m, ctx, tpdus), SMS_PARTS_MAX);
	for (int i = 0; i < SMS_PARTS_MAX; i++)
		ck_assert_int_eq(sms_deliver_parse(tpdus[i], &d), 0);
	assert_hex(slice_sub(d.data, d.data.n - 2, 2), "0414");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sms_tpdu");
	TCase *t = tcase_create("tpdu");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, known_messages, 0, COUNT(known));
	tcase_add_loop_test(t, classes, 0, COUNT(codings));
	tcase_add_test(t, data_with_a_header);
	tcase_add_loop_test(t, parts_say_it_all, 0, COUNT(lengths));
	tcase_add_test(t, there_are_never_too_many_parts);
	suite_add_tcase(s, t);
	return unit_main(s);
}
