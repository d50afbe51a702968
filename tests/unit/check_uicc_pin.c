/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc_fixture.h"

#define NEW "35353535FFFFFFFF"

enum { TWO = SW_COUNTER | 2, ONE = SW_COUNTER | 1, NONE = SW_COUNTER };

static struct pin *pin(uint8_t reference)
{
	return pin_find(fixture.card->uicc->content, fixture.ch->at.df, reference, false);
}

static const struct exchange verify[] = {
	{"00200001", SW_COUNTER | 3, NULL},
	{"00200001 08" WRONG, TWO, NULL},
	{"00200001", TWO, NULL},
	{"00200001 08" PIN1, SW_OK, NULL},
	{"00200001", SW_COUNTER | 3, NULL},
	{"00200001 08" WRONG, TWO, NULL},
	{"00200001 08" WRONG, ONE, NULL},
	{"00200001 08" WRONG, NONE, NULL},
	{"00200001 08" WRONG, SW_PIN_BLOCKED, NULL},
	{"00200001 08" PIN1, SW_PIN_BLOCKED, NULL},
	{"00200001", NONE, NULL},
	{"00240001 10" PIN1 NEW, SW_PIN_BLOCKED, NULL},
	{"00260001 08" PIN1, SW_PIN_BLOCKED, NULL},
};

