/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SUSPEND UICC and RESUME UICC, TS 102 221 11.1.22. */
#include "uicc_fixture.h"

#define SUSPEND   "8076000004 003C 0101 0A" /* 60 seconds to a minute */
#define READ_IMSI "00B0000009"              /* of 6F07: PIN 1 */

static int64_t now;

static int64_t clock_of_test(void *arg)
{
	(void)arg;
	return now;
}

static void setup(void)
{
	uicc_fixture_setup();
	now = 1000000;
	fixture.card->config.now = clock_of_test;
}

static void power_cut(void)
{
	uicc_fixture_restart();
	fixture.card->config.now = clock_of_test;
}

static void reset(void)
{
	uicc_reset(fixture.card);
	ck_assert_int_eq(uicc_show(fixture.card, 0), 0);
	channels_reset(fixture.card);
}

/* PIN 1 verified, USIM with 6F07 on channel 0, 6F3B at record 2 on channel 3. */
static void begin_session(void)
{
	assert_transmit("8010000003 FFFF7F", "9000");
	assert_transmit("00200001 08" PIN1, "9000");
	assert_transmit("00700003", "9000");
	assert_transmit("03A4040C0C" USIM_AID, "9000");
	assert_transmit("03A4000C02 6F3B", "9000");
	assert_transmit("03B2000204", "00010203 9000");
	assert_transmit("03B2000204", "04050607 9000");
	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00A4000C02 6F07", "9000");
}

static void assert_session(void)
{
	const struct toolkit *t = &fixture.card->uicc->toolkit;

	assert_transmit("03B2000204", "08090A0B 9000");
	assert_transmit(READ_IMSI, "000102030405060708 9000");
	assert_transmit("80F2000100", "840CA0000000871002FF49FF0589 9000");
	assert_transmit("82F2000C", "6881");
	assert_hex(t->profile, "FFFF7F");
}

static void assert_fresh(void)
{
	ck_assert_ptr_eq(fixture.ch->at.df, uicc_file(NULL, ""));
	ck_assert_ptr_null(fixture.card->uicc->toolkit.profile.p);
	assert_transmit("83F2000C", "6881");
	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00A4000C02 6F07", "9000");
	assert_transmit(READ_IMSI, "6982");
}

/* Suspends; returns the command that resumes. */
static const char *suspended(void)
{
	static char command[64];
	int n;

	assert_transmit(SUSPEND, "0101");
	ck_assert_uint_eq(fixture.out.n, 2 + 8 + 2);
	n = snprintf(command, sizeof(command), "8076010008");
	for (size_t i = 2; i < 10; i++)
		n += snprintf(command + n, sizeof(command) - (size_t)n, "%02X", fixture.out.p[i]);
	return command;
}

START_TEST(everything_is_as_before)
{
	const char *resume;

	begin_session();
	resume = suspended();
	power_cut();
	now += 60;
	assert_transmit("00A4000C02 3F00", "9000");
	assert_transmit("00A4000C02 2F05", "9000");
	assert_transmit("00B0000002", "0001 9000");
	assert_transmit("80F2000C", "9000");
	assert_transmit("80AA000002 A900", "9000");
	assert_transmit(resume, "9000");
	assert_session();
	/* A token serves once. */
	assert_transmit(resume, "6985");
	power_cut();
	assert_fresh();
}
END_TEST

START_TEST(a_block_of_data_goes_on)
{
	const char *resume;

	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00A4000C02 6F46", "9000");
	assert_transmit("80DB008006 8006 01020304", "63F1");
	resume = suspended();
	power_cut();
	assert_transmit(resume, "9000");
	assert_transmit("80DB000002 0506", "9000");
	assert_transmit("80CB008001 80 00", "8006 010203040506 9000");
}
END_TEST

START_TEST(a_wrong_token_is_refused)
{
	const char *resume;
	char wrong[64];

	begin_session();
	resume = suspended();
	strcpy(wrong, resume);
	wrong[strlen(wrong) - 1] = wrong[strlen(wrong) - 1] == '0' ? '1' : '0';
	power_cut();
	assert_transmit(wrong, "6982");
	assert_transmit("00A4040C0C" USIM_AID, "9000");
	assert_transmit("00A4000C02 6F07", "9000");
	assert_transmit(resume, "9000");
	assert_session();
}
END_TEST

