/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TS 102 221 9.2: rules are given to EF 2F05 in the expanded, compact or referenced format, and
 * asked what they grant to READ BINARY and others. */
#include "uicc_fixture.h"

static struct file *ef;
static const struct apdu read_binary = {.ins = 0xB0, .p1 = 0x01, .p2 = 0x02};
static const struct apdu increase = {.cla = 0x80, .ins = 0x32};

static void setup(void)
{
	uicc_fixture_setup();
	ef = uicc_file(NULL, "2F05");
}

static struct uicc_content *content(void)
{
	return fixture.card->uicc->content;
}

static bool granted(const char *security, enum access_mode mode, const struct apdu *a)
{
	ef->security = unhex(content(), security);
	return access_granted(content(), ef, mode, a);
}

/* The rules as the value of AB; wraps and asks. */
static bool expanded(const char *rules, enum access_mode mode, const struct apdu *a)
{
	size_t n = unhex(fixture.card, rules).n;

	return granted(talloc_asprintf(fixture.card, "AB %02X %s", (unsigned)n, rules), mode, a);
}

static void verify(uint8_t reference)
{
	pin_find(content(), NULL, reference, false)->verified = true;
}

/* ---- expanded format ---- */

#define PIN_01 "A406 830101 950108"
#define PIN_0A "A406 83010A 950108"
#define PIN_11 "A406 830111 950108"

static const struct {
	const char *rules;
	bool read, update;
} unconditional[] = {
	{"800101 9000", true, false},
	{"800103 9000", true, true},
	{"800101 9000 800102 9700", true, false},
	{"800102 9000 800101 9700", false, true},
	{"800101 9700", false, false},
	{"", false, false},
	{"9000", false, false},
	{"800101", false, false},
	/* Several modes before a condition, several conditions behind a mode. */
	{"800101 800102 9000", true, true},
	{"800101 9700 9000", true, false},
	{"800101 9000 FFFFFF", true, false},
	{"FFFF 800101 9000", false, false},
	{"800101 FF 9000", false, false},
	/* Bits that an access mode byte must not have, and wrong lengths. */
	{"800181 9000", false, false},
	{"8000 9000", false, false},
	{"80020101 9000", false, false},
	{"800101 9001 00", false, false},
	/* By the command's header: CLA INS P1 P2. */
	{"8401B0 9000", true, true},
	{"8401D6 9000", false, false},
	{"8402D6B0 9000", true, true},
	{"8601B0 9000", false, false},
	{"8602B001 9000", true, true},
	{"8702B0 9000", false, false},
	{"8703B00102 9000", true, true},
	{"8703B00103 9000", false, false},
	{"8F0400B00102 9000", true, true},
	{"8F0480B00102 9000", false, false},
	{"880100 9000", true, true},
	{"820101 9000", true, true},
	{"8400 9000", false, false},
	{"9C0101 9000", false, false},
	/* Condition bytes. */
	{"800101 9E0100", true, false},
	{"800101 9E01FF", false, false},
	{"800101 9E0111", false, false},
	/* Secure messaging and the unknown are refused. */
	{"800101 B406 830101 950108", false, false},
	{"800101 A700", false, false},
	{"800101 85 00", false, false},
	/* Cut anywhere. */
	{"800101 90", false, false},
	{"800101 A0", false, false},
	{"800101 A002 90", false, false},
	{"8001", false, false},
};

START_TEST(expanded_without_pins)
{
	const char *rules = unconditional[_i].rules;

	ck_assert_int_eq(expanded(rules, ACCESS_READ, &read_binary), unconditional[_i].read);
	ck_assert_int_eq(expanded(rules, ACCESS_UPDATE, &read_binary), unconditional[_i].update);
}
END_TEST