START_TEST(three_false_presentations_block)
{
	run_exchanges(verify, sizeof(verify) / sizeof(verify[0]));
	ck_assert(!pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
}
END_TEST

static const struct exchange malformed[] = {
	{"00200101 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00200000 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00200080 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00200021 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00200002 08" PIN1, SW_REFERENCE_NOT_FOUND, NULL},
	{"00200081 08" PIN2, SW_REFERENCE_NOT_FOUND, NULL},
	{"00200001 07 31313131FFFFFF", SW_WRONG_LENGTH, NULL},
	{"00200001 09" PIN1 "FF", SW_WRONG_LENGTH, NULL},
	{"00240101 10" PIN1 NEW, SW_WRONG_P1P2, NULL},
	{"00240002 10" PIN1 NEW, SW_REFERENCE_NOT_FOUND, NULL},
	{"00240001 08" PIN1, SW_WRONG_LENGTH, NULL},
	{"00260101 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00260002 08" PIN1, SW_REFERENCE_NOT_FOUND, NULL},
	{"00260001 07 31313131FFFFFF", SW_WRONG_LENGTH, NULL},
	{"00268101 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00269111 08" UPIN, SW_WRONG_P1P2, NULL},
	{"00280101 08" PIN1, SW_WRONG_P1P2, NULL},
	{"00280002 08" PIN1, SW_REFERENCE_NOT_FOUND, NULL},
	{"00280001 09" PIN1 "FF", SW_WRONG_LENGTH, NULL},
	{"00280001 08" PIN1, SW_CONDITIONS, NULL},
	{"002C0101 10" PUK1 NEW, SW_WRONG_P1P2, NULL},
	{"002C0002 10" PUK1 NEW, SW_REFERENCE_NOT_FOUND, NULL},
	{"002C000A 10" PUK1 NEW, SW_REFERENCE_NOT_FOUND, NULL},
	{"002C0001 08" PUK1, SW_WRONG_LENGTH, NULL},
};

START_TEST(refusals_count_nothing)
{
	run_exchanges(&malformed[_i], 1);
	assert_answer("00200001", SW_COUNTER | 3, NULL);
	assert_answer("002C0001", SW_COUNTER | 10, NULL);
}
END_TEST

/* Power fails right after the answer: what was counted stays counted. */
START_TEST(counters_survive)
{
	assert_answer("00200001 08" WRONG, TWO, NULL);
	assert_answer("002C0001 10" WRONG NEW, SW_COUNTER | 9, NULL);
	uicc_fixture_restart();
	assert_answer("00200001", TWO, NULL);
	assert_answer("002C0001", SW_COUNTER | 9, NULL);
	assert_answer("00200001 08" PIN1, SW_OK, NULL);
	uicc_fixture_restart();
	assert_answer("00200001", SW_COUNTER | 3, NULL);
}
END_TEST

START_TEST(verification_ends_with_a_reset)
{
	assert_answer("00200001 08" PIN1, SW_OK, NULL);
	ck_assert(pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
	uicc_reset(fixture.card);
	ck_assert(!pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
}
END_TEST

START_TEST(a_false_presentation_takes_nothing_away_until_it_blocks)
{
	assert_answer("00200001 08" PIN1, SW_OK, NULL);
	assert_answer("00200001 08" WRONG, TWO, NULL);
	assert_answer("00200001 08" WRONG, ONE, NULL);
	ck_assert(pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
	assert_answer("00200001 08" WRONG, NONE, NULL);
	ck_assert(!pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
}
END_TEST

#define VERIFY_ALL                                                                                 \
	{"00200001 08" PIN1, SW_OK, NULL}, {"00200081 08" PIN2, SW_OK, NULL},                      \
		{"0020000A 08" ADM, SW_OK, NULL},                                                  \
	{                                                                                          \
		"00200011 08" UPIN, SW_OK, NULL                                                    \
	}

START_TEST(verification_ends_with_the_application)
{
	static const struct exchange all[] = {VERIFY_ALL};
	const struct uicc_content *c = fixture.card->uicc->content;
	struct file *usim = uicc_file(USIM_AID, "7FFF");

	uicc_enter(USIM_AID);
	run_exchanges(all, COUNT(all));
	assert_transmit("00A4044C0C" USIM_AID, "9000");
	ck_assert(!pin_satisfied(c, usim, 0x01));
	ck_assert(!pin_satisfied(c, usim, 0x81));
	ck_assert(pin_satisfied(c, usim, 0x0A));
	ck_assert(pin_satisfied(c, usim, 0x11));
}
END_TEST

START_TEST(but_not_while_another_application_asks_for_the_pin)
{
	static const struct exchange all[] = {VERIFY_ALL};
	const struct uicc_content *c = fixture.card->uicc->content;
	struct file *usim = uicc_file(USIM_AID, "7FFF");

	uicc_enter(USIM_AID);
	run_exchanges(all, COUNT(all));
	assert_transmit("00700002", "9000");
	assert_transmit("02A4040C0C" ISIM_AID, "9000");
	assert_transmit("00A4044C0C" USIM_AID, "9000");
	ck_assert(pin_satisfied(c, usim, 0x01));
	ck_assert(!pin_satisfied(c, usim, 0x81));
	assert_transmit("02A4044C0C" ISIM_AID, "9000");
	ck_assert(!pin_satisfied(c, usim, 0x01));
}
END_TEST

START_TEST(local_pins_are_their_applications)
{
	uicc_enter(USIM_AID);
	assert_answer("00200081 08" PIN2, SW_OK, NULL);
	/* From a DF below as well, and on another channel. */
	assert_answer("00A4000C 02 5F3B", SW_OK, NULL);
	assert_answer("00200081 08" PIN2, SW_OK, NULL);
	fixture.card->channels[2].at = fixture.ch->at;
	assert_answer("02200081 08" WRONG, TWO, NULL);
	assert_answer("00200081", TWO, NULL);
	uicc_enter(ISIM_AID);
	assert_answer("00200081", SW_COUNTER | 3, NULL);
	assert_answer("00200081 08" PIN2, TWO, NULL);
	assert_answer("00200081 08 33333333FFFFFFFF", SW_OK, NULL);
	assert_answer("00200001", SW_COUNTER | 3, NULL);
}
END_TEST

/* 9.4.2: an application PIN has a global key reference. That of one application is presented from
 * anywhere, and opens files outside of it, too. */
START_TEST(application_pins_are_known_everywhere)
{
	struct uicc_content *c = fixture.card->uicc->content;
	struct pin *p = talloc_zero(c, struct pin);

	*p = *pin(0x01);
	p->reference = 0x02;
	p->df = uicc_file(ISIM_AID, "7FFF");
	p->next = c->pins;
	c->pins = p;
	assert_answer("00200002", SW_COUNTER | 3, NULL);
	assert_answer("00200002 08" WRONG, TWO, NULL);
	ck_assert(!pin_satisfied(c, uicc_file(NULL, "7F10"), 0x02));
	assert_answer("00200002 08" PIN1, SW_OK, NULL);
	ck_assert(pin_satisfied(c, uicc_file(NULL, "7F10"), 0x02));
	uicc_enter(USIM_AID);
	assert_answer("00240002 10" PIN1 NEW, SW_OK, NULL);
	/* Not so what unblocks it, and local references. */
	assert_answer("002C0003", SW_REFERENCE_NOT_FOUND, NULL);
	p->reference = 0x82;
	assert_answer("00200082", SW_REFERENCE_NOT_FOUND, NULL);
	uicc_enter(ISIM_AID);
	assert_answer("00200082", SW_COUNTER | 3, NULL);
}
END_TEST

START_TEST(change)
{
	assert_answer("00240001 10" WRONG NEW, TWO, NULL);
	assert_answer("00240001 10" PIN1 NEW, SW_OK, NULL);
	ck_assert(pin(0x01)->verified);
	assert_answer("00200001", SW_COUNTER | 3, NULL);
	uicc_fixture_restart();
	assert_answer("00200001 08" PIN1, TWO, NULL);
	assert_answer("00200001 08" NEW, SW_OK, NULL);
	pin(0x01)->attributes = PIN_DISABLEABLE;
	assert_answer("00240001 10" NEW PIN1, SW_CONDITIONS, NULL);
}
END_TEST

START_TEST(disable_and_enable)
{
	assert_answer("00260001 08" WRONG, TWO, NULL);
	assert_answer("00260001 08" PIN1, SW_OK, NULL);
	ck_assert(pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
	uicc_fixture_restart();
	ck_assert(pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
	assert_answer("00200001 08" PIN1, SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00260001 08" PIN1, SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00240001 10" PIN1 NEW, SW_REFERENCE_INVALIDATED, NULL);
	assert_answer("00200001", SW_COUNTER | 3, NULL);
	assert_answer("00280001 08" WRONG, TWO, NULL);
	ck_assert(!pin(0x01)->enabled);
	assert_answer("00280001 08" PIN1, SW_OK, NULL);
	ck_assert(pin(0x01)->verified);
	uicc_fixture_restart();
	ck_assert(!pin_satisfied(fixture.card->uicc->content, NULL, 0x01));
	pin(0x01)->attributes = PIN_CHANGEABLE;
	assert_answer("00260001 08" PIN1, SW_CONDITIONS, NULL);
}
END_TEST

/* Of the status template: 01 81 0A 11, seen from USIM. */
static void assert_states(uint8_t states, uint8_t universal)
{
	struct slice s;
	size_t n;

	ck_assert_uint_eq(uicc_send("80F20000"), SW_OK);
	s = buf_slice(&fixture.out);
	n = s.n;
	assert_hex(slice_sub(s, n - 18, 18),
		   talloc_asprintf(fixture.card, "9001%02X 830101 830181 83010A 9501%02X 830111",
				   states, universal));
}

START_TEST(the_status_template_is_alive)
{
	uicc_enter(USIM_AID);
	assert_states(0xF0, 0x00);
	assert_answer("00260081 08" PIN2, SW_OK, NULL);
	assert_states(0xB0, 0x00);
	assert_answer("00269101 08" PIN1, SW_OK, NULL);
	assert_states(0x30, 0x08);
	assert_answer("00280001 08" PIN1, SW_OK, NULL);
	assert_states(0xB0, 0x00);
}
END_TEST

/* TS 102 221 9.4.1, 11.1.11 */
START_TEST(the_universal_pin_replaces)
{
	const struct uicc_content *c;

	assert_answer("00269101 08" PIN1, SW_OK, NULL);
	uicc_fixture_restart();
	c = fixture.card->uicc->content;
	ck_assert(pin(0x01)->replaced);
	ck_assert(!pin_satisfied(c, NULL, 0x01));
	ck_assert_ptr_eq(pin_of_application(c, uicc_file(USIM_AID, "7FFF")), pin(0x01));
	assert_answer("00200011 08" UPIN, SW_OK, NULL);
	ck_assert(pin_satisfied(c, NULL, 0x01));
	assert_answer("00280001 08" PIN1, SW_OK, NULL);
	ck_assert(!pin(0x01)->replaced);
	/* Disabled for good, nobody asks. */
	assert_answer("00260001 08" PIN1, SW_OK, NULL);
	ck_assert_ptr_null(pin_of_application(c, uicc_file(USIM_AID, "7FFF")));
	uicc_enter(USIM_AID);
	assert_answer("00269181 08" PIN2, SW_WRONG_P1P2, NULL);
}
END_TEST

START_TEST(nothing_to_replace_with)
{
	pin(0x11)->reference = 0x12;
	assert_answer("00269101 08" PIN1, SW_REFERENCE_NOT_FOUND, NULL);
	ck_assert(pin(0x01)->enabled);
}
END_TEST

START_TEST(unblock)
{
	for (int i = 0; i < 3; i++)
		uicc_send("00200001 08" WRONG);
	assert_answer("002C0001", SW_COUNTER | 10, NULL);
	assert_answer("002C0001 10" WRONG NEW, SW_COUNTER | 9, NULL);
	assert_answer("00200001 08" PIN1, SW_PIN_BLOCKED, NULL);
	assert_answer("002C0001 10" PUK1 NEW, SW_OK, NULL);
	ck_assert(pin(0x01)->verified);
	uicc_fixture_restart();
	assert_answer("002C0001", SW_COUNTER | 10, NULL);
	assert_answer("00200001 08" NEW, SW_OK, NULL);
}
END_TEST

START_TEST(unblocking_enables)
{
	assert_answer("00269101 08" PIN1, SW_OK, NULL);
	assert_answer("002C0001 10" PUK1 NEW, SW_OK, NULL);
	ck_assert(pin(0x01)->enabled);
	ck_assert(!pin(0x01)->replaced);
	uicc_enter(USIM_AID);
	assert_answer("002C0081 10" PUK2 NEW, SW_OK, NULL);
	assert_answer("00200081 08" NEW, SW_OK, NULL);
	uicc_enter(ISIM_AID);
	assert_answer("002C0081 10" PUK2 NEW, SW_REFERENCE_NOT_FOUND, NULL);
}
END_TEST

START_TEST(ten_false_presentations_block_the_unblocking)
{
	for (int i = 9; i >= 0; i--)
		assert_answer("002C0001 10" WRONG NEW, SW_COUNTER | i, NULL);
	assert_answer("002C0001 10" PUK1 NEW, SW_PIN_BLOCKED, NULL);
	assert_answer("002C0001", NONE, NULL);
	assert_answer("00200001 08" PIN1, SW_OK, NULL);
	uicc_fixture_restart();
	assert_answer("002C0001 10" PUK1 NEW, SW_PIN_BLOCKED, NULL);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("uicc_pin");
	TCase *t = tcase_create("pin");

	tcase_add_checked_fixture(t, uicc_fixture_setup, uicc_fixture_teardown);
	tcase_add_test(t, three_false_presentations_block);
	tcase_add_loop_test(t, refusals_count_nothing, 0, COUNT(malformed));
	tcase_add_test(t, counters_survive);
	tcase_add_test(t, verification_ends_with_a_reset);
	tcase_add_test(t, a_false_presentation_takes_nothing_away_until_it_blocks);
	tcase_add_test(t, verification_ends_with_the_application);
	tcase_add_test(t, but_not_while_another_application_asks_for_the_pin);
	tcase_add_test(t, local_pins_are_their_applications);
	tcase_add_test(t, application_pins_are_known_everywhere);
	tcase_add_test(t, change);
	tcase_add_test(t, disable_and_enable);
	tcase_add_test(t, the_status_template_is_alive);
	tcase_add_test(t, the_universal_pin_replaces);
	tcase_add_test(t, nothing_to_replace_with);
	tcase_add_test(t, unblock);
	tcase_add_test(t, unblocking_enables);
	tcase_add_test(t, ten_false_presentations_block_the_unblocking);
	suite_add_tcase(s, t);
	return unit_main(s);
}
