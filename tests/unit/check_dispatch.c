/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every application shares: channels, SELECT by AID, the ways in which an answer leaves, and
 * that no input whatever unsettles the card. */
#include "card_fixture.h"
#include "unit.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
	softeuicc_reset(f->card);
}

static void teardown(void)
{
	fixture_free(f);
}

struct step {
	const char *command;
	const char *response; /* data and status word; a final ".." leaves the rest open */
};

static void run_steps(const struct step *steps, size_t n)
{
	uint8_t response[SOFTEUICC_RESPONSE_MAX];

	for (size_t i = 0; i < n; i++) {
		struct slice command = unhex(f, steps[i].command), answer;
		char *expected = talloc_strdup(f, steps[i].response);
		char *open_end = strstr(expected, "..");

		answer = slice_of(response,
				  softeuicc_transmit(f->card, command.p, command.n, response));
		if (open_end) {
			*open_end = '\0';
			answer = slice_sub(answer, 0, unhex(f, expected).n);
		}
		assert_hex(answer, expected);
	}
}

#define ISDR  "A0000005591010FFFFFFFF8900000100"
#define ECASD "A0000005591010FFFFFFFF8900000200"

static const struct step channels[] = {
	{"0070000002", "6C01"},   {"00700000", "6C01"}, /* which open none */
	{"0070000001", "019000"}, {"0070000001", "029000"},
	{"00700004", "9000"},     /* a channel of the terminal's choice */
	{"00700004", "6881"},     /* which is open now */
	{"00700014", "6A86"},     /* there are 20 */
	{"00700100", "6A86"},     /* neither open nor close */
	{"0070000001", "039000"}, /* the lowest that is free: 3 */
	{"01F2000C", "9000"},     /* STATUS on each */
	{"40F2000C", "9000"},     /* channel 4 */
	{"41F2000C", "6881"},     /* channel 5 is closed */
	{"00708002", "9000"},     /* closed from the basic channel */
	{"02F2000C", "6881"},     {"00708002", "6200"},
	{"00708014", "6A86"},     {"01708000", "9000"}, /* closes itself */
	{"01F2000C", "6881"},     {"00708000", "6A86"}, /* the basic channel stays */
	{"00F2000C", "9000"},
};

START_TEST(channels_open_and_close)
{
	/* STATUS is of class 8X. */
	struct step steps[COUNT(channels)];

	for (int i = 0; i < COUNT(channels); i++) {
		char *command = talloc_strdup(f, channels[i].command);

		steps[i] = channels[i];
		if (!strncmp(command + 2, "F2", 2))
			command[0] = command[0] == '4' ? 'C' : '8';
		steps[i].command = command;
	}
	run_steps(steps, COUNT(steps));
}
END_TEST

START_TEST(all_channels_open_and_no_more)
{
	static const struct step none_left[] = {{"0070000001", "6A81"}};

	for (int i = 1; i < 20; i++) {
		char *response = talloc_asprintf(f, "%02X9000", i);
		const struct step step = {"0070000001", response};

		run_steps(&step, 1);
	}
	run_steps(none_left, 1);
}
END_TEST

static const struct step selection[] = {
	{"00A4040010" ISDR, "6121"},
	{"00C0000021", "6F1F8410" ISDR ".."},
	{"00A4040010" ECASD "00", "6F.."},
	{"00A404000DA0000005591010FFFFFFFF8900", "6121"}, /* partial: the first that fits */
	{"00A404020DA0000005591010FFFFFFFF8900", "61.."}, /* next occurrence: ECASD */
	{"00CA005A12", "5A10.."},                         /* it is */
	{"00A404020DA0000005591010FFFFFFFF8900", "6A82"}, /* none after it */
	{"00A404030DA0000005591010FFFFFFFF8900", "6121"}, /* the one before */
	{"00A4040006A00000000099", "6A82"},
	{"80E2910003BF3E00", "6A80"}, /* still on ISD-R: it knows the tag */
	{"00A4000C023F00", "9000"},   /* the MF is a way out of it */
	{"80E2910003BF2E00", "6D00"},
	{"00A40400", "6700"},
	{"00A4040011" ISDR "00", "6700"}, /* 17 bytes are no AID */
};

START_TEST(selects_by_full_and_partial_aid)
{
	run_steps(selection, COUNT(selection));
}
END_TEST

/* Nothing but a SELECT that succeeds ends what is selected. */
static const struct step failures[] = {
	{"00A4040C10" ISDR, "9000"},
	{"80E2910003BF2E0000", "BF2E.."}, /* a challenge, which begins a session */
	{"00A4080C042FFF6FFF", "6A82"},
	{"00A40808022FE2", "6A86"},
	{"10A4000C023F00", "6884"},
	{"00A4000C043F002F", "6700"},
	{"00A4040C06A00000000099", "6A82"},
	{"80E2910006BF3E035C015A00", "BF3E125A10.."},
	{"00A4080C022FE2", "9000"},
	{"80E2910006BF3E035C015A00", "6D00"},
	{"00B000000A", "FFFFFFFFFFFFFFFFFFFF9000"},
};