static const struct {
	const char *condition;
	bool none, with_01, with_0a, with_01_and_0a;
} conditions[] = {
	{PIN_01, false, true, false, true},
	{PIN_0A, false, false, true, true},
	{"A010" PIN_01 PIN_0A, false, true, true, true},
	{"AF10" PIN_01 PIN_0A, false, false, false, true},
	{PIN_01 PIN_0A, false, true, true, true},
	{"A00A 9700" PIN_01, false, true, false, true},
	{"AF0A 9700" PIN_01, false, false, false, false},
	{"AF0A 9000" PIN_01, false, true, false, true},
	{"A00A 9000" PIN_01, true, true, true, true},
	{"AF1A" PIN_01 "A010" PIN_0A PIN_11, false, false, false, true},
	{"A01A" PIN_01 "AF10" PIN_0A PIN_11, false, true, false, true},
	/* Two references in one template must both be verified. */
	{"A409 830101 83010A 950108", false, false, false, true},
	{"A406 950108 830101", false, true, false, true},
	/* Without the usage "user authentication", without or with a wrong reference. */
	{"A403 830101", false, false, false, false},
	{"A406 830101 950180", false, false, false, false},
	{"A403 950108", false, false, false, false},
	{"A406 830102 950108", false, false, false, false},
	{"A407 83020101 950108", false, false, false, false},
	{"A400", false, false, false, false},
	{"A000", false, false, false, false},
	{"AF00", false, false, false, false},
	{"AF09" PIN_01 "90", false, false, false, false},
	{"A009" PIN_01 "90", false, false, false, false},
};

START_TEST(conditions_on_pins)
{
	char *rules = talloc_asprintf(fixture.card, "800101 %s", conditions[_i].condition);

	ck_assert_int_eq(expanded(rules, ACCESS_READ, &read_binary), conditions[_i].none);
	verify(0x01);
	ck_assert_int_eq(expanded(rules, ACCESS_READ, &read_binary), conditions[_i].with_01);
	pins_reset(content());
	verify(0x0A);
	ck_assert_int_eq(expanded(rules, ACCESS_READ, &read_binary), conditions[_i].with_0a);
	verify(0x01);
	verify(0x11);
	ck_assert_int_eq(expanded(rules, ACCESS_READ, &read_binary), conditions[_i].with_01_and_0a);
}
END_TEST

START_TEST(templates_nest_only_so_deep)
{
	struct buf b = buf_new(fixture.card);

	for (unsigned depth = 1; depth <= 60; depth++) {
		buf_reset(&b);
		for (unsigned i = depth; i > 0; i--) {
			buf_put_u8(&b, i % 2 ? 0xAF : 0xA0);
			buf_put_u8(&b, (uint8_t)(2 * i));
		}
		buf_put_u16(&b, 0x9000);

		uint8_t *head = buf_insert(&b, 0, 5);

		ck_assert_ptr_nonnull(head);
		memcpy(head, "\xAB\x81\x00\x80\x01", 5);
		head[2] = (uint8_t)(b.n - 3 + 1);
		*buf_insert(&b, 5, 1) = ACCESS_READ;
		ef->security = buf_slice(&b);
		ck_assert_int_eq(access_granted(content(), ef, ACCESS_READ, &read_binary),
				 depth <= 8);
	}
}
END_TEST

/* A disabled PIN asks nothing (TS 102 221 11.1.11). */
START_TEST(disabled_pins_are_satisfied)
{
	struct pin *p = pin_find(content(), NULL, 0x01, false);

	p->enabled = false;
	ck_assert(expanded("800101" PIN_01, ACCESS_READ, &read_binary));
	p->replaced = true;
	ck_assert(!expanded("800101" PIN_01, ACCESS_READ, &read_binary));
	verify(0x11);
	ck_assert(expanded("800101" PIN_01, ACCESS_READ, &read_binary));
}
END_TEST

/* ---- compact format ---- */