START_TEST(tokens_differ)
{
	char *first = talloc_strdup(fixture.card, suspended());

	ck_assert_str_ne(suspended(), first);
	/* The status suspended last is the one that waits. */
	assert_transmit(first, "6982");
}
END_TEST

START_TEST(too_late)
{
	const char *resume;

	begin_session();
	resume = suspended();
	power_cut();
	now += 61;
	assert_transmit(resume, "6985");
	now -= 61;
	assert_transmit(resume, "6985");
	assert_fresh();
}
END_TEST

/* 11.1.22.3: any other command deletes the status, whatever its answer. */
static const char *const others[] = {
	"00200001",        "00700000 01", "8010000003 FFFFFF", "00B2010404",
	"00D6000001 00",   "0084000008",  "80C2000002 D600",   "8012000001",
	"0088008102 1000", "00FC0000",    "01A4000C02 3F00",   "80A4000C02 3F00",
};

START_TEST(another_command_deletes_the_status)
{
	const char *resume;

	assert_transmit("00700001", "9000");
	resume = suspended();
	assert_transmit(others[_i], "");
	assert_transmit(resume, "6985");
	power_cut();
	assert_transmit(resume, "6985");
}
END_TEST

/* Units of seconds, minutes, hours, days and ten days. */
static const struct {
	const char *proposal, *answer;
} durations[] = {
	{"0001 0001", "0001"}, {"003C 0101", "0101"}, {"00FF 0105", "0105"}, {"0118 0201", "0201"},
	{"0218 0301", "0301"}, {"030A 0401", "0401"}, {"0001 04FF", "04FF"}, {"0000 0101", "6A80"},
	{"0001 0000", "6A80"}, {"0101 0001", "6A80"}, {"0401 0309", "6A80"}, {"0201 013B", "6A80"},
	{"0501 0501", "6A80"}, {"0001 0501", "6A80"}, {"FF01 FFFF", "6A80"},
};

START_TEST(durations_are_negotiated)
{
	assert_transmit(talloc_asprintf(fixture.card, "8076000004 %s 0A", durations[_i].proposal),
			durations[_i].answer);
}
END_TEST

static const struct {
	const char *command, *answer;
} malformed[] = {
	{"80760000", "6700"},
	{"8076000003 003C01", "6700"},
	{"8076000005 003C010101", "6700"},
	{"8076010007 00000000000000", "6700"},
	{"8076010009 000000000000000000", "6700"},
	{"8076010008 0000000000000000", "6985"},
	{"8076020004 003C0101", "6A86"},
	{"8076000104 003C0101", "6A86"},
	{"8076010108 0000000000000000", "6A86"},
	{"0076000004 003C0101", "6E00"},
	{"9076000004 003C0101", "6884"},
	{"8476000004 003C0101", "6882"},
	{"8176000004 003C0101", "6881"},
};

START_TEST(malformed_commands)
{
	assert_transmit(malformed[_i].command, malformed[_i].answer);
	assert_transmit("00700001", "9000");
	assert_transmit("8176000004 003C0101 0A", "6881");
}
END_TEST

START_TEST(without_le_the_token_is_announced)
{
	assert_transmit("8076000004 003C 0101", "610A");
	assert_transmit("00C000000A", "0101");
	ck_assert_uint_eq(fixture.out.n, 12);
}
END_TEST

START_TEST(not_in_a_proactive_session)
{
	const struct softeuicc_command poll = {
		.type = PROACTIVE_POLL_INTERVAL,
		.objects = toolkit_bytes(unhex(fixture.card, "84020001")),
	};

	assert_transmit("8010000003 FFFFFF", "9000");
	ck_assert_int_eq(toolkit_queue(fixture.card, NULL, &poll), 0);
	assert_transmit(SUSPEND, "6985");
	assert_transmit("80F2000C", "91");
}
END_TEST