START_TEST(a_failed_select_changes_nothing)
{
	run_steps(failures, COUNT(failures));
}
END_TEST

static const struct step deliveries[] = {
	{"00A40004022F00", "61.."}, /* case 3: announced ... */
	{"00C0000002", "62.."},     /* ... fetched in part, the rest announced again */
	{"00C0000000", "82.."},
	{"00C0000000", "6985"}, /* nothing is left */
	{"00A4000C022FE2", "9000"},
	{"00B000000B", "6C0A"},           /* EF.ICCID has ten bytes */
	{"00B0000005", "FFFFFFFFFF9000"}, /* what was asked for */
	{"00B0000000", "FFFFFFFFFFFFFFFFFFFF9000"},
	{"00B00000", "6C0A"}, /* no Le at all, which is P3 00 at T=0 */
	{"00C000000A", "6985"},
	{"00A40004022F00", "61.."},
	{"00C00000FF", "6C.."}, /* more than there is */
	{"00C0000002", "62.."},
	{"80F2000C", "9000"}, /* any other command drops what waits */
	{"00C0000002", "6985"},
	{"00C0010001", "6A86"},
};

START_TEST(answers_leave_as_le_asks)
{
	run_steps(deliveries, COUNT(deliveries));
}
END_TEST

static const struct step refusals[] = {
	{"0C A4 00 0C 02 3F00", "6882"}, /* secure messaging */
	{"A0 A4 00 00 02 3F00", "6E00"}, /* a GSM SIM's class */
	{"FF A4 00 00 02 3F00", "6E00"}, {"00 FC 00 00", "6D00"},
	{"80 B0 00 00 01", "6E00"},      /* INS known, not in this class */
	{"10 A4 00 0C 02 3F00", "6884"}, /* no chaining of SELECT */
	{"10 A4 04 0C 10" ISDR, "6884"}, {"00 A4", "6700"},
};

START_TEST(what_no_application_hears)
{
	run_steps(refusals, COUNT(refusals));
}
END_TEST

/* ISO/IEC 7816-4 5.3.3: links of one command, alike but for CLA bit 5. */
static const struct step links[] = {
	{"00A4040C10" ISDR, "9000"},
	{"90E2910002BF3E", "9000"},
	{"80E2910004035C015A00", "BF3E125A10.."},
	{"90E2910001BF", "9000"},
	{"90E29100013E", "9000"},
	{"80E2910004035C015A00", "BF3E125A10.."},
	{"90E2910002BF3E", "9000"},
	{"80E2910104035C015A00", "6883"}, /* another header */
	{"80E2910006BF3E035C015A00", "BF3E125A10.."},
	{"90E2910002BF3E", "9000"},
	{"80F2000C", "6883"}, /* another command */
	{"80F2000C", "9000"},
	{"80E2910004035C015A00", "6A80"}, /* the first link is gone */
	{"90E2910002BF3E", "9000"},
};

START_TEST(chained_commands)
{
	static const struct step after[] = {
		{"00A4040C10" ISDR, "9000"},
		{"80E2910006BF3E035C015A00", "BF3E125A10.."},
	};

	run_steps(links, COUNT(links));
	softeuicc_reset(f->card);
	run_steps(after, COUNT(after));
}
END_TEST

static int no_transactions(void *arg, int action, const char *a, const char *b, const char *c,
			   const char *d)
{
	(void)arg, (void)a, (void)b, (void)c, (void)d;
	return action == SQLITE_TRANSACTION ? SQLITE_DENY : SQLITE_OK;
}

/* Makes the image refuse every transaction from its beginning on, or take them again. */
static void refuse_transactions(bool refuse)
{
	sqlite3_set_authorizer(sqlite3_db_handle(store_query(f->card->store, "SELECT 1", "")),
			       refuse ? no_transactions : NULL, NULL);
}

/* What could not be kept has not happened, in the card's memory either. */
START_TEST(what_cannot_be_kept)
{
	static const struct step tries = {"002000 0A", "63C3"};
	static const struct step refused = {"002000 0A 08 3939393939393939", "6581"};

	fixture_select_isdr(f);
	fixture_install(f, "98880100000000000010", "");
	ck_assert_int_eq(es10_code(f, "BF3111 A00C5A0A 98880100000000000010 810100"), 0);
	softeuicc_reset(f->card);
	refuse_transactions(true);
	run_steps(&refused, 1);
	refuse_transactions(false);
	run_steps(&tries, 1);
}
END_TEST