static const struct {
	const char *rule;
	enum access_mode mode;
	bool granted;
} compact[] = {
	{"8C02 01 00", ACCESS_READ, true},
	{"8C02 01 FF", ACCESS_READ, false},
	{"8C02 01 00", ACCESS_UPDATE, false},
	{"8C03 03 FF00", ACCESS_READ, true},
	{"8C03 03 FF00", ACCESS_UPDATE, false},
	{"8C03 03 00FF", ACCESS_UPDATE, true},
	{"8C06 1B FF00FF00FF", ACCESS_DEACTIVATE, true},
	{"8C05 1B FF00FF00", ACCESS_UPDATE, false},
	{"8C05 1B FF00FF00", ACCESS_READ, true},
	{"8C08 7F 00FFFFFFFFFFFF", ACCESS_DELETE_SELF, true},
	{"8C02 03 00", ACCESS_READ, false},
	{"8C02 81 00", ACCESS_READ, false},
	{"8C02 01 11", ACCESS_READ, false},
	{"8C00", ACCESS_READ, false},
	{"8C02 01 00", ACCESS_BY_COMMAND, false},
};

START_TEST(compact_format)
{
	ck_assert_int_eq(granted(compact[_i].rule, compact[_i].mode, &read_binary),
			 compact[_i].granted);
}
END_TEST

static const char *const nothing[] = {
	"",           "8B",         "8B00",       "8B022F06",   "8D0101",     "9000",   "AB",
	"8B032F0600", "8B032F06FF", "8B032F0605", "8B032F0701", "8B032F0501", "8B0100",
};

START_TEST(what_is_no_rule_grants_nothing)
{
	ck_assert(!granted(nothing[_i], ACCESS_READ, &read_binary));
	ck_assert(!granted(nothing[_i], ACCESS_BY_COMMAND, &increase));
}
END_TEST

/* ---- referenced format ---- */

START_TEST(records_of_ef_arr)
{
	ck_assert(granted("8B032F0601", ACCESS_UPDATE, &read_binary));
	ck_assert(granted("8B032F0601", ACCESS_BY_COMMAND, &increase));
	ck_assert(granted("8B0101", ACCESS_UPDATE, &read_binary));
	ck_assert(granted("8B032F0603", ACCESS_READ, &read_binary));
	ck_assert(!granted("8B032F0603", ACCESS_UPDATE, &read_binary));
	ck_assert(!granted("8B032F0602", ACCESS_READ, &read_binary));
	verify(0x01);
	ck_assert(granted("8B032F0602", ACCESS_READ, &read_binary));
	ck_assert(!granted("8B032F0604", ACCESS_UPDATE, &read_binary));
	verify(0x0A);
	ck_assert(granted("8B032F0604", ACCESS_UPDATE, &read_binary));
	ck_assert(granted("8B032F0602", ACCESS_DEACTIVATE, &read_binary));
}
END_TEST

/* 9.2.7: where EF.ARR is looked for. */
START_TEST(the_nearest_ef_arr_counts)
{
	struct file *below = uicc_file(NULL, "7F105F3A4F30"), *df = uicc_file(NULL, "7F10");
	struct file *adf = uicc_file(USIM_AID, "7FFF"), *dir = uicc_file(NULL, "2F00");

	/* 5F3A has none, 7F10 above it has. */
	ck_assert(access_granted(content(), below, ACCESS_READ, &read_binary));
	uicc_file(NULL, "7F106F06")->fid = 0x6F07;
	ck_assert(!access_granted(content(), below, ACCESS_READ, &read_binary));
	/* An ADF's is the MF's, and nothing of the MF is an ADF's files'. */
	ck_assert(access_granted(content(), adf, ACCESS_CREATE_EF, &read_binary));
	adf->children->next->security = unhex(content(), "8B032F0601");
	ck_assert(!access_granted(content(), adf->children->next, ACCESS_READ, &read_binary));
	/* A DF's is above it, even where it has one of that name inside. */
	df->security = unhex(content(), "8B036F0601");
	ck_assert(!access_granted(content(), df, ACCESS_CREATE_EF, &read_binary));
	/* What is named must be a linear fixed EF. */
	dir->security = unhex(content(), "8B032F0501");
	ck_assert(!access_granted(content(), dir, ACCESS_READ, &read_binary));
}
END_TEST