/* What toolkit applications have running would not come back. */
START_TEST(not_while_the_toolkit_is_at_work)
{
	struct toolkit *t = &fixture.card->uicc->toolkit;

	t->timers[TIMER_COUNT - 1] = (struct softeuicc_toolkit *)t;
	assert_transmit(SUSPEND, "6985");
	t->timers[TIMER_COUNT - 1] = NULL;
	t->events = 1;
	assert_transmit(SUSPEND, "6985");
	t->events = 0;
	t->channels = (struct softeuicc_bip *)t;
	assert_transmit(SUSPEND, "6985");
	t->channels = NULL;
	t->assemblies = (struct sms_assembly *)t;
	assert_transmit(SUSPEND, "6985");
	t->assemblies = NULL;
	assert_transmit(SUSPEND, "0101");
}
END_TEST

/* An image that somebody has cut short: no status, and the card as after a reset. */
START_TEST(a_damaged_status_is_none)
{
	enum { TIME_AND_TOKEN = 16 };
	struct slice whole;
	const char *resume;

	begin_session();
	resume = suspended();
	ck_assert_int_eq(store_get(fixture.card->store, "suspended_status", NULL, &whole), 1);
	for (size_t n = TIME_AND_TOKEN; n < whole.n; n++) {
		ck_assert_int_eq(
			store_set(fixture.card->store, "suspended_status", slice_sub(whole, 0, n)),
			0);
		ck_assert_int_eq(store_commit(fixture.card->store), 0);
		reset();
		assert_transmit(resume, "");
		/* Between two channels there is an end, too. */
		if (be16(fixture.out.p) == SW_OK)
			continue;
		ck_assert_uint_eq(be16(fixture.out.p), SW_CONDITIONS);
		assert_fresh();
	}
	talloc_free((void *)whole.p);
}
END_TEST

/* Each byte is changed in turn: whatever the card takes of it, it goes on answering. */
START_TEST(a_falsified_status_harms_nothing)
{
	enum { TIME_AND_TOKEN = 16 };
	struct slice whole;
	const char *resume;
	uint8_t *changed;

	begin_session();
	resume = suspended();
	ck_assert_int_eq(store_get(fixture.card->store, "suspended_status", NULL, &whole), 1);
	changed = talloc_memdup(NULL, whole.p, whole.n);
	for (size_t n = TIME_AND_TOKEN; n < whole.n; n++) {
		changed[n] ^= 1;
		ck_assert_int_eq(store_set(fixture.card->store, "suspended_status",
					   slice_of(changed, whole.n)),
				 0);
		ck_assert_int_eq(store_commit(fixture.card->store), 0);
		reset();
		assert_transmit(resume, "");
		assert_transmit("00B0000000", "");
		assert_transmit("80F2000000", "");
		ck_assert_uint_ge(fixture.out.n, 2);
		changed[n] ^= 1;
	}
	talloc_free(changed);
	talloc_free((void *)whole.p);
}
END_TEST

START_TEST(a_status_that_tells_of_a_file_which_is_gone)
{
	const char *resume;

	begin_session();
	resume = suspended();
	ck_assert_int_eq(uicc_store_file_delete(fixture.card->store, fixture.card->uicc->content,
						uicc_file(USIM_AID, "7FFF6F07")),
			 0);
	ck_assert_int_eq(store_commit(fixture.card->store), 0);
	power_cut();
	assert_transmit(resume, "6985");
	assert_transmit("83F2000C", "6881");
	ck_assert_ptr_eq(fixture.ch->at.df, uicc_file(NULL, ""));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("suspend");
	TCase *t = tcase_create("suspend");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, uicc_fixture_teardown);
	tcase_add_test(t, everything_is_as_before);
	tcase_add_test(t, a_block_of_data_goes_on);
	tcase_add_test(t, a_wrong_token_is_refused);
	tcase_add_test(t, tokens_differ);
	tcase_add_test(t, too_late);
	tcase_add_loop_test(t, another_command_deletes_the_status, 0, COUNT(others));
	tcase_add_loop_test(t, durations_are_negotiated, 0, COUNT(durations));
	tcase_add_loop_test(t, malformed_commands, 0, COUNT(malformed));
	tcase_add_test(t, without_le_the_token_is_announced);
	tcase_add_test(t, not_in_a_proactive_session);
	tcase_add_test(t, not_while_the_toolkit_is_at_work);
	tcase_add_test(t, a_damaged_status_is_none);
	tcase_add_test(t, a_falsified_status_harms_nothing);
	tcase_add_test(t, a_status_that_tells_of_a_file_which_is_gone);
	suite_add_tcase(s, t);
	return unit_main(s);
}