/* What the terminal polls and tells on a channel where the ISD-R or the ECASD is selected. */
static const struct step everywhere[] = {
	{"00A4040C10" ISDR, "9000"},
	{"80F2000C", "9000"},
	{"80F2000100", "8410" ISDR "9000"}, /* the application that is selected */
	{"80F2000000", "62.."},             /* no directory of its own: the MF */
	{"80AA000002A900", "9000"},
	{"80AA000002A800", "6A80"},
	{"8010000003FFFFFF", "9000"},
	{"00F2000C", "6E00"},
	{"00B0000000", "6D00"}, /* but no files */
	{"00A4040C10" ECASD, "9000"},
	{"80F2000100", "8410" ECASD "9000"},
	{"00A4000C023F00", "9000"},
	{"80F2000100", "6A88"}, /* no application any more */
};

START_TEST(status_whatever_is_selected)
{
	run_steps(everywhere, COUNT(everywhere));
}
END_TEST

START_TEST(channels_know_nothing_of_each_other)
{
	static const struct step steps[] = {
		{"0070000001", "019000"},
		{"01A4040C10" ISDR, "9000"},
		{"00A4000C022FE2", "9000"},
		{"81E2910003BF2E00", "61.."}, /* waits on channel 1 ... */
		{"00B0000002", "FFFF9000"},   /* ... whatever channel 0 does */
		{"01C0000000", "BF2E12.."},
		{"80E2910003BF2E00", "6D00"}, /* channel 0 is not on the ISD-R */
		{"00708001", "9000"},
		{"0070000001", "019000"},
		{"81E2910003BF2E00", "6D00"}, /* a channel begins on the MF */
	};

	run_steps(steps, COUNT(steps));
}
END_TEST

START_TEST(endless_chain_is_cut)
{
	static const struct step select[] = {{"00A4040C10" ISDR, "9000"}};
	static const struct step alive[] = {{"80E2910003BF2E00", "6115"}};
	uint8_t response[SOFTEUICC_RESPONSE_MAX], link[260] = {0x90, 0xE2, 0x91, 0x00, 0xFF};
	int i = 0;

	run_steps(select, 1);
	do
		softeuicc_transmit(f->card, link, sizeof(link), response);
	while (be16(response) == 0x9000 && ++i < 1000);
	ck_assert_int_eq(be16(response), 0x6700);
	ck_assert_int_eq(i, 65535 / 255);
	run_steps(alive, 1);
}
END_TEST

/* Garbage of every length, on every application; deterministic. */
START_TEST(garbage_of_every_length)
{
	static const char *const before[] = {"00A4040C10" ISDR, "00A4040C10" ECASD,
					     "00A4000C023F00"};
	const struct step alive = {"80F2000C", "9000"}, home = {"00A4000C023F00", "9000"};
	uint8_t response[SOFTEUICC_RESPONSE_MAX], bytes[300];
	uint32_t seed = (uint32_t)_i + 1;

	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct slice select = unhex(f, before[_i]);
		size_t length;

		softeuicc_transmit(f->card, select.p, select.n, response);
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (uint8_t)(seed >> 24);
		}
		/* Half of them with a header that gets further than the first check. */
		if (n >= 5 && n % 2) {
			memcpy(bytes, "\x80\xE2\x91\x00", 4);
			bytes[4] = (uint8_t)(n - 5);
		}
		length = softeuicc_transmit(f->card, bytes, n, response);
		ck_assert_uint_ge(length, 2);
		ck_assert_uint_ne(be16(response + length - 2), 0x6F00);
		run_steps(&home, 1);
		run_steps(&alive, 1);
	}
}
END_TEST

/* A good command cut at every byte. */
START_TEST(truncated_commands)
{
	static const char *const good[] = {
		"00A4040010" ISDR "00",
		"80E2910012BF3F0F800D612E6578616D706C652E636F6D",
		"00D60000000002FFFF",
	};
	struct slice whole = unhex(f, good[_i]);
	uint8_t response[SOFTEUICC_RESPONSE_MAX];
	const struct step alive = {"80F2000C", "9000"};

	for (size_t n = 0; n < whole.n; n++) {
		size_t length = softeuicc_transmit(f->card, whole.p, n, response);

		ck_assert_uint_ge(length, 2);
		ck_assert_uint_ne(response[length - 2], 0x6F);
	}
	softeuicc_reset(f->card);
	run_steps(&alive, 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dispatch");
	TCase *t = tcase_create("dispatch");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, channels_open_and_close);
	tcase_add_test(t, all_channels_open_and_no_more);
	tcase_add_test(t, selects_by_full_and_partial_aid);
	tcase_add_test(t, a_failed_select_changes_nothing);
	tcase_add_test(t, answers_leave_as_le_asks);
	tcase_add_test(t, what_no_application_hears);
	tcase_add_test(t, chained_commands);
	tcase_add_test(t, what_cannot_be_kept);
	tcase_add_test(t, status_whatever_is_selected);
	tcase_add_test(t, channels_know_nothing_of_each_other);
	tcase_add_test(t, endless_chain_is_cut);
	tcase_add_loop_test(t, garbage_of_every_length, 0, 3);
	tcase_add_loop_test(t, truncated_commands, 0, 3);
	suite_add_tcase(s, t);
	return unit_main(s);
}