/* 9.3: record 3 while the user must verify the application's PIN, record 1 while not. */
START_TEST(security_environments)
{
	struct file *imsi = uicc_file(USIM_AID, "7FFF6F07");
	struct pin *p = pin_find(content(), NULL, 0x01, false);

	imsi->security = unhex(content(), "8B066F06 0001 0103");
	ck_assert(!access_granted(content(), imsi, ACCESS_UPDATE, &read_binary));
	p->enabled = false;
	ck_assert(access_granted(content(), imsi, ACCESS_UPDATE, &read_binary));
	/* Half a pair behind the one that would do. */
	imsi->security = unhex(content(), "8B056F06 000101");
	ck_assert(!access_granted(content(), imsi, ACCESS_UPDATE, &read_binary));
	imsi->security = unhex(content(), "8B066F06 0001 0103");
	p->replaced = true;
	ck_assert(!access_granted(content(), imsi, ACCESS_UPDATE, &read_binary));
	imsi->security = unhex(content(), "8B046F06 0001");
	ck_assert(!access_granted(content(), imsi, ACCESS_UPDATE, &read_binary));
	imsi->security = unhex(content(), "8B056F06 000101");
	ck_assert(!access_granted(content(), imsi, ACCESS_UPDATE, &read_binary));
}
END_TEST

/* ---- through the commands ---- */

static const struct exchange session[] = {
	{"00A4080C 04 7FFF6F07", SW_OK, NULL},
	{"00B00000 01", SW_SECURITY_STATUS, NULL},
	{"00D60000 01 AA", SW_SECURITY_STATUS, NULL},
	{"00200001 08" PIN1, SW_OK, NULL},
	{"00B00000 01", SW_OK, "00"},
	{"00D60000 01 AA", SW_SECURITY_STATUS, NULL},
	{"00200081 08" PIN2, SW_OK, NULL},
	{"00D60000 01 AA", SW_OK, NULL},
	{"00040000", SW_SECURITY_STATUS, NULL},
	{"0020000A 08" ADM, SW_OK, NULL},
	{"00040000", SW_OK, NULL},
	{"00440000", SW_OK, NULL},
	/* The status holds on every channel. */
	{"01A4080C 04 7FFF6F07", SW_OK, NULL},
	{"01B00000 02", SW_OK, "AA01"},
	{"01200001 08" WRONG, SW_COUNTER | 2, NULL},
	{"01200001 08" WRONG, SW_COUNTER | 1, NULL},
	{"01200001 08" WRONG, SW_COUNTER | 0, NULL},
	{"00B00000 01", SW_SECURITY_STATUS, NULL},
};

START_TEST(commands_obey)
{
	uicc_enter(USIM_AID);
	fixture.card->channels[1].at = fixture.ch->at;
	run_exchanges(session, sizeof(session) / sizeof(session[0]));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("access_rules");
	TCase *t = tcase_create("access_rules");

	tcase_add_checked_fixture(t, setup, uicc_fixture_teardown);
	tcase_add_loop_test(t, expanded_without_pins, 0, COUNT(unconditional));
	tcase_add_loop_test(t, conditions_on_pins, 0, COUNT(conditions));
	tcase_add_test(t, templates_nest_only_so_deep);
	tcase_add_test(t, disabled_pins_are_satisfied);
	tcase_add_loop_test(t, compact_format, 0, COUNT(compact));
	tcase_add_loop_test(t, what_is_no_rule_grants_nothing, 0, COUNT(nothing));
	tcase_add_test(t, records_of_ef_arr);
	tcase_add_test(t, the_nearest_ef_arr_counts);
	tcase_add_test(t, security_environments);
	tcase_add_test(t, commands_obey);
	suite_add_tcase(s, t);
	return unit_main(s);
}
